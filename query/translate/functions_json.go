package translate

import (
	"fmt"
	"regexp"
	"strings"
)

// jsonFunctions are those of Trino's JsonFunctions. A text that is no JSON has
// no value in it: NULL.
var jsonFunctions = []Function{
	{Signature: "json_parse(varchar) json", SQL: "tarn_json_parse($1)", Example: "json_parse('{\"b\": [1, 2.5],  \"a\": null}')", Value: `{"a":null,"b":[1,2.5]}`},
	{Signature: "json_format(json) varchar", SQL: "$1::VARCHAR", Example: "json_format(JSON '[1, \"x\"]')", Value: `[1,"x"]`},
	{Signature: "is_json_scalar(json) boolean", SQL: "json_type($1) NOT IN ('OBJECT', 'ARRAY')", Example: "is_json_scalar(JSON '[1]')", Value: "false"},
	{Signature: "is_json_scalar(varchar) boolean", SQL: "tarn_json_is_scalar($1)", Example: "is_json_scalar('1')", Value: "true"},

	{Signature: "json_extract(json, varchar) json", Emit: ofPath("json_extract($1, $2)"), Example: "json_extract(JSON '{\"a\": {\"b\": [5, 6]}}', '$.a.b[1]')", Value: "6"},
	{Signature: "json_extract(varchar, varchar) json", Emit: ofPath("tarn_json_get($1, $2)"), Example: `json_extract('{"a b": {"c": 1}}', '$["a b"]')`, Value: `{"c":1}`},
	{Signature: "json_extract_scalar(json, varchar) varchar", Emit: ofPath("tarn_json_scalar($1, $2)"), Example: "json_extract_scalar(JSON '{\"a\": {\"b\": 1}}', '$.a')", Value: "NULL"},
	{Signature: "json_extract_scalar(varchar(x), varchar) varchar(x)", Emit: ofPath("tarn_json_scalar(tarn_json($1), $2)"), Example: "json_extract_scalar('{\"a\": [\"x\"]}', '$.a[0]')", Value: "x"},
	{Signature: "json_size(json, varchar) bigint", Emit: ofPath("tarn_json_size($1, $2)"), Example: "json_size(JSON '{\"x\": {\"a\": 1, \"b\": 2}}', '$.x')", Value: "2"},
	{Signature: "json_size(varchar, varchar) bigint", Emit: ofPath("tarn_json_size(tarn_json($1), $2)"), Example: "json_size('{\"x\": 5}', '$.x')", Value: "0"},

	{Signature: "json_array_length(json) bigint", SQL: "tarn_json_length($1)", Example: "json_array_length(JSON '[]')", Value: "0"},
	{Signature: "json_array_length(varchar) bigint", SQL: "tarn_json_length(tarn_json($1))", Example: "json_array_length('{\"a\": 1}')", Value: "NULL"},
	{Signature: "json_array_get(json, bigint) json", SQL: "tarn_json_element($1, $2)", Example: "json_array_get(JSON '[2, 7, 4]', -1)", Value: "4"},
	{Signature: "json_array_get(varchar, bigint) json", SQL: "tarn_json_element(tarn_json($1), $2)", Example: "json_array_get('[1, null]', 1)", Value: "NULL"},
	{Signature: "json_array_contains(json, boolean) boolean", SQL: "tarn_json_has($1, $2, 'BOOLEAN', 'BOOLEAN')", Example: "json_array_contains(JSON '[true]', true)", Value: "true"},
	{Signature: "json_array_contains(json, bigint) boolean", SQL: "tarn_json_has($1, $2, 'BIGINT', 'UBIGINT')", Example: "json_array_contains(JSON '[1.0]', 1)", Value: "false"},
	{Signature: "json_array_contains(json, double) boolean", SQL: "tarn_json_has_double($1, $2)", Example: "json_array_contains(JSON '[[2.5], 2.5]', 2.5E0)", Value: "true"},
	{Signature: "json_array_contains(json, varchar) boolean", SQL: "tarn_json_has_text($1, $2)", Example: "json_array_contains(JSON '[1, \"5\"]', '5')", Value: "true"},
	{Signature: "json_array_contains(varchar, boolean) boolean", SQL: "tarn_json_has(tarn_json($1), $2, 'BOOLEAN', 'BOOLEAN')", Example: "json_array_contains('[\"true\"]', true)", Value: "false"},
	{Signature: "json_array_contains(varchar, bigint) boolean", SQL: "tarn_json_has(tarn_json($1), $2, 'BIGINT', 'UBIGINT')", Example: "json_array_contains('[1, 2]', 2)", Value: "true"},
	{Signature: "json_array_contains(varchar, double) boolean", SQL: "tarn_json_has_double(tarn_json($1), $2)", Example: "json_array_contains('[1]', 1E0)", Value: "false"},
	{Signature: "json_array_contains(varchar, varchar) boolean", SQL: "tarn_json_has_text(tarn_json($1), $2)", Example: "json_array_contains('[1, \"foo\"]', 'foo')", Value: "true"},
}

// ofPath emits a template whose second argument is a path into JSON.
func ofPath(template string) func(Call) (string, error) {
	return func(c Call) (string, error) {
		path := c.Args[1]
		if _, ok := literalText(path); !ok {
			path.SQL = "tarn_json_path(" + path.SQL + ")"
		} else {
			pointer, ok := jsonPointer(path.Text)
			if !ok {
				return raise("INVALID_FUNCTION_ARGUMENT", fmt.Sprintf("Invalid JSON path: '%s'", path.Text), c.Result), nil
			}
			path.SQL = literal(pointer)
		}
		return Call{Name: c.Name, Args: []Value{c.Args[0], path}}.fill(template), nil
	}
}

// A step of a path: .key, ["key"], ['key'] or [0].
var jsonStep = regexp.MustCompile(`^(?:\.([^.\[\]'"\s]+)|\["((?:[^"\\]|\\.)*)"\]|\['([^']*)'\]|\[([\w-]+)\])`)

// jsonPointer returns a path of Trino's as a JSON pointer, which like it takes
// numbers for indexes of arrays and keys of objects alike, and whether it is one.
func jsonPointer(path string) (string, bool) {
	rest, ok := strings.CutPrefix(path, "$")
	if !ok {
		return "", false
	}
	if rest == "" {
		return "$", true
	}
	var b strings.Builder
	for rest != "" {
		m := jsonStep.FindStringSubmatch(rest)
		if m == nil {
			return "", false
		}
		key := m[1] + strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(m[2]) + m[3] + m[4]
		b.WriteString("/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(key))
		rest = rest[len(m[0]):]
	}
	return b.String(), true
}
