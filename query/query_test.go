package query_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/catalog/crawl"
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/query"
)

// open crawls the lake in dir and opens an engine on it.
func open(t testing.TB, dir string) *query.Engine {
	t.Helper()
	ctx := t.Context()
	lake, err := datasets.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { lake.Close() })
	state := t.TempDir()
	c, err := catalog.Open(filepath.Join(state, "catalog.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	found, err := new(crawl.Crawler).Crawl(ctx, lake, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, left := range found.LeftOut {
		t.Logf("left out %s: %s", left.Path, left.Reason)
	}
	if _, err := c.Sync(ctx, crawl.DefaultDatabase, found.Tables, found.LeftOut, catalog.SyncOptions{}); err != nil {
		t.Fatal(err)
	}
	e, err := query.Open(ctx, query.Options{Lake: lake, Catalog: c, State: state})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

// lake writes files, given as a path and a text each, into a new folder.
func lake(t testing.TB, files ...string) string {
	t.Helper()
	dir := t.TempDir()
	for i := 0; i < len(files); i += 2 {
		path := filepath.Join(dir, files[i])
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(files[i+1]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// answer returns the rows of a query as lines of values between bars, or the error.
func answer(ctx context.Context, e *query.Engine, sql string) string {
	rows, err := e.Run(ctx, query.Request{SQL: sql})
	if err != nil {
		return err.Error()
	}
	defer rows.Close()
	var lines []string
	for row, err := range rows.All() {
		if err != nil {
			return err.Error()
		}
		values := make([]string, len(row))
		for i, v := range row {
			values[i] = fmt.Sprint(v)
			if v == nil {
				values[i] = "∅"
			}
		}
		lines = append(lines, strings.Join(values, "|"))
	}
	return strings.Join(lines, "\n")
}

func TestSmoke(t *testing.T) {
	e := open(t, "../datasets/samples/shop")
	for _, sql := range []string{
		"SHOW TABLES", "SELECT count(*) FROM events", "SELECT count(*) FROM default.events", "FROM events LIMIT 3", "DESCRIBE events", "SELECT * FROM nope",
		"SUMMARIZE events",
	} {
		t.Logf("%s\n%s", sql, answer(t.Context(), e, sql))
	}
}
