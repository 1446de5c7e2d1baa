package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tarnlake/tarn/cmd/internal/render"
	"github.com/tarnlake/tarn/query/duck"
)

// formatFlag adds the flag --format to a verb that can write these formats, of
// which the first is what it writes if nothing is said.
func formatFlag(c *cobra.Command, to *string, formats ...string) {
	c.Flags().StringVar(to, "format", formats[0], "write `FORMAT`: "+strings.Join(formats, ", "))
	c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(formats, cobra.ShellCompDirectiveNoFileComp))
}

// checkFormat returns an error if the format is none of the formats.
func checkFormat(format string, formats ...string) error {
	if slices.Contains(formats, format) {
		return nil
	}
	return &usageError{fmt.Sprintf("no format is called %q here", format), "the formats are " + strings.Join(formats, ", ")}
}

// databaseFlag adds the flag --database to a verb.
func (s *session) databaseFlag(c *cobra.Command, to *string, value, usage string) {
	c.Flags().StringVar(to, "database", value, usage)
	c.RegisterFlagCompletionFunc("database", func(c *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
		p, err := s.open()
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		defer p.Close()
		databases, _ := p.catalog.Databases(c.Context())
		var names []string
		for _, d := range databases {
			names = append(names, d.Name)
		}
		return names, cobra.ShellCompDirectiveNoFileComp
	})
}

// completeTable completes the name of a table.
func (s *session) completeTable(c *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	p, err := s.open()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	defer p.Close()
	database, _ := c.Flags().GetString("database")
	names, _ := p.catalog.Names(c.Context(), tableName("", database).Database)
	var tables []string
	for _, n := range names {
		tables = append(tables, n.Table)
	}
	return tables, cobra.ShellCompDirectiveNoFileComp
}

// printJSON writes v as JSON for people and programs.
func (s *session) printJSON(v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return err
	}
	_, err := s.stdout.Write(b.Bytes())
	return err
}

// A listing is a table of few rows that the program makes itself.
type listing struct {
	columns []duck.Column
	rows    [][]any
}

// column returns a column of a simple type.
func column(name, typ string) duck.Column {
	return duck.Column{Name: name, Type: duck.Type{Name: typ}}
}

// print writes the listing. As a table it has neither types nor a footer.
func (s *session) print(format string, l listing) error {
	w, err := render.New(format, s.stdout, l.columns, render.Options{
		Width: width(s.stdout), Color: colored(s.stdout), Bare: true,
	})
	if err != nil {
		return err
	}
	for _, row := range l.rows {
		if err := w.Write(row); err != nil {
			return err
		}
	}
	return w.Close()
}

// columns returns columns of text.
func columns(names ...string) []duck.Column {
	list := make([]duck.Column, len(names))
	for i, name := range names {
		list[i] = column(name, "VARCHAR")
	}
	return list
}
