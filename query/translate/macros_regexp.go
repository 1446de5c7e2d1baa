package translate

var regexpMacros = []Macro{
	{"tarn_regexp_position", `tarn_regexp_position(s, pattern, start, n) AS list_transform([struct_pack(s := s, start := start, n := n)], lambda from_: CASE
		WHEN from_.start < 1 THEN error('INVALID_FUNCTION_ARGUMENT: start position cannot be smaller than 1')
		WHEN from_.n < 1 THEN error('INVALID_FUNCTION_ARGUMENT: occurrence cannot be smaller than 1')
		WHEN len(regexp_extract_all(substr(from_.s, from_.start), pattern)) < from_.n THEN -1
		WHEN from_.s IS NOT NULL AND pattern IS NOT NULL AND from_.start IS NOT NULL AND from_.n IS NOT NULL
		THEN from_.start + length(array_to_string(regexp_split_to_array(substr(from_.s, from_.start), pattern)[1:from_.n], ''))
			+ coalesce(length(array_to_string(regexp_extract_all(substr(from_.s, from_.start), pattern)[1:from_.n - 1], '')), 0) END)[1]`},
	{"tarn_interleaved", `tarn_interleaved(texts, news) AS list_transform([struct_pack(texts := texts, news := news)], lambda both_:
		array_to_string(list_transform(both_.texts, lambda text_, at_: text_ || coalesce(both_.news[at_], '')), ''))[1]`},
}
