package jsonfile

import (
	"bytes"
	"fmt"

	"github.com/tarnlake/tarn/datasets/jsonfile/internal/lex"
)

// A SyntaxError reports a file that is not JSON. Lines and columns count from
// 1, columns in bytes.
type SyntaxError struct {
	Line, Column int64
	Cause        string // such as "'x' where a value has to follow"
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("not JSON: line %d, column %d: %s", e.Line, e.Column, e.Cause)
}

// recovered makes an error of a panic. A fault of this package is a reason not
// to read one file, and none to end the program.
func recovered(err *error) {
	if fault := recover(); fault != nil {
		*err = fmt.Errorf("a fault of tarn's own in reading JSON: %v", fault)
	}
}

// syntaxError makes an error of a fault in a text whose first line has that number.
func syntaxError(f lex.Fault, text []byte, line int64) *SyntaxError {
	before := text[:min(f.At, len(text))]
	return &SyntaxError{
		Line:   line + int64(bytes.Count(before, newline)),
		Column: int64(len(before) - bytes.LastIndexByte(before, '\n')),
		Cause:  f.Cause,
	}
}
