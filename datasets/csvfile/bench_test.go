package csvfile

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/csvfile/internal/cut"
)

// texts are what the benchmarks read: at its best, as usual, and at its worst.
var texts = []struct {
	name string
	row  func(i int) string
}{
	{"best/long fields", func(i int) string {
		return fmt.Sprintf("%d,a rather long text that says nothing and has no end,another one of the same kind\n", i)
	}},
	{"usual/eight columns", func(i int) string {
		return fmt.Sprintf("%d,2024-%02d-%02d %02d:59:01,%d,Berlin,%d.%02d,%d,true,note %d\n", i, i%12+1, i%28+1, i%24, i*7919%99999, i%977, i%100, i%50, i%1000)
	}},
	{"usual/quoted", func(i int) string {
		return fmt.Sprintf("\"%d\",\"Berlin\",\"12.50\",\"some text, and more\",\"2024-01-02\"\n", i)
	}},
	{"worst/short fields", func(i int) string { return "1,2,,3,4,,5,6,7,8,9,0,1,2,3,4\n" }},
	{"worst/quotes in quotes", func(i int) string { return "\"a \"\"b\"\" c\",\"x\ny\",\"\"\"\"\n" }},
	{"worst/ragged", func(i int) string { return "1,2,3\n"[:2+2*(i%3)] + "\n" }},
}

func textOf(row func(int) string, size int) []byte {
	var text bytes.Buffer
	for i := 0; text.Len() < size; i++ {
		text.WriteString(row(i))
	}
	return text.Bytes()
}

// BenchmarkSplit cuts text up into fields and does nothing with them.
func BenchmarkSplit(b *testing.B) {
	for _, bench := range texts {
		b.Run(bench.name, func(b *testing.B) {
			text := textOf(bench.row, 1<<20)
			s := cut.NewSplitter(cut.Dialect{Delimiter: ",", Quote: '"', Escape: '"'}, 0)
			var r cut.Record
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				for at := 0; at < len(text); at = r.End {
					s.Next(text, at, true, &r)
				}
			}
		})
	}
}

// BenchmarkScan scans a file of 64 MB.
func BenchmarkScan(b *testing.B) {
	for _, bench := range texts {
		b.Run(bench.name, func(b *testing.B) {
			dir := b.TempDir()
			text := append([]byte("name\n"), textOf(bench.row, 64<<20)...)
			if err := os.WriteFile(filepath.Join(dir, "x.csv"), text[5:], 0o644); err != nil {
				b.Fatal(err)
			}
			l, _ := lakeOf(b, dir)
			f, err := l.File("x.csv")
			if err != nil {
				b.Fatal(err)
			}
			b.SetBytes(f.Size)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := (Format{}).Scan(context.Background(), f, datasets.ScanOptions{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
