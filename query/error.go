package query

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
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

var placedText = regexp.MustCompile(`(?s)^(?:([A-Z][A-Z_]+): )?line (\d+):(\d+): (.*)$`)

// placed makes an error whose text has a place in it one with its place.
func placed(err error) error {
	m := placedText.FindStringSubmatch(err.Error())
	var already *StatementError
	if m == nil || errors.As(err, &already) {
		return err
	}
	line, _ := strconv.Atoi(m[2])
	column, _ := strconv.Atoi(m[3])
	return &StatementError{Name: m[1], Position: statement.Position{Line: line, Column: column}, Message: m[4], Advice: hintOf(err), Err: err}
}

// A RefusedError reports a statement that is not run.
type RefusedError struct {
	Position statement.Position
	Verb     string // as in COPY
}

func (e *RefusedError) Error() string {
	return e.Position.String() + ": " + e.Verb + " is not supported"
}

// Hint says what is.
func (e *RefusedError) Hint() string {
	return "statements of Athena's SQL run; in DuckDB's own SQL only those that read"
}

// refused refuses a statement by its verb.
func refused(s statement.Statement) error {
	verb := s.Verb()
	if verb == "" && len(s.Tokens) > 0 {
		verb = s.Tokens[0].Text
	}
	return &RefusedError{Position: beginning(s), Verb: verb}
}

// beginning is where the first token of a statement stands.
func beginning(s statement.Statement) statement.Position {
	if len(s.Tokens) == 0 {
		return statement.Position{Line: 1, Column: 1}
	}
	return statement.PositionAt(s.Text, s.Tokens[0].Offset)
}

// engineVerbs begin statements that DuckDB has and Athena has not, and that do
// more than read.
var engineVerbs = []string{
	"ATTACH", "BEGIN", "CALL", "CHECKPOINT", "COPY", "DETACH", "EXPORT", "IMPORT", "INSTALL", "LOAD", "PRAGMA", "SET", "RESET", "USE", "FORCE",
}

// verbs begin the statements that are answered.
var verbs = []string{
	"SELECT", "WITH", "VALUES", "TABLE", "FROM", "PIVOT", "SUMMARIZE", "DESCRIBE", "SHOW", "EXPLAIN", "CREATE", "ALTER", "DROP",
	"INSERT", "UNLOAD", "PREPARE", "EXECUTE", "DEALLOCATE", "MSCK",
}

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
	if strings.HasPrefix(fault.Message, "Max expression depth limit") || strings.HasPrefix(fault.Message, "memory exhausted at or near") {
		found.Name, found.Message = "STACK_OVERFLOW", "statement is too large (stack overflow during analysis)"
		found.Position = beginning(s)
		return found
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
