package learn

import (
	"cmp"
	"math"
	"slices"
	"sort"
)

// mostBins is how many bins a column has at most, besides that of missing values.
const mostBins = 255

// rare is how few rows of a category are no reason for a bin of its own.
const rare = 5

// Bins sort the values of a column: bin 0 is for missing ones, and the last for
// the greatest numbers, or for categories that are rare or were not seen when the
// bins were made.
type Bins struct {
	Categories bool
	// Values are the upper bounds of bins of numbers, from bin 1 on; what is
	// greater is in the last bin. Of categories, they are the common ones,
	// sorted: the first is bin 1.
	Values []float64
}

// Len returns how many bins there are.
func (b *Bins) Len() int { return 2 + len(b.Values) }

// Bin returns where a value belongs.
func (b *Bins) Bin(x float64) uint8 {
	if math.IsNaN(x) {
		return 0
	}
	i := sort.SearchFloat64s(b.Values, x)
	if b.Categories && (i == len(b.Values) || b.Values[i] != x) {
		i = len(b.Values)
	}
	return uint8(i + 1)
}

func (b *Bins) all(c Column) []uint8 {
	bins := make([]uint8, len(c.Values))
	for i, x := range c.Values {
		bins[i] = b.Bin(x)
	}
	return bins
}

func newBins(c Column) Bins {
	sorted := make([]float64, 0, len(c.Values))
	for _, x := range c.Values {
		if !math.IsNaN(x) {
			sorted = append(sorted, x)
		}
	}
	slices.Sort(sorted)
	if c.Categories {
		return Bins{Categories: true, Values: commonest(sorted)}
	}
	return Bins{Values: bounds(sorted)}
}

// commonest returns the categories that get a bin, sorted.
func commonest(sorted []float64) []float64 {
	type category struct {
		value float64
		count int
	}
	var all []category
	for _, x := range sorted {
		if n := len(all); n > 0 && all[n-1].value == x {
			all[n-1].count++
		} else {
			all = append(all, category{x, 1})
		}
	}
	slices.SortStableFunc(all, func(a, b category) int { return cmp.Compare(b.count, a.count) })
	var values []float64
	for _, c := range all[:min(len(all), mostBins-1)] {
		if c.count >= rare {
			values = append(values, c.value)
		}
	}
	slices.Sort(values)
	return values
}

// bounds returns the limits between bins: halfway between numbers that follow
// each other if these are few, else such that the bins hold about equally many.
func bounds(sorted []float64) []float64 {
	distinct := slices.Compact(slices.Clone(sorted))
	var limits []float64
	add := func(low, high float64) {
		limit := low/2 + high/2
		if limit >= high || math.IsInf(limit, 0) || math.IsNaN(limit) {
			limit = low
		}
		if n := len(limits); n == 0 || limits[n-1] < limit {
			limits = append(limits, limit)
		}
	}
	if len(distinct) <= mostBins {
		for i := 1; i < len(distinct); i++ {
			add(distinct[i-1], distinct[i])
		}
		return limits
	}
	for i := 1; i < mostBins; i++ {
		low := sorted[i*len(sorted)/mostBins]
		if next, _ := slices.BinarySearch(distinct, low); next+1 < len(distinct) {
			add(low, distinct[next+1])
		}
	}
	return limits
}
