package jsonfile

import (
	"bytes"
	"math/big"
	"unicode/utf8"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/infer"
	"github.com/tarnlake/tarn/datasets/jsonfile/internal/lex"
)

// string reads a string and adds it to n.
func (w *walker) string(n *node, i int) int {
	end, m := w.Str(i + 1)
	if end < 0 {
		return -1
	}
	content := w.Text[i+1 : end]
	k := isText
	var micros int64
	if len(content) >= len("2006-01-02") && content[4] == '-' {
		micros, k = isoTime(content)
	}
	if c := n.column; c != nil {
		if m&(lex.Escaped|lex.BadUTF8) != 0 {
			content = lex.Unquote(nil, content)
		}
		c.addText(content)
		switch {
		case k != isText:
			c.minTime, c.maxTime = min(c.minTime, micros), max(c.maxTime, micros)
			switch {
			case k != isTimestamp:
			case zoneless(content):
				c.zoneless++
			case len(content) < len("2024-02-29T10:00:00") || content[16] != ':':
				c.secondless++
			}
		case infer.MayBeTime(content):
			k = w.otherTime(c, content, i+1)
		}
	}
	if m&(lex.BadUTF8|lex.Surrogate) != 0 {
		w.noteString(m, i+1, end)
	}
	w.saw(n, k, i+1, end)
	return end + 1
}

// addText adds a text to the least and the greatest and the longest.
func (c *column) addText(text []byte) {
	if len(text) > c.longest {
		c.longest = max(c.longest, utf8.RuneCount(text))
	}
	text = text[:min(len(text), datasets.MaxText+1)] // what follows is not shown
	switch {
	case c.minText == nil:
		c.minText = append([]byte{}, text...)
		c.maxText = append([]byte{}, text...)
	case bytes.Compare(text, c.minText) < 0:
		c.minText = append(c.minText[:0], text...)
	case bytes.Compare(text, c.maxText) > 0:
		c.maxText = append(c.maxText[:0], text...)
	}
}

// numeral reads a number and adds it to n.
func (w *walker) numeral(n *node, i int) int {
	text, first := w.Text, i
	negative := text[i] == '-'
	if negative {
		first++
	}
	end := first
	var v int64
	for c := text[end] - '0'; c <= 9; c = text[end] - '0' {
		v = v*10 + int64(c)
		end++
	}
	digits := end - first
	if text[end] == '.' {
		if end := w.fractional(n, i, first, end, v); end >= 0 {
			return end
		}
	}
	if digits == 0 || digits > 18 || text[first] == '0' && end > i+1 || text[end] == '.' || text[end]|0x20 == 'e' {
		return w.longNumeral(n, i)
	}
	switch {
	case v == 0:
		digits = 0
	case negative:
		v = -v
	}
	w.integer(n, v, digits, i, end)
	return end
}

// fractional reads the usual kind of number with a point, whose digits a double
// surely holds, from the point on, or returns -1.
func (w *walker) fractional(n *node, i, first, point int, v int64) int {
	text, end := w.Text, point+1
	for c := text[end] - '0'; c <= 9; c = text[end] - '0' {
		v = v*10 + int64(c)
		end++
	}
	whole, scale := point-first, end-point-1
	if whole == 0 || scale == 0 || whole+scale > 15 || text[end]|0x20 == 'e' {
		return -1
	}
	if text[first] == '0' {
		if whole > 1 {
			return -1
		}
		whole = 0
	}
	f := float64(v) / lex.Powers[scale]
	if text[end-1] == '0' && scale != 1 || f < 1e-4 && v != 0 {
		n.respelled++
		w.Marks |= lex.Respelled
	}
	n.whole, n.scale = max(n.whole, whole), max(n.scale, scale)
	if c := n.column; c != nil {
		if text[i] == '-' {
			f = -f
		}
		c.minFloat, c.maxFloat = min(c.minFloat, f), max(c.maxFloat, f)
		c.longest = max(c.longest, end-i)
	}
	w.saw(n, isDouble, i, end)
	return end
}

func (w *walker) integer(n *node, v int64, digits, i, end int) {
	n.whole = max(n.whole, digits)
	if int64(float64(v)) != v {
		n.wide = true
	}
	if c := n.column; c != nil {
		c.minInt, c.maxInt = min(c.minInt, v), max(c.maxInt, v)
		c.longest = max(c.longest, end-i)
	}
	w.saw(n, isBigint, i, end)
}

// longNumeral reads a number of any form and adds it to n.
func (w *walker) longNumeral(n *node, i int) int {
	num := &w.num
	end := w.Number(i, num)
	if end < 0 {
		return -1
	}
	if num.Odd {
		n.respelled++
	}
	if v, ok := num.Integer(); ok {
		w.integer(n, v, num.Digits, i, end)
		return end
	}
	whole, scale := num.Places()
	n.whole, n.scale = max(n.whole, whole), max(n.scale, scale)
	k := isDecimal
	if (!num.Plain) && num.Double() {
		k = isDouble
	}
	if num.Word {
		w.problem(notNumber, i, end)
	}
	if c := n.column; c != nil {
		c.longest = max(c.longest, end-i)
		if k == isDecimal {
			c.addNumber(string(num.Text))
		} else if f := num.Float(); f == f {
			c.minFloat, c.maxFloat = min(c.minFloat, f), max(c.maxFloat, f)
		}
	}
	w.saw(n, k, i, end)
	return end
}

// addNumber adds a decimal to the least and the greatest.
func (c *column) addNumber(text string) {
	if len(text) > 100 {
		return // no decimal column has it
	}
	if c.minNumber == "" || lessNumber(text, c.minNumber) {
		c.minNumber = text
	}
	if c.maxNumber == "" || lessNumber(c.maxNumber, text) {
		c.maxNumber = text
	}
}

// lessNumber compares two decimals.
func lessNumber(a, b string) bool {
	x, okX := new(big.Float).SetPrec(200).SetString(a)
	y, okY := new(big.Float).SetPrec(200).SetString(b)
	return okX && okY && x.Cmp(y) < 0
}
