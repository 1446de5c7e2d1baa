package function

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/danish"
	"github.com/blevesearch/snowballstem/dutch"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/finnish"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/german"
	"github.com/blevesearch/snowballstem/hungarian"
	"github.com/blevesearch/snowballstem/irish"
	"github.com/blevesearch/snowballstem/italian"
	"github.com/blevesearch/snowballstem/norwegian"
	"github.com/blevesearch/snowballstem/portuguese"
	"github.com/blevesearch/snowballstem/romanian"
	"github.com/blevesearch/snowballstem/russian"
	"github.com/blevesearch/snowballstem/spanish"
	"github.com/blevesearch/snowballstem/swedish"
	"github.com/blevesearch/snowballstem/turkish"
	"golang.org/x/text/unicode/norm"
)

var textFunctions = []Function{
	{"tarn_go_word_stem", []Kind{Text, Text}, Text, plain(wordStem)},
	{"tarn_go_normalize", []Kind{Text, Text}, Text, plain(normalize)},
	{"tarn_go_levenshtein", []Kind{Text, Text}, Integer, plain(levenshtein)},
	{"tarn_go_hamming", []Kind{Text, Text}, Integer, plain(hamming)},
}

// stemmers are Trino's, by its names of languages. Irish is ir there, not ga.
var stemmers = map[string]func(*snowballstem.Env) bool{
	"da": danish.Stem, "de": german.Stem, "en": english.Stem, "es": spanish.Stem, "fi": finnish.Stem, "fr": french.Stem,
	"hu": hungarian.Stem, "ir": irish.Stem, "it": italian.Stem, "nl": dutch.Stem, "no": norwegian.Stem, "pt": portuguese.Stem,
	"ro": romanian.Stem, "ru": russian.Stem, "sv": swedish.Stem, "tr": turkish.Stem,
}

// unstemmed are languages that Trino has a stemmer for and Go has not.
var unstemmed = map[string]string{"ca": "Catalan", "eu": "Basque", "hy": "Armenian", "lt": "Lithuanian"}

// wordStem is word_stem(word, language).
func wordStem(args []Value) (Value, error) {
	word, language := args[0].Text, args[1].Text
	stem, ok := stemmers[language]
	if !ok {
		if name := unstemmed[language]; name != "" {
			return Value{}, fmt.Errorf("NOT_SUPPORTED: word_stem of %s is not supported", name)
		}
		return Value{}, invalid("Unknown stemmer language: %s", language)
	}
	env := snowballstem.NewEnv(word)
	stem(env)
	return textValue(env.Current()), nil
}

var forms = map[string]norm.Form{"NFC": norm.NFC, "NFD": norm.NFD, "NFKC": norm.NFKC, "NFKD": norm.NFKD}

// normalize is normalize(text, form).
func normalize(args []Value) (Value, error) {
	form, ok := forms[strings.ToUpper(args[1].Text)]
	if !ok {
		return Value{}, invalid("Normalization form must be one of [NFD, NFC, NFKD, NFKC]")
	}
	return textValue(form.String(args[0].Text)), nil
}

// maxLevenshtein is how many steps Trino takes at most.
const maxLevenshtein = 1_000_000

// levenshtein is levenshtein_distance(a, b), which counts characters.
func levenshtein(args []Value) (Value, error) {
	a, b := []rune(args[0].Text), []rune(args[1].Text)
	if len(a)*(len(b)-1) > maxLevenshtein {
		return Value{}, invalid("The combined inputs for Levenshtein distance are too large")
	}
	row := make([]int, len(b)+1) // of the distances from what was read of a to each beginning of b
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, y := range b {
			replaced := diagonal
			if x != y {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, diagonal+1)
		}
	}
	return integerValue(int64(row[len(b)])), nil
}

// hamming is hamming_distance(a, b), which counts characters.
func hamming(args []Value) (Value, error) {
	a, b := args[0].Text, args[1].Text
	n := int64(0)
	for a != "" && b != "" {
		x, i := utf8.DecodeRuneInString(a)
		y, j := utf8.DecodeRuneInString(b)
		if x != y {
			n++
		}
		a, b = a[i:], b[j:]
	}
	if a != b {
		return Value{}, invalid("The input strings to hamming_distance function must have the same length")
	}
	return integerValue(n), nil
}
