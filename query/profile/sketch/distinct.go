package sketch

import (
	"math"
	"slices"
)

// Distinct counts distinct values. It keeps, with their exact counts, all values
// whose hash is small enough: all at first, and each time that more than its
// capacity are kept, half of them. It is Wegman's adaptive sampling (Flajolet:
// On adaptive sampling, Computing 34, 1990), whose relative standard error is
// 1.2 divided by the root of the capacity: 0.9 % with 16,384.
//
// What it keeps is also a fair sample of the distinct values, from which the
// number of values that occur once is estimated.
type Distinct[V any] struct {
	table[V]
	capacity int
	level    uint // 2^-level of the values are kept
}

// NewDistinct returns a summary that keeps up to so many values.
func NewDistinct[V any](capacity int) *Distinct[V] { return &Distinct[V]{capacity: capacity} }

// Wants reports whether values of that hash are kept. It may be asked before
// [Distinct.Add], which is slower.
func (d *Distinct[V]) Wants(hash uint64) bool { return hash>>(64-d.level) == 0 }

// Has reports whether a value of that hash is kept now.
func (d *Distinct[V]) Has(hash uint64) bool {
	return len(d.slots) > 0 && d.slots[d.find(hash)] != 0
}

// Add counts n more of a value. If it is to be kept and is new, the entry is
// returned, so that the value can be put there.
func (d *Distinct[V]) Add(hash uint64, n int64) *Entry[V] {
	if !d.Wants(hash) {
		return nil
	}
	e := d.add(hash, n)
	if e == nil || len(d.entries) <= d.capacity {
		return e
	}
	for len(d.entries) > d.capacity {
		d.level++
		d.keep(func(e *Entry[V]) bool { return d.Wants(e.Hash) })
	}
	if !d.Wants(hash) {
		return nil
	}
	return &d.entries[d.slots[d.find(hash)]-1]
}

// Exact reports whether all values are kept.
func (d *Distinct[V]) Exact() bool { return d.level == 0 }

// Entries returns the values that are kept, in no order. They are all of them if
// the summary is exact, else a sample of the distinct ones: each was kept with
// the probability [Distinct.Share].
func (d *Distinct[V]) Entries() []Entry[V] { return d.entries }

// Share returns the share of the distinct values that is kept.
func (d *Distinct[V]) Share() float64 { return math.Ldexp(1, -int(d.level)) }

// Count returns the number of distinct values.
func (d *Distinct[V]) Count() float64 { return float64(len(d.entries)) / d.Share() }

// Once returns the number of values that occur exactly once.
func (d *Distinct[V]) Once() float64 {
	n := 0
	for i := range d.entries {
		if d.entries[i].Count == 1 {
			n++
		}
	}
	return float64(n) / d.Share()
}

// Error returns the relative standard error of the count; 0 if it is exact.
func (d *Distinct[V]) Error() float64 {
	if d.Exact() {
		return 0
	}
	return 1.2 / math.Sqrt(float64(d.capacity))
}

// Merge adds what another summary has seen.
func (d *Distinct[V]) Merge(from *Distinct[V]) {
	if from.level > d.level {
		d.level = from.level
		d.keep(func(e *Entry[V]) bool { return d.Wants(e.Hash) })
	}
	for _, e := range from.entries {
		if made := d.Add(e.Hash, e.Count); made != nil {
			made.Value = e.Value
		}
	}
}

// Top returns the n most common of the values that are kept, the most common
// first; equal ones by their hashes.
func (d *Distinct[V]) Top(n int) []Entry[V] { return top(d.entries, n) }

func top[V any](entries []Entry[V], n int) []Entry[V] {
	sorted := slices.Clone(entries)
	slices.SortFunc(sorted, func(a, b Entry[V]) int {
		switch {
		case a.Count > b.Count || a.Count == b.Count && a.Hash < b.Hash:
			return -1
		case a.Count == b.Count && a.Hash == b.Hash:
			return 0
		}
		return 1
	})
	return sorted[:min(n, len(sorted))]
}
