package catalog

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxName is how many characters a name made by [TableName], [ColumnNames] or
// [Unique] has at most, as in Glue.
const MaxName = 128

// plain holds the letters that are written with others: each word begins with
// what to write, and the letters for which to write it follow.
const plain = `
a:àáâãäåāăąǎǟǡǻȁȃȧаαά b:бβ c:çćĉċčц d:ðďđδд e:èéêëēĕėęěȅȇȩеэёεέє f:фφ g:ĝğġģǧǵгγґ
h:ĥħȟхχ i:ìíîïĩīĭįıǐȉȋиіιίϊΐη j:ĵǰй k:ķĸǩкκ l:ĺļľŀłлλ m:мμ n:ñńņňŋǹнν o:òóôõöøōŏőơǒǫǭǿȍȏȫȭȯȱоωώοό
p:пπ r:ŕŗřȑȓрρ s:śŝşšșſсσς t:ţťŧțтτ u:ùúûüũūŭůűųưǔǖǘǚǜȕȗуυύϋΰ v:в w:ŵ x:ξ y:ýÿŷȳыў z:źżžзζ
i:ήї ae:æǣǽ oe:œ ss:ß th:þθ dz:ǆǳ lj:ǉ nj:ǌ ij:ĳ zh:ж ch:ч sh:ш shch:щ yu:ю ya:я ps:ψ`

var plainLetters = func() map[rune]string {
	letters := make(map[rune]string)
	for _, word := range strings.Fields(plain) {
		text, from, _ := strings.Cut(word, ":")
		for _, r := range from {
			letters[r] = text
		}
	}
	for _, silent := range "ьъ" {
		letters[silent] = ""
	}
	return letters
}()

// cleanName returns text as a name in lower case of a-z, 0-9 and _, or "" if no
// letter or digit of it can be written so.
//
// As in Glue, each other character becomes one underscore; but those at the
// ends go, and Latin letters with marks, Greek and Cyrillic ones are written
// with plain letters.
func cleanName(text string) string {
	var b strings.Builder
	b.Grow(min(len(text), MaxName))
	replaced, solid := 0, false // underscores at the end of b that stand for others; a letter or digit was seen
	for _, r := range text {
		if b.Len() > MaxName {
			break
		}
		r = unicode.ToLower(r)
		latin, known := plainLetters[r]
		switch {
		case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
			b.WriteByte(byte(r))
			solid, replaced = true, 0
		case r == '_':
			b.WriteByte('_')
			replaced = 0
		case known:
			b.WriteString(latin)
			if latin != "" {
				solid, replaced = true, 0
			}
		case unicode.Is(unicode.Mn, r): // a mark on the letter before
		case b.Len() > 0:
			b.WriteByte('_')
			replaced++
		}
	}
	if !solid {
		return ""
	}
	name := b.String()[:b.Len()-replaced]
	return name[:min(len(name), MaxName)]
}

// TableName returns the name of a table for the name of a folder or file:
// lower case, of a-z, 0-9 and _, and "table" if nothing of text can be kept.
// Names made of different texts may be the same; see [Unique].
func TableName(text string) string {
	if name := cleanName(text); name != "" {
		return name
	}
	return "table"
}

// ColumnNames returns names for the columns of a file: as [TableName] makes
// them, unique, and col_3 for the third if nothing of its own can be kept.
func ColumnNames(sources []string) []string {
	names := make([]string, len(sources))
	for i, source := range sources {
		if names[i] = cleanName(source); names[i] == "" {
			names[i] = "col_" + strconv.Itoa(i+1)
		}
	}
	return Unique(names)
}

// Unique returns the names, with _2, _3 and so on after those that occurred
// before. A name that occurs once stays as it is.
func Unique(names []string) []string {
	unique := make([]string, len(names))
	given := make(map[string]bool, len(names))
	for _, name := range names {
		given[name] = true
	}
	seen := make(map[string]int, len(names)) // the number given last
	for i, name := range names {
		unique[i] = name
		if seen[name] == 0 {
			seen[name] = 1
			continue
		}
		for given[unique[i]] {
			seen[name]++
			unique[i] = suffixed(name, seen[name])
		}
		given[unique[i]] = true
	}
	return unique
}

// suffixed returns name with a number after it, within the length of names.
func suffixed(name string, n int) string {
	suffix := "_" + strconv.Itoa(n)
	if most := MaxName - len(suffix); len(name) > most {
		for name = name[:most]; !utf8.ValidString(name); {
			name = name[:len(name)-1]
		}
	}
	return name + suffix
}

// Nearest returns the one of names that may have been meant by name, or "".
func Nearest(name string, names []string) string { return nearest(name, names) }

// nearest returns the name that is nearly the same as name, or "".
func nearest(name string, names []string) string {
	name = strings.ToLower(name)
	most := max(1, len(name)/4)
	near := ""
	for _, other := range names {
		if d := distance(name, strings.ToLower(other), most); d <= most {
			near, most = other, d-1
		}
	}
	return near
}

// distance returns how many letters have to be put in, left out, replaced or
// swapped with the next to make b of a; more than most if it is more than that.
func distance(a, b string, most int) int {
	if max(len(a)-len(b), len(b)-len(a)) > most {
		return most + 1
	}
	before, above, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range above {
		above[j] = j
	}
	for i := range len(a) {
		row[0] = i + 1
		least := row[0]
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(above[j+1]+1, row[j]+1, above[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
			least = min(least, row[j+1])
		}
		if least > most+1 { // a swap may still save one
			return most + 1
		}
		before, above, row = above, row, before
	}
	return above[len(b)]
}
