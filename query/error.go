package query

import (
	"errors"
	"fmt"

	"github.com/tarnlake/tarn/query/duck"
	"github.com/tarnlake/tarn/query/statement"
	"github.com/tarnlake/tarn/query/translate"
)

// A StatementError says what is wrong with a statement, and where.
type StatementError struct {
	Position statement.Position // zero if it is not known
	Message  string
	Advice   string // what may have been meant; may be empty
	Err      error
}

func (e *StatementError) Error() string {
	if e.Position.Line == 0 {
		return e.Message
	}
	return fmt.Sprintf("%s: %s", e.Position, e.Message)
}

// Hint returns advice for the person who wrote the statement.
func (e *StatementError) Hint() string { return e.Advice }

func (e *StatementError) Unwrap() error { return e.Err }

// explain returns an error of DuckDB with its place in the statement as it was
// written, and counted from the start of the text that the statement stands in.
func explain(err error, s statement.Statement, t translate.Translation) error {
	var fault *duck.Error
	if !errors.As(err, &fault) || errors.Is(err, duck.ErrInvalidated) {
		return err
	}
	e := &StatementError{Message: fault.Message, Advice: fault.Hint(), Err: err}
	if fault.Position >= 0 {
		e.Position = statement.PositionAt(s.Text, t.Source(fault.Position))
	}
	return e
}
