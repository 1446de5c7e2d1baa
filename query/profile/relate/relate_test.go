package relate

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func near(a, b float64) bool { return math.Abs(a-b) < 1e-12 || math.IsNaN(a) && math.IsNaN(b) }

// The expected figures are those of SciPy 1.17.1 and scikit-learn 1.9.1:
// stats.pearsonr, spearmanr, f_oneway, ks_2samp, metrics.mutual_info_score.
func TestMeasures(t *testing.T) {
	nan := math.NaN()
	x := []float64{1, 2, 3, 4, 5, nan, 6, 7, 8, 9, 10}
	y := []float64{2, 1, 4, 3, 7, 100, 5, 8, 6, 10, 9.5}
	ties := []float64{1, 1, 2, 2, 2, 100, 3, 5, 5, 5, 9}
	pearson := func(x, y []float64) float64 { r, _ := Pearson(x, y); return r }
	spearman := func(x, y []float64) float64 { r, _ := Spearman(x, y); return r }
	eta, rows, categories := CorrelationRatio(
		[]uint32{1, 1, 1, 1, 3, 3, 3, 3, 3, 0, 7, 7, 7, 7},
		[]float64{1, 2, 3, 2, 4, 5, 6, 5, 5, 1000, 7, 9, 8, nan})
	if rows != 12 || categories != 3 {
		t.Errorf("the correlation ratio is of %d rows and %d categories; want 12 and 3", rows, categories)
	}
	table := NewTable(cells([][]int{{20, 5, 1}, {3, 15, 8}, {2, 4, 30}}))
	for _, test := range []struct {
		name      string
		got, want float64
	}{
		{"pearson", pearson(x, y), 0.9099862043742399},
		{"pearson with ties", pearson(x, ties), 0.9154377534841767},
		{"pearson of a constant", pearson(x, make([]float64, len(x))), nan},
		{"pearson of large numbers", pearson([]float64{1e12 + 1, 1e12 + 2, 1e12 + 4}, []float64{1, 2, 4}), 1},
		{"spearman", spearman(x, y), 0.9030303030303028},
		{"spearman with ties", spearman(x, ties), 0.9723448696087954},
		{"correlation ratio", eta, 0.9550329376979163},
		{"phi", Phi(8, 3, 3, 2), 0.4666666666666668},
		{"phi of what is always so", Phi(8, 8, 3, 3), nan},
		{"chi-squared", table.Phi2 * 88, 66.70074074074074},
		{"mutual information", table.Mutual, 0.37994541668322546},
		{"entropy of the rows", table.EntropyA, 1.0861129308243767},
		{"entropy of the columns", table.EntropyB, 1.07251759005648},
		// By hand from the above, with Bergsma's and Miller's corrections.
		{"cramersV", table.CramersV(), math.Sqrt((66.70074074074074/88 - 4./87) / (3 - 4./87 - 1))},
		{"theilsU", table.TheilsU(), 0.37994541668322546 / 1.07251759005648},
		{"normalized", table.MutualInformation(), 0.3520314836458188 * (1 - 4./(2*88)/0.37994541668322546)},
		{"KS", KS([]float64{1, 2, 3, 4, 5.5, 7, 8}, []float64{2.5, 2.6, 3, 5, 6, 9, 9, 9.5}), 0.375},
		{"KS of nothing in common", KS([]float64{1, 2}, []float64{3}), 1},
	} {
		if !near(test.got, test.want) {
			t.Errorf("%s: got %v, want %v", test.name, test.got, test.want)
		}
	}
}

// The half row of each bin is all that is between the index and the textbook's
// formula: (0.2-0.1) ln 2 + (0.2-0.3) ln(2/3) = 0.10986.
func TestPSI(t *testing.T) {
	p := []float64{100, 200, 300, 400}
	q := []float64{200, 200, 200, 400}
	if got := PSI(p, q); math.Abs(got-0.10986122886681095) > 0.001 {
		t.Errorf("got %v, want 0.1099", got)
	}
	if PSI(p, p) != 0 || !near(PSI(p, q), PSI(q, p)) {
		t.Error("the index of equal counts is 0, and it is symmetric")
	}
	if got := PSI([]float64{10, 0}, []float64{0, 10}); math.IsInf(got, 0) || got < 1 {
		t.Errorf("bins that are empty: got %v; want much, but a number", got)
	}
}

// cells writes a table out row by row.
func cells(counts [][]int) (a, b []uint32) {
	for i, row := range counts {
		for k, n := range row {
			for range n {
				a, b = append(a, uint32(i+1)), append(b, uint32(k+1))
			}
		}
	}
	return a, b
}

// A measure does not depend on which column comes first, on the order of the rows,
// on units or on the names of categories, and keeps within its bounds.
func TestLaws(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		n := 2 + random.IntN(60)
		x, y, a, b := draw(random, n)
		units := slices.Clone(x)
		renamed := slices.Clone(a)
		for i := range units {
			units[i] = 1.8*x[i] + 32
			if a[i] > 0 {
				renamed[i] = 9 - a[i]
			}
		}
		order := random.Perm(n)
		add := func(name string, low float64, got, swapped, shuffled, changed float64) {
			for _, other := range []float64{swapped, shuffled, changed} {
				if math.Abs(got-other) > 1e-9 || math.IsNaN(got) != math.IsNaN(other) {
					t.Errorf("%s: %v is also %v", name, got, other)
				}
			}
			if got < low || got > 1 {
				t.Errorf("%s: %v is out of bounds", name, got)
			}
		}
		first := func(r float64, _ int) float64 { return r }
		add("pearson", -1, first(Pearson(x, y)), first(Pearson(y, x)), first(Pearson(at(x, order), at(y, order))), first(Pearson(units, y)))
		add("spearman", -1, first(Spearman(x, y)), first(Spearman(y, x)), first(Spearman(at(x, order), at(y, order))), first(Spearman(cubes(x), y)))
		v := func(a, b []uint32) float64 { return NewTable(a, b).CramersV() }
		add("cramersV", 0, v(a, b), v(b, a), v(at(a, order), at(b, order)), v(renamed, b))
		m := func(a, b []uint32) float64 { return NewTable(a, b).MutualInformation() }
		add("mutualInformation", 0, m(a, b), m(b, a), m(at(a, order), at(b, order)), m(renamed, b))
		eta := func(a []uint32, x []float64) float64 { e, _, _ := CorrelationRatio(a, x); return e }
		add("correlationRatio", 0, eta(a, x), eta(a, x), eta(at(a, order), at(x, order)), eta(renamed, units))
	}
}

func draw(random *rand.Rand, n int) (x, y []float64, a, b []uint32) {
	for range n {
		u := float64(random.IntN(20))
		x, y = append(x, u), append(y, u/2+random.NormFloat64()*5)
		a, b = append(a, uint32(random.IntN(5))), append(b, uint32(random.IntN(4)))
		if random.IntN(8) == 0 {
			x[len(x)-1] = math.NaN()
		}
	}
	return x, y, a, b
}

func at[T any](list []T, order []int) []T {
	out := make([]T, len(order))
	for i, k := range order {
		out[i] = list[k]
	}
	return out
}

func cubes(x []float64) []float64 {
	out := make([]float64, len(x))
	for i := range x {
		out[i] = x[i] * x[i] * x[i]
	}
	return out
}

// What chance does is below its bound, nearly always: two draws from one
// population are no drift.
func TestChance(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	const draws, alpha = 2000, 0.05
	psi, ks := 0, 0
	for range draws {
		p, q := make([]float64, 8), make([]float64, 8)
		var a, b []float64
		for range 300 {
			p[random.IntN(8)]++
			q[random.IntN(8)]++
			a, b = append(a, random.Float64()), append(b, random.Float64())
		}
		slices.Sort(a)
		slices.Sort(b)
		if PSI(p, q) > ChancePSI(8, 300, 300, alpha) {
			psi++
		}
		if KS(a, b) > ChanceKS(300, 300, alpha) {
			ks++
		}
	}
	if psi > draws*alpha*1.3 || ks > draws*alpha*1.3 {
		t.Errorf("of %d draws without drift, PSI finds %d and KS %d; want at most %v", draws, psi, ks, draws*alpha)
	}
}
