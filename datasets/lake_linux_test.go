package datasets

import (
	"path/filepath"
	"slices"
	"syscall"
	"testing"
)

// Something that is no file must not be opened: a pipe would wait for ever.
func TestPipe(t *testing.T) {
	lake := lakeOf(t, "a.csv")
	if err := syscall.Mkfifo(filepath.Join(lake.Dir(), "pipe"), 0o644); err != nil {
		t.Skip(err)
	}
	if got, want := listed(lake, Walk{}), []string{"a.csv", "pipe: not a regular file"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if _, err := lake.File("pipe"); err == nil {
		t.Error("a pipe is a file")
	}
}

// A name that is not UTF-8 can be said to no engine.
func TestNamesInOtherEncodings(t *testing.T) {
	lake := lakeOf(t, "a\xff.csv", "b\xff/c.csv", "d.csv")
	want := []string{"a\xff.csv: its name is not UTF-8", "b\xff: its name is not UTF-8", "d.csv"}
	if got := listed(lake, Walk{}); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
