package relate

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// planted returns columns of which some belong together:
//
//	0, 1  a line with noise
//	2     1 cubed, in the other direction
//	3     a parabola over 0: no correlation, but information
//	4, 5  categories, the second a coarser one of the first
//	6     a number that depends on the category 4
//	7, 8  missing together
//	9     noise
func planted(rows int, seed uint64) []Column {
	random := rand.New(rand.NewPCG(seed, 1))
	c := make([]Column, 10)
	for _, i := range []int{0, 1, 2, 3, 6, 7, 8, 9} {
		c[i].Numbers = make([]float64, rows)
	}
	c[4], c[5] = Column{Codes: make([]uint32, rows), Distinct: 6}, Column{Codes: make([]uint32, rows), Distinct: 3}
	c[7].Missing, c[8].Missing = make([]bool, rows), make([]bool, rows)
	for i := range rows {
		x := random.NormFloat64()
		c[0].Numbers[i] = x
		c[1].Numbers[i] = 0.8*x + 0.6*random.NormFloat64()
		c[2].Numbers[i] = -math.Pow(c[1].Numbers[i], 3)
		c[3].Numbers[i] = x*x + 0.1*random.NormFloat64()
		k := random.IntN(6)
		c[4].Codes[i], c[5].Codes[i] = uint32(k+1), uint32(k/2+1)
		c[6].Numbers[i] = float64(k*k) + 2*random.NormFloat64()
		c[7].Numbers[i], c[8].Numbers[i], c[9].Numbers[i] = random.Float64(), random.Float64(), random.Float64()
		if random.IntN(5) == 0 {
			c[7].Numbers[i], c[7].Missing[i] = math.NaN(), true
			if random.IntN(10) > 0 {
				c[8].Numbers[i], c[8].Missing[i] = math.NaN(), true
			}
		}
	}
	return c
}

// What is planted is found, and nothing else.
func TestSearch(t *testing.T) {
	for _, rows := range []int{300, 5000} {
		got := map[string]bool{}
		for _, a := range Search(planted(rows, 1), Options{Exact: true, Mutual: 0.3}).Associations {
			got[fmt.Sprint(a.A, a.B, a.Measure)] = true
			if a.Low != a.Value || a.High != a.Value {
				t.Errorf("%v is an estimate; want none", a)
			}
		}
		for _, want := range []string{
			"0 1 pearson", "0 1 spearman", "0 2 spearman", "1 2 pearson", "1 2 spearman", "1 2 mutualInformation",
			"0 3 mutualInformation", "4 5 cramersV", "4 5 mutualInformation", "4 6 correlationRatio", "5 6 correlationRatio",
			"4 6 mutualInformation", "7 8 missing",
		} {
			var a, b int
			var m string
			fmt.Sscan(want, &a, &b, &m)
			key := fmt.Sprint(a, b, Measure(m))
			if !got[key] {
				t.Errorf("%d rows: %s is not found", rows, want)
			}
			delete(got, key)
		}
		for key := range got {
			for _, noise := range []byte{'7', '8', '9'} {
				if key[0] == noise || key[2] == noise {
					t.Errorf("%d rows: %s is found", rows, key)
				}
			}
		}
	}
}

// Columns that have nothing to do with each other are not told of, however few
// their rows and many their pairs.
func TestNothing(t *testing.T) {
	random := rand.New(rand.NewPCG(2, 2))
	for _, rows := range []int{3, 8, 20, 100} {
		var columns []Column
		for i := range 60 {
			c := Column{Numbers: make([]float64, rows)}
			if i%3 == 0 {
				c = Column{Codes: make([]uint32, rows), Distinct: 4}
			}
			for k := range rows {
				if c.Codes != nil {
					c.Codes[k] = uint32(1 + random.IntN(4))
				} else {
					c.Numbers[k] = random.NormFloat64()
				}
			}
			columns = append(columns, c)
		}
		if found := Search(columns, Options{}).Associations; len(found) > 0 {
			t.Errorf("%d rows: found %v", rows, found)
		}
	}
}

// The bounds of an estimate hold the figure of all rows about as often as they
// say.
func TestBounds(t *testing.T) {
	all := map[string]float64{}
	for _, a := range Search(planted(400_000, 9), Options{Exact: true, Least: 0.3, Mutual: 0.1}).Associations {
		all[fmt.Sprint(a.A, a.B, a.Measure)] = a.Value
	}
	held, seen := map[Measure]int{}, map[Measure]int{}
	for seed := range uint64(60) {
		for _, a := range Search(planted(2000, 100+seed), Options{}).Associations {
			if want, ok := all[fmt.Sprint(a.A, a.B, a.Measure)]; ok && math.Abs(want) < 0.9999 {
				seen[a.Measure]++
				if a.Low <= want && want <= a.High {
					held[a.Measure]++
				}
			}
		}
	}
	for _, m := range []Measure{MeasurePearson, MeasureSpearman, MeasureCramersV, MeasureRatio, MeasureMutual, MeasureMissing} {
		if m == MeasureCramersV && seen[m] == 0 {
			continue // the only ones are 1
		}
		if share := float64(held[m]) / float64(seen[m]); !(share >= 0.88) {
			t.Errorf("%s: the bounds hold %d of %d times; want about 95 %%", m, held[m], seen[m])
		}
	}
}

// With less work allowed, pairs are chosen by some rows and then columns are left
// out; what is told is measured in all rows.
func TestWork(t *testing.T) {
	columns := planted(20_000, 1)
	whole := Search(columns, Options{Exact: true})
	some := Search(columns, Options{Exact: true, Work: 45 * 1000})
	if some.Rows != 1000 || some.Columns != 10 {
		t.Errorf("chosen by %d rows of %d columns; want 1000 of 10", some.Rows, some.Columns)
	}
	if len(some.Associations) != len(whole.Associations) {
		t.Errorf("got %v, want %v", some.Associations, whole.Associations)
	}
	for i, a := range some.Associations {
		if w := whole.Associations[i]; a.A != w.A || a.B != w.B || math.Abs(a.Value-w.Value) > 1e-12 {
			t.Errorf("got %v, want %v", a, w)
		}
	}
	if few := Search(columns, Options{Work: 4000}); few.Columns != 4 || few.Varying != 10 {
		t.Errorf("looked at %d of %d columns; want 4 of 10", few.Columns, few.Varying)
	}
	if most := Search(columns, Options{Most: 3}); len(most.Associations) != 3 || most.Left != len(whole.Associations)-3 {
		t.Errorf("told %d and left %d; there are %d", len(most.Associations), most.Left, len(whole.Associations))
	}
}

// 2,000 columns, a quarter of them categories, of 100,000 rows.
func BenchmarkSearch(b *testing.B) {
	const width, rows = 2000, 100_000
	random := rand.New(rand.NewPCG(1, 1))
	base := make([]float64, rows)
	for i := range base {
		base[i] = random.NormFloat64()
	}
	columns := make([]Column, width)
	for i := range columns {
		if i%4 == 0 {
			columns[i] = Column{Codes: make([]uint32, rows), Distinct: 8}
			for k := range rows {
				columns[i].Codes[k] = uint32(1 + random.IntN(8))
			}
			continue
		}
		columns[i].Numbers = make([]float64, rows)
		for k := range rows {
			columns[i].Numbers[k] = random.Float64()
			if i%10 == 1 {
				columns[i].Numbers[k] += base[k]
			}
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if found := Search(columns, Options{}); found.Columns != width || len(found.Associations) != 100 {
			b.Fatalf("%d columns, %d associations", found.Columns, len(found.Associations))
		}
	}
}
