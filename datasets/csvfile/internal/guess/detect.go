// Package guess finds out how a text is written that is some kind of CSV: the
// dialect, and where its titles, its header and its rows are.
//
// Dialects are not told by counting delimiters. Each that is possible is tried:
// the beginning of the text is cut up by it, and the [Candidate] is judged by
// how many records are of one length, how much their fields look like values,
// and how much those of a column look alike. A header is told by how it differs
// from what is below it. What a person has [Told] is not guessed.
package guess

import (
	"bytes"
	"slices"
	"strings"

	"github.com/tarnlake/tarn/datasets/csvfile/internal/cut"
)

// A Candidate is a dialect that a text may be written in, and how well it fits.
type Candidate struct {
	cut.Dialect
	Score   float64
	Width   int      // fields of most records
	Fit     float64  // share of the records that have as many
	records []sample // without blank lines and comments
	flawed  int      // records whose quotes do not fit
	strays  int      // records with line ends in unquoted fields
	quotes  int      // quotes in the text
	closed  int      // those around fields, and within such fields
	hashes  int      // records that begin with '#'

	hashesAreRows bool // and are among the records
	ragged        bool // hardly two rows are of one length
	trials        []Trial
}

// A Trial is a dialect that was tried, and how well it fits, up to 1.
type Trial struct {
	cut.Dialect
	Score float64
}

// A sample is a record of the text that a dialect is tried on.
type sample struct {
	line   int // from 0, of the text
	lines  int
	fields [][]byte
	quoted []bool // the fields that stand between quotes
	flaws  cut.Flaws
	hash   bool // it begins with '#'
}

// Tried returns how many records the dialect was tried on.
func (c *Candidate) Tried() int { return len(c.records) }

// anyBare tells whether is holds for any field that is not between quotes.
func (r *sample) anyBare(is func([]byte) bool) bool {
	for i, f := range r.fields {
		if !r.quoted[i] && is(f) {
			return true
		}
	}
	return false
}

// maxSamples is how many records a dialect is tried on.
const maxSamples = 1000

// Told is what a person has said of a file.
type Told struct {
	Options map[string]string // by their keys in a layout; what is not among them is to be found out
	Dialect cut.Dialect
	Skip    int // lines before the header
	Header  int // rows of the header
}

// Is tells whether an option was told.
func (t *Told) Is(option string) bool {
	_, is := t.Options[option]
	return is
}

// FindDialect finds the dialect in which text, the beginning of a file in
// UTF-8, makes the most regular table. Whole tells whether text is all there is.
// What was told is not to be found out.
func FindDialect(text []byte, whole bool, t Told) Candidate {
	var best Candidate
	best.Score = -1
	var trials []Trial
	for _, d := range dialects(text, t) {
		c := try(d, text, whole)
		trials = append(trials, Trial{d, c.Score})
		if c.Score > best.Score {
			best = c
		}
	}
	if c, ok := best.withoutApostrophes(text, whole, t); ok {
		best = c
	}
	if best.Width == 1 && !t.Is("delimiter") {
		if c, ok := best.divide(text, whole, t); ok {
			best = c
		}
	}
	best.trials = trials
	return best
}

// withoutApostrophes returns the same dialect without ' as quote, if with it
// fields reach over several lines, and without it all lines have as many fields
// as the records had: the apostrophes are values then, and lines would be lost.
func (c *Candidate) withoutApostrophes(text []byte, whole bool, t Told) (Candidate, bool) {
	if c.Quote != '\'' || c.Width < 2 || t.Is("quote") || !slices.ContainsFunc(c.records, func(r sample) bool { return r.lines > 1 }) {
		return Candidate{}, false
	}
	d := c.Dialect
	d.Quote = '"'
	plain := try(d, text, whole)
	return plain, plain.Fit == 1 && plain.Width == c.Width
}

// try cuts the text up under a dialect and judges what comes out.
func try(d cut.Dialect, text []byte, whole bool) Candidate {
	c := Candidate{Dialect: d}
	c.cut(text, whole, 0)
	c.judge()
	return c
}

// cut cuts the text into records, of which the last is left out unless the text
// is whole.
func (c *Candidate) cut(text []byte, whole bool, width int) {
	s := cut.NewSplitter(c.Dialect, width)
	c.records, c.flawed, c.strays, c.quotes, c.closed, c.hashes = nil, 0, 0, 0, 0, 0
	var r cut.Record
	line := 0
	for at := 0; at < len(text) && len(c.records) < maxSamples; at = r.End {
		if s.Next(text, at, true, &r) != cut.Done {
			break
		}
		if r.End == len(text) && !whole && len(c.records) > 0 {
			break
		}
		lines := s.CountLines(text[at:r.End])
		c.countQuotes(text, &r)
		hash := text[at] == '#' && c.Comment == 0
		if hash {
			r.Comment = !c.hashesAreRows
			c.hashes++
		}
		if !r.Blank && !r.Comment && !(len(r.Fields) == 1 && len(bytes.TrimSpace(text[at:r.End])) == 0) {
			c.records = append(c.records, sampleOf(s, text, &r, line, lines))
			c.records[len(c.records)-1].hash = hash
		}
		line += lines
	}
	for _, r := range c.records {
		if r.flaws&cut.Misquoted != 0 || r.anyBare(strayQuote) || c.splitsTime(r) {
			c.flawed++
		}
		if r.flaws&cut.Stray != 0 {
			c.strays++
		}
	}
}

// splitsTime tells whether the dialect makes several fields of a record that is
// one time or number.
func (c *Candidate) splitsTime(r sample) bool {
	if len(r.fields) < 2 || strings.Contains(Usual, c.Delimiter) {
		return false
	}
	whole := bytes.Join(r.fields, []byte(c.Delimiter))
	return isTime(whole) || isNumber(whole)
}

// countQuotes counts the double quotes of a record, and those of them that
// stand around fields or within such.
func (c *Candidate) countQuotes(text []byte, r *cut.Record) {
	c.quotes += bytes.Count(text[r.Start:r.End], []byte{'"'})
	if c.Quote != '"' {
		return
	}
	for _, f := range r.Fields {
		if f.Kind == cut.Quoted || f.Kind == cut.Escaped {
			c.closed += 2 + bytes.Count(text[f.Start:f.End], []byte{'"'})
		}
	}
}

// sampleOf keeps a record.
func sampleOf(s *cut.Splitter, text []byte, r *cut.Record, line, lines int) sample {
	kept := sample{line: line, lines: lines, fields: make([][]byte, len(r.Fields)), quoted: make([]bool, len(r.Fields)), flaws: r.Flaws}
	for i, f := range r.Fields {
		var scratch []byte
		kept.fields[i] = s.Value(text, f, &scratch)
		kept.quoted[i] = f.Kind == cut.Quoted || f.Kind == cut.Escaped
	}
	return kept
}

// SettleComments decides whether lines that begin with '#' are comments, and
// cuts the text up once more, for now it is known how many fields a record has.
// Lines that have as many are no comments.
func (c *Candidate) SettleComments(text []byte, whole bool, t Told) {
	c.hashesAreRows = true
	c.cut(text, whole, c.Width)
	if t.Is("comment") || c.hashes == 0 {
		return
	}
	like, all := 0, 0
	for _, r := range c.records {
		if r.hash {
			all++
			if len(r.fields) == c.Width && c.Width > 1 {
				like++
			}
		}
	}
	if like*2 > all || c.Width == 1 && all*2 > len(c.records) {
		return
	}
	c.Comment = '#'
	c.cut(text, whole, c.Width)
	c.hashes = all
}

// IsProse tells whether the commas of a text are those of sentences.
func (c *Candidate) IsProse(text []byte) bool {
	commas := bytes.Count(text, []byte{','})
	if c.closed > 0 || bytes.Count(text, []byte(", "))+bytes.Count(text, []byte(",\n")) < commas*9/10 {
		return false
	}
	for i := range c.Width {
		if most, share := profileOf(c.records[1:], i).commonClass(); (most == classNumber || most == classTime) && share > 0.8 {
			return false
		}
	}
	return true
}
