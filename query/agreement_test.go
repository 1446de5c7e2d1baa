package query

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"testing"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/formats"
	"github.com/tarnlake/tarn/datasets/schema"
	"github.com/tarnlake/tarn/query/bind"
)

// The Go readers and the engine have to agree on every file: on the number of
// rows and, where the engine reads the file as it lies, on every value of the
// clean copy that the Go reader makes of it.
func TestAgreement(t *testing.T) {
	for _, dir := range []string{"../datasets/samples/shop", "../../shared/data/csv", "../../shared/data/json", "../../shared/data/parquet", "../../shared/data/lakes"} {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
				t.Skip("no such folder here")
			}
			testAgreement(t, dir)
		})
	}
}

func testAgreement(t *testing.T, dir string) {
	ctx := t.Context()
	lake, err := datasets.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer lake.Close()
	e, err := Open(ctx, Options{Lake: lake, State: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	var direct, copied, refused, rows int64
	for f, err := range lake.Files(ctx, datasets.Walk{}) {
		if err != nil {
			t.Errorf("%s: %v", f.Path, err)
			continue
		}
		scan, err := scanFile(ctx, f)
		if err != nil {
			refused++
			if n, raw := e.rawParquet(ctx, f); raw == nil && path.Ext(f.Path) == ".parquet" {
				t.Errorf("%s: refused (%v), but DuckDB alone reads %d rows", f.Path, err, n)
			}
			continue
		}
		if scan.Copy != "" {
			copied++
		} else {
			direct++
		}
		rows += scan.Rows
		if err := e.agree(ctx, f, scan); err != nil {
			t.Errorf("%s: %v", f.Path, err)
		}
	}
	t.Logf("%d files read as they lie, %d by a copy, %d refused; %d rows", direct, copied, refused, rows)
}

func scanFile(ctx context.Context, f datasets.File) (*datasets.Scan, error) {
	format, _, err := formats.Detect(ctx, f)
	if err != nil {
		return nil, err
	}
	return format.Scan(ctx, f, datasets.ScanOptions{})
}

// agree compares how the engine reads a file with how the Go reader does.
func (e *Engine) agree(ctx context.Context, f datasets.File, scan *datasets.Scan) error {
	layout := scan.Layout
	table := catalog.Table{Format: layout.Format}
	layout.Columns = nil
	for i, c := range scan.Columns {
		c.Name = fmt.Sprintf("col%d", i)
		layout.Columns = append(layout.Columns, c)
		if c.Type.Kind == schema.Unknown {
			c.Type.Kind = schema.String
		}
		table.Columns = append(table.Columns, schema.Field{Name: c.Name, Type: c.Type})
	}
	var texts []string
	if layout.Copy == "" && bind.Plain(f.Path) {
		texts = append(texts, bind.Relation(table, []bind.Source{{Layout: &layout, Files: []bind.File{{Path: f.Abs()}}}}))
	}
	if layout.Format != "parquet" {
		path, err := e.copies.ensure(ctx, f, &layout)
		if err != nil {
			return err
		}
		texts = append(texts, bind.Relation(table, []bind.Source{{Layout: layout.Cleaned(), Files: []bind.File{{Path: path}}}}))
	}
	if layout.Format == "parquet" {
		return e.agreeParquet(ctx, f, scan, texts[0])
	}
	for _, text := range texts {
		n, err := e.number(ctx, "SELECT count(*) FROM ("+text+")")
		if err != nil {
			return err
		}
		if n != scan.Rows {
			return fmt.Errorf("the engine reads %d rows, the scan %d (copy: %q)", n, scan.Rows, layout.Copy)
		}
	}
	if len(texts) < 2 {
		return nil
	}
	n, err := e.number(ctx, fmt.Sprintf("SELECT count(*) FROM ((%s EXCEPT ALL %s) UNION ALL (%[2]s EXCEPT ALL %[1]s))",
		"SELECT * FROM ("+texts[0]+")", "SELECT * FROM ("+texts[1]+")"))
	if err == nil && n != 0 {
		err = fmt.Errorf("%d rows differ between the file and its clean copy", n)
	}
	return err
}

// agreeParquet compares with what DuckDB reads of the file when it is told
// nothing but its name: every file that it reads has to be read, every value of
// it, and give as many rows.
func (e *Engine) agreeParquet(ctx context.Context, f datasets.File, scan *datasets.Scan, text string) error {
	n, err := e.rawParquet(ctx, f)
	if err != nil {
		return nil // not even DuckDB alone reads it
	}
	got, err := e.number(ctx, fmt.Sprintf(everyValue, text))
	if err == nil && (got != n || scan.Rows != n) {
		err = fmt.Errorf("%d rows, and %d by the footer; DuckDB alone reads %d", got, scan.Rows, n)
	}
	return err
}

// everyValue counts the rows of a query, and looks at all their values.
const everyValue = "SELECT count(*) FROM (SELECT hash(COLUMNS(*)) FROM (%s)) AS t WHERE t IS NOT NULL"

// rawParquet reads a file as DuckDB does by itself.
func (e *Engine) rawParquet(ctx context.Context, f datasets.File) (int64, error) {
	raw := fmt.Sprintf("FROM read_parquet(%s, hive_partitioning=false)", bind.Literal(f.Abs()))
	return e.number(ctx, fmt.Sprintf(everyValue, raw))
}

func (e *Engine) number(ctx context.Context, sql string) (int64, error) {
	conn, err := e.connect(ctx)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	rows, err := conn.Query(ctx, sql)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for row, err := range rows.All() {
		if err != nil {
			return 0, err
		}
		return row[0].(int64), nil
	}
	return 0, errors.New("no row")
}
