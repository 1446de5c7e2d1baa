package speed

import (
	"bufio"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/tarnlake/tarn/query/bind"
	"github.com/tarnlake/tarn/query/duck"
)

// A kind is a kind of data, and how DuckDB is asked about it.
type kind struct {
	name, what string
	size       int64 // bytes, of text before compression
	goal       float64
	generate   func(ctx context.Context, dir string, size int64) error
	query      func(dir string) string // counts the rows, and looks at all values

	// work is what tarn does: it returns how many rows it saw, and how long it took.
	work func(ctx context.Context, dir string) (rows int64, took time.Duration, err error)
}

var kinds = append([]kind{
	{"csv", "CSV of 8 columns", 700e6, 0.7, oneFile("rides.csv", csvHeader, csvRow), typed("rides.csv"), crawled},
	{"ndjson", "nested NDJSON", 500e6, 1, oneFile("events.ndjson", "", jsonRow), func(dir string) string {
		return every("read_json(" + bind.Literal(filepath.Join(dir, "events.ndjson")) + ", format = 'newline_delimited', columns = " + jsonColumns + ")")
	}, crawled},
	{"footers", "Parquet", 3000 * footerBytes, 1, footers, func(dir string) string {
		return "SELECT count(*) FILTER (num_children IS NOT NULL) * " + fmt.Sprint(footerRows) + " FROM parquet_schema(" + bind.Literal(filepath.Join(dir, "*.parquet")) + ")"
	}, crawled},
	{"gzip", "gzip of CSV of 8 columns", 700e6, 0, oneFile("rides.csv.gz", csvHeader, csvRow), typed("rides.csv.gz"), crawled},
	{"small", "CSV of 10 rows", 10_000 * smallBytes, 0, small, typed("*.csv"), crawled},
}, profiles...)

// Names returns the names of the kinds.
func Names() []string {
	var names []string
	for _, k := range kinds {
		names = append(names, k.name)
	}
	return names
}

func kindOf(name string) (*kind, error) {
	for i := range kinds {
		if kinds[i].name == name {
			return &kinds[i], nil
		}
	}
	return nil, fmt.Errorf("no kind is called %q", name)
}

// typed returns DuckDB's own typed read of all columns of files.
func typed(files string) func(string) string {
	return func(dir string) string { return every("read_csv(" + bind.Literal(filepath.Join(dir, files)) + ")") }
}

// every reads all columns: a column that is not asked for is not parsed.
func every(from string) string { return "SELECT count(*), count(COLUMNS(*)) FROM " + from }

const csvHeader = "id,picked_up,day,city,passengers,distance,fare,card\n"

var cities = []string{"Amsterdam", "Berlin", "Copenhagen", "Dublin", "Edinburgh", "Firenze", "Graz", "Helsinki"}

// csvRow appends row i of the rides.
func csvRow(b []byte, i int) []byte {
	return fmt.Appendf(b, "%d,2024-%02d-%02d %02d:%02d:%02d,2024-%02d-%02d,%s,%d,%d.%02d,%d.%02d,%t\n",
		i, i%12+1, i%28+1, i%24, i%60, i*7%60, i%12+1, i%28+1, cities[i*5%len(cities)], i%6+1, i*3%40, i%100, i*11%90+3, i*7%100, i%3 == 0)
}

// jsonRow appends row i of the events.
func jsonRow(b []byte, i int) []byte {
	return fmt.Appendf(b, `{"id":%d,"at":"2024-%02d-%02dT%02d:%02d:%02dZ","kind":"ride","user":{"name":"user %d","city":%q,"score":%d.%d},"items":[{"sku":"s%d","qty":%d},{"sku":"s%d","qty":%d}],"tags":["a%d","b"],"paid":%t}`+"\n",
		i, i%12+1, i%28+1, i%24, i%60, i*7%60, i%5000, cities[i%len(cities)], i%100, i%10, i%900, i%9+1, i%700, i%5+1, i%20, i%2 == 0)
}

const jsonColumns = `{id: 'BIGINT', "at": 'TIMESTAMP', kind: 'VARCHAR', "user": 'STRUCT(name VARCHAR, city VARCHAR, score DOUBLE)', ` +
	`items: 'STRUCT(sku VARCHAR, qty BIGINT)[]', tags: 'VARCHAR[]', paid: 'BOOLEAN'}`

// oneFile makes one file of rows until it is of a size; one named .gz is compressed.
func oneFile(name, header string, row func([]byte, int) []byte) func(context.Context, string, int64) error {
	return func(ctx context.Context, dir string, size int64) (err error) {
		f, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		defer f.Close()
		var to io.WriteCloser = f
		if strings.HasSuffix(name, ".gz") {
			zip, _ := gzip.NewWriterLevel(f, gzip.BestSpeed)
			defer func() {
				if err == nil {
					err = zip.Close()
				}
			}()
			to = zip
		}
		w := bufio.NewWriterSize(to, 1<<20)
		w.WriteString(header)
		var line []byte
		for i, n := 0, int64(len(header)); n < size; i++ {
			line = row(line[:0], i)
			if _, err := w.Write(line); err != nil {
				return err
			}
			n += int64(len(line))
			if i%(1<<16) == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
		}
		return w.Flush()
	}
}

// smallBytes is about how large a small file is.
const smallBytes = 600

// small makes many files of ten rows.
func small(ctx context.Context, dir string, size int64) error {
	for i := range max(1, int(size/smallBytes)) {
		text := []byte(csvHeader)
		for row := range 10 {
			text = csvRow(text, 10*i+row)
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("part-%06d.csv", i)), text, 0o644); err != nil {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return nil
}

// A file of Parquet with that many rows is about so large. Footers are read, not rows.
const (
	footerRows  = 100
	footerBytes = 4000
)

// footers makes files of Parquet: DuckDB writes one, and the others are copies.
func footers(ctx context.Context, dir string, size int64) error {
	first := filepath.Join(dir, "part-000000.parquet")
	err := ask(ctx, dir, fmt.Sprintf(`COPY (SELECT i AS id, TIMESTAMP '2024-01-01' + to_seconds(i) AS at, DATE '2024-01-01' + i::int AS day,
		'city ' || (i %% 8) AS city, i %% 6 AS passengers, i / 7 AS distance, (i / 3)::decimal(9,2) AS fare, i %% 3 = 0 AS card
		FROM range(%d) AS t(i)) TO %s (FORMAT parquet)`, footerRows, bind.Literal(first)), func(c *duck.Conn, sql string) error {
		_, err := c.Exec(ctx, sql)
		return err
	})
	if err != nil {
		return err
	}
	text, err := os.ReadFile(first)
	if err != nil {
		return err
	}
	for i := 1; i < int(size/footerBytes); i++ {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("part-%06d.parquet", i)), text, 0o644); err != nil {
			return err
		}
	}
	return ctx.Err()
}
