package profiletext

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tarnlake/tarn/cmd/internal/render"
	"github.com/tarnlake/tarn/query/profile"
	"github.com/tarnlake/tarn/query/profile/feature"
)

// mostColumns is how many columns have a line of their own, unless more are
// asked for: those with findings first.
const mostColumns = 50

// gap lies between what is told of a column.
const gap = "  "

// columns writes a line for each column.
func (t *text) columns(p *profile.Profile) {
	if len(p.Columns) == 0 {
		return
	}
	shown, rest := p.Columns, []profile.Column(nil)
	worst := severities(p)
	title := "Columns"
	if len(shown) > mostColumns && !t.All {
		shown, rest = notable(p.Columns, worst)
		title = fmt.Sprintf("Columns: %d of %s, all with findings before others", len(shown), render.Count(int64(len(p.Columns))))
	}
	t.title(title)
	lines := []line{head}
	for i := range shown {
		lines = append(lines, newLine(&shown[i], p.Rows, worst[shown[i].Name], t.Width))
	}
	t.lines(lines)
	if len(rest) > 0 {
		t.words(0, dim, fmt.Sprintf("… and %s: %s", count(int64(len(rest)), "other"), kinds(rest)))
		t.words(0, dim, "--column '*' has a line for each, --column NAME tells all of one")
	}
}

// severities returns the worst severity of the findings of each column.
func severities(p *profile.Profile) map[string]string {
	worst := make(map[string]string)
	for _, f := range p.Findings {
		for _, name := range f.Columns {
			if rank(f.Severity) > rank(worst[name]) {
				worst[name] = f.Severity
			}
		}
	}
	return worst
}

func rank(severity string) int {
	return slices.Index([]string{profile.Low, profile.Medium, profile.High}, severity)
}

// notable parts the columns: as many as are shown, those with the worst findings
// before others, and the rest. Both are in the order of the table.
func notable(columns []profile.Column, worst map[string]string) (shown, rest []profile.Column) {
	order := make([]int, len(columns))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return rank(worst[columns[b].Name]) - rank(worst[columns[a].Name]) })
	first := slices.Sorted(slices.Values(order[:mostColumns]))
	for i, c := range columns {
		if _, ok := slices.BinarySearch(first, i); ok {
			shown = append(shown, c)
		} else {
			rest = append(rest, c)
		}
	}
	return shown, rest
}

// kinds counts columns by what they are: 1,200 numeric, 30 text.
func kinds(columns []profile.Column) string {
	counts := make(map[string]int64)
	var names []string
	for _, c := range columns {
		name := kind(&c)
		if counts[name]++; counts[name] == 1 {
			names = append(names, name)
		}
	}
	slices.SortStableFunc(names, func(a, b string) int { return int(counts[b] - counts[a]) })
	for i, name := range names {
		names[i] = render.Count(counts[name]) + " " + name
	}
	return strings.Join(names, ", ")
}

// kind returns what a column is: its feature type, or the type in the catalog.
func kind(c *profile.Column) string {
	if c.Feature == "" {
		return c.Type
	}
	return string(c.Feature)
}

// A line is what is told of a column in a line.
type line struct {
	mark, name, typ, kind, missing, distinct, shape, values string
	brief                                                   string // values where they do not fit
	bars                                                    []float64
}

var head = line{name: "column", typ: "type", kind: "is", missing: "missing", distinct: "distinct", shape: "shape", values: "least ‥ median ‥ greatest, or most common", brief: "values"}

func newLine(c *profile.Column, rows int64, severity string, width int) line {
	return line{
		mark: marks[severity], name: c.Name, typ: c.Type, kind: string(c.Feature),
		missing: percent(of(float64(c.Missing), rows)), distinct: short(c.Distinct),
		bars: shape(c), shape: sparkline(c, width), values: summary(c, false), brief: summary(c, true),
	}
}

// marks say how bad the worst finding is.
var marks = map[string]string{profile.High: "!!", profile.Medium: "!", profile.Low: "·"}

func (t *text) severity(s string) string {
	return t.paint(map[string]string{profile.High: red, profile.Medium: yellow}[s], pad(marks[s], 2))
}

// lines writes lines below each other, so that they fit the width: names give
// way first, then types.
func (t *text) lines(lines []line) {
	var w struct{ mark, name, typ, kind, missing, distinct, shape int }
	for _, l := range lines[1:] {
		w.mark = max(w.mark, render.Width(l.mark))
		w.name = max(w.name, render.Width(render.Visible(l.name, 40)))
		w.typ = max(w.typ, render.Width(render.Visible(l.typ, 20)))
		w.kind = max(w.kind, render.Width(l.kind))
		w.missing = max(w.missing, render.Width(l.missing))
		w.distinct = max(w.distinct, render.Width(l.distinct))
		w.shape = max(w.shape, render.Width(l.shape))
	}
	widen := func(width *int, least string) {
		if *width > 0 {
			*width = max(*width, len(least))
		}
	}
	widen(&w.name, head.name)
	widen(&w.typ, head.typ)
	widen(&w.missing, head.missing)
	widen(&w.distinct, head.distinct)
	widen(&w.shape, head.shape)
	if w.mark > 0 {
		w.mark = 3
	}
	least, gap := max(17, t.Width/5), gap // of the values, and between all
	over := func() int {
		gaps := 0
		for _, width := range []int{w.name, w.typ, w.kind, w.missing, w.distinct, w.shape} {
			if width > 0 {
				gaps += len(gap)
			}
		}
		return w.mark + w.name + w.typ + w.kind + w.missing + w.distinct + w.shape + gaps + least - t.Width
	}
	shrink := func(width *int, to int) { *width = max(min(*width, to), *width-max(0, over())) }
	shrink(&w.name, 24)
	shrink(&w.typ, 9)
	if over() > 0 {
		gap = " "
	}
	shrink(&w.typ, 6)
	shrink(&w.kind, 11)
	shrink(&w.shape, 6)
	shrink(&w.name, 10)
	shrink(&w.name, 10)
	rest := least - over()
	for i, l := range lines {
		cells := []string{
			pad(render.Visible(l.name, w.name), w.name),
			pad(render.Visible(l.typ, max(1, w.typ)), w.typ),
			cutTo(l.kind, w.kind),
			padLeft(l.missing, w.missing),
			padLeft(l.distinct, w.distinct),
			cutTo(l.shape, w.shape, l.bars...),
			fits(rest, l.values, l.brief),
		}
		if i > 0 {
			cells[0], cells[1], cells[5] = t.paint(bold, cells[0]), t.paint(dim, cells[1]), t.paint(cyan, cells[5])
			if l.missing == percent(0) {
				cells[3] = t.paint(dim, cells[3])
			}
		}
		cells = slices.DeleteFunc(cells, func(c string) bool { return c == "" })
		text := strings.TrimRight(strings.Join(cells, gap), " ")
		if i == 0 {
			text = t.paint(dim, text)
		}
		t.line(t.paint(markColor(l.mark), pad(l.mark, w.mark)) + text)
	}
}

// fits returns the first text that fits into a width, or what fits of the last.
func fits(width int, texts ...string) string {
	for _, s := range texts {
		if render.Width(s) <= width {
			return s
		}
	}
	return render.Cut(texts[len(texts)-1], max(8, width))
}

// cutTo returns what there is room for of a text, which may be nothing. Bars are
// drawn narrower.
func cutTo(s string, width int, bars ...float64) string {
	if width == 0 {
		return ""
	}
	if len(bars) > 0 {
		s = render.Sparkline(bars, min(width, render.Width(s)))
	}
	return pad(render.Cut(s, width), width)
}

func markColor(mark string) string {
	switch mark {
	case "!!":
		return red
	case "!":
		return yellow
	}
	return dim
}

// sparkline draws the distribution of a column.
func sparkline(c *profile.Column, width int) string {
	n := 8
	if width >= 120 {
		n = 16
	}
	return render.Sparkline(shape(c), n)
}

// shape returns the bars of a column: its histogram, or how common the most
// common values are.
func shape(c *profile.Column) []float64 {
	switch {
	case c.Count == 0:
		return nil
	case listed(c):
		return counts(c.Most)
	case c.Text != nil && c.Feature != feature.Text:
		return nil
	}
	bars := make([]float64, len(c.Histogram))
	for i, bin := range c.Histogram {
		bars[i] = bin.Count.Value
	}
	return bars
}

func counts(values []profile.Value) []float64 {
	counts := make([]float64, len(values))
	for i, v := range values {
		counts[i] = v.Count.Value
	}
	return counts
}

// listed reports whether a column is best told by its common values: there are
// few, or they are many of all and it has no order.
func listed(c *profile.Column) bool {
	if c.Text != nil && (len(c.Most) == 0 || c.Most[0].Count.Value < commonShare*float64(c.Count)) {
		return false
	}
	switch c.Feature {
	case feature.Categorical, feature.Binary, feature.Boolean, feature.Constant:
		return true
	case feature.Text, feature.Identifier, feature.URL, feature.Email, feature.Numeric, feature.Datetime, feature.Ordinal:
		return false
	}
	return c.Numbers == nil && c.Times == nil && c.Nested == nil && len(c.Most) > 0 && c.Most[0].Count.Value >= 0.05*float64(c.Count)
}

// summary tells the values of a column in some words, or in fewer.
func summary(c *profile.Column, brief bool) string {
	switch {
	case c.Count == 0:
		return "no value"
	case c.Distinct.Value == 1 && len(c.Most) > 0:
		return "always " + cellText(c.Most[0].Value)
	case listed(c), fewNumbers(c):
		return common(c)
	case c.Numbers != nil && c.Numbers.Min != nil:
		return numberRange(c.Numbers, brief)
	case c.Times != nil && brief:
		return briefTimes(c.Times)
	case c.Times != nil:
		day := c.Times.Hours == nil
		return through(when(c.Times.Min, day), when(c.Times.Median, day), when(c.Times.Max, day))
	case c.Nested != nil && c.Nested.Length != nil && c.Nested.Length.Min != nil:
		return numberRange(c.Nested.Length, brief) + " long"
	case c.Nested != nil && len(c.Nested.Fields) > 0:
		return fields(c)
	case c.Text != nil:
		return examples(c)
	}
	return common(c)
}

// briefTimes tells from when to when: months, if they are many.
func briefTimes(t *profile.Times) string {
	if t.Max.Sub(t.Min) > 365*24*time.Hour {
		return through(t.Min.Format("2006-01"), t.Max.Format("2006-01"))
	}
	return through(when(t.Min, true), when(t.Max, true))
}

func numberRange(n *profile.Numbers, brief bool) string {
	if brief {
		return through(value(*n.Min), value(*n.Max))
	}
	return through(value(*n.Min), optionalFigure(n.Median), value(*n.Max))
}

func through(parts ...string) string { return strings.Join(parts, " ‥ ") }

// fewNumbers reports whether a column has so few numbers that they tell more than
// a range.
func fewNumbers(c *profile.Column) bool {
	return c.Numbers != nil && !c.Distinct.Approximate() && c.Distinct.Value <= 5 && repeated(c)
}

// common tells the most common values with their shares.
func common(c *profile.Column) string {
	var parts []string
	for _, v := range c.Most {
		parts = append(parts, render.Visible(cellText(v.Value), 24)+" "+percent(of(v.Count.Value, c.Count)))
	}
	return strings.Join(parts, ", ")
}

// examples tells how long texts are, and shows some.
func examples(c *profile.Column) string {
	length := fmt.Sprintf("%d", c.Text.MinLength)
	if c.Text.MaxLength > c.Text.MinLength {
		length = through(length, fmt.Sprintf("%d", c.Text.MaxLength))
	}
	return length + " chars: " + examplesOf(c.Most[:min(len(c.Most), 5)])
}

// fields tells which fields there are, and how often.
func fields(c *profile.Column) string {
	var parts []string
	for _, f := range c.Nested.Fields {
		parts = append(parts, render.Visible(f.Name, 24)+" "+percent(of(float64(f.Count), c.Count)))
	}
	return strings.Join(parts, ", ")
}
