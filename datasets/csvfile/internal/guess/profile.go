package guess

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

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

// vote weighs whether a text is the name of the column rather than one of its
// values.
func (p *profile) vote(text []byte) ballot {
	values := p.rows - p.empty
	if values == 0 {
		return ballot{0.2, 0.2, "nothing stands below it"}
	}
	k := classify(text, "", true)
	most, share := p.commonClass()
	typed := (most == classNumber || most == classTime) && share >= 0.8
	switch {
	case len(text) == 0 && p.empty == 0:
		return ballot{0.1, 0.3, "empty, and no field below it is"}
	case len(text) == 0 || k == classNull:
		return ballot{-0.1, 0.3, "empty, as fields below it are"}
	case typed && k.group() == most:
		if isYear(text) && !p.hasYears() {
			return ballot{0.2, 0.5, "a year above other numbers"}
		}
		return ballot{-1, 1, "a " + typedNames[most] + " above others"}
	case typed:
		return ballot{1, 1, "a text above " + typedNames[most] + "s"}
	case k == classNumber || k == classTime:
		return ballot{-0.6, 1, "a " + typedNames[k] + " above texts"}
	}
	return p.voteText(text, values)
}

var typedNames = map[class]string{classNumber: "number", classTime: "time"}

// voteText weighs whether a text is the name of a column of text.
func (p *profile) voteText(text []byte, values int) ballot {
	if n := p.values[string(text)]; n > 0 && (n > 1 || len(p.values) < 20) {
		return ballot{-0.8, 1, "it is among the values below it"}
	} else if n > 0 {
		return ballot{-0.3, 0.5, "it is among the values below it"}
	}
	vote := 0.0
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
	why := "unlike the texts below it"
	if vote <= 0 {
		why = "like the texts below it"
	}
	return ballot{vote, 0.5, why}
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
