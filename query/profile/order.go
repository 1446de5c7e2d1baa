package profile

import (
	"math"
	"slices"

	"github.com/tarnlake/tarn/query/profile/measure"
	"github.com/tarnlake/tarn/query/profile/sorted"
)

// ordered are values as numbers in their order; see package sorted.
type ordered interface {
	Each(do func(key uint64, n int64)) error
	Rank(before func(key uint64) bool) (int64, error)
	At(k int64) (uint64, error)
}

// An order answers questions about numbers by their places. It keeps the first
// error.
type order struct {
	keys    ordered
	kind    measure.Kind
	from, n int64 // the place of the first finite one, and how many are finite
	err     error
}

func (o *order) start() {
	o.from = o.rank(func(x float64) bool { return x < -math.MaxFloat64 })
	o.n = o.rank(func(x float64) bool { return x <= math.MaxFloat64 }) - o.from
}

// number returns the number that a key stands for; of a time, microseconds.
func (o *order) number(key uint64) float64 {
	if o.kind == measure.Double {
		return sorted.ToDouble(key)
	}
	return float64(sorted.ToInteger(key))
}

// rank returns how many numbers come first for which before holds.
func (o *order) rank(before func(x float64) bool) int64 {
	if o.err != nil {
		return 0
	}
	n, err := o.keys.Rank(func(key uint64) bool { return before(o.number(key)) })
	o.err = err
	return n
}

// at returns the finite number with k others before it.
func (o *order) at(k int64) float64 {
	if o.err != nil {
		return 0
	}
	key, err := o.keys.At(o.from + k)
	o.err = err
	return o.number(key)
}

// quantile returns the quantile p, 0 to 1, as [sketch.At] does.
func (o *order) quantile(p float64) float64 {
	return between(p, o.n, o.at)
}

// between returns the quantile p of n numbers by their places.
func between(p float64, n int64, at func(int64) float64) float64 {
	if n == 0 {
		return math.NaN()
	}
	place := p * float64(n-1)
	low := math.Floor(place)
	x := at(int64(low))
	if share := place - low; share > 0 {
		x += share * (at(int64(low)+1) - x)
	}
	return x
}

// deviation returns the median absolute deviation from the median, not scaled.
func (o *order) deviation(median float64) float64 {
	return between(0.5, o.n, func(k int64) float64 { return o.deviationAt(median, k) })
}

// deviationAt returns the deviation with k smaller ones, by halves: between the
// numbers that are farther below, and those that are no farther above, are those
// that are no farther away.
func (o *order) deviationAt(median float64, k int64) float64 {
	low, high := uint64(0), math.Float64bits(math.Inf(1)) // doubles from 0 on are in the order of their bits
	for low < high && o.err == nil {
		middle := low + (high-low)/2
		d := math.Float64frombits(middle)
		farther := o.rank(func(x float64) bool { return x < median && median-x > d })
		upTo := o.rank(func(x float64) bool { return x < median || x-median <= d })
		if upTo-farther > k {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return math.Float64frombits(low)
}

// clipped are numbers that are set to low if they are less, and to high if they
// are more, of which the standard deviation is wanted.
type clipped struct {
	low, high, about   float64
	n, sum, sumSquares float64 // of the differences from about
}

func (c *clipped) add(x float64, n int64) {
	if x-x != 0 {
		return
	}
	d := min(max(x, c.low), c.high) - c.about
	c.n += float64(n)
	c.sum += float64(n) * d
	c.sumSquares += float64(n) * d * d
}

// deviation returns the standard deviation, with n-1 below the line.
func (c *clipped) deviation() float64 {
	return math.Sqrt(max(0, c.sumSquares-c.sum*c.sum/c.n) / max(1, c.n-1))
}

// A tally counts values that are told with how often they are there.
type tally struct {
	kind  measure.Kind
	few   [256]int64 // how many values are there once, twice and so on
	often map[int64]int64
	top   []common // the most common, in their order
}

// A common value is one of the most common.
type common struct {
	sorted.Group
	hash uint64
}

func (t *tally) add(key uint64, n int64) {
	switch {
	case n < int64(len(t.few)):
		t.few[n]++
	case t.often == nil:
		t.often = map[int64]int64{n: 1}
	default:
		t.often[n]++
	}
	last := len(t.top) - 1
	if last+1 == mostValues && n < t.top[last].Count {
		return
	}
	one := common{sorted.Group{Number: key, Count: n}, hashOf(t.kind, key)}
	if last+1 == mostValues {
		if !one.before(t.top[last]) {
			return
		}
		t.top = t.top[:last]
	}
	at := 0
	for at < len(t.top) && t.top[at].before(one) {
		at++
	}
	t.top = slices.Insert(t.top, at, one)
}

// before reports whether a value is more common; of those that are as common, the
// one with the smaller hash is, as in package sketch.
func (a common) before(b common) bool {
	return a.Count > b.Count || a.Count == b.Count && a.hash < b.hash
}

// figures returns how many values there are, how many of them once, and the
// entropy, of so many values in all.
func (t *tally) figures(total int64) (distinct, once, entropy Figure) {
	var values, sum float64
	add := func(n, times int64) {
		if times > 0 {
			p := float64(n) / float64(total)
			values += float64(times)
			sum -= float64(times) * p * math.Log(p)
		}
	}
	for n, times := range t.few {
		add(int64(n), times)
	}
	for n, times := range t.often {
		add(n, times)
	}
	return Exact(values), Exact(float64(t.few[1])), Exact(max(0, sum))
}
