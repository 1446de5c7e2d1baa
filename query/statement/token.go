package statement

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A TokenKind says what a token is.
type TokenKind int

// The kinds of tokens.
const (
	Word     TokenKind = iota // a keyword or a plain name
	Quoted                    // a name in double quotes or backticks
	String                    // 'text', $$text$$
	Number                    // 1, 1.5, 1e3
	Operator                  // one character, or two that belong together
)

// A Token is a part of a statement. Comments and spaces are none.
type Token struct {
	Kind   TokenKind
	Text   string // as written
	Offset int    // bytes before it in the statement
	Open   bool   // a quoted name or string whose end is missing
}

// Is reports whether t is that word, in whatever case.
func (t Token) Is(word string) bool { return t.Kind == Word && strings.EqualFold(t.Text, word) }

// Value returns the name or the text that t stands for, without its quotes.
func (t Token) Value() string {
	switch {
	case t.Kind == Quoted, t.Kind == String && t.Text[0] == '\'':
		quote := t.Text[:1]
		inner := t.Text[1:]
		if !t.Open {
			inner = inner[:len(inner)-1]
		}
		return strings.ReplaceAll(inner, quote+quote, quote)
	case t.Kind == String: // $tag$text$tag$
		tag := t.Text[:strings.IndexByte(t.Text[1:], '$')+2]
		return strings.TrimSuffix(t.Text[len(tag):], tag)
	}
	return t.Text
}

// Tokens returns the tokens of a text, in order.
func Tokens(text string) iter.Seq[Token] {
	return func(yield func(Token) bool) {
		for at := 0; at < len(text); {
			if n := skipped(text[at:]); n > 0 {
				at += n
				continue
			}
			token := next(text[at:])
			token.Offset = at
			at += len(token.Text)
			if !yield(token) {
				return
			}
		}
	}
}

// skipped returns how many bytes of spaces or of one comment text begins with.
func skipped(text string) int {
	switch {
	case strings.HasPrefix(text, "--"):
		if end := strings.IndexByte(text, '\n'); end >= 0 {
			return end + 1
		}
		return len(text)
	case strings.HasPrefix(text, "/*"):
		if end := strings.Index(text[2:], "*/"); end >= 0 {
			return end + 4
		}
		return len(text)
	}
	r, size := utf8.DecodeRuneInString(text)
	if unicode.IsSpace(r) || r == '\ufeff' {
		return size
	}
	return 0
}

// operators are those of two characters that must not be read apart.
var operators = []string{"->", "=>", "<=", ">=", "<>", "!=", "||", "::", ":=", "**", "//", "=="}

func next(text string) Token {
	switch c := text[0]; {
	case c == '\'':
		return quoted(String, text)
	case c == '"' || c == '`':
		return quoted(Quoted, text)
	case c == '$':
		if token, ok := dollarQuoted(text); ok {
			return token
		}
	case '0' <= c && c <= '9', c == '.' && len(text) > 1 && '0' <= text[1] && text[1] <= '9':
		return Token{Kind: Number, Text: text[:numberLength(text)]}
	}
	if n := wordLength(text); n > 0 {
		return Token{Kind: Word, Text: text[:n]}
	}
	for _, op := range operators {
		if strings.HasPrefix(text, op) {
			return Token{Kind: Operator, Text: op}
		}
	}
	_, size := utf8.DecodeRuneInString(text)
	return Token{Kind: Operator, Text: text[:size]}
}

// quoted reads to the closing quote; a doubled quote is part of the text.
func quoted(kind TokenKind, text string) Token {
	quote := text[0]
	for i := 1; i < len(text); i++ {
		if text[i] != quote {
			continue
		}
		if i+1 < len(text) && text[i+1] == quote {
			i++
			continue
		}
		return Token{Kind: kind, Text: text[:i+1]}
	}
	return Token{Kind: kind, Text: text, Open: true}
}

func dollarQuoted(text string) (Token, bool) {
	end := strings.IndexByte(text[1:], '$')
	if end < 0 || wordLength(text[1:1+end]) != end {
		return Token{}, false
	}
	tag := text[:end+2]
	if close := strings.Index(text[len(tag):], tag); close >= 0 {
		return Token{Kind: String, Text: text[:close+2*len(tag)]}, true
	}
	return Token{Kind: String, Text: text, Open: true}, true
}

func numberLength(text string) int {
	i := 0
	for i < len(text) {
		c := text[i]
		exponent := i > 0 && (text[i-1] == 'e' || text[i-1] == 'E') && (c == '+' || c == '-')
		if !exponent && c != '.' && wordLength(text[i:i+1]) == 0 && (c < '0' || c > '9') {
			break
		}
		i++
	}
	return i
}

// wordLength returns how many bytes of text are one word: letters, digits,
// underscores and whatever is not ASCII; a digit does not come first.
func wordLength(text string) int {
	for i, r := range text {
		letter := r == '_' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r >= 0x80 && !unicode.IsSpace(r)
		if !letter && (i == 0 || (r < '0' || r > '9') && r != '$') {
			return i
		}
	}
	return len(text)
}
