package query

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/tarnlake/tarn/datasets"
)

// copied makes the copy of a file of one row and returns its path.
func copied(t *testing.T, c *copies, dir string) string {
	t.Helper()
	lake, err := datasets.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer lake.Close()
	f, err := lake.File("t.csv")
	if err != nil {
		t.Fatal(err)
	}
	scan, err := scanFile(t.Context(), f)
	if err != nil {
		t.Fatal(err)
	}
	path, err := c.ensure(t.Context(), f, &scan.Layout)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func age(t *testing.T, path string) {
	t.Helper()
	then := time.Now().Add(-2 * inUseFor)
	if err := os.Chtimes(path, then, then); err != nil {
		t.Fatal(err)
	}
}

func TestCopies(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "t.csv"), "a,b\ncaf\xe9,1\n")
	c := &copies{dir: filepath.Join(t.TempDir(), "cache")}
	first := copied(t, c, dir)
	const want = "\"café\",\"1\"\n"
	read := func(path string) string {
		t.Helper()
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	if got := read(first); got != want {
		t.Fatalf("got %q, want %q", got, want)
	}

	// It is made once, until it has lost a part.
	writeFile(t, first, strings.Replace(want, "1", "2", 1))
	if got := copied(t, c, dir); got != first || read(got) == want {
		t.Errorf("made again: %s", got)
	}
	for _, damaged := range []string{"", want[:5]} {
		writeFile(t, first, damaged)
		if got := copied(t, c, dir); got != first || read(got) != want {
			t.Errorf("%q stays: %s", damaged, got)
		}
	}

	// A copy of the file as it was stays as long as a query may be about to read it.
	writeFile(t, filepath.Join(dir, "t.csv"), "a,b\ncaf\xe9,12\n")
	second := copied(t, c, dir)
	if got := read(first); second == first || got != want {
		t.Errorf("the older copy: %q", got)
	}
	age(t, first)
	writeFile(t, filepath.Join(dir, "t.csv"), "a,b\ncaf\xe9,123\n")
	copied(t, c, dir)
	if _, err := os.Stat(first); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the oldest copy: %v", err)
	}

	// A copy that is asked for again counts as used.
	age(t, second)
	writeFile(t, filepath.Join(dir, "t.csv"), "a,b\ncaf\xe9,123\n")
	third := copied(t, c, dir)
	age(t, third)
	copied(t, c, dir)
	if info, err := os.Stat(third); err != nil || time.Since(info.ModTime()) > inUseFor {
		t.Errorf("a copy in use: %v", err)
	}
}

// What a process that was killed left half made is removed when nobody has
// written it for a while.
func TestSweep(t *testing.T) {
	c := &copies{dir: t.TempDir()}
	if err := os.Mkdir(c.unfinished(), 0o755); err != nil {
		t.Fatal(err)
	}
	old, new := filepath.Join(c.unfinished(), "copy-1"), filepath.Join(c.unfinished(), "copy-2")
	writeFile(t, old, "x")
	writeFile(t, new, "x")
	age(t, old)
	c.sweep()
	if _, err := os.Stat(old); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the old one: %v", err)
	}
	if _, err := os.Stat(new); err != nil {
		t.Errorf("the new one: %v", err)
	}
}

func TestCopyErrorHint(t *testing.T) {
	full := &CopyError{Path: "t.csv", Dir: "cache", Err: &fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}}
	if got := full.Hint(); !strings.Contains(got, "make room for it in cache") {
		t.Errorf("a full disk: %q", got)
	}
	if got := (&CopyError{Err: errors.New("x")}).Hint(); got != "" {
		t.Errorf("something else: %q", got)
	}
}
