package query_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/query"
)

// historyOf opens an engine on a lake of files and its history.
func historyOf(t *testing.T, files ...string) (*query.History, query.Options) {
	t.Helper()
	o := opened(t, lake(t, files...))
	e, err := query.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	h, err := query.OpenHistory(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close(); e.Close() })
	return h, o
}

// result returns the bytes of the file of an execution's result, or the error.
func result(t *testing.T, h *query.History, id string) string {
	t.Helper()
	r, err := h.Result(t.Context(), id)
	if err != nil {
		return err.Error()
	}
	defer r.Close()
	var b bytes.Buffer
	if _, err := r.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const orders = "id,who,total\n1,Ann,10.5\n2,,7\n"

// An execution says what Athena says of it, and has its result in a file.
func TestHistoryRun(t *testing.T) {
	h, _ := historyOf(t, "orders/a.csv", orders)
	tests := []struct {
		sql, class, state string
		scanned, rows     int64
		result            string // or the reason
	}{
		{"SELECT * FROM orders ORDER BY id", "DML SELECT", "SUCCEEDED", int64(len(orders)), 2, "\"id\",\"who\",\"total\"\n\"1\",\"Ann\",\"10.5\"\n\"2\",,\"7.0\"\n"},
		{"SELECT 'say \"hi\"' AS a, '' AS b WHERE 1 = 1", "DML SELECT", "SUCCEEDED", 0, 1, "\"a\",\"b\"\n\"say \"\"hi\"\"\",\"\"\n"},
		{"SELECT id FROM orders WHERE false", "DML SELECT", "SUCCEEDED", int64(len(orders)), 0, "\"id\"\n"},
		{"SHOW TABLES", "UTILITY SHOW_TABLES", "SUCCEEDED", 0, 1, "orders"},
		{"CREATE DATABASE sales", "DDL CREATE_DATABASE", "SUCCEEDED", 0, 0, ""},
		{"EXPLAIN (TYPE VALIDATE) SELECT 1", "DML EXPLAIN", "SUCCEEDED", 0, 1, "Valid\ntrue\n"},

		{"SELECT 1 / 0", "DML SELECT", "FAILED", 0, 0, "DIVISION_BY_ZERO: Division by zero"},
		{"SELECT nosuch FROM orders", "DML SELECT", "FAILED", 0, 0, "COLUMN_NOT_FOUND: line 1:8: "},
		{"CREATE TABLE copy AS SELECT 1 / 0 AS x", "DDL CREATE_TABLE_AS_SELECT", "FAILED", 0, 0,
			"DIVISION_BY_ZERO: Division by zero. You may need to manually clean the data at location 's3://here/out/tables/"},
		{"CREATE TABLE nosuch.copy AS SELECT 1 AS x", "DDL CREATE_TABLE_AS_SELECT", "FAILED", 0, 0,
			"Database nosuch not found. Please check your query. You may need to manually clean the data at location 's3://here/out/tables/"},
		{"INSERT INTO orders SELECT * FROM nosuch", "DML INSERT", "FAILED", 0, 0, "TABLE_NOT_FOUND: line 1:34: "},
	}
	for _, test := range tests {
		e, err := h.Run(t.Context(), query.Submission{SQL: test.sql, Location: "s3://here/out"})
		if err != nil {
			t.Errorf("%s: %v", test.sql, err)
			continue
		}
		if got := e.Type + " " + e.Substatement; got != test.class || string(e.State) != test.state || e.Scanned != test.scanned || e.Rows != test.rows {
			t.Errorf("%s: got %s, %s, %d bytes, %d rows; %s", test.sql, got, e.State, e.Scanned, e.Rows, e.Reason)
		}
		switch {
		case test.state == "SUCCEEDED":
			if got := result(t, h, e.ID); got != test.result {
				t.Errorf("%s: got %q, want %q", test.sql, got, test.result)
			}
		case !strings.HasPrefix(e.Reason, test.result):
			t.Errorf("%s: got %q, want %q", test.sql, e.Reason, test.result)
		case result(t, h, e.ID) != "Query did not finish successfully. Final query state: FAILED":
			t.Errorf("%s: has a result: %q", test.sql, result(t, h, e.ID))
		}
		if e.Completed.Before(e.Submitted) || e.Timing.Total <= 0 || len(e.ID) != 36 {
			t.Errorf("%s: %+v", test.sql, e)
		}
	}
	list, err := h.Executions(t.Context(), catalog.ExecutionFilter{Limit: 2})
	if err != nil || len(list) != 2 || !strings.HasPrefix(list[0].SQL, "INSERT") {
		t.Errorf("got %v, %v", list, err)
	}
}

// What Athena's grammar does not have is refused before there is an execution.
func TestHistoryRefusals(t *testing.T) {
	h, _ := historyOf(t, "orders/a.csv", orders)
	for _, s := range []query.Submission{
		{SQL: "SELEC 1"}, {SQL: "SELECT 1; SELECT 2"}, {SQL: "-- nothing"}, {SQL: ""},
		{SQL: "DESCRIBE nosuch"}, {SQL: "SELECT ?", Parameters: []string{"1", "2"}},
		{SQL: "SELECT 1", WorkGroup: "nosuch"}, {SQL: "SELECT 1", Location: "/tmp"},
	} {
		_, err := h.Start(t.Context(), s)
		var refused *query.StartError
		if !errors.As(err, &refused) || refused.Code == "" {
			t.Errorf("%+v: %v", s, err)
		}
	}
	if list, err := h.Executions(t.Context(), catalog.ExecutionFilter{}); err != nil || list != nil {
		t.Errorf("got %v, %v", list, err)
	}
}

// slow takes far longer than the test.
const slow = "SELECT count(*) FROM UNNEST(sequence(1, 10000)) a(x), UNNEST(sequence(1, 10000)) b(y), UNNEST(sequence(1, 10000)) c(z) WHERE x * y * z % 7 = 3"

func TestHistoryStop(t *testing.T) {
	h, o := historyOf(t, "orders/a.csv", orders)
	id, err := h.Start(t.Context(), query.Submission{SQL: slow})
	if err != nil {
		t.Fatal(err)
	}
	if got := result(t, h, id); got != "Query has not yet finished. Current state: RUNNING" {
		t.Errorf("while it runs: %s", got)
	}
	if err := h.Stop(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	e, err := h.Execution(t.Context(), id)
	if err != nil || e.State != catalog.Cancelled || e.Reason != "Query cancelled by user" || e.Failure != nil {
		t.Errorf("got %+v, %v", e, err)
	}
	if got := result(t, h, id); got != "Could not find results" {
		t.Errorf("stopped: %s", got)
	}
	left, err := os.ReadDir(filepath.Join(o.State, "results"))
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if err := h.Stop(t.Context(), id); err != nil {
		t.Errorf("again: %v", err)
	}
}

// More executions than run at once are queued, and each gets its own answer.
func TestHistoryConcurrent(t *testing.T) {
	h, _ := historyOf(t, "orders/a.csv", orders)
	var g errgroup.Group
	for i := range 20 {
		g.Go(func() error {
			n := string(rune('a' + i))
			e, err := h.Run(t.Context(), query.Submission{SQL: "SELECT '" + n + "' AS v FROM orders WHERE id = 1"})
			if err == nil && result(t, h, e.ID) != "\"v\"\n\""+n+"\"\n" {
				t.Errorf("%s: %s %s", n, e.State, result(t, h, e.ID))
			}
			return err
		})
	}
	if err := g.Wait(); err != nil {
		t.Error(err)
	}
}

// What a process leaves running when it is killed has failed for those that come
// after it, but not while it lives.
func TestHistoryKilled(t *testing.T) {
	h, o := historyOf(t, "orders/a.csv", orders)
	orphan := catalog.Execution{ID: "orphan", SQL: "SELECT 1", WorkGroup: "primary", State: catalog.Running, Submitted: time.Now()}
	if err := o.Catalog.AddExecution(t.Context(), orphan, "no such owner", nil); err != nil {
		t.Fatal(err)
	}
	alive, err := h.Start(t.Context(), query.Submission{SQL: slow})
	if err != nil {
		t.Fatal(err)
	}
	e, err := query.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	next, err := query.OpenHistory(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	defer next.Close()
	if e, err := next.Execution(t.Context(), "orphan"); err != nil || e.State != catalog.Failed || e.Failure.Category != 1 {
		t.Errorf("orphan: %+v, %v", e, err)
	}
	if e, err := next.Execution(t.Context(), alive); err != nil || e.State != catalog.Running {
		t.Errorf("of a living process: %+v, %v", e, err)
	}
	if err := next.Stop(t.Context(), alive); err != nil {
		t.Error(err)
	}
	if e, err := next.Execution(t.Context(), alive); err != nil || e.State != catalog.Cancelled {
		t.Errorf("stopped from outside: %+v, %v", e, err)
	}
}

// An answer is used again as long as no file has changed, and not if chance or
// time is in it.
func TestHistoryReuse(t *testing.T) {
	h, o := historyOf(t, "orders/a.csv", orders)
	run := func(sql string) catalog.Execution {
		t.Helper()
		e, err := h.Run(t.Context(), query.Submission{SQL: sql, Reuse: true})
		if err != nil || e.State != catalog.Succeeded {
			t.Fatalf("%s: %+v, %v", sql, e, err)
		}
		return e
	}
	const sum = "SELECT sum(total) AS s FROM orders"
	first := run(sum)
	second := run(sum)
	if first.Reused != "" || second.Reused != first.ID || second.Scanned != 0 {
		t.Errorf("first %+v, second %+v", first, second)
	}
	if got := result(t, h, second.ID); got != "\"s\"\n\"17.5\"\n" {
		t.Errorf("got %q", got)
	}
	if e := run(sum + " "); e.Reused != "" {
		t.Error("another text has the answer")
	}
	if err := os.WriteFile(filepath.Join(o.Lake.Dir(), "orders", "b.csv"), []byte("id,who,total\n3,Bob,2.5\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if e := run(sum); e.Reused != "" || result(t, h, e.ID) != "\"s\"\n\"20.0\"\n" {
		t.Errorf("with a new file: %+v: %s", e, result(t, h, e.ID))
	}
	for _, sql := range []string{"SELECT random() AS r", "SELECT id FROM orders LIMIT 1", "SELECT now() AS n"} {
		run(sql)
		if e := run(sql); e.Reused != "" {
			t.Errorf("%s: used again", sql)
		}
	}
	sorted := "SELECT id FROM orders ORDER BY id LIMIT 1"
	run(sorted)
	if e := run(sorted); e.Reused == "" {
		t.Errorf("%s: not used again", sorted)
	}
	e, err := h.Run(t.Context(), query.Submission{SQL: sum, Reuse: true, MaxAge: time.Nanosecond})
	if err != nil || e.Reused != "" {
		t.Errorf("too old: %+v, %v", e, err)
	}
}

func TestHistoryWorkGroup(t *testing.T) {
	h, o := historyOf(t, "orders/a.csv", orders)
	groups := []catalog.WorkGroup{
		{Name: "small", Cutoff: 10}, {Name: "closed", Disabled: true}, {Name: "strict", Enforce: true, Location: "s3://results/strict"},
	}
	for _, g := range groups {
		if err := o.Catalog.AddWorkGroup(t.Context(), g); err != nil {
			t.Fatal(err)
		}
	}
	e, err := h.Run(t.Context(), query.Submission{SQL: "SELECT * FROM orders", WorkGroup: "small"})
	if err != nil || e.State != catalog.Cancelled || e.Reason != "Bytes scanned limit was exceeded" {
		t.Errorf("small: %+v, %v", e, err)
	}
	if e, err := h.Run(t.Context(), query.Submission{SQL: "SELECT 1", WorkGroup: "small"}); err != nil || e.State != catalog.Succeeded {
		t.Errorf("small, without a table: %+v, %v", e, err)
	}
	if _, err := h.Start(t.Context(), query.Submission{SQL: "SELECT 1", WorkGroup: "closed"}); err == nil {
		t.Error("a disabled work group runs statements")
	}
	e, err = h.Run(t.Context(), query.Submission{SQL: "SELECT 1", WorkGroup: "strict", Location: "s3://mine/"})
	if err != nil || e.Location != "s3://results/strict/" {
		t.Errorf("strict: %+v, %v", e, err)
	}
}

// Only the files of the partitions that a statement asks for count as scanned.
func TestHistoryScanned(t *testing.T) {
	h, _ := historyOf(t, "sales/month=01/a.csv", orders, "sales/month=02/a.csv", orders+"3,Bob,2\n")
	for sql, want := range map[string]int{
		"SELECT count(*) FROM sales":                       2*len(orders) + 8,
		"SELECT count(*) FROM sales WHERE month = 1":       len(orders),
		"SELECT count(*) FROM sales WHERE month IN (2)":    len(orders) + 8,
		"SELECT count(*) FROM sales WHERE month = 7":       0,
		"SELECT count(*) FROM sales a JOIN sales b ON 1=1": 2*len(orders) + 8,
	} {
		e, err := h.Run(t.Context(), query.Submission{SQL: sql})
		if err != nil || e.Scanned != int64(want) {
			t.Errorf("%s: got %d bytes (%s %s), %v; want %d", sql, e.Scanned, e.State, e.Reason, err, want)
		}
	}
}

// What another runs is recorded with its rows, and with its result if all rows
// were read.
func TestHistoryRecord(t *testing.T) {
	o := opened(t, lake(t, "orders/a.csv", orders))
	e, err := query.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	h, err := query.OpenHistory(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	record := func(sql string, stopAfter int) catalog.Execution {
		t.Helper()
		r, err := h.Record(t.Context(), query.Submission{SQL: sql})
		if err != nil {
			t.Fatal(err)
		}
		rows, err := e.Run(t.Context(), r.Request(query.Request{SQL: sql, Readable: true}))
		if err == nil {
			n := 0
			for _, rowErr := range r.Rows(rows).All() {
				if err = rowErr; err != nil {
					break
				}
				if n++; n == stopAfter {
					break
				}
			}
			rows.Close()
		}
		if err := r.Done(t.Context(), err); err != nil {
			t.Fatal(err)
		}
		list, err := h.Executions(t.Context(), catalog.ExecutionFilter{Limit: 1})
		if err != nil || len(list) == 0 {
			return catalog.Execution{}
		}
		return list[0]
	}
	if record("SELEC 1", 0).ID != "" {
		t.Error("what Athena would not begin is in the history")
	}
	whole := record("SELECT id FROM orders ORDER BY id", 0)
	if whole.State != catalog.Succeeded || whole.Rows != 2 || whole.Scanned != int64(len(orders)) || result(t, h, whole.ID) != "\"id\"\n\"1\"\n\"2\"\n" {
		t.Errorf("got %+v: %s", whole, result(t, h, whole.ID))
	}
	part := record("SELECT id FROM orders ORDER BY id DESC", 1)
	if part.State != catalog.Succeeded || part.Output != "" || result(t, h, part.ID) != query.ErrNotKept.Error() {
		t.Errorf("read in part: %+v: %s", part, result(t, h, part.ID))
	}
	if failed := record("SELECT 1 / 0", 0); failed.State != catalog.Failed || failed.Failure.Type != 1001 {
		t.Errorf("failed: %+v", failed)
	}
}
