package duck

import "testing"

func TestExplained(t *testing.T) {
	for _, test := range []struct {
		sql, want string
		ok        bool
	}{
		{"SELECT 1", "", false},
		{"EXPLAIN SELECT 1", " SELECT 1", true},
		{" -- why\nexplain /* x */ Analyze FROM t", " FROM t", true},
		{"EXPLAIN (FORMAT json, ANALYZE) FROM t", " FROM t", true},
		{"EXPLAIN (SELECT 1)", " (SELECT 1)", true},
		{"EXPLAIN ANALYZE (FORMAT html) (FROM t)", " (FROM t)", true},
		{"EXPLAIN", "", true},
		{"\"explain\" x", "", false},
	} {
		got, ok := explained(test.sql)
		if got != test.want || ok != test.ok {
			t.Errorf("%q: got %q, %v; want %q, %v", test.sql, got, ok, test.want, test.ok)
		}
	}
}

// FuzzToken checks that the tokens of any text are the text, and that looking
// at it comes to an end.
func FuzzToken(f *testing.F) {
	for _, sql := range []string{
		"SELECT 'a''b', \"c\"\"d\", e'\\'', $$x$$, $a$ $b$ $a$, $1 -- end", "/* /* */", "'", "\"", "$", "$$", "e'\\", "EXPLAIN (ANALYZE", "\u00a0\xff;",
	} {
		f.Add(sql)
	}
	f.Fuzz(func(t *testing.T, sql string) {
		for i := 0; i < len(sql); {
			end, _ := token(sql, i)
			if end <= i || end > len(sql) {
				t.Fatalf("token of %q at %d ends at %d", sql, i, end)
			}
			i = end
		}
		readOnly(sql)
		explained(sql)
	})
}
