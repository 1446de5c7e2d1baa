package translate

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/tarnlake/tarn/query/syntax"
	"github.com/tarnlake/tarn/query/types"
)

// expressions translates the expressions of one clause of one SELECT.
type expressions struct {
	*analyzer
	scope   *scope
	clause  string               // that may have no aggregates, such as "WHERE clause"; "" may
	windows []syntax.NamedWindow // of the WINDOW clause
	lambdas int                  // how many the expression stands in
	hoisted *hoisted             // aggregates of the TRY that the expression stands in

	// For a SELECT that groups its rows:
	local       *scope          // its own tables, nil where nothing is grouped
	keys        map[string]bool // what it groups by, in DuckDB's SQL
	aggregated  bool            // an aggregate was seen
	inAggregate bool            // the expression is an argument of one
	ungrouped   []*Error        // columns that are neither keys nor in aggregates
	outputs     *scope          // of ORDER BY: the columns of the SELECT
	base, most  int             // aliases there were before the first expression, and in all
}

func (a *analyzer) expressions(s *scope, clause string) *expressions {
	return &expressions{analyzer: a, scope: s, clause: clause}
}

// expr translates an expression. The SQL of a value can stand anywhere as it
// is: it is a name, a literal, a call, or in parentheses.
func (e *expressions) expr(n syntax.Expr) (Value, error) {
	defer func(depth int) { e.depth = depth }(e.depth)
	if err := e.enter(n); err != nil {
		return Value{}, err
	}
	mark := len(e.ungrouped)
	v, err := e.form(n)
	if err == nil {
		e.group(v.SQL, mark)
		if e.hoisted != nil && e.keys[v.SQL] && !e.inAggregate {
			v.SQL = e.hoisted.add(v.SQL)
		}
	}
	return v, err
}

// group takes back what was said of the columns within an expression that is
// grouped by as a whole.
func (e *expressions) group(sql string, mark int) {
	if e.keys[sql] && len(e.ungrouped) > mark && mark >= 0 {
		e.ungrouped = e.ungrouped[:mark]
	}
}

func (e *expressions) form(n syntax.Expr) (Value, error) {
	if v, ok := e.analyzer.resolved[n]; ok {
		return v, nil
	}
	switch n := n.(type) {
	case *syntax.Null:
		return Value{SQL: "NULL", Literal: true}, nil
	case *syntax.Bool:
		return Value{SQL: strings.ToUpper(strconv.FormatBool(n.Value)), Type: types.Of(types.Boolean), Literal: true}, nil
	case *syntax.Number:
		return e.number(n, "")
	case *syntax.String:
		return Value{SQL: stringLiteral(n.Value), Type: types.VarcharOf(len([]rune(n.Value))), Text: n.Value, Literal: true}, nil
	case *syntax.Binary:
		return binaryLiteral(n.Value), nil
	case *syntax.Typed:
		return e.typed(n)
	case *syntax.Interval:
		return interval(n)
	case *syntax.Param:
		x, err := e.parameter(n)
		if err != nil {
			return Value{}, err
		}
		return e.expr(x)
	case *syntax.Ident:
		return e.name(n, []string{n.Text})
	case *syntax.Dot:
		return e.dot(n)
	case *syntax.Index:
		return e.index(n)
	case *syntax.Row:
		return e.row(n)
	case *syntax.ArrayLit:
		return e.array(n)
	case *syntax.Case:
		return e.caseOf(n)
	case *syntax.Cast:
		return e.castOf(n)
	case *syntax.AtTimeZone:
		return e.call(n, "at_timezone", []syntax.Expr{n.Operand, n.Zone})
	case *syntax.Extract:
		return e.extract(n)
	case *syntax.Call:
		return e.callOf(n)
	case *syntax.Subquery:
		return e.subquery(n)
	case *resolved:
		return n.value, nil
	case *syntax.JSONCall:
		return e.jsonCall(n)
	case *syntax.JSONMake:
		return e.jsonMake(n)
	case *syntax.Lambda:
		return Value{}, errorAt(n, "SYNTAX_ERROR", "Lambda expression should always be used inside a function")
	}
	return e.predicate(n)
}

// parameter returns what stands for a ?.
func (a *analyzer) parameter(p *syntax.Param) (syntax.Expr, error) {
	if p.Index >= len(a.Parameters) {
		return nil, &Error{Name: "INVALID_PARAMETER_USAGE", Pos: 0, Message: fmt.Sprintf("Incorrect number of parameters: expected %d but found %d", p.Index+1, len(a.Parameters))}
	}
	return a.Parameters[p.Index], nil
}

// nameParts returns the identifiers of a.b.c, if that is all there is.
func nameParts(n syntax.Expr) ([]string, bool) {
	switch n := n.(type) {
	case *syntax.Ident:
		return []string{n.Text}, true
	case *syntax.Dot:
		base, ok := nameParts(n.Base)
		return append(base, n.Field.Text), ok
	}
	return nil, false
}

// name translates the name of a column.
func (e *expressions) name(n syntax.Expr, parts []string) (Value, error) {
	found, at := e.scope.named(parts)
	switch len(found) {
	case 0:
		if v, ok := e.property(parts); ok {
			return v, nil
		}
		return Value{}, &Error{
			Name: "COLUMN_NOT_FOUND", Pos: n.Start(),
			Message: fmt.Sprintf("Column '%s' cannot be resolved or requester is not authorized to access requested resources", strings.ToLower(strings.Join(parts, "."))),
			Hint:    e.suggestion(parts[len(parts)-1]),
		}
	case 1:
	default:
		if !sameColumn(found) {
			return Value{}, errorAt(n, "AMBIGUOUS_NAME", "Column '%s' is ambiguous", strings.Join(parts, "."))
		}
	}
	if at == e.outputs && at != nil && e.inAggregate {
		if source, _ := e.outputs.outer.named(parts); len(source) != 1 || source[0].sql != found[0].sql {
			return Value{}, errorAt(n, "COLUMN_NOT_FOUND", "Invalid reference to output projection attribute from ORDER BY aggregation")
		}
	}
	e.use(n, found[0], at)
	return Value{SQL: found[0].sql, Type: found[0].typ}, nil
}

// sameColumn reports whether columns of one name are one column, shown twice.
func sameColumn(columns []column) bool {
	for _, c := range columns[1:] {
		if c.sql != columns[0].sql {
			return false
		}
	}
	return true
}

// property returns the value of what is called without parentheses and is not
// a column: current_date where the parser has it as a name.
func (e *expressions) property(parts []string) (Value, bool) {
	if len(parts) > 1 {
		return Value{}, false
	}
	return clock(strings.ToLower(parts[0]), 3)
}

// clock returns the time of the session under one of the names that SQL has
// for it, with so many digits of a second.
func clock(name string, digits int) (Value, bool) {
	now := fmt.Sprintf("tarn_round_timestamp(%s, %d)", sessionNow, digits)
	local := fmt.Sprintf("tarn_local(%s, %s)", now, sessionZone)
	switch name {
	case "current_timestamp":
		return Value{SQL: fmt.Sprintf("struct_pack(t := %s, z := %s)", now, sessionZone), Type: types.Type{Kind: types.TimestampTZ, Length: digits}}, true
	case "localtimestamp":
		return Value{SQL: local, Type: types.Type{Kind: types.Timestamp, Length: digits}}, true
	case "current_time":
		sql := fmt.Sprintf("tarn_with_offset(CAST(%s AS TIME), tarn_offset_at(%s, %s))", local, sessionNow, sessionZone)
		return Value{SQL: sql, Type: types.Type{Kind: types.TimeTZ, Length: digits}}, true
	case "localtime":
		return Value{SQL: "CAST(" + local + " AS TIME)", Type: types.Type{Kind: types.Time, Length: digits}}, true
	case "current_date":
		return Value{SQL: "CAST(" + local + " AS DATE)", Type: types.Of(types.Date)}, true
	}
	return Value{}, false
}

// use notes that a column is read where only groups are left.
func (e *expressions) use(n syntax.Node, c column, at *scope) {
	if e.local == nil || at != e.local || e.inAggregate {
		return
	}
	name := c.name
	if parts, ok := nameParts(n); ok {
		name = strings.Join(parts, ".")
	}
	e.ungrouped = append(e.ungrouped, ungrouped(n, name))
}

func ungrouped(n syntax.Node, name string) *Error {
	return errorAt(n, "EXPRESSION_NOT_AGGREGATE", "'%s' must be an aggregate expression or appear in GROUP BY clause", name)
}

// dot translates a.b: a column of a relation or, failing that, a field of a row.
func (e *expressions) dot(n *syntax.Dot) (Value, error) {
	if parts, ok := nameParts(n); ok && !e.scope.isParameter(parts[0]) {
		if found, _ := e.scope.named(parts); found != nil {
			return e.name(n, parts)
		}
		if len(parts) == 2 {
			if found, _ := e.scope.named(parts[:1]); found == nil {
				return e.name(n, parts)
			}
		}
	}
	mark := len(e.ungrouped)
	base, err := e.expr(n.Base)
	if err != nil {
		return base, err
	}
	if parts, ok := nameParts(n); ok && len(e.ungrouped) > mark {
		e.ungrouped[mark] = ungrouped(n, strings.Join(parts, "."))
	}
	switch base.Type.Kind {
	case types.Row:
		if i := base.Type.Field(n.Field.Text); i >= 0 {
			return Value{SQL: field(base, i), Type: base.Type.Args[i]}, nil
		}
		return base, errorAt(n, "COLUMN_NOT_FOUND", "Column '%s' cannot be resolved or requester is not authorized to access requested resources", n.Field.Text)
	case types.Native:
		return Value{SQL: base.SQL + "." + quote(n.Field.Text), Type: base.Type}, nil
	}
	return base, mismatch(n.Base, "Expression %s is not of type ROW", "")
}

// field returns field i of a row, in DuckDB.
func field(row Value, i int) string {
	return fmt.Sprintf("struct_extract(%s, %s)", row.SQL, literal(row.Type.FieldName(i)))
}

// index translates a[i] of an array, a map or a row.
func (e *expressions) index(n *syntax.Index) (Value, error) {
	base, err := e.expr(n.Base)
	if err != nil {
		return base, err
	}
	i, err := e.expr(n.Index)
	if err != nil {
		return i, err
	}
	switch base.Type.Kind {
	case types.Array:
		if !types.Coercible(i.Type, types.Of(types.BigInt)) {
			return i, mismatch(n, "Cannot use %s for subscript of %s", i.Type, base.Type)
		}
		at := coerce(i, types.Of(types.BigInt))
		return Value{SQL: fmt.Sprintf("tarn_subscript(%s, %s)", base.SQL, at.SQL), Type: base.Type.Elem()}, nil
	case types.Map:
		if !types.Coercible(i.Type, base.Type.Key()) {
			return i, mismatch(n, "Cannot use %s for subscript of %s", i.Type, base.Type)
		}
		key := coerce(i, base.Type.Key())
		return Value{SQL: fmt.Sprintf("tarn_map_subscript(%s, %s)", base.SQL, key.SQL), Type: base.Type.Elem()}, nil
	case types.Row:
		return rowIndex(n, base, i)
	case types.Native, types.Unknown:
		return Value{SQL: fmt.Sprintf("%s[%s]", base.SQL, i.SQL), Type: types.Of(types.Native)}, nil
	}
	return base, mismatch(n, "Cannot use %s for subscript of %s", i.Type, base.Type)
}

func rowIndex(n *syntax.Index, base, i Value) (Value, error) {
	at, err := strconv.Atoi(i.Text)
	if !i.Literal || err != nil || !i.Type.Integral() {
		return base, errorAt(n.Index, "EXPRESSION_NOT_CONSTANT", "Subscript expression on ROW requires a constant index")
	}
	if at < 1 || at > len(base.Type.Args) {
		return base, errorAt(n.Index, "INVALID_FUNCTION_ARGUMENT", "Invalid subscript index: %d. ROW indices start at 1", at)
	}
	return Value{SQL: field(base, at-1), Type: base.Type.Args[at-1]}, nil
}

// row translates ROW(a, b), whose fields have no names unless they are given.
func (e *expressions) row(n *syntax.Row) (Value, error) {
	values, err := e.list(n.Values)
	if err != nil {
		return Value{}, err
	}
	t := types.Type{Kind: types.Row}
	for i, v := range values {
		t.Args = append(t.Args, v.Type)
		if n.Names != nil {
			name := ""
			if n.Names[i] != nil {
				name = n.Names[i].Text
			}
			t.Names = append(t.Names, name)
		}
	}
	return Value{SQL: pack(t, values), Type: t}, nil
}

// pack makes a row of the type t.
func pack(t types.Type, values []Value) string {
	fields := make([]string, len(values))
	for i, v := range values {
		fields[i] = quote(t.FieldName(i)) + " := " + known(v)
	}
	return "struct_pack(" + strings.Join(fields, ", ") + ")"
}

// known gives NULL a type, where DuckDB would take one that does not fit later.
func known(v Value) string {
	if v.Type.Kind == types.Unknown {
		return "CAST(" + v.SQL + " AS INTEGER)"
	}
	return v.SQL
}

func (e *expressions) list(nodes []syntax.Expr) ([]Value, error) {
	values := make([]Value, len(nodes))
	for i, n := range nodes {
		v, err := e.expr(n)
		if err != nil {
			return nil, err
		}
		values[i] = v
	}
	return values, nil
}

// valuesRow translates a row of VALUES or IN.
func (e *expressions) valuesRow(n syntax.Expr) ([]Value, error) {
	if row, ok := n.(*syntax.Row); ok {
		return e.list(row.Values)
	}
	v, err := e.expr(n)
	if err == nil && v.Type.Kind == types.Row {
		values := make([]Value, len(v.Type.Args))
		for i, t := range v.Type.Args {
			values[i] = Value{SQL: field(v, i), Type: t}
		}
		return values, nil
	}
	return []Value{v}, err
}

// array translates ARRAY[a, b].
func (e *expressions) array(n *syntax.ArrayLit) (Value, error) {
	values, err := e.list(n.Values)
	if err != nil {
		return Value{}, err
	}
	elem, err := common(n.Values, values, "ARRAY elements")
	if err != nil {
		return Value{}, err
	}
	for i := range values {
		values[i] = coerce(values[i], elem)
	}
	if len(values) == 0 || hasNative(elem) {
		if len(values) > 0 {
			return Value{SQL: "[" + join(values) + "]", Type: types.ArrayOf(elem)}, nil
		}
		return Value{SQL: "CAST([] AS " + elem.Engine() + "[])", Type: types.ArrayOf(elem)}, nil
	}
	return Value{SQL: "[" + join(values) + "]", Type: types.ArrayOf(elem)}, nil
}

func join(values []Value) string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = v.SQL
	}
	return strings.Join(texts, ", ")
}

// common returns the type that all values can have, or says of the first for
// which there is none what they are.
func common[N syntax.Node](nodes []N, values []Value, what string) (types.Type, error) {
	var t types.Type
	for i, v := range values {
		c, ok := types.Common(t, v.Type)
		if !ok {
			return t, mismatch(nodes[i], "All %s must be the same type or coercible to a common type. Cannot find common type between %s and %s", what, t, v.Type)
		}
		t = c
	}
	return t, nil
}

// caseOf translates CASE.
func (e *expressions) caseOf(n *syntax.Case) (Value, error) {
	var operand Value
	var err error
	if n.Operand != nil {
		if operand, err = e.expr(n.Operand); err != nil {
			return operand, err
		}
	}
	var conditions, results []Value
	var nodes []syntax.Expr
	for _, w := range n.Whens {
		condition, err := e.when(n, w.Condition, operand)
		if err != nil {
			return condition, err
		}
		result, err := e.expr(w.Result)
		if err != nil {
			return result, err
		}
		conditions, results = append(conditions, condition), append(results, result)
		nodes = append(nodes, w.Result)
	}
	if n.Else != nil {
		result, err := e.expr(n.Else)
		if err != nil {
			return result, err
		}
		results = append(results, result)
		nodes = append(nodes, n.Else)
	}
	t, err := common(nodes, results, "CASE results")
	if err != nil {
		return Value{}, err
	}
	return caseValue(conditions, results, t), nil
}

func (e *expressions) when(n *syntax.Case, condition syntax.Expr, operand Value) (Value, error) {
	if n.Operand == nil {
		return e.boolean(condition, "CASE WHEN clause")
	}
	v, err := e.expr(condition)
	if err != nil {
		return v, err
	}
	return e.compare(condition, "=", operand, v)
}

// caseValue writes CASE; a result more than there are conditions is of ELSE.
func caseValue(conditions, results []Value, t types.Type) Value {
	var b strings.Builder
	b.WriteString("CASE")
	for i, c := range conditions {
		fmt.Fprintf(&b, " WHEN %s THEN %s", c.SQL, coerce(results[i], t).SQL)
	}
	if len(results) > len(conditions) {
		b.WriteString(" ELSE " + coerce(results[len(results)-1], t).SQL)
	}
	b.WriteString(" END")
	return Value{SQL: "(" + b.String() + ")", Type: t}
}

func (e *expressions) castOf(n *syntax.Cast) (Value, error) {
	to, err := typeOf(n.Type)
	if err != nil {
		return Value{}, err
	}
	v, err := e.expr(n.Operand)
	if err != nil {
		return v, err
	}
	return e.cast(n, v, to, n.Try)
}

// extracts are the functions that EXTRACT calls by other names.
var extracts = map[string]string{"DOW": "day_of_week", "DOY": "day_of_year", "YOW": "year_of_week"}

func (e *expressions) extract(n *syntax.Extract) (Value, error) {
	v, err := e.expr(n.Operand)
	if err != nil {
		return v, err
	}
	fields, ok := extractable[v.Type.Kind]
	if ok && !strings.Contains(fields, " "+n.Field+" ") {
		return v, mismatch(n.Operand, "Cannot extract %s from %s", n.Field, v.Type)
	}
	if !ok && !v.Type.Is(types.Unknown, types.Native) {
		return v, mismatch(n.Operand, "Type of argument to extract must be DATE, TIME, TIMESTAMP, or INTERVAL (actual %s)", v.Type)
	}
	name, ok := extracts[n.Field]
	if !ok {
		name = strings.ToLower(n.Field)
	}
	return e.call(n, name, []syntax.Expr{&resolved{Pos: n.Operand.Start(), value: v}})
}

const (
	dateFields = " YEAR QUARTER MONTH WEEK DAY DAY_OF_MONTH DAY_OF_WEEK DOW DAY_OF_YEAR DOY YEAR_OF_WEEK YOW "
	timeFields = " HOUR MINUTE SECOND "
	zoneFields = " TIMEZONE_HOUR TIMEZONE_MINUTE "
)

// extractable are the parts that values of a type have, as Trino's analyzer says.
var extractable = map[types.Kind]string{
	types.Date: dateFields, types.Time: timeFields, types.TimeTZ: timeFields + zoneFields,
	types.Timestamp: dateFields + timeFields, types.TimestampTZ: dateFields + timeFields + zoneFields,
	types.IntervalYear: " YEAR MONTH ", types.IntervalDay: " DAY" + timeFields,
}

// subquery translates (SELECT ...) as a value: its one row, or NULL.
func (e *expressions) subquery(n *syntax.Subquery) (Value, error) {
	r, err := e.query(n.Query, e.scope)
	if err != nil {
		return Value{}, err
	}
	if len(r.columns) == 1 {
		return Value{SQL: "(" + r.sql + ")", Type: r.columns[0].Type}, nil
	}
	row, sql := e.rowOf(r)
	return Value{SQL: "(" + sql + ")", Type: row}, nil
}

// rowOf makes one column of several: a row of them.
func (a *analyzer) rowOf(r rowset) (types.Type, string) {
	alias := a.alias("r")
	t := types.Type{Kind: types.Row}
	values := make([]Value, len(r.columns))
	for i, c := range r.columns {
		t.Args = append(t.Args, c.Type)
		t.Names = append(t.Names, c.Name)
		values[i] = Value{SQL: alias + "." + engineName(i), Type: c.Type}
	}
	return t, fmt.Sprintf("SELECT %s AS c0 FROM (%s) AS %s", pack(t, values), r.sql, alias)
}

// suggestion names the column in sight whose name is nearest to one that is not.
func (e *expressions) suggestion(name string) string {
	best, distance := "", 3
	for s := e.scope; s != nil; s = s.outer {
		for _, c := range s.columns {
			if d := editDistance(strings.ToLower(name), strings.ToLower(c.name)); c.name != "" && d < distance {
				best, distance = c.name, d
			}
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("did you mean %s?", best)
}

// editDistance is Levenshtein's, of short names.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := before
			if a[i] != b[j] {
				cost++
			}
			before = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
