package translate

import (
	"fmt"

	"github.com/tarnlake/tarn/query/syntax"
)

// An Error says why a statement cannot be answered, as Athena says it.
type Error struct {
	Name    string     // Athena's name of the error: COLUMN_NOT_FOUND, TYPE_MISMATCH ...
	Pos     syntax.Pos // where in the statement; -1 is nowhere
	Message string     // without name and place
	Hint    string     // what to do about it; may be empty
}

func (e *Error) Error() string { return e.Name + ": " + e.Message }

func errorAt(n syntax.Node, name, format string, args ...any) *Error {
	return &Error{Name: name, Pos: n.Start(), Message: fmt.Sprintf(format, args...)}
}

func mismatch(n syntax.Node, format string, args ...any) *Error {
	return errorAt(n, "TYPE_MISMATCH", format, args...)
}

func unsupported(n syntax.Node, format string, args ...any) *Error {
	return errorAt(n, "NOT_SUPPORTED", format, args...)
}
