package translate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tarnlake/tarn/query/types"
)

// lambdaFunctions are those that take a lambda, on arrays and on maps.
var lambdaFunctions = []Function{
	{Signature: "transform(array(T), function(T,U)) array(U)", SQL: "list_transform($1, $2)",
		Example: "transform(ARRAY[5, NULL, 6], x -> x + 1)", Value: "[6, null, 7]"},
	{Signature: "filter(array(T), function(T,boolean)) array(T)", SQL: "list_filter($1, $2)",
		Example: "filter(ARRAY[25, 26, NULL], x -> x % 2 = 1 OR x IS NULL)", Value: "[25, null]"},
	{Signature: "any_match(array(T), function(T,boolean)) boolean", SQL: "tarn_contains(list_transform($1, $2), true)",
		Example: "any_match(ARRAY[false, NULL], x -> x)", Value: "NULL"},
	{Signature: "all_match(array(T), function(T,boolean)) boolean", SQL: "(NOT tarn_contains(list_transform($1, $2), false))",
		Example: "all_match(ARRAY[1, 2], x -> x > 0)", Value: "true"},
	{Signature: "none_match(array(T), function(T,boolean)) boolean", SQL: "(NOT tarn_contains(list_transform($1, $2), true))",
		Example: "none_match(ARRAY[1, 2], x -> x > 1)", Value: "false"},
	{Signature: "array_first(array(T), function(T,boolean)) T", SQL: "list_extract(list_filter($1, $2), 1)",
		Example: "array_first(ARRAY[1, 2, 3], x -> x > 1)", Value: "2"},
	{Signature: "array_last(array(T), function(T,boolean)) T", SQL: "list_extract(list_filter($1, $2), -1)",
		Example: "array_last(ARRAY[1, 2, 3], x -> x > 1)", Value: "3"},
	{Signature: "array_sort(array(T), function(T,T,integer)) array(T)", Emit: emitArraySort,
		Example: "array_sort(ARRAY[3, 2, 5], (x, y) -> IF(x < y, 1, IF(x = y, 0, -1)))", Value: "[5, 3, 2]"},
	{Signature: "reduce(array(T), S, function(S,T,S), function(S,R)) R", Emit: emitReduce,
		Example: "reduce(ARRAY[5, 20, 50], 0, (s, x) -> s + x, s -> s * 2)", Value: "150"},
	{Signature: "zip_with(array(T), array(U), function(T,U,R)) array(R)", Emit: emitZipWith,
		Example: "zip_with(ARRAY[1, 3, 5], ARRAY['a', 'b', 'c'], (x, y) -> y || CAST(x AS varchar))", Value: "[a1, b3, c5]"},

	{Signature: "map_filter(map(K,V), function(K,V,boolean)) map(K,V)", Emit: emitMapFilter,
		Example: "map_filter(MAP(ARRAY[10, 20, 30], ARRAY['a', NULL, 'c']), (k, v) -> v IS NOT NULL)", Value: "{10=a, 30=c}"},
	{Signature: "transform_keys(map(K,V), function(K,V,L)) map(L,V)", Emit: emitTransformKeys,
		Example: "transform_keys(MAP(ARRAY['a', 'b'], ARRAY[1, 2]), (k, v) -> k || CAST(v AS varchar))", Value: "{a1=1, b2=2}"},
	{Signature: "transform_values(map(K,V), function(K,V,W)) map(K,W)", Emit: emitTransformValues,
		Example: "transform_values(MAP(ARRAY[1, 2, 3], ARRAY[10, 20, 30]), (k, v) -> v + k)", Value: "{1=11, 2=22, 3=33}"},
	{Signature: "map_zip_with(map(K,V), map(K,W), function(K,V,W,R)) map(K,R)", Emit: emitMapZipWith,
		Example: "map_zip_with(MAP(ARRAY['a', 'b'], ARRAY[1, 2]), MAP(ARRAY['b', 'c'], ARRAY[4, 9]), (k, v, w) -> coalesce(v, 0) + coalesce(w, 0))",
		Value:   "{a=1, b=6, c=9}"},
}

// lambda returns the names of the parameters and the body of a lambda.
func lambda(v Value) (params []string, body string) {
	text := strings.TrimPrefix(v.SQL, "lambda ")
	quoted := false
	colon := strings.IndexFunc(text, func(r rune) bool {
		if r == '"' {
			quoted = !quoted
		}
		return r == ':' && !quoted
	})
	for name := range strings.SplitSeq(text[:colon], ",") {
		params = append(params, strings.TrimSpace(name))
	}
	return params, strings.TrimSpace(text[colon+1:])
}

// apply returns the call of a lambda: DuckDB has lambdas only as arguments, so
// each parameter is the one element of a list that is transformed.
func apply(f Value, args ...string) string {
	params, sql := lambda(f)
	for i := len(params) - 1; i >= 0; i-- {
		sql = let(params[i], args[i], sql)
	}
	return sql
}

// let returns sql with a name for a value in it.
func let(name, value, sql string) string {
	return fmt.Sprintf("list_transform([%s], lambda %s: %s)[1]", value, name, sql)
}

// written returns a call in DuckDB's SQL, in which calls of aggregates are still marked.
func written(f *Function, c Call) (string, error) {
	if f.Emit == nil {
		return fill(f.SQL, c.Args), nil
	}
	sql, err := f.Emit(c)
	return inDuckDB(sql), err
}

// apartFromQueries is written, with arguments that are queries kept out of
// lambdas, where DuckDB has no queries: they become fields of a row around the call.
func apartFromQueries(f *Function, c Call) (string, error) {
	sql, err := written(f, c)
	if err != nil || f.Kind != Scalar {
		return sql, err
	}
	apart := Call{Name: c.Name, Args: slices.Clone(c.Args), Result: c.Result}
	var fields []string
	for i, a := range c.Args {
		if a.Type.Kind != types.Function && strings.Contains(a.SQL, "SELECT ") {
			fields = append(fields, fmt.Sprintf("a%d := %s", i, a.SQL))
			apart.Args[i].SQL = fmt.Sprintf("tarn_q.a%d", i)
		}
	}
	if len(fields) == 0 || !hasLambda(sql) {
		return sql, nil
	}
	sql, err = written(f, apart)
	return let("tarn_q", "struct_pack("+strings.Join(fields, ", ")+")", sql), err
}

// hasLambda reports whether there is a lambda in a text, or in a macro it uses.
func hasLambda(sql string) bool {
	return strings.Contains(sql, "lambda ") ||
		slices.ContainsFunc(macrosIn(sql), func(m Macro) bool { return strings.Contains(m.SQL, "lambda ") })
}

// fold returns list_reduce over a list whose elements have another type than the
// state: both are fields of one struct, as DuckDB wants one type. step makes the
// next state of tarn_a.s and tarn_e.x.
func fold(list, elem, start, state, step string) string {
	return fmt.Sprintf("list_reduce(list_transform(%[1]s, lambda tarn_v: {'s': CAST(NULL AS %[4]s), 'x': tarn_v}), "+
		"lambda tarn_a, tarn_e: {'s': CAST(%[5]s AS %[4]s), 'x': CAST(NULL AS %[2]s)}, {'s': CAST(%[3]s AS %[4]s), 'x': CAST(NULL AS %[2]s)}).s",
		list, elem, start, state, step)
}

func emitReduce(c Call) (string, error) {
	list, start, f, finish := c.Args[0], c.Args[1], c.Args[2], c.Args[3]
	state := fold(list.SQL, list.Type.Elem().Engine(), start.SQL, start.Type.Engine(), apply(f, "tarn_a.s", "tarn_e.x"))
	if params, body := lambda(finish); body == params[0] {
		return state, nil
	}
	// A lambda is asked about NULL, too, but not if there is no array.
	return fmt.Sprintf("CASE WHEN %s IS NOT NULL THEN %s END", list.SQL, apply(finish, state)), nil
}

// emitArraySort inserts each element before the first one that is greater.
func emitArraySort(c Call) (string, error) {
	elem, list := c.Args[0].Type.Elem().Engine(), c.Result.Engine()
	params, compare := lambda(c.Args[1])
	greater := fmt.Sprintf("list_transform(tarn_a.s, lambda %s: tarn_greater(%s))", params[0], let(params[1], "tarn_e.x", compare))
	step := let("tarn_p", "coalesce(list_position("+greater+", true), len(tarn_a.s) + 1)", "tarn_a.s[:tarn_p - 1] || [tarn_e.x] || tarn_a.s[tarn_p:]")
	return fold(c.Args[0].SQL, elem, "[]", list, step), nil
}

func emitZipWith(c Call) (string, error) {
	a, b := c.Args[0].SQL, c.Args[1].SQL
	return fmt.Sprintf("CASE WHEN %[1]s IS NOT NULL AND %[2]s IS NOT NULL THEN list_transform(list_zip(%[1]s, %[2]s), lambda tarn_z: %[3]s) END",
		a, b, apply(c.Args[2], "tarn_z[1]", "tarn_z[2]")), nil
}

func emitMapFilter(c Call) (string, error) {
	return fmt.Sprintf("map_from_entries(list_filter(map_entries(%s), lambda tarn_e: %s))",
		c.Args[0].SQL, apply(c.Args[1], "tarn_e.key", "tarn_e.value")), nil
}

func emitTransformKeys(c Call) (string, error) {
	list := fmt.Sprintf("list_transform(map_entries(%s), lambda tarn_e: %s)", c.Args[0].SQL, apply(c.Args[1], "tarn_e.key", "tarn_e.value"))
	return mapOf(list, "map_values("+c.Args[0].SQL+")", c.Result.Key(), duplicateKeys), nil
}

func emitTransformValues(c Call) (string, error) {
	return fmt.Sprintf("map(map_keys(%[1]s), list_transform(map_entries(%[1]s), lambda tarn_e: %[2]s))",
		c.Args[0].SQL, apply(c.Args[1], "tarn_e.key", "tarn_e.value")), nil
}

func emitMapZipWith(c Call) (string, error) {
	a, b := c.Args[0], c.Args[1]
	values := apply(c.Args[2], "tarn_k", at(a, Value{SQL: "tarn_k", Type: a.Type.Key()}), at(b, Value{SQL: "tarn_k", Type: a.Type.Key()}))
	keys := fmt.Sprintf("tarn_array_union(map_keys(%s), map_keys(%s), %s, %s)", a.SQL, b.SQL, mapKeys(a), mapKeys(b))
	return let("tarn_l", keys, fmt.Sprintf("map(tarn_l, list_transform(tarn_l, lambda tarn_k: %s))", values)), nil
}
