package datasets

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestClip(t *testing.T) {
	exact := strings.Repeat("x", MaxText)
	tests := []struct{ text, want string }{
		{"", ""},
		{"short", "short"},
		{exact, exact},
		{exact + "x", exact[:MaxText-3] + "…"},
		{strings.Repeat("é", 100), strings.Repeat("é", 38) + "…"}, // 77 is within one
		{strings.Repeat("語", 100), strings.Repeat("語", 25) + "…"}, // 77 is within one
		{strings.Repeat("\U0001F600", 100), strings.Repeat("\U0001F600", 19) + "…"},
		{"caf\xe9", "caf\uFFFD"},
		{strings.Repeat("\x80", 100), "\uFFFD"},
		{strings.Repeat("a\x80", 100), strings.Repeat("a\uFFFD", 19) + "a…"},
		{strings.Repeat("x", 79) + "é", strings.Repeat("x", 77) + "…"},
		{strings.Repeat("x", 78) + "é", strings.Repeat("x", 78) + "é"},
	}
	for _, test := range tests {
		got := Clip(test.text)
		if got != test.want || len(got) > MaxText {
			t.Errorf("%q: got %q, want %q", test.text, got, test.want)
		}
		if !utf8.ValidString(got) {
			t.Errorf("%q: cut within a character", test.text)
		}
	}
}

func TestProblemAdd(t *testing.T) {
	p := Problem{Kind: "long row"}
	for i := range 10 {
		p.Add(Place{Line: int64(i + 1), Value: strings.Repeat("v", 1000)})
	}
	if p.Count != 10 || len(p.Places) != MaxPlaces {
		t.Fatalf("%d counted, %d kept", p.Count, len(p.Places))
	}
	for i, place := range p.Places {
		if place.Line != int64(i+1) || len(place.Value) > MaxText {
			t.Errorf("place %d: %+v", i, place)
		}
	}
}

// A copy has neither a compression nor a reason to be copied again.
func TestCleaned(t *testing.T) {
	columns := []Column{{Source: "a"}, {Source: "A"}, {Source: ""}, {Source: "c1"}}
	for _, test := range []struct {
		format string
		want   string // names of the columns
	}{
		{"csv", "a|A||c1"},
		{"json", "a|c1_|c2|c1"}, // names that an engine can tell apart
		{"parquet", "a|A||c1"},
	} {
		l := &Layout{Format: test.format, Compression: "gzip", Copy: "because", Columns: columns}
		c := l.Cleaned()
		var names []string
		for _, column := range c.Columns {
			names = append(names, column.Source)
		}
		if got := strings.Join(names, "|"); got != test.want || c.Compression != "" || c.Copy != "" || c.Format != test.format {
			t.Errorf("%s: %+v", test.format, c)
		}
	}
	if !slices.Equal([]string{columns[1].Source}, []string{"A"}) {
		t.Error("the layout itself was changed")
	}
}
