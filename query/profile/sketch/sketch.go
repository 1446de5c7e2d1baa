// Package sketch holds summaries of many values that fit in little memory: how
// many distinct ones there are, which are the most common, and where the
// quantiles lie.
//
// A summary is exact as long as what it was given fits in it, and says so; after
// that its figures have a stated error. Summaries of the same kind merge: that
// of two files together is that of the one merged with that of the other, so
// what is known of a file need not be found out again when others come.
//
// [Distinct] and [Frequent] know values by their hashes, 64 bits that are the
// same for equal values and spread evenly: [Hash] and [HashBytes] make them. A
// value itself is kept only when its entry is made.
//
// Nothing here is safe for use by several goroutines at once.
package sketch

import (
	"math/bits"

	"github.com/cespare/xxhash/v2"
)

// Hash returns the hash of the 64 bits of a value.
func Hash(x uint64) uint64 {
	x ^= x >> 30 // the finalizer of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014)
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}

// HashBytes returns the hash of a text.
func HashBytes(b []byte) uint64 { return xxhash.Sum64(b) }

// An Entry is a value that a summary keeps, and how often it has seen it.
type Entry[V any] struct {
	Hash  uint64
	Count int64
	Value V
}

// A table finds entries by their hashes: an open hash table of their places.
type table[V any] struct {
	entries []Entry[V]
	slots   []int32 // 1 + the place of an entry; 0 is free; a power of two, at least twice the entries
}

// find returns the slot in which the entry of a hash is, or would be.
func (t *table[V]) find(hash uint64) int {
	mask := len(t.slots) - 1
	for i := int(hash) & mask; ; i = (i + 1) & mask {
		if at := t.slots[i]; at == 0 || t.entries[at-1].Hash == hash {
			return i
		}
	}
}

// add counts n more of a hash. It returns the entry if it is new.
func (t *table[V]) add(hash uint64, n int64) *Entry[V] {
	if len(t.slots) < 2*(len(t.entries)+1) {
		t.index(4 * (len(t.entries) + 1))
	}
	slot := t.find(hash)
	if at := t.slots[slot]; at != 0 {
		t.entries[at-1].Count += n
		return nil
	}
	t.entries = append(t.entries, Entry[V]{Hash: hash, Count: n})
	t.slots[slot] = int32(len(t.entries))
	return &t.entries[len(t.entries)-1]
}

// keep drops the entries that keep does not want. It may change the others.
func (t *table[V]) keep(keep func(*Entry[V]) bool) {
	kept := t.entries[:0]
	for i := range t.entries {
		if e := &t.entries[i]; keep(e) {
			kept = append(kept, *e)
		}
	}
	clear(t.entries[len(kept):])
	t.entries = kept
	t.index(len(t.slots))
}

// index finds a slot for each entry anew, among at least n.
func (t *table[V]) index(n int) {
	n = max(16, 1<<bits.Len(uint(n-1)))
	if n != len(t.slots) {
		t.slots = make([]int32, n)
	} else {
		clear(t.slots)
	}
	for i := range t.entries {
		t.slots[t.find(t.entries[i].Hash)] = int32(i + 1)
	}
}
