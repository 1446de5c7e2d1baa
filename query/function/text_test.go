package function

import "testing"

// Stems are from the vocabularies at https://snowballstem.org/algorithms.
func TestWordStem(t *testing.T) {
	tests := []struct{ language, word, want string }{
		{"en", "consistency", "consist"},
		{"en", "knightly", "knight"},
		{"en", "", ""},
		{"fr", "continuellement", "continuel"},
		{"fr", "mainteniez", "mainten"},
		{"es", "torneados", "torn"},
		{"pt", "quilométricas", "quilométr"},
		{"it", "abbandonerà", "abbandon"},
		{"de", "aufeinanderfolge", "aufeinanderfolg"},
		{"nl", "opglimpende", "opglimp"},
		{"sv", "klostergården", "klostergård"},
		{"ru", "вагонами", "вагон"},
		{"fi", "edeltäjänsä", "edeltäj"},
	}
	for _, test := range tests {
		got, err := run(t, "word_stem", textValue(test.word), textValue(test.language))
		if err != nil || got.Text != test.want {
			t.Errorf("%s %s: got %q %v, want %q", test.language, test.word, got.Text, err, test.want)
		}
	}
	for language, want := range map[string]string{
		"xx": "INVALID_FUNCTION_ARGUMENT: Unknown stemmer language: xx",
		"eu": "NOT_SUPPORTED: word_stem of Basque is not supported",
	} {
		if _, err := run(t, "word_stem", textValue("a"), textValue(language)); err == nil || err.Error() != want {
			t.Errorf("%s: got %v, want %s", language, err, want)
		}
	}
}

// The characters and their forms are those of Unicode Standard Annex 15, figures 3 to 6.
func TestNormalize(t *testing.T) {
	tests := []struct{ text, form, want string }{
		{"\u212b", "NFD", "A\u030a"},
		{"\u212b", "NFC", "\u00c5"},
		{"\ufb01", "NFC", "\ufb01"},
		{"\ufb01", "nfkc", "fi"},
		{"2\u2075", "NFKD", "25"},
		{"\u1e9b\u0323", "NFD", "\u017f\u0323\u0307"},
		{"\u1e9b\u0323", "NFKD", "s\u0323\u0307"},
		{"\u1e9b\u0323", "NFKC", "\u1e69"},
	}
	for _, test := range tests {
		if got, err := run(t, "normalize", textValue(test.text), textValue(test.form)); err != nil || got.Text != test.want {
			t.Errorf("%+q %s: got %+q %v, want %+q", test.text, test.form, got.Text, err, test.want)
		}
	}
	if _, err := run(t, "normalize", textValue("a"), textValue("NFX")); err == nil {
		t.Error("NFX is no form")
	}
}

func TestDistances(t *testing.T) {
	tests := []struct {
		name, a, b string
		want       int64 // -1 is an error
	}{
		{"levenshtein", "kitten", "sitting", 3},
		{"levenshtein", "Saturday", "Sunday", 3},
		{"levenshtein", "", "abc", 3},
		{"levenshtein", "abc", "", 3},
		{"levenshtein", "naïve", "naive", 1},
		{"levenshtein", "信念,爱", "信念,希望", 2},
		{"hamming", "karolin", "kathrin", 3},
		{"hamming", "1011101", "1001001", 2},
		{"hamming", "爱人", "爱情", 1},
		{"hamming", "a", "ab", -1},
		{"hamming", "ab", "", -1},
	}
	for _, test := range tests {
		got, err := run(t, test.name, textValue(test.a), textValue(test.b))
		if err != nil {
			got.Integer = -1
		}
		if got.Integer != test.want {
			t.Errorf("%s(%q, %q): got %d %v, want %d", test.name, test.a, test.b, got.Integer, err, test.want)
		}
	}
}
