package crawl_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/catalog/crawl"
	"github.com/tarnlake/tarn/datasets"
)

// A crawl of a folder, without a catalog.
func ExampleCrawler_Crawl() {
	dir := exampleLake(map[string]string{
		"orders/2024-01.csv": "id,total\n1,10\n2,12.50\n",
		"orders/2024-02.csv": "id,total\n3,7\n",
		"stock.json":         `{"sku":"a1","left":3}` + "\n",
		"notes.pdf":          "%PDF-1.7\n",
	})
	defer os.RemoveAll(dir)

	lake, err := datasets.Open(dir)
	if err != nil {
		log.Fatal(err)
	}
	defer lake.Close()

	var crawler crawl.Crawler
	found, err := crawler.Crawl(context.Background(), lake, nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, t := range found.Tables {
		fmt.Printf("%s: %d rows in %d files\n", t.Table.Name, t.Table.Stats.Rows, t.Table.Stats.Files)
		for _, c := range t.Table.Columns {
			fmt.Printf("  %s %s\n", c.Name, c.Type)
		}
	}
	for _, l := range found.LeftOut {
		fmt.Printf("left out %s: %s\n", l.Path, l.Reason)
	}
	// Output:
	// default.orders: 3 rows in 2 files
	//   id bigint
	//   total double
	// default.stock: 1 rows in 1 files
	//   sku string
	//   left bigint
	// left out notes.pdf: no format fits: it looks like a PDF document
}

// A crawl that brings a catalog up to date; a second one finds what changed.
func ExampleCrawler_Update() {
	dir := exampleLake(map[string]string{"orders/2024-01.csv": "id,total\n1,10\n2,12\n"})
	defer os.RemoveAll(dir)

	ctx := context.Background()
	lake, err := datasets.Open(dir)
	if err != nil {
		log.Fatal(err)
	}
	defer lake.Close()
	c, err := catalog.Open(filepath.Join(dir, ".tarn", "catalog.db"))
	if err != nil {
		log.Fatal(err)
	}
	defer c.Close()

	var crawler crawl.Crawler
	for range 2 {
		_, changes, err := crawler.Update(ctx, lake, c, false)
		if err != nil {
			log.Fatal(err)
		}
		for _, change := range changes {
			fmt.Println(change)
		}
		os.WriteFile(filepath.Join(dir, "orders", "2024-02.csv"), []byte("id,total\n3,7.25\n"), 0o644)
	}
	// Output:
	// + default.orders  csv  1 file  2 rows  2 columns  19 bytes
	// ~ default.orders  +1 file  +1 row  ~ total bigint -> double
}

// exampleLake makes a folder with files.
func exampleLake(files map[string]string) string {
	dir, err := os.MkdirTemp("", "lake")
	if err != nil {
		log.Fatal(err)
	}
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			log.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			log.Fatal(err)
		}
	}
	return dir
}
