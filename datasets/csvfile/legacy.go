package csvfile

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tarnlake/tarn/datasets"
)

// legacies are the encodings that text is tried in which is not Unicode, in the
// order of preference, and the letters beyond ASCII that are common in what is
// written in them.
var legacies = []struct {
	name   string
	common string
	wide   bool // more than one byte for a character
	prior  float64
}{
	{"windows-1252", "éèêëàâäáãåçñöôóòõüûúùîïíìßøæœÉÈÀÄÅÇÑÖÓÜÚÁÍØÆ", false, 0.2},
	{"windows-1250", "áąâäăćčçďéęěëíîłńňóôöőřśšşťţúůüűýźžżŁŚŻČŘŠŽÁÉÖÜÓŐ", false, 0},
	{"windows-1254", "çğıöşüâîÇĞİÖŞÜ", false, 0},
	{"windows-1251", "оеаинтсрвлкмдпу", false, 0},
	{"koi8-r", "оеаинтсрвлкмдпу", false, 0},
	{"ibm866", "оеаинтсрвлкмдпу", false, 0},
	{"iso-8859-5", "оеаинтсрвлкмдпу", false, 0},
	{"windows-1253", "αοιετσνηυρπκμλω", false, 0},
	{"windows-1255", "יוהלארמתבשנדכחפ", false, 0},
	{"windows-1256", "ايلمنرتبوةعسدكف", false, 0},
	{"macintosh", "éèêëàâäáãåçñöôóòõüûúùîïíìßøæœ", false, -0.1},
	{"cp850", "éèêëàâäáãåçñöôóòõüûúùîïíìßøæ", false, -0.1},
	{"shift_jis", "", true, 0},
	{"euc-jp", "", true, 0},
	{"euc-kr", "", true, 0},
	{"gb18030", "", true, 0},
	{"big5", "", true, 0},
}

// maxLegacy is how many bytes beyond ASCII, with what is around them, suffice.
const maxLegacy = 4096

// A ranking is which encodings fit a text best, and how well: in points for each
// of its bytes beyond ASCII.
type ranking struct{ best, next datasets.Rival }

// detectLegacy tells the encoding of a text that is not in Unicode.
func detectLegacy(text []byte) string { return rankLegacy(text).best.Choice }

// rankLegacy finds the encoding in which the letters of a text that is not in
// Unicode make the likeliest words. Text in Latin-1 is windows-1252 if it has
// characters that Latin-1 has not.
func rankLegacy(text []byte) ranking {
	sample := aroundHighBytes(text)
	r := ranking{datasets.Rival{Choice: "windows-1252", Score: -1e9}, datasets.Rival{Score: -1e9}}
	for _, l := range legacies {
		e, err := encoderFor(l.name)
		if err != nil {
			continue
		}
		decoded, _ := e.text(nil, sample)
		score := l.prior + plausibility([]rune(string(decoded)), l.common, l.wide, l.name == "shift_jis" || l.name == "euc-jp")
		switch one := (datasets.Rival{Choice: l.name, Score: score}); {
		case score > r.best.Score:
			r.best, r.next = one, r.best
		case score > r.next.Score:
			r.next = one
		}
	}
	if r.best.Choice == "windows-1252" && !hasC1(text) {
		r.best.Choice = "latin-1"
	}
	return r
}

// hasC1 tells whether there are bytes that are control characters in Latin-1.
func hasC1(text []byte) bool {
	for _, c := range text {
		if 0x80 <= c && c < 0xa0 {
			return true
		}
	}
	return false
}

// aroundHighBytes returns the lines of text that have bytes beyond ASCII, as
// far as there are not too many.
func aroundHighBytes(text []byte) []byte {
	var sample []byte
	for line := range strings.Lines(string(text)) {
		if isASCII([]byte(line)) {
			continue
		}
		sample = append(sample, line[:min(len(line), maxLegacy)]...)
		if len(sample) > 2*maxLegacy {
			break
		}
	}
	return sample
}

// plausibility judges what a text would be in some encoding, in points for each
// of its bytes that are not ASCII. Japanese without kana is not
// likely, nor is a script that is there in a few characters only.
func plausibility(text []rune, common string, wide, japanese bool) float64 {
	points, bytes, kanas := 0.0, 0.0, 0
	at := func(i int) rune {
		if i < 0 || i >= len(text) {
			return ' '
		}
		return text[i]
	}
	for i, r := range text {
		if r < utf8.RuneSelf {
			continue
		}
		bytes++
		if wide {
			bytes++
			if script(r) == kana {
				kanas++
			}
			points += 2 * wideCharacter(at(i-1), r, at(i+1))
			continue
		}
		points += character(at(i-1), r, at(i+1), common)
	}
	if bytes == 0 {
		return -1e9
	}
	if wide && kanas == 0 && japanese {
		points -= 0.3 * bytes
	}
	if wide && bytes < 24 {
		points -= 0.8 * bytes
	}
	return points / bytes
}

// character gives points to a character beyond ASCII between two others.
func character(before, r, after rune, common string) float64 {
	switch {
	case r == utf8.RuneError:
		return -8
	case unicode.IsControl(r):
		return -4
	case !unicode.IsLetter(r):
		if unicode.IsLetter(before) && unicode.IsLetter(after) && !strings.ContainsRune("’´–—\u00a0·-", r) {
			return -2
		}
		if r == '’' && unicode.IsLetter(before) || r == '“' || r == '”' {
			return 1.2
		}
		if strings.ContainsRune("£€°–—’‘“”\u00a0½¼²³±©®™§µ«»•…º№ª´¿¡", r) {
			return 0.6
		}
		return -0.5
	}
	points := -0.3
	first, _ := utf8.DecodeRuneInString(common)
	switch {
	case strings.ContainsRune(common, r) || strings.ContainsRune(common, unicode.ToLower(r)):
		points = 1
	case script(r) != latin && script(r) == script(first):
		points = 0.2
	}
	if !unicode.IsLetter(before) && !unicode.IsLetter(after) {
		points -= 1
	}
	for _, n := range []rune{before, after} {
		if unicode.IsLetter(n) && script(n) != script(r) {
			points -= 2
		}
	}
	if script(r) == latin && unicode.IsLetter(before) && before >= utf8.RuneSelf {
		points -= 0.8
	}
	if unicode.IsUpper(r) && unicode.IsLower(before) {
		points -= 1.5
	}
	return points
}

// wideCharacter gives points to a character of an encoding for East Asia.
func wideCharacter(before, r, after rune) float64 {
	switch {
	case r == utf8.RuneError:
		return -8
	case r < utf8.RuneSelf:
		return 0
	case 'ｦ' <= r && r <= 'ﾟ':
		return -0.5
	}
	own := script(r)
	points := 0.9
	switch own {
	case kana:
		points = 1.1
	case hangul:
		points = 1
		if script(before) == han || script(after) == han {
			points = -1
		}
	case han:
	case other:
		points = 0.3
		if !unicode.IsPunct(r) && !unicode.IsSymbol(r) {
			points = -0.5
		}
	default:
		points = -0.5
	}
	if own >= han && (script(before) == latin || script(after) == latin) {
		points -= 1.5
	}
	return points
}

const (
	other = iota
	latin
	cyrillic
	greek
	semitic
	han
	hangul
	kana
)

// script tells what script a letter is of.
func script(r rune) int {
	switch {
	case !unicode.IsLetter(r) && r != 'ー':
		return other
	case unicode.Is(unicode.Latin, r):
		return latin
	case unicode.Is(unicode.Cyrillic, r):
		return cyrillic
	case unicode.Is(unicode.Greek, r):
		return greek
	case unicode.In(r, unicode.Hebrew, unicode.Arabic):
		return semitic
	case unicode.Is(unicode.Han, r):
		return han
	case unicode.Is(unicode.Hangul, r):
		return hangul
	}
	return kana
}
