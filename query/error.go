package query

import (
	"errors"
	"fmt"
	"strings"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/query/duck"
	"github.com/tarnlake/tarn/query/statement"
)

// A StatementError says what is wrong with a statement, and where.
type StatementError struct {
	Name     string             // Athena's name of the error, such as COLUMN_NOT_FOUND; "" is none
	Position statement.Position // zero if it is not known
	Message  string
	Advice   string // what may have been meant; may be empty
	Err      error
}

func (e *StatementError) Error() string {
	text := e.Message
	if e.Position.Line > 0 {
		text = fmt.Sprintf("%s: %s", e.Position, text)
	}
	if e.Name != "" {
		text = e.Name + ": " + text
	}
	return text
}

// Hint returns advice for the person who wrote the statement.
func (e *StatementError) Hint() string { return e.Advice }

func (e *StatementError) Unwrap() error { return e.Err }

// A source tells where in a statement a place of its translation comes from;
// a negative one is none.
type source interface{ Source(offset int) int }

// explain returns an error of DuckDB with its place in the statement as it was
// written, and counted from the start of the text that the statement stands in.
func (e *Engine) explain(err error, s statement.Statement, t source) error {
	var fault *duck.Error
	if !errors.As(err, &fault) || errors.Is(err, duck.ErrInvalidated) {
		return err
	}
	found := &StatementError{Message: fault.Message, Advice: fault.Hint(), Err: err}
	if strings.Contains(found.Advice, "SET ") {
		found.Advice = "" // settings are locked
	}
	if fault.Kind == duck.KindOutOfMemory {
		found.Message = "out of memory: " + fault.Message
		found.Advice = "--memory SIZE allows more, --threads 1 needs less, and so does asking for fewer columns"
	}
	if path, ok := between(fault.Message, `Cannot access file "`, `" - file system operations are disabled`); ok {
		found.Message = path + " lies outside the lake"
		found.Advice = "queries read the folder of the lake alone"
	}
	if name, ok := between(fault.Message, "Table with name ", " does not exist!"); ok && fault.Kind == duck.KindCatalog {
		found.Message = fmt.Sprintf("table %s: not found", name)
	}
	if path, why, ok := damaged(fault.Message); ok {
		found.Message = fmt.Sprintf("%s is damaged: %s", e.relative(path), why)
		found.Advice = "put the file under 'exclude:' in tarn.yaml and run 'tarn crawl': the table's other files can be read without it"
	}
	if fault.Position >= 0 {
		if at := t.Source(fault.Position); at >= 0 {
			found.Position = statement.PositionAt(s.Text, at)
		}
	}
	return found
}

// between returns what a message has between its beginning and a text.
func between(message, begin, end string) (string, bool) {
	rest, ok := strings.CutPrefix(message, begin)
	if !ok {
		return "", false
	}
	found, _, ok := strings.Cut(rest, end)
	return found, ok
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
