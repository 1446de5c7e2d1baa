package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/cmd/internal/render"
	"github.com/tarnlake/tarn/query/duck"
)

func newDescribe(s *session) *cobra.Command {
	var database, format string
	c := &cobra.Command{
		Use:   "describe TABLE",
		Short: "Show what is known of a table",
		Long: `Describe shows what is known of a table without reading it again: its columns
with their types, nulls, least and greatest values; its files, rows and bytes;
how the files are to be read; when it was crawled; and what is wrong in the
files. Columns that lie in folder names come last.

Exit status: 0 done; 1 failed.`,
		Example: `  tarn describe orders
  tarn describe sales.orders --format json`,
		Args:              arguments(1, 1, "the name of a table"),
		ValidArgsFunction: s.completeTable,
		RunE: func(c *cobra.Command, args []string) error {
			if err := checkFormat(format, "text", "json"); err != nil {
				return err
			}
			name, err := tableArgument(c, args[0], database)
			if err != nil {
				return err
			}
			return s.describe(c.Context(), name, format)
		},
	}
	s.databaseFlag(c, &database, catalog.DefaultDatabase, "the table is in the database `NAME`")
	formatFlag(c, &format, "text", "json")
	return c
}

// tableArgument reads the name of a table. If it has a database, the flag
// --database cannot name another one.
func tableArgument(c *cobra.Command, text, database string) (catalog.Name, error) {
	name := tableName(text, database)
	if c.Flags().Changed("database") && !strings.EqualFold(name.Database, database) {
		return name, &usageError{
			fmt.Sprintf("%s is in the database %s, and --database says %s", text, name.Database, database), "leave one of them out"}
	}
	return name, nil
}

func (s *session) describe(ctx context.Context, name catalog.Name, format string) error {
	p, err := s.open()
	if err != nil {
		return err
	}
	defer p.Close()
	d, err := describe(ctx, p.catalog, name)
	if err != nil {
		return err
	}
	if format == "json" {
		return s.printJSON(d)
	}
	return s.printDescription(d)
}

// A description is what is known of a table.
type description struct {
	Database   string            `json:"database"`
	Table      string            `json:"table"`
	Comment    string            `json:"comment,omitempty"`
	Location   string            `json:"location"`
	Format     string            `json:"format"`
	Files      int64             `json:"files"`
	Rows       int64             `json:"rows"` // counted, not estimated
	Bytes      int64             `json:"bytes"`
	Version    int               `json:"version"`
	Crawled    time.Time         `json:"crawled"`
	Deprecated string            `json:"deprecated,omitempty"` // since when the table has no files
	Parameters map[string]string `json:"parameters,omitempty"`
	Layouts    []layout          `json:"layouts"`
	Columns    []columnSummary   `json:"columns"`
	Problems   []problemSummary  `json:"problems,omitempty"`
}

// A layout is a way in which some files of a table are to be read.
type layout struct {
	Files       int               `json:"files"`
	Compression string            `json:"compression,omitempty"`
	Options     map[string]string `json:"options,omitempty"`
	Copy        string            `json:"copy,omitempty"`
}

// describe collects what the catalog knows of a table.
func describe(ctx context.Context, c *catalog.Catalog, name catalog.Name) (*description, error) {
	t, err := c.Table(ctx, name)
	if err != nil {
		return nil, err
	}
	d := &description{
		Database: t.Name.Database, Table: t.Name.Table, Comment: t.Comment, Location: t.Location, Format: t.Format,
		Files: t.Stats.Files, Rows: t.Stats.Rows, Bytes: t.Stats.Bytes,
		Version: t.Version, Crawled: t.Crawled, Parameters: t.Parameters, Deprecated: t.Parameters[catalog.Deprecated],
	}
	groups, err := c.Layouts(ctx, t.Name)
	if err != nil {
		return nil, err
	}
	for _, g := range groups {
		d.addLayout(layout{len(g.Files), g.Layout.Compression, g.Layout.Options, g.Layout.Copy})
	}
	sum := newSummary(t)
	for f, err := range c.EachFile(ctx, t.Name) {
		if err != nil {
			return nil, err
		}
		sum.add(f)
	}
	d.Columns = sum.columns
	problems, err := c.TableProblems(ctx, t.Name)
	if err != nil {
		return nil, err
	}
	d.Problems = summarizeProblems(append(problems, sum.problems...))
	return d, nil
}

// addLayout adds a way of reading files, or the number of its files to the same
// one.
func (d *description) addLayout(l layout) {
	for i, have := range d.Layouts {
		if have.Compression == l.Compression && have.Copy == l.Copy && fmt.Sprint(have.Options) == fmt.Sprint(l.Options) {
			d.Layouts[i].Files += l.Files
			return
		}
	}
	d.Layouts = append(d.Layouts, l)
}

// printDescription writes the description for people.
func (s *session) printDescription(d *description) error {
	var b bytes.Buffer
	name := catalog.Name{Database: d.Database, Table: d.Table}
	fmt.Fprintf(&b, "%s  %s  %s  %s  %s\n", name, d.Format, count(d.Files, "file"), count(d.Rows, "row"), size(d.Bytes))
	line := func(label, text string) {
		if text != "" {
			fmt.Fprintf(&b, "%-9s %s\n", label, printable(text))
		}
	}
	line("comment", d.Comment)
	for _, key := range sortedKeys(d.Parameters) {
		if !strings.HasPrefix(key, catalog.DecisionPrefix) && key != catalog.Deprecated {
			line("tag", key+" = "+d.Parameters[key])
		}
	}
	line("location", location(d.Location))
	if d.Deprecated != "" {
		line("gone", "deprecated: none of its files was there at the crawl of "+localTime(d.Deprecated))
	} else {
		line("rows", "exact: all of every file was counted")
	}
	line("crawled", fmt.Sprintf("%s, version %d", d.Crawled.Local().Format(time.DateTime), d.Version))
	line("decided", decidedText(d.Parameters))
	for _, l := range d.Layouts {
		line("read as", l.describe(len(d.Layouts) > 1))
	}
	if slices.ContainsFunc(d.Columns, func(c columnSummary) bool { return c.Estimated }) {
		line("figures", "of the columns are those that the files state; least and greatest may be bounds")
	}
	if err := s.printColumns(&b, d); err != nil {
		return err
	}
	for _, p := range d.Problems {
		line("problem", p.String())
	}
	_, err := s.stdout.Write(b.Bytes())
	return err
}

// decidedText says what people decided about a table: its parameters "pin.…".
func decidedText(parameters map[string]string) string {
	var parts []string
	for _, key := range sortedKeys(parameters) {
		if name, ok := strings.CutPrefix(key, "pin."); ok {
			parts = append(parts, fmt.Sprintf("%s %q", name, parameters[key]))
		}
	}
	return strings.Join(parts, "  ")
}

// localTime writes a time of RFC 3339 as people here do.
func localTime(text string) string {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return text
	}
	return t.Local().Format(time.DateTime)
}

// printColumns writes the columns of the description as a table.
func (s *session) printColumns(w io.Writer, d *description) error {
	columns := []duck.Column{column("column", "VARCHAR"), column("type", "VARCHAR"),
		column("nulls", "BIGINT"), column("least", "VARCHAR"), column("greatest", "VARCHAR")}
	commented := slices.ContainsFunc(d.Columns, func(c columnSummary) bool { return c.Comment != "" })
	if commented {
		columns = append(columns, column("comment", "VARCHAR"))
	}
	table, err := render.New("table", w, columns, render.Options{Width: width(s.stdout), Color: colored(s.stdout), Bare: true})
	if err != nil {
		return err
	}
	for _, c := range d.Columns {
		row := []any{c.Name, c.Type.String(), "", optional(c.Min), optional(c.Max)}
		switch {
		case c.Partition:
			row[1] = c.Type.String() + "  (partition)"
		case c.Nulls != nil:
			row[2] = render.Count(*c.Nulls)
		}
		if commented {
			row = append(row, c.Comment)
		}
		if err := table.Write(row); err != nil {
			return err
		}
	}
	return table.Close()
}

func optional(text *string) any {
	if text == nil {
		return ""
	}
	return *text
}

// usual are the options that go without saying.
var usual = map[string]string{
	"encoding": "utf-8", "quote": `"`, "escape": `"`, "header": "true", "newline": "\n", "records": "lines",
}

// describe writes the layout on one line: delimiter ";"  encoding "latin-1"  (2 files).
func (l layout) describe(several bool) string {
	var parts []string
	if l.Compression != "" {
		parts = append(parts, l.Compression)
	}
	for _, key := range sortedKeys(l.Options) {
		if value := l.Options[key]; value != usual[key] {
			parts = append(parts, fmt.Sprintf("%s %q", key, value))
		}
	}
	if l.Copy != "" {
		parts = append(parts, "a clean copy ("+l.Copy+")")
	}
	if len(parts) == 0 {
		parts = append(parts, "usual")
	}
	if several {
		parts = append(parts, "("+count(int64(l.Files), "file")+")")
	}
	return strings.Join(parts, "  ")
}

func sortedKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// count writes a number of things: 1 file, 1,234 files.
func count(n int64, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return render.Count(n) + " " + noun
}
