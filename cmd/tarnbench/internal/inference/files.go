package inference

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/formats"
	"github.com/tarnlake/tarn/datasets/schema"
	"github.com/tarnlake/tarn/query/bind"
	"github.com/tarnlake/tarn/query/duck"
)

// testSuite takes the files of JSONTestSuite: what is JSON is to be read as
// JSON, and what is not is to be refused as a whole. What may be taken either
// way does not count.
func (b *bench) testSuite() ([]Figure, error) {
	const set = "json/test-suite"
	c, err := b.crawl(set + "/test_parsing")
	if err != nil {
		return nil, err
	}
	defer c.lake.Close()
	paths, err := filepath.Glob(filepath.Join(c.lake.Dir(), "*.json"))
	if err != nil {
		return nil, err
	}
	var read, refused tally
	for _, path := range paths {
		name := filepath.Base(path)
		m, taken := c.files[name]
		_, err := b.rows(wholeFile(path, "json"))
		switch name[0] {
		case 'y':
			read.add(taken && m.Format == "json", err == nil, "%s: left out: %s", name, c.left[name])
		case 'n':
			refused.add(!taken, err != nil, "%s: read as a file of %v rows", name, rowsOf(m))
		}
	}
	return []Figure{read.count(set, "JSON that is read"), refused.count(set, "other text that is refused")}, nil
}

func rowsOf(m member) int64 {
	if m.Scan == nil {
		return 0
	}
	return m.Rows
}

// parquet takes the files of parquet-testing that are not encrypted: each is to
// be read right, every value of it, or refused with a reason. Where DuckDB reads a
// file, its rows are the truth.
func (b *bench) parquet() ([]Figure, error) {
	const set = "parquet/testing-data"
	c, err := b.crawl(set)
	if err != nil {
		return nil, err
	}
	defer c.lake.Close()
	var t tally
	for _, name := range c.names() {
		if path.Ext(name) != ".parquet" {
			continue
		}
		m, taken := c.files[name]
		want, alone := b.number(fmt.Sprintf(everyValue, wholeFile(filepath.Join(c.lake.Dir(), name), "parquet")))
		if !taken {
			t.add(c.left[name] != "", alone == nil, "%s: no word of it", name)
			continue
		}
		got, err := b.number(fmt.Sprintf(everyValue, relation(m.Scan, &m.Layout, m.file.Abs())))
		t.add(err == nil && got == m.Rows && (alone != nil || got == want), alone == nil,
			"%s: %d rows, %d by the footer, %d by DuckDB alone: %v", name, got, m.Rows, want, err)
	}
	return []Figure{t.count(set, "files read right, or refused with a reason")}, nil
}

// taxi crawls 36 months of taxi rides. The last column is empty in the first of
// them. DuckDB is given all files at once.
func (b *bench) taxi() ([]Figure, error) {
	const set = "lakes/nyc-taxi"
	c, err := b.crawl(set)
	if err != nil {
		return nil, err
	}
	defer c.lake.Close()
	months, err := filepath.Glob(filepath.Join(c.lake.Dir(), "tests/test_sets/*/yellow_tripdata_sample_*.csv"))
	if err != nil {
		return nil, err
	}
	want := int64(0)
	tables := make(map[string]*catalog.Table)
	rows := int64(0)
	paths := make([]string, len(months))
	for i, month := range months {
		rides, err := clean(month)
		if err != nil {
			return nil, err
		}
		want += int64(len(rides)) - 1
		name, err := filepath.Rel(c.lake.Dir(), month)
		if err != nil {
			return nil, err
		}
		if m, ok := c.files[filepath.ToSlash(name)]; ok {
			tables[m.table.Name.Table] = m.table
			rows += m.Rows
		}
		paths[i] = bind.Literal(month)
	}
	var columns []catalogColumn
	for _, t := range tables {
		for _, f := range t.Columns {
			columns = append(columns, catalogColumn{f.Name, classOf(f.Type)})
		}
	}
	all := "FROM read_csv([" + strings.Join(paths, ", ") + "])"
	var theirs []catalogColumn
	described, err := b.rows("DESCRIBE " + all)
	for _, row := range described {
		theirs = append(theirs, catalogColumn{row[0].(string), engineClass(row[1].(string))})
	}
	count, unread := b.number(fmt.Sprintf(everyValue, all))

	surcharge := catalogColumn{"congestion_surcharge", float}
	var t tally
	t.add(len(tables) == 1, err == nil, "%d tables", len(tables))
	t.add(len(columns) == 18, len(theirs) == 18, "%d columns", len(columns))
	t.add(slices.Contains(columns, surcharge), slices.Contains(theirs, surcharge), "columns: %v", columns)
	t.add(rows == want, unread == nil && count == want, "%d of %d rows", rows, want)
	return []Figure{t.count(set, "one table, 18 columns, a surcharge in dollars, every row")}, nil
}

type catalogColumn struct {
	name  string
	class class
}

// agreement compares, for every file of some folders that is in a table, the Go
// readers with the engine: the number of rows and, where the engine reads the
// file as it lies, every value of it with those of the clean copy that the Go
// reader makes. DuckDB is right of a file if, told nothing, it gives as many rows.
func (b *bench) agreement() ([]Figure, error) {
	var figures []Figure
	for _, folder := range []string{"csv", "json", "parquet", "lakes"} {
		c, err := b.crawl(folder)
		if err != nil {
			return nil, err
		}
		defer c.lake.Close()
		var t tally
		for _, name := range slices.Sorted(maps.Keys(c.files)) {
			m := c.files[name]
			alone, unread := b.number("SELECT count(*) FROM (" + wholeFile(m.file.Abs(), m.Format) + ")")
			err := b.agree(m)
			t.add(err == nil, unread == nil && alone == m.Rows, "%s: %v", name, err)
		}
		figures = append(figures, t.count("agreement", "files of "+folder+" on which the readers agree"))
	}
	return figures, nil
}

// wholeFile returns a query by which DuckDB reads a file told nothing but its name.
func wholeFile(path, format string) string {
	if format == "parquet" {
		return "FROM read_parquet(" + bind.Literal(path) + ", hive_partitioning = false)"
	}
	return "FROM read_" + format + "(" + bind.Literal(path) + ")"
}

// agree compares how the engine reads a file with how the Go reader does.
func (b *bench) agree(m member) error {
	var texts []string
	if m.Copy == "" && bind.Plain(m.file.Path) {
		texts = append(texts, relation(m.Scan, &m.Layout, m.file.Abs()))
	}
	if m.Format != "parquet" {
		path, err := b.copyOf(m)
		if err != nil {
			return err
		}
		defer os.Remove(path)
		texts = append(texts, relation(m.Scan, m.Cleaned(), path))
	}
	for _, text := range texts {
		n, err := b.number(fmt.Sprintf(everyValue, text))
		var failure *duck.Error
		if m.Format == "parquet" && errors.As(err, &failure) && b.fails(m) {
			return nil // DuckDB alone does not read it either, and says so
		}
		if err != nil {
			return err
		}
		if n != m.Rows {
			return fmt.Errorf("the engine reads %d rows, the scan %d", n, m.Rows)
		}
	}
	if len(texts) < 2 {
		return nil
	}
	n, err := b.number(fmt.Sprintf("SELECT count(*) FROM ((FROM (%s) EXCEPT ALL FROM (%s)) UNION ALL (FROM (%[2]s) EXCEPT ALL FROM (%[1]s)))", texts[0], texts[1]))
	if err == nil && n != 0 {
		err = fmt.Errorf("%d rows differ between the file and its clean copy", n)
	}
	return err
}

func (b *bench) fails(m member) bool {
	_, err := b.number(fmt.Sprintf(everyValue, wholeFile(m.file.Abs(), m.Format)))
	return err != nil
}

// copyOf writes the clean copy of a file.
func (b *bench) copyOf(m member) (string, error) {
	f, err := os.CreateTemp(b.temp, "copy")
	if err != nil {
		return "", err
	}
	format, _ := formats.ByName(m.Format)
	return f.Name(), errors.Join(format.Clean(b.ctx, m.file, &m.Layout, f), f.Close())
}

// relation returns a query whose rows are those of one file at a path, read by a
// layout, with columns that are what the scan says.
func relation(scan *datasets.Scan, layout *datasets.Layout, path string) string {
	own := *layout
	own.Columns = slices.Clone(layout.Columns)
	table := catalog.Table{Format: layout.Format}
	for i := range own.Columns {
		c := &own.Columns[i]
		c.Name = fmt.Sprintf("col%d", i)
		if c.Type.Kind == schema.Unknown {
			c.Type.Kind = schema.String
		}
		table.Columns = append(table.Columns, schema.Field{Name: c.Name, Type: c.Type})
	}
	return bind.Relation(table, []bind.Source{{Layout: &own, Files: []bind.File{{Path: path}}}})
}
