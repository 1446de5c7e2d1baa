package jsonfile

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tarnlake/tarn/datasets"
)

// A file has a reason for all that is not plain objects in UTF-8, one a line.
func TestReasons(t *testing.T) {
	tests := []struct{ text, want string }{ // what=choice, and the line that decided
		{`{"a":1}` + "\n" + `{"a":2}`, ""},
		{`[{"a":1}, {"a":2}]`, "records=array"},
		{`{"a":1} {"a":2}`, "records=concatenated"},
		{`{"Records":[{"a":1}]}`, "member=Records"},
		{"1\n2\n", "rows=values"},
		{"{\"a\":\"x\"}\n{\"a\":\"Z\xfcrich\"}", "encoding=windows-1252@2"},
		{"{\x00}\x00\n\x00{\x00\"\x00a\x00\"\x00:\x001\x00}\x00", "encoding=utf-16le"},
	}
	for _, test := range tests {
		var got []string
		for _, r := range scanText(t, test.text).Reasons {
			at := ""
			if r.Place != nil {
				at = fmt.Sprintf("@%d", r.Place.Line)
			}
			got = append(got, r.What+"="+r.Choice+at)
		}
		if got := strings.Join(got, " "); got != test.want {
			t.Errorf("%q: got %s, want %s", test.text, got, test.want)
		}
	}
	fixed := datasets.ScanOptions{Fixed: map[string]string{"records": "array"}}
	if scan, err := (Format{}).Scan(t.Context(), fileOf(t, `[{"a":1}]`), fixed); err != nil || scan.Reasons != nil {
		t.Errorf("decided: got %+v, %v", scan, err)
	}
}
