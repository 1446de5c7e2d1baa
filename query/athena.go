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
	"github.com/tarnlake/tarn/datasets/serde"
	"github.com/tarnlake/tarn/query/bind"
	"github.com/tarnlake/tarn/query/ddl"
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

// planUnknown plans a statement that Athena does not understand, for the reason
// given, as DuckDB does.
func (e *Engine) planUnknown(ctx context.Context, r Request, s statement.Statement, unknown error) (*plan, error) {
	if s.Kind() == statement.Other || s.Kind() == statement.Show {
		if slices.Contains(engineVerbs, s.Verb()) {
			return nil, refused(s)
		}
		return nil, nearVerb(syntaxError(unknown, s), s)
	}
	p, err := e.planNative(ctx, r, s, translate.Rewrite(s))
	var fault *duck.Error
	if errors.As(err, &fault) && fault.Kind == duck.KindParser {
		return nil, syntaxError(unknown, s)
	}
	return p, err
}

// nearVerb advises the verb that is nearly the one of a statement.
func nearVerb(err error, s statement.Statement) error {
	var e *StatementError
	if near := catalog.Nearest(s.Verb(), verbs); near != "" && near != s.Verb() && errors.As(err, &e) {
		e.Advice = "did you mean " + near + "?"
	}
	return err
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

// runAthena runs a statement of Athena's.
func (e *Engine) runAthena(ctx context.Context, r Request, s statement.Statement, tree syntax.Statement) (*Rows, error) {
	values, err := parameters(tree, r.Parameters)
	if err != nil {
		return nil, err
	}
	return e.runWith(ctx, r, s, tree, values)
}

// runWith runs a statement whose parameters have those values.
func (e *Engine) runWith(ctx context.Context, r Request, s statement.Statement, tree syntax.Statement, values []syntax.Expr) (*Rows, error) {
	a := &athenaRun{Engine: e, request: r, statement: s, parameters: values, tables: make(map[catalog.Name]*bound)}
	switch t := tree.(type) {
	case *syntax.Query:
		p, err := a.planQuery(ctx, t)
		if err != nil {
			return nil, err
		}
		return e.rows(ctx, r, p)
	case *syntax.Explain:
		return a.explainStatement(ctx, t)
	case *syntax.CreateTableAs:
		return a.createTable(ctx, t)
	case *syntax.Insert:
		return a.insert(ctx, t)
	case *syntax.Unload:
		return a.unload(ctx, t)
	case *syntax.CreateView:
		return a.createView(ctx, t)
	case *syntax.Prepare:
		return nothing(a.prepare(ctx, t))
	case *syntax.Execute:
		return a.execute(ctx, t)
	case *syntax.Deallocate:
		return nothing(a.deallocate(ctx, t))
	}
	return nil, refused(s)
}

// nothing is the answer to a statement that has no rows.
func nothing(err error) (*Rows, error) {
	if err != nil {
		return nil, err
	}
	return tableRows(ddl.Result{}, false), nil
}

// An athenaRun is one statement of Athena's on its way to DuckDB.
type athenaRun struct {
	*Engine
	request    Request
	statement  statement.Statement
	parameters []syntax.Expr // the values of each ?
	session    *session      // opened when it is needed
	tables     map[catalog.Name]*bound
	hidden     bool          // a view names hidden columns
	pruned     *syntax.Query // whose WHERE says which partitions are read; nil is none
}

// A bound is a table that the statement names.
type bound struct {
	now   tableNow
	only  map[string]bool // the files of it that are read; nil is all
	view  duck.Table      // by which DuckDB knows it
	table *translate.Table
}

// open gives the statement a connection of its own, until p is closed.
func (a *athenaRun) open(ctx context.Context) error {
	if a.session != nil {
		return nil
	}
	conn, err := a.connect(ctx)
	a.session = &session{conn: conn}
	return err
}

// planQuery plans a query, and closes the connection if that cannot be done.
func (a *athenaRun) planQuery(ctx context.Context, q *syntax.Query) (*plan, error) {
	if err := a.open(ctx); err != nil {
		return nil, err
	}
	p, err := a.plan(ctx, q)
	if err != nil {
		a.session.conn.Close()
		if meansEngine(err) {
			return a.planNative(ctx, a.request, a.statement, translate.Rewrite(a.statement))
		}
	}
	return p, err
}

// meansEngine reports whether a statement that Athena can read, and refuses, is
// meant for DuckDB: it has COLUMNS(...), GROUP BY ALL or ORDER BY ALL.
func meansEngine(err error) bool {
	var fault *translate.Error
	return errors.As(err, &fault) &&
		(fault.Name == "FUNCTION_NOT_FOUND" && strings.HasPrefix(fault.Message, "Function 'columns' ") ||
			fault.Name == "COLUMN_NOT_FOUND" && strings.HasPrefix(strings.ToLower(fault.Message), "column 'all' "))
}

// translate translates a query.
func (a *athenaRun) translate(ctx context.Context, q *syntax.Query) (translate.Translation, error) {
	t, err := translate.Query(q, translate.Options{
		Table:      func(name []string) (*translate.Table, error) { return a.table(ctx, name) },
		Database:   a.request.database(),
		Parameters: a.parameters,
		Session:    a.request.Session,
		Native: func(name string) bool {
			_, ok := a.functions.all(ctx, a.session.conn)[name]
			return ok
		},
		NativeAggregate: func(name string) bool { return a.functions.all(ctx, a.session.conn)[name] },
	})
	return t, a.located(err)
}

func (a *athenaRun) plan(ctx context.Context, q *syntax.Query) (*plan, error) {
	a.pruned = q
	t, err := a.translate(ctx, q)
	if err != nil {
		return nil, err
	}
	columns := t.Columns
	if wrapped := readableQuery(q, columns); a.request.Readable && wrapped != nil {
		if t, err = a.translate(ctx, wrapped); err != nil {
			return nil, err
		}
	}
	if err := a.makeViews(ctx, t.Tables); err != nil {
		return nil, err
	}
	if err := a.macros.create(ctx, a.session.conn, a.db, t.Macros); err != nil {
		return nil, err
	}
	p := &plan{conn: a.session.conn, sql: t.SQL, files: a.session.files, columns: columns}
	p.told = func(err error) error {
		if err == nil {
			return nil
		}
		return a.told(a.blame(ctx, err, p.files))
	}
	return p, nil
}

// readableQuery returns the query with those columns as text that people read
// otherwise than DuckDB holds them, or nil if there are none.
func readableQuery(q *syntax.Query, columns []translate.Column) *syntax.Query {
	changed := false
	items := make([]syntax.Expr, len(columns))
	for i, c := range columns {
		items[i] = columnAt(q.Pos, i)
		if to, ok := readableType(c.Type); ok {
			changed = true
			items[i] = castTo(items[i], to)
		}
	}
	if !changed {
		return nil
	}
	return selectFrom(q, items, columns)
}

// readableType is the type in which people read values of t, if it is another:
// text in place of zones and intervals.
func readableType(t types.Type) (types.Type, bool) {
	if t.Is(types.TimestampTZ, types.TimeTZ, types.IntervalDay, types.IntervalYear) {
		return types.Of(types.Varchar), true
	}
	changed := false
	args := make([]types.Type, len(t.Args))
	for i, arg := range t.Args {
		var other bool
		args[i], other = readableType(arg)
		changed = changed || other
	}
	if changed {
		t.Args = args
	}
	return t, changed
}

// columnAt names the column i of a query that [selectFrom] selects from.
func columnAt(pos syntax.Pos, i int) syntax.Expr {
	return &syntax.Ident{Name: syntax.Name{Pos: pos, Text: fmt.Sprintf("c%d", i)}}
}

// castTo is CAST(e AS t).
func castTo(e syntax.Expr, t types.Type) syntax.Expr {
	name, err := syntax.ParseType(t.String())
	if err != nil {
		return e
	}
	return &syntax.Cast{Pos: e.Start(), Operand: e, Type: name}
}

// selectFrom selects expressions over the columns c0, c1 ... of a query, by the
// names that the columns have.
func selectFrom(q *syntax.Query, items []syntax.Expr, columns []translate.Column) *syntax.Query {
	s := &syntax.Select{Pos: q.Pos}
	of := &syntax.Aliased{Pos: q.Pos, Relation: &syntax.Subquery{Pos: q.Pos, Query: q}, Name: syntax.Name{Pos: q.Pos, Text: "q"}}
	for i := range columns {
		of.Columns = append(of.Columns, syntax.Name{Pos: q.Pos, Text: fmt.Sprintf("c%d", i)})
	}
	for i, e := range items {
		name := syntax.Name{Pos: q.Pos, Text: columns[min(i, len(columns)-1)].Name}
		s.Items = append(s.Items, syntax.SelectItem{Pos: q.Pos, Expr: e, Alias: &name})
	}
	s.From = []syntax.Relation{of}
	return &syntax.Query{Pos: q.Pos, Body: s}
}

// table finds the table of a name as it is written.
func (a *athenaRun) table(ctx context.Context, parts []string) (*translate.Table, error) {
	name, only, err := a.name(parts)
	if err != nil {
		return nil, err
	}
	if b := a.tables[name]; b != nil {
		return b.table, nil
	}
	if name.Database == informationSchema {
		return a.information(ctx, name.Table)
	}
	if of, ok := strings.CutSuffix(name.Table, "$partitions"); ok {
		return a.partitionsTable(ctx, name, catalog.Name{Database: name.Database, Table: of})
	}
	now, err := a.current(ctx, a.request, name)
	if errors.Is(err, catalog.ErrNotFound) {
		a.session.missing = err
		if _, err := a.options.Catalog.Database(ctx, name.Database); errors.Is(err, catalog.ErrNotFound) {
			return nil, &translate.Error{Name: "SCHEMA_NOT_FOUND", Pos: -1, Message: fmt.Sprintf("Schema '%s' does not exist", name.Database)}
		}
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if now.IsView() {
		a.pruned = nil // tables may be read in the view too
		a.hidden = a.hidden || strings.Contains(now.Made.View.Text, `"$`)
		return viewTable(&now.Table), a.request.reads(now.Table, nil)
	}
	b := &bound{now: now, only: only, view: duck.Table{Database: name.Database, Name: name.Table}}
	hidden := a.hidden || strings.Contains(a.statement.Text, `"$`)
	switch {
	case only != nil:
		b.view = duck.Table{Name: "files of " + name.Table}
	case hidden, ddl.Reads(&now.Table) && len(now.Partitions) > 0:
		b.view = duck.Table{Name: "rows of " + name.String()} // of this statement alone
	}
	b.table = &translate.Table{Name: []string{name.Database, name.Table}, SQL: bind.Quote(b.view.Name)}
	if b.view.Database != "" {
		b.table.SQL = bind.Quote(b.view.Database) + "." + b.table.SQL
	}
	for _, f := range slices.Concat(now.Columns, now.Partitions) {
		b.table.Columns = append(b.table.Columns, translate.Column{Name: f.Name, Type: athenaType(f.Type)})
	}
	if hidden {
		b.table.Hidden = hiddenColumns
	}
	a.tables[name] = b
	return b.table, nil
}

// name returns the full name of a table as it is written, and which of its files
// are read.
func (a *athenaRun) name(parts []string) (name catalog.Name, only map[string]bool, err error) {
	if len(parts) == 3 {
		if !strings.EqualFold(parts[0], "awsdatacatalog") {
			return name, nil, &translate.Error{Name: "CATALOG_NOT_FOUND", Pos: -1, Message: fmt.Sprintf("Catalog '%s' does not exist", parts[0])}
		}
		parts = parts[1:]
	}
	name = catalog.Name{Database: a.request.database(), Table: strings.ToLower(parts[len(parts)-1])}
	if len(parts) == 2 {
		name.Database = strings.ToLower(parts[0])
		return name, nil, nil
	}
	return name, a.request.Files, nil
}

// makeViews has DuckDB know the tables that are read.
func (a *athenaRun) makeViews(ctx context.Context, names [][]string) error {
	for _, n := range names {
		name := catalog.Name{Database: n[0], Table: n[1]}
		b := a.tables[name]
		if b == nil {
			continue
		}
		if err := a.bind(ctx, name, b); err != nil {
			return unread(name, err)
		}
	}
	return nil
}

// unread returns why a table cannot be read: what Athena says begins with the name
// of the error and not with that of the table.
func unread(name catalog.Name, err error) error {
	var told *ddl.Error
	var data *serde.DataError
	switch {
	case errors.As(err, &told):
		return told
	case errors.As(err, &data):
		return data
	}
	return fmt.Errorf("%s: %w", name, err)
}

// bind has DuckDB know one table.
func (a *athenaRun) bind(ctx context.Context, name catalog.Name, b *bound) error {
	var wanted map[string][]string
	if a.pruned != nil {
		wanted = ddl.Wanted(a.pruned, &b.now.Table, a.request.database(), a.parameters...)
	}
	now, err := a.filled(ctx, b.now, wanted)
	if err == nil {
		err = a.request.reads(now.Table, now.groups)
	}
	if err != nil {
		return err
	}
	relation := a.relation
	if b.table.Hidden != nil {
		relation = a.withHidden
	}
	sql, files, err := relation(ctx, now, b.only)
	if err != nil {
		return err
	}
	a.session.files = append(a.session.files, files...)
	return a.makeView(ctx, a.session.conn, b.view, sql)
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
	case schema.Varchar:
		return types.VarcharOf(t.Length)
	case schema.Char:
		return types.Type{Kind: types.Char, Length: t.Length}
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

// nativeFunctions are the names of DuckDB's functions, and whether they are aggregates.
type nativeFunctions struct {
	mu    sync.Mutex
	names map[string]bool
}

func (f *nativeFunctions) all(ctx context.Context, conn *duck.Conn) map[string]bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.names != nil {
		return f.names
	}
	rows, err := conn.Query(ctx, "SELECT lower(function_name), bool_or(function_type = 'aggregate') FROM duckdb_functions() GROUP BY 1")
	if err != nil {
		return nil
	}
	defer rows.Close()
	names := make(map[string]bool)
	for rows.Next() {
		name, _ := rows.Row()[0].(string)
		names[name], _ = rows.Row()[1].(bool)
	}
	f.names = names
	return names
}
