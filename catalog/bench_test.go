package catalog

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/tarnlake/tarn/datasets"
)

const tenColumns = "id bigint, placed timestamp, customer bigint, total decimal(10,2), coupon string, a int, b int, c double, d date, e string"

// lakeOf makes tables, each with that many files of ten columns.
func lakeOf(b *testing.B, tables, files int) []TableFiles {
	lake := make([]TableFiles, tables)
	proto := file(b, "", tenColumns)
	for i := range lake {
		name := fmt.Sprintf("table_%05d", i)
		lake[i] = table(b, name, tenColumns)
		lake[i].Table.Partitions = fields(b, "year int, month int")
		for j := range files {
			f := proto
			f.Path = fmt.Sprintf("%s/year=2024/month=%02d/part-%06d.csv", name, j%12, j)
			f.Partitions = []string{"2024", fmt.Sprintf("%02d", j%12)}
			scan := *proto.Scan
			scan.Evidence = make([]datasets.Evidence, len(scan.Columns))
			for k := range scan.Evidence {
				scan.Evidence[k] = datasets.Evidence{
					Nulls: int64(j), Kinds: map[string]int64{"string": int64(j + k), "bigint": 90_000}, Min: fmt.Sprint(j * k), Max: fmt.Sprint(j*k + 100), Longest: 12,
					Deciders: []datasets.Place{{Line: int64(j), Byte: int64(j * 97), Value: fmt.Sprintf("x%d", j)}},
				}
			}
			f.Scan = &scan
			lake[i].Files = append(lake[i].Files, f)
		}
	}
	return lake
}

func synced(b *testing.B, lake []TableFiles) *Catalog {
	c := fresh(b)
	if _, err := c.Sync(b.Context(), "default", lake, nil, SyncOptions{}); err != nil {
		b.Fatal(err)
	}
	return c
}

// BenchmarkSync times the first crawl of a lake and one that finds nothing new.
func BenchmarkSync(b *testing.B) {
	for _, size := range []struct{ tables, files int }{{10_000, 1}, {1, 100_000}} {
		lake := lakeOf(b, size.tables, size.files)
		name := fmt.Sprintf("tables=%d/files=%d", size.tables, size.tables*size.files)
		b.Run(name+"/first", func(b *testing.B) {
			b.ReportAllocs()
			n := 0
			dir := b.TempDir()
			for b.Loop() {
				n++
				c := open1(b, filepath.Join(dir, fmt.Sprint(n)))
				if _, err := c.Sync(b.Context(), "default", lake, nil, SyncOptions{}); err != nil {
					b.Fatal(err)
				}
			}
		})
		c := synced(b, lake)
		b.Run(name+"/same", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				changes, err := c.Sync(b.Context(), "default", lake, nil, SyncOptions{})
				if err != nil || len(changes) > 0 {
					b.Fatal(changes, err)
				}
			}
		})
		b.Run(name+"/known", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				known, err := c.Known(b.Context(), "default")
				if err != nil || known.Len() != size.tables*size.files {
					b.Fatal(known, err)
				}
			}
		})
		known, err := c.Known(b.Context(), "default")
		if err != nil {
			b.Fatal(err)
		}
		light := make([]TableFiles, len(lake))
		for i := range lake {
			light[i].Table = lake[i].Table
			for _, f := range lake[i].Files {
				k, _ := known.File(f.Path, f.Size, f.ModTime)
				light[i].Files = append(light[i].Files, k.File)
			}
		}
		b.Run(name+"/same-light", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				changes, err := c.Sync(b.Context(), "default", light, nil, SyncOptions{})
				if err != nil || len(changes) > 0 {
					b.Fatal(changes, err)
				}
			}
		})
	}
}

// BenchmarkRead times what queries and lists ask of a catalog.
func BenchmarkRead(b *testing.B) {
	ctx := b.Context()
	big := synced(b, lakeOf(b, 1, 100_000))
	name := Name{"default", "table_00000"}
	b.Run("Layouts/files=100000", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			groups, err := big.Layouts(ctx, name)
			if err != nil || len(groups) != 1 || len(groups[0].Files) != 100_000 {
				b.Fatal(len(groups), err)
			}
		}
	})
	b.Run("EachFile/files=100000", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			for _, err := range big.EachFile(ctx, name) {
				if err != nil {
					b.Fatal(err)
				}
			}
		}
	})
	wide := synced(b, lakeOf(b, 10_000, 1))
	b.Run("Open/tables=10000", func(b *testing.B) {
		for b.Loop() {
			c, err := Open(wide.Path())
			if err != nil {
				b.Fatal(err)
			}
			c.Close()
		}
	})
	b.Run("Table/tables=10000", func(b *testing.B) {
		for b.Loop() {
			if _, err := wide.Table(ctx, Name{"default", "table_05000"}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Tables/tables=10000", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if tables, err := wide.Tables(ctx, "default"); err != nil || len(tables) != 10_000 {
				b.Fatal(err)
			}
		}
	})
	b.Run("Names/tables=10000", func(b *testing.B) {
		for b.Loop() {
			if names, err := wide.Names(ctx, "default"); err != nil || len(names) != 10_000 {
				b.Fatal(err)
			}
		}
	})
}
