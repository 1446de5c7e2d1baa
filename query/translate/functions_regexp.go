package translate

import (
	"errors"
	"fmt"
	"regexp/syntax"
	"strconv"
	"strings"

	"github.com/tarnlake/tarn/query/function"
)

// regexpFunctions are those of Trino's JoniRegexpFunctions. DuckDB has RE2,
// which is as good as Java's expressions without what looks around or back. Those,
// and patterns that only the rows know, are matched in Go.
var regexpFunctions = []Function{
	{Signature: "regexp_like(varchar, varchar) boolean", Emit: ofRegexp("regexp_matches($1, $2)", "tarn_go_regexp_like($1, $2)"), Example: `regexp_like('1a 2b 14m', '\d+b')`, Value: "true"},
	{Signature: "regexp_extract(varchar(x), varchar) varchar(x)", Emit: ofRegexp("CASE WHEN regexp_matches($1, $2) THEN regexp_extract($1, $2) END", "tarn_go_regexp_extract($1, $2, 0)"), Example: `regexp_extract('1a 2b 14m', '\d+m')`, Value: "14m"},
	{Signature: "regexp_extract(varchar(x), varchar, bigint) varchar(x)", Emit: ofGroup("regexp_extract_all($1, $2, $3)[1]", "tarn_go_regexp_extract($1, $2, $3)"), Example: `regexp_extract('1a 2b 14m', '(\d+)([a-z]+)', 2)`, Value: "a"},
	{Signature: "regexp_extract_all(varchar(x), varchar) array(varchar(x))", Emit: ofRegexp("regexp_extract_all($1, $2)", "tarn_go_regexp_extract_all($1, $2, 0)"), Example: `regexp_extract_all('1a 2b 14m', '\d+')`, Value: "[1, 2, 14]"},
	{Signature: "regexp_extract_all(varchar(x), varchar, bigint) array(varchar(x))", Emit: ofGroup("regexp_extract_all($1, $2, $3)", "tarn_go_regexp_extract_all($1, $2, $3)"), Example: `regexp_extract_all('1a 2b 14m', '(\d+)([a-z]+)', 2)`, Value: "[a, b, m]"},
	{Signature: "regexp_count(varchar, varchar) bigint", Emit: ofRegexp("len(regexp_extract_all($1, $2))", "tarn_go_regexp_count($1, $2)"), Example: `regexp_count('1a 2b 14m', '\s*[a-z]+\s*')`, Value: "3"},
	{Signature: "regexp_split(varchar(x), varchar) array(varchar(x))", Emit: ofRegexp("regexp_split_to_array($1, $2)", "tarn_go_regexp_split($1, $2)"), Example: `regexp_split('1a2b14m', '[a-z]')`, Value: "[1, 2, 14, ]"},
	{Signature: "regexp_position(varchar, varchar) bigint", Emit: ofRegexp("tarn_regexp_position($1, $2, 1, 1)", "tarn_go_regexp_position($1, $2, 1, 1)"), Example: `regexp_position('I have 23 apples, 5 pears', '\b\d+\b')`, Value: "8"},
	{Signature: "regexp_position(varchar, varchar, bigint) bigint", Emit: ofRegexp("tarn_regexp_position($1, $2, $3, 1)", "tarn_go_regexp_position($1, $2, $3, 1)"), Example: `regexp_position('I have 23 apples, 5 pears', '\b\d+\b', 12)`, Value: "19"},
	{Signature: "regexp_position(varchar, varchar, bigint, bigint) bigint", Emit: ofRegexp("tarn_regexp_position($1, $2, $3, $4)", "tarn_go_regexp_position($1, $2, $3, $4)"), Example: `regexp_position('I have 23 apples, 5 pears', '\b\d+\b', 1, 2)`, Value: "19"},
	{Signature: "regexp_replace(varchar(x), varchar) varchar(x)", Emit: ofRegexp("regexp_replace($1, $2, '', 'g')", "tarn_go_regexp_replace($1, $2, '')"), Example: `regexp_replace('1a 2b 14m', '\d+[ab] ')`, Value: "14m"},
	{Signature: "regexp_replace(varchar, varchar, varchar) varchar", Emit: regexpReplace, Example: `regexp_replace('1a 2b 14m', '(\d+)([ab]) ', '3c$2 ')`, Value: "3ca 3cb 14m"},
	{Signature: "regexp_replace(varchar, varchar, function(array(varchar),varchar)) varchar", Emit: regexpReplaceBy, Example: `regexp_replace('new york', '(\w)(\w*)', x -> upper(x[1]) || lower(x[2]))`, Value: "New York"},
}

// ofRegexp emits a template whose second argument is a regular expression: one
// for RE2, or the one for what it cannot do.
func ofRegexp(template, other string) func(Call) (string, error) {
	return func(c Call) (string, error) {
		c, _, inGo, err := withPattern(c)
		if err != nil {
			return "", err
		}
		if inGo {
			return c.fill(other), nil
		}
		return c.fill(template), nil
	}
}

// ofGroup emits a template whose third argument is the number of a group.
func ofGroup(template, other string) func(Call) (string, error) {
	return func(c Call) (string, error) {
		c, groups, inGo, err := withPattern(c)
		if err != nil {
			return "", err
		}
		if inGo {
			return c.fill(other), nil
		}
		group := c.Args[2]
		if n, err := strconv.Atoi(group.Text); err == nil && group.Literal {
			switch {
			case n < 0:
				return raise("INVALID_FUNCTION_ARGUMENT", "Group cannot be negative", c.Result), nil
			case n >= len(groups):
				return raise("INVALID_FUNCTION_ARGUMENT", fmt.Sprintf("Pattern has %d groups. Cannot access group %d", len(groups)-1, n), c.Result), nil
			}
		}
		group.SQL = "CAST(" + group.SQL + " AS INTEGER)"
		c.Args = []Value{c.Args[0], c.Args[1], group}
		return c.fill(template), nil
	}
}

// errLacking says that a pattern has what RE2 lacks.
var errLacking = errors.New("RE2 lacks it")

// withPattern returns the call with its pattern as RE2 writes it, or as it is if
// it must be matched in Go. The names of the groups, the whole first, are known
// if the pattern is a literal.
func withPattern(c Call) (_ Call, groups []string, inGo bool, _ error) {
	args := append([]Value(nil), c.Args...)
	c.Args = args
	if _, ok := literalText(args[1]); !ok {
		return c, nil, true, nil
	}
	pattern, err := re2Pattern(args[1].Text)
	if errors.Is(err, errLacking) {
		read, err := function.NewPattern(args[1].Text)
		if err != nil {
			return c, nil, true, err
		}
		return c, read.Groups, true, nil
	}
	if err != nil {
		return c, nil, false, err
	}
	parsed, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return c, nil, false, fmt.Errorf("INVALID_FUNCTION_ARGUMENT: %w", err)
	}
	args[1].SQL = literal(pattern)
	return c, parsed.CapNames(), false, nil
}

// javaClasses are names of characters that Java has and RE2 has otherwise.
var javaClasses = map[string]string{
	"Lower": "a-z", "Upper": "A-Z", "ASCII": `\x00-\x7f`, "Alpha": "a-zA-Z", "Digit": "0-9", "Alnum": "a-zA-Z0-9",
	"Punct": "!-/:-@[-`{-~", "Graph": "!-~", "Print": " -~", "Blank": ` \t`, "Cntrl": `\x00-\x1f\x7f`, "XDigit": "0-9a-fA-F", "Space": ` \t\n\x0b\f\r`,
	"IsAlphabetic": `\pL\p{Nl}`, "IsLetter": `\pL`, "IsDigit": `\p{Nd}`, "IsLowercase": `\p{Ll}`, "IsUppercase": `\p{Lu}`, "IsPunctuation": `\pP`,
}

// re2Pattern returns a pattern of Java's as RE2 writes it.
func re2Pattern(pattern string) (string, error) {
	var b strings.Builder
	class := 0 // how deep in [ ]
	for i := 0; i < len(pattern); {
		rest := pattern[i:]
		switch {
		case rest[0] == '\\' && len(rest) > 1:
			text, n, err := re2Escape(rest, class > 0)
			if err != nil {
				return "", err
			}
			b.WriteString(text)
			i += n
			continue
		case class == 0 && strings.HasPrefix(rest, "(?"):
			text, n, err := re2Group(rest)
			if err != nil {
				return "", err
			}
			b.WriteString(text)
			i += n
			continue
		case class > 0 && strings.HasPrefix(rest, "&&"):
			return "", errLacking
		case class > 0 && rest[0] == '[' && !strings.HasPrefix(rest, "[:"):
			return "", errLacking
		case class > 0 && strings.HasPrefix(rest, "[:"):
			end := max(2, strings.Index(rest, ":]")+2)
			b.WriteString(rest[:end])
			i += end
			continue
		case rest[0] == '[':
			class++
			start := "["
			switch { // a bracket that stands first is itself
			case strings.HasPrefix(rest, "[^]"):
				start = "[^]"
			case strings.HasPrefix(rest, "[]"):
				start = "[]"
			}
			b.WriteString(strings.Replace(start, "]", `\]`, 1))
			i += len(start)
			continue
		case rest[0] == ']' && class > 0:
			class--
		case class == 0 && rest[0] == '+' && i > 0 && strings.ContainsRune("*+?}", rune(pattern[i-1])) && !escapedAt(pattern, i-1):
			return "", errLacking
		}
		b.WriteByte(rest[0])
		i++
	}
	return b.String(), nil
}

// escapedAt reports whether the byte there has a backslash before it that counts.
func escapedAt(s string, i int) bool {
	n := 0
	for i-n > 0 && s[i-n-1] == '\\' {
		n++
	}
	return n%2 == 1
}

// re2Group translates what begins with (? and returns how much it read.
func re2Group(rest string) (string, int, error) {
	switch {
	case strings.HasPrefix(rest, "(?="), strings.HasPrefix(rest, "(?!"):
		return "", 0, errLacking
	case strings.HasPrefix(rest, "(?<="), strings.HasPrefix(rest, "(?<!"):
		return "", 0, errLacking
	case strings.HasPrefix(rest, "(?>"):
		return "", 0, errLacking
	case strings.HasPrefix(rest, "(?<"):
		return "(?P<", 3, nil
	case strings.HasPrefix(rest, "(?#"):
		end := strings.IndexByte(rest, ')')
		return "", end + 1, nil
	}
	return "(?", 2, nil
}

// re2Escape translates what a backslash begins and returns how much it read.
func re2Escape(rest string, inClass bool) (string, int, error) {
	switch c := rest[1]; {
	case '1' <= c && c <= '9' && !inClass, c == 'k':
		return "", 0, errLacking
	case c == 'G' || c == 'R' || c == 'X':
		return "", 0, errLacking
	case c == 'Z':
		return `(?:\n?\z)`, 2, nil
	case c == 'h':
		return map[bool]string{true: ` \t\x{a0}`, false: `[ \t\x{a0}]`}[inClass], 2, nil
	case c == 'e':
		return `\x1b`, 2, nil
	case c == 'u' && len(rest) >= 6:
		return `\x{` + rest[2:6] + "}", 6, nil
	case c == 'Q':
		end := strings.Index(rest, `\E`)
		if end < 0 {
			return rest, len(rest), nil
		}
		return rest[:end+2], end + 2, nil
	case (c == 'p' || c == 'P') && strings.HasPrefix(rest[2:], "{"):
		end := strings.IndexByte(rest, '}')
		if end < 0 {
			return rest[:2], 2, nil
		}
		name := rest[3:end]
		set, ok := javaClasses[name]
		switch {
		case ok && inClass && c == 'p':
			return set, end + 1, nil
		case ok && !inClass:
			return map[byte]string{'p': "[", 'P': "[^"}[c] + set + "]", end + 1, nil
		}
		return rest[:3] + strings.TrimPrefix(name, "Is") + "}", end + 1, nil
	}
	return rest[:2], 2, nil
}

// regexpReplace emits a replacement, in which $1 and ${name} stand for groups.
func regexpReplace(c Call) (string, error) {
	original := c
	c, groups, inGo, err := withPattern(c)
	if err != nil {
		return "", err
	}
	replacement := &c.Args[2]
	if _, ok := literalText(*replacement); !ok || inGo {
		return original.fill("tarn_go_regexp_replace($1, $2, $3)"), nil
	}
	text, err := re2Replacement(replacement.Text, groups)
	if err != nil {
		return raise("INVALID_FUNCTION_ARGUMENT", err.Error(), c.Result), nil
	}
	replacement.SQL = literal(text)
	return c.fill("regexp_replace($1, $2, $3, 'g')"), nil
}

// re2Replacement writes a replacement with RE2's \1.
func re2Replacement(text string, groups []string) (string, error) {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' && i+1 < len(text):
			i++
			if text[i] == '\\' {
				b.WriteByte('\\')
			}
			b.WriteByte(text[i])
		case c == '\\':
			return "", fmt.Errorf("character to be escaped is missing")
		case c != '$':
			b.WriteByte(c)
		default:
			group, n, err := groupNumber(text[i+1:], groups)
			if err != nil {
				return "", err
			}
			fmt.Fprintf(&b, `\%d`, group)
			i += n
		}
	}
	return b.String(), nil
}

// groupNumber reads the 1 of $1 or the {name} of ${name}.
func groupNumber(text string, groups []string) (int, int, error) {
	if strings.HasPrefix(text, "{") {
		end := strings.IndexByte(text, '}')
		for i, name := range groups {
			if end > 1 && name == text[1:end] {
				return i, end + 1, nil
			}
		}
		return 0, 0, javaError("No group with name {" + strings.Trim(text[:max(end, 0)], "{}") + "}")
	}
	if text == "" || text[0] < '0' || text[0] > '9' {
		return 0, 0, javaError("Illegal group reference")
	}
	n := int(text[0] - '0')
	if n >= len(groups) {
		return 0, 0, javaError(fmt.Sprintf("No group %d", n))
	}
	return n, 1, nil
}

// regexpReplaceBy emits a replacement that a lambda makes of the groups.
func regexpReplaceBy(c Call) (string, error) {
	c, groups, inGo, err := withPattern(c)
	if err != nil {
		return "", err
	}
	if groups == nil {
		return "", fmt.Errorf("NOT_SUPPORTED: regexp_replace with a lambda and a pattern that is not a literal is not supported")
	}
	prefix, split := "", "regexp_split_to_array"
	if inGo {
		prefix, split = "tarn_go_", "tarn_go_regexp_split"
	}
	parts := make([]string, 0, len(groups))
	for i := range groups[1:] {
		parts = append(parts, fmt.Sprintf("%sregexp_extract_all($1, $2, %d)[match_]", prefix, i+1))
	}
	list := "[" + strings.Join(parts, ", ") + "]::VARCHAR[]"
	return c.fill("tarn_interleaved(" + split + "($1, $2), list_transform(list_transform(range(1, len(" + prefix + "regexp_extract_all($1, $2, 0)) + 1), lambda match_: " + list + "), $3))"), nil
}
