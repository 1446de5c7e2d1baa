package query_test

import (
	"strings"
	"testing"
)

// What Athena answers over columns, where literals alone would not show it: rows
// with nulls and NaN, names that are also words of the program, long chains.
func TestSemantics(t *testing.T) {
	e := open(t, lake(t,
		"nums/a.csv", "id,i,b,d,s\n1,7,2,2.5,a\n2,-7,2,-2.5,b\n3,1,0,0.0,\n4,,,NaN,d\n5,10,3,3.5,é\n",
	))
	for _, test := range []struct{ sql, want string }{
		// Ties, by a column that is shown, by another, by an expression.
		{"SELECT b FROM nums ORDER BY b FETCH FIRST 2 ROWS WITH TIES", "0\n2\n2"},
		{"SELECT b FROM nums ORDER BY 1 DESC NULLS FIRST OFFSET 1 FETCH FIRST 2 ROWS WITH TIES", "3\n2\n2"},
		{"SELECT id FROM nums ORDER BY b FETCH FIRST 2 ROWS WITH TIES", "3\n1\n2"},
		{"SELECT DISTINCT b * 2 FROM nums ORDER BY b * 2 FETCH FIRST 1 ROW WITH TIES", "0"},
		{"SELECT b, count(*) FROM nums GROUP BY b ORDER BY count(*), b FETCH FIRST 1 ROW WITH TIES", "0|1"},

		// Java's format.
		{"SELECT format('%d %.1f %,.2f', i, d, d) FROM nums ORDER BY id", "7 2.5 2.50\n-7 -2.5 -2.50\n1 0.0 0.00\nnull NaN NaN\n10 3.5 3.50"},
		{"SELECT format('%5d|%-6.1f|%E', CAST(NULL AS integer), infinity(), nan())", " null|Infinity|NAN"},

		// TRY_CAST is NULL for what is wrong with the cast, and not with its operand.
		{"SELECT try_cast(s || '1' AS integer), try_cast(concat(CAST(b AS varchar), ' ') AS integer), try_cast(d * 1e10 AS integer), try_cast(i * 100 AS tinyint) FROM nums WHERE id < 4 ORDER BY id",
			"∅|2|∅|∅\n∅|2|∅|∅\n∅|0|0|100"},
		{"SELECT try_cast(t AS integer), try_cast(t AS double), try_cast(t AS boolean), try_cast(t AS date), try_cast(t AS decimal(4,1)), try_cast(t AS real) FROM (VALUES '1', '1.5', 'f', '', NULL, '99999999999') AS v(t)",
			"1|1|true|∅|1.0|1\n∅|1.5|∅|∅|1.5|1.5\n∅|∅|false|∅|∅|∅\n∅|∅|∅|∅|∅|∅\n∅|∅|∅|∅|∅|∅\n∅|9.9999999999e+10|∅|∅|∅|1e+11"},
		{"SELECT try_cast(1 / b AS varchar) FROM nums WHERE id = 3", "DIVISION_BY_ZERO: Division by zero"},

		// What ORDER BY names within an aggregate is of the tables.
		{"SELECT sum(i) AS i FROM nums GROUP BY b ORDER BY sum(i)", "COLUMN_NOT_FOUND: line 1:54: Invalid reference to output projection attribute from ORDER BY aggregation"},
		{"SELECT b, sum(i) AS t FROM nums GROUP BY b ORDER BY max(b)", "0|1\n2|0\n3|10\n∅|∅"},
		{"SELECT b FROM nums GROUP BY b ORDER BY sum(i), b", "2\n0\n3\n∅"},

		// Too deep for the engine.
		{"SELECT " + strings.Repeat("upper(", 500) + "'a'" + strings.Repeat(")", 500), "STACK_OVERFLOW: line 1:1: statement is too large (stack overflow during analysis)"},
	} {
		if got := answer(t.Context(), e, test.sql); got != test.want {
			t.Errorf("%s: got\n%s\nwant\n%s", test.sql, got, test.want)
		}
	}
}
