// Package similar finds the values of a column that probably mean the same:
// spellings that differ in case, marks, spacing or the order of words
// ([Clusters]), and rare values that are a few keystrokes from a common one
// ([Typos]).
//
// Values come as a list with their counts, so that the work depends on the
// number of distinct values, not of rows. Both functions are pure and return
// the same for any order of the list.
package similar

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// A Value is a distinct value of a column and how many rows have it.
type Value struct {
	Text  string
	Count int
}

// A Cluster is a set of values with one key, the most common first.
type Cluster struct {
	Key    string
	Values []Value
}

// Clusters returns the groups of two and more values for which key returns the
// same text, those of most rows first. Values with an empty key are left out.
func Clusters(values []Value, key func(string) string) []Cluster {
	byKey := map[string][]Value{}
	for _, v := range values {
		if k := key(v.Text); k != "" {
			byKey[k] = append(byKey[k], v)
		}
	}
	var clusters []Cluster
	for k, list := range byKey {
		if len(list) > 1 {
			slices.SortFunc(list, byCount)
			clusters = append(clusters, Cluster{k, list})
		}
	}
	slices.SortFunc(clusters, func(a, b Cluster) int {
		return cmp.Or(b.rows()-a.rows(), cmp.Compare(a.Key, b.Key))
	})
	return clusters
}

func byCount(a, b Value) int { return cmp.Or(b.Count-a.Count, cmp.Compare(a.Text, b.Text)) }

func (c Cluster) rows() (rows int) {
	for _, v := range c.Values {
		rows += v.Count
	}
	return rows
}

// Fingerprint is OpenRefine's key collision method of that name: the words of a
// text without case, accents and punctuation, each once, in order.
//
// https://openrefine.org/docs/technical-reference/clustering-in-depth
func Fingerprint(text string) string {
	words := strings.Fields(plain(text))
	slices.Sort(words)
	return strings.Join(slices.Compact(words), " ")
}

// Ngrams is OpenRefine's n-gram fingerprint: the runs of n characters of a text without case, accents, punctuation and space, each once, in order. It
// is Fingerprint's coarser sister, for words written together or apart.
func Ngrams(n int) func(string) string {
	return func(text string) string {
		letters := []rune(strings.Join(strings.Fields(plain(text)), ""))
		if len(letters) < n {
			return string(letters)
		}
		var grams []string
		for i := range len(letters) - n + 1 {
			grams = append(grams, string(letters[i:i+n]))
		}
		slices.Sort(grams)
		return strings.Join(slices.Compact(grams), "")
	}
}

// plain removes punctuation and control characters, folds case, and writes
// Latin letters without their accents. Other than OpenRefine it keeps marks that
// stand before a digit, lest 1.5 be 15 and -1 be 1.
func plain(text string) string {
	var b strings.Builder
	runes := []rune(text)
	for i, r := range runes {
		switch r = unicode.ToLower(r); {
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		case unicode.IsPunct(r) && i+1 < len(runes) && unicode.IsDigit(runes[i+1]):
			b.WriteRune(r)
		case unicode.IsPunct(r), unicode.IsControl(r), unicode.Is(unicode.Mn, r):
		default:
			b.WriteString(base(r))
		}
	}
	return b.String()
}

// accented lists the letters that base writes without accent, after the letters
// to write instead.
var accented = []string{
	"a", "àáâãäåāăą", "c", "çćĉċč", "d", "ďđð", "e", "èéêëēĕėęě", "g", "ĝğġģ", "h", "ĥħ",
	"i", "ìíîïĩīĭįı", "j", "ĵ", "k", "ķ", "l", "ĺļľŀł", "n", "ñńņňŋ", "o", "òóôõöøōŏő", "r", "ŕŗř",
	"s", "śŝşšș", "t", "ţťŧț", "u", "ùúûüũūŭůűų", "w", "ŵ", "y", "ýÿŷ", "z", "źżž",
	"ae", "æ", "oe", "œ", "ss", "ß", "th", "þ",
}

var bases = func() map[rune]string {
	m := map[rune]string{}
	for i := 0; i < len(accented); i += 2 {
		for _, r := range accented[i+1] {
			m[r] = accented[i]
		}
	}
	return m
}()

func base(r rune) string {
	if r >= 0x80 {
		if to, ok := bases[r]; ok {
			return to
		}
	}
	return string(r)
}
