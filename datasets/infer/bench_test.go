package infer

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"
	"time"
)

// benchmarks are the kinds of columns whose speed counts: those that files are
// full of, then those that are dear.
var benchmarks = []struct {
	name string
	make func(r *rand.Rand, i int) string
}{
	// Best: nothing to decide.
	{"best/nothing", func(r *rand.Rand, i int) string { return "" }},
	{"best/text", func(r *rand.Rand, i int) string { return vocables[r.Intn(len(vocables))] }},
	{"best/same", func(r *rand.Rand, i int) string { return "some text" }},

	// Usual.
	{"usual/int", func(r *rand.Rand, i int) string { return fmt.Sprint(r.Intn(1e6)) }},
	{"usual/id", func(r *rand.Rand, i int) string { return fmt.Sprint(1000000 + i) }},
	{"usual/fraction", func(r *rand.Rand, i int) string { return fmt.Sprintf("%.2f", r.Float64()*1000) }},
	{"usual/date", func(r *rand.Rand, i int) string { return someTime(r).Format("2006-01-02") }},
	{"usual/timestamp", func(r *rand.Rand, i int) string { return someTime(r).Format("2006-01-02 15:04:05") }},
	{"usual/boolean", func(r *rand.Rand, i int) string { return fmt.Sprint(r.Intn(2) == 0) }},
	{"usual/yes", func(r *rand.Rand, i int) string { return []string{"Y", "N"}[r.Intn(2)] }},
	{"usual/names", func(r *rand.Rand, i int) string {
		return vocables[r.Intn(len(vocables))] + " " + vocables[r.Intn(len(vocables))]
	}},
	{"usual/code", func(r *rand.Rand, i int) string { return fmt.Sprintf("AB-%05d", r.Intn(1e5)) }},

	// Worst.
	{"worst/longid", func(r *rand.Rand, i int) string { return fmt.Sprint(100000000000000000 + int64(i)*17) }},
	{"worst/wide", func(r *rand.Rand, i int) string { return fmt.Sprint(r.Int63()) + fmt.Sprint(r.Int63()) }},
	{"worst/coordinate", func(r *rand.Rand, i int) string { return fmt.Sprint(r.Float64() * 100) }},
	{"worst/exponent", func(r *rand.Rand, i int) string { return fmt.Sprintf("%.5e", r.Float64()) }},
	{"worst/slashes", func(r *rand.Rand, i int) string { return someTime(r).Format("01/02/2006 03:04:05 PM") }},
	{"worst/zoned", func(r *rand.Rand, i int) string { return someTime(r).Format("2006-01-02T15:04:05.000Z") }},
	{"worst/months", func(r *rand.Rand, i int) string { return someTime(r).Format("2 Jan 2006") }},
	{"worst/nulls", func(r *rand.Rand, i int) string { return []string{"NA", "7", "-", "12"}[r.Intn(4)] }},
	{"worst/address", func(r *rand.Rand, i int) string {
		return fmt.Sprintf("%d %s Street", r.Intn(1000), vocables[r.Intn(len(vocables))])
	}},
	{"worst/uuid", func(r *rand.Rand, i int) string { return fmt.Sprintf("%08x-%04x", r.Uint32(), r.Intn(1<<16)) }},
	{"worst/growing", func(r *rand.Rand, i int) string { return fmt.Sprintf("user_%09d", i) }},
	{"worst/foreign", func(r *rand.Rand, i int) string { return strings.Repeat("日本", 5+r.Intn(10)) }},
}

var vocables = strings.Fields(`some text that means nothing much but has vocables of many letters as tables do
	Amsterdam Berlin Copenhagen Dublin Edinburgh Florence Geneva Helsinki Istanbul Jerusalem Kyoto Lisbon Madrid
	Naples Oslo Paris Quito Rome Stockholm Tokyo Utrecht Vienna Warsaw York Zagreb`)

func someTime(r *rand.Rand) time.Time {
	return time.Unix(1_500_000_000+r.Int63n(200_000_000), 0).UTC()
}

// BenchmarkAdd reports the speed of one column on values that lie in a buffer
// one after another, as a reader of files has them.
func BenchmarkAdd(b *testing.B) {
	for _, bench := range benchmarks {
		b.Run(bench.name, func(b *testing.B) {
			r := rand.New(rand.NewSource(1))
			var buffer []byte
			ends := []int{0}
			const count = 1 << 14
			for i := range count {
				buffer = append(buffer, bench.make(r, i)...)
				ends = append(ends, len(buffer))
				buffer = append(buffer, ',')
			}
			buffer = append(buffer, "        "...)
			b.ReportAllocs()
			b.SetBytes(int64(len(buffer)) / count)
			var c Column
			i := 0
			for b.Loop() {
				start := ends[i]
				if i > 0 {
					start++
				}
				c.Add(buffer[start:ends[i+1]], Pos{Line: 1, Byte: int64(start)})
				if i++; i == count {
					i = 0
				}
			}
		})
	}
}

// Once a column has seen its kinds of values, it allocates nothing for more of
// them, save now and then for a value that is longer than the greatest so far.
func TestAddAllocatesNothing(t *testing.T) {
	for _, bench := range benchmarks {
		r := rand.New(rand.NewSource(1))
		var values [][]byte
		for i := range 2000 {
			values = append(values, []byte(bench.make(r, i)))
		}
		var c Column
		for _, value := range values {
			c.Add(value, Pos{})
		}
		if n := testing.AllocsPerRun(10, func() {
			for _, value := range values {
				c.Add(value, Pos{})
			}
		}); n > 0 {
			t.Errorf("%s: %v allocations", bench.name, n)
		}
	}
}
