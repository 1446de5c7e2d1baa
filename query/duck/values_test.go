package duck

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

func huge(text string) *big.Int {
	n, ok := new(big.Int).SetString(text, 10)
	if !ok {
		panic(text)
	}
	return n
}

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

// Every type, at its ends where it has any. The wanted values are worked out by
// hand from what the literals say.
func TestValues(t *testing.T) {
	c := connect(t, open(t))
	noon := time.Date(2024, 2, 29, 12, 30, 45, 0, time.UTC)
	for _, test := range []struct {
		sql, typ string
		want     any
	}{
		{"NULL", "INTEGER", nil}, // DuckDB's type of a lone NULL
		{"true", "BOOLEAN", true},
		{"false", "BOOLEAN", false},
		{"NULL::BOOLEAN", "BOOLEAN", nil},

		{"(-128)::TINYINT", "TINYINT", int64(-128)},
		{"(-32768)::SMALLINT", "SMALLINT", int64(-32768)},
		{"(-2147483648)::INTEGER", "INTEGER", int64(-2147483648)},
		{"(-9223372036854775808)::BIGINT", "BIGINT", int64(math.MinInt64)},
		{"255::UTINYINT", "UTINYINT", int64(255)},
		{"65535::USMALLINT", "USMALLINT", int64(65535)},
		{"4294967295::UINTEGER", "UINTEGER", int64(4294967295)},
		{"18446744073709551615::UBIGINT", "UBIGINT", uint64(math.MaxUint64)},
		{"170141183460469231731687303715884105727::HUGEINT", "HUGEINT", huge("170141183460469231731687303715884105727")},
		{"(-170141183460469231731687303715884105728)::HUGEINT", "HUGEINT", huge("-170141183460469231731687303715884105728")},
		{"(-1)::HUGEINT", "HUGEINT", huge("-1")},
		{"340282366920938463463374607431768211455::UHUGEINT", "UHUGEINT", huge("340282366920938463463374607431768211455")},
		{"'-123456789012345678901234567890123456789012345'::BIGNUM", "BIGNUM", huge("-123456789012345678901234567890123456789012345")},
		{"'123456789012345678901234567890123456789012345'::BIGNUM", "BIGNUM", huge("123456789012345678901234567890123456789012345")},
		{"'0'::BIGNUM", "BIGNUM", huge("0")},
		{"'-255'::BIGNUM", "BIGNUM", huge("-255")},

		{"0.1::FLOAT", "FLOAT", float32(0.1)},
		{"0.1::DOUBLE", "DOUBLE", 0.1},
		{"'-inf'::DOUBLE", "DOUBLE", math.Inf(-1)},
		{"'inf'::FLOAT", "FLOAT", float32(math.Inf(1))},

		{"(-9.9)::DECIMAL(2,1)", "DECIMAL(2,1)", NewDecimal(-99, 1)},
		{"12.50::DECIMAL(9,2)", "DECIMAL(9,2)", NewDecimal(1250, 2)},
		{"(-0.000001)::DECIMAL(18,6)", "DECIMAL(18,6)", NewDecimal(-1, 6)},
		{"(-1)::DECIMAL(38,0)", "DECIMAL(38,0)", NewDecimal(-1, 0)},

		{"''", "VARCHAR", ""},
		{"'twelve bytes'", "VARCHAR", "twelve bytes"}, // the longest that DuckDB keeps in place
		{"'thirteen byte'", "VARCHAR", "thirteen byte"},
		{"'a' || chr(0) || 'b'", "VARCHAR", "a\x00b"},
		{"'é😀'", "VARCHAR", "é😀"},
		{`'{"a":1.10,"b":1e400}'::JSON`, "JSON", `{"a":1.10,"b":1e400}`},
		{`''::BLOB`, "BLOB", []byte{}},
		{`'\x00\xFFa'::BLOB`, "BLOB", []byte{0, 255, 'a'}},
		{"'10101'::BIT", "BIT", "10101"},
		{"'1000000000000001'::BIT", "BIT", "1000000000000001"},
		{"'00112233-4455-6677-8899-aabbccddeeff'::UUID", "UUID", "00112233-4455-6677-8899-aabbccddeeff"},
		{"'f0112233-4455-6677-8899-aabbccddeeff'::UUID", "UUID", "f0112233-4455-6677-8899-aabbccddeeff"},
		{"'b'::ENUM('a', 'b', 'it''s')", "ENUM('a', 'b', 'it''s')", "b"},

		{"DATE '2024-02-29'", "DATE", day(2024, 2, 29)},
		{"DATE '1969-12-31'", "DATE", day(1969, 12, 31)},
		{"DATE '0001-01-01'", "DATE", day(1, 1, 1)},
		{"DATE '5877641-06-23'", "DATE", day(5877641, 6, 23)},
		{"DATE '0001-12-31 (BC)'", "DATE", day(0, 12, 31)}, // 1 BC is the year 0
		{"DATE 'infinity'", "DATE", Future},
		{"DATE '-infinity'", "DATE", Past},
		{"TIMESTAMP '2024-02-29 12:30:45.123456'", "TIMESTAMP", noon.Add(123456 * time.Microsecond)},
		{"TIMESTAMP '1969-12-31 23:59:59.999999'", "TIMESTAMP", time.Date(1969, 12, 31, 23, 59, 59, 999999000, time.UTC)},
		{"TIMESTAMP 'infinity'", "TIMESTAMP", Future},
		{"TIMESTAMP '-infinity'", "TIMESTAMP", Past},
		{"TIMESTAMP '294246-12-31 00:00:00'", "TIMESTAMP", day(294246, 12, 31)},
		{"'2024-02-29 12:30:45'::TIMESTAMP_S", "TIMESTAMP_S", noon},
		{"'2024-02-29 12:30:45.123'::TIMESTAMP_MS", "TIMESTAMP_MS", noon.Add(123 * time.Millisecond)},
		{"'2024-02-29 12:30:45.123456789'::TIMESTAMP_NS", "TIMESTAMP_NS", noon.Add(123456789)},
		{"'infinity'::TIMESTAMP_S", "TIMESTAMP_S", Future},
		{"TIMESTAMPTZ '2024-02-29 14:30:45+02'", "TIMESTAMP WITH TIME ZONE", noon},
		{"TIMESTAMPTZ '-infinity'", "TIMESTAMP WITH TIME ZONE", Past},
		{"TIME '12:30:45.000001'", "TIME", time.Date(1, 1, 1, 12, 30, 45, 1000, time.UTC)},
		{"TIME '24:00:00'", "TIME", day(1, 1, 2)},
		{"'12:30:45.123456789'::TIME_NS", "TIME_NS", time.Date(1, 1, 1, 12, 30, 45, 123456789, time.UTC)},
		{"'12:30:45+02:30'::TIMETZ", "TIME WITH TIME ZONE", time.Date(1, 1, 1, 12, 30, 45, 0, time.FixedZone("", 9000))},
		{"'12:30:45-11'::TIMETZ", "TIME WITH TIME ZONE", time.Date(1, 1, 1, 12, 30, 45, 0, time.FixedZone("", -39600))},
		{"INTERVAL '14 months -3 days 04:05:06.5'", "INTERVAL", Interval{14, -3, 14706500000}},

		{"[1, NULL, 3]", "INTEGER[]", []any{int64(1), nil, int64(3)}},
		{"[]::VARCHAR[]", "VARCHAR[]", []any{}},
		{"NULL::INTEGER[]", "INTEGER[]", nil},
		{"[['a'], [], NULL, ['a long string that lies elsewhere']]", "VARCHAR[][]", []any{[]any{"a"}, []any{}, nil, []any{"a long string that lies elsewhere"}}},
		{"[1, 2]::INTEGER[2]", "INTEGER[2]", []any{int64(1), int64(2)}},
		{"{'b': 1, 'a': 'x', 'A b': NULL::DATE}", `STRUCT("b" INTEGER, "a" VARCHAR, "A b" DATE)`, Struct{int64(1), "x", nil}},
		{"NULL::STRUCT(a INTEGER)", `STRUCT("a" INTEGER)`, nil},
		{"[{'a': [1.5, NULL]}, NULL]", `STRUCT("a" DECIMAL(2,1)[])[]`, []any{Struct{[]any{NewDecimal(15, 1), nil}}, nil}},
		{"MAP {'z': 1, 'a': NULL}", "MAP(VARCHAR, INTEGER)", Map{{"z", int64(1)}, {"a", nil}}},
		{"MAP {}::MAP(VARCHAR, INTEGER)", "MAP(VARCHAR, INTEGER)", Map{}},
		{"MAP {[1]: {'x': 2}}", `MAP(INTEGER[], STRUCT("x" INTEGER))`, Map{{[]any{int64(1)}, Struct{int64(2)}}}},
		{"union_value(n := 5)::UNION(n INTEGER, s VARCHAR)", `UNION("n" INTEGER, "s" VARCHAR)`, Union{"n", int64(5)}},
		{"'x'::UNION(n INTEGER, s VARCHAR)", `UNION("n" INTEGER, "s" VARCHAR)`, Union{"s", "x"}},
		{"NULL::UNION(n INTEGER, s VARCHAR)", `UNION("n" INTEGER, "s" VARCHAR)`, nil},

		{"'x'::VARIANT", "JSON", `"x"`},
		{"[1.50::VARIANT, NULL]", "JSON[]", []any{"1.50", "null"}},
		{"{'v': DATE '2024-02-29'::VARIANT}", `STRUCT("v" JSON)`, Struct{`"2024-02-29"`}},
	} {
		rows, err := c.Query(t.Context(), "SELECT "+test.sql+" AS \"the value\" -- ;")
		if err != nil {
			t.Errorf("%s: %v", test.sql, err)
			continue
		}
		column := rows.Columns()[0]
		if column.Name != "the value" || column.Type.String() != test.typ {
			t.Errorf("%s: column %q of %s; want %s", test.sql, column.Name, column.Type, test.typ)
		}
		for row, err := range rows.All() {
			if err != nil || !same(row[0], test.want) {
				t.Errorf("%s: got %T %v, %v; want %T %v", test.sql, row[0], row[0], err, test.want, test.want)
			}
		}
	}
	rows, err := all(t, c, "SELECT 'nan'::DOUBLE, 'nan'::FLOAT")
	if err != nil || !math.IsNaN(rows[0][0].(float64)) || rows[0][1].(float32) == rows[0][1].(float32) {
		t.Errorf("nan: %v, %v", rows, err)
	}
}

// same is reflect.DeepEqual, save that zones are the same if their offsets are,
// and that there is one big zero.
func same(a, b any) bool {
	if m, ok := a.(*big.Int); ok {
		n, ok := b.(*big.Int)
		return ok && m.Cmp(n) == 0
	}
	x, ok := a.(time.Time)
	y, ok2 := b.(time.Time)
	if ok && ok2 {
		return x.Format(time.RFC3339Nano) == y.Format(time.RFC3339Nano)
	}
	return reflect.DeepEqual(a, b)
}

// Values are right in every row of a long result, where DuckDB keeps them in
// other ways than in a short one: with NULL in between, constant, repeated.
func TestManyValues(t *testing.T) {
	c := connect(t, open(t))
	rows, err := c.Query(t.Context(), `SELECT i, CASE WHEN i % 3 = 0 THEN NULL ELSE 'row number ' || i END, 'always the same text', NULL::DATE,
			[i, NULL, i + 1], {'a': CASE WHEN i % 5 <> 0 THEN i END, 'b': ['x' || i]}, MAP {'k' || i: i % 2 = 0},
			CASE WHEN i % 2 = 0 THEN 'even' ELSE 'odd' END::ENUM('even', 'odd')
		FROM range(10000) t(i)`)
	if err != nil {
		t.Fatal(err)
	}
	n := int64(0)
	for row, err := range rows.All() {
		if err != nil {
			t.Fatal(err)
		}
		want := []any{n, any(fmt.Sprint("row number ", n)), "always the same text", nil,
			[]any{n, nil, n + 1}, Struct{n, []any{fmt.Sprint("x", n)}}, Map{{fmt.Sprint("k", n), n%2 == 0}}, "even"}
		if n%3 == 0 {
			want[1] = nil
		}
		if n%5 == 0 {
			want[5].(Struct)[0] = nil
		}
		if n%2 == 1 {
			want[7] = "odd"
		}
		if !reflect.DeepEqual(row, want) {
			t.Fatalf("row %d: got %v; want %v", n, row, want)
		}
		n++
	}
	if n != 10000 {
		t.Errorf("%d rows", n)
	}
}

// Nested values of real files are those that DuckDB itself writes as JSON.
func TestNestedFiles(t *testing.T) {
	dir, _ := filepath.Abs("../../../shared/data/parquet")
	files, _ := filepath.Glob(filepath.Join(dir, "*", "*.parquet"))
	if files == nil {
		t.Skip("the shared test data is not here")
	}
	c := connect(t, open(t, dir))
	compared := 0
	for _, file := range files {
		if info, err := os.Stat(file); err != nil || info.Size() > 1<<20 {
			continue
		}
		switch filepath.Base(file) {
		case "plaintext_footer_crypto_metadata.parquet": // breaks DuckDB
			continue
		case "large_string_map.brotli.parquet": // one string of 2 GB
			continue
		}
		from := " FROM read_parquet(" + literal(file) + ") LIMIT 300"
		rows, err := c.Query(t.Context(), "SELECT *"+from)
		if err != nil {
			continue // malformed and encrypted files
		}
		columns := rows.Columns()
		rows.Close()
		for _, column := range columns {
			if !comparable(column.Type) || column.Type.Name == "VARCHAR" || column.Type.Name == "BIGINT" {
				continue
			}
			name := identifier(column.Name)
			rows, err := all(t, c, "SELECT "+name+", to_json("+name+")::VARCHAR"+from)
			if err != nil {
				break
			}
			for i, row := range rows {
				var want any
				if text, ok := row[1].(string); ok {
					d := json.NewDecoder(strings.NewReader(text))
					d.UseNumber()
					if err := d.Decode(&want); err != nil {
						t.Fatal(err)
					}
				}
				if got := plain(row[0], column.Type); !reflect.DeepEqual(got, want) {
					t.Fatalf("%s: %s of row %d: got %v; want %v", file, column.Name, i, got, want)
				}
				compared++
			}
		}
	}
	if compared < 1000 {
		t.Errorf("compared only %d values", compared)
	}
}

// comparable reports whether values of a type are the same in JSON whoever writes them.
func comparable(t Type) bool {
	switch t.Name {
	case "BOOLEAN", "VARCHAR", "BIGINT", "INTEGER", "SMALLINT", "TINYINT":
		return true
	case "LIST":
		return comparable(*t.Elem)
	case "MAP":
		return comparable(*t.Elem) && comparable(*t.Key) && t.Key.Elem == nil && t.Key.Fields == nil
	case "STRUCT":
		for _, f := range t.Fields {
			if !comparable(f.Type) {
				return false
			}
		}
		return true
	}
	return false
}

// plain returns a value as the JSON decoder would.
func plain(v any, t Type) any {
	switch v := v.(type) {
	case int64:
		return json.Number(fmt.Sprint(v))
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = plain(v[i], *t.Elem)
		}
		return out
	case Struct:
		out := map[string]any{}
		for i, f := range t.Fields {
			out[f.Name] = plain(v[i], f.Type)
		}
		return out
	case Map:
		out := map[string]any{}
		for _, e := range v {
			out[fmt.Sprint(e.Key)] = plain(e.Value, *t.Elem)
		}
		return out
	}
	return v
}

func TestDecimal(t *testing.T) {
	tests := []struct {
		sql, want string
		float     float64
	}{
		{"0::DECIMAL(4,0)", "0", 0},
		{"0::DECIMAL(18,3)", "0.000", 0},
		{"0.05::DECIMAL(18,3)", "0.050", 0.05},
		{"(-0.05)::DECIMAL(18,3)", "-0.050", -0.05},
		{"(-12.5)::DECIMAL(4,1)", "-12.5", -12.5},
		{"99999999999999999999999999999999999999::DECIMAL(38,0)", "99999999999999999999999999999999999999", 1e38},
		{"'-0.99999999999999999999999999999999999999'::DECIMAL(38,38)", "-0.99999999999999999999999999999999999999", -1},
		{"9223372036854775808::DECIMAL(38,0)", "9223372036854775808", 1 << 63},
		{"(-9223372036854775809)::DECIMAL(38,1)", "-9223372036854775809.0", -1 << 63},
	}
	c := connect(t, open(t))
	for _, test := range tests {
		rows, err := all(t, c, "SELECT "+test.sql)
		if err != nil {
			t.Fatal(err)
		}
		d := rows[0][0].(Decimal)
		if d.String() != test.want || d.Float64() != test.float {
			t.Errorf("%s: got %s, %v", test.sql, d, d.Float64())
		}
		if got := d.Unscaled().String(); strings.TrimLeft(strings.ReplaceAll(test.want, ".", ""), "-0") != strings.TrimLeft(got, "-0") {
			t.Errorf("%s: unscaled %s", test.sql, got)
		}
	}
}

// An Interval prints as DuckDB prints it.
func TestInterval(t *testing.T) {
	c := connect(t, open(t))
	for _, text := range []string{
		"0 days", "1 month", "-1 month", "25 months", "12 months", "-13 months", "1 day", "-2 days", "00:00:01", "-00:00:01.5",
		"100 hours", "1 year 2 months 3 days 04:05:06.000007", "-1 day 1 second",
	} {
		rows, err := all(t, c, "SELECT v, v::VARCHAR FROM (SELECT INTERVAL '"+text+"' AS v)")
		if err != nil {
			t.Fatal(err)
		}
		if got := rows[0][0].(Interval).String(); got != rows[0][1] {
			t.Errorf("%s: got %q; want %q", text, got, rows[0][1])
		}
	}
}

func TestArguments(t *testing.T) {
	c := connect(t, open(t))
	args := []any{nil, true, 7, int64(-8), uint64(9), 1.5, "it's\x00é", []byte{0, 1}, day(1969, 2, 3), huge("-123456789012345678901234567890")}
	want := []any{nil, true, int64(7), int64(-8), uint64(9), 1.5, "it's\x00é", []byte{0, 1}, day(1969, 2, 3), huge("-123456789012345678901234567890")}
	rows, err := all(t, c, "SELECT "+strings.TrimSuffix(strings.Repeat("?, ", len(args)), ", "), args...)
	if err != nil || !reflect.DeepEqual(rows[0], want) {
		t.Errorf("got %v, %v; want %v", rows, err, want)
	}
	for _, args := range [][]any{{}, {1, 2}, {make(chan int)}, {"\xff"}, {(*big.Int)(nil)}, {new(big.Int).Lsh(big.NewInt(1), 130)}} {
		if rows, err := all(t, c, "SELECT $1", args...); err == nil {
			t.Errorf("%v: got %v", args, rows)
		}
	}
	if rows, err := all(t, c, "SELECT $b, $a, $b", 1, 2); err != nil || len(rows) != 1 {
		t.Errorf("named: %v, %v", rows, err)
	}
}

func TestColumns(t *testing.T) {
	c := connect(t, open(t))
	rows, err := c.Query(t.Context(), `SELECT 1 AS a, 2 AS "A", 3 AS a, 4 AS "é ""x""" WHERE false`)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, column := range rows.Columns() {
		names = append(names, column.Name)
	}
	if want := []string{"a", "A", "a", `é "x"`}; !reflect.DeepEqual(names, want) {
		t.Errorf("got %q; want %q", names, want)
	}
	for row, err := range rows.All() {
		t.Error("a row of none: ", row, err)
	}
}

// BenchmarkRows reports how fast values come out of DuckDB: MB/s stand for
// millions of values a second.
func BenchmarkRows(b *testing.B) {
	c := connect(b, open(b))
	if _, err := c.Exec(b.Context(), `CREATE TABLE t AS SELECT i, i * 0.5 AS d, (i * 7) % 1000 AS k, 'customer ' || (i % 5000) AS s, 'n' || i % 10 AS t,
			DATE '2024-01-01' + (i % 366)::INTEGER AS day, (i * 0.01)::DECIMAL(12,2) AS p, CASE WHEN i % 2 = 0 THEN i END AS sparse
		FROM range(500000) r(i)`); err != nil {
		b.Fatal(err)
	}
	for _, bench := range []struct{ name, columns string }{
		{"integers", "i, k, sparse, i + 1"},
		{"doubles", "d, d + 1, d - 1, d * 2"},
		{"strings", "s, t, s || t, t"},
		{"mixed", "i, d, k, s, t, day, p, sparse"},
		{"nested", "[i, k], {'a': i, 'b': t}"},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				rows, err := c.Query(b.Context(), "SELECT "+bench.columns+" FROM t")
				if err != nil {
					b.Fatal(err)
				}
				n = 0
				for row, err := range rows.All() {
					if err != nil {
						b.Fatal(err)
					}
					n += len(row)
				}
			}
			b.SetBytes(int64(n))
		})
	}
}
