package jsonfile

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync"

	"github.com/tarnlake/tarn/datasets"
)

// A scan is the work of [Format.Scan] on one file. It goes through the file
// with what it takes for granted, and once more if that proves wrong.
type scan struct {
	ctx     context.Context
	file    datasets.File
	options datasets.ScanOptions

	shape       shape
	careful     bool            // some record is malformed
	depth       int             // levels of types
	kept        bool            // how rows are to be read is decided
	crowded     string          // how records with too many keys are read
	foreign     *datasets.Place // the first text that is no UTF-8, if that decided
	sequence    sequence
	compression string
	reported    int64 // bytes
}

// A sequence is how far the question is answered whether records that were
// thought to stand on a line each stand just one after the other.
type sequence int

const (
	unasked sequence = iota
	asked
	answered
)

// errAgain says that the file has to be gone through once more.
var errAgain = errors.New("something was taken for granted that is not so")

// Scan reads the whole file.
func (Format) Scan(ctx context.Context, f datasets.File, o datasets.ScanOptions) (result *datasets.Scan, err error) {
	defer recovered(&err)
	s := &scan{ctx: ctx, file: f, options: o, depth: maxDepth}
	if err := s.detect(); err != nil {
		return nil, err
	}
	for {
		all, src, err := s.pass()
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err == errAgain {
			continue
		}
		if err != nil {
			return nil, err
		}
		result, err := s.result(all, src)
		if err != errAgain {
			return result, err
		}
	}
}

// detect finds out the shape of the file, save for what is fixed.
func (s *scan) detect() error {
	r, err := s.file.Reader(s.ctx)
	if err != nil {
		return err
	}
	defer r.Close()
	s.compression = r.Compression
	var fixed shape
	if err := fixed.apply(s.options.Fixed); err != nil {
		return err
	}
	text, encoding := open(r, fixed.encoding)
	if s.shape, err = detect(text, encoding, sizeHint(s.file, r.Compression)); err != nil {
		return err
	}
	_, s.kept = s.options.Fixed["rows"]
	if s.told() {
		s.sequence = answered
	}
	return s.shape.apply(s.options.Fixed)
}

// told reports whether a person said how the records are strung together.
func (s *scan) told() bool {
	return s.options.Fixed["records"] != "" || s.options.Fixed["member"] != ""
}

// open returns the text of a file in UTF-8, and which encoding it has: that
// which is told, or what its first bytes say.
func open(r io.Reader, encoding string) (io.Reader, string) {
	head := make([]byte, 4)
	n, err := io.ReadFull(r, head)
	text := io.MultiReader(strings.NewReader(string(head[:n])), r)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		text = io.MultiReader(strings.NewReader(string(head[:n])), failing{err})
	}
	if encoding == "" {
		encoding = encodingOf(head[:n])
	}
	return decode(text, encoding), encoding
}

// failing is a reader that fails.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// sizeHint returns how many bytes of text to expect, to make no larger buffers
// for small files than they need.
func sizeHint(f datasets.File, compression string) int {
	if compression != "" || f.Size > previewSize {
		return previewSize
	}
	return int(f.Size) + 1 // so that its end is seen
}

// newSource returns the source of a file's chunks, at the first record.
func newSource(r io.Reader, sh shape, hint int) (*source, error) {
	text, _ := open(r, sh.encoding)
	src := &source{r: text, shape: sh, line: 1, hint: hint}
	src.rest = src.fill(nil, 4)
	if rest, ok := strings.CutPrefix(string(src.rest), byteOrderMark); ok {
		src.rest, src.at = []byte(rest), int64(len(byteOrderMark))
	}
	if err := src.open(); err != nil {
		return nil, cmp.Or(src.failure, err)
	}
	return src, nil
}

// pass goes through the file. It returns errAgain after changing what is taken
// for granted.
func (s *scan) pass() (*reader, *source, error) {
	file, err := s.file.Reader(s.ctx)
	if err != nil {
		return nil, nil, err
	}
	defer file.Close()
	src, err := newSource(s.progress(file), s.shape, sizeHint(s.file, s.compression))
	if err != nil {
		return nil, nil, err
	}
	readers, err := s.readAll(src)
	if err != nil {
		return nil, nil, err
	}
	all := readers[0]
	for _, r := range readers {
		if r.cause != "" {
			return nil, nil, s.learn(r.cause)
		}
		if r != all {
			all.merge(r)
		}
	}
	if err := src.finish(); err != nil {
		return nil, nil, err
	}
	if s.shape.records == inMember && !s.told() && src.doubtful() {
		return nil, nil, s.learn(noEnvelope)
	}
	return all, src, nil
}

// progress returns a reader that reports the bytes it reads, except those that
// were reported when the file was gone through before.
func (s *scan) progress(r io.Reader) io.Reader {
	if s.options.Progress == nil {
		return r
	}
	return &progress{Reader: r, scan: s}
}

type progress struct {
	io.Reader
	scan *scan
	read int64
}

func (p *progress) Read(buf []byte) (int, error) {
	n, err := p.Reader.Read(buf)
	p.read += int64(n)
	if more := p.read - p.scan.reported; more > 0 {
		p.scan.reported = p.read
		p.scan.options.Progress(more)
	}
	return n, err
}

// readAll reads the records of a source with several readers.
func (s *scan) readAll(src *source) ([]*reader, error) {
	first, err := src.next(nil)
	if err != nil {
		return nil, err
	}
	n := s.options.Workers
	if n <= 0 {
		n = runtime.GOMAXPROCS(0)
	}
	if first.last {
		n = 1
	}
	readers := make([]*reader, n)
	for i := range readers {
		readers[i] = s.newReader()
	}
	chunks, spare := make(chan *chunk, n), make(chan []byte, 2*n+2)
	stop := make(chan struct{})
	var b budget
	var once sync.Once
	var done sync.WaitGroup
	for _, r := range readers {
		done.Go(func() {
			for c := range chunks {
				if r.cause == "" && r.panicked == nil && !r.readSafely(c) {
					once.Do(func() { close(stop) })
				}
				b.give(len(c.text))
				if len(c.text) > maxInFlight/8 {
					continue
				}
				select {
				case spare <- c.text:
				default:
				}
			}
		})
	}
	err = feed(src, first, &b, chunks, spare, stop)
	close(chunks)
	done.Wait()
	for _, r := range readers {
		err = cmp.Or(r.panicked, err)
	}
	return readers, err
}

// feed sends all chunks of a source, until it is told to stop.
func feed(src *source, c *chunk, b *budget, chunks chan<- *chunk, spare <-chan []byte, stop <-chan struct{}) error {
	for {
		size := len(c.text)
		b.take(size)
		select {
		case chunks <- c:
		case <-stop:
			return nil
		}
		b.settle(size)
		var buf []byte
		select {
		case buf = <-spare:
		default:
		}
		var err error
		if c, err = src.next(buf); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func (s *scan) newReader() *reader {
	return &reader{walker: *newWalker(s.shape.values, s.depth), shape: s.shape, careful: s.careful}
}

// learn changes what is taken for granted, after a reader gave up.
func (s *scan) learn(cause string) error {
	switch {
	case cause == tooManyColumns:
		s.shape.values, s.kept = true, true
		s.crowded = cause + ", so each record is one map of them"
	case cause == noEnvelope:
		s.shape.records, s.shape.member, s.careful = inSequence, "", false
	case cause == tooManyPlaces:
		s.depth = max(1, s.depth/4)
		s.crowded = fmt.Sprintf("%s, so what is nested deeper than %d levels is JSON text", cause, s.depth)
	case s.sequence == unasked && s.shape.records == inLines && !s.shape.values:
		s.sequence, s.shape.records = asked, inSequence
	case s.sequence == asked:
		s.sequence, s.shape.records, s.careful = answered, inLines, true
	case !s.careful:
		s.careful = true
	default:
		return errors.New("the file changes while it is read")
	}
	return errAgain
}
