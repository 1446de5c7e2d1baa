package feature

import (
	"encoding/json"
	"math"
	"regexp"
	"slices"
	"strings"
)

// A Column is what is known of a column. Figures that it has not are NaN.
type Column struct {
	Name     string
	Type     string // in the catalog; may be ""
	Rows     int64
	Nulls    int64
	Distinct float64
	Samples  []string // some values, as text, in no special order; the model sees the first five

	Mean, Std, Min, Max float64 // of numbers
}

// Of returns what a column is to a model, and how sure that is, 0 to 1. A rule is
// sure; otherwise it is the share of the votes of the forest.
func Of(c Column) (Type, float64) {
	if t := c.stated(); t != "" {
		return t, 1
	}
	if t := c.form(); t != "" {
		return t, 1
	}
	if c.Distinct == 2 {
		return Binary, 1
	}
	if c.key() {
		return Identifier, 1
	}
	votes := Classify(c)
	c.veto(&votes)
	best := Class(0)
	for k, v := range votes {
		if v > votes[best] {
			best = Class(k)
		}
	}
	return c.typeOf(best), votes[best]
}

// nested are the types that say by themselves what a column is, by the word that
// they begin with.
var nested = map[string]Type{"array": Array, "map": Map, "struct": Struct, "boolean": Boolean, "date": Datetime, "timestamp": Datetime}

// stated returns what the figures and the type in the catalog say.
func (c Column) stated() Type {
	switch {
	case c.Rows == c.Nulls:
		return Empty
	case c.Distinct <= 1:
		return Constant
	}
	word, _, _ := strings.Cut(strings.FieldsFunc(c.Type+" ", func(r rune) bool { return r == '<' || r == '(' })[0], " ")
	return nested[word]
}

var (
	address = regexp.MustCompile(`^[^\s@]+@[^\s@]+\.[^\s@.]+$`)
	uuid    = regexp.MustCompile(`(?i)^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$`)
	pair    = regexp.MustCompile(`^\(?-?\d{1,2}\.\d+[, ]\s*-?\d{1,3}\.\d+\)?$`)
	shape   = regexp.MustCompile(`(?i)^(point|linestring|polygon|multi(point|linestring|polygon)) ?\(`)
)

// most is the share of the samples that must be of a form.
const most = 0.95

// form returns what the values say by how they are written.
func (c Column) form() Type {
	for _, f := range []struct {
		what Type
		is   func(string) bool
	}{
		{URL, link.MatchString},
		{Email, address.MatchString},
		{JSON, func(s string) bool { return (s[0] == '{' || s[0] == '[') && json.Valid([]byte(s)) }},
		{Geographic, func(s string) bool { return pair.MatchString(s) || shape.MatchString(s) }},
		{Identifier, uuid.MatchString},
		{Boolean, yesOrNo},
	} {
		if c.all(f.is) {
			return f.what
		}
	}
	switch {
	case c.coordinate():
		return Geographic
	case c.list():
		return List
	}
	return ""
}

// all reports whether most values are of a form.
func (c Column) all(is func(string) bool) bool {
	n, hits := 0.0, 0.0
	for _, s := range c.Samples {
		if s = strings.TrimSpace(s); s != "" {
			n++
			hits += truth(is(s))
		}
	}
	return n > 0 && hits >= most*n
}

// yesOrNo reports whether a word is one for true or false. Digits are not: 0 and
// 1 may be numbers.
func yesOrNo(s string) bool {
	switch strings.ToLower(s) {
	case "true", "false", "yes", "no", "t", "f", "y", "n":
		return true
	}
	return false
}

// coordinate reports whether the column is of degrees of latitude or longitude:
// by its name, its range, and that there are fractions.
func (c Column) coordinate() bool {
	var reach float64
	for _, w := range splitName(c.Name) {
		switch w {
		case "lat", "latitude":
			reach = 90
		case "lon", "lng", "long", "longitude":
			reach = 180
		}
	}
	return reach > 0 && c.Min >= -reach && c.Max <= reach && slices.ContainsFunc(c.Samples, func(s string) bool { return strings.Contains(s, ".") })
}

// fewItems is how many items are too few to say that a column holds lists.
const fewItems = 10

// list reports whether most values are several short ones with a mark between
// them, of which there are sometimes more and sometimes less, and which come
// again elsewhere. A place and its country are always two, and a sentence does
// not come again.
func (c Column) list() bool {
	for _, mark := range ",;|" {
		several, least, greatest, items := 0, math.MaxInt, 0, 0
		seen := map[string]bool{}
		for _, s := range c.Samples {
			parts := strings.Split(s, string(mark))
			several += int(truth(len(parts) > 1))
			least, greatest, items = min(least, len(parts)), max(greatest, len(parts)), items+len(parts)
			for _, p := range parts {
				if len(strings.Fields(p)) > 3 {
					return false
				}
				seen[strings.TrimSpace(p)] = true
			}
		}
		if 2*several > len(c.Samples) && greatest > max(2, least) && items >= fewItems && 10*len(seen) <= 8*items {
			return true
		}
	}
	return false
}

const (
	keyRows     = 20 // from which on values without repeats are no accident
	foreignKeys = 20 // from which on the values of a column named as a key are no categories
)

// key reports whether the values name things: each row another one, and the
// values or the name look like it; or the name says so.
func (c Column) key() bool {
	named := false
	words := splitName(c.Name)
	if len(words) > 0 {
		switch words[len(words)-1] {
		case "id", "uuid", "guid", "key", "sku", "isbn", "ssn":
			named = true
		}
	}
	whole := c.all(whole.MatchString)
	code := c.all(func(s string) bool { return !strings.ContainsAny(s, " \t\n") && len(s) <= 64 }) && (whole || !c.numbers())
	if named && code && c.Distinct > foreignKeys {
		return true
	}
	count := float64(c.Rows - c.Nulls)
	if count < keyRows || c.Distinct < count || !code {
		return false
	}
	if !whole {
		return c.all(func(s string) bool { return strings.ContainsAny(s, "0123456789") && !date.MatchString(s) })
	}
	return c.Max-c.Min == count-1 // one after the other
}

// numbers reports whether the values are numbers.
func (c Column) numbers() bool { return !math.IsNaN(c.Mean) }

// veto takes away the votes for what the column cannot be.
func (c Column) veto(votes *[Classes]float64) {
	if c.numbers() {
		for _, k := range []Class{ClassSentence, ClassURL, ClassEmbeddedNumber, ClassList} {
			votes[k] = 0
		}
	} else if c.Type != "" {
		votes[ClassNumeric] = 0
	}
	left := 0.0
	for _, v := range votes {
		left += v
	}
	if left == 0 {
		votes[ClassContext] = 1
		return
	}
	for k := range votes {
		votes[k] /= left
	}
}

// mostRanks is how many ranks there are at most.
const mostRanks = 10

// ranks reports whether the values are few whole numbers without a gap.
func (c Column) ranks() bool {
	return c.Distinct <= mostRanks && c.Max-c.Min == c.Distinct-1 && c.all(whole.MatchString)
}

// typeOf returns the type of a column of a class.
func (c Column) typeOf(k Class) Type {
	switch k {
	case ClassNumeric:
		if c.ranks() {
			return Ordinal
		}
		return Numeric
	case ClassCategorical:
		if c.all(whole.MatchString) {
			return Ordinal
		}
		return Categorical
	case ClassDatetime:
		return Datetime
	case ClassSentence:
		return Text
	case ClassURL:
		return URL
	case ClassEmbeddedNumber:
		return EmbeddedNumber
	case ClassList:
		return List
	case ClassNotGeneralizable:
		if c.Distinct > most*float64(c.Rows-c.Nulls) {
			return Identifier
		}
	}
	return Context
}
