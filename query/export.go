package query

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/query/bind"
	"github.com/tarnlake/tarn/query/statement"
	"github.com/tarnlake/tarn/query/syntax"
	"github.com/tarnlake/tarn/query/translate"
)

// Export answers a request into a Parquet file at path, and returns the number
// of rows. The file appears whole or not at all. Path may lie anywhere: DuckDB
// writes into the state folder, and the file is moved from there.
func (e *Engine) Export(ctx context.Context, r Request, path string) (rows int64, err error) {
	s, err := statement.One(r.SQL)
	if err != nil {
		return 0, err
	}
	if s.Kind() != statement.Query {
		return 0, &RefusedError{Position: beginning(s), Verb: s.Verb() + " as Parquet"}
	}
	r.Readable = true
	results := filepath.Join(e.options.State, "results")
	if err := os.MkdirAll(results, 0o755); err != nil {
		return 0, err
	}
	temp, err := os.CreateTemp(results, "export-*.parquet")
	if err != nil {
		return 0, err
	}
	defer os.Remove(temp.Name())
	temp.Close()

	p, err := e.exportPlan(ctx, r, s)
	if err != nil {
		return 0, err
	}
	defer p.conn.Close()
	answer, err := p.conn.Query(ctx, p.sql) // for its columns
	if err != nil {
		return 0, p.told(err)
	}
	items := exportItems(p, answer.Columns())
	if err := answer.Close(); err != nil {
		return 0, err
	}
	copySQL := fmt.Sprintf("COPY (SELECT %s FROM (%s\n)) TO %s (FORMAT parquet, COMPRESSION zstd)",
		items, p.sql, bind.Literal(temp.Name()))
	if rows, err = p.conn.Exec(ctx, copySQL); err != nil {
		return 0, p.told(err)
	}
	if err := e.read(r, p.files); err != nil {
		return 0, err
	}
	return rows, move(temp.Name(), path)
}

// exportPlan plans a query in Athena's SQL or in DuckDB's.
func (e *Engine) exportPlan(ctx context.Context, r Request, s statement.Statement) (*plan, error) {
	if r.Native {
		return e.planNative(ctx, r, s, translate.Rewriting{SQL: s.Text})
	}
	tree, err := syntax.Parse(s.Text)
	if err != nil {
		return e.planUnknown(ctx, r, s, err)
	}
	values, err := parameters(tree, r.Parameters)
	if err != nil {
		return nil, err
	}
	a := &athenaRun{Engine: e, request: r, statement: s, parameters: values, tables: make(map[catalog.Name]*bound)}
	return a.planQuery(ctx, tree.(*syntax.Query))
}

// exportItems selects the columns as Parquet can hold them, by their names: it
// has no integers of 128 bits, which DuckDB would write as doubles.
func exportItems(p *plan, columns []Column) string {
	items := make([]string, len(columns))
	for i, c := range columns {
		item, name := bind.Quote(c.Name), c.Name
		if p.columns != nil {
			name = p.columns[i].Name
		}
		if c.Type.Name == "HUGEINT" || c.Type.Name == "UHUGEINT" {
			item = fmt.Sprintf("CAST(%s AS DECIMAL(38,0))", item)
		}
		items[i] = item + " AS " + bind.Quote(name)
	}
	return strings.Join(items, ", ")
}

// move renames a file, or copies it where it would change file systems.
func move(from, to string) error {
	if err := os.Rename(from, to); err == nil {
		return os.Chmod(to, 0o644)
	}
	data, err := os.Open(from)
	if err != nil {
		return err
	}
	defer data.Close()
	temp, err := os.CreateTemp(filepath.Dir(to), ".tarn-*")
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name())
	_, err = temp.ReadFrom(data)
	if err = errors.Join(err, temp.Chmod(0o644), temp.Close()); err != nil {
		return err
	}
	return os.Rename(temp.Name(), to)
}
