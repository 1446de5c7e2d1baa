package text

import (
	"bytes"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/tarnlake/tarn/query/duck"
	"github.com/tarnlake/tarn/query/types"
)

func at(text string) time.Time {
	t, err := time.Parse("2006-01-02 15:04:05.999999999", text)
	if err != nil {
		panic(err)
	}
	return t
}

func TestAppend(t *testing.T) {
	of := types.Of
	instant := func(digits int) types.Type { return types.Type{Kind: types.Timestamp, Length: digits} }
	zoned := func(digits int) types.Type { return types.Type{Kind: types.TimestampTZ, Length: digits} }
	row := types.Type{Kind: types.Row, Args: []types.Type{of(types.Integer), of(types.Varchar)}, Names: []string{"a", ""}}
	tests := []struct {
		value any
		typ   types.Type
		want  string
	}{
		{nil, of(types.Varchar), ""},
		{true, of(types.Boolean), "true"},
		{int64(-5), of(types.BigInt), "-5"},
		{duck.NewDecimal(150, 2), types.DecimalOf(10, 2), "1.50"},
		{duck.NewDecimal(-5, 2), types.DecimalOf(10, 2), "-0.05"},

		// Java's Double.toString, of JDK 19 and later.
		{1.5, of(types.Double), "1.5"},
		{100.0, of(types.Double), "100.0"},
		{9999999.0, of(types.Double), "9999999.0"},
		{1e7, of(types.Double), "1.0E7"},
		{1e20, of(types.Double), "1.0E20"},
		{0.001, of(types.Double), "0.001"},
		{0.0001, of(types.Double), "1.0E-4"},
		{1.0e-7, of(types.Double), "1.0E-7"},
		{0.30000000000000004, of(types.Double), "0.30000000000000004"},
		{2e23, of(types.Double), "2.0E23"},
		{math.SmallestNonzeroFloat64, of(types.Double), "4.9E-324"},
		{math.MaxFloat64, of(types.Double), "1.7976931348623157E308"},
		{math.Copysign(0, -1), of(types.Double), "-0.0"},
		{math.NaN(), of(types.Double), "NaN"},
		{math.Inf(-1), of(types.Double), "-Infinity"},
		{float32(1.1), of(types.Real), "1.1"},
		{float32(math.SmallestNonzeroFloat32), of(types.Real), "1.4E-45"},
		{float32(math.MaxFloat32), of(types.Real), "3.4028235E38"},

		{"ab", types.Type{Kind: types.Char, Length: 4}, "ab  "},
		{"äö", types.Type{Kind: types.Char, Length: 3}, "äö "},
		{"ab", types.VarcharOf(4), "ab"},
		{[]byte("abc"), of(types.Varbinary), "61 62 63"},
		{[]byte{}, of(types.Varbinary), ""},

		{at("2026-09-17 00:00:00"), of(types.Date), "2026-09-17"},
		{time.Date(-5, 1, 2, 0, 0, 0, 0, time.UTC), of(types.Date), "-0005-01-02"},
		{time.Date(33, 1, 2, 0, 0, 0, 0, time.UTC), of(types.Date), "0033-01-02"},
		{time.Date(12345, 1, 2, 0, 0, 0, 0, time.UTC), of(types.Date), "+12345-01-02"},
		{at("2026-09-17 12:34:56.789"), instant(3), "2026-09-17 12:34:56.789"},
		{at("2026-09-17 12:34:56"), instant(3), "2026-09-17 12:34:56.000"},
		{at("2026-09-17 12:34:56"), instant(0), "2026-09-17 12:34:56"},
		{at("2026-09-17 12:34:56.000123"), instant(6), "2026-09-17 12:34:56.000123"},
		{at("2026-09-17 12:34:56.5"), types.Type{Kind: types.Time, Length: 3}, "12:34:56.500"},
		{duck.Struct{at("2026-09-17 12:00:00"), "UTC"}, zoned(3), "2026-09-17 12:00:00.000 UTC"},
		{duck.Struct{at("2026-09-17 12:00:00"), "Europe/Berlin"}, zoned(3), "2026-09-17 14:00:00.000 Europe/Berlin"},
		{duck.Struct{at("2026-09-17 12:00:00"), "-03:30"}, zoned(0), "2026-09-17 08:30:00 -03:30"},
		{duck.Struct{at("2026-09-17 12:34:56.789"), int64(-330)}, types.Type{Kind: types.TimeTZ, Length: 3}, "12:34:56.789-05:30"},
		{int64(86_400_000), of(types.IntervalDay), "1 00:00:00.000"},
		{int64(-3_723_004), of(types.IntervalDay), "-0 01:02:03.004"},
		{int64(14), of(types.IntervalYear), "1-2"},
		{int64(-1), of(types.IntervalYear), "-0-1"},

		{[]any{int64(1), int64(2), nil}, types.ArrayOf(of(types.Integer)), "[1, 2, null]"},
		{[]any{}, types.ArrayOf(of(types.Integer)), "[]"},
		{[]any{"a, b"}, types.ArrayOf(of(types.Varchar)), "[a, b]"},
		{[]any{[]any{int64(1)}, nil}, types.ArrayOf(types.ArrayOf(of(types.Integer))), "[[1], null]"},
		{duck.Struct{int64(1), nil}, row, "{a=1, null}"},
		{duck.Map{{Key: "k", Value: int64(1)}, {Key: "j", Value: nil}}, types.MapOf(of(types.Varchar), of(types.Integer)), "{j=null, k=1}"},
		{duck.Map{{Key: int64(10), Value: "x"}, {Key: int64(9), Value: "y"}}, types.MapOf(of(types.Integer), of(types.Varchar)), "{9=y, 10=x}"},
	}
	for _, test := range tests {
		if got := string(Append([]byte("-> "), test.value, test.typ)); got != "-> "+test.want {
			t.Errorf("%v as %s: got %q, want %q", test.value, test.typ, got, test.want)
		}
	}
}

// A file of results reads back as what was written, nulls and all.
func TestCSV(t *testing.T) {
	var b bytes.Buffer
	list := []types.Type{types.Of(types.Varchar), types.Of(types.Integer)}
	rows := [][]any{{"a", int64(1)}, {nil, nil}, {"", int64(2)}, {"say \"hi\",\nthere", nil}, {`"`, int64(3)}, {strings.Repeat(`x"`, 100_000), int64(4)}}
	c := NewCSV(&b, []string{`a "name"`, "n"}, list)
	for _, row := range rows {
		if err := c.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	const want = "\"a \"\"name\"\"\",\"n\"\n\"a\",\"1\"\n,\n\"\",\"2\"\n\"say \"\"hi\"\",\nthere\",\n\"\"\"\",\"3\"\n"
	if got := b.String(); !strings.HasPrefix(got, want) {
		t.Errorf("got\n%s", got[:len(want)])
	}
	n := 0
	for row, err := range ReadCSV(&b, 2) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n == 1 {
			continue
		}
		wrote := rows[n-2]
		for i, text := range row {
			switch {
			case text == nil:
				if wrote[i] != nil {
					t.Errorf("row %d: got null for %v", n, wrote[i])
				}
			case *text != string(Append(nil, wrote[i], list[i])) || wrote[i] == nil:
				t.Errorf("row %d: got %.20q for %.20v", n, *text, wrote[i])
			}
		}
	}
	if n != 1+len(rows) {
		t.Errorf("%d rows", n)
	}
	for _, damaged := range []string{"\"a\n", "\"a\"x\"b\"\n", "\"a\",\"b\""} {
		var last error
		for _, err := range ReadCSV(strings.NewReader(damaged), 2) {
			last = err
		}
		if last == nil {
			t.Errorf("%q: no error", damaged)
		}
	}
}

// BenchmarkCSV reports the speed of writing a row of each usual type.
func BenchmarkCSV(b *testing.B) {
	day := time.Date(2026, 9, 17, 12, 34, 56, 789e6, time.UTC)
	tests := map[string]struct {
		value any
		typ   types.Type
	}{
		"integer":   {int64(123456), types.Of(types.BigInt)},
		"double":    {1234.5678, types.Of(types.Double)},
		"varchar":   {"a text of usual length", types.Of(types.Varchar)},
		"timestamp": {day, types.Of(types.Timestamp)},
		"array":     {[]any{int64(1), int64(2), int64(3)}, types.ArrayOf(types.Of(types.Integer))},
	}
	for name, test := range tests {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			var out bytes.Buffer
			c := NewCSV(&out, []string{"v"}, []types.Type{test.typ})
			row := []any{test.value}
			for b.Loop() {
				if out.Len() > 1<<20 {
					out.Reset()
				}
				c.Write(row)
			}
		})
	}
}
