package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"

	"github.com/tarnlake/tarn/cmd/internal/render"
	"github.com/tarnlake/tarn/query/duck"
)

// A report is a table of figures, for people and for programs.
type report struct {
	columns []string
	rows    [][]string
	data    any // the same for programs
}

// form is how a report is to be written.
type form struct {
	format   string
	markdown bool
	check    bool
}

func (f *form) flags(flags *flag.FlagSet) {
	flags.StringVar(&f.format, "format", "table", "write a `FORM`: table, markdown or json")
	flags.BoolVar(&f.markdown, "markdown", false, "the same as --format markdown")
	flags.BoolVar(&f.check, "check", false, "fail if a goal is missed")
}

// validate refuses forms that there are not.
func (f *form) validate() error {
	if f.markdown {
		f.format = "markdown"
	}
	switch f.format {
	case "table", "markdown", "json":
		return nil
	}
	return &nameError{"format", f.format, []string{"table", "markdown", "json"}}
}

// write writes the report in one form.
func (r *report) write(w io.Writer, format string) error {
	if format == "json" {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(r.data)
	}
	columns := make([]duck.Column, len(r.columns))
	for i, name := range r.columns {
		columns[i] = duck.Column{Name: name, Type: duck.Type{Name: "VARCHAR"}}
	}
	out, err := render.New(format, w, columns, render.Options{Bare: true})
	if err != nil {
		return err
	}
	for _, row := range r.rows {
		values := make([]any, len(row))
		for i, text := range row {
			values[i] = text
		}
		if err := out.Write(values); err != nil {
			return err
		}
	}
	return out.Close()
}

// missed returns an error if a report is to be checked and goals are missed.
func (f *form) missed(measures []string) error {
	if !f.check || len(measures) == 0 {
		return nil
	}
	return &missedError{measures}
}

// mark says whether a goal is met.
func mark(met bool) string {
	if met {
		return "met"
	}
	return "missed"
}

// decimal writes a number with three places.
func decimal(x float64) string { return fmt.Sprintf("%.3f", x) }
