package profile

import (
	"math"
	"strconv"

	"github.com/tarnlake/tarn/query/profile/measure"
	"github.com/tarnlake/tarn/query/profile/sketch"
)

// percentiles are those that are told.
var percentiles = []int{1, 5, 25, 50, 75, 95, 99}

func newNumbers(c *measure.Column, v values) *Numbers {
	m := &c.Numbers.Moments
	n := &Numbers{
		Percentiles: make(map[string]Figure),
		Zeros:       c.Numbers.Zeros, Negatives: c.Numbers.Negatives,
		Infinite: c.Numbers.Infinite + c.Numbers.MinusInfinite, NaN: c.Numbers.NaN,
		Whole: c.Numbers.Fractions == 0, Order: c.Numbers.Order.String(),
	}
	if m.Count == 0 {
		return n
	}
	q := newRanks(c.Numbers.Quantiles)
	spread := m.Max - m.Min
	n.Min, n.Max, n.Range = &m.Min, &m.Max, &spread
	n.Mean, n.Sum = &m.Mean, finite(m.Total())
	n.Std, n.Variance = finite(m.StandardDeviation()), finite(m.Variance())
	n.Skewness, n.Kurtosis = finite(m.Skewness()), finite(m.Kurtosis())
	for _, p := range percentiles {
		n.Percentiles[strconv.Itoa(p)] = q.at(float64(p) / 100)
	}
	median := q.at(0.5)
	iqr := q.between(0.25, 0.75)
	mad := q.deviation()
	n.Median, n.IQR, n.MAD = &median, &iqr, &mad
	n.Mode = v.mode()
	n.ZScore = zScore(m)
	n.Robust = q.robust()
	return n
}

// mode returns the most common number, if one is more common than once.
func (v values) mode() *float64 {
	most := v.most(1)
	if len(most) == 0 || most[0].Count.Value < 2 {
		return nil
	}
	x, err := strconv.ParseFloat(*most[0].Value, 64)
	if err != nil {
		return nil
	}
	return finite(x)
}

// ranks answer questions about the quantiles of numbers.
type ranks struct {
	sorted []sketch.Weighted
	error  float64
}

func newRanks(q *sketch.Quantiles) ranks { return ranks{q.Sorted(), q.Error()} }

// at returns a quantile. Its bounds are the quantiles that are as far away as
// the rank can be wrong.
func (r ranks) at(p float64) Figure {
	x := sketch.At(r.sorted, p)
	if r.error == 0 {
		return Exact(x)
	}
	return About(x, sketch.At(r.sorted, max(0, p-r.error)), sketch.At(r.sorted, min(1, p+r.error)))
}

// between returns the distance of two quantiles.
func (r ranks) between(p, q float64) Figure {
	a, b := r.at(p), r.at(q)
	if r.error == 0 {
		return Exact(b.Value - a.Value)
	}
	return About(b.Value-a.Value, max(0, *b.Low-*a.High), *b.High-*a.Low)
}

// deviation returns the median absolute deviation from the median, not scaled.
func (r ranks) deviation() Figure {
	median := sketch.At(r.sorted, 0.5)
	away := ranks{make([]sketch.Weighted, len(r.sorted)), 2 * r.error}
	for i, w := range r.sorted {
		away.sorted[i] = sketch.Weighted{Number: math.Abs(w.Number - median), Weight: w.Weight}
	}
	sketch.Sort(away.sorted)
	return away.at(0.5)
}

// zScore returns where numbers are more than three standard deviations from the
// mean, as DataBrew has it.
func zScore(m *measure.Moments) Outliers {
	std := m.StandardDeviation()
	if !(std > 0) {
		return Outliers{Count: Exact(0)}
	}
	return outside(m.Mean-3*std, m.Mean+3*std)
}

// robust returns where numbers are more than five RSTD from the median, as
// SageMaker Data Wrangler has it: RSTD is the standard deviation of the numbers
// with those under the 5th and over the 95th percentile set to these.
func (r ranks) robust() Outliers {
	low, high := sketch.At(r.sorted, 0.05), sketch.At(r.sorted, 0.95)
	var n, mean, m2 float64
	for _, w := range r.sorted {
		x, weight := min(max(w.Number, low), high), float64(w.Weight)
		n += weight
		d := x - mean
		mean += d * weight / n
		m2 += weight * d * (x - mean)
	}
	rstd := math.Sqrt(m2 / max(1, n-1))
	if !(rstd > 0) {
		return Outliers{Count: Exact(0)}
	}
	median := sketch.At(r.sorted, 0.5)
	return outside(median-5*rstd, median+5*rstd)
}

func outside(below, above float64) Outliers { return Outliers{Below: &below, Above: &above} }

// outside returns about how many numbers are less than low or greater than high,
// at least so many.
func (r ranks) outside(low, high, least float64) Figure {
	var n, total float64
	for _, w := range r.sorted {
		total += float64(w.Weight)
		if w.Number < low || w.Number > high {
			n += float64(w.Weight)
		}
	}
	if r.error == 0 {
		return Exact(n)
	}
	return About(max(n, least), max(least, n-2*r.error*total), min(total, max(n, least)+2*r.error*total))
}
