package measure

import (
	"math"
	"math/bits"
	"slices"
)

// A Tail keeps the greatest numbers, so that those can be counted that are far
// from the others: a summary of quantiles knows little of the ends.
type Tail struct {
	Keep    int       // how many are kept at least
	Numbers []float64 // up to twice as many, in no order
	Cut     float64   // all numbers greater than that are kept
}

// tail returns how many numbers a tail keeps.
func (l Limits) tail() int { return max(16, l.Distinct/8) }

func newTail(keep int) Tail { return Tail{Keep: keep, Cut: math.Inf(-1)} }

// add adds numbers, each times sign.
func (t *Tail) add(numbers []float64, sign float64) {
	for _, x := range numbers {
		x *= sign
		if x <= t.Cut {
			continue
		}
		t.Numbers = append(t.Numbers, x)
		if len(t.Numbers) >= 2*t.Keep {
			part(t.Numbers, t.Keep)
			t.Cut = t.Numbers[t.Keep]
			t.Numbers = append(t.Numbers[:0], t.Numbers[t.Keep:]...)
		}
	}
}

// part puts the number with the place k in the order there, none that is greater
// before it, and none that is less behind it (Hoare: Algorithm 65, Find,
// Communications of the ACM 4, 1961). Should that take long, it sorts instead.
func part(numbers []float64, k int) {
	low, high := 0, len(numbers)-1
	for tries := 4 * bits.Len(uint(len(numbers))); low < high; tries-- {
		if tries == 0 {
			slices.Sort(numbers[low : high+1])
			return
		}
		a, b, c := numbers[low], numbers[(low+high)/2], numbers[high]
		pivot := max(min(a, b), min(max(a, b), c)) // the one in the middle
		i, j := low, high
		for i <= j {
			for numbers[i] < pivot {
				i++
			}
			for pivot < numbers[j] {
				j--
			}
			if i <= j {
				numbers[i], numbers[j] = numbers[j], numbers[i]
				i, j = i+1, j-1
			}
		}
		switch {
		case k <= j:
			high = j
		case k >= i:
			low = i
		default:
			return
		}
	}
}

func (t *Tail) merge(from *Tail) {
	t.Cut = max(t.Cut, from.Cut)
	t.Numbers = slices.DeleteFunc(t.Numbers, func(x float64) bool { return x <= t.Cut })
	t.add(from.Numbers, 1)
}

// Above returns how many numbers are greater than x, and whether none of them is
// missing.
func (t *Tail) Above(x float64) (n int64, known bool) {
	for _, y := range t.Numbers {
		if y > x {
			n++
		}
	}
	return n, x >= t.Cut
}

// Outside returns how many numbers are less than low or greater than high, and
// whether none of them is missing.
func (n *Numbers) Outside(low, high float64) (count int64, known bool) {
	below, knowLow := n.Least.Above(-low)
	above, knowHigh := n.Greatest.Above(high)
	return below + above, knowLow && knowHigh
}
