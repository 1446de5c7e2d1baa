package infer

import (
	"bytes"
	"unicode/utf8"

	"github.com/tarnlake/tarn/datasets"
)

// A kind is what a single value is, judged by itself.
type kind uint8

const (
	isText      kind = iota
	blankOrNull      // nothing but spaces, or a text that often stands for a missing value
	isInt            // a whole number that fits a bigint
	isCompact        // one that is a date too, if Options.CompactDates asks for them
	isWide           // a whole number of at most 38 digits that does not
	isFraction       // a number with a point that a double gives back
	isExact          // a number with a point that only a decimal gives back
	isFloat          // a number with an exponent, or an infinite one
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

// judge says what a value is. The text has no spaces around it.
func (c *Column) judge(text []byte, at Pos) kind {
	if len(text) == 0 {
		c.sawNull("")
		return blankOrNull
	}
	if b := text[0]; starts[b]&startsNumber != 0 {
		if k := c.number(text, at); k != isText {
			return k
		}
	}
	if starts[text[0]]&startsTime != 0 {
		if k := c.time(text, at); k != isText {
			return k
		}
	}
	if starts[text[0]]&startsWord == 0 || len(text) > maxWord {
		return isText
	}
	if k := word(text); k != isText {
		if k == isFloat {
			c.addInfinity(text[0] == '-')
		}
		return k
	}
	if c.Options.NullTexts == nil && nullText(text) {
		c.sawNull(string(text))
		return blankOrNull
	}
	return isText
}

// What a value can be that starts with a byte.
const (
	startsNumber = 1 << iota
	startsTime
	startsWord // a word for true or false, a null text, NaN or an infinity
)

var starts = func() (t [256]uint8) {
	for _, b := range "0123456789" {
		t[b] = startsNumber | startsTime
	}
	t['0'] |= startsWord // MySQL's 0000-00-00
	for _, b := range "+-." {
		t[b] = startsNumber | startsWord
	}
	t[','] = startsNumber
	for _, b := range "jfmasondtwJFMASONDTW" {
		t[b] |= startsTime // a month or a day of the week
	}
	for _, b := range []byte("tfynimuTFYNIMU?\\#*_(<[–") {
		t[b] |= startsWord
	}
	return t
}()

// maxWord is the length of the longest word that is not text.
const maxWord = 19

// word returns the kind of a word for true or false, of NaN, or of an infinity.
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
	switch string(lower[:len(text)]) {
	case "true":
		return isTrue
	case "false":
		return isFalse
	case "yes":
		return isYes
	case "no":
		return isNo
	case "y":
		return isY
	case "n":
		return isN
	case "t":
		return isT
	case "f":
		return isF
	case "nan", "+nan", "-nan":
		return isNaN
	case "inf", "infinity", "+inf", "-inf", "+infinity", "-infinity":
		return isFloat
	}
	return isText
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
	return utf8.RuneCount(value)
}

// clip returns as much of value as says whether it is longer than a [datasets.Place] keeps.
func clip(value []byte) []byte {
	return value[:min(len(value), datasets.MaxText+1)]
}
