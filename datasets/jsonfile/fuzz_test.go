package jsonfile

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/tarnlake/tarn/datasets"
)

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
