package depend

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
)

// column makes a column of letters; a point is NULL.
func column(text string) Column {
	return Encode(strings.Split(text, ""), func(s string) bool { return s == "." })
}

// Worked out by hand: of ten rows in groups of 4, 3 and 3 one is wrong. pdep is
// ((9+1)/4 + 3 + 3) / 10; six and four rows of two values agree by chance with
// .36 + .16; mu+ is 1 - .15/.48 * 9/7.
func TestMeasures(t *testing.T) {
	want := Near{Rows: 10, Groups: 3, Error: 0.1, Pdep: 0.85, Tau: 0.6875, Score: 0.598214, Dependency: Dependency{[]int{0}, 1}}
	for _, test := range [][2]string{
		{"aaaabbbccc", "xxxyxxxyyy"},
		{"aaaa.bbbccc", "xxxyxxxxyyy"}, // a NULL on the left says nothing
		{"aaaaabbbccc", "xxx.yxxxyyy"}, // nor does one on the right
	} {
		got, err := Nearly(context.Background(), []Column{column(test[0]), column(test[1])}, Options{})
		if err != nil || len(got.Near) != 1 {
			t.Fatal(test, got, err)
		}
		n := got.Near[0]
		for _, f := range []*float64{&n.Error, &n.Pdep, &n.Tau, &n.Score} {
			*f = math.Round(*f*1e6) / 1e6
		}
		if !reflect.DeepEqual(n, want) {
			t.Errorf("%v: got %+v, want %+v", test, n, want)
		}
	}
}

// The error is the definition's: the rows to remove, found by counting pairs of
// values; and every rule near enough is found or implied by a shorter one.
func TestNearlyDefinition(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 12))
	found := 0
	for range 300 {
		columns := randomTable(random, 4, 8+random.IntN(30), 4)
		got, err := Nearly(context.Background(), columns, Options{Left: 2, Error: 0.4, Score: 1e-9, Repeat: 1e-9})
		if err != nil {
			t.Fatal(err)
		}
		known := map[string]bool{}
		for _, n := range got.Near {
			known[n.String()] = true
			if want := byCounting(columns, n.Left, n.Right); math.Abs(n.Error-want) > 1e-9 {
				t.Fatalf("%v: error %v, want %v", n.Dependency, n.Error, want)
			}
			for _, part := range n.Left {
				if len(n.Left) > 1 && known[Dependency{[]int{part}, n.Right}.String()] {
					t.Fatalf("%v is not minimal", n.Dependency)
				}
			}
			found++
		}
		for left := range columns {
			for right := range columns {
				d := Dependency{[]int{left}, right}
				if left != right && byCounting(columns, d.Left, right) == 0 && !known[d.String()] && worth(columns, left, right) {
					t.Fatalf("%v holds and was not found in %v", d, columns)
				}
			}
		}
	}
	if found == 0 {
		t.Error("nothing to check")
	}
}

// worth says whether both columns vary over the rows that have both, and the
// left one repeats in them.
func worth(columns []Column, left, right int) bool {
	lefts, rights, rows := map[uint32]bool{}, map[uint32]bool{}, 0
	for row, l := range columns[left].Codes {
		if r := columns[right].Codes[row]; l != 0 && r != 0 {
			lefts[l], rights[r] = true, true
			rows++
		}
	}
	return len(rights) > 1 && len(lefts) < rows
}

// byCounting returns g3 from a tally of pairs.
func byCounting(columns []Column, left []int, right int) float64 {
	tally := map[string]map[uint32]int{}
	rows := 0
	for row, code := range columns[right].Codes {
		key, null := "", code == 0
		for _, l := range left {
			key += fmt.Sprint(columns[l].Codes[row], " ")
			null = null || columns[l].Codes[row] == 0
		}
		if null {
			continue
		}
		if tally[key] == nil {
			tally[key] = map[uint32]int{}
		}
		tally[key][code]++
		rows++
	}
	kept := 0
	for _, values := range tally {
		most := 0
		for _, n := range values {
			most = max(most, n)
		}
		kept += most
	}
	if rows == 0 {
		return 1
	}
	return float64(rows-kept) / float64(rows)
}

func TestViolations(t *testing.T) {
	for _, test := range []struct {
		name    string
		columns []string
		options ViolationOptions
		want    string // row:column found>expected support/size
	}{
		{"a typo", []string{"aaaabbbb", "xxxqyyyy"}, ViolationOptions{}, "3:1 q>x 3/4"},
		{"a gap", []string{"aaaabbbb", "xx.xyyyy"}, ViolationOptions{}, "2:1 >x 3/3"},
		{"a gap that may be", []string{"aaaabbbb", "xx.xyyyy"}, ViolationOptions{NoNulls: true}, ""},
		{"a tie", []string{"aaaabbbb", "xxqqyyyy"}, ViolationOptions{}, ""},
		{"a group of two", []string{"aabbbcccc", "xqyyyzzzz"}, ViolationOptions{}, ""},
		{"a group large enough", []string{"aabbbcccc", "xxyyqzzzz"}, ViolationOptions{}, "4:1 q>y 2/3"},
		{"not enough of a majority", []string{"aabbbcccc", "xxyyqzzzz"}, ViolationOptions{Majority: 0.7}, ""},
		// County a has two hospitals, whose telephones say which is which.
		{"outvoted", []string{"aaaaabbbbb", "xxxyyzzzzz", "1112233333"}, ViolationOptions{}, ""},
	} {
		var columns []Column
		for _, text := range test.columns {
			columns = append(columns, column(text))
		}
		list, _, err := Violations(context.Background(), columns, test.options)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, v := range list {
			c := columns[v.Right]
			got = append(got, fmt.Sprintf("%d:%d %s>%s %d/%d", v.Row, v.Right, c.Text(v.Found), c.Text(v.Expected), v.Support, v.GroupSize))
		}
		if text := strings.Join(got, ", "); text != test.want {
			t.Errorf("%s: got %s; want %s", test.name, text, test.want)
		}
	}
}

func TestNearlyStops(t *testing.T) {
	columns := []Column{column("aaaabbbb"), column("xxxqyyyy"), column("11112222")}
	full, err := Nearly(context.Background(), columns, Options{})
	if err != nil || full.Stopped != StopNone {
		t.Fatal(full.Stopped, err)
	}
	for work, want := range map[int64]Stop{1: StopWork, full.Work - 1: StopWork, full.Work: StopNone} {
		if got, err := Nearly(context.Background(), columns, Options{Work: work}); err != nil || got.Stopped != want {
			t.Errorf("work %d of %d: stopped by %q, %v; want %q", work, full.Work, got.Stopped, err, want)
		}
	}
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Nearly(cancelled, columns, Options{}); err != context.Canceled {
		t.Errorf("cancelled: got %v", err)
	}
}

func TestDuplicates(t *testing.T) {
	columns := []Column{
		column("abc.a"), column("abc.b"), column("abc.a"), column("abcda"), column("xyz.x"), column("abc.a"), column("aba.a"),
	}
	if got, want := Duplicates(columns), [][]int{{0, 2, 5}}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for i := range columns {
		columns[i].Values = nil
	}
	if got, want := Duplicates(columns), [][]int{{0, 2, 4, 5}}; !reflect.DeepEqual(got, want) {
		t.Errorf("without values: got %v, want %v", got, want)
	}
}

func TestInclusions(t *testing.T) {
	orders := column("aabbbcx.x") // customers of orders; x is no customer
	customers := column("abcd")
	strangers := column("12")
	want := []Inclusion{
		{From: 0, To: 1, Values: 4, Missing: 1, Orphans: 2, Coverage: 0.75, Expressive: 0.75},
		{From: 1, To: 0, Values: 4, Missing: 1, Orphans: 1, Coverage: 0.75, Expressive: 0.75},
	}
	columns := []Column{orders, customers, strangers, column("..")}
	if got := Inclusions(columns, 0.5); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := Inclusions(columns, 0.8); got != nil {
		t.Errorf("covered by 0.8: got %+v", got)
	}
}
