package cut

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// A Splitter cuts a text into records, and records into fields.
type Splitter struct {
	Dialect
	Width int // how many fields a record should have; 0 if that is not known

	sep      byte // first byte of the delimiter, or a line end again
	tail     []byte
	patterns [4]uint64 // of what the search stops at: delimiter, quote, line ends
	slash    bool      // backslashes escape
	simple   bool      // the delimiter is one byte, and "\n" ends a record
	mender   mender
	Most     int // how many bytes a record may have; a quote that is not closed within as many is taken for stray
}

func NewSplitter(d Dialect, width int) *Splitter {
	s := &Splitter{Dialect: d, Width: width, slash: d.Escape == '\\', Most: MaxRecord}
	end, end2 := byte('\n'), byte('\n')
	if d.Ends == EndCR {
		end, end2 = '\r', '\r'
	} else if d.Ends == EndAny {
		end2 = '\r'
	}
	s.sep = end
	if d.Delimiter != "" {
		s.sep, s.tail = d.Delimiter[0], []byte(d.Delimiter[1:])
	}
	quote := d.Quote
	if quote == 0 {
		quote = end
	}
	for i, c := range [...]byte{s.sep, quote, end, end2} {
		s.patterns[i] = uint64(c) * 0x0101010101010101
	}
	s.simple = len(d.Delimiter) == 1 && d.Ends == EndLF && !s.slash && !d.Spaces
	return s
}

// Next reads the record that begins at byte at of text, which is not its end.
// With final the text ends where it ends; otherwise there may be more of it,
// and what is found does not depend on how much of it is there.
func (s *Splitter) Next(text []byte, at int, final bool, r *Record) Status {
	*r = Record{Start: at, Fields: r.Fields[:0]}
	if s.Comment != 0 && text[at] == s.Comment {
		return s.skipLine(text, final, r)
	}
	var st Status
	r.High = true
	if s.simple {
		st = s.splitSimple(text, final, r)
	} else {
		st = s.split(text, r.Start, r.Start, final, r)
	}
	if st == More {
		return s.orTooLong(text, final, r)
	}
	if st == Done {
		if s.Runs {
			r.dropEmpty()
		}
		if s.Spaces {
			r.trimSpaces(text)
		}
	}
	if st == unfit || s.Width > 0 && len(r.Fields) != s.Width && r.Flaws&(Multiline|Bare|Doubled) != 0 || r.End-r.Start > s.Most {
		if st = s.mend(text, final, r, st); st == More {
			return s.orTooLong(text, final, r)
		}
		if r.Flaws&CutOff != 0 {
			return st
		}
	}
	r.Blank = len(r.Fields) == 0 || r.End-r.Start <= 2 && len(r.Fields) == 1 && r.Fields[0].Kind == Plain && r.Fields[0].Start == r.Fields[0].End
	return st
}

// orTooLong tells whether more text would help.
func (s *Splitter) orTooLong(text []byte, final bool, r *Record) Status {
	if final || len(text)-r.Start > 2*s.Most {
		return TooLong
	}
	return More
}

// cutOff reads of a line that has more than the most bytes the fields that end
// before that.
func (s *Splitter) cutOff(text []byte, next int, m Mark, r *Record) Status {
	*r = Record{Start: r.Start, End: next, Mark: m, Fields: r.Fields[:0], High: true}
	text = text[:r.Start+s.Most]
	for p := r.Start; p < len(text) && s.Delimiter != ""; {
		var f Span
		m := markDelimiter
		if at := p; s.Quote != 0 && text[p] == s.Quote {
			f, p, m = s.quoted(text, at, r.Start, false, r)
		} else {
			f, p = s.literal(text, at)
		}
		if m != markDelimiter || p < 0 {
			break
		}
		r.Fields = append(r.Fields, f)
	}
	if s.Runs {
		r.dropEmpty()
	}
	if s.Spaces {
		r.trimSpaces(text)
	}
	r.Flaws = CutOff
	return Done
}

// skipLine takes a line for a comment.
func (s *Splitter) skipLine(text []byte, final bool, r *Record) Status {
	_, next, m := s.Line(text, r.Start, final)
	if m == TextEnds {
		return s.orTooLong(text, final, r)
	}
	r.End, r.Mark, r.Comment = next, m, true
	return Done
}

// differ returns a word whose bytes have their highest bit set where those of w
// and of pattern are not the same.
func differ(w, pattern uint64) uint64 {
	const low = 0x7f7f7f7f7f7f7f7f
	x := w ^ pattern
	return (x&low + low) | x
}

// splitSimple reads a record field by field, looking at eight bytes at a time:
// the splitting of nearly all files, and where the time goes in it. What is not
// usual it leaves to split.
func (s *Splitter) splitSimple(text []byte, final bool, r *Record) Status {
	const high = 0x8080808080808080
	sep := s.sep
	sepPattern, quotePattern, endPattern := s.patterns[0], s.patterns[1], s.patterns[2]
	fields, n := r.Fields[:cap(r.Fields)], 0
	start, i := r.Start, r.Start
	var all uint64
	quotes := false
	for i+8 <= len(text) {
		w := binary.LittleEndian.Uint64(text[i:])
		all |= w
		hits := ^(differ(w, sepPattern) & differ(w, endPattern) & differ(w, quotePattern)) & high
		for ; hits != 0; hits &= hits - 1 {
			p := i + bits.TrailingZeros64(hits)>>3
			c := text[p]
			if n == len(fields) {
				fields = append(fields, Span{})
				fields = fields[:cap(fields)]
			}
			if c == sep {
				fields[n] = Span{Start: int32(start), End: int32(p)}
				n++
				start = p + 1
				continue
			}
			if c == '\n' {
				r.End, r.Mark = p+1, LF
				if p > start && text[p-1] == '\r' {
					p, r.Mark = p-1, CRLF
				}
				fields[n] = Span{Start: int32(start), End: int32(p)}
				r.Fields = fields[:n+1]
				r.High = all&high != 0 || quotes
				return Done
			}
			if p != start {
				s.sawBare(text, start, p, r)
				continue
			}
			quotes = true
			f, next, m := s.quoted(text, p, r.Start, final, r)
			fields[n] = f
			n++
			if m == markDelimiter {
				start, i = next, next-8
				break
			}
			r.Fields, r.End, r.Mark = fields[:n], next, m
			switch m {
			case TextEnds:
				return More
			case markBad:
				return unfit
			}
			return Done
		}
		i += 8
	}
	r.Fields = fields[:n]
	return s.split(text, start, i, final, r)
}

// split reads a record from byte i on, in a field that begins at start; the
// fields before that are in r.
func (s *Splitter) split(text []byte, start, i int, final bool, r *Record) Status {
	const high = 0x8080808080808080
	fields := r.Fields
	for i < len(text) {
		var w, hits uint64
		if i+8 <= len(text) {
			w, hits = binary.LittleEndian.Uint64(text[i:]), high
		} else {
			w, hits = lastWord(text[i:])
		}
		hits &^= differ(w, s.patterns[0]) & differ(w, s.patterns[1]) & differ(w, s.patterns[2]) & differ(w, s.patterns[3])
		i += 8
		for hits != 0 {
			p := i - 8 + bits.TrailingZeros64(hits)>>3
			hits &= hits - 1
			c := text[p]
			if c == s.sep && s.Delimiter != "" {
				if len(s.tail) > 0 && (p < start || !bytes.HasPrefix(text[p+1:], s.tail)) || s.slash && escapedAt(text, start, p) {
					continue
				}
				fields = append(fields, s.plain(text, start, p, r))
				start = p + 1 + len(s.tail)
				continue
			}
			if c == s.Quote && s.Quote != 0 {
				if p != start && (!s.Spaces || !OnlySpaces(text[start:p])) {
					s.sawBare(text, start, p, r)
					continue
				}
				f, next, m := s.quoted(text, p, r.Start, final, r)
				fields = append(fields, f)
				switch m {
				case TextEnds:
					return More
				case markBad:
					return unfit
				case markDelimiter:
					start, i, hits = next, next, 0
					continue
				}
				r.Fields, r.End, r.Mark = fields, next, m
				return Done
			}
			end, next, m := s.endAt(text, start, p, final)
			switch {
			case m == TextEnds:
				return More
			case m == markBad:
				r.Flaws |= Stray
				continue
			case s.slash && escapedAt(text, start, p):
				r.Flaws |= Stray
				continue
			}
			r.Fields, r.End, r.Mark = append(fields, s.plain(text, start, end, r)), next, m
			return Done
		}
	}
	if !final {
		return More
	}
	r.Fields, r.End, r.Mark = append(fields, s.plain(text, start, len(text), r)), len(text), NoEnd
	return Done
}

// lastWord returns the last bytes of a text as a word, and a mask of their
// highest bits.
func lastWord(rest []byte) (w, mask uint64) {
	var word [8]byte
	copy(word[:], rest)
	return binary.LittleEndian.Uint64(word[:]), 0x8080808080808080 >> (8 * (8 - len(rest)))
}

// plain returns an unquoted field.
func (s *Splitter) plain(text []byte, start, end int, r *Record) Span {
	f := Span{Start: int32(start), End: int32(end)}
	if s.slash && bytes.IndexByte(text[start:end], '\\') >= 0 {
		f.Kind = Slashed
		r.Flaws |= Slashes
	}
	return f
}

// sawBare notes a quote within an unquoted field.
func (s *Splitter) sawBare(text []byte, start, p int, r *Record) {
	r.Flaws |= Bare
	if text[start] == ' ' && OnlySpaces(text[start:p]) {
		r.Flaws |= Padded
	}
}

// endAt tells whether the line end character at p ends the line: where the
// field that began at start ends then, and where the next record begins.
func (s *Splitter) endAt(text []byte, start, p int, final bool) (end, next int, m Mark) {
	if text[p] == '\n' {
		crlf := p > start && text[p-1] == '\r'
		switch {
		case crlf && s.Ends != EndAny:
			return p - 1, p + 1, CRLF
		case s.Ends == EndCRLF:
			return 0, 0, markBad
		}
		return p, p + 1, LF
	}
	switch {
	case p+1 < len(text):
		if text[p+1] == '\n' {
			return p, p + 2, CRLF
		}
	case !final:
		return 0, 0, TextEnds
	}
	return p, p + 1, CR
}

// escapedAt tells whether the character at p of a field that began at start has
// a backslash before it that escapes it.
func escapedAt(text []byte, start, p int) bool {
	n := 0
	for p-n > start && text[p-n-1] == '\\' {
		n++
	}
	return n%2 == 1
}

func OnlySpaces(text []byte) bool { return len(bytes.TrimLeft(text, " \t")) == 0 }

// dropEmpty leaves out the fields between delimiters in a row.
func (r *Record) dropEmpty() {
	kept := r.Fields[:0]
	for _, f := range r.Fields {
		if f.Kind != Plain || f.Start < f.End {
			kept = append(kept, f)
		}
	}
	r.Fields = kept
}

// trimSpaces leaves out the spaces before fields.
func (r *Record) trimSpaces(text []byte) {
	for i := range r.Fields {
		f := &r.Fields[i]
		for f.Kind != Quoted && f.Kind != Escaped && f.Start < f.End && (text[f.Start] == ' ' || text[f.Start] == '\t') {
			f.Start++
		}
	}
}

// Value returns the text of a field, which may be written to scratch.
func (s *Splitter) Value(text []byte, f Span, scratch *[]byte) []byte {
	raw := text[f.Start:f.End]
	if f.Kind < Escaped {
		return raw
	}
	out := (*scratch)[:0]
	for i := 0; i < len(raw); i++ {
		c := raw[i]
		if i+1 < len(raw) {
			switch n := raw[i+1]; {
			case c == s.Quote && n == c && f.Kind == Escaped:
				i++
			case s.slash && c == '\\' && (n == s.Quote || n == '\\' || n == s.sep || n == '\n' || n == '\r'):
				c = n
				i++
			}
		}
		out = append(out, c)
	}
	*scratch = out
	return out
}
