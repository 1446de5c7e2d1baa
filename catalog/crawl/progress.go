package crawl

import (
	"sync"

	"github.com/tarnlake/tarn/datasets"
)

// progress adds up what the workers have done.
type progress struct {
	mu     sync.Mutex
	report func(Progress)
	sum    Progress
	ahead  map[string]int64 // bytes reported of files that are not done
}

func newProgress(report func(Progress), fresh []*file) *progress {
	p := &progress{report: report, ahead: make(map[string]int64)}
	p.sum.FilesTotal = len(fresh)
	for _, f := range fresh {
		p.sum.BytesTotal += f.Size
	}
	return p
}

// read counts bytes of a file, at most as many as the file has: a format may
// count them after decompression.
func (p *progress) read(f datasets.File, n int64) {
	p.update(func() {
		n = min(n, f.Size-p.ahead[f.Path])
		p.ahead[f.Path] += n
		p.sum.Bytes += n
		p.sum.Path = f.Path
	})
}

func (p *progress) done(f datasets.File) {
	p.update(func() {
		p.sum.Bytes += f.Size - p.ahead[f.Path]
		delete(p.ahead, f.Path)
		p.sum.Files++
		p.sum.Path = f.Path
	})
}

func (p *progress) update(count func()) {
	if p.report == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	count()
	p.report(p.sum)
}
