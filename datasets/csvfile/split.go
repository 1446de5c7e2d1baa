package csvfile

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// A kind says how the text of a field is written.
type kind uint8

const (
	plain   kind = iota // as it stands
	quoted              // between quotes, as it stands
	escaped             // between quotes, with doubled quotes or backslashes in it
	slashed             // without quotes, with backslashes in it
)

// A span is a field of a record: where its text lies, without its quotes.
type span struct {
	start, end int32
	kind       kind
}

// flaws are the ways in which a record is not as the plainest CSV has it.
type flaws uint8

const (
	misquoted flaws = 1 << iota // its quotes do not fit; it was read as seems meant
	padded                      // spaces stand beside quotes
	multiline                   // a quoted field has line ends in it
	bare                        // an unquoted field has quotes in it
	stray                       // an unquoted field has a "\n" in it that ends no line
	slashes                     // a backslash escapes something outside of quotes
	doubled                     // a quoted field has quotes in it
)

// A mark is what ends a record.
type mark uint8

const (
	markNone mark = iota // nothing does: the text ends
	markLF
	markCRLF
	markCR
	markDelimiter // ends a field alone
	markMore      // the text ends too soon to tell
	markBad       // something else
)

// A record is one row of a text, a blank line, or a comment.
type record struct {
	start, end int // in the text; the line end belongs to it
	fields     []span
	flaws      flaws
	mark       mark
	comment    bool
	blank      bool // nothing is on the line
	high       bool // there may be bytes beyond ASCII in it
}

// A status is how the reading of a record went.
type status uint8

const (
	done    status = iota
	more           // the text ends before the record surely does
	unfit          // its quotes do not fit
	tooLong        // it is a line of more than the most bytes
)

// A splitter cuts a text into records, and records into fields.
type splitter struct {
	dialect
	width int // how many fields a record should have; 0 if that is not known

	sep      byte // first byte of the delimiter, or a line end again
	tail     []byte
	patterns [4]uint64 // of what the search stops at: delimiter, quote, line ends
	slash    bool      // backslashes escape
	simple   bool      // the delimiter is one byte, and "\n" ends a record
	mender   mender
	most     int // how many bytes a record may have; a quote that is not closed within as many is taken for stray
}

func newSplitter(d dialect, width int) *splitter {
	s := &splitter{dialect: d, width: width, slash: d.escape == '\\', most: maxRecord}
	end, end2 := byte('\n'), byte('\n')
	if d.ends == endCR {
		end, end2 = '\r', '\r'
	} else if d.ends == endAny {
		end2 = '\r'
	}
	s.sep = end
	if d.delimiter != "" {
		s.sep, s.tail = d.delimiter[0], []byte(d.delimiter[1:])
	}
	quote := d.quote
	if quote == 0 {
		quote = end
	}
	for i, c := range [...]byte{s.sep, quote, end, end2} {
		s.patterns[i] = uint64(c) * 0x0101010101010101
	}
	s.simple = len(d.delimiter) == 1 && d.ends == endLF && !s.slash && !d.spaces
	return s
}

// next reads the record that begins at byte at of text, which is not its end.
// With final the text ends where it ends; otherwise there may be more of it,
// and what is found does not depend on how much of it is there.
func (s *splitter) next(text []byte, at int, final bool, r *record) status {
	*r = record{start: at, fields: r.fields[:0]}
	if s.comment != 0 && text[at] == s.comment {
		return s.skipLine(text, final, r)
	}
	var st status
	r.high = true
	if s.simple {
		st = s.splitSimple(text, final, r)
	} else {
		st = s.split(text, r.start, r.start, final, r)
	}
	if st == more {
		return s.orTooLong(text, final, r)
	}
	if st == done {
		if s.runs {
			r.dropEmpty()
		}
		if s.spaces {
			r.trimSpaces(text)
		}
	}
	if st == unfit || s.width > 0 && len(r.fields) != s.width && r.flaws&(multiline|bare|doubled) != 0 || r.end-r.start > s.most {
		if st = s.mend(text, final, r, st); st == more {
			return s.orTooLong(text, final, r)
		}
	}
	r.blank = len(r.fields) == 0 || r.end-r.start <= 2 && len(r.fields) == 1 && r.fields[0].kind == plain && r.fields[0].start == r.fields[0].end
	return st
}

// orTooLong tells whether more text would help.
func (s *splitter) orTooLong(text []byte, final bool, r *record) status {
	if final || len(text)-r.start > 2*s.most {
		return tooLong
	}
	return more
}

// skipLine takes a line for a comment.
func (s *splitter) skipLine(text []byte, final bool, r *record) status {
	_, next, m := s.line(text, r.start, final)
	if m == markMore {
		return s.orTooLong(text, final, r)
	}
	r.end, r.mark, r.comment = next, m, true
	return done
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
func (s *splitter) splitSimple(text []byte, final bool, r *record) status {
	const high = 0x8080808080808080
	sep := s.sep
	sepPattern, quotePattern, endPattern := s.patterns[0], s.patterns[1], s.patterns[2]
	fields, n := r.fields[:cap(r.fields)], 0
	start, i := r.start, r.start
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
				fields = append(fields, span{})
				fields = fields[:cap(fields)]
			}
			if c == sep {
				fields[n] = span{start: int32(start), end: int32(p)}
				n++
				start = p + 1
				continue
			}
			if c == '\n' {
				r.end, r.mark = p+1, markLF
				if p > start && text[p-1] == '\r' {
					p, r.mark = p-1, markCRLF
				}
				fields[n] = span{start: int32(start), end: int32(p)}
				r.fields = fields[:n+1]
				r.high = all&high != 0 || quotes
				return done
			}
			if p != start {
				s.sawBare(text, start, p, r)
				continue
			}
			quotes = true
			f, next, m := s.quoted(text, p, r.start, final, r)
			fields[n] = f
			n++
			if m == markDelimiter {
				start, i = next, next-8
				break
			}
			r.fields, r.end, r.mark = fields[:n], next, m
			switch m {
			case markMore:
				return more
			case markBad:
				return unfit
			}
			return done
		}
		i += 8
	}
	r.fields = fields[:n]
	return s.split(text, start, i, final, r)
}

// split reads a record from byte i on, in a field that begins at start; the
// fields before that are in r.
func (s *splitter) split(text []byte, start, i int, final bool, r *record) status {
	const high = 0x8080808080808080
	fields := r.fields
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
			if c == s.sep && s.delimiter != "" {
				if len(s.tail) > 0 && (p < start || !bytes.HasPrefix(text[p+1:], s.tail)) || s.slash && escapedAt(text, start, p) {
					continue
				}
				fields = append(fields, s.plain(text, start, p, r))
				start = p + 1 + len(s.tail)
				continue
			}
			if c == s.quote && s.quote != 0 {
				if p != start && (!s.spaces || !onlySpaces(text[start:p])) {
					s.sawBare(text, start, p, r)
					continue
				}
				f, next, m := s.quoted(text, p, r.start, final, r)
				fields = append(fields, f)
				switch m {
				case markMore:
					return more
				case markBad:
					return unfit
				case markDelimiter:
					start, i, hits = next, next, 0
					continue
				}
				r.fields, r.end, r.mark = fields, next, m
				return done
			}
			end, next, m := s.endAt(text, start, p, final)
			switch {
			case m == markMore:
				return more
			case m == markBad:
				r.flaws |= stray
				continue
			case s.slash && escapedAt(text, start, p):
				r.flaws |= stray
				continue
			}
			r.fields, r.end, r.mark = append(fields, s.plain(text, start, end, r)), next, m
			return done
		}
	}
	if !final {
		return more
	}
	r.fields, r.end, r.mark = append(fields, s.plain(text, start, len(text), r)), len(text), markNone
	return done
}

// lastWord returns the last bytes of a text as a word, and a mask of their
// highest bits.
func lastWord(rest []byte) (w, mask uint64) {
	var word [8]byte
	copy(word[:], rest)
	return binary.LittleEndian.Uint64(word[:]), 0x8080808080808080 >> (8 * (8 - len(rest)))
}

// plain returns an unquoted field.
func (s *splitter) plain(text []byte, start, end int, r *record) span {
	f := span{start: int32(start), end: int32(end)}
	if s.slash && bytes.IndexByte(text[start:end], '\\') >= 0 {
		f.kind = slashed
		r.flaws |= slashes
	}
	return f
}

// sawBare notes a quote within an unquoted field.
func (s *splitter) sawBare(text []byte, start, p int, r *record) {
	r.flaws |= bare
	if text[start] == ' ' && onlySpaces(text[start:p]) {
		r.flaws |= padded
	}
}

// endAt tells whether the line end character at p ends the line: where the
// field that began at start ends then, and where the next record begins.
func (s *splitter) endAt(text []byte, start, p int, final bool) (end, next int, m mark) {
	if text[p] == '\n' {
		crlf := p > start && text[p-1] == '\r'
		switch {
		case crlf && s.ends != endAny:
			return p - 1, p + 1, markCRLF
		case s.ends == endCRLF:
			return 0, 0, markBad
		}
		return p, p + 1, markLF
	}
	switch {
	case p+1 < len(text):
		if text[p+1] == '\n' {
			return p, p + 2, markCRLF
		}
	case !final:
		return 0, 0, markMore
	}
	return p, p + 1, markCR
}

// quoted reads the field whose opening quote is at q, in a record that began at
// start. It returns where what follows the field begins.
func (s *splitter) quoted(text []byte, q, start int, final bool, r *record) (span, int, mark) {
	f := span{start: int32(q + 1), kind: quoted}
	limit := min(len(text), start+s.most)
	for i := q + 1; ; {
		k, lines := s.closing(text[:limit], i)
		if lines {
			r.flaws |= multiline
		}
		if k < 0 {
			if final || limit < len(text) {
				return f, 0, markBad
			}
			return f, 0, markMore
		}
		if s.slash && escapedAt(text, q+1, k) {
			f.kind = escaped
			i = k + 1
			continue
		}
		if k+1 < len(text) {
			switch c := text[k+1]; {
			case c == s.sep && s.simple:
				f.end = int32(k)
				return f, k + 2, markDelimiter
			case c == s.quote && s.doubles(text, q, k):
				f.kind = escaped
				r.flaws |= doubled
				if i = k + 2; i > limit {
					return f, 0, markBad
				}
				continue
			}
		}
		f.end = int32(k)
		if s.slash && f.kind == quoted && bytes.IndexByte(text[q+1:k], '\\') >= 0 {
			f.kind = escaped
		}
		next, m, spaces := s.after(text, k+1, final)
		if spaces {
			r.flaws |= padded
		}
		return f, next, m
	}
}

// closing returns the index of the next quote in text from i on, or -1, and
// whether a line ends before it.
func (s *splitter) closing(text []byte, i int) (k int, lines bool) {
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
		case c == s.quote:
			return i, lines
		case c == byte(end) || c == byte(end2):
			lines = true
		}
	}
	return -1, lines
}

// doubles tells whether the two quotes at k stand for one. Where backslashes
// escape they do not if the first closes an empty field.
func (s *splitter) doubles(text []byte, q, k int) bool { return !s.slash || k > q+1 }

// after tells what follows a closing quote: at p, where the next field or
// record begins behind it, and whether there are spaces before it.
func (s *splitter) after(text []byte, p int, final bool) (next int, m mark, spaces bool) {
	for ; p < len(text); p++ {
		c := text[p]
		switch {
		case c == s.sep && s.delimiter != "":
			if bytes.HasPrefix(text[p+1:], s.tail) {
				return p + 1 + len(s.tail), markDelimiter, spaces
			}
			if !final && len(text)-p-1 < len(s.tail) {
				return 0, markMore, spaces
			}
		case c == '\n' && (s.ends == endLF || s.ends == endAny), c == '\r' && s.ends >= endCR:
			_, next, m = s.endAt(text, p, p, final)
			return next, m, spaces
		case c == '\r' && p+1 < len(text) && text[p+1] == '\n':
			return p + 2, markCRLF, spaces
		case c == '\r' && p+1 == len(text):
			if final {
				return p + 1, markNone, spaces
			}
			return 0, markMore, spaces
		}
		if c != ' ' && c != '\t' {
			return 0, markBad, spaces
		}
		spaces = true
	}
	if final {
		return p, markNone, spaces
	}
	return 0, markMore, spaces
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

func onlySpaces(text []byte) bool { return len(bytes.TrimLeft(text, " \t")) == 0 }

// dropEmpty leaves out the fields between delimiters in a row.
func (r *record) dropEmpty() {
	kept := r.fields[:0]
	for _, f := range r.fields {
		if f.kind != plain || f.start < f.end {
			kept = append(kept, f)
		}
	}
	r.fields = kept
}

// trimSpaces leaves out the spaces before fields.
func (r *record) trimSpaces(text []byte) {
	for i := range r.fields {
		f := &r.fields[i]
		for f.kind != quoted && f.kind != escaped && f.start < f.end && (text[f.start] == ' ' || text[f.start] == '\t') {
			f.start++
		}
	}
}

// value returns the text of a field, which may be written to scratch.
func (s *splitter) value(text []byte, f span, scratch *[]byte) []byte {
	raw := text[f.start:f.end]
	if f.kind < escaped {
		return raw
	}
	out := (*scratch)[:0]
	for i := 0; i < len(raw); i++ {
		c := raw[i]
		if i+1 < len(raw) {
			switch n := raw[i+1]; {
			case c == s.quote && n == c && f.kind == escaped:
				i++
			case s.slash && c == '\\' && (n == s.quote || n == '\\' || n == s.sep || n == '\n' || n == '\r'):
				c = n
				i++
			}
		}
		out = append(out, c)
	}
	*scratch = out
	return out
}
