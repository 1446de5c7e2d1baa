package query

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/tarnlake/tarn/query/bind"
	"github.com/tarnlake/tarn/query/statement"
	"github.com/tarnlake/tarn/query/translate"
)

// Export answers a request into a Parquet file at path, and returns the number
// of rows. The file appears whole or not at all. Path may lie anywhere: DuckDB
// writes into the state folder, and the file is moved from there.
func (e *Engine) Export(ctx context.Context, r Request, path string) (rows int64, err error) {
	s, err := parse(r.SQL)
	if err != nil {
		return 0, err
	}
	if s.Kind() != statement.Query {
		return 0, &RefusedError{Position: s.Start, Verb: s.Verb() + " as Parquet"}
	}
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

	t := translate.Statement(s)
	session, err := e.session(ctx, r, s, t)
	if err != nil {
		return 0, err
	}
	conn := session.conn
	defer conn.Close()
	answer, err := conn.Query(ctx, t.SQL) // for its columns
	if err != nil {
		return 0, advised(e.explain(e.blame(ctx, err, session.files), s, t), session.missing)
	}
	items := exportItems(answer.Columns())
	if err := answer.Close(); err != nil {
		return 0, err
	}
	copySQL := fmt.Sprintf("COPY (SELECT %s FROM (%s\n)) TO %s (FORMAT parquet, COMPRESSION zstd)",
		items, t.SQL, bind.Literal(temp.Name()))
	if rows, err = conn.Exec(ctx, copySQL); err != nil {
		return 0, e.explain(e.blame(ctx, err, session.files), s, t)
	}
	if err := e.read(r, session.files); err != nil {
		return 0, err
	}
	return rows, move(temp.Name(), path)
}

// exportItems selects the columns as Parquet can hold them: it has no integers
// of 128 bits, which DuckDB would write as doubles.
func exportItems(columns []Column) string {
	var replaced []string
	for _, c := range columns {
		if c.Type.Name == "HUGEINT" || c.Type.Name == "UHUGEINT" {
			replaced = append(replaced, fmt.Sprintf("CAST(%s AS DECIMAL(38,0)) AS %[1]s", bind.Quote(c.Name)))
		}
	}
	if len(replaced) == 0 {
		return "*"
	}
	return "* REPLACE (" + strings.Join(replaced, ", ") + ")"
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
