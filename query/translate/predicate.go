package translate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tarnlake/tarn/query/syntax"
	"github.com/tarnlake/tarn/query/types"
)

// predicate translates operations and what is true or false.
func (e *expressions) predicate(n syntax.Expr) (Value, error) {
	switch n := n.(type) {
	case *syntax.Unary:
		return e.unary(n)
	case *syntax.Operation:
		return e.operation(n)
	case *syntax.Between:
		return e.between(n)
	case *syntax.In:
		return e.in(n)
	case *syntax.Like:
		return e.like(n)
	case *syntax.IsNull:
		v, err := e.expr(n.Operand)
		if err != nil {
			return v, err
		}
		return truth("(%s IS %sNULL)", v.SQL, not(n.Not)), nil
	case *syntax.Quantified:
		return e.quantified(n)
	case *syntax.Exists:
		r, err := e.query(n.Query, e.scope)
		return truth("EXISTS (%s)", r.sql), err
	case *syntax.Unique:
		return e.unique(n)
	case *syntax.Overlaps:
		return e.overlaps(n)
	}
	return Value{}, unsupported(n, "this form of expression is not supported")
}

func truth(format string, args ...any) Value {
	return Value{SQL: fmt.Sprintf(format, args...), Type: types.Of(types.Boolean)}
}

func not(is bool) string {
	if is {
		return "NOT "
	}
	return ""
}

// negated puts NOT before a truth if it is to be.
func negated(v Value, is bool) Value {
	if is {
		v.SQL = "(NOT " + v.SQL + ")"
	}
	return v
}

// operation translates a chain of operations, which leans to the left and may
// be as long as the text.
func (e *expressions) operation(n *syntax.Operation) (Value, error) {
	if n.Op == "AND" || n.Op == "OR" {
		return e.logical(n)
	}
	chain := []*syntax.Operation{n}
	for {
		left, ok := chain[len(chain)-1].Left.(*syntax.Operation)
		if !ok || left.Op == "AND" || left.Op == "OR" {
			break
		}
		chain = append(chain, left)
	}
	if len(chain) > maxDepth {
		return Value{}, errorAt(n, "STACK_OVERFLOW", "statement is too large (stack overflow during analysis)")
	}
	mark := len(e.ungrouped)
	v, err := e.expr(chain[len(chain)-1].Left)
	for i := len(chain) - 1; i >= 0 && err == nil; i-- {
		var right Value
		if right, err = e.expr(chain[i].Right); err != nil {
			break
		}
		v, err = e.apply(chain[i], v, right)
		e.group(v.SQL, mark)
	}
	return v, err
}

// apply translates one operation of values.
func (e *expressions) apply(n *syntax.Operation, left, right Value) (Value, error) {
	switch n.Op {
	case "=", "<>", "<", "<=", ">", ">=", "IS DISTINCT FROM", "IS NOT DISTINCT FROM":
		return e.compare(n.OpPos, n.Op, left, right)
	case "||":
		return e.concatenate(n, left, right)
	}
	return e.arithmetic(n, left, right)
}

// logical translates a chain of AND or of OR as one operation of many sides.
func (e *expressions) logical(n *syntax.Operation) (Value, error) {
	var sides []syntax.Expr
	var node syntax.Expr = n
	for {
		o, ok := node.(*syntax.Operation)
		if !ok || o.Op != n.Op {
			break
		}
		sides = append(sides, o.Right)
		node = o.Left
	}
	sides = append(sides, node)
	texts := make([]string, len(sides))
	for i, side := range sides {
		v, err := e.boolean(side, "Logical expression term")
		if err != nil {
			return v, err
		}
		texts[len(sides)-1-i] = v.SQL
	}
	return truth("(%s)", strings.Join(texts, " "+n.Op+" ")), nil
}

// compare translates a comparison.
func (e *expressions) compare(n syntax.Node, op string, left, right Value) (Value, error) {
	t, ok := types.Common(left.Type, right.Type)
	if !ok {
		return left, notComparable(n, op, left.Type, right.Type)
	}
	ordering := op == "<" || op == "<=" || op == ">" || op == ">="
	if ordering && !t.Orderable() || !t.Comparable() {
		return left, notComparable(n, op, left.Type, right.Type)
	}
	return truth("%s", comparison(op, coerce(left, t), coerce(right, t))), nil
}

// notComparable is Trino's complaint, which knows less than and not greater than.
func notComparable(n syntax.Node, op string, left, right types.Type) *Error {
	switch op {
	case "IS DISTINCT FROM", "IS NOT DISTINCT FROM":
		return mismatch(n, "Cannot check if %s is identical to %s", left, right)
	case ">", ">=":
		op = strings.Replace(op, ">", "<", 1)
	case "<>":
		op = "="
	}
	return mismatch(n, "Cannot apply operator: %s %s %s", left, op, right)
}

// comparison compares two values of one type, in DuckDB.
func comparison(op string, left, right Value) string {
	t := left.Type
	l, r := left.SQL, right.SQL
	plain := fmt.Sprintf("(%s %s %s)", l, op, r)
	switch {
	case t.Is(types.TimestampTZ):
		return fmt.Sprintf("(%s.t %s %s.t)", atomic(l), op, atomic(r))
	case t.Is(types.TimeTZ):
		return fmt.Sprintf("(tarn_time_utc(%s) %s tarn_time_utc(%s))", l, op, r)
	case t.Kind == types.Char && op != "=" && op != "<>" && op[0] != 'I':
		return fmt.Sprintf("(rpad(%s, %d, ' ') %s rpad(%s, %d, ' '))", l, t.Length, op, r, t.Length)
	case t.Is(types.Real, types.Double):
		return compareFloats(op, left, right)
	case !t.Is(types.Array, types.Map, types.Row):
		return plain
	case op == "=":
		return equal(left, right, 0)
	case op == "<>":
		return "(NOT " + equal(left, right, 0) + ")"
	case t.Kind == types.Row && len(t.Args) > 0 && op[0] != 'I':
		return ordered(op, left, right, 0)
	}
	return fmt.Sprintf("(%s %s %s)", sortable(left), op, sortable(right))
}

// ordered compares rows field by field from the i-th on: the first that differ
// decide, and where one of them is NULL nothing is known.
func ordered(op string, left, right Value, i int) string {
	part := func(v Value) Value { return Value{SQL: field(v, i), Type: v.Type.Args[i]} }
	if i == len(left.Type.Args)-1 {
		return comparison(op, part(left), part(right))
	}
	return fmt.Sprintf("(%s OR (%s AND %s))", comparison(op[:1], part(left), part(right)), comparison("=", part(left), part(right)), ordered(op, left, right, i+1))
}

// sortable brings maps into one order, since DuckDB tells apart maps that
// differ in the order of their entries.
func sortable(v Value) string {
	if v.Type.Kind == types.Map {
		return "tarn_map_sorted(" + v.SQL + ")"
	}
	return v.SQL
}

// compareFloats compares doubles: NaN is equal to nothing and greater than nothing,
// while in DuckDB it is equal to itself and greater than all else.
func compareFloats(op string, left, right Value) string {
	plain := fmt.Sprintf("(%s %s %s)", left.SQL, op, right.SQL)
	both := mayBeNaN(left) && mayBeNaN(right)
	switch {
	case op == "=" && both:
		return fmt.Sprintf("(%s AND NOT isnan(%s))", plain, left.SQL)
	case op == "<>" && both:
		return fmt.Sprintf("(%s OR isnan(%s))", plain, left.SQL)
	case (op == ">" || op == ">=") && mayBeNaN(left):
		return fmt.Sprintf("(%s AND NOT isnan(%s))", plain, left.SQL)
	case (op == "<" || op == "<=") && mayBeNaN(right):
		return fmt.Sprintf("(%s AND NOT isnan(%s))", plain, right.SQL)
	}
	return plain
}

func mayBeNaN(v Value) bool { return !v.Literal && !v.exact }

// equal compares two nested values: where one of their parts is NULL the answer
// is not known, unless others differ. DuckDB takes NULL parts for equal.
func equal(left, right Value, depth int) string {
	t := left.Type
	l, r := left.SQL, right.SQL
	switch t.Kind {
	case types.Row:
		parts := make([]string, len(t.Args))
		for i, f := range t.Args {
			parts[i] = equal(Value{SQL: field(left, i), Type: f}, Value{SQL: field(right, i), Type: f}, depth)
		}
		return "(" + strings.Join(parts, " AND ") + ")"
	case types.Array:
		i := fmt.Sprintf("i%d", depth)
		elements := equal(Value{SQL: fmt.Sprintf("list_extract(%s, %s)", l, i), Type: t.Elem()}, Value{SQL: fmt.Sprintf("list_extract(%s, %s)", r, i), Type: t.Elem()}, depth+1)
		return fmt.Sprintf("(CASE WHEN len(%s) <> len(%s) THEN FALSE ELSE tarn_all(list_transform(range(1, len(%s) + 1 + 0 * len(%s)), lambda %s: %s)) END)", l, r, l, r, i, elements)
	case types.Map:
		k := fmt.Sprintf("k%d", depth)
		values := equal(Value{SQL: fmt.Sprintf("map_extract_value(%s, %s)", l, k), Type: t.Elem()}, Value{SQL: fmt.Sprintf("map_extract_value(%s, %s)", r, k), Type: t.Elem()}, depth+1)
		return fmt.Sprintf("(CASE WHEN cardinality(%s) <> cardinality(%s) THEN FALSE WHEN NOT list_has_all(map_keys(%s), map_keys(%s)) THEN FALSE ELSE tarn_all(list_transform(map_keys(%s), lambda %s: %s)) END)", l, r, l, r, l, k, values)
	}
	return comparison("=", left, right)
}

func (e *expressions) between(n *syntax.Between) (Value, error) {
	operand, err := e.expr(n.Operand)
	if err != nil {
		return operand, err
	}
	low, err := e.expr(n.Low)
	if err != nil {
		return low, err
	}
	high, err := e.expr(n.High)
	if err != nil {
		return high, err
	}
	t, err := common([]syntax.Node{n, n, n}, []Value{operand, low, high}, "values of BETWEEN")
	if err != nil {
		return operand, mismatch(n, "Cannot check if %s is BETWEEN %s and %s", operand.Type, low.Type, high.Type)
	}
	if !t.Orderable() {
		return operand, mismatch(n, "Cannot check if %s is BETWEEN %s and %s", operand.Type, low.Type, high.Type)
	}
	operand, low, high = coerce(operand, t), coerce(low, t), coerce(high, t)
	v := truth("(%s AND %s)", comparison(">=", operand, low), comparison("<=", operand, high))
	if n.Symmetric {
		v = truth("(%s OR (%s AND %s))", v.SQL, comparison(">=", operand, high), comparison("<=", operand, low))
	}
	return negated(v, n.Not), nil
}

func (e *expressions) in(n *syntax.In) (Value, error) {
	operand, err := e.expr(n.Operand)
	if err != nil {
		return operand, err
	}
	if n.Query != nil {
		v, err := e.inQuery(n, operand)
		return negated(v, n.Not), err
	}
	values, err := e.list(n.List)
	if err != nil {
		return operand, err
	}
	t := operand.Type
	for i, v := range values {
		c, ok := types.Common(t, v.Type)
		if !ok {
			return v, mismatch(n.List[i], "IN value and list items must be the same type or coercible to a common type. Cannot find common type between %s and %s", t, v.Type)
		}
		t = c
	}
	operand = coerce(operand, t)
	if t.Is(types.Array, types.Map, types.Row, types.Real, types.Double, types.TimestampTZ, types.TimeTZ) {
		texts := make([]string, len(values))
		for i, v := range values {
			texts[i] = comparison("=", operand, coerce(v, t))
		}
		return negated(truth("(%s)", strings.Join(texts, " OR ")), n.Not), nil
	}
	for i := range values {
		values[i] = coerce(values[i], t)
	}
	return truth("(%s %sIN (%s))", operand.SQL, not(n.Not), join(values)), nil
}

// inQuery translates IN (SELECT ...). Rows are compared as rows.
func (e *expressions) inQuery(n *syntax.In, operand Value) (Value, error) {
	value, sql, err := e.compared(n, n.Query, operand, "=")
	if err != nil {
		return operand, err
	}
	if value.Type.Is(types.Array, types.Map, types.Row) {
		// DuckDB takes NULL within values for equal to NULL; here it leaves the answer open.
		alias := e.alias("r")
		if hasList(value.Type) { // such values are compared by lambdas, which cannot look out of a query
			same := equal(value, Value{SQL: "row_", Type: value.Type}, 0)
			return truth("tarn_any(list_transform((SELECT list(%s.c0) FROM (%s) AS %s), lambda row_: %s))", alias, sql, alias, same), nil
		}
		same := equal(value, Value{SQL: alias + ".c0", Type: value.Type}, 0)
		return truth("(CASE WHEN EXISTS (SELECT 1 FROM (%s) AS %s WHERE %s) THEN TRUE WHEN EXISTS (SELECT 1 FROM (%s) AS %s WHERE %s IS NULL) THEN NULL ELSE FALSE END)",
			sql, alias, same, sql, alias, same), nil
	}
	return truth("(%s IN (%s))", value.SQL, sql), nil
}

// compared translates a query whose one column is compared with a value, and
// the value, both brought to one type.
func (e *expressions) compared(n syntax.Node, q *syntax.Query, operand Value, op string) (value Value, sql string, err error) {
	r, err := e.query(q, e.scope)
	if err != nil {
		return value, "", err
	}
	if len(r.columns) > 1 || operand.Type.Kind == types.Row && r.columns[0].Type.Kind != types.Row {
		row, packed := e.rowOf(r)
		r = rowset{sql: packed, columns: []Column{{Type: row}}}
	}
	t, ok := types.Common(operand.Type, r.columns[0].Type)
	if !ok && operand.Type.Kind != types.Row && r.columns[0].Type.Kind == types.Row && len(r.columns[0].Type.Args) == 1 {
		t, ok = types.Common(operand.Type, r.columns[0].Type.Args[0])
	}
	if !ok {
		return value, "", mismatch(n, "Value expression and result of subquery must be of the same type: %s vs %s", operand.Type, r.columns[0].Type)
	}
	if op != "=" && op != "<>" && !t.Orderable() {
		return value, "", mismatch(n, "Type [%s] must be orderable in order to be used in quantified comparison", t)
	}
	v := coerce(operand, t)
	sql = e.coerced(r, []Column{{Type: t}})
	if t.Kind == types.TimestampTZ {
		alias := e.alias("r")
		return Value{SQL: atomic(v.SQL) + ".t", Type: types.Of(types.Timestamp)}, fmt.Sprintf("SELECT %s.c0.t FROM (%s) AS %s", alias, sql, alias), nil
	}
	return v, sql, nil
}

// hasList reports whether a part of t is an array or a map.
func hasList(t types.Type) bool {
	return t.Is(types.Array, types.Map) || slices.ContainsFunc(t.Args, hasList)
}

func (e *expressions) quantified(n *syntax.Quantified) (Value, error) {
	operand, err := e.expr(n.Operand)
	if err != nil {
		return operand, err
	}
	value, sql, err := e.compared(n, n.Query, operand, n.Op)
	if err != nil {
		return operand, err
	}
	if value.Type.Is(types.Array, types.Map, types.Row) { // DuckDB takes NULL within values for equal to NULL
		return operand, unsupported(n, "quantified comparison of %s is not supported", value.Type)
	}
	return truth("(%s %s %s (%s))", value.SQL, n.Op, n.Quantifier, sql), nil
}

func (e *expressions) like(n *syntax.Like) (Value, error) {
	nodes := []syntax.Expr{n.Operand, n.Pattern}
	if n.Escape != nil {
		nodes = append(nodes, n.Escape)
	}
	values, err := e.list(nodes)
	if err != nil {
		return Value{}, err
	}
	for i, v := range values {
		if !v.Type.Is(types.Varchar, types.Char, types.Unknown, types.Native) {
			what := []string{"Left side of LIKE expression", "Pattern for LIKE expression", "Escape for LIKE expression"}[i]
			return v, mismatch(nodes[i], "%s must evaluate to a varchar (actual: %s)", what, v.Type)
		}
		values[i] = coerce(v, types.Of(types.Varchar))
	}
	escape := ""
	if n.Escape != nil {
		escape = " ESCAPE " + values[2].SQL
		if n.Escape != nil && values[2].Literal && values[2].SQL != "CAST(NULL AS VARCHAR)" && len([]rune(values[2].Text)) != 1 {
			return Value{}, errorAt(n.Escape, "INVALID_FUNCTION_ARGUMENT", "Escape string must be a single character")
		}
	}
	return negated(truth("(%s LIKE %s%s)", values[0].SQL, values[1].SQL, escape), n.Not), nil
}

func (e *expressions) unique(n *syntax.Unique) (Value, error) {
	r, err := e.query(n.Query, e.scope)
	if err != nil {
		return Value{}, err
	}
	alias := e.alias("r")
	keys := make([]string, len(r.columns))
	whole := make([]string, len(r.columns))
	for i := range r.columns {
		keys[i] = alias + "." + engineName(i)
		whole[i] = keys[i] + " IS NOT NULL"
	}
	return truth("(NOT EXISTS (SELECT 1 FROM (%s) AS %s WHERE %s GROUP BY %s HAVING count(*) > 1))", r.sql, alias, strings.Join(whole, " AND "), strings.Join(keys, ", ")), nil
}

// overlaps translates (a, b) OVERLAPS (c, d): each pair is a period, from its
// earlier end on and without its later one. The second of a pair may be an interval.
func (e *expressions) overlaps(n *syntax.Overlaps) (Value, error) {
	var ends [2][2]Value
	for i, side := range []syntax.Expr{n.Left, n.Right} {
		period, err := e.valuesRow(side)
		if err != nil {
			return Value{}, err
		}
		if len(period) != 2 {
			return Value{}, mismatch(side, "OVERLAPS needs two periods of two values each")
		}
		from, to := period[0], period[1]
		if to.Type.Is(types.IntervalDay, types.IntervalYear) {
			if to, err = e.arithmetic(&syntax.Operation{Pos: side.Start(), Op: "+"}, from, to); err != nil {
				return to, err
			}
		}
		ends[i] = [2]Value{from, to}
	}
	t, err := common([]syntax.Node{n.Left, n.Left, n.Right, n.Right}, []Value{ends[0][0], ends[0][1], ends[1][0], ends[1][1]}, "ends of OVERLAPS")
	if err != nil {
		return Value{}, err
	}
	part := func(v Value) string {
		if sql := coerce(v, t).SQL; t.Kind != types.TimestampTZ {
			return sql
		} else {
			return atomic(sql) + ".t"
		}
	}
	return truth("tarn_overlaps(%s, %s, %s, %s)", part(ends[0][0]), part(ends[0][1]), part(ends[1][0]), part(ends[1][1])), nil
}
