package sorted

import (
	"errors"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
)

// drawn returns numbers: few or many distinct ones, small or of all sizes.
func drawn(n int, distinct uint64, shift int) []uint64 {
	random := rand.New(rand.NewPCG(uint64(n), distinct))
	numbers := make([]uint64, n)
	for i := range numbers {
		numbers[i] = random.Uint64N(distinct) << shift
	}
	return numbers
}

// What is asked of numbers is as a sorted slice of them has it, whether they lie
// in memory or in a file.
func TestNumbers(t *testing.T) {
	for _, test := range []struct {
		n        int
		distinct uint64
		shift    int
	}{
		{0, 1, 0}, {1, 1, 0}, {1, math.MaxUint64, 0}, {few, 10, 60}, {few + 1, 10, 60},
		{5000, 1, 0}, {5000, 300, 7}, {3*blockLen + 5, 1 << 40, 20}, {2 * blockLen, 1000, 0},
	} {
		numbers := drawn(test.n, test.distinct, test.shift)
		want := slices.Sorted(slices.Values(numbers))
		for _, place := range []*Place{nil, {Dir: t.TempDir()}} {
			s := New(place, 0)
			for part := range slices.Chunk(numbers, 100_003) {
				s.Add(part)
			}
			compare(t, s, want)
			if spilled := len(s.runs.all) > 0; spilled != (place != nil && test.n > blockLen) {
				t.Errorf("%d numbers: in a file is %v", test.n, spilled)
			}
			if place != nil {
				if err := place.Close(); err != nil {
					t.Error(err)
				}
				if left, err := os.ReadDir(place.Dir); err != nil || len(left) > 0 {
					t.Errorf("left over: %v, %v", left, err)
				}
			}
		}
	}
}

func compare(t *testing.T, s *Numbers, want []uint64) {
	t.Helper()
	if s.Len() != int64(len(want)) {
		t.Errorf("%d numbers, want %d", s.Len(), len(want))
	}
	i := 0
	err := s.Each(func(x uint64, n int64) {
		if n < 1 || i+int(n) > len(want) || want[i] != x || want[i+int(n)-1] != x || i+int(n) < len(want) && want[i+int(n)] == x {
			t.Fatalf("%d numbers: %d times %d from place %d on", len(want), n, x, i)
		}
		i += int(n)
	})
	if err != nil || i != len(want) {
		t.Fatalf("%d of %d numbers told, %v", i, len(want), err)
	}
	for _, k := range []int{0, 1, 17, len(want) / 3, len(want) / 2, len(want) - 1} {
		if k < 0 || k >= len(want) {
			continue
		}
		if got, err := s.At(int64(k)); err != nil || got != want[k] {
			t.Errorf("At(%d) of %d: got %d, %v; want %d", k, len(want), got, err, want[k])
		}
		least, _ := slices.BinarySearch(want, want[k])
		if got, err := s.Rank(func(x uint64) bool { return x < want[k] }); err != nil || got != int64(least) {
			t.Errorf("Rank(< %d) of %d: got %d, %v; want %d", want[k], len(want), got, err, least)
		}
	}
}

// Numbers can be added after they were asked for.
func TestAddLater(t *testing.T) {
	s := New(&Place{Dir: t.TempDir()}, 0)
	defer s.place.Close()
	var want []uint64
	for _, n := range []int{10, 300, 2*blockLen + 1, 5} {
		part := drawn(n, 1<<50, 0)
		s.Add(part)
		want = append(want, part...)
		slices.Sort(want)
		compare(t, s, want)
	}
}

func TestUnsorted(t *testing.T) {
	numbers := drawn(blockLen+7, 1<<60, 0)
	s := New(&Place{Dir: t.TempDir()}, 2*BlockBytes)
	defer s.place.Close()
	s.Add(numbers)
	if parts, known := s.Unsorted(); !known || !slices.Equal(slices.Concat(parts...), numbers) {
		t.Error("the numbers are not as they came")
	}
	s.Add(numbers)
	s.Add(numbers)
	if _, known := s.Unsorted(); known {
		t.Error("some are in a file, and how they came is still known")
	}
}

// A folder that cannot be written to is an error of the answers, and no panic.
func TestNoPlace(t *testing.T) {
	s := New(&Place{Dir: "no/such/folder"}, 0)
	for range 3 {
		s.Add(drawn(blockLen, 1<<60, 0))
	}
	_, rank := s.Rank(func(uint64) bool { return true })
	_, at := s.At(0)
	for _, err := range []error{s.Err(), s.Each(func(uint64, int64) {}), rank, at} {
		if !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("got %v, want a folder that does not exist", err)
		}
	}
}

// The order of the numbers is that of what they stand for.
func TestOrder(t *testing.T) {
	doubles := []float64{math.Inf(-1), -math.MaxFloat64, -1, -math.SmallestNonzeroFloat64, 0, math.SmallestNonzeroFloat64, 0.5, 1, math.MaxFloat64, math.Inf(1), math.NaN()}
	for i, x := range doubles {
		if i > 0 && Double(doubles[i-1]) >= Double(x) {
			t.Errorf("%v is not before %v", doubles[i-1], x)
		}
		if back := ToDouble(Double(x)); back != x && x == x {
			t.Errorf("%v became %v", x, back)
		}
	}
	if Double(math.Copysign(0, -1)) != Double(0) {
		t.Error("zeros of two signs are not the same")
	}
	integers := []int64{math.MinInt64, -1, 0, 1, math.MaxInt64}
	for i, x := range integers {
		if i > 0 && Integer(integers[i-1]) >= Integer(x) || ToInteger(Integer(x)) != x {
			t.Errorf("%d is not in its place", x)
		}
	}
}

func TestGroups(t *testing.T) {
	numbers := drawn(1000, 20, 50)
	want := slices.Sorted(slices.Values(numbers))
	counts := make(map[uint64]int64)
	for _, x := range numbers {
		counts[x]++
	}
	var g Groups
	for x, n := range counts {
		g = append(g, Group{x, n})
	}
	g.Sort()
	var all []uint64
	if err := g.Each(func(x uint64, n int64) {
		for range n {
			all = append(all, x)
		}
	}); err != nil || !slices.Equal(all, want) {
		t.Error("the groups are not the numbers")
	}
	for k := range want {
		if got, err := g.At(int64(k)); err != nil || got != want[k] {
			t.Errorf("At(%d): got %d, %v; want %d", k, got, err, want[k])
		}
	}
}

// BenchmarkNumbers adds ten million numbers and tells them in their order.
func BenchmarkNumbers(b *testing.B) {
	numbers := drawn(10_000_000, math.MaxUint64, 0)
	for _, bench := range []struct {
		name  string
		place *Place
	}{{"memory", nil}, {"file", &Place{Dir: b.TempDir()}}} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(8 * int64(len(numbers)))
			for b.Loop() {
				s := New(bench.place, 0)
				s.Add(numbers)
				groups := 0
				if err := s.Each(func(uint64, int64) { groups++ }); err != nil {
					b.Fatal(err)
				}
			}
		})
		if bench.place != nil {
			bench.place.Close()
		}
	}
}
