package profile

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/tarnlake/tarn/datasets/schema"
	"github.com/tarnlake/tarn/query/profile/measure"
	"github.com/tarnlake/tarn/query/profile/sketch"
)

// mostValues is how many of the most common values are told, and rareValues how
// many of the least common.
const (
	mostValues = 10
	rareValues = 5
)

// newColumn tells what the pass has seen of a column.
func newColumn(f schema.Field, c *measure.Column, now time.Time) Column {
	v := valuesOf(f, c)
	col := Column{
		Name: f.Name, Type: f.Type.String(),
		Count: c.Count(), Null: c.Nulls, Missing: c.Nulls,
		Distinct: v.distinct(), Unique: v.once(), Entropy: v.entropy(), Most: v.most(mostValues), Least: v.least(rareValues),
	}
	switch {
	case c.Texts != nil && !f.Type.Kind.Nested():
		col.Text = newText(c)
		col.Missing += c.Texts.Empty + c.Texts.Blank
		col.Histogram = lengthHistogram(c)
	case c.Times != nil:
		col.Times = newTimes(c, now)
		col.Histogram = histogram(c.Times.Quantiles.Sorted(), c.Times.Quantiles.Error(), 0)
	case c.Numbers != nil && c.Kind != measure.Boolean:
		col.Numbers = newNumbers(c, v)
		col.Missing += c.Numbers.NaN
		col.Histogram = histogram(c.Numbers.Quantiles.Sorted(), c.Numbers.Quantiles.Error(), step(c))
	}
	return col
}

// step returns the distance of numbers that are all whole, 1, or 0.
func step(c *measure.Column) float64 {
	if c.Numbers.Fractions == 0 {
		return 1
	}
	return 0
}

// values are the distinct values of a column and how often they occur.
type values struct {
	*measure.Column
	text   func(measure.Value) string
	counts map[uint64]int64 // of the values that are kept, by hash; nil if all are
}

func valuesOf(f schema.Field, c *measure.Column) values {
	v := values{Column: c, text: textOf(f.Type)}
	if !c.Exact() {
		v.counts = make(map[uint64]int64)
		for _, e := range c.Values.Entries() {
			v.counts[e.Hash] = e.Count
		}
	}
	return v
}

// textOf returns how values of a type are written.
func textOf(t schema.Type) func(measure.Value) string {
	switch kind, _ := kindOf(t); kind {
	case measure.Integer:
		return func(v measure.Value) string { return strconv.FormatInt(v.Integer(), 10) }
	case measure.Boolean:
		return func(v measure.Value) string { return strconv.FormatBool(v.Bits != 0) }
	case measure.Time:
		layout := "2006-01-02 15:04:05.999999"
		if t.Kind == schema.Date {
			layout = time.DateOnly
		}
		return func(v measure.Value) string { return time.UnixMicro(v.Integer()).UTC().Format(layout) }
	case measure.Double:
		return func(v measure.Value) string { return numberText(v.Double()) }
	}
	return func(v measure.Value) string { return v.Text }
}

// numberText writes a number without an exponent, unless it is very large or
// very small.
func numberText(x float64) string {
	if a := math.Abs(x); a != 0 && (a < 1e-5 || a >= 1e16) {
		return strconv.FormatFloat(x, 'g', -1, 64)
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}

// sure is how many standard errors to either side hold the true figure with a
// probability of 95 %.
const sure = 1.96

// distinct returns how many values there are: no fewer than are kept, and no
// more than there are rows.
func (v values) distinct() Figure {
	if v.Exact() {
		return Exact(v.Values.Count())
	}
	return v.bounded(v.Values.Count(), v.Values.Error(), float64(len(v.Values.Entries())))
}

// once returns how many values occur once.
func (v values) once() Figure {
	n := v.Values.Once()
	if v.Exact() {
		return Exact(n)
	}
	kept := n * v.Values.Share()
	return v.bounded(n, 1.2/math.Sqrt(max(kept, 1)), kept)
}

func (v values) bounded(x, relative, least float64) Figure {
	most := float64(v.Count())
	low, high := max(least, x*(1-sure*relative)), min(most, x*(1+sure*relative))
	return About(math.Round(min(max(x, low), high)), math.Floor(low), math.Ceil(high))
}

// entropy returns -Σ p ln p over the values. If not all are kept, the common
// ones count by themselves, and those of the others that are kept stand for the
// rest (Horvitz and Thompson).
func (v values) entropy() Figure {
	n := float64(v.Count())
	if n == 0 {
		return Exact(0)
	}
	term := func(count float64) float64 { return -count / n * math.Log(count/n) }
	var sum, square float64
	if v.Exact() {
		for _, e := range v.Values.Entries() {
			sum += term(float64(e.Count))
		}
		return Exact(max(0, sum))
	}
	common := make(map[uint64]bool)
	for _, e := range v.Common.Top(math.MaxInt) {
		common[e.Hash] = true
		sum += term(v.count(e).Value)
	}
	share := v.Values.Share()
	for _, e := range v.Values.Entries() {
		if !common[e.Hash] {
			x := term(float64(e.Count))
			sum += x / share
			square += x * x * (1 - share) / (share * share)
		}
	}
	most := math.Log(n)
	wrong := sure*math.Sqrt(square) + float64(v.Common.Offset())/n*most
	return About(min(sum, most), max(0, sum-wrong), min(most, sum+wrong))
}

// most returns the most common values.
func (v values) most(n int) []Value {
	entries := v.Values.Top
	if !v.Exact() {
		entries = v.Common.Top
	}
	most := []Value{}
	for _, e := range entries(n) {
		text := v.text(e.Value)
		most = append(most, Value{Value: &text, Count: v.count(e)})
	}
	slices.SortStableFunc(most, func(a, b Value) int { return cmp.Compare(b.Count.Value, a.Count.Value) })
	return most
}

// least returns the least common values, if all are known and are categories:
// values that come back.
func (v values) least(n int) []Value {
	entries := v.Values.Entries()
	if !v.Exact() || len(entries) <= mostValues || 2*int64(len(entries)) > v.Count() {
		return nil
	}
	sorted := v.Values.Top(len(entries))
	var least []Value
	for _, e := range sorted[max(mostValues, len(sorted)-n):] {
		text := v.text(e.Value)
		least = append(least, Value{Value: &text, Count: Exact(float64(e.Count))})
	}
	slices.Reverse(least)
	return least
}

// count returns how often a value occurs.
func (v values) count(e sketch.Entry[measure.Value]) Figure {
	if v.Exact() {
		return Exact(float64(e.Count))
	}
	if n, ok := v.counts[e.Hash]; ok {
		return Exact(float64(n))
	}
	offset := v.Common.Offset()
	if offset == 0 {
		return Exact(float64(e.Count))
	}
	return About(float64(e.Count+offset/2), float64(e.Count), float64(e.Count+offset))
}

func newText(c *measure.Column) *Text {
	t := c.Texts
	l := &t.Lengths
	text := &Text{
		MinLength: int64(l.Min), MaxLength: int64(l.Max), MeanLength: l.Mean, StdLength: finite(l.StandardDeviation()),
		Empty: t.Empty, Blank: t.Blank, Padded: t.Padded, NonASCII: t.NonASCII,
		Upper: t.Upper, Lower: t.Lower, Digits: t.Digits, Spaces: t.Spaces, Punctuation: t.Punctuation, Control: t.Control,
		Patterns: patterns(c),
	}
	return text
}

// finite returns x, or nil if it is none.
func finite(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}

// mostGaps is how many gaps are told.
const mostGaps = 5

func instant(micros int64) time.Time { return time.UnixMicro(micros).UTC() }

func newTimes(c *measure.Column, now time.Time) *Times {
	if c.Count() == 0 {
		return nil
	}
	m := c.Times
	t := &Times{
		Min: instant(c.Least), Max: instant(c.Greatest),
		Median: instant(int64(sketch.At(m.Quantiles.Sorted(), 0.5))),
		Days:   m.Days.Count(), Weekdays: m.Weekdays, Order: m.Order.String(),
	}
	t.Future, t.futureKnown = m.Latest.Above(float64(now.UnixMicro()))
	if m.Midnight < c.Count() {
		t.Hours = m.Hours[:]
	}
	if !m.Days.Outside {
		t.Gaps = longestGaps(m.Days.Gaps(), t.Days)
	}
	return t
}

// longestGaps returns the longest gaps in what is otherwise there nearly every
// day, or nothing if it is not.
func longestGaps(gaps []measure.Gap, days int) []Gap {
	length := func(g measure.Gap) int { return int(g.To - g.From + 1) }
	missing, weekends := 0, 0
	for _, g := range gaps {
		missing += length(g)
		if length(g) <= 2 {
			weekends += length(g)
		}
	}
	if days < 10 || len(gaps)*4 > days && missing-weekends > days {
		return nil
	}
	slices.SortStableFunc(gaps, func(a, b measure.Gap) int { return cmp.Compare(length(b), length(a)) })
	day := func(n int64) string { return time.Unix(n*86400, 0).UTC().Format(time.DateOnly) }
	var longest []Gap
	for _, g := range gaps[:min(len(gaps), mostGaps)] {
		if length(g) > 3 { // a weekend with a holiday
			longest = append(longest, Gap{day(g.From), day(g.To), length(g)})
		}
	}
	return longest
}
