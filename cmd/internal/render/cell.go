package render

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// nullMark stands for NULL in a table; cutMark for what was cut off.
const (
	nullMark = "∅"
	cutMark  = "…"
)

// maxCell is how many characters of a text a table shows at most.
const maxCell = 1000

// A cell is a value as a table shows it.
type cell struct {
	text  string
	width int // characters of the terminal that text takes
	null  bool
}

var nullCell = cell{text: nullMark, width: 1, null: true}

// newCell returns the cell that shows text: control characters, and those that
// cannot be seen or that turn the order of others round, as escapes.
func newCell(text []byte) cell {
	if string(text) == nullMark {
		return cell{text: `\u2205`, width: 6}
	}
	for i, c := range text {
		if c < ' ' || c > '~' || i == maxCell {
			shown := visible(text)
			return cell{text: shown, width: textWidth(shown)}.cut(maxCell)
		}
	}
	return cell{text: string(text), width: len(text)}
}

// visible returns text with escapes for what cannot be seen. Of a long text it
// returns the first part, longer than maxCell.
func visible(text []byte) string {
	var b strings.Builder
	for n := 0; len(text) > 0 && n <= 2*maxCell; n++ {
		r, size := utf8.DecodeRune(text)
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, text[0])
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\x%02x`, r)
		case seen(r):
			b.WriteRune(r)
		case r > 0xffff:
			fmt.Fprintf(&b, `\U%08x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
		text = text[size:]
	}
	if len(text) > 0 {
		b.WriteString(strings.Repeat(" ", maxCell)) // to be cut off
	}
	return b.String()
}

// seen reports whether a terminal shows r: whatever can be printed, and the
// characters that join others into one, as emoji of several parts need them.
func seen(r rune) bool {
	const joiner, nonJoiner, ideographicSpace = '\u200d', '\u200c', '\u3000'
	return unicode.IsPrint(r) || r == joiner || r == nonJoiner || r == ideographicSpace ||
		0xE0020 <= r && r <= 0xE007F // the letters of flags
}

// cut returns c within width, with a mark where something was cut off.
func (c cell) cut(width int) cell {
	if c.width <= width {
		return c
	}
	c.text = terminal.Truncate(c.text, width, cutMark)
	c.width = textWidth(c.text)
	return c
}

// Cut returns text within a width of a terminal, with a mark where something
// was cut off.
func Cut(text string, width int) string { return terminal.Truncate(text, width, cutMark) }
