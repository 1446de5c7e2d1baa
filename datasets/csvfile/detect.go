package csvfile

import (
	"bytes"
	"math"
	"slices"
	"strings"

	"github.com/tarnlake/tarn/datasets/csvfile/internal/cut"
)

// A candidate is a dialect that a text may be written in, and how well it fits.
type candidate struct {
	cut.Dialect
	score   float64
	width   int      // fields of most records
	fit     float64  // share of the records that have as many
	records []sample // without blank lines and comments
	flawed  int      // records whose quotes do not fit
	strays  int      // records with line ends in unquoted fields
	quotes  int      // quotes in the text
	closed  int      // those around fields, and within such fields
	hashes  int      // records that begin with '#'

	hashesAreRows bool // and are among the records
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

// told is what a person has said of a file.
type told struct {
	options map[string]string // by their keys in a layout; what is not among them is to be found out
	dialect cut.Dialect
	skip    int // lines before the header
	header  int // rows of the header
}

// is tells whether an option was told.
func (t *told) is(option string) bool {
	_, is := t.options[option]
	return is
}

// detectDialect finds the dialect in which text, the beginning of a file in
// UTF-8, makes the most regular table. Whole tells whether text is all there is.
// What was told is not to be found out.
func detectDialect(text []byte, whole bool, t told) candidate {
	var best candidate
	best.score = -1
	for _, d := range dialects(text, t) {
		c := try(d, text, whole)
		if c.score > best.score {
			best = c
		}
	}
	return best
}

// try cuts the text up under a dialect and judges what comes out.
func try(d cut.Dialect, text []byte, whole bool) candidate {
	c := candidate{Dialect: d}
	c.cut(text, whole, 0)
	c.judge()
	return c
}

// cut cuts the text into records, of which the last is left out unless the text
// is whole.
func (c *candidate) cut(text []byte, whole bool, width int) {
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
func (c *candidate) splitsTime(r sample) bool {
	if len(r.fields) < 2 || strings.Contains(usual, c.Delimiter) {
		return false
	}
	whole := bytes.Join(r.fields, []byte(c.Delimiter))
	return isTime(whole) || isNumber(whole)
}

// countQuotes counts the double quotes of a record, and those of them that
// stand around fields or within such.
func (c *candidate) countQuotes(text []byte, r *cut.Record) {
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

// judge finds the width of the table and gives the candidate its score: how
// many records have that width, how much each field looks like a value, and
// how much the fields of a column look alike.
func (c *candidate) judge() {
	if len(c.records) == 0 {
		return
	}
	c.width, c.fit = c.commonWidth()
	looks, alike, odd := c.columns()
	score := c.fit * c.fit * looks * (0.4 + 0.6*alike)
	score *= 1 - float64(c.flawed)/float64(len(c.records))*0.8
	if c.quotes > 0 {
		score *= 0.5 + 0.5*float64(c.closed)/float64(c.quotes)
	}
	score *= (1 - 0.3*odd) * (1 - 0.3*float64(c.strays)/float64(len(c.records)))
	if c.width == 1 {
		score *= 0.5
	} else {
		score *= 1 - 0.4/float64(c.width)
	}
	c.score = score * c.preference()
}

// preference is a little less than 1 for dialects that are less usual.
func (c *candidate) preference() float64 {
	p := 1.0
	switch {
	case c.Delimiter == "" || len(c.Delimiter) > 1:
		p = 0.97
	case c.Delimiter == ",":
	case c.Delimiter == ";" || c.Delimiter == "\t":
		p = 0.995
	case c.Delimiter == "|":
		p = 0.98
	case c.Delimiter == ":" || c.Delimiter == " ":
		p = 0.7
	default:
		p = 0.5
	}
	switch {
	case c.Quote == '\'':
		p *= 0.98
	case c.Quote == 0:
		p *= 0.97
	}
	if c.Escape == '\\' {
		p *= 0.99
	}
	if c.Ends != cut.EndLF {
		p *= 0.99
	}
	if len(c.records) < 2 && !strings.Contains(usual, c.Delimiter) {
		p *= 0.5
	}
	return p
}

// commonWidth returns how many fields most records have, and the share of the
// records that do. Records before the first and after the last of them count
// little, unless they look like records of another dialect: they are titles and
// footnotes.
func (c *candidate) commonWidth() (width int, fit float64) {
	counts := make(map[int]int)
	for _, r := range c.records {
		counts[len(r.fields)]++
	}
	for _, r := range c.records {
		if n := len(r.fields); counts[n] > counts[width] {
			width = n
		}
	}
	first, last := -1, 0
	for i, r := range c.records {
		if len(r.fields) == width {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	inside := last - first + 1
	outside := 0.0
	for i, r := range c.records {
		switch {
		case first <= i && i <= last:
		case r.anyBare(func(f []byte) bool { return len(f) > 0 && joined(f, c.Delimiter) }):
			outside += 3
		default:
			outside++
		}
	}
	fit = float64(counts[width]) / float64(inside)
	return width, fit * math.Max(0.1, 1-0.3*outside/float64(len(c.records)))
}

// columns returns how much the fields look like values, how much those of a
// column look alike, and how many records have fields that look joined, each
// from 0 to 1. The first record, which may be a header, need not look like the
// others.
func (c *candidate) columns() (looks, alike, odd float64) {
	columns := make([]column, c.width)
	rows := 0
	for _, r := range c.records {
		if len(r.fields) != c.width {
			continue
		}
		rows++
		isOdd := false
		for i, f := range r.fields {
			k := classify(f, c.Delimiter, r.quoted[i])
			looks += weights[k]
			columns[i].add(k, rows == 1)
			isOdd = isOdd || k == classJoined
		}
		if isOdd {
			odd++
		}
	}
	filled := 0.0
	for i := range columns {
		if share, any := columns[i].alike(); any {
			filled++
			alike += share
		}
	}
	if filled > 0 {
		alike /= filled
	}
	return looks / float64(rows*c.width), alike, odd / float64(rows)
}

// A column counts fields by the group of their class; empty ones do not count.
type column struct {
	groups [classes]int
	all    int
	first  class // that of the first field, or classEmpty
}

func (c *column) add(k class, first bool) {
	if k == classEmpty || k == classNull {
		return
	}
	k = k.group()
	c.groups[k]++
	c.all++
	if first {
		c.first = k
	}
}

// alike returns the share of the fields that are of the most common group, with
// or without the first.
func (c *column) alike() (share float64, any bool) {
	if c.all == 0 {
		return 0, false
	}
	most := float64(slices.Max(c.groups[:]))
	share = most / float64(c.all)
	if c.first != classEmpty && c.all > 2 {
		c.groups[c.first]--
		share = max(share, float64(slices.Max(c.groups[:]))/float64(c.all-1))
	}
	return share, true
}

// settleComments decides whether lines that begin with '#' are comments. They
// are not if they have as many fields as the rows.
func (c *candidate) settleComments(text []byte, whole bool, t told) {
	c.hashesAreRows = true
	c.cut(text, whole, c.width)
	if t.is("comment") || c.hashes == 0 {
		return
	}
	like, all := 0, 0
	for _, r := range c.records {
		if r.hash {
			all++
			if len(r.fields) == c.width && c.width > 1 {
				like++
			}
		}
	}
	if like*2 > all || c.width == 1 && all*2 > len(c.records) {
		return
	}
	c.Comment = '#'
	c.cut(text, whole, c.width)
}

// isProse tells whether the commas of a text are those of sentences.
func (c *candidate) isProse(text []byte) bool {
	commas := bytes.Count(text, []byte{','})
	if c.closed > 0 || bytes.Count(text, []byte(", "))+bytes.Count(text, []byte(",\n")) < commas*9/10 {
		return false
	}
	for i := range c.width {
		if most, share := profileOf(c.records[1:], i).commonClass(); (most == classNumber || most == classTime) && share > 0.8 {
			return false
		}
	}
	return true
}
