// Package query answers SQL over the tables of a lake.
//
// An [Engine] takes a [Request] and answers any statement of Athena's. One that
// asks is translated; the engine finds which tables of the catalog it names,
// tells DuckDB how to read the files of those, and streams the rows:
//
//	statement -> translate -> bind -> run -> rows
//
// CREATE TABLE AS, INSERT and UNLOAD write files into the lake, which are there
// as a whole or not at all; statements of Hive's DDL change the catalog, see
// package ddl. Statements in DuckDB's own SQL can only read. Nothing but the
// lake can be read or written.
package query

import (
	"context"
	"errors"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"golang.org/x/sync/semaphore"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/query/ddl"
	"github.com/tarnlake/tarn/query/duck"
	"github.com/tarnlake/tarn/query/statement"
	"github.com/tarnlake/tarn/query/syntax"
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
	reader    ddl.Reader // of tables that statements made
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
	e.reader = ddl.Reader{Lake: o.Lake, Catalog: o.Catalog, Skip: []string{o.State}}
	e.copies.sweep()
	e.sweepWritten(ctx)
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

	// Parameters are the texts of the values for each ? of the statement, by the
	// rules of Athena's ExecutionParameters: a text that is an expression without
	// names of columns is that expression, any other a string.
	Parameters []string

	// WorkGroup is the one whose prepared statements are meant; "" is "primary".
	WorkGroup string

	// Readable has values that DuckDB holds in a form of the program's, such as
	// those of timestamp with time zone, come as the text that people read. Without
	// it they are as [types.Type.Engine] says.
	Readable bool

	// Native says that the statement is in DuckDB's SQL and not in Athena's: it is
	// run as it stands. The program's own statements are.
	Native bool

	// Session is what the statement takes from its session; the zero one is Athena's.
	Session Session

	// Files are the only files that are read of tables that are named without a
	// database: their paths in the lake. Nil is all files.
	Files map[string]bool

	// Reads is called, before any of them is read, with each table or view of the
	// catalog that the statement names and the files of it that may be read. An
	// error of it ends the statement. It may be nil.
	Reads func(catalog.Table, []catalog.FileRef) error
}

// A Session is what statements take from their session.
type Session = translate.Session

func (r Request) warn(err error) {
	if r.Warn != nil {
		r.Warn(err)
	}
}

// reads tells Reads of a table.
func (r Request) reads(t catalog.Table, groups []catalog.Group) error {
	if r.Reads == nil {
		return nil
	}
	var files []catalog.FileRef
	for _, g := range groups {
		files = append(files, g.Files...)
	}
	return r.Reads(t, files)
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
	updated *int64
}

// Updated returns how many rows a statement wrote that writes: CREATE TABLE AS,
// INSERT and UNLOAD, whose one row says so too.
func (r *Rows) Updated() (n int64, ok bool) {
	if r.updated == nil {
		return 0, false
	}
	return *r.updated, true
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
// place of All. It is nil for answers that DuckDB does not give, such as those to
// SHOW and INSERT.
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

// Run answers a request. The rows are read as they are asked for.
func (e *Engine) Run(ctx context.Context, r Request) (*Rows, error) {
	s, err := statement.One(r.SQL)
	if err != nil {
		return nil, err
	}
	if r.Native {
		return e.runNative(ctx, r, s, translate.Rewriting{SQL: s.Text})
	}
	result, ok, err := ddl.Run(ctx, e.env(r), s)
	if err != nil {
		return nil, placed(err)
	}
	if ok {
		return tableRows(result, r.Readable), nil
	}
	tree, err := syntax.Parse(s.Text)
	if err != nil {
		return e.runUnknown(ctx, r, s, err)
	}
	return e.runAthena(ctx, r, s, tree)
}

// env is where statements of Hive's grammar run.
func (e *Engine) env(r Request) ddl.Env {
	return ddl.Env{
		Lake: e.options.Lake, Catalog: e.options.Catalog, Database: r.database(), Skip: []string{e.options.State},
		Other: func(text string) error {
			_, err := syntax.Parse(text)
			var fault *syntax.Error
			if errors.As(err, &fault) && fault.Message != syntax.OtherStatement {
				return syntaxError(err, statement.Statement{Text: text})
			}
			return err
		},
		Functions: functionRows,
	}
}

// runNative runs a statement of DuckDB's own SQL.
func (e *Engine) runNative(ctx context.Context, r Request, s statement.Statement, t translate.Rewriting) (*Rows, error) {
	if s.Kind() == statement.Other || s.Kind() == statement.Show {
		return nil, refused(s)
	}
	p, err := e.planNative(ctx, r, s, t)
	if err != nil {
		return nil, err
	}
	return e.rows(ctx, r, p)
}

// runUnknown runs a statement that Athena does not understand as DuckDB does. If
// that does not either, Athena's complaint is the one to tell.
func (e *Engine) runUnknown(ctx context.Context, r Request, s statement.Statement, unknown error) (*Rows, error) {
	p, err := e.planUnknown(ctx, r, s, unknown)
	if err != nil {
		return nil, err
	}
	return e.rows(ctx, r, p)
}

// rows runs a plan.
func (e *Engine) rows(ctx context.Context, r Request, p *plan) (*Rows, error) {
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
