package crawl

import (
	"errors"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/tarnlake/tarn/datasets/schema"
)

func TestParsePins(t *testing.T) {
	_, err := ParsePins([]byte(`
exclude: ["backup/**", '**.tmp']
files:
  - path: "logs/**.log"
    format: csv
    options: {delimiter: " ", header: false, skip: 2}
tables:
  orders:
    path: [sales/orders, "old/{2022,2023}/orders*.csv"]
    options:
      delimiter: ";"
      quote: ""
    partitions: [year, month]
    comment: what we sold
    columns:
      zip: string
      "Order Total": {name: total, type: "decimal(10,2)", comment: in cents}
      day: {type: date, format: "%d.%m.%Y", nulls: ["-", ~]}
      secret: {hidden: true}
`))
	if err == nil || !strings.Contains(err.Error(), "expected a text, not ~") {
		t.Errorf("got %v", err)
	}
	p, err := ParsePins([]byte("exclude: a/**\ntables:\n  t:\n    columns: {zip: string, day: {nulls: [\"-\", \"null\"]}}\n    options: {header: false, skip: 2}\n"))
	if err != nil {
		t.Fatal(err)
	}
	table := p.Tables[0]
	if len(p.Exclude) != 1 || table.Columns["zip"].Type.Kind != schema.String || !slices.Equal(table.Columns["day"].Nulls, []string{"-", "null"}) ||
		!maps.Equal(table.Options, map[string]string{"header": "false", "skip": "2"}) {
		t.Errorf("got %+v", table)
	}
	for _, text := range []string{"", "# nothing\n", "---\n", "tables:\n", "tables: {}\nfiles: []\n"} {
		if p, err := ParsePins([]byte(text)); err != nil || len(p.Tables) != 0 {
			t.Errorf("%q: got %+v, %v", text, p, err)
		}
	}
}

// The example of the documentation is one.
func TestDocumentedPins(t *testing.T) {
	page, err := os.ReadFile("../../docs/crawl.md")
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(page), "```yaml\n")
	text, _, found := strings.Cut(text, "```")
	p, err := ParsePins([]byte(text))
	if !found || err != nil || len(p.Exclude) != 1 || len(p.Files) != 1 || len(p.Tables) != 1 || len(p.Tables[0].Columns) != 4 {
		t.Errorf("got %+v, %v", p, err)
	}
}

func TestParsePinsErrors(t *testing.T) {
	tests := []struct{ text, want, hint string }{
		{"tabels: {}", `tarn.yaml, line 1: the file: unknown key "tabels"`, "did you mean tables?"},
		{"x: 1", `tarn.yaml, line 1: the file: unknown key "x"`, "the keys are exclude, files, tables"},
		{"tables:\n  t:\n    colums: {}", `tarn.yaml, line 3: t: unknown key "colums"`, "did you mean columns?"},
		{"tables:\n  t:\n    options: {delimeter: x}", `tarn.yaml, line 3: options: unknown key "delimeter"`, "did you mean delimiter?"},
		{"tables:\n  t:\n    format: cvs", `tarn.yaml, line 3: format: there is no format "cvs"`, "the formats are parquet, json, csv"},
		{"tables:\n  T-1: {}", `tarn.yaml, line 2: tables: "T-1" cannot be the name of a table`, "such as t_1"},
		{"tables:\n  t:\n    columns:\n      a: bigit", `tarn.yaml, line 4: a: `, ""},
		{"tables:\n  t:\n    path: /etc", `tarn.yaml, line 3: path: /etc is not a path in the lake`, ""},
		{"tables:\n  t:\n    path: ../x", `tarn.yaml, line 3: path: ../x is not a path in the lake`, ""},
		{"tables:\n  t: {}\n  t: {}", `tarn.yaml, line 3: tables: t stands twice, first in line 2`, ""},
		{"exclude: ['[a']", `tarn.yaml, line 1: pattern "[a": no ']' for the '[' at column 1`, ""},
		{"files:\n  - format: csv", "tarn.yaml, line 2: files: an item has no path", "as in: - path: logs/**.log"},
		{"a: [", "tarn.yaml, line 1: did not find expected node content", ""},
		{"- a", "tarn.yaml, line 1: the file: expected keys with values", ""},
		{"tables: [a]", "tarn.yaml, line 1: tables: expected keys with values", ""},
		{"tables: &t\n  t: *t", `tarn.yaml, line 2: t: unknown key "t"`, ""},
	}
	for _, test := range tests {
		_, err := ParsePins([]byte(test.text))
		var pin *PinError
		if !errors.As(err, &pin) || !strings.HasPrefix(err.Error(), test.want) || test.hint != "" && pin.Hint() != test.hint {
			t.Errorf("%q: got %v (%T)\nwant %s", test.text, err, err, test.want)
		}
	}
}

func FuzzParsePins(f *testing.F) {
	f.Add("tables: {t: {columns: {a: int}}}")
	f.Add("exclude: ['**']\nfiles: [{path: x, options: {skip: 1}}]")
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := ParsePins([]byte(text)); err != nil {
			var pin *PinError
			if !errors.As(err, &pin) {
				t.Fatalf("error is a %T: %v", err, err)
			}
		}
	})
}

func TestPathPin(t *testing.T) {
	for _, test := range []struct {
		pin, folder string
		match, not  string
	}{
		{"a/b", "a/b", "a/b/x.csv a/b/c/x.csv a/b", "a/bc/x.csv a/x.csv"},
		{"./a/", "a", "a/x", "ab/x"},
		{".", "", "x a/x", ""},
		{"a/*.csv", "a", "a/x.csv", "a/b/x.csv a/x.json"},
		{"a/b*/**", "a", "a/b1/x a/b/c/x", "a/c/x"},
		{"**.csv", "", "x.csv a/x.csv", "x.json"},
		{"a/{b,c}/x", "a", "a/b/x a/c/x", "a/d/x"},
	} {
		p, err := ParsePath(test.pin)
		if err != nil || p.folder() != test.folder {
			t.Errorf("%s: folder %s, %v", test.pin, p.folder(), err)
		}
		for _, name := range strings.Fields(test.match) {
			if !p.Match(name) {
				t.Errorf("%s does not match %s", test.pin, name)
			}
		}
		for _, name := range strings.Fields(test.not) {
			if p.Match(name) {
				t.Errorf("%s matches %s", test.pin, name)
			}
		}
	}
}

// What stands in tarn.yaml comes before what is found, at the first crawl and later.
func TestPinsOfTheLake(t *testing.T) {
	tests := []struct {
		name, pins string
		files      map[string]string
		want       string
	}{
		{"types, names, comments and hidden columns", `
tables:
  t:
    columns:
      zip: string
      Order Total: {name: total, type: "decimal(10,2)"}
      note: {hidden: true}
`, map[string]string{"t.csv": "zip,Order Total,note,n\n1,2.5,x,1\n2,3.5,y,2\n"},
			"t 1 files 2 rows: zip string total decimal(10,2) n bigint\n"},
		{"a table's files, of several folders", `
tables:
  all_orders:
    path: [eu/orders, "us/**/orders*"]
    partitions: [region]
`, map[string]string{
			"eu/orders/a.csv":     "id,x\n1,2\n2,3\n",
			"us/west/orders1.csv": "id,y\n1,2\n2,3\n",
			"us/west/other.csv":   "p,q,r\n1,2,3\n2,3,4\n",
		}, "all_orders 2 files 4 rows: id bigint x bigint y bigint / region string / partition_1 string\n" +
			"west 1 files 2 rows: p bigint q bigint r bigint\n"},
		{"how files are read", `
files:
  - path: "**.txt"
    options: {delimiter: "|", header: false}
`, map[string]string{"notes.txt": "id,k|b\n1,2|d\n2,3|e\n", "x.csv": "id,x\n1,2\n2,3\n"},
			"notes 1 files 3 rows: col_1 string col_2 string\nx 1 files 2 rows: id bigint x bigint\n"},
		{"how a table is read whose files are found", `
tables:
  t: {options: {header: false}}
`, map[string]string{"t/a.csv": "id,x\n1,2\n3,4\n", "t/b.csv": "id,x\n5,6\n7,8\n"},
			"t 2 files 6 rows: col_1 string col_2 string\n"},
		{"formats, exclusions", `
exclude: [x.csv]
tables:
  logs: {path: logs, format: json}
`, map[string]string{"logs/a": `{"a":1}` + "\n", "logs/b.csv": "id,x\n1,2\n", "x.csv": "id,x\n1,2\n2,3\n"},
			"logs 1 files 1 rows: a bigint\nleft out logs/b.csv: "},
		{"dates and nulls", `
tables:
  t:
    columns:
      day: {type: date, format: "%m/%d/%Y"}
      who: {nulls: [nobody]}
`, map[string]string{"t.csv": "day,who\n01/02/2024,nobody\n03/04/2024,ann\n"},
			"t 1 files 2 rows: day date who string\n"},
	}
	for _, test := range tests {
		p := newScene(t, test.files)
		p.write(PinsFile, test.pins)
		f, _ := p.update(Crawler{})
		if got := describe(f); !strings.HasPrefix(got, test.want) || strings.Count(got, "\n") != strings.Count(test.want+"\n", "\n")-btoi(strings.HasSuffix(test.want, "\n")) {
			t.Errorf("%s: got\n%s\nwant\n%s", test.name, got, test.want)
		}
		again, changes := p.update(Crawler{})
		if changes != "" || again.Scanned > len(again.LeftOut) {
			t.Errorf("%s: the second crawl scanned %d: %s", test.name, again.Scanned, changes)
		}
		p.remove(PinsFile)
		p.update(Crawler{})
		free, _ := p.update(Crawler{})
		if got := describe(free); got == describe(f) && test.name != "dates and nulls" {
			t.Errorf("%s: without pins: got\n%s", test.name, got)
		}
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func TestPinnedLayout(t *testing.T) {
	p := newScene(t, map[string]string{
		"t.csv":  "day,who\n01/02/2024,nobody\n03/04/2024,ann\n",
		PinsFile: "tables: {t: {columns: {day: {type: date, format: '%m/%d/%Y'}, who: {nulls: [nobody]}}}}",
	})
	columns := p.crawl(Crawler{}).table(t, "t").Files[0].Scan.Columns
	if columns[0].Format != "%m/%d/%Y" || !slices.Equal(columns[1].Nulls, []string{"nobody"}) {
		t.Errorf("got %+v", columns)
	}
}
