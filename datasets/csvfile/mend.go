package csvfile

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
func (s *splitter) mend(text []byte, final bool, r *record, st status) status {
	end, next, m := s.line(text, r.start, final)
	switch {
	case m == markMore:
		return more
	case end-r.start > s.most:
		return tooLong
	}
	if s.width > 0 && s.quote != 0 && end-r.start <= maxLoose {
		if fields := s.mender.mend(s, text[:end], r.start); fields != nil {
			r.set(fields, next, m)
			return done
		}
	}
	if st == done && r.end-r.start <= s.most {
		return done
	}
	switch s.loose(text, final, r) {
	case more:
		return more
	case unfit:
		r.fields = r.fields[:0]
		for p := r.start; p >= 0; {
			f, after := s.literal(text[:end], p)
			r.fields = append(r.fields, f)
			p = after
		}
		r.set(r.fields, next, m)
	}
	r.flaws |= misquoted
	return done
}

// set makes fields those of a record whose quotes did not fit.
func (r *record) set(fields []span, end int, m mark) {
	r.fields = append(r.fields[:0], fields...)
	r.end, r.mark, r.flaws = end, m, misquoted
}

// literal reads the field of a line that begins at p, quotes being text. It
// returns where the next one begins, or -1.
func (s *splitter) literal(line []byte, p int) (span, int) {
	f := span{start: int32(p), end: int32(len(line))}
	if s.delimiter == "" {
		return f, -1
	}
	k := bytes.Index(line[p:], []byte(s.delimiter))
	if k < 0 {
		return f, -1
	}
	f.end = int32(p + k)
	return f, p + k + len(s.delimiter)
}

// loose reads a record whose quotes do not fit: a quoted field goes on to the
// first quote that a delimiter or a line end follows.
func (s *splitter) loose(text []byte, final bool, r *record) status {
	r.fields, r.flaws = r.fields[:0], 0
	limit := min(len(text), r.start+maxLoose)
	short := more // what it means that the text ends
	if final || limit < len(text) {
		short = unfit
	}
	for p := r.start; ; {
		f, next, m := span{}, 0, markBad
		if p < limit && text[p] == s.quote && s.quote != 0 {
			f, next, m = s.looseQuoted(text[:limit], p, final && limit == len(text))
		} else {
			f, next, m = s.looseField(text[:limit], p, final && limit == len(text))
		}
		if m == markMore || m == markBad {
			return short
		}
		if bytes.IndexByte(text[f.start:f.end], '\n') >= 0 {
			r.flaws |= multiline
		}
		r.fields = append(r.fields, f)
		if p = next; m != markDelimiter {
			r.end, r.mark = next, m
			return done
		}
	}
}

func (s *splitter) looseQuoted(text []byte, q int, final bool) (span, int, mark) {
	for p := q + 1; ; {
		k := bytes.IndexByte(text[p:], s.quote)
		if k < 0 {
			return span{}, 0, markMore
		}
		k += p
		p = k + 1
		if s.slash && escapedAt(text, q+1, k) {
			continue
		}
		next, m, _ := s.after(text, k+1, final)
		if m != markBad {
			return span{int32(q + 1), int32(k), escaped}, next, m
		}
		if text[k+1] == s.quote {
			p = k + 2
		}
	}
}

func (s *splitter) looseField(text []byte, start int, final bool) (span, int, mark) {
	end, next, m := s.line(text, start, final)
	if m == markMore {
		return span{}, 0, markMore
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
	s     *splitter
	line  []byte
	seen  map[place]choice
	spans []span
}

// A place is where the rest of a line begins, to be read as so many fields.
type place struct{ at, fields int }

// A choice is the likeliest first field at a place, and what the whole costs.
type choice struct {
	field span
	next  int // where the next field begins; -1 after the last
	cost  int
}

// maxPlaces bounds the work for one line.
const maxPlaces = 20_000

// mend returns the fields of line from start on, or nil if it cannot be read as
// s.width fields.
func (m *mender) mend(s *splitter, line []byte, start int) []span {
	if m.seen == nil {
		m.seen = make(map[place]choice)
	}
	clear(m.seen)
	m.s, m.line, m.spans = s, line, m.spans[:0]
	best := m.best(start, s.width)
	if best.cost > maxCost || len(m.seen) > maxPlaces {
		return nil
	}
	for k := s.width; k > 0; k-- {
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
	try := func(field span, next, cost int) {
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
func (m *mender) unquoted(p int, try func(span, int, int)) {
	f, next := m.s.literal(m.line, p)
	text := m.line[p:f.end]
	if bytes.IndexByte(text, m.s.quote) < 0 {
		try(f, next, 0)
		return
	}
	cost := costBare
	if text[0] == m.s.quote {
		cost = costOpening
	}
	try(f, next, cost)
	for i, tries := 1, 0; i < len(text) && tries < 4; i++ {
		if text[i] == m.s.quote && bytes.IndexByte(m.line[p+i+1:], m.s.quote) >= 0 {
			tries++
			try(span{start: int32(p), end: int32(p + i)}, p+i, cost+costMissing)
		}
	}
}

// quoted tries the ways to read the field at p as a quoted one.
func (m *mender) quoted(p int, try func(span, int, int)) {
	cost := 0
	if open := p + len(m.line[p:]) - len(bytes.TrimLeft(m.line[p:], " ")); open > p && !m.s.spaces {
		p, cost = open, costSpace
	} else {
		p = open
	}
	if p >= len(m.line) || m.line[p] != m.s.quote {
		return
	}
	closings := 0
	for i := p + 1; closings < 4; {
		k := bytes.IndexByte(m.line[i:], m.s.quote)
		if k < 0 {
			return
		}
		k += i
		i = k + 1
		if m.s.slash && escapedAt(m.line, p+1, k) {
			continue
		}
		f := span{int32(p + 1), int32(k), escaped}
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
		case m.line[k+1] == m.s.quote:
			try(f, k+1, cost+costMissing)
			i = k + 2
		default:
			try(f, k+1, cost+costMissing)
			cost += costLone
		}
	}
}
