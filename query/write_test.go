package query_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tarnlake/tarn/query"
)

// A step is a statement and its rows, or its error. A * at the end stands for the rest.
type step struct{ sql, want string }

func (s step) is(got string) bool {
	begin, open := strings.CutSuffix(s.want, "*")
	return got == s.want || open && strings.HasPrefix(got, begin)
}

// tell runs the steps of a story one after the other.
func tell(t *testing.T, e *query.Engine, story []step) {
	t.Helper()
	for _, s := range story {
		if got := answer(t.Context(), e, s.sql); !s.is(got) {
			t.Errorf("%s: got\n%s\nwant\n%s", s.sql, got, s.want)
		}
	}
}

// everything has a value of each type that tables have, and a row of nulls.
const everything = `SELECT * FROM (VALUES
	(1, true, CAST(2 AS tinyint), CAST(3 AS bigint), 1.5, REAL '2.5', DECIMAL '12.340', 'text', CAST('ab' AS char(4)), X'00ff', DATE '2020-02-29',
		TIMESTAMP '2020-01-02 03:04:05.678', ARRAY[1, NULL, 3], MAP(ARRAY['k', 'l'], ARRAY[1, 2]), CAST(ROW(7, 'x') AS row(n integer, s varchar))),
	(2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
) AS t (id, b, ti, big, d, r, dec, s, c, bin, day, ts, a, m, st)`

// What is written in a format is what is read, with the types that it had.
func TestCreateTableAs(t *testing.T) {
	for _, with := range []string{
		"", "WITH (format = 'PARQUET', write_compression = 'ZSTD', compression_level = 5)", "WITH (format = 'JSON')",
		"WITH (format = 'TEXTFILE', write_compression = 'NONE')", "WITH (format = 'TEXTFILE', field_delimiter = '|')",
	} {
		e := open(t, lake(t))
		tell(t, e, []step{
			{"CREATE TABLE made " + with + " AS " + everything, "2"},
			{"SELECT count(*) FROM made", "2"},
			{"SELECT id, b, ti, big, d, r, dec, s, c, to_hex(bin), day = DATE '2020-02-29', CAST(ts AS varchar) FROM made ORDER BY id",
				"1|true|2|3|1.5|2.5|12.340|text|ab|00FF|true|2020-01-02 03:04:05.678\n2|∅|∅|∅|∅|∅|∅|∅|∅|∅|∅|∅"},
			{"SELECT a[1], a[2], cardinality(a), m['k'], m['l'], st.n, st.s FROM made WHERE id = 1", "1|∅|3|1|2|7|x"},
			{"SELECT typeof(id), typeof(dec), typeof(c), typeof(ts), typeof(a), typeof(m), typeof(st) FROM made WHERE id = 1",
				"integer|decimal(5,3)|char(4)|timestamp(3)|array(integer)|map(varchar(1), integer)|row(n integer, s varchar)"},
		})
	}
}

// Numbers that are none, and parts of nested values.
func TestCreateTableAsNested(t *testing.T) {
	for _, format := range []string{"PARQUET", "JSON", "TEXTFILE"} {
		e := open(t, lake(t))
		tell(t, e, []step{
			{"CREATE TABLE made WITH (format = '" + format + "') AS SELECT nan() AS a, -infinity() AS b, ARRAY[nan(), 1.5, NULL] AS c," +
				" MAP(ARRAY['k'], ARRAY[ARRAY[1, 2]]) AS m, ARRAY[CAST(ROW(1, 'x', 2.5) AS row(p integer, \"Q\" varchar, r double))] AS s", "1"},
			{"SELECT CAST(a AS varchar), CAST(b AS varchar), CAST(c[1] AS varchar), c[2], c[3], m['k'][2], s[1].p, s[1].q, s[1].r FROM made", "NaN|-Infinity|NaN|1.5|∅|2|1|x|2.5"},
		})
	}
}

// The folder of a table, its partitions, and what is refused.
func TestCreateTableAsProperties(t *testing.T) {
	dir := lake(t, "t.csv", "a,b\n1,x\n2,y\n3,\n", "full/x.csv", "a,b\n1,2\n")
	e := open(t, dir)
	here := "s3://" + filepath.Base(dir)
	tell(t, e, []step{
		{"CREATE TABLE p WITH (partitioned_by = ARRAY['b'], external_location = '" + here + "/out/p/') AS SELECT a, b FROM t", "3"},
		{"SELECT a, b FROM p ORDER BY a", "1|x\n2|y\n3|∅"},
		{"SELECT a FROM p WHERE b = 'y'", "2"},
		{`SELECT b FROM "p$partitions" ORDER BY b`, "x\ny\n∅"},
		{"SHOW PARTITIONS p", "b=x\nb=y\nb=__HIVE_DEFAULT_PARTITION__"},
		{"CREATE TABLE p AS SELECT 1 AS n", "TABLE_ALREADY_EXISTS: line 1:1: Table 'awsdatacatalog.default.p' already exists"},
		{"CREATE TABLE IF NOT EXISTS p AS SELECT 1 AS n", "0"},
		{"CREATE TABLE none AS SELECT a FROM t WHERE false", "0"},
		{"SELECT count(*), max(a) FROM none", "0|∅"},
		{"CREATE TABLE nodata AS SELECT a FROM t WITH NO DATA", "0"},
		{"SELECT count(*) FROM nodata", "0"},
		{"CREATE TABLE x AS VALUES 1", "MISSING_COLUMN_NAME: line 1:1: Column name not specified at position 1"},
		{"CREATE TABLE x AS SELECT TIME '01:02:03.000' AS c", "NOT_SUPPORTED: Unsupported Hive type: time(3)"},
		{"CREATE TABLE x AS SELECT TIMESTAMP '2026-01-01 00:00:00 UTC' AS c", "NOT_SUPPORTED: Unsupported Hive type: timestamp(0) with time zone"},
		{"CREATE TABLE x AS SELECT JSON '{\"a\":1}' AS c", "NOT_SUPPORTED: Unsupported Hive type: json"},
		{"CREATE TABLE x AS SELECT INTERVAL '1' DAY AS c", "NOT_SUPPORTED: Unsupported Hive type: interval day to second"},
		{"CREATE TABLE x AS SELECT CAST('x' AS integer) AS n", "INVALID_CAST_ARGUMENT: Cannot cast 'x' to INT*"},
		{"CREATE TABLE missing.x AS SELECT 1 AS n", "SCHEMA_NOT_FOUND: line 1:1: Schema missing does not exist"},
		{"CREATE TABLE x WITH (external_location = '" + here + "/full/') AS SELECT 1 AS n", "HIVE_PATH_ALREADY_EXISTS: Target directory for table already exists: " + here + "/full"},
		{"CREATE TABLE x WITH (external_location = 's3://elsewhere/x/') AS SELECT 1 AS n", "The location s3://elsewhere/x/ is outside the lake"},
		{"CREATE TABLE x WITH (format = 'ORC') AS SELECT 1 AS n", "NOT_SUPPORTED: line 1:1: the format ORC is not supported"},
		{"CREATE TABLE x WITH (bucketed_by = ARRAY['n'], bucket_count = 3) AS SELECT 1 AS n", "NOT_SUPPORTED: line 1:1: the property bucketed_by is not supported"},
		{"CREATE TABLE x WITH (partitioned_by = ARRAY['a']) AS SELECT a, b FROM t", "HIVE_COLUMN_ORDER_MISMATCH: *"},
		{"CREATE TABLE x WITH (partitioned_by = ARRAY['n']) AS SELECT 1 AS one, n FROM UNNEST(sequence(1, 101)) AS u (n)", "HIVE_TOO_MANY_OPEN_PARTITIONS: Exceeded limit of 100 open writers for partitions/buckets"},
		{"CREATE TABLE x WITH (format = 'JSON') AS SELECT ARRAY[X'00'] AS a", "NOT_SUPPORTED: a of the type array<binary> in the format JSON is not supported"},
		{"CREATE TABLE x WITH (format = 'TEXTFILE') AS SELECT 'two' || chr(10) || 'lines' AS s", "HIVE_WRITER_DATA_ERROR: *"},
		{"SHOW TABLES 'x'", ""},
	})
	if left, _ := filepath.Glob(filepath.Join(dir, "x*")); len(left) > 0 {
		t.Errorf("statements that failed left %v", left)
	}
}

// Rows that are added are there at once, in each kind of table.
func TestInsert(t *testing.T) {
	dir := lake(t, "csv/k=1/a.csv", "id,name,price\n1,tea,3.25\n2,,4\n", "json/a.json", `{"id":1,"name":"tea","price":3.25}`+"\n"+`{"id":2,"price":4}`+"\n", "one.csv", "a,b\n1,2\n")
	e := open(t, dir)
	tell(t, e, []step{
		{"INSERT INTO csv VALUES (3, 'coffee', 5.5, 2), (4, '', NULL, 1)", "2"},
		{"SELECT id, name, price, k FROM csv ORDER BY id", "1|tea|3.25|1\n2|∅|4|1\n3|coffee|5.5|2\n4||∅|1"},
		{"INSERT INTO json (price, id) SELECT price + 1, 3 FROM json WHERE id = 1", "1"},
		{"SELECT id, name, price FROM json ORDER BY id", "1|tea|3.25\n2|∅|4\n3|∅|4.25"},
		{"INSERT INTO one VALUES (3, 4)", "NOT_SUPPORTED: line 1:1: Inserting into default.one is not supported: it is one file, one.csv"},

		{"CREATE EXTERNAL TABLE made (n int, s varchar(3)) PARTITIONED BY (day date) STORED AS PARQUET LOCATION 's3://" + filepath.Base(dir) + "/made/'", ""},
		{"INSERT INTO made VALUES (1, 'a', DATE '2020-01-01'), (2, 'b', DATE '2020-01-02'), (3, 'c ', DATE '2020-01-01')", "3"},
		{"SELECT n, s, CAST(day AS varchar) FROM made ORDER BY n", "1|a|2020-01-01\n2|b|2020-01-02\n3|c |2020-01-01"},
		{"SHOW PARTITIONS made", "day=2020-01-01\nday=2020-01-02"},
		{"INSERT INTO made SELECT 4, 'd', DATE '2020-01-01'", "1"},
		{"SELECT count(*) FROM made WHERE day = DATE '2020-01-01'", "3"},
		{"INSERT INTO made SELECT 1, 'long', DATE '2020-01-01'", "INVALID_CAST_ARGUMENT: Cannot truncate non-space characters when casting to varchar(3) on INSERT"},
		{"INSERT INTO made VALUES ('abc')", "TYPE_MISMATCH: line 1:1: Insert query has mismatched column types: Table: [integer, varchar(3), date], Query: [varchar(3)]"},
		{"INSERT INTO made VALUES ('x', 'a', DATE '2020-01-01')", "TYPE_MISMATCH: line 1:1: Insert query has mismatched column types: Table: [integer, varchar(3), date], Query: [varchar(1), varchar(1), date]"},
		{"INSERT INTO made (nope) VALUES (1)", "COLUMN_NOT_FOUND: line 1:1: Insert column name does not exist in target table: nope"},
		{"INSERT INTO nowhere VALUES (1)", "TABLE_NOT_FOUND: line 1:1: Table 'awsdatacatalog.default.nowhere' does not exist"},
		{"INSERT INTO made SELECT n, s, day FROM made WHERE n = 1", "1"},
		{"SELECT count(*) FROM made", "5"},
	})
}

func TestUnload(t *testing.T) {
	dir := lake(t, "t.csv", "a,b\n1,x\n2,y\n")
	e := open(t, dir)
	to := "s3://" + filepath.Base(dir)
	tell(t, e, []step{
		{"UNLOAD (SELECT * FROM t) TO '" + to + "/json/' WITH (format = 'JSON', compression = 'none')", "2"},
		{"UNLOAD (SELECT * FROM t) TO '" + to + "/json/' WITH (format = 'JSON')", "HIVE_PATH_ALREADY_EXISTS: *"},
		{"UNLOAD (SELECT * FROM t) TO '" + to + "/csv/' WITH (format = 'TEXTFILE', field_delimiter = ',', compression = 'none', partitioned_by = ARRAY['b'])", "2"},
		{"UNLOAD (SELECT * FROM t) TO '" + to + "/none/'", "INVALID_TABLE_PROPERTY: line 1:1: The property format is required"},
	})
	var texts []string
	for _, pattern := range []string{"json/*", "csv/b=x/*", "csv/b=y/*"} {
		paths, _ := filepath.Glob(filepath.Join(dir, pattern))
		for _, path := range paths {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			texts = append(texts, string(text))
		}
	}
	if want := []string{"{\"a\":1,\"b\":\"x\"}\n{\"a\":2,\"b\":\"y\"}\n", "1\n", "2\n"}; !slices.Equal(texts, want) {
		t.Errorf("got %q, want %q", texts, want)
	}
}

func TestViews(t *testing.T) {
	e := open(t, lake(t, "t.csv", "a,b\n1,x\n2,y\n"))
	tell(t, e, []step{
		{"CREATE VIEW v AS SELECT a * 2 AS double_a, b FROM t", ""},
		{"SELECT * FROM v WHERE double_a > 2", "4|y"},
		{"FROM v SELECT double_a QUALIFY row_number() OVER (ORDER BY b) = 1", "2"},
		{"CREATE VIEW v AS SELECT 1 AS n", "TABLE_ALREADY_EXISTS: line 1:1: View already exists: 'awsdatacatalog.default.v'"},
		{"CREATE OR REPLACE VIEW v AS SELECT a, TIMESTAMP '2020-01-01 00:00:00 Europe/Paris' AS at FROM t", ""},
		{"SELECT count(*), CAST(max(at) AS varchar) FROM v", "2|2020-01-01 00:00:00 Europe/Paris"},
		{"CREATE VIEW w AS SELECT x.a FROM v x JOIN t ON x.a = t.a", ""},
		{"SELECT sum(a) FROM w", "3"},
		{"CREATE VIEW u AS SELECT nope FROM t", "COLUMN_NOT_FOUND: line 1:25: *"},
		{"SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = 'default' ORDER BY 1", "t|BASE TABLE\nv|VIEW\nw|VIEW"},
		{"SELECT column_name, ordinal_position, data_type FROM information_schema.columns WHERE table_name = 'v' ORDER BY 2", "a|1|bigint\nat|2|timestamp(0) with time zone"},
		{"SELECT table_name FROM information_schema.views ORDER BY 1", "v\nw"},
		{"SELECT schema_name FROM information_schema.schemata ORDER BY 1", "default\ninformation_schema"},
		{"DROP VIEW v", ""},
		{"SELECT * FROM w", "INVALID_VIEW: line 1:15: *"},
	})
}

func TestPrepare(t *testing.T) {
	e := open(t, lake(t, "t.csv", "a,b\n1,x\n2,y\n"))
	tell(t, e, []step{
		{"PREPARE one FROM SELECT b FROM t WHERE a = ?", ""},
		{"EXECUTE one USING 2", "y"},
		{"EXECUTE one USING 1 + 0", "x"},
		{"EXECUTE one", "INVALID_PARAMETER_USAGE: line 1:1: Incorrect number of parameters: expected 1 but found 0"},
		{"PREPARE one FROM SELECT 1", "PreparedStatement one already exists in WorkGroup primary"},
		{"EXECUTE two", "PreparedStatement two was not found in workGroup primary"},
		{"DEALLOCATE PREPARE one", ""},
		{"EXECUTE one USING 1", "PreparedStatement one was not found in workGroup primary"},
		{"EXECUTE IMMEDIATE 'SELECT ? || ''!''' USING 'a'", "a!"},
		{"PREPARE add FROM INSERT INTO made SELECT ?, ?", ""},
		{"CREATE TABLE made AS SELECT 1 AS n, CAST('x' AS varchar) AS s", "1"},
		{"EXECUTE add USING 2, 'y'", "1"},
		{"SELECT n, s FROM made ORDER BY n", "1|x\n2|y"},
	})
}

// What Athena said of values, in ../../shared/data/athena-wire/parameters.jsonl.
func TestParameters(t *testing.T) {
	e := open(t, lake(t))
	for _, test := range []struct {
		sql    string
		values []string
		want   string
	}{
		{"SELECT ? AS v", []string{"'abc'"}, "abc"},
		{"SELECT ? AS v", []string{"1 + 1"}, "2"},
		{"SELECT ? AS v", []string{"it's"}, "it's"},
		{"SELECT ? AS v", []string{"123e4567-e89b-12d3-a456-426614174000"}, "123e4567-e89b-12d3-a456-426614174000"},
		{"SELECT ? AS v", []string{"abc"}, "abc"},
		{"SELECT ? AS v", []string{"x + 1"}, "x + 1"},
		{"SELECT ? AS v", []string{"t.x"}, "t.x"},
		{"SELECT ? AS v", []string{"NULL"}, "∅"},
		{"SELECT ? AS v", []string{"abc def"}, "abc def"},
		{"SELECT ? AS v", []string{"nosuchfunc(1)"}, "FUNCTION_NOT_FOUND: line 1:1: *"},
		{"SELECT ? AS v", []string{"1 OR 1=1"}, "TYPE_MISMATCH: *"},
		{"SELECT 1", []string{"1"}, "1"},
		{"SELECT ? AS a", []string{"1", "2"}, "INVALID_PARAMETER_USAGE: line 1:1: Incorrect number of parameters: expected 1 but found 2"},
		{"SELECT ? AS a", nil, "INVALID_PARAMETER_USAGE: line 1:1: Incorrect number of parameters: expected 1 but found 0"},
		{"SELECT ?;", []string{"1"}, "1"},
		{"SELECT n FROM (VALUES 1, 2, 3) AS t (n) ORDER BY n LIMIT ?", []string{"2"}, "1\n2"},
		{"CREATE TABLE p AS SELECT ? AS n", []string{"7"}, "1"},
	} {
		got := answerTo(t.Context(), e, query.Request{SQL: test.sql, Parameters: test.values})
		if !(step{test.sql, test.want}).is(got) {
			t.Errorf("%s with %q: got %s, want %s", test.sql, test.values, got, test.want)
		}
	}
}

func TestExplain(t *testing.T) {
	e := open(t, lake(t, "t.csv", "a,b\n1,x\n2,y\n"))
	tell(t, e, []step{
		{"EXPLAIN (TYPE VALIDATE) SELECT a FROM t", "true"},
		{"EXPLAIN SELECT nope FROM t", "COLUMN_NOT_FOUND: line 1:16: Column 'nope' cannot be resolved or requester is not authorized to access requested resources"},
		{"EXPLAIN (FORMAT GRAPHVIZ) SELECT a FROM t", "digraph G {*"},
		{"EXPLAIN (FORMAT JSON) SELECT a FROM t", "[\n*"},
		{"EXPLAIN (TYPE DISTRIBUTED) SELECT a FROM t", "┌*"},
		{"EXPLAIN ANALYZE SELECT a FROM t", "┌*"},
		{"EXPLAIN ANALYZE VERBOSE SELECT a FROM t", "┌*"},
		{"EXPLAIN CREATE TABLE x AS SELECT a FROM t", "┌*"},
		{"EXPLAIN (TYPE IO, FORMAT JSON) SELECT a FROM t", "{\n  \"inputTableColumnInfos\": [\n*"},
		{"SHOW TABLES", "t"},
	})
	rows, err := e.Run(t.Context(), query.Request{SQL: "EXPLAIN SELECT a FROM t"})
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	if got := rows.Columns()[0].Name; got != "Query Plan" {
		t.Errorf("the column is %q", got)
	}
}

// Each row knows the file that it is of.
func TestHiddenColumns(t *testing.T) {
	dir := lake(t, "t/k=1/a.csv", "a,b\n1,x\n2,y\n", "t/k=2/b.csv", "a,b\n3,z\n4,w\n")
	at := time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC)
	if err := os.Chtimes(filepath.Join(dir, "t/k=2/b.csv"), at, at); err != nil {
		t.Fatal(err)
	}
	e := open(t, dir)
	tell(t, e, []step{
		{`SELECT a, "$path" FROM t ORDER BY a LIMIT 1`, "1|s3://" + filepath.Base(dir) + "/t/k=1/a.csv"},
		{`SELECT "$file_size", CAST("$file_modified_time" AS varchar), "$partition" FROM t WHERE a = 3`, "12|2024-05-06 07:08:09.000 UTC|k=2"},
		{`SELECT * FROM t WHERE "$path" LIKE '%b.csv' ORDER BY a`, "3|z|2\n4|w|2"},
		{`SELECT k FROM "t$partitions" ORDER BY k`, "1\n2"},
		{`SELECT * FROM "nowhere$partitions"`, "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.default.nowhere$partitions' does not exist"},
	})
}

// Values that DuckDB has no type for are text, if people are to read them.
func TestReadable(t *testing.T) {
	e := open(t, lake(t))
	for _, test := range []step{
		{"SELECT TIMESTAMP '2020-01-01 01:00:00.000 Europe/Paris', INTERVAL '2' DAY, INTERVAL '14' MONTH", "2020-01-01 01:00:00.000 Europe/Paris|2 00:00:00.000|1-2"},
		{"SELECT ARRAY[INTERVAL '2' DAY]", "[2 00:00:00.000]"},
		{"SELECT INTERVAL '1' DAY * n FROM UNNEST(sequence(1, 3)) AS t (n) ORDER BY n DESC LIMIT 2", "3 00:00:00.000\n2 00:00:00.000"},
		{"SELECT 1, 'x'", "1|x"},
	} {
		if got := answerTo(t.Context(), e, query.Request{SQL: test.sql, Readable: true}); got != test.want {
			t.Errorf("%s: got %s, want %s", test.sql, got, test.want)
		}
	}
}

// What a process leaves behind that is killed while it moves files is taken away
// by the next one, and what was complete stays.
func TestKilled(t *testing.T) {
	dir := lake(t, "t.csv", "a,b\n1,x\n")
	o := opened(t, dir)
	e, err := query.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	tell(t, e, []step{{"CREATE TABLE made WITH (partitioned_by = ARRAY['b']) AS SELECT a, b FROM t", "1"}})
	e.Close()
	whole, _ := filepath.Glob(filepath.Join(dir, "made/b=x/*"))
	if len(whole) != 1 {
		t.Fatalf("the table has the files %v", whole)
	}
	half := filepath.Join(dir, "half/part.parquet")
	write(t, dir, "half/part.parquet", "x")
	added := filepath.Join(dir, "made/b=y/part.parquet")
	write(t, dir, "made/b=y/part.parquet", "x")
	for name, journal := range map[string]string{
		"1": `{"table":{"database":"default","table":"half"},"made":true,"files":[{"from":"` + o.State + `/writing/1/gone","to":"` + half + `"}]}`,
		"2": `{"table":{"database":"default","table":"made"},"files":[{"from":"` + o.State + `/writing/2/gone","to":"` + added + `","values":["y"]}]}`,
		"3": `{"table":{"database":"default","table":"made"},"made":true,"files":[{"from":"` + o.State + `/writing/3/gone","to":"` + whole[0] + `","values":["x"]}]}`,
	} {
		write(t, o.State, "writing/"+name+"/journal.json", journal)
		before := time.Now().Add(-time.Hour)
		if err := os.Chtimes(filepath.Join(o.State, "writing", name), before, before); err != nil {
			t.Fatal(err)
		}
	}
	if e, err = query.Open(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	tell(t, e, []step{{"SELECT * FROM made", "1|x"}})
	for _, path := range []string{filepath.Dir(half), added, filepath.Join(o.State, "writing/1"), filepath.Join(o.State, "writing/3")} {
		if _, err := os.Stat(path); err == nil {
			t.Errorf("%s is still there", path)
		}
	}
}

// Statements that write at once lose no rows.
func TestInsertAtOnce(t *testing.T) {
	e := open(t, lake(t))
	tell(t, e, []step{{"CREATE TABLE made WITH (partitioned_by = ARRAY['p']) AS SELECT 0 AS n, BIGINT '0' AS p", "1"}})
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			if got := answer(t.Context(), e, fmt.Sprintf("INSERT INTO made SELECT %d, p FROM UNNEST(sequence(1, 5)) AS u (p)", i)); got != "5" {
				t.Errorf("got %s", got)
			}
		})
	}
	group.Wait()
	tell(t, e, []step{{"SELECT count(*), count(DISTINCT p) FROM made", "41|6"}})
}

func TestEmpty(t *testing.T) {
	e := open(t, lake(t))
	tell(t, e, []step{
		{"", "Empty sql statement: "},
		{";", "Empty sql statement: ;"},
		{"-- nothing", "line 1:11: mismatched input '<EOF>'*"},
		{"/* c */ SELECT /* d */ 1 -- e", "1"},
		{"-- c\nSELECT nope", "COLUMN_NOT_FOUND: line 2:8: *"},
	})
}
