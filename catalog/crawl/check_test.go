package crawl

import (
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tarnlake/tarn/catalog"
)

// What is wrong with the files of a table as a table, at the first crawl and
// when nothing is opened any more.
func TestProblems(t *testing.T) {
	tests := []struct {
		name  string
		files map[string]string
		table string
		want  string
	}{
		{"a column that is text in one file", map[string]string{
			"t/1.csv": "id,n\n1,2\n2,3\n",
			"t/2.csv": "id,n\n1,2\n2,three\n",
			"t/3.csv": "id,n\n1,2.5\n2,3\n",
		}, "t", `types differ (1) t/2.csv: n is string, since it has text here; it is bigint in 1 file and double in 1 file
  line 3: three
`},
		{"a column that is different things, none of them text", map[string]string{
			"t/1.csv": "id,n\n1,2\n2,3\n",
			"t/2.csv": "id,n\n1,true\n2,false\n",
		}, "t", "types differ (2) t/1.csv: n is string, since it is bigint in 1 file and boolean in 1 file\n"},
		{"text everywhere is no conflict", map[string]string{
			"t/1.csv": "id,n\n1,a\n2,b\n",
			"t/2.csv": "n,id\nc,3\nd,4.5\n",
		}, "t", ""},
		{"an odd file", map[string]string{
			"t/1.csv":   "id,n\n1,2\n2,3\n",
			"t/2.csv":   "id,n\n1,2\n2,3\n",
			"t/3.csv":   "id,n\n1,2\n2,3\n",
			"t/sum.csv": "id,year,sum,mean\n1,2,3,4\n1,3,3,4\n",
		}, "t", "odd file (1) t/sum.csv: it lies among 3 files of this table and is unlike them (similarity 0.33); it is the table sum\n"},
		{"partitions that are in the files too", map[string]string{
			"t/k=1/m=02/a.csv": "id,k,m\n1,1,2\n2,1,2\n",
			"t/k=2/m=03/a.csv": "id,k,m\n1,7,3\n2,8,3\n",
		}, "t", `partition also in file (2) t/k=1/m=02/a.csv: k is a partition, and a column of 2 files too; the folder's value counts
partition also in file (2) t/k=1/m=02/a.csv: m is a partition, and a column of 2 files too; the folder's value counts
`},
		{"and do not agree", map[string]string{
			"t/k=5/a.csv": "id,k\n1,7\n2,8\n",
		}, "t", "partition also in file (1) t/k=5/a.csv: k is a partition, and a column of 1 file too; " +
			"the folder's value counts: here the folder says 5, and the file 7 to 8\n"},
		{"dates that another file settles", map[string]string{
			"t/1.csv": "id,d\n1,01/02/2024\n2,03/04/2024\n",
			"t/2.csv": "id,d\n1,01/22/2024\n2,03/24/2024\n",
			"t/3.csv": "id,d\n1,05/06/2024\n2,07/08/2024\n",
		}, "t", "dates settled by other files (2) t/1.csv: d can be read in several ways here; it is read as %m/%d/%Y, as t/2.csv leaves no doubt\n"},
		{"a type that somebody decided", map[string]string{
			"t/1.csv": "id,n\n1,2\n2,3\n",
			"t/2.csv": "id,n\n1,2\n2,three\n3,four\n4,4\n5,2024-01-05\n",
			"t/3.csv": "id,n\n1,two\n2,3\n",
			PinsFile:  "tables: {t: {columns: {n: int, idd: string}}}",
		}, "t", `values do not fit (4) t/2.csv: n is int, as somebody decided, and string in 2 files; values that do not fit are null
  line 3: three
  line 4: four
no such column (1) : something is decided about the column idd, which no file has; did you mean id?
`},
		{"a narrower type that some files do not fit", map[string]string{
			"t/1.csv": "a,b,c,d\n2,127,999,-1\n-2147483648,-128,-999,\n",
			"t/2.csv": "a,b,c,d\n2147483647,-129,1,-1\n3,1,1,1\n",
			"t/3.csv": "a,b,c,d\n2147483648,128,1000,9\n3,1,1,1\n",
			PinsFile:  "tables: {t: {columns: {a: int, b: tinyint, c: 'decimal(5,2)', d: 'decimal(38,2)'}}}",
		}, "t", `values do not fit (1) t/3.csv: a is int, as somebody decided, and bigint in 1 file; values that do not fit are null
values do not fit (2) t/2.csv: b is tinyint, as somebody decided, and bigint in 2 files; values that do not fit are null
values do not fit (1) t/3.csv: c is decimal(5,2), as somebody decided, and bigint in 1 file; values that do not fit are null
`},
	}
	for _, test := range tests {
		p := newScene(t, test.files)
		for _, when := range []string{"first", "again"} {
			f, _ := p.update(Crawler{})
			if got := problems(f.table(t, test.table)); got != test.want {
				t.Errorf("%s, %s: got\n%s\nwant\n%s", test.name, when, got, test.want)
			}
			if when == "again" && f.Scanned > 0 {
				t.Errorf("%s: scanned %d", test.name, f.Scanned)
			}
		}
		kept, err := p.catalog.TableProblems(t.Context(), catalog.Name{Database: "default", Table: test.table})
		if err != nil || len(kept) != strings.Count("\n"+test.want, ": ")-strings.Count(test.want, "  line")-strings.Count(test.want, "counts: ") {
			t.Errorf("%s: the catalog has %+v, %v", test.name, kept, err)
		}
	}
}

// A file whose dates are ambiguous is read as the others say, as long as they do.
func TestDatesComeAndGo(t *testing.T) {
	p := newScene(t, map[string]string{"t/1.csv": "id,d\n1,01/02/2024\n2,03/04/2024\n"})
	check := func(when, format string, ambiguous bool) {
		t.Helper()
		p.update(Crawler{})
		files, err := p.catalog.Files(t.Context(), catalog.Name{Database: "default", Table: "t"})
		if err != nil {
			t.Fatal(err)
		}
		got := files[0].Scan
		told := len(got.Problems) == 1 && got.Problems[0].Kind == ambiguousDates
		if got.Columns[1].Format != format || told != ambiguous || len(got.Evidence) != 2 {
			t.Errorf("%s: %s, problems %v, evidence %v", when, got.Columns[1].Format, got.Problems, got.Evidence)
		}
	}
	alone := "%m/%d/%Y"
	f := p.crawl(Crawler{})
	alone = f.Tables[0].Files[0].Scan.Columns[1].Format
	other := map[string]string{"%m/%d/%Y": "%d/%m/%Y", "%d/%m/%Y": "%m/%d/%Y"}[alone]
	sure := map[string]string{"%m/%d/%Y": "id,d\n1,01/22/2024\n", "%d/%m/%Y": "id,d\n1,22/01/2024\n"}
	check("alone", alone, true)
	p.write("t/2.csv", sure[other])
	check("with another", other, false)
	check("and again", other, false)
	p.remove("t/2.csv")
	check("alone again", alone, true)
}

var update = flag.Bool("update", false, "write the golden files")

func TestExplain(t *testing.T) {
	p := newScene(t, map[string]string{
		"sales/year=2023/a.csv":    "id,day,total\n1,2023-01-05,10\n2,2023-02-05,20\n",
		"sales/year=2024/a.csv":    "id,day,total,note\n3,2024-01-05,10.5,\n4,2024-02-05,x,\n",
		"sales/year=2024/odd.json": `{"who":"ann"}` + "\n",
		"sales/year=2024/b.csv":    "id;day;total\n5;2024-03-05;NA\n6;2024-04-05;7\n",
	})
	p.update(Crawler{})
	f, _ := p.update(Crawler{Found: func(*Findings) error { return nil }}) // keeps what explains
	all, err := f.Explain(t.Context(), "")
	if err != nil || len(all) != 2 {
		t.Fatalf("got %+v, %v", all, err)
	}
	var text strings.Builder
	for i := range all {
		if err := all[i].WriteText(&text); err != nil {
			t.Fatal(err)
		}
	}
	golden(t, "explain.txt", text.String())
	checkJSON(t, &all[1])

	one, err := f.Explain(t.Context(), "sales")
	if err != nil || len(one) != 1 {
		t.Errorf("got %+v, %v", one, err)
	}
	_, err = f.Explain(t.Context(), "sale")
	var name *catalog.NameError
	if !errors.As(err, &name) || name.Near != "sales" {
		t.Errorf("got %v", err)
	}
}

// checkJSON checks that other programs find what they look for.
func checkJSON(t *testing.T, e *Explanation) {
	t.Helper()
	data, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Table string
		Files []struct {
			Path, Format, Encoding, Delimiter, Quote, Escape string
			Header                                           bool
			LinesSkipped                                     *int
			Rows                                             int
			Columns                                          []struct {
				Name, CatalogName, Type string
				Nulls                   int
				Evidence                struct {
					Kinds    map[string]int
					Deciders []struct {
						Line  int
						Value string
					}
				}
			}
		}
		Splits []struct {
			Table       string
			Similarity  *float64
			Here, There []string
		}
	}
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	f := got.Files[1]
	if got.Table != "sales" || len(got.Files) != 3 || f.Path != "sales/year=2024/a.csv" || f.Format != "csv" || f.Encoding != "utf-8" ||
		f.Delimiter != "," || f.Quote != `"` || f.Escape != `"` || !f.Header || f.LinesSkipped == nil || f.Rows != 2 {
		t.Errorf("got %+v", got)
	}
	if c := f.Columns[2]; c.Name != "total" || c.CatalogName != "total" || c.Type != "string" || c.Evidence.Kinds["string"] != 1 ||
		c.Evidence.Deciders[0].Line != 3 || c.Evidence.Deciders[0].Value != "x" || f.Columns[3].Nulls != 2 {
		t.Errorf("got %+v", f.Columns)
	}
	if s := got.Splits[0]; s.Table != "odd" || s.Similarity == nil || len(s.Here) != 3 || len(s.There) != 1 {
		t.Errorf("got %+v", got.Splits)
	}
}

// golden compares with a file of testdata; -update writes it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s: got\n%s", name, got)
	}
}
