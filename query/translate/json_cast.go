package translate

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/tarnlake/tarn/query/types"
)

// toJSON is CAST(v AS JSON).
func toJSON(v Value, depth int) string {
	if v.Type.Kind == types.JSON {
		return v.SQL
	}
	return "CAST(" + jsonText(v, depth) + " AS JSON)"
}

// jsonText is the text of a value in JSON, NULL for NULL. Where a list or an
// object holds NULL, it is null; see [jsonMember].
func jsonText(v Value, depth int) string {
	x := fmt.Sprintf("x%d", depth)
	switch v.Type.Kind {
	case types.Unknown:
		return "CAST(" + v.SQL + " AS VARCHAR)"
	case types.Real, types.Double:
		return "tarn_json_double(" + v.SQL + ")"
	case types.Varchar, types.Char:
		return "CAST(to_json(" + textOf(v) + ") AS VARCHAR)"
	case types.Date, types.Timestamp, types.TimestampTZ, types.Time, types.TimeTZ:
		return "('\"' || " + textOf(v) + " || '\"')"
	case types.Array:
		element := jsonMember(Value{SQL: x, Type: v.Type.Elem()}, depth+1)
		return fmt.Sprintf("('[' || array_to_string(list_transform(%s, lambda %s: %s), ',') || ']')", v.SQL, x, element)
	case types.Map:
		key := textOf(Value{SQL: "struct_extract(" + x + ", 'key')", Type: v.Type.Key()})
		if v.Type.Key().Is(types.Real, types.Double) {
			key = "tarn_java_double(struct_extract(" + x + ", 'key'))"
		}
		value := jsonMember(Value{SQL: "struct_extract(" + x + ", 'value')", Type: v.Type.Elem()}, depth+1)
		return fmt.Sprintf("tarn_json_object(list_transform(map_entries(%s), lambda %s: struct_pack(k := %s, v := %s)))", v.SQL, x, key, value)
	case types.Row:
		return bound(v.SQL, depth, func(row string, depth int) string { return jsonRow(Value{SQL: row, Type: v.Type}, depth) })
	}
	return textOf(v)
}

func jsonMember(v Value, depth int) string { return "coalesce(" + jsonText(v, depth) + ", 'null')" }

// jsonRow makes an object; fields without a name are all called "".
func jsonRow(v Value, depth int) string {
	parts := make([]string, len(v.Type.Args))
	for i, t := range v.Type.Args {
		name := ""
		if i < len(v.Type.Names) {
			name = v.Type.Names[i]
		}
		separator := ","
		if i == 0 {
			separator = ""
		}
		parts[i] = literal(separator+jsonString(name)+":") + " || " + jsonMember(Value{SQL: field(v, i), Type: t}, depth)
	}
	return fmt.Sprintf("(CASE WHEN %s IS NOT NULL THEN '{' || %s || '}' END)", v.SQL, strings.Join(parts, " || "))
}

// jsonString writes a text as JSON has it.
func jsonString(text string) string {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(text); err != nil {
		panic("a text without JSON: " + err.Error())
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// bound gives a value that is used several times a name, unless it is short as it stands.
func bound(sql string, depth int, use func(name string, depth int) string) string {
	if !strings.ContainsAny(sql, "(' ") {
		return use(sql, depth)
	}
	x := fmt.Sprintf("x%d", depth)
	return fmt.Sprintf("list_extract(list_transform([%s], lambda %s: %s), 1)", sql, x, use(x, depth+1))
}

// fromJSON is CAST of JSON to another type.
func fromJSON(sql string, to types.Type, depth int) string {
	if hasDecimal(to) && to.Kind != types.Decimal { // DuckDB keeps the digits of numbers only where they stand alone
		sql = "tarn_json_digits(" + sql + ")"
	}
	return jsonValue(sql, to, depth, "")
}

func hasDecimal(t types.Type) bool {
	for _, a := range t.Args {
		if hasDecimal(a) {
			return true
		}
	}
	return t.Kind == types.Decimal
}

// jsonValue is a value of JSON as one of the type. Within is the type of the
// whole that is cast, "" for the whole itself.
func jsonValue(sql string, to types.Type, depth int, within string) string {
	outer := within
	if outer == "" {
		outer = to.String()
	}
	switch to.Kind {
	case types.JSON:
		return sql
	case types.Unknown:
		return "CAST(NULL AS INTEGER)"
	case types.Array:
		x := fmt.Sprintf("x%d", depth)
		return fmt.Sprintf("list_transform(tarn_json_items(%s, %s), lambda %s: %s)", sql, literal(outer), x, jsonValue(x, to.Elem(), depth+1, outer))
	case types.Map:
		x := fmt.Sprintf("x%d", depth)
		key := castSQL(Value{SQL: x + ".k", Type: types.Of(types.Varchar)}, to.Key(), depth+1)
		return fmt.Sprintf("map_from_entries(list_transform(tarn_json_entries(%s, %s), lambda %s: struct_pack(key := %s, value := %s)))",
			sql, literal(outer), x, key, jsonValue(x+".v", to.Elem(), depth+1, outer))
	case types.Row:
		return jsonFields(sql, to, depth, outer)
	}
	return bound(sql, depth, func(x string, depth int) string { return jsonScalar(x, to, depth, within) })
}

// jsonFields is a row of an array, by place, or of an object, by name.
func jsonFields(sql string, to types.Type, depth int, within string) string {
	named := "CAST(NULL AS JSON[])"
	j := fmt.Sprintf("x%d", depth)
	if len(to.Names) > 0 && to.Names[0] != "" {
		members := make([]string, len(to.Args))
		for i := range to.Args {
			name := strings.ToLower(to.Names[i])
			members[i] = fmt.Sprintf("tarn_json_field(%s, %s, %s)", j, literal(name), literal(pointerTo(name)))
		}
		named = "[" + strings.Join(members, ", ") + "]"
	}
	list := fmt.Sprintf("list_extract(list_transform([%s], lambda %s: tarn_json_row(%s, %s, %d, %s)), 1)", sql, j, j, named, len(to.Args), literal(within))
	return bound(list, depth, func(x string, depth int) string {
		fields := make([]Value, len(to.Args))
		for i, t := range to.Args {
			fields[i] = Value{SQL: jsonValue(fmt.Sprintf("list_extract(%s, %d)", x, i+1), t, depth, within), Type: t}
		}
		return fmt.Sprintf("(CASE WHEN %s IS NOT NULL THEN %s END)", x, pack(to, fields))
	})
}

// pointerTo is the JSON pointer to a member.
func pointerTo(key string) string {
	return "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(key)
}

// jsonScalar is a string, number or truth of JSON as one of the type.
func jsonScalar(x string, to types.Type, depth int, within string) string {
	text := Value{SQL: "json_extract_string(" + x + ", '$')", Type: types.Of(types.Varchar)}
	number := Value{SQL: "CAST(CAST(" + x + " AS VARCHAR) AS DOUBLE)", Type: types.Of(types.Double)}
	plain := Value{SQL: "CAST(" + x + " AS VARCHAR)", Type: types.Of(types.Varchar)}
	truth := Value{SQL: "(" + plain.SQL + " = 'true')", Type: types.Of(types.Boolean)}

	name := to.Kind.String()
	whole, fraction, boolean := castSQL(number, to, depth), castSQL(number, to, depth), castSQL(truth, to, depth)
	switch to.Kind {
	case types.TinyInt, types.SmallInt, types.Integer, types.BigInt:
		l := limits[to.Kind]
		whole = fmt.Sprintf("CAST(tarn_json_integer(%s, %s, %s, %s) AS %s)", x, l[0], l[1], literal(name), to.Engine())
	case types.Varchar, types.Char:
		name = "varchar"
		whole = castText(plain, to)
	case types.Decimal:
		name = fmt.Sprintf("DECIMAL(%d,%d)", to.Length, to.Scale)
		whole = castSQL(plain, to, depth)
		fraction = whole
	}
	other := fmt.Sprintf("tarn_json_bad(%s, %s, %s)", x, literal(name), literal(within))
	if textual(to) && within == "" { // Trino refuses them, but for JSON that is a whole value its tests show what is in it so
		other = whole
	}
	return fmt.Sprintf("(CASE tarn_json_kind(%s) WHEN 'string' THEN %s WHEN 'integer' THEN %s WHEN 'float' THEN %s WHEN 'boolean' THEN %s WHEN 'other' THEN %s END)",
		x, castSQL(text, to, depth), whole, fraction, boolean, other)
}
