package jsonfile

import "sync"

// maxInFlight is how many bytes of chunks are being read at once, unless a
// single one has more.
const maxInFlight = 32 << 20

// A budget bounds the bytes of the chunks that were cut and not yet dealt with,
// so that long records do not add up. The zero budget is ready for use.
type budget struct {
	mu    sync.Mutex
	freed sync.Cond
	used  int
}

// take waits until there is room for n bytes. A chunk that is large waits until
// there is no other.
func (b *budget) take(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.freed.L = &b.mu
	for b.used > 0 && b.used+n > maxInFlight {
		b.freed.Wait()
	}
	b.used += n
}

// settle waits until a chunk of n bytes is dealt with, if it is large: the next
// one could be as large.
func (b *budget) settle(n int) {
	if n <= maxInFlight/8 {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for b.used > 0 {
		b.freed.Wait()
	}
}

// give gives back n bytes.
func (b *budget) give(n int) {
	b.mu.Lock()
	b.used -= n
	b.mu.Unlock()
	b.freed.Broadcast()
}
