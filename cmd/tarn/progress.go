package main

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/tarnlake/tarn/catalog/crawl"
	"github.com/tarnlake/tarn/cmd/internal/render"
)

// A progress shows on one line of a terminal how far a crawl has come, once it
// takes longer than a moment.
type progress struct {
	w     io.Writer // nil if it is no terminal
	start time.Time

	mu    sync.Mutex
	last  time.Time
	shown bool
	done  bool
}

const (
	progressAfter = time.Second
	progressEvery = 100 * time.Millisecond
	clearLine     = "\r\x1b[K"
)

func newProgress(w io.Writer, start time.Time) *progress {
	p := &progress{start: start}
	if isTerminal(w) {
		p.w = w
	}
	return p
}

func (p *progress) show(c crawl.Progress) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if p.w == nil || p.done || now.Sub(p.start) < progressAfter || now.Sub(p.last) < progressEvery {
		return
	}
	p.last, p.shown = now, true
	fmt.Fprint(p.w, clearLine, progressLine(c, width(p.w)))
}

// clear takes the line away.
func (p *progress) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done = true
	if p.shown {
		fmt.Fprint(p.w, clearLine)
	}
}

// progressLine says how far a crawl has come, within a width.
func progressLine(c crawl.Progress, width int) string {
	percent := int64(0)
	if c.BytesTotal > 0 {
		percent = 100 * c.Bytes / c.BytesTotal
	}
	line := fmt.Sprintf("%3d %%  %s of %s  %d of %d files  %s",
		percent, size(c.Bytes), size(c.BytesTotal), c.Files, c.FilesTotal, printable(c.Path))
	return render.Cut(line, max(20, width-1))
}
