package csvfile

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/tarnlake/tarn/datasets"
)

// A panic in any goroutine of a scan is an error of that file, with its place.
func TestBug(t *testing.T) {
	f := fileOf(t, "x.csv", []byte("id,name\n"+strings.Repeat("1,Zo\xeb\n", 100)))
	check := func(where, place string, err error) {
		t.Helper()
		var bug *BugError
		if !errors.As(err, &bug) || !strings.HasPrefix(bug.Place, place) {
			t.Errorf("%s: got %v, want a bug at %s", where, err, place)
		}
	}
	_, err := Format{}.Scan(t.Context(), f, datasets.ScanOptions{Progress: func(int64) { panic("progress") }})
	check("producer", "bug_test.go:", err)

	p := new(part)
	w := newWorker(&reading{plan: plan{encoding: "latin-1"}, width: 2}, usualSizes) // it has no encoder
	p.reset(w.reading)
	w.guarded(&block{text: []byte("1,Zo\xeb\n"), last: true, footer: -1}, p)
	check("worker", "encoding.go:", p.err)

	err = Format{}.Clean(t.Context(), f, &datasets.Layout{Columns: make([]datasets.Column, 2)}, writer(func() { panic("full") }))
	check("copy", "bug_test.go:", err)
}

// A writer does something instead of writing.
type writer func()

func (w writer) Write(p []byte) (int, error) {
	w()
	return len(p), io.ErrShortWrite
}
