package csvfile

import (
	"bytes"
	"errors"
	"fmt"
	"unicode"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/csvfile/internal/cut"
	"github.com/tarnlake/tarn/datasets/csvfile/internal/guess"
)

// An examined file is one of which the beginning was looked at: how it is to be
// read is settled.
type examined struct {
	*reading
	votes         float64 // for a header
	unsure        bool    // whether there is a header
	more          int     // empty names of the header that were left out
	fewer         int     // columns that have no name in the header
	leading       bool    // the first of them, in which the names of the rows are
	undivided     string  // a delimiter that most lines have though each is taken for one field
	whole         bool    // the beginning is all there is
	fixedEncoding bool    // the encoding was told
	firstLine     int64   // how many lines are before the first row
	headerFlaws   cut.Flaws
	before        part // line ends before the first row
	quotesBefore  bool // there are quotes in the lines before the header
	footerLines   int
	footerText    []byte
	footerTold    bool
	head          []byte            // the first bytes of the file
	known         suspicion         // by which it was looked at
	reasons       []datasets.Reason // for the dialect and the header
}

// errMore reports that the beginning of a file does not say enough.
var errMore = errors.New("its first line has more than 8 MB")

// examine decides how a file is to be read, and leaves the source at its first
// row.
func examine(src *source, name string, head []byte, fixed map[string]string, known suspicion) (*examined, error) {
	base, err := planFrom(fixed)
	if err != nil {
		return nil, err
	}
	e := &examined{reading: &reading{}, fixedEncoding: fixed["encoding"] != "", footerTold: fixed["footer"] != ""}
	e.head, e.known = bytes.Clone(head[:min(len(head), datasets.HeadSize)]), known
	if err := e.settleEncoding(head, fixed, known); err != nil {
		return nil, err
	}
	text := src.decode(e.encoding)
	e.whole = src.end != nil
	if ends := bytes.Count(text, []byte{'\n'}) + bytes.Count(text, []byte{'\r'}); !e.whole && (ends == 0 || ends < 3 && src.sample < src.more) {
		return nil, errMore
	}
	if len(bytes.TrimSpace(text)) == 0 && !toldTable(fixed) {
		return nil, &NotTableError{"it is empty"}
	}
	sample, _ := e.encoder.text(nil, text)
	t := toldBy(base, fixed)
	c := guess.FindDialect(sample, e.whole, t)
	if confidence, reason := judge(name, sample, &c); confidence == datasets.No && !toldTable(fixed) {
		return nil, &NotTableError{reason}
	}
	c.Width = max(c.Width, 1)
	c.SettleComments(sample, e.whole, t)
	h := c.FindHeading(t)
	if h.Width > maxColumns {
		return nil, fmt.Errorf("it has %d columns; at most %d can be read", h.Width, maxColumns)
	}
	e.settle(&c, h, base)
	if !t.Is("delimiter") {
		e.undivided = c.Undivided()
	}
	marks := e.settleValues(&c, h, fixed)
	e.reasons = reasons(&c, &h, &marks, &t)
	e.trailing = e.trailing && !known.noTrailing
	return e, e.begin(src, text)
}

// toldTable tells whether somebody said how the file is to be read, so that it
// is a table whatever it looks like.
func toldTable(fixed map[string]string) bool {
	_, told := fixed["delimiter"]
	return told
}

// toldBy returns what options say to those who find out the rest.
func toldBy(p plan, fixed map[string]string) guess.Told {
	return guess.Told{Options: fixed, Dialect: p.Dialect, Skip: p.skip, Header: p.header}
}

func (e *examined) settleEncoding(head []byte, fixed map[string]string, known suspicion) (err error) {
	switch {
	case e.fixedEncoding:
		e.encoding = fixed["encoding"]
	case known.encoding != "":
		e.encoding = known.encoding
	default:
		if e.encoding = detectEncoding(head); e.encoding == "" {
			return &NotTableError{"it is not text"}
		}
	}
	e.encoder, err = encoderFor(e.encoding)
	return err
}

// settle makes the plan by which the file is read.
func (e *examined) settle(c *guess.Candidate, h guess.Heading, base plan) {
	encoding := e.encoding
	e.plan = base
	e.Dialect, e.encoding = c.Dialect, encoding
	e.skip, e.header, e.names, e.width = h.Skip, h.Rows, h.Names, h.Width
	e.votes = h.Votes
	e.unsure, e.more, e.fewer, e.leading = h.Unsure, h.More, h.Fewer, h.Leading
	if n := len(e.names); n > 1 && e.names[n-1] == "" && c.LastEmpty(h) {
		e.trailing, e.width, e.names = true, n-1, e.names[:n-1]
	}
}

// begin leaves out of the source what is before the first row.
func (e *examined) begin(src *source, text []byte) error {
	s := newWorker(e.reading, src.sizes).cut
	at, lines, err := beginning(s, &e.plan, text, src.end != nil)
	if err != nil {
		return err
	}
	e.firstLine, e.headerFlaws, e.titles = int64(lines), at.flaws, at.titles
	e.before.comments = at.comments
	e.quotesBefore = e.Quote != 0 && bytes.IndexByte(text[:at.header], e.Quote) >= 0
	e.countEnds(s, text[:at.rows])
	src.skip(at.rows)
	return nil
}

// countEnds counts the line ends before the first row.
func (e *examined) countEnds(s *cut.Splitter, text []byte) {
	e.before.returns = int64(bytes.Count(text, []byte{'\r'}))
	e.before.feeds = int64(bytes.Count(text, []byte{'\n'}))
	e.before.controls = e.encoding == "latin-1" && hasC1(text)
	e.before.commas = e.Delimiter == "" && bytes.IndexByte(text, ',') >= 0
	for at := 0; at < len(text); {
		_, next, m := s.Line(text, at, true)
		e.before.marks[m]++
		at = next
	}
	if e.Ends == cut.EndCRLF && e.before.feeds > e.before.marks[cut.CRLF] {
		e.headerFlaws |= cut.Stray
	}
}

// An opening tells where in a text the header begins, and where the rows do.
type opening struct {
	header, rows int
	flaws        cut.Flaws // of the header
	comments     bool      // among its lines
	titles       []string  // its records that a row can be told to repeat, see titleOf
}

// beginning finds the first row of a text.
func beginning(s *cut.Splitter, p *plan, text []byte, final bool) (at opening, lines int, err error) {
	for ; lines < p.skip && at.header < len(text); lines++ {
		_, next, m := s.Line(text, at.header, final)
		if m == cut.TextEnds {
			return at, lines, errMore
		}
		at.header = next
	}
	at.rows = at.header
	var r cut.Record
	for n := 0; n < p.header && at.rows < len(text); {
		switch s.Next(text, at.rows, final, &r) {
		case cut.More:
			return at, lines, errMore
		case cut.TooLong:
			return at, lines, errLong
		}
		lines += s.CountLines(text[r.Start:r.End])
		at.rows = r.End
		at.flaws |= r.Flaws
		at.comments = at.comments || r.Comment
		if !r.Blank && !r.Comment {
			n++
			if title := titleOf(s, text, &r, p.trailing); title != "" {
				at.titles = append(at.titles, title)
			}
		}
	}
	return at, lines, nil
}

// titleOf returns the fields of a record of the header as one text, by which
// it is known again among the rows, or "" if it has but one field or is no more
// than numbers and marks, as a row may be.
func titleOf(s *cut.Splitter, text []byte, r *cut.Record, trailing bool) string {
	if len(r.Fields) < 2 {
		return ""
	}
	var scratch, title []byte
	fields := r.Fields
	if last := fields[len(fields)-1]; trailing && last.Kind == cut.Plain && last.Start == last.End {
		fields = fields[:len(fields)-1]
	}
	for i, f := range fields {
		if i > 0 {
			title = append(title, 0)
		}
		title = append(title, bytes.TrimSpace(s.Value(text, f, &scratch))...)
	}
	if bytes.IndexFunc(title, unicode.IsLetter) < 0 {
		return ""
	}
	return string(title)
}
