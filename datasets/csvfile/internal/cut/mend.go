package cut

import (
	"bytes"
	"math"
)

// maxLoose is how far a record goes whose quotes do not fit.
const maxLoose = 64 << 10

// mend reads a record again whose quotes do not fit, or that has quotes and
// not as many fields as it should have. If its first line alone can be read as
// the right number of fields, by supposing a stray quote or a missing delimiter
// or two, that is what it is; else quotes that do not fit are part of their
// fields.
func (s *Splitter) mend(text []byte, final bool, r *Record, st Status) Status {
	end, next, m := s.Line(text, r.Start, final)
	switch {
	case m == TextEnds:
		return More
	case end-r.Start > s.Most:
		return s.cutOff(text, next, m, r)
	}
	if s.Width > 0 && s.Quote != 0 && end-r.Start <= maxLoose {
		if fields := s.mender.mend(s, text[:end], r.Start); fields != nil {
			r.set(fields, next, m)
			return Done
		}
	}
	if st == Done && r.End-r.Start <= s.Most {
		return Done
	}
	switch s.loose(text, final, r) {
	case More:
		return More
	case unfit:
		r.Fields = r.Fields[:0]
		for p := r.Start; p >= 0; {
			f, after := s.literal(text[:end], p)
			r.Fields = append(r.Fields, f)
			p = after
		}
		r.set(r.Fields, next, m)
	}
	r.Flaws |= Misquoted
	return Done
}

// set makes fields those of a record whose quotes did not fit.
func (r *Record) set(fields []Span, end int, m Mark) {
	r.Fields = append(r.Fields[:0], fields...)
	r.End, r.Mark, r.Flaws = end, m, Misquoted
}

// literal reads the field of a line that begins at p, quotes being text. It
// returns where the next one begins, or -1.
func (s *Splitter) literal(line []byte, p int) (Span, int) {
	f := Span{Start: int32(p), End: int32(len(line))}
	if s.Delimiter == "" {
		return f, -1
	}
	k := bytes.Index(line[p:], []byte(s.Delimiter))
	if k < 0 {
		return f, -1
	}
	f.End = int32(p + k)
	return f, p + k + len(s.Delimiter)
}

// loose reads a record whose quotes do not fit: a quoted field goes on to the
// first quote that a delimiter or a line end follows.
func (s *Splitter) loose(text []byte, final bool, r *Record) Status {
	r.Fields, r.Flaws = r.Fields[:0], 0
	limit := min(len(text), r.Start+maxLoose)
	short := More // what it means that the text ends
	if final || limit < len(text) {
		short = unfit
	}
	for p := r.Start; ; {
		f, next, m := Span{}, 0, markBad
		if p < limit && text[p] == s.Quote && s.Quote != 0 {
			f, next, m = s.looseQuoted(text[:limit], p, final && limit == len(text))
		} else {
			f, next, m = s.looseField(text[:limit], p, final && limit == len(text))
		}
		if m == TextEnds || m == markBad {
			return short
		}
		if bytes.IndexByte(text[f.Start:f.End], '\n') >= 0 {
			r.Flaws |= Multiline
		}
		r.Fields = append(r.Fields, f)
		if p = next; m != markDelimiter {
			r.End, r.Mark = next, m
			return Done
		}
	}
}

func (s *Splitter) looseQuoted(text []byte, q int, final bool) (Span, int, Mark) {
	for p := q + 1; ; {
		k := bytes.IndexByte(text[p:], s.Quote)
		if k < 0 {
			return Span{}, 0, TextEnds
		}
		k += p
		p = k + 1
		if s.slash && escapedAt(text, q+1, k) {
			continue
		}
		next, m, _ := s.after(text, k+1, final)
		if m != markBad {
			return Span{int32(q + 1), int32(k), Escaped}, next, m
		}
		if text[k+1] == s.Quote {
			p = k + 2
		}
	}
}

func (s *Splitter) looseField(text []byte, start int, final bool) (Span, int, Mark) {
	end, next, m := s.Line(text, start, final)
	if m == TextEnds {
		return Span{}, 0, TextEnds
	}
	f, after := s.literal(text[:end], start)
	if after >= 0 {
		return f, after, markDelimiter
	}
	return f, next, m
}

// What it costs to suppose that a line is not as it should be.
const (
	costBare    = 1 // a quote within an unquoted field
	costSpace   = 2 // spaces before an opening quote
	costLone    = 4 // a quote within a quoted field that is not doubled
	costOpening = 4 // a quote that begins a field and yet is a part of it
	costClosing = 5 // a quote before a delimiter that yet does not close its field
	costMissing = 6 // a delimiter that is not there

	maxCost = 24 // of a line that is mended
)

// A mender finds the likeliest way to read a line as a given number of fields.
type mender struct {
	s     *Splitter
	line  []byte
	seen  map[place]choice
	spans []Span
}

// A place is where the rest of a line begins, to be read as so many fields.
type place struct{ at, fields int }

// A choice is the likeliest first field at a place, and what the whole costs.
type choice struct {
	field Span
	next  int // where the next field begins; -1 after the last
	cost  int
}

// maxPlaces bounds the work for one line.
const maxPlaces = 20_000

// mend returns the fields of line from start on, or nil if it cannot be read as
// s.width fields.
func (m *mender) mend(s *Splitter, line []byte, start int) []Span {
	if m.seen == nil {
		m.seen = make(map[place]choice)
	}
	clear(m.seen)
	m.s, m.line, m.spans = s, line, m.spans[:0]
	best := m.best(start, s.Width)
	if best.cost > maxCost || len(m.seen) > maxPlaces {
		return nil
	}
	for k := s.Width; k > 0; k-- {
		m.spans = append(m.spans, best.field)
		best = m.seen[place{best.next, k - 1}]
	}
	return m.spans
}

func (m *mender) best(at, fields int) choice {
	key := place{at, fields}
	if known, ok := m.seen[key]; ok {
		return known
	}
	best := choice{cost: math.MaxInt}
	if len(m.seen) > maxPlaces {
		return best
	}
	m.seen[key] = best
	try := func(field Span, next, cost int) {
		switch {
		case fields == 1 && next >= 0 || fields > 1 && next < 0:
			return
		case next >= 0:
			rest := m.best(next, fields-1)
			if rest.cost == math.MaxInt {
				return
			}
			cost += rest.cost
		}
		if cost < best.cost {
			best = choice{field, next, cost}
		}
	}
	m.unquoted(at, try)
	m.quoted(at, try)
	m.seen[key] = best
	return best
}

// unquoted tries the ways to read the field at p as an unquoted one.
func (m *mender) unquoted(p int, try func(Span, int, int)) {
	f, next := m.s.literal(m.line, p)
	text := m.line[p:f.End]
	if bytes.IndexByte(text, m.s.Quote) < 0 {
		try(f, next, 0)
		return
	}
	cost := costBare
	if text[0] == m.s.Quote {
		cost = costOpening
	}
	try(f, next, cost)
	for i, tries := 1, 0; i < len(text) && tries < 4; i++ {
		if text[i] == m.s.Quote && bytes.IndexByte(m.line[p+i+1:], m.s.Quote) >= 0 {
			tries++
			try(Span{Start: int32(p), End: int32(p + i)}, p+i, cost+costMissing)
		}
	}
}

// quoted tries the ways to read the field at p as a quoted one.
func (m *mender) quoted(p int, try func(Span, int, int)) {
	cost := 0
	if open := p + len(m.line[p:]) - len(bytes.TrimLeft(m.line[p:], " ")); open > p && !m.s.Spaces {
		p, cost = open, costSpace
	} else {
		p = open
	}
	if p >= len(m.line) || m.line[p] != m.s.Quote {
		return
	}
	closings := 0
	for i := p + 1; closings < 4; {
		k := bytes.IndexByte(m.line[i:], m.s.Quote)
		if k < 0 {
			return
		}
		k += i
		i = k + 1
		if m.s.slash && escapedAt(m.line, p+1, k) {
			continue
		}
		f := Span{int32(p + 1), int32(k), Escaped}
		next, mark, _ := m.s.after(m.line, k+1, true)
		switch {
		case mark == markDelimiter:
			try(f, next, cost)
			closings++
			cost += costClosing
		case mark != markBad:
			try(f, -1, cost)
			closings++
			cost += costClosing
		case m.line[k+1] == m.s.Quote:
			try(f, k+1, cost+costMissing)
			i = k + 2
		default:
			try(f, k+1, cost+costMissing)
			cost += costLone
		}
	}
}
