// Package lex reads the parts of JSON text strictly as RFC 8259 has it: strings,
// numbers, words, and whole values that are skipped. It works on bytes in memory
// and by their places, eight bytes at a time where it can, and tells of text
// that is well-formed what the engine would write otherwise.
package lex

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"unicode/utf8"
)

// Padding is how many bytes follow the end of a text that a lexer reads, so
// that it can look at eight bytes at once.
const Padding = 16

// MaxNesting is how deep arrays and objects may lie in each other.
const MaxNesting = 10_000

// A Lexer reads JSON as RFC 8259 has it. Its methods take the place at which
// something begins and return the place after it, or -1 and leave the reason
// in Fault.
//
// Text[End] is 0, which no JSON holds, and [Padding] follows it.
type Lexer struct {
	Text   []byte
	End    int
	Fault  Fault
	Loose  bool   // NaN, Infinity and -Infinity are numbers
	Marks  Marks  // of all that was read since it was last cleared
	Beyond int64  // strings in UTF-8 that go beyond ASCII
	open   []byte // brackets that skip has met and not yet closed
}

// A Fault says where and why a text is not JSON.
type Fault struct {
	At    int
	Cause string
	Cut   bool // the text ends too early
}

// Marks are things worth knowing of a text that is well-formed.
type Marks uint8

const (
	Escaped   Marks = 1 << iota // a string has an escape
	Respelled                   // a string or number is written otherwise than the engine would write it
	BadUTF8                     // a string has bytes that are no character
	Surrogate                   // a string has half of a surrogate pair
	notJSON                     // NaN or Infinity
)

// Fail leaves a fault, and returns -1.
func (l *Lexer) Fail(at int, cause string) int {
	l.Fault = Fault{At: at, Cause: cause}
	return -1
}

// Unexpected reports the character at a place where something else has to stand.
func (l *Lexer) Unexpected(at int, wanted string) int {
	if at >= l.End {
		l.Fault = Fault{At: at, Cut: true, Cause: "the text ends where " + wanted + " has to follow"}
		return -1
	}
	r, size := utf8.DecodeRune(l.Text[at:l.End])
	if r == utf8.RuneError && size <= 1 || r < ' ' {
		return l.Fail(at, fmt.Sprintf("byte 0x%02X where %s has to follow", l.Text[at], wanted))
	}
	return l.Fail(at, fmt.Sprintf("'%c' where %s has to follow", r, wanted))
}

// Space skips whitespace.
func (l *Lexer) Space(i int) int {
	for {
		switch l.Text[i] {
		case ' ', '\t', '\n', '\r':
			i++
		default:
			return i
		}
	}
}

const (
	ones       = 0x0101010101010101
	highs      = 0x80 * ones
	quotes     = '"' * ones
	backslants = '\\' * ones
	blanks     = ' ' * ones
)

// Str reads the rest of a string after its opening quote, and returns the
// place of the closing one.
func (l *Lexer) Str(i int) (end int, m Marks) {
	start, text := i, l.Text
	var high uint64
	for {
		x := binary.LittleEndian.Uint64(text[i:])
		q, b := x^quotes, x^backslants
		hit := ((q-ones)&^q | (b-ones)&^b | (x-blanks)&^x) & highs
		if hit == 0 {
			high |= x & highs
			i += 8
			continue
		}
		high |= x & highs & (hit&-hit - 1)
		i += bits.TrailingZeros64(hit) >> 3
		switch text[i] {
		case '"':
			if high != 0 && !l.validUTF8(text[start:i]) {
				m |= BadUTF8
			}
			l.Marks |= m
			return i, m
		case '\\':
			next, em := l.escape(i)
			if next < 0 {
				return -1, 0
			}
			i, m = next, m|em|Escaped
		default:
			if i >= l.End {
				return l.Unexpected(i, "the end of a string"), 0
			}
			return l.Fail(i, fmt.Sprintf("byte 0x%02X within a string", text[i])), 0
		}
	}
}

// validUTF8 reports whether a text that goes beyond ASCII is UTF-8, and counts
// it if some of it is.
func (l *Lexer) validUTF8(text []byte) bool {
	if utf8.Valid(text) {
		l.Beyond++
		return true
	}
	for i := 0; i < len(text); {
		_, size := utf8.DecodeRune(text[i:])
		if size > 1 {
			l.Beyond++
			return false
		}
		i += size
	}
	return false
}

// escape reads what begins with a backslash within a string.
func (l *Lexer) escape(i int) (end int, m Marks) {
	switch l.Text[i+1] {
	case '"', '\\', 'b', 'f', 'n', 'r', 't':
		return i + 2, 0
	case '/':
		return i + 2, Respelled
	case 'u':
	default:
		return l.Unexpected(i+1, "one of \"\\/bfnrtu after a backslash"), 0
	}
	r := l.hex(i)
	switch {
	case r < 0:
		return l.Fail(i, "no four hexadecimal digits after \\u"), 0
	case r&0xFC00 == 0xD800 && l.Text[i+6] == '\\' && l.Text[i+7] == 'u' && l.hex(i+6)&0xFC00 == 0xDC00:
		return i + 12, Respelled
	case r&0xF800 == 0xD800:
		return i + 6, Respelled | Surrogate
	}
	return i + 6, Respelled
}

// hex returns the number that the four digits after \u at i stand for, or a negative one.
func (l *Lexer) hex(i int) rune {
	if i+6 > len(l.Text) {
		return -1
	}
	var r rune
	for _, c := range l.Text[i+2 : i+6] {
		switch {
		case '0' <= c && c <= '9':
			r = r<<4 | rune(c-'0')
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			r = r<<4 | rune(c|0x20-'a'+10)
		default:
			return -1
		}
	}
	return r
}

// Unquote appends the characters that a string stands for, given what is
// between its quotes. What is no character becomes U+FFFD.
func Unquote(dst, raw []byte) []byte {
	l := Lexer{Text: append(raw[:len(raw):len(raw)], make([]byte, Padding)...)}
	for i := 0; i < len(raw); {
		switch c := raw[i]; {
		case c == '\\':
			var r rune
			r, i = l.unescape(i)
			dst = utf8.AppendRune(dst, r)
		case c < utf8.RuneSelf:
			dst = append(dst, c)
			i++
		default:
			r, size := utf8.DecodeRune(raw[i:])
			dst = utf8.AppendRune(dst, r)
			i += size
		}
	}
	return dst
}

// unescape returns the character that a valid escape stands for and the place after it.
func (l *Lexer) unescape(i int) (rune, int) {
	switch c := l.Text[i+1]; c {
	case 'b':
		return '\b', i + 2
	case 'f':
		return '\f', i + 2
	case 'n':
		return '\n', i + 2
	case 'r':
		return '\r', i + 2
	case 't':
		return '\t', i + 2
	case 'u':
	default:
		return rune(c), i + 2
	}
	r := l.hex(i)
	if r&0xF800 != 0xD800 {
		return r, i + 6
	}
	if r&0xFC00 == 0xD800 && l.Text[i+6] == '\\' && l.Text[i+7] == 'u' {
		if low := l.hex(i + 6); low&0xFC00 == 0xDC00 {
			return 0x10000 + (r&0x3FF)<<10 + low&0x3FF, i + 12
		}
	}
	return utf8.RuneError, i + 6
}

// Word reads one of the words true, false and null.
func (l *Lexer) Word(i int, word string) int {
	if string(l.Text[i:i+len(word)]) == word {
		return i + len(word)
	}
	for _, c := range []byte(word) {
		if l.Text[i] != c {
			break
		}
		i++
	}
	return l.Unexpected(i, "the rest of "+word)
}

// wordNumber reads NaN and Infinity, after a sign or not.
func (l *Lexer) wordNumber(i int) int {
	for _, word := range []string{"NaN", "Infinity"} {
		if l.Loose && string(l.Text[i:i+len(word)]) == word {
			l.Marks |= notJSON | Respelled
			return i + len(word)
		}
	}
	return -1
}

// Skip reads a value of any kind.
func (l *Lexer) Skip(i int) int {
	open := l.open[:0]
	for {
		// A value begins here.
		i = l.Space(i)
		switch c := l.Text[i]; c {
		case '{', '[':
			if len(open) == MaxNesting {
				return l.Fail(i, fmt.Sprintf("nested deeper than %d levels", MaxNesting))
			}
			open = append(open, c)
			l.open = open
			i = l.Space(i + 1)
			if l.Text[i] != c+2 { // the closing bracket comes two after the opening one
				if c == '{' {
					if i = l.Key(i); i < 0 {
						return -1
					}
				}
				continue
			}
			i++
			open = open[:len(open)-1]
		default:
			if i = l.Scalar(i); i < 0 {
				return -1
			}
		}
		// A value ends here.
		for {
			if len(open) == 0 {
				return i
			}
			i = l.Space(i)
			in, c := open[len(open)-1], l.Text[i]
			if c == ',' {
				i++
				if in == '{' {
					if i = l.Key(l.Space(i)); i < 0 {
						return -1
					}
				}
				break
			}
			if c != in+2 {
				return l.Unexpected(i, fmt.Sprintf("',' or '%c'", in+2))
			}
			i++
			open = open[:len(open)-1]
		}
	}
}

// Key reads the key of a member and the colon after it.
func (l *Lexer) Key(i int) int {
	if l.Text[i] != '"' {
		return l.Unexpected(i, "a key in double quotes")
	}
	i, _ = l.Str(i + 1)
	if i < 0 {
		return -1
	}
	i = l.Space(i + 1)
	if l.Text[i] != ':' {
		return l.Unexpected(i, "':'")
	}
	return i + 1
}

// Scalar reads a value that is neither an object nor an array.
func (l *Lexer) Scalar(i int) int {
	switch c := l.Text[i]; c {
	case '"':
		i, _ = l.Str(i + 1)
		if i < 0 {
			return -1
		}
		return i + 1
	case 't':
		return l.Word(i, "true")
	case 'f':
		return l.Word(i, "false")
	case 'n':
		return l.Word(i, "null")
	default:
		var num Number
		return l.Number(i, &num)
	}
}
