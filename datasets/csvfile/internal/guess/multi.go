package guess

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
)

// maxHeader is how many records a header may have.
const maxHeader = 5

// lowerRows returns how many of the first records are a header, of which the
// first is one: those like the first, and those that have words where the rows
// have numbers and times.
func lowerRows(records []sample, width int) int {
	rows := 1
	for rows < 3 && len(records) > rows+2 && secondHeader(records[rows], records[rows+1:], width) {
		rows++
	}
	for rows < 4 && len(records) > rows && slices.EqualFunc(records[rows].fields, records[0].fields, bytes.Equal) {
		rows++
	}
	return rows
}

// upperRows returns how many of the first records are a header, of which the
// first could as well be a row: a table of several levels has numbers in it too,
// such as years. The last of the records is told by its words, those above it
// by a first field that no row has. It is 0 if there is no such header.
func upperRows(records []sample, width int) int {
	if width < 3 {
		return 0
	}
	for last := min(maxHeader, len(records)-4); last > 0; last-- {
		rest := records[last+1:]
		if filled(rest[0]) == 0 {
			rest = rest[1:]
		}
		if !secondHeader(records[last], rest, width) || filled(records[last])*2 < width {
			continue
		}
		first := profileOf(rest, 0)
		above := records[:last]
		if !slices.ContainsFunc(above, func(r sample) bool { return len(r.fields) != width || !first.foreign(r.fields[0]) }) {
			return last + 1
		}
	}
	return 0
}

// foreign tells whether a text is not one that could be a value of the column:
// it is nothing where each row has something, or words among numbers or times.
func (p *profile) foreign(text []byte) bool {
	most, share := p.commonClass()
	switch k := classify(text, "", true); k {
	case classEmpty:
		return p.empty*10 < p.rows
	case classNumber, classTime, classNull:
		return false
	}
	return (most == classNumber || most == classTime) && share >= 0.9
}

// blankAfter counts the records after a header of several that have nothing in
// them: they part it from the rows.
func blankAfter(records []sample, rows int) int {
	if rows > 1 && rows < len(records)-1 && filled(records[rows]) == 0 && len(records[rows].fields) == len(records[0].fields) {
		return 1
	}
	return 0
}

// unit is how units are written below names.
var unit = regexp.MustCompile(`^(\(.*\)|\[.*\]|%|°[CFK]?|[a-zA-Zµμ°]{1,3}([²³23])?|(k|M|G|m)?(mol|bar|hPa|Pa|ppm|ppb|min|sec|day|days|deg|USD|EUR|psu)|[\wµ°%]{1,5}[/·^][\w²³/·^-]{1,6})$`)

// secondHeader tells whether a record after a header is another row of it:
// where the rows have numbers and times it has words. If that is in one column
// alone the word is to be a unit.
func secondHeader(r sample, rows []sample, width int) bool {
	if len(r.fields) != width {
		return false
	}
	typed, words, units := 0, 0, 0
	for i, f := range r.fields {
		most, share := profileOf(rows, i).commonClass()
		if most != classNumber && most != classTime || share < 0.8 {
			continue
		}
		typed++
		switch k := classify(f, "", true); {
		case unit.Match(bytes.TrimSpace(f)):
			words++
			units++
		case k == classWord || k == classWords || k == classCode:
			words++
		case k != classEmpty:
			return false
		}
	}
	return words*2 > typed && (typed >= 2 || units > 0 && profileOf(rows, 0).rows >= 3)
}

// joinNames makes the names of columns from the records of a header: what
// stands one below the other, words that repeat there once. If that makes one
// name of several, a name with nothing to its right is taken to stand above
// several columns.
func joinNames(header []sample) []string {
	names := joinRows(header, false)
	if spread := joinRows(header, true); different(spread) > different(names) {
		return spread
	}
	return names
}

func different(names []string) int {
	seen := make(map[string]bool)
	for _, n := range names {
		seen[n] = true
	}
	return len(seen)
}

// joinRows joins the names of a header's records. With spread an empty name
// above another is the one to its left.
func joinRows(header []sample, spread bool) []string {
	width := 0
	for _, r := range header {
		width = max(width, len(r.fields))
	}
	names := make([]string, width)
	parts := make([][]string, width)
	for h, r := range header {
		left := ""
		for i := range r.fields {
			part := strings.TrimSpace(string(r.fields[i]))
			if part == "" && spread && h < len(header)-1 {
				part = left
			}
			left = part
			if part != "" && (isNumber([]byte(part)) || !slices.Contains(parts[i], part)) {
				parts[i] = append(parts[i], part)
			}
		}
	}
	for i := range names {
		names[i] = strings.Join(parts[i], " ")
	}
	return names
}
