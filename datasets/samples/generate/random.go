package generate

import (
	"math"
	"math/rand/v2"
	"sort"
)

// random draws from the distributions that the shop is made of.
type random struct{ *rand.Rand }

func newRandom(seed, stream uint64) random {
	return random{rand.New(rand.NewPCG(seed, stream))}
}

func (r random) chance(p float64) bool { return r.Float64() < p }

// between returns an integer from low to high, both included.
func (r random) between(low, high int) int { return low + r.IntN(high-low+1) }

func (r random) normal(mean, deviation float64) float64 {
	return mean + deviation*r.NormFloat64()
}

// lognormal returns a positive number whose median is given; spread is the
// deviation of its logarithm.
func (r random) lognormal(median, spread float64) float64 {
	return median * math.Exp(spread*r.NormFloat64())
}

// poisson returns a count, by Knuth's method: the mean must be small.
func (r random) poisson(mean float64) int {
	n, p := 0, r.Float64()
	for limit := math.Exp(-mean); p > limit; n++ {
		p *= r.Float64()
	}
	return n
}

func one[T any](r random, values []T) T { return values[r.IntN(len(values))] }

// weights are the running sums of how likely each of several things is.
type weights []float64

func newWeights(n int, weight func(i int) float64) weights {
	w := make(weights, n)
	sum := 0.0
	for i := range w {
		sum += weight(i)
		w[i] = sum
	}
	return w
}

// zipf gives the thing of rank i a weight of 1/(i+1)^s.
func zipf(n int, s float64) weights {
	return newWeights(n, func(i int) float64 { return math.Pow(float64(i+1), -s) })
}

// draw returns the index of one of the things.
func (w weights) draw(r random) int {
	i := sort.SearchFloat64s(w, r.Float64()*w[len(w)-1])
	return min(i, len(w)-1)
}

// fill replaces each # of a pattern by a digit and each @ by a capital letter.
func (r random) fill(pattern string) string {
	out := []byte(pattern)
	for i, c := range out {
		switch c {
		case '#':
			out[i] = byte('0' + r.IntN(10))
		case '@':
			out[i] = "ABDEFGHJLNPQRSTUWXYZ"[r.IntN(20)]
		}
	}
	return string(out)
}

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
