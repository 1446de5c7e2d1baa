package infer

import (
	"bytes"
	"math"
	"strings"
)

// wideNumbers are the least and the greatest of the numbers that have more
// digits than a double surely keeps.
type wideNumbers struct {
	least, most decimal

	// Doubles that are surely greater than the least and less than the greatest;
	// NaN if none is known.
	above, below float64
}

// A decimal is a number, digit by digit.
type decimal struct {
	negative bool
	whole    []byte // without zeros in front
	fraction []byte // without zeros at the end
}

// spans reports whether a number surely lies between the two; f is within a few
// units of its last place of the number, or NaN.
func (w *wideNumbers) spans(f float64) bool { return w != nil && w.above < f && f < w.below }

// addWide notes a number. f is as for spans.
func (c *Column) addWide(negative bool, whole, fraction []byte, f float64) {
	d := decimal{negative, whole, bytes.TrimRight(fraction, "0")}
	if len(whole)+len(d.fraction) == 0 {
		d.negative = false // there is but one zero
	}
	if c.wide == nil {
		c.wide = &wideNumbers{above: margin(f, 1), below: margin(f, -1)}
		c.wide.least.set(d)
		c.wide.most.set(d)
		return
	}
	c.wide.include(d, f)
}

// margin returns f moved a little up or down.
func margin(f, sign float64) float64 { return f + sign*math.Abs(f)*1e-14 }

func (c *Column) mergeWide(w *wideNumbers) {
	switch {
	case w == nil:
	case c.wide == nil:
		c.wide = w
	default:
		c.wide.include(w.least, math.NaN())
		c.wide.include(w.most, math.NaN())
	}
}

func (w *wideNumbers) include(d decimal, f float64) {
	if d.compare(w.least) < 0 {
		w.least.set(d)
		w.above = margin(f, 1)
	}
	if d.compare(w.most) > 0 {
		w.most.set(d)
		w.below = margin(f, -1)
	}
}

// set makes d a copy of e.
func (d *decimal) set(e decimal) {
	d.negative = e.negative
	d.whole = append(d.whole[:0], e.whole...)
	d.fraction = append(d.fraction[:0], e.fraction...)
}

// compare returns -1, 0 or 1 as d is less than, equal to or greater than e.
func (d decimal) compare(e decimal) int {
	switch {
	case d.negative && !e.negative:
		return -1
	case !d.negative && e.negative:
		return 1
	case d.negative:
		d, e = e, d
	}
	if len(d.whole) != len(e.whole) {
		if len(d.whole) < len(e.whole) {
			return -1
		}
		return 1
	}
	if order := bytes.Compare(d.whole, e.whole); order != 0 {
		return order
	}
	return bytes.Compare(d.fraction, e.fraction)
}

// parseDecimal reads what strconv writes without an exponent.
func parseDecimal(text string) (d decimal) {
	text, d.negative = strings.CutPrefix(text, "-")
	whole, fraction, _ := strings.Cut(text, ".")
	d.whole = []byte(strings.TrimLeft(whole, "0"))
	d.fraction = []byte(strings.TrimRight(fraction, "0"))
	if len(d.whole)+len(d.fraction) == 0 {
		d.negative = false
	}
	return d
}

func (d decimal) String() string {
	var b strings.Builder
	if d.negative {
		b.WriteByte('-')
	}
	if len(d.whole) == 0 {
		b.WriteByte('0')
	}
	b.Write(d.whole)
	if len(d.fraction) > 0 {
		b.WriteByte('.')
		b.Write(d.fraction)
	}
	return b.String()
}
