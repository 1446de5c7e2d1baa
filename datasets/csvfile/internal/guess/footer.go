package guess

import (
	"bytes"
	"regexp"
	"slices"

	"github.com/tarnlake/tarn/datasets/csvfile/internal/cut"
)

// maxFooterLines is how many lines may follow the last row.
const maxFooterLines = 20

// footerWords begin lines that sum up or explain what is above them.
var footerWords = regexp.MustCompile(`(?i)^\W*(total|sum|subtotal|grand total|notes?|source|footnote|generated|end of|copyright|©|\d+ rows?|rows? )\b`)

// FindFooter returns how many lines at the end of a file are no rows, and these
// lines. They have text in their first field alone, where the rows have more;
// and they stand behind a blank line, or begin like a footnote, or have words
// where the rows have a number or a time. A line of totals may come first.
func FindFooter(s *cut.Splitter, width int, text []byte, size int) (lines int, footer []byte) {
	if width < 2 {
		return 0, nil
	}
	records, starts := lastRecords(s, text, size)
	n := len(records)
	at := n
	for at > 0 && n-at < maxFooterLines && footerLike(records[at-1], width) {
		at--
	}
	if at > 0 && at < n && !startsFooter(records, at, width) {
		at = n
	}
	if at > 0 && isTotal(records[:at], width) {
		at--
	}
	if at == n || at == 0 {
		return 0, nil
	}
	for at > 0 && len(records[at-1].fields) > 0 && filled(records[at-1]) == 0 {
		at--
	}
	footer = text[starts[at]:]
	return s.CountLines(footer), footer
}

// totalWords begin a line of totals.
var totalWords = regexp.MustCompile(`(?i)^\W*((grand |sub)?totals?|sum|all|average|mean|gesamt|summe)\W*$`)

// isTotal tells whether the last record sums up those before it: its first text
// says so, and it has nothing where each of them has something, or that text
// where they have numbers or times.
func isTotal(records []sample, width int) bool {
	last, rows := records[len(records)-1], records[:len(records)-1]
	text := slices.IndexFunc(last.fields, func(f []byte) bool { return len(bytes.TrimSpace(f)) > 0 })
	if text < 0 || len(last.fields) != width || len(rows) < 3 || !totalWords.Match(bytes.TrimSpace(last.fields[text])) {
		return false
	}
	for i, f := range last.fields {
		p := profileOf(rows, i)
		if i == text && p.foreign(f) || len(bytes.TrimSpace(f)) == 0 && p.rows >= 3 && p.empty == 0 {
			return true
		}
	}
	return false
}

// lastRecords cuts up the end of a text. Blank lines are records without a
// filled field.
func lastRecords(s *cut.Splitter, text []byte, size int) (records []sample, starts []int) {
	at := 0
	if over := len(text) - size; over > 0 {
		_, at, _ = s.Line(text, over, true)
	}
	var r cut.Record
	for at < len(text) {
		if s.Next(text, at, true, &r) != cut.Done {
			break
		}
		at = r.End
		if r.Comment {
			continue
		}
		records = append(records, sampleOf(s, text, &r, 0, 0))
		starts = append(starts, r.Start)
	}
	return records, starts
}

// footerLike tells whether a record is blank or has text in its first field
// alone.
func footerLike(r sample, width int) bool {
	switch n := filled(r); {
	case n == 0:
		return len(r.fields) <= 1 || len(r.fields) == width
	case n > 1 || r.flaws&cut.Multiline != 0:
		return false
	}
	return len(bytes.TrimSpace(r.fields[0])) > 0 && (len(r.fields) == 1 || len(r.fields) == width && width > 2)
}

// startsFooter tells whether the records from at on are a footer rather than
// rows with little in them.
func startsFooter(records []sample, at, width int) bool {
	first := at
	for first < len(records) && filled(records[first]) == 0 {
		first++
	}
	if first == len(records) {
		return false
	}
	text := bytes.TrimSpace(records[first].fields[0])
	switch k := classify(text, "", true); {
	case width > 2 && footerWords.Match(text):
		return true
	case k == classNumber || k == classTime:
		return false
	case first > at: // a blank line is before it
		return true
	}
	most, share := profileOf(records[:at], 0).commonClass()
	return width > 2 && len(records[first].fields) == 1 && at >= 3 && (most == classNumber || most == classTime) && share > 0.9
}
