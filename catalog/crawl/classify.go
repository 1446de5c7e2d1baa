package crawl

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"runtime"
	"slices"
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

// classify scans the files that are not scanned, and those again that the other
// files of their folder show in another light.
func (r *run) classify(ctx context.Context) error {
	if err := r.scanFiles(ctx); err != nil {
		return err
	}
	return r.settleHeaders(ctx)
}

// scanFiles scans the files that are not scanned, in parallel, and leaves out
// those that cannot be.
func (r *run) scanFiles(ctx context.Context) error {
	var fresh []*file
	for _, f := range r.files {
		if f.scan == nil {
			fresh = append(fresh, f)
		}
	}
	if len(fresh) == 0 {
		return ctx.Err()
	}
	workers := r.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	s := scanning{run: r, progress: newProgress(r.Progress, fresh), moved: r.moved()}
	var mu sync.Mutex
	free := semaphore.NewWeighted(int64(workers))
	group, groupCtx := errgroup.WithContext(ctx)
	for _, f := range fresh {
		share := int64(1)
		if f.Size >= large {
			share = int64(workers)
		}
		if err := free.Acquire(groupCtx, share); err != nil {
			break // Wait says why
		}
		group.Go(func() error {
			defer free.Release(share)
			did := s.file(ctx, f, int(share))
			s.progress.done(f.File)
			mu.Lock()
			defer mu.Unlock()
			r.take(f, did)
			return ctx.Err()
		})
	}
	if err := cmp.Or(group.Wait(), ctx.Err()); err != nil {
		return err
	}
	r.files = slices.DeleteFunc(r.files, func(f *file) bool { return f.scan == nil })
	r.sortLeftOut()
	return nil
}

// take counts what was done with a file, and leaves it out if there was an error.
func (r *run) take(f *file, did result) {
	switch {
	case did.moved:
		r.findings.Moved++
		r.findings.Reused++
	case did.same:
		r.findings.Reused++
	default:
		r.findings.Scanned++
		r.findings.Bytes += f.Size
	}
	if did.err != nil {
		left := leftOut(f.File, did.err)
		left.Transient = left.Transient || f.fixed != nil // somebody may decide otherwise
		r.findings.LeftOut = append(r.findings.LeftOut, left)
	}
}

// A result says what came of a file that was not known, or not for certain.
type result struct {
	same, moved bool // it did not have to be scanned
	err         error
}

// A scanning is what the workers share.
type scanning struct {
	*run
	progress *progress
	moved    map[stamp][]catalog.KnownFile
}

// attempts is how often a file that changes while it is read is read again.
const attempts = 3

// file finds the format of a file and scans it, unless its bytes are known.
func (s *scanning) file(ctx context.Context, f *file, workers int) (r result) {
	defer func() {
		if fault := recover(); fault != nil {
			f.scan = nil
			r = result{err: fmt.Errorf("internal error while reading it: %v", fault)}
		}
	}()
	for try := 1; ; try++ {
		r, err := s.attempt(ctx, f, workers)
		changed := f.Unchanged()
		switch {
		case err == nil && changed == nil:
			return r
		case ctx.Err() != nil:
			return result{err: ctx.Err()}
		case errors.Is(changed, datasets.ErrChanged) && try < attempts:
			now, gone := f.Again()
			if gone == nil {
				f.reset()
				f.File = now
				continue
			}
			err = gone
		case err == nil:
			err = changed
		}
		f.scan = nil
		return result{err: err}
	}
}

// attempt reads a file once.
func (s *scanning) attempt(ctx context.Context, f *file, workers int) (result, error) {
	if s.Checksum {
		sum, err := checksum(ctx, f.File)
		if err != nil {
			return result{}, err
		}
		if k, known := s.known.Record(f.Path); known && !s.Full && k.Checksum == sum && maps.Equal(k.Scan.Fixed, f.fixed) && f.has().header == "" {
			f.note().from = f.Path
			f.reuse(&k, s.kinds)
			return result{same: true}, nil
		}
		f.note().checksum = sum
	}
	p, err := fingerprintOf(f.File)
	if err != nil {
		return result{}, err
	}
	if s.recognize(f, p) {
		return result{moved: true}, nil
	}
	f.fingerprint = p
	return result{}, s.scan(ctx, f, workers)
}

// recognize takes what is known of a file that has another name now.
func (s *scanning) recognize(f *file, p fingerprint) bool {
	if s.known.Recorded(f.Path) || f.has().header != "" {
		return false
	}
	for _, k := range s.moved[stamp{f.Size, f.ModTime.UTC()}] {
		sum := f.has().checksum
		if k.Fingerprint == p.text() && maps.Equal(k.Scan.Fixed, f.fixed) && (!s.Checksum || k.Checksum == sum) {
			f.note().from = k.Path
			f.reuse(&k, s.kinds)
			return true
		}
	}
	return false
}

// scan scans a file, and keeps what the other phases need.
func (s *scanning) scan(ctx context.Context, f *file, workers int) error {
	format, err := s.format(ctx, f)
	if err != nil {
		return err
	}
	f.fixed = s.pins.withHeader(f.fixed, format.Name())
	scan, err := format.Scan(ctx, f.File, datasets.ScanOptions{
		Fixed: f.told(), Workers: workers, Progress: func(n int64) { s.progress.read(f.File, n) },
	})
	if err != nil {
		return err
	}
	f.tellHeader(scan)
	if err := s.pack(f, scan); err != nil {
		return err
	}
	scan.Evidence, scan.Reasons = nil, nil
	scan.Fixed = f.fixed
	f.kind = s.kinds.intern(scan)
	f.scan = s.kinds.scan(scan, f.kind)
	return nil
}

// pack keeps the evidence of a file's scan, and what it leaves open.
func (r *run) pack(f *file, scan *datasets.Scan) error {
	packed, err := catalog.Pack(scan)
	if err != nil {
		return err
	}
	f.packed = r.spool.put(packed)
	if several := doubts(scan.Evidence); several != nil || f.rare != nil {
		f.note().doubts = several
	}
	return nil
}

// unpack returns what was kept.
func (r *run) unpack(f *file) (scan datasets.Scan, err error) {
	packed, err := r.spool.get(f.packed)
	if err != nil {
		return scan, err
	}
	err = catalog.Unpack(packed, &scan)
	return scan, err
}

// formatKey is the key in [file.fixed] that has the name of the format.
const formatKey = "format"

func (s *scanning) format(ctx context.Context, f *file) (datasets.Format, error) {
	if name := f.fixed[formatKey]; name != "" {
		format, ok := formats.ByName(name)
		if !ok {
			return nil, fmt.Errorf("there is no format %q", name)
		}
		return format, nil
	}
	format, _, err := formats.Detect(ctx, f.File)
	return format, err
}

// doubts returns the ways to read the dates of those columns that can be read
// in several.
func doubts(evidence []datasets.Evidence) map[int][]string {
	var several map[int][]string
	for i := range evidence {
		if len(evidence[i].Formats) > 1 {
			if several == nil {
				several = make(map[int][]string)
			}
			several[i] = evidence[i].Formats
		}
	}
	return several
}

// leftOut says why a file is in no table.
func leftOut(f datasets.File, err error) catalog.LeftOut {
	l := catalog.LeftOut{Path: f.Path, Size: f.Size, ModTime: f.ModTime, Reason: err.Error()}
	var advisor interface{ Hint() string }
	if errors.As(err, &advisor) {
		l.Hint = advisor.Hint()
	}
	var onDisk *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		l.Reason = "it is gone since the crawl began"
	case errors.Is(err, fs.ErrPermission):
		l.Reason = "permission denied"
	case errors.Is(err, datasets.ErrChanged):
		l.Hint = "crawl again when it is no longer written to"
	case !errors.As(err, &onDisk):
		return l
	}
	l.Transient = true
	return l
}
