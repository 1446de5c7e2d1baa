package datasets

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// lakeOf makes a lake of those files, each with its path for content, and opens
// it. A path that ends in a slash is a folder; one with " -> " is a link.
func lakeOf(t testing.TB, paths ...string) *Lake {
	t.Helper()
	dir := t.TempDir()
	for _, p := range paths {
		p, target, isLink := strings.Cut(p, " -> ")
		full := filepath.Join(dir, p)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		var err error
		switch {
		case isLink:
			err = os.Symlink(strings.ReplaceAll(target, "LAKE", dir), full)
		case strings.HasSuffix(p, "/"):
			err = os.MkdirAll(full, 0o755)
		default:
			err = os.WriteFile(full, []byte(p), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	lake, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { lake.Close() })
	return lake
}

// listed returns the paths of a lake's files, and of what is wrong with the
// reason after a colon.
func listed(lake *Lake, w Walk) []string {
	var all []string
	for f, err := range lake.Files(context.Background(), w) {
		if err != nil {
			all = append(all, f.Path+": "+err.Error())
			continue
		}
		all = append(all, f.Path)
	}
	return all
}

func TestFiles(t *testing.T) {
	tests := []struct {
		name       string
		lake, want []string
	}{
		{"nothing", nil, nil},
		{"hidden names", []string{".git/config", "_SUCCESS", "a/_temporary/x.csv", "a/.x.csv", "a/b_.csv", "a/b.c.csv"},
			[]string{"a/b.c.csv", "a/b_.csv"}},
		{"empty folders", []string{"a/", "b/c/"}, nil},
		{"odd names", []string{"a b.csv", "a\nb.csv", "größe.csv", "'\"*?[x].csv", "日本/語.csv", "-n", "~"},
			[]string{"'\"*?[x].csv", "-n", "a\nb.csv", "a b.csv", "größe.csv", "~", "日本/語.csv"}},

		{"links within", []string{"a/x.csv", "b -> a", "c.csv -> a/x.csv", "b-b.csv", "d/e -> ../a"},
			[]string{"a/x.csv", "b-b.csv", "b/x.csv", "c.csv", "d/e/x.csv"}},
		{"links out", []string{"a -> /etc/passwd", "b -> /etc", "c/d -> ../../..", "e -> nowhere", "f.csv"},
			[]string{"a: a symbolic link that leads out of the lake", "b: a symbolic link that leads out of the lake",
				"c/d: a symbolic link that leads out of the lake", "e: a symbolic link to nothing", "f.csv"}},
		{"links with absolute paths", []string{"a/x.csv", "b -> LAKE/a"},
			[]string{"a/x.csv", "b: a symbolic link with an absolute path; make it relative"}},
		{"loops", []string{"a/b/x.csv", "a/b/up -> ..", "a/b/top -> ../..", "self -> self"},
			[]string{"a/b/top: a symbolic link to a folder that it lies in", "a/b/up: a symbolic link to a folder that it lies in",
				"a/b/x.csv", "self: too many levels of symbolic links"}},
		{"links to each other", []string{"a/x.csv", "a/b -> ../b", "b/a -> ../a"},
			[]string{"a/b/a: a symbolic link to a folder that it lies in", "a/x.csv", "b/a/b: a symbolic link to a folder that it lies in", "b/a/x.csv"}},
		{"hidden links", []string{"a.csv", ".b -> a.csv", "_c -> /etc"}, []string{"a.csv"}},
	}
	for _, test := range tests {
		if got := listed(lakeOf(t, test.lake...), Walk{}); !slices.Equal(got, test.want) {
			t.Errorf("%s:\ngot  %q\nwant %q", test.name, got, test.want)
		}
	}
}

// The files come in the order of their paths, folders and links to them among
// the files.
func TestFilesAreSorted(t *testing.T) {
	lake := lakeOf(t, "a/b.csv", "a-b.csv", "a.csv", "a0/c.csv", "a/b/c.csv", "a/b-c.csv", "A.csv", "a b/c.csv",
		"l -> a", "l-l.csv", "l.csv", "l0.csv", "ä.csv", "z/1", "z/10", "z/2")
	got := listed(lake, Walk{})
	if !slices.IsSorted(got) || len(got) != 18 {
		t.Errorf("%d files: %q", len(got), got)
	}
}

func TestFilesLeaveOut(t *testing.T) {
	lake := lakeOf(t, "a.csv", "a.log", "b/a.log", "b/c/a.csv", "state/catalog.db", "tmp/x.csv")
	if err := os.WriteFile(filepath.Join(lake.Dir(), "empty.csv"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	var w Walk
	for _, pattern := range []string{"**.log", "tmp/**"} {
		g, err := ParseGlob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		w.Exclude = append(w.Exclude, g)
	}
	w.Skip = []string{filepath.Join(lake.Dir(), "state")}
	if got, want := listed(lake, w), []string{"a.csv", "b/c/a.csv"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A folder that may not be read is a problem, and the rest is still listed.
func TestFilesPassedOver(t *testing.T) {
	lake := lakeOf(t, "a/_delta_log/1.json", "a/x.csv", "a/.x.crc", "b/_SUCCESS", "_state/catalog.db")
	for _, name := range []string{"b/none.csv", "b/_none.csv"} {
		if err := os.WriteFile(filepath.Join(lake.Dir(), name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	glob, err := ParseGlob("b/_S*")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	listed(lake, Walk{Exclude: []*Glob{glob}, Skip: []string{filepath.Join(lake.Dir(), "_state")},
		Passed: func(name string, empty bool) {
			if empty {
				name += " (empty)"
			}
			got = append(got, name)
		}})
	slices.Sort(got)
	if want := []string{"a/.x.crc", "a/_delta_log", "b/_none.csv", "b/none.csv (empty)"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestUnreadableFolder(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may read any folder")
	}
	lake := lakeOf(t, "a.csv", "b/x.csv", "c.csv")
	closed := filepath.Join(lake.Dir(), "b")
	if err := os.Chmod(closed, 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(closed, 0o755) })
	if got, want := listed(lake, Walk{}), []string{"a.csv", "b: permission denied", "c.csv"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestFilesEnd(t *testing.T) {
	lake := lakeOf(t, "a.csv", "b.csv", "c/d.csv")

	// With the context, whose error comes last.
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var last error
	n := 0
	for _, err := range lake.Files(ctx, Walk{}) {
		cancel()
		last = err
		n++
	}
	if !errors.Is(last, context.Canceled) || n != 2 {
		t.Errorf("after %d files: %v", n, last)
	}

	// With the loop.
	for range lake.Files(context.Background(), Walk{}) {
		break
	}
}

func TestFile(t *testing.T) {
	lake := lakeOf(t, "a/b.csv", "out -> /etc/passwd")
	f, err := lake.File("a/b.csv")
	if err != nil {
		t.Fatal(err)
	}
	if f.Size != int64(len("a/b.csv")) || f.Abs() != filepath.Join(lake.Dir(), "a", "b.csv") {
		t.Errorf("got %+v at %s", f, f.Abs())
	}
	for _, name := range []string{"a", "none", "../a", "/etc/passwd", "out", ""} {
		if _, err := lake.File(name); err == nil {
			t.Errorf("%q is a file of the lake", name)
		}
	}
	if _, err := lake.At("out", 1, time.Time{}).Open(); err == nil {
		t.Error("a link out of the lake can be opened")
	}
}

func TestUnchanged(t *testing.T) {
	lake := lakeOf(t, "a.csv")
	f, err := lake.File("a.csv")
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Unchanged(); err != nil {
		t.Error(err)
	}
	if err := os.Chtimes(f.Abs(), time.Time{}, f.ModTime.Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	if err := f.Unchanged(); !errors.Is(err, ErrChanged) {
		t.Errorf("after its time was set: %v", err)
	}
	if now, err := f.Again(); err != nil || now.Unchanged() != nil {
		t.Errorf("as it is now: %v", err)
	}
	if err := os.Remove(f.Abs()); err != nil {
		t.Fatal(err)
	}
	if err := f.Unchanged(); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("after it was removed: %v", err)
	}
}

func TestOpen(t *testing.T) {
	lake := lakeOf(t, "a.csv")
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(lake.Dir(), link); err != nil {
		t.Fatal(err)
	}
	linked, err := Open(link)
	if err != nil {
		t.Fatal(err)
	}
	defer linked.Close()
	if linked.Dir() != lake.Dir() {
		t.Errorf("got %s, want %s", linked.Dir(), lake.Dir())
	}
	for _, dir := range []string{"/nowhere", filepath.Join(lake.Dir(), "a.csv")} {
		if l, err := Open(dir); err == nil {
			l.Close()
			t.Errorf("%s is a lake", dir)
		}
	}
}
