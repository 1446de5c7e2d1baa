package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/cmd/internal/profiletext"
	"github.com/tarnlake/tarn/datasets/schema"
	"github.com/tarnlake/tarn/query"
	"github.com/tarnlake/tarn/query/profile"
)

// profileFormats are the formats in which profiles are written.
var profileFormats = []string{"table", "json", "markdown", "chart"}

func newProfile(s *session) *cobra.Command {
	var o profileOptions
	c := &cobra.Command{
		Use:   "profile [TABLE]...",
		Short: "Show what is in the columns of a table, and what is wrong with it",
		Long: `Profile reads all rows of a table and says what is in its columns: types, missing
and distinct values, ranges, distributions, what columns have to do with each
other. What should be known before a model is made of it comes first: the
findings, the worst of them at the top (--findings 0 tells all).

Of several tables, or of all if none is named, it tells the findings and the size.

  --column NAME    tells all of a column; it can be given several times, a pattern
                   such as 'price_*' stands for all columns that match, and of more
                   than five each has a line
  --where SQL      looks only at rows for which a condition holds
  --target COLUMN  is what a model shall tell from the others: how well each column
                   tells it, and which of them tell too much
  --exact          counts what is otherwise estimated; estimates are marked with ≈
  --sample N       looks at N rows drawn at random
  --save FILE      keeps the profile, as JSON
  --against FILE   tells how the table has drifted from a profile that was kept
  --against year=2025
                   tells how the rows of a partition differ from all others
  --threshold K=N  says from where on something is a finding, such as missing=0.05

  --format table     for a terminal
  --format json      everything, for programs; of several tables an array
  --format markdown  a report
  --format chart     a histogram of each column

Files that have changed since the crawl are treated as 'tarn query' does (--stale).

Exit status: 0 done; 1 failed; 3 done, but not for all tables; 130 interrupted.`,
		Example: `  tarn profile orders
  tarn profile orders --column total --column 'ship_*'
  tarn profile orders --where "year = 2024" --target returned
  tarn profile orders --format markdown > orders.md
  tarn profile`,
		ValidArgsFunction: func(c *cobra.Command, _ []string, prefix string) ([]string, cobra.ShellCompDirective) {
			return s.completeTable(c, nil, prefix)
		},
		RunE: func(c *cobra.Command, args []string) error {
			if err := o.check(c, args); err != nil {
				return err
			}
			return s.profile(c, args, o)
		},
	}
	s.profileFlags(c, &o)
	return c
}

func (s *session) profileFlags(c *cobra.Command, o *profileOptions) {
	flags := c.Flags()
	flags.StringArrayVar(&o.columns, "column", nil, "look only at the column `NAME`, or at those that match a pattern")
	flags.StringVar(&o.Where, "where", "", "look only at rows for which the condition `SQL` holds")
	flags.StringVar(&o.Target, "target", "", "the column `NAME` is what a model shall tell from the others")
	flags.BoolVar(&o.Exact, "exact", false, "estimate nothing")
	flags.Int64Var(&o.Sample, "sample", 0, "look at `N` rows drawn at random")
	flags.IntVar(&o.findings, "findings", 5, "tell `N` findings; 0 for all")
	flags.StringArrayVar(&o.thresholds, "threshold", nil, "from where on something is a finding: `KIND=NUMBER`, such as missing=0.05")
	flags.StringVar(&o.save, "save", "", "keep the profile, as JSON, in `FILE`")
	flags.StringVar(&o.against, "against", "", "tell how the rows have drifted from the profile kept in `FILE`; or, with a partition such as year=2024, how its rows differ from all others")
	flags.StringVar(&o.stale, "stale", staleWays[0], "when files are not as the crawl saw them, `DO`: "+strings.Join(staleWays, ", "))
	flags.StringVar(&o.limits.memory, "memory", "", "use about `SIZE` of memory at the most, such as 2GB, and the disk for what is more (default: most of the machine's for queries)")
	flags.IntVar(&o.limits.threads, "threads", 0, "use at most `N` threads (default: one for each processor)")
	s.databaseFlag(c, &o.database, catalog.DefaultDatabase, "the tables are in the database `NAME`")
	formatFlag(c, &o.format, profileFormats...)
	c.RegisterFlagCompletionFunc("stale", cobra.FixedCompletions(staleWays, cobra.ShellCompDirectiveNoFileComp))
	for _, name := range []string{"column", "target"} {
		c.RegisterFlagCompletionFunc(name, s.completeColumn)
	}
}

// profileOptions are the arguments of the verb.
type profileOptions struct {
	profile.Options
	columns          []string // names and patterns
	findings         int
	thresholds       []string // KIND=NUMBER
	save             string
	against          string
	stale            string
	database, format string
	limits           limits
}

// check refuses options that do not go together.
func (o *profileOptions) check(c *cobra.Command, args []string) error {
	changed := c.Flags().Changed
	q := queryOptions{format: "table", stale: o.stale, limits: o.limits, threadsSet: changed("threads")}
	if err := q.check(); err != nil {
		return err
	}
	switch {
	case o.Sample < 1 && changed("sample"):
		return &usageError{fmt.Sprintf("--sample %d: not a number of rows", o.Sample), "such as --sample 100000"}
	case o.findings < 0:
		return &usageError{"--findings: a negative number", "0 tells all findings"}
	case strings.TrimSpace(o.Where) == "" && changed("where"):
		return &usageError{"--where: there is no condition", `such as --where "year = 2024"`}
	}
	if err := o.setThresholds(); err != nil {
		return err
	}
	if len(args) != 1 {
		for _, name := range []string{"column", "where", "target", "save", "against"} {
			if changed(name) {
				return &usageError{"--" + name + " is for one table", "usage: " + c.UseLine()}
			}
		}
	}
	if err := checkFormat(o.format, profileFormats...); err != nil {
		return err
	}
	return o.readAgainst()
}

// shareMemory gives one half of the flag --memory to the profile, and returns
// limits for the engine with the other.
func (o *profileOptions) shareMemory() limits {
	shared := o.limits
	if shared.memory != "" {
		o.Memory = sizeOf(shared.memory) / 2
		shared.memory = fmt.Sprintf("%dB", o.Memory)
	}
	return shared
}

// readAgainst reads the profile of the flag --against, which may be a partition
// instead.
func (o *profileOptions) readAgainst() error {
	if o.against == "" {
		return nil
	}
	text, err := os.ReadFile(o.against)
	if errors.Is(err, fs.ErrNotExist) && strings.Contains(o.against, "=") {
		o.Partition = o.against
		return nil
	}
	if err != nil {
		return fmt.Errorf("--against: %w", err)
	}
	o.Against = new(profile.Profile)
	if err := json.Unmarshal(text, o.Against); err != nil || o.Against.Table == "" {
		return &usageError{"--against " + o.against + ": is no profile of a table", "'tarn profile TABLE --save FILE' keeps one"}
	}
	return nil
}

// setThresholds reads the flags --threshold.
func (o *profileOptions) setThresholds() error {
	if len(o.thresholds) == 0 {
		return nil
	}
	t := profile.DefaultThresholds()
	for _, text := range o.thresholds {
		kind, value, ok := strings.Cut(text, "=")
		if !ok || value == "" {
			return &usageError{fmt.Sprintf("--threshold %s: no number", text), "such as --threshold missing=0.05; docs/profile.md lists the kinds"}
		}
		if err := t.Set(strings.TrimSpace(kind), strings.TrimSpace(value)); err != nil {
			return fmt.Errorf("--threshold: %w", err)
		}
	}
	o.Thresholds = &t
	return nil
}

func (s *session) profile(c *cobra.Command, args []string, o profileOptions) error {
	var names []catalog.Name
	for _, arg := range args {
		name, err := tableArgument(c, arg, o.database)
		if err != nil {
			return err
		}
		names = append(names, name)
	}
	if !c.Flags().Changed("database") {
		o.database = ""
	}
	return s.profileTables(c.Context(), names, o)
}

// profileTables profiles tables: those that are named, or all of a database, or
// all.
func (s *session) profileTables(ctx context.Context, names []catalog.Name, o profileOptions) error {
	p, err := s.open()
	if err != nil {
		return err
	}
	defer p.Close()
	if o.save != "" {
		if err := p.guard(ctx, "--save", o.save); err != nil {
			return err
		}
	}
	one := len(names) == 1
	if len(names) == 0 {
		if names, err = p.profiled(ctx, o.database); err != nil {
			return err
		}
	}
	if len(names) == 0 {
		_, err := fmt.Fprintln(s.stderr, "tarn: there are no tables; 'tarn crawl' finds them")
		return err
	}
	o.Temp = p.state
	engine, err := p.engine(ctx, o.shareMemory())
	if err != nil {
		return err
	}
	defer engine.Close()
	work := profiler{session: s, place: p, engine: engine, options: o}
	if one {
		return work.one(ctx, names[0])
	}
	return work.several(ctx, names)
}

// profiled returns the names of the tables of a database, or of all, that
// have files.
func (p *place) profiled(ctx context.Context, database string) ([]catalog.Name, error) {
	tables, err := p.tables(ctx, database)
	var names []catalog.Name
	for _, t := range tables {
		if t.Parameters[catalog.Deprecated] == "" {
			names = append(names, t.Name)
		}
	}
	return names, err
}

// A profiler makes profiles and writes them.
type profiler struct {
	*session
	place   *place
	engine  *query.Engine
	options profileOptions
}

// longColumns is how many columns that are asked for are told at length.
const longColumns = 5

// one profiles one table.
func (w *profiler) one(ctx context.Context, name catalog.Name) error {
	p, err := w.make(ctx, name)
	if err != nil {
		return err
	}
	if w.options.save != "" {
		if err := w.keep(p); err != nil {
			return err
		}
	}
	if w.options.format == "json" {
		return w.printJSON(p)
	}
	asked := len(w.options.columns) > 0
	o := w.textOptions()
	o.Long = asked && len(p.Columns) <= longColumns
	o.All = asked
	return w.write(p, o)
}

// several profiles tables, one after the other. One that cannot be is named, and
// the others are done.
func (w *profiler) several(ctx context.Context, names []catalog.Name) error {
	all := []*profile.Profile{}
	var failed error
	for _, name := range names {
		p, err := w.make(ctx, name)
		if ctx.Err() != nil {
			return err
		}
		if err != nil {
			w.report(fmt.Errorf("%s: %w", name, err))
			failed = errPartial
			continue
		}
		if w.options.format != "json" && len(all) > 0 {
			if _, err := io.WriteString(w.stdout, "\n"); err != nil {
				return err
			}
		}
		all = append(all, p)
		if w.options.format != "json" {
			o := w.textOptions()
			o.Brief = true
			if err := w.write(p, o); err != nil {
				return err
			}
		}
	}
	if w.options.format == "json" {
		if err := w.printJSON(all); err != nil {
			return err
		}
	}
	return failed
}

func (w *profiler) textOptions() profiletext.Options {
	return profiletext.Options{Width: width(w.stdout), Color: colored(w.stdout), Findings: w.options.findings}
}

// write writes a profile for people.
func (w *profiler) write(p *profile.Profile, o profiletext.Options) error {
	text := profiletext.Table
	switch w.options.format {
	case "markdown":
		text = profiletext.Markdown
	case "chart":
		text = profiletext.Chart
	}
	_, err := io.WriteString(w.stdout, text(p, o))
	return err
}

// keep writes a profile into the file of the flag --save.
func (w *profiler) keep(p *profile.Profile) error {
	return replace(w.options.save, func(f *os.File) error {
		to := session{stdout: f}
		return to.printJSON(p)
	})
}

// make makes the profile of a table.
func (w *profiler) make(ctx context.Context, name catalog.Name) (*profile.Profile, error) {
	t, err := w.place.catalog.Table(ctx, name)
	if err != nil {
		return nil, err
	}
	if err := w.ready(ctx, t.Name); err != nil {
		return nil, err
	}
	if t, err = w.place.catalog.Table(ctx, name); err != nil { // it may have been crawled again
		return nil, err
	}
	o := w.options.Options
	if o.Against != nil && o.Against.Table != t.Name.String() {
		fmt.Fprintf(w.stderr, "tarn: warning: --against %s: is the profile of %s\n", printable(w.options.against), printable(o.Against.Table))
	}
	o.Table, o.Stale = t.Name, query.Stale(w.options.stale)
	columns := slices.Concat(t.Columns, t.Partitions)
	if o.Columns, err = matching(columns, w.options.columns); err != nil {
		return nil, err
	}
	if o.Target != "" {
		i := schema.Lookup(columns, strings.ToLower(o.Target))
		if i < 0 {
			return nil, noColumn(o.Target, columns)
		}
		if o.Target = columns[i].Name; len(o.Columns) > 0 {
			o.Columns = append(o.Columns, o.Target)
		}
	}
	progress := newStepProgress(w.stderr, t, o)
	defer progress.clear()
	o.Progress = progress.step
	return profile.Run(ctx, w.engine, w.place.catalog, o)
}

// noColumn reports a column that a table does not have.
func noColumn(name string, columns []schema.Field) error {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name
	}
	return &profile.ColumnError{Name: name, Near: catalog.Nearest(strings.ToLower(name), names)}
}

// matching returns the names of the columns that are named or match a pattern.
func matching(columns []schema.Field, wanted []string) ([]string, error) {
	var names []string
	for _, want := range wanted {
		want = strings.ToLower(want)
		if schema.Lookup(columns, want) >= 0 || !strings.ContainsAny(want, "*?[") {
			names = append(names, want)
			continue
		}
		before := len(names)
		for _, c := range columns {
			ok, err := path.Match(want, strings.ReplaceAll(c.Name, "/", "_"))
			if err != nil {
				return nil, &usageError{fmt.Sprintf("--column %s: no pattern", want), "such as 'price_*' or '*_[0-9]'"}
			}
			if ok {
				names = append(names, c.Name)
			}
		}
		if len(names) == before {
			return nil, &usageError{fmt.Sprintf("there is no column like %q", want), "'tarn describe' lists the columns"}
		}
	}
	return names, nil
}

// whereStart and whereEnd are around the condition where it is tried.
const (
	whereStart = " WHERE ("
	whereEnd   = "\n)"
)

// ready brings what is known of a table up to date, as the flag --stale says, and
// tries the condition on no row.
func (w *profiler) ready(ctx context.Context, name catalog.Name) error {
	before := fmt.Sprintf("SELECT 1 FROM %s.%s", sqlName(name.Database), sqlName(name.Table))
	sql := before
	if w.options.Where != "" {
		before += whereStart
		sql = before + w.options.Where + whereEnd
	}
	rows, err := w.engine.Run(ctx, query.Request{
		SQL: sql + " LIMIT 0", Database: name.Database, Stale: query.Stale(w.options.stale), Native: true,
		Warn: func(err error) { fmt.Fprintf(w.stderr, "tarn: warning: %s\n", printable(err.Error())) },
	})
	if err != nil {
		return inCondition(err, before, w.options.Where)
	}
	for _, err := range rows.All() {
		if err != nil {
			rows.Close()
			return inCondition(err, before, w.options.Where)
		}
	}
	return rows.Close()
}

// sqlName writes a name in SQL.
func sqlName(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// inCondition returns an error of a statement with its place counted within the
// condition, which stands in it after some text.
func inCondition(err error, before, where string) error {
	var fault *query.StatementError
	var refused *query.RefusedError
	switch {
	case where == "":
		return err
	case errors.As(err, &refused):
		return &usageError{"--where: not a condition", `such as --where "year = 2024"`}
	case errors.As(err, &fault):
		p := &fault.Position
		if p.Line == 1 {
			p.Column = max(1, p.Column-len([]rune(before)))
		}
		if lines := strings.Count(where, "\n") + 1; p.Line > lines {
			p.Line, p.Column = lines, len([]rune(where[strings.LastIndex(where, "\n")+1:]))+1
		}
	}
	return fmt.Errorf("--where: %w", err)
}

// completeColumn completes the name of a column of the table that is named.
func (s *session) completeColumn(c *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) == 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	p, err := s.open()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	defer p.Close()
	database, _ := c.Flags().GetString("database")
	t, err := p.catalog.Table(c.Context(), tableName(args[0], database))
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var names []string
	for _, f := range slices.Concat(t.Columns, t.Partitions) {
		names = append(names, f.Name)
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}
