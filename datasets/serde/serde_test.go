package serde

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
)

// layout makes a layout of columns such as "a int|b array<string>" and options
// such as "serde=simple|field.delim=;".
func layout(t testing.TB, columns, options string) *datasets.Layout {
	t.Helper()
	l := &datasets.Layout{Format: "text", Options: map[string]string{}}
	for c := range strings.SplitSeq(columns, "|") {
		name, text, _ := strings.Cut(c, " ")
		typ, err := schema.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		l.Columns = append(l.Columns, datasets.Column{Name: name, Type: typ})
	}
	for o := range strings.SplitSeq(options, "|") {
		key, value, _ := strings.Cut(o, "=")
		l.Options[key] = value
	}
	return l
}

func clean(t testing.TB, l *datasets.Layout, content string) (string, error) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "f"), []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	lake, err := datasets.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer lake.Close()
	f, err := lake.File("f")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	err = Format{}.Clean(t.Context(), f, l, &b)
	return b.String(), err
}

// What the SerDes make of lines. Expectations follow Hive's sources and, of
// OpenCSV's quotes and escapes, Trino's tests of products.
func TestClean(t *testing.T) {
	tests := []struct{ columns, options, content, want string }{
		// LazySimpleSerDe: no quotes; short rows are filled up, long ones cut off.
		{"a int|b string", "serde=simple", "1\x01x\n\\N\x01\\N\n2\n3\x01y\x01z\n", "\"1\",\"x\"\n,\n\"2\",\n\"3\",\"y\"\n"},
		{"a int|b string", "serde=simple|field.delim=,", "1.5,\"q\"\r\nx,\n\n", ",\"\"\"q\"\"\"\n,\"\"\n,\n"},
		{"a string|b string", "serde=simple|field.delim=,|escape.delim=\\", `a\,b,c\\d`, "\"a,b\",\"c\\d\"\n"},
		{"a string|b int", "serde=simple|field.delim=9|serialization.null.format=NA", "NA\t1\nx\tNA", ",\"1\"\n\"x\",\n"},
		{"a array<int>|m map<string,int>|s struct<x:string,y:array<int>>", "serde=simple|field.delim=;|collection.delim=,|mapkey.delim=:", "1,x,3;k:1,l:2;p,4:5\n;;\n",
			`"[1,null,3]","{""k"":1,""l"":2}","{""x"":""p"",""y"":[4,5]}"` + "\n" + `"[]","{}","{""x"":"""",""y"":null}"` + "\n"},
		{"a boolean|b double|c timestamp|d date|e varchar(2)|f decimal(5,2)", "serde=simple|field.delim=,",
			"TRUE, 1e3,2024-01-02 03:04:05.6,2024-01-02,abc,1.234\nyes,x,2024-01-02T03:04:05,20240102,é,-\n",
			`"true","1e3","2024-01-02 03:04:05.6","2024-01-02","ab","1.234"` + "\n" + `,,,,"é",` + "\n"},
		{"a timestamp", "serde=simple|timestamp.formats=yyyy-MM-dd'T'HH:mm:ss,millis", "2024-01-02T03:04:05\n0\n", "\"2024-01-02 03:04:05\"\n\"1970-01-01 00:00:00\"\n"},

		{"a string|b string", "serde=simple|field.delim=,|serialization.encoding=ISO-8859-1", "caf\xe9,\xff\n", "\"café\",\"ÿ\"\n"},
		{"a string", "serde=simple", "caf\xe9\n", "\"caf\uFFFD\"\n"},

		// Headers and footers.
		{"a string", "serde=simple|skip=2|footer=1", "h\nh\n1\n2\nf\n", "\"1\"\n\"2\"\n"},
		{"a string", "serde=simple|skip=2|footer=2", "h\n", ""},

		// OpenCSVSerde.
		{"a bigint|b string", "serde=opencsv", "10,\\\"\"\\,\\\"\"\n", "\"10\",\"\"\"\"\"\"\n"},
		{"a bigint|b string", "serde=opencsv|separatorChar=S|quoteChar=Q|escapeChar=E", "10SEQQESEQQ\n", "\"10\",\"QQ\"\n"},
		{"a string|b string|c int", "serde=opencsv", "\"x, \"\"y\"\"\",,\n\"open,1,2\n", "\"x, \"\"y\"\"\",\"\",\n,,\n"},
		{"a date|b timestamp", "serde=opencsv", "19000,0\n2024-01-02,x\n", "\"2022-01-08\",\"1970-01-01 00:00:00\"\n\"2024-01-02\",\n"},

		// JSON.
		{"a int|b string|c struct<x:int,y:array<string>>", "serde=json", `{"A":1,"b":{"k": 1},"c":{"X":2}}` + "\n" + `{"a":1.0,"b":null,"c":{"y":["p",3]}}` + "\n\n",
			`"1","{""k"":1}","{""x"":2,""y"":null}"` + "\n" + `"1",,"{""x"":null,""y"":[""p"",""3""]}"` + "\n,,\n"},
		{"ts string|m map<string,int>", "serde=json|mapping.ts=time stamp", `{"time stamp":"x","m":{"B":1,"a":"2"}}`, `"x","{""B"":1,""a"":2}"` + "\n"},
		{"a int", "serde=json|ignore.malformed.json=TRUE", "{\n[7]\n\"x\"\n", "\n\"7\"\n\n"},
		{"a_b int", "serde=json|dots.in.keys=true", `{"a.b":1}`, "\"1\"\n"},
		{"t timestamp", "serde=json", `{"t":"2024-01-02T03:04:05Z"}` + "\n" + `{"t":1704164645}`, "\"2024-01-02 03:04:05\"\n\"2024-01-02 03:04:05\"\n"},

		// Regular expressions and grok.
		{"a int|b string", `serde=regex|input.regex=(\d+) (.*)?`, "1 x\nno\n2 \n", "\"1\",\"x\"\n,\n\"2\",\"\"\n"},
		{"a string|b string", `serde=regex|input.regex=^(?!#)(\S+) (?:x)?(.*)$`, "#c d\np xq\n", ",\n\"p\",\"q\"\n"},
		{"id int|event string", "serde=json|member=Records", `{"Records":[{"id":1,"Event":{"k":[1]}},` + "\n" + `{"id":2}]}`, `"1","{""k"":[1]}"` + "\n\"2\",\n"},
		{"verb string|size int", "serde=grok|input.format=%{WORD:verb} %{NUMBER:size}", "GET 12\n-\n", "\"GET\",\"12\"\n,\n"},
		{"b string|a string", "serde=grok|input.format=%{X:a}(-)%{X:b}|input.grokCustomPatterns=X [a-z]+", "p-q", "\"q\",\"p\"\n"},
	}
	for _, test := range tests {
		got, err := clean(t, layout(t, test.columns, test.options), test.content)
		if err != nil || got != test.want {
			t.Errorf("%s of %q by %s: %v\ngot  %q\nwant %q", test.columns, test.content, test.options, err, got, test.want)
		}
	}
}

func TestErrors(t *testing.T) {
	_, err := clean(t, layout(t, "a int", "serde=json"), "{\"a\":1}\n{a:1}\n")
	var data *DataError
	if !errors.As(err, &data) || data.Line != 2 || !strings.HasPrefix(err.Error(), "HIVE_CURSOR_ERROR: f, line 2: Row is not a valid JSON Object") {
		t.Errorf("got %v", err)
	}
	for _, options := range []string{"serde=x", "serde=regex|input.regex=(", "serde=regex|input.regex=(a)(b)", "serde=grok|input.format=%{NONE:a}", "serde=simple|timestamp.formats=ww", "serde=simple|serialization.encoding=SJIS"} {
		if err := New(layout(t, "a int", options)); err == nil {
			t.Errorf("%s is taken", options)
		}
	}
}

// Every pattern that is built in can be used.
func TestGrokPatterns(t *testing.T) {
	for line := range strings.Lines(strings.TrimSpace(builtin)) {
		name, _, _ := strings.Cut(line, " ")
		if err := New(layout(t, "a string", "serde=grok|input.format=%{"+name+"}")); err != nil {
			t.Error(err)
		}
	}
	const log = `127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326 "http://www.example.com/start.html" "Mozilla/4.08 [en]"`
	got, err := clean(t, layout(t, "clientip string|auth string|verb string|response int|bytes int|agent string", "serde=grok|input.format=%{COMBINEDAPACHELOG}"), log)
	if want := `"127.0.0.1","frank","GET","200","2326","""Mozilla/4.08 [en]"""` + "\n"; err != nil || got != want {
		t.Errorf("got %s, %v", got, err)
	}
}

// No line is too odd to be read or refused, and a row has all its columns.
func FuzzDecode(f *testing.F) {
	f.Add("1,\\x,\"y", "a\x01b\x02c:d")
	f.Add(`{"a":[1,{"b":2}]}`, `["x",{}]`)
	var decoders []decoder
	for _, name := range []string{"simple|escape.delim=\\|field.delim=,", "opencsv", "json|ignore.malformed.json=true", `regex|input.regex=(.)(.*)(.)`} {
		d, err := newDecoder(layout(f, "a int|b map<string,array<int>>|c struct<x:timestamp,y:binary>", "serde="+name))
		if err != nil {
			f.Fatal(err)
		}
		decoders = append(decoders, d)
	}
	f.Fuzz(func(t *testing.T, one, two string) {
		for _, d := range decoders {
			for _, line := range []string{one, two} {
				if fields, err := d.decode(line); err != nil || len(fields) != 3 {
					t.Fatalf("%q: %d fields, %v", line, len(fields), err)
				}
			}
		}
	})
}

// BenchmarkDecode reports how fast lines become rows.
func BenchmarkDecode(b *testing.B) {
	for _, bench := range []struct{ name, options, line string }{
		{"simple", "serde=simple|field.delim=,", "12345,some text of a usual length,2.5,2024-01-02 03:04:05"},
		{"opencsv", "serde=opencsv", `12345,"some text, of a usual length",2.5,1704164645000`},
		{"json", "serde=json", `{"a":12345,"b":"some text of a usual length","c":2.5,"d":"2024-01-02 03:04:05"}`},
		{"regex", `serde=regex|input.regex=(\d+),(.*?),([0-9.]+),(.*)`, "12345,some text of a usual length,2.5,2024-01-02 03:04:05"},
	} {
		b.Run(bench.name, func(b *testing.B) {
			d, err := newDecoder(layout(b, "a int|b string|c double|d timestamp", bench.options))
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			b.SetBytes(int64(len(bench.line)) + 1)
			var row []byte
			for b.Loop() {
				fields, err := d.decode(bench.line)
				if err != nil || fields[0].null {
					b.Fatal(fields, err)
				}
				row = appendRow(row[:0], fields)
			}
		})
	}
}

// FuzzWalk checks that walking through valid JSON finds what decoding does.
func FuzzWalk(f *testing.F) {
	for _, text := range []string{`{"a" : [1, {"b":"}\"]"}], "\u0041":null ,"":{}}`, `[ 1.5e3,"x" ,[],{"k":[[]]}]`, `[]`, `7`, `"\\"`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		raw := []byte(strings.TrimSpace(text))
		if !json.Valid(raw) {
			return
		}
		var want any
		if json.Unmarshal(raw, &want) != nil {
			return
		}
		decode := func(value []byte) (v any) {
			if err := json.Unmarshal(value, &v); err != nil {
				t.Fatalf("%q: %q: %v", text, value, err)
			}
			return v
		}
		members, elements := map[string]any{}, []any{}
		object := eachMember(raw, func(key string, value []byte) { members[key] = decode(value) })
		array := eachOf(raw, func(value []byte) { elements = append(elements, decode(value)) })
		var got any = members
		if array {
			got = elements
		}
		_, isObject := want.(map[string]any)
		_, isArray := want.([]any)
		if object != isObject || array != isArray || (object || array) && utf8.ValidString(text) && !reflect.DeepEqual(got, want) {
			t.Fatalf("%q: got %v, want %v", text, got, want)
		}
	})
}
