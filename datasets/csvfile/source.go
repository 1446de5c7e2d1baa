package csvfile

import (
	"bytes"
	"context"
	"errors"
	"io"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/csvfile/internal/cut"
)

// sizes say in what pieces a file is read. What is found in it does not depend
// on the size of the blocks.
type sizes struct {
	sample int // the beginning by which it is decided how to read it
	more   int // and so much if the file turns out not to be like its beginning
	block  int // what is cut up at once
	footer int // what may follow the last row, at most
	record int // a record, at most
}

var usualSizes = sizes{sample: 256 << 10, more: 8 << 20, block: 512 << 10, footer: 32 << 10, record: cut.MaxRecord}

// A block is a piece of a file, from the beginning of a record to the end of
// one, as far as can be seen without reading all that is before it.
type block struct {
	text   []byte
	offset int64 // in the file, of its first byte
	last   bool
	left   int64 // bytes of the file that were left out before the last line end
	footer int   // of the last: where the lines begin that follow the last row; else -1
}

// join puts text before that of the block.
func (b *block) join(text []byte, offset int64) {
	if b.footer >= 0 {
		b.footer += len(text)
	}
	b.text, b.offset = append(text, b.text...), offset
}

// A source reads the text of a file in blocks. The text of a file in UTF-16 is
// in UTF-8, all other is as it stands.
type source struct {
	file   *datasets.Reader
	r      io.Reader
	wide   *utf16Reader // nil if the file is not in UTF-16
	cutter *cut.Splitter
	sizes
	progress func(int64)
	findEnd  func(text []byte) int // how many bytes at the end of the file are no records
	damaged  bool                  // an error in the middle of a compressed file is its end

	free chan []byte // buffers that are not in use

	offset  int64  // in the file, of ahead
	ahead   []byte // read and not yet returned
	started bool
	end     error // what follows ahead
	damage  error // the error that was taken for the end
	total   int64 // bytes of the file, once it is read
}

// openSource opens a file and returns the beginning of its text.
func openSource(ctx context.Context, f datasets.File, sizes sizes) (*source, []byte, error) {
	file, err := f.Reader(ctx)
	if err != nil {
		return nil, nil, err
	}
	s := &source{file: file, r: file, sizes: sizes, free: make(chan []byte, 16)}
	size := sizes.sample
	if file.Compression == "" {
		size = min(size, int(min(f.Size, int64(size)))+1)
	}
	head := make([]byte, size)
	n, err := io.ReadFull(file, head)
	if s.ahead = head[:n]; err == io.ErrUnexpectedEOF {
		err = io.EOF
	}
	s.end, s.damaged = err, n > 0
	if err := s.settleEnd(); err != nil {
		file.Close()
		return nil, nil, err
	}
	return s, s.ahead, nil
}

// Close closes the file.
func (s *source) Close() error { return s.file.Close() }

// decode says how the file is encoded, and leaves out its mark. It is to be
// called before all others, and returns the beginning of the text.
func (s *source) decode(encoding string) []byte {
	mark := markLength(s.ahead, encoding)
	s.ahead, s.offset = s.ahead[mark:], int64(mark)
	if encoding != "utf-16le" && encoding != "utf-16be" {
		return s.ahead
	}
	rest := io.Reader(s.file)
	raw := len(s.ahead)
	size := raw / 2
	if s.end != nil {
		rest = &failing{s.end}
		size = raw + raw/2 + 1 // more than there is, so that the end is seen
	}
	s.wide = newUTF16Reader(io.MultiReader(bytes.NewReader(s.ahead), rest), encoding == "utf-16be", s.offset)
	s.r, s.end = s.wide, nil
	s.ahead = make([]byte, raw+raw/2+1)
	s.ahead, s.end = s.fill(s.ahead[:0], size)
	return s.ahead
}

// failing is a reader that has come to its end.
type failing struct{ err error }

func (f *failing) Read([]byte) (int, error) { return 0, f.err }

// fill reads until the text has that many bytes.
func (s *source) fill(text []byte, size int) ([]byte, error) {
	for len(text) < size {
		n, err := s.r.Read(text[len(text):min(cap(text), size)])
		text = text[:len(text)+n]
		if err != nil {
			return text, err
		}
	}
	return text, nil
}

// length returns how many bytes of the file a text is.
func (s *source) length(text []byte) int64 {
	if s.wide != nil {
		return utf16Length(text)
	}
	return int64(len(text))
}

// skip leaves out the first bytes of what was returned last of the text.
func (s *source) skip(n int) {
	s.offset += s.length(s.ahead[:n])
	s.ahead = s.ahead[n:]
}

// errLong reports that a record has no end.
var errLong = errors.New("a line of more than 32 MB")

// next returns the next block. It fails with io.EOF after the last.
func (s *source) next() (*block, error) {
	if s.started && s.end != nil && len(s.ahead) == 0 {
		return nil, io.EOF
	}
	s.started = true
	text, rest, left, err := s.cutBlock()
	if err != nil {
		return nil, err
	}
	b := &block{text: text, offset: s.offset, last: s.end != nil && len(rest) == 0, left: left, footer: -1}
	s.offset += s.length(text) + left
	s.ahead = rest
	if s.progress != nil {
		s.progress(s.length(text) + left)
	}
	if b.last {
		s.total = s.offset
		if n := s.findEnd(text); n > 0 {
			b.footer = len(text) - n
		}
	}
	return b, nil
}

// cutBlock returns what is to be the next block, and what was read beyond it.
// If that is little, and the end of the file, it belongs to the block, so that
// the lines after the last row are all in one.
func (s *source) cutBlock() (text, rest []byte, left int64, err error) {
	text, want := s.ahead, s.block
	for {
		if len(text) < want && s.end == nil {
			text, s.end = s.fill(append(s.buffer(want), text...), want)
		}
		if err := s.settleEnd(); err != nil {
			return nil, nil, 0, err
		}
		if s.end != nil && len(text) <= s.block+s.footer {
			return text, nil, 0, nil
		}
		cut := s.cutter.Boundary(text[:min(len(text), want)])
		switch {
		case cut == 0 && len(text) > s.cutter.Most+2: // more than a record with any line end
			return s.leaveOut(text)
		case cut == 0 && s.end != nil && want >= len(text):
			return text, nil, 0, nil
		case cut == 0:
			want = min(2*want, max(s.cutter.Most+3, want+s.block))
			continue
		}
		rest = append(s.buffer(max(want, len(text)-cut)), text[cut:]...)
		if s.end == nil && len(rest) <= s.footer {
			rest, s.end = s.fill(rest, s.block)
			if err := s.settleEnd(); err != nil {
				return nil, nil, 0, err
			}
		}
		if s.end != nil && len(rest) <= s.footer {
			return append(text[:cut], rest...), nil, 0, nil
		}
		return text[:cut], rest, 0, nil
	}
}

// leaveOut returns the beginning of a line that is longer than a record may be
// with the end of the line, what was read beyond it, and how many bytes of the
// file there are between the two that were left out.
func (s *source) leaveOut(text []byte) (kept, rest []byte, left int64, err error) {
	kept = append(make([]byte, 0, s.cutter.Most+8), text[:s.cutter.Most+1]...)
	text = text[len(kept):]
	for {
		end, next, m := s.cutter.Line(text, 0, s.end != nil)
		if m != cut.TextEnds {
			left += s.length(text[:end])
			return append(kept, text[end:next]...), append(s.buffer(max(s.block, len(text)-next)), text[next:]...), left, nil
		}
		last := len(text) - 1 // it may be the first half of a line end
		left += s.length(text[:last])
		text, s.end = s.fill(append(s.buffer(s.block), text[last:]...), s.block)
		if err := s.settleEnd(); err != nil {
			return nil, nil, 0, err
		}
	}
}

// buffer returns an empty buffer for so many bytes and a footer.
func (s *source) buffer(size int) []byte {
	size += 2 * s.footer
	select {
	case b := <-s.free:
		if cap(b) >= size {
			return b[:0]
		}
	default:
	}
	return make([]byte, 0, size)
}

// recycle lets the source use the text of a block again, which is not needed
// any more.
func (s *source) recycle(text []byte) {
	if cap(text) > 16*s.block {
		return // one that a long line took
	}
	select {
	case s.free <- text:
	default:
	}
}

// settleEnd returns the error that the file ends with if it is one. That a
// compressed file breaks off is the end of what can be read of it.
func (s *source) settleEnd() error {
	switch {
	case s.end == nil || s.end == io.EOF:
		return nil
	case !s.damaged || s.file.File() != nil || errors.Is(s.end, context.Canceled) || errors.Is(s.end, context.DeadlineExceeded):
		return s.end
	}
	s.damage, s.end = s.end, io.EOF
	return nil
}
