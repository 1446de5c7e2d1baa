package profile

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets/schema"
	"github.com/tarnlake/tarn/query"
	"github.com/tarnlake/tarn/query/bind"
	"github.com/tarnlake/tarn/query/profile/cells"
	"github.com/tarnlake/tarn/query/profile/measure"
	"github.com/tarnlake/tarn/query/profile/sorted"
)

// Options say what to look at, and how closely.
type Options struct {
	Table   catalog.Name
	Columns []string // to look at; none is all
	Where   string   // a condition in SQL: rows for which it is true are looked at; "" is all
	Target  string   // the column that a model is to tell from the others; may be ""
	Exact   bool     // no estimates, whatever they cost
	Sample  int64    // draw that many rows and look at those; 0 is all

	Stale query.Stale // what to do about files that are not as the crawl saw them
	Warn  func(error) // is told what the profile may be wrong for; may be nil

	Memory int64  // about how many bytes the profile may hold beside the engine; 0 is what it takes, within some hundred megabytes
	Temp   string // a folder for what is more than that; "" is none: rows that repeat are then estimated if there are many

	Thresholds *Thresholds // of the findings; nil is DefaultThresholds

	Against   *Profile // a saved profile, from which drift is told; nil is none
	Partition string   // such as "year=2024/month=1", of which drift is told; "" is each against the others

	Now      func() time.Time              // the clock; nil is time.Now
	limits   measure.Limits                // of the pass; the zero Limits are those for the number of columns
	Progress func(step string, rows int64) // is told what is being done, and how many rows of it are; may be nil
}

// Run makes the profile of a table. Statements go to run, and what the crawl
// found out comes from the catalog.
func Run(ctx context.Context, run query.Runner, c *catalog.Catalog, o Options) (*Profile, error) {
	j, err := newJob(ctx, run, c, o)
	if err != nil {
		return nil, err
	}
	defer j.spill.Close()
	defer j.tighten()()
	for _, step := range []struct {
		name string
		do   func(context.Context) error
	}{
		{"reading", j.measure},
		{"counting exactly", j.exactly},
		{"feature types", j.features},
		{"outliers", j.outliers},
		{"times to come", j.futures},
		{"nested values", j.nested},
		{"repeated rows", j.repeated},
		{"associations", j.associate},
		{"keys and dependencies", j.depend},
		{"other tables", j.references},
		{"names in other tables", j.namesakes},
		{"duplicate files", j.sameFiles},
		{"drift", j.drift},
		{"wrong values", j.wrongCells},
		{"anomalous rows", j.anomalous},
		{"target", j.tell},
		{"findings", j.find},
	} {
		j.step = step.name
		if err := step.do(ctx); err != nil {
			return nil, fmt.Errorf("%s: %w", step.name, err)
		}
	}
	return j.profile, nil
}

// A job is a profile being made.
type job struct {
	run     query.Runner
	catalog *catalog.Catalog
	options Options
	table   catalog.Table
	columns []schema.Field // that are looked at
	seen    *measure.Table // what the pass has seen of them
	profile *Profile
	cells   []cells.Finding // values that are wrong where they stand; columns and rows are those of the table
	step    string

	spill   *sorted.Place        // for what memory does not hold; nil is none
	settled []bool               // whether all figures of a column are exact
	unnamed []map[uint64]*string // texts of common values of each column that are still to be found, by hash
}

func newJob(ctx context.Context, run query.Runner, c *catalog.Catalog, o Options) (*job, error) {
	if _, err := c.Table(ctx, o.Table); err != nil {
		return nil, err
	}
	if err := refresh(ctx, run, o); err != nil {
		return nil, err
	}
	table, err := c.Table(ctx, o.Table)
	if err != nil {
		return nil, err
	}
	columns, err := chosenWithTarget(slices.Concat(table.Columns, table.Partitions), o)
	if err != nil {
		return nil, err
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &job{
		run: run, catalog: c, options: o, table: table, columns: columns, spill: placeIn(o.Temp),
		profile: &Profile{
			Table: table.Name.String(), Where: o.Where, Time: o.Now().UTC(), Exact: o.Exact, Sample: o.Sample,
			Files: int(table.Stats.Files), Bytes: table.Stats.Bytes, Columns: []Column{}, Findings: []Finding{},
		},
	}, nil
}

// refresh has the table looked at once, so that the catalog knows its files as
// they are before anything is taken from there.
func refresh(ctx context.Context, run query.Runner, o Options) error {
	sql := "SELECT 1 FROM " + bind.Quote(o.Table.Table) + " LIMIT 0"
	rows, err := run.Run(ctx, query.Request{SQL: sql, Database: o.Table.Database, Native: true, Stale: o.Stale, Warn: o.Warn})
	if err != nil {
		return err
	}
	return rows.Close()
}

// A ColumnError reports a column that the table does not have.
type ColumnError struct{ Name, Near string }

func (e *ColumnError) Error() string { return fmt.Sprintf("there is no column %q", e.Name) }

// Hint returns the name that may have been meant.
func (e *ColumnError) Hint() string {
	if e.Near == "" {
		return "'tarn describe' lists the columns"
	}
	return fmt.Sprintf("did you mean %s?", e.Near)
}

// chosen returns the columns that are named, in the order of the table.
func chosen(all []schema.Field, names []string) ([]schema.Field, error) {
	if len(names) == 0 {
		return all, nil
	}
	wanted := make([]bool, len(all))
	for _, name := range names {
		i := schema.Lookup(all, strings.ToLower(name))
		if i < 0 {
			known := make([]string, len(all))
			for j, f := range all {
				known[j] = f.Name
			}
			return nil, &ColumnError{name, catalog.Nearest(strings.ToLower(name), known)}
		}
		wanted[i] = true
	}
	var columns []schema.Field
	for i, f := range all {
		if wanted[i] {
			columns = append(columns, f)
		}
	}
	return columns, nil
}

// from returns the rows that are looked at, as they stand behind FROM.
func (j *job) from() string {
	name := bind.Quote(j.table.Name.Table) // the request says the database
	if j.options.Where != "" {
		name = fmt.Sprintf("(SELECT * FROM %s WHERE (%s\n))", name, j.options.Where)
	}
	if j.options.Sample > 0 {
		name = fmt.Sprintf("(SELECT * FROM %s USING SAMPLE reservoir(%d ROWS) REPEATABLE (1))", name, j.options.Sample)
	}
	return name
}

func (j *job) request(sql string) query.Request {
	r := query.Request{SQL: sql, Database: j.table.Name.Database, Native: true, Stale: j.options.Stale}
	if r.Stale != query.StaleWarn { // it has been refreshed; from here on, all statements see the same files
		r.Stale = query.StaleRefuse
	}
	return r
}

func (j *job) progress(rows int64) {
	if j.options.Progress != nil {
		j.options.Progress(j.step, rows)
	}
}

// measure looks at all rows once.
func (j *job) measure(ctx context.Context) error {
	kinds := make([]measure.Kind, len(j.columns))
	for i, f := range j.columns {
		kinds[i], _ = kindOf(f.Type)
	}
	limits := j.options.limits
	if limits == (measure.Limits{}) {
		limits = measure.DefaultLimits(len(kinds))
	}
	if err := j.look(ctx, kinds, limits); err != nil {
		return err
	}
	if err := j.seen.Repeats.Err(); err != nil {
		return err
	}
	p := j.profile
	p.Rows = j.seen.Rows
	for i, f := range j.columns {
		col := newColumn(f, j.seen.Columns[i], p.Time)
		p.Columns = append(p.Columns, col)
		p.MissingCells += col.Missing
		p.MemoryBytes += memory(j.seen.Columns[i])
	}
	repeats := j.seen.Repeats.Count()
	p.Repeats = Repeats{Rows: Exact(repeats.Extra)}
	if !repeats.Exact {
		p.Repeats.Rows = About(repeats.Extra, float64(len(repeats.Counts)), float64(p.Rows))
	}
	if p.Rows > 0 {
		p.Repeats.Share = repeats.Extra / float64(p.Rows)
	}
	return nil
}

// memory returns what the values of a column would take in memory, in bytes.
func memory(c *measure.Column) int64 {
	switch c.Kind {
	case measure.Boolean:
		return c.Rows
	case measure.Text:
		return 16*c.Rows + int64(c.Texts.Lengths.Total())
	}
	return 8 * c.Rows
}

// mostOutliers is how many outliers are shown.
const mostOutliers = 5

// outliers counts the numbers that are far from the others. The pass has kept
// the ends of each column; only if there are more outliers than that is their
// number an estimate.
func (j *job) outliers(context.Context) error {
	for i := range j.profile.Columns {
		c, seen := &j.profile.Columns[i], j.seen.Columns[i].Numbers
		if c.Numbers == nil {
			continue
		}
		for _, o := range []*Outliers{&c.Numbers.ZScore, &c.Numbers.Robust} {
			if o.Below == nil {
				continue
			}
			o.Some = farthest(seen, o)
			if j.options.Exact && j.settled[i] {
				continue
			}
			n, known := seen.Outside(*o.Below, *o.Above)
			o.Count = Exact(float64(n))
			if !known {
				o.Count = newRanks(seen.Quantiles).outside(*o.Below, *o.Above, float64(n))
			}
		}
	}
	return nil
}

// futures counts the times after that of the profile, where they are too many for
// the pass to have kept them.
func (j *job) futures(ctx context.Context) error {
	var items []string
	var counts []*int64
	for i := range j.profile.Columns {
		t := j.profile.Columns[i].Times
		if t == nil || t.futureKnown {
			continue
		}
		now := fmt.Sprintf("make_timestamp(%d)", j.profile.Time.UnixMicro())
		items = append(items, fmt.Sprintf("count(*) FILTER (CAST(%s AS TIMESTAMP) > %s)", bind.Quote(j.profile.Columns[i].Name), now))
		counts = append(counts, &t.Future)
	}
	if len(items) == 0 {
		return nil
	}
	return j.rows(ctx, "SELECT "+strings.Join(items, ", ")+" FROM "+j.from(), func(row []any) error {
		for i, n := range row {
			*counts[i] = n.(int64)
		}
		return nil
	})
}

// farthest returns the outliers that are farthest from the others.
func farthest(n *measure.Numbers, o *Outliers) []float64 {
	var some []float64
	for _, x := range n.Greatest.Numbers {
		if x > *o.Above {
			some = append(some, x)
		}
	}
	for _, x := range n.Least.Numbers {
		if -x < *o.Below {
			some = append(some, -x)
		}
	}
	away := func(x float64) float64 { return max(x-*o.Above, *o.Below-x) }
	slices.SortFunc(some, func(a, b float64) int { return cmp.Or(cmp.Compare(away(b), away(a)), cmp.Compare(a, b)) })
	some = slices.Compact(some)
	return some[:min(len(some), mostOutliers)]
}

// double writes a number as SQL of the type DOUBLE.
func double(x float64) string { return fmt.Sprintf("CAST('%v' AS DOUBLE)", x) }
