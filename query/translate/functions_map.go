package translate

import (
	"fmt"
	"strings"

	"github.com/tarnlake/tarn/query/types"
)

// mapFunctions are those on maps that take no lambda.
var mapFunctions = []Function{
	{Signature: "map() map(unknown,unknown)", SQL: "CAST(MAP {} AS MAP(INTEGER, INTEGER))", Example: "map()", Value: "{}"},
	{Signature: "map(array(K), array(V)) map(K,V)", Emit: emitMap,
		Example: "MAP(ARRAY[1, 3], ARRAY[2, NULL])", Value: "{1=2, 3=null}"},
	{Signature: "cardinality(map(K,V)) bigint", SQL: "CAST(cardinality($1) AS BIGINT)",
		Example: "cardinality(MAP(ARRAY[1, 3], ARRAY[2, NULL]))", Value: "2"},
	{Signature: "element_at(map(K,V), K) V", Emit: emitElementAtMap,
		Example: "element_at(MAP(ARRAY['a'], ARRAY[5]), 'b')", Value: "NULL"},
	{Signature: "map_keys(map(K,V)) array(K)", SQL: "map_keys($1)",
		Example: "map_keys(MAP(ARRAY[1, 3], ARRAY['2', '4']))", Value: "[1, 3]"},
	{Signature: "map_values(map(K,V)) array(V)", SQL: "map_values($1)",
		Example: "map_values(MAP(ARRAY[1, 3], ARRAY['2', '4']))", Value: "[2, 4]"},
	{Signature: "map_entries(map(K,V)) array(row(K,V))", SQL: "list_transform(map_entries($1), lambda tarn_e: {'field0': tarn_e.key, 'field1': tarn_e.value})",
		Example: "map_entries(MAP(ARRAY[1, 2], ARRAY['x', 'y']))", Value: "[{1, x}, {2, y}]"},
	{Signature: "map_from_entries(array(row(K,V))) map(K,V)", Emit: emitMapFromEntries,
		Example: "map_from_entries(ARRAY[(1, 'x'), (2, 'y')])", Value: "{1=x, 2=y}"},
	{Signature: "multimap_from_entries(array(row(K,V))) map(K,array(V))", Emit: emitMultimapFromEntries,
		Example: "multimap_from_entries(ARRAY[(1, 'x'), (2, 'y'), (1, 'z')])", Value: "{1=[x, z], 2=[y]}"},
	{Signature: "map_concat(map(K,V), map(K,V)...) map(K,V)", Emit: emitMapConcat,
		Example: "map_concat(MAP(ARRAY[1, 2], ARRAY['a', 'b']), MAP(ARRAY[1], ARRAY['c']))", Value: "{1=c, 2=b}"},
	{Signature: "split_to_map(varchar, varchar, varchar) map(varchar,varchar)", SQL: "tarn_split_to_map($1, $2, $3)",
		Example: "split_to_map('a=1,b=2', ',', '=')", Value: "{a=1, b=2}"},
	{Signature: "split_to_multimap(varchar, varchar, varchar) map(varchar,array(varchar))", SQL: "tarn_split_to_multimap($1, $2, $3)",
		Example: "split_to_multimap('a=1,b=2,a=3', ',', '=')", Value: "{a=[1, 3], b=[2]}"},
	{Signature: "cosine_similarity(map(varchar,double), map(varchar,double)) double", SQL: "tarn_cosine_map($1, $2)",
		Example: "cosine_similarity(MAP(ARRAY['a'], ARRAY[1.0]), MAP(ARRAY['a'], ARRAY[2.0]))", Value: "1.0"},
	{Signature: "cosine_distance(map(varchar,double), map(varchar,double)) double", SQL: "(1 - tarn_cosine_map($1, $2))",
		Example: "cosine_distance(MAP(ARRAY['a'], ARRAY[1.0]), MAP(ARRAY['a'], ARRAY[2.0]))", Value: "0.0"},
}

// What is said of a key that comes twice depends on where the map comes from.
const (
	duplicateMapKeys = "Duplicate map keys"
	duplicateKeys    = "Duplicate keys"
)

// mapOf returns a map of lists of keys and values, which raises Trino's errors.
func mapOf(keys, values string, of types.Type, duplicate string) string {
	if !keyed(of) {
		return fmt.Sprintf("tarn_map(%s, %s, '%s')", keys, values, duplicate)
	}
	return fmt.Sprintf("tarn_map_keys(%s, %s, %s, '%s')", keys, values, key(keys, types.ArrayOf(of)), duplicate)
}

// mapKeys returns what the keys of a map are compared by.
func mapKeys(m Value) string {
	return key("map_keys("+m.SQL+")", types.ArrayOf(m.Type.Key()))
}

// at returns the value of a map at a key, or NULL.
func at(m, k Value) string {
	if !keyed(k.Type) {
		return fmt.Sprintf("map_extract_value(%s, %s)", m.SQL, k.SQL)
	}
	return fmt.Sprintf("list_extract(map_values(%s), list_position(%s, %s))", m.SQL, mapKeys(m), keys(k))
}

func emitElementAtMap(c Call) (string, error) { return at(c.Args[0], c.Args[1]), nil }

func emitMap(c Call) (string, error) {
	return mapOf(c.Args[0].SQL, c.Args[1].SQL, c.Result.Key(), duplicateMapKeys), nil
}

func emitMapFromEntries(c Call) (string, error) {
	fields := c.Args[0].Type.Elem()
	return mapOf(
		fmt.Sprintf(`list_transform(tarn_entries(%s), lambda tarn_e: tarn_e."%s")`, c.Args[0].SQL, fields.FieldName(0)),
		fmt.Sprintf(`list_transform(%s, lambda tarn_e: tarn_e."%s")`, c.Args[0].SQL, fields.FieldName(1)),
		c.Result.Key(), duplicateKeys), nil
}

func emitMultimapFromEntries(c Call) (string, error) {
	fields := c.Args[0].Type.Elem()
	keys := fmt.Sprintf(`list_transform(tarn_entries(%s), lambda tarn_e: tarn_not_null(tarn_e."%s"))`, c.Args[0].SQL, fields.FieldName(0))
	values := fmt.Sprintf(`list_transform(%s, lambda tarn_e: tarn_e."%s")`, c.Args[0].SQL, fields.FieldName(1))
	return fmt.Sprintf("tarn_multimap(%s, %s, %s)", keys, values, key(keys, types.ArrayOf(fields.Args[0]))), nil
}

// emitMapConcat makes a map whose values are those of the last map that has the key.
func emitMapConcat(c Call) (string, error) {
	var maps, nulls, keys, values []string
	for _, a := range c.Args {
		maps, nulls = append(maps, a.SQL), append(nulls, a.SQL+" IS NULL")
		keys, values = append(keys, "map_keys("+a.SQL+")"), append(values, "map_values("+a.SQL+")")
	}
	sql := "map_concat(" + strings.Join(maps, ", ") + ")"
	if of := c.Result.Key(); keyed(of) {
		list := "(" + strings.Join(keys, " || ") + ")"
		sql = fmt.Sprintf("tarn_map_last(%s, %s, %s)", list, strings.Join(values, " || "), key(list, types.ArrayOf(of)))
	}
	return fmt.Sprintf("CASE WHEN %s THEN NULL ELSE %s END", strings.Join(nulls, " OR "), sql), nil
}
