// Package query answers SQL over the tables of a lake.
//
// An [Engine] takes a [Request], finds which tables of the catalog its
// statement names, tells DuckDB how to read the files of those, and streams
// the rows that come of it:
//
//	statement -> bind -> run -> rows
//
// Only the lake can be read, and nothing of it can be changed: statements that
// do more than ask are refused.
package query

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/query/duck"
	"github.com/tarnlake/tarn/query/statement"
	"github.com/tarnlake/tarn/query/translate"
)

// Options say what an engine works on.
type Options struct {
	Lake    *datasets.Lake
	Catalog *catalog.Catalog
	State   string // folder for clean copies of odd files, for spilling and for results
	Memory  string // how much DuckDB may use, such as "2GB"; "" is four fifths of the machine's
	Threads int    // how many it may use; 0 is one for each processor
}

// DefaultDatabase is where tables are looked for that are named without one.
const DefaultDatabase = "default"

// An Engine answers requests. Its methods may be called from several
// goroutines at once.
type Engine struct {
	options Options
	copies  copies

	mu    sync.Mutex // guards db: a fault within DuckDB makes it useless, and another is opened
	db    *duck.DB
	views views
}

// Open opens an engine.
func Open(ctx context.Context, o Options) (*Engine, error) {
	state, err := filepath.Abs(o.State)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(state, 0o755); err != nil {
		return nil, err
	}
	if o.State, err = filepath.EvalSymlinks(state); err != nil {
		return nil, err
	}
	e := &Engine{options: o, copies: copies{dir: filepath.Join(o.State, "cache")}}
	e.db, err = e.openDB(ctx)
	return e, err
}

func (e *Engine) openDB(ctx context.Context) (*duck.DB, error) {
	return duck.Open(ctx, duck.Config{
		Directories: []string{e.options.Lake.Dir(), e.options.State},
		Temp:        filepath.Join(e.options.State, "tmp"),
		Memory:      e.options.Memory,
		Threads:     e.options.Threads,
	})
}

// Close ends the engine.
func (e *Engine) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.db.Close()
}

// A Request is one statement to be answered.
type Request struct {
	SQL      string
	Database string // of tables that are named without one; "" is "default"

	// Native says that the statement is in DuckDB's SQL and not in Athena's: it is
	// run as it stands. The program's own statements are.
	Native bool
}

func (r Request) database() string {
	if r.Database == "" {
		return DefaultDatabase
	}
	return strings.ToLower(r.Database)
}

// A Column is a column of the answer: its name, and its type in DuckDB's terms.
type Column = duck.Column

// Rows are the rows of an answer, as they come. They have to be closed.
type Rows struct {
	columns []Column
	all     iter.Seq2[[]any, error]
	chunks  iter.Seq2[*duck.Chunk, error]
	close   func() error
}

// Columns returns the columns of the answer.
func (r *Rows) Columns() []Column { return r.columns }

// All yields the rows. A row is valid until the next one. An error ends it.
// Values are as package duck describes them.
func (r *Rows) All() iter.Seq2[[]any, error] { return r.all }

// Chunks yields the rows as they lie in DuckDB's memory, column by column, in
// place of All. It is nil for the answers to SHOW, which DuckDB does not give.
func (r *Rows) Chunks() iter.Seq2[*duck.Chunk, error] { return r.chunks }

// Close gives back what the rows hold.
func (r *Rows) Close() error { return r.close() }

// A Runner answers requests; [Engine] is one.
type Runner interface {
	Run(context.Context, Request) (*Rows, error)
}

// A RefusedError reports a statement that would do more than ask.
type RefusedError struct {
	Position statement.Position
	Verb     string // as in CREATE
}

func (e *RefusedError) Error() string {
	return fmt.Sprintf("%s: %s is not supported", e.Position, e.Verb)
}

// Hint says what is.
func (e *RefusedError) Hint() string {
	return "queries only read: SELECT, WITH, VALUES, FROM, PIVOT, SUMMARIZE, DESCRIBE, SHOW and EXPLAIN"
}

// Run answers a request. The rows are read as they are asked for.
func (e *Engine) Run(ctx context.Context, r Request) (*Rows, error) {
	s, err := parse(r.SQL)
	if err != nil {
		return nil, err
	}
	if s.Kind() == statement.Show {
		return e.show(ctx, r, s)
	}
	t := translate.Statement(s)
	if r.Native {
		t = translate.Translation{SQL: s.Text}
	}
	conn, missing, err := e.session(ctx, r, s, t)
	if err != nil {
		return nil, err
	}
	rows, err := conn.Query(ctx, t.SQL)
	if err != nil {
		conn.Close()
		return nil, advised(explain(err, s, t), missing)
	}
	all := func(yield func([]any, error) bool) {
		for row, err := range rows.All() {
			if !yield(row, explain(err, s, t)) || err != nil {
				return
			}
		}
	}
	chunks := func(yield func(*duck.Chunk, error) bool) {
		for chunk, err := range rows.Chunks() {
			if !yield(chunk, explain(err, s, t)) || err != nil {
				return
			}
		}
	}
	return &Rows{columns: rows.Columns(), all: all, chunks: chunks, close: func() error { return errors.Join(rows.Close(), conn.Close()) }}, nil
}

// parse returns the one statement of a text, which has to be one that asks.
func parse(text string) (statement.Statement, error) {
	statements := statement.Split(text)
	switch len(statements) {
	case 0:
		return statement.Statement{}, errors.New("no statement")
	case 1:
	default:
		return statement.Statement{}, fmt.Errorf("%s: a second statement; a request is one", statements[1].Start)
	}
	s := statements[0]
	if s.Kind() == statement.Other {
		verb := s.Verb()
		if verb == "" {
			verb = s.Tokens[0].Text
		}
		return s, &RefusedError{Position: s.Start, Verb: verb}
	}
	return s, nil
}

// session returns a connection on which the tables that a statement names are
// bound, and the error of the first that the catalog does not have.
func (e *Engine) session(ctx context.Context, r Request, s statement.Statement, t translate.Translation) (conn *duck.Conn, missing, err error) {
	conn, err = e.connect(ctx)
	if err != nil {
		return nil, nil, err
	}
	missing, err = e.bindTables(ctx, conn, r, t.SQL)
	if err != nil {
		conn.Close()
		return nil, nil, explain(err, s, t)
	}
	return conn, missing, nil
}

// connect opens a connection, to another instance of DuckDB if a fault has
// made this one useless.
func (e *Engine) connect(ctx context.Context) (*duck.Conn, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	conn, err := e.db.Conn(ctx)
	if !errors.Is(err, duck.ErrInvalidated) {
		return conn, err
	}
	e.db.Close()
	if e.db, err = e.openDB(ctx); err != nil {
		return nil, err
	}
	return e.db.Conn(ctx)
}
