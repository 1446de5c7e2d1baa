package render

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/olekukonko/tablewriter/tw"
)

// A Table keeps the rows that it shows and counts the others. It writes
// nothing before Close.
type Table struct {
	w       io.Writer
	o       Options
	columns []column
	rows    [][]cell
	total   int64
	text    []byte
}

func newTable(w io.Writer, columns []column, o Options) *Table {
	return &Table{w: w, o: o, columns: columns}
}

// Write adds a row.
func (t *Table) Write(row []any) error {
	t.total++
	if t.Full() {
		return nil
	}
	cells := make([]cell, len(t.columns))
	for i, v := range row {
		if v == nil {
			cells[i] = nullCell
			continue
		}
		t.text = appendText(t.text[:0], v, t.columns[i].typ)
		cells[i] = newCell(t.text)
	}
	t.rows = append(t.rows, cells)
	return nil
}

// Full reports whether the table shows as many rows as it may, so that it is
// enough to count the others with Skip.
func (t *Table) Full() bool { return t.o.MaxRows > 0 && len(t.rows) == t.o.MaxRows }

// Skip counts rows that are not shown.
func (t *Table) Skip(rows int64) { t.total += rows }

// Close writes the table.
func (t *Table) Close() error {
	b := bufio.NewWriter(t.w)
	var hidden []string
	if len(t.columns) > 0 {
		s := fit(t.naturalWidths(), t.leastWidths(), t.o.Width)
		if err := t.draw(b, s); err != nil {
			return err
		}
		for i, c := range t.columns {
			if !s.shown(i) {
				hidden = append(hidden, c.name)
			}
		}
	}
	if !t.o.Bare || t.hidden() > 0 || len(hidden) > 0 {
		t.foot(b, hidden)
	}
	return b.Flush()
}

// hidden returns how many rows are not shown.
func (t *Table) hidden() int64 { return t.total - int64(len(t.rows)) }

// leastText is how narrow a column of text may become.
const leastText = 12

// naturalWidths returns the width at which nothing of a column is cut, save a
// long type.
func (t *Table) naturalWidths() []int {
	widths := t.valueWidths()
	for i, c := range t.columns {
		widths[i] = max(widths[i], newCell([]byte(c.name)).width)
		if !t.o.Bare {
			widths[i] = max(widths[i], min(newCell([]byte(c.text)).width, 2*leastText))
		}
	}
	return widths
}

// leastWidths returns the widths below which no column may go.
func (t *Table) leastWidths() []int {
	widths := t.valueWidths()
	for i, c := range t.columns {
		name := newCell([]byte(c.name)).width
		if c.whole() {
			widths[i] = max(widths[i], min(name, leastText))
		} else {
			widths[i] = min(max(widths[i], name), leastText)
		}
	}
	return widths
}

// whole reports whether the values of a column are never cut: half a number is
// another number, and half a time another time.
func (c column) whole() bool { return number <= c.typ.kind && c.typ.kind <= instant }

func (t *Table) valueWidths() []int {
	widths := make([]int, len(t.columns))
	for i := range widths {
		widths[i] = 1
	}
	for _, row := range t.rows {
		for i, c := range row {
			widths[i] = max(widths[i], c.width)
		}
	}
	return widths
}

// draw writes the table proper.
func (t *Table) draw(w *bufio.Writer, s shape) error {
	var aligns []tw.Align
	for i, c := range t.columns {
		switch {
		case s.shown(i) && c.typ.kind == number:
			aligns = append(aligns, tw.AlignRight)
		case s.shown(i) || i == s.first:
			aligns = append(aligns, tw.AlignLeft)
		}
	}
	b := newBox(aligns)
	b.table.Header(t.head(b, s))
	for _, row := range t.rows {
		if err := b.table.Append(t.line(b, row, s)); err != nil {
			return err
		}
	}
	return b.writeTo(w)
}

// head returns the texts of the headers, each with the type below it.
func (t *Table) head(b *box, s shape) []string {
	texts := make([]string, 0, s.first+s.last+1)
	for i, c := range t.columns {
		name, typ := cutMark, cutMark
		switch {
		case s.shown(i):
			name = t.style(bold, b.text(newCell([]byte(c.name)).cut(s.widths[i])))
			typ = t.style(dim, b.text(newCell([]byte(c.text)).cut(s.widths[i])))
		case i != s.first:
			continue
		}
		if !t.o.Bare {
			name += "\n" + typ
		}
		texts = append(texts, name)
	}
	return texts
}

// line returns the texts of a row.
func (t *Table) line(b *box, row []cell, s shape) []string {
	texts := make([]string, 0, s.first+s.last+1)
	for i, c := range row {
		switch {
		case s.shown(i) && c.null:
			texts = append(texts, t.style(dim, c.text))
		case s.shown(i) && t.columns[i].whole():
			texts = append(texts, b.text(c))
		case s.shown(i):
			texts = append(texts, b.text(c.cut(s.widths[i])))
		case i == s.first:
			texts = append(texts, cutMark)
		}
	}
	return texts
}

// foot writes what is not shown and how many rows there are.
func (t *Table) foot(w io.Writer, columns []string) {
	if len(columns) > 0 {
		line := fmt.Sprintf("%s %s not shown: %s", cutMark, plural(int64(len(columns)), "column"), strings.Join(columns, ", "))
		width := t.o.Width
		if width <= 0 {
			width = maxCell
		}
		fmt.Fprintln(w, newCell([]byte(line)).cut(width).text)
	}
	note := ""
	if t.o.Note != nil {
		note = t.o.Note()
	}
	if t.hidden() > 0 {
		note = strings.TrimSuffix(Count(t.total)+" in all, "+note, ", ")
		fmt.Fprintf(w, "%s %s more %s (%s)\n", cutMark, Count(t.hidden()), pluralOnly(t.hidden(), "row"), note)
		return
	}
	if note != "" {
		note = " (" + note + ")"
	}
	fmt.Fprintf(w, "%s%s\n", plural(t.total, "row"), note)
}

// Escape codes of a terminal.
const (
	bold = "\x1b[1m"
	dim  = "\x1b[2m"
	off  = "\x1b[0m"
)

func (t *Table) style(code, text string) string {
	if !t.o.Color || text == "" {
		return text
	}
	return code + text + off
}

// Count returns n with commas between the thousands.
func Count(n int64) string {
	digits := strconv.FormatInt(n, 10)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

func plural(n int64, noun string) string { return Count(n) + " " + pluralOnly(n, noun) }

func pluralOnly(n int64, noun string) string {
	if n == 1 {
		return noun
	}
	return noun + "s"
}
