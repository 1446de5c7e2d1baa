package crawl

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"testing"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets"
)

// What is spared ends with the last crawl that spares, and nobody who spares more
// is told to spare less.
func TestSpare(t *testing.T) {
	percent := func() int {
		is := debug.SetGCPercent(100)
		debug.SetGCPercent(is)
		return is
	}
	defer debug.SetGCPercent(debug.SetGCPercent(100))
	check := func(when string, want int) {
		t.Helper()
		if got := percent(); got != want {
			t.Errorf("%s: %d, want %d", when, got, want)
		}
	}
	few := spare(manyFiles - 1)
	check("few files", 100)
	first, second := spare(manyFiles), spare(manyFiles)
	check("many files", sparedPercent)
	first()
	check("one of two done", sparedPercent)
	second()
	few()
	check("all done", 100)
	for _, set := range []int{10, -1} {
		debug.SetGCPercent(set)
		end := spare(manyFiles)
		check("told to spare otherwise", set)
		end()
		check("told to spare otherwise, then done", set)
	}
}

// BenchmarkMemory reports how much memory a crawl keeps of each file when it is at
// its largest, that is after the files were scanned or recognized and the tables
// are to be made, and how much it hands on to the catalog.
func BenchmarkMemory(b *testing.B) {
	const files = 5000
	dir := b.TempDir()
	for i := range files {
		name := filepath.Join(dir, fmt.Sprintf("events/year=%d/month=%02d/part-%05d.csv", 2000+i/1200, i/100%12+1, i))
		text := fmt.Sprintf("id,name,amount,day\n%d,n%d,%d.25,2024-01-%02d\n%d,m%d,7.5,2024-02-01\n", i, i%97, i%1000, i%28+1, i+1, i%89)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	lake, err := datasets.Open(dir)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { lake.Close() })
	c, err := catalog.Open(filepath.Join(b.TempDir(), "catalog.db"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { c.Close() })
	for _, crawl := range []string{"first", "same"} {
		b.Run(crawl, func(b *testing.B) {
			for b.Loop() {
				scanned, found := bytesKept(b, lake, c)
				b.ReportMetric(float64(scanned)/files, "B/file")
				b.ReportMetric(float64(found)/files, "found-B/file")
			}
		})
		if _, _, err := new(Crawler).Update(b.Context(), lake, c, false); err != nil {
			b.Fatal(err)
		}
	}
}

// bytesKept crawls a lake, and returns how many bytes are in use once its files
// are scanned or recognized, and how many of what was found.
func bytesKept(b *testing.B, lake *datasets.Lake, c *catalog.Catalog) (scanned, found int64) {
	before := inUse()
	known, err := c.Known(b.Context(), catalog.DefaultDatabase)
	if err != nil {
		b.Fatal(err)
	}
	f, err := new(Crawler).crawl(b.Context(), lake, known, &spool{folder: b.TempDir()}, func(r *run) error {
		if err := r.walk(b.Context()); err != nil {
			return err
		}
		err := r.classify(b.Context())
		scanned = inUse() - before
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	found = inUse() - before
	runtime.KeepAlive(f)
	return scanned, found
}

// inUse returns how many bytes are in use.
func inUse() int64 {
	runtime.GC()
	runtime.GC() // what the first one put aside for reuse
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
