package jsonfile

import (
	"bytes"
	"io"
)

// A preview is the beginning of a file, as much of it as is needed to find out
// its shape.
type preview struct {
	source
	buf []byte
}

// more reads until there is at least one byte more and reports whether there is.
func (p *preview) more() bool {
	had := len(p.buf)
	if !p.eof && had < maxRecord {
		p.buf = p.fill(p.buf, max(64<<10, 2*had))
	}
	return len(p.buf) > had
}

// padded returns text so that a lexer can read it.
func padded(text []byte) []byte {
	return append(text[:len(text):len(text)], make([]byte, padding)...)
}

// whole reports whether text is one JSON value and nothing more, and how much
// of it is one if there is more.
func whole(text []byte) (end int, ok bool) {
	if len(text) == 0 {
		return 0, false
	}
	l := lexer{text: padded(text), end: len(text), loose: true}
	if end = l.skip(0); end < 0 {
		return 0, false
	}
	return end, l.space(end) == len(text)
}

// detect finds out the shape of a file from its beginning.
func detect(r io.Reader, encoding string) (shape, error) {
	p := &preview{source: source{r: r}}
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

// lineEnd returns the place of the first line end from i on, or of the end.
func (p *preview) lineEnd(i int) int {
	for from := i; ; {
		if n := bytes.IndexByte(p.buf[from:], '\n'); n >= 0 {
			return from + n
		}
		from = len(p.buf)
		if !p.more() {
			return from
		}
	}
}

// objects finds the shape of a file that begins with an object.
func (p *preview) objects(s *shape, start int) {
	lineEnd := p.lineEnd(start)
	first, ok := whole(p.buf[start:lineEnd])
	switch {
	case ok && p.skipSpace(lineEnd) < len(p.buf):
		return // one object in the first line, and another line
	case first > 0 && !ok:
		if p.buf[p.skipSpace(start+first)] == '{' {
			s.records = inSequence
		}
		return
	case first == 0 && p.linesFollow(lineEnd):
		return // the first line is malformed
	}
	// One object, or the first of several that are written over many lines.
	end := p.objectEnd(start)
	alone := end == 0 || p.skipSpace(end) == len(p.buf)
	if name, found := findEnvelope(padded(p.buf[start:])); alone && found {
		s.records, s.member = inMember, name
	} else if lineEnd < len(p.buf) && !ok {
		s.records = inSequence
	}
}

// linesFollow reports whether the next line with something in it is an object.
func (p *preview) linesFollow(i int) bool {
	i = p.skipSpace(i)
	if i == len(p.buf) || p.buf[i] != '{' || p.buf[i-1] != '\n' {
		return false
	}
	_, ok := whole(p.buf[i:p.lineEnd(i)])
	return ok
}

// objectEnd returns the place after the object that begins at start, or 0 if
// it does not end within what can be read.
func (p *preview) objectEnd(start int) int {
	scan := bracketScan{pos: start}
	for {
		if end := scan.run(p.buf, shape{records: inSequence}, true); end > 0 {
			return end
		}
		if !p.more() {
			return 0
		}
	}
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
