package infer

import (
	"bytes"
	"math/bits"

	"github.com/tarnlake/tarn/datasets"
)

// A kind is what a single value is, judged by itself.
type kind uint8

const (
	isText     kind = iota
	isNull          // a text that is null wherever it stands
	isBlank         // nothing, or nothing but spaces
	isMissing       // a text that often stands for a missing value
	isInt           // a whole number that fits a bigint
	isCompact       // one that is a date too, if Options.CompactDates asks for them
	isWide          // a whole number of at most 38 digits that does not
	isFraction      // a number with a point that a double gives back
	isExact         // a number with a point that only a decimal gives back
	isFloat         // a number with an exponent, or an infinite one
	isNaN
	isDate
	isTimestamp
	isTrue // the words come in pairs: the true one, the false one
	isFalse
	isYes
	isNo
	isY
	isN
	isT
	isF
	kinds // how many there are
)

// places returns how many first places of that kind a column keeps.
func (k kind) places() int64 {
	if k == isText {
		return datasets.MaxPlaces
	}
	return 1
}

// judge says what a value is. The text has no spaces around it any more; padded
// says whether it had.
func (c *Column) judge(text []byte, padded bool, at Pos) kind {
	if len(text) == 0 {
		return isBlank
	}
	if starts[text[0]] == startsNumber {
		if k := c.number(text, at); k != isText {
			return k
		}
	} else if !rare.holds(head(text)) {
		return isText
	}
	if startsMoment(text) {
		if k := c.time(text, padded, at); k != isText {
			return k
		}
	}
	if isDigit(text[0]) {
		c.countPeriod(text)
	}
	if len(text) > maxWord || isDigit(text[0]) && text[0] != '0' {
		return isText
	}
	if k := word(text); k != isText {
		if k == isFloat {
			c.addInfinity(text[0] == '-')
		}
		return k
	}
	if c.Options.NullTexts != nil || !nullTexts[string(text)] {
		return isText
	}
	if string(text) != alwaysNull {
		c.countNull(text, 1)
		return isMissing
	}
	if padded {
		return isText // no reader would know it
	}
	return isNull
}

// What a value can be that starts with a byte.
const (
	startsText   = iota // or a word, a date, or a null text
	startsNumber        // or a date, or a null text
	startsSpace         // it remains to be seen
)

var starts = func() (t [256]uint8) {
	for _, b := range "0123456789+-.," {
		t[b] = startsNumber
	}
	t[' '], t['\t'] = startsSpace, startsSpace
	return t
}()

// maxWord is the length of the longest word that is not text.
const maxWord = 19

// A filter holds the beginnings of texts: of each the last five bits of its
// first three bytes. It may take other texts for one of them.
type filter [1 << 15 / 64]uint64

func (f *filter) slot(head uint64) (i uint64, bit uint64) {
	slot := head>>56&31<<10 | head>>48&31<<5 | head>>40&31
	return slot / 64, 1 << (slot % 64)
}

// holds reports whether a text that has that head may be in the filter.
func (f *filter) holds(head uint64) bool {
	i, bit := f.slot(head)
	return f[i]&bit != 0
}

func (f *filter) add(text string) {
	i, bit := f.slot(head([]byte(text)))
	f[i] |= bit
}

// rare holds the texts that are not text although they start with no digit, no
// sign and no mark.
var rare = func() (f filter) {
	for word := range words {
		f.add(word)
	}
	for text := range nullTexts {
		f.add(text)
	}
	for _, names := range [...][]string{months[:], weekdays[:]} {
		for _, name := range names {
			f.add(name)
		}
	}
	return f
}()

// words are the words that are no text, in lower case.
var words = map[string]kind{
	"true": isTrue, "false": isFalse, "yes": isYes, "no": isNo, "y": isY, "n": isN, "t": isT, "f": isF,
	"nan": isNaN, "+nan": isNaN, "-nan": isNaN,
	"inf": isFloat, "+inf": isFloat, "-inf": isFloat,
	"infinity": isFloat, "+infinity": isFloat, "-infinity": isFloat,
}

// word returns the kind of a word in either case, or isText.
func word(text []byte) kind {
	var lower [9]byte
	if len(text) > len(lower) {
		return isText
	}
	for i, b := range text {
		if 'A' <= b && b <= 'Z' {
			b |= 0x20
		}
		lower[i] = b
	}
	return words[string(lower[:len(text)])]
}

// trim returns value without the spaces and tabs around it.
func trim(value []byte) []byte {
	if len(value) == 0 || value[0] > ' ' && value[len(value)-1] > ' ' {
		return value
	}
	return bytes.Trim(value, " \t")
}

// characters returns how many characters value has, or something not greater
// than least if it has no more than that.
func characters(value []byte, least int) int {
	if len(value) <= least {
		return 0
	}
	n := len(value)
	for ; len(value) >= wordSize; value = value[wordSize:] {
		w := load(value)
		n -= bits.OnesCount64(w >> 7 &^ (w >> 6) & ones) // those that continue a character
	}
	for _, b := range value {
		if b&0xC0 == 0x80 {
			n--
		}
	}
	return n
}

// clip returns as much of value as says whether it is longer than a [datasets.Place] keeps.
func clip(value []byte) []byte {
	return value[:min(len(value), datasets.MaxText+1)]
}
