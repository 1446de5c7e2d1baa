package function

import (
	"strconv"
	"strings"
	"testing"
)

// The expected values follow the documentation of java.util.regex.Pattern and
// of Trino's regular expression functions.
func TestRegexp(t *testing.T) {
	tests := []struct {
		name, text, pattern string
		more                []Value
		want                string // elements between bars; NULL
	}{
		{"regexp_like", "foobar", `foo(?=bar)`, nil, "true"},
		{"regexp_like", "foobaz", `foo(?!baz)`, nil, "false"},
		{"regexp_like", "price: $42", `(?<=\$)\d+`, nil, "true"},
		{"regexp_like", "price: 42", `(?<!\$)\b\d+`, nil, "true"},
		{"regexp_like", "abab", `^(ab)\1$`, nil, "true"},
		{"regexp_like", "abba", `^(?<x>ab)\k<x>$`, nil, "false"},
		{"regexp_like", "aaa", `^a++a$`, nil, "false"}, // possessive: nothing is given back
		{"regexp_like", "aaa", `^a+a$`, nil, "true"},
		{"regexp_like", "aab", `^(?:aa|a)?+ab$`, nil, "false"},
		{"regexp_like", "foobar", `^(?>foo|foobar)$`, nil, "false"},
		{"regexp_like", "x", `[a-z&&[^aeiou]]`, nil, "true"},
		{"regexp_like", "e", `[a-z&&[^aeiou]]`, nil, "false"},
		{"regexp_like", "e", `[^a-z&&[^aeiou]]`, nil, "true"},
		{"regexp_like", "5", `^[a-c[0-9]]$`, nil, "true"},
		{"regexp_like", "a+b", `^\Qa+b\E$`, nil, "true"},
		{"regexp_like", "É", `^\p{Lu}$`, nil, "true"},
		{"regexp_like", "q", `^\p{Lower}$`, nil, "true"},
		{"regexp_like", "q", `^\P{Lower}$`, nil, "false"},
		{"regexp_like", "Q", `^(?i)q$`, nil, "true"},
		{"regexp_like", "]", `^[]]$`, nil, "true"},
		{"regexp_extract", "a1b22", `(?<=[a-z])(\d)\1`, []Value{integerValue(1)}, "2"},
		{"regexp_extract", "a", `(a)(?=(b)?)`, []Value{integerValue(2)}, "NULL"},
		{"regexp_extract", "b", `a(?=b)`, []Value{integerValue(0)}, "NULL"},
		{"regexp_extract", "ab", `(?<first>.)(.)`, []Value{integerValue(1)}, "a"}, // groups with names count with the others
		{"regexp_extract", "ab", `a(?=b)`, []Value{integerValue(1)}, "INVALID_FUNCTION_ARGUMENT: Pattern has 0 groups. Cannot access group 1"},
		{"regexp_extract", "ab", `a(?=b)`, []Value{integerValue(-1)}, "INVALID_FUNCTION_ARGUMENT: Group cannot be negative"},
		{"regexp_extract_all", "1a 2b 14m", `\d+(?=[a-z])`, []Value{integerValue(0)}, "1|2|14"},
		{"regexp_extract_all", "ab", `(a)|(?=b)b`, []Value{integerValue(1)}, "a|NULL"},
		{"regexp_count", "1a 2b 14m", `\d(?!\d)`, nil, "3"},
		{"regexp_count", "baaac", `a*`, nil, "4"},
		{"regexp_split", "oneTwoThree", `(?=[A-Z])`, nil, "one|Two|Three"},
		{"regexp_split", "a1b", `\d`, nil, "a|b"},
		{"regexp_position", "爱1 2", `\d(?=$)`, []Value{integerValue(1), integerValue(1)}, "4"},
		{"regexp_position", "a1b2", `\d`, []Value{integerValue(1), integerValue(2)}, "4"},
		{"regexp_position", "a1b2", `\d`, []Value{integerValue(5), integerValue(1)}, "-1"},
		{"regexp_position", "a1b2", `\d`, []Value{integerValue(0), integerValue(1)}, "INVALID_FUNCTION_ARGUMENT: start position cannot be smaller than 1"},
		{"regexp_replace", "1234567", `(?<=\d)(?=(?:\d{3})+$)`, []Value{textValue(",")}, "1,234,567"},
		{"regexp_replace", "the the cat", `\b(\w+) \1\b`, []Value{textValue("$1")}, "the cat"},
		{"regexp_replace", "new york", `(?<w>\w)(?=ork)`, []Value{textValue(`\$${w}1`)}, "new $y1ork"},
		{"regexp_replace", "ab", `(a)(?=b)`, []Value{textValue("$2")}, "INVALID_FUNCTION_ARGUMENT: No group 2"},
		{"regexp_replace", "ab", `(a)(?=b)`, []Value{textValue("$10")}, "a0b"},
		{"regexp_like", "a", `(`, nil, "INVALID_FUNCTION_ARGUMENT: "},
	}
	for _, test := range tests {
		got, err := run(t, test.name, append([]Value{textValue(test.text), textValue(test.pattern)}, test.more...)...)
		if shown := shown(test.name, got, err); shown != test.want && !(strings.HasSuffix(test.want, ": ") && strings.HasPrefix(shown, test.want)) {
			t.Errorf("%s(%q, %q, %v): got %s, want %s", test.name, test.text, test.pattern, test.more, shown, test.want)
		}
	}
}

// shown is the result of a function as the tests write it.
func shown(name string, v Value, err error) string {
	var kind Kind
	for _, f := range Functions() {
		if f.Name == "tarn_go_"+name {
			kind = f.Result
		}
	}
	switch {
	case err != nil:
		return err.Error()
	case v.Null:
		return "NULL"
	case kind == Texts:
		parts := make([]string, len(v.Texts))
		for i, element := range v.Texts {
			parts[i] = shown("word_stem", element, nil)
		}
		return strings.Join(parts, "|")
	case kind == Boolean:
		return strconv.FormatBool(v.Integer == 1)
	case kind == Integer:
		return strconv.FormatInt(v.Integer, 10)
	}
	return v.Text
}

// FuzzPattern checks that no pattern makes the translation panic.
func FuzzPattern(f *testing.F) {
	for _, pattern := range []string{`a++`, `[a&&[^b]]`, `(?<n>x)\k<n>`, `\Q[`, `(?i`, `[`, `\p`, `\x{`, `(?<`, `a{1`, `\`, `(?#`, `[[:a`} {
		f.Add(pattern)
	}
	f.Fuzz(func(t *testing.T, pattern string) { NewPattern(pattern) })
}
