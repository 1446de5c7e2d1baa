package profile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/tarnlake/tarn/query/profile/measure"
)

// mostPatterns is how many patterns of a column are told, and leastPattern the
// share of its texts that one has at least.
const (
	mostPatterns = 10
	leastPattern = 0.01
)

// patterns returns the forms of the texts of a column, the most common first, in
// the notation of SageMaker Data Wrangler: {digits:4}, {upper:2-3}, {lower},
// {name} (a capital and small letters), {mixed} (other letters), {whitespace};
// other characters stand for themselves.
func patterns(c *measure.Column) []Pattern {
	forms := make(map[string]*form)
	var total float64
	for _, e := range c.Values.Entries() {
		weight := float64(e.Count)
		total += weight
		key, lengths := formOf(e.Value.Text)
		if forms[key] == nil {
			forms[key] = &form{key: key, least: slices.Clone(lengths), most: lengths}
		}
		forms[key].add(lengths, weight)
	}
	var found []Pattern
	for _, f := range forms {
		if share := f.weight / total; share >= leastPattern {
			found = append(found, Pattern{Pattern: f.String(), Share: share, Exact: c.Exact()})
		}
	}
	slices.SortFunc(found, func(a, b Pattern) int {
		return cmp.Or(cmp.Compare(b.Share, a.Share), strings.Compare(a.Pattern, b.Pattern))
	})
	return found[:min(len(found), mostPatterns)]
}

// A form is the classes of the runs of characters in texts, with the lengths of
// the runs.
type form struct {
	key         string // a letter for each run: see letters; a literal character after a backslash
	least, most []int
	weight      float64
}

func (f *form) add(lengths []int, weight float64) {
	f.weight += weight
	for i, n := range lengths {
		f.least[i], f.most[i] = min(f.least[i], n), max(f.most[i], n)
	}
}

// letters name the classes of runs.
var letters = map[byte]string{
	'd': "digits", 'u': "upper", 'l': "lower", 'n': "name", 'm': "mixed", 'w': "whitespace",
}

func (f *form) String() string {
	var b strings.Builder
	run := 0
	for i := 0; i < len(f.key); i++ {
		if f.key[i] == '\\' {
			r := []rune(f.key[i+1:])[0]
			b.WriteRune(r)
			i += len(string(r))
			continue
		}
		name := letters[f.key[i]]
		switch least, most := f.least[run], f.most[run]; {
		case f.key[i] == 'w' && least == 1 && most == 1:
			b.WriteByte(' ')
		case least == most:
			fmt.Fprintf(&b, "{%s:%d}", name, least)
		default:
			fmt.Fprintf(&b, "{%s:%d-%d}", name, least, most)
		}
		run++
	}
	return b.String()
}

// longestForm bounds the characters of a text that its form is made of; the
// rest is "…".
const longestForm = 64

// formOf returns the runs of a text, and how long they are.
func formOf(text string) (key string, lengths []int) {
	var b strings.Builder
	runes := []rune(text)
	for i := 0; i < len(runes); {
		if i >= longestForm {
			b.WriteString("\\…")
			break
		}
		class := runeClass(runes[i])
		if class == 0 {
			b.WriteByte('\\')
			b.WriteRune(runes[i])
			i++
			continue
		}
		n := 1
		for i+n < len(runes) && runeClass(runes[i+n]) == class {
			n++
		}
		if class == 'a' {
			class = letterClass(runes[i : i+n])
		}
		b.WriteByte(class)
		lengths = append(lengths, n)
		i += n
	}
	return b.String(), lengths
}

// runeClass returns a for a letter, d, w, or 0 for what stands for itself.
func runeClass(r rune) byte {
	switch {
	case unicode.IsLetter(r):
		return 'a'
	case unicode.IsDigit(r):
		return 'd'
	case unicode.IsSpace(r):
		return 'w'
	}
	return 0
}

func letterClass(word []rune) byte {
	upper, lower := 0, 0
	for _, r := range word {
		switch {
		case unicode.IsUpper(r):
			upper++
		default:
			lower++
		}
	}
	switch {
	case lower == 0:
		return 'u'
	case upper == 0:
		return 'l'
	case upper == 1 && unicode.IsUpper(word[0]):
		return 'n'
	}
	return 'm'
}
