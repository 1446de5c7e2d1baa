package conformance

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/catalog/crawl"
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/query"
)

// Limit is how long a statement may take.
const Limit = 10 * time.Second

// most is how many rows of an answer are looked at.
const most = 200_000

// A Bench is an engine on a lake that has the tables which the cases name.
type Bench struct {
	Native bool // statements go to DuckDB as they stand

	session query.Session // of the cases: Athena's or that of Trino's tests

	dir     string
	data    string // folder of the data
	lake    *datasets.Lake
	catalog *catalog.Catalog
	engine  *query.Engine
	history *query.History
}

// Open makes the lake, crawls it and opens an engine on it. The folder dir is
// new or empty, and may be removed after [Bench.Close].
func Open(ctx context.Context, dir, data string) (*Bench, error) {
	b := &Bench{dir: dir, data: data}
	if err := b.open(ctx); err != nil {
		b.Close()
		return nil, err
	}
	return b, nil
}

func (b *Bench) open(ctx context.Context) (err error) {
	folder := filepath.Join(b.dir, "lake")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	if err := writeLake(folder, b.data); err != nil {
		return err
	}
	if b.lake, err = datasets.Open(folder); err != nil {
		return err
	}
	state := filepath.Join(b.dir, "state")
	if b.catalog, err = catalog.Open(filepath.Join(state, "catalog.db")); err != nil {
		return err
	}
	if err := b.crawl(ctx); err != nil {
		return err
	}
	if b.engine, err = query.Open(ctx, query.Options{Lake: b.lake, Catalog: b.catalog, State: state}); err != nil {
		return err
	}
	b.history, err = query.OpenHistory(ctx, b.engine)
	return err
}

// crawl finds the tables of the lake. The first word of a table's name is its
// database.
func (b *Bench) crawl(ctx context.Context) error {
	found, err := new(crawl.Crawler).Crawl(ctx, b.lake, nil)
	if err != nil {
		return err
	}
	databases := map[string][]catalog.TableFiles{}
	for _, t := range found.Tables {
		database, name, ok := strings.Cut(t.Table.Name.Table, "_")
		if !ok {
			return fmt.Errorf("table %s is of no database", t.Table.Name)
		}
		t.Table.Name = catalog.Name{Database: database, Table: name}
		databases[database] = append(databases[database], t)
	}
	for database, tables := range databases {
		if _, err := b.catalog.Sync(ctx, database, tables, nil, catalog.SyncOptions{}); err != nil {
			return err
		}
	}
	return nil
}

// Close ends the engine.
func (b *Bench) Close() error {
	var errs []error
	if b.history != nil {
		errs = append(errs, b.history.Close())
	}
	if b.engine != nil {
		errs = append(errs, b.engine.Close())
	}
	if b.catalog != nil {
		errs = append(errs, b.catalog.Close())
	}
	if b.lake != nil {
		errs = append(errs, b.lake.Close())
	}
	return errors.Join(errs...)
}

// An answer is the rows that a statement gave.
type answer struct {
	columns []query.Column
	rows    [][]cell
}

var errMany = fmt.Errorf("more than %d rows", most)

// run runs one statement, within the limit of time. A panic is an error.
func (b *Bench) run(ctx context.Context, database, sql string) (a answer, err error) {
	ctx, cancel := context.WithTimeout(ctx, Limit)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	rows, err := b.engine.Run(ctx, query.Request{
		SQL: sql, Database: database, Native: b.Native, Stale: query.StaleWarn, Session: b.session,
	})
	if err != nil {
		return a, err
	}
	defer rows.Close()
	a.columns = rows.Columns()
	for row, err := range rows.All() {
		if err != nil {
			return a, err
		}
		if len(a.rows) == most {
			return a, errMany
		}
		cells := make([]cell, len(row))
		for i, v := range row {
			cells[i] = newCell(v)
		}
		a.rows = append(a.rows, cells)
	}
	return a, nil
}
