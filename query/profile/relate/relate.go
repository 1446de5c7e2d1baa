// Package relate says how much two columns of a table have to do with each other,
// and how far two sets of values of one column are apart.
//
//	found := relate.Search(columns, relate.Options{Exact: true})
//
// [Search] looks at all pairs of columns and tells the strongest. Each measure
// can also be had by itself: [Pearson], [Spearman], [CorrelationRatio], those of
// a [Table] of two categories, and [Phi] of what is missing. [PSI] and [KS]
// measure drift.
//
// Rows in which one of the two values is missing do not count for a measure of
// the values ("pairwise deletion"). Measures of what does not vary are NaN.
//
// The package imports only the standard library and knows nothing of types, SQL
// or profiles.
package relate

import (
	"math"
	"slices"
)

// Pearson returns Pearson's correlation of the rows in which neither number is
// NaN, -1 to 1, and how many those are.
func Pearson(x, y []float64) (r float64, rows int) {
	var fx, fy, sx, sy float64 // the first ones, and the sums of how far the others are from them
	for i := range x {
		if complete(x[i], y[i]) {
			if rows++; rows == 1 {
				fx, fy = x[i], y[i]
			}
			sx += x[i] - fx
			sy += y[i] - fy
		}
	}
	mx, my := sx/float64(rows), sy/float64(rows)
	var xx, yy, xy float64
	for i := range x {
		if complete(x[i], y[i]) {
			dx, dy := x[i]-fx-mx, y[i]-fy-my
			xx += dx * dx
			yy += dy * dy
			xy += dx * dy
		}
	}
	if !(xx > 0 && yy > 0) {
		return math.NaN(), rows
	}
	return within(xy/math.Sqrt(xx)/math.Sqrt(yy), -1, 1), rows
}

func complete(x, y float64) bool { return x == x && y == y }

func within(x, low, high float64) float64 { return min(max(x, low), high) }

// Spearman returns Spearman's correlation: Pearson's of the ranks, those of equal
// numbers being the mean of theirs.
func Spearman(x, y []float64) (rho float64, rows int) {
	a, b := make([]float64, 0, len(x)), make([]float64, 0, len(x))
	for i := range x {
		if complete(x[i], y[i]) {
			a, b = append(a, x[i]), append(b, y[i])
		}
	}
	return Pearson(Ranks(a), Ranks(b))
}

// Ranks returns the ranks of numbers from 1 on, those of equal numbers being the
// mean of theirs; NaN has the rank NaN.
func Ranks(numbers []float64) []float64 {
	order := make([]int32, 0, len(numbers))
	ranks := make([]float64, len(numbers))
	for i, x := range numbers {
		if x == x {
			order = append(order, int32(i))
		} else {
			ranks[i] = x
		}
	}
	slices.SortFunc(order, func(a, b int32) int {
		switch x, y := numbers[a], numbers[b]; {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	for i := 0; i < len(order); {
		n := 1
		for i+n < len(order) && numbers[order[i+n]] == numbers[order[i]] {
			n++
		}
		for _, at := range order[i : i+n] {
			ranks[at] = float64(i) + float64(n+1)/2
		}
		i += n
	}
	return ranks
}

// CorrelationRatio returns how much of the spread of numbers the categories tell:
// eta, 0 to 1, whose square is the sum of squares between the categories over that
// of all (Pearson 1905, Fisher 1925). Codes are from 1 on; 0 and NaN are missing.
func CorrelationRatio(codes []uint32, x []float64) (eta float64, rows, categories int) {
	var count, sum []float64
	var total float64
	for i, code := range codes {
		if code == 0 || x[i] != x[i] {
			continue
		}
		for int(code) > len(count) {
			count, sum = append(count, 0), append(sum, 0)
		}
		rows++
		total += x[i]
		count[code-1]++
		sum[code-1] += x[i]
	}
	mean := total / float64(rows)
	var inside, all float64
	for i, code := range codes {
		if code != 0 && x[i] == x[i] {
			d, e := x[i]-mean, x[i]-sum[code-1]/count[code-1]
			all += d * d
			inside += e * e
		}
	}
	for _, n := range count {
		if n > 0 {
			categories++
		}
	}
	if !(all > 0) || categories < 2 {
		return math.NaN(), rows, categories
	}
	return math.Sqrt(within(1-inside/all, 0, 1)), rows, categories
}

// Phi returns the correlation of two things that are true or false, of which a
// are the first, b the second, and both are both of n.
func Phi(n, a, b, both int) float64 {
	N, A, B, AB := float64(n), float64(a), float64(b), float64(both)
	d := math.Sqrt(A*(N-A)) * math.Sqrt(B*(N-B))
	if !(d > 0) {
		return math.NaN()
	}
	return within((N*AB-A*B)/d, -1, 1)
}

// PSI returns the population stability index of counts in the same bins,
// Σ (q-p) ln(q/p) over the shares p of the reference and q of the others: 0 is the
// same, over 0.1 a little, over 0.25 much (Siddiqi, Credit Risk Scorecards, 2006).
// Half a row is added to each bin, so that none is empty. It is the symmetric
// divergence of Jeffreys (1946).
func PSI(reference, current []float64) float64 {
	half := float64(len(reference)) / 2
	p, q := half, half
	for i := range reference {
		p += reference[i]
		q += current[i]
	}
	var psi float64
	for i := range reference {
		a, b := (reference[i]+0.5)/p, (current[i]+0.5)/q
		psi += (b - a) * math.Log(b/a)
	}
	return psi
}

// ChancePSI returns a bound that the PSI of two draws of so many rows from one
// population passes with a probability of at most alpha: times 1/(1/n+1/m) it is
// about chi-squared with bins-1 degrees of freedom (Yurdakul and Naranjo,
// Statistical properties of the population stability index, 2020).
func ChancePSI(bins int, n, m, alpha float64) float64 {
	return chance(float64(bins-1), alpha) * (1/n + 1/m)
}

// KS returns the statistic of Kolmogorov and Smirnov, the greatest difference of
// the two distribution functions, 0 to 1. Both have to be sorted.
func KS(a, b []float64) float64 {
	var greatest float64
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		x := min(a[i], b[j])
		for i < len(a) && a[i] == x {
			i++
		}
		for j < len(b) && b[j] == x {
			j++
		}
		greatest = max(greatest, math.Abs(float64(i)/float64(len(a))-float64(j)/float64(len(b))))
	}
	return greatest
}

// ChanceKS returns a bound that the KS of two draws of so many rows from one
// population passes with a probability of about alpha (Smirnov 1948).
func ChanceKS(n, m, alpha float64) float64 {
	return math.Sqrt(-math.Log(alpha/2) / 2 * (1/n + 1/m))
}

// chance returns a bound that chi-squared with df degrees of freedom passes with
// a probability of at most alpha (Laurent and Massart, Adaptive estimation of a
// quadratic functional by model selection, 2000, lemma 1).
func chance(df, alpha float64) float64 {
	x := -math.Log(alpha)
	return df + 2*math.Sqrt(df*x) + 2*x
}
