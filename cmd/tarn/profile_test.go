package main

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/tarnlake/tarn/datasets/schema"
	"github.com/tarnlake/tarn/query"
	"github.com/tarnlake/tarn/query/statement"
)

func TestStepProgressLine(t *testing.T) {
	tests := []struct {
		p     *stepProgress
		width int
		want  string
	}{
		{&stepProgress{table: "default.t", name: "reading", rows: 250, total: 1000}, 80, "default.t  reading  25 % of 1,000 rows  3 s"},
		{&stepProgress{table: "default.t", name: "reading", rows: 1500, total: 1000}, 80, "default.t  reading  100 % of 1,000 rows  3 s"},
		{&stepProgress{table: "default.t", name: "reading", rows: 1}, 80, "default.t  reading  1 row  3 s"},
		{&stepProgress{table: "default.\x1b[2J", name: "outliers"}, 80, `default.\x1b[2J  outliers  3 s`},
		{&stepProgress{table: "default.a_very_long_name", name: "outliers"}, 25, "default.a_very_long_nam…"},
	}
	for _, test := range tests {
		if got := test.p.line(3*time.Second, test.width); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}

func TestMatching(t *testing.T) {
	columns := []schema.Field{{Name: "price_net"}, {Name: "price_tax"}, {Name: "odd*"}, {Name: "a/b"}}
	tests := []struct {
		wanted, want []string
	}{
		{nil, nil},
		{[]string{"PRICE_NET"}, []string{"price_net"}},
		{[]string{"price_*"}, []string{"price_net", "price_tax"}},
		{[]string{"odd*"}, []string{"odd*"}},       // a name before a pattern
		{[]string{"nowhere"}, []string{"nowhere"}}, // the profile refuses it, with a near name
		{[]string{"a*"}, []string{"a/b"}},
	}
	for _, test := range tests {
		got, err := matching(columns, test.wanted)
		if err != nil || !slices.Equal(got, test.want) {
			t.Errorf("%q: got %q and %v, want %q", test.wanted, got, err, test.want)
		}
	}
}

// A place in the statement becomes one in the condition.
func TestInCondition(t *testing.T) {
	const before = `SELECT 1 FROM "d"."t" WHERE (`
	tests := []struct {
		where    string
		at, want statement.Position
	}{
		{"a > oops", statement.Position{Line: 1, Column: len(before) + 5}, statement.Position{Line: 1, Column: 5}},
		{"a >\noops", statement.Position{Line: 2, Column: 1}, statement.Position{Line: 2, Column: 1}},
		{"a > (", statement.Position{Line: 2, Column: 1}, statement.Position{Line: 1, Column: 6}}, // behind its end
		{"a > oops", statement.Position{}, statement.Position{}},                                  // not known
	}
	for _, test := range tests {
		var fault *query.StatementError
		err := inCondition(&query.StatementError{Position: test.at}, before, test.where)
		if !errors.As(err, &fault) || fault.Position != test.want {
			t.Errorf("%q at %v: got %v, want %v", test.where, test.at, fault.Position, test.want)
		}
	}
}
