package conformance

import (
	"math"
	"testing"
	"time"

	"github.com/tarnlake/tarn/query/duck"
)

func TestSame(t *testing.T) {
	tests := []struct {
		a, b any
		want bool
	}{
		{int32(1), int64(1), true},
		{int64(1), 1.0, true},
		{duck.NewDecimal(150, 2), duck.NewDecimal(15, 1), true},
		{duck.NewDecimal(100, 2), int32(1), true},
		{duck.NewDecimal(150, 2), 1.5, true},
		{0.1 + 0.2, 0.3, true},
		{math.NaN(), math.NaN(), true},
		{math.Inf(1), 1e300, false},
		{int64(1234567890123456788), int64(1234567890123456789), false},
		{"1", int32(1), false},
		{"a", "A", false},
		{nil, nil, true},
		{nil, "NULL", false},
		{[]any{int32(1), nil}, []any{int64(1), nil}, true},
		{[]any{}, nil, false},
		{[]any{"a"}, []any{"a", "b"}, false},
		{duck.Map{{Key: "a", Value: 1.0}, {Key: "b", Value: nil}}, duck.Map{{Key: "b", Value: nil}, {Key: "a", Value: int32(1)}}, true},
		{duck.Map{{Key: "a", Value: nil}}, duck.Map{{Key: "b", Value: nil}}, false},
		{time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC), "2024-02-29", true},
	}
	for _, test := range tests {
		if got := newCell(test.a).same(newCell(test.b)); got != test.want {
			t.Errorf("%v, %v: got %v, want %v", test.a, test.b, got, test.want)
		}
	}
}

func TestSameRows(t *testing.T) {
	rows := func(values ...any) (rows [][]cell) {
		for _, v := range values {
			rows = append(rows, []cell{newCell(v)})
		}
		return rows
	}
	tests := []struct {
		a, b    [][]cell
		ordered bool
		want    bool
	}{
		{rows("b", "a"), rows("a", "b"), false, true},
		{rows("b", "a"), rows("a", "b"), true, false},
		{rows("a", "a", "b"), rows("a", "b", "b"), false, false}, // a multiset
		{rows("a"), rows("a", "a"), false, false},
		{rows(2.0, 0.1+0.2), rows(0.3, int32(2)), false, true},
		{rows(), rows(), true, true},
	}
	for _, test := range tests {
		if got := sameRows(test.a, test.b, test.ordered); got != test.want {
			t.Errorf("%v, %v, %v: got %v, want %v", test.a, test.b, test.ordered, got, test.want)
		}
	}
}

func TestReads(t *testing.T) {
	tests := []struct {
		value any
		text  string
		want  bool
	}{
		{int64(12), "12", true},
		{int64(12), "13", false},
		{nil, "null", true},
		{nil, "", true},
		{"", "null", false},
		{true, "true", true},
		{510.0, "510", true},
		{duck.NewDecimal(2554, 2), "25.537587116854997", true}, // fewer digits than the text
		{duck.NewDecimal(2553, 2), "25.537587116854997", false},
		{25.537587116854997, "25.5376", true},
		{25.5377, "25.5376", false},
		{time.Date(2022, 10, 20, 0, 0, 0, 0, time.UTC), "2022-10-20 00:00:00.000", true},
		{time.Date(1, 1, 1, 1, 2, 3, 0, time.UTC), "01:02:03", true},
	}
	for _, test := range tests {
		if got := newCell(test.value).reads(test.text); got != test.want {
			t.Errorf("%v, %s: got %v, want %v", test.value, test.text, got, test.want)
		}
	}
}
