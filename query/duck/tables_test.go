package duck

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestTables(t *testing.T) {
	c := connect(t, open(t))
	for _, test := range []struct{ sql, want string }{
		{"SELECT 1", ""},
		{"SELECT * FROM t", "t@14"},
		{"FROM sales.orders AS o, cat.db.t", "sales.orders@5 cat.db.t@24"},
		{`SELECT * FROM "My Db"."T.x" JOIN b USING (id)`, "My Db.T.x@14 b@33"},
		{"SELECT (SELECT max(x) FROM sub) FROM t WHERE y IN (SELECT y FROM u) AND EXISTS (FROM w)", "sub@27 t@37 u@65 w@85"},
		{"SELECT * FROM a NATURAL JOIN b ASOF JOIN c USING (x), LATERAL (SELECT * FROM d WHERE d.x = a.x)", "a@14 b@29 c@41 d@77"},
		{"SELECT * FROM a UNION BY NAME SELECT * FROM b EXCEPT SELECT * FROM a ORDER BY (SELECT 1 FROM c)", "a@14 b@44 a@67 c@93"},
		{"FROM read_csv('x.csv'), range(3), (VALUES (1)) v", ""},
		{"FROM 'x.csv'", "x.csv@5"},
		{"SELECT sum(t.a.b) OVER w FROM t WINDOW w AS (ORDER BY (SELECT 1 FROM u))", "t@30 u@69"},
		{"SUMMARIZE s", "s@10"},
		{"DESCRIBE d", "d@9"},
		{"SHOW TABLES", ""},
		{"TABLE tt", "tt@6"},
		{"SELECT * FROM t AT (VERSION => 1)", "t@14"},
		{"SELECT * FROM t WHERE x = ? AND y = $1", "t@14"},
		{"SELECT * FROM t;", "t@14"},
		{"SELECT 'é', * FROM t", "t@20"},

		// Names that WITH defines are not tables, where they can be seen.
		{"WITH c AS (SELECT * FROM a) SELECT * FROM c JOIN b USING (x)", "a@25 b@49"},
		{"WITH C AS (FROM a), d AS (FROM c) FROM D", "a@16"},
		{"WITH a AS (SELECT * FROM a) SELECT * FROM a", "a@25"}, // the one within is the table
		{"WITH d AS (FROM c), c AS (FROM a) FROM d, c", "c@16 a@31"},
		{"WITH x AS MATERIALIZED (FROM m), y AS NOT MATERIALIZED (FROM x) FROM y, x", "m@29"},
		{"FROM (WITH c AS (FROM a) FROM c), c", "a@22 c@34"},
		{"WITH c AS (SELECT 1) SELECT * FROM s.c, (SELECT * FROM c WHERE EXISTS (FROM c, z))", "s.c@35 z@79"},
		{"WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r, z WHERE n < 3) FROM r", "z@66"},
		{"WITH RECURSIVE r(n) USING KEY (n) AS (SELECT 1 UNION SELECT n FROM r, recurring.r JOIN z USING (n)) FROM r", "recurring.r@70 z@87"},
		{"WITH c AS (SELECT 1) (SELECT * FROM c UNION ALL SELECT * FROM d) ORDER BY 1", "d@62"},

		{"EXPLAIN SELECT * FROM e", "e@22"},
		{"EXPLAIN ANALYZE FROM e", "e@21"},
		{"EXPLAIN (ANALYZE, FORMAT json) FROM e", "e@36"},
		{"PIVOT p ON x IN (1, 2) USING sum(y)", "p@6"},
		{"UNPIVOT p ON a, b INTO NAME n VALUE v", "p@8"},
	} {
		tables, err := c.Tables(t.Context(), test.sql)
		var got []string
		for _, table := range tables {
			name := strings.TrimLeft(table.Catalog+"."+table.Database+"."+table.Name, ".")
			got = append(got, fmt.Sprint(name, "@", table.Position))
		}
		if err != nil || strings.Join(got, " ") != test.want {
			t.Errorf("%s: got %v, %v; want %s", test.sql, got, err, test.want)
		}
	}

	for _, test := range []struct {
		sql      string
		kind     Kind
		position int
	}{
		{"SELEC 1", KindParser, 0},
		{"EXPLAIN SELECT * FORM t", KindParser, 22},
		{"SELECT * FROM (", KindParser, 15},
	} {
		tables, err := c.Tables(t.Context(), test.sql)
		var e *Error
		if !errors.As(err, &e) || e.Kind != test.kind || e.Position != test.position {
			t.Errorf("%s: %v, %#v", test.sql, tables, err)
		}
	}
	for _, sql := range []string{"INSERT INTO t VALUES (1)", "PIVOT t ON a"} {
		if tables, err := c.Tables(t.Context(), sql); !errors.Is(err, ErrUnlisted) {
			t.Errorf("%s: %v, %#v", sql, tables, err)
		}
	}
}

func TestErrors(t *testing.T) {
	_, lake := lake(t)
	c := connect(t, open(t, lake))
	for _, test := range []struct {
		sql     string
		kind    Kind
		at      int
		message string
		hint    string
	}{
		{"SELEC 1", KindParser, 0, `syntax error at or near "SELEC"`, ""},
		{"SELECT 'é', 1 +", KindParser, 15, "syntax error at end of input", ""},
		{"", KindParser, -1, "there is no statement", ""},
		{"SELECT nope FROM range(3) t(name)", KindBinder, 7, `Referenced column "nope" not found in FROM clause!`, `Candidate bindings: "name"`},
		{"SELECT 'é', nope FROM range(3) t(i)", KindBinder, 13, `Referenced column "nope" not found in FROM clause!`, `Candidate bindings: "i"`},
		{"SELECT * FROM nope", KindCatalog, 14, "Table with name nope does not exist!", `Did you mean "pg_enum"?`},
		{"SELECT lowr('A')", KindCatalog, 7, "Scalar Function with name lowr does not exist!", `Did you mean "lower"?`},
		{"SELECT 'x'::INTEGER", KindConversion, 10, "Could not convert string 'x' to INT32", ""},
		{"SELECT 9223372036854775807 + 1", KindOutOfRange, -1, "Overflow in addition of INT64 (9223372036854775807 + 1)!", ""},
		{"SELECT error('boom: it''s')", KindInvalidInput, -1, "boom: it's", ""},
		{"FROM read_text('/etc/passwd')", KindPermission, 5, `Cannot access file "/etc/passwd" - file system operations are disabled by configuration`, ""},
		{"FROM read_csv('LAKE/none')", KindIO, 5, `No files found that match the pattern "LAKE/none"`, ""},
		{"DROP TABLE t", KindPermission, 0, "DROP is not allowed here", ""},
		{"EXPLAIN ANALYZE COPY (SELECT 1) TO 'x'", KindPermission, 16, "COPY is not allowed here", ""},
		{"SELECT 1; SELECT 2", KindPermission, 10, "only one statement is allowed here", ""},
		{"FROM enable_logging()", KindPermission, 5, "the function enable_logging is not allowed here", ""},
	} {
		replace := strings.NewReplacer("LAKE", lake)
		rows, err := all(t, c, replace.Replace(test.sql))
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%s: %v, %v", test.sql, rows, err)
			continue
		}
		if e.Kind != test.kind || e.Position != test.at || e.Message != replace.Replace(test.message) || e.Hint() != test.hint {
			t.Errorf("%s: %q at %d: %q, %q", test.sql, e.Kind, e.Position, e.Message, e.Hint())
		}
	}

	// What the reader of CSV has to say runs over twenty lines.
	rows, err := all(t, c, "FROM read_csv("+literal(lake+"/in.csv")+", auto_detect=false, header=false, columns={a: 'INTEGER', b: 'INTEGER'})")
	want := "CSV Error on Line: 1\nOriginal Line: 1\nExpected Number of Columns: 2 Found: 1 (" + lake + "/in.csv)"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, %v; want %s", rows, err, want)
	}
}

// Plain messages come only before errors are set to be JSON.
func TestPlainError(t *testing.T) {
	e := newError("Binder Error: no such \"thing\": x\n\nLINE 1: SELECT x\n               ^")
	if e.Kind != KindBinder || e.Message != `no such "thing": x` || e.Position != -1 {
		t.Errorf("got %#v", e)
	}
}
