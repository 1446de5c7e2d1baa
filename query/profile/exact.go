package profile

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tarnlake/tarn/datasets/schema"
	"github.com/tarnlake/tarn/query/bind"
	"github.com/tarnlake/tarn/query/duck"
	"github.com/tarnlake/tarn/query/profile/measure"
	"github.com/tarnlake/tarn/query/profile/sketch"
	"github.com/tarnlake/tarn/query/profile/sorted"
)

// exactly replaces the estimates by what is counted in all rows. The columns
// concerned are read again and put in order, from which all figures come: values
// that are equal stand together, and quantiles at their places. Texts are told
// apart by hashes of 64 bits, as in the pass: of n distinct ones, two have the
// same with a probability of n²/2⁶⁵, one in 370,000 for ten million.
func (j *job) exactly(ctx context.Context) error {
	if !j.options.Exact {
		return nil
	}
	j.settled = make([]bool, len(j.columns))
	j.unnamed = make([]map[uint64]*string, len(j.columns))
	var read []int
	for i, c := range j.seen.Columns {
		q := quantilesOf(c)
		switch {
		case !c.Exact():
			read = append(read, i)
		case q != nil && !q.Exact():
			if err := j.settle(i, groupsOf(c)); err != nil {
				return err
			}
		}
	}
	for part := range slices.Chunk(read, j.together()) {
		if err := j.settleAll(ctx, part); err != nil {
			return err
		}
	}
	if err := j.nameCommon(ctx); err != nil {
		return err
	}
	return j.countRepeats(ctx)
}

func quantilesOf(c *measure.Column) *sketch.Quantiles {
	switch {
	case c.Numbers != nil && c.Kind != measure.Boolean:
		return c.Numbers.Quantiles
	case c.Times != nil:
		return c.Times.Quantiles
	}
	return nil
}

// groupsOf returns the values of a column of which all are kept.
func groupsOf(c *measure.Column) sorted.Groups {
	var g sorted.Groups
	for _, e := range c.Values.Entries() {
		key := sorted.Integer(e.Value.Integer())
		if c.Kind == measure.Double {
			key = sorted.Double(e.Value.Double())
		}
		g = append(g, sorted.Group{Number: key, Count: e.Count})
	}
	g.Sort()
	return g
}

// together returns how many columns are put in order at once.
func (j *job) together() int {
	each := min(8*j.profile.Rows, sorted.BlockBytes)
	return int(min(mostRead, max(1, j.sortMemory()/max(1, each))))
}

// A key column is the values of a column as numbers in their order.
type keyColumn struct {
	kind    measure.Kind
	keys    *sorted.Numbers
	scratch []uint64
	lengths map[int]int64 // of texts, in characters, and how often they occur
}

// settleAll reads columns and settles them.
func (j *job) settleAll(ctx context.Context, columns []int) error {
	fields := make([]schema.Field, len(columns))
	list := make([]keyColumn, len(columns))
	for k, i := range columns {
		fields[k] = j.columns[i]
		list[k] = keyColumn{kind: j.seen.Columns[i].Kind, keys: sorted.New(j.spill, j.sortMemory()/int64(len(columns))), lengths: make(map[int]int64)}
	}
	var rows int64
	err := stream(ctx, j.run, j.request(selectColumns(fields, j.from())), len(columns), func(b batch) {
		b.each(len(list), func(k int, chunks []*duck.Chunk) {
			for _, c := range chunks {
				list[k].add(c.Column(k), c.Len())
			}
		})
		rows += int64(b.rows())
		j.progress(rows)
	})
	if err != nil {
		return err
	}
	errs := make([]error, len(list))
	sideBySide(len(list), func(k int) {
		errs[k] = j.settle(columns[k], list[k].keys)
		if c := &j.profile.Columns[columns[k]]; c.Text != nil {
			c.Histogram = histogram(weighted(list[k].lengths), 0, 1)
		}
		list[k].keys = nil
	})
	return errors.Join(errs...)
}

// add adds the values of one column of a chunk.
func (c *keyColumn) add(v duck.Vector, rows int) {
	keys := c.scratch[:0]
	switch c.kind {
	case measure.Integer, measure.Time:
		for i, x := range v.Integers() {
			if !v.Null(i) {
				keys = append(keys, sorted.Integer(x))
			}
		}
	case measure.Double:
		for i, x := range v.Doubles() {
			if !v.Null(i) {
				keys = append(keys, sorted.Double(x))
			}
		}
	case measure.Text:
		for i := range rows {
			if !v.Null(i) {
				text := v.Bytes(i)
				keys = append(keys, sketch.HashBytes(text))
				c.lengths[utf8.RuneCount(text)]++
			}
		}
	}
	c.keys.Add(keys)
	c.scratch = keys
}

// value returns the value of a key; that of a text has none.
func value(k measure.Kind, key uint64) measure.Value {
	switch k {
	case measure.Double:
		return measure.Value{Bits: math.Float64bits(sorted.ToDouble(key))}
	case measure.Text:
		return measure.Value{}
	}
	return measure.Value{Bits: uint64(sorted.ToInteger(key))}
}

// hashOf returns the hash by which the pass knows the value of a key.
func hashOf(k measure.Kind, key uint64) uint64 {
	if k == measure.Text {
		return key
	}
	return sketch.Hash(value(k, key).Bits)
}

// settle takes the figures of a column from its values in their order.
func (j *job) settle(i int, keys ordered) error {
	c, seen := &j.profile.Columns[i], j.seen.Columns[i]
	o := order{keys: keys, kind: seen.Kind}
	clip := func(uint64, int64) {}
	var robust clipped
	if quantilesOf(seen) != nil {
		j.settled[i] = true
		o.start()
		if c.Times != nil {
			j.settleTimes(c.Times, &o)
		}
		if c.Numbers != nil && o.n > 0 {
			robust = settleNumbers(c.Numbers, &o)
			clip = func(key uint64, n int64) { robust.add(o.number(key), n) }
		}
		settleBars(c, &o)
	}
	t := tally{kind: seen.Kind}
	err := keys.Each(func(key uint64, n int64) {
		t.add(key, n)
		clip(key, n)
	})
	if err = cmp.Or(o.err, err); err != nil {
		return err
	}
	c.Distinct, c.Unique, c.Entropy = t.figures(seen.Count())
	c.Most = j.mostOf(i, t.top)
	if c.Numbers != nil && o.n > 0 {
		c.Numbers.Mode = nil
		if t.top[0].Count > 1 {
			c.Numbers.Mode = finite(o.number(t.top[0].Number))
		}
		j.settleOutliers(c.Numbers, robust, &o)
	}
	return o.err
}

// settleNumbers sets the quantiles, and returns what is to be clipped to them.
func settleNumbers(n *Numbers, o *order) clipped {
	at := make(map[int]float64)
	for _, p := range percentiles {
		at[p] = o.quantile(float64(p) / 100)
		n.Percentiles[fmt.Sprint(p)] = Exact(at[p])
	}
	median, iqr, mad := Exact(at[50]), Exact(at[75]-at[25]), Exact(o.deviation(at[50]))
	n.Median, n.IQR, n.MAD = &median, &iqr, &mad
	return clipped{low: at[5], high: at[95], about: at[50]}
}

// settleOutliers counts the numbers that are far from the others, by both
// definitions.
func (j *job) settleOutliers(n *Numbers, robust clipped, o *order) {
	n.Robust = Outliers{Count: Exact(0)}
	if rstd := robust.deviation(); rstd > 0 {
		n.Robust = outside(robust.about-5*rstd, robust.about+5*rstd)
	}
	for _, out := range []*Outliers{&n.ZScore, &n.Robust} {
		if out.Below == nil {
			continue
		}
		below := o.rank(func(x float64) bool { return x < *out.Below }) - o.from
		within := o.rank(func(x float64) bool { return x <= *out.Above }) - o.from
		out.Count = Exact(float64(below + o.n - within))
	}
}

func (j *job) settleTimes(t *Times, o *order) {
	t.Median = instant(int64(o.quantile(0.5)))
	now := float64(j.profile.Time.UnixMicro())
	t.Future, t.futureKnown = o.n-o.rank(func(x float64) bool { return x <= now }), true
}

// settleBars counts what is in the bars of the histogram, of which the first
// reaches further down, and the last further up.
func settleBars(c *Column, o *order) {
	bins := c.Histogram
	if len(bins) == 0 || o.n == 0 {
		return
	}
	start, width := bins[0].High, 1.0
	if len(bins) > 1 {
		width = binWidth(bins)
	}
	bar := func(x float64) int {
		return int(max(0, min(float64(len(bins)-1), 1+math.Floor((x-start)/width))))
	}
	before := o.from
	for k := range bins {
		upTo := o.from + o.n
		if k+1 < len(bins) {
			upTo = max(o.from, o.rank(func(x float64) bool { return bar(x) <= k }))
		}
		bins[k].Count = Exact(float64(upTo - before))
		before = upTo
	}
	bins[0].Low = min(bins[0].Low, o.at(0))
	bins[len(bins)-1].High = max(bins[len(bins)-1].High, o.at(o.n-1))
}

// mostOf returns the most common values. The texts of some may only be known by
// their hashes yet.
func (j *job) mostOf(i int, top []common) []Value {
	seen, text := j.seen.Columns[i], textOf(j.columns[i].Type)
	known := make(map[uint64]string)
	if seen.Kind == measure.Text {
		for _, e := range slices.Concat(seen.Values.Entries(), seen.Common.Entries()) {
			known[e.Hash] = text(e.Value)
		}
		j.unnamed[i] = make(map[uint64]*string)
	}
	most := []Value{}
	for _, g := range top {
		s := text(value(seen.Kind, g.Number))
		if seen.Kind == measure.Text {
			var ok bool
			if s, ok = known[g.hash]; !ok {
				j.unnamed[i][g.hash] = &s
			}
		}
		most = append(most, Value{Value: &s, Count: Exact(float64(g.Count))})
	}
	return most
}

// nameCommon looks for the texts of common values of which the hash is known. It
// reads until it has found all.
func (j *job) nameCommon(ctx context.Context) error {
	for i, wanted := range j.unnamed {
		if len(wanted) == 0 {
			continue
		}
		if err := j.nameIn(ctx, i, wanted); err != nil {
			return err
		}
	}
	return nil
}

func (j *job) nameIn(ctx context.Context, i int, wanted map[uint64]*string) error {
	rows, err := j.run.Run(ctx, j.request(selectColumns(j.columns[i:i+1], j.from())))
	if err != nil {
		return err
	}
	defer rows.Close()
	for chunk, err := range rows.Chunks() {
		if err != nil {
			return err
		}
		v := chunk.Column(0)
		for k := range chunk.Len() {
			if v.Null(k) {
				continue
			}
			text := v.Bytes(k)
			if to, ok := wanted[sketch.HashBytes(text)]; ok {
				*to = string(text[:min(len(text), measure.LongText)])
				delete(wanted, sketch.HashBytes(text))
			}
		}
		chunk.Release()
		if len(wanted) == 0 {
			return nil
		}
	}
	return nil
}

// rows hands the rows of a statement to do.
func (j *job) rows(ctx context.Context, sql string, do func([]any) error) error {
	rows, err := j.run.Run(ctx, j.request(sql))
	if err != nil {
		return err
	}
	defer rows.Close()
	for row, err := range rows.All() {
		if err != nil {
			return err
		}
		if err := do(row); err != nil {
			return err
		}
	}
	return nil
}

// value returns the SQL of the values of a column as they are measured. Numbers
// that are none are left out.
func (j *job) value(i int) string {
	_, cast := kindOf(j.columns[i].Type)
	v := fmt.Sprintf("CAST(%s AS %s)", bind.Quote(j.columns[i].Name), cast)
	if cast == "DOUBLE" {
		return fmt.Sprintf("CASE WHEN isfinite(%s) THEN %s END", v, v)
	}
	return v
}

// number returns an expression of v as a number: times are microseconds.
func (j *job) number(i int, v string) string {
	if j.seen.Columns[i].Kind == measure.Time {
		return "epoch_us(" + v + ")::DOUBLE"
	}
	return v + "::DOUBLE"
}

// countRepeats counts the rows that repeat, if they were too many for the pass.
func (j *job) countRepeats(ctx context.Context) error {
	if !j.profile.Repeats.Rows.Approximate() {
		return nil
	}
	names := make([]string, len(j.columns))
	for i, f := range j.columns {
		names[i] = bind.Quote(f.Name)
	}
	all := strings.Join(names, ", ")
	sql := fmt.Sprintf("SELECT coalesce(sum(n - 1), 0)::DOUBLE FROM (SELECT count(*) AS n FROM (SELECT %s FROM %s) GROUP BY %s HAVING n > 1)", all, j.from(), all)
	return j.rows(ctx, sql, func(row []any) error {
		j.profile.Repeats.Rows = Exact(row[0].(float64))
		j.profile.Repeats.Share = row[0].(float64) / math.Max(1, float64(j.profile.Rows))
		return nil
	})
}
