package sorted

import "slices"

// few is up to how many numbers are compared with each other.
const few = 256

// radix sorts numbers, byte by byte from the last; bytes that all have in common
// are passed over. It needs as much room again, for which it takes scratch, and
// returns it for the next time.
func radix(numbers, scratch []uint64) []uint64 {
	if len(numbers) <= few {
		slices.Sort(numbers)
		return scratch
	}
	var counts [8][256]int
	for _, x := range numbers {
		for b := range counts {
			counts[b][byte(x>>(8*b))]++
		}
	}
	scratch = slices.Grow(scratch[:0], len(numbers))[:len(numbers)]
	from, to := numbers, scratch
	for b := range counts {
		if counts[b][byte(numbers[0]>>(8*b))] == len(numbers) {
			continue
		}
		next, place := &counts[b], 0
		for value, n := range next {
			next[value] = place
			place += n
		}
		for _, x := range from {
			at := &next[byte(x>>(8*b))]
			to[*at] = x
			*at++
		}
		from, to = to, from
	}
	if &from[0] != &numbers[0] {
		copy(numbers, from)
	}
	return scratch
}
