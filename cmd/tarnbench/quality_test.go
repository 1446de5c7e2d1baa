package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A small table whose errors are known has the figures that they have by hand:
// of 60 cells two are wrong, both are found, and one that is right is.
func TestQuality(t *testing.T) {
	dir := t.TempDir()
	dirty, clean := "n\n", "n\n"
	for range 57 {
		dirty, clean = dirty+"10:30\n", clean+"10:30\n"
	}
	dirty, clean = dirty+"n/a\n9.15\n8.15\n", clean+"9:00\n9:15\n8.15\n"
	for name, text := range map[string]string{"dirty.csv": dirty, "clean.csv": clean} {
		path := filepath.Join(dir, "quality", "beers", name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	status, out, errs := bench(t, "quality", "--data", dir, "--check", "--format", "json", "beers")
	for _, want := range []string{`"Precision": 0.6666666666666666`, `"Recall": 1`, `"Value": 0.8`, `"Published": 0.985`} {
		if !strings.Contains(out, want) {
			t.Errorf("%s is not in %s", want, out)
		}
	}
	if status != 1 || !strings.Contains(errs, "missed: beers, cells, F1") {
		t.Errorf("got %d, %s", status, errs)
	}
	if status, _, errs := bench(t, "quality", "--data", dir, "nothing"); status != 1 || !strings.Contains(errs, "no set is called") {
		t.Errorf("got %d, %s", status, errs)
	}
}
