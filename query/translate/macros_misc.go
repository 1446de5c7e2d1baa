package translate

var miscMacros = []Macro{
	{"tarn_size_unit", `tarn_size_unit(s) AS (list_position(['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB'], regexp_extract(s, '[a-zA-Z]+$')) - 1)`},
	{"tarn_size_factor", `tarn_size_factor(s) AS pow(1024.0::DOUBLE, tarn_size_unit(s))::HUGEINT`},
	// The digits after the point are at most 13, which a HUGEINT holds times a yottabyte.
	{"tarn_parse_data_size", `tarn_parse_data_size(s) AS CASE
		WHEN regexp_full_match(s, '[0-9]+(\.[0-9]+)?[a-zA-Z]+') AND tarn_size_unit(s) IS NOT NULL
		THEN (regexp_extract(s, '^[0-9]+')::HUGEINT * tarn_size_factor(s)
			+ ('0' || regexp_extract(s, '\.([0-9]{1,13})', 1))::HUGEINT * tarn_size_factor(s) // ('1' || repeat('0', length(regexp_extract(s, '\.([0-9]{1,13})', 1))))::HUGEINT)::DECIMAL(38,0)
		WHEN s IS NOT NULL THEN error('INVALID_FUNCTION_ARGUMENT: Invalid data size: ''' || s || '''') END`},
	{"tarn_three_digits", `tarn_three_digits(x) AS CASE
		WHEN abs(x) < 10 THEN printf('%.2f', x) WHEN abs(x) < 100 THEN printf('%.1f', x) ELSE printf('%.0f', x) END`},
	{"tarn_number_text", `tarn_number_text(x) AS CASE WHEN contains(tarn_three_digits(x), '.') THEN rtrim(rtrim(tarn_three_digits(x), '0'), '.') ELSE tarn_three_digits(x) END`},
	{"tarn_format_number", `tarn_format_number(x) AS CASE
		WHEN isnan(x::DOUBLE) THEN 'NaN' WHEN isinf(x::DOUBLE) THEN CASE WHEN x > 0 THEN 'Infinity' ELSE '-Infinity' END
		WHEN abs(x::DOUBLE) < 1000 THEN tarn_number_text(x::DOUBLE)
		WHEN abs(x::DOUBLE) < 1e6 THEN tarn_number_text(x / 1e3::DOUBLE) || 'K'
		WHEN abs(x::DOUBLE) < 1e9 THEN tarn_number_text(x / 1e6::DOUBLE) || 'M'
		WHEN abs(x::DOUBLE) < 1e12 THEN tarn_number_text(x / 1e9::DOUBLE) || 'B'
		WHEN abs(x::DOUBLE) < 1e15 THEN tarn_number_text(x / 1e12::DOUBLE) || 'T'
		ELSE tarn_number_text(x / 1e15::DOUBLE) || 'Q' END`},

	// A format that is no literal, with %s in it and nothing else.
	{"tarn_format", `tarn_format(pattern, texts) AS list_transform([struct_pack(parts := string_split(replace(pattern, '%%', chr(0)), '%s'), texts := texts)], lambda format_: CASE
		WHEN contains(array_to_string(format_.parts, ''), '%') THEN error('NOT_SUPPORTED: a format that is not a literal and has more than %s is not supported')
		WHEN len(format_.parts) > len(format_.texts) + 1 THEN error('INVALID_FUNCTION_ARGUMENT: Format specifier ''%s''')
		ELSE replace(array_to_string(list_transform(format_.parts, lambda part_, at_: part_ || CASE WHEN at_ < len(format_.parts) THEN format_.texts[at_] ELSE '' END), ''), chr(0), '%') END)[1]`},
}
