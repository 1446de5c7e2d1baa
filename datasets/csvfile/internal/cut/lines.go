package cut

import (
	"bytes"
	"iter"
)

// Line finds the end of the line that begins at start, quotes or not, and the
// beginning of the next.
func (s *Splitter) Line(text []byte, start int, final bool) (end, next int, m Mark) {
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
		return len(text), len(text), NoEnd
	}
	return 0, 0, TextEnds
}

func (s *Splitter) indexEnd(text []byte) int {
	switch s.Ends {
	case EndCR:
		return bytes.IndexByte(text, '\r')
	case EndAny:
		return bytes.IndexAny(text, "\r\n")
	}
	return bytes.IndexByte(text, '\n')
}

// CountLines counts the line ends in a text.
func (s *Splitter) CountLines(text []byte) int {
	n := 0
	for at := 0; at < len(text); n++ {
		_, at, _ = s.Line(text, at, true)
	}
	return n
}

// CountBreaks counts the line ends in a part of a record, whether they end a
// record or not.
func (s *Splitter) CountBreaks(text []byte) int {
	n, returns := bytes.Count(text, []byte{'\n'}), bytes.Count(text, []byte{'\r'})
	switch s.Ends {
	case EndCR:
		return returns
	case EndAny:
		return n + returns - bytes.Count(text, []byte("\r\n"))
	}
	return n
}

// Boundary returns where in text the last record seems to begin that is not
// there to its end; 0 if there is no line end.
func (s *Splitter) Boundary(text []byte) int {
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
	if s.Quote == 0 {
		return ends[0]
	}
	var r Record
	for i := 1; i < n; i++ {
		if s.Next(text, ends[i], false, &r) == Done && !r.Blank && !r.Comment && r.Flaws&Misquoted == 0 && (s.Width == 0 || len(r.Fields) == s.Width) {
			return r.End
		}
	}
	return ends[0]
}

// lastEnd returns the index of the last byte of the last line end that is not
// the last byte of the text, which may be half of one.
func (s *Splitter) lastEnd(text []byte) int {
	if len(text) == 0 {
		return -1
	}
	if s.Ends == EndCR || s.Ends == EndAny {
		k := bytes.LastIndexAny(text[:len(text)-1], "\r\n")
		if s.Ends == EndCR {
			k = bytes.LastIndexByte(text[:len(text)-1], '\r')
		}
		if k >= 0 && text[k] == '\r' && text[k+1] == '\n' {
			return k + 1
		}
		return k
	}
	return bytes.LastIndexByte(text, '\n')
}

// Lines yields the lines of a text without their ends, quotes or not.
func Lines(text []byte, ends LineEnds) iter.Seq[[]byte] {
	s := NewSplitter(Dialect{Ends: ends}, 0)
	return func(yield func([]byte) bool) {
		for at := 0; at < len(text); {
			end, next, _ := s.Line(text, at, true)
			if !yield(text[at:end]) {
				return
			}
			at = next
		}
	}
}
