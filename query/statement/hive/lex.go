package hive

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A kind says what a token is.
type kind int

const (
	end    kind = iota
	word        // a name or a keyword
	back        // a name in backticks
	text        // a string
	number      // digits, with a point or an exponent
	symbol      // anything else, of one character or two
)

type token struct {
	kind   kind
	text   string // as written
	offset int
}

// is reports whether the token is that keyword or that symbol.
func (t token) is(what string) bool {
	return (t.kind == word || t.kind == symbol) && strings.EqualFold(t.text, what)
}

func (t token) isName() bool { return t.kind == word || t.kind == back }

// name returns the name that the token is, in lower case.
func (t token) name() string {
	if t.kind == back {
		inner := strings.TrimSuffix(t.text[1:], "`")
		return strings.ToLower(strings.ReplaceAll(inner, "``", "`"))
	}
	return strings.ToLower(t.text)
}

// lex returns the tokens of a statement; the last is the end.
func lex(statement string) []token {
	var tokens []token
	for at := 0; ; {
		at += skipped(statement[at:])
		if at == len(statement) {
			return append(tokens, token{kind: end, text: "<EOF>", offset: at})
		}
		k, n := next(statement[at:])
		tokens = append(tokens, token{k, statement[at : at+n], at})
		at += n
	}
}

// skipped returns how many bytes of spaces and comments the text begins with.
func skipped(s string) int {
	at := 0
	for at < len(s) {
		r, size := utf8.DecodeRuneInString(s[at:])
		rest := s[at:]
		switch {
		case unicode.IsSpace(r) || r == '\ufeff':
			at += size
		case strings.HasPrefix(rest, "--"):
			n := strings.IndexByte(rest, '\n')
			if n < 0 {
				return len(s)
			}
			at += n + 1
		case strings.HasPrefix(rest, "/*") && strings.Contains(rest[2:], "*/"):
			at += strings.Index(rest[2:], "*/") + 4
		default:
			return at
		}
	}
	return at
}

// next returns the kind and the length of the token that the text begins with.
func next(s string) (kind, int) {
	switch c := s[0]; {
	case c == '\'' || c == '"':
		for i := 1; i < len(s); i++ {
			switch s[i] {
			case '\\':
				i++
			case c:
				return text, i + 1
			}
		}
		return symbol, 1 // it never ends
	case c == '`':
		for i := 1; i < len(s); i++ {
			if s[i] != '`' {
				continue
			}
			if i+1 < len(s) && s[i+1] == '`' {
				i++
				continue
			}
			return back, i + 1
		}
		return symbol, 1
	}
	if n := wordLength(s); n > 0 {
		if digits(s[:n]) {
			return number, numberLength(s, n)
		}
		return word, n
	}
	if len(s) > 1 && strings.Contains(" <> <= >= != == ", " "+s[:2]+" ") {
		return symbol, 2
	}
	_, size := utf8.DecodeRuneInString(s)
	return symbol, size
}

func wordLength(s string) int {
	for i, r := range s {
		if r != '_' && !('0' <= r && r <= '9') && !unicode.IsLetter(r) {
			return i
		}
	}
	return len(s)
}

func digits(s string) bool { return strings.Trim(s, "0123456789") == "" }

// numberLength returns how long the number is that begins with n digits.
func numberLength(s string, n int) int {
	if n+1 < len(s) && s[n] == '.' && '0' <= s[n+1] && s[n+1] <= '9' {
		n++
		for n < len(s) && '0' <= s[n] && s[n] <= '9' {
			n++
		}
	}
	return n
}

// escapes are the characters that stand for others after a backslash.
var escapes = map[byte]string{'0': "\x00", 'b': "\b", 'n': "\n", 'r': "\r", 't': "\t", 'Z': "\x1a", '%': `\%`, '_': `\_`}

// unquote returns what a string stands for.
func unquote(quoted string) string {
	s := quoted[1 : len(quoted)-1]
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		switch {
		case s[i] == 'u' && i+4 < len(s):
			if code, err := strconv.ParseUint(s[i+1:i+5], 16, 32); err == nil {
				b.WriteRune(rune(code))
				i += 4
				continue
			}
			b.WriteByte('u')
		case i+2 < len(s) && '0' <= s[i] && s[i] <= '1' && octal(s[i+1]) && octal(s[i+2]):
			b.WriteRune(rune(s[i]-'0')<<6 | rune(s[i+1]-'0')<<3 | rune(s[i+2]-'0'))
			i += 2
		case escapes[s[i]] != "":
			b.WriteString(escapes[s[i]])
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

func octal(c byte) bool { return '0' <= c && c <= '7' }
