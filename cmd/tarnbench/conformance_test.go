package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A case that is right, one that is wrong and one that is refused are counted
// apart, and those that fail are listed with what was expected and what came.
func TestConformance(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "sql/trino-cases.jsonl")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	text := `{"id": "A-1", "kind": "scalar", "check": "SELECT 1 = 1"}
{"id": "A-2", "kind": "scalar", "check": "SELECT 1 = 2"}
{"id": "B-1", "kind": "scalar", "check": "SELECT nothing_of_that_name(1)", "tag": "char"}
`
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		args  []string
		wants []string
	}{
		{nil, []string{
			"| trino-cases/char | 1 | 0 | 0 | 1 | 0 | 0.000 |",
			"| trino-cases/scalar | 2 | 1 | 1 | 0 | 0 | 0.500 |",
		}},
		{[]string{"--prefix"}, []string{"| trino-cases/A | 2 | 1 | 1 | 0 | 0 | 0.500 |", "| trino-cases/B |"}},
		{[]string{"--failures", "--run", "A-2"}, []string{"trino-cases/scalar A-2: wrong\n  sql:      SELECT 1 = 2\n  expected: true\n  got:      false\n"}},
		{[]string{"--causes", "1", "--group", "char"}, []string{"1 × trino-cases: ", "such as: SELECT nothing_of_that_name(1)"}},
		{[]string{"--format", "json", "--failures"}, []string{`"ID": "A-2"`, `"Verdict": "wrong"`}},
	}
	for _, test := range tests {
		args := append([]string{"conformance", "sql/trino-cases.jsonl", "--data", dir, "--format", "markdown"}, test.args...)
		status, out, errs := bench(t, args...)
		for _, want := range test.wants {
			if status != 0 || !strings.Contains(out, want) {
				t.Errorf("%v: got %d, %s%s; want %s", test.args, status, out, errs, want)
			}
		}
	}
	if status, _, errs := bench(t, "conformance", "nothing"); status != 1 || !strings.Contains(errs, "no file is called") {
		t.Errorf("got %d, %s", status, errs)
	}
	if status, _, errs := bench(t, "conformance", "--data", dir, "values"); status != 1 || !strings.Contains(errs, "values.jsonl") {
		t.Errorf("got %d, %s", status, errs)
	}
}
