package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/catalog/crawl"
	"github.com/tarnlake/tarn/datasets/schema"
)

func newAlter(s *session) *cobra.Command {
	var o alterOptions
	c := &cobra.Command{
		Use:   "alter TABLE",
		Short: "Correct what a crawl found, for good",
		Long: `Alter decides how a table is read and what its columns are. What is decided
comes before what a crawl finds, now and at every later crawl. Several edits are
made together or not at all, in the order in which they stand. Files that are to
be read in another way are read at once; values that do not fit are told of.

COLUMN is the name in the catalog or in the files. One that holds an = stands in
double quotes: --type '"a=b"=int'. Of a value everything after the first = counts.
A list has commas; a text with a comma stands in double quotes: --nulls 'a=-,"n,a"'.
An option may be written \t, \n or none. docs/alter.md tells more.

Exit status: 0 done; 1 failed, and nothing is changed; 3 done, but some files
cannot be read so and were left out; 130 interrupted.`,
		Example: `  tarn alter orders --type zip=string --rename 'Order Total=total' --hide 'internal note'
  tarn alter orders --date-format day='%d.%m.%Y' --nulls 'day=-,n/a'
  tarn alter orders --delimiter ';' --no-header --encoding latin-1 --plan
  tarn alter orders --comment 'what was sold' --column-comment 'total=in euros' --tag owner=ann
  tarn alter orders --reset zip`,
		Args:              arguments(1, 1, "the name of a table"),
		ValidArgsFunction: s.completeTable,
		RunE: func(c *cobra.Command, args []string) error {
			if err := checkFormat(o.format, "text", "json"); err != nil {
				return err
			}
			if len(o.edits) == 0 {
				return &usageError{"alter: nothing is to be altered", "as in tarn alter " + shellQuote(args[0]) + " --type zip=string; 'tarn alter --help' tells the edits"}
			}
			return s.alter(c.Context(), tableName(args[0], o.database), o)
		},
	}
	o.edits.define(c)
	c.Flags().BoolVar(&o.plan, "plan", false, "say what would change, and change nothing")
	s.databaseFlag(c, &o.database, catalog.DefaultDatabase, "the table is in the database `NAME`")
	formatFlag(c, &o.format, "text", "json")
	c.Flags().SortFlags = false
	return c
}

// alterOptions are the arguments of an alteration.
type alterOptions struct {
	edits            edits
	database, format string
	plan             bool
}

func (s *session) alter(ctx context.Context, name catalog.Name, o alterOptions) error {
	return s.altering(ctx, "altered", o.plan, o.format, func(p *place, crawler *crawl.Crawler) (*crawl.Alteration, error) {
		return crawler.Alter(ctx, p.lake, p.catalog, name, o.plan, o.edits...)
	})
}

// altering does what changes one table, and tells what came of it; the verb says
// what was done, as in "altered".
func (s *session) altering(ctx context.Context, verb string, plan bool, format string, do func(*place, *crawl.Crawler) (*crawl.Alteration, error)) error {
	start := time.Now()
	p, err := s.open()
	if err != nil {
		return err
	}
	defer p.Close()
	if err := p.catalog.Writable(); err != nil && !plan {
		return err
	}
	progress := newProgress(s.stderr, start)
	done, err := do(p, &crawl.Crawler{Skip: []string{p.state}, Progress: progress.show})
	progress.clear()
	if err != nil {
		return err
	}
	if format == "json" {
		err = s.printJSON(newAlterReport(done, plan, time.Since(start)))
	} else {
		err = s.printAlteration(done, verb, plan, time.Since(start))
	}
	if err == nil && len(done.LeftOut) > 0 {
		err = errPartial
	}
	return err
}

// An alterReport is what came of altering a table.
type alterReport struct {
	Plan     bool                  `json:"plan"`
	Changes  []catalog.Change      `json:"changes"` // one or none
	LeftOut  []catalog.LeftOut     `json:"leftOut"`
	Problems []catalog.FileProblem `json:"problems"`
	Scanned  int                   `json:"filesRead"`
	Bytes    int64                 `json:"bytes"` // read, as stored
	Seconds  float64               `json:"seconds"`
}

func newAlterReport(done *crawl.Alteration, plan bool, took time.Duration) alterReport {
	r := alterReport{
		Plan: plan, Changes: []catalog.Change{}, LeftOut: append([]catalog.LeftOut{}, done.LeftOut...),
		Problems: append([]catalog.FileProblem{}, done.Problems...), Scanned: done.Scanned, Bytes: done.Bytes, Seconds: took.Seconds(),
	}
	if done.Change != nil {
		r.Changes = append(r.Changes, done.Change)
	}
	return r
}

// printAlteration writes what changed, as a crawl does.
func (s *session) printAlteration(done *crawl.Alteration, verb string, plan bool, took time.Duration) error {
	sum := "nothing changed"
	if done.Change != nil {
		if _, err := fmt.Fprintln(s.stdout, printable(done.Change.String())); err != nil {
			return err
		}
		sum = verb
		if plan {
			sum = "nothing changed yet: this is a plan"
		}
	}
	var b bytes.Buffer
	for i, p := range done.Problems {
		if slices.ContainsFunc(done.Problems[:i], func(q catalog.FileProblem) bool { return q.Kind == p.Kind && q.Cause == p.Cause }) {
			continue
		}
		same := slices.DeleteFunc(slices.Clone(done.Problems[i:]), func(q catalog.FileProblem) bool { return q.Kind != p.Kind || q.Cause != p.Cause })
		fmt.Fprintf(&b, "tarn: %s\n", printable(summarizeProblems(same)[0].String()))
	}
	for _, file := range done.LeftOut {
		fmt.Fprintf(&b, "tarn: left out %s: %s\n", printable(file.Path), printable(file.Reason))
	}
	read := "no file had to be read"
	if done.Scanned > 0 {
		read = fmt.Sprintf("read %s (%s) in %s", count(int64(done.Scanned), "file"), size(done.Bytes), seconds(took.Seconds()))
	}
	fmt.Fprintf(&b, "tarn: %s; %s\n", sum, read)
	_, err := s.stderr.Write(b.Bytes())
	return err
}

// edits are the edits of the flags, in the order in which they stand.
type edits []crawl.Edit

// An editFlag is a flag that adds edits.
type editFlag struct {
	to    *edits
	shape string // what its value looks like, such as "COLUMN=TYPE"
	parse func(value string) (crawl.Edit, error)
}

func (f editFlag) String() string { return "" }

func (f editFlag) Type() string { return f.shape }

func (f editFlag) Set(value string) error {
	if !utf8.ValidString(value) {
		return fmt.Errorf("it is not UTF-8")
	}
	edit, err := f.parse(value)
	if err == nil {
		*f.to = append(*f.to, edit)
	}
	return err
}

// define adds the flags.
func (e *edits) define(c *cobra.Command) {
	add := func(name, shape, usage string, parse func(string) (crawl.Edit, error)) {
		c.Flags().Var(editFlag{e, shape, parse}, name, usage)
	}
	pair := func(name, shape, usage string, parse func(left, right string) (crawl.Edit, error)) {
		add(name, shape, usage, func(value string) (crawl.Edit, error) {
			left, right, ok := cutPair(value)
			if !ok || left == "" {
				return nil, fmt.Errorf("expected %s", shape)
			}
			return parse(left, right)
		})
	}
	one := func(name, shape, usage string, edit func(string) crawl.Edit) {
		add(name, shape, usage, func(value string) (crawl.Edit, error) { return edit(value), nil })
	}

	pair("type", "COLUMN=TYPE", "the column has that type", func(column, text string) (crawl.Edit, error) {
		t, err := schema.Parse(text)
		return crawl.SetType{Column: column, Type: t}, err
	})
	pair("rename", "COLUMN=NAME", "the column has another name", func(column, name string) (crawl.Edit, error) {
		return crawl.SetName{Column: column, To: name}, nil
	})
	one("hide", "COLUMN", "the column is not in the table", func(column string) crawl.Edit { return crawl.Hide{Column: unquoted(column)} })
	one("show", "COLUMN", "a hidden column is in the table again", func(column string) crawl.Edit { return crawl.Show{Column: unquoted(column)} })
	pair("date-format", "COLUMN=FORMAT", "its dates are written so, as in %d.%m.%Y", func(column, format string) (crawl.Edit, error) {
		return crawl.SetDates{Column: column, Format: format}, nil
	})
	pair("nulls", "COLUMN=TEXT,...", "these texts are null in the column; none of them: COLUMN=", func(column, list string) (crawl.Edit, error) {
		texts, err := cutList(list)
		return crawl.SetNulls{Column: column, Texts: texts}, err
	})
	pair("column-comment", "COLUMN=TEXT", "say what the column is", func(column, text string) (crawl.Edit, error) {
		return crawl.SetComment{Column: column, Text: text}, nil
	})
	one("comment", "TEXT", "say what the table is", func(text string) crawl.Edit { return crawl.SetComment{Text: text} })
	pair("tag", "KEY=TEXT", "give the table a tag; an empty text takes it away", func(key, text string) (crawl.Edit, error) {
		return crawl.SetParameter{Key: key, Value: text}, nil
	})
	add("partitions", "NAME,...", "the names of the columns in folder names, outermost first", func(list string) (crawl.Edit, error) {
		names, err := cutList(list)
		return crawl.SetPartitions{Names: names}, err
	})
	one("file-format", "FORMAT", "the files are csv, json or parquet", func(name string) crawl.Edit { return crawl.SetFormat{Format: name} })
	pair("option", "NAME=VALUE", "how the files are read, as in skip=2", func(option, value string) (crawl.Edit, error) {
		return crawl.SetOption{Option: option, Value: optionValue(option, value)}, nil
	})
	for _, option := range []struct{ name, usage string }{
		{"delimiter", "between fields"}, {"quote", "around fields"}, {"escape", "before a quote within quotes"},
		{"encoding", "as in latin-1"}, {"skip", "lines before the header"}, {"decimal", "the decimal mark"},
	} {
		one(option.name, "TEXT", "--option "+option.name+"=TEXT: "+option.usage, func(value string) crawl.Edit {
			return crawl.SetOption{Option: option.name, Value: optionValue(option.name, value)}
		})
	}
	e.word(c, "header", "the first row holds names", crawl.SetOption{Option: "header", Value: "true"})
	e.word(c, "no-header", "the first row holds values", crawl.SetOption{Option: "header", Value: "false"})
	one("reset", "COLUMN", "take back what was decided about the column", func(column string) crawl.Edit { return crawl.Reset{Column: unquoted(column)} })
	one("reset-option", "NAME", "take back what was decided about an option, or 'format'", func(name string) crawl.Edit { return crawl.ResetOption{Option: name} })
	e.word(c, "reset-all", "take back all that was decided; comments and tags stay", crawl.Reset{})
}

// word adds a flag without a value.
func (e *edits) word(c *cobra.Command, name, usage string, edit crawl.Edit) {
	c.Flags().BoolFuncP(name, "", usage, func(value string) error {
		if value != "true" {
			return fmt.Errorf("it takes no value")
		}
		*e = append(*e, edit)
		return nil
	})
}

// cutPair cuts text at its first =. What stands before may be in double quotes,
// with those in it doubled.
func cutPair(text string) (left, right string, ok bool) {
	if strings.HasPrefix(text, `"`) {
		for i := 1; i < len(text); i++ {
			switch {
			case text[i] != '"':
			case strings.HasPrefix(text[i:], `""`):
				i++
			case strings.HasPrefix(text[i:], `"=`):
				return strings.ReplaceAll(text[1:i], `""`, `"`), text[i+2:], true
			}
		}
	}
	return strings.Cut(text, "=")
}

// unquoted returns the name of a column without double quotes around it.
func unquoted(column string) string {
	if name, rest, ok := cutPair(column + "="); ok && rest == "" {
		return name
	}
	return column
}

// cutList cuts a list at its commas, save for those between double quotes.
// Nothing is an empty list.
func cutList(list string) ([]string, error) {
	if list == "" {
		return nil, nil
	}
	r := csv.NewReader(strings.NewReader(list))
	texts, err := r.Read()
	if err != nil || r.InputOffset() < int64(len(list)) {
		return nil, fmt.Errorf(`expected texts with commas between them, in double quotes where they hold commas, quotes or line ends`)
	}
	return texts, nil
}

// optionValue returns the value of an option as it is meant: what cannot be
// typed has a name.
func optionValue(option, value string) string {
	switch value {
	case `\t`, "tab":
		return "\t"
	case `\n`:
		return "\n"
	case `\r`:
		return "\r"
	case `\r\n`:
		return "\r\n"
	case "none":
		if slices.Contains([]string{"quote", "escape", "comment", "thousands"}, option) {
			return ""
		}
	}
	return value
}
