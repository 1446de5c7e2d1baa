package similar

import (
	"cmp"
	"math/bits"
	"slices"
	"unicode"
)

// A Typo is a rare value that is probably a misspelling of a common one.
type Typo struct {
	Found    Value
	Expected Value
	Distance int // insertions, deletions, replacements, and swaps of neighbours
}

// Options say what counts as a typo. A zero is the default.
type Options struct {
	Length   int     // least characters, default 4: codes of two or three letters are all near to each other
	Common   int     // least rows of a common value, default 5
	Ratio    float64 // how many times more common the expected value must be, default 5
	Letters  int     // characters for each mistake that is allowed, default 8; one mistake is always
	Distance int     // most mistakes, default 5
	Pairs    int     // pairs of values to compare, default 1<<24, seconds
}

func (o Options) withDefaults() Options {
	o.Length = cmp.Or(o.Length, 4)
	o.Common = cmp.Or(o.Common, 5)
	o.Ratio = cmp.Or(o.Ratio, 5)
	o.Letters = cmp.Or(o.Letters, 8)
	o.Distance = cmp.Or(o.Distance, 5)
	o.Pairs = cmp.Or(o.Pairs, 1<<24)
	return o
}

// Typos returns the rare values that lie within a few mistakes of a common one,
// each with the nearest, by equal distance the most common; in the order of
// their rows, most first. Stopped says that the list of values was too long to
// compare all.
//
// Two numbers, or two codes, that differ in a digit are two numbers: a digit
// must not be lost, added or replaced by another, only by a letter.
func Typos(values []Value, o Options) (typos []Typo, stopped bool) {
	o = o.withDefaults()
	words := make([]word, 0, len(values))
	for _, v := range values {
		if w := newWord(v); len(w.runes) >= o.Length {
			words = append(words, w)
		}
	}
	slices.SortFunc(words, func(a, b word) int { return byCount(a.Value, b.Value) })
	var d distancer
	for _, found := range words {
		var best Typo
		for _, common := range words {
			if common.Count < o.Common || float64(common.Count) < o.Ratio*float64(found.Count) {
				break
			}
			if o.Pairs--; o.Pairs < 0 {
				return typos, true
			}
			most := o.allowed(found, common)
			if best.Distance > 0 {
				most = min(most, best.Distance-1)
			}
			if distance := d.between(found, common, most); distance <= most && plausible(found.runes, common.runes) {
				best = Typo{found.Value, common.Value, distance}
			}
		}
		if best.Distance > 0 {
			typos = append(typos, best)
		}
	}
	return typos, false
}

// allowed returns how many mistakes may lie between two words.
func (o Options) allowed(a, b word) int {
	return min(o.Distance, max(1, min(len(a.runes), len(b.runes))/o.Letters))
}

// A word is a value with what it takes to compare it.
type word struct {
	Value
	runes   []rune
	letters uint64 // a bit for each character, by its code modulo 64
}

func newWord(v Value) word {
	w := word{Value: v, runes: []rune(v.Text)}
	for _, r := range w.runes {
		w.letters |= 1 << (uint(r) % 64)
	}
	return w
}

// plausible says whether found may be meant for common. No digit may stand for
// another, or for a mark, and no character of a word of one or two, for "al" and
// "ak", "a.m." and "p.m." are as near as they are different. Texts of one length
// are compared place by place, of others only the digits are.
func plausible(found, common []rune) bool {
	if len(found) != len(common) {
		return slices.Equal(digits(found), digits(common))
	}
	for i, r := range common {
		if r == found[i] {
			continue
		}
		if unicode.IsDigit(r) && !unicode.IsLetter(found[i]) || unicode.IsDigit(found[i]) && !unicode.IsLetter(r) {
			return false
		}
		if inWord(r) && wordAt(common, i) < 3 {
			return false
		}
	}
	return true
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// wordAt returns the length of the word that a place lies in.
func wordAt(text []rune, place int) int {
	start, end := place, place
	for start > 0 && inWord(text[start-1]) {
		start--
	}
	for end < len(text) && inWord(text[end]) {
		end++
	}
	return end - start
}

func digits(text []rune) []rune {
	var list []rune
	for _, r := range text {
		if unicode.IsDigit(r) {
			list = append(list, r)
		}
	}
	return list
}

// A distancer counts the mistakes between words. It keeps its rows.
type distancer struct{ before, last, row []int }

// between returns the optimal string alignment distance of two words, or more
// than most if it is more than that.
func (d *distancer) between(a, b word, most int) int {
	far := most + 1
	if most < 1 || len(a.runes)-len(b.runes) > most || len(b.runes)-len(a.runes) > most ||
		bits.OnesCount64(a.letters^b.letters) > 2*most {
		return far
	}
	n := len(b.runes) + 1
	if cap(d.row) < n {
		d.before, d.last, d.row = make([]int, 2*n), make([]int, 2*n), make([]int, 2*n)
	}
	before, last, row := d.before[:n], d.last[:n], d.row[:n]
	for j := range last {
		last[j] = j
	}
	for i := range a.runes {
		row[0] = i + 1
		least := row[0]
		for j := range b.runes {
			row[j+1] = cheapest(a.runes, b.runes, i, j, before, last, row)
			least = min(least, row[j+1])
		}
		if least > most {
			return far
		}
		before, last, row = last, row, before
	}
	return last[n-1]
}

// cheapest returns the distance of a[:i+1] and b[:j+1] from those of less.
func cheapest(a, b []rune, i, j int, before, last, row []int) int {
	if a[i] == b[j] {
		return last[j]
	}
	best := 1 + min(last[j], last[j+1], row[j])
	if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
		best = min(best, before[j-1]+1)
	}
	return best
}
