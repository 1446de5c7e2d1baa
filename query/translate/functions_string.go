package translate

import (
	"fmt"
	"strings"

	"github.com/tarnlake/tarn/query/types"
)

// stringFunctions are those of Trino's StringFunctions and their kin.
var stringFunctions = []Function{
	{Signature: "length(char(x)) bigint", Emit: charLength, Example: "length(CAST('hello' AS CHAR(20)))", Value: "20"},
	{Signature: "length(varchar) bigint", SQL: "length($1)", Example: "length('naïve')", Value: "5"},
	{Signature: "length(varbinary) bigint", SQL: "octet_length($1)", Example: "length(X'0A0B')", Value: "2"},
	{Signature: "char_length(varchar) bigint", SQL: "length($1)", Example: "char_length('naïve')", Value: "5"},
	{Signature: "character_length(varchar) bigint", SQL: "length($1)", Example: "character_length('信念')", Value: "2"},

	{Signature: "lower(char(x)) char(x)", SQL: "lower($1)", Example: "lower(CAST('ABC' AS CHAR(3)))", Value: "abc"},
	{Signature: "lower(varchar(x)) varchar(x)", SQL: "lower($1)", Example: "lower('WHAT!!')", Value: "what!!"},
	{Signature: "upper(char(x)) char(x)", SQL: "tarn_upper($1)", Example: "upper(CAST('abc' AS CHAR(3)))", Value: "ABC"},
	{Signature: "upper(varchar(x)) varchar(x)", SQL: "tarn_upper($1)", Example: "upper('straße')", Value: "STRAßE"},
	{Signature: "title_case(varchar) varchar", SQL: "tarn_title($1)", Example: "title_case('hello world 123')", Value: "Hello World 123"},
	{Signature: "reverse(char(x)) char(x)", Emit: padded("rtrim(tarn_reverse($1), ' ')"), Example: "reverse(CAST('abc' AS CHAR(3)))", Value: "cba"},
	{Signature: "reverse(varchar(x)) varchar(x)", SQL: "tarn_reverse($1)", Example: "reverse('naïve')", Value: "evïan"},

	{Signature: "substr(char(x), bigint) varchar(x)", Emit: padded("tarn_substr($1, $2)"), Example: "substr(CAST('Quadratically' AS CHAR(13)), 5)", Value: "ratically"},
	{Signature: "substr(char(x), bigint, bigint) varchar(x)", Emit: padded("tarn_substr($1, $2, $3)"), Example: "substr(CAST('abc def' AS CHAR(7)), 1, 4)", Value: "abc "},
	{Signature: "substr(varchar(x), bigint) varchar(x)", SQL: "tarn_substr($1, $2)", Example: "substr('Quadratically', -5)", Value: "cally"},
	{Signature: "substr(varchar(x), bigint, bigint) varchar(x)", SQL: "tarn_substr($1, $2, $3)", Example: "substr('Quadratically', 0, 5)", Value: ""},
	{Signature: "substr(varbinary, bigint) varbinary", SQL: "tarn_substr_bytes($1, $2, octet_length($1))", Example: "substr(X'0A0B0C', 2)", Value: "0b 0c"},
	{Signature: "substr(varbinary, bigint, bigint) varbinary", SQL: "tarn_substr_bytes($1, $2, $3)", Example: "substr(X'0A0B0C', -2, 1)", Value: "0b"},
	{Signature: "substring(char(x), bigint) varchar(x)", Emit: padded("tarn_substr($1, $2)"), Example: "substring(CAST('Quadratically' AS CHAR(13)), 5)", Value: "ratically"},
	{Signature: "substring(char(x), bigint, bigint) varchar(x)", Emit: padded("tarn_substr($1, $2, $3)"), Example: "substring(CAST('abc def' AS CHAR(7)), 1, 4)", Value: "abc "},
	{Signature: "substring(varchar(x), bigint) varchar(x)", SQL: "tarn_substr($1, $2)", Example: "substring('信念,爱,希望', 4)", Value: "爱,希望"},
	{Signature: "substring(varchar(x), bigint, bigint) varchar(x)", SQL: "tarn_substr($1, $2, $3)", Example: "substring('Quadratically', -50, 4)", Value: ""},
	{Signature: "substring(varbinary, bigint) varbinary", SQL: "tarn_substr_bytes($1, $2, octet_length($1))", Example: "substring(X'0A0B0C', 3)", Value: "0c"},
	{Signature: "substring(varbinary, bigint, bigint) varbinary", SQL: "tarn_substr_bytes($1, $2, $3)", Example: "substring(X'0A0B0C', 1, 2)", Value: "0a 0b"},
	{Signature: "overlay(varchar, varchar, bigint) varchar", SQL: "tarn_overlay($1, $2, $3, length($2))", Example: "overlay('abcdef' PLACING 'XY' FROM 3)", Value: "abXYef"},
	{Signature: "overlay(varchar, varchar, bigint, bigint) varchar", SQL: "tarn_overlay($1, $2, $3, $4)", Example: "overlay('abcdef' PLACING 'XY' FROM 3 FOR 0)", Value: "abXYcdef"},

	{Signature: "trim(char(x)) varchar(x)", SQL: "tarn_trim_both($1)", Example: "trim(CAST('  abc' AS CHAR(7)))", Value: "abc"},
	{Signature: "trim(char(x), varchar) varchar(x)", Emit: padded("rtrim(trim($1, $2), ' ')"), Example: "trim(CAST('abc def' AS CHAR(7)), 'adef')", Value: "bc"},
	{Signature: "trim(varchar(x)) varchar(x)", SQL: "tarn_trim_both($1)", Example: "trim('  hello  ')", Value: "hello"},
	{Signature: "trim(varchar(x), varchar) varchar(x)", SQL: "trim($1, $2)", Example: "trim('xxhellox', 'x')", Value: "hello"},
	{Signature: "ltrim(char(x)) varchar(x)", SQL: "tarn_ltrim($1)", Example: "ltrim(CAST('  hello' AS CHAR(7)))", Value: "hello"},
	{Signature: "ltrim(char(x), varchar) varchar(x)", SQL: "ltrim($1, $2)", Example: "ltrim(CAST('  hello' AS CHAR(7)), 'e h')", Value: "llo"},
	{Signature: "ltrim(varchar(x)) varchar(x)", SQL: "tarn_ltrim($1)", Example: "ltrim('  hello')", Value: "hello"},
	{Signature: "ltrim(varchar(x), varchar) varchar(x)", SQL: "ltrim($1, $2)", Example: "ltrim('xyhello', 'yx')", Value: "hello"},
	{Signature: "rtrim(char(x)) varchar(x)", SQL: "tarn_rtrim($1)", Example: "rtrim(CAST('  hello' AS CHAR(9)))", Value: "  hello"},
	{Signature: "rtrim(char(x), varchar) varchar(x)", SQL: "rtrim(rtrim($1, $2), ' ')", Example: "rtrim(CAST('abc def' AS CHAR(7)), 'def')", Value: "abc"},
	{Signature: "rtrim(varchar(x)) varchar(x)", SQL: "tarn_rtrim($1)", Example: "rtrim('hello  ')", Value: "hello"},
	{Signature: "rtrim(varchar(x), varchar) varchar(x)", SQL: "rtrim($1, $2)", Example: "rtrim(' hello world ', ' ehlowrd')", Value: ""},
	{Signature: "lpad(char(x), bigint, varchar) varchar", Emit: padded("tarn_padding($2, $3, lpad($1, $2::INTEGER, $3))"), Example: "lpad(CHAR 'abc   ', 8, 'def')", Value: "deabc   "},
	{Signature: "lpad(varchar, bigint, varchar) varchar", SQL: "tarn_padding($2, $3, lpad($1, $2::INTEGER, $3))", Example: "lpad('text', 9, 'xyz')", Value: "xyzxytext"},
	{Signature: "rpad(varchar, bigint, varchar) varchar", SQL: "tarn_padding($2, $3, rpad($1, $2::INTEGER, $3))", Example: "rpad('text', 6, 'xy')", Value: "textxy"},
	{Signature: "lpad(varbinary, bigint, varbinary) varbinary", SQL: "tarn_padding_bytes($2, $3, unhex(lpad(hex($1), ($2 * 2)::INTEGER, hex($3))))", Example: "lpad(X'2312', 4, X'45')", Value: "45 45 23 12"},
	{Signature: "rpad(varbinary, bigint, varbinary) varbinary", SQL: "tarn_padding_bytes($2, $3, unhex(rpad(hex($1), ($2 * 2)::INTEGER, hex($3))))", Example: "rpad(X'2312', 3, X'4524')", Value: "23 12 45"},

	{Signature: "replace(varchar(x), varchar) varchar(x)", SQL: "replace($1, $2, '')", Example: "replace('0000123', '0')", Value: "123"},
	{Signature: "replace(varchar, varchar, varchar) varchar", SQL: "tarn_replace($1, $2, $3)", Result: replacedType, Example: "replace('foo', '', '-')", Value: "-f-o-o-"},
	{Signature: "translate(varchar, varchar, varchar) varchar", SQL: "translate($1, $2, $3)", Example: "translate('abcd', 'aac', 'zq')", Value: "zbd"},
	{Signature: "strpos(varchar, varchar) bigint", SQL: "strpos($1, $2)", Example: "strpos('high', 'ig')", Value: "2"},
	{Signature: "strpos(varchar, varchar, bigint) bigint", SQL: "tarn_strpos($1, $2, $3)", Example: "strpos('abc/xyz/foo/bar', '/', -3)", Value: "4"},
	{Signature: "starts_with(varchar, varchar) boolean", SQL: "starts_with($1, $2)", Example: "starts_with('foo_bar', 'foo')", Value: "true"},
	{Signature: "ends_with(varchar, varchar) boolean", SQL: "ends_with($1, $2)", Example: "ends_with('foo_bar', 'foo')", Value: "false"},
	{Signature: "split(varchar(x), varchar) array(varchar(x))", SQL: "tarn_split($1, $2)", Example: "split('a..b', '.')", Value: "[a, , b]"},
	{Signature: "split(varchar(x), varchar, bigint) array(varchar(x))", SQL: "tarn_split($1, $2, $3)", Example: "split('.a.b.c', '.', 3)", Value: "[, a, b.c]"},
	{Signature: "split_part(varchar(x), varchar, bigint) varchar(x)", SQL: "tarn_split_part($1, $2, $3)", Example: "split_part('abc-@-def', '-@-', 2)", Value: "def"},

	{Signature: "concat(char(x), char(y)) char", Result: joinedType, Emit: concatChars, Example: "concat(CAST('a' AS CHAR(2)), CAST('b' AS CHAR(2)))", Value: "a b "},
	{Signature: "concat(varchar, varchar...) varchar", Emit: concat, Example: "concat('this', ' is', ' cool')", Value: "this is cool"},
	{Signature: "concat(varbinary, varbinary...) varbinary", Emit: concat, Example: "concat(X'0A', X'0B')", Value: "0a 0b"},
	{Signature: "concat_ws(varchar, array(varchar)) varchar", SQL: "tarn_concat_ws($1, $2)", Example: "concat_ws(',', ARRAY['abc', NULL, 'xyz'])", Value: "abc,xyz"},
	{Signature: "concat_ws(varchar, varchar...) varchar", Emit: concatWS, Example: "concat_ws(',', 'def', NULL, 'mno')", Value: "def,mno"},

	{Signature: "chr(bigint) varchar(1)", SQL: "tarn_chr($1)", Example: "chr(26391)", Value: "朗"},
	{Signature: "codepoint(varchar(1)) integer", SQL: "tarn_codepoint($1)", Example: "codepoint('x')", Value: "120"},
	{Signature: "hamming_distance(varchar, varchar) bigint", SQL: "tarn_go_hamming($1, $2)", Example: "hamming_distance('hello', 'jello')", Value: "1"},
	{Signature: "levenshtein_distance(varchar, varchar) bigint", SQL: "tarn_go_levenshtein($1, $2)", Example: "levenshtein_distance('hello world', 'hel wold')", Value: "3"},
	{Signature: "soundex(varchar) varchar(4)", SQL: "tarn_soundex($1)", Example: "soundex('Pfister')", Value: "P236"},
	{Signature: "normalize(varchar) varchar", SQL: "nfc_normalize($1)", Example: "normalize('schön')", Value: "schön"},
	{Signature: "normalize(varchar, varchar) varchar", SQL: "tarn_go_normalize($1, $2)", Example: "normalize('ﬁx', NFKC)", Value: "fix"},
	{Signature: "word_stem(varchar(x)) varchar(x)", SQL: "tarn_go_word_stem($1, 'en')", Example: "word_stem('generously')", Value: "generous"},
	{Signature: "word_stem(varchar(x), varchar) varchar(x)", SQL: "tarn_go_word_stem($1, $2)", Example: "word_stem('continuellement', 'fr')", Value: "continuel"},
	{Signature: "luhn_check(varchar) boolean", SQL: "tarn_luhn($1)", Example: "luhn_check('4242424242424242')", Value: "true"},

	{Signature: "to_utf8(char(x)) varbinary", Emit: padded("encode($1)"), Example: "to_utf8(CAST('ab' AS CHAR(3)))", Value: "61 62 20"},
	{Signature: "to_utf8(varchar) varbinary", SQL: "encode($1)", Example: "to_utf8('ä')", Value: "c3 a4"},
	{Signature: "from_utf8(varbinary) varchar", SQL: "tarn_from_utf8($1, '�')", Example: "from_utf8(X'58DF')", Value: "X�"},
	{Signature: "from_utf8(varbinary, varchar) varchar", SQL: "tarn_from_utf8($1, tarn_replacement($2))", Example: "from_utf8(X'58BF', '#')", Value: "X#"},
	{Signature: "from_utf8(varbinary, bigint) varchar", SQL: "tarn_from_utf8($1, tarn_chr($2))", Example: "from_utf8(X'58DF', 35)", Value: "X#"},
}

// charLength is the declared length: a char has its spaces.
func charLength(c Call) (string, error) {
	return fmt.Sprintf("CASE WHEN %s IS NOT NULL THEN %d::BIGINT END", c.Args[0].SQL, c.Args[0].Type.Length), nil
}

// padded emits the template with the spaces of a char before it: $1 is held without them.
func padded(template string) func(Call) (string, error) {
	return func(c Call) (string, error) {
		c.Args = append([]Value{padChar(c.Args[0])}, c.Args[1:]...)
		return c.fill(template), nil
	}
}

// padChar returns a char with all its spaces.
func padChar(v Value) Value {
	return Value{SQL: fmt.Sprintf("rpad(%s, %d, ' ')", v.SQL, v.Type.Length), Type: types.VarcharOf(v.Type.Length)}
}

// replacedType is a varchar that has room for a replacement before, after and
// between all characters.
func replacedType(c Call) types.Type {
	x, z := c.Args[0].Type, c.Args[2].Type
	if x.Kind != types.Varchar || z.Kind != types.Varchar {
		return types.Of(types.Varchar)
	}
	return types.VarcharOf(min(types.Unbounded, x.Length+z.Length*(x.Length+1)))
}

// joinedType is the char that has room for two.
func joinedType(c Call) types.Type {
	return types.Type{Kind: types.Char, Length: min(65536, c.Args[0].Type.Length+c.Args[1].Type.Length)}
}

func concatChars(c Call) (string, error) {
	return padChar(c.Args[0]).SQL + " || " + c.Args[1].SQL, nil
}

func concat(c Call) (string, error) {
	if len(c.Args) < 2 {
		return "", fmt.Errorf("INVALID_FUNCTION_ARGUMENT: There must be two or more concatenation arguments")
	}
	return joinSQL(c.Args, " || "), nil
}

func concatWS(c Call) (string, error) {
	if len(c.Args) < 2 {
		return "", fmt.Errorf("INVALID_FUNCTION_ARGUMENT: There must be two or more arguments")
	}
	return "concat_ws(" + joinSQL(c.Args, ", ") + ")", nil
}

func joinSQL(args []Value, separator string) string {
	parts := make([]string, len(args))
	for i, a := range args {
		parts[i] = a.SQL
	}
	return strings.Join(parts, separator)
}
