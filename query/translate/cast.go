package translate

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/tarnlake/tarn/query/syntax"
	"github.com/tarnlake/tarn/query/types"
)

// cast translates CAST, or TRY_CAST, which is NULL where CAST is an error.
func (e *expressions) cast(n syntax.Node, v Value, to types.Type, try bool) (Value, error) {
	if !castable(v.Type, to) {
		return v, mismatch(n, "Cannot cast %s to %s", v.Type, to)
	}
	sql := castSQL(v, to, 0)
	if v.Type.Kind == types.Char && to.Kind == types.Varchar { // CAST leaves the spaces at the end out, coercion keeps them
		sql = castSQL(Value{SQL: v.SQL, Type: types.VarcharOf(v.Type.Length)}, to, 0)
	}
	if try && sql != v.SQL {
		sql = tryCast(v, to)
	}
	return Value{SQL: sql, Type: to, exact: exact(v, to)}, nil
}

// tryCast is CAST with NULL for an error of its own; one in the operand stays.
// TRY goes through the rows one by one from the first error on, and so the
// macros that fail most are replaced by ones that do not.
func tryCast(v Value, to types.Type) string {
	try := func(v Value, depth int) string {
		return "TRY(" + quietCall.ReplaceAllString(castSQL(v, to, depth), "${1}tarn_quiet_$2(") + ")"
	}
	if v.Literal {
		return try(v, 0)
	}
	return bound(v.SQL, 0, func(x string, depth int) string {
		v.SQL = x
		return try(v, depth)
	})
}

var quietCall = regexp.MustCompile(`^(CAST\()?tarn_(parse_integer|parse_double|boolean|parse_date|parse_timestamp|decimal|double_integer|decimal_integer|fit_integer)\(`)

// quiet returns a macro that fails in its last branch as one that is NULL there.
func quiet(m Macro) (Macro, bool) {
	if !quietCall.MatchString(m.Name + "(") {
		return m, false
	}
	name := strings.Replace(m.Name, "tarn_", "tarn_quiet_", 1)
	return Macro{name, failure.ReplaceAllString(strings.Replace(m.SQL, m.Name, name, 1), "NULL")}, true
}

var failure = regexp.MustCompile(`(?s)\b(tarn_)?(error|bad_cast)\(([^()]|\([^()]*\))*\)`)

// coerce brings a value to a type to which it can be brought by itself.
func coerce(v Value, to types.Type) Value {
	if v.Type.Equal(to) || to.Kind == types.Native {
		return v
	}
	if v.Literal && v.Type.Kind == types.Integer && to.Kind == types.Double {
		return Value{SQL: "CAST(" + v.SQL + " AS DOUBLE)", Type: to, Text: v.Text, Literal: true}
	}
	return Value{SQL: castSQL(v, to, 0), Type: to, Text: v.Text, Literal: v.Literal, exact: exact(v, to)}
}

// exact reports whether a value of the type that v is brought to is never NaN.
func exact(v Value, to types.Type) bool {
	return to.Is(types.Real, types.Double) && (v.exact || v.Type.Integral() || v.Type.Kind == types.Decimal)
}

// text are the types that CAST turns into text and reads from it.
func textual(t types.Type) bool { return t.Is(types.Varchar, types.Char) }

// castable reports whether CAST leads from one type to the other.
func castable(from, to types.Type) bool {
	if types.Coercible(from, to) {
		return true
	}
	scalar := func(t types.Type) bool {
		return t.Numeric() || t.Is(types.Boolean) || textual(t)
	}
	moments := func(t types.Type) bool {
		return t.Is(types.Date, types.Time, types.TimeTZ, types.Timestamp, types.TimestampTZ)
	}
	switch {
	case scalar(from) && scalar(to):
		return true
	case from.Kind == types.JSON:
		return jsonCastable(to, false)
	case to.Kind == types.JSON:
		return jsonCastable(from, true)
	case textual(from):
		return moments(to) || to.Is(types.Varbinary, types.UUID, types.IPAddress, types.IntervalDay, types.IntervalYear)
	case textual(to):
		return moments(from) || from.Is(types.UUID, types.IPAddress, types.IntervalDay, types.IntervalYear)
	case moments(from) && moments(to):
		return !(from.Kind == types.Date && to.Is(types.Time, types.TimeTZ)) && !(from.Is(types.Time, types.TimeTZ) && to.Kind == types.Date)
	case from.Kind == types.Varbinary:
		return to.Is(types.UUID, types.IPAddress)
	case to.Kind == types.Varbinary:
		return from.Is(types.UUID, types.IPAddress)
	case from.Kind == to.Kind && len(from.Args) == len(to.Args) && len(from.Args) > 0:
		for i := range from.Args {
			if !castable(from.Args[i], to.Args[i]) {
				return false
			}
		}
		return true
	}
	return false
}

// jsonCastable reports whether values of t can become JSON or, if they are not
// the source, be made of it.
func jsonCastable(t types.Type, source bool) bool {
	switch {
	case t.Numeric() || t.Is(types.Boolean, types.JSON, types.Unknown) || textual(t):
		return true
	case t.Is(types.Date, types.Time, types.TimeTZ, types.Timestamp, types.TimestampTZ):
		return source
	case t.Kind == types.Map:
		k := t.Key()
		return (k.Numeric() || k.Is(types.Boolean, types.Unknown) || textual(k)) && jsonCastable(t.Elem(), source)
	case t.Is(types.Array, types.Row):
		return !slices.ContainsFunc(t.Args, func(a types.Type) bool { return !jsonCastable(a, source) })
	}
	return false
}

// castSQL is CAST in DuckDB. Depth tells apart the variables of lambdas.
func castSQL(v Value, to types.Type, depth int) string {
	from := v.Type
	switch {
	case hasNative(to):
		return v.SQL
	case from.Is(types.Unknown, types.Native):
		return "CAST(" + v.SQL + " AS " + to.Engine() + ")"
	case from.Equal(to):
		return v.SQL
	case to.Kind == types.JSON:
		return toJSON(v, depth)
	case from.Kind == types.JSON:
		return fromJSON(v.SQL, to, depth)
	}
	switch to.Kind {
	case types.Varchar, types.Char:
		return castText(v, to)
	case types.Boolean:
		if textual(from) {
			return "tarn_boolean(" + v.SQL + ")"
		}
		return "(" + v.SQL + " <> 0)"
	case types.TinyInt, types.SmallInt, types.Integer, types.BigInt:
		return castInteger(v, to)
	case types.Real, types.Double:
		if textual(from) {
			return fmt.Sprintf("CAST(tarn_parse_double(%s, '%s') AS %s)", v.SQL, strings.ToUpper(to.Kind.String()), to.Engine())
		}
		return fmt.Sprintf("CAST(%s AS %s)", v.SQL, to.Engine())
	case types.Decimal:
		return castDecimal(v, to)
	case types.Date, types.Time, types.TimeTZ, types.Timestamp, types.TimestampTZ:
		return castMoment(v, to)
	case types.Array:
		x := fmt.Sprintf("x%d", depth)
		element := castSQL(Value{SQL: x, Type: from.Elem()}, to.Elem(), depth+1)
		if element == x {
			return v.SQL
		}
		return fmt.Sprintf("list_transform(%s, lambda %s: %s)", v.SQL, x, element)
	case types.Map:
		return castMap(v, to, depth)
	case types.Row:
		return castRow(v, to, depth)
	case types.Varbinary:
		if textual(from) {
			return "encode(" + castText(v, types.Of(types.Varchar)) + ")"
		}
	case types.UUID:
		if from.Kind == types.Varbinary {
			return "tarn_binary_uuid(" + v.SQL + ")"
		}
		return "tarn_uuid(" + v.SQL + ")"
	}
	return fmt.Sprintf("CAST(%s AS %s)", v.SQL, to.Engine())
}

// hasNative reports whether a part of t is a type of DuckDB's of which nothing is known.
func hasNative(t types.Type) bool {
	return t.Kind == types.Native || slices.ContainsFunc(t.Args, hasNative)
}

func castMap(v Value, to types.Type, depth int) string {
	x := fmt.Sprintf("x%d", depth)
	key := castSQL(Value{SQL: "struct_extract(" + x + ", 'key')", Type: v.Type.Key()}, to.Key(), depth+1)
	value := castSQL(Value{SQL: "struct_extract(" + x + ", 'value')", Type: v.Type.Elem()}, to.Elem(), depth+1)
	return fmt.Sprintf("map_from_entries(list_transform(map_entries(%s), lambda %s: struct_pack(key := %s, value := %s)))", v.SQL, x, key, value)
}

func castRow(v Value, to types.Type, depth int) string {
	if len(to.Args) == 0 {
		return v.SQL
	}
	fields := make([]Value, len(to.Args))
	same := true
	for i := range to.Args {
		f := Value{SQL: field(v, i), Type: v.Type.Args[i]}
		fields[i] = Value{SQL: castSQL(f, to.Args[i], depth), Type: to.Args[i]}
		same = same && fields[i].SQL == f.SQL && v.Type.FieldName(i) == to.FieldName(i)
	}
	if same {
		return v.SQL
	}
	return fmt.Sprintf("(CASE WHEN %s IS NOT NULL THEN %s END)", v.SQL, pack(to, fields))
}

// castText writes a value as text.
func castText(v Value, to types.Type) string {
	text := textOf(v)
	switch {
	case to.Kind == types.Char && textual(v.Type):
		return fmt.Sprintf("rtrim(substr(%s, 1, %d), ' ')", text, to.Length)
	case textual(v.Type) && v.Type.Length <= to.Length, to.Length == types.Unbounded:
		return text
	case textual(v.Type):
		return fmt.Sprintf("substr(%s, 1, %d)", text, to.Length)
	}
	if v.Type.Kind == types.Boolean {
		return fmt.Sprintf("tarn_fit_boolean(%s, %d, '%s')", text, to.Length, to)
	}
	return fmt.Sprintf("tarn_fit(%s, %d, '%s')", text, to.Length, to)
}

// textOf is CAST(v AS varchar).
func textOf(v Value) string {
	switch v.Type.Kind {
	case types.Varchar, types.IPAddress:
		return v.SQL
	case types.Char:
		return fmt.Sprintf("rpad(%s, %d, ' ')", v.SQL, v.Type.Length)
	case types.Decimal:
		if v.Type.Length == v.Type.Scale { // DuckDB leaves out the zero
			return "tarn_fraction_text(CAST(" + v.SQL + " AS VARCHAR))"
		}
	case types.Real:
		return "tarn_real_text(" + v.SQL + ")"
	case types.Double:
		return "tarn_double_text(" + v.SQL + ")"
	case types.Time:
		return fmt.Sprintf("tarn_time_text(%s, %d)", v.SQL, v.Type.Length)
	case types.TimeTZ:
		return fmt.Sprintf("tarn_zoned_time_text(%s, %d)", v.SQL, v.Type.Length)
	case types.Timestamp:
		return fmt.Sprintf("tarn_timestamp_text(%s, %d)", v.SQL, v.Type.Length)
	case types.TimestampTZ:
		return fmt.Sprintf("tarn_zoned_text(%s, %d)", v.SQL, v.Type.Length)
	case types.IntervalDay:
		return "tarn_interval_day_text(" + v.SQL + ")"
	case types.IntervalYear:
		return "tarn_interval_year_text(" + v.SQL + ")"
	}
	return "CAST(" + v.SQL + " AS VARCHAR)"
}

// limits are the least and the greatest value of types of whole numbers, and
// what errors call the types.
var limits = map[types.Kind][3]string{
	types.TinyInt:  {"-128", "127", "TINYINT"},
	types.SmallInt: {"-32768", "32767", "SMALLINT"},
	types.Integer:  {"-2147483648", "2147483647", "INT"},
	types.BigInt:   {"(-9223372036854775807 - 1)", "9223372036854775807", "BIGINT"},
}

func castInteger(v Value, to types.Type) string {
	l := limits[to.Kind]
	call := ""
	switch from := v.Type; {
	case textual(from):
		return fmt.Sprintf("CAST(tarn_parse_integer(%s, %s, %s, '%s') AS %s)", v.SQL, l[0], l[1], l[2], to.Engine())
	case from.Is(types.Real, types.Double):
		call = "tarn_double_integer"
	case from.Kind == types.Decimal:
		call = "tarn_decimal_integer"
	case from.Integral() && from.Kind > to.Kind:
		call = "tarn_fit_integer"
	default:
		return fmt.Sprintf("CAST(%s AS %s)", v.SQL, to.Engine())
	}
	return fmt.Sprintf("CAST(%s(%s, %s, %s, '%s') AS %s)", call, v.SQL, l[0], l[1], to.Kind, to.Engine())
}

func castDecimal(v Value, to types.Type) string {
	from := v.Type
	switch {
	case from.Kind == types.Boolean:
		return fmt.Sprintf("CAST(CAST(%s AS INTEGER) AS %s)", v.SQL, to.Engine())
	case from.Kind == types.Decimal && from.Length-from.Scale <= to.Length-to.Scale && from.Scale <= to.Scale,
		from.Integral() && types.DecimalFor(from).Length <= to.Length-to.Scale:
		return fmt.Sprintf("CAST(%s AS %s)", v.SQL, to.Engine())
	}
	kind := strings.ToUpper(from.Kind.String())
	value := v.SQL
	if textual(from) {
		kind, value = "VARCHAR", "tarn_decimal_digits("+v.SQL+")"
	}
	if from.Kind == types.Decimal {
		kind = "DECIMAL"
	}
	shown := v.SQL
	if from.Is(types.Double, types.Real) {
		// By the digits that it shows, which are found once.
		return fmt.Sprintf("list_extract(list_transform([%s], lambda d_: tarn_decimal(TRY_CAST(tarn_plain(d_) AS %s), d_, '%s', %d, %d)), 1)",
			textOf(v), to.Engine(), kind, to.Length, to.Scale)
	}
	return fmt.Sprintf("tarn_decimal(TRY_CAST(%s AS %s), CAST(%s AS VARCHAR), '%s', %d, %d)", value, to.Engine(), shown, kind, to.Length, to.Scale)
}

// isDay reports whether a text is a day of our era as all write it.
func isDay(text string) bool {
	day, err := time.Parse(time.DateOnly, text)
	return err == nil && day.Year() > 0
}

// castMoment brings a text, a date, a time or a timestamp to another of them.
func castMoment(v Value, to types.Type) string {
	from := v.Type
	p := to.Length
	if textual(from) {
		call := map[types.Kind]string{types.Date: "tarn_parse_date", types.Time: "tarn_parse_time", types.TimeTZ: "tarn_parse_zoned_time",
			types.Timestamp: "tarn_parse_timestamp", types.TimestampTZ: "tarn_parse_zoned"}[to.Kind]
		if to.Kind == types.Date {
			if day, ok := literalText(v); ok && isDay(day) {
				return "CAST(" + v.SQL + " AS DATE)" // which DuckDB can look for in files
			}
			return call + "(" + v.SQL + ")"
		}
		if to.Kind == types.TimestampTZ {
			return fmt.Sprintf("%s(%s, %d, %s)", call, v.SQL, p, sessionZone)
		}
		return fmt.Sprintf("%s(%s, %d)", call, v.SQL, p)
	}
	local := v.SQL // without a zone
	switch from.Kind {
	case types.TimestampTZ:
		if to.Kind == types.TimestampTZ {
			return fmt.Sprintf("tarn_zoned_round(%s, %d)", v.SQL, p)
		}
		local = "tarn_zoned_local(" + v.SQL + ")"
	case types.TimeTZ:
		if to.Kind == types.TimeTZ {
			return fmt.Sprintf("struct_update(%s, t := tarn_round_time(%s.t, %d))", v.SQL, atomic(v.SQL), p)
		}
		local = atomic(v.SQL) + ".t"
	}
	switch to.Kind {
	case types.Date:
		return "CAST(" + local + " AS DATE)"
	case types.Time:
		return fmt.Sprintf("tarn_round_time(CAST(%s AS TIME), %d)", local, p)
	case types.TimeTZ:
		return fmt.Sprintf("tarn_with_offset(tarn_round_time(CAST(%s AS TIME), %d), %s)", local, p, offsetOf(v))
	}
	if from.Is(types.Time, types.TimeTZ) {
		local = "(CAST(tarn_local(" + sessionNow + ", " + sessionZone + ") AS DATE) + " + local + ")"
	}
	stamp := "CAST(" + local + " AS TIMESTAMP)"
	if from.Kind == types.Timestamp {
		stamp = local
	}
	if from.Kind != types.Date && from.Length > p {
		stamp = fmt.Sprintf("tarn_round_timestamp(%s, %d)", stamp, p)
	}
	if to.Kind == types.TimestampTZ {
		return fmt.Sprintf("tarn_with_zone(%s, %s)", stamp, sessionZone)
	}
	return stamp
}

// offsetOf is the minutes of the zone in which a time is shown.
func offsetOf(v Value) string {
	if v.Type.Kind == types.TimestampTZ {
		return "tarn_zoned_offset(" + v.SQL + ")"
	}
	return "tarn_offset_at(" + sessionNow + ", " + sessionZone + ")"
}
