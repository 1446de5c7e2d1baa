package csvfile

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A heading is what is found out about the beginning of a table.
type heading struct {
	skip   int      // lines before the header, or before the first row if there is none
	rows   int      // records of the header; 0 if there is none
	width  int      // fields of the table
	names  []string // of the columns; empty without a header
	unsure bool     // it may well be otherwise
	fewer  int      // how many columns the header has no name for, not even an empty one
}

// maxTitles is how many records before the header may be titles and notes.
const maxTitles = 60

// findHeading tells titles, header and rows apart. What fixed has of options is
// not to be found out.
func (c *candidate) findHeading(base plan, fixed map[string]string) heading {
	h := heading{width: c.width}
	first := c.skipTitles(base, fixed)
	if first == len(c.records) {
		h.skip = base.skip
		return h
	}
	records := c.records[first:]
	h.skip = records[0].line
	if fixed["skip"] != "" {
		h.skip = base.skip
	}
	if _, told := fixed["header"]; told {
		h.rows = min(base.header, len(records))
	} else {
		h.rows, h.unsure = headerRows(records, c.width)
	}
	named := h.width
	if h.rows > 0 {
		h.names = joinNames(records[:h.rows])
		h.width = max(h.width, len(h.names))
		named = len(h.names)
		if len(h.names) == c.width-1 && leadingNames(records[h.rows:]) {
			h.names = append([]string{""}, h.names...)
		}
	}
	h.fewer = max(0, h.width-named)
	for len(h.names) > 0 && len(h.names) < h.width {
		h.names = append(h.names, "")
	}
	return h
}

// skipTitles returns the index of the first record that is of the table.
func (c *candidate) skipTitles(base plan, fixed map[string]string) int {
	if fixed["skip"] != "" {
		i := slices.IndexFunc(c.records, func(r sample) bool { return r.line >= base.skip })
		if i < 0 {
			i = len(c.records)
		}
		return i
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
func (c *candidate) usualFill() int {
	var fills []int
	for _, r := range c.records {
		if len(r.fields) == c.width {
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
func (c *candidate) isTitle(i int, r sample, usual int) bool {
	fill := filled(r)
	if c.width < 2 || len(c.records)-i < 2 {
		return false
	}
	if len(r.fields) == c.width {
		return fill == 0 && usual > 0 || c.width > 2 && fill <= max(1, c.width/4) && fill*2 < usual || c.titleAbove(i)
	}
	return fill < 2 || len(r.fields)*2 < c.width || !headerLike(r) || c.headerFollows(i)
}

// titleAbove tells whether a record has one filled field, and after others of
// that kind there is one that could be a header.
func (c *candidate) titleAbove(i int) bool {
	if c.width < 3 || filled(c.records[i]) > 1 {
		return false
	}
	for _, r := range c.records[i:min(len(c.records), i+maxTitles)] {
		if n := filled(r); n > 1 {
			return n > 2 && n*2 >= c.width && headerLike(r)
		}
	}
	return false
}

// headerFollows tells whether the next record could be a header and has the
// width of the table.
func (c *candidate) headerFollows(i int) bool {
	if i+1 >= len(c.records) {
		return false
	}
	next := c.records[i+1]
	return len(next.fields) == c.width && headerLike(next) && filled(next) == c.width
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

// headerRows returns how many of the first records are a header, and whether
// that is doubtful.
func headerRows(records []sample, width int) (rows int, unsure bool) {
	if len(records) == 1 {
		is := headerLike(records[0]) && distinct(records[0]) && filled(records[0]) == len(records[0].fields)
		return count(is), is
	}
	if filled(records[0]) == 0 {
		return 0, false
	}
	votes := headerVotes(records[0], withoutRepeats(records), width)
	if votes <= 0 {
		return 0, votes > -0.15
	}
	rows = 1
	for rows < 3 && len(records) > rows+2 && secondHeader(records[rows], records[rows+1:], width) {
		rows++
	}
	for rows < 4 && len(records) > rows && slices.EqualFunc(records[rows].fields, records[0].fields, bytes.Equal) {
		rows++
	}
	return rows, votes < 0.15
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

func count(is bool) int {
	if is {
		return 1
	}
	return 0
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

// A profile is what the fields of a column look like, but for the first.
type profile struct {
	rows, empty int
	classes     [classes]int // by group
	values      map[string]int
	shapes      map[string]int
	lengths     []int
}

// maxProfile is how many rows a profile looks at.
const maxProfile = 300

func profileOf(rows []sample, column int) *profile {
	p := &profile{values: make(map[string]int), shapes: make(map[string]int)}
	for _, r := range rows[:min(len(rows), maxProfile)] {
		if column >= len(r.fields) {
			continue
		}
		f := bytes.TrimSpace(r.fields[column])
		p.rows++
		k := classify(f, "", true)
		if k == classEmpty || k == classNull {
			p.empty++
			continue
		}
		p.classes[k.group()]++
		p.values[string(f)]++
		p.shapes[shape(f)]++
		p.lengths = append(p.lengths, utf8.RuneCount(f))
	}
	slices.Sort(p.lengths)
	return p
}

// shape writes a text as the kinds of its characters: Aa0 and marks, runs of a
// kind as one.
func shape(text []byte) string {
	var out []rune
	for _, r := range string(text) {
		switch {
		case unicode.IsDigit(r):
			r = '0'
		case unicode.IsUpper(r):
			r = 'A'
		case unicode.IsLetter(r):
			r = 'a'
		}
		if len(out) == 0 || out[len(out)-1] != r {
			out = append(out, r)
		}
		if len(out) > 12 {
			break
		}
	}
	return string(out)
}

// headerVotes weighs whether a record is a header of rows: above 0 if it is,
// and the surer the further from it.
func headerVotes(first sample, rows []sample, width int) float64 {
	votes, voters := 0.0, 0.0
	for i, f := range first.fields[:min(len(first.fields), width)] {
		p := profileOf(rows, i)
		if p.rows == 0 {
			continue
		}
		v, weight := p.vote(bytes.TrimSpace(f))
		votes += v * weight
		voters += weight
	}
	if voters == 0 {
		return 0.1
	}
	votes /= voters
	if !distinct(first) && width > 1 {
		votes -= 0.1
	}
	if headerLike(first) && filled(first) == len(first.fields) {
		votes += 0.15
	}
	return votes
}

// vote weighs whether a text is the name of the column rather than one of its
// values, from -1 to 1, and how much that counts.
func (p *profile) vote(text []byte) (vote, weight float64) {
	values := p.rows - p.empty
	if values == 0 {
		return 0.2, 0.2
	}
	k := classify(text, "", true)
	most, share := p.commonClass()
	typed := (most == classNumber || most == classTime) && share >= 0.8
	switch {
	case len(text) == 0 && p.empty == 0:
		return 0.1, 0.3
	case len(text) == 0 || k == classNull:
		return -0.1, 0.3
	case typed && k.group() == most:
		if isYear(text) && !p.hasYears() {
			return 0.2, 0.5
		}
		return -1, 1
	case typed:
		return 1, 1
	case k == classNumber || k == classTime:
		return -0.6, 1
	}
	return p.voteText(text, values)
}

// voteText weighs whether a text is the name of a column of text.
func (p *profile) voteText(text []byte, values int) (vote, weight float64) {
	if n := p.values[string(text)]; n > 0 && (n > 1 || len(p.values) < 20) {
		return -0.8, 1
	} else if n > 0 {
		return -0.3, 0.5
	}
	repeats := 1 - float64(len(p.values))/float64(values)
	if values >= 4 {
		vote += 0.6 * repeats // a value would probably be there again
	}
	if share := float64(p.shapes[shape(text)]) / float64(values); share < 0.1 {
		vote += 0.3
	} else {
		vote -= 0.3 * share
	}
	n := utf8.RuneCount(text)
	if least, most := p.lengths[0], p.lengths[len(p.lengths)-1]; values >= 4 && (n < least || n > most) {
		if vote += 0.2; least == most && values >= 10 {
			vote += 0.4
		}
	}
	if n > 60 {
		vote -= 0.5
	}
	if nameLike(text) {
		vote += 0.35
	}
	return vote, 0.5
}

// commonClass returns the group of classes that most values are of.
func (p *profile) commonClass() (most class, share float64) {
	for k, n := range p.classes {
		if n > p.classes[most] {
			most = class(k)
		}
	}
	return most, float64(p.classes[most]) / float64(max(1, p.rows-p.empty))
}

func isYear(text []byte) bool {
	return len(text) == 4 && (text[0] == '1' && text[1] == '9' || text[0] == '2' && text[1] == '0') && isDigit(text[2]) && isDigit(text[3])
}

// hasYears tells whether any value of the column is a year.
func (p *profile) hasYears() bool {
	for v := range p.values {
		if isYear([]byte(v)) {
			return true
		}
	}
	return false
}

// nameWords are words that names of columns have in them.
var nameWords = []string{"id", "name", "date", "time", "type", "code", "number", "no", "num", "title", "description",
	"value", "count", "total", "amount", "price", "qty", "quantity", "address", "city", "state", "country", "region",
	"email", "phone", "url", "status", "category", "year", "month", "day", "key", "index", "label", "class", "group",
	"level", "size", "length", "width", "height", "weight", "age", "sex", "gender", "lat", "lon", "latitude",
	"longitude", "zip", "postcode", "comment", "comments", "notes", "version", "surname", "lastname", "firstname",
	"first", "last", "start", "end", "from", "to", "source", "target", "user", "customer", "product", "order", "rank",
	"score", "rate", "percent", "unit", "currency", "language", "field", "column", "color", "colour", "model", "brand",
	"species", "item", "sku", "subject", "author", "publisher", "company", "department", "role", "job", "location",
	"street", "house", "mobile", "fax", "website", "link", "image", "text", "message", "reason", "result", "answer",
	"question", "event", "method", "mode", "parent", "child", "owner", "manager", "team", "player", "school"}

// nameLike tells whether a text is written as identifiers are, or has a word in
// it that names of columns often have.
func nameLike(text []byte) bool {
	if len(text) > 40 {
		return false
	}
	if bytes.IndexByte(text, '_') > 0 && !bytes.Contains(text, []byte(" ")) {
		return true
	}
	lowerToUpper := false
	word := func(r rune) bool { return !unicode.IsLetter(r) }
	for i := 1; i < len(text); i++ {
		lowerToUpper = lowerToUpper || unicode.IsLower(rune(text[i-1])) && unicode.IsUpper(rune(text[i]))
	}
	if lowerToUpper && !bytes.Contains(text, []byte(" ")) {
		return true
	}
	for _, w := range strings.FieldsFunc(strings.ToLower(string(text)), word) {
		if slices.Contains(nameWords, w) {
			return true
		}
	}
	return false
}

// secondHeader tells whether a record after a header is another row of it:
// where the rows have numbers and times it has words.
func secondHeader(r sample, rows []sample, width int) bool {
	typed, words := 0, 0
	for i, f := range r.fields[:min(len(r.fields), width)] {
		most, share := profileOf(rows, i).commonClass()
		if most != classNumber && most != classTime || share < 0.8 {
			continue
		}
		typed++
		switch k := classify(f, "", true); k {
		case classWord, classWords, classCode:
			words++
		case classEmpty:
		default:
			return false
		}
	}
	return typed >= 2 && words*2 > typed && len(r.fields) == width
}

// joinNames makes the names of columns from the records of a header: what
// stands one below the other, once.
func joinNames(header []sample) []string {
	width := 0
	for _, r := range header {
		width = max(width, len(r.fields))
	}
	names := make([]string, width)
	for i := range names {
		var parts []string
		for _, r := range header {
			if i >= len(r.fields) {
				continue
			}
			part := strings.TrimSpace(string(r.fields[i]))
			if part != "" && !slices.Contains(parts, part) {
				parts = append(parts, part)
			}
		}
		names[i] = strings.Join(parts, " ")
	}
	return names
}

// leadingNames tells whether the first field of each row is the name or the
// number of the row, which has no name in the header.
func leadingNames(rows []sample) bool {
	seen := make(map[string]bool)
	for _, r := range rows {
		if len(r.fields) == 0 || len(bytes.TrimSpace(r.fields[len(r.fields)-1])) == 0 || seen[string(r.fields[0])] {
			return false
		}
		seen[string(r.fields[0])] = true
	}
	return len(rows) > 2
}
