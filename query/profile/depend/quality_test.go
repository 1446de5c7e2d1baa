package depend

import (
	"context"
	"testing"
)

// The cells that break a near dependency against the cells that are wrong, on
// public tables of which a clean copy exists. The least F1 are those published
// for constraints learned on the clean copy; no rule is known to hold in rayyan.
func TestViolationsOnDirtyTables(t *testing.T) {
	for _, test := range []struct {
		set           string
		precision, f1 float64
	}{
		{"hospital", 0.9, 0.85}, // published .136
		{"flights", 0.9, 0.80},  // published .711
		{"beers", 0.6, 0.08},    // most errors there are of format
		{"rayyan", 0, 0},
	} {
		dirty := readRecords(t, data+"quality/"+test.set+"/dirty.csv")
		clean := readRecords(t, data+"quality/"+test.set+"/clean.csv")
		list, near, err := Violations(context.Background(), encode(dirty[1:]), ViolationOptions{})
		if err != nil || near.Stopped != StopNone {
			t.Fatal(test.set, near.Stopped, err)
		}
		hits := 0
		for _, v := range list {
			if dirty[v.Row+1][v.Right] != clean[v.Row+1][v.Right] {
				hits++
			}
		}
		wrong := differing(dirty[1:], clean[1:])
		precision, recall := float64(hits)/float64(max(1, len(list))), float64(hits)/float64(wrong)
		f1 := 2 * float64(hits) / float64(len(list)+wrong)
		t.Logf("%s: %d rules, %d cells, precision %.3f recall %.3f F1 %.3f", test.set, len(near.Near), len(list), precision, recall, f1)
		if precision < test.precision || f1 < test.f1 {
			t.Errorf("%s: precision %.3f, F1 %.3f; want %.3f, %.3f", test.set, precision, f1, test.precision, test.f1)
		}
	}
}

// differing counts the cells that two tables have different.
func differing(a, b [][]string) (cells int) {
	for row := range a {
		for column := range a[row] {
			if a[row][column] != b[row][column] {
				cells++
			}
		}
	}
	return cells
}
