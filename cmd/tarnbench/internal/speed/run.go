package speed

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"time"

	"github.com/tarnlake/tarn/catalog/crawl"
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/query/duck"
)

// Once does the work of one side, "tarn" or "duckdb", on data of a kind.
func Once(ctx context.Context, side, name, dir string) (Run, error) {
	k, err := kindOf(name)
	if err != nil {
		return Run{}, err
	}
	work := k.work
	if side == "duckdb" {
		work = k.queried
	}
	rows, took, err := work(ctx, dir)
	return Run{Seconds: took.Seconds(), Rows: rows, Peak: peak()}, err
}

// crawled crawls the folder, as if nothing was known of it, and returns how
// many rows are in it.
func crawled(ctx context.Context, dir string) (rows int64, took time.Duration, err error) {
	lake, err := datasets.Open(dir)
	if err != nil {
		return 0, 0, err
	}
	defer lake.Close()
	start := time.Now()
	found, err := new(crawl.Crawler).Crawl(ctx, lake, nil)
	took = time.Since(start)
	if err != nil {
		return 0, took, err
	}
	for _, left := range found.LeftOut {
		return 0, took, fmt.Errorf("%s is left out: %s", left.Path, left.Reason)
	}
	for _, t := range found.Tables {
		rows += t.Table.Stats.Rows
	}
	return rows, took, nil
}

// queried runs the query of a kind, whose first value is the number of rows. An
// instance of DuckDB is open before the time begins.
func (k *kind) queried(ctx context.Context, dir string) (rows int64, took time.Duration, err error) {
	err = ask(ctx, dir, k.query(dir), func(c *duck.Conn, sql string) error {
		start := time.Now()
		defer func() { took = time.Since(start) }()
		answer, err := c.Query(ctx, sql)
		if err != nil {
			return err
		}
		defer answer.Close()
		for row, err := range answer.All() {
			if err != nil {
				return err
			}
			rows = row[0].(int64)
		}
		return nil
	})
	return rows, took, err
}

// ask opens DuckDB on a folder.
func ask(ctx context.Context, dir, sql string, do func(*duck.Conn, string) error) error {
	db, err := duck.Open(ctx, duck.Config{Directories: []string{dir}})
	if err != nil {
		return err
	}
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	return do(conn, sql)
}

var highWater = regexp.MustCompile(`VmHWM:\s*(\d+) kB`)

// peak returns the greatest memory of this process, in bytes, where Linux tells it.
func peak() float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	found := highWater.FindSubmatch(status)
	if found == nil {
		return 0
	}
	kilobytes, _ := strconv.ParseFloat(string(found[1]), 64)
	return kilobytes * 1024
}
