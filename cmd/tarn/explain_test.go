package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// What --explain writes as JSON is what other programs score a crawl by: the
// same keys for every file of the lake, whatever became of it.
func TestExplainJSON(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"a/x.csv":     "# made by hand\nId;Name\n1;'a;b'\n2;'c'\n3\n",
		"a/y.csv":     "",
		"b.tsv":       "1\t2\n3\t4\n",
		"c.jsonl":     "{\"A b\": 1, \"c\": null}\n{\"A b\": 2}\n{oops\n",
		"d.bin":       "\x00\x01\x02\x03",
		".hidden.csv": "x\n",
	} {
		at := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, when := range []string{"first", "again"} {
		var out, errs bytes.Buffer
		if got := run([]string{"crawl", dir, "--explain", "--format", "json"}, strings.NewReader(""), &out, &errs); got != exitPartial {
			t.Fatalf("%s: status %d: %s", when, got, errs.String())
		}
		checkExplained(t, when, out.Bytes())
	}
}

func checkExplained(t *testing.T, when string, data []byte) {
	t.Helper()
	var got struct {
		Files        []map[string]any
		Explanations []struct {
			Table, Reason string
			Files         []string
		}
	}
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	files := make(map[string]map[string]any)
	var paths []string
	for _, f := range got.Files {
		path := f["path"].(string)
		files[path] = f
		paths = append(paths, path)
		for _, key := range []string{"format", "encoding", "compression", "delimiter", "quote", "escape", "header",
			"headerRows", "linesSkipped", "rows", "columns", "problems"} {
			if _, ok := f[key]; !ok {
				t.Errorf("%s: %s has no %s", when, path, key)
			}
		}
	}
	if want := []string{"a/x.csv", "a/y.csv", "b.tsv", "c.jsonl", "d.bin"}; !slices.Equal(paths, want) {
		t.Fatalf("%s: got %q, want %q", when, paths, want)
	}
	for _, test := range []struct {
		path string
		want map[string]any
	}{
		{"a/x.csv", map[string]any{"format": "csv", "encoding": "utf-8", "compression": "", "delimiter": ";", "quote": "'", "escape": "'",
			"header": true, "headerRows": 1.0, "rows": 3.0, "table": "a"}},
		{"a/y.csv", map[string]any{"format": "", "encoding": "", "delimiter": "", "header": nil, "rows": 0.0, "table": "", "leftOut": "the file is empty"}},
		{"b.tsv", map[string]any{"format": "csv", "delimiter": "\t", "header": false, "headerRows": 0.0, "linesSkipped": 0.0, "rows": 2.0}},
		{"c.jsonl", map[string]any{"format": "json", "encoding": "utf-8", "delimiter": "", "quote": "", "escape": "", "header": nil, "rows": 2.0}},
		{"d.bin", map[string]any{"format": "", "table": ""}},
	} {
		f := files[test.path]
		for _, key := range slices.Sorted(maps.Keys(test.want)) {
			if !reflect.DeepEqual(f[key], test.want[key]) {
				t.Errorf("%s: %s: %s is %v, want %v", when, test.path, key, f[key], test.want[key])
			}
		}
	}
	column := files["c.jsonl"]["columns"].([]any)[0].(map[string]any)
	evidence, _ := column["evidence"].(map[string]any)
	if column["name"] != "A b" || column["catalogName"] != "a_b" || column["type"] != "bigint" || column["nulls"] != 0.0 || evidence["max"] != "2" {
		t.Errorf("%s: the column is %v", when, column)
	}
	problem := files["c.jsonl"]["problems"].([]any)[0].(map[string]any)
	if problem["file"] != "c.jsonl" || problem["line"] != 3.0 || problem["byte"] != 34.0 || problem["text"] != "{oops" || problem["cause"] == "" {
		t.Errorf("%s: the problem is %v", when, problem)
	}
	if problem := files["d.bin"]["problems"].([]any)[0].(map[string]any); problem["line"] != nil || problem["byte"] != nil || problem["cause"] == "" {
		t.Errorf("%s: the problem of d.bin is %v", when, problem)
	}
	if len(got.Explanations) != 3 || got.Explanations[0].Reason == "" || !slices.Equal(got.Explanations[0].Files, []string{"a/x.csv"}) {
		t.Errorf("%s: got %+v", when, got.Explanations)
	}
}
