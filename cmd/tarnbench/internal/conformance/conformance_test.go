package conformance

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the rates of today into testdata/floors")

// The rates on a sample of the cases do not fall below those in testdata/floors.
// A line is a group and the share of its cases that pass.
func TestFloors(t *testing.T) {
	const data, floors = "../../../../../shared/data", "testdata/floors"
	if _, err := os.Stat(data + "/sql"); err != nil {
		t.Skip("the cases are not here: ", err)
	}
	if testing.Short() {
		t.Skip("it takes seconds")
	}
	var text strings.Builder
	rates := Rates(sampled(t, data), Result.Name)
	for _, r := range rates {
		if r.Run() > 0 {
			fmt.Fprintf(&text, "%.3f %s\n", r.Share(), r.Group)
		}
	}
	if *update {
		if err := os.WriteFile(floors, []byte(text.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(floors)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(want)) {
		below(t, line, rates)
	}
}

// below fails the test if a rate is below what a line of the file says.
func below(t *testing.T, line string, rates []Rate) {
	t.Helper()
	var floor float64
	number, group, _ := strings.Cut(strings.TrimSpace(line), " ")
	if _, err := fmt.Sscan(number, &floor); err != nil {
		t.Fatalf("%q: %v", line, err)
	}
	for _, r := range rates {
		if r.Group == group {
			if r.Share() < floor-0.0006 {
				t.Errorf("%s: got %.3f, want %.3f; 'tarnbench conformance --sample %d --failures --group' tells why", group, r.Share(), floor, sample)
			}
			return
		}
	}
	if floor > 0 {
		t.Errorf("%s: nothing of it was measured", group)
	}
}

// sample is how many cases of a set the test runs.
const sample = 30

func sampled(t *testing.T, data string) (results []Result) {
	t.Helper()
	cases, err := Selection{Data: data, Sample: sample}.Cases()
	if err != nil {
		t.Fatal(err)
	}
	b, err := Open(t.Context(), t.TempDir(), data)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	for _, c := range cases {
		results = append(results, b.Judge(t.Context(), c)...)
	}
	return results
}

// write makes a folder of data with one file of cases.
func write(t *testing.T, name, text string) (data string) {
	t.Helper()
	data = t.TempDir()
	path := filepath.Join(data, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return data
}

// judge runs the cases of a set and returns their verdicts by id and measure.
func judge(t *testing.T, set, name, text string) map[string]Verdict {
	t.Helper()
	data := write(t, name, text)
	cases, err := Load(data, []string{set})
	if err != nil {
		t.Fatal(err)
	}
	b, err := Open(t.Context(), t.TempDir(), data)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	got := map[string]Verdict{}
	for _, c := range cases {
		for _, r := range b.Judge(t.Context(), c) {
			got[strings.TrimSuffix(r.ID+" "+r.Measure, " ")] = r.Verdict
		}
	}
	return got
}

func equal(t *testing.T, got, want map[string]Verdict) {
	t.Helper()
	for id, v := range want {
		if got[id] != v {
			t.Errorf("%s: got %s, want %s", id, got[id], v)
		}
	}
	if len(got) != len(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestTrinoCases(t *testing.T) {
	equal(t, judge(t, "trino-cases", "sql/trino-cases.jsonl", `
{"id": "right", "kind": "scalar", "check": "SELECT 1 = 1"}
{"id": "wrong", "kind": "scalar", "check": "SELECT 1 = 2"}
{"id": "null", "kind": "scalar", "check": "SELECT CAST(NULL AS boolean)"}
{"id": "refused", "kind": "scalar", "check": "SELECT nothing_of_that_name(1)"}
{"id": "rows", "kind": "query", "sql": "SELECT x FROM (VALUES (1), (2)) t(x)", "same_as": "SELECT x FROM (VALUES (2), (1)) t(x)"}
{"id": "order", "kind": "query", "sql": "SELECT x FROM (VALUES (1), (2)) t(x) ORDER BY x", "same_as": "SELECT x FROM (VALUES (1), (2)) t(x) ORDER BY x DESC", "ordered": true}
{"id": "empty", "kind": "query", "sql": "SELECT 1 WHERE 1 = 2", "rows": []}
{"id": "other", "kind": "query", "sql": "SELECT 1", "rows": [1]}`),
		map[string]Verdict{"right": Passed, "wrong": Wrong, "null": Wrong, "refused": Refused, "rows": Passed, "order": Wrong, "empty": Passed, "other": LeftOut})
}

func TestFunctionFailures(t *testing.T) {
	equal(t, judge(t, "trino_function_failures", "sql/trino_function_failures.json", `[
{"sql": "SELECT 1", "message": "it fails", "file": "A.java"},
{"sql": "SELECT nothing_of_that_name(1)", "file": "B.java"},
{"sql": "SELECT nothing_of_that_name(1)", "error": "NO_SUCH_ERROR", "message": "teapot", "file": "C.java"}]`),
		map[string]Verdict{"A-0 fails": Wrong, "B-1 fails": Passed, "C-2 fails": Passed, "C-2 name": Refused, "C-2 like": Refused, "C-2 text": Refused})
}

func TestTPCHTables(t *testing.T) {
	data := write(t, "sql/tpch/sf0.01/nation.tbl", "0|ALGERIA|0|said|\n1|ARGENTINA|1|asked\n")
	b, err := Open(t.Context(), t.TempDir(), data)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	for database, sql := range map[string]string{
		"tiny": "SELECT nationkey, name, regionkey, comment FROM nation ORDER BY 1",
		"hive": "SELECT n_nationkey, n_name, n_regionkey, n_comment FROM nation ORDER BY 1",
	} {
		a, err := b.run(t.Context(), database, sql)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := shown(a.rows), "0|ALGERIA|0|said\n1|ARGENTINA|1|asked"; got != want {
			t.Errorf("%s: got %s, want %s", database, got, want)
		}
	}
	if a, err := b.run(t.Context(), "tpcds", "SELECT ss_net_profit FROM store_sales"); err != nil || len(a.rows) != 0 {
		t.Errorf("got %v, %v", a.rows, err)
	}
}

func TestTemplate(t *testing.T) {
	tests := []struct{ sql, want string }{
		{"ALTER {DATABASE|SCHEMA} database_name SET DBPROPERTIES ('a'='b')", "a template of statements"},
		{"SHOW CREATE TABLE [db_name.]table_name", "a template of statements"},
		{"INSERT INTO t (col1, col2, ...) VALUES (val1)", "a template of statements"},
		{"WITH (partitioning = ARRAY['a'])", "a clause of a statement"},
		{"CREATE TABLE a (b int); INSERT INTO a VALUES (1)", "two statements"},
		{"SELECT ARRAY [1, 2][1], a[1], f(x)[2], m['k']", ""},
		{"SELECT regexp_extract(a, '[^/]+$|{a|b}...') -- [x] ...", ""},
		{"SELECT `a;b`", ""},
	}
	for _, test := range tests {
		if got := template(test.sql); got != test.want {
			t.Errorf("%s: got %q, want %q", test.sql, got, test.want)
		}
	}
}

func TestFault(t *testing.T) {
	tests := []struct {
		text string
		want fault
	}{
		{"COLUMN_NOT_FOUND: line 1:8: Column 'x' cannot be resolved", fault{"COLUMN_NOT_FOUND", "1:8", "Column 'x' cannot be resolved"}},
		{"line 1:15: mismatched input ','", fault{"", "1:15", "mismatched input ','"}},
		{"DIVISION_BY_ZERO: Division by zero", fault{"DIVISION_BY_ZERO", "", "Division by zero"}},
		{"Only one sql statement is allowed", fault{"", "", "Only one sql statement is allowed"}},
	}
	for _, test := range tests {
		if got := newFault(test.text); got != test.want {
			t.Errorf("%s: got %+v, want %+v", test.text, got, test.want)
		}
	}
}

func TestLike(t *testing.T) {
	tests := []struct {
		a, b string
		want bool
	}{
		{"line 1:8: Unexpected parameters (varchar) for function f", "line 1:9: Unexpected parameters (bigint) for function f", true},
		{"Division by zero", "division by zero", true},
		{"Division by zero", "CREATE is not supported", false},
		{"", "", false},
	}
	for _, test := range tests {
		if got := like(test.a, test.b); got != test.want {
			t.Errorf("%s, %s: got %v, want %v", test.a, test.b, got, test.want)
		}
	}
}

// A process that ends takes no case with it but the one that it was at.
func TestMeasureLost(t *testing.T) {
	data := write(t, "sql/trino-cases.jsonl", strings.Repeat(`{"id": "a", "kind": "scalar", "check": "SELECT true"}`+"\n", 4))
	passes := `echo '[{"Set": "trino-cases", "Verdict": "passed"}]'`
	var froms []int
	start := func(ctx context.Context, p Part) *exec.Cmd {
		froms = append(froms, p.From)
		return exec.CommandContext(ctx, "sh", "-c", passes+"; exit 3")
	}
	results, err := Measure(t.Context(), Selection{Data: data, Sets: []string{"trino-cases"}}, start, func(string) {})
	if err != nil {
		t.Fatal(err)
	}
	rates := Rates(results, func(r Result) string { return r.Set })
	if want := (Rate{Group: "trino-cases", Passed: 2, Refused: 2}); len(rates) != 1 || rates[0] != want {
		t.Errorf("got %+v, want %+v", rates, want)
	}
	if fmt.Sprint(froms) != "[0 2]" {
		t.Errorf("processes began at %v", froms)
	}
}
