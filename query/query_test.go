package query_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/catalog/crawl"
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/query"
)

// open crawls the lake in dir and opens an engine on it.
func open(t testing.TB, dir string) *query.Engine {
	t.Helper()
	e, err := query.Open(t.Context(), opened(t, dir))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

// opened crawls the lake in dir and returns what an engine on it needs.
func opened(t testing.TB, dir string) query.Options {
	t.Helper()
	ctx := t.Context()
	lake, err := datasets.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { lake.Close() })
	state := t.TempDir()
	c, err := catalog.Open(filepath.Join(state, "catalog.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	found, err := new(crawl.Crawler).Crawl(ctx, lake, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, left := range found.LeftOut {
		t.Logf("left out %s: %s", left.Path, left.Reason)
	}
	if _, err := c.Sync(ctx, crawl.DefaultDatabase, found.Tables, found.LeftOut, catalog.SyncOptions{}); err != nil {
		t.Fatal(err)
	}
	return query.Options{Lake: lake, Catalog: c, State: state}
}

// lake writes files, given as a path and a text each, into a new folder.
func lake(t testing.TB, files ...string) string {
	t.Helper()
	dir := t.TempDir()
	for i := 0; i < len(files); i += 2 {
		path := filepath.Join(dir, files[i])
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(files[i+1]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// answer returns the rows of a query as lines of values between bars, or the error.
func answer(ctx context.Context, e *query.Engine, sql string) string {
	return answerTo(ctx, e, query.Request{SQL: sql})
}

func answerTo(ctx context.Context, e *query.Engine, r query.Request) string {
	rows, err := e.Run(ctx, r)
	if err != nil {
		return err.Error()
	}
	defer rows.Close()
	var lines []string
	for row, err := range rows.All() {
		if err != nil {
			return err.Error()
		}
		values := make([]string, len(row))
		for i, v := range row {
			values[i] = fmt.Sprint(v)
			if v == nil {
				values[i] = "∅"
			}
		}
		lines = append(lines, strings.Join(values, "|"))
	}
	return strings.Join(lines, "\n")
}

// manyKeys returns the members of an object with so many keys that it is a map.
func manyKeys(n int) string {
	members := make([]string, n)
	for i := range members {
		members[i] = fmt.Sprintf(`"key%d":"x"`, i)
	}
	return strings.Join(members, ",")
}

// Each case is a lake, a query over it and the rows that it gives.
func TestRun(t *testing.T) {
	tests := []struct {
		name  string
		files []string
		sql   string
		want  string
	}{
		{"files of one table differ in the order and number of their columns",
			[]string{"t/a.csv", "id,name,price\n1,a,1.5\n", "t/b.csv", "price,id,name\n2,2,b\n", "t/c.csv", "id,name\n3,c\n"},
			"SELECT id, name, price FROM t ORDER BY id", "1|a|1.5\n2|b|2\n3|c|∅"},
		{"nothing between commas is null, quotes with nothing between are a text",
			[]string{"t.csv", "a,b\n1,\n2,\"\"\n3,x\n"},
			"SELECT a, b IS NULL, b FROM t ORDER BY a", "1|true|∅\n2|false|\n3|false|x"},
		{"numbers in one file and text in the other are text as it was written",
			[]string{"t/a.json", `{"v":1.10}` + "\n", "t/b.json", `{"v":"x"}` + "\n"},
			"SELECT v FROM t ORDER BY v", "1.10\nx"},
		{"integers and doubles of two files are doubles",
			[]string{"t/a.json", `{"v":1}` + "\n", "t/b.json", `{"v":2.5}` + "\n"},
			"SELECT sum(v) FROM t", "3.5"},
		{"keys of nested objects that only some files have",
			[]string{"t/a.json", `{"u":{"A":1}}` + "\n", "t/b.json", `{"u":{"a":2,"b":"x"}}` + "\n"},
			"SELECT u.a, u.b FROM t ORDER BY 1", "1|∅\n2|x"},
		{"objects of one file are a map in the other, with texts",
			[]string{"t/a.json", `{"u":{"a":1.10,"b":null}}` + "\n", "t/b.json", `{"u":{` + manyKeys(1100) + "}}\n"},
			"SELECT element_at(u, 'a'), cardinality(u) > 1000 FROM t ORDER BY 2", "1.10|false\n∅|true"},
		{"partitions in folder names, encoded, null, and typed",
			[]string{"t/k=a%2Fb/n=1/x.csv", "v,w\n1,1\n", "t/k=__HIVE_DEFAULT_PARTITION__/n=2/x.csv", "v,w\n2,2\n"},
			"SELECT k, n + 1, v FROM t ORDER BY v", "a/b|2|1\n∅|3|2"},
		{"folders without a name",
			[]string{"t/2024/01/a.csv", "v,w\n1,1\n", "t/2024/02/a.csv", "v,w\n2,1\n"},
			"SELECT year, month, v FROM t WHERE month = 2", "2024|2|2"},
		{"a partition that is also in the file is that of the folder",
			[]string{"t/k=1/x.csv", "k,v\n7,1\n", "t/k=2/x.csv", "k,v\n8,2\n"},
			"SELECT k, v FROM t ORDER BY v", "1|1\n2|2"},
		{"dates as people write them",
			[]string{"t.csv", "d,v\n31/12/2024,1\n01/02/2024,2\n"},
			"SELECT CAST(d AS VARCHAR), v FROM t ORDER BY v", "2024-12-31|1\n2024-02-01|2"},
		{"rows of different lengths",
			[]string{"t.csv", "a,b,c\n1,2,3\n4,5\n6,7,8,9\n10,11,12\n13,14,15\n"},
			"SELECT count(*), sum(a), count(c) FROM t", "5|34|4"},
		{"instants with a zone are those of UTC",
			[]string{"t.csv", "ts,b\n2024-03-01T10:00:00+02:00,1\n2024-03-01T10:00:00Z,2\n"},
			"SELECT CAST(ts AS VARCHAR) FROM t ORDER BY b", "2024-03-01 08:00:00.000\n2024-03-01 10:00:00.000"},
		{"spaces around values", []string{"t.csv", "ts,b,c\n 2024-03-01 10:00:00 , true ,1\n2024-03-01 11:00:00,false,2\n"},
			"SELECT CAST(ts AS VARCHAR), b FROM t ORDER BY c", "2024-03-01 10:00:00.000|true\n2024-03-01 11:00:00.000|false"},
		{"a number that somebody decided to be null",
			[]string{"t.csv", "k,v\n1,-999\n2, -999\n3,5\n", "tarn.yaml", "tables:\n  t:\n    columns:\n      v: {nulls: [\"-999\"]}\n"},
			"SELECT count(*), count(v), sum(v) FROM t", "3|1|5"},
		{"latin-1", []string{"t.csv", "n,v\ncaf\xe9,1\nna\xefve,2\n"},
			"SELECT n FROM t ORDER BY v", "café\nnaïve"},
		{"a return within quotes is no line end",
			[]string{"t.csv", "id,s,n\n1,\"a\rb\",2\n2,c,3\n"},
			"SELECT id, s = 'a' || chr(13) || 'b', n FROM t ORDER BY id", "1|true|2\n2|false|3"},
		{"a file in UTF-16 with one row",
			[]string{"t.csv", "\xff\xfei\x00d\x00,\x00a\x00\n\x000\x00,\x00\xe9\x00\n\x00"},
			"SELECT id, a FROM t", "0|é"},
		{"the database default, which DuckDB would not read",
			[]string{"t.csv", "a,b\n1,2\n"},
			"SELECT t.a FROM default.t JOIN \"default\".t u ON t.a = u.a", "1"},
		{"a WITH clause that has the name of a table",
			[]string{"t.csv", "a,b\n1,2\n"},
			"WITH t AS (SELECT a + 1 AS a FROM t) SELECT a FROM t", "2"},
		{"DuckDB's own forms",
			[]string{"t.csv", "a,b\n1,2\n3,4\n"},
			"FROM t SELECT * EXCLUDE (a) QUALIFY row_number() OVER (ORDER BY b) = 2", "4"},
		{"hostile names",
			[]string{"it's; drop table x/a'b\"c.csv", "a,b\n1,2\n", "it's; drop table x/new\nline.csv", "a,b\n3,4\n", "it's; drop table x/\u00e9[1]*.csv", "a,b\n5,6\n"},
			"SELECT sum(a) FROM it_s__drop_table_x", "9"},
		{"hostile columns",
			[]string{"t.csv", "\"a'; drop\",\"x\"\"y\",\n1,2,3\n"},
			"SELECT * FROM t", "1|2|3"},
		{"the tables there are", []string{"t.csv", "a,b\n1,2\n", "u.json", "{}"}, "SHOW TABLES", "t\nu"},
		{"an object without keys is a row", []string{"u.json", "{}\n{}\n"}, "SELECT count(*) FROM u", "2"},

		{"a pivot that finds its values by itself",
			[]string{"t.csv", "k,v\na,1\nb,2\na,3\n"},
			"PIVOT default.t ON k USING sum(v)", "4|2"},
		{"a pivot within a query, of a table named without a database",
			[]string{"t.csv", "k,v\na,1\nb,2\na,3\n"},
			"SELECT a + b FROM (PIVOT t ON k USING sum(v))", "6"},

		// What cannot be answered.
		{"a verb that is none", nil, "SELEC 1", "line 1:1: mismatched input 'SELEC'. Expecting: 'ALTER', 'ANALYZE', 'CALL', 'COMMENT', 'COMMIT', 'CREATE', 'DEALLOCATE', 'DELETE', 'DENY', 'DESC', 'DESCRIBE', 'DROP', 'EXECUTE', 'EXPLAIN', 'GRANT', 'INSERT', 'MERGE', 'PREPARE', 'REFRESH', 'RESET', 'REVOKE', 'ROLLBACK', 'SET', 'SHOW', 'START', 'TRUNCATE', 'UNLOAD', 'UPDATE', 'USE', <query>"},
		{"a verb that is DuckDB's and does more than read", nil, "COPY t TO 'x'", "line 1:1: COPY is not supported"},
		{"a statement that changes rows", []string{"t.csv", "a,b\n1,2\n"}, "DELETE FROM t", "NOT_SUPPORTED: line 1:1: Modifying Hive table rows is only supported for transactional tables"},
		{"no such table", nil, "SELECT * FROM nowhere", "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.default.nowhere' does not exist"},
		{"a file that is not of the lake", nil, "FROM read_text('/etc/passwd')", "line 1:6: /etc/passwd lies outside the lake"},
		{"no such column", []string{"t.csv", "a,b\n1,2\n"}, "SELECT\n  oops FROM default.t", "COLUMN_NOT_FOUND: line 2:3: Column 'oops' cannot be resolved or requester is not authorized to access requested resources"},
		{"two statements", nil, "SELECT 1; SELECT 2", "Only one sql statement is allowed. Got: SELECT 1; SELECT 2"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := open(t, lake(t, test.files...))
			if got := answer(t.Context(), e, test.sql); got != test.want {
				t.Errorf("%s: got\n%s\nwant\n%s", test.sql, got, test.want)
			}
		})
	}
}

// A table that is not there brings the name that may have been meant.
func TestAdvice(t *testing.T) {
	e := open(t, lake(t, "orders.csv", "a,b\n1,2\n"))
	_, err := e.Run(t.Context(), query.Request{SQL: "SELECT * FROM ordres"})
	var advisor interface{ Hint() string }
	if !errors.As(err, &advisor) || advisor.Hint() != "did you mean default.orders?" {
		t.Errorf("got %v", err)
	}
}

// Beyond a few dozen partitions their values come from the paths of the files.
func TestManyPartitions(t *testing.T) {
	var files []string
	for i := range 200 {
		files = append(files, fmt.Sprintf("t/k=v%%20%d/n=%d/x.csv", i, i%7), fmt.Sprintf("a,b\n%d,1\n", i))
	}
	e := open(t, lake(t, files...))
	if got := answer(t.Context(), e, "SELECT count(*), count(DISTINCT k), sum(n), min(k) FROM t"); got != "200|200|594|v 0" {
		t.Errorf("got %s", got)
	}
	if got := answer(t.Context(), e, "SELECT a FROM t WHERE k = 'v 77' AND n = 0"); got != "77" {
		t.Errorf("got %s, want 77", got)
	}
}

// Statements that do more than read are refused, and so is what lies outside.
func TestRefused(t *testing.T) {
	dir := lake(t, "t.csv", "a,b\n1,2\n")
	if err := os.Symlink("/etc/passwd", filepath.Join(dir, "link.csv")); err != nil {
		t.Fatal(err)
	}
	e := open(t, dir)
	for _, sql := range []string{
		"COPY (SELECT 1) TO '" + dir + "/t.csv'",
		"COPY (SELECT 1) TO '/tmp/outside.csv'",
		"ATTACH '" + dir + "/x.db'",
		"INSTALL httpfs", "LOAD httpfs", "SET threads = 1", "PRAGMA database_list", "CREATE TABLE x (a INT)",
		"EXPORT DATABASE '" + dir + "'", "CALL enable_logging()", "DROP VIEW t", "CREATE TABLE x AS FROM t",
		"WITH x AS (SELECT 1) DELETE FROM t", "SELECT * FROM enable_profiling()", "USE memory", "EXPLAIN ANALYZE COPY t TO 'x'",
		"SELECT * FROM read_text('/etc/passwd')", "FROM '/etc/passwd'", "SELECT * FROM glob('/etc/*')",
		"SELECT * FROM read_csv('" + dir + "/link.csv')",
	} {
		rows, err := e.Run(t.Context(), query.Request{SQL: sql})
		if err == nil {
			for _, fault := range rows.All() {
				err = fault
			}
			rows.Close()
		}
		if err == nil {
			t.Errorf("%s: no error", sql)
		}
	}
	if got := answer(t.Context(), e, "SELECT * FROM t"); got != "1|2" {
		t.Errorf("afterwards the table is %s", got)
	}
}

// A file can bring DuckDB down, and every statement after it. The engine opens
// another instance.
func TestFault(t *testing.T) {
	const fatal = "../../shared/data/parquet/duckdb/plaintext_footer_crypto_metadata.parquet"
	data, err := os.ReadFile(fatal)
	if err != nil {
		t.Skip("the file is not here: ", err)
	}
	dir := lake(t, "t.csv", "a,b\n1,2\n", "fatal.parquet", string(data))
	e := open(t, dir)
	if got := answer(t.Context(), e, "SELECT * FROM read_parquet('"+dir+"/fatal.parquet')"); !strings.Contains(got, "DuckDB has failed") && !strings.Contains(got, "ncrypt") {
		t.Errorf("got %s, want an error", got)
	}
	if got := answer(t.Context(), e, "SELECT * FROM t JOIN default.t u USING (a)"); got != "1|2|2" {
		t.Errorf("afterwards: got %s", got)
	}
}

func TestCancel(t *testing.T) {
	e := open(t, lake(t))
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	got := answer(ctx, e, "SELECT count(*) FROM range(100000) a, range(100000) b, range(1000) c WHERE a.range + b.range = c.range * 7")
	if got != context.DeadlineExceeded.Error() {
		t.Errorf("got %s", got)
	}
}

// What Parquet cannot hold as it is comes out as what it can.
func TestExport(t *testing.T) {
	e := open(t, lake(t, "t.csv", "a,b\n1,x\n2,\n"))
	path := filepath.Join(t.TempDir(), "out.parquet")
	n, err := e.Export(t.Context(), query.Request{SQL: "SELECT sum(a) AS total, count(b) AS n, max(TIMESTAMP '2020-01-02 03:04:05 Europe/Paris') AS at FROM t"}, path)
	if err != nil || n != 1 {
		t.Fatalf("got %d rows, %v", n, err)
	}
	again := open(t, filepath.Dir(path))
	if got := answer(t.Context(), again, "SELECT total, n, typeof(total), at FROM out"); got != "3|1|bigint|2020-01-02 03:04:05 Europe/Paris" {
		t.Errorf("got %s", got)
	}
}

// A Parquet file may be damaged where no footer tells of it. The error says which
// file it is, and without that file the others can be read.
func TestDamagedPages(t *testing.T) {
	dir := t.TempDir()
	writer := open(t, lake(t))
	for _, name := range []string{"a.parquet", "b.parquet"} {
		path := filepath.Join(dir, "t", name)
		os.MkdirAll(filepath.Dir(path), 0o755)
		if _, err := writer.Export(t.Context(), query.Request{SQL: "SELECT range AS a, 'text ' || range AS b FROM range(10000)"}, path); err != nil {
			t.Fatal(err)
		}
	}
	whole, err := os.ReadFile(filepath.Join(dir, "t", "b.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	request := query.Request{SQL: "SELECT sum(a), max(b) FROM t"}
	tests := []struct {
		name  string
		at    int
		bytes string
	}{
		{"in pages", len(whole) / 5, strings.Repeat("\xff", len(whole)/2)},
		{"in the header of a page", 4, strings.Repeat("\xff", 40)},
		{"zeros in the header of a page", 4, strings.Repeat("\x00", 8)},
	}
	for _, test := range tests {
		data := []byte(string(whole))
		copy(data[test.at:], test.bytes)
		write(t, dir, "t/b.parquet", string(data))
		e := open(t, dir)
		_, err = e.Export(t.Context(), request, filepath.Join(t.TempDir(), "out.parquet"))
		for _, err := range []error{err, runAll(t.Context(), e, request)} {
			var advisor interface{ Hint() string }
			if err == nil || !strings.HasPrefix(err.Error(), "t/b.parquet is damaged: ") || !errors.As(err, &advisor) || !strings.Contains(advisor.Hint(), "exclude") {
				t.Errorf("%s: got %v", test.name, err)
			}
		}
	}
	write(t, dir, "tarn.yaml", "exclude: [t/b.parquet]\n")
	if got := answer(t.Context(), open(t, dir), "SELECT count(b) FROM t"); got != "10000" {
		t.Errorf("without it: got %s", got)
	}
}

// Real files with damaged pages, of which DuckDB does not say the name.
func TestDamagedFiles(t *testing.T) {
	for _, name := range []string{"broken-arrow.parquet", "broken_arrow.parquet"} {
		data, err := os.ReadFile("../../shared/data/parquet/duckdb/" + name)
		if err != nil {
			continue
		}
		dir := lake(t, "t/x.parquet", string(data))
		err = runAll(t.Context(), open(t, dir), query.Request{SQL: "SELECT count(COLUMNS(*)) FROM t"})
		if err == nil || !strings.HasPrefix(err.Error(), "t/x.parquet is damaged: ") {
			t.Errorf("%s: got %v", name, err)
		}
		return
	}
	t.Skip("no such file in ../../shared/data/parquet")
}

// runAll runs a request to its end.
func runAll(ctx context.Context, e *query.Engine, r query.Request) error {
	rows, err := e.Run(ctx, r)
	if err != nil {
		return err
	}
	defer rows.Close()
	for _, err := range rows.All() {
		if err != nil {
			return err
		}
	}
	return nil
}

// Crawls and queries at once, in one lake: no error, and no row too few or too many.
func TestAtOnce(t *testing.T) {
	files := []string{"t/0.csv", "a,b\n1,2\n"}
	for i := range 30 {
		files = append(files, fmt.Sprintf("u/%d.csv", i), fmt.Sprintf("a,b\n%d,1\n", i), fmt.Sprintf("w/k=%d/x.json", i), fmt.Sprintf("{\"a\":%d}\n", i))
	}
	dir := lake(t, files...)
	ctx := t.Context()
	l, err := datasets.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	state := t.TempDir()
	if err := crawlInto(ctx, l, state); err != nil {
		t.Fatal(err)
	}
	var group errgroup.Group
	for range 2 {
		group.Go(func() error {
			for range 5 {
				if err := crawlInto(ctx, l, state); err != nil {
					return err
				}
			}
			return nil
		})
	}
	for range 10 {
		group.Go(func() error {
			c, err := catalog.Open(filepath.Join(state, "catalog.db"))
			if err != nil {
				return err
			}
			defer c.Close()
			e, err := query.Open(ctx, query.Options{Lake: l, Catalog: c, State: state})
			if err != nil {
				return err
			}
			defer e.Close()
			for range 5 {
				got := answer(ctx, e, "SELECT (SELECT count(*) FROM t), (SELECT sum(a) FROM u), (SELECT sum(k + a) FROM default.w)")
				if got != "1|435|870" {
					return fmt.Errorf("got %s", got)
				}
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		t.Error(err)
	}
}

func crawlInto(ctx context.Context, l *datasets.Lake, state string) error {
	c, err := catalog.Open(filepath.Join(state, "catalog.db"))
	if err != nil {
		return err
	}
	defer c.Close()
	found, err := (&crawl.Crawler{Full: true}).Crawl(ctx, l, nil)
	if err != nil {
		return err
	}
	_, err = c.Sync(ctx, crawl.DefaultDatabase, found.Tables, found.LeftOut, catalog.SyncOptions{})
	return err
}
