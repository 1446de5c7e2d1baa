package main

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/catalog/crawl"
	"github.com/tarnlake/tarn/cmd/internal/render"
	"github.com/tarnlake/tarn/datasets"
)

func newCrawl(s *session) *cobra.Command {
	var o crawlOptions
	c := &cobra.Command{
		Use:        "crawl [LAKE]",
		SuggestFor: []string{"explain", "refresh", "scan", "index"},
		Short:      "Find the tables in the lake and record them",
		Long: `Crawl looks through the folder LAKE, works out which tables lie there, and
brings the catalog up to date. It prints a line for each table that is new (+),
changed (~) or gone (-). Files are read from the first byte to the last, and
those that have not changed since the last crawl are not read again.

Nothing is lost by a crawl: a column that is in no file any more stays, and so
does a table without files, which is deprecated. --on-update and --on-delete say
otherwise. What people decided, in tarn.yaml or in the catalog, stays as well.

--explain tells for each table why it is one, for each file how it is read and
which values decided its types, and why tables beside each other are not one.
Of files that have not changed it tells what is recorded. It may name a table:
--explain=TABLE, or an argument after it. A lone argument without a slash is a
table of the lake that is found; where none is found, it is the lake.

A file that is in no table is named, with the reason; so is what is wrong in the
files of a table, of which 'tarn problems' tells all. A pattern of --exclude has
the rules of AWS Glue: * and ? stop at a slash, ** does not, and [a-c], [!a-c]
and {a,b} are choices.

Exit status: 0 done; 1 failed; 3 done, but some files were left out;
130 interrupted, and the catalog is as it was.`,
		Example: `  tarn crawl ~/data
  tarn crawl ~/data --plan
  tarn crawl --exclude 'backup/**' --exclude '**.log'
  tarn crawl --explain orders
  tarn crawl ~/data --explain --format json`,
		ValidArgsFunction: func(c *cobra.Command, args []string, text string) ([]string, cobra.ShellCompDirective) {
			if c.Flags().Changed("explain") {
				return s.completeTable(c, nil, text)
			}
			return nil, cobra.ShellCompDirectiveFilterDirs
		},
		RunE: func(c *cobra.Command, args []string) error {
			o.explain = c.Flags().Changed("explain")
			if err := s.crawlArguments(c, &o, args); err != nil {
				return err
			}
			return s.crawl(c.Context(), o)
		},
	}
	s.crawlFlags(c, &o)
	return c
}

// everyTable is the value of --explain if it has none: no table has that name.
const everyTable = "*"

// crawlFlags adds the flags of a crawl.
func (s *session) crawlFlags(c *cobra.Command, o *crawlOptions) {
	f := c.Flags()
	f.SortFlags = false
	f.BoolVar(&o.plan, "plan", false, "say what would change, and change nothing")
	f.BoolVar(&o.watch, "watch", false, "go on, and crawl again whenever something changes, until Ctrl-C")
	f.StringVar(&o.table, "explain", "", "say why the tables, or the `TABLE`, are as they are")
	f.Lookup("explain").NoOptDefVal = everyTable
	formatFlag(c, &o.format, "text", "json")
	s.databaseFlag(c, &o.Database, catalog.DefaultDatabase, "record the tables in the database `NAME`")
	f.StringArrayVar(&o.exclude, "exclude", nil, "leave out the files and folders that match `GLOB`; may be repeated")
	f.BoolVar(&o.Full, "full", false, "read again the files that have not changed")
	f.BoolVar(&o.Checksum, "checksum", false, "tell by all bytes of a file whether it changed, not by its size and time")
	f.BoolVar(&o.NewFolders, "new-folders", false, "look only at folders in which no file is known; change no columns")
	f.BoolVar(&o.header, "header", false, "the CSV files have a header; stays decided")
	f.BoolVar(&o.noHeader, "no-header", false, "the CSV files have no header; stays decided")
	f.BoolVar(&o.OneTable, "one-table", false, "put files of one format together whatever their columns are")
	f.IntVar(&o.TableLevel, "table-level", 0, "the folders at depth `N` are tables; the lake has depth 1")
	f.IntVar(&o.MaxTables, "table-threshold", 0, "fail if there are more than `N` tables")
	f.StringVar(&o.Prefix, "table-prefix", "", "`TEXT` that begins the names of new tables")
	choiceFlag(c, &o.onUpdate, "on-update", "if a table has other columns: `POLICY`", updates)
	choiceFlag(c, &o.onDelete, "on-delete", "if all files of a table are gone: `POLICY`", deletes)
	f.BoolVar(&o.MergeNewColumns, "merge-new-columns", false, "add columns to tables, and change none")
	c.RegisterFlagCompletionFunc("explain", func(c *cobra.Command, _ []string, text string) ([]string, cobra.ShellCompDirective) {
		return s.completeTable(c, nil, text)
	})
}

// The choices of the flags of policies, the usual one first.
var (
	updates = []string{string(catalog.UpdateMerge), string(catalog.UpdateReplace), string(catalog.UpdateLog)}
	deletes = []string{string(catalog.DeleteDeprecate), string(catalog.DeleteDrop), string(catalog.DeleteLog)}
)

// choiceFlag adds a flag that has one of a few values, the first of which goes
// without saying.
func choiceFlag(c *cobra.Command, to *string, name, usage string, choices []string) {
	c.Flags().StringVar(to, name, choices[0], usage+": "+strings.Join(choices, ", "))
	c.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(choices, cobra.ShellCompDirectiveNoFileComp))
}

// crawlOptions are the arguments of a crawl.
type crawlOptions struct {
	crawl.Crawler
	lake, format       string
	exclude            []string
	plan               bool
	explain, watch     bool
	table              string // to explain alone, or everyTable
	header, noHeader   bool
	onUpdate, onDelete string
}

// crawlArguments tells the lake from the table, and checks the flags.
func (s *session) crawlArguments(c *cobra.Command, o *crawlOptions, args []string) error {
	most := 1
	if o.explain && o.table == everyTable {
		most = 2
	}
	if err := arguments(0, most, "")(c, args); err != nil {
		return err
	}
	switch {
	case len(args) == 2:
		o.lake, o.table = args[0], args[1]
	case len(args) == 1 && most == 2 && s.isTable(args[0]):
		o.table = args[0]
	case len(args) == 1:
		o.lake = args[0]
	}
	if err := checkFormat(o.format, "text", "json"); err != nil {
		return err
	}
	if err := o.checkPolicies(c); err != nil {
		return err
	}
	for _, text := range o.exclude {
		glob, err := datasets.ParseGlob(text)
		if err != nil {
			return &usageError{"--exclude: " + err.Error(), `a backslash takes the next character as it is: '\['`}
		}
		o.Exclude = append(o.Exclude, glob)
	}
	return nil
}

// isTable reports whether the lone argument of --explain names a table and not
// a lake.
func (s *session) isTable(argument string) bool {
	if strings.ContainsAny(argument, `/\`) || strings.Trim(argument, ".") == "" {
		return false
	}
	_, err := s.findLake("")
	return err == nil
}

// checkPolicies checks the flags that say what a crawl may change.
func (o *crawlOptions) checkPolicies(c *cobra.Command) error {
	said := c.Flags().Changed
	switch {
	case !slices.Contains(updates, o.onUpdate):
		return &usageError{fmt.Sprintf("--on-update: there is no policy %q", o.onUpdate), "the policies are " + strings.Join(updates, ", ")}
	case !slices.Contains(deletes, o.onDelete):
		return &usageError{fmt.Sprintf("--on-delete: there is no policy %q", o.onDelete), "the policies are " + strings.Join(deletes, ", ")}
	case o.MergeNewColumns && o.onUpdate != string(catalog.UpdateMerge):
		return &usageError{"--merge-new-columns is a way to merge, and --on-update says " + o.onUpdate, "leave one of them out"}
	case o.NewFolders && (said("on-update") && o.onUpdate != "log" || said("on-delete") && o.onDelete != "log" || o.MergeNewColumns):
		return &usageError{"--new-folders only logs changes of known tables", "leave out --on-update, --on-delete and --merge-new-columns, or --new-folders"}
	case o.header && o.noHeader:
		return &usageError{"--header and --no-header say opposite things", "tarn.yaml can say it for some files; see docs/crawl.md"}
	case o.TableLevel < 0 || o.MaxTables < 0:
		return &usageError{"--table-level and --table-threshold are numbers from 1", ""}
	}
	o.OnUpdate, o.OnDelete = catalog.Update(o.onUpdate), catalog.Delete(o.onDelete)
	if o.header || o.noHeader {
		o.Header = strconv.FormatBool(o.header)
	}
	return nil
}

func (s *session) crawl(ctx context.Context, o crawlOptions) error {
	start := time.Now()
	absent := create
	if o.plan {
		absent = pretend
	}
	p, err := s.openAt(o.lake, absent)
	if err != nil {
		return err
	}
	defer p.Close()

	o.Skip = []string{p.state}
	if o.watch {
		return s.watch(ctx, o.Crawler, p, o)
	}
	progress := newProgress(s.stderr, start)
	o.Progress = progress.show
	var e *explained
	if o.explain {
		e = &explained{table: strings.TrimSuffix(o.table, everyTable)}
		o.Found = func(f *crawl.Findings) error { return e.take(ctx, f, o.Database) }
	}
	r, err := p.crawl(ctx, o.Crawler, o.plan)
	progress.clear()
	if err != nil {
		return fmt.Errorf("crawl %s: %w", p.lake.Dir(), err)
	}
	r.Seconds = time.Since(start).Seconds()
	switch {
	case e != nil:
		err = s.printExplained(r, e, o.format)
	case o.format == "json":
		err = s.printJSON(r)
	default:
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
	Problems []tableProblem    `json:"problems"` // in what was read or changed
	Tables   int               `json:"tables"`
	Scanned  int               `json:"filesRead"`
	Reused   int               `json:"filesUnchanged"`
	Moved    int               `json:"filesMoved"`   // of those that are unchanged
	Ignored  int               `json:"filesIgnored"` // new ones in folders that are known
	Hidden   int               `json:"hidden"`       // files and folders that were not looked at
	Empty    []string          `json:"empty"`        // files without a byte
	Bytes    int64             `json:"bytes"`        // read, as stored
	Seconds  float64           `json:"seconds"`
}

// A tableProblem is a problem of a table, or in files of it.
type tableProblem struct {
	Table string `json:"table"`
	problemSummary
}

// crawl crawls the lake and brings the catalog up to date, or finds out what
// would change.
func (p *place) crawl(ctx context.Context, crawler crawl.Crawler, plan bool) (*crawlReport, error) {
	found, changes, err := crawler.Update(ctx, p.lake, p.catalog, plan)
	if err != nil {
		return nil, err
	}
	return &crawlReport{
		Lake: p.lake.Dir(), Database: crawler.Database, Plan: plan,
		Changes: append([]catalog.Change{}, changes...), LeftOut: append([]catalog.LeftOut{}, found.LeftOut...),
		Problems: problemsOf(found.Tables, changes, crawler.Full), Tables: len(found.Tables),
		Scanned: found.Scanned, Reused: found.Reused, Moved: found.Moved, Ignored: found.Ignored,
		Hidden: found.Hidden, Empty: append([]string{}, found.Empty...), Bytes: found.Bytes,
	}, nil
}

// problemsOf returns what is wrong with the tables that changed, or with all of
// them, and in the files that were read.
func problemsOf(tables []catalog.TableFiles, changes []catalog.Change, all bool) []tableProblem {
	changed := make(map[catalog.Name]bool, len(changes))
	for _, change := range changes {
		changed[change.Of()] = true
	}
	told := []tableProblem{}
	for i := range tables {
		t := &tables[i]
		var problems []catalog.FileProblem
		if all || changed[t.Table.Name] {
			problems = append(problems, t.Problems...)
		}
		for f := range t.All() {
			for _, problem := range f.Scan.Problems {
				problems = append(problems, catalog.FileProblem{Path: f.Path, Problem: problem})
			}
		}
		for _, sum := range summarizeProblems(problems) {
			told = append(told, tableProblem{t.Table.Name.String(), sum})
		}
	}
	return told
}

// printCrawl writes the changes, and on the error stream what was left out,
// what is wrong, and how long it took.
func (s *session) printCrawl(r *crawlReport) error {
	if err := s.printChanges(r.Changes); err != nil {
		return err
	}
	for i, problem := range r.Problems {
		if i == manyLines {
			fmt.Fprintf(s.stderr, "tarn: and %s; 'tarn problems' lists them\n", count(int64(len(r.Problems)-i), "other problem"))
			break
		}
		fmt.Fprintf(s.stderr, "tarn: %s: %s\n", problem.Table, printable(problem.String()))
	}
	s.printRest(r)
	return nil
}

// manyLines is how many lines of one kind are written for people.
const manyLines = 20

func (s *session) printChanges(changes []catalog.Change) error {
	var b bytes.Buffer
	for _, change := range changes {
		fmt.Fprintln(&b, printable(change.String()))
	}
	_, err := s.stdout.Write(b.Bytes())
	return err
}

// printRest writes on the error stream what is in no table, and what the crawl
// did.
func (s *session) printRest(r *crawlReport) {
	for i, line := range leftOutLines(r.LeftOut) {
		if i == manyLines {
			fmt.Fprintf(s.stderr, "tarn: and others; 'tarn problems' lists them\n")
			break
		}
		fmt.Fprintf(s.stderr, "tarn: left out %s\n", printable(line))
	}
	var hints []string
	for _, file := range r.LeftOut {
		if file.Hint != "" && !slices.Contains(hints, file.Hint) {
			hints = append(hints, file.Hint)
		}
	}
	for _, hint := range hints[:min(len(hints), manyLines)] {
		fmt.Fprintf(s.stderr, "tarn: hint: %s\n", printable(hint))
	}
	if text := r.passedOver(); text != "" && isTerminal(s.stderr) {
		fmt.Fprintf(s.stderr, "tarn: %s\n", text)
	}
	fmt.Fprintf(s.stderr, "tarn: %s\n", r.sum())
}

// fewFiles is how many files that are left out for one reason are named one by one.
const fewFiles = 3

// leftOutLines says which files are left out and why, those that are so for one
// reason on one line if they are many.
func leftOutLines(left []catalog.LeftOut) []string {
	files := make(map[string]int)
	for _, l := range left {
		files[l.Reason]++
	}
	var lines []string
	for _, l := range left {
		switch n := files[l.Reason]; {
		case n == 0: // told already
		case n > fewFiles:
			lines = append(lines, fmt.Sprintf("%s, first %s: %s", count(int64(n), "file"), l.Path, l.Reason))
			files[l.Reason] = 0
		default:
			lines = append(lines, l.Path+": "+l.Reason)
		}
	}
	return lines
}

// passedOver says what was not looked at; "" if that is nothing.
func (r *crawlReport) passedOver() string {
	var parts []string
	if r.Hidden > 0 {
		parts = append(parts, hiddenText(r.Hidden)+" (names that begin with . or _)")
	}
	if n := len(r.Empty); n > 0 {
		parts = append(parts, count(int64(n), "empty file"))
	}
	if r.Ignored > 0 {
		parts = append(parts, count(int64(r.Ignored), "new file")+" in folders that are known")
	}
	if len(parts) == 0 {
		return ""
	}
	return "not looked at: " + strings.Join(parts, ", ")
}

func hiddenText(n int) string {
	if n == 1 {
		return "1 hidden file or folder"
	}
	return render.Count(int64(n)) + " hidden files and folders"
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
