package csvfile

import (
	"bytes"
	"fmt"
	"math/bits"
	"slices"
	"strconv"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/csvfile/internal/cut"
	"github.com/tarnlake/tarn/datasets/schema"
)

// engineLine is how long a record may be that the engine reads without being
// told of it.
const engineLine = 2_000_000

// result writes down what was found in the file.
func (s *scan) result() (*datasets.Scan, error) {
	t := &s.total
	for m, n := range s.before.marks {
		t.marks[m] += n
	}
	t.returns += s.before.returns
	t.controls = t.controls || s.before.controls
	t.commas = t.commas || s.before.commas
	if s.Ends == cut.EndCR {
		t.feeds += s.before.feeds
	}
	if s.source.damage != nil {
		s.damaged = true
	}
	if !t.comments && !s.before.comments {
		s.Comment = 0
	}
	s.repeats = t.problems[repeatedHeader].Count > 0
	s.footer = s.footerLines
	if !t.atFooter { // the rows do not end where the footer begins
		s.footer, s.footerText = 0, nil
	}
	if t.rows == 0 && s.header == 0 {
		return nil, &NotTableError{"it has no rows"}
	}
	r := &datasets.Scan{Rows: t.rows, Bytes: s.source.total, HeaderVotes: s.votes}
	r.Format, r.Compression = "csv", s.source.file.Compression
	s.addColumns(r)
	r.Options = s.layoutOptions()
	r.Problems = append(s.problems(), r.Problems...)
	r.Reasons = s.allReasons(r)
	r.Copy = s.whyCopy()
	return r, nil
}

// addColumns adds the columns and the evidence for them.
func (s *scan) addColumns(r *datasets.Scan) {
	if s.extra {
		s.total.columns[s.width].AddNulls(s.total.rows - s.total.problems[longRow].Count)
	}
	for i := range s.total.columns {
		found := s.total.columns[i].Result()
		for j := range found.Evidence.Deciders {
			s.place(&found.Evidence.Deciders[j])
		}
		c := datasets.Column{Type: found.Type, Format: found.Format}
		if i < len(s.names) {
			c.Source = s.names[i]
		}
		if s.extra && i == s.width {
			c.Source, c.Type = extraColumn, schema.Type{Kind: schema.String}
		}
		for text := range found.Evidence.NullTexts {
			c.Nulls = append(c.Nulls, text)
		}
		slices.Sort(c.Nulls)
		r.Columns = append(r.Columns, c)
		r.Evidence = append(r.Evidence, found.Evidence)
		for _, p := range found.Problems {
			for j := range p.Places {
				s.place(&p.Places[j])
			}
			r.Problems = append(r.Problems, p)
		}
	}
}

// place turns a place among the rows into one in the file.
func (s *scan) place(at *datasets.Place) {
	if at.Line > 0 {
		at.Line += s.firstLine
	}
}

// newline names the line ends of the file as the options do.
func (s *scan) newline() string {
	lf, crlf, cr := s.total.marks[cut.LF] > 0, s.total.marks[cut.CRLF] > 0, s.total.marks[cut.CR] > 0
	switch {
	case s.Ends == cut.EndAny && cr && (lf || crlf):
		return "any"
	case s.Ends == cut.EndCRLF:
		return "\r\n"
	case s.Ends == cut.EndCR || cr:
		return "\r"
	case lf && crlf:
		return "mixed"
	case crlf && s.plainReturns():
		return "\r\n"
	}
	return "\n"
}

// plainReturns tells whether each "\r" is part of a line end.
func (s *scan) plainReturns() bool {
	return s.total.returns == s.total.marks[cut.CRLF]+s.total.marks[cut.CR]
}

func (s *scan) layoutOptions() map[string]string {
	p := s.plan
	if p.Delimiter == "" && !s.total.commas && p.Quote == '"' {
		p.Delimiter = ","
	}
	o := p.options(s.newline())
	if s.options.Decimal != 0 && s.options.Decimal != '.' {
		o["decimal"] = charText(s.options.Decimal)
	}
	if s.options.Thousands != 0 {
		o["thousands"] = charText(s.options.Thousands)
	}
	if s.total.problems[shortRow].Count > 0 {
		o["padding"] = "true"
	}
	if most := 2*s.total.longest + 3*s.width; most > engineLine { // as long as in a clean copy, if all of it is quotes
		o["maxLine"] = strconv.Itoa(1 << bits.Len(uint(most)))
	}
	return o
}

// problems returns what is wrong with the rows.
func (s *scan) problems() []datasets.Problem {
	t := &s.total
	line, at := s.total.lines, s.source.total-s.source.length(s.footerText)
	for text := range cut.Lines(s.footerText, s.Ends) {
		line++
		if len(bytes.TrimSpace(text)) > 0 {
			t.problems[footerLine].Add(datasets.Place{Line: line, Byte: at, Value: string(text)})
		}
		at += s.source.length(text) + 1
	}
	var all []datasets.Problem
	for i := range t.problems {
		p := t.problems[i]
		if p.Count == 0 {
			continue
		}
		p.Kind, p.Cause = causes[i].kind, causes[i].cause
		if i == longRow && s.extra {
			p.Cause = "The row has more fields than the table has columns. The fields beyond them, given here, are kept in the column _extra."
		}
		for j := range p.Places {
			s.place(&p.Places[j])
		}
		all = append(all, p)
	}
	if w := s.source.wide; w != nil && w.bads > 0 {
		p := datasets.Problem{Kind: causes[badBytes].kind, Cause: causes[badBytes].cause, Count: w.bads}
		for _, at := range w.bad {
			p.Places = append(p.Places, datasets.Place{Byte: at})
		}
		all = append(all, p)
	}
	return append(all, s.doubts()...)
}

// doubts returns what may well be otherwise than it was taken for, and what is
// wrong with the file as a whole.
func (s *scan) doubts() (all []datasets.Problem) {
	add := func(kind, cause string, places ...datasets.Place) {
		all = append(all, datasets.Problem{Kind: kind, Cause: cause, Count: 1, Places: places})
	}
	if s.damaged {
		add("broken off", fmt.Sprintf("The file is damaged (%v). The rows before that were read.", s.source.damage))
	}
	if s.undivided != "" {
		add("undivided lines", fmt.Sprintf("Most lines have %q in them, and yet each was taken for one field. If it is the delimiter, say so.", s.undivided))
	}
	switch {
	case s.unsure && s.header == 0:
		add("doubtful header", "It is not sure whether the first row is a header. It was not taken for one.")
	case s.unsure:
		add("doubtful header", "It is not sure whether the first row is a header. It was taken for one.")
	}
	header := datasets.Place{Line: int64(s.skip) + 1}
	if s.headerFlaws&(cut.Misquoted|cut.Bare) != 0 {
		add("odd quotes", "The quotes of the header do not fit. It was read as seems to be meant.", header)
	}
	if s.more > 0 {
		add("long header", fmt.Sprintf("The header has %d fields, the rows have %d. Those of the header that are empty were left out.", s.fields()+s.more, s.fields()), header)
	}
	if s.fewer > 0 && s.total.rows > 0 {
		add("short header", fmt.Sprintf("The header has %d names, the rows have %d fields. %s", s.fields()-s.fewer, s.fields(), s.whoIsNameless()))
	}
	return all
}

// whoIsNameless says which columns a short header was taken to have no names for.
func (s *scan) whoIsNameless() string {
	switch {
	case s.leading:
		return "The first field was taken for the name of its row, and the names for those of the others."
	case s.trailing:
		return "The last field, which is always empty, was left out."
	}
	return "The fields at the end were taken for those without a name."
}

// whyCopy says why the engine cannot read the file as it lies, or nothing if it
// was seen that it can: it reads each row just as the scan did.
func (s *scan) whyCopy() string {
	t := &s.total
	newline := s.newline()
	for _, reason := range []struct {
		is   bool
		text string
	}{
		{s.source.file.Compression == "bzip2", "compressed with bzip2"},
		{s.damaged, "damaged"},
		{s.encoding != "utf-8" && (s.encoding != "latin-1" || t.controls), "encoded in " + s.encoding},
		{t.problems[badBytes].Count > 0, "bytes that cannot be decoded"},
		{s.extra, "fields beyond the columns kept in one of their own"},
		{t.problems[longRow].Count > 0, "rows with too many fields"},
		{t.problems[longLine].Count > 0, "a line of more than 32 MB"},
		{t.flaws&cut.Misquoted != 0, "quotes that do not fit"},
		{len(s.Delimiter) > 1, "a delimiter of several characters"},
		{s.Delimiter == "" && (t.commas || s.Quote != '"'), "no delimiter"},
		{s.Delimiter != "" && (s.Delimiter[0] >= 0x80 || s.Delimiter[0] == s.Quote), "an unusual delimiter"},
		{s.Runs, "delimiters in a row"},
		{s.Spaces, "spaces after delimiters"},
		{s.Escape == '\\', "quotes escaped by backslashes"},
		{s.Comment != 0, "comment lines"},
		{s.repeats, "the header in the midst of rows"},
		{s.footer > 0, "lines after the last row"},
		{t.flaws&cut.Padded != 0, "spaces beside quotes"},
		{t.flaws&cut.Stray != 0, "line ends within unquoted fields"},
		{newline == "mixed" || newline == "any", "mixed line ends"},
		{!s.plainReturns(), "carriage returns within fields"},
		{t.feeds > t.marks[cut.CRLF], "line feeds within fields"},
		{t.flaws&cut.Multiline != 0 && newline != "\n", "line ends within fields"},
		{s.quotesBefore && s.skip > 0, "quotes before the header"},
		{s.headerFlaws&^cut.Doubled != 0, "odd quotes in the header"},
		{int64(s.skip+s.header) != s.firstLine, "a header of several lines"},
		{s.more > 0, "a header with more fields than the rows"},
	} {
		if reason.is {
			return reason.text
		}
	}
	return ""
}
