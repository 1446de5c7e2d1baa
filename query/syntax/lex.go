package syntax

import (
	"strings"
	"unicode/utf8"
)

// A kind is a kind of token.
type kind uint8

const (
	eof kind = iota
	word
	reservedWord
	quoted     // "name"
	backquoted // `name`, which is refused
	digitWord  // 1x, which is refused
	integer    // 12, 1_000, 0x1F
	decimal    // 1.5
	double     // 1e5
	text       // 'text'
	unicode    // U&'text'
	binary     // X'65'
	symbol
	unknown // a character that begins nothing
)

// A token lies in the text from pos to end.
type token struct {
	kind     kind
	pos, end int32
	word     string // of a word that means something, in capitals; of a symbol, itself
}

// symbols are those of more than one character, then the others.
var symbols = []string{"<>", "!=", "<=", ">=", "||", "->", "=>",
	"(", ")", "[", "]", ",", ".", ";", "=", "<", ">", "+", "-", "*", "/", "%", "?", ":", "{", "}", "|", "^", "$"}

// scan returns the tokens of a text, the last of which is its end. Semicolons
// with nothing behind them are the end too.
func scan(s string) []token {
	tokens := make([]token, 0, len(s)/4+2)
	at := skipSpace(s, 0)
	for at < len(s) {
		t := next(s, at)
		tokens = append(tokens, t)
		at = skipSpace(s, int(t.end))
	}
	end := int32(len(s))
	for n := len(tokens) - 1; n >= 0 && tokens[n].word == ";"; n-- {
		end = tokens[n].pos
		tokens = tokens[:n]
	}
	return append(tokens, token{kind: eof, pos: end, end: end})
}

// skipSpace returns where the next token begins, behind spaces and comments.
func skipSpace(s string, at int) int {
	for at < len(s) {
		switch c := s[at]; {
		case c == ' ' || c == '\n' || c == '\t' || c == '\r':
			at++
		case strings.HasPrefix(s[at:], "--"):
			n := strings.IndexAny(s[at:], "\r\n")
			if n < 0 {
				return len(s)
			}
			at += n
		case strings.HasPrefix(s[at:], "/*"):
			n := strings.Index(s[at+2:], "*/")
			if n < 0 {
				return at
			}
			at += n + 4
		default:
			return at
		}
	}
	return at
}

// next returns the token that begins at a place.
func next(s string, at int) token {
	t := token{pos: int32(at)}
	rest := s[at:]
	c := rest[0]
	var n int
	switch {
	case hasQuote(rest, "U&'"):
		t.kind, n = unicode, quotedLen(rest[2:], '\'')+2
	case hasQuote(rest, "X'"):
		t.kind, n = binary, strings.IndexByte(rest[2:], '\'')+3
	case isLetter(c) || c == '_':
		n = wordLen(rest)
		var isReserved bool
		t.kind = word
		if t.word, isReserved = lookUp(rest[:n]); isReserved {
			t.kind = reservedWord
		}
	case isDigit(c) || c == '.' && len(rest) > 1 && isDigit(rest[1]):
		t.kind, n = number(rest)
	case c == '\'':
		t.kind, n = text, quotedLen(rest, c)
	case c == '"':
		t.kind, n = quoted, quotedLen(rest, c)
	case c == '`':
		t.kind, n = backquoted, quotedLen(rest, c)
	default:
		t.kind, t.word = symbol, symbolOf(rest)
		n = len(t.word)
	}
	if t.word == "!=" {
		t.word = "<>"
	}
	if n == 0 {
		t.kind = unknown
		_, n = utf8.DecodeRuneInString(rest)
	}
	t.end = int32(at + n)
	return t
}

// hasQuote reports whether s begins with the quote of a literal, and the literal ends.
func hasQuote(s, quote string) bool {
	return len(s) > len(quote) && strings.EqualFold(s[:len(quote)], quote) && quotedLen(s[len(quote)-1:], '\'') > 0
}

// quotedLen returns how long a quoted text is, with its quotes; 0 if it has no end.
func quotedLen(s string, quote byte) int {
	for i := 1; i < len(s); i++ {
		if s[i] != quote {
			continue
		}
		if i+1 == len(s) || s[i+1] != quote {
			return i + 1
		}
		i++
	}
	return 0
}

func symbolOf(s string) string {
	for _, symbol := range symbols {
		if strings.HasPrefix(s, symbol) {
			return symbol
		}
	}
	return ""
}

// number tells a number from a name that begins with a digit.
func number(s string) (kind, int) {
	n := digits(s)
	if based := basedLen(s); based > n {
		n = based
	}
	k := integer
	if n == digits(s) && n < len(s) && s[n] == '.' {
		k = decimal
		n++
		n += digits(s[n:])
	}
	if e := exponentLen(s[n:]); e > 0 {
		k = double
		n += e
	}
	if w := wordLen(s); w > n {
		return digitWord, w
	}
	return k, n
}

// digits counts digits, with single underscores between them.
func digits(s string) int {
	n := 0
	for n < len(s) && (isDigit(s[n]) || s[n] == '_' && n > 0 && s[n-1] != '_' && n+1 < len(s) && isDigit(s[n+1])) {
		n++
	}
	return n
}

// basedLen is the length of 0x1F, 0o17 or 0b11; 0 for anything else.
func basedLen(s string) int {
	if len(s) < 3 || s[0] != '0' {
		return 0
	}
	var allowed string
	switch s[1] | 0x20 {
	case 'x':
		allowed = "0123456789abcdefABCDEF_"
	case 'o':
		allowed = "01234567_"
	case 'b':
		allowed = "01_"
	}
	if n := len(s) - len(strings.TrimLeft(s[2:], allowed)); n > 2 {
		return n
	}
	return 0
}

func exponentLen(s string) int {
	if s == "" || s[0]|0x20 != 'e' {
		return 0
	}
	n := 1
	if n < len(s) && (s[n] == '+' || s[n] == '-') {
		n++
	}
	if d := digits(s[n:]); d > 0 {
		return n + d
	}
	return 0
}

func wordLen(s string) int {
	n := 0
	for n < len(s) && (isLetter(s[n]) || isDigit(s[n]) || s[n] == '_') {
		n++
	}
	return n
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
