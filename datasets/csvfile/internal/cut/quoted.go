package cut

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// quoted reads the field whose opening quote is at q, in a record that began at
// start. It returns where what follows the field begins.
func (s *Splitter) quoted(text []byte, q, start int, final bool, r *Record) (Span, int, Mark) {
	f := Span{Start: int32(q + 1), Kind: Quoted}
	limit := min(len(text), start+s.Most)
	for i := q + 1; ; {
		k, lines := s.closing(text[:limit], i)
		if lines {
			r.Flaws |= Multiline
		}
		if k < 0 {
			if final || limit < len(text) {
				return f, 0, markBad
			}
			return f, 0, TextEnds
		}
		if s.slash && escapedAt(text, q+1, k) {
			f.Kind = Escaped
			i = k + 1
			continue
		}
		if k+1 < len(text) {
			switch c := text[k+1]; {
			case c == s.sep && s.simple:
				f.End = int32(k)
				return f, k + 2, markDelimiter
			case c == s.Quote && s.doubles(text, q, k):
				f.Kind = Escaped
				r.Flaws |= Doubled
				if i = k + 2; i > limit {
					return f, 0, markBad
				}
				continue
			}
		}
		f.End = int32(k)
		if s.slash && f.Kind == Quoted && bytes.IndexByte(text[q+1:k], '\\') >= 0 {
			f.Kind = Escaped
		}
		next, m, spaces := s.after(text, k+1, final)
		if spaces {
			r.Flaws |= Padded
		}
		return f, next, m
	}
}

// closing returns the index of the next quote in text from i on, or -1, and
// whether a line ends before it.
func (s *Splitter) closing(text []byte, i int) (k int, lines bool) {
	const high = 0x8080808080808080
	quote, end, end2 := s.patterns[1], s.patterns[2], s.patterns[3]
	for ; i+8 <= len(text); i += 8 {
		w := binary.LittleEndian.Uint64(text[i:])
		quotes := ^differ(w, quote) & high
		ends := ^(differ(w, end) & differ(w, end2)) & high
		if quotes != 0 {
			before := quotes&-quotes - 1
			return i + bits.TrailingZeros64(quotes)>>3, lines || ends&before != 0
		}
		lines = lines || ends != 0
	}
	for ; i < len(text); i++ {
		switch c := text[i]; {
		case c == s.Quote:
			return i, lines
		case c == byte(end) || c == byte(end2):
			lines = true
		}
	}
	return -1, lines
}

// doubles tells whether the two quotes at k stand for one. Where backslashes
// escape they do not if the first closes an empty field.
func (s *Splitter) doubles(text []byte, q, k int) bool { return !s.slash || k > q+1 }

// after tells what follows a closing quote: at p, where the next field or
// record begins behind it, and whether there are spaces before it.
func (s *Splitter) after(text []byte, p int, final bool) (next int, m Mark, spaces bool) {
	for ; p < len(text); p++ {
		c := text[p]
		switch {
		case c == s.sep && s.Delimiter != "":
			if bytes.HasPrefix(text[p+1:], s.tail) {
				return p + 1 + len(s.tail), markDelimiter, spaces
			}
			if !final && len(text)-p-1 < len(s.tail) {
				return 0, TextEnds, spaces
			}
		case c == '\n' && (s.Ends == EndLF || s.Ends == EndAny), c == '\r' && s.Ends >= EndCR:
			_, next, m = s.endAt(text, p, p, final)
			return next, m, spaces
		case c == '\r' && p+1 < len(text) && text[p+1] == '\n':
			return p + 2, CRLF, spaces
		case c == '\r' && p+1 == len(text):
			if final {
				return p + 1, NoEnd, spaces
			}
			return 0, TextEnds, spaces
		}
		if c != ' ' && c != '\t' {
			return 0, markBad, spaces
		}
		spaces = true
	}
	if final {
		return p, NoEnd, spaces
	}
	return 0, TextEnds, spaces
}
