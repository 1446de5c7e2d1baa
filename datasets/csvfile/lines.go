package csvfile

import "bytes"

// line finds the end of the line that begins at start, quotes or not, and the
// beginning of the next.
func (s *splitter) line(text []byte, start int, final bool) (end, next int, m mark) {
	for p := start; ; p++ {
		k := s.indexEnd(text[p:])
		if k < 0 {
			break
		}
		p += k
		if end, next, m = s.endAt(text, start, p, final); m != markBad {
			return end, next, m
		}
	}
	if final {
		return len(text), len(text), markNone
	}
	return 0, 0, markMore
}

func (s *splitter) indexEnd(text []byte) int {
	switch s.ends {
	case endCR:
		return bytes.IndexByte(text, '\r')
	case endAny:
		return bytes.IndexAny(text, "\r\n")
	}
	return bytes.IndexByte(text, '\n')
}

// countLines counts the line ends in a text.
func (s *splitter) countLines(text []byte) int {
	n := 0
	for at := 0; at < len(text); n++ {
		_, at, _ = s.line(text, at, true)
	}
	return n
}

// countBreaks counts the line ends in a part of a record, whether they end a
// record or not.
func (s *splitter) countBreaks(text []byte) int {
	n, returns := bytes.Count(text, []byte{'\n'}), bytes.Count(text, []byte{'\r'})
	switch s.ends {
	case endCR:
		return returns
	case endAny:
		return n + returns - bytes.Count(text, []byte("\r\n"))
	}
	return n
}

// boundary returns where in text the last record seems to begin that is not
// there to its end; 0 if there is no line end.
func (s *splitter) boundary(text []byte) int {
	const tries = 32
	var ends [tries]int // of lines, from the end of the text backwards
	n, at := 0, len(text)
	for n < tries {
		k := s.lastEnd(text[:at])
		if k < 0 {
			break
		}
		ends[n] = k + 1
		n, at = n+1, k
	}
	if n == 0 {
		return 0
	}
	if s.quote == 0 {
		return ends[0]
	}
	var r record
	for i := 1; i < n; i++ {
		if s.next(text, ends[i], false, &r) == done && !r.blank && !r.comment && r.flaws&misquoted == 0 && (s.width == 0 || len(r.fields) == s.width) {
			return r.end
		}
	}
	return ends[0]
}

// lastEnd returns the index of the last byte of the last line end that is not
// the last byte of the text, which may be half of one.
func (s *splitter) lastEnd(text []byte) int {
	if len(text) == 0 {
		return -1
	}
	if s.ends == endCR || s.ends == endAny {
		k := bytes.LastIndexAny(text[:len(text)-1], "\r\n")
		if s.ends == endCR {
			k = bytes.LastIndexByte(text[:len(text)-1], '\r')
		}
		if k >= 0 && text[k] == '\r' && text[k+1] == '\n' {
			return k + 1
		}
		return k
	}
	return bytes.LastIndexByte(text, '\n')
}
