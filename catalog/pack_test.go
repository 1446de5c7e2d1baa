package catalog

import (
	"reflect"
	"strings"
	"testing"

	"github.com/tarnlake/tarn/datasets"
)

// What is packed comes out again: from scans with reasons and without, small and
// large ones. Without reasons it is what catalogs have always held.
func TestPack(t *testing.T) {
	evidence := []datasets.Evidence{{Nulls: 2, Kinds: map[string]int64{"bigint": 3}, Min: "1", Max: "9"}}
	long := []datasets.Evidence{{Min: strings.Repeat("a", 200), Max: strings.Repeat("b", 200)}}
	reasons := []datasets.Reason{
		{What: "delimiter", Choice: "", Why: "no mark", Score: 0.5, Next: &datasets.Rival{Choice: ",", Score: 0.25}},
		{What: "header", Choice: "true", Why: "names", Score: -0.75, Place: &datasets.Place{Line: 1, Value: "id"}},
	}
	for _, want := range []datasets.Scan{
		{Evidence: evidence}, {Evidence: long}, {},
		{Evidence: evidence, Reasons: reasons, HeaderVotes: -0.75},
		{Evidence: long, Reasons: reasons[:1]},
	} {
		packed, err := Pack(&want)
		if err != nil {
			t.Fatal(err)
		}
		var got datasets.Scan
		if err := Unpack(packed, &got); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, %v, want %+v", got, err, want)
		}
	}
	var old datasets.Scan
	if err := Unpack([]byte(`[{"nulls":2}]`), &old); err != nil || len(old.Evidence) != 1 || old.Evidence[0].Nulls != 2 {
		t.Errorf("of an older catalog: got %+v, %v", old, err)
	}
	for _, broken := range []string{"[", "{", `{"evidence":1}`, "\x01"} {
		if err := Unpack([]byte(broken), &old); err == nil {
			t.Errorf("%q: no error", broken)
		}
	}
}
