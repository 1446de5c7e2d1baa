package query_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/tarnlake/tarn/query"
)

// tableOf makes a lake of one table of so many small files in folders of a
// thousand.
func tableOf(b *testing.B, files int) *query.Engine {
	b.Helper()
	dir := b.TempDir()
	for i := range files {
		folder := filepath.Join(dir, "t", fmt.Sprintf("part=%d", i/1000))
		if i%1000 == 0 {
			if err := os.MkdirAll(folder, 0o755); err != nil {
				b.Fatal(err)
			}
		}
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("%d.csv", i)), []byte("a,b\n1,2\n"), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	return open(b, dir)
}

// BenchmarkBind reports what it takes to look at the files of a table and to
// tell DuckDB of them: the statement reads none.
func BenchmarkBind(b *testing.B) {
	for _, files := range []int{1, 3000, 50000} {
		b.Run(fmt.Sprint(files), func(b *testing.B) {
			e := tableOf(b, files)
			for b.Loop() {
				if got := answer(b.Context(), e, "SELECT a FROM t LIMIT 0"); got != "" {
					b.Fatal(got)
				}
			}
		})
	}
}

// BenchmarkQuery reports the first query of an engine, its opening included,
// and the next ones.
func BenchmarkQuery(b *testing.B) {
	dir := lake(b, "t.csv", "a,b\n1,2\n")
	b.Run("first", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			place := opened(b, dir)
			b.StartTimer()
			e, err := query.Open(b.Context(), place)
			if err != nil {
				b.Fatal(err)
			}
			if got := answer(b.Context(), e, "SELECT sum(a) FROM t"); got != "1" {
				b.Fatal(got)
			}
			b.StopTimer()
			e.Close()
			b.StartTimer()
		}
	})
	b.Run("next", func(b *testing.B) {
		e := open(b, dir)
		for b.Loop() {
			if got := answer(b.Context(), e, "SELECT sum(a) FROM t"); got != "1" {
				b.Fatal(got)
			}
		}
	})
}
