package render

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/tarnlake/tarn/query/duck"
)

// write returns what the rows become.
func write(t testing.TB, format string, columns []duck.Column, o Options, rows ...[]any) string {
	t.Helper()
	var b bytes.Buffer
	w, err := New(format, &b, columns, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if err := w.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// shop is a result with what goes wrong elsewhere: NULL, an empty text and the
// text NULL; a name in capitals; characters that mean something to a format.
var (
	shopColumns = []duck.Column{{Name: "my_col", Type: duck.Type{Name: "BIGINT"}}, {Name: "Full Name", Type: duck.Type{Name: "VARCHAR"}}, {Name: "a|b", Type: duck.Type{Name: "DECIMAL", Width: 10, Scale: 2}}}
	shopRows    = [][]any{
		{int64(1), "Ann", duck.NewDecimal(150, 2)},
		{int64(-20), "", nil},
		{nil, "NULL", duck.NewDecimal(5, 2)},
		{int64(300), nil, duck.NewDecimal(1234567890, 2)},
		{int64(4), "say \"hi\", 日本\n|*x*|", duck.NewDecimal(700, 2)},
	}
)

func TestFormats(t *testing.T) {
	tests := []struct{ format, want string }{
		{"table", `
╭────────┬───────────────────────┬───────────────╮
│ my_col │ Full Name             │           a|b │
│ bigint │ varchar               │ decimal(10,2) │
├────────┼───────────────────────┼───────────────┤
│      1 │ Ann                   │          1.50 │
│    -20 │                       │             ∅ │
│      ∅ │ NULL                  │          0.05 │
│    300 │ ∅                     │   12345678.90 │
│      4 │ say "hi", 日本\n|*x*| │          7.00 │
╰────────┴───────────────────────┴───────────────╯
5 rows
`},
		{"csv", `
my_col,Full Name,a|b
1,Ann,1.50
-20,"",
,NULL,0.05
300,,12345678.90
4,"say ""hi"", 日本
|*x*|",7.00
`},
		{"tsv", `
my_col	Full Name	a|b
1	Ann	1.50
-20	""	
	NULL	0.05
300		12345678.90
4	"say ""hi"", 日本
|*x*|"	7.00
`},
		{"json", `
[
  {"my_col":1,"Full Name":"Ann","a|b":1.50},
  {"my_col":-20,"Full Name":"","a|b":null},
  {"my_col":null,"Full Name":"NULL","a|b":0.05},
  {"my_col":300,"Full Name":null,"a|b":12345678.90},
  {"my_col":4,"Full Name":"say \"hi\", 日本\n|*x*|","a|b":7.00}
]
`},
		{"jsonl", `
{"my_col":1,"Full Name":"Ann","a|b":1.50}
{"my_col":-20,"Full Name":"","a|b":null}
{"my_col":null,"Full Name":"NULL","a|b":0.05}
{"my_col":300,"Full Name":null,"a|b":12345678.90}
{"my_col":4,"Full Name":"say \"hi\", 日本\n|*x*|","a|b":7.00}
`},
		{"markdown", `
| my_col | Full Name | a\|b |
| ---: | --- | ---: |
| 1 | Ann | 1.50 |
| -20 |  | *NULL* |
| *NULL* | NULL | 0.05 |
| 300 | *NULL* | 12345678.90 |
| 4 | say "hi", 日本<br>\|\*x\*\| | 7.00 |
`},
	}
	for _, test := range tests {
		if got := "\n" + write(t, test.format, shopColumns, Options{}, shopRows...); got != test.want {
			t.Errorf("%s: got%s\nwant%s", test.format, got, test.want)
		}
	}
}

func TestUnknownFormat(t *testing.T) {
	_, err := New("xml", &bytes.Buffer{}, nil, Options{})
	var unknown *FormatError
	if !errors.As(err, &unknown) || unknown.Name != "xml" {
		t.Errorf("got %v", err)
	}
}

// Nothing and the first rows are results too.
func TestNoRowsNoColumns(t *testing.T) {
	one := []duck.Column{{Name: "a", Type: duck.Type{Name: "INTEGER"}}}
	tests := []struct {
		format  string
		columns []duck.Column
		want    string
	}{
		{"table", one, "╭─────────╮\n│       a │\n│ integer │\n╰─────────╯\n0 rows\n"},
		{"table", nil, "0 rows\n"},
		{"csv", one, "a\n"},
		{"csv", nil, "\n"},
		{"json", one, "[]\n"},
		{"json", nil, "[]\n"},
		{"jsonl", one, ""},
		{"markdown", one, "| a |\n| ---: |\n"},
		{"markdown", nil, ""},
	}
	for _, test := range tests {
		if got := write(t, test.format, test.columns, Options{}); got != test.want {
			t.Errorf("%s of %d columns: got %q, want %q", test.format, len(test.columns), got, test.want)
		}
	}
}

func TestValues(t *testing.T) {
	at := time.Date(2024, 2, 29, 3, 4, 5, 120_000_000, time.UTC)
	tests := []struct {
		typ  string
		v    any
		text string
		json string
	}{
		{"BOOLEAN", true, "true", "true"},
		{"TINYINT", int64(-8), "-8", "-8"},
		{"BIGINT", int64(math.MaxInt64), "9223372036854775807", "9223372036854775807"},
		{"UBIGINT", uint64(math.MaxUint64), "18446744073709551615", "18446744073709551615"},
		{"HUGEINT", new(big.Int).Lsh(big.NewInt(-1), 127), "-170141183460469231731687303715884105728", "-170141183460469231731687303715884105728"},

		// Floating point: the shortest digits that are the same number.
		{"DOUBLE", 1.0, "1.0", "1.0"},
		{"DOUBLE", 0.1, "0.1", "0.1"},
		{"DOUBLE", math.Copysign(0, -1), "-0.0", "-0.0"},
		{"DOUBLE", 1e15, "1000000000000000.0", "1000000000000000.0"},
		{"DOUBLE", 1e16, "1e+16", "1e+16"},
		{"DOUBLE", 1e-7, "1e-07", "1e-07"},
		{"DOUBLE", 0.0001, "0.0001", "0.0001"},
		{"DOUBLE", math.NaN(), "nan", `"NaN"`},
		{"DOUBLE", math.Inf(1), "inf", `"Infinity"`},
		{"DOUBLE", math.Inf(-1), "-inf", `"-Infinity"`},
		{"FLOAT", float32(0.1), "0.1", "0.1"},

		// Days and times.
		{"DATE", at, "2024-02-29", `"2024-02-29"`},
		{"DATE", time.Date(-43, 3, 15, 0, 0, 0, 0, time.UTC), "0044-03-15 (BC)", `"0044-03-15 (BC)"`},
		{"DATE", time.Date(7, 3, 1, 0, 0, 0, 0, time.UTC), "0007-03-01", `"0007-03-01"`},
		{"TIMESTAMP", time.Date(2024, 12, 31, 23, 59, 59, 1000, time.UTC), "2024-12-31 23:59:59.000001", `"2024-12-31 23:59:59.000001"`},
		{"DATE", time.Date(12024, 3, 1, 0, 0, 0, 0, time.UTC), "12024-03-01", `"12024-03-01"`},
		{"TIME", at.AddDate(-2023, -1, -28), "03:04:05.12", `"03:04:05.12"`},
		{"TIME", time.Date(1, 1, 2, 0, 0, 0, 0, time.UTC), "24:00:00", `"24:00:00"`},
		{"DATE", duck.Future, "infinity", `"infinity"`},
		{"INTERVAL", duck.Interval{Months: 1, Days: 2}, "1 month 2 days", `"1 month 2 days"`},
		{"TIMESTAMP", at, "2024-02-29 03:04:05.12", `"2024-02-29 03:04:05.12"`},
		{"TIMESTAMP_NS", at.Add(1), "2024-02-29 03:04:05.120000001", `"2024-02-29 03:04:05.120000001"`},
		{"TIMESTAMP WITH TIME ZONE", at, "2024-02-29 03:04:05.12+00", `"2024-02-29 03:04:05.12+00"`},
		{"TIMESTAMP WITH TIME ZONE", at.In(time.FixedZone("", -12600)), "2024-02-28 23:34:05.12-03:30", `"2024-02-28 23:34:05.12-03:30"`},

		// Bytes and texts.
		{"BLOB", []byte("a\x00\xff\\é"), `a\x00\xFF\x5C\xC3\xA9`, `"a\\x00\\xFF\\x5C\\xC3\\xA9"`},
		{"VARCHAR", "tab\tback\\\x01\"", "tab\tback\\\x01\"", `"tab\tback\\\u0001\""`},
		{"VARCHAR", "bad \xff utf-8", "bad \xff utf-8", "\"bad \uFFFD utf-8\""},
		{"VARCHAR", `{"a":1}`, `{"a":1}`, `"{\"a\":1}"`},
		{"JSON", "{\"a\":\n[1.10]}", "{\"a\":\n[1.10]}", `{"a":[1.10]}`},
		{"JSON", "not json", "not json", `"not json"`},
	}
	for _, test := range tests {
		typ := newTyp(duck.Type{Name: test.typ})
		if got := string(appendText(nil, test.v, typ)); got != test.text {
			t.Errorf("text of %s %v: got %s, want %s", test.typ, test.v, got, test.text)
		}
		if got := string(appendJSON(nil, test.v, typ)); got != test.json {
			t.Errorf("JSON of %s %v: got %s, want %s", test.typ, test.v, got, test.json)
		}
	}
}

// Two columns of one name are two members of an object, not one that is lost.
func TestRepeatedNames(t *testing.T) {
	columns := []duck.Column{{Name: "a", Type: duck.Type{Name: "INTEGER"}}, {Name: "a_1", Type: duck.Type{Name: "INTEGER"}}, {Name: "a", Type: duck.Type{Name: "INTEGER"}}, {Name: "a", Type: duck.Type{Name: "INTEGER"}}}
	got := write(t, "jsonl", columns, Options{}, []any{int64(1), int64(2), int64(3), int64(4)})
	if want := `{"a":1,"a_1":2,"a_2":3,"a_3":4}` + "\n"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// FuzzTexts checks that other programs read the texts we wrote.
func FuzzTexts(f *testing.F) {
	f.Add("a", "b")
	f.Add("", "NULL")
	f.Add("quote\" comma, tab\t", "line\nline\rline\r\n")
	f.Add("\xff", "\u2028\x00|")
	f.Fuzz(func(t *testing.T, a, b string) {
		columns := []duck.Column{{Name: "x", Type: duck.Type{Name: "VARCHAR"}}, {Name: "y", Type: duck.Type{Name: "VARCHAR"}}}
		row := []any{a, b}

		read, err := csv.NewReader(strings.NewReader(write(t, "csv", columns, Options{}, row))).ReadAll()
		// encoding/csv reads \r\n within quotes as \n.
		want := []string{strings.ReplaceAll(a, "\r\n", "\n"), strings.ReplaceAll(b, "\r\n", "\n")}
		if err != nil || len(read) != 2 || read[1][0] != want[0] || read[1][1] != want[1] {
			t.Errorf("csv of %q: %q, %v", row, read, err)
		}

		var object map[string]string
		err = json.Unmarshal([]byte(write(t, "jsonl", columns, Options{}, row)), &object)
		if err != nil || object["x"] != string([]rune(a)) {
			t.Errorf("json of %q: %q, %v", row, object, err)
		}

		table := write(t, "table", columns, Options{Width: 40}, row)
		if lines := strings.Count(table, "\n"); lines != 7 {
			t.Errorf("table of %q has %d lines:\n%s", row, lines, table)
		}
		markdown := write(t, "markdown", columns, Options{}, row)
		if lines := strings.Count(markdown, "\n"); lines != 3 {
			t.Errorf("markdown of %q has %d lines:\n%s", row, lines, markdown)
		}
	})
}

func BenchmarkWrite(b *testing.B) {
	for _, format := range Formats {
		b.Run(format, func(b *testing.B) {
			b.ReportAllocs()
			var out bytes.Buffer
			w, err := New(format, &out, append(shopColumns, duck.Column{Name: "at", Type: duck.Type{Name: "TIMESTAMP"}}), Options{MaxRows: 40})
			if err != nil {
				b.Fatal(err)
			}
			row := []any{int64(12345), "a text as they are usually", 12.5, time.Date(2024, 2, 29, 10, 0, 0, 0, time.UTC)}
			for b.Loop() {
				if err := w.Write(row); err != nil {
					b.Fatal(err)
				}
				out.Reset()
			}
		})
	}
}

// BenchmarkTable draws a whole table.
func BenchmarkTable(b *testing.B) {
	for _, columns := range []int{10, 10_000} {
		b.Run(fmt.Sprint(columns, " columns"), func(b *testing.B) {
			b.ReportAllocs()
			row := make([]any, columns)
			head := make([]duck.Column, columns)
			for i := range row {
				row[i] = int64(i)
				head[i] = duck.Column{Name: fmt.Sprint("c", i), Type: duck.Type{Name: "BIGINT"}}
			}
			rows := make([][]any, 40)
			for i := range rows {
				rows[i] = row
			}
			for b.Loop() {
				write(b, "table", head, Options{Width: 120}, rows...)
			}
		})
	}
}
