package jsonfile

import (
	"bytes"
	"io"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/jsonfile/internal/lex"
)

// maxRecord is how many bytes the longest record has that is read: as many as
// Athena reads of a row.
const maxRecord = 32 << 20

// chunkSize is how many bytes a worker is given at once; tests make it small.
var chunkSize = 1 << 20

// A chunk is a run of whole records.
type chunk struct {
	number int
	text   []byte // padded as a lexer needs it
	end    int
	at     int64 // where text begins in the file
	line   int64 // and in which line
	start  int64 // where that line begins
	last   bool  // no record follows
	open   bool  // the text ends within the array of records
}

// A source cuts a file into chunks. It looks no closer at the text than it
// must for that; whether it is JSON, others find out.
type source struct {
	r     io.Reader
	shape shape

	rest    []byte // read and not yet given out
	at      int64  // where rest begins
	hint    int    // bytes of the whole text, if it is small
	line    int64
	start   int64 // where the line begins
	number  int
	size    int64 // bytes read
	eof     bool
	failure error // why reading ended too early
	drop    bool  // rest lies in a record that is too long

	scan     bracketScan
	closed   bool // the array of records was closed
	finished bool
	envelope []envelopeMember
	another  bool // an object follows the envelope
	problems problems
}

// next returns the next chunk, in buf if that is large enough, or io.EOF.
func (s *source) next(buf []byte) (*chunk, error) {
	if s.finished {
		return nil, io.EOF
	}
	buf = append(buf[:0], s.rest...)
	s.rest = s.rest[:0]
	for want := min(chunkSize, max(len(buf)+1, s.hint)); ; want = max(chunkSize, min(2*len(buf), maxRecord)) {
		buf = s.fill(buf, want)
		cut := s.cut(buf)
		switch {
		case s.closed:
			return s.lastChunk(buf, cut), nil
		case s.drop && cut > 0:
			buf = s.discard(buf, cut)
			s.drop = false
		case s.eof:
			return s.lastChunk(buf, cut), nil
		case s.drop:
			buf = s.discard(buf, s.seen(buf))
		case cut > 0:
			s.rest = append(s.rest, buf[cut:]...)
			return s.chunk(buf, cut), nil
		case len(buf) >= maxRecord:
			s.problems.add(tooLong, datasets.Place{Line: s.line, Byte: s.at, Value: clip(buf)}, "")
			s.drop = true
			buf = s.discard(buf, s.seen(buf))
		}
	}
}

// lastChunk returns what is left of the records.
func (s *source) lastChunk(buf []byte, cut int) *chunk {
	s.finished = true
	if s.drop {
		if !s.closed {
			cut = len(buf)
		}
		buf, cut = s.discard(buf, cut), 0
	}
	if s.closed {
		s.rest = append(s.rest, buf[cut+1:]...) // after the bracket
	}
	c := s.chunk(buf, cut)
	c.last, c.open = true, s.shape.bracketed() && !s.closed
	return c
}

func (s *source) chunk(buf []byte, cut int) *chunk {
	c := &chunk{number: s.number, at: s.at, line: s.line, start: s.start, end: cut}
	s.number++
	s.pass(buf[:cut])
	c.text = append(buf[:cut], make([]byte, lex.Padding)...)
	return c
}

// discard leaves out the first bytes of buf and returns the others.
func (s *source) discard(buf []byte, n int) []byte {
	s.pass(buf[:n])
	return buf[:copy(buf, buf[n:])]
}

// pass moves on over text.
func (s *source) pass(text []byte) {
	if n := bytes.Count(text, newline); n > 0 {
		s.line += int64(n)
		s.start = s.at + int64(bytes.LastIndexByte(text, '\n')) + 1
	}
	s.at += int64(len(text))
	s.scan.pos = max(0, s.scan.pos-len(text))
}

// seen returns how many bytes of buf need not be looked at again.
func (s *source) seen(buf []byte) int {
	if s.shape.records == inLines {
		return len(buf)
	}
	return s.scan.pos
}

// fill reads until buf holds that many bytes, or as many as there are.
func (s *source) fill(buf []byte, want int) []byte {
	if cap(buf) < want+lex.Padding {
		buf = append(make([]byte, 0, want+lex.Padding), buf...)
	}
	for len(buf) < want && !s.eof {
		n, err := s.r.Read(buf[len(buf):want])
		buf = buf[:len(buf)+n]
		s.size += int64(n)
		if err != nil {
			s.eof = true
			if err != io.EOF {
				s.failure = err
			}
		}
	}
	return buf
}

// cut returns how many bytes of buf are whole records: as many as there are,
// or, in a record that is to be dropped, those up to its end.
func (s *source) cut(buf []byte) int {
	switch {
	case s.shape.records != inLines:
		cut := s.scan.run(buf, s.shape, s.drop)
		s.closed = s.scan.closed
		if s.eof && !s.closed && !s.drop {
			return len(buf)
		}
		return cut
	case s.drop:
		return bytes.IndexByte(buf, '\n') + 1
	case s.eof:
		return len(buf)
	}
	return bytes.LastIndexByte(buf, '\n') + 1
}
