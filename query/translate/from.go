package translate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tarnlake/tarn/query/syntax"
	"github.com/tarnlake/tarn/query/types"
)

// from translates the FROM clause. Relations that commas separate are joined
// with every row of each other.
func (a *analyzer) from(list []syntax.Relation, outer *scope) (string, []column, error) {
	if len(list) == 0 {
		return "", nil, nil
	}
	var parts []string
	var columns []column
	for _, n := range list {
		r, err := a.relation(n, columns, outer)
		if err != nil {
			return "", nil, err
		}
		parts = append(parts, r.sql)
		columns = append(columns, r.columns...)
	}
	return " FROM " + strings.Join(parts, ", "), columns, nil
}

// relation translates what stands in FROM. Relations that are lateral see the
// columns to the left of them.
func (a *analyzer) relation(n syntax.Relation, left []column, outer *scope) (relation, error) {
	defer func(depth int) { a.depth = depth }(a.depth)
	if err := a.enter(n); err != nil {
		return relation{}, err
	}
	switch n := n.(type) {
	case *syntax.Table:
		return a.table(n)
	case *syntax.Aliased:
		r, err := a.relation(n.Relation, left, outer)
		if u, ok := n.Relation.(*syntax.Unnest); ok && err == nil && len(n.Columns) > 0 && len(n.Columns) != len(visible(r.columns)) {
			// Athena's user guide names one column where an array of rows has several.
			if whole, err := a.unnest(u, left, outer, true); err == nil && len(n.Columns) == len(whole.columns) {
				r = whole
			}
		}
		if err != nil {
			return r, err
		}
		return aliased(r, n)
	case *syntax.Subquery:
		return a.subqueryRelation(n, left, outer)
	case *syntax.Join:
		return a.join(n, left, outer)
	case *syntax.Unnest:
		return a.unnest(n, left, outer, false)
	case *syntax.Sample:
		return a.sample(n, left, outer)
	case *syntax.TableFunction:
		return a.tableFunction(n, left, outer)
	case *syntax.MatchRecognize:
		return relation{}, unsupported(n, "MATCH_RECOGNIZE is not supported")
	}
	return relation{}, unsupported(n, "this form of relation is not supported")
}

// aliased gives a relation another name, and its columns if they are named.
func aliased(r relation, n *syntax.Aliased) (relation, error) {
	shown := visible(r.columns)
	if len(n.Columns) > 0 && len(n.Columns) != len(shown) {
		return r, errorAt(n.Name, "MISMATCHED_COLUMN_ALIASES", "Column alias list has %d entries but '%s' has %d columns available", len(n.Columns), n.Name.Text, len(shown))
	}
	columns := slices.Clone(r.columns)
	i := 0
	for j := range columns {
		columns[j].qualifier = []string{strings.ToLower(n.Name.Text)}
		if !columns[j].hidden && len(n.Columns) > 0 {
			columns[j].name = n.Columns[i].Text
			i++
		}
	}
	r.columns = columns
	return r, nil
}

// table translates the name of a table: a named query, a view or a table.
func (a *analyzer) table(n *syntax.Table) (relation, error) {
	if n.Version != nil {
		return relation{}, unsupported(n, "This connector does not support versioned tables")
	}
	name := textsOf(n.Name)
	if len(name) == 1 {
		for w := a.named; w != nil; w = w.before {
			if strings.EqualFold(w.name, name[0]) {
				alias := a.alias("r")
				r := rowset{columns: w.columns}
				return relation{sql: w.sql + " AS " + alias, columns: relationOf(r, alias, lower(name))}, nil
			}
		}
	}
	if a.Table == nil {
		return relation{}, a.noTable(n, name)
	}
	t, err := a.Table(name)
	if fault, ok := err.(*Error); ok && fault.Pos < 0 {
		fault.Pos = n.Start()
	}
	if err != nil {
		return relation{}, err
	}
	if t == nil {
		return relation{}, a.noTable(n, name)
	}
	if t.View != "" {
		return a.view(n, t)
	}
	return a.stored(t), nil
}

func (a *analyzer) noTable(n syntax.Node, name []string) *Error {
	if len(name) == 1 {
		name = []string{a.Database, name[0]}
	}
	if len(name) == 2 {
		name = append([]string{"awsdatacatalog"}, name...)
	}
	return errorAt(n, "TABLE_NOT_FOUND", "Table '%s' does not exist", strings.ToLower(strings.Join(name, ".")))
}

// stored returns a table of the catalog.
func (a *analyzer) stored(t *Table) relation {
	if !slices.ContainsFunc(a.tables, func(n []string) bool { return slices.Equal(n, t.Name) }) {
		a.tables = append(a.tables, t.Name)
	}
	alias := a.alias("r")
	r := relation{sql: t.SQL + " AS " + alias}
	qualifier := append([]string{"awsdatacatalog"}, t.Name...)
	for _, c := range t.Columns {
		r.columns = append(r.columns, column{name: c.Name, qualifier: qualifier, typ: c.Type, sql: alias + "." + quote(c.Name)})
	}
	for _, c := range t.Hidden {
		r.columns = append(r.columns, column{name: c.Name, qualifier: qualifier, typ: c.Type, sql: alias + "." + quote(c.Name), hidden: true})
	}
	return r
}

// view translates the query of a view. Its columns have the names and types
// that the view was made with.
func (a *analyzer) view(n syntax.Node, t *Table) (relation, error) {
	name := strings.Join(t.Name, ".")
	if slices.Contains(a.views, name) {
		return relation{}, errorAt(n, "VIEW_IS_RECURSIVE", "View is recursive: %s", name)
	}
	statement, err := syntax.Parse(t.View)
	q, ok := statement.(*syntax.Query)
	if err != nil || !ok {
		return relation{}, errorAt(n, "INVALID_VIEW", "Failed parsing stored view '%s': %v", name, err)
	}
	inner := &analyzer{Options: a.Options, aliases: a.aliases, views: append(slices.Clone(a.views), name), depth: a.depth}
	if t.Database != "" {
		inner.Table = func(name []string) (*Table, error) {
			if len(name) == 1 {
				name = []string{t.Database, name[0]}
			}
			return a.Table(name)
		}
	}
	r, err := inner.query(q, nil)
	a.aliases = inner.aliases
	for _, used := range inner.tables {
		if !slices.ContainsFunc(a.tables, func(n []string) bool { return slices.Equal(n, used) }) {
			a.tables = append(a.tables, used)
		}
	}
	if err != nil {
		message := err.Error()
		if e, ok := err.(*Error); ok {
			message = e.Message
		}
		return relation{}, errorAt(n, "INVALID_VIEW", "Failed analyzing stored view '%s': %s", name, message)
	}
	if len(t.Columns) > 0 {
		if len(t.Columns) != len(r.columns) {
			return relation{}, errorAt(n, "VIEW_IS_STALE", "View '%s' is stale or in invalid state: stored view column count (%d) does not match column count derived from the view query analysis (%d)", name, len(t.Columns), len(r.columns))
		}
		r.sql = a.coerced(r, t.Columns)
		r.columns = t.Columns
	}
	alias := a.alias("r")
	return relation{sql: fmt.Sprintf("(%s) AS %s", r.sql, alias), columns: relationOf(r, alias, t.Name)}, nil
}

func (a *analyzer) subqueryRelation(n *syntax.Subquery, left []column, outer *scope) (relation, error) {
	if n.Lateral {
		outer = &scope{columns: left, outer: outer}
	}
	r, err := a.query(n.Query, outer)
	if err != nil {
		return relation{}, err
	}
	alias := a.alias("r")
	keyword := ""
	if n.Lateral {
		keyword = "LATERAL "
	}
	return relation{
		sql:     fmt.Sprintf("%s(%s) AS %s", keyword, r.sql, alias),
		columns: relationOf(r, alias, nil), lateral: n.Lateral,
	}, nil
}

// join translates left JOIN right.
func (a *analyzer) join(n *syntax.Join, before []column, outer *scope) (relation, error) {
	if n.Natural {
		return relation{}, unsupported(n, "Natural join not supported")
	}
	left, err := a.relation(n.Left, before, outer)
	if err != nil {
		return relation{}, err
	}
	sees := slices.Concat(before, left.columns)
	if n.Kind == "RIGHT" || n.Kind == "FULL" {
		sees = nil // and what is LATERAL may not look to the left
	}
	right, err := a.relation(n.Right, sees, outer)
	if err != nil {
		return relation{}, err
	}
	if lateral := right.lateral || sees == nil && strings.HasPrefix(right.sql, "LATERAL "); lateral && n.Kind != "CROSS" && n.Kind != "INNER" && !isTrue(n.On) {
		kind := "LATERAL relation"
		if _, ok := unaliased(n.Right).(*syntax.Unnest); ok {
			kind = "UNNEST"
		}
		if kind == "UNNEST" || n.Kind != "LEFT" {
			return relation{}, unsupported(n.Right, "%s JOIN involving %s is only supported with condition ON TRUE", n.Kind, kind)
		}
	}
	if sees == nil {
		right.sql, right.lateral = strings.TrimPrefix(right.sql, "LATERAL "), false
	}
	if n.Kind != "INNER" && n.On != nil {
		if err := a.precompute(n.On, &left, &right, outer); err != nil {
			return relation{}, err
		}
	}
	both := slices.Concat(left.columns, right.columns)
	switch {
	case len(n.Using) > 0:
		return a.joinUsing(n, left, right)
	case n.Kind == "CROSS" || n.On == nil:
		return relation{sql: left.sql + " CROSS JOIN " + right.sql, columns: both, lateral: left.lateral || right.lateral}, nil
	}
	on, err := a.condition(n.On, &scope{columns: slices.Concat(before, both), outer: outer}, "ON")
	if err != nil {
		return relation{}, err
	}
	sql := fmt.Sprintf("%s %s JOIN %s%s", left.sql, n.Kind, parenthesized(n.Right, right), on)
	return relation{sql: sql, columns: both, lateral: left.lateral || right.lateral}, nil
}

// precompute makes columns of the queries in the condition of an outer join,
// on the side whose columns they name: DuckDB allows none there.
func (a *analyzer) precompute(on syntax.Expr, left, right *relation, outer *scope) error {
	var queries []syntax.Expr
	syntax.Walk(on, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.In:
			if n.Query == nil {
				return true
			}
			queries = append(queries, n)
			return false
		case *syntax.Exists, *syntax.Subquery, *syntax.Quantified:
			queries = append(queries, n)
			return false
		}
		return true
	})
	type place struct {
		side  *relation
		index int
		typ   types.Type
	}
	places := make(map[syntax.Node]place)
	for _, q := range queries {
		for _, side := range []*relation{left, right} {
			v, err := a.expressions(&scope{columns: side.columns, outer: outer}, "JOIN clause").expr(q)
			if err != nil {
				continue
			}
			a.extend(side, v)
			places[q] = place{side, len(side.columns) - 1, v.Type}
			break
		}
	}
	if a.resolved == nil {
		a.resolved = make(map[syntax.Node]Value)
	}
	for q, p := range places {
		a.resolved[q] = Value{SQL: p.side.columns[p.index].sql, Type: p.typ}
	}
	return nil
}

// extend adds a value to the columns of a relation, as one without a name.
func (a *analyzer) extend(r *relation, v Value) {
	alias := a.alias("r")
	columns := append(slices.Clone(r.columns), column{typ: v.Type, sql: v.SQL, hidden: true})
	items := make([]string, len(columns))
	for i, c := range columns {
		items[i] = c.sql + " AS " + engineName(i)
		columns[i].sql = alias + "." + engineName(i)
	}
	r.sql = fmt.Sprintf("(SELECT %s FROM %s) AS %s", strings.Join(items, ", "), r.sql, alias)
	r.columns = columns
}

func isTrue(n syntax.Expr) bool {
	b, ok := n.(*syntax.Bool)
	return ok && b.Value
}

// unaliased returns a relation without the name that it is given.
func unaliased(n syntax.Relation) syntax.Relation {
	if a, ok := n.(*syntax.Aliased); ok {
		return a.Relation
	}
	return n
}

// parenthesized keeps a join on the right side of a join together.
func parenthesized(n syntax.Relation, r relation) string {
	if _, ok := n.(*syntax.Join); ok {
		return "(" + r.sql + ")"
	}
	return r.sql
}

// joinUsing translates JOIN ... USING: the columns that are joined by come
// first and once, then the others of both sides.
func (a *analyzer) joinUsing(n *syntax.Join, left, right relation) (relation, error) {
	var conditions []string
	var keys, rest []column
	used := make(map[string]bool)
	for _, name := range n.Using {
		l, err := usingColumn(name, left, "left")
		if err != nil {
			return relation{}, err
		}
		r, err := usingColumn(name, right, "right")
		if err != nil {
			return relation{}, err
		}
		common, ok := types.Common(l.typ, r.typ)
		if !ok {
			return relation{}, mismatch(name, "Column Types of left and right side are not comparable: left is %s, right is %s", l.typ, r.typ)
		}
		lv := coerce(Value{SQL: l.sql, Type: l.typ}, common)
		rv := coerce(Value{SQL: r.sql, Type: r.typ}, common)
		conditions = append(conditions, comparison("=", lv, rv))
		key := column{name: name.Text, typ: common, sql: lv.SQL}
		switch n.Kind {
		case "RIGHT":
			key.sql = rv.SQL
		case "FULL":
			key.sql = fmt.Sprintf("coalesce(%s, %s)", lv.SQL, rv.SQL)
		}
		keys = append(keys, key)
		used[strings.ToLower(name.Text)] = true
	}
	for _, c := range slices.Concat(left.columns, right.columns) {
		if used[strings.ToLower(c.name)] {
			c.hidden, c.qualified = true, true
		}
		rest = append(rest, c)
	}
	sql := fmt.Sprintf("%s %s JOIN %s ON %s", left.sql, n.Kind, parenthesized(n.Right, right), strings.Join(conditions, " AND "))
	return relation{sql: sql, columns: append(keys, rest...), lateral: left.lateral || right.lateral}, nil
}

func usingColumn(name syntax.Name, r relation, side string) (column, error) {
	found, _ := (&scope{columns: r.columns}).named([]string{name.Text})
	switch len(found) {
	case 0:
		return column{}, errorAt(name, "COLUMN_NOT_FOUND", "Column '%s' is missing from %s side of join", name.Text, side)
	case 1:
		return found[0], nil
	}
	return column{}, errorAt(name, "AMBIGUOUS_NAME", "Column '%s' is ambiguous", name.Text)
}

// unnest translates UNNEST: arrays side by side, the shorter ones filled with
// NULL. A map has two columns, and an array of rows one for each field, unless
// rows are to stay whole.
func (a *analyzer) unnest(n *syntax.Unnest, left []column, outer *scope, whole bool) (relation, error) {
	e := a.expressions(&scope{columns: left, outer: outer}, "UNNEST")
	var items, lengths []string
	var columns []Column
	add := func(list string, t types.Type) {
		items = append(items, fmt.Sprintf("unnest(%s) AS %s", list, engineName(len(items))))
		columns = append(columns, Column{Type: t})
	}
	for _, x := range n.Exprs {
		v, err := e.expr(x)
		if err != nil {
			return relation{}, err
		}
		switch v.Type.Kind {
		case types.Array:
			lengths = append(lengths, "coalesce(len("+v.SQL+"), 0)")
			elem := v.Type.Elem()
			if elem.Kind != types.Row || whole {
				add(v.SQL, elem)
				break
			}
			for i, f := range elem.Args {
				add(fmt.Sprintf("list_transform(%s, lambda x: %s)", v.SQL, field(Value{SQL: "x", Type: elem}, i)), f)
				if i < len(elem.Names) {
					columns[len(columns)-1].Name = elem.Names[i]
				}
			}
		case types.Map:
			lengths = append(lengths, "coalesce(cardinality("+v.SQL+"), 0)")
			add("map_keys("+v.SQL+")", v.Type.Key())
			add("map_values("+v.SQL+")", v.Type.Elem())
		case types.Native:
			add(v.SQL, v.Type)
			lengths = append(lengths, "coalesce(len("+v.SQL+"), 0)")
		default:
			return relation{}, mismatch(x, "Cannot unnest type: %s", v.Type)
		}
	}
	if n.Ordinality {
		longest := lengths[0]
		if len(lengths) > 1 {
			longest = "greatest(" + strings.Join(lengths, ", ") + ")"
		}
		add("range(1, 1 + "+longest+")", types.Of(types.BigInt))
	}
	alias := a.alias("r")
	return relation{
		sql:     fmt.Sprintf("LATERAL (SELECT %s) AS %s", strings.Join(items, ", "), alias),
		columns: relationOf(rowset{columns: columns}, alias, nil), lateral: true,
	}, nil
}

// sample translates TABLESAMPLE.
func (a *analyzer) sample(n *syntax.Sample, left []column, outer *scope) (relation, error) {
	r, err := a.relation(n.Relation, left, outer)
	if err != nil {
		return r, err
	}
	e := a.expressions(&scope{}, "TABLESAMPLE")
	percent, err := e.expr(n.Percent)
	if err != nil {
		return r, err
	}
	if !percent.Literal || !percent.Type.Numeric() {
		return r, errorAt(n.Percent, "EXPRESSION_NOT_CONSTANT", "Sample percentage cannot contain column references")
	}
	alias := a.alias("r")
	items := make([]string, len(r.columns))
	columns := slices.Clone(r.columns)
	for i, c := range r.columns {
		items[i] = c.sql + " AS " + engineName(i)
		columns[i].sql = alias + "." + engineName(i)
	}
	method := strings.ToLower(n.Method)
	sql := fmt.Sprintf("(SELECT * FROM (SELECT %s FROM %s) TABLESAMPLE %s(%s PERCENT)) AS %s", strings.Join(items, ", "), r.sql, method, percent.Text, alias)
	return relation{sql: sql, columns: columns, lateral: r.lateral}, nil
}

// tableFunction translates TABLE(sequence(...)), the one that needs no connector.
func (a *analyzer) tableFunction(n *syntax.TableFunction, left []column, outer *scope) (relation, error) {
	name := strings.ToLower(n.Name[len(n.Name)-1].Text)
	if name != "sequence" {
		return relation{}, errorAt(n, "FUNCTION_NOT_FOUND", "Table function '%s' not registered", name)
	}
	values := map[string]string{"start": "0", "step": "1"}
	order := []string{"start", "stop", "step"}
	e := a.expressions(&scope{columns: left, outer: outer}, "TABLE")
	for i, arg := range n.Args {
		v, err := e.expr(arg.Value)
		if err != nil {
			return relation{}, err
		}
		parameter := ""
		if arg.Name != nil {
			parameter = strings.ToLower(arg.Name.Text)
		} else if i < len(order) {
			parameter = order[i]
		}
		if !slices.Contains(order, parameter) {
			return relation{}, errorAt(arg.Value, "INVALID_FUNCTION_ARGUMENT", "Unexpected argument name: %s", parameter)
		}
		values[parameter] = coerce(v, types.Of(types.BigInt)).SQL
	}
	if values["stop"] == "" {
		return relation{}, errorAt(n, "MISSING_ARGUMENT", "Missing argument: STOP")
	}
	alias := a.alias("r")
	sql := fmt.Sprintf("(SELECT unnest(generate_series(%s, %s, %s)) AS c0) AS %s", values["start"], values["stop"], values["step"], alias)
	columns := relationOf(rowset{columns: []Column{{Name: "sequential_number", Type: types.Of(types.BigInt)}}}, alias, nil)
	return relation{sql: sql, columns: columns}, nil
}

// quote writes a name as DuckDB reads it.
func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// literal writes a text as DuckDB reads it.
func literal(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
