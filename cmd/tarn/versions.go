package main

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets/schema"
)

func newVersions(s *session) *cobra.Command {
	var database, format string
	c := &cobra.Command{
		Use:   "versions TABLE",
		Short: "Show the history of a table",
		Long: `Versions lists the versions of a table, the newest last: when each was made and
by what, what is different from the version before, and the file, line and value
that made the difference. New files alone make no version. A table that was
dropped still has its versions.

Exit status: 0 done; 1 failed.`,
		Example: `  tarn versions orders
  tarn versions sales.orders --format json`,
		Args:              arguments(1, 1, "the name of a table"),
		ValidArgsFunction: s.completeTable,
		RunE: func(c *cobra.Command, args []string) error {
			if err := checkFormat(format, "text", "json"); err != nil {
				return err
			}
			return s.versions(c.Context(), tableName(args[0], database), format)
		},
	}
	s.databaseFlag(c, &database, catalog.DefaultDatabase, "the table is in the database `NAME`")
	formatFlag(c, &format, "text", "json")
	return c
}

func (s *session) versions(ctx context.Context, name catalog.Name, format string) error {
	p, err := s.open()
	if err != nil {
		return err
	}
	defer p.Close()
	versions, err := p.catalog.Versions(ctx, name)
	if err != nil {
		return err
	}
	if format == "json" {
		return s.printJSON(versionRecords(versions))
	}
	var b bytes.Buffer
	fmt.Fprintln(&b, printable(versions[0].Table.Name.String()))
	for _, v := range versions {
		fmt.Fprintf(&b, "\nversion %d  %s  %s  %s  %s\n", v.Number, v.Time.Local().Format(time.DateTime), printable(v.Cause),
			count(v.Table.Stats.Files, "file"), count(v.Table.Stats.Rows, "row"))
		for _, line := range v.Lines {
			fmt.Fprintf(&b, "  %s\n", printable(line))
		}
	}
	_, err = s.stdout.Write(b.Bytes())
	return err
}

// A versionRecord is a version for programs.
type versionRecord struct {
	Version     int                  `json:"version"`
	Time        time.Time            `json:"time"`
	Cause       string               `json:"cause"` // "crawl", "alter", "restore of version 2"
	Dropped     bool                 `json:"dropped,omitempty"`
	Lines       []string             `json:"lines"`                 // what changed, for people
	Differences []catalog.Difference `json:"differences,omitempty"` // from the version before
	Columns     []versionColumn      `json:"columns"`
	Comment     string               `json:"comment,omitempty"`
	Parameters  map[string]string    `json:"parameters,omitempty"`
	Files       int64                `json:"files"`
	Rows        int64                `json:"rows"`
	Bytes       int64                `json:"bytes"`
}

type versionColumn struct {
	Name      string      `json:"name"`
	Type      schema.Type `json:"type"`
	Comment   string      `json:"comment,omitempty"`
	Partition bool        `json:"partition,omitempty"` // it lies in folder names
}

func versionRecords(versions []catalog.Version) []versionRecord {
	var records []versionRecord
	for _, v := range versions {
		t := v.Table
		r := versionRecord{
			Version: v.Number, Time: v.Time, Cause: v.Cause, Dropped: v.Dropped, Lines: v.Lines, Differences: v.Differences,
			Comment: t.Comment, Parameters: t.Parameters, Files: t.Stats.Files, Rows: t.Stats.Rows, Bytes: t.Stats.Bytes,
		}
		for i, f := range slices.Concat(t.Columns, t.Partitions) {
			r.Columns = append(r.Columns, versionColumn{f.Name, f.Type, f.Comment, i >= len(t.Columns)})
		}
		records = append(records, r)
	}
	return records
}
