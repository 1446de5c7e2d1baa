package render

import (
	"context"
	"encoding/json"
	"slices"
	"testing"

	"github.com/tarnlake/tarn/query/duck"
)

// DuckDB itself says how a value is cast to text, and what its JSON is.
func TestNestedAsDuckDB(t *testing.T) {
	expressions := []string{
		`{'a': 1, 'B c': 'x y', 'q"': NULL, 'q''x': ''}`,
		`['a b', 'a,b', 'it''s', 'NULL', 'null', NULL, '', ' a', 'a ', 'a:b', 'a(b', 'a)b', 'a"b', 'a=b', 'a[', ']', '{', '}', 'a\b', 'a\''b', 'é', 'a;b', '日本', '1', 'true']`,
		`['a'||chr(10)||'b', chr(9), chr(1)]`,
		`MAP {'k': 1, 'k 2': NULL, '': 3}`,
		`MAP {{'a':1}: [2]}`,
		`[MAP {'a,b': 'c=d'}]`,
		`[[1.5::DOUBLE, 1e20, 1e-7, 1e15, 1e16, 123456789012345678.0::DOUBLE, 0.0001::DOUBLE, 0.00001::DOUBLE, -0.0::DOUBLE], NULL]`,
		`[0.1::FLOAT, 1e10::FLOAT, 16777216::FLOAT, 1e16::FLOAT]`,
		`[1.50::DECIMAL(5,2), -0.05::DECIMAL(5,2)]`,
		`[170141183460469231731687303715884105727::HUGEINT]`,
		`[DATE '2024-01-02', NULL, DATE '-0044-03-15', DATE '12024-01-01', 'infinity'::DATE]`,
		`{'t': TIMESTAMP '2024-01-02 03:04:05.12', 'd': TIME '01:02:03.5', 'c': true, 'e': TIME '24:00:00'}`,
		`{'s': '2024-01-02 03:04:05'::TIMESTAMP_S, 'ms': '2024-01-02 03:04:05.1'::TIMESTAMP_MS, 'ns': '2024-01-02 03:04:05.123456789'::TIMESTAMP_NS}`,
		`{'tz': TIMESTAMPTZ '2024-01-02 03:04:05+02:30', 'timetz': '10:00:00-03:30'::TIMETZ}`,
		`[INTERVAL '14 months -3 days', INTERVAL '-3.5 seconds', INTERVAL '0 days', INTERVAL '25 hours']`,
		`[1, 2]::INTEGER[2]`,
		`union_value(a := 'x y')`,
		`[union_value(a := 'x y')]`,
		`[union_value(a := 'x,y')]`,
		`['{"a":1}'::JSON, NULL]`,
		`{'j': '{"a":1}'::JSON}`,
		`MAP {'j': '{"a":1}'::JSON}`,
		`['{"a":1}'::JSON]::JSON[1]`,
		`[['{"a":1}'::JSON]]`,
		`{'j': ['{"a":1}'::JSON]}`,
		`row(1, 'a')`,
		`{'a': {'b': 'x,y'}, 'c': [NULL]}`,
		`['a'::ENUM('a','b,c'), 'b,c'::ENUM('a','b,c')]`,
		`['00000000-0000-0000-0000-000000000001'::UUID]`,
		`['101'::BIT]`,
		`['a\x00\xff\x22\x27\x5c'::BLOB]`,
		`[]::INTEGER[]`,
		`MAP {}::MAP(INTEGER, VARCHAR)`,
	}
	db, err := duck.Open(context.Background(), duck.Config{Directories: []string{t.TempDir()}, Temp: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	// DuckDB writes a FLOAT with the digits of a DOUBLE.
	noJSON := []string{`[0.1::FLOAT, 1e10::FLOAT, 16777216::FLOAT, 1e16::FLOAT]`}
	for _, expression := range expressions {
		conn, err := db.Conn(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		rows, err := conn.Query(context.Background(), "SELECT v, v::VARCHAR, to_json(v)::VARCHAR FROM (SELECT "+expression+" AS v)")
		if err != nil {
			t.Errorf("%s: %v", expression, err)
			conn.Close()
			continue
		}
		typ := newTyp(rows.Columns()[0].Type)
		for row, err := range rows.All() {
			if err != nil {
				t.Errorf("%s: %v", expression, err)
				break
			}
			if got := string(appendText(nil, row[0], typ)); got != row[1] {
				t.Errorf("text of %s: got %s, want %s", expression, got, row[1])
			}
			got, want := string(appendJSON(nil, row[0], typ)), row[2].(string)
			if !slices.Contains(noJSON, expression) && canonical(t, got) != canonical(t, want) {
				t.Errorf("JSON of %s: got %s, want %s", expression, got, want)
			}
		}
		conn.Close()
	}
}

// canonical returns JSON in one way of writing it.
func canonical(t *testing.T, text string) string {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Errorf("%s: %v", text, err)
		return text
	}
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
