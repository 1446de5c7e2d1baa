package speed

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/catalog/crawl"
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/query"
	"github.com/tarnlake/tarn/query/bind"
	"github.com/tarnlake/tarn/query/duck"
	"github.com/tarnlake/tarn/query/profile"
)

// About how many bytes a row of the data is, written as text.
const (
	salesBytes = 77
	wideBytes  = 16_000
)

// profiles are the kinds that measure profiles, beside DuckDB's SUMMARIZE.
var profiles = []kind{
	{name: "profile", what: "profile of 8 columns of Parquet", size: 10e6 * salesBytes, goal: 1.5,
		generate: sales("parquet"), query: summarize("sales.parquet"), work: profiled(false, 0)},
	{name: "profile-csv", what: "profile of 8 columns of CSV", size: 10e6 * salesBytes, goal: 1.5,
		generate: sales("csv"), query: summarize("sales.csv"), work: profiled(false, 0)},
	{name: "profile-exact", what: "exact profile of 8 columns of Parquet", size: 10e6 * salesBytes, goal: 3,
		generate: sales("parquet"), query: summarize("sales.parquet"), work: profiled(true, 0)},
	{name: "profile-exact-csv", what: "exact profile of 8 columns of CSV", size: 10e6 * salesBytes, goal: 3,
		generate: sales("csv"), query: summarize("sales.csv"), work: profiled(true, 0)},
	{name: "profile-wide", what: "profile of 2,000 columns of Parquet within 2 GB", size: 100e3 * wideBytes,
		generate: wide, query: summarize("sales.parquet"), work: profiled(false, 2e9)},
	{name: "profile-long", what: "profile of 8 columns of Parquet within 1 GB", size: 50e6 * salesBytes,
		generate: sales("parquet"), query: summarize("sales.parquet"), work: profiled(false, 1e9)},
}

func summarize(file string) func(string) string {
	return func(dir string) string {
		return "SELECT count FROM (SUMMARIZE FROM " + bind.Literal(filepath.Join(dir, file)) + ")"
	}
}

// sales makes one file: a key, times, numbers, and texts of few
// and of many values.
func sales(format string) func(context.Context, string, int64) error {
	return func(ctx context.Context, dir string, size int64) error {
		return write(ctx, dir, "sales."+format, fmt.Sprintf(`SELECT i AS id,
			TIMESTAMP '2020-01-01' + to_seconds(i * 37 %% 100000000) AS at,
			(hash(i) %% 1000)::INTEGER AS product, 'customer ' || (hash(i * 3) %% 200000) AS customer,
			(hash(i * 11) %% 1000003) / 7.0 AS amount, (hash(i * 7) %% 4)::TINYINT AS grade,
			['north', 'south', 'east', 'west'][(1 + hash(i * 5) %% 4)::INTEGER] AS region,
			CASE WHEN i %% 17 > 0 THEN (hash(i * 13) %% 10000) / 100.0 END AS price FROM range(%d) AS t(i)`, max(1, size/salesBytes)))
	}
}

// wide makes a file of 2,000 columns: numbers, categories and texts.
func wide(ctx context.Context, dir string, size int64) error {
	var items []string
	for c := range 2000 {
		value := fmt.Sprintf("(hash(i * %d) %% %d) / 3.0", 2*c+1, 10+c*c)
		switch c % 4 {
		case 1:
			value = fmt.Sprintf("(hash(i * %d) %% %d)::INTEGER", 2*c+1, 2+c)
		case 2:
			value = fmt.Sprintf("'value ' || (hash(i * %d) %% %d)", 2*c+1, 2+c)
		}
		items = append(items, fmt.Sprintf("%s AS c%d", value, c))
	}
	return write(ctx, dir, "sales.parquet", fmt.Sprintf("SELECT %s FROM range(%d) AS t(i)", strings.Join(items, ", "), max(1, size/wideBytes)))
}

func write(ctx context.Context, dir, name, sql string) error {
	copied := fmt.Sprintf("COPY (%s) TO %s", sql, bind.Literal(filepath.Join(dir, name)))
	return ask(ctx, dir, copied, func(c *duck.Conn, sql string) error {
		_, err := c.Exec(ctx, sql)
		return err
	})
}

// profiled makes the profile of the one table in the folder, which has been
// crawled before the time begins. It may use so many bytes of memory, of which
// the engine gets one half; 0 is what it takes.
func profiled(exact bool, memory int64) func(context.Context, string) (int64, time.Duration, error) {
	return func(ctx context.Context, dir string) (rows int64, took time.Duration, err error) {
		state, err := os.MkdirTemp("", "tarnbench")
		if err != nil {
			return 0, 0, err
		}
		defer os.RemoveAll(state)
		lake, err := datasets.Open(dir)
		if err != nil {
			return 0, 0, err
		}
		defer lake.Close()
		c, err := catalog.Open(filepath.Join(state, "catalog.db"))
		if err != nil {
			return 0, 0, err
		}
		defer c.Close()
		if _, _, err := new(crawl.Crawler).Update(ctx, lake, c, false); err != nil {
			return 0, 0, err
		}
		limits := query.Options{Lake: lake, Catalog: c, State: state}
		if memory > 0 {
			limits.Memory = fmt.Sprintf("%dB", memory/2)
		}
		engine, err := query.Open(ctx, limits)
		if err != nil {
			return 0, 0, err
		}
		defer engine.Close()
		start := time.Now()
		p, err := profile.Run(ctx, engine, c, profile.Options{
			Table: catalog.Name{Database: catalog.DefaultDatabase, Table: "sales"}, Exact: exact, Memory: memory / 2, Temp: state,
		})
		if err != nil {
			return 0, 0, err
		}
		return p.Rows, time.Since(start), nil
	}
}
