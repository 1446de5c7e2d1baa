package jsonfile

import (
	"bytes"
	"cmp"
	"unicode/utf8"

	"github.com/tarnlake/tarn/datasets"
)

// A reader reads the records of chunks. It is in one of two moods. Carefree,
// it gathers what is in a record while it reads it, and gives up at the first
// fault, since part of what it gathered is of no record then. Careful, it
// reads each record twice, and gathers only what is sound.
type reader struct {
	walker
	shape   shape
	careful bool
	longest int          // bytes of the longest record
	strange int64        // records that are not of the kind of the rows
	first   *SyntaxError // the first fault
	firstAt int64        // its place in the file
	cause   string       // what made the reader give up

	panicked error
}

// readSafely is read, and a panic in it the error of this file alone.
func (r *reader) readSafely(c *chunk) bool {
	defer recovered(&r.panicked)
	return r.read(c)
}

// read reads a chunk and reports whether it got through.
func (r *reader) read(c *chunk) bool {
	r.enter(c)
	r.maps = 0
	switch {
	case r.shape.records == inLines:
		return r.readLines(c)
	case r.careful:
		r.readCarefully(c)
		return true
	case !r.readSequence(c):
		r.cause = cmp.Or(r.Fault.Cause, "the text ends within the array")
		return false
	}
	return true
}

// readLines reads records that stand on a line each.
func (r *reader) readLines(c *chunk) bool {
	through := true
	c.each(r.shape, func(start, end int, last bool) bool {
		kind := malformedLine
		if last && end == c.end {
			kind = truncated // if it is the text's end that is at fault
		}
		r.End = end
		through = r.alone(c, start, kind)
		return through
	})
	return through
}

// alone reads the record that begins at start and reports whether it is the
// last thing in the text. If it is careful, all is well with it.
func (r *reader) alone(c *chunk, start int, kind problemKind) bool {
	if r.careful {
		if end := r.Skip(start); end < 0 || r.Space(end) < r.End {
			if end >= 0 {
				r.Unexpected(r.Space(end), "the end of the record")
			}
			r.refuse(c, start, kind)
			return true
		}
	}
	end := r.record(start)
	if end >= 0 && r.Space(end) < r.End {
		end = r.Unexpected(r.Space(end), "the end of the record")
	}
	if end < 0 {
		r.cause = r.Fault.Cause
	}
	return end >= 0
}

// shownBefore is how many bytes of a record are shown before a fault in it.
const shownBefore = datasets.MaxText / 2

// refuse takes note of a malformed record.
func (r *reader) refuse(c *chunk, start int, kind problemKind) {
	if kind == truncated && !r.Fault.Cut {
		kind = malformedRecord
		if r.shape.records == inLines {
			kind = malformedLine
		}
	}
	at := r.at + int64(r.Fault.At)
	p := r.place(r.Fault.At, r.End)
	if r.first == nil {
		r.first = &SyntaxError{Line: p.Line, Column: at - c.start + 1, Cause: r.Fault.Cause}
		if n := bytes.LastIndexByte(c.text[:r.Fault.At], '\n'); n >= 0 {
			r.first.Column = int64(r.Fault.At - n)
		}
		r.firstAt = at
	}
	from := max(start, r.Fault.At-shownBefore)
	for from < r.End && !utf8.RuneStart(r.Text[from]) {
		from++
	}
	p.Value = clip(r.Text[from:r.End])
	r.problems.add(kind, p, r.Fault.Cause)
}

// record reads a record.
func (r *reader) record(i int) int {
	end := r.row(i)
	r.longest = max(r.longest, end-i)
	return end
}

func (r *reader) row(i int) int {
	if r.shape.records == inSequence && r.Text[i] != '{' {
		return r.Unexpected(i, "an object")
	}
	if c := r.Text[i]; c != '{' && c != 'n' && !r.shape.values {
		end := r.Skip(i)
		if end >= 0 {
			r.strange++
			r.problem(notObject, i, end)
		}
		return end
	}
	return r.value(r.root, i, 0)
}

// readSequence reads records that stand one after the other, in an array with
// commas between them.
func (r *reader) readSequence(c *chunk) bool {
	i := r.Space(0)
	if i == c.end && (c.number == 0 && c.last || !r.shape.bracketed()) {
		return !c.open
	}
	for {
		if i = r.record(i); i < 0 {
			return false
		}
		i = r.Space(i)
		switch {
		case i == c.end:
			return !c.open
		case !r.shape.bracketed():
			continue
		case r.Text[i] != ',':
			r.Unexpected(i, "',' or ']'")
			return false
		}
		if i = r.Space(i + 1); i == c.end && !c.last {
			return true
		}
	}
}

// readCarefully reads records that stand one after the other, of which some
// may be malformed.
func (r *reader) readCarefully(c *chunk) {
	comma := c.each(r.shape, func(start, end int, last bool) bool {
		kind := malformedRecord
		if last && (c.open || !r.shape.bracketed()) {
			kind = truncated
		}
		r.End = end
		r.alone(c, start, kind)
		return true
	})
	if r.End = c.end; comma && c.last && !c.open {
		r.Unexpected(c.end, "a value")
		r.refuse(c, c.end, malformedRecord)
	}
}

// merge adds what another reader has read.
func (r *reader) merge(o *reader) {
	r.root.merge(o.root)
	r.nodes += o.nodes
	r.longest = max(r.longest, o.longest)
	r.strange += o.strange
	r.Beyond += o.Beyond
	r.problems.merge(&o.problems)
	if o.first != nil && (r.first == nil || o.firstAt < r.firstAt) {
		r.first, r.firstAt = o.first, o.firstAt
	}
}
