package main

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/catalog/crawl"
	"github.com/tarnlake/tarn/cmd/internal/render"
	"github.com/tarnlake/tarn/query/duck"
)

func newProblems(s *session) *cobra.Command {
	var o problemOptions
	c := &cobra.Command{
		Use:   "problems [TABLE...]",
		Short: "List what is wrong in the lake",
		Long: `Problems lists what the last crawl found wrong: in the tables as such, in their
files, and files that are in no table. No file is read.

As text, as a table, and with --by kind, there is an entry for each kind of
problem of a table: how often it occurs, in how many files, and the first place.
With --by place there is one for each place that is known, FILE:LINE; in the other
formats that is what is written if nothing is said. Of a problem that occurs often
in a file, the first five places are known.

Exit status: 0 done, whatever is wrong; 1 failed.`,
		Example: `  tarn problems
  tarn problems orders --by place
  tarn problems --kind 'short row' --format json`,
		ValidArgsFunction: func(c *cobra.Command, args []string, text string) ([]string, cobra.ShellCompDirective) {
			return s.completeTable(c, nil, text)
		},
		RunE: func(c *cobra.Command, args []string) error {
			if err := checkFormat(o.format, problemFormats...); err != nil {
				return err
			}
			if o.by == "" {
				o.by = byPlace
				if o.format == "text" || o.format == "table" {
					o.by = byKind
				}
			}
			switch {
			case o.by != byKind && o.by != byPlace:
				return &usageError{fmt.Sprintf("--by: it is not %q", o.by), "it is kind or place"}
			case o.limit < 0:
				return &usageError{"--limit is a number from 1", ""}
			}
			for _, text := range args {
				name, err := tableArgument(c, text, o.database)
				if err != nil {
					return err
				}
				o.tables = append(o.tables, name)
			}
			return s.problems(c.Context(), o)
		},
	}
	c.Flags().StringArrayVar(&o.kinds, "kind", nil, "only problems of this `KIND`, such as 'short row'; may be repeated")
	c.Flags().StringVar(&o.by, "by", "", "an entry for each `WHAT`: kind, place (default kind as text or a table, else place)")
	c.Flags().IntVar(&o.limit, "limit", 0, "at most `N` of them")
	c.RegisterFlagCompletionFunc("by", cobra.FixedCompletions([]string{byKind, byPlace}, cobra.ShellCompDirectiveNoFileComp))
	c.RegisterFlagCompletionFunc("kind", s.completeKind)
	s.databaseFlag(c, &o.database, "", "only the database `NAME`")
	formatFlag(c, &o.format, problemFormats...)
	return c
}

// problemFormats are those of other listings, and text.
var problemFormats = append([]string{"text"}, render.Formats...)

// What the rows of the listing are.
const (
	byKind  = "kind"
	byPlace = "place"
)

// problemOptions are the arguments of the verb problems.
type problemOptions struct {
	tables               []catalog.Name
	kinds                []string
	by, database, format string
	limit                int
}

// completeKind completes the kinds of problems that there are.
func (s *session) completeKind(c *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	p, err := s.open()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	defer p.Close()
	problems, _ := p.problems(c.Context(), "")
	return kindsOf(problems), cobra.ShellCompDirectiveNoFileComp
}

func kindsOf(problems []catalog.FileProblem) []string {
	var kinds []string
	for i := range problems {
		kinds = append(kinds, problems[i].Kind)
	}
	slices.Sort(kinds)
	return slices.Compact(kinds)
}

func (s *session) problems(ctx context.Context, o problemOptions) error {
	p, err := s.open()
	if err != nil {
		return err
	}
	defer p.Close()
	for i := range o.tables {
		t, err := p.catalog.Table(ctx, o.tables[i])
		if err != nil {
			return err
		}
		o.tables[i] = t.Name
	}
	all, err := p.problems(ctx, o.database)
	if err != nil {
		return err
	}
	problems, err := o.filter(all)
	if err != nil {
		return err
	}
	rows := problemsByPlace(problems)
	if o.by == byKind {
		rows = problemsByKind(problems)
	}
	more := 0
	if o.limit > 0 && len(rows) > o.limit {
		rows, more = rows[:o.limit], len(rows)-o.limit
	}
	switch {
	case o.format != "text":
		err = s.print(o.format, problemListing(rows, o.by))
	case o.by == byKind:
		err = s.printKinds(rows)
	default:
		err = s.printPlaces(rows)
	}
	if len(rows) == 0 {
		fmt.Fprintln(s.stderr, "tarn: no problems")
	}
	if more > 0 {
		fmt.Fprintf(s.stderr, "tarn: and %s more\n", render.Count(int64(more)))
	}
	return err
}

// leftOutKind is the kind of problem that a file in no table has.
const leftOutKind = "left out"

// problems returns what is wrong in a database, or in all of them: by table, and
// last the files that are in none.
func (p *place) problems(ctx context.Context, database string) ([]catalog.FileProblem, error) {
	databases := []catalog.Database{{Name: database}}
	if database == "" {
		var err error
		if databases, err = p.catalog.Databases(ctx); err != nil {
			return nil, err
		}
	}
	var all []catalog.FileProblem
	for _, d := range databases {
		problems, err := p.catalog.Problems(ctx, d.Name)
		if err != nil {
			return nil, err
		}
		left, err := p.catalog.LeftOut(ctx, d.Name)
		if err != nil {
			return nil, err
		}
		all = append(all, problems...)
		for _, l := range left {
			f := catalog.FileProblem{Table: catalog.Name{Database: d.Name}, Path: l.Path}
			f.Kind, f.Cause, f.Count = leftOutKind, l.Reason, 1
			all = append(all, f)
		}
	}
	return all, nil
}

// filter returns the problems that are asked for. A kind that there is not in
// the lake is an error.
func (o *problemOptions) filter(all []catalog.FileProblem) ([]catalog.FileProblem, error) {
	kinds := kindsOf(all)
	for _, kind := range o.kinds {
		if len(all) > 0 && !slices.Contains(kinds, kind) {
			return nil, &usageError{fmt.Sprintf("--kind: there is no problem %q here", kind), "there are: " + strings.Join(kinds, ", ")}
		}
	}
	return slices.DeleteFunc(all, func(p catalog.FileProblem) bool {
		return len(o.kinds) > 0 && !slices.Contains(o.kinds, p.Kind) || len(o.tables) > 0 && !slices.Contains(o.tables, p.Table)
	}), nil
}

// tableOf names the table of a problem as a query would; "" if it is of none.
func tableOf(name catalog.Name) string {
	if name.Table == "" || name.Database == catalog.DefaultDatabase {
		return name.Table
	}
	return name.String()
}

// A problemRow is a kind of problem of a table, or one place of it.
type problemRow struct {
	crawl.ProblemPlace // of a kind, the first one, and how often it occurs in all files

	table string
	files int64 // that have it
}

// problemsByKind has a row for each kind of problem of a table. Files that are
// left out are told apart by their reasons.
func problemsByKind(problems []catalog.FileProblem) []problemRow {
	type key struct {
		table       catalog.Name
		kind, cause string
	}
	at := make(map[key]int)
	var rows []problemRow
	for i := range problems {
		p := &problems[i]
		k := key{table: p.Table, kind: alike(&p.Problem)}
		if p.Table.Table == "" {
			k.cause = p.Cause
		}
		n, seen := at[k]
		if !seen {
			at[k] = len(rows)
			rows = append(rows, problemRow{crawl.PlacesOf(p.Path, &p.Problem)[0], tableOf(p.Table), 1})
			continue
		}
		rows[n].Count += p.Count
		rows[n].files++
	}
	return rows
}

// problemsByPlace has a row for each place of a problem.
func problemsByPlace(problems []catalog.FileProblem) []problemRow {
	var rows []problemRow
	for i := range problems {
		for _, at := range crawl.PlacesOf(problems[i].Path, &problems[i].Problem) {
			rows = append(rows, problemRow{at, tableOf(problems[i].Table), 1})
		}
	}
	return rows
}

// problemListing lists problems for programs.
func problemListing(rows []problemRow, by string) listing {
	l := listing{columns: []duck.Column{
		column("table", "VARCHAR"), column("problem", "VARCHAR"), column("place", "VARCHAR"), column("file", "VARCHAR"),
		column("line", "BIGINT"), column("byte", "BIGINT"), column("path", "VARCHAR"), column("text", "VARCHAR"),
		column("cause", "VARCHAR"), column("count", "BIGINT"),
	}}
	if by == byKind {
		l.columns = []duck.Column{
			column("table", "VARCHAR"), column("problem", "VARCHAR"), column("count", "BIGINT"), column("files", "BIGINT"),
			column("first", "VARCHAR"), column("text", "VARCHAR"), column("cause", "VARCHAR"),
		}
	}
	for _, r := range rows {
		if by == byKind {
			l.rows = append(l.rows, []any{r.table, r.Kind, r.Count, r.files, r.place(), r.Text, r.Cause})
			continue
		}
		l.rows = append(l.rows, []any{r.table, r.Kind, r.place(), r.File, number(r.Line), number(r.Byte), r.Path, r.Text, r.Cause, r.Count})
	}
	return l
}

// printKinds writes kinds of problems for people, each on two lines.
func (s *session) printKinds(rows []problemRow) error {
	var b bytes.Buffer
	for _, r := range rows {
		line := r.Kind
		if r.table != "" {
			line = r.table + ": " + line
		}
		switch {
		case r.files > 1 && r.Count == r.files:
			line += fmt.Sprintf(" in %s files, first", render.Count(r.files))
		case r.Count > 1 && r.files > 1:
			line += fmt.Sprintf(", %s times in %s files, first", render.Count(r.Count), render.Count(r.files))
		case r.Count > 1 && r.File != "":
			line += fmt.Sprintf(", %s times, first", render.Count(r.Count))
		case r.Count > 1:
			line += fmt.Sprintf(", %s times", render.Count(r.Count))
		}
		switch {
		case r.File != "" && r.table == "" && r.files == 1:
			line += " " + r.File
		case r.File != "":
			line += " at " + r.place()
		}
		fmt.Fprintf(&b, "%s%s\n    %s\n", printable(line), r.quoted(), printable(r.Cause))
	}
	_, err := s.stdout.Write(b.Bytes())
	return err
}

// printPlaces writes places of problems as compilers do.
func (s *session) printPlaces(rows []problemRow) error {
	var b bytes.Buffer
	for _, r := range rows {
		where := r.place()
		if where == "" {
			where = r.table
		}
		what := r.quoted()
		if what == "" {
			what = ": " + printable(r.Cause)
		}
		fmt.Fprintf(&b, "%s: %s%s\n", printable(where), r.Kind, what)
	}
	_, err := s.stdout.Write(b.Bytes())
	return err
}

// quoted returns what stands at the place, after a colon.
func (r *problemRow) quoted() string {
	if r.Text == "" {
		return ""
	}
	return fmt.Sprintf(": %q", render.Cut(r.Text, 40))
}

// place returns where it is as compilers write it: FILE:LINE, or FILE.
func (r *problemRow) place() string {
	if r.Line == nil || r.File == "" {
		return r.File
	}
	return fmt.Sprintf("%s:%d", r.File, *r.Line)
}

// number returns a number that may not be known.
func number(n *int64) any {
	if n == nil {
		return nil
	}
	return *n
}
