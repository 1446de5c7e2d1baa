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

// Texts of Athena are those of the measured values in athena-wire/README.md.
func TestAthenaText(t *testing.T) {
	varchar, integer := duck.Type{Name: "VARCHAR"}, duck.Type{Name: "INTEGER"}
	tests := []struct {
		value any
		typ   duck.Type
		want  string
	}{
		{1.0, duck.Type{Name: "DOUBLE"}, "1.0"},
		{1e7, duck.Type{Name: "DOUBLE"}, "1.0E7"},
		{1.5e-4, duck.Type{Name: "DOUBLE"}, "1.5E-4"},
		{float32(0.1), duck.Type{Name: "FLOAT"}, "0.1"},
		{duck.NewDecimal(150, 2), duck.Type{Name: "DECIMAL", Width: 10, Scale: 2}, "1.50"},
		{duck.NewDecimal(100, 2), duck.Type{Name: "DECIMAL", Width: 10, Scale: 2}, "1.00"},
		{[]byte("abc"), duck.Type{Name: "BLOB"}, "61 62 63"},
		{[]any{"a", nil}, duck.Type{Name: "LIST", Elem: &varchar}, "[a, null]"},
		{duck.Map{{Key: int32(1), Value: "v"}}, duck.Type{Name: "MAP", Key: &integer, Elem: &varchar}, "{1=v}"},
		{duck.Struct{int32(1), "x"}, duck.Type{Name: "STRUCT", Fields: []duck.Field{{Name: "a", Type: integer}, {Name: "b", Type: varchar}}}, "{a=1, b=x}"},
		{time.Date(2026, 9, 17, 12, 34, 56, 789e6, time.UTC), duck.Type{Name: "TIMESTAMP"}, "2026-09-17 12:34:56.789"},
		{time.Date(2026, 9, 17, 0, 0, 0, 0, time.UTC), duck.Type{Name: "TIMESTAMP"}, "2026-09-17 00:00:00.000"},
		{time.Date(2026, 9, 17, 0, 0, 0, 0, time.UTC), duck.Type{Name: "DATE"}, "2026-09-17"},
	}
	for _, test := range tests {
		if got := athenaText(newCell(test.value), test.typ); got != test.want {
			t.Errorf("%v: got %s, want %s", test.value, got, test.want)
		}
	}
}
