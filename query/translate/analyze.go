// Package translate turns Athena's SQL into DuckDB's.
//
// A statement is read against the catalog: every name is resolved and every
// expression has a type of Athena's, so that what Athena would refuse is
// refused in its words, and what both accept and mean otherwise is written
// as DuckDB says the same. Functions are rows of one table, see [Function].
//
// The package turns values into values: it asks for tables through
// [Options.Table] and knows nothing of files or of DuckDB but its language.
package translate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tarnlake/tarn/query/syntax"
	"github.com/tarnlake/tarn/query/types"
)

// Options are what a statement is read against.
type Options struct {
	// Table returns the table or view of a name of one to three parts, as
	// written. The error, if any, is returned as it is; nil without an error
	// means that there is none.
	Table func(name []string) (*Table, error)

	// Native reports whether DuckDB has a function that Athena does not have. Nil is never.
	Native func(name string) bool

	// NativeAggregate reports whether such a function is an aggregate. Nil is never.
	NativeAggregate func(name string) bool

	Database   string        // of tables that are named without one
	Parameters []syntax.Expr // what stands for each ?
	Session    Session
}

// A Session is what statements take from their session. The zero Session is Athena's.
type Session struct {
	Zone     string    // of timestamps that are brought into one without naming it; "" is UTC
	Now      time.Time // when the statement began; zero is the time of the clock
	Decimals bool      // 1.5 is a decimal, as in Trino, and not a double, as in Athena
}

// What stands in SQL for the zone of the session and for its time, in UTC,
// until the whole of the statement is written. Macros cannot have them.
const (
	sessionZone = "tarn_session_zone()"
	sessionNow  = "tarn_session_now()"
)

// filled writes the session into SQL.
func (s Session) filled(sql string) string {
	zone, now := "UTC", "timezone('UTC', now())"
	if s.Zone != "" {
		zone = s.Zone
	}
	if !s.Now.IsZero() {
		now = "CAST(" + literal(s.Now.UTC().Format("2006-01-02 15:04:05.999999")) + " AS TIMESTAMP)"
	}
	return strings.NewReplacer(sessionZone, literal(zone), sessionNow, now).Replace(sql)
}

// A Table is one that a statement may name.
type Table struct {
	Name    []string // database and table, in lower case
	SQL     string   // what DuckDB calls it: a name, or a query in parentheses
	Columns []Column
	Hidden  []Column // such as $path

	View     string // the text of the query, if it is a view
	Database string // where names in the view without a database belong
}

// A Translation is a query as DuckDB reads it. Its columns in DuckDB are
// called c0, c1 and so on, and have the types of [types.Type.Engine].
type Translation struct {
	SQL     string
	Columns []Column
	Macros  []Macro    // that have to exist
	Tables  [][]string // that are read: database and table
}

// Query translates a query.
func Query(q *syntax.Query, o Options) (Translation, error) {
	a := &analyzer{Options: o}
	r, err := a.query(q, nil)
	if err != nil {
		return Translation{}, err
	}
	r.sql = o.Session.filled(r.sql)
	return Translation{SQL: r.sql, Columns: r.columns, Macros: macrosIn(r.sql), Tables: a.tables}, nil
}

// An analyzer translates one statement.
type analyzer struct {
	Options
	aliases int
	named   *named // queries of WITH that are in sight
	tables  [][]string
	views   []string // that are being read, outermost first

	resolved map[syntax.Node]Value // expressions that have become columns
	depth    int
}

// A named is a query of a WITH clause, and those in sight before it.
type named struct {
	name    string
	sql     string // what it is called in DuckDB
	columns []Column
	before  *named
}

// alias returns a name that nothing else in the statement has.
func (a *analyzer) alias(kind string) string {
	a.aliases++
	return kind + strconv.Itoa(a.aliases)
}

func engineName(i int) string { return "c" + strconv.Itoa(i) }

// maxDepth bounds how deep queries and expressions nest, so that the stack is
// not exhausted.
const maxDepth = 2000

func (a *analyzer) enter(n syntax.Node) error {
	a.depth++
	if a.depth > maxDepth {
		return errorAt(n, "STACK_OVERFLOW", "statement is too large (stack overflow during analysis)")
	}
	return nil
}

// query translates a query with its WITH, ORDER BY and LIMIT.
func (a *analyzer) query(q *syntax.Query, outer *scope) (rowset, error) {
	defer func(before *named, depth int) { a.named, a.depth = before, depth }(a.named, a.depth)
	if err := a.enter(q); err != nil {
		return rowset{}, err
	}
	with, err := a.with(q, outer)
	if err != nil {
		return rowset{}, err
	}
	r, err := a.ordered(q, outer)
	r.sql = with + r.sql
	return r, err
}

// with translates the WITH clause, which ends in a space.
func (a *analyzer) with(q *syntax.Query, outer *scope) (string, error) {
	if len(q.With) == 0 {
		return "", nil
	}
	var parts []string
	for i, w := range q.With {
		for _, other := range q.With[:i] {
			if strings.EqualFold(other.Name.Text, w.Name.Text) {
				return "", errorAt(w.Name, "DUPLICATE_NAMED_QUERY", "WITH query name '%s' specified more than once", w.Name.Text)
			}
		}
		part, err := a.namedQuery(w, q.Recursive, outer)
		if err != nil {
			return "", err
		}
		parts = append(parts, part)
	}
	keyword := "WITH "
	if q.Recursive {
		keyword = "WITH RECURSIVE "
	}
	return keyword + strings.Join(parts, ", ") + " ", nil
}

func (a *analyzer) namedQuery(w syntax.With, recursive bool, outer *scope) (string, error) {
	alias := a.alias("w")
	if recursive {
		if part, ok, err := a.recursive(w, alias, outer); ok || err != nil {
			return part, err
		}
	}
	r, err := a.query(w.Query, outer)
	if err != nil {
		return "", err
	}
	columns, err := renamed(r.columns, w.Columns, w.Name)
	if err != nil {
		return "", err
	}
	a.named = &named{name: w.Name.Text, sql: alias, columns: columns, before: a.named}
	return fmt.Sprintf("%s AS (%s)", alias, r.sql), nil
}

// recursive translates a named query that is a union of rows to begin with and
// of rows made of those before. It reports false if the query is another.
func (a *analyzer) recursive(w syntax.With, alias string, outer *scope) (string, bool, error) {
	union, ok := w.Query.Body.(*syntax.SetOperation)
	if !ok || union.Op != "UNION" || len(w.Query.With) > 0 || !mentions(union.Right, w.Name.Text) {
		return "", false, nil
	}
	if len(w.Columns) == 0 {
		return "", true, errorAt(w.Name, "MISSING_COLUMN_ALIASES", "missing column aliases in recursive WITH query")
	}
	base, err := a.body(union.Left, outer)
	if err != nil {
		return "", true, err
	}
	columns, err := renamed(base.columns, w.Columns, w.Name)
	if err != nil {
		return "", true, err
	}
	a.named = &named{name: w.Name.Text, sql: alias, columns: columns, before: a.named}
	step, err := a.body(union.Right, outer)
	if err != nil {
		return "", true, err
	}
	if len(step.columns) != len(columns) {
		return "", true, mismatch(union.Right, "base and step relations of recursion have different number of fields: %d, %d", len(columns), len(step.columns))
	}
	for i, c := range step.columns {
		if !types.Coercible(c.Type, columns[i].Type) {
			return "", true, mismatch(union.Right, "recursion step relation output type (%s) is not coercible to recursion base relation output type (%s) at column %d", c.Type, columns[i].Type, i+1)
		}
	}
	op := "UNION"
	if union.All {
		op = "UNION ALL"
	}
	return fmt.Sprintf("%s(%s) AS (%s %s %s)", alias, engineNames(len(columns)), a.coerced(base, columns), op, a.coerced(step, columns)), true, nil
}

func engineNames(n int) string {
	names := make([]string, n)
	for i := range names {
		names[i] = engineName(i)
	}
	return strings.Join(names, ", ")
}

// mentions reports whether a part of a query may read the table of that name.
func mentions(n syntax.Node, name string) bool {
	found := false
	syntax.Walk(n, func(n syntax.Node) bool {
		if t, ok := n.(*syntax.Table); ok && len(t.Name) == 1 && strings.EqualFold(t.Name[0].Text, name) {
			found = true
		}
		return !found
	})
	return found
}

// renamed gives columns the names of a list, if there is one.
func renamed(columns []Column, names []syntax.Name, of syntax.Name) ([]Column, error) {
	if len(names) == 0 {
		return columns, nil
	}
	if len(names) != len(columns) {
		return nil, errorAt(of, "MISMATCHED_COLUMN_ALIASES", "Column alias list has %d entries but '%s' has %d columns available", len(names), of.Text, len(columns))
	}
	result := slices.Clone(columns)
	for i, n := range names {
		result[i].Name = n.Text
	}
	return result, nil
}

// ordered translates a query without its WITH clause.
func (a *analyzer) ordered(q *syntax.Query, outer *scope) (rowset, error) {
	limits, err := a.limits(q)
	if err != nil {
		return rowset{}, err
	}
	if limits.ties && outer != nil { // DuckDB ranks over the rows of all outer rows at once
		return rowset{}, unsupported(q.Limit, "FETCH FIRST WITH TIES in a subquery is not supported")
	}
	if s, ok := q.Body.(*syntax.Select); ok {
		return a.selectQuery(s, q.OrderBy, limits, outer)
	}
	r, err := a.body(q.Body, outer)
	if err != nil || len(q.OrderBy) == 0 && limits == (limit{}) {
		return r, err
	}
	alias := a.alias("r")
	e := a.expressions(&scope{columns: relationOf(r, alias, nil), outer: outer}, "ORDER BY clause")
	keys, err := e.sortKeys(q.OrderBy, r.columns, func(i int) string { return alias + "." + engineName(i) })
	if err != nil {
		return r, err
	}
	r.sql = fmt.Sprintf("SELECT * FROM (%s) AS %s", r.sql, alias)
	return a.limited(r, keys, limits), nil
}

// A limit is which rows of a query are wanted.
type limit struct {
	offset, count string // numbers; "" is none
	ties          bool
}

func (a *analyzer) limits(q *syntax.Query) (limit, error) {
	var l limit
	var err error
	if l.offset, err = a.rowCount(q.Offset, "OFFSET"); err != nil {
		return l, err
	}
	name := "LIMIT"
	if q.Fetch {
		name = "FETCH FIRST"
	}
	if l.count, err = a.rowCount(q.Limit, name); err != nil {
		return l, err
	}
	if q.WithTies {
		if len(q.OrderBy) == 0 {
			return l, errorAt(q, "MISSING_ORDER_BY", "FETCH FIRST WITH TIES clause requires ORDER BY")
		}
		l.ties = true
	}
	return l, nil
}

// rowCount returns a number of rows, which is a literal or a parameter.
func (a *analyzer) rowCount(e syntax.Expr, clause string) (string, error) {
	if p, ok := e.(*syntax.Param); ok {
		value, err := a.parameter(p)
		if err != nil {
			return "", err
		}
		e = value
	}
	if e == nil {
		return "", nil
	}
	n, ok := e.(*syntax.Number)
	if !ok {
		return "", mismatch(e, "Non constant parameter value for %s", clause)
	}
	count, err := strconv.ParseInt(n.Text, 10, 64)
	if err != nil {
		return "", errorAt(e, "INVALID_ROW_COUNT", "Invalid %s row count: %s", clause, n.Text)
	}
	if clause == "FETCH FIRST" && count == 0 {
		return "", errorAt(e, "INVALID_LIMIT_CLAUSE", "FETCH FIRST row count must be positive (actual value: 0)")
	}
	return n.Text, nil
}

// limited adds the order and the limits to a SELECT whose sort keys are known.
func (a *analyzer) limited(r rowset, keys []string, l limit) rowset {
	if l.ties {
		return a.withTies(r, keys, l)
	}
	if len(keys) > 0 {
		r.sql += " ORDER BY " + strings.Join(keys, ", ")
	}
	if l.count != "" {
		r.sql += " LIMIT " + l.count
	}
	if l.offset != "" {
		r.sql += " OFFSET " + l.offset
	}
	return r
}

// withTies keeps the first rows and those that sort like the last of them:
// those that fewer rows than that come before. Within OVER a number is no place
// of a column, so what the rows are sorted by are columns t0, t1, ... first.
func (a *analyzer) withTies(r rowset, keys []string, l limit) rowset {
	added := ""
	order := make([]string, len(keys))
	for i, key := range keys {
		text, direction := splitKey(key)
		if place, err := strconv.Atoi(text); err == nil {
			order[i] = engineName(place-1) + direction
			continue
		}
		order[i] = fmt.Sprintf("t%d%s", i, direction)
		added += fmt.Sprintf("%s AS t%d, ", text, i)
	}
	over := "OVER (ORDER BY " + strings.Join(order, ", ") + ")"
	offset := l.offset
	if offset == "" {
		offset = "0"
	}
	r.sql = fmt.Sprintf("SELECT %s FROM (SELECT *, row_number() %s AS n, rank() %s AS k FROM (%s) AS %s) AS %s WHERE n > %s AND k <= %s + %s ORDER BY n",
		engineNames(len(r.columns)), over, over, strings.Replace(r.sql, "SELECT ", "SELECT "+added, 1), a.alias("r"), a.alias("r"), offset, offset, l.count)
	return r
}

// body translates what a query is of: a SELECT, VALUES, a table, a set operation.
func (a *analyzer) body(b syntax.Body, outer *scope) (rowset, error) {
	switch b := b.(type) {
	case *syntax.Query:
		r, err := a.query(b, outer)
		r.sql = "(" + r.sql + ")"
		return r, err
	case *syntax.Select:
		return a.selectQuery(b, nil, limit{}, outer)
	case *syntax.Values:
		return a.values(b, outer)
	case *syntax.Table:
		return a.tableQuery(b, outer)
	case *syntax.SetOperation:
		return a.setOperation(b, outer)
	}
	return rowset{}, unsupported(b, "this form of query is not supported")
}

func (a *analyzer) tableQuery(t *syntax.Table, outer *scope) (rowset, error) {
	star := syntax.SelectItem{Pos: t.Pos, Star: true}
	return a.selectQuery(&syntax.Select{Pos: t.Pos, Items: []syntax.SelectItem{star}, From: []syntax.Relation{t}}, nil, limit{}, outer)
}

// values translates VALUES: each row is an expression, of several values if it is a row.
func (a *analyzer) values(v *syntax.Values, outer *scope) (rowset, error) {
	e := a.expressions(&scope{outer: outer}, "VALUES")
	rows := make([][]Value, len(v.Rows))
	var columns []types.Type
	for i, row := range v.Rows {
		values, err := e.valuesRow(row)
		if err != nil {
			return rowset{}, err
		}
		if i == 0 {
			columns = make([]types.Type, len(values))
		}
		if len(values) != len(columns) {
			return rowset{}, mismatch(v, "Values rows have mismatched sizes: %d vs %d", len(columns), len(values))
		}
		for j, value := range values {
			common, ok := types.Common(columns[j], value.Type)
			if !ok {
				return rowset{}, mismatch(v, "Values rows have mismatched types: %s vs %s", rowText(rows[0]), rowText(values))
			}
			columns[j] = common
		}
		rows[i] = values
	}
	texts := make([]string, len(rows))
	for i, row := range rows {
		texts[i] = "(" + strings.Join(coerceAll(row, columns), ", ") + ")"
	}
	result := rowset{columns: make([]Column, len(columns))}
	for i, t := range columns {
		result.columns[i] = Column{Name: fmt.Sprintf("_col%d", i), Type: t}
	}
	result.sql = fmt.Sprintf("SELECT * FROM (VALUES %s) AS %s(%s)", strings.Join(texts, ", "), a.alias("r"), engineNames(len(columns)))
	return result, nil
}

// rowText is the type of a row of values.
func rowText(row []Value) string {
	t := types.Type{Kind: types.Row}
	for _, v := range row {
		t.Args = append(t.Args, v.Type)
	}
	return t.String()
}

// coerceAll brings values to the types of columns.
func coerceAll(values []Value, columns []types.Type) []string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = coerce(v, columns[i]).SQL
	}
	return texts
}

// setOperation translates UNION, INTERSECT and EXCEPT. Chains lean to the left
// and may be long.
func (a *analyzer) setOperation(s *syntax.SetOperation, outer *scope) (rowset, error) {
	chain := []*syntax.SetOperation{s}
	for {
		left, ok := chain[len(chain)-1].Left.(*syntax.SetOperation)
		if !ok {
			break
		}
		chain = append(chain, left)
	}
	result, err := a.body(chain[len(chain)-1].Left, outer)
	if err != nil {
		return result, err
	}
	for _, s := range slices.Backward(chain) {
		right, err := a.body(s.Right, outer)
		if err != nil {
			return result, err
		}
		if result, err = a.combine(s, result, right); err != nil {
			return result, err
		}
	}
	return result, nil
}

func (a *analyzer) combine(s *syntax.SetOperation, left, right rowset) (rowset, error) {
	if s.ByName {
		var err error
		if left, right, err = a.corresponding(s, left, right); err != nil {
			return left, err
		}
	}
	if len(left.columns) != len(right.columns) {
		return left, errorAt(s, "TYPE_MISMATCH", "%s query has different number of fields: %d, %d", s.Op, len(left.columns), len(right.columns))
	}
	columns := slices.Clone(left.columns)
	for i := range columns {
		common, ok := types.Common(left.columns[i].Type, right.columns[i].Type)
		if !ok {
			return left, mismatch(s, "column %d in %s query has incompatible types: %s, %s", i+1, s.Op, left.columns[i].Type, right.columns[i].Type)
		}
		columns[i].Type = common
	}
	op := s.Op
	if s.All {
		op += " ALL"
	}
	sql := fmt.Sprintf("(%s) %s (%s)", a.coerced(left, columns), op, a.coerced(right, columns))
	return rowset{sql: sql, columns: columns}, nil
}

// corresponding keeps of two queries the columns whose names both have, in the
// order of the left one.
func (a *analyzer) corresponding(s *syntax.SetOperation, left, right rowset) (l, r rowset, err error) {
	var lefts, rights []int
	for i, c := range left.columns {
		for j, d := range right.columns {
			if strings.EqualFold(c.Name, d.Name) {
				lefts, rights = append(lefts, i), append(rights, j)
			}
		}
	}
	if len(lefts) == 0 {
		return left, right, errorAt(s.OpPos, "SYNTAX_ERROR", "No corresponding columns")
	}
	return a.picked(left, lefts), a.picked(right, rights), nil
}

// picked keeps some columns of a rowset.
func (a *analyzer) picked(r rowset, which []int) rowset {
	alias := a.alias("r")
	kept := rowset{}
	items := make([]string, len(which))
	for i, j := range which {
		items[i] = alias + "." + engineName(j) + " AS " + engineName(i)
		kept.columns = append(kept.columns, r.columns[j])
	}
	kept.sql = fmt.Sprintf("SELECT %s FROM (%s) AS %s", strings.Join(items, ", "), r.sql, alias)
	return kept
}

// coerced brings the columns of a rowset to the types of columns.
func (a *analyzer) coerced(r rowset, columns []Column) string {
	alias := a.alias("r")
	items := make([]string, len(columns))
	same := true
	for i, c := range columns {
		sql := alias + "." + engineName(i)
		items[i] = coerce(Value{SQL: sql, Type: r.columns[i].Type}, c.Type).SQL
		same = same && items[i] == sql && r.columns[i].Type.Kind != types.Unknown
		items[i] += " AS " + engineName(i)
	}
	if same {
		return r.sql
	}
	return fmt.Sprintf("SELECT %s FROM (%s) AS %s", strings.Join(items, ", "), r.sql, alias)
}
