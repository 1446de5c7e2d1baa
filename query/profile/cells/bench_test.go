package cells_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/tarnlake/tarn/query/profile/cells"
)

// BenchmarkFind looks at 100,000 rows, which is what a profile keeps: at best of
// codes and numbers, at worst of texts that are nearly all different.
func BenchmarkFind(b *testing.B) {
	for _, bench := range []struct {
		name              string
		columns, distinct int
	}{{"best", 8, 100}, {"usual", 20, 5_000}, {"worst", 20, 100_000}} {
		b.Run(bench.name, func(b *testing.B) {
			random := rand.New(rand.NewPCG(1, 2))
			header := make([]string, bench.columns)
			records := make([][]string, 100_000)
			for row := range records {
				records[row] = make([]string, bench.columns)
				for i := range header {
					n := random.IntN(bench.distinct)
					records[row][i] = fmt.Sprintf("%c%c%c company of %c%c", 'a'+n%26, 'a'+n/26%26, 'a'+n/676%26, 'a'+n%17, 'a'+n%19)
					if i%2 == 0 {
						records[row][i] = fmt.Sprint(n)
					}
				}
			}
			table := columns(header, records)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := cells.Find(b.Context(), table, cells.Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkRowScores looks at 100,000 rows of 20 numbers.
func BenchmarkRowScores(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	numbers := make([][]float64, 20)
	for i := range numbers {
		for range 100_000 {
			numbers[i] = append(numbers[i], random.NormFloat64())
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		cells.RowScores(numbers)
	}
}

// BenchmarkOddest compares the rows of a table of which 10,000 are compared.
func BenchmarkOddest(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	numbers := make([][]float64, 8)
	for i := range numbers {
		for range 10_000 {
			numbers[i] = append(numbers[i], random.NormFloat64())
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		cells.Oddest(numbers, 20)
	}
}
