package query

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets"
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
	if strings.Contains(e.Advice, "SET ") {
		e.Advice = "" // settings are locked
	}
	if fault.Position >= 0 {
		e.Position = statement.PositionAt(s.Text, t.Source(fault.Position))
	}
	return e
}

// advised gives an error about a table that DuckDB does not find the advice of
// the catalog, which knows the tables that there are.
func advised(err, missing error) error {
	var e *StatementError
	var fault *duck.Error
	var name *catalog.NameError
	if errors.As(err, &e) && errors.As(err, &fault) && fault.Kind == duck.KindCatalog && errors.As(missing, &name) {
		e.Advice = name.Hint()
	}
	return err
}

// A StaleError reports a file that is not as the last crawl saw it. What was
// known of it may be wrong now, so it is not read.
type StaleError struct {
	Path string
	Err  error
}

func (e *StaleError) Error() string {
	switch {
	case errors.Is(e.Err, datasets.ErrChanged):
		return e.Path + " has changed since the crawl"
	case errors.Is(e.Err, fs.ErrNotExist):
		return e.Path + " is gone since the crawl"
	}
	return fmt.Sprintf("%s: %v", e.Path, e.Err)
}

func (e *StaleError) Unwrap() error { return e.Err }

// Hint says what to do about it.
func (e *StaleError) Hint() string { return "'tarn crawl' brings the catalog up to date" }
