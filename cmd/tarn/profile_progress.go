package main

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/cmd/internal/render"
	"github.com/tarnlake/tarn/query/profile"
)

// A stepProgress shows on one line of a terminal what is being done to a table,
// once it takes longer than a moment, and how long it has taken.
type stepProgress struct {
	w     io.Writer // nil if it is no terminal
	table string
	total int64 // rows to be read; 0 if it is not known
	start time.Time
	done  chan struct{}
	group sync.WaitGroup

	mu   sync.Mutex
	name string
	rows int64
}

func newStepProgress(w io.Writer, t catalog.Table, o profile.Options) *stepProgress {
	p := &stepProgress{table: t.Name.String(), start: time.Now(), done: make(chan struct{}), name: "reading"}
	switch {
	case o.Sample > 0:
		p.total = min(o.Sample, t.Stats.Rows)
	case o.Where == "":
		p.total = t.Stats.Rows
	}
	if isTerminal(w) {
		p.w = w
		p.group.Go(p.show)
	}
	return p
}

// step notes what is being done, and how many rows of it are.
func (p *stepProgress) step(name string, rows int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.name, p.rows = name, rows
}

// show writes the line until the work is done, and takes it away then.
func (p *stepProgress) show() {
	ticker := time.NewTicker(progressEvery)
	defer ticker.Stop()
	for {
		select {
		case <-p.done:
			if time.Since(p.start) >= progressAfter {
				fmt.Fprint(p.w, clearLine)
			}
			return
		case <-ticker.C:
			if took := time.Since(p.start); took >= progressAfter {
				fmt.Fprint(p.w, clearLine, p.line(took, width(p.w)))
			}
		}
	}
}

// line says how far it has come, within a width.
func (p *stepProgress) line(took time.Duration, width int) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	line := printable(p.table) + "  " + p.name
	if p.rows > 0 && p.total > 0 {
		line += fmt.Sprintf("  %d %% of %s", min(100, 100*p.rows/p.total), count(p.total, "row"))
	} else if p.rows > 0 {
		line += "  " + count(p.rows, "row")
	}
	return render.Cut(fmt.Sprintf("%s  %d s", line, int(took.Seconds())), max(20, width-1))
}

// clear takes the line away.
func (p *stepProgress) clear() {
	close(p.done)
	p.group.Wait()
}
