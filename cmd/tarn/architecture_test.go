package main

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
)

// ARCHITECTURE.md names every package, so that a newcomer finds the room.
func TestArchitecture(t *testing.T) {
	page, err := os.ReadFile("../../ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	seen := make(map[string]bool)
	err = fs.WalkDir(os.DirFS("../.."), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
			return fs.SkipDir
		}
		dir := path.Dir(name)
		if path.Ext(name) != ".go" || seen[dir] {
			return nil
		}
		seen[dir] = true
		if !regexp.MustCompile(`\b` + path.Base(dir) + `\b`).Match(page) {
			t.Errorf("ARCHITECTURE.md does not name %s", dir)
		}
		return nil
	})
	if err != nil || len(seen) < 20 {
		t.Errorf("%d packages, %v", len(seen), err)
	}
}
