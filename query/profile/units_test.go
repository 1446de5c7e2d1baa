package profile_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/catalog/crawl"
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/query"
	"github.com/tarnlake/tarn/query/profile"
)

// A watched engine notes which files are measured.
type watched struct {
	*query.Engine
	files []string
}

func (w *watched) Run(ctx context.Context, r query.Request) (*query.Rows, error) {
	for name := range r.Files {
		w.files = append(w.files, name)
	}
	return w.Engine.Run(ctx, r)
}

// day writes the file of a day.
func day(t *testing.T, dir string, n int) {
	t.Helper()
	var b strings.Builder
	b.WriteString("id,name,amount\n")
	for i := range 300 {
		fmt.Fprintf(&b, "%d,name %d,%d.%02d\n", n*300+i, i%7, i%50*n, i%100)
	}
	path := filepath.Join(dir, "sales", fmt.Sprintf("day=%d", n), "part.csv")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// A second profile measures the files that are new or have changed, and no
// others, and says what a first one would.
func TestKept(t *testing.T) {
	dir := t.TempDir()
	for n := range 3 {
		day(t, dir, n+1)
	}
	l := open(t, dir)
	w := &watched{Engine: l.engine}
	clock := func() time.Time { return time.Unix(0, 0) }
	run := func() *profile.Profile {
		t.Helper()
		w.files = nil
		p, err := profile.Run(t.Context(), w, l.catalog, profile.Options{Table: catalog.Name{Database: "default", Table: "sales"}, Now: clock})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	first := run()
	if len(w.files) != 3 || first.Rows != 900 {
		t.Fatalf("the first profile measured %v, %d rows", w.files, first.Rows)
	}
	if second := run(); len(w.files) != 0 || !reflect.DeepEqual(second, first) {
		t.Errorf("the second profile measured %v", w.files)
	}

	day(t, dir, 4)
	lake, err := datasets.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer lake.Close()
	if _, _, err := new(crawl.Crawler).Update(t.Context(), lake, l.catalog, false); err != nil {
		t.Fatal(err)
	}
	third := run()
	if len(w.files) != 1 || w.files[0] != "sales/day=4/part.csv" {
		t.Errorf("with a new file: measured %v", w.files)
	}
	fresh := open(t, dir).profile(t, "sales", profile.Options{Now: clock})
	if !reflect.DeepEqual(third.Columns, fresh.Columns) || third.Rows != 1200 || !reflect.DeepEqual(third.Repeats, fresh.Repeats) {
		t.Errorf("merged:\n%+v\nat once:\n%+v", third, fresh)
	}
}
