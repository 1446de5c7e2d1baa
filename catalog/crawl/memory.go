package crawl

import (
	"runtime/debug"
	"sync"
)

// A crawl of very many files keeps two hundred bytes of each to its end. The
// garbage collector would let as much garbage lie beside them; it is told to let
// lie less, which costs a few percent of the time of such a crawl.
const (
	manyFiles     = 200_000
	sparedPercent = 30 // garbage to what is in use; see [debug.SetGCPercent]
)

// sparing counts the crawls of many files in this process.
var sparing struct {
	sync.Mutex
	crawls, was int
}

// spare spares memory from now on, until the function that it returns is called,
// if there are many files. A process that is told to be more sparing stays so.
func spare(files int) (end func()) {
	if files < manyFiles {
		return func() {}
	}
	sparing.Lock()
	defer sparing.Unlock()
	if sparing.crawls++; sparing.crawls == 1 {
		sparing.was = debug.SetGCPercent(sparedPercent)
		if sparing.was < sparedPercent { // or off, which is below 0
			debug.SetGCPercent(sparing.was)
		}
	}
	return func() {
		sparing.Lock()
		defer sparing.Unlock()
		if sparing.crawls--; sparing.crawls == 0 {
			debug.SetGCPercent(sparing.was)
		}
	}
}
