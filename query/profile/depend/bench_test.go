package depend

import (
	"context"
	"math/rand/v2"
	"testing"
)

// BenchmarkDiscover reports the whole search: classics, a wide table, a long
// one; and a wide one of random columns, which has no rules but many keys.
func BenchmarkDiscover(b *testing.B) {
	random := rand.New(rand.NewPCG(9, 10))
	for _, bench := range []struct {
		name    string
		columns []Column
		limits  Limits
	}{
		{"nursery", readTable(b, data+"fd/nursery.csv", false), Limits{}},
		{"chess", readTable(b, data+"fd/chess_krkopt.csv", true), Limits{}},
		{"100000x30 till it stops", business(random, 100_000, 30), Limits{Work: 1 << 28}},
		{"100000x30 up to 3", business(random, 100_000, 30), Limits{Left: 3}},
		{"1000000x10", business(random, 1_000_000, 10), Limits{}},
		{"100000x30 random up to 3", randomTable(random, 30, 100_000, 1000), Limits{Left: 3}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				result, err := Discover(context.Background(), bench.columns, bench.limits)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(len(result.Dependencies)), "deps")
				b.ReportMetric(float64(len(result.Keys)), "keys")
				b.ReportMetric(float64(result.Work), "work")
				b.ReportMetric(float64(result.Complete), "complete")
			}
		})
	}
}

// BenchmarkViolations reports the search for near rules and for what breaks them.
func BenchmarkViolations(b *testing.B) {
	random := rand.New(rand.NewPCG(13, 14))
	hospital := encode(readRecords(b, data+"quality/hospital/dirty.csv")[1:])
	for _, bench := range []struct {
		name    string
		columns []Column
		left    int
	}{
		{"hospital", hospital, 1},
		{"hospital, left sides of two", hospital, 2},
		{"1000000x10", business(random, 1_000_000, 10), 1},
		{"1000000x10, left sides of two", business(random, 1_000_000, 10), 2},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, near, err := Violations(context.Background(), bench.columns, ViolationOptions{Options: Options{Left: bench.left}})
				if err != nil || near.Stopped != StopNone {
					b.Fatal(near.Stopped, err)
				}
			}
		})
	}
}

// business makes a table as companies have them: a number for each row, a few
// entities with attributes, categories and measures.
func business(random *rand.Rand, rows, width int) []Column {
	columns := make([]Column, width)
	for i := range columns {
		switch i % 10 {
		case 0: // entity, the first of them the row number
			columns[i] = drawn(random, rows, max(1, rows>>(i/2)), i == 0)
		case 1, 2, 3: // attributes of the entity before last, or of the one before
			columns[i] = derived(columns[i-i%10], rows, 5<<(3*(i%10)))
		case 4, 5:
			columns[i] = drawn(random, rows, rows/200, false)
		case 6:
			columns[i] = derived(columns[i-1], rows, 50)
		case 7, 8:
			columns[i] = drawn(random, rows, 3+i, false)
		default:
			columns[i] = drawn(random, rows, rows/3, false)
		}
	}
	return columns
}

func drawn(random *rand.Rand, rows, distinct int, unique bool) Column {
	distinct = max(1, min(distinct, rows))
	c := Column{Codes: make([]uint32, rows), Distinct: distinct}
	for row := range rows {
		c.Codes[row] = uint32(row)%uint32(distinct) + 1
		if !unique {
			c.Codes[row] = uint32(random.IntN(distinct)) + 1
		}
	}
	return c
}

func derived(from Column, rows, distinct int) Column {
	c := Column{Codes: make([]uint32, rows), Distinct: distinct}
	for row, code := range from.Codes {
		c.Codes[row] = code*2654435761%uint32(distinct) + 1
	}
	return c
}
