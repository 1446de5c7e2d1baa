package inference

import (
	"math"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/tarnlake/tarn/datasets/schema"
)

func TestPollockScore(t *testing.T) {
	want := [][]string{{"a", "b"}, {"1", "2"}, {"3", "4"}}
	tests := []struct {
		name string
		got  [][]string
		want float64
	}{
		{"all", want, 10},
		{"not read", nil, 0},
		// Header 3; one record of two: 1 + 1/2 + 2/3; four cells of six: 1 + 4/6 + 4/5.
		{"a row is lost", want[:2], 1 + 3 + (1 + .5 + 2./3) + (1 + 4./6 + .8)},
		// Header 3; two of three: 2/3 + 1 + 4/5; six of eight: 6/8 + 1 + 6/7.
		{"a row too many", [][]string{{"a", "b"}, {"1", "2"}, {"3", "4"}, {"5", "6"}}, 1 + 3 + (2./3 + 1 + .8) + (.75 + 1 + 6./7)},
		{"another delimiter", [][]string{{"a;b"}, {"1;2"}, {"3;4"}}, 1},
	}
	for _, test := range tests {
		if got := pollockScore(want, test.got); math.Abs(got-test.want) > 1e-9 {
			t.Errorf("%s: got %.4f, want %.4f", test.name, got, test.want)
		}
	}
}

func TestClasses(t *testing.T) {
	tests := []struct {
		tarn, duckdb string
		want         class
	}{
		{"bigint", "BIGINT", integer},
		{"decimal(20,0)", "HUGEINT", integer},
		{"decimal(9,2)", "DECIMAL(9,2)", float},
		{"double", "DOUBLE", float},
		{"date", "DATE", date},
		{"timestamp", "TIMESTAMP WITH TIME ZONE", date},
		{"boolean", "BOOLEAN", boolean},
		{"string", "VARCHAR", text},
		{"string", "TIME", text},
		{"array<int>", "INTEGER[]", text},
	}
	for _, test := range tests {
		typ, err := schema.Parse(test.tarn)
		if err != nil {
			t.Fatal(err)
		}
		if got := classOf(typ); got != test.want {
			t.Errorf("%s: got %s, want %s", test.tarn, got, test.want)
		}
		if got := engineClass(test.duckdb); got != test.want {
			t.Errorf("%s: got %s, want %s", test.duckdb, got, test.want)
		}
	}
}

func TestHolds(t *testing.T) {
	tests := []struct {
		label string
		class class
		want  bool
	}{
		{"integer", integer, true}, {"integer", float, false}, {"number", integer, true}, {"number", text, false},
		{"year", integer, true}, {"date", date, true}, {"date", text, false}, {"string", text, true}, {"string", "", false},
	}
	for _, test := range tests {
		if got := holds(test.label, test.class); got != test.want {
			t.Errorf("%s for %s: got %t", test.class, test.label, got)
		}
	}
}

// JSON tells rows as lists, as objects under the names of the header, or as one
// object.
func TestTold(t *testing.T) {
	got := [][]string{{"b", "a"}, {"?", "?"}}
	tests := []struct {
		json string
		want [][]string // nil for an error
	}{
		{`[["x","y"],["1","2"]]`, [][]string{{"x", "y"}, {"1", "2"}}},
		{`[{"a":"1","b":"2"}]`, [][]string{{"b", "a"}, {"2", "1"}}},
		{`{"a":"1","b":"2"}`, [][]string{{"b", "a"}, {"2", "1"}}},
		{`[]`, [][]string{{"b", "a"}}},
		{`[{"a":"1","c":"2"}]`, nil},
		{`[{"a":"1","b":"2","c":"3"}]`, nil},
	}
	for _, test := range tests {
		name := filepath.Join(t.TempDir(), "truth.json")
		if err := os.WriteFile(name, []byte(test.json), 0o644); err != nil {
			t.Fatal(err)
		}
		rows, err := told(name, got)
		if !reflect.DeepEqual(rows, test.want) || (err != nil) != (test.want == nil) {
			t.Errorf("%s: got %q, %v", test.json, rows, err)
		}
	}
}
