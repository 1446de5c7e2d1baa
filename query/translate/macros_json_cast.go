package translate

// jsonCastMacros are what CAST to JSON and from it is made of.
var jsonCastMacros = []Macro{
	{"tarn_json_key", `tarn_json_key(k) AS CASE WHEN k IS NULL THEN error('INVALID_FUNCTION_ARGUMENT: null value passed for JSON object key to JSON_OBJECT function') ELSE CAST(to_json(k) AS VARCHAR) || ':' END`},
	{"tarn_json_double", `tarn_json_double(x) AS CASE WHEN isfinite(x) THEN tarn_java_double(x) ELSE '"' || tarn_java_double(x) || '"' END`},
	// Of entries with their values as JSON, in the order of keys.
	{"tarn_json_object", `tarn_json_object(entries_) AS '{' || array_to_string(list_transform(list_sort(entries_), lambda e_: CAST(to_json(e_.k) AS VARCHAR) || ':' || e_.v), ',') || '}'`},

	{"tarn_json_kind", `tarn_json_kind(j) AS CASE json_type(j) WHEN 'VARCHAR' THEN 'string' WHEN 'BOOLEAN' THEN 'boolean' WHEN 'NULL' THEN 'null'
		WHEN 'OBJECT' THEN 'other' WHEN 'ARRAY' THEN 'other' ELSE CASE WHEN regexp_matches(CAST(j AS VARCHAR), '[.eE]') THEN 'float'
		WHEN j IS NOT NULL THEN 'integer' END END`},
	{"tarn_json_bad", `tarn_json_bad(j, type, within) AS error('INVALID_CAST_ARGUMENT: ' || CASE WHEN within = '' THEN 'Cannot cast ''' || CAST(j AS VARCHAR) || ''' to ' || type
		ELSE 'Cannot cast to ' || within || '. Unexpected token when cast to ' || type || ': ' || left(CAST(j AS VARCHAR), 1) END)`},
	{"tarn_json_unlike", `tarn_json_unlike(j, within, what) AS error('INVALID_CAST_ARGUMENT: Cannot cast to ' || within || '. ' || what
		|| CASE WHEN json_type(j) IN ('OBJECT', 'ARRAY') THEN left(CAST(j AS VARCHAR), 1) ELSE json_extract_string(j, '$') END || chr(10) || CAST(j AS VARCHAR))`},
	{"tarn_json_integer", `tarn_json_integer(j, least_, most_, type) AS CASE WHEN TRY_CAST(CAST(j AS VARCHAR) AS HUGEINT) BETWEEN least_ AND most_
		THEN TRY_CAST(CAST(j AS VARCHAR) AS HUGEINT) ELSE tarn_json_bad(j, type, '') END`},

	{"tarn_json_items", `tarn_json_items(j, within) AS CASE json_type(j) WHEN 'ARRAY' THEN json_extract(j, '$[*]')
		WHEN 'NULL' THEN NULL ELSE CASE WHEN j IS NOT NULL THEN [CAST(tarn_json_unlike(j, within, 'Expected a json array, but got ') AS JSON)] END END`},
	{"tarn_json_entries", `tarn_json_entries(j, within) AS CASE json_type(j)
		WHEN 'OBJECT' THEN list_transform(list_zip(json_keys(j), json_extract(j, '$.*')), lambda e_: struct_pack(k := e_[1], v := e_[2]))
		WHEN 'NULL' THEN NULL ELSE CASE WHEN j IS NOT NULL THEN [struct_pack(k := '', v := CAST(tarn_json_unlike(j, within, 'Expected a json object, but got ') AS JSON))] END END`},
	// The member of an object whose name is the same but for case.
	{"tarn_json_field", `tarn_json_field(j, name, pointer) AS CASE WHEN json_type(j) = 'OBJECT' THEN coalesce(json_extract(j, pointer),
		list_extract(json_extract(j, '$.*'), list_position(list_transform(json_keys(j), lambda k_: lower(k_)), name))) END`},
	{"tarn_json_row", `tarn_json_row(j, members, n, within) AS CASE json_type(j)
		WHEN 'ARRAY' THEN CASE WHEN json_array_length(j) = n THEN json_extract(j, '$[*]')
			ELSE [CAST(error('INVALID_CAST_ARGUMENT: Cannot cast to ' || within || '. Expected ' || n || ' elements in a json array, but got ' || json_array_length(j) || chr(10) || CAST(j AS VARCHAR)) AS JSON)] END
		WHEN 'OBJECT' THEN CASE WHEN members IS NOT NULL THEN members
			ELSE [CAST(tarn_json_unlike(j, within, 'Cannot cast a JSON object to anonymous row type. Input must be a JSON array.' || chr(10)) AS JSON)] END
		WHEN 'NULL' THEN NULL ELSE CASE WHEN j IS NOT NULL THEN [CAST(tarn_json_unlike(j, within, 'Expected a json array or object, but got ') AS JSON)] END END`},
	// Numbers of many digits as strings, which keep them.
	{"tarn_json_digits", `tarn_json_digits(j) AS CAST(CASE WHEN regexp_matches(CAST(j AS VARCHAR), '[0-9][0-9.]{15}') THEN array_to_string(list_transform(
		regexp_extract_all(CAST(j AS VARCHAR), '"(?:[^"\\]|\\.)*"|[^"]+'), lambda t_: CASE WHEN t_[1] = '"' THEN t_
		ELSE regexp_replace(t_, '(-?[0-9][0-9.]{15,}(?:[eE][+-]?[0-9]+)?)', '"\1"', 'g') END), '') ELSE CAST(j AS VARCHAR) END AS JSON)`},
}
