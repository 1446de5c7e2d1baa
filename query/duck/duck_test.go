package duck

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

// open opens an instance that may touch the given folders.
func open(tb testing.TB, directories ...string) *DB {
	tb.Helper()
	return openWith(tb, Config{Directories: directories})
}

func openWith(tb testing.TB, c Config) *DB {
	tb.Helper()
	db, err := Open(tb.Context(), c)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { db.Close() })
	return db
}

func connect(tb testing.TB, db *DB) *Conn {
	tb.Helper()
	conn, err := db.Conn(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { conn.Close() })
	return conn
}

// all returns the rows of a statement.
func all(tb testing.TB, c *Conn, sql string, args ...any) ([][]any, error) {
	tb.Helper()
	rows, err := c.Query(tb.Context(), sql, args...)
	if err != nil {
		return nil, err
	}
	var out [][]any
	for row, err := range rows.All() {
		if err != nil {
			return out, err
		}
		out = append(out, append([]any{}, row...))
	}
	return out, nil
}

// lake makes a folder with a lake in it, and things around the lake that the
// lake's engine must not touch.
func lake(tb testing.TB) (root, lake string) {
	tb.Helper()
	root = tb.TempDir()
	lake = filepath.Join(root, "lake")
	for _, dir := range []string{"lake/sub", "other", "lake2"} {
		if err := os.MkdirAll(filepath.Join(root, dir), 0o755); err != nil {
			tb.Fatal(err)
		}
	}
	for _, file := range []string{"lake/in.csv", "lake/sub/in.csv", "other/out.csv", "lake2/out.csv"} {
		if err := os.WriteFile(filepath.Join(root, file), []byte("1\n2\n"), 0o644); err != nil {
			tb.Fatal(err)
		}
	}
	links := map[string]string{
		"lake/out.csv": filepath.Join(root, "other/out.csv"),
		"lake/outside": filepath.Join(root, "other"),
		"lake/up.csv":  "../other/out.csv",
		"lake/own.csv": "in.csv",
	}
	for name, target := range links {
		if err := os.Symlink(target, filepath.Join(root, name)); err != nil {
			tb.Skip("no symbolic links here: ", err)
		}
	}
	return root, lake
}

func TestAllowed(t *testing.T) {
	root, lake := lake(t)
	c := connect(t, open(t, lake))
	for _, sql := range []string{
		"FROM read_csv('LAKE/in.csv', header=false)",
		"FROM 'LAKE/sub/in.csv'",
		"FROM read_text('LAKE/sub/../in.csv')",
		"FROM read_text('LAKE/own.csv')", // a link within the lake
		"SELECT * FROM glob('LAKE/*.csv')",
		"EXPLAIN SELECT 1",
		"EXPLAIN ANALYZE SELECT 1",
		"EXPLAIN (FORMAT json) SELECT 1",
		"EXPLAIN (SELECT 1)",
		"SELECT 1;",
		"/* one; */ SELECT 'a;b', $$;$$, e'\\';' -- ;",
		"DESCRIBE SELECT 1", "SUMMARIZE SELECT 1", "VALUES (1)", "FROM range(3)", "SHOW TABLES",
		"WITH query(a) AS (SELECT 1) SELECT a FROM query",
		"PIVOT (SELECT 1 AS a, 2 AS b) ON a USING sum(b)",
		"SELECT 'enable_logging(1)' AS \"query\"",
	} {
		if _, err := all(t, c, strings.ReplaceAll(sql, "LAKE", lake)); err != nil {
			t.Errorf("%s: %v", sql, err)
		}
	}
	if _, err := c.Exec(t.Context(), "COPY (SELECT 1) TO '"+lake+"/new.parquet'"); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(root, "lake/new.parquet")); err != nil {
		t.Error(err)
	}
}

// Nothing outside the lake is read or written, whoever asks.
func TestLockedDown(t *testing.T) {
	root, lake := lake(t)
	c := connect(t, open(t, lake))
	for _, sql := range []string{
		"FROM read_text('/etc/passwd')", "FROM read_blob('/etc/passwd')", "FROM '/etc/passwd'", "FROM '/etc/passwd.csv'",
		"FROM read_csv('/etc/passwd')", "FROM read_json('/etc/passwd')", "FROM sniff_csv('/etc/passwd')",
		"FROM parquet_metadata('/etc/passwd')", "FROM read_text('file:///etc/passwd')", "FROM glob('/etc/*')",
		"FROM read_text('/proc/self/environ')", "SELECT getenv('HOME')",
		"FROM read_text('ROOT/other/out.csv')", "FROM read_text('LAKE/../other/out.csv')", "FROM read_text('ROOT/lake2/out.csv')",
		"FROM read_text('LAKE/out.csv')", "FROM read_text('LAKE/up.csv')", "FROM read_text('LAKE/outside/out.csv')",
		"FROM glob('LAKE/outside/*')", "FROM read_csv('https://example.com/a.csv')",

		"COPY (SELECT 1) TO 'ROOT/other/new.csv'", "COPY (SELECT 1) TO 'LAKE/outside/new.csv'", "COPY (SELECT 1) TO '/dev/stdout'",
		"EXPORT DATABASE 'ROOT/other/new'", "ATTACH 'ROOT/other/new.db' AS x",
		"INSTALL httpfs", "INSTALL httpfs FROM community", "LOAD httpfs", "LOAD 'LAKE/x.duckdb_extension'", "UPDATE EXTENSIONS",
		"SET enable_external_access = true", "SET allowed_directories = ['/']", "SET allowed_paths = ['/etc/passwd']", "SET temp_directory = '/tmp'",
		"SET memory_limit = '1TB'", "SET threads = 1", "SET TimeZone = 'Asia/Tokyo'", "RESET memory_limit", "PRAGMA threads=1",
		"SET lock_configuration = false", "SET profiling_output = 'ROOT/other/p'",
	} {
		sql = strings.NewReplacer("ROOT", root, "LAKE", lake).Replace(sql)
		if rows, err := all(t, c, sql); err == nil {
			t.Errorf("Query: %s gave %v", sql, rows)
		}
		if _, err := c.Exec(t.Context(), sql); err == nil {
			t.Errorf("Exec: %s went through", sql)
		}
	}
	entries, err := os.ReadDir(filepath.Join(root, "other"))
	if err != nil || len(entries) != 1 {
		t.Errorf("other holds %v, %v", entries, err)
	}
	if _, err := all(t, c, "SELECT 1"); err != nil {
		t.Error("after all that: ", err)
	}
}

// Query takes statements of people. It only reads, in the lake too.
func TestQueryOnlyReads(t *testing.T) {
	_, lake := lake(t)
	c := connect(t, open(t, lake))
	if _, err := c.Exec(t.Context(), "CREATE TABLE t(a INTEGER)"); err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{
		"COPY (SELECT 1) TO 'LAKE/new.csv'", "COPY t TO 'LAKE/in.csv'", "COPY t FROM 'LAKE/in.csv'",
		"EXPLAIN ANALYZE COPY (SELECT 1) TO 'LAKE/new.csv'", "EXPLAIN (ANALYZE) COPY (SELECT 1) TO 'LAKE/new.csv'",
		"explain/**/analyze\nCOPY (SELECT 1) TO 'LAKE/new.csv'", "EXPLAIN ANALYZE EXPLAIN ANALYZE COPY (SELECT 1) TO 'LAKE/new.csv'",
		"EXPORT DATABASE 'LAKE/new'", "ATTACH 'LAKE/new.db' AS x", "ATTACH ':memory:' AS x",
		"CREATE TABLE u AS SELECT 1", "CREATE VIEW u AS SELECT 1", "DROP TABLE t", "INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (1) RETURNING a",
		"DELETE FROM t", "UPDATE t SET a = 1", "TRUNCATE t", "SET VARIABLE x = 1", "SET search_path = 'main'", "USE main",
		"SELECT 1; DROP TABLE t", "SELECT 1; SELECT 2", ";DROP TABLE t", "PRAGMA enable_profiling", "pragma version", "CALL range(3)", "CHECKPOINT", "VACUUM",
		"PREPARE p AS SELECT 1", "BEGIN", "COMMIT", "SELECT 1\x00; DROP TABLE t",
		"FROM enable_logging(storage_path='LAKE/log')", "CALL enable_logging(storage_path='LAKE/log')",
		"FROM \"Enable_Profiling\" /* x */ (save_location='LAKE/new.json')", "FROM system.main.force_checkpoint('memory')",
		"FROM enable_logging\u00a0()", "FROM -- x\renable_logging()", "FROM /* /* */ */ enable_logging()", "FROM main . \"enable_logging\" ()",
		"FROM query('FROM enable_logging()')", "FROM query_table('t')", "FROM read_duckdb('LAKE/new.db')",
	} {
		if rows, err := all(t, c, strings.ReplaceAll(sql, "LAKE", lake)); err == nil {
			t.Errorf("%q gave %v", sql, rows)
		}
	}
	if news, _ := filepath.Glob(filepath.Join(lake, "new*")); news != nil {
		t.Errorf("made %v", news)
	}
	if rows, err := all(t, c, "SELECT count(*) FROM t"); err != nil || rows[0][0] != int64(0) {
		t.Error(rows, err)
	}
}

func TestConfig(t *testing.T) {
	temp := filepath.Join(t.TempDir(), "deep", "it's")
	db := openWith(t, Config{Temp: temp, Memory: "100MB", Threads: 1, Settings: map[string]string{"integer_division": "true"}})
	rows, err := all(t, connect(t, db), `SELECT current_setting('memory_limit'), current_setting('threads'), current_setting('TimeZone'),
		current_setting('temp_directory'), 7 / 2, current_setting('preserve_insertion_order')`)
	if err != nil {
		t.Fatal(err)
	}
	want := []any{"95.3 MiB", int64(1), "UTC", temp, int64(3), true}
	if !reflect.DeepEqual(rows[0], want) {
		t.Errorf("got %v; want %v", rows[0], want)
	}

	_, err = Open(t.Context(), Config{Memory: "lots"})
	if err == nil || !strings.Contains(err.Error(), "lots") {
		t.Errorf("memory lots: %v", err)
	}
}

// What does not fit into memory goes to Temp.
func TestSpill(t *testing.T) {
	temp := filepath.Join(t.TempDir(), "tmp")
	c := connect(t, openWith(t, Config{Temp: temp, Memory: "60MB", Threads: 1}))
	const sort = "SELECT count(*) FROM (SELECT hash(i) AS h, repeat('x', 40) || i AS s FROM range(2000000) t(i) ORDER BY h, s OFFSET 1)"
	rows, err := all(t, c, sort)
	if err != nil || rows[0][0] != int64(1999999) {
		t.Fatal(rows, err)
	}
	c = connect(t, openWith(t, Config{Memory: "60MB", Threads: 1}))
	var e *Error
	if _, err := all(t, c, sort); !errors.As(err, &e) || e.Kind != KindOutOfMemory {
		t.Errorf("without Temp: %v", err)
	}
}

func TestCancel(t *testing.T) {
	c := connect(t, open(t))
	for _, sql := range []string{
		"SELECT count(*) FROM range(100000000) a, range(100000) b WHERE a.range * b.range % 7 = 8",
		"SELECT a.range FROM range(1000000000000) a", // rows come at once; the rest never ends
		"SELECT sum(sqrt(a.range)) OVER (ORDER BY a.range % 1000, a.range DESC ROWS BETWEEN 5000 PRECEDING AND CURRENT ROW EXCLUDE TIES) FROM range(20000000) a",
	} {
		ctx, cancel := context.WithCancel(t.Context())
		begun := make(chan struct{})
		time.AfterFunc(100*time.Millisecond, func() { close(begun); cancel() })
		var err error
		var rows *Rows
		if rows, err = c.Query(ctx, sql); err == nil {
			for _, err = range rows.All() {
				if err != nil {
					break
				}
			}
		}
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", sql, err)
		}
		<-begun
		if _, err := c.Exec(ctx, "SELECT 1"); !errors.Is(err, context.Canceled) {
			t.Errorf("begun when cancelled: %v", err)
		}
		if rows, err := all(t, c, "SELECT 42"); err != nil || rows[0][0] != int64(42) { // the session lives on
			t.Errorf("after cancelling: %v, %v", rows, err)
		}
	}
}

// Rows that are left in the middle do not stand in the way of the next statement.
func TestCloseEarly(t *testing.T) {
	c := connect(t, open(t))
	for range 20 {
		rows, err := c.Query(t.Context(), "SELECT i, i || 'x' FROM range(1000000000) t(i)")
		if err != nil {
			t.Fatal(err)
		}
		for row, err := range rows.All() {
			if err != nil {
				t.Fatal(err)
			}
			if row[0] == int64(5000) {
				break
			}
		}
		if rows.Next() {
			t.Error("a row after Close")
		}
	}
	rows, err := c.Query(t.Context(), "SELECT 1")
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
	}
	if rows.Next() || rows.Err() != nil {
		t.Error("behind the end: ", rows.Err())
	}
	if rows, err = c.Query(t.Context(), "SELECT 1"); err != nil {
		t.Fatal("behind rows read to their end: ", err)
	}
	if _, err := c.Query(t.Context(), "SELECT 2"); err != errBusy {
		t.Errorf("with open rows: %v", err)
	}
	c.Close() // closes the rows as well
	if rows.Next() {
		t.Error("a row after Close")
	}
	rows.Close()
	if _, err := c.Query(t.Context(), "SELECT 2"); err != errClosed {
		t.Errorf("closed: %v", err)
	}
}

// An error may come in the middle of the rows. It must not look like their end.
// With several threads DuckDB may report that the others were interrupted
// because of it, rather than the error itself.
func TestErrorInTheMiddle(t *testing.T) {
	c := connect(t, openWith(t, Config{Threads: 1}))
	rows, err := c.Query(t.Context(), "SELECT CASE WHEN i < 200000 THEN i ELSE error('row ' || i) END FROM range(1000000) t(i)")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, err = range rows.All() {
		n++
	}
	var e *Error
	if !errors.As(err, &e) || !strings.HasPrefix(e.Message, "row 200") || n < 2 {
		t.Errorf("after %d rows: %v", n, err)
	}
}

// A file can break DuckDB for good. That is told apart, and another instance works.
func TestInvalidated(t *testing.T) {
	file, _ := filepath.Abs("../../../shared/data/parquet/duckdb/plaintext_footer_crypto_metadata.parquet")
	if _, err := os.Stat(file); err != nil {
		t.Skip("the shared test data is not here")
	}
	db := open(t, filepath.Dir(file))
	c, other := connect(t, db), connect(t, db)
	_, err := all(t, c, "SELECT * FROM read_parquet("+literal(file)+")")
	var e *Error
	if !errors.Is(err, ErrInvalidated) || !errors.As(err, &e) || e.Message != "File is encrypted but no encryption algorithm is set" {
		t.Fatalf("got %v", err)
	}
	for _, c := range []*Conn{c, other} {
		if _, err := all(t, c, "SELECT 1"); !errors.Is(err, ErrInvalidated) {
			t.Errorf("afterwards: %v", err)
		}
	}
	if _, err := db.Conn(t.Context()); !errors.Is(err, ErrInvalidated) {
		t.Errorf("another session: %v", err)
	}
	if _, err := all(t, connect(t, open(t)), "SELECT 1"); err != nil {
		t.Errorf("another instance: %v", err)
	}
}

// Sessions run side by side, each with its own temporary things.
func TestSessions(t *testing.T) {
	db := open(t)
	errs := make(chan error)
	const sessions = 4
	for s := range sessions {
		go func() {
			errs <- func() error {
				c, err := db.Conn(t.Context())
				if err != nil {
					return err
				}
				defer c.Close()
				if _, err := c.Exec(t.Context(), "CREATE TEMP VIEW v AS SELECT "+string(rune('0'+s))+"::BIGINT AS s, i FROM range(50000) t(i)"); err != nil {
					return err
				}
				for range 5 {
					rows, err := c.Query(t.Context(), "FROM v")
					if err != nil {
						return err
					}
					next := int64(0)
					for row, err := range rows.All() {
						if err != nil {
							return err
						}
						if row[0] != int64(s) || row[1] != next {
							t.Errorf("session %d, row %d: %v", s, next, row)
						}
						next++
					}
					if next != 50000 {
						t.Errorf("session %d: %d rows", s, next)
					}
				}
				return nil
			}()
		}()
	}
	for range sessions {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	if _, err := all(t, connect(t, db), "FROM v"); err == nil {
		t.Error("a temporary view outlived its session")
	}
}

func TestExec(t *testing.T) {
	c := connect(t, open(t))
	for _, test := range []struct {
		sql  string
		want int64
	}{
		{"CREATE TABLE t(a INTEGER); INSERT INTO t SELECT * FROM range(5000)", 5000},
		{"DELETE FROM t WHERE a < 10", 10},
		{"CREATE VIEW v AS FROM t", 0},
		{"SELECT * FROM range(10000)", 0},
	} {
		if got, err := c.Exec(t.Context(), test.sql); err != nil || got != test.want {
			t.Errorf("%s: %d, %v; want %d", test.sql, got, err, test.want)
		}
	}
	for _, sql := range []string{"", ";", " -- nothing", "SELECT 1; SELEC 2"} {
		if _, err := c.Exec(t.Context(), sql); err == nil {
			t.Errorf("%q went through", sql)
		}
	}
}

// Skip counts the rows that are left, from wherever it is called.
func TestSkip(t *testing.T) {
	db := open(t)
	for _, test := range []struct{ rows, read int }{{0, 0}, {1, 1}, {10, 3}, {2048, 1}, {5000, 0}, {5000, 2048}, {5000, 2049}} {
		c := connect(t, db)
		rows, err := c.Query(t.Context(), fmt.Sprintf("FROM range(%d)", test.rows))
		if err != nil {
			t.Fatal(err)
		}
		for range test.read {
			rows.Next()
		}
		if got := rows.Skip(); got != int64(test.rows-test.read) || rows.Next() || rows.Err() != nil {
			t.Errorf("%d rows, %d read: %d skipped, %v", test.rows, test.read, got, rows.Err())
		}
	}
	rows, err := connect(t, db).Query(t.Context(), "SELECT CASE WHEN range < 9000000 THEN 1 ELSE error('oh no') END FROM range(10000000)")
	if err != nil {
		t.Fatal(err)
	}
	if rows.Next(); rows.Skip() >= 10000000 || rows.Err() == nil {
		t.Error("an error among the skipped rows is lost")
	}
}
