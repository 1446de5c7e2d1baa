package sketch

import "slices"

// Frequent finds the most common values. It keeps a counter for each of up to
// its capacity of values; when they run out, the median of the counters is taken
// off all of them (Misra and Gries: Finding repeated elements, 1982; Anderson and
// others: A high-performance algorithm for identifying frequent items in data
// streams, 2017).
//
// A count is at most [Frequent.Offset] too low and never too high; values that
// occur more often than that are all there.
type Frequent[V any] struct {
	table[V]
	capacity int
	offset   int64
	counts   []int64 // scratch
}

// NewFrequent returns a summary with so many counters.
func NewFrequent[V any](capacity int) *Frequent[V] { return &Frequent[V]{capacity: capacity} }

// Add counts n more of a value. If it is new, its entry is returned, so that the
// value can be put there before the next call.
func (f *Frequent[V]) Add(hash uint64, n int64) *Entry[V] {
	if len(f.entries) == f.capacity {
		f.reduce()
	}
	return f.add(hash, n)
}

// reduce frees at least half of the counters.
func (f *Frequent[V]) reduce() {
	f.counts = f.counts[:0]
	for i := range f.entries {
		f.counts = append(f.counts, f.entries[i].Count)
	}
	slices.Sort(f.counts)
	median := f.counts[len(f.counts)/2]
	f.offset += median
	f.keep(func(e *Entry[V]) bool {
		e.Count -= median
		return e.Count > 0
	})
}

// Offset returns how much too low a count can be.
func (f *Frequent[V]) Offset() int64 { return f.offset }

// Top returns the n most common values, the most common first. The counts are
// lower bounds; that of a value that another one must be more common than is
// left out.
func (f *Frequent[V]) Top(n int) []Entry[V] {
	return slices.DeleteFunc(top(f.entries, n), func(e Entry[V]) bool { return e.Count <= f.offset })
}

// Entries returns the values that are followed, in no order.
func (f *Frequent[V]) Entries() []Entry[V] { return f.entries }

// Merge adds what another summary has seen.
func (f *Frequent[V]) Merge(from *Frequent[V]) {
	f.offset += from.offset
	for _, e := range from.entries {
		if made := f.Add(e.Hash, e.Count); made != nil {
			made.Value = e.Value
		}
	}
}

// Seed returns a summary of what an exact [Distinct] has seen.
func Seed[V any](d *Distinct[V], capacity int) *Frequent[V] {
	f := NewFrequent[V](capacity)
	most := d.Top(capacity/2 + 1)
	if len(most) > capacity/2 {
		f.offset = most[capacity/2].Count
		most = most[:capacity/2]
	}
	for _, e := range most {
		if e.Count > f.offset {
			*f.add(e.Hash, e.Count-f.offset) = Entry[V]{e.Hash, e.Count - f.offset, e.Value}
		}
	}
	return f
}
