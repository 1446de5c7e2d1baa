package query_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"

	"github.com/tarnlake/tarn/query"
)

// write makes or replaces a file of a lake.
func write(t testing.TB, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// Each case is a lake, what happens to it after the crawl, and what a query
// answers and warns of under each way to go about it.
func TestStale(t *testing.T) {
	const both, sum = "SELECT count(*), sum(v) FROM t", "SELECT count(*), sum(a) FROM t"
	csv := []string{"t/a.csv", "k,v\n1,10\n", "t/b.csv", "k,v\n2,20\n"}
	tests := []struct {
		name               string
		files              []string
		then               func(dir string)
		sql                string
		refresh, warn, err string
		lost, warning      string
	}{
		{name: "nothing happens", files: csv, then: func(string) {},
			sql: both, refresh: "2|30", warn: "2|30", err: "2|30"},
		{name: "a type changes",
			files: csv, then: func(dir string) { write(t, dir, "t/b.csv", "k,v\n2,20.5\n3,1\n") },
			sql: both, refresh: "3|31.5", warn: "3|32", err: "default.t: t/b.csv has changed since the crawl",
			warning: "default.t: t/b.csv has changed since the crawl"},
		{name: "the dialect changes",
			files: csv, then: func(dir string) { write(t, dir, "t/b.csv", "v;k\n20;2\n30;3\n") },
			sql: both, refresh: "3|60", err: "default.t: t/b.csv has changed since the crawl"},
		{name: "a column comes",
			files: csv, then: func(dir string) { write(t, dir, "t/b.csv", "k,v,w\n2,20,x\n") },
			sql: "SELECT w FROM t ORDER BY k", refresh: "∅\nx", err: "default.t: t/b.csv has changed since the crawl"},
		{name: "a file goes",
			files: csv, then: func(dir string) { os.Remove(filepath.Join(dir, "t/a.csv")) },
			sql: both, refresh: "1|20", warn: "1|20", err: "default.t: t/a.csv is gone since the crawl",
			warning: "default.t: t/a.csv is gone since the crawl"},
		{name: "a file comes",
			files: csv, then: func(dir string) { write(t, dir, "t/c.csv", "k,v\n3,30\n") },
			sql: both, refresh: "3|60", warn: "2|30", err: "default.t: t/c.csv is new since the crawl",
			warning: "default.t: t/c.csv is new since the crawl"},
		{name: "a partition comes",
			files: []string{"t/year=2023/a.csv", "k,v\n1,10\n", "t/year=2024/a.csv", "k,v\n2,20\n"},
			then:  func(dir string) { write(t, dir, "t/year=2025/a.csv", "k,v\n3,30\n") },
			sql:   "SELECT max(year), sum(v) FROM t", refresh: "2025|60", warn: "2024|30", err: "default.t: t/year=2025 is new since the crawl",
			warning: "default.t: t/year=2025 is new since the crawl"},
		{name: "hidden and empty files come",
			files: csv, then: func(dir string) {
				write(t, dir, "t/_SUCCESS", "x")
				write(t, dir, "t/.x", "x")
				write(t, dir, "t/e.csv", "")
			},
			sql: both, refresh: "2|30", warn: "2|30", err: "2|30"},
		{name: "a file that cannot be read comes",
			files: csv, then: func(dir string) { write(t, dir, "t/c.png", "\x89PNG\r\n\x1a\n\x00\x00") },
			sql: both, refresh: "2|30", lost: "t/c.png is not in default.t: no format fits: it looks like a PNG picture"},
		{name: "a file becomes one of another kind",
			files: csv, then: func(dir string) { write(t, dir, "t/b.csv", "\x89PNG\r\n\x1a\n\x00\x00") },
			sql: both, refresh: "1|10", lost: "t/b.csv is not in default.t: no format fits: it looks like a PNG picture"},
		{name: "a lone file changes",
			files: []string{"t.csv", "a,b\n1,2\n", "u.csv", "c,d,e\n1,2,3\n"}, then: func(dir string) { write(t, dir, "t.csv", "b;a\nx;1\ny;2\n") },
			sql: sum, refresh: "2|3", err: "default.t: t.csv has changed since the crawl"},
		{name: "a lone file goes",
			files: []string{"t.csv", "a,b\n1,2\n", "u.csv", "c,d,e\n1,2,3\n"}, then: func(dir string) { os.Remove(filepath.Join(dir, "t.csv")) },
			sql: sum, refresh: "0|∅", warn: "0|∅", err: "default.t: t.csv is gone since the crawl",
			warning: "default.t: t.csv is gone since the crawl"},
		{name: "a file that is read from a copy changes",
			files: []string{"t.csv", "a,b\ncaf\xe9,1\n\x80,2\n"}, then: func(dir string) { write(t, dir, "t.csv", "a,b\ncaf\xe9,1\n\x80,2\n\x80,3\n") },
			sql: "SELECT sum(b) FROM t WHERE a IN ('café', '€')", refresh: "6", warn: "6", err: "default.t: t.csv has changed since the crawl",
			warning: "default.t: t.csv has changed since the crawl"},
		{name: "what the query does not name changes",
			files: []string{"t.csv", "a,b\n1,2\n", "u.csv", "c,d,e\n1,2,3\n"}, then: func(dir string) { write(t, dir, "u.csv", "c\n1\n") },
			sql: sum, refresh: "1|1", warn: "1|1", err: "1|1"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := lake(t, test.files...)
			e := open(t, dir)
			test.then(dir)
			ask := func(stale query.Stale, want, warning string) {
				t.Helper()
				var warnings []string
				got := answerTo(t.Context(), e, query.Request{SQL: test.sql, Stale: stale, Warn: func(err error) { warnings = append(warnings, err.Error()) }})
				if got != want {
					t.Errorf("%s: got\n%s\nwant\n%s", stale, got, want)
				}
				if got := strings.Join(warnings, "\n"); got != warning {
					t.Errorf("%s warns: got %q, want %q", stale, got, warning)
				}
			}
			if test.err != "" {
				ask(query.StaleRefuse, test.err, "")
			}
			if test.warn != "" {
				ask(query.StaleWarn, test.warn, test.warning)
			}
			ask("", test.refresh, test.lost)
			ask(query.StaleRefuse, test.refresh, "") // the catalog is up to date now
		})
	}
}

// Queries that find the same files changed at once all answer as the files are.
func TestRefreshAtOnce(t *testing.T) {
	var files []string
	for i := range 20 {
		files = append(files, fmt.Sprintf("t/%d.csv", i), "k,v\n1,1\n", fmt.Sprintf("u/%d.json", i), "{\"v\":1}\n")
	}
	dir := lake(t, files...)
	e := open(t, dir)
	for round := range 3 {
		for i := range 20 {
			write(t, dir, fmt.Sprintf("t/%d.csv", i), fmt.Sprintf("k,v\n1,%d\n", 10*round+12))
			write(t, dir, fmt.Sprintf("u/%d.json", i), fmt.Sprintf("{\"v\":%d}\n", 10*round+12))
		}
		want := fmt.Sprintf("%d|%d", 20*(10*round+12), 20*(10*round+12))
		var group errgroup.Group
		for range 8 {
			group.Go(func() error {
				if got := answer(t.Context(), e, "SELECT (SELECT sum(v) FROM t), (SELECT sum(v) FROM u)"); got != want {
					return errors.New("got " + got + ", want " + want)
				}
				return nil
			})
		}
		if err := group.Wait(); err != nil {
			t.Error(err)
		}
	}
}

// Rows of a file that changes while they are read may be of before and after.
func TestChangedWhileRead(t *testing.T) {
	for _, stale := range []query.Stale{query.StaleRefresh, query.StaleWarn, query.StaleRefuse} {
		dir := lake(t, "t.csv", "a,b\n"+strings.Repeat("1,2\n", 50000))
		e := open(t, dir)
		var warned error
		rows, err := e.Run(t.Context(), query.Request{SQL: "SELECT * FROM t", Stale: stale, Warn: func(err error) { warned = err }})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, err = range rows.All() {
			if n++; n == 1 {
				f, _ := os.OpenFile(filepath.Join(dir, "t.csv"), os.O_APPEND|os.O_WRONLY, 0)
				f.WriteString("1,2\n")
				f.Close()
			}
		}
		rows.Close()
		if stale == query.StaleWarn {
			err, warned = warned, err
		}
		if got := fmt.Sprint(err); got != "t.csv changed while it was read" || warned != nil {
			t.Errorf("%s: got %v and %v", stale, err, warned)
		}
	}
}
