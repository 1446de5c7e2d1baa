package main

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/catalog/crawl"
	"github.com/tarnlake/tarn/datasets"
)

func newCrawl(s *session) *cobra.Command {
	var o crawlOptions
	c := &cobra.Command{
		Use:   "crawl [LAKE]",
		Short: "Find the tables in the lake and record them",
		Long: `Crawl looks through the folder LAKE, works out which tables lie there, and
brings the catalog up to date. It prints a line for each table that is new (+),
changed (~) or gone (-). Files are read from the first byte to the last, and
those that have not changed since the last crawl are not read again.

A file that is in no table is named, with the reason; so is what is wrong in the
files of a table. A pattern of --exclude has the rules of AWS Glue: * and ? stop
at a slash, ** does not, and [a-c], [!a-c] and {a,b} are choices.

Exit status: 0 done; 1 failed; 3 done, but some files were left out;
130 interrupted, and the catalog is as it was.`,
		Example: `  tarn crawl ~/data
  tarn crawl ~/data --plan
  tarn crawl --exclude 'backup/**' --exclude '**.log'`,
		Args: arguments(0, 1, ""),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveFilterDirs
		},
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				o.lake = args[0]
			}
			if err := checkFormat(o.format, "text", "json"); err != nil {
				return err
			}
			return s.crawl(c.Context(), o)
		},
	}
	c.Flags().BoolVar(&o.plan, "plan", false, "say what would change, and change nothing")
	c.Flags().StringArrayVar(&o.exclude, "exclude", nil, "leave out the files and folders that match `GLOB`; may be repeated")
	c.Flags().BoolVar(&o.full, "full", false, "read again the files that have not changed")
	s.databaseFlag(c, &o.database, catalog.DefaultDatabase, "record the tables in the database `NAME`")
	formatFlag(c, &o.format, "text", "json")
	return c
}

// crawlOptions are the arguments of a crawl.
type crawlOptions struct {
	lake, database, format string
	exclude                []string
	plan, full             bool
}

func (s *session) crawl(ctx context.Context, o crawlOptions) error {
	start := time.Now()
	var globs []*datasets.Glob
	for _, text := range o.exclude {
		glob, err := datasets.ParseGlob(text)
		if err != nil {
			return &usageError{"--exclude: " + err.Error(), `a backslash takes the next character as it is: '\['`}
		}
		globs = append(globs, glob)
	}
	absent := create
	if o.plan {
		absent = pretend
	}
	p, err := s.openAt(o.lake, absent)
	if err != nil {
		return err
	}
	defer p.Close()

	progress := newProgress(s.stderr, start)
	crawler := crawl.Crawler{
		Database: o.database, Exclude: globs, Skip: []string{p.state}, Full: o.full, Progress: progress.show,
	}
	r, err := p.crawl(ctx, crawler, o.plan)
	progress.clear()
	if err != nil {
		return fmt.Errorf("crawl %s: %w", p.lake.Dir(), err)
	}
	r.Seconds = time.Since(start).Seconds()
	if o.format == "json" {
		err = s.printJSON(r)
	} else {
		err = s.printCrawl(r)
	}
	if err == nil && len(r.LeftOut) > 0 {
		err = errPartial
	}
	return err
}

// A crawlReport is what came of a crawl.
type crawlReport struct {
	Lake     string            `json:"lake"`
	Database string            `json:"database"`
	Plan     bool              `json:"plan"`
	Changes  []catalog.Change  `json:"changes"`
	LeftOut  []catalog.LeftOut `json:"leftOut"`
	Problems []tableProblem    `json:"problems"` // in the files that were read
	Tables   int               `json:"tables"`
	Scanned  int               `json:"filesRead"`
	Reused   int               `json:"filesUnchanged"`
	Bytes    int64             `json:"bytes"` // read, as stored
	Seconds  float64           `json:"seconds"`
}

// A tableProblem is a problem in files of a table.
type tableProblem struct {
	Table string `json:"table"`
	problemSummary
}

// crawl crawls the lake and brings the catalog up to date, or finds out what
// would change.
func (p *place) crawl(ctx context.Context, crawler crawl.Crawler, plan bool) (*crawlReport, error) {
	known, err := p.catalog.Known(ctx, crawler.Database)
	if err != nil {
		return nil, err
	}
	found, err := crawler.Crawl(ctx, p.lake, known)
	if err != nil {
		return nil, err
	}
	changes, err := p.catalog.Sync(ctx, crawler.Database, found.Tables, found.LeftOut, catalog.SyncOptions{Plan: plan})
	if err != nil {
		return nil, err
	}
	return &crawlReport{
		Lake: p.lake.Dir(), Database: crawler.Database, Plan: plan,
		Changes: append([]catalog.Change{}, changes...), LeftOut: append([]catalog.LeftOut{}, found.LeftOut...),
		Problems: problemsOf(found.Tables), Tables: len(found.Tables),
		Scanned: found.Scanned, Reused: found.Reused, Bytes: found.Bytes,
	}, nil
}

// problemsOf returns what is wrong in the files that were read, by table.
func problemsOf(tables []catalog.TableFiles) []tableProblem {
	all := []tableProblem{}
	for _, t := range tables {
		var problems []catalog.FileProblem
		for _, f := range t.Files {
			for _, problem := range f.Scan.Problems {
				problems = append(problems, catalog.FileProblem{Path: f.Path, Problem: problem})
			}
		}
		for _, sum := range summarizeProblems(problems) {
			all = append(all, tableProblem{t.Table.Name.String(), sum})
		}
	}
	return all
}

// printCrawl writes the changes, and on the error stream what was left out,
// what is wrong, and how long it took.
func (s *session) printCrawl(r *crawlReport) error {
	var b bytes.Buffer
	for _, change := range r.Changes {
		fmt.Fprintln(&b, printable(change.String()))
	}
	if _, err := s.stdout.Write(b.Bytes()); err != nil {
		return err
	}
	for _, problem := range r.Problems {
		fmt.Fprintf(s.stderr, "tarn: %s: %s\n", problem.Table, printable(problem.String()))
	}
	var hints []string
	for _, file := range r.LeftOut {
		fmt.Fprintf(s.stderr, "tarn: left out %s: %s\n", printable(file.Path), printable(file.Reason))
		if file.Hint != "" && !slices.Contains(hints, file.Hint) {
			hints = append(hints, file.Hint)
		}
	}
	for _, hint := range hints {
		fmt.Fprintf(s.stderr, "tarn: hint: %s\n", printable(hint))
	}
	fmt.Fprintf(s.stderr, "tarn: %s\n", r.sum())
	return nil
}

// sum says in one line what the crawl did.
func (r *crawlReport) sum() string {
	text := count(int64(r.Tables), "table")
	switch {
	case len(r.Changes) == 0:
		text += ", nothing changed"
	case r.Plan:
		text += ", nothing changed yet: this is a plan"
	}
	text += fmt.Sprintf("; read %s (%s)", count(int64(r.Scanned), "file"), size(r.Bytes))
	if r.Reused > 0 {
		text += fmt.Sprintf(", %s unchanged", count(int64(r.Reused), "file"))
	}
	if n := len(r.LeftOut); n > 0 {
		text += fmt.Sprintf(", left out %d", n)
	}
	return text + " in " + seconds(r.Seconds)
}

// seconds writes a time for people: 0.05 s, 12.3 s.
func seconds(s float64) string {
	if s < 9.995 {
		return fmt.Sprintf("%.2f s", s)
	}
	return fmt.Sprintf("%.1f s", s)
}
