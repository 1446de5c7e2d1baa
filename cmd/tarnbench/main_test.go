package main

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tarnlake/tarn/cmd/tarnbench/internal/inference"
	"github.com/tarnlake/tarn/cmd/tarnbench/internal/speed"
)

// TestMain lets a measurement start this binary as the program.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && (os.Args[1] == "run" || os.Args[1] == "part") {
		main()
	}
	os.Exit(m.Run())
}

// bench runs the program.
func bench(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	s := &session{ctx: t.Context(), stdout: &out, stderr: &errs}
	status = s.main(args)
	return status, out.String(), errs.String()
}

// document makes a folder of data that has csv-spectrum with one file, and the
// truth about it.
func document(t *testing.T, text, truth string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range map[string]string{"csvs/a.csv": text, "json/a.json": truth} {
		path := filepath.Join(dir, "csv/spectrum", name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestInference(t *testing.T) {
	right := document(t, "id;name\n1;Ann\n2;Ben\n", `[{"id":"1","name":"Ann"},{"id":"2","name":"Ben"}]`)
	status, out, errs := bench(t, "inference", "csv/spectrum", "--data", right, "--check", "--markdown")
	if status != 0 || !strings.Contains(out, "| 1 of 1 | 1 of 1 | 1 of 1 | met |") {
		t.Errorf("got status %d, %s%s", status, out, errs)
	}

	wrong := document(t, "id;name\n1;Ann\n2;Ben\n", `[{"id":"1","name":"Ann"}]`)
	status, out, errs = bench(t, "inference", "--data", wrong, "--check", "--misses", "--format=json", "csv/spectrum")
	if want := "tarnbench: missed: csv/spectrum, files right\n"; status != 1 || !strings.HasSuffix(errs, want) || !strings.HasPrefix(errs, "csv/spectrum: a.csv: got ") {
		t.Errorf("got status %d, %s", status, errs)
	}
	var lines []map[string]any
	if err := json.Unmarshal([]byte(out), &lines); err != nil || len(lines) != 1 || lines[0]["tarn"] != 0.0 || lines[0]["met"] != false {
		t.Errorf("got %s, %v", out, err)
	}
	if status, _, _ := bench(t, "inference", "--data", wrong, "csv/spectrum"); status != 0 {
		t.Errorf("a goal that is missed fails without --check: %d", status)
	}
}

func TestErrors(t *testing.T) {
	empty := t.TempDir()
	tests := []struct {
		args []string
		want string
	}{
		{[]string{"crawl"}, `no verb is called "crawl"`},
		{[]string{"inference", "csv/spectre"}, "no set is called \"csv/spectre\"\ntarnbench: hint: there are csv/spectrum, csv/test-data,"},
		{[]string{"inference", "--data", "/no/such"}, "/no/such: there is no such folder of data\ntarnbench: hint: --data DIR"},
		{[]string{"inference", "--data", empty, "types/ptype"}, "types/ptype/data: there is no such folder of data"},
		{[]string{"inference", "--format", "xml"}, "no format is called \"xml\""},
		{[]string{"speed", "orc"}, "no kind is called \"orc\"\ntarnbench: hint: there are csv, ndjson, footers, gzip, small"},
		{[]string{"speed", "--size", "much"}, "--size much: write a size as 500KB, 700MB or 2GB"},
		{[]string{"speed", "--runs", "0"}, "--runs 0"},
	}
	for _, test := range tests {
		status, out, errs := bench(t, test.args...)
		if status != 1 || out != "" || !strings.Contains(errs, test.want) {
			t.Errorf("%q: got status %d, %s%s; want %q", test.args, status, out, errs, test.want)
		}
	}
}

// Each kind of data is made and read by both sides, who find as many rows; how
// long it takes does not matter.
func TestSpeed(t *testing.T) {
	status, out, errs := bench(t, "speed", "--size", "100KB", "--runs", "2", "--temp", t.TempDir(), "--format", "json")
	var results []speed.Result
	if err := json.Unmarshal([]byte(out), &results); status != 0 || err != nil {
		t.Fatalf("got status %d, %v: %s", status, err, errs)
	}
	if len(results) != len(speed.Names()) {
		t.Errorf("%d kinds, want %d", len(results), len(speed.Names()))
	}
	for _, r := range results {
		if r.Rows == 0 || r.Tarn.Min <= 0 || r.DuckDB.Min <= 0 || r.Tarn.Median < r.Tarn.Min {
			t.Errorf("%s: %+v", r.Kind, r)
		}
	}
}

func TestMet(t *testing.T) {
	for _, test := range []struct {
		tarn, goal float64
		want       bool
	}{{.95, .95, true}, {.94, .95, false}, {.1, math.NaN(), true}} {
		f := inference.Figure{Tarn: test.tarn, Goal: test.goal}
		if got := f.Met(); got != test.want {
			t.Errorf("%v of %v: got %t", test.tarn, test.goal, got)
		}
	}
	for _, test := range []struct {
		ratio, goal float64
		want        bool
	}{{.7, .7, true}, {.71, .7, false}, {3, 0, true}} {
		r := speed.Result{Ratio: test.ratio, Goal: test.goal}
		if got := r.Met(); got != test.want {
			t.Errorf("%v of %v: got %t", test.ratio, test.goal, got)
		}
	}
}

func TestParseSize(t *testing.T) {
	for text, want := range map[string]int64{"700MB": 700e6, "1.5gb": 1_500_000_000, "20kB": 20_000} {
		if got, err := parseSize(text); err != nil || got != want {
			t.Errorf("%s: got %d, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "MB", "-1MB", "700", "0MB"} {
		if got, err := parseSize(text); err == nil {
			t.Errorf("%s: got %d", text, got)
		}
	}
}
