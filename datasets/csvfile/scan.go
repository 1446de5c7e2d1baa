package csvfile

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/csvfile/internal/guess"
)

// A NotTableError reports a file that is no CSV.
type NotTableError struct{ Reason string }

func (e *NotTableError) Error() string { return "not a table of text: " + e.Reason }

// Hint says what to do if it is one all the same.
func (e *NotTableError) Hint() string {
	return "if it is one, say how it is to be read: its delimiter, quote and encoding"
}

// maxColumns is how many columns a file may have.
const maxColumns = 20_000

// Scan reads the whole file. A file that is not like its beginning is read a
// second time, by a larger part of it.
func (Format) Scan(ctx context.Context, f datasets.File, o datasets.ScanOptions) (*datasets.Scan, error) {
	return scanFile(ctx, f, o, usualSizes)
}

func scanFile(ctx context.Context, f datasets.File, o datasets.ScanOptions, sizes sizes) (found *datasets.Scan, err error) {
	defer guard(&err)
	var known suspicion
	for {
		s, err := scanOnce(ctx, f, o, sizes, known)
		if err != nil {
			return nil, err
		}
		again := s.doubt(known)
		if again == known {
			return s.result()
		}
		if again.dialect && !known.dialect {
			sizes.sample = sizes.more
		}
		known = again
	}
}

// A suspicion is what a scan has brought up against what the beginning of the
// file seemed to say.
type suspicion struct {
	dialect    bool   // too many rows are not like those of the beginning
	encoding   string // the encoding is not UTF-8, but this
	noTrailing bool   // there are fields where all seemed to be empty

	foreign  datasets.Place // the first value that is not UTF-8
	ranked   ranking        // of the encodings it may be
	controls bool           // it is not Latin-1, but windows-1252
}

// A scan is one reading of a file.
type scan struct {
	*examined
	file    datasets.File
	source  *source
	total   part
	workers int
}

func scanOnce(ctx context.Context, f datasets.File, o datasets.ScanOptions, sizes sizes, known suspicion) (*scan, error) {
	src, head, err := openSource(ctx, f, sizes)
	if err != nil {
		return nil, err
	}
	defer src.Close()
	e, err := examine(src, f.Path, head, o.Fixed, known)
	if errors.Is(err, errMore) && sizes.sample < sizes.more {
		sizes.sample = sizes.more
		return scanOnce(ctx, f, o, sizes, known)
	}
	if err != nil {
		return nil, err
	}
	s := &scan{examined: e, file: f, source: src, workers: o.Workers}
	if s.workers <= 0 {
		s.workers = runtime.GOMAXPROCS(0)
	}
	src.progress, src.damaged = o.Progress, true
	src.cutter = newWorker(e.reading, sizes).cut
	src.findEnd = s.findFooter
	if e.width > 512 {
		src.block *= 8
		s.workers = min(s.workers, 2)
	}
	if err := s.run(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// findFooter returns how many bytes of lines follow the last row, as it seems.
func (s *scan) findFooter(text []byte) int {
	if s.footer > 0 {
		s.footerLines, s.footerText = s.footer, lastLines(s.Dialect, text, s.footer)
	} else {
		s.footerLines, s.footerText = guess.FindFooter(newWorker(s.reading, s.source.sizes).cut, s.width, text, s.source.footer)
	}
	return len(s.footerText)
}

// A job is a block that a worker reads.
type job struct {
	*block
	part *part
	done chan struct{}
}

// run reads all blocks, several at once, and puts together in order what was
// found in them. Where a block ends in the middle of a record, the beginning of
// that record is read again with the next block; what is found in the end is
// what reading the file from its first byte to its last would have found.
func (s *scan) run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	jobs, inOrder := make(chan *job), make(chan *job, s.workers)
	pool := sync.Pool{New: func() any { return new(part) }}
	var running sync.WaitGroup
	var readErr error
	running.Go(func() {
		defer close(jobs)
		defer close(inOrder)
		readErr = s.produce(ctx, jobs, inOrder)
	})
	for range s.workers {
		running.Go(func() {
			w := newWorker(s.reading, s.source.sizes)
			for j := range jobs {
				j.part = pool.Get().(*part)
				j.part.reset(s.reading)
				w.guarded(j.block, j.part)
				close(j.done)
			}
		})
	}
	s.total.reset(s.reading)
	err := s.collect(inOrder, &pool)
	cancel()
	for range inOrder { // until the producer has ended
	}
	running.Wait()
	if err == nil {
		err = readErr
	}
	return err
}

// produce hands out the blocks of the file.
func (s *scan) produce(ctx context.Context, jobs, inOrder chan<- *job) (err error) {
	defer guard(&err)
	for {
		b, err := s.source.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		j := &job{block: b, done: make(chan struct{})}
		select {
		case inOrder <- j:
		case <-ctx.Done():
			return ctx.Err()
		}
		jobs <- j
	}
}

// collect puts together what was found in the blocks.
func (s *scan) collect(inOrder <-chan *job, pool *sync.Pool) error {
	w := newWorker(s.reading, s.source.sizes)
	var rest *block // the beginning of a record that goes on in the next block
	for j := range inOrder {
		<-j.done
		b := j.block
		if rest != nil {
			b.join(rest.text, rest.offset)
			j.part.reset(s.reading)
			w.read(b, j.part)
		}
		if j.part.err != nil {
			return fmt.Errorf("line %d: %w", s.firstLine+s.total.lines+j.part.lines+1, j.part.err)
		}
		s.total.add(j.part)
		if rest = nil; j.part.consumed < len(b.text) && !b.last {
			n := j.part.consumed
			rest = &block{text: append([]byte(nil), b.text[n:]...), offset: b.offset + s.source.length(b.text[:n])}
		}
		pool.Put(j.part)
		if !b.last {
			s.source.recycle(b.text)
		}
	}
	return nil
}

// doubt compares what was found with what the beginning of the file said.
func (s *scan) doubt(known suspicion) suspicion {
	t := &s.total
	if bad := t.problems[badBytes].Count; bad > 0 && s.encoding == "utf-8" && !s.fixedEncoding && known.encoding == "" && t.valid < bad {
		known.ranked = rankLegacy(t.invalid)
		known.encoding = known.ranked.best.Choice
		known.foreign = t.problems[badBytes].Places[0]
		s.place(&known.foreign)
		return known
	}
	if t.controls && !s.fixedEncoding && known.encoding != "windows-1252" {
		known.encoding, known.controls = "windows-1252", true
		return known
	}
	odd := t.problems[shortRow].Count + t.problems[longRow].Count + t.problems[oddQuotes].Count
	if !known.dialect && !s.whole && odd*10 > t.rows {
		known.dialect = true
		return known
	}
	if s.trailing && !known.noTrailing && t.problems[longRow].Count > 0 {
		known.noTrailing = true
		return known
	}
	return known
}
