package jsonfile

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/tarnlake/tarn/datasets"
)

// FuzzSkip holds the lexer against the parser of the standard library: they
// take the same texts for JSON.
func FuzzSkip(f *testing.F) {
	for _, text := range []string{
		`{"a":[1,-2.5e+3,true,null],"b":"\u00e9\n"}`, `[1,]`, `{"a" : 1 , "b":{}}`, `"\ud83d"`, `-0.0`, `01`, `[[[]]`, "\"\t\"", `"`, `nul`, "[1]\x00",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		l := lexer{text: padded(text), end: len(text)}
		end := l.skip(0)
		got := end >= 0 && l.space(end) == len(text)
		if want := json.Valid(text); got != want && bytes.Count(text, []byte("[")) < maxNesting {
			t.Errorf("%q: is JSON: %t, want %t, %v", text, got, want, l.fault)
		}
	})
}

// FuzzScan checks that no file makes a scan or a copy panic or run on, and that
// a copy has the rows that the scan counts.
func FuzzScan(f *testing.F) {
	for _, text := range []string{
		"{\"a\":1}\n{\"a\":\"x\"}\n", `[{"a":1},{"b":[1.5]}]`, `{"Records":[{"a":{"b":null}}],"n":1}`, "[1,2]\n[3]", "{\n\"a\":1}{}",
		"{\"a\":1,\"a\":2}", "\xff\xfe{\x00}\x00", "[{\"a\":1},{", "{\"\":1,\"\":2}\n7\n",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) == 0 {
			return
		}
		file := fileOf(t, string(text))
		scan, err := Format{}.Scan(t.Context(), file, datasets.ScanOptions{})
		if err != nil {
			return
		}
		var copied bytes.Buffer
		if err := (Format{}).Clean(t.Context(), file, &scan.Layout, &copied); err != nil {
			t.Fatal(err)
		}
		if rows := int64(bytes.Count(copied.Bytes(), newline)); rows != scan.Rows {
			t.Errorf("%q: %d rows, and %d in the copy %q", text, scan.Rows, rows, copied.Bytes())
		}
		for line := range bytes.Lines(copied.Bytes()) {
			if !json.Valid(line) {
				t.Errorf("%q: the copy has the line %q", text, line)
			}
		}
	})
}
