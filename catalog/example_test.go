package catalog_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets/schema"
)

// A crawl hands what it found to Sync, which says what is new.
func Example() {
	dir, err := os.MkdirTemp("", "lake")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	ctx := context.Background()

	c, err := catalog.Open(filepath.Join(dir, ".tarn", "catalog.db"))
	if err != nil {
		log.Fatal(err)
	}
	defer c.Close()

	found := catalog.TableFiles{
		Table: catalog.Table{
			Name:     catalog.Name{Database: "default", Table: "orders"},
			Location: "orders",
			Format:   "csv",
			Columns:  []schema.Field{{Name: "id", Type: schema.Type{Kind: schema.Bigint}}},
		},
		Files: []catalog.File{{Path: "orders/monday.csv", Size: 1024}},
	}
	for range 2 {
		changes, err := c.Sync(ctx, "default", []catalog.TableFiles{found}, nil, catalog.SyncOptions{})
		if err != nil {
			log.Fatal(err)
		}
		for _, change := range changes {
			fmt.Println(change)
		}
		found.Table.Columns = append(found.Table.Columns, schema.Field{Name: "total", Type: schema.DecimalOf(10, 2)})
	}

	table, err := c.Table(ctx, catalog.Name{Database: "default", Table: "orders"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(table.Name, "version", table.Version)
	// Output:
	// + default.orders  csv  1 file  0 rows  1 column  1.0 kB
	// ~ default.orders  + total decimal(10,2)
	// default.orders version 2
}
