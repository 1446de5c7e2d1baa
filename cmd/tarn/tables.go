package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/cmd/internal/render"
	"github.com/tarnlake/tarn/datasets/schema"
	"github.com/tarnlake/tarn/query/duck"
)

func newTables(s *session) *cobra.Command {
	var database, format string
	c := &cobra.Command{
		Use:   "tables",
		Short: "List the tables of the lake",
		Long: `Tables lists the tables of the lake: their format, files, rows, columns, size,
the columns that lie in folder names, and the folder or file itself. A table all
of whose files are gone is listed as deprecated, with the time when that was found.

Exit status: 0 done; 1 failed.`,
		Example: `  tarn tables
  tarn tables --database sales --format json`,
		Args: arguments(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) error {
			if err := checkFormat(format, render.Formats...); err != nil {
				return err
			}
			return s.tables(c.Context(), database, format)
		},
	}
	s.databaseFlag(c, &database, "", "only the tables of the database `NAME`")
	formatFlag(c, &format, render.Formats...)
	return c
}

func (s *session) tables(ctx context.Context, database, format string) error {
	p, err := s.open()
	if err != nil {
		return err
	}
	defer p.Close()
	tables, err := p.tables(ctx, database)
	if err != nil {
		return err
	}
	switch {
	case format == "table" && len(tables) == 0:
		_, err := fmt.Fprintln(s.stderr, "tarn: there are no tables; 'tarn crawl' finds them")
		return err
	case format == "table":
		return s.print(format, tablesForPeople(tables))
	}
	return s.print(format, tablesForPrograms(tables))
}

// tables returns the tables of a database, or of all if none is named.
func (p *place) tables(ctx context.Context, database string) ([]catalog.Table, error) {
	if database != "" {
		if _, err := p.catalog.Database(ctx, database); err != nil {
			return nil, err
		}
		return p.catalog.Tables(ctx, database)
	}
	databases, err := p.catalog.Databases(ctx)
	if err != nil {
		return nil, err
	}
	var all []catalog.Table
	for _, d := range databases {
		tables, err := p.catalog.Tables(ctx, d.Name)
		if err != nil {
			return nil, err
		}
		all = append(all, tables...)
	}
	return all, nil
}

// tablesForPeople names tables as a query would, and writes sizes in words.
func tablesForPeople(tables []catalog.Table) listing {
	l := listing{columns: []duck.Column{
		column("table", "VARCHAR"), column("format", "VARCHAR"),
		column("files", "BIGINT"), column("rows", "BIGINT"), column("columns", "BIGINT"),
		column("size", "BIGINT"), column("partitions", "VARCHAR"), column("location", "VARCHAR"),
	}}
	deprecated := slices.ContainsFunc(tables, func(t catalog.Table) bool { return t.Parameters[catalog.Deprecated] != "" })
	if deprecated {
		l.columns = append(l.columns, column("deprecated", "VARCHAR"))
	}
	for i, t := range tables {
		name := t.Name.String()
		if t.Name.Database == catalog.DefaultDatabase {
			name = t.Name.Table
		}
		l.rows = append(l.rows, []any{
			name, t.Format, render.Count(t.Stats.Files), render.Count(t.Stats.Rows),
			int64(len(t.Columns) + len(t.Partitions)), size(t.Stats.Bytes), fieldNames(t.Partitions), location(t.Location),
		})
		if deprecated {
			l.rows[i] = append(l.rows[i], localTime(t.Parameters[catalog.Deprecated]))
		}
	}
	return l
}

func tablesForPrograms(tables []catalog.Table) listing {
	l := listing{columns: []duck.Column{
		column("database", "VARCHAR"), column("table", "VARCHAR"), column("format", "VARCHAR"),
		column("files", "BIGINT"), column("rows", "BIGINT"), column("columns", "BIGINT"),
		column("bytes", "BIGINT"), {Name: "partitions", Type: duck.Type{Name: "LIST", Elem: &duck.Type{Name: "VARCHAR"}}}, column("location", "VARCHAR"),
		column("version", "BIGINT"), column("crawled", "TIMESTAMP WITH TIME ZONE"), column("deprecated", "TIMESTAMP WITH TIME ZONE"),
	}}
	for _, t := range tables {
		partitions := make([]any, len(t.Partitions))
		for i, f := range t.Partitions {
			partitions[i] = f.Name
		}
		l.rows = append(l.rows, []any{
			t.Name.Database, t.Name.Table, t.Format, t.Stats.Files, t.Stats.Rows,
			int64(len(t.Columns) + len(t.Partitions)), t.Stats.Bytes, partitions, t.Location,
			int64(t.Version), t.Crawled.UTC().Truncate(time.Millisecond), deprecatedSince(t),
		})
	}
	return l
}

// deprecatedSince returns when a crawl first found no file of a table; nil if it
// has some.
func deprecatedSince(t catalog.Table) any {
	since, err := time.Parse(time.RFC3339, t.Parameters[catalog.Deprecated])
	if err != nil {
		return nil
	}
	return since.UTC()
}

func fieldNames(fields []schema.Field) string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	return strings.Join(slices.Clip(names), ", ")
}

// location returns where a table lies, for people.
func location(folder string) string {
	if folder == "" {
		return "."
	}
	return folder
}
