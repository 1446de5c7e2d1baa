package profile

import (
	"math"
	"unicode/utf8"

	"github.com/tarnlake/tarn/query/profile/measure"
	"github.com/tarnlake/tarn/query/profile/sketch"
)

// mostBins is how many bars a histogram has at most.
const mostBins = 30

// histogram returns bars of one width over the numbers. The width is that of
// Freedman and Diaconis (On the histogram as a density estimator, 1981), twice
// the interquartile range over the cube root of the count, made a round number;
// numbers that are all multiples of step get bars that are, too. Numbers far
// outside the middle half are put into the first and last bar, which reach as
// far as they do.
func histogram(sorted []sketch.Weighted, wrong, step float64) []Bin {
	if len(sorted) == 0 {
		return nil
	}
	var total int64
	for _, w := range sorted {
		total += w.Weight
	}
	low, high := sorted[0].Number, sorted[len(sorted)-1].Number
	if low == high {
		return []Bin{{low, high, Exact(float64(total))}}
	}
	q1, q3 := sketch.At(sorted, 0.25), sketch.At(sorted, 0.75)
	from, to := low, high
	if iqr := q3 - q1; iqr > 0 {
		from, to = max(low, q1-3*iqr), min(high, q3+3*iqr)
	}
	width := 2 * (q3 - q1) / math.Cbrt(float64(total))
	width = round(max(width, (to-from)/mostBins), step)
	start := math.Floor(from/width) * width
	count := max(1, int(math.Floor((to-start)/width))+1)
	bins := make([]Bin, min(count, mostBins+2))
	weights := make([]int64, len(bins))
	for i := range bins {
		bins[i].Low, bins[i].High = start+float64(i)*width, start+float64(i+1)*width
	}
	for _, w := range sorted {
		i := int(math.Floor((w.Number - start) / width))
		weights[min(max(i, 0), len(bins)-1)] += w.Weight
	}
	bins[0].Low = min(bins[0].Low, low)
	bins[len(bins)-1].High = max(bins[len(bins)-1].High, high)
	wrong = math.Ceil(2 * wrong * float64(total))
	for i, n := range weights {
		bins[i].Count = Exact(float64(n))
		if wrong > 0 {
			bins[i].Count = About(float64(n), max(0, float64(n)-wrong), float64(n)+wrong)
		}
	}
	return bins
}

// binWidth returns the width of the bars, of which there are several; the first
// and the last may be wider.
func binWidth(bins []Bin) float64 {
	if len(bins) == 2 { // one place parts them, and it is enough to reach all values
		return max(bins[0].High-bins[0].Low, bins[1].High-bins[1].Low)
	}
	return bins[1].High - bins[1].Low
}

// round returns the next number from x on that is 1, 2 or 5 times a power of
// ten, and no less than step.
func round(x, step float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(x)))
	for _, times := range []float64{1, 2, 5, 10} {
		if width := times * power; width >= x*(1-1e-9) {
			return max(width, step)
		}
	}
	return x
}

// lengthHistogram returns the histogram of the lengths of texts, from the values
// that are kept, each of which stands for as many as were not.
func lengthHistogram(c *measure.Column) []Bin {
	lengths := make(map[int]int64)
	for _, e := range c.Values.Entries() {
		lengths[utf8.RuneCountInString(e.Value.Text)] += int64(float64(e.Count) / c.Values.Share())
	}
	return histogram(weighted(lengths), c.Values.Error(), 1)
}

// weighted returns numbers in order, with how often each is there.
func weighted(counts map[int]int64) []sketch.Weighted {
	var list []sketch.Weighted
	for x, n := range counts {
		list = append(list, sketch.Weighted{Number: float64(x), Weight: n})
	}
	sketch.Sort(list)
	return list
}
