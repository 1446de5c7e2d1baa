package guess

import (
	"bytes"

	"github.com/tarnlake/tarn/datasets/csvfile/internal/cut"
)

// NextDelimiter returns the best of the dialects with another delimiter that
// were tried, if there is one.
func (c *Candidate) NextDelimiter() (Trial, bool) {
	return c.next(func(d *cut.Dialect) bool { return d.Delimiter != c.Delimiter })
}

// NextQuote returns the best of those with the same delimiter and another quote.
func (c *Candidate) NextQuote() (Trial, bool) {
	return c.next(func(d *cut.Dialect) bool { return d.Delimiter == c.Delimiter && d.Quote != c.Quote })
}

func (c *Candidate) next(is func(*cut.Dialect) bool) (best Trial, found bool) {
	for _, t := range c.trials {
		if is(&t.Dialect) && (!found || t.Score > best.Score) {
			best, found = t, true
		}
	}
	return best, found
}

// Regular returns how many of the records that were looked at are of the width
// of the table.
func (c *Candidate) Regular() (regular, all int) {
	for _, r := range c.records {
		if len(r.fields) == c.Width {
			regular++
		}
	}
	return regular, len(c.records)
}

// Ragged tells whether hardly two records are of one length.
func (c *Candidate) Ragged() bool { return c.ragged }

// Quotes returns how many double quotes there are, and how many of them stand
// around fields or within such.
func (c *Candidate) Quotes() (fit, all int) { return c.closed, c.quotes }

// Hashes returns how many records begin with '#'.
func (c *Candidate) Hashes() int { return c.hashes }

// A Spot is a text and the line it begins in, from 0.
type Spot struct {
	Line int
	Text string
}

// spot returns where a record is, and what stands there.
func (c *Candidate) spot(r *sample) *Spot {
	return &Spot{r.line, string(bytes.Join(r.fields, []byte(c.Delimiter)))}
}

// A Verdict says whether the first record is a header, and which columns say so.
type Verdict struct {
	Votes        float64 // for a header, from -1 to 1; 0 if it was told
	For, Against int     // how many columns vote so
	Column       int     // from 0, of the one that weighs most among those that won; -1 if none does
	Why          string  // what it has to say
	Text         string  // its first field
}

// A ballot is the vote of one column, from -1 to 1, and how much it counts.
type ballot struct {
	vote, weight float64
	why          string
}

// count counts a ballot of column i, whose first field is text.
func (v *Verdict) count(b ballot) {
	switch {
	case b.vote > 0:
		v.For++
	case b.vote < 0:
		v.Against++
	}
}

// witness takes the column that says most for what was decided.
func (v *Verdict) witness(first *sample, ballots []ballot) {
	most := 0.0
	v.Column = -1
	for i, b := range ballots {
		says := b.vote * b.weight
		if v.Votes <= 0 {
			says = -says
		}
		if says > most {
			most = says
			v.Column, v.Why, v.Text = i, b.why, string(bytes.TrimSpace(first.fields[i]))
		}
	}
}
