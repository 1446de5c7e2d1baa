package translate

var jsonMacros = []Macro{
	{"tarn_json", `tarn_json(s) AS CASE WHEN json_valid(s) THEN s::JSON END`},
	// Objects with their keys in order, to a depth of four.
	{"tarn_json_order0", `tarn_json_order0(j) AS j::VARCHAR`},
	{"tarn_json_order1", `tarn_json_order1(j) AS CASE json_type(j)
		WHEN 'OBJECT' THEN '{' || array_to_string(list_transform(list_sort(list_distinct(json_keys(j))), lambda k1_: to_json(k1_) || ':' || tarn_json_order0(json_extract(j, '/' || replace(replace(k1_, '~', '~0'), '/', '~1')))), ',') || '}'
		WHEN 'ARRAY' THEN '[' || array_to_string(list_transform(json_extract(j, '$[*]'), lambda e1_: tarn_json_order0(e1_)), ',') || ']' ELSE j::VARCHAR END`},
	{"tarn_json_order2", `tarn_json_order2(j) AS CASE json_type(j)
		WHEN 'OBJECT' THEN '{' || array_to_string(list_transform(list_sort(list_distinct(json_keys(j))), lambda k2_: to_json(k2_) || ':' || tarn_json_order1(json_extract(j, '/' || replace(replace(k2_, '~', '~0'), '/', '~1')))), ',') || '}'
		WHEN 'ARRAY' THEN '[' || array_to_string(list_transform(json_extract(j, '$[*]'), lambda e2_: tarn_json_order1(e2_)), ',') || ']' ELSE j::VARCHAR END`},
	{"tarn_json_order3", `tarn_json_order3(j) AS CASE json_type(j)
		WHEN 'OBJECT' THEN '{' || array_to_string(list_transform(list_sort(list_distinct(json_keys(j))), lambda k3_: to_json(k3_) || ':' || tarn_json_order2(json_extract(j, '/' || replace(replace(k3_, '~', '~0'), '/', '~1')))), ',') || '}'
		WHEN 'ARRAY' THEN '[' || array_to_string(list_transform(json_extract(j, '$[*]'), lambda e3_: tarn_json_order2(e3_)), ',') || ']' ELSE j::VARCHAR END`},
	{"tarn_json_parse", `tarn_json_parse(s) AS list_transform([s], lambda text_: CASE
		WHEN json_valid(text_) THEN CASE WHEN contains(text_, '{') THEN tarn_json_order3(text_)::JSON ELSE json(text_) END
		WHEN text_ IS NOT NULL THEN error('INVALID_FUNCTION_ARGUMENT: Cannot convert value to JSON: ' || chr(39) || text_ || chr(39)) END)[1]`},
	{"tarn_json_is_scalar", `tarn_json_is_scalar(s) AS CASE WHEN json_valid(s) THEN json_type(s) NOT IN ('OBJECT', 'ARRAY')
		WHEN s IS NOT NULL THEN error('INVALID_FUNCTION_ARGUMENT: Invalid JSON value: ' || s) END`},
	{"tarn_json_get", `tarn_json_get(s, path) AS CASE WHEN json_valid(s) THEN json_extract(s, path) END`},
	{"tarn_json_scalar", `tarn_json_scalar(j, path) AS CASE WHEN json_type(j, path) NOT IN ('OBJECT', 'ARRAY') THEN json_extract_string(j, path) END`},
	{"tarn_json_size", `tarn_json_size(j, path) AS CASE json_type(j, path)
		WHEN 'OBJECT' THEN len(json_keys(j, path)) WHEN 'ARRAY' THEN json_array_length(j, path)::BIGINT
		ELSE CASE WHEN json_type(j, path) IS NOT NULL THEN 0 END END`},
	{"tarn_json_length", `tarn_json_length(j) AS CASE WHEN json_type(j) = 'ARRAY' THEN json_array_length(j)::BIGINT END`},
	{"tarn_json_element", `tarn_json_element(j, n) AS CASE
		WHEN json_type(j) = 'ARRAY' AND json_type(j, '$[' || CASE WHEN n < 0 THEN '#' || n ELSE n::VARCHAR END || ']') <> 'NULL'
		THEN json_extract(j, '$[' || CASE WHEN n < 0 THEN '#' || n ELSE n::VARCHAR END || ']') END`},
	{"tarn_json_elements", `tarn_json_elements(j) AS CAST(CASE WHEN json_type(j::JSON) = 'ARRAY' THEN json_extract(j::JSON, '$[*]') END AS JSON[])`},
	{"tarn_json_has", `tarn_json_has(j, v, type, other) AS CASE WHEN v IS NOT NULL THEN
		len(list_filter(tarn_json_elements(j), lambda e_: json_type(e_) IN (type, other) AND e_::VARCHAR = v::VARCHAR)) > 0 END`},
	{"tarn_json_has_double", `tarn_json_has_double(j, v) AS CASE WHEN v IS NOT NULL THEN
		len(list_filter(tarn_json_elements(j), lambda e_: json_type(e_) = 'DOUBLE' AND regexp_matches(e_::VARCHAR, '[.eE]') AND isfinite(v) AND try_cast(e_::VARCHAR AS DOUBLE) = v)) > 0 END`},
	{"tarn_json_has_text", `tarn_json_has_text(j, v) AS CASE WHEN v IS NOT NULL THEN
		len(list_filter(tarn_json_elements(j), lambda e_: json_type(e_) = 'VARCHAR' AND json_extract_string(e_, '$') = v)) > 0 END`},
	// A path of Trino's as a JSON pointer; see jsonPointer.
	{"tarn_json_steps", `tarn_json_steps(path) AS regexp_extract_all(path, '\.[^.\[\]''"\s]+|\["(?:[^"\\]|\\.)*"\]|\[''[^'']*''\]|\[[\w-]+\]')`},
	{"tarn_json_path", `tarn_json_path(path) AS CASE
		WHEN path = '$' THEN '$'
		WHEN path = '$' || array_to_string(tarn_json_steps(path), '') THEN array_to_string(list_transform(tarn_json_steps(path), lambda step_:
			'/' || replace(replace(regexp_replace(step_, '^(?:\.|\["|\[''|\[)|(?:"\]|''\]|\])$', '', 'g'), '~', '~0'), '/', '~1')), '')
		WHEN path IS NOT NULL THEN error('INVALID_FUNCTION_ARGUMENT: Invalid JSON path: ''' || path || '''') END`},
}
