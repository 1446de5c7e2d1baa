package query_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/catalog/crawl"
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/samples"
	"github.com/tarnlake/tarn/query"
)

// A program crawls a folder and asks a question of it.
func Example() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "shop")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	if err := samples.Copy("shop", filepath.Join(dir, "lake")); err != nil {
		log.Fatal(err)
	}

	lake, err := datasets.Open(filepath.Join(dir, "lake"))
	if err != nil {
		log.Fatal(err)
	}
	defer lake.Close()
	c, err := catalog.Open(filepath.Join(dir, "state", "catalog.db"))
	if err != nil {
		log.Fatal(err)
	}
	defer c.Close()

	found, err := new(crawl.Crawler).Crawl(ctx, lake, nil)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := c.Sync(ctx, "default", found.Tables, found.LeftOut, catalog.SyncOptions{}); err != nil {
		log.Fatal(err)
	}

	engine, err := query.Open(ctx, query.Options{Lake: lake, Catalog: c, State: filepath.Join(dir, "state")})
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	rows, err := engine.Run(ctx, query.Request{
		SQL: "SELECT country, count(*) FROM customers GROUP BY country ORDER BY 2 DESC LIMIT 3",
	})
	if err != nil {
		log.Fatal(err)
	}
	defer rows.Close()
	for row, err := range rows.All() {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(row...)
	}
	// Output:
	// Germany 643
	// United States 530
	// United Kingdom 353
}
