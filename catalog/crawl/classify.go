package crawl

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"sync"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/formats"
)

// large is the size from which on a file is read by all workers together
// instead of one.
const large = 16 << 20

// classify scans files in parallel. The results keep the order of the files.
func (c *Crawler) classify(ctx context.Context, fresh []datasets.File) ([]*file, []catalog.LeftOut, error) {
	workers := c.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	progress := newProgress(c.Progress, fresh)
	results := make([]result, len(fresh))
	free := semaphore.NewWeighted(int64(workers))
	group, groupCtx := errgroup.WithContext(ctx)
	for i, f := range fresh {
		share := int64(1)
		if f.Size >= large {
			share = int64(workers)
		}
		if err := free.Acquire(groupCtx, share); err != nil {
			break // Wait says why
		}
		group.Go(func() error {
			defer free.Release(share)
			results[i] = scanFile(ctx, f, int(share), progress)
			progress.done(f)
			return ctx.Err()
		})
	}
	if err := cmp.Or(group.Wait(), ctx.Err()); err != nil {
		return nil, nil, err
	}
	var files []*file
	var left []catalog.LeftOut
	for i, r := range results {
		if r.err != nil {
			left = append(left, leftOut(fresh[i], r.err))
			continue
		}
		files = append(files, &file{File: r.file, scan: r.scan})
	}
	return files, left, nil
}

type result struct {
	file datasets.File // as it was when it was read
	scan *datasets.Scan
	err  error
}

// attempts is how often a file that changes while it is read is read again.
const attempts = 3

// scanFile finds the format of a file and scans it.
func scanFile(ctx context.Context, f datasets.File, workers int, p *progress) (r result) {
	defer func() {
		if fault := recover(); fault != nil {
			r = result{err: fmt.Errorf("internal error while reading it: %v", fault)}
		}
	}()
	options := datasets.ScanOptions{Workers: workers, Progress: func(n int64) { p.read(f, n) }}
	for try := 1; ; try++ {
		format, _, err := formats.Detect(ctx, f)
		if err != nil {
			return result{err: err}
		}
		scan, err := format.Scan(ctx, f, options)
		changed := f.Unchanged()
		switch {
		case err == nil && changed == nil:
			return result{file: f, scan: scan}
		case ctx.Err() != nil:
			return result{err: ctx.Err()}
		case errors.Is(changed, datasets.ErrChanged) && try < attempts:
			now, gone := f.Again()
			if gone == nil {
				f = now
				continue
			}
			return result{err: gone}
		case err != nil:
			return result{err: err}
		}
		return result{err: changed}
	}
}

// leftOut says why a file is in no table.
func leftOut(f datasets.File, err error) catalog.LeftOut {
	l := catalog.LeftOut{Path: f.Path, Size: f.Size, ModTime: f.ModTime, Reason: err.Error()}
	var advisor interface{ Hint() string }
	if errors.As(err, &advisor) {
		l.Hint = advisor.Hint()
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		l.Reason = "it is gone since the crawl began"
	case errors.Is(err, fs.ErrPermission):
		l.Reason = "permission denied"
	case errors.Is(err, datasets.ErrChanged):
		l.Hint = "crawl again when it is no longer written to"
	}
	return l
}

// progress adds up what the workers have done.
type progress struct {
	mu     sync.Mutex
	report func(Progress)
	sum    Progress
	ahead  map[string]int64 // bytes reported of files that are not done
}

func newProgress(report func(Progress), fresh []datasets.File) *progress {
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
