package profiletext

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/tarnlake/tarn/cmd/internal/render"
	"github.com/tarnlake/tarn/query/profile"
)

// labelWidth is how wide the labels before the facts about a column are.
const labelWidth = 12

// fact writes a fact with its label, if there is one.
func (t *text) fact(label, s string) {
	if s == "" {
		return
	}
	for i, line := range wrap(s, t.Width-labelWidth) {
		if i > 0 {
			label = ""
		}
		t.line(t.paint(dim, pad(label, labelWidth)) + line)
	}
}

// facts joins what there is of them.
func facts(parts ...string) string {
	var some []string
	for _, p := range parts {
		if p != "" {
			some = append(some, p)
		}
	}
	return strings.Join(some, ", ")
}

// named writes a fact and its name, if there is one: mean 3.5.
func named(name, s string) string {
	if s == "" {
		return ""
	}
	return name + " " + s
}

// some writes a number of something that is told only if there is any.
func some(n int64, what string) string {
	if n == 0 {
		return ""
	}
	return render.Count(n) + " " + what
}

// long tells all of a column.
func (t *text) long(p *profile.Profile, c *profile.Column) {
	t.line("")
	is := visible(c.Type)
	if c.Feature != "" {
		is += ", " + string(c.Feature)
		if c.FeatureConfidence > 0 && c.FeatureConfidence < 1 {
			is += fmt.Sprintf(" (sure to %s)", percent(c.FeatureConfidence))
		}
	}
	t.line(t.paint(bold, t.cut(c.Name, 24)) + "  " + render.Cut(is, max(8, t.Width-render.Width(t.cut(c.Name, 24))-2)))
	t.fact("values", facts(render.Count(c.Count)+" of "+count(p.Rows, "row"),
		percent(of(float64(c.Missing), p.Rows))+" missing ("+render.Count(c.Missing)+")"))
	t.fact("distinct", facts(bounded(c.Distinct), bounded(c.Unique)+" only once", "entropy "+withBounds(c.Entropy, value)+" nats"))
	t.invalid(c)
	for i, d := range c.Disguised {
		t.fact(once(i, "disguised"), facts(member(d)+quoted(d.Value)+" "+figureOf(d.Count, "time"), visible(d.Why)))
	}
	t.numbers(c.Numbers)
	t.times(c.Times)
	t.texts(c.Text)
	t.nested(c)
	if len(c.Histogram) > 1 && !allTold(c) && !(c.Text != nil && (listed(c) || c.Distinct.Value <= mostBars)) {
		t.bars(c)
	}
	t.most(c)
}

// member returns the member of a struct that has the value.
func member(d profile.Disguised) string {
	if len(d.Member) == 0 {
		return ""
	}
	return visible(strings.Join(d.Member, ".")) + " "
}

// allTold reports whether the common values of a column, which are told as bars,
// are all that it has.
func allTold(c *profile.Column) bool {
	return repeated(c) && c.Distinct.Value <= float64(len(c.Most))
}

// once returns a label for the first of several lines.
func once(i int, label string) string {
	if i > 0 {
		return ""
	}
	return label
}

func (t *text) invalid(c *profile.Column) {
	if c.Invalid.Count == 0 {
		return
	}
	is := " are no " + visible(c.Type) + " and read as NULL"
	if c.Invalid.Count == 1 {
		is = " is no " + visible(c.Type) + " and reads as NULL"
	}
	t.fact("invalid", count(c.Invalid.Count, "value")+is)
	for i, p := range c.Invalid.Places {
		if i == mostPlaces {
			break
		}
		t.fact("", "at "+placeText(p))
	}
}

func (t *text) numbers(n *profile.Numbers) {
	if n == nil || n.Min == nil {
		return
	}
	t.fact("range", through(value(*n.Min), optionalFigure(n.Median), value(*n.Max)))
	t.fact("centre", facts(named("mean", optional(n.Mean)), named("median", boundedValue(n.Median)), named("mode", optional(n.Mode)), named("sum", optional(n.Sum))))
	t.fact("spread", facts(named("std", optional(n.Std)), named("variance", optional(n.Variance)), named("range", optional(n.Range)),
		named("IQR", boundedValue(n.IQR)), named("MAD", boundedValue(n.MAD))))
	t.fact("shape", facts(named("skewness", optional(n.Skewness)), named("excess kurtosis", optional(n.Kurtosis)),
		some(n.Zeros, "zeros"), some(n.Negatives, "negative"), some(n.Infinite, "infinite"), some(n.NaN, "NaN"), order(n.Order)))
	t.percentiles(n)
	t.outliers("outliers", "more than 3 standard deviations from the mean", n.ZScore)
	t.outliers("", "more than 5 RSTD from the median", n.Robust)
}

func order(s string) string {
	if s == "" {
		return ""
	}
	return s + " from row to row"
}

func boundedValue(f *profile.Figure) string {
	if f == nil {
		return ""
	}
	return withBounds(*f, value)
}

func (t *text) percentiles(n *profile.Numbers) {
	var parts []string
	for _, p := range []string{"1", "5", "25", "50", "75", "95", "99"} {
		if f, ok := n.Percentiles[p]; ok {
			parts = append(parts, p+": "+boundedValue(&f))
		}
	}
	t.fact("percentile", strings.Join(parts, "  "))
}

func (t *text) outliers(label, what string, o profile.Outliers) {
	if o.Below == nil || o.Above == nil {
		return
	}
	s := fmt.Sprintf("%s %s (below %s or above %s)", figure(o.Count), what, value(*o.Below), value(*o.Above))
	if len(o.Some) > 0 {
		var values []string
		for _, x := range o.Some[:min(len(o.Some), 8)] {
			values = append(values, value(x))
		}
		s += ", such as " + strings.Join(values, ", ")
	}
	t.fact(label, s)
}

func (t *text) times(m *profile.Times) {
	if m == nil {
		return
	}
	day := m.Hours == nil
	t.fact("range", through(when(m.Min, day), when(m.Median, day), when(m.Max, day)))
	t.fact("days", facts(count(int64(m.Days), "day")+" with something", some(m.Future, "in the future"), order(m.Order)))
	for i, g := range m.Gaps {
		t.fact(once(i, "gaps"), fmt.Sprintf("nothing from %s to %s (%s)", g.From, g.To, count(int64(g.Days), "day")))
	}
	week := make([]float64, 0, 7)
	for d := range 7 {
		week = append(week, float64(m.Weekdays[(d+1)%7]))
	}
	t.fact("weekdays", "Mo–Su │"+render.Sparkline(week, 7)+"│")
	if m.Hours != nil {
		hours := make([]float64, len(m.Hours))
		for i, n := range m.Hours {
			hours[i] = float64(n)
		}
		t.fact("hours", "0–23 h │"+render.Sparkline(hours, 24)+"│")
	}
}

func (t *text) texts(x *profile.Text) {
	if x == nil {
		return
	}
	t.fact("length", facts(through(strconv.FormatInt(x.MinLength, 10), strconv.FormatInt(x.MaxLength, 10))+" characters",
		"mean "+value(x.MeanLength), named("std", optional(x.StdLength))))
	t.fact("with", facts(some(x.Upper, "upper"), some(x.Lower, "lower"), some(x.Digits, "digits"), some(x.Spaces, "spaces"),
		some(x.Punctuation, "punctuation"), some(x.NonASCII, "beyond ASCII"), some(x.Control, "control characters")))
	t.fact("blank", facts(some(x.Empty, "empty"), some(x.Blank, "blank"), some(x.Padded, "with blanks before or after")))
	for i, p := range x.Patterns[:min(len(x.Patterns), mostPatterns)] {
		mark := about
		if p.Exact {
			mark = ""
		}
		t.fact(once(i, "patterns"), fmt.Sprintf("%s%s %s", mark, percent(p.Share), visible(p.Pattern)))
	}
	for i, c := range x.SameMeanings {
		var parts []string
		for _, v := range c.Values {
			parts = append(parts, fmt.Sprintf("%s %s", quoted(deref(v.Value)), figure(v.Count)))
		}
		t.fact(once(i, "alike"), strings.Join(parts, ", ")+named(":", visible(c.Why)))
	}
}

// mostPatterns is how many patterns are told.
const mostPatterns = 5

func deref(c profile.Cell) string {
	if c == nil {
		return ""
	}
	return *c
}

func (t *text) nested(c *profile.Column) {
	if c.Nested == nil {
		return
	}
	if l := c.Nested.Length; l != nil && l.Min != nil {
		t.fact("length", facts(through(value(*l.Min), optionalFigure(l.Median), value(*l.Max)), named("mean", optional(l.Mean))))
	}
	for i, f := range c.Nested.Fields {
		t.fact(once(i, "fields"), fmt.Sprintf("%s  %s (%s)", render.Visible(f.Name, 40), render.Count(f.Count), percent(of(float64(f.Count), c.Count))))
	}
}

// most writes the most common values, as bars if they are many of all.
func (t *text) most(c *profile.Column) {
	switch {
	case len(c.Most) == 0:
	case !repeated(c):
		t.fact("such as", examplesOf(c.Most))
	case c.Most[0].Count.Value < commonShare*float64(c.Count):
		var parts []string
		for _, v := range c.Most {
			parts = append(parts, cellText(v.Value)+"\u00a0"+figure(v.Count))
		}
		t.fact("most common", strings.Join(parts, " · "))
	default:
		t.line(t.paint(dim, "most common"))
		t.valueBars(c)
	}
	if repeated(c) && len(c.Least) > 0 {
		t.fact("rare", examplesOf(c.Least))
	}
}

// commonShare is how many of all values the most common one is where bars say
// something of the others.
const commonShare = 0.01

// repeated reports whether a column has a value twice.
func repeated(c *profile.Column) bool { return len(c.Most) > 0 && c.Most[0].Count.Value > 1 }

func examplesOf(values []profile.Value) string {
	var parts []string
	for _, v := range values {
		parts = append(parts, cellText(v.Value))
	}
	return strings.Join(parts, " · ")
}

// chart draws the distribution of a column below its name.
func (t *text) chart(c *profile.Column) {
	t.line("")
	facts := "  " + kind(c)
	if c.Missing > 0 {
		facts += "  " + render.Count(c.Missing) + " missing"
	}
	name := t.cut(c.Name, render.Width(facts))
	t.line(t.paint(bold, name) + t.paint(dim, render.Cut(facts, max(8, t.Width-render.Width(name)))))
	switch {
	case c.Count == 0:
		t.line("  no value")
	case len(c.Histogram) > 0 && (c.Text == nil && !listed(c) || !repeated(c) || c.Most[0].Count.Value < commonShare*float64(c.Count)):
		t.bars(c)
	case repeated(c):
		t.valueBars(c)
	default:
		t.line("  " + t.cut(examplesOf(c.Most), 2))
	}
}

// A bar has a label, a length and a count.
type bar struct {
	label  string
	length float64
	text   string
}

// valueBars draws how common the most common values are, and all others
// together.
func (t *text) valueBars(c *profile.Column) {
	var bars []bar
	rest := float64(c.Count)
	for _, v := range c.Most {
		rest -= v.Count.Value
		bars = append(bars, bar{cellText(v.Value), v.Count.Value, figure(v.Count) + "  " + percent(of(v.Count.Value, c.Count))})
	}
	others := c.Distinct.Value - float64(len(c.Most))
	if others >= 1 && rest >= 1 {
		f := profile.Figure{Value: others, Low: c.Distinct.Low}
		bars = append(bars, bar{figureOf(f, "other"), 0, countText(rest) + "  " + percent(of(rest, c.Count))})
	}
	t.draw(bars, false)
}

// mostBars is how many bars a histogram has at most.
const mostBars = 20

// bars draws the histogram.
func (t *text) bars(c *profile.Column) {
	title := "distribution"
	if c.Text != nil {
		title = "lengths in characters"
	}
	t.line(t.paint(dim, title))
	bins := merged(c.Histogram, mostBars)
	var bars []bar
	for i, b := range bins {
		bars = append(bars, bar{binLabel(c, b, i == len(bins)-1), b.Count.Value, figure(b.Count)})
	}
	t.draw(bars, true)
}

// merged adds up bins that lie beside each other until there are at most n.
func merged(bins []profile.Bin, n int) []profile.Bin {
	if len(bins) <= n {
		return bins
	}
	per := (len(bins) + n - 1) / n
	var sums []profile.Bin
	for i := 0; i < len(bins); i += per {
		part := bins[i:min(i+per, len(bins))]
		sum := profile.Bin{Low: part[0].Low, High: part[len(part)-1].High}
		for _, b := range part {
			sum.Count.Value += b.Count.Value
			if b.Count.Approximate() {
				sum.Count.Low = b.Count.Low // a mark; the bounds are not told here
			}
		}
		sums = append(sums, sum)
	}
	return sums
}

// binLabel tells from where to where a bar is: 10 ‥ 20. A bar of one whole number
// is that number.
func binLabel(c *profile.Column, b profile.Bin, last bool) string {
	if c.Times != nil {
		low, high := time.UnixMicro(int64(b.Low)).UTC(), time.UnixMicro(int64(b.High)).UTC()
		day := high.Sub(low) >= 24*time.Hour
		return through(when(low, day), when(high, day))
	}
	whole, most := c.Text != nil, 0.0
	switch {
	case c.Text != nil:
		most = float64(c.Text.MaxLength)
	case c.Numbers != nil && c.Numbers.Max != nil:
		whole, most = c.Numbers.Whole, *c.Numbers.Max
	}
	if whole && !(last && b.High <= most) {
		b.High--
	}
	if b.Low == b.High {
		return value(b.Low)
	}
	return through(value(b.Low), value(b.High))
}

// draw draws bars below each other; labels of numbers are set to the right.
func (t *text) draw(bars []bar, right bool) {
	labels, texts, most := 0, 0, 0.0
	for _, b := range bars {
		labels, texts, most = max(labels, render.Width(b.label)), max(texts, render.Width(b.text)), max(most, b.length)
	}
	labels = min(labels, max(12, t.Width/2))
	room := max(4, min(60, t.Width-labels-texts-6))
	for _, b := range bars {
		label := render.Cut(b.label, labels)
		if right {
			label = padLeft(label, labels)
		} else {
			label = pad(label, labels)
		}
		drawn := ""
		if most > 0 {
			drawn = render.Bar(b.length/most, room)
		}
		line := "  " + label + " │" + t.paint(cyan, drawn)
		if drawn != "" {
			line += " "
		}
		t.line(line + t.paint(dim, b.text))
	}
}
