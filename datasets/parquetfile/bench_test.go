package parquetfile

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/parquet-go/parquet-go/format"

	"github.com/tarnlake/tarn/datasets"
)

// BenchmarkFooters reads the footers of 3,000 files, as a crawl does: of ten
// columns in one row group, and of a hundred columns in twenty.
func BenchmarkFooters(b *testing.B) {
	file := written(b, orders()...)
	wide := edited(b, file, func(m *format.FileMetaData) {
		leaf, chunk := m.Schema[1], m.RowGroups[0].Columns[0]
		m.Schema = m.Schema[:1]
		m.Schema[0].NumChildren.Set(100)
		m.RowGroups[0].Columns = nil
		for i := range 100 {
			leaf.Name = fmt.Sprintf("column_%d", i)
			m.Schema = append(m.Schema, leaf)
			m.RowGroups[0].Columns = append(m.RowGroups[0].Columns, chunk)
		}
		for range 19 {
			m.RowGroups = append(m.RowGroups, m.RowGroups[0])
		}
	})
	for _, bench := range []struct {
		name  string
		file  []byte
		files int
	}{{"usual", file, 3000}, {"wide", wide, 100}} {
		b.Run(bench.name, func(b *testing.B) { benchmarkFooters(b, bench.file, bench.files) })
	}
}

func benchmarkFooters(b *testing.B, file []byte, n int) {
	dir := b.TempDir()
	for i := range n {
		folder := filepath.Join(dir, fmt.Sprintf("year=%d", i%25))
		if err := os.MkdirAll(folder, 0o755); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("part-%d.parquet", i)), file, 0o644); err != nil {
			b.Fatal(err)
		}
	}
	lake, err := datasets.Open(dir)
	if err != nil {
		b.Fatal(err)
	}
	defer lake.Close()
	var files []datasets.File
	for f := range lake.Files(b.Context(), datasets.Walk{}) {
		files = append(files, f)
	}
	b.ReportAllocs()
	b.ReportMetric(float64(footerSize(file)), "footer-bytes")
	for b.Loop() {
		for _, f := range files {
			if _, err := (Format{}).Scan(b.Context(), f, datasets.ScanOptions{}); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(files)), "ns/footer")
}

// BenchmarkDecode decodes one footer that is in memory.
func BenchmarkDecode(b *testing.B) {
	file := written(b, orders()...)
	footer := file[len(file)-ending-footerSize(file) : len(file)-ending]
	b.SetBytes(int64(len(footer)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := scanFooter(b.Context(), tail{footer: footer, size: int64(len(file))}); err != nil {
			b.Fatal(err)
		}
	}
}
