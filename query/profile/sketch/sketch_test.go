package sketch

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func counted(t testing.TB, capacity int, values ...uint64) *Distinct[uint64] {
	t.Helper()
	d := NewDistinct[uint64](capacity)
	for _, v := range values {
		if e := d.Add(Hash(v), 1); e != nil {
			e.Value = v
		}
	}
	return d
}

// While they fit, values are counted exactly.
func TestDistinctExact(t *testing.T) {
	d := counted(t, 4, 7, 8, 7, 9, 7, 10)
	if !d.Exact() || d.Count() != 4 || d.Once() != 3 || d.Error() != 0 {
		t.Errorf("exact %v, count %v, once %v, error %v; want true, 4, 3, 0", d.Exact(), d.Count(), d.Once(), d.Error())
	}
	if top := d.Top(1); len(top) != 1 || top[0].Value != 7 || top[0].Count != 3 {
		t.Errorf("top: got %v, want 7, three times", top)
	}
	for _, e := range d.Entries() {
		if Hash(e.Value) != e.Hash {
			t.Errorf("the entry of %x holds the value %d", e.Hash, e.Value)
		}
	}
}

// Beyond that, the count is right within four standard errors, whatever the
// values are and however often they come.
func TestDistinctEstimate(t *testing.T) {
	for _, n := range []uint64{5_000, 100_000, 1_000_000} {
		d := NewDistinct[uint64](4096)
		for i := range n {
			times := int64(1)
			if i%10 == 0 {
				times = 3
			}
			d.Add(Hash(i), times)
		}
		if wrong := math.Abs(d.Count()-float64(n)) / float64(n); wrong > 4*d.Error() {
			t.Errorf("%d values: counted %.0f, %.3f wrong with a standard error of %.3f", n, d.Count(), wrong, d.Error())
		}
		once := float64(n) * 0.9
		if wrong := math.Abs(d.Once()-once) / once; wrong > 4*d.Error() {
			t.Errorf("%d values: %.0f once, want about %.0f", n, d.Once(), once)
		}
		if d.Exact() != (n <= 4096) {
			t.Errorf("%d values: exact %v", n, d.Exact())
		}
	}
}

// Parts merged are the whole, exactly.
func TestDistinctMerge(t *testing.T) {
	whole, a, b := NewDistinct[uint64](256), NewDistinct[uint64](256), NewDistinct[uint64](256)
	for i := range uint64(5_000) {
		v := i * i % 3001
		part := a
		if i > 1_000 {
			part = b
		}
		whole.Add(Hash(v), 1)
		part.Add(Hash(v), 1)
	}
	a.Merge(b)
	if a.Count() != whole.Count() || a.level != whole.level {
		t.Fatalf("merged: %v of level %d, whole: %v of level %d", a.Count(), a.level, whole.Count(), whole.level)
	}
	counts := make(map[uint64]int64)
	for _, e := range whole.Entries() {
		counts[e.Hash] = e.Count
	}
	for _, e := range a.Entries() {
		if counts[e.Hash] != e.Count {
			t.Errorf("%x: merged %d, whole %d", e.Hash, e.Count, counts[e.Hash])
		}
	}
}

// A count is never too high, and too low by the offset at most; no value is
// missing that occurs more often.
func TestFrequent(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	zipf := rand.NewZipf(random, 1.2, 1, 1<<20)
	truth := make(map[uint64]int64)
	a, b := NewFrequent[uint64](64), NewFrequent[uint64](64)
	for i := range 200_000 {
		v := zipf.Uint64()
		truth[v]++
		f := a
		if i%3 == 0 {
			f = b
		}
		if e := f.Add(Hash(v), 1); e != nil {
			e.Value = v
		}
	}
	a.Merge(b)
	checkFrequent(t, a, truth)
	if a.Offset() > 200_000/64*2 {
		t.Errorf("offset %d is more than the counters explain", a.Offset())
	}
	if top := a.Top(3); len(top) != 3 || top[0].Value != 0 || top[1].Value != 1 {
		t.Errorf("the most common are %v; want 0, 1, ...", top)
	}
}

func checkFrequent(t *testing.T, f *Frequent[uint64], truth map[uint64]int64) {
	t.Helper()
	found := make(map[uint64]bool)
	for _, e := range f.entries {
		found[e.Value] = true
		if n := truth[e.Value]; e.Count > n || e.Count+f.Offset() < n {
			t.Errorf("%d: counted %d with an offset of %d; it occurs %d times", e.Value, e.Count, f.Offset(), n)
		}
	}
	for v, n := range truth {
		if n > f.Offset() && !found[v] {
			t.Errorf("%d is missing, which occurs %d times; the offset is %d", v, n, f.Offset())
		}
	}
}

// A summary of common values that begins late knows those from before.
func TestSeed(t *testing.T) {
	d := NewDistinct[uint64](1000)
	truth := make(map[uint64]int64)
	for v := range uint64(300) {
		n := int64(v%7*v%11) + 1
		d.Add(Hash(v), n).Value = v
		truth[v] = n
	}
	f := Seed(d, 64)
	checkFrequent(t, f, truth)
	if small := Seed(counted(t, 10, 1, 2, 2), 64); small.Offset() != 0 || len(small.entries) != 2 {
		t.Errorf("seeded with two values: %v, offset %d", small.entries, small.Offset())
	}
}

// numpy.quantile of the same numbers.
func TestQuantilesExact(t *testing.T) {
	q := NewQuantiles(0.01)
	q.AddAll([]float64{3, 1, 2, 10})
	tests := []struct{ p, want float64 }{{0, 1}, {0.25, 1.75}, {0.5, 2.5}, {0.75, 4.75}, {0.9, 7.9}, {1, 10}}
	for _, test := range tests {
		if got := At(q.Sorted(), test.p); math.Abs(got-test.want) > 1e-12 {
			t.Errorf("%v: got %v, want %v", test.p, got, test.want)
		}
	}
	if !q.Exact() || q.Error() != 0 {
		t.Errorf("exact %v, error %v", q.Exact(), q.Error())
	}
	if got := At(nil, 0.5); !math.IsNaN(got) {
		t.Errorf("of nothing: got %v", got)
	}
}

// However the numbers come, no rank is wrong by more than the error.
func TestQuantilesRank(t *testing.T) {
	const n = 1_000_000
	orders := map[string]func(i int) float64{
		"rising":  func(i int) float64 { return float64(i) },
		"falling": func(i int) float64 { return float64(n - 1 - i) },
		"mixed":   func(i int) float64 { return float64(Hash(uint64(i)) % n) },
		"halves":  func(i int) float64 { return float64(i%2*n/2 + i/2) },
	}
	for name, at := range orders {
		q := NewQuantiles(0.005)
		numbers := make([]float64, n)
		for i := range numbers {
			numbers[i] = at(i)
		}
		for part := range slices.Chunk(numbers, 2048) {
			q.AddAll(part)
		}
		checkRanks(t, name, q, numbers)
	}
}

func checkRanks(t *testing.T, name string, q *Quantiles, numbers []float64) {
	t.Helper()
	sorted := slices.Sorted(slices.Values(numbers))
	kept := q.Sorted()
	if q.Count() != int64(len(numbers)) {
		t.Errorf("%s: %d numbers counted, %d added", name, q.Count(), len(numbers))
	}
	if most := (q.height + 2) * q.size; len(kept) > most {
		t.Errorf("%s: %d numbers kept, at most %d", name, len(kept), most)
	}
	for p := 0.01; p < 1; p += 0.01 {
		x := At(kept, p)
		rank, _ := slices.BinarySearch(sorted, x)
		if wrong := math.Abs(float64(rank)/float64(len(sorted)) - p); wrong > q.Error() {
			t.Errorf("%s: quantile %.2f is %v, whose rank is %.4f; the error is %v", name, p, x, float64(rank)/float64(len(sorted)), q.Error())
		}
	}
}

// Merged summaries of parts, large and small, are within the error as well.
func TestQuantilesMerge(t *testing.T) {
	for _, size := range []int{10, 3_000, 50_000, 400_000} {
		total := NewQuantiles(0.01)
		var numbers []float64
		for part := range min(400, 1_000_000/size) {
			q := NewQuantiles(0.01)
			for i := range size {
				x := float64(Hash(uint64(part*size+i))>>40) + float64(part)*1e5
				q.AddAll([]float64{x})
				numbers = append(numbers, x)
			}
			total.Merge(q)
		}
		checkRanks(t, fmt.Sprintf("parts of %d", size), total, numbers)
	}
}

// What is written down and read again says the same, and goes on.
func TestEncode(t *testing.T) {
	type state struct {
		D *Distinct[string]
		F *Frequent[string]
		Q *Quantiles
	}
	s := state{NewDistinct[string](100), NewFrequent[string](16), NewQuantiles(0.05)}
	for i := range 5_000 {
		v := fmt.Sprint(i % 777)
		if e := s.D.Add(HashBytes([]byte(v)), 1); e != nil {
			e.Value = v
		}
		if e := s.F.Add(HashBytes([]byte(v)), 1); e != nil {
			e.Value = v
		}
		s.Q.AddAll([]float64{float64(i)})
	}
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(s); err != nil {
		t.Fatal(err)
	}
	var read state
	if err := gob.NewDecoder(&b).Decode(&read); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(read.D.Top(5), s.D.Top(5)) || read.D.Count() != s.D.Count() || read.D.Exact() != s.D.Exact() {
		t.Errorf("distinct: read %v, wrote %v", read.D.Count(), s.D.Count())
	}
	if !slices.Equal(read.F.Top(5), s.F.Top(5)) || read.F.Offset() != s.F.Offset() {
		t.Errorf("frequent: read %v, wrote %v", read.F.Top(5), s.F.Top(5))
	}
	if !slices.Equal(read.Q.Sorted(), s.Q.Sorted()) || read.Q.Count() != s.Q.Count() || read.Q.Error() != s.Q.Error() {
		t.Error("quantiles: read others than were written")
	}
	read.D.Merge(s.D)
	read.F.Merge(s.F)
	read.Q.Merge(s.Q)
	if read.D.Count() != s.D.Count() || read.Q.Count() != 2*s.Q.Count() {
		t.Errorf("merged after reading: %v distinct, %v numbers", read.D.Count(), read.Q.Count())
	}
}

func BenchmarkDistinct(b *testing.B) {
	for _, bench := range []struct {
		name string
		of   uint64
	}{{"few", 4}, {"fit", 10_000}, {"all different", 1 << 62}} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			d := NewDistinct[uint64](1 << 14)
			var i uint64
			for b.Loop() {
				i++
				if h := Hash(i % bench.of); d.Wants(h) {
					d.Add(h, 1)
				}
			}
		})
	}
}

func BenchmarkFrequent(b *testing.B) {
	for _, bench := range []struct {
		name string
		of   uint64
	}{{"few", 4}, {"all different", 1 << 62}} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			f := NewFrequent[uint64](1 << 10)
			var i uint64
			for b.Loop() {
				i++
				f.Add(Hash(i%bench.of), 1)
			}
		})
	}
}

func BenchmarkQuantiles(b *testing.B) {
	numbers := make([]float64, 2048)
	for i := range numbers {
		numbers[i] = float64(Hash(uint64(i)))
	}
	b.SetBytes(8 * 2048)
	b.ReportAllocs()
	q := NewQuantiles(0.002)
	for b.Loop() {
		q.AddAll(numbers)
	}
}
