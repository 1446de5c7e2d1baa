// Package profiletext writes the profile of a table for people: on a terminal,
// as a report in Markdown, or as charts.
//
// All of it is made from the values of a [profile.Profile] alone. What a reader
// should know first comes first: the findings, then the table, then its columns
// on one line each. A ≈ marks what is an estimate; its bounds are told where one
// column is told at length ([Options.Long]).
//
// Texts of the data, and names of columns, may hold anything: whatever a
// terminal would obey is shown as an escape, and no line is wider than it may be
// unless something that is shown whole, such as SQL, is.
package profiletext

import (
	"strings"

	"github.com/tarnlake/tarn/cmd/internal/render"
	"github.com/tarnlake/tarn/query/profile"
)

// Options say how a profile is written.
type Options struct {
	Width    int  // of the terminal, in characters; 0 is 100, and it is at least 60
	Color    bool // allows colours
	Findings int  // how many are told; 0 is all
	Long     bool // each column at length, and not on one line
	All      bool // a line for each column, however many there are
	Brief    bool // the findings and the table, but not its columns
}

// Table writes a profile for a terminal.
func Table(p *profile.Profile, o Options) string {
	t := newText(o)
	t.findings(p)
	t.overview(p)
	switch {
	case o.Brief:
		return t.String()
	case o.Long:
		for i := range p.Columns {
			t.long(p, &p.Columns[i])
		}
	default:
		t.columns(p)
	}
	for _, s := range sections(p) {
		t.section(s)
	}
	return t.String()
}

// Chart draws the distribution of each column.
func Chart(p *profile.Profile, o Options) string {
	t := newText(o)
	t.line(t.paint(bold, t.cut(p.Table, 0)) + "  " + count(p.Rows, "row"))
	for i := range p.Columns {
		t.chart(&p.Columns[i])
	}
	return t.String()
}

// A text is what is being written.
type text struct {
	strings.Builder
	Options
}

// usualWidth is how wide lines are where nobody says it; leastWidth, how narrow
// they can be.
const (
	usualWidth = 100
	leastWidth = 60
)

func newText(o Options) *text {
	if o.Width <= 0 {
		o.Width = usualWidth
	}
	o.Width = max(o.Width, leastWidth)
	return &text{Options: o}
}

// Escape codes of a terminal.
const (
	bold   = "\x1b[1m"
	dim    = "\x1b[2m"
	red    = "\x1b[1;31m"
	yellow = "\x1b[33m"
	cyan   = "\x1b[36m"
	off    = "\x1b[0m"
)

func (t *text) paint(code, s string) string {
	if !t.Color || s == "" || code == "" {
		return s
	}
	return code + s + off
}

// line writes a line without blanks at its end.
func (t *text) line(s string) {
	t.WriteString(strings.TrimRight(s, " "))
	t.WriteByte('\n')
}

// title begins a part.
func (t *text) title(s string) {
	if t.Len() > 0 {
		t.line("")
	}
	t.line(t.paint(bold, t.cut(s, 0)))
}

// cut returns text of the data as it can be shown where some of the width is
// taken.
func (t *text) cut(s string, taken int) string { return render.Visible(s, max(8, t.Width-taken)) }

// words writes text in lines that begin with so many blanks.
func (t *text) words(indent int, code, s string) {
	for _, line := range wrap(visible(s), t.Width-indent) {
		t.line(strings.Repeat(" ", indent) + t.paint(code, line))
	}
}

// longest is how many characters of a text are shown where it is not cut to a
// width.
const longest = 1000

func visible(s string) string { return render.Visible(s, longest) }

// wrap returns text in lines of a width, parted at blanks if that can be.
func wrap(s string, width int) []string {
	var lines []string
	line, begun := "", false
	for word := range strings.SplitSeq(s, " ") {
		switch {
		case !begun:
			line, begun = word, true
		case render.Width(line)+1+render.Width(word) <= width:
			line += " " + word
		default:
			lines = append(lines, line)
			line = word
		}
		for render.Width(line) > width {
			head := fitting(line, width)
			lines = append(lines, head)
			line = line[len(head):]
		}
	}
	return append(lines, line)
}

// fitting returns the first characters of a text that fit into a width, at least
// one.
func fitting(s string, width int) string {
	used := 0
	for i, r := range s {
		used += render.Width(string(r))
		if used > width && i > 0 {
			return s[:i]
		}
	}
	return s
}

// pad fills text with blanks up to a width.
func pad(s string, width int) string { return s + strings.Repeat(" ", max(0, width-render.Width(s))) }

// padLeft puts the blanks before it.
func padLeft(s string, width int) string {
	return strings.Repeat(" ", max(0, width-render.Width(s))) + s
}
