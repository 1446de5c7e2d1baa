package profiletext

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/tarnlake/tarn/cmd/internal/render"
	"github.com/tarnlake/tarn/query/profile"
)

var update = flag.Bool("update", false, "rewrite what the cases expect")

// Each case holds a profile as JSON and what is written of it.
func TestCases(t *testing.T) {
	paths, _ := filepath.Glob("testdata/*.txtar")
	if len(paths) == 0 {
		t.Fatal("no cases in testdata")
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			c, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for i := range c.Files[1:] {
				want := &c.Files[i+1]
				got := written(t, c.Files[0].Data, want.Name)
				if *update {
					want.Data = []byte(got)
				}
				if got != string(want.Data) {
					t.Errorf("%s: got\n%s\nwant\n%s", want.Name, got, want.Data)
				}
			}
			if *update {
				if err := os.WriteFile(path, txtar.Format(c), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// written returns what is written of a profile: "table 80", "long 80", ….
func written(t *testing.T, data []byte, how string) string {
	t.Helper()
	var p profile.Profile
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		t.Fatal(err)
	}
	var form string
	o := Options{Findings: 2}
	fmt.Sscan(how, &form, &o.Width)
	switch form {
	case "table":
		return Table(&p, o)
	case "long":
		o.Long = true
		return Table(&p, o)
	case "chart":
		return Chart(&p, o)
	case "markdown":
		return Markdown(&p, o)
	}
	t.Fatalf("no way to write %q", how)
	return ""
}

// strange returns a profile whose names and values are what a terminal would obey, or
// very long.
func strange(columns int) *profile.Profile {
	names := []string{"a\nb", "\x1b[2J\x1b]0;x\x07", "turn\u202eed", strings.Repeat("long", 100), strings.Repeat("日本", 60), "\xff\xfe", "", "  ", "`|*_<b>&amp;"}
	p := &profile.Profile{Table: "default." + names[1], Where: "x = '\n\x1b[31m'", Rows: 10}
	for i := range columns {
		name := names[i%len(names)]
		value := name
		x := 1e300
		p.Columns = append(p.Columns, profile.Column{
			Name: name, Type: "struct<" + name + ":int>", Feature: "embedded number", Count: 9, Missing: 1,
			Distinct: profile.About(1e15, 1, 2e15), Most: []profile.Value{{Value: &value, Count: profile.Exact(3)}, {}},
			Invalid:   profile.Invalid{Count: 1, Places: []profile.Place{{File: name, Line: 1 << 60, Text: name}}},
			Disguised: []profile.Disguised{{Value: name, Why: name}},
			Numbers:   &profile.Numbers{Min: &x, Max: &x, Median: &profile.Figure{Value: x}},
			Text:      &profile.Text{MaxLength: 1 << 60, Patterns: []profile.Pattern{{Pattern: name}}},
			Histogram: []profile.Bin{{Low: -1e300, High: 0, Count: profile.Exact(1e15)}, {Low: 0, High: 1e300, Count: profile.Exact(1)}},
		})
		p.Findings = append(p.Findings, profile.Finding{
			Severity: profile.High, Columns: []string{name}, Message: name, Why: name, SQL: "SELECT '" + name + "'",
			Places: []profile.Place{{File: name, Text: name}},
		})
		p.SameColumns = append(p.SameColumns, []string{name, name})
		p.Dependencies = append(p.Dependencies, profile.Dependency{Columns: []string{name, name}, Determines: name})
		p.Repeats.Most = append(p.Repeats.Most, profile.RepeatedRow{Count: 2, Values: []profile.Cell{&value, nil}})
	}
	return p
}

// Nothing that data holds is obeyed by a terminal, and lines keep to the width,
// but for statements, which are to be copied.
func TestHostile(t *testing.T) {
	p := strange(9)
	for _, width := range []int{60, 80, 160} {
		for how, got := range map[string]string{
			"table": Table(p, Options{Width: width}),
			"long":  Table(p, Options{Width: width, Long: true}),
			"chart": Chart(p, Options{Width: width}),
		} {
			for line := range strings.Lines(got) {
				line = strings.TrimSuffix(line, "\n")
				if i := strings.IndexFunc(line, obeyed); i >= 0 {
					t.Errorf("%s: a terminal obeys %q", how, line)
				}
				if render.Width(line) > width && !strings.Contains(line, "$ tarn query") && !continues(p, line) {
					t.Errorf("%s: %d wide instead of %d: %s", how, render.Width(line), width, line)
				}
			}
		}
	}
	for line := range strings.Lines(Markdown(p, Options{})) {
		if i := strings.IndexFunc(strings.TrimSuffix(line, "\n"), obeyed); i >= 0 {
			t.Errorf("markdown: a terminal obeys %q", line)
		}
	}
}

// continues reports whether a line is of a statement of several lines.
func continues(p *profile.Profile, line string) bool {
	for _, f := range p.Findings {
		if _, rest, ok := strings.Cut(f.SQL, "\n"); ok && strings.HasPrefix(line, rest) {
			return true
		}
	}
	return false
}

func obeyed(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == unicode.ReplacementChar
}

// A table of very many columns is told in few lines, those with findings among
// them.
func TestManyColumns(t *testing.T) {
	p := &profile.Profile{Table: "default.wide", Rows: 1}
	for i := range 10_000 {
		p.Columns = append(p.Columns, profile.Column{Name: fmt.Sprintf("c%d", i), Type: "bigint", Feature: "numeric"})
	}
	p.Columns[9_999].Feature = "text"
	p.Findings = []profile.Finding{{Severity: profile.High, Columns: []string{"c7777"}, Message: "bad"}}
	got := Table(p, Options{Width: 80})
	if lines := strings.Count(got, "\n"); lines > 65 {
		t.Errorf("got %d lines", lines)
	}
	for _, want := range []string{"!! c7777 ", "Columns: 50 of 10,000", "… and 9,950 others: 9,949 numeric, 1 text"} {
		if !strings.Contains(got, want) {
			t.Errorf("nothing of %q in\n%s", want, got)
		}
	}
	if got := Table(p, Options{Width: 80, All: true}); strings.Count(got, "numeric") != 9_999 {
		t.Error("not all columns that are asked for are told")
	}
}

func TestPercent(t *testing.T) {
	tests := map[float64]string{
		0: "0 %", 1: "100 %", 1e-9: "<0.1 %", 0.000999: "<0.1 %", 0.001: "0.1 %", 0.0949: "9.5 %", 0.0996: "10 %", 0.5: "50 %",
		0.99: "99 %", 0.9949: "99.5 %", 0.99999: ">99.9 %",
	}
	for share, want := range tests {
		if got := percent(share); got != want {
			t.Errorf("%v: got %s, want %s", share, got, want)
		}
	}
}

func TestValue(t *testing.T) {
	tests := map[float64]string{
		0: "0", -7: "-7", 0.1: "0.1", 47088: "47088", 123456789012345: "123456789012345", 1e15: "1e+15",
		1896.3432835820895: "1896.34", 0.000123456789: "0.000123457", 1e-7: "1e-07", 3.0000000001: "3", 123456.789012: "123457",
	}
	for x, want := range tests {
		if got := value(x); got != want {
			t.Errorf("%v: got %s, want %s", x, got, want)
		}
	}
}

func TestShort(t *testing.T) {
	tests := map[float64]string{0: "0", 99_999: "99,999", 100_000: "100k", 999_499: "999k", 999_600: "1.00M", 1_234_567: "1.23M", 45_600_000_000: "45.6G"}
	for x, want := range tests {
		if got := shortCount(x); got != want {
			t.Errorf("%v: got %s, want %s", x, got, want)
		}
	}
}

func TestShell(t *testing.T) {
	tests := map[string]string{
		"SELECT 1": `'SELECT 1'`, "a = 'x'": `'a = '\''x'\'''`, "a\nb": "'a\nb'", "a\x1b'\\": `$'a\u001b\'\\'`, "\xffa": `$'\xffa'`,
	}
	for sql, want := range tests {
		if got := shell(sql); got != want {
			t.Errorf("%q: got %s, want %s", sql, got, want)
		}
	}
}

// A message that does not name its column gets it before it.
func TestFindingText(t *testing.T) {
	tests := []struct {
		columns []string
		message string
		want    string
	}{
		{nil, "too many files", "too many files"},
		{[]string{"a"}, "a is always 1", "a is always 1"},
		{[]string{"a"}, "has one value", "a: has one value"},
		{[]string{"a", "b"}, "the same", "a, b: the same"},
		{[]string{"a", "b", "c", "d"}, "the same", "a, b and 2 more columns: the same"},
		{[]string{"w%"}, `"w%" is odd`, `"w%" is odd`},
	}
	for _, test := range tests {
		if got := findingText(profile.Finding{Columns: test.columns, Message: test.message}); got != test.want {
			t.Errorf("got %s, want %s", got, test.want)
		}
	}
}
