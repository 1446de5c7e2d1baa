package guess

import (
	"bytes"
	"cmp"
)

// NumberMarks finds out how numbers are written: with a comma for the decimal
// mark, with marks between groups of three digits, or plainly, which is 0. It
// takes whole columns of such numbers to say so, and no column that says
// otherwise.
func (c *Candidate) NumberMarks(h Heading) Marks {
	var commas, grouped, points int // columns with decimal commas, with commas between groups, with decimal points
	var comma, group, apart *Spot   // the first of them, and of those with another mark between groups
	dots, mark := false, byte(0)
	for i := range h.Width {
		n := numbersOf(c, h, i)
		if n.other == 0 && n.mark > mark {
			mark, apart = n.mark, n.first
		}
		switch {
		case n.all == 0 || n.other > 0:
		case n.decimalComma > 0 && n.point == 0:
			commas++
			dots = dots || n.dotGroups > 0
			comma = cmp.Or(comma, n.first)
		case n.commaGroups > 0 && n.decimalComma == 0:
			grouped++
			group = cmp.Or(group, n.first)
		case n.point > 0:
			points++
		}
	}
	switch {
	case commas > 0 && grouped == 0 && points == 0 && dots:
		return Marks{',', '.', comma}
	case commas > 0 && grouped == 0 && points == 0:
		return Marks{',', mark, comma}
	case mark != 0 && commas == 0 && grouped == 0:
		return Marks{0, mark, apart}
	case grouped > 0 && commas == 0:
		return Marks{0, ',', group}
	}
	return Marks{}
}

// Marks are how numbers are written.
type Marks struct {
	Decimal, Groups byte  // 0 for the usual
	First           *Spot // the first number written so
}

// A numbering counts how the fields of a column are written.
type numbering struct {
	all, other   int  // fields that are not empty or null; those that are no numbers
	decimalComma int  // 1,5 and 1.234,56
	commaGroups  int  // 1,234 and 1,234.56
	dotGroups    int  // 1.234,56
	point        int  // 1.5
	mark         byte // a space or an apostrophe between groups

	first *Spot // of those that are not written plainly
}

func numbersOf(c *Candidate, h Heading, column int) numbering {
	var n numbering
	rows := 0
	for _, r := range c.records {
		if r.line < h.Skip || column >= len(r.fields) {
			continue
		}
		if rows++; rows <= h.Rows {
			continue
		}
		f := bytes.TrimSpace(r.fields[column])
		if len(f) > 0 && !isNull(f) {
			n.add(f)
			if n.first == nil && n.decimalComma+n.commaGroups+int(n.mark) > 0 {
				n.first = &Spot{r.line, string(f)}
			}
		}
	}
	return n
}

// add counts a field.
func (n *numbering) add(text []byte) {
	n.all++
	text = bytes.TrimLeft(text, "+-")
	if joined := joinGroups(text); len(joined) < len(text) {
		n.mark, text = text[bytes.IndexAny(text, " '")], joined
	}
	if len(text) == 0 || len(bytes.Trim(text, "0123456789.,")) > 0 || !isDigit(text[0]) && text[0] != '.' {
		n.other++
		return
	}
	dots, commas := bytes.Count(text, []byte{'.'}), bytes.Count(text, []byte{','})
	whole, fraction, _ := bytes.Cut(text, []byte{','})
	switch {
	case commas == 0 && dots == 0:
	case commas == 0 && dots == 1:
		n.point++
	case commas == 1 && dots == 0 && (len(fraction) != 3 || whole[0] == '0' || len(whole) > 3):
		n.decimalComma++
	case commas == 1 && dots > 0 && thousands(whole, '.') && bytes.IndexByte(fraction, '.') < 0:
		n.decimalComma++
		n.dotGroups++
	case commas > 0 && dots <= 1:
		if whole, _, _ := bytes.Cut(text, []byte{'.'}); thousands(whole, ',') {
			n.commaGroups++
			return
		}
		n.other++
	default:
		n.other++
	}
}
