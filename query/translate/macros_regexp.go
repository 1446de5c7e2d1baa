package translate

var regexpMacros = []Macro{
	// Patterns that are not literals stand as they are, but for what RE2 lacks.
	{"tarn_regexp", `tarn_regexp(pattern) AS list_transform([pattern], lambda pattern_: CASE
		WHEN regexp_matches(pattern_, '\(\?(=|!|<=|<!|>)') THEN error('NOT_SUPPORTED: regular expressions with lookaround are not supported')
		ELSE replace(pattern_, '(?<', '(?P<') END)[1]`},
	{"tarn_regexp_position", `tarn_regexp_position(s, pattern, start, n) AS list_transform([struct_pack(s := s, start := start, n := n)], lambda from_: CASE
		WHEN from_.start < 1 THEN error('INVALID_FUNCTION_ARGUMENT: start position cannot be smaller than 1')
		WHEN from_.n < 1 THEN error('INVALID_FUNCTION_ARGUMENT: occurrence cannot be smaller than 1')
		WHEN len(regexp_extract_all(substr(from_.s, from_.start), pattern)) < from_.n THEN -1
		WHEN from_.s IS NOT NULL AND pattern IS NOT NULL AND from_.start IS NOT NULL AND from_.n IS NOT NULL
		THEN from_.start + length(array_to_string(regexp_split_to_array(substr(from_.s, from_.start), pattern)[1:from_.n], ''))
			+ coalesce(length(array_to_string(regexp_extract_all(substr(from_.s, from_.start), pattern)[1:from_.n - 1], '')), 0) END)[1]`},
	{"tarn_replacement_text", `tarn_replacement_text(s) AS regexp_replace(regexp_replace(regexp_replace(s, '\\([^\\$])', '\1', 'g'), '\$([0-9])', '\\\1', 'g'), '\\\$', '$', 'g')`},
	{"tarn_interleaved", `tarn_interleaved(texts, news) AS list_transform([struct_pack(texts := texts, news := news)], lambda both_:
		array_to_string(list_transform(both_.texts, lambda text_, at_: text_ || coalesce(both_.news[at_], '')), ''))[1]`},
}
