// Package sorted puts whole numbers in order, more of them than memory holds.
//
//	place := &sorted.Place{Dir: state}
//	defer place.Close()
//	all := sorted.New(place, 64<<20)
//	all.Add(numbers)                          // as often as there are some
//	err := all.Each(func(x uint64, n int64) { ... })
//
// Numbers are held in blocks. When these take more memory than they may, they
// are sorted and written to a file of the place, and make room for others. What
// is asked of all numbers is asked of each sorted block, and put together:
// [Numbers.Each] merges them, and [Numbers.Rank] and [Numbers.At] search them.
//
// Whatever has an order can be told as such a number: [Integer] and [Double] do
// it for those. A hash has one too, and equal values come together by it.
//
// Nothing here is safe for use by several goroutines at once, except a [Place].
package sorted

import (
	"math"
	"slices"
	"sort"
)

// Integer returns a number whose place in the order is that of x.
func Integer(x int64) uint64 { return uint64(x) ^ 1<<63 }

// ToInteger undoes [Integer].
func ToInteger(key uint64) int64 { return int64(key ^ 1<<63) }

// Double returns a number whose place in the order is that of x. Zeros of both
// signs are the same; NaN comes after all others.
func Double(x float64) uint64 {
	if x != x {
		return math.MaxUint64
	}
	bits := math.Float64bits(x + 0) // + 0 makes 0 of -0
	if bits>>63 != 0 {
		return ^bits
	}
	return bits | 1<<63
}

// ToDouble undoes [Double].
func ToDouble(key uint64) float64 {
	if key>>63 != 0 {
		return math.Float64frombits(key &^ (1 << 63))
	}
	return math.Float64frombits(^key)
}

// blockLen is how many numbers a block holds. One is sorted in some 20 ms,
// and the merge holds 32 kB of each: 32 MB for a thousand of them.
const blockLen = 1 << 20

// BlockBytes is how much a block takes, in bytes.
const BlockBytes = 8 * blockLen

// Numbers are the numbers that were added, to be asked for in their order.
type Numbers struct {
	place  *Place
	most   int // blocks in memory; at least one
	n      int64
	blocks [][]uint64
	spare  [][]uint64 // blocks that were written, to be filled again
	sorted bool       // the blocks are
	runs   runs
	err    error
}

// New returns no numbers. They take about so many bytes of memory, and the rest
// lies at a place; without one, all are in memory.
func New(place *Place, bytes int64) *Numbers {
	return &Numbers{place: place, most: int(max(1, bytes/BlockBytes))}
}

// Len returns how many there are.
func (s *Numbers) Len() int64 { return s.n }

// Err returns what has gone wrong with the file.
func (s *Numbers) Err() error { return s.err }

// Add adds numbers.
func (s *Numbers) Add(numbers []uint64) {
	s.n += int64(len(numbers))
	for len(numbers) > 0 && s.err == nil {
		last := len(s.blocks) - 1
		if last < 0 || s.sorted || len(s.blocks[last]) == blockLen {
			s.begin()
			continue
		}
		take := min(len(numbers), blockLen-len(s.blocks[last]))
		s.blocks[last] = append(s.blocks[last], numbers[:take]...)
		numbers = numbers[take:]
	}
}

// begin begins another block.
func (s *Numbers) begin() {
	if s.place != nil && len(s.blocks) >= s.most {
		s.spill()
	}
	s.sorted = false
	switch n := len(s.spare); {
	case n > 0:
		s.blocks, s.spare = append(s.blocks, s.spare[n-1]), s.spare[:n-1]
	case len(s.blocks) == 0:
		s.blocks = append(s.blocks, nil) // it grows: there may be few numbers
	default:
		s.blocks = append(s.blocks, make([]uint64, 0, blockLen))
	}
}

// Unsorted returns the numbers as they came, in parts, and whether that is still
// known: it is until some are written, or asked for in their order.
func (s *Numbers) Unsorted() (parts [][]uint64, known bool) {
	return s.blocks, len(s.runs.all) == 0 && !s.sorted
}

func (s *Numbers) sort() {
	if s.sorted {
		return
	}
	scratch := make([]uint64, 0)
	for _, b := range s.blocks {
		scratch = radix(b, scratch)
	}
	s.sorted = true
}

// spill writes the blocks, each as a run, and keeps their room.
func (s *Numbers) spill() {
	s.sort()
	for _, b := range s.blocks {
		if s.err == nil {
			s.err = s.runs.write(s.place, b)
		}
		s.spare = append(s.spare, b[:0])
	}
	s.blocks = nil
}

// Each tells each number that there is, in order, and how often it is there.
func (s *Numbers) Each(do func(x uint64, n int64)) error {
	if s.err != nil {
		return s.err
	}
	s.sort()
	var m merge
	for _, b := range s.blocks {
		m.add(&source{part: b})
	}
	for _, r := range s.runs.all {
		m.add(&source{file: s.runs.file, next: r.from, rest: r.n})
	}
	return m.each(do)
}

// Rank returns how many numbers come first for which before holds. It has to hold
// for none that is greater than one for which it does not.
func (s *Numbers) Rank(before func(x uint64) bool) (int64, error) {
	if s.err != nil {
		return 0, s.err
	}
	s.sort()
	var rank int64
	for _, b := range s.blocks {
		rank += int64(first(b, before))
	}
	n, err := s.runs.rank(before)
	return rank + n, err
}

// first returns the place of the first of sorted numbers for which before does
// not hold.
func first(sorted []uint64, before func(x uint64) bool) int {
	return sort.Search(len(sorted), func(i int) bool { return !before(sorted[i]) })
}

// At returns the number with k others before it in the order.
func (s *Numbers) At(k int64) (uint64, error) { return at(s, k) }

// at finds by halves the least x that has more than k numbers up to it.
func at(s interface {
	Rank(func(uint64) bool) (int64, error)
}, k int64) (uint64, error) {
	low, high := uint64(0), uint64(math.MaxUint64)
	for low < high {
		middle := low + (high-low)/2
		rank, err := s.Rank(func(x uint64) bool { return x <= middle })
		if err != nil {
			return 0, err
		}
		if rank > k {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low, nil
}

// A Group is a number and how often it is there.
type Group struct {
	Number uint64
	Count  int64
}

// Groups are numbers that are few, in order, to be asked as [Numbers] are.
type Groups []Group

// Each tells each of them.
func (g Groups) Each(do func(x uint64, n int64)) error {
	for _, one := range g {
		do(one.Number, one.Count)
	}
	return nil
}

// Rank is as [Numbers.Rank].
func (g Groups) Rank(before func(x uint64) bool) (rank int64, _ error) {
	for _, one := range g {
		if before(one.Number) {
			rank += one.Count
		}
	}
	return rank, nil
}

// At is as [Numbers.At].
func (g Groups) At(k int64) (uint64, error) { return at(g, k) }

// Sort puts them in order.
func (g Groups) Sort() {
	slices.SortFunc(g, func(a, b Group) int {
		if a.Number < b.Number {
			return -1
		}
		return 1
	})
}
