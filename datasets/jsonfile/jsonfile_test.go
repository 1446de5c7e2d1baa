package jsonfile

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tarnlake/tarn/datasets"
)

// fileOf returns a file of a new lake with that content.
func fileOf(t testing.TB, content string) datasets.File {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "f.json"), []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	lake, err := datasets.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { lake.Close() })
	f, err := lake.File("f.json")
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// scanText scans a file with that content.
func scanText(t testing.TB, content string) *datasets.Scan {
	t.Helper()
	scan, err := Format{}.Scan(t.Context(), fileOf(t, content), datasets.ScanOptions{})
	if err != nil {
		t.Fatalf("%.200q: %v", content, err)
	}
	return scan
}

// columnsOf returns the columns of a layout as the members of a struct are written.
func columnsOf(l *datasets.Layout) string {
	var b strings.Builder
	for i, c := range l.Columns {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%s %s", c.Source, c.Type)
	}
	return b.String()
}

func TestTypes(t *testing.T) {
	tests := []struct {
		values string // of a column, one for each row, with _ for a space
		want   string
	}{
		{`null`, "unknown"},
		{`1 -2`, "bigint"},
		{`1 null`, "bigint"},
		{`true false`, "boolean"},
		{`1.5 2`, "double"},
		{`1e3`, "double"},
		{`0 -0`, "bigint"},
		{`"a" ""`, "string"},
		{`"12" "13"`, "string"}, // somebody took care to write text

		// The silent conversions of other readers: 1.5 is not 2, true is not 1, 7 is not true.
		{`1 1.5`, "double"},
		{`1 true`, "string"},
		{`true 7`, "string"},
		{`1 1.5 true`, "string"},
		{`1 "x"`, "string"},
		{`"2024-01-01" 5`, "string"},

		// No digit is lost.
		{`9223372036854775807 -9223372036854775808`, "bigint"},
		{`9223372036854775808`, "decimal(19,0)"},
		{`1 18446744073709551616`, "decimal(20,0)"},
		{`99999999999999999999999999999999999999`, "decimal(38,0)"},
		{`100000000000000000000000000000000000000`, "string"},
		{`9007199254740992 0.5`, "double"},
		{`9007199254740993 0.5`, "decimal(17,1)"},
		{`0.1 0.30000000000000004`, "double"},
		{`-65.613616999999977`, "double"}, // a double printed with 17 digits
		{`0.10000000000000000555`, "double"},
		{`0.12345678901234567890`, "decimal(20,20)"},
		{`12345678.901234567890123 1`, "decimal(23,15)"},
		{`1e400`, "string"},
		{`1e-400`, "string"},
		{`1e22 0.12345678901234567890`, "string"},

		{`"2024-02-29" "2023-01-01"`, "date"},
		{`"2023-02-29"`, "string"},
		{`"2024-02-29" "2024-02-29T10:00:00Z"`, "timestamp"},
		{`"2024-02-29_10:00:00.123456" "2024-02-29T10:00+00:00"`, "timestamp"},
		{`"2024-02-29T10:00:00.1234567Z"`, "timestamp %z"},
		{`"2024-02-29T10:00:00+02:00"`, "timestamp %Y-%m-%dT%H:%M:%S%z"},
		{`"2024-02-29T10:00:00+02:00" "2024-02-29"`, "timestamp %z"},
		{`"2024-2-9" "2024-02-10"`, "date %z"},
		{`"2024-2-9" "2024-02-10T10:00"`, "timestamp %z"},
		{`"2024-2-9" "2024-02-10T10:00Z"`, "string"},      // and a problem: no cast reads both
		{`"2024-2-9" "2024-02-10T10:00+00:00"`, "string"}, // the same
		{`"2024-02-29" ""`, "string"},
		{`"2024-02-29" null`, "date"},

		// Dates in the forms people write, as in CSV.
		{`"29/02/2024" "01/02/2024" null`, "date %d/%m/%Y"},
		{`"29\/02\/2024"`, "date %d/%m/%Y"}, // as PHP writes it
		{`"01/02/2024" "02/29/2024"`, "date %m/%d/%Y"},
		{`"31.12.2024"`, "date %d.%m.%Y"},
		{`"5_Jan_2024" "12_May_2023"`, "date %d %b %Y"},
		{`"January_5,_2024"`, "date %B %d, %Y"},
		{`"Mon,_05_Feb_2024_10:00:00_GMT"`, "timestamp %a, %d %b %Y %H:%M:%S GMT"},
		{`"Wed_Aug_27_13:08:45_+0000_2008"`, "timestamp %a %b %d %H:%M:%S %z %Y"}, // as Twitter writes it
		{`"10/Oct/2000:13:55:36_-0700"`, "timestamp %d/%b/%Y:%H:%M:%S %z"},
		{`"1/25/2024_1:02:03_PM"`, "timestamp %m/%d/%Y %I:%M:%S %p"},
		{`"20240229T101112"`, "timestamp %Y%m%dT%H%M%S"},
		{`"29/02/2024" "2024-02-29"`, "string"}, // and a problem
		{`"29/02/2024" "5_Jan_2024"`, "string"},
		{`"29/02/2024" "x"`, "string"},
		{`"29/02/2024" ""`, "string"},
		{`"29/02/2024" 5`, "string"},
		{`"20240229" "007"`, "string"},
		{`["29/02/2024"]`, "array<string>"}, // only columns are read so

		{`[1,2] [] null`, "array<bigint>"},
		{`[] []`, "array<unknown>"},
		{`[1] ["a"]`, "array<string>"},
		{`[[1],[2.5]]`, "array<array<double>>"},
		{`[1] 1`, "string"},
		{`[1] {"x":1}`, "string"},
		{`{"x":1} {"y":"2024-01-01"} {"x":null}`, "struct<x:bigint,y:date>"},
		{`{} {}`, "struct<>"},
		{`{"x":1} "x"`, "string"},
		{`{"x":{"y":[{"z":1}]}} {"x":{"y":[{"z":2.5,"w":true}]}}`, "struct<x:struct<y:array<struct<z:double,w:boolean>>>>"},

		// Keys that are data.
		{`{"17":1} {"18":2.5}`, "map<string,double>"},
		{`{"2024-01":[1],"2024-02":[]}`, "map<string,array<bigint>>"},
		{`{"123e4567-e89b-12d3-a456-426614174000":{"x":1}}`, "map<string,struct<x:bigint>>"},
		{`{"17":1,"18":"a"}`, "struct<17:bigint,18:string>"},
		{`{"a":1,"A":2}`, "map<string,bigint>"},
		{`{"":1}`, "map<string,bigint>"},
		{`{"id":1} {"ID":"x"}`, "map<string,string>"},
	}
	for _, test := range tests {
		var b strings.Builder
		for value := range strings.SplitSeq(test.values, " ") {
			fmt.Fprintf(&b, "{\"v\":%s}\n", strings.ReplaceAll(value, "_", " "))
		}
		c := scanText(t, b.String()).Columns[0]
		if got := strings.TrimSpace(c.Type.String() + " " + c.Format); got != test.want {
			t.Errorf("%s: got %s, want %s", test.values, got, test.want)
		}
	}
}

func TestShapes(t *testing.T) {
	tests := []struct {
		text    string
		records string // with what else the options say
		columns string
		rows    int64
	}{
		{`{"a":1}`, "lines", "a bigint", 1},
		{"{\"a\":1}\n{\"a\":2}\n", "lines", "a bigint", 2},
		{"\n  {\"a\":1}  \r\n\n\t\n{\"a\":2}", "lines", "a bigint", 2},
		{"{\"a\":1}\n{}\nnull\n", "lines", "a bigint", 3},
		{`{"a":1}{"a":2} {"b":3}`, "concatenated", "a bigint, b bigint", 3},
		{"{\n \"a\": 1\n}\n{\n \"a\": 2\n}", "concatenated", "a bigint", 2},
		{"{\n \"a\": 1\n}", "concatenated", "a bigint", 1},
		{"{\"a\":1}\n{\"a\":2}{\"a\":3}\n", "concatenated", "a bigint", 3}, // begins like lines
		{"{\"a\":1}\n{\"a\":\n2}\n", "concatenated", "a bigint", 2},

		{`[{"a":1},{"a":2}]`, "array", "a bigint", 2},
		{" [\n {\"a\": 1},\n null,\n {\"b\": 2}\n]\n", "array", "a bigint, b bigint", 3},
		{`[]`, "array", "", 0},
		{`[1,2,null]`, "array values", "value bigint", 3},
		{`[[1,2],[3]]`, "array values", "value array<bigint>", 2},
		{`[1,{"a":1},"x"]`, "array values", "value string", 3},
		{`[{"a":1},2,3]`, "array values", "value string", 3},
		{`[3,{"a":1},{"a":2}]`, "array", "a bigint", 2}, // and a problem
		{"[1,2]\n[3]\n", "lines values", "value array<bigint>", 2},
		{"[{\"a\":1}]\n[{\"a\":2}]\n", "lines values", "value array<struct<a:bigint>>", 2},
		{"1\n2.5\n", "lines values", "value double", 2},
		{`"x"`, "lines values", "value string", 1},

		{`{"Records":[{"a":1},{"a":2}]}`, "member=Records", "a bigint", 2},
		{`{"anything":[{"a":1}]}`, "member=anything", "a bigint", 1},
		{`{"Records":[]}`, "member=Records", "", 0},
		{`{"tags":[]}`, "lines", "tags array<unknown>", 1},
		{`{"count":2,"results":[{"a":1},{"a":2}],"next":null}`, "member=results beside=[\"count\",\"next\"]",
			"a bigint, count bigint, next unknown", 2},
		{`{"type":"FeatureCollection","features":[{"type":"Feature","id":1}]}`, "member=features beside=[\"type\"]",
			"type string, id bigint, type string", 1},
		{`{"total_count":1,"items":[{"a":1}]}`, "member=items beside=[\"total_count\"]", "a bigint, total_count bigint", 1},
		{`{"order":7,"items":[{"sku":"x"}]}`, "lines", "order bigint, items array<struct<sku:string>>", 1}, // one order
		{`{"data":[{"a":1}],"included":[{"b":1}]}`, "lines", "data array<struct<a:bigint>>, included array<struct<b:bigint>>", 1},
		{"{\"Records\":[{\"a\":1}]}\n{\"Records\":[{\"a\":2}]}", "lines", "Records array<struct<a:bigint>>", 2},
		{`{"a":[{"b":1},2]}`, "concatenated", "a array<string>", 1},

		{"\ufeff{\"a\":1}\n", "lines", "a bigint", 1},
		{"\xff\xfe{\x00\"\x00a\x00\"\x00:\x00\"\x00\x3d\xd8\x00\xde\"\x00}\x00", "lines encoding=utf-16le", "a string", 1},
		{"\x00[\x001\x00]", "array encoding=utf-16be values", "value bigint", 1},
		{"{\"caf\xe9\":\"\x80 \xfc\"}", "lines encoding=windows-1252", "café string", 1},

		// Keys.
		{`{"":1,"a.b":2,"A":3,"a":4,"ü":5}`, "lines", " bigint, a.b bigint, A bigint, a bigint, ü bigint", 1},
		{`{"caf\u00e9":1}` + "\n" + `{"café":2}`, "lines", "café bigint", 2},
	}
	for _, test := range tests {
		scan := scanText(t, test.text)
		got := scan.Options["records"]
		if got == inMember {
			got += "=" + scan.Options["member"]
		}
		for _, key := range []string{"beside", "encoding"} {
			if value := scan.Options[key]; value != "" {
				got += " " + key + "=" + value
			}
		}
		if rows := scan.Options["rows"]; rows != "" {
			got += " " + rows
		}
		if columns := columnsOf(&scan.Layout); got != test.records || columns != test.columns || scan.Rows != test.rows {
			t.Errorf("%.80q:\ngot  %s: %s, %d rows\nwant %s: %s, %d rows", test.text,
				got, columns, scan.Rows, test.records, test.columns, test.rows)
		}
	}
}

func TestProblems(t *testing.T) {
	tests := []struct {
		text string
		rows int64
		want string // kind, count and first place of each problem
	}{
		{"{\"a\":1}\n{\"a\":}\n{\"a\":3}\n", 2, "malformed line 1 at 2:13"},
		{"{\"a\":1}\n{\"a\":2},\n{\"a\":3}\noops\n", 2, "malformed line 2 at 2:15"},
		{"oops\n{\"a\":1}\n", 1, "malformed line 1 at 1:0"},
		{"{\"a\":1,}\n{\"a\":1}\n", 1, "malformed line 1 at 1:7"},
		{"{\"a\":\"\t\"}\n{\"a\":1}\n", 1, "malformed line 1 at 1:6"},
		{"{\"a\":01}\n{\"a\":1}\n", 1, "malformed line 1 at 1:5"},
		{"{\"a\":1}\n{\"a\":\"b", 1, "truncated file 1 at 2:15"},
		{"{\"a\":1}\n{\"a\":\"b\n", 1, "malformed line 1 at 2:15"},
		{"{\"a\":1}\n7\n{\"a\":2}\n", 2, "not an object 1 at 2:8"},
		{"[{\"a\":1},{\"a\":},{\"a\":3}]", 2, "malformed record 1 at 1:14"},
		{"[{\"a\":1},{\"a\":3},]", 2, "malformed record 1 at 1:17"},
		{"[{\"a\":1},{\"a\":3}", 2, "truncated file 1 at 1:16"},
		{"[{\"a\":1},{\"a\":3},", 2, "truncated file 1 at 1:17"},
		{"[{\"a\":1},\n{\"a\":", 1, "truncated file 1 at 2:15"},
		{"[{\"a\":1}] x", 1, "text after the end 1 at 1:10"},
		{"{\n\"a\":1}\n{\n\"a\":x}\n{\n\"a\":3}", 2, "malformed record 1 at 4:15"},
		{"{\"Records\":[{\"a\":1}", 1, "truncated file 1 at 1:19"},
		{"{\"a\":1,\"a\":2}\n", 1, "duplicate key 1 at 1:7"},
		{"{\"a\":{\"b\":1,\"\\u0062\":2}}\n", 1, "duplicate key 1 at 1:12"},
		{"{\"a\":\"\xff\",\"b\":\"ü\"}\n", 1, "invalid UTF-8 1 at 1:6"},
		{"{\"a\":[{\"b\":\"\\ud83d\"}]}\n", 1, "lone surrogate 1 at 1:12"},
		{"{\"a\":NaN}\n{\"a\":-Infinity}\n{\"a\":1}", 3, "NaN or Infinity 2 at 1:5"},
		{"{\"a\":\"01/02/2024\"}\n{\"a\":\"03/04/2024\"}", 2, "ambiguous dates 2 at 1:6"},
		{"{\"a\":\"31/01/2024\"}\n{\"a\":\"2024-04-03\"}", 2, "mixed date formats 2 at 1:6"},
		{"{\"a\":\"31/01/2024\"}\n{\"a\":\"12/31/2024\"}", 2, "mixed date formats 2 at 1:6"},
		{"{\"a\":\"2024-02-29T10:00:00+02:00\"}\n{\"a\":\"2024-02-29T10:00:00.0000001\"}\n{\"a\":\"2024-02-29 10:00\"}", 3, "zones missing 2 at 2:40, digits lost 1 at 2:40"},
		{"{\"a\":\"2024-02-29 10:00:00.123456789\"}\n{\"a\":\"2024-02-29 10:00:00.123456000\"}", 2, "digits lost 1 at 1:6"},
		{"{\"a\":\"2024-02-29 10:00:00.123456789\"}\n{\"a\":\"31/01/2024\"}", 2, "mixed date formats 2 at 1:6"},
		{"{\"a\":{\"b\":\"2024-02-29 10:00:00.123456789\"}}\n", 1, ""}, // a string
	}
	for _, test := range tests {
		scan := scanText(t, test.text)
		var got []string
		for _, p := range scan.Problems {
			got = append(got, fmt.Sprintf("%s %d at %d:%d", p.Kind, p.Count, p.Places[0].Line, p.Places[0].Byte))
		}
		if got := strings.Join(got, ", "); got != test.want || scan.Rows != test.rows {
			t.Errorf("%q: got %d rows, %s; want %d rows, %s", test.text, scan.Rows, got, test.rows, test.want)
		}
		if harmless := strings.Contains(test.want, "NaN") || strings.Contains(test.want, "date") || strings.Contains(test.want, "zones") || strings.HasPrefix(test.want, "digits") || test.want == ""; scan.Copy == "" && !harmless {
			t.Errorf("%q: no copy", test.text)
		}
	}
}

// What is no JSON is refused, with the place.
func TestRefused(t *testing.T) {
	tests := []struct{ text, want string }{
		{"{\"a\":1", "not JSON: line 1, column 7: the text ends where ',' or '}' has to follow"},
		{"{\n  \"a\": 1,\n  'b': 2\n}", "not JSON: line 3, column 3: ''' where a key in double quotes has to follow"},
		{"[1,\n2,]", "not JSON: line 2, column 3: the text ends where a value has to follow"},
		{"nope", "not JSON: line 1, column 2: 'o' where the rest of null has to follow"},
		{" \n\t", "not JSON: line 2, column 1: the text ends too early"},
		{strings.Repeat("[", 100_000), "not JSON: line 1, column 10002: nested deeper than 10000 levels"},
		{"{\"a\":" + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + "}", "not JSON: line 1, column 10005: nested deeper than 10000 levels"},
	}
	for _, test := range tests {
		scan, err := Format{}.Scan(t.Context(), fileOf(t, test.text), datasets.ScanOptions{})
		switch {
		case err == nil:
			t.Errorf("%.50q: got %d rows, want %s", test.text, scan.Rows, test.want)
		case err.Error() != test.want:
			t.Errorf("%.50q: got %v, want %s", test.text, err, test.want)
		}
	}
}

func TestMatch(t *testing.T) {
	long := "[" + strings.Repeat(`{"a":1},`, datasets.HeadSize/8)
	tests := []struct {
		name, head string
		want       datasets.Confidence
	}{
		{"a", `{"a":1}`, datasets.Certain},
		{"a", "{\"a\":1}\n{\"a\":2}", datasets.Certain},
		{"a", "{\n\"a\":1}\n", datasets.Certain},
		{"a", long[:datasets.HeadSize], datasets.Likely},
		{"a", `[1,2]`, datasets.Likely},
		{"a", "\ufeff {\"a\":1}", datasets.Certain},
		{"a", "\xff\xfe{\x00}\x00", datasets.Certain},
		{"a", "", datasets.No},
		{"a", "1,2\n3,4", datasets.No},
		{"a", "42", datasets.No},
		{"a.json", "42", datasets.Likely},
		{"a.json.gz", "null\n", datasets.Likely},
		{"a.json", "a,b\n1,2", datasets.Perhaps},
		{"a.json", `{"a":`, datasets.Likely},
		{"a.JSONL", `{oops`, datasets.Likely},
		{"a", `{oops`, datasets.No},
		{"a", "{oops\n{\"a\":1}\n{\"a\":2}\n", datasets.Likely},
		{"a.csv", "[id],[name]\n1,x", datasets.No},
		{"a.csv", "{\"a\":1},2\n{\"a\":2},3\n", datasets.No},
		{"a.log", "[2024] started", datasets.No},
		{"a.log", "[2024]\nstarted", datasets.No},
	}
	for _, test := range tests {
		if got := (Format{}).Match(test.name, []byte(test.head)); got != test.want {
			t.Errorf("%s %.40q: got %d, want %d", test.name, test.head, got, test.want)
		}
	}
}
