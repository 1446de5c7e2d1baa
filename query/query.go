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

	"golang.org/x/sync/semaphore"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/query/duck"
	"github.com/tarnlake/tarn/query/statement"
	"github.com/tarnlake/tarn/query/translate"
	"github.com/tarnlake/tarn/query/types"
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
	options    Options
	copies     copies
	refreshing *semaphore.Weighted // one refresh at a time: a crawl works in parallel already

	mu    sync.Mutex // guards db: a fault within DuckDB makes it useless, and another is opened
	db    *duck.DB
	views views

	macros    macros
	functions nativeFunctions
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
	e := &Engine{options: o, copies: copies{dir: filepath.Join(o.State, "cache")}, refreshing: semaphore.NewWeighted(1)}
	e.copies.sweep()
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
	Database string      // of tables that are named without one; "" is "default"
	Stale    Stale       // what to do if files of a table are not as the last crawl saw them; "" is [StaleRefresh]
	Warn     func(error) // called, before Run returns or when the rows end, with what the answer may be wrong for; may be nil

	// Native says that the statement is in DuckDB's SQL and not in Athena's: it is
	// run as it stands. The program's own statements are.
	Native bool

	// Session is what the statement takes from its session; the zero one is Athena's.
	Session Session

	// Files are the only files that are read of tables that are named without a
	// database: their paths in the lake. Nil is all files.
	Files map[string]bool
}

// A Session is what statements take from their session.
type Session = translate.Session

func (r Request) warn(err error) {
	if r.Warn != nil {
		r.Warn(err)
	}
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
	types   []types.Type
	all     iter.Seq2[[]any, error]
	chunks  iter.Seq2[*duck.Chunk, error]
	skip    func() int64 // nil where there is nothing to gain
	close   func() error
}

// Columns returns the columns of the answer.
func (r *Rows) Columns() []Column { return r.columns }

// Types returns Athena's types of the columns, or nil if the statement was in
// DuckDB's SQL.
func (r *Rows) Types() []types.Type { return r.types }

// All yields the rows. A row is valid until the next one. An error ends it.
// Values are as package duck describes them.
func (r *Rows) All() iter.Seq2[[]any, error] { return r.all }

// Chunks yields the rows as they lie in DuckDB's memory, column by column, in
// place of All. It is nil for the answers to SHOW, which DuckDB does not give.
func (r *Rows) Chunks() iter.Seq2[*duck.Chunk, error] { return r.chunks }

// Skip reads on, from within a loop over [Rows.All], without looking at the
// values, and returns how many rows it went past; the loop ends then, with an
// error if there is one. It may do nothing and return 0.
func (r *Rows) Skip() int64 {
	if r.skip == nil {
		return 0
	}
	return r.skip()
}

// Close gives back what the rows hold.
func (r *Rows) Close() error { return r.close() }

// A Runner answers requests; [Engine] is one.
type Runner interface {
	Run(context.Context, Request) (*Rows, error)
}

// A RefusedError reports a statement that would do more than ask, or that is none.
type RefusedError struct {
	Position statement.Position
	Verb     string // as in CREATE
	Near     string // what was meant instead, if the verb is none
}

func (e *RefusedError) Error() string {
	if e.Near != "" {
		return fmt.Sprintf("%s: no statement begins with %s", e.Position, e.Verb)
	}
	return fmt.Sprintf("%s: %s is not supported", e.Position, e.Verb)
}

// Hint says what is.
func (e *RefusedError) Hint() string {
	if e.Near != "" {
		return "did you mean " + e.Near + "?"
	}
	return "queries only read: " + strings.Join(reading[:len(reading)-1], ", ") + " and " + reading[len(reading)-1]
}

// reading are the verbs of statements that only read.
var reading = []string{"SELECT", "WITH", "VALUES", "FROM", "PIVOT", "SUMMARIZE", "DESCRIBE", "SHOW", "EXPLAIN"}

// Run answers a request. The rows are read as they are asked for.
func (e *Engine) Run(ctx context.Context, r Request) (*Rows, error) {
	s, err := parse(r.SQL)
	if err != nil {
		return nil, err
	}
	if s.Kind() == statement.Show {
		return e.show(ctx, r, s)
	}
	p, err := e.plan(ctx, r, s)
	if err != nil {
		return nil, err
	}
	rows, err := p.conn.Query(ctx, p.sql)
	if err != nil {
		p.conn.Close()
		return nil, p.told(err)
	}
	end := func() error { return e.read(r, p.files) }
	return &Rows{
		columns: p.named(rows.Columns()),
		types:   p.types(),
		all:     answered(rows.All(), p.told, end),
		chunks:  answered(rows.Chunks(), p.told, end),
		skip:    rows.Skip,
		close:   func() error { return errors.Join(rows.Close(), p.conn.Close()) },
	}, nil
}

// answered yields rows, with their error as it is told, and after the last of
// them the error that end returns.
func answered[T any](rows iter.Seq2[T, error], told func(error) error, end func() error) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for row, err := range rows {
			if !yield(row, told(err)) || err != nil {
				return
			}
		}
		if err := end(); err != nil {
			yield(*new(T), err)
		}
	}
}

// read returns an error, or warns, if one of the files changed while the rows
// were read.
func (e *Engine) read(r Request, files []catalog.FileRef) error {
	err := e.unchanged(files)
	if err != nil && r.Stale == StaleWarn {
		r.warn(err)
		return nil
	}
	return err
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
		return s, &RefusedError{Position: s.Start, Verb: verb, Near: catalog.Nearest(verb, reading)}
	}
	return s, nil
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
