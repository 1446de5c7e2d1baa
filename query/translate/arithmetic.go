package translate

import (
	"fmt"
	"strings"

	"github.com/tarnlake/tarn/query/syntax"
	"github.com/tarnlake/tarn/query/types"
)

// unary translates -x, +x and NOT x.
func (e *expressions) unary(n *syntax.Unary) (Value, error) {
	if n.Op == "NOT" {
		v, err := e.boolean(n.Operand, "Value of logical NOT expression")
		return negated(v, true), err
	}
	if number, ok := n.Operand.(*syntax.Number); ok && n.Op == "-" {
		return e.number(number, "-")
	}
	v, err := e.expr(n.Operand)
	if err != nil {
		return v, err
	}
	if !v.Type.Numeric() && !v.Type.Is(types.IntervalDay, types.IntervalYear, types.Unknown, types.Native) {
		return v, mismatch(n, "Cannot negate %s", v.Type)
	}
	if n.Op == "-" {
		v.SQL = "(-" + v.SQL + ")"
		v.Literal, v.Text = false, ""
	}
	return v, nil
}

// arithmetic translates + - * / %.
func (e *expressions) arithmetic(n *syntax.Operation, left, right Value) (Value, error) {
	switch {
	case left.Type.Kind == types.Native || right.Type.Kind == types.Native:
		return Value{SQL: fmt.Sprintf("(%s %s %s)", left.SQL, n.Op, right.SQL), Type: types.Of(types.Native)}, nil
	case (left.Type.Numeric() || left.Type.Kind == types.Unknown) && (right.Type.Numeric() || right.Type.Kind == types.Unknown):
		return e.numbers(n, left, right)
	}
	if v, ok := moment(n.Op, left, right); ok {
		return v, nil
	}
	return left, mismatch(n.OpPos, "Cannot apply operator: %s %s %s", left.Type, n.Op, right.Type)
}

// numbers translates arithmetic on numbers. Whole numbers stay whole, and what
// does not fit is an error.
func (e *expressions) numbers(n *syntax.Operation, left, right Value) (Value, error) {
	t, ok := types.Common(left.Type, right.Type)
	if !ok {
		return left, mismatch(n.OpPos, "Cannot apply operator: %s %s %s", left.Type, n.Op, right.Type)
	}
	if t.Kind == types.Unknown {
		t = types.Of(types.Integer)
	}
	if t.Kind == types.Decimal {
		return decimals(n, left, right)
	}
	l, r := coerce(left, t), coerce(right, t)
	if !t.Integral() || n.Op == "+" || n.Op == "-" || n.Op == "*" {
		sql := fmt.Sprintf("(%s %s %s)", l.SQL, n.Op, r.SQL)
		if n.Op == "%" {
			sql = fmt.Sprintf("tarn_mod_double(%s, %s)", l.SQL, r.SQL)
			if t.Kind == types.Real {
				sql = "CAST(" + sql + " AS FLOAT)"
			}
		}
		return Value{SQL: sql, Type: t}, nil
	}
	op := "//"
	if n.Op == "%" {
		op = "%"
	}
	divisor := r.SQL
	if !right.Literal || strings.Trim(right.Text, "0") == "" {
		divisor = "tarn_divisor(" + divisor + ")"
	}
	if n.Op == "%" && !right.Literal {
		return Value{SQL: fmt.Sprintf("tarn_mod(%s, %s)", l.SQL, r.SQL), Type: t}, nil
	}
	return Value{SQL: fmt.Sprintf("(%s %s %s)", l.SQL, op, divisor), Type: t}, nil
}

// decimals translates arithmetic on decimals, whose results have the digits
// that Trino's DecimalOperators gives them.
func decimals(n *syntax.Operation, left, right Value) (Value, error) {
	a, b := types.DecimalFor(left.Type), types.DecimalFor(right.Type)
	if left.Type.Kind == types.Unknown {
		a = b
	}
	if right.Type.Kind == types.Unknown {
		b = a
	}
	l, r := coerce(left, a).SQL, coerce(right, b).SQL
	scale := max(a.Scale, b.Scale)
	whole := max(a.Length-a.Scale, b.Length-b.Scale)
	switch n.Op {
	case "+", "-":
		t := types.DecimalOf(whole+scale+1, scale)
		if t.Length > 38 {
			t = types.DecimalOf(38, min(scale, 38-whole))
		}
		wide := t.Engine()
		return Value{SQL: fmt.Sprintf("CAST((CAST(%s AS %s) %s CAST(%s AS %s)) AS %s)", l, wide, n.Op, r, wide, wide), Type: t}, nil
	case "*":
		t := bounded(a.Length+b.Length-a.Scale-b.Scale, a.Scale+b.Scale)
		if t.Length == a.Length+b.Length && t.Length <= 18 { // which DuckDB counts alike
			return Value{SQL: fmt.Sprintf("(%s * %s)", l, r), Type: t}, nil
		}
		return Value{SQL: fmt.Sprintf("CAST((CAST(%s AS DECIMAL(38,%d)) * %s) AS %s)", l, a.Scale, r, t.Engine()), Type: t}, nil
	case "/":
		t := bounded(a.Length-a.Scale+b.Scale, max(6, a.Scale+b.Length+1))
		return Value{SQL: fmt.Sprintf("CAST(tarn_decimal_divide(%s, %s, %d, %d) AS %s)", l, r, t.Scale+b.Scale-a.Scale, t.Scale, t.Engine()), Type: t}, nil
	}
	t := types.DecimalOf(min(b.Length-b.Scale, a.Length-a.Scale)+scale, scale)
	wide := types.DecimalOf(min(38, whole+scale), scale).Engine()
	return Value{SQL: fmt.Sprintf("CAST(tarn_decimal_mod(CAST(%s AS %s), CAST(%s AS %s), %d) AS %s)", l, wide, r, wide, scale, t.Engine()), Type: t}, nil
}

// bounded is a decimal of so many digits before and after the point. Of more
// than 38 digits those after the point give way, but for six.
func bounded(whole, scale int) types.Type {
	if whole+scale > 38 {
		scale = max(min(scale, 6), 38-whole)
	}
	return types.DecimalOf(min(38, max(1, whole+scale)), scale)
}

// moment translates arithmetic on dates, times, timestamps and intervals.
func moment(op string, left, right Value) (Value, bool) {
	l, r := left.Type.Kind, right.Type.Kind
	interval := func(k types.Kind) bool { return k == types.IntervalDay || k == types.IntervalYear }
	switch {
	case op == "+" && interval(l) && !interval(r):
		return moment(op, right, left)
	case interval(r) && (op == "+" || op == "-") && !interval(l):
		return shifted(op, left, right)
	case op == "-" && l == r && !interval(l) || op == "-" && left.Type.Is(types.Date, types.Timestamp, types.TimestampTZ):
		return difference(left, right)
	case interval(l) && l == r && (op == "+" || op == "-"):
		return Value{SQL: fmt.Sprintf("(%s %s %s)", left.SQL, op, right.SQL), Type: left.Type}, true
	case op == "*" && interval(r) && left.Type.Numeric():
		return moment(op, right, left)
	case interval(l) && right.Type.Numeric() && (op == "*" || op == "/"):
		sql := fmt.Sprintf("CAST(tarn_scaled_interval(%s, CAST(%s AS DOUBLE), '%s', '%s') AS %s)", left.SQL, right.SQL, op, left.Type, left.Type.Engine())
		return Value{SQL: sql, Type: left.Type}, true
	}
	return Value{}, false
}

// shifted moves a date or a time by an interval. A date stays a date.
func shifted(op string, v, by Value) (Value, bool) {
	amount := by.SQL
	if op == "-" {
		amount = "(-" + amount + ")"
	}
	months := by.Type.Kind == types.IntervalYear
	t := v.Type
	var sql string
	switch {
	case t.Kind == types.Date && months:
		sql = fmt.Sprintf("CAST((%s + to_months(%s)) AS DATE)", v.SQL, amount)
	case t.Kind == types.Date:
		sql = fmt.Sprintf("(%s + tarn_days(%s))", v.SQL, amount)
	case t.Kind == types.Timestamp && months:
		sql = fmt.Sprintf("(%s + to_months(%s))", v.SQL, amount)
	case t.Kind == types.Timestamp:
		t.Length = max(t.Length, 3)
		sql = fmt.Sprintf("(%s + to_microseconds(%s * 1000))", v.SQL, amount)
	case t.Kind == types.TimestampTZ && months:
		sql = fmt.Sprintf("tarn_zoned_months(%s, %s)", v.SQL, amount)
	case t.Kind == types.TimestampTZ:
		t.Length = max(t.Length, 3)
		sql = fmt.Sprintf("tarn_zoned_shift(%s, %s)", v.SQL, amount)
	case t.Kind == types.Time && !months:
		t.Length = max(t.Length, 3)
		sql = fmt.Sprintf("(%s + to_microseconds(%s * 1000))", v.SQL, amount)
	case t.Kind == types.TimeTZ && !months:
		sql = fmt.Sprintf("struct_update(%s, t := %s.t + to_microseconds(%s * 1000))", v.SQL, atomic(v.SQL), amount)
	default:
		return v, false
	}
	return Value{SQL: sql, Type: t}, true
}

// difference is the interval between two dates, times or timestamps.
func difference(left, right Value) (Value, bool) {
	t, ok := types.Common(left.Type, right.Type)
	if !ok {
		return left, false
	}
	l, r := coerce(left, t).SQL, coerce(right, t).SQL
	var sql string
	switch t.Kind {
	case types.Date:
		sql = fmt.Sprintf("(CAST((%s - %s) AS BIGINT) * 86400000)", l, r)
	case types.Timestamp:
		sql = fmt.Sprintf("tarn_ms(epoch_us(%s) - epoch_us(%s))", l, r)
	case types.TimestampTZ:
		sql = fmt.Sprintf("tarn_ms(epoch_us(%s.t) - epoch_us(%s.t))", atomic(l), atomic(r))
	case types.Time:
		sql = fmt.Sprintf("tarn_ms(epoch_us(DATE '1970-01-01' + %s) - epoch_us(DATE '1970-01-01' + %s))", l, r)
	case types.TimeTZ:
		sql = fmt.Sprintf("tarn_time_difference(%s, %s)", l, r)
	default:
		return left, false
	}
	return Value{SQL: sql, Type: types.Of(types.IntervalDay)}, true
}

// concatenate translates ||, which makes one text, one array or one of bytes.
func (e *expressions) concatenate(n *syntax.Operation, left, right Value) (Value, error) {
	l, r := left.Type, right.Type
	switch {
	case l.Kind == types.Array || r.Kind == types.Array:
		return appended(n, left, right)
	case l.Kind == types.Varbinary && r.Is(types.Varbinary, types.Unknown), l.Kind == types.Unknown && r.Kind == types.Varbinary:
		t := types.Of(types.Varbinary)
		return Value{SQL: fmt.Sprintf("(%s || %s)", coerce(left, t).SQL, coerce(right, t).SQL), Type: t}, nil
	case l.Is(types.Char) && r.Is(types.Char):
		t := types.Type{Kind: types.Char, Length: min(l.Length+r.Length, 65536)}
		return Value{SQL: fmt.Sprintf("rtrim(rpad(%s, %d, ' ') || %s, ' ')", left.SQL, l.Length, right.SQL), Type: t}, nil
	case l.Is(types.Varchar, types.Char, types.Unknown, types.Native) && r.Is(types.Varchar, types.Char, types.Unknown, types.Native):
		t := types.Of(types.Varchar)
		return Value{SQL: fmt.Sprintf("(%s || %s)", coerce(left, t).SQL, coerce(right, t).SQL), Type: t}, nil
	}
	return left, mismatch(n, "Unexpected parameters (%s, %s) for function concat. Expected: concat(array(E), E) E, concat(E, array(E)) E, concat(array(E)) E, concat(char(x), char(y)), concat(varbinary), concat(varchar)", l, r)
}

// appended puts two arrays together, or an array and an element.
func appended(n *syntax.Operation, left, right Value) (Value, error) {
	if t, ok := types.Common(left.Type, right.Type); ok {
		l, r := coerce(left, t).SQL, coerce(right, t).SQL
		return Value{SQL: fmt.Sprintf("tarn_list_concat(%s, %s)", l, r), Type: t}, nil
	}
	array, element, call := left, right, "tarn_list_append"
	if right.Type.Kind == types.Array {
		array, element, call = right, left, "tarn_list_prepend"
	}
	elem, ok := types.Common(array.Type.Elem(), element.Type)
	if array.Type.Kind != types.Array || !ok {
		return left, mismatch(n, "Unexpected parameters (%s, %s) for function concat. Expected: concat(array(E), E) E, concat(E, array(E)) E, concat(array(E)) E, concat(char(x), char(y)), concat(varbinary), concat(varchar)", left.Type, right.Type)
	}
	t := types.ArrayOf(elem)
	return Value{SQL: fmt.Sprintf("%s(%s, %s)", call, coerce(array, t).SQL, coerce(element, elem).SQL), Type: t}, nil
}

// atomic puts parentheses around SQL that something is going to stick to.
func atomic(sql string) string { return "(" + sql + ")" }
