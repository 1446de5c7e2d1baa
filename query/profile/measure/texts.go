package measure

import (
	"unicode"
	"unicode/utf8"
)

// Texts are what is kept of texts, beside the values.
type Texts struct {
	Lengths Moments // in characters
	Empty   int64
	Blank   int64 // of white space alone
	Padded  int64 // with white space before or after something else

	// How many texts have characters of a class.
	Upper, Lower, Digits, Spaces, Punctuation, NonASCII, Control int64
}

// A class is a set of kinds of characters.
type class uint8

const (
	upper class = 1 << iota
	lower
	digit
	space
	punctuation
	control
	high // not ASCII
)

// classes are those of the bytes.
var classes = func() (of [256]class) {
	for c := range of {
		switch {
		case c >= utf8.RuneSelf:
			of[c] = high
		case 'A' <= c && c <= 'Z':
			of[c] = upper
		case 'a' <= c && c <= 'z':
			of[c] = lower
		case '0' <= c && c <= '9':
			of[c] = digit
		case c == ' ' || '\t' <= c && c <= '\r':
			of[c] = space
		case c < ' ' || c == 0x7f:
			of[c] = control
		default:
			of[c] = punctuation
		}
	}
	return of
}()

// add adds a text, and returns how many characters it has.
func (t *Texts) add(text []byte) int {
	var has class
	for _, c := range text {
		has |= classes[c]
	}
	length := len(text)
	if has&high != 0 {
		length = utf8.RuneCount(text)
		has |= wide(text)
	}
	switch {
	case length == 0:
		t.Empty++
	case has&^high == space && (has&high == 0 || blank(text)):
		t.Blank++
	case has&space != 0 && padded(text):
		t.Padded++
	}
	for _, c := range [...]struct {
		class class
		count *int64
	}{
		{upper, &t.Upper}, {lower, &t.Lower}, {digit, &t.Digits}, {space, &t.Spaces},
		{punctuation, &t.Punctuation}, {high, &t.NonASCII}, {control, &t.Control},
	} {
		if has&c.class != 0 {
			*c.count++
		}
	}
	return length
}

// wide returns the classes of the characters that are not ASCII.
func wide(text []byte) (has class) {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		i += size
		switch {
		case r < utf8.RuneSelf:
		case unicode.IsUpper(r):
			has |= upper
		case unicode.IsLower(r):
			has |= lower
		case unicode.IsSpace(r):
			has |= space
		case unicode.IsPunct(r):
			has |= punctuation
		}
	}
	return has
}

func blank(text []byte) bool {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if !unicode.IsSpace(r) {
			return false
		}
		i += size
	}
	return true
}

func padded(text []byte) bool {
	first, _ := utf8.DecodeRune(text)
	last, _ := utf8.DecodeLastRune(text)
	return unicode.IsSpace(first) || unicode.IsSpace(last)
}

func (t *Texts) merge(from *Texts) {
	t.Lengths.merge(from.Lengths)
	t.Empty += from.Empty
	t.Blank += from.Blank
	t.Padded += from.Padded
	t.Upper += from.Upper
	t.Lower += from.Lower
	t.Digits += from.Digits
	t.Spaces += from.Spaces
	t.Punctuation += from.Punctuation
	t.NonASCII += from.NonASCII
	t.Control += from.Control
}
