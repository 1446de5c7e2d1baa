package main

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/cmd/internal/render"
	"github.com/tarnlake/tarn/query/duck"
)

func newFiles(s *session) *cobra.Command {
	var database, format string
	c := &cobra.Command{
		Use:   "files TABLE",
		Short: "List the files of a table",
		Long: `Files lists the files of a table by path: rows, size, the time of the last
change, and the values of the columns that lie in folder names.

Exit status: 0 done; 1 failed.`,
		Example: `  tarn files orders
  tarn files sales.orders --format csv`,
		Args:              arguments(1, 1, "the name of a table"),
		ValidArgsFunction: s.completeTable,
		RunE: func(c *cobra.Command, args []string) error {
			if err := checkFormat(format, render.Formats...); err != nil {
				return err
			}
			name, err := tableArgument(c, args[0], database)
			if err != nil {
				return err
			}
			return s.files(c.Context(), name, format)
		},
	}
	s.databaseFlag(c, &database, catalog.DefaultDatabase, "the table is in the database `NAME`")
	formatFlag(c, &format, render.Formats...)
	return c
}

func (s *session) files(ctx context.Context, name catalog.Name, format string) error {
	p, err := s.open()
	if err != nil {
		return err
	}
	defer p.Close()
	t, err := p.catalog.Table(ctx, name)
	if err != nil {
		return err
	}
	groups, err := p.catalog.Layouts(ctx, t.Name)
	if err != nil {
		return err
	}
	return s.print(format, filesListing(t, groups, format == "table"))
}

func filesListing(t catalog.Table, groups []catalog.Group, forPeople bool) listing {
	l := listing{columns: []duck.Column{
		column("path", "VARCHAR"), column("rows", "BIGINT"), column("bytes", "BIGINT"),
		column("modified", "TIMESTAMP WITH TIME ZONE"),
	}}
	if forPeople {
		l.columns[2].Name, l.columns[3].Type.Name = "size", "TIMESTAMP"
	}
	for _, f := range t.Partitions {
		l.columns = append(l.columns, column(f.Name, "VARCHAR"))
	}
	for _, f := range sortedFiles(groups) {
		row := []any{f.Path, f.Rows, f.Size, f.ModTime.UTC()}
		if forPeople {
			row = []any{f.Path, render.Count(f.Rows), size(f.Size), f.ModTime.Local().Truncate(time.Second)}
		}
		for i := range t.Partitions {
			if i >= len(f.Partitions) || f.Partitions[i] == catalog.NullPartition {
				row = append(row, nil)
			} else {
				row = append(row, f.Partitions[i])
			}
		}
		l.rows = append(l.rows, row)
	}
	return l
}

// sortedFiles returns the files of all groups by path.
func sortedFiles(groups []catalog.Group) []catalog.FileRef {
	var files []catalog.FileRef
	for _, g := range groups {
		files = append(files, g.Files...)
	}
	slices.SortFunc(files, func(a, b catalog.FileRef) int { return strings.Compare(a.Path, b.Path) })
	return files
}
