package jsonfile

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"unicode/utf8"
)

// padding is how many bytes follow the end of a text that a lexer reads, so
// that it can look at eight bytes at once.
const padding = 16

// maxNesting is how deep arrays and objects may lie in each other.
const maxNesting = 10_000

// A lexer reads JSON as RFC 8259 has it. Its methods take the place at which
// something begins and return the place after it, or -1 and leave the reason
// in fault.
//
// text[end] is 0, which no JSON holds, and padding follows it.
type lexer struct {
	text   []byte
	end    int
	fault  fault
	loose  bool   // NaN, Infinity and -Infinity are numbers
	marks  marks  // of all that was read since it was last cleared
	beyond int64  // strings in UTF-8 that go beyond ASCII
	open   []byte // brackets that skip has met and not yet closed
}

// A fault says where and why a text is not JSON.
type fault struct {
	at    int
	cause string
	cut   bool // the text ends too early
}

// marks are things worth knowing of a text that is well-formed.
type marks uint8

const (
	escaped   marks = 1 << iota // a string has an escape
	respelled                   // a string or number is written otherwise than the engine would write it
	badUTF8                     // a string has bytes that are no character
	surrogate                   // a string has half of a surrogate pair
	notJSON                     // NaN or Infinity
)

func (l *lexer) fail(at int, cause string) int {
	l.fault = fault{at: at, cause: cause}
	return -1
}

// unexpected reports the character at a place where something else has to stand.
func (l *lexer) unexpected(at int, wanted string) int {
	if at >= l.end {
		l.fault = fault{at: at, cut: true, cause: "the text ends where " + wanted + " has to follow"}
		return -1
	}
	r, size := utf8.DecodeRune(l.text[at:l.end])
	if r == utf8.RuneError && size <= 1 || r < ' ' {
		return l.fail(at, fmt.Sprintf("byte 0x%02X where %s has to follow", l.text[at], wanted))
	}
	return l.fail(at, fmt.Sprintf("'%c' where %s has to follow", r, wanted))
}

// space skips whitespace.
func (l *lexer) space(i int) int {
	for {
		switch l.text[i] {
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

// str reads the rest of a string after its opening quote, and returns the
// place of the closing one.
func (l *lexer) str(i int) (end int, m marks) {
	start, text := i, l.text
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
				m |= badUTF8
			}
			l.marks |= m
			return i, m
		case '\\':
			next, em := l.escape(i)
			if next < 0 {
				return -1, 0
			}
			i, m = next, m|em|escaped
		default:
			if i >= l.end {
				return l.unexpected(i, "the end of a string"), 0
			}
			return l.fail(i, fmt.Sprintf("byte 0x%02X within a string", text[i])), 0
		}
	}
}

// validUTF8 reports whether a text that goes beyond ASCII is UTF-8, and counts
// it if some of it is.
func (l *lexer) validUTF8(text []byte) bool {
	if utf8.Valid(text) {
		l.beyond++
		return true
	}
	for i := 0; i < len(text); {
		_, size := utf8.DecodeRune(text[i:])
		if size > 1 {
			l.beyond++
			return false
		}
		i += size
	}
	return false
}

// escape reads what begins with a backslash within a string.
func (l *lexer) escape(i int) (end int, m marks) {
	switch l.text[i+1] {
	case '"', '\\', 'b', 'f', 'n', 'r', 't':
		return i + 2, 0
	case '/':
		return i + 2, respelled
	case 'u':
	default:
		return l.unexpected(i+1, "one of \"\\/bfnrtu after a backslash"), 0
	}
	r := l.hex(i)
	switch {
	case r < 0:
		return l.fail(i, "no four hexadecimal digits after \\u"), 0
	case r&0xFC00 == 0xD800 && l.text[i+6] == '\\' && l.text[i+7] == 'u' && l.hex(i+6)&0xFC00 == 0xDC00:
		return i + 12, respelled
	case r&0xF800 == 0xD800:
		return i + 6, respelled | surrogate
	}
	return i + 6, respelled
}

// hex returns the number that the four digits after \u at i stand for, or a negative one.
func (l *lexer) hex(i int) rune {
	if i+6 > len(l.text) {
		return -1
	}
	var r rune
	for _, c := range l.text[i+2 : i+6] {
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

// unquote appends the characters that a string stands for, given what is
// between its quotes. What is no character becomes U+FFFD.
func unquote(dst, raw []byte) []byte {
	l := lexer{text: append(raw[:len(raw):len(raw)], make([]byte, padding)...)}
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
func (l *lexer) unescape(i int) (rune, int) {
	switch c := l.text[i+1]; c {
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
	if r&0xFC00 == 0xD800 && l.text[i+6] == '\\' && l.text[i+7] == 'u' {
		if low := l.hex(i + 6); low&0xFC00 == 0xDC00 {
			return 0x10000 + (r&0x3FF)<<10 + low&0x3FF, i + 12
		}
	}
	return utf8.RuneError, i + 6
}

// word reads one of the words true, false and null.
func (l *lexer) word(i int, word string) int {
	if string(l.text[i:i+len(word)]) == word {
		return i + len(word)
	}
	for _, c := range []byte(word) {
		if l.text[i] != c {
			break
		}
		i++
	}
	return l.unexpected(i, "the rest of "+word)
}

// wordNumber reads NaN and Infinity, after a sign or not.
func (l *lexer) wordNumber(i int) int {
	for _, word := range []string{"NaN", "Infinity"} {
		if l.loose && string(l.text[i:i+len(word)]) == word {
			l.marks |= notJSON | respelled
			return i + len(word)
		}
	}
	return -1
}

// skip reads a value of any kind.
func (l *lexer) skip(i int) int {
	open := l.open[:0]
	for {
		// A value begins here.
		i = l.space(i)
		switch c := l.text[i]; c {
		case '{', '[':
			if len(open) == maxNesting {
				return l.fail(i, fmt.Sprintf("nested deeper than %d levels", maxNesting))
			}
			open = append(open, c)
			l.open = open
			i = l.space(i + 1)
			if l.text[i] != c+2 { // the closing bracket comes two after the opening one
				if c == '{' {
					if i = l.key(i); i < 0 {
						return -1
					}
				}
				continue
			}
			i++
			open = open[:len(open)-1]
		default:
			if i = l.scalar(i); i < 0 {
				return -1
			}
		}
		// A value ends here.
		for {
			if len(open) == 0 {
				return i
			}
			i = l.space(i)
			in, c := open[len(open)-1], l.text[i]
			if c == ',' {
				i++
				if in == '{' {
					if i = l.key(l.space(i)); i < 0 {
						return -1
					}
				}
				break
			}
			if c != in+2 {
				return l.unexpected(i, fmt.Sprintf("',' or '%c'", in+2))
			}
			i++
			open = open[:len(open)-1]
		}
	}
}

// key reads the key of a member and the colon after it.
func (l *lexer) key(i int) int {
	if l.text[i] != '"' {
		return l.unexpected(i, "a key in double quotes")
	}
	i, _ = l.str(i + 1)
	if i < 0 {
		return -1
	}
	i = l.space(i + 1)
	if l.text[i] != ':' {
		return l.unexpected(i, "':'")
	}
	return i + 1
}

// scalar reads a value that is neither an object nor an array.
func (l *lexer) scalar(i int) int {
	switch c := l.text[i]; c {
	case '"':
		i, _ = l.str(i + 1)
		if i < 0 {
			return -1
		}
		return i + 1
	case 't':
		return l.word(i, "true")
	case 'f':
		return l.word(i, "false")
	case 'n':
		return l.word(i, "null")
	default:
		var num number
		return l.number(i, &num)
	}
}
