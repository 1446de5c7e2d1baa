package jsonfile

import (
	"bytes"
	"io"

	"github.com/tarnlake/tarn/datasets/jsonfile/internal/lex"
)

// A preview is the beginning of a file, as much of it as is needed to find out
// its shape.
type preview struct {
	source
	buf []byte
}

// previewSize is how much of a file a preview holds at most.
const previewSize = 1 << 20

// more reads until there is at least one byte more and reports whether there is.
func (p *preview) more() bool {
	had := len(p.buf)
	if !p.eof && had < previewSize {
		p.buf = p.fill(p.buf, max(min(64<<10, p.hint), 2*had))
	}
	return len(p.buf) > had
}

// padded returns text so that a lexer can read it.
func padded(text []byte) []byte {
	return append(text[:len(text):len(text)], make([]byte, lex.Padding)...)
}

// whole reports whether text is one JSON value and nothing more, and how much
// of it is one if there is more.
func whole(text []byte) (end int, ok bool) {
	if len(text) == 0 {
		return 0, false
	}
	l := lex.Lexer{Text: padded(text), End: len(text), Loose: true}
	if end = l.Skip(0); end < 0 {
		return 0, false
	}
	return end, l.Space(end) == len(text)
}

// detect finds out the shape of a file from its beginning.
func detect(r io.Reader, encoding string, hint int) (shape, error) {
	p := &preview{source: source{r: r, hint: hint}}
	s := shape{records: inLines, encoding: encoding}
	p.more()
	s.bom = bytes.HasPrefix(p.buf, []byte(byteOrderMark))
	if s.bom {
		p.buf = p.buf[len(byteOrderMark):]
	}
	start := p.skipSpace(0)
	if start == len(p.buf) {
		return s, p.failure
	}
	switch p.buf[start] {
	case '{':
		p.objects(&s, start)
	case '[':
		p.arrays(&s, start)
	default:
		s.values = true
	}
	return s, nil
}

// skipSpace returns the place of the first character from i on that is no space.
func (p *preview) skipSpace(i int) int {
	for {
		for i < len(p.buf) {
			switch p.buf[i] {
			case ' ', '\t', '\n', '\r':
				i++
			default:
				return i
			}
		}
		if !p.more() {
			return i
		}
	}
}

// lineEnd returns the place of the first line end from i on, or of the end of
// the file, if it is not too far.
func (p *preview) lineEnd(i int) (end int, found bool) {
	for from := i; ; {
		if n := bytes.IndexByte(p.buf[from:], '\n'); n >= 0 {
			return from + n, true
		}
		from = len(p.buf)
		if !p.more() {
			return from, p.eof
		}
	}
}

// objects finds the shape of a file that begins with an object. It takes for
// granted that an envelope is all there is in a file; the scan finds out.
func (p *preview) objects(s *shape, start int) {
	lineEnd, ended := p.lineEnd(start)
	var first int
	if ended {
		var ok bool
		first, ok = whole(p.buf[start:lineEnd])
		if ok && p.skipSpace(lineEnd) < len(p.buf) {
			return // one object in the first line, and another line
		}
		if first > 0 && !ok {
			if p.buf[p.skipSpace(start+first)] == '{' {
				s.records = inSequence
			}
			return
		}
		if first == 0 && p.linesFollow(lineEnd) {
			return // the first line is malformed
		}
	}
	// One object, or the first of several that are written over many lines.
	if name, found := findEnvelope(padded(p.buf[start:])); found {
		s.records, s.member = inMember, name
	} else if ended && first == 0 {
		s.records = inSequence
	}
}

// linesFollow reports whether the next line with something in it is an object.
func (p *preview) linesFollow(i int) bool {
	i = p.skipSpace(i)
	if i == len(p.buf) || p.buf[i] != '{' || p.buf[i-1] != '\n' {
		return false
	}
	end, _ := p.lineEnd(i)
	_, ok := whole(p.buf[i:end])
	return ok
}

// arrays finds the shape of a file that begins with an array: it is the array
// of the records, unless another array follows in the next line.
func (p *preview) arrays(s *shape, start int) {
	s.records = inArray
	lineEnd := bytes.IndexByte(p.buf[start:], '\n')
	if lineEnd >= 0 {
		_, ok := whole(p.buf[start : start+lineEnd])
		if ok && p.skipSpace(start+lineEnd) < len(p.buf) {
			s.records, s.values = inLines, true
			return
		}
	}
	i := p.skipSpace(start + 1)
	s.values = i < len(p.buf) && p.buf[i] != '{' && p.buf[i] != ']'
}
