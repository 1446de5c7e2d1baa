package csvfile

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/tarnlake/tarn/datasets"
)

func readJSON(tb testing.TB, name string, v any) {
	tb.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		tb.Fatal(err)
	}
	if err := json.Unmarshal(text, v); err != nil {
		tb.Fatalf("%s: %v", name, err)
	}
}

// flat turns rows told as objects into rows told as lists, under their names.
func flat(names []string, objects []map[string]string) [][]string {
	all := [][]string{names}
	for _, o := range objects {
		var row []string
		for _, name := range names {
			row = append(row, o[name])
		}
		all = append(all, row)
	}
	return all
}

// The files of csv-spectrum, with what is in them as JSON.
func TestSpectrum(t *testing.T) {
	dir := shared(t, "csv/spectrum")
	_, files := lakeOf(t, filepath.Join(dir, "csvs"))
	if len(files) != 12 {
		t.Errorf("%d files, want 12", len(files))
	}
	for _, f := range files {
		_, got := table(t, f, nil)
		var objects []map[string]string
		name := filepath.Join(dir, "json", strings.TrimSuffix(f.Path, ".csv")+".json")
		if f.Path == "location_coordinates.csv" {
			var one map[string]string
			readJSON(t, name, &one)
			one["Contact Phone Number"] = "2095257564" // the JSON has another one, made up
			objects = append(objects, one)
		} else {
			readJSON(t, name, &objects)
		}
		want := flat(got[0], objects)
		if f.Path == "newlines_crlf.csv" { // the file has plain line feeds
			want[2][0] = strings.ReplaceAll(want[2][0], "\r", "")
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %q, want %q", f.Path, got, want)
		}
	}
}

// The files of csv-test-data: the good ones as JSON tells them, the bad ones
// with a problem.
func TestTestData(t *testing.T) {
	dir := shared(t, "csv/test-data")
	_, files := lakeOf(t, filepath.Join(dir, "csv"))
	for _, f := range files {
		if strings.HasPrefix(f.Path, "bad-") {
			s, err := Format{}.Scan(t.Context(), f, datasets.ScanOptions{})
			if err == nil && len(s.Problems) == 0 {
				t.Errorf("%s: no problem", f.Path)
			}
			continue
		}
		var fixed map[string]string
		if f.Path == "all-empty.csv" { // nothing to find out
			fixed = map[string]string{"delimiter": ",", "header": "false"}
		}
		_, got := table(t, f, fixed)
		name := filepath.Join(dir, "json", strings.TrimSuffix(f.Path, ".csv")+".json")
		var want [][]string
		if strings.HasPrefix(f.Path, "header-") {
			var objects []map[string]string
			readJSON(t, name, &objects)
			want = flat([]string{"foo", "bar", "baz"}, objects)
		} else {
			readJSON(t, name, &want)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %q, want %q", f.Path, got, want)
		}
	}
}

// A paper is a case of Papa Parse's own tests.
type paper struct {
	Description string
	Input       string
	Config      map[string]any
	Expected    struct {
		Data   json.RawMessage
		Errors []any
	}
}

// otherwise are cases of Papa Parse in which tarn does otherwise, and why.
var otherwise = map[string]string{
	"Quoted field has no closing quote":                                                 "a row with as many fields as the others is likelier than one that swallows the rest",
	"Quoted field has invalid trailing quote after delimiter":                           "the same",
	"Quoted field has invalid trailing quote before delimiter":                          "the same",
	"Quoted field has invalid trailing quote after new line":                            "the same",
	"Quoted field has invalid trailing quote after delimiter with a valid closer":       "the same",
	"Entire file is comment lines":                                                      "not a table",
	"Input with only a commented line":                                                  "not a table",
	"Input with only a commented line and blank line after":                             "not a table",
	"Duplicated header names with headerTransform":                                      "names are the crawl's",
	"Multi-character comment string":                                                    "comments begin with one character",
	"Parsing with skipEmptyLines set to 'greedy'":                                       "an option of that parser",
	"Parsing with skipEmptyLines set to 'greedy' with quotes and delimiters as content": "an option of that parser",
	"Quoted field with whitespace around quotes":                                        "the space is taken for a part of the delimiter",
	"Mixed slash n and slash r should choose first as precident":                        "rows of one length are likelier",
	"Bad delimiter (\\n)":                                                               "refused",
	"Pipe delimiter is guessed correctly choose avgFildCount max one":                   "a guess",
}

// TestPapaParse reads the inputs of Papa Parse's tests that make sense without
// its options. It is told the dialect where the case tells it or where the
// parser itself takes for granted that it is a comma.
func TestPapaParse(t *testing.T) {
	var sets map[string][]paper
	readJSON(t, filepath.Join(shared(t, "csv/papaparse"), "cases.json"), &sets)
	dir := t.TempDir()
	right, all := 0, 0
	for set, cases := range sets {
		for i, c := range cases {
			fixed := map[string]string{"header": "false"}
			if set == "core" {
				fixed["delimiter"] = ","
			}
			want, ok := expected(c, fixed)
			if !ok || otherwise[c.Description] != "" || strings.TrimSpace(c.Input) == "" {
				continue
			}
			all++
			name := fmt.Sprintf("%s%d.csv", set, i)
			if err := os.WriteFile(filepath.Join(dir, name), []byte(c.Input), 0o644); err != nil {
				t.Fatal(err)
			}
			l, _ := lakeOf(t, dir)
			f, err := l.File(name)
			if err != nil {
				t.Fatal(err)
			}
			s, err := Format{}.Scan(t.Context(), f, datasets.ScanOptions{Fixed: fixed})
			if err != nil {
				t.Errorf("%s %d %s: %q: %v", set, i, c.Description, c.Input, err)
				continue
			}
			_, got := table(t, f, fixed)
			if len(s.Columns) == 1 && len(want) > 0 && len(got) < len(want) && want[len(want)-1][0] == "" {
				want = want[:len(want)-1] // the empty line after the last line end
			}
			if !sameRows(got, want, len(s.Columns)) {
				t.Errorf("%s %d %s: %q: got %q, want %q", set, i, c.Description, c.Input, got, want)
				continue
			}
			right++
		}
	}
	t.Logf("%d of %d cases", right, all)
	if all < 95 {
		t.Errorf("only %d cases were tried", all)
	}
}

// expected returns the rows that a case wants, and puts into fixed what its
// options say of the dialect. It returns false for options of another kind.
func expected(c paper, fixed map[string]string) (rows [][]string, ok bool) {
	for key, value := range c.Config {
		text, isText := value.(string)
		switch key {
		case "delimiter", "newline":
			fixed[key] = text
		case "quoteChar":
			fixed["quote"] = text
		case "escapeChar":
			fixed["escape"] = text
		case "comments":
			switch {
			case value == true:
				fixed["comment"] = "#"
			case isText && len(text) == 1:
				fixed["comment"] = text
			case isText:
				return nil, false
			}
		case "fastMode":
		case "header":
			return nil, false // rows are objects
		case "skipEmptyLines":
			if value != true {
				return nil, false
			}
		default:
			return nil, false
		}
		if text == "" && (key == "delimiter" || !isText && key != "comments" && key != "fastMode" && key != "skipEmptyLines") {
			return nil, false
		}
	}
	return rows, json.Unmarshal(c.Expected.Data, &rows) == nil
}

// sameRows compares rows of a table with rows of any length: blank lines do not
// count if there are several columns, short rows are filled up, and of long
// ones the fields beyond the last column are left out.
func sameRows(got, want [][]string, width int) bool {
	n := 0
	for _, row := range want {
		if width > 1 && len(row) == 1 && strings.TrimSpace(row[0]) == "" {
			continue
		}
		if n >= len(got) {
			return false
		}
		for i, text := range got[n] {
			if i < len(row) && text != row[i] || i >= len(row) && text != "" {
				return false
			}
		}
		n++
	}
	return n == len(got)
}

// Each file of odd encodings, compressions and shapes is a table without a lost
// row, or refused by name.
func TestOdd(t *testing.T) {
	_, files := lakeOf(t, shared(t, "csv/odd"))
	tables, refused := 0, 0
	for _, f := range files {
		s, err := Format{}.Scan(t.Context(), f, datasets.ScanOptions{})
		var notTable *NotTableError
		var packed *datasets.CompressionError
		switch {
		case errors.As(err, &notTable) || errors.As(err, &packed):
			refused++
			if tableNames[suffix(f.Path)] {
				t.Errorf("%s: %v", f.Path, err)
			} else {
				t.Logf("%s: %v", f.Path, err)
			}
			continue
		case err != nil:
			t.Errorf("%s: %v", f.Path, err)
			continue
		}
		tables++
		t.Logf("%s: %d rows, %d columns, %q, copy %q, problems %v", f.Path, s.Rows, len(s.Columns), s.Options, s.Copy, kindsOf(s.Problems))
		if s.Rows == 0 {
			t.Errorf("%s: no rows", f.Path)
		}
	}
	t.Logf("%d tables, %d refused", tables, refused)
}

func kindsOf(problems []datasets.Problem) []string {
	var all []string
	for _, p := range problems {
		all = append(all, fmt.Sprintf("%s %d", p.Kind, p.Count))
	}
	return all
}

// TestW3C reads the files of the tests for CSV on the Web that need no metadata.
func TestW3C(t *testing.T) {
	dir := filepath.Join(shared(t, "csv/w3c"), "tests")
	var manifest struct {
		Entries []struct {
			ID, Type, Action, Result string
			Option                   struct{ Metadata string }
			Implicit                 []string
		}
	}
	readJSON(t, filepath.Join(dir, "manifest-json.jsonld"), &manifest)
	l, _ := lakeOf(t, dir)
	tried := 0
	for _, e := range manifest.Entries {
		if e.Type != "csvt:ToJsonTest" || e.Option.Metadata != "" || e.Implicit != nil || !strings.HasSuffix(e.Action, ".csv") {
			continue
		}
		tried++
		f, err := l.File(e.Action)
		if err != nil {
			t.Fatal(err)
		}
		_, got := table(t, f, nil)
		want := w3cRows(t, filepath.Join(dir, e.Result))
		if len(got) != len(want)+1 {
			t.Errorf("%s: %d rows, want %d", e.ID, len(got)-1, len(want))
			continue
		}
		for i, row := range want {
			for j, name := range got[0] {
				if text := got[i+1][j]; text != row[name] {
					t.Errorf("%s row %d: %s is %q, want %q", e.ID, i+1, name, text, row[name])
				}
			}
		}
	}
	if tried < 9 {
		t.Errorf("only %d tests were tried", tried)
	}
}

// w3cRows returns the rows of a result in JSON, minimal or not.
func w3cRows(t *testing.T, name string) (rows []map[string]string) {
	type row struct{ Describes []map[string]string }
	var full struct{ Tables []struct{ Row []row } }
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if json.Unmarshal(text, &full) != nil {
		readJSON(t, name, &rows)
		return rows
	}
	for _, r := range full.Tables[0].Row {
		rows = append(rows, r.Describes...)
	}
	return rows
}

// TestStandard compares the rows of real files, of which the scan says that
// they can be read plainly, with what the standard library makes of them.
func TestStandard(t *testing.T) {
	compared := 0
	for _, set := range []string{"csv/odd", "csv/dialect/w3c-files", "csv/dialect/pollock-files", "types/datahub", "lakes", "fd"} {
		_, files := lakeOf(t, shared(t, set))
		for _, f := range files {
			s, err := Format{}.Scan(t.Context(), f, datasets.ScanOptions{})
			o := map[string]string{}
			if err == nil {
				o = s.Options
			}
			if err != nil || s.Copy != "" || len(s.Columns) < 2 || s.Compression != "" || o["encoding"] != "utf-8" ||
				o["quote"] != `"` || o["newline"] == "\r" || o["padding"] == "true" || o["skip"] != "" {
				continue
			}
			compared++
			if err := compareStandard(t, f, s); err != nil {
				t.Errorf("%s: %v", f.Path, err)
			}
		}
	}
	t.Logf("%d files", compared)
	if compared < 650 {
		t.Errorf("only %d files were compared", compared)
	}
}

func compareStandard(t *testing.T, f datasets.File, s *datasets.Scan) error {
	file, err := f.Open()
	if err != nil {
		return err
	}
	defer file.Close()
	text := bufio.NewReader(file)
	if mark, _ := text.Peek(3); string(mark) == "\xef\xbb\xbf" {
		text.Discard(3)
	}
	r := csv.NewReader(text)
	r.Comma, _ = utf8.DecodeRuneInString(s.Options["delimiter"])
	r.LazyQuotes, r.FieldsPerRecord, r.ReuseRecord = true, -1, true
	for i := 0; s.Options["header"] == "true" && i < max(1, atoi(s.Options["headerRows"])); i++ {
		if _, err := r.Read(); err != nil {
			return err
		}
	}
	n := 0
	for row, err := range Rows(t.Context(), f, &s.Layout) {
		if err != nil {
			return err
		}
		n++
		want, err := r.Read()
		if err != nil {
			return fmt.Errorf("row %d: %w", n, err)
		}
		for i, v := range row {
			if string(v.Text) != want[i] {
				return fmt.Errorf("row %d: got %q, want %q", n, v.Text, want[i])
			}
		}
	}
	if _, err := r.Read(); err != io.EOF {
		return fmt.Errorf("there is a row after row %d", n)
	}
	return nil
}
