package sketch

import (
	"cmp"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
)

// Quantiles finds the quantiles of numbers. It is the algorithm Random (Luo,
// Wang, Yi and Cormode: Quantiles over data streams, VLDB Journal 25, 2016): a
// few sorted buffers, in which a number of level l stands for 2^l of them. When
// the buffers run out, two of one level become one of the next, of which every
// other number is kept. When there are many numbers, only one of each 2^l is
// looked at.
//
// The rank of a quantile is wrong by at most [Quantiles.Error] of all numbers,
// with high probability; it is exact as long as the numbers fit in the buffers.
// NaN must not be added. The same numbers in the same order give the same result.
type Quantiles struct {
	epsilon float64
	size    int // numbers in a buffer
	height  int // buffers, less one

	n       int64
	level   int       // of the buffer that is being filled
	filling []float64 // not sorted
	full    []buffer

	block, pick int64   // the numbers of the current 2^level left to see, and which of them is taken
	picked      float64 // the one that was
	random      *rand.Rand
}

// A buffer is sorted numbers of one level.
type buffer struct {
	Level   int
	Numbers []float64
}

// NewQuantiles returns a summary for an error of rank, such as 0.002.
func NewQuantiles(epsilon float64) *Quantiles {
	height := max(1, int(math.Ceil(math.Log2(1/epsilon))))
	return &Quantiles{
		epsilon: epsilon,
		height:  height,
		size:    int(math.Ceil(math.Sqrt(float64(height)) / epsilon)),
		random:  rand.New(rand.NewPCG(1, 2)),
	}
}

// AddAll adds numbers.
func (q *Quantiles) AddAll(numbers []float64) {
	for len(numbers) > 0 {
		if q.level > 0 {
			numbers = numbers[q.sample(numbers):]
			continue
		}
		n := min(len(numbers), q.size-len(q.filling))
		q.filling = append(q.filling, numbers[:n]...)
		q.n += int64(n)
		numbers = numbers[n:]
		if len(q.filling) == q.size {
			q.flush()
		}
	}
}

// sample looks at numbers until one is taken or there are none left, and returns
// how many it has looked at.
func (q *Quantiles) sample(numbers []float64) int {
	if q.block == 0 {
		q.block = 1 << q.level
		q.pick = q.random.Int64N(q.block) + 1 // counted down, as block is
	}
	n := min(int64(len(numbers)), q.block)
	if q.pick <= q.block && q.pick > q.block-n {
		q.picked = numbers[q.block-q.pick]
	}
	q.block -= n
	q.n += n
	if q.block == 0 {
		q.filling = append(q.filling, q.picked)
		if len(q.filling) == q.size {
			q.flush()
		}
	}
	return int(n)
}

// flush makes a full buffer of the one being filled, and room for the next.
func (q *Quantiles) flush() {
	slices.Sort(q.filling)
	q.full = append(q.full, buffer{q.level, q.filling})
	q.filling = nil
	q.compact()
	q.filling = slices.Grow(q.filling, q.size)
	if most := int64(q.size) << (q.height - 1); q.n > most {
		q.level = max(q.level, bits.Len64(uint64((q.n-1)/most)))
	}
}

// compact merges buffers until one is free.
func (q *Quantiles) compact() {
	for len(q.full) > q.height {
		a, b := q.lowestPair()
		merged := q.halve(q.full[a], q.full[b])
		q.full = slices.Delete(q.full, b, b+1)
		q.full[a] = merged
	}
}

// lowestPair returns two buffers of the lowest level of which there are two, or
// the two lowest if all levels differ.
func (q *Quantiles) lowestPair() (int, int) {
	slices.SortStableFunc(q.full, func(a, b buffer) int { return a.Level - b.Level })
	for i := 1; i < len(q.full); i++ {
		if q.full[i].Level == q.full[i-1].Level {
			return i - 1, i
		}
	}
	return 0, 1
}

// halve merges two buffers into one of the next level. If the first has a lower
// level, its numbers are thinned to that of the other before.
func (q *Quantiles) halve(a, b buffer) buffer {
	for a.Level < b.Level {
		a = buffer{a.Level + 1, q.everyOther(a.Numbers)}
	}
	all := make([]float64, 0, len(a.Numbers)+len(b.Numbers))
	x, y := a.Numbers, b.Numbers
	for len(x) > 0 && len(y) > 0 {
		if y[0] < x[0] {
			x, y = y, x
		}
		all, x = append(all, x[0]), x[1:]
	}
	all = append(append(all, x...), y...)
	return buffer{a.Level + 1, q.everyOther(all)}
}

func (q *Quantiles) everyOther(sorted []float64) []float64 {
	kept := make([]float64, 0, len(sorted)/2+1)
	for i := int(q.random.Uint64() & 1); i < len(sorted); i += 2 {
		kept = append(kept, sorted[i])
	}
	return kept
}

// Merge adds what another summary of the same error has seen.
func (q *Quantiles) Merge(from *Quantiles) {
	n := q.n + from.n
	for _, b := range from.full {
		q.full = append(q.full, buffer{b.Level, slices.Clone(b.Numbers)})
	}
	switch {
	case from.level == q.level && q.level == 0:
		q.AddAll(from.filling)
	case len(from.filling) > 0:
		part := slices.Clone(from.filling)
		slices.Sort(part)
		q.full = append(q.full, buffer{from.level, part})
	}
	q.compact()
	if len(q.filling) == 0 {
		q.level = max(q.level, from.level)
	}
	q.n = n
}

// Error returns how wrong the rank of a quantile can be, as a share of all
// numbers; 0 if none is.
func (q *Quantiles) Error() float64 {
	if q.Exact() {
		return 0
	}
	return q.epsilon
}

// Exact reports whether all numbers are kept.
func (q *Quantiles) Exact() bool {
	for _, b := range q.full {
		if b.Level > 0 {
			return false
		}
	}
	return q.level == 0
}

// Count returns the number of numbers.
func (q *Quantiles) Count() int64 { return q.n }

// A Weighted is a number that stands for so many.
type Weighted struct {
	Number float64
	Weight int64
}

// Sorted returns the numbers that are kept, in order, with what they stand for.
func (q *Quantiles) Sorted() []Weighted {
	var all []Weighted
	add := func(level int, numbers []float64) {
		for _, x := range numbers {
			all = append(all, Weighted{x, 1 << level})
		}
	}
	for _, b := range q.full {
		add(b.Level, b.Numbers)
	}
	add(q.level, q.filling)
	Sort(all)
	return all
}

// At returns the quantile p, 0 to 1, of sorted weighted numbers, as Hyndman and
// Fan's type 7 has it: linear between the two nearest, as numpy and DuckDB's
// quantile_cont do. It is NaN if there are none.
func At(sorted []Weighted, p float64) float64 {
	var total int64
	for _, w := range sorted {
		total += w.Weight
	}
	if total == 0 {
		return math.NaN()
	}
	place := p * float64(total-1)
	low := int64(math.Floor(place))
	share := place - float64(low)
	var seen int64
	for i, w := range sorted {
		seen += w.Weight
		switch {
		case low+1 < seen || share == 0 && low < seen || i == len(sorted)-1:
			return w.Number
		case low < seen: // the last of these; the next number is the other neighbour
			return w.Number + share*(sorted[i+1].Number-w.Number)
		}
	}
	return math.NaN()
}

// Sort sorts by number.
func Sort(numbers []Weighted) {
	slices.SortFunc(numbers, func(a, b Weighted) int { return cmp.Compare(a.Number, b.Number) })
}
