package syntax

import (
	"strings"
	"testing"
)

// FuzzParse: whatever the text, it is read or refused at a place within it.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"SELECT a, count(*) FILTER (WHERE b > 0) OVER (PARTITION BY c ORDER BY d ROWS 1 PRECEDING) FROM t JOIN u USING (x)",
		`WITH a AS (VALUES (1, 'x'), ROW(2, U&'\0041')) SELECT x -> y, CAST(z AS ROW(a array(int))) FROM UNNEST(a) WITH ORDINALITY`,
		"SELECT ((SELECT 1) UNION (SELECT 2)), JSON_VALUE(a, 'lax $' DEFAULT 1 ON EMPTY), INTERVAL '1' DAY, X'00', DATE '2020-01-01'",
		"EXPLAIN (TYPE IO) SELECT 1 -- c", "PREPARE p FROM SELECT ?", "SELECT `a", "SELECT 1e", "SELECT '", "((((", "SELECT a..b", `U&'\\`,
		"SELECT CASE a WHEN > 1 THEN 2 END, position(a IN b), trim(both from x)", "SELECT 1 FROM ((SELECT 1) x, (a",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Parse(text)
		if err == nil {
			show(s)
			return
		}
		e, ok := err.(*Error)
		if !ok || e.Message == "" || e.Pos < 0 || int(e.Pos) > len(text) {
			t.Fatalf("%q: %#v", text, err)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	usual := "SELECT l.returnflag, sum(l.quantity) AS sum_qty, avg(l.price * (1 - l.discount)) FROM lineitem l\n" +
		"JOIN orders o ON l.orderkey = o.orderkey AND o.status IN ('F', 'O') WHERE l.shipdate <= DATE '1998-12-01' - INTERVAL '90' DAY\n" +
		"GROUP BY l.returnflag HAVING count(*) > 10 ORDER BY 1 DESC LIMIT 100"
	twoKB := "SELECT * FROM (" + strings.Repeat(usual+")\nUNION ALL SELECT * FROM (", 5) + usual
	for _, c := range []struct{ name, text string }{
		{"best", "SELECT 1"},
		{"usual", usual},
		{"2KB", twoKB + ")"},
		{"refused", twoKB},
		{"worst", "SELECT a" + strings.Repeat(" + (a)", 40000)},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.text)))
			b.ReportAllocs()
			for b.Loop() {
				Parse(c.text)
			}
		})
	}
}
