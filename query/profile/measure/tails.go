package measure

import (
	"math"
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
		if len(t.Numbers) == 2*t.Keep {
			slices.Sort(t.Numbers)
			t.Cut = t.Numbers[t.Keep]
			t.Numbers = append(t.Numbers[:0], t.Numbers[t.Keep:]...)
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
