package guess

import (
	"bytes"
	"math"
	"slices"
)

// A Heading is what is found out about the beginning of a table.
type Heading struct {
	Skip  int      // lines before the header, or before the first row if there is none
	Rows  int      // records of the header; 0 if there is none
	Width int      // fields of the table
	Names []string // of the columns; empty without a header
	Verdict
	First   int   // the line of the first record that is not skipped, from 0
	Title   *Spot // the first of the records that are skipped; nil if there is none
	Unsure  bool  // it may well be otherwise
	More    int   // how many names were left out that are empty and that no row has a field for
	Fewer   int   // how many columns the header has no name for, not even an empty one
	Leading bool  // that is the first column, in which the names of the rows are; else it is the last ones
}

// maxTitles is how many records before the header may be titles and notes.
const maxTitles = 60

// FindHeading tells titles, header and rows apart. What was told is not to be
// found out.
func (c *Candidate) FindHeading(t Told) Heading {
	h := Heading{Width: c.Width}
	first := c.skipTitles(t)
	if first == len(c.records) {
		h.Skip = t.Skip
		return h
	}
	records := c.records[first:]
	h.First = records[0].line
	h.Skip = h.First
	if first > 0 {
		h.Title = c.spot(&c.records[0])
	}
	if t.Is("skip") {
		h.Skip = t.Skip
	}
	if t.Is("header") {
		h.Rows = min(t.Header, len(records))
	} else {
		h.Rows, h.Verdict = headerRows(records, c.Width)
		h.Unsure = math.Abs(h.Votes) < doubtful
	}
	named := h.Width
	if h.Rows > 0 {
		h.Names = joinNames(records[:h.Rows])
		if n := c.surplus(h.Names, records[h.Rows:]); n > 0 {
			h.Names, h.More = slices.DeleteFunc(h.Names, func(name string) bool { return name == "" }), n
		}
		h.Width = max(h.Width, len(h.Names))
		named = len(h.Names)
		if len(h.Names) == c.Width-1 && leadingNames(h.Names, records[h.Rows:]) {
			h.Names, h.Leading = append([]string{""}, h.Names...), true
		}
	}
	h.Fewer = max(0, h.Width-named)
	for len(h.Names) > 0 && len(h.Names) < h.Width {
		h.Names = append(h.Names, "")
	}
	return h
}

// surplus returns how many names a header has more than any row has fields, if
// just as many of them are empty, and not the last: each is but a delimiter too
// many.
func (c *Candidate) surplus(names []string, rows []sample) int {
	n, empty := len(names)-c.Width, 0
	for _, name := range names {
		if name == "" {
			empty++
		}
	}
	wide := func(r sample) bool { return len(r.fields) > c.Width }
	if n != empty || len(rows) < 2 || names[len(names)-1] == "" || slices.ContainsFunc(rows, wide) {
		return 0
	}
	return n
}

// skipTitles returns the index of the first record that is of the table.
func (c *Candidate) skipTitles(t Told) int {
	if t.Is("skip") {
		i := slices.IndexFunc(c.records, func(r sample) bool { return r.line >= t.Skip })
		if i < 0 {
			i = len(c.records)
		}
		return i
	}
	if c.ragged {
		return 0
	}
	usual := c.usualFill()
	for i, r := range c.records[:min(len(c.records), maxTitles)] {
		if !c.isTitle(i, r, usual) {
			return i
		}
	}
	return 0
}

// usualFill returns how many fields of a well filled record are not empty.
func (c *Candidate) usualFill() int {
	var fills []int
	for _, r := range c.records {
		if len(r.fields) == c.Width {
			fills = append(fills, filled(r))
		}
	}
	slices.Sort(fills)
	if len(fills) == 0 {
		return 0
	}
	return fills[len(fills)*3/4]
}

func filled(r sample) int {
	n := 0
	for _, f := range r.fields {
		if len(bytes.TrimSpace(f)) > 0 {
			n++
		}
	}
	return n
}

// isTitle tells whether a record at the beginning is a title or a note: if it
// has not as many fields as the rows and is no header either, or if hardly any
// of its fields are filled.
func (c *Candidate) isTitle(i int, r sample, usual int) bool {
	fill := filled(r)
	if i == 0 && fill == 1 && len(c.records) > 1 && string(bytes.Join(r.fields, []byte(c.Delimiter))) == "sep="+c.Delimiter {
		return true // a line for Excel
	}
	if c.Width < 2 || len(c.records)-i < 2 {
		return false
	}
	if len(r.fields) == c.Width {
		return fill == 0 && usual > 0 || c.Width > 2 && fill <= max(1, c.Width/4) && fill*2 < usual || c.titleAbove(i)
	}
	return fill < 2 || len(r.fields)*2 < c.Width || !headerLike(r) || c.headerFollows(i)
}

// titleAbove tells whether a record has one filled field, and after others of
// that kind there is one that could be a header.
func (c *Candidate) titleAbove(i int) bool {
	if c.Width < 3 || filled(c.records[i]) > 1 {
		return false
	}
	for _, r := range c.records[i:min(len(c.records), i+maxTitles)] {
		if n := filled(r); n > 1 {
			return n > 2 && n*2 >= c.Width && headerLike(r)
		}
	}
	return false
}

// headerFollows tells whether the next record could be a header and has the
// width of the table.
func (c *Candidate) headerFollows(i int) bool {
	if i+1 >= len(c.records) {
		return false
	}
	next := c.records[i+1]
	return len(next.fields) == c.Width && headerLike(next) && filled(next) == c.Width
}

// headerLike tells whether each field of a record could be the name of a column.
func headerLike(r sample) bool {
	for _, f := range r.fields {
		switch classify(f, "", true) {
		case classNumber, classTime, classNull, classText:
			return false
		}
		if len(f) > 100 {
			return false
		}
	}
	return true
}

// doubtful are votes for or against a header that are few.
const doubtful = 0.15

// headerRows returns how many of the first records are a header, and why.
func headerRows(records []sample, width int) (rows int, v Verdict) {
	lone := func(votes float64, why string) Verdict { return Verdict{Votes: votes, Column: -1, Why: why} }
	if len(records) == 1 {
		is := headerLike(records[0]) && distinct(records[0]) && filled(records[0]) == len(records[0].fields)
		if is {
			return 1, lone(0.1, "there is no other row, and each field could be a name")
		}
		return 0, lone(-0.2, "there is no other row, and not each field could be a name")
	}
	if filled(records[0]) == 0 {
		return 0, lone(-1, "the first row is empty")
	}
	v = headerVotes(records[0], withoutRepeats(records), width)
	if v.Votes <= 0 {
		if rows = upperRows(records, width); rows > 0 {
			v = lone(0.1, "a row below the first has words where the others have numbers or times")
			return rows + blankAfter(records, rows), v
		}
		return 0, v
	}
	rows = lowerRows(records, width)
	return rows + blankAfter(records, rows), v
}

// withoutRepeats returns the records after the first. If it can be nothing but a
// header, those that are the same do not count.
func withoutRepeats(records []sample) []sample {
	first, rest := records[0], records[1:]
	same := func(r sample) bool { return slices.EqualFunc(r.fields, first.fields, bytes.Equal) }
	if len(first.fields) < 2 || !headerLike(first) || !slices.ContainsFunc(rest, same) {
		return rest
	}
	others := slices.DeleteFunc(slices.Clone(rest), same)
	for i, f := range first.fields {
		most, share := profileOf(others, i).commonClass()
		if (most == classNumber || most == classTime) && share == 1 && classify(f, "", true) != most {
			return others
		}
	}
	return rest
}

func distinct(r sample) bool {
	seen := make(map[string]bool)
	for _, f := range r.fields {
		if seen[string(f)] {
			return false
		}
		seen[string(f)] = true
	}
	return true
}

// headerVotes weighs whether a record is a header of rows: above 0 if it is,
// and the surer the further from it.
func headerVotes(first sample, rows []sample, width int) (v Verdict) {
	votes, voters := 0.0, 0.0
	ballots := make([]ballot, min(len(first.fields), width))
	for i := range ballots {
		p := profileOf(rows, i)
		if p.rows == 0 {
			continue
		}
		b := p.vote(bytes.TrimSpace(first.fields[i]))
		votes += b.vote * b.weight
		voters += b.weight
		v.count(b)
		ballots[i] = b
	}
	if voters == 0 {
		return Verdict{Votes: 0.1, Column: -1, Why: "no row has a value to compare it with"}
	}
	votes /= voters
	if !distinct(first) && width > 1 {
		votes -= 0.1
	}
	if headerLike(first) && filled(first) == len(first.fields) {
		votes += 0.15
	}
	v.Votes = min(1, max(-1, votes))
	v.witness(&first, ballots)
	return v
}

// LastEmpty tells whether the last field of each row is empty, and there as
// well as not.
func (c *Candidate) LastEmpty(h Heading) bool {
	for _, r := range c.records {
		if r.line < h.Skip {
			continue
		}
		if n := len(r.fields); n > h.Width || n == h.Width && len(r.fields[n-1]) > 0 {
			return false
		}
	}
	return true
}
