package query

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets/schema"
	"github.com/tarnlake/tarn/query/bind"
	"github.com/tarnlake/tarn/query/duck"
	"github.com/tarnlake/tarn/query/statement"
	"github.com/tarnlake/tarn/query/syntax"
	"github.com/tarnlake/tarn/query/translate"
	"github.com/tarnlake/tarn/query/types"
)

// A plan is a statement as DuckDB is going to run it, on a connection that
// knows the tables of it.
type plan struct {
	conn    *duck.Conn
	sql     string
	columns []translate.Column // nil if the statement is not Athena's
	files   []catalog.FileRef  // that are read as they lie
	told    func(error) error  // says an error of DuckDB in terms of the statement
}

// named gives columns of DuckDB the names that they have in Athena.
func (p *plan) named(columns []Column) []Column {
	for i, c := range p.columns {
		columns[i].Name = c.Name
	}
	return columns
}

func (p *plan) types() []types.Type {
	if p.columns == nil {
		return nil
	}
	list := make([]types.Type, len(p.columns))
	for i, c := range p.columns {
		list[i] = c.Type
	}
	return list
}

// plan reads a statement as Athena does or, where Athena would not understand
// it, as DuckDB does. If neither does, Athena's complaint is the one to tell.
func (e *Engine) plan(ctx context.Context, r Request, s statement.Statement) (*plan, error) {
	if r.Native {
		return e.planNative(ctx, r, s, translate.Rewriting{SQL: s.Text})
	}
	tree, err := syntax.Parse(s.Text)
	if err == nil {
		return e.planAthena(ctx, r, s, tree)
	}
	p, nativeErr := e.planNative(ctx, r, s, translate.Rewrite(s))
	var fault *duck.Error
	if errors.As(nativeErr, &fault) && fault.Kind == duck.KindParser {
		return nil, syntaxError(err, s)
	}
	return p, nativeErr
}

// planNative plans a statement of DuckDB's own SQL.
func (e *Engine) planNative(ctx context.Context, r Request, s statement.Statement, t translate.Rewriting) (*plan, error) {
	conn, err := e.connect(ctx)
	if err != nil {
		return nil, err
	}
	bound := &session{conn: conn}
	if err := e.bindTables(ctx, bound, r, t.SQL); err != nil {
		conn.Close()
		return nil, e.explain(err, s, t)
	}
	told := func(err error) error {
		if err == nil {
			return nil
		}
		return advised(e.explain(e.blame(ctx, err, bound.files), s, t), bound.missing)
	}
	return &plan{conn: conn, sql: t.SQL, files: bound.files, told: told}, nil
}

// A session is a connection on which the tables that a statement names are bound.
type session struct {
	conn    *duck.Conn
	missing error             // of the first table that the catalog does not have
	files   []catalog.FileRef // that are read as they lie
}

// planAthena plans a statement of Athena's.
func (e *Engine) planAthena(ctx context.Context, r Request, s statement.Statement, tree syntax.Statement) (*plan, error) {
	prefix := ""
	q, isQuery := tree.(*syntax.Query)
	if x, isExplain := tree.(*syntax.Explain); isExplain {
		if q, isQuery = x.Statement.(*syntax.Query); isQuery {
			prefix = explanation(x)
		}
	}
	if !isQuery {
		return nil, &RefusedError{Position: s.Start, Verb: s.Verb()}
	}
	conn, err := e.connect(ctx)
	if err != nil {
		return nil, err
	}
	run := &athenaRun{Engine: e, request: r, statement: s, session: &session{conn: conn}, tables: make(map[catalog.Name]*bound)}
	p, err := run.plan(ctx, q, prefix)
	if err != nil {
		conn.Close()
	}
	return p, err
}

// explanation is DuckDB's EXPLAIN for Athena's.
func explanation(x *syntax.Explain) string {
	prefix := "EXPLAIN "
	if x.Analyze {
		prefix += "ANALYZE "
	}
	if x.Format == "JSON" {
		prefix = strings.TrimSpace(prefix) + " (FORMAT json) "
	}
	return prefix
}

// An athenaRun is one statement of Athena's on its way to DuckDB.
type athenaRun struct {
	*Engine
	request   Request
	statement statement.Statement
	session   *session
	tables    map[catalog.Name]*bound
}

// A bound is a table that the statement names.
type bound struct {
	relation string // the SQL of its rows
	files    []catalog.FileRef
	table    *translate.Table
}

func (a *athenaRun) plan(ctx context.Context, q *syntax.Query, prefix string) (*plan, error) {
	t, err := translate.Query(q, translate.Options{
		Table:    func(name []string) (*translate.Table, error) { return a.table(ctx, name) },
		Native:   func(name string) bool { return a.Engine.functions.has(ctx, a.session.conn, name) },
		Database: a.request.database(),
		Session:  a.request.Session,
	})
	if err != nil {
		return nil, a.located(err)
	}
	if err := a.makeViews(ctx, t.Tables); err != nil {
		return nil, err
	}
	if err := a.macros.create(ctx, a.session.conn, a.db, t.Macros); err != nil {
		return nil, err
	}
	p := &plan{conn: a.session.conn, sql: prefix + t.SQL, files: a.session.files}
	p.told = func(err error) error {
		if err == nil {
			return nil
		}
		return a.told(a.blame(ctx, err, p.files))
	}
	if prefix == "" {
		p.columns = t.Columns
	}
	return p, nil
}

// table finds the table of a name as it is written.
func (a *athenaRun) table(ctx context.Context, parts []string) (*translate.Table, error) {
	if len(parts) == 3 {
		if !strings.EqualFold(parts[0], "awsdatacatalog") {
			return nil, &translate.Error{Name: "CATALOG_NOT_FOUND", Pos: -1, Message: fmt.Sprintf("Catalog '%s' does not exist", parts[0])}
		}
		parts = parts[1:]
	}
	name := catalog.Name{Database: a.request.database(), Table: strings.ToLower(parts[len(parts)-1])}
	only := a.request.Files
	if len(parts) == 2 {
		name.Database, only = strings.ToLower(parts[0]), nil
	}
	if b := a.tables[name]; b != nil {
		return b.table, nil
	}
	now, err := a.current(ctx, a.request, name)
	if errors.Is(err, catalog.ErrNotFound) {
		a.session.missing = err
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	relation, files, err := a.relation(ctx, now, only)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	t := &translate.Table{
		Name: []string{name.Database, name.Table},
		SQL:  bind.Quote(name.Database) + "." + bind.Quote(name.Table),
	}
	if only != nil {
		t.SQL = bind.Quote("files of " + name.Table)
	}
	for _, f := range slices.Concat(now.Columns, now.Partitions) {
		t.Columns = append(t.Columns, translate.Column{Name: f.Name, Type: athenaType(f.Type)})
	}
	a.tables[name] = &bound{relation: relation, files: files, table: t}
	return t, nil
}

// makeViews has DuckDB know the tables that are read.
func (a *athenaRun) makeViews(ctx context.Context, names [][]string) error {
	for _, n := range names {
		name := catalog.Name{Database: n[0], Table: n[1]}
		b := a.tables[name]
		if b == nil {
			continue
		}
		a.session.files = append(a.session.files, b.files...)
		view := duck.Table{Database: name.Database, Name: name.Table}
		if b.table.SQL == bind.Quote("files of "+name.Table) {
			view = duck.Table{Name: "files of " + name.Table}
		}
		if err := a.makeView(ctx, a.session.conn, view, b.relation); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// located turns an error of the translation into one with its place.
func (a *athenaRun) located(err error) error {
	var fault *translate.Error
	if !errors.As(err, &fault) {
		return err
	}
	e := &StatementError{Name: fault.Name, Message: fault.Message, Advice: fault.Hint, Err: err}
	if fault.Pos >= 0 {
		e.Position = statement.PositionAt(a.statement.Text, int(fault.Pos))
	}
	var name *catalog.NameError
	if fault.Name == "TABLE_NOT_FOUND" && errors.As(a.session.missing, &name) {
		e.Advice = name.Hint()
	}
	return e
}

// told turns an error of DuckDB into Athena's.
func (a *athenaRun) told(err error) error {
	var fault *duck.Error
	if !errors.As(err, &fault) {
		return err
	}
	if name, message, ok := athenaError(fault.Message); ok {
		return &StatementError{Name: name, Message: message, Err: err}
	}
	return a.explain(err, a.statement, nowhere{})
}

// nowhere is the place in the statement of what is in the translation.
type nowhere struct{}

func (nowhere) Source(int) int { return -1 }

func syntaxError(err error, s statement.Statement) error {
	var fault *syntax.Error
	if !errors.As(err, &fault) {
		return err
	}
	return &StatementError{Position: statement.PositionAt(s.Text, int(fault.Pos)), Message: fault.Message, Err: err}
}

// athenaType returns the type that a column of the catalog has in a query.
func athenaType(t schema.Type) types.Type {
	switch t.Kind {
	case schema.Boolean:
		return types.Of(types.Boolean)
	case schema.Tinyint:
		return types.Of(types.TinyInt)
	case schema.Smallint:
		return types.Of(types.SmallInt)
	case schema.Int:
		return types.Of(types.Integer)
	case schema.Bigint:
		return types.Of(types.BigInt)
	case schema.Decimal:
		return types.DecimalOf(t.Precision, t.Scale)
	case schema.Float:
		return types.Of(types.Real)
	case schema.Double:
		return types.Of(types.Double)
	case schema.Date:
		return types.Of(types.Date)
	case schema.Timestamp:
		return types.Of(types.Timestamp)
	case schema.Binary:
		return types.Of(types.Varbinary)
	case schema.Array:
		return types.ArrayOf(athenaType(*t.Elem))
	case schema.Map:
		return types.MapOf(athenaType(*t.Key), athenaType(*t.Elem))
	case schema.Struct:
		if len(t.Fields) == 0 {
			return types.Of(types.Varchar)
		}
		row := types.Type{Kind: types.Row}
		for _, f := range t.Fields {
			row.Args = append(row.Args, athenaType(f.Type))
			row.Names = append(row.Names, f.Name)
		}
		return row
	}
	return types.Of(types.Varchar)
}

// macros are the functions of our own that an instance of DuckDB has.
type macros struct {
	mu   sync.Mutex
	of   *duck.DB
	have map[string]bool
}

// create makes those that are missing.
func (m *macros) create(ctx context.Context, conn *duck.Conn, db *duck.DB, list []translate.Macro) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.of != db {
		m.of, m.have = db, make(map[string]bool)
	}
	for _, macro := range list {
		if m.have[macro.Name] {
			continue
		}
		if _, err := conn.Exec(ctx, "CREATE OR REPLACE MACRO "+macro.SQL); err != nil {
			return fmt.Errorf("%s: %w", macro.Name, err)
		}
		m.have[macro.Name] = true
	}
	return nil
}

// nativeFunctions are the names of DuckDB's functions.
type nativeFunctions struct {
	mu    sync.Mutex
	names map[string]bool
}

func (f *nativeFunctions) has(ctx context.Context, conn *duck.Conn, name string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.names == nil {
		rows, err := conn.Query(ctx, "SELECT DISTINCT function_name FROM duckdb_functions()")
		if err != nil {
			return false
		}
		defer rows.Close()
		f.names = make(map[string]bool)
		for rows.Next() {
			if s, ok := rows.Row()[0].(string); ok {
				f.names[strings.ToLower(s)] = true
			}
		}
	}
	return f.names[name]
}
