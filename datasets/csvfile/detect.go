package csvfile

import (
	"bytes"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

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

// detectDialect finds the dialect in which text, the beginning of a file in
// UTF-8, makes the most regular table. Whole tells whether text is all there is.
// What fixed has of options is not to be found out.
func detectDialect(text []byte, whole bool, fixed map[string]string) candidate {
	var best candidate
	best.score = -1
	for _, d := range dialects(text, fixed) {
		c := try(d, text, whole)
		if c.score > best.score {
			best = c
		}
	}
	return best
}

// dialects lists those that are worth trying.
func dialects(text []byte, fixed map[string]string) []cut.Dialect {
	base, _ := planFrom(fixed)
	var all []cut.Dialect
	for _, ends := range endsIn(text, fixed) {
		for _, delimiter := range delimitersIn(text, fixed, ends) {
			for _, q := range quotesIn(text, delimiter, fixed) {
				d := base.Dialect
				d.Ends, d.Delimiter, d.Quote, d.Escape = ends, delimiter, q.quote, q.escape
				all = append(all, d)
				if delimiter == " " && fixed["runs"] == "" && bytes.Contains(text, []byte("  ")) {
					d.Runs = true
					all = append(all, d)
				}
				if fixed["spaces"] == "" && spacesFollow(text, delimiter) {
					d.Spaces = true
					all = append(all, d)
				}
			}
		}
	}
	return all
}

// endsIn lists the line ends that the text may have. Only if there are several
// kinds is there a choice.
func endsIn(text []byte, fixed map[string]string) []cut.LineEnds {
	if e, ok := newlines[fixed["newline"]]; ok && fixed["newline"] != "" {
		return []cut.LineEnds{e}
	}
	crlf := bytes.Count(text, []byte("\r\n"))
	cr := bytes.Count(text, []byte{'\r'}) - crlf
	if bytes.HasSuffix(text, []byte{'\r'}) && crlf > 0 {
		cr--
	}
	lf := bytes.Count(text, []byte{'\n'}) - crlf
	switch {
	case cr == 0 && (lf == 0 || crlf == 0):
		return []cut.LineEnds{cut.EndLF}
	case cr == 0:
		return []cut.LineEnds{cut.EndLF, cut.EndCRLF}
	case lf == 0 && crlf == 0:
		return []cut.LineEnds{cut.EndCR}
	case lf == 0:
		return []cut.LineEnds{cut.EndLF, cut.EndAny}
	}
	return []cut.LineEnds{cut.EndLF, cut.EndCR, cut.EndAny}
}

// usual are the delimiters that are tried if they occur at all.
const usual = ",;\t|"

// seldom are characters that do not delimit fields.
const seldom = "\"'._()[]{}<>\r\n\\"

// delimitersIn lists the delimiters that the text may have: the usual ones, any
// mark that is on most lines, any run of marks that is on nearly all of them.
func delimitersIn(text []byte, fixed map[string]string, ends cut.LineEnds) []string {
	if d, ok := fixed["delimiter"]; ok {
		return []string{d}
	}
	lines, runs := 0, make(map[string]int)
	for line := range linesOf(text, ends) {
		if len(bytes.TrimSpace(line)) == 0 || line[0] == '#' {
			continue
		}
		lines++
		countMarks(line, runs)
		if lines >= maxSamples {
			break
		}
	}
	all := []string{",", ""}
	if lines == 0 {
		return all
	}
	for mark, n := range runs {
		r, size := utf8.DecodeRuneInString(mark)
		switch {
		case mark == ",":
		case size == len(mark) && strings.ContainsRune(usual, r):
			all = append(all, mark)
		case size == len(mark) && n*2 > lines, n*10 > lines*8 && lines > 1:
			all = append(all, mark)
		}
	}
	slices.Sort(all)
	return all
}

func linesOf(text []byte, ends cut.LineEnds) func(func([]byte) bool) {
	s := cut.NewSplitter(cut.Dialect{Ends: ends}, 0)
	return func(yield func([]byte) bool) {
		for at := 0; at < len(text); {
			end, next, _ := s.Line(text, at, true)
			if !yield(text[at:end]) {
				return
			}
			at = next
		}
	}
}

// countMarks counts in runs the line under each mark that is on it, and under
// each run of two to four marks.
func countMarks(line []byte, runs map[string]int) {
	seen := make(map[string]bool)
	note := func(mark string) {
		if !seen[mark] {
			seen[mark] = true
			runs[mark]++
		}
	}
	run := 0
	for i := 0; i <= len(line); {
		r, n := utf8.RuneError, 1
		if i < len(line) {
			r, n = utf8.DecodeRune(line[i:])
		}
		isMark := i < len(line) && r != utf8.RuneError && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(seldom, r) && r != '-' && r != '+'
		if isMark {
			note(string(line[i : i+n]))
		} else {
			if i-run >= 2 && i-run <= 4 && !bytes.Contains(line[run:i], []byte(" ")) {
				note(string(line[run:i]))
			}
			run = i + n
		}
		i += n
	}
}

// A quoting is how fields are quoted.
type quoting struct{ quote, escape byte }

// quotesIn lists the ways in which fields may be quoted.
func quotesIn(text []byte, delimiter string, fixed map[string]string) []quoting {
	base, _ := planFrom(fixed)
	_, quoteFixed := fixed["quote"]
	_, escapeFixed := fixed["escape"]
	if quoteFixed && (escapeFixed || base.Quote == 0) {
		return []quoting{{base.Quote, base.Escape}}
	}
	quotes := []byte{'"'}
	if quoteFixed {
		quotes[0] = base.Quote
	} else if quotes = append(quotes, 0); opensField(text, '\'', delimiter) {
		quotes = append(quotes, '\'')
	}
	var all []quoting
	for _, q := range quotes {
		switch {
		case escapeFixed:
			all = append(all, quoting{q, base.Escape})
			continue
		case q == 0 && !bytes.Contains(text, []byte{'"'}):
			continue
		}
		all = append(all, quoting{q, q})
		if q != 0 && bytes.Contains(text, []byte{'\\', q}) {
			all = append(all, quoting{q, '\\'})
		}
	}
	return all
}

// opensField tells whether the quote is somewhere at the beginning of a field.
func opensField(text []byte, quote byte, delimiter string) bool {
	if len(text) > 0 && text[0] == quote {
		return true
	}
	for _, before := range []string{delimiter, "\n", "\r"} {
		if before != "" && bytes.Contains(text, append([]byte(before), quote)) {
			return true
		}
		if before == delimiter && before != "" && bytes.Contains(text, append([]byte(before+" "), quote)) {
			return true
		}
	}
	return false
}

// spacesFollow tells whether most delimiters have a space after them, or one
// that a quote follows.
func spacesFollow(text []byte, delimiter string) bool {
	if delimiter == "" || delimiter == " " || delimiter == "\t" {
		return false
	}
	all := bytes.Count(text, []byte(delimiter))
	return all > 0 && bytes.Count(text, []byte(delimiter+" "))*10 >= all*8 || bytes.Contains(text, []byte(delimiter+` "`))
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
