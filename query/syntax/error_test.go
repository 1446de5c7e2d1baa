package syntax

import (
	"fmt"
	"strings"
	"testing"
)

// startOfStatement is what Athena expects of the first word.
const startOfStatement = "'ALTER', 'ANALYZE', 'CALL', 'COMMENT', 'COMMIT', 'CREATE', 'DEALLOCATE', 'DELETE', 'DENY', " +
	"'DESC', 'DESCRIBE', 'DROP', 'EXECUTE', 'EXPLAIN', 'GRANT', 'INSERT', 'MERGE', 'PREPARE', 'REFRESH', 'RESET', " +
	"'REVOKE', 'ROLLBACK', 'SET', 'SHOW', 'START', 'TRUNCATE', 'UNLOAD', 'UPDATE', 'USE', <query>"

// The texts are those that Trino's own tests expect of its parser, and a few
// measured on Athena, with the words of the grammar since then.
func TestErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "1:1: mismatched input '<EOF>'. Expecting: " + startOfStatement},
		{"@select", "1:1: mismatched input '@'. Expecting: " + startOfStatement},
		{"SELEC 1", "1:1: mismatched input 'SELEC'. Expecting: " + startOfStatement},
		{"/* c SELECT 1", "1:1: mismatched input '/'. Expecting: " + startOfStatement},
		{"select ", "1:8: mismatched input '<EOF>'. Expecting: '*', 'ALL', 'DISTINCT', <expression>"},
		{"SELECT;", "1:7: mismatched input '<EOF>'. Expecting: '*', 'ALL', 'DISTINCT', <expression>"},
		{"SELECT 1 +;", "1:11: mismatched input '<EOF>'. Expecting: <expression>"},
		{"select foo.!", "1:12: mismatched input '!'. Expecting: '*', <identifier>"},
		{"select * from foo where @what", "1:25: mismatched input '@'. Expecting: <expression>"},
		{"select *\nfrom x\nwhere from", "3:7: mismatched input 'from'. Expecting: <expression>"},
		{"SELECT a AS z FROM t WHERE x = 1 + ", "1:36: mismatched input '<EOF>'. Expecting: <expression>"},
		{"SELECT a FROM x ORDER BY (SELECT b FROM t WHERE ", "1:49: mismatched input '<EOF>'. Expecting: <expression>"},
		{"select fuu from dual order by fuu order by fuu", "1:35: mismatched input 'order'. Expecting: '%', '*', '+', ',', '-', '.', '/', 'AND', 'ASC', 'AT', 'DESC', 'FETCH', 'LIMIT', 'NULLS', 'OFFSET', 'OR', '[', '||', <EOF>, <predicate>"},
		{"select fuu from dual limit 10 order by fuu", "1:31: mismatched input 'order'. Expecting: <EOF>"},
		{"SELECT a AS z FROM t GROUP BY CUBE (a), ", "1:41: mismatched input '<EOF>'. Expecting: '(', 'CUBE', 'GROUPING', 'ROLLUP', <expression>"},

		// What may be in FROM.
		{"select * from 'oops", "1:15: mismatched input '''. Expecting: '(', 'LATERAL', 'TABLE', 'UNNEST', <identifier>"},
		{"select * from  ", "1:16: mismatched input '<EOF>'. Expecting: '(', 'LATERAL', 'TABLE', 'UNNEST', <identifier>"},
		{"SELECT * FROM ( ", "1:17: mismatched input '<EOF>'. Expecting: '(', 'LATERAL', 'TABLE', 'UNNEST', <identifier>, <query>"},
		{"select *\nfrom x\nfrom", "3:1: mismatched input 'from'. Expecting: ',', '.', 'AS', 'CROSS', 'EXCEPT', 'FETCH', 'FOR', 'FULL', 'GROUP', 'HAVING', 'INNER', 'INTERSECT', 'JOIN', 'LEFT', 'LIMIT', 'MATCH_RECOGNIZE', 'NATURAL', 'OFFSET', 'ORDER', 'RIGHT', 'TABLESAMPLE', 'UNION', 'WHERE', 'WINDOW', <EOF>, <identifier>"},
		{"SELECT * FROM t t x", "1:19: mismatched input 'x'. Expecting: '(', ',', 'CROSS', 'EXCEPT', 'FETCH', 'FULL', 'GROUP', 'HAVING', 'INNER', 'INTERSECT', 'JOIN', 'LEFT', 'LIMIT', 'MATCH_RECOGNIZE', 'NATURAL', 'OFFSET', 'ORDER', 'RIGHT', 'TABLESAMPLE', 'UNION', 'WHERE', 'WINDOW', <EOF>"},
		{"SELECT a FROM a AS x TABLESAMPLE x ", "1:34: mismatched input 'x'. Expecting: 'BERNOULLI', 'SYSTEM'"},
		{"SELECT * FROM t WHERE EXISTS (", "1:31: mismatched input '<EOF>'. Expecting: <query>"},

		// Calls and forms.
		{"select foo(,1)", "1:12: mismatched input ','. Expecting: ')', '*', 'ALL', 'DISTINCT', 'ORDER', <expression>"},
		{"select foo(DISTINCT ,1)", "1:21: mismatched input ','. Expecting: <expression>"},
		{"SELECT grouping(a+2) FROM (VALUES (1)) AS t (a) GROUP BY a+2", "1:18: mismatched input '+'. Expecting: ')', ',', '.'"},
		{"SELECT x() over (ROWS select) FROM t", "1:23: mismatched input 'select'. Expecting: 'BETWEEN', 'CURRENT', 'UNBOUNDED', <expression>"},
		{"SELECT foo(*) filter (", "1:23: mismatched input '<EOF>'. Expecting: 'WHERE'"},
		{"SELECT CAST(a AS )", "1:18: mismatched input ')'. Expecting: <type>"},
		{"SELECT CAST(a AS decimal()", "1:26: mismatched input ')'. Expecting: <integer>, <type>"},
		{"SELECT listagg(v) FROM (VALUES 'a') t(v)", "1:19: mismatched input 'FROM'. Expecting: 'WITHIN'"},
		{"SELECT listagg(v, ',', '...') WITHIN GROUP (ORDER BY v)FROM (VALUES 'a') t(v)", "1:22: mismatched input ','. Expecting: ')', 'ON'"},
		{"SELECT listagg(v, ',' ON OVERFLOW COLLAPSE) WITHIN GROUP (ORDER BY v)", "1:35: mismatched input 'COLLAPSE'. Expecting: 'ERROR', 'TRUNCATE'"},
		{"SELECT LISTAGG(v, 123) WITHIN GROUP (ORDER BY v)", "1:19: mismatched input '123'. Expecting: <string>"},
		{"SELECT LISTAGG(v, ',' ON OVERFLOW TRUNCATE 1234567890 WITHOUT COUNT)", "1:44: mismatched input '1234567890'. Expecting: 'WITH', 'WITHOUT', <string>"},

		// Statements, of which some are not read but known.
		{"CREATE )", "1:8: mismatched input ')'. Expecting: 'MATERIALIZED', 'MULTI', 'OR', 'PROTECTED', 'ROLE', 'SCHEMA', 'TABLE', 'VIEW'"},
		{"CREATE TABLE ) AS (VALUES 1)", "1:14: mismatched input ')'. Expecting: 'IF', <identifier>"},
		{"CREATE TABLE foo ", "1:18: mismatched input '<EOF>'. Expecting: '(', '.', 'AS', 'COMMENT', 'WITH'"},
		{"CREATE TABLE foo (*) AS (VALUES 1)", "1:19: mismatched input '*'. Expecting: 'LIKE', <identifier>"},
		{"CREATE TABLE t (x bigint) COMMENT ", "1:35: mismatched input '<EOF>'. Expecting: <string>"},
		{"SHOW TABLES IN a LIKE '%$_%' ESCAPE", "1:36: mismatched input '<EOF>'. Expecting: <string>"},

		// Statements that are right, but not read.
		{"ALTER TABLE t ADD COLUMN c int", "1:1: Queries of this type are not supported"},
		{"CREATE TABLE t (a int) WITH (format = 'ORC')", "1:1: Queries of this type are not supported"},
		{"MERGE INTO t USING u ON a = b WHEN MATCHED THEN DELETE", "1:1: Queries of this type are not supported"},

		// What is told otherwise.
		{"select * from `foo`", "1:15: backquoted identifiers are not supported; use double quotes to quote identifiers"},
		{"select * from foo `bar`", "1:19: backquoted identifiers are not supported; use double quotes to quote identifiers"},
		{"select 1x from dual", "1:8: identifiers must not start with a digit; surround the identifier with double quotes"},
		{`SELECT a FROM ""`, "1:15: Zero-length delimited identifier not allowed"},
		{"SELECT X'123'", "1:8: Binary literal must contain an even number of digits"},
		{"SELECT X'1g'", "1:8: Binary literal can only contain hexadecimal digits"},
		{`SELECT U&'\00'`, "1:8: Incomplete escape sequence: 00"},
		{`SELECT U&'\xyz0'`, "1:8: Invalid hexadecimal digit: xyz0"},
		{`SELECT U&'\D800'`, "1:8: Invalid escaped character: D800. Escaped character is a surrogate. Use '\\+123456' instead."},
	} {
		if got := failure(c.text); got != c.want {
			t.Errorf("%q\n got %s\nwant %s", c.text, got, c.want)
		}
	}
}

// failure returns the error of a text as Athena has it, but for the word line.
func failure(text string) string {
	_, err := Parse(text)
	if err == nil {
		return "read"
	}
	line, column := PlaceOf(text, err.(*Error).Pos)
	return fmt.Sprintf("%d:%d: %v", line, column, err)
}

// What Athena itself was measured to expect.
func TestAthenaErrors(t *testing.T) {
	type one struct {
		SQL      string `json:"sql"`
		Message  string `json:"message"`
		Prefix   bool   `json:"message_is_prefix"`
		Fragment bool   `json:"message_is_fragment"`
	}
	// Its parser forgets part of what is expected here.
	forgotten := []string{`n struct<"f":int>`, "ADD COLUMNS"}
	for _, c := range readLines[one](t, "../../../shared/data/athena-wire/errors.jsonl") {
		known := strings.Contains(c.Message, ". Expecting: ") && !c.Fragment
		for _, f := range forgotten {
			known = known && !strings.Contains(c.SQL, f)
		}
		if !known {
			continue
		}
		got := "line " + failure(c.SQL)
		if got != c.Message && !(c.Prefix && strings.HasPrefix(got, c.Message)) {
			t.Errorf("%q\n got %s\nwant %s", c.SQL, got, c.Message)
		}
	}
}

// The grammar of the messages has every statement that the parser reads.
func TestGrammarHasWhatIsRead(t *testing.T) {
	type one struct {
		SQL string `json:"sql"`
	}
	for _, c := range readLines[one](t, sqlData+"trino-cases.jsonl") {
		if _, err := Parse(c.SQL); err != nil || isExtension(c.SQL) {
			continue
		}
		if e := explain(c.SQL, scan(c.SQL), 0, "single"); e.Message != "Queries of this type are not supported" {
			t.Errorf("%s\n%d: %v", c.SQL, e.Pos, e)
		}
	}
}

// isExtension reports whether a statement has what only newer Trinos have.
func isExtension(sql string) bool {
	for _, part := range []string{"OVERLAPS", "UNIQUE", "OVERLAY", "IS TRUE", "IS FALSE", "IS NOT TRUE", "IS NOT FALSE", "UNKNOWN",
		"SYMMETRIC", "WHEN >", "WHEN <", "WHEN =", "WHEN BETWEEN", "WHEN IN", "WHEN IS", "WHEN NOT", "WHEN LIKE", ").", "'.", ") OVER W\n", "NEAREST (", "CORRESPONDING"} {
		if strings.Contains(strings.ToUpper(sql), part) {
			return true
		}
	}
	return false
}
