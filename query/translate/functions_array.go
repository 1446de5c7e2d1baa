package translate

import (
	"fmt"
	"strings"

	"github.com/tarnlake/tarn/query/types"
)

// arrayFunctions are those on arrays that take no lambda.
var arrayFunctions = []Function{
	{Signature: "cardinality(array(T)) bigint", SQL: "len($1)",
		Example: "cardinality(ARRAY[1, NULL])", Value: "2"},
	{Signature: "element_at(array(T), bigint) T", SQL: "tarn_element_at($1, $2)",
		Example: "element_at(ARRAY[1, 2, 3], -1)", Value: "3"},
	{Signature: "contains(array(T), T) boolean", Emit: emitContains,
		Example: "contains(ARRAY[1, NULL], 2)", Value: "NULL"},
	{Signature: "array_position(array(T), T) bigint", Emit: emitArrayPosition,
		Example: "array_position(ARRAY[10, 20, 30, 40], 30)", Value: "3"},
	{Signature: "array_remove(array(T), T) array(T)", Emit: emitArrayRemove,
		Example: "array_remove(ARRAY[1, NULL, 3], 3)", Value: "[1, null]"},
	{Signature: "array_first(array(T)) T", SQL: "list_extract($1, 1)",
		Example: "array_first(ARRAY[7, 8])", Value: "7"},
	{Signature: "array_last(array(T)) T", SQL: "list_extract($1, -1)",
		Example: "array_last(ARRAY[7, 8])", Value: "8"},
	{Signature: "array_join(array(T), varchar) varchar", Emit: emitArrayJoin,
		Example: "array_join(ARRAY[1, NULL, 2], ',')", Value: "1,2"},
	{Signature: "array_join(array(T), varchar, varchar) varchar", Emit: emitArrayJoin,
		Example: "array_join(ARRAY[1, NULL, 2], ',', '-')", Value: "1,-,2"},

	// Sets. Elements stay in the order in which they come first.
	{Signature: "array_distinct(array(T)) array(T)", Emit: onKeys("tarn_array_distinct"),
		Example: "array_distinct(ARRAY[2, 3, NULL, 3, 1, NULL])", Value: "[2, 3, null, 1]"},
	{Signature: "array_union(array(T), array(T)) array(T)", Emit: onKeys("tarn_array_union"),
		Example: "array_union(ARRAY[1, 1, 2, 4], ARRAY[1, 4, 5])", Value: "[1, 2, 4, 5]"},
	{Signature: "array_intersect(array(T), array(T)) array(T)", Emit: onKeys("tarn_array_intersect"),
		Example: "array_intersect(ARRAY[1, 2, 5, 6], ARRAY[6, 5, 5, 7, 8])", Value: "[6, 5]"},
	{Signature: "array_except(array(T), array(T)) array(T)", Emit: onKeys("tarn_array_except"),
		Example: "array_except(ARRAY[1, 5, 3, 5, 1], ARRAY[3])", Value: "[1, 5]"},
	{Signature: "arrays_overlap(array(T), array(T)) boolean", Emit: emitArraysOverlap,
		Example: "arrays_overlap(ARRAY[2, 1], ARRAY[3, NULL])", Value: "NULL"},
	{Signature: "array_histogram(array(T)) map(T,bigint)", Emit: emitArrayHistogram,
		Example: "array_histogram(ARRAY[42, 7, 42])", Value: "{7=1, 42=2}"},

	// Order.
	{Signature: "array_sort(array(T)) array(T)", SQL: "list_sort($1, 'ASC', 'NULLS LAST')",
		Example: "array_sort(ARRAY[2, NULL, 1])", Value: "[1, 2, null]"},
	{Signature: "array_max(array(T)) T", Emit: emitExtreme("list_max", "'-inf'"),
		Example: "array_max(ARRAY[1, 3, 2])", Value: "3"},
	{Signature: "array_min(array(T)) T", Emit: emitExtreme("list_min", "'nan'"),
		Example: "array_min(ARRAY[1, NULL, 2])", Value: "NULL"},
	{Signature: "reverse(array(T)) array(T)", SQL: "list_reverse($1)",
		Example: "reverse(ARRAY[1, 2, NULL])", Value: "[null, 2, 1]"},
	{Signature: "shuffle(array(T)) array(T)", SQL: "tarn_shuffle($1)",
		Example: "cardinality(shuffle(ARRAY[1, 2, 3]))", Value: "3"},

	// Parts and wholes.
	{Signature: "slice(array(T), bigint, bigint) array(T)", SQL: "tarn_slice($1, $2, $3)",
		Example: "slice(ARRAY[1, 2, 3, 4], -3, 2)", Value: "[2, 3]"},
	{Signature: "trim_array(array(T), bigint) array(T)", SQL: "tarn_trim_array($1, $2)",
		Example: "trim_array(ARRAY[1, 2, 3, 4], 1)", Value: "[1, 2, 3]"},
	{Signature: "concat(array(T), array(T)...) array(T)", Emit: emitConcat,
		Example: "concat(ARRAY[1], ARRAY[], ARRAY[1, 2])", Value: "[1, 1, 2]"},
	{Signature: "concat(array(T), T) array(T)", SQL: "($1 || [$2])",
		Example: "concat(ARRAY[1], 2)", Value: "[1, 2]"},
	{Signature: "concat(T, array(T)) array(T)", SQL: "([$1] || $2)",
		Example: "concat(1, ARRAY[2])", Value: "[1, 2]"},
	{Signature: "flatten(array(array(T))) array(T)", SQL: "flatten($1)",
		Example: "flatten(ARRAY[ARRAY[1], NULL, ARRAY[2, NULL]])", Value: "[1, 2, null]"},
	{Signature: "contains_sequence(array(T), array(T)) boolean", Emit: emitContainsSequence,
		Example: "contains_sequence(ARRAY[1, 2, 3], ARRAY[2, 3])", Value: "true"},
	{Signature: "combinations(array(T), bigint) array(array(T))", SQL: "tarn_combinations($1, $2)",
		Example: "combinations(ARRAY[1, 2, 3], 2)", Value: "[[1, 2], [1, 3], [2, 3]]"},
	{Signature: "ngrams(array(T), bigint) array(array(T))", SQL: "tarn_ngrams($1, $2)",
		Example: "ngrams(ARRAY['a', 'b', 'c'], 2)", Value: "[[a, b], [b, c]]"},
	{Signature: "repeat(T, bigint) array(T)", Emit: emitRepeat,
		Example: "repeat('x', 3)", Value: "[x, x, x]"},
	{Signature: "zip(array(T), array(U)) array(row(T,U))", Emit: emitZip,
		Example: "zip(ARRAY[1, 2], ARRAY['1b', NULL, '3b'])", Value: "[{1, 1b}, {2, null}, {null, 3b}]"},
	{Signature: "zip(array(T), array(U), array(V)) array(row(T,U,V))", Emit: emitZip,
		Example: "zip(ARRAY[1], ARRAY[2], ARRAY[3])", Value: "[{1, 2, 3}]"},
	{Signature: "zip(array(T), array(U), array(V), array(W)) array(row(T,U,V,W))", Emit: emitZip,
		Example: "zip(ARRAY[1], ARRAY[2], ARRAY[3], ARRAY[4])", Value: "[{1, 2, 3, 4}]"},
	{Signature: "zip(array(T), array(U), array(V), array(W), array(X)) array(row(T,U,V,W,X))", Emit: emitZip,
		Example: "zip(ARRAY[1], ARRAY[2], ARRAY[3], ARRAY[4], ARRAY[5])", Value: "[{1, 2, 3, 4, 5}]"},

	// Sequences.
	{Signature: "sequence(bigint, bigint) array(bigint)", SQL: "tarn_sequence($1, $2, CASE WHEN $1 <= $2 THEN 1 ELSE -1 END)",
		Example: "sequence(3, 1)", Value: "[3, 2, 1]"},
	{Signature: "sequence(bigint, bigint, bigint) array(bigint)", SQL: "tarn_sequence($1, $2, $3)",
		Example: "sequence(1, 9, 4)", Value: "[1, 5, 9]"},
	{Signature: "sequence(date, date) array(date)", SQL: "tarn_sequence_date($1, $2, CASE WHEN $1 <= $2 THEN 86400000 ELSE -86400000 END)",
		Example: "sequence(DATE '2016-04-12', DATE '2016-04-13')", Value: "[2016-04-12, 2016-04-13]"},
	{Signature: "sequence(date, date, interval day to second) array(date)", SQL: "tarn_sequence_date($1, $2, $3)",
		Example: "sequence(DATE '2016-04-16', DATE '2016-04-12', INTERVAL '-2' DAY)", Value: "[2016-04-16, 2016-04-14, 2016-04-12]"},
	{Signature: "sequence(date, date, interval year to month) array(date)", SQL: "list_transform(tarn_sequence_month($1, $2, $3), lambda tarn_t: CAST(tarn_t AS DATE))",
		Example: "sequence(DATE '2016-01-31', DATE '2016-04-12', INTERVAL '1' MONTH)", Value: "[2016-01-31, 2016-02-29, 2016-03-31]"},
	{Signature: "sequence(timestamp(p), timestamp(p), interval day to second) array(timestamp(p))", SQL: "tarn_sequence_time($1, $2, $3)",
		Example: "sequence(TIMESTAMP '2016-04-16 01:00:10', TIMESTAMP '2016-04-16 03:00:00', INTERVAL '1' HOUR)",
		Value:   "[2016-04-16 01:00:10, 2016-04-16 02:00:10]"},
	{Signature: "sequence(timestamp(p), timestamp(p), interval year to month) array(timestamp(p))", SQL: "tarn_sequence_month($1, $2, $3)",
		Example: "sequence(TIMESTAMP '2016-09-16 01:10:10', TIMESTAMP '2016-04-16 01:00:00', INTERVAL '-2' MONTH)",
		Value:   "[2016-09-16 01:10:10, 2016-07-16 01:10:10, 2016-05-16 01:10:10]"},

	// Vectors.
	{Signature: "dot_product(array(double), array(double)) double", SQL: "tarn_vectors($1, $2, list_dot_product($1, $2))",
		Example: "dot_product(ARRAY[1e0, 2e0], ARRAY[3e0, 4e0])", Value: "11.0"},
	{Signature: "euclidean_distance(array(double), array(double)) double", SQL: "tarn_vectors($1, $2, list_distance($1, $2))",
		Example: "euclidean_distance(ARRAY[1e0, 2e0], ARRAY[4e0, 6e0])", Value: "5.0"},
	{Signature: "cosine_similarity(array(double), array(double)) double", SQL: "tarn_cosine($1, $2)",
		Example: "cosine_similarity(ARRAY[1e0, 0e0], ARRAY[2e0, 0e0])", Value: "1.0"},
	{Signature: "cosine_distance(array(double), array(double)) double", SQL: "(1 - tarn_cosine($1, $2))",
		Example: "cosine_distance(ARRAY[1e0, 0e0], ARRAY[0e0, 2e0])", Value: "1.0"},
}

// key returns an expression whose values DuckDB finds equal where Trino finds
// those of sql the same: zones do not make instants differ, nor does the order of
// its entries make a map differ. It is sql itself for most types.
func key(sql string, t types.Type) string {
	if !keyed(t) {
		return sql
	}
	switch t.Kind {
	case types.TimestampTZ:
		return "(" + sql + ").t"
	case types.TimeTZ:
		return fmt.Sprintf("((%[1]s).t - to_minutes((%[1]s).z))", sql)
	case types.Array:
		return fmt.Sprintf("list_transform(%s, lambda tarn_k: %s)", sql, key("tarn_k", t.Elem()))
	case types.Map:
		return fmt.Sprintf("list_sort(list_transform(map_entries(%s), lambda tarn_k: {'k': %s, 'v': %s}))",
			sql, key("tarn_k.key", t.Key()), key("tarn_k.value", t.Elem()))
	}
	return rowOf(sql, t, key)
}

// keyed reports whether values of t need a key to be compared.
func keyed(t types.Type) bool {
	if t.Is(types.TimestampTZ, types.TimeTZ, types.Map) {
		return true
	}
	for _, a := range t.Args {
		if keyed(a) {
			return true
		}
	}
	return false
}

// rowOf returns a row, or NULL, whose fields are those of sql with f applied.
func rowOf(sql string, t types.Type, f func(string, types.Type) string) string {
	fields := make([]string, len(t.Args))
	for i, a := range t.Args {
		field := strings.ReplaceAll(t.FieldName(i), `"`, `""`)
		fields[i] = fmt.Sprintf(`"%s" := %s`, field, f(fmt.Sprintf(`(%s)."%s"`, sql, field), a))
	}
	return fmt.Sprintf("CASE WHEN %s IS NOT NULL THEN struct_pack(%s) END", sql, strings.Join(fields, ", "))
}

// keys is key for an argument.
func keys(v Value) string { return key(v.SQL, v.Type) }

// onKeys calls a macro with the arguments and then their keys.
func onKeys(macro string) func(Call) (string, error) {
	return func(c Call) (string, error) {
		var args, of []string
		for _, a := range c.Args {
			args, of = append(args, a.SQL), append(of, keys(a))
		}
		return macro + "(" + strings.Join(append(args, of...), ", ") + ")", nil
	}
}

// equality returns the keys of an array and of a value that is looked for in
// it. NaN equals nothing, but DuckDB finds it equal to NaN: never, which may be
// empty, is the condition under which nothing is to be found.
func equality(array, value Value) (list, item, never string) {
	if value.Type.Is(types.Real, types.Double) {
		never = "isnan(" + value.SQL + ")"
	}
	return keys(array), keys(value), never
}

func emitContains(c Call) (string, error) {
	list, item, never := equality(c.Args[0], c.Args[1])
	if never != "" {
		return fmt.Sprintf("tarn_contains(%s, %s, %s)", list, item, never), nil
	}
	return fmt.Sprintf("tarn_contains(%s, %s)", list, item), nil
}

func emitArrayPosition(c Call) (string, error) {
	list, item, never := equality(c.Args[0], c.Args[1])
	if never != "" {
		return fmt.Sprintf("CASE WHEN %s AND %[2]s IS NOT NULL THEN 0 ELSE tarn_array_position(%[2]s, %s) END", never, list, item), nil
	}
	return fmt.Sprintf("tarn_array_position(%s, %s)", list, item), nil
}

func emitArrayRemove(c Call) (string, error) {
	list, item, never := equality(c.Args[0], c.Args[1])
	if never != "" {
		return fmt.Sprintf("CASE WHEN %s THEN %s ELSE tarn_array_remove(%s, %s) END", never, list, list, item), nil
	}
	if list != c.Args[0].SQL {
		return fmt.Sprintf("tarn_array_remove_keys(%s, %s, %s)", c.Args[0].SQL, list, item), nil
	}
	return fmt.Sprintf("tarn_array_remove(%s, %s)", list, item), nil
}

func emitArraysOverlap(c Call) (string, error) {
	return fmt.Sprintf("tarn_arrays_overlap(%s, %s)", keys(c.Args[0]), keys(c.Args[1])), nil
}

func emitContainsSequence(c Call) (string, error) {
	return fmt.Sprintf("tarn_contains_sequence(%s, %s)", keys(c.Args[0]), keys(c.Args[1])), nil
}

// emitArrayJoin writes elements as CAST(... AS varchar) does.
func emitArrayJoin(c Call) (string, error) {
	elem := c.Args[0].Type.Elem()
	if elem.Is(types.Array, types.Map, types.Row) {
		return "", &Error{Name: "INVALID_FUNCTION_ARGUMENT", Pos: -1, Message: "Unsupported type for array_join: " + elem.String()}
	}
	texts := castSQL(c.Args[0], types.ArrayOf(types.Of(types.Varchar)), 0)
	if elem.Kind == types.Unknown {
		texts = "CAST(" + c.Args[0].SQL + " AS VARCHAR[])"
	}
	args := []string{texts}
	for _, a := range c.Args[1:] {
		args = append(args, a.SQL)
	}
	return "tarn_array_join(" + strings.Join(args, ", ") + ")", nil
}

func emitConcat(c Call) (string, error) {
	parts := make([]string, len(c.Args))
	for i, a := range c.Args {
		parts[i] = a.SQL
	}
	return "(" + strings.Join(parts, " || ") + ")", nil
}

func emitRepeat(c Call) (string, error) {
	return fmt.Sprintf("list_resize(CAST([] AS %s), tarn_repeat(%s), %s)", c.Result.Engine(), c.Args[1].SQL, c.Args[0].SQL), nil
}

func emitArrayHistogram(c Call) (string, error) {
	array, result := c.Args[0], c.Result.Engine()
	if keyed(array.Type) {
		return fmt.Sprintf("CAST(tarn_count_keys(%s, %s) AS %s)", array.SQL, keys(array), result), nil
	}
	return fmt.Sprintf("CASE WHEN %[1]s IS NOT NULL THEN CAST(coalesce(list_aggregate(%[1]s, 'histogram'), MAP {}) AS %[2]s) END", array.SQL, result), nil
}

// emitExtreme is array_max or array_min: NULL if there is a NULL, and NaN only
// if there is nothing else. DuckDB takes NaN for the greatest number; instead
// says what it has to be taken for.
func emitExtreme(function, instead string) func(Call) (string, error) {
	return func(c Call) (string, error) {
		array := c.Args[0]
		by := fmt.Sprintf("list_transform(%s, lambda tarn_v: %s)", array.SQL, withoutNaN("tarn_v", array.Type.Elem(), instead))
		if !floating(array.Type) || instead == "'nan'" {
			by = keys(array)
		}
		if by == array.SQL {
			return fmt.Sprintf("tarn_extreme(%[1]s, %[2]s(%[1]s))", array.SQL, function), nil
		}
		return fmt.Sprintf("tarn_extreme(%[1]s, %[1]s[list_position(%[2]s, %[3]s(%[2]s))])", array.SQL, by, function), nil
	}
}

// floating reports whether a value of t can be or contain NaN.
func floating(t types.Type) bool {
	if t.Is(types.Real, types.Double) {
		return true
	}
	for _, a := range t.Args {
		if floating(a) {
			return true
		}
	}
	return false
}

// withoutNaN returns the key of a value in which another number stands for NaN.
func withoutNaN(sql string, t types.Type, instead string) string {
	switch {
	case t.Is(types.Real, types.Double):
		return fmt.Sprintf("CASE WHEN isnan(%[1]s) THEN CAST(%[2]s AS %[3]s) ELSE %[1]s END", sql, instead, t.Engine())
	case !floating(t):
		return key(sql, t)
	case t.Kind == types.Array:
		return fmt.Sprintf("list_transform(%s, lambda tarn_n: %s)", sql, withoutNaN("tarn_n", t.Elem(), instead))
	case t.Kind == types.Row:
		return rowOf(sql, t, func(sql string, t types.Type) string { return withoutNaN(sql, t, instead) })
	}
	return sql
}

func emitZip(c Call) (string, error) {
	var arrays, nulls, fields []string
	for i, a := range c.Args {
		arrays = append(arrays, a.SQL)
		nulls = append(nulls, a.SQL+" IS NULL")
		fields = append(fields, fmt.Sprintf("%s := tarn_z[%d]", c.Result.Elem().FieldName(i), i+1))
	}
	return fmt.Sprintf("CASE WHEN %s THEN NULL ELSE list_transform(list_zip(%s), lambda tarn_z: struct_pack(%s)) END",
		strings.Join(nulls, " OR "), strings.Join(arrays, ", "), strings.Join(fields, ", ")), nil
}
