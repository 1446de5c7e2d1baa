package guess

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// leadingNames tells, of rows with one field more than the header has names,
// whether the first field is the name or the number of its row, as R writes
// tables, rather than the last one a field too many. The names decide if they
// fit the values at one of the two places better than at the other; else what
// is in the first and in the last field does.
func leadingNames(names []string, rows []sample) bool {
	width := len(names) + 1
	rows = slices.DeleteFunc(slices.Clone(rows), func(r sample) bool { return len(r.fields) != width })
	if len(rows) < 3 {
		return false
	}
	seen := make(map[string]bool)
	for _, r := range rows {
		if name := string(bytes.TrimSpace(r.fields[0])); name == "" || seen[name] {
			return false
		}
		seen[string(bytes.TrimSpace(r.fields[0]))] = true
	}
	if last := profileOf(rows, width-1); last.empty*2 > last.rows {
		return false
	}
	if ifFirst, ifLast := fitOf(names, rows, 1), fitOf(names, rows, 0); ifFirst != ifLast {
		return ifFirst > ifLast
	}
	return consecutive(rows) || profileOf(rows, 0).mostly() != classTime
}

// consecutive tells whether the first fields count from 0 or 1.
func consecutive(rows []sample) bool {
	for i, r := range rows {
		if n, err := strconv.Atoi(string(bytes.TrimSpace(r.fields[0]))); err != nil || n != i && n != i+1 {
			return false
		}
	}
	return true
}

// fitOf counts the names that fit the values of their columns, less those that
// do not, if the first name is that of column number shift.
func fitOf(names []string, rows []sample, shift int) (fit int) {
	for i, name := range names {
		fit += fitOfName(name, profileOf(rows, i+shift).mostly())
	}
	return fit
}

// mostly returns the group of nearly all values of a column, or classEmpty.
func (p *profile) mostly() class {
	if most, share := p.commonClass(); share >= 0.9 && p.rows > p.empty {
		return most
	}
	return classEmpty
}

// The words in names that say what the values of a column are.
var (
	timeNames   = []string{"date", "time", "datetime", "timestamp", "day", "created", "updated", "birthday", "dob"}
	numberNames = []string{"id", "count", "total", "amount", "price", "qty", "quantity", "age", "lat", "lon", "latitude", "longitude",
		"year", "score", "rate", "percent", "weight", "height", "width", "length", "size", "sum", "n", "num", "value"}
	wordNames = []string{"name", "title", "description", "city", "country", "state", "email", "address", "comment", "notes", "note",
		"category", "gender", "sex", "surname", "lastname", "firstname", "author", "color", "colour", "brand", "species", "street"}
)

// fitOfName is 1 if the values of a class are what the name says, -1 if they
// are not, and 0 if it does not say.
func fitOfName(name string, values class) int {
	if values == classEmpty {
		return 0
	}
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) })
	has := func(known []string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(known, w) })
	}
	fits := func(is bool) int {
		if is {
			return 1
		}
		return -1
	}
	switch {
	case has(timeNames):
		return fits(values == classTime || values == classNumber)
	case has(wordNames):
		return fits(values != classNumber && values != classTime)
	case has(numberNames):
		return fits(values == classNumber || values == classCode)
	}
	return 0
}
