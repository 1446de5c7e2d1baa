package translate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/tarnlake/tarn/query/syntax"
	"github.com/tarnlake/tarn/query/types"
)

// An item is one column of a SELECT.
type item struct {
	Column
	value  Value
	source syntax.Expr // nil if it comes of a star
}

// selectQuery translates SELECT with the order and the limits of its query,
// which may name what the SELECT does not return.
func (a *analyzer) selectQuery(s *syntax.Select, order []syntax.SortItem, limits limit, outer *scope) (rowset, error) {
	from, columns, err := a.from(s.From, outer)
	if err != nil {
		return rowset{}, err
	}
	inner := &scope{columns: columns, outer: outer}
	where, err := a.condition(s.Where, inner, "WHERE")
	if err != nil {
		return rowset{}, err
	}
	e := a.expressions(inner, "")
	e.local = inner
	e.base = a.aliases
	e.windows = s.Windows
	g, err := e.groupBy(s)
	if err != nil {
		return rowset{}, err
	}
	e.keys = g.keys
	items, err := e.items(s.Items, columns)
	if err != nil {
		return rowset{}, err
	}
	having, err := e.having(s.Having)
	if err != nil {
		return rowset{}, err
	}
	keys, err := e.orderBy(s, order, items)
	if err != nil {
		return rowset{}, err
	}
	a.aliases = max(a.aliases, e.most)
	grouped := len(s.GroupBy) > 0 || s.Having != nil || e.aggregated
	if grouped && len(e.ungrouped) > 0 {
		return rowset{}, e.ungrouped[0]
	}
	r := rowset{columns: make([]Column, len(items))}
	texts := make([]string, len(items))
	for i, it := range items {
		r.columns[i] = it.Column
		texts[i] = it.value.SQL + " AS " + engineName(i)
	}
	if strings.Contains(having, "lambda ") && !strings.Contains(strings.Join(texts, " "), " OVER (") {
		keys = a.filterOutside(&texts, keys, strings.TrimPrefix(having, " HAVING "))
		inner := a.alias("r")
		from = fmt.Sprintf(" FROM (SELECT %s%s%s%s) AS %s", strings.Join(texts, ", "), from, where, g.sql, inner)
		where, having, g.sql = " WHERE h", "", ""
		texts = strings.Split(engineNames(len(items)), ", ")
	}
	distinct := ""
	if s.Distinct {
		distinct = "DISTINCT "
	}
	r.sql = "SELECT " + distinct + strings.Join(texts, ", ") + from + where + g.sql + having
	if s.Distinct && limits.ties {
		alias := a.alias("r")
		r.sql = fmt.Sprintf("SELECT * FROM (%s) AS %s", r.sql, alias)
	}
	return a.limited(r, keys, limits), nil
}

// filterOutside has a condition on groups become a column h of them, and what
// they are sorted by columns too, so that they can be chosen from outside:
// DuckDB's HAVING does not take lambdas.
func (a *analyzer) filterOutside(texts *[]string, keys []string, having string) []string {
	*texts = append(*texts, having+" AS h")
	outside := slices.Clone(keys)
	for i, key := range keys {
		text, direction := splitKey(key)
		if _, err := strconv.Atoi(text); err == nil {
			continue
		}
		name := fmt.Sprintf("k%d", i)
		*texts = append(*texts, text+" AS "+name)
		outside[i] = name + direction
	}
	return outside
}

// condition translates WHERE or ON.
func (a *analyzer) condition(e syntax.Expr, s *scope, clause string) (string, error) {
	if e == nil {
		return "", nil
	}
	x := a.expressions(s, clause+" clause")
	v, err := x.boolean(e, clause+" clause")
	if err != nil {
		return "", err
	}
	return " " + clause + " " + v.SQL, nil
}

// whole translates an item, a key or a condition of the SELECT. The same text
// has to become the same SQL each time, since GROUP BY compares expressions:
// so the queries within them begin to count their aliases at one number.
func (e *expressions) whole(n syntax.Expr) (Value, error) {
	if e.local == nil {
		return e.expr(n)
	}
	e.most = max(e.most, e.aliases)
	e.aliases = e.base
	v, err := e.expr(n)
	e.most = max(e.most, e.aliases)
	e.aliases = e.most
	return v, err
}

// boolean translates an expression that has to be true or false.
func (e *expressions) boolean(n syntax.Expr, clause string) (Value, error) {
	v, err := e.expr(n)
	if err != nil {
		return v, err
	}
	if !v.Type.Is(types.Boolean, types.Unknown, types.Native) {
		return v, mismatch(n, "%s must evaluate to a boolean: actual type %s", clause, v.Type)
	}
	return coerce(v, types.Of(types.Boolean)), nil
}

func (e *expressions) having(n syntax.Expr) (string, error) {
	if n == nil {
		return "", nil
	}
	v, err := e.boolean(n, "HAVING clause")
	return " HAVING " + v.SQL, err
}

// A grouping is GROUP BY, translated.
type grouping struct {
	sql  string
	keys map[string]bool // the expressions that are grouped by, in DuckDB
}

// groupBy translates GROUP BY. A number is the place of an item, which is why
// the items are needed before they are translated for good.
func (e *expressions) groupBy(s *syntax.Select) (grouping, error) {
	if len(s.GroupBy) == 0 {
		return grouping{}, nil
	}
	s, err := e.autoGrouped(s)
	if err != nil {
		return grouping{}, err
	}
	g := grouping{keys: make(map[string]bool)}
	var parts []string
	var elements [][][]string // for GROUP BY DISTINCT: the sets of each element
	for _, element := range s.GroupBy {
		var sets []string
		var lists [][]string
		for _, set := range element.Sets {
			texts := make([]string, len(set))
			for i, n := range set {
				key, err := e.groupingKey(n, s.Items)
				if err != nil {
					return g, err
				}
				g.keys[key] = true
				texts[i] = key
			}
			sets = append(sets, strings.Join(texts, ", "))
			lists = append(lists, texts)
		}
		elements = append(elements, setsOf(element.Kind, lists))
		switch {
		case element.Kind == "" && len(sets) == 1 && sets[0] != "":
			parts = append(parts, sets[0])
		case element.Kind == "":
			parts = append(parts, "()")
		default:
			for i := range sets {
				if element.Kind == "GROUPING SETS" || len(element.Sets[i]) != 1 {
					sets[i] = "(" + sets[i] + ")"
				}
			}
			parts = append(parts, element.Kind+" ("+strings.Join(sets, ", ")+")")
		}
	}
	g.sql = " GROUP BY " + strings.Join(parts, ", ")
	if s.GroupDistinct {
		g.sql = " GROUP BY GROUPING SETS (" + strings.Join(distinctSets(elements), ", ") + ")"
	}
	return g, nil
}

// autoGrouped writes GROUP BY AUTO, which newer versions of Trino have, as the
// items of the SELECT that hold no aggregate.
func (e *expressions) autoGrouped(s *syntax.Select) (*syntax.Select, error) {
	for i, g := range s.GroupBy {
		if g.Kind != "" || len(g.Sets) != 1 || len(g.Sets[0]) != 1 {
			continue
		}
		ident, ok := g.Sets[0][0].(*syntax.Ident)
		if !ok || !strings.EqualFold(ident.Text, "auto") {
			continue
		}
		if found, _ := e.scope.named([]string{ident.Text}); found != nil {
			continue
		}
		var keys []syntax.Expr
		for _, it := range s.Items {
			if it.Star {
				return s, unsupported(it, "GROUP BY AUTO with * is not supported")
			}
			if !hasAggregate(it.Expr) {
				keys = append(keys, it.Expr)
			}
		}
		copied := *s
		copied.GroupBy = slices.Clone(s.GroupBy)
		copied.GroupBy[i] = syntax.Grouping{Pos: g.Pos, Sets: [][]syntax.Expr{keys}}
		return &copied, nil
	}
	return s, nil
}

// hasAggregate reports whether an expression holds a call of an aggregate of its own.
func hasAggregate(n syntax.Expr) bool {
	found := false
	syntax.Walk(n, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Query:
			return false
		case *syntax.Call:
			functions := library()[strings.ToLower(n.Name[len(n.Name)-1].Text)]
			found = found || n.Over == nil && len(functions) > 0 && functions[0].Kind == Aggregate
		}
		return !found
	})
	return found
}

// setsOf returns the sets of keys that an element of GROUP BY stands for.
func setsOf(kind string, lists [][]string) [][]string {
	switch kind {
	case "ROLLUP":
		sets := [][]string{nil}
		for _, list := range lists {
			sets = append(sets, slices.Concat(sets[len(sets)-1], list))
		}
		return sets
	case "CUBE":
		sets := [][]string{nil}
		for _, list := range lists {
			for _, set := range slices.Clone(sets) {
				sets = append(sets, slices.Concat(set, list))
			}
		}
		return sets
	}
	return lists
}

// distinctSets combines each set of each element with those of the others, and
// returns each result once.
func distinctSets(elements [][][]string) []string {
	sets := [][]string{nil}
	for _, element := range elements {
		var longer [][]string
		for _, set := range sets {
			for _, more := range element {
				longer = append(longer, slices.Concat(set, more))
			}
		}
		sets = longer
	}
	var texts []string
	for _, set := range sets {
		slices.Sort(set)
		text := "(" + strings.Join(slices.Compact(set), ", ") + ")"
		if !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	return texts
}

func (e *expressions) groupingKey(n syntax.Expr, items []syntax.SelectItem) (string, error) {
	clause := e.clause
	e.clause = "GROUP BY clause"
	defer func() { e.clause = clause }()
	if number, ok := n.(*syntax.Number); ok {
		place, err := strconv.Atoi(number.Text)
		if err == nil {
			if n, err = e.itemAt(place, number, items); err != nil {
				return "", err
			}
		}
	}
	if ident, ok := n.(*syntax.Ident); ok {
		if found, _ := e.scope.named([]string{ident.Text}); found == nil { // not Athena's, but DuckDB's comfort
			for _, it := range items {
				if it.Alias != nil && strings.EqualFold(it.Alias.Text, ident.Text) {
					n = it.Expr
				}
			}
		}
	}
	aggregated, violations := e.aggregated, len(e.ungrouped)
	v, err := e.whole(n)
	if err != nil {
		return "", err
	}
	if !v.Type.Comparable() {
		return "", mismatch(n, "%s is not comparable, and therefore cannot be used in GROUP BY", v.Type)
	}
	e.aggregated, e.ungrouped = aggregated, e.ungrouped[:violations]
	if v.Literal {
		return "CAST(" + v.SQL + " AS " + v.Type.Engine() + ")", nil // a bare number would be a place
	}
	return v.SQL, nil
}

// itemAt returns the expression of the item at a place, which stars may shift.
func (e *expressions) itemAt(place int, at syntax.Node, items []syntax.SelectItem) (syntax.Expr, error) {
	n := 0
	for _, it := range items {
		width := 1
		if it.Star {
			width = len(visible(e.starColumns(it)))
		}
		if place > n && place <= n+width {
			if !it.Star {
				return it.Expr, nil
			}
			c := visible(e.starColumns(it))[place-n-1]
			return &resolved{Pos: at.Start(), value: Value{SQL: c.sql, Type: c.typ}}, nil
		}
		n += width
	}
	return nil, errorAt(at, "INVALID_COLUMN_REFERENCE", "GROUP BY position %d is not in select list", place)
}

// A resolved is an expression that is known already.
type resolved struct {
	syntax.Pos
	value Value
}

// starColumns returns the columns that * or t.* means, none if t is no relation.
func (e *expressions) starColumns(it syntax.SelectItem) []column {
	if it.Expr == nil {
		return e.local.columns
	}
	qualifier, ok := nameParts(it.Expr)
	if !ok {
		return nil
	}
	for s := e.local; s != nil; s = s.outer {
		var columns []column
		for _, c := range s.columns {
			if hasSuffix(c.qualifier, qualifier) && len(c.qualifier) > 0 {
				columns = append(columns, c)
			}
		}
		if len(columns) > 0 {
			return columns
		}
	}
	return nil
}

// items translates the columns of a SELECT.
func (e *expressions) items(list []syntax.SelectItem, columns []column) ([]item, error) {
	var items []item
	for _, n := range list {
		if n.Star {
			expanded, err := e.star(n)
			if err != nil {
				return nil, err
			}
			items = append(items, expanded...)
			continue
		}
		v, err := e.whole(n.Expr)
		if err != nil {
			return nil, err
		}
		items = append(items, item{Column: Column{Name: itemName(n, len(items)), Type: v.Type}, value: v, source: n.Expr})
	}
	return items, nil
}

// itemName returns the heading of an item: its alias, the name of the column
// or field that it is, or _col and its place.
func itemName(n syntax.SelectItem, i int) string {
	if n.Alias != nil {
		return n.Alias.Text
	}
	switch x := n.Expr.(type) {
	case *syntax.Ident:
		return x.Text
	case *syntax.Dot:
		return x.Field.Text
	}
	return fmt.Sprintf("_col%d", i)
}

// star translates * and t.*, or the fields of a row.
func (e *expressions) star(n syntax.SelectItem) ([]item, error) {
	columns := visible(e.starColumns(n))
	if len(columns) == 0 && n.Expr != nil {
		return e.rowStar(n)
	}
	if len(columns) == 0 {
		return nil, errorAt(n, "COLUMN_NOT_FOUND", "SELECT * not allowed in queries without FROM clause")
	}
	if len(n.Names) > 0 && len(n.Names) != len(columns) {
		return nil, errorAt(n, "MISMATCHED_COLUMN_ALIASES", "Column alias list has %d entries but relation has %d columns", len(n.Names), len(columns))
	}
	items := make([]item, len(columns))
	for i, c := range columns {
		e.use(n, c, e.local)
		name := c.name
		if len(n.Names) > 0 {
			name = n.Names[i].Text
		}
		items[i] = item{Column: Column{Name: name, Type: c.typ}, value: Value{SQL: c.sql, Type: c.typ}}
		e.group(items[i].value.SQL, len(e.ungrouped)-1)
	}
	return items, nil
}

func (e *expressions) rowStar(n syntax.SelectItem) ([]item, error) {
	if parts, ok := nameParts(n.Expr); ok {
		if found, _ := e.scope.named(parts); found == nil {
			return nil, errorAt(n, "TABLE_NOT_FOUND", "Unable to resolve reference %s", strings.Join(parts, "."))
		}
	}
	v, err := e.expr(n.Expr)
	if err != nil {
		return nil, err
	}
	if v.Type.Kind != types.Row {
		return nil, mismatch(n.Expr, "expected expression of type Row")
	}
	items := make([]item, len(v.Type.Args))
	for i, t := range v.Type.Args {
		name := ""
		if i < len(v.Type.Names) {
			name = v.Type.Names[i]
		}
		if i < len(n.Names) {
			name = n.Names[i].Text
		}
		if name == "" {
			name = fmt.Sprintf("_col%d", i)
		}
		items[i] = item{Column: Column{Name: name, Type: t}, value: Value{SQL: field(v, i), Type: t}}
	}
	return items, nil
}

// orderBy translates ORDER BY of a SELECT: names mean its columns first and
// then those of its tables.
func (e *expressions) orderBy(s *syntax.Select, order []syntax.SortItem, items []item) ([]string, error) {
	if len(order) == 0 {
		return nil, nil
	}
	columns := make([]Column, len(items))
	outputs := &scope{outer: e.scope}
	for i, it := range items {
		columns[i] = it.Column
		// A column of a table that is shown as it is keeps its own meaning, so that
		// t.a and a are both found.
		outputs.columns = append(outputs.columns, column{name: it.Name, typ: it.Type, sql: it.value.SQL})
	}
	scoped := *e
	scoped.scope = outputs
	scoped.outputs = outputs
	keys, err := scoped.sortKeys(order, columns, func(i int) string { return strconv.Itoa(i + 1) })
	e.aggregated, e.ungrouped, e.most = scoped.aggregated, scoped.ungrouped, scoped.most
	if err != nil || !s.Distinct {
		return keys, err
	}
	return distinctKeys(s, keys, items)
}

// distinctKeys has SELECT DISTINCT sort by what it returns.
func distinctKeys(s *syntax.Select, keys []string, items []item) ([]string, error) {
	for i, key := range keys {
		text, direction := splitKey(key)
		if _, err := strconv.Atoi(text); err == nil {
			continue
		}
		found := false
		for j, it := range items {
			if it.value.SQL == text {
				keys[i] = strconv.Itoa(j+1) + direction
				found = true
			}
		}
		if !found {
			return nil, errorAt(s, "EXPRESSION_NOT_IN_DISTINCT", "For SELECT DISTINCT, ORDER BY expressions must appear in select list")
		}
	}
	return keys, nil
}

func splitKey(key string) (text, direction string) {
	for _, d := range []string{" DESC NULLS FIRST", " DESC NULLS LAST", " ASC NULLS FIRST", " ASC NULLS LAST"} {
		if t, ok := strings.CutSuffix(key, d); ok {
			return t, d
		}
	}
	return key, ""
}

// sortKeys translates the items of ORDER BY. A number is the place of a
// column, and a name may be that of one; at returns how DuckDB sorts by it.
func (e *expressions) sortKeys(order []syntax.SortItem, columns []Column, at func(int) string) ([]string, error) {
	keys := make([]string, len(order))
	for i, o := range order {
		key, t, err := e.sortKey(o.Expr, columns, at)
		if err != nil {
			return nil, err
		}
		if !t.Orderable() {
			return nil, mismatch(o.Expr, "Type %s is not orderable, and therefore cannot be used in ORDER BY: %s", t, "expression")
		}
		keys[i] = key + direction(o)
	}
	return keys, nil
}

func direction(o syntax.SortItem) string {
	switch {
	case o.Descending && o.NullsFirst:
		return " DESC NULLS FIRST"
	case o.Descending:
		return " DESC NULLS LAST"
	case o.NullsFirst:
		return " ASC NULLS FIRST"
	}
	return " ASC NULLS LAST"
}

// output returns the place of the column of the SELECT that has a name, or -1.
func (e *expressions) output(name *syntax.Ident, columns []Column) (int, error) {
	found := -1
	for i, c := range columns {
		if !strings.EqualFold(c.Name, name.Text) {
			continue
		}
		if found >= 0 && e.outputs != nil && e.outputs.columns[i].sql != e.outputs.columns[found].sql {
			return 0, errorAt(name, "AMBIGUOUS_NAME", "Column '%s' is ambiguous", name.Text)
		}
		if found < 0 {
			found = i
		}
	}
	return found, nil
}

func (e *expressions) sortKey(n syntax.Expr, columns []Column, at func(int) string) (string, types.Type, error) {
	if number, ok := n.(*syntax.Number); ok {
		place, err := strconv.Atoi(number.Text)
		if err == nil && (place < 1 || place > len(columns)) {
			return "", types.Type{}, errorAt(n, "INVALID_COLUMN_REFERENCE", "ORDER BY position %d is not in select list", place)
		}
		if err == nil {
			return at(place - 1), columns[place-1].Type, nil
		}
	}
	if ident, ok := n.(*syntax.Ident); ok {
		if i, err := e.output(ident, columns); i >= 0 || err != nil {
			return at(i), columns[max(i, 0)].Type, err
		}
	}
	v, err := e.whole(n)
	if err == nil && (v.Literal || v.Type.Kind == types.Unknown) {
		v.SQL = "CAST(" + v.SQL + " AS " + v.Type.Engine() + ")"
	}
	return v.SQL, v.Type, err
}
