package translate

// javaSpaces are the characters that Java calls whitespace, as a text of SQL.
const javaSpaces = "'\t\n\v\f\r\x1c\x1d\x1e\x1f \u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u2028\u2029\u205f\u3000'"

var stringMacros = []Macro{
	// Java's upper case of a letter is one letter: ß stays.
	{"tarn_upper", `tarn_upper(s) AS CASE WHEN contains(s, 'ß')
		THEN array_to_string(list_transform(string_split(s, 'ß'), lambda part_: upper(part_)), 'ß') ELSE upper(s) END`},
	{"tarn_title", `tarn_title(s) AS array_to_string(list_transform(string_split(s, ' '), lambda word_: upper(left(word_, 1)) || lower(substr(word_, 2))), ' ')`},
	{"tarn_is_ascii", `tarn_is_ascii(s) AS (strlen(s) = length(s))`},
	// DuckDB keeps letters and their combining marks together, Trino does not.
	{"tarn_reverse", `tarn_reverse(s) AS CASE WHEN tarn_is_ascii(s) THEN reverse(s) ELSE array_to_string(list_reverse(string_split(s, '')), '') END`},
	{"tarn_substr", `tarn_substr(s, start) AS CASE
			WHEN start > 0 OR -start BETWEEN 1 AND length(s) THEN substr(s, least(start, 2147483647)) ELSE substr(s, start, 0) END,
		(s, start, count) AS CASE
			WHEN start > 0 OR -start BETWEEN 1 AND length(s)
			THEN substr(s, least(start, 2147483647), CASE WHEN count > 2147483647 THEN 2147483647 WHEN count < 0 THEN 0 ELSE count END)
			ELSE substr(s, CASE WHEN count IS NULL THEN NULL ELSE start END, 0) END`},
	{"tarn_substr_bytes", `tarn_substr_bytes(x, start, count) AS CASE
		WHEN start > 0 OR -start BETWEEN 1 AND octet_length(x)
		THEN unhex(substr(hex(x), CASE WHEN start > 0 THEN start * 2 - 1 ELSE start * 2 END, CASE WHEN count < 0 THEN 0 ELSE count * 2 END))
		ELSE unhex(substr(hex(x), CASE WHEN count IS NULL THEN NULL ELSE start END, 0)) END`},
	{"tarn_overlay", `tarn_overlay(s, new, start, count) AS CASE
		WHEN start <= 0 THEN error('INVALID_FUNCTION_ARGUMENT: start must be positive')
		ELSE substr(s, 1, start - 1) || new || substr(s, start + CASE WHEN count < 0 THEN 0 ELSE count END) END`},
	{"tarn_trim_both", "tarn_trim_both(s) AS trim(s, " + javaSpaces + ")"},
	{"tarn_ltrim", "tarn_ltrim(s) AS ltrim(s, " + javaSpaces + ")"},
	{"tarn_rtrim", "tarn_rtrim(s) AS rtrim(s, " + javaSpaces + ")"},
	{"tarn_padding", `tarn_padding(size, pad, padded) AS CASE
		WHEN size NOT BETWEEN 0 AND 2147483647 THEN error('INVALID_FUNCTION_ARGUMENT: Target length must be in the range [0..2147483647]')
		WHEN pad = '' THEN error('INVALID_FUNCTION_ARGUMENT: Padding string must not be empty')
		ELSE padded END`},
	{"tarn_padding_bytes", `tarn_padding_bytes(size, pad, padded) AS CASE
		WHEN size NOT BETWEEN 0 AND 2147483647 THEN error('INVALID_FUNCTION_ARGUMENT: Target length must be in the range [0..2147483647]')
		WHEN octet_length(pad) = 0 THEN error('INVALID_FUNCTION_ARGUMENT: Padding bytes must not be empty')
		ELSE padded END`},
	{"tarn_replace", `tarn_replace(s, search, new) AS CASE
		WHEN search <> '' THEN replace(s, search, new)
		WHEN s = '' OR search IS NULL OR new IS NULL THEN search || new
		ELSE new || array_to_string(string_split(s, ''), new) || new END`},
	{"tarn_places", `tarn_places(s, part) AS list_filter(range(1, length(s) - length(part) + 2), lambda place_: substr(s, place_, length(part)) = part)`},
	{"tarn_strpos", `tarn_strpos(s, part, n) AS CASE
		WHEN n = 0 THEN error('INVALID_FUNCTION_ARGUMENT: ''instance'' must be a positive or negative number.')
		WHEN part = '' THEN strpos(s, part)
		WHEN s IS NOT NULL AND part IS NOT NULL AND n IS NOT NULL THEN coalesce(tarn_places(s, part)[n], 0) END`},
	{"tarn_split", `tarn_split(s, delimiter) AS CASE
			WHEN delimiter = '' THEN error('INVALID_FUNCTION_ARGUMENT: The delimiter may not be the empty string')
			ELSE string_split(s, nullif(delimiter, '')) END,
		(s, delimiter, most) AS CASE
			WHEN delimiter = '' THEN error('INVALID_FUNCTION_ARGUMENT: The delimiter may not be the empty string')
			WHEN most <= 0 THEN error('INVALID_FUNCTION_ARGUMENT: Limit must be positive')
			WHEN most > 2147483647 THEN error('INVALID_FUNCTION_ARGUMENT: Limit is too large')
			WHEN len(string_split(s, delimiter)) <= most THEN string_split(s, delimiter)
			WHEN most = 1 THEN [s]
			WHEN most IS NOT NULL THEN list_append(string_split(s, delimiter)[1:most - 1], array_to_string(string_split(s, delimiter)[most:], delimiter)) END`},
	{"tarn_split_part", `tarn_split_part(s, delimiter, n) AS CASE
		WHEN n <= 0 THEN error('INVALID_FUNCTION_ARGUMENT: Index must be greater than zero')
		WHEN delimiter = '' THEN CASE WHEN n <= length(s) THEN substr(s, n, 1) END
		ELSE string_split(s, nullif(delimiter, ''))[n] END`},
	{"tarn_concat_ws", `tarn_concat_ws(separator, list) AS CASE WHEN separator IS NOT NULL AND list IS NOT NULL
		THEN coalesce(array_to_string(list, separator), '') END`},
	{"tarn_chr", `tarn_chr(n) AS CASE WHEN n NOT BETWEEN 0 AND 1114111 OR n BETWEEN 55296 AND 57343
		THEN error('INVALID_FUNCTION_ARGUMENT: Not a valid Unicode code point: ' || n) ELSE chr(n::INTEGER) END`},
	{"tarn_codepoint", `tarn_codepoint(s) AS CASE WHEN length(s) <> 1
		THEN error('INVALID_FUNCTION_ARGUMENT: Input string must be a single character string') ELSE unicode(s) END`},
	{"tarn_collapse", `tarn_collapse(codes) AS regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
		codes, '1+', '1', 'g'), '2+', '2', 'g'), '3+', '3', 'g'), '4+', '4', 'g'), '5+', '5', 'g'), '6+', '6', 'g')`},
	{"tarn_code", `tarn_code(letters) AS translate(letters, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', '0123012-02245501262301-202')`},
	// Letters of one code that follow each other count once, H and W between them or not; vowels part them.
	{"tarn_soundex_codes", `tarn_soundex_codes(letters) AS left(replace(substr(tarn_collapse(left(tarn_code(letters), 1) || replace(substr(tarn_code(letters), 2), '-', '')), 2), '0', '') || '000', 3)`},
	{"tarn_soundex", `tarn_soundex(s) AS CASE
		WHEN regexp_matches(s, '[^\x00-\x7f]') AND regexp_matches(s, '\pL') AND regexp_extract(s, '[^\x00-\x7f\PL]') <> ''
		THEN error('INVALID_FUNCTION_ARGUMENT: The character is not mapped: ' || upper(regexp_extract(s, '[^\x00-\x7f\PL]')))
		WHEN regexp_replace(s, '[^A-Za-z]', '', 'g') = '' THEN ''
		ELSE left(upper(regexp_replace(s, '[^A-Za-z]', '', 'g')), 1) || tarn_soundex_codes(upper(regexp_replace(s, '[^A-Za-z]', '', 'g'))) END`},
	{"tarn_luhn", `tarn_luhn(s) AS CASE
		WHEN s = '' THEN false
		WHEN NOT regexp_full_match(s, '[0-9]*') THEN error('INVALID_FUNCTION_ARGUMENT: Input contains non-digit characters: ' || s)
		ELSE list_sum(list_transform(string_split(reverse(s), ''), lambda digit_, place_:
			CASE WHEN place_ % 2 = 1 THEN digit_::INTEGER WHEN digit_::INTEGER > 4 THEN digit_::INTEGER * 2 - 9 ELSE digit_::INTEGER * 2 END)) % 10 = 0 END`},
	// The bytes in hex, in pieces that are each a character or a sequence that is none.
	{"tarn_pieces", `tarn_pieces(hex) AS regexp_extract_all(hex, '[0-7].|(?:C[2-9A-F]|D.)[89AB].|E0(?:[AB].(?:[89AB].)?)?|ED(?:[89].(?:[89AB].)?)?|E[1-9A-CEF](?:[89AB].(?:[89AB].)?)?|F0(?:[9AB].(?:[89AB].(?:[89AB].)?)?)?|F[1-3](?:[89AB].(?:[89AB].(?:[89AB].)?)?)?|F4(?:8.(?:[89AB].(?:[89AB].)?)?)?|..')`},
	{"tarn_whole", `tarn_whole(piece) AS CASE left(piece, 1) WHEN 'F' THEN length(piece) = 8 WHEN 'E' THEN length(piece) = 6 WHEN 'C' THEN length(piece) = 4 WHEN 'D' THEN length(piece) = 4 ELSE piece < '80' END`},
	{"tarn_from_utf8", `tarn_from_utf8(x, new) AS CASE WHEN new IS NULL THEN NULL ELSE coalesce(try(decode(x)),
		decode(unhex(array_to_string(list_transform(tarn_pieces(hex(x)), lambda piece_: CASE WHEN tarn_whole(piece_) THEN piece_ ELSE hex(encode(new)) END), '')))) END`},
	{"tarn_replacement", `tarn_replacement(s) AS CASE WHEN length(s) > 1
		THEN error('INVALID_FUNCTION_ARGUMENT: Replacement character string must empty or a single character') ELSE s END`},
}
