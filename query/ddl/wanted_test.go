package ddl

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/tarnlake/tarn/query/syntax"
)

func TestWanted(t *testing.T) {
	table := projecting(t, "p string, n int, d date", "")
	tests := []struct{ sql, want string }{
		{"SELECT * FROM t WHERE p = 'a' AND n IN (1, 2) AND x > 3", "n=[1 2] p=[a]"},
		{"SELECT * FROM t WHERE 'a' = t.p OR p = 'b'", "p=[a b]"},
		{"SELECT * FROM t WHERE p = 'a' OR n = 1", ""},
		{"SELECT * FROM t WHERE p = 'a' AND p IN ('b', 'a')", "p=[a]"},
		{"SELECT * FROM t WHERE (p = 'a' AND n = 1) OR (p = 'b' AND n = 2)", "n=[1 2] p=[a b]"},
		{"SELECT * FROM t WHERE NOT p = 'a' AND n NOT IN (1) AND d > DATE '2024-01-01'", ""},
		{"SELECT * FROM t WHERE d = DATE '2024-01-02' AND n = 1.0 AND p = q", "d=[2024-01-02]"},
		{"SELECT * FROM t WHERE d = CAST('2024-01-02' AS date)", "d=[2024-01-02]"},
		{`SELECT * FROM default.T AS x JOIN u ON x.p = u.p WHERE x.p = 'a' AND u.n = 1 AND n = 2`, "n=[2] p=[a]"},
		{"SELECT * FROM t x(a, b) WHERE a = 'a' AND n = 1", ""},
		{"SELECT * FROM t WHERE p = 'a' UNION ALL SELECT * FROM t WHERE p = 'b' AND n = 1", "p=[a b]"},
		{"SELECT * FROM t WHERE p = 'a' UNION ALL TABLE t", ""},
		{"SELECT * FROM t a, t b WHERE a.p = 'x' AND b.p = 'y'", "p=[x y]"},
		{"SELECT * FROM u WHERE p IN (SELECT p FROM t WHERE n = 7)", "n=[7]"},
		{"SELECT * FROM other.t WHERE p = 'a'", ""},
		{"WITH t2 AS (SELECT * FROM t WHERE p = 'a') SELECT * FROM t2 WHERE n = 1", "p=[a]"},
		{"SELECT * FROM t", ""},
	}
	for _, test := range tests {
		s, err := syntax.Parse(test.sql)
		if err != nil {
			t.Fatal(err)
		}
		wanted := Wanted(s, table, "default")
		var list []string
		for _, column := range slices.Sorted(maps.Keys(wanted)) {
			list = append(list, fmt.Sprintf("%s=%v", column, wanted[column]))
		}
		if got := strings.Join(list, " "); got != test.want {
			t.Errorf("%s: got %s, want %s", test.sql, got, test.want)
		}
	}
}
