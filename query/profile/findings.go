package profile

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
	"github.com/tarnlake/tarn/query/bind"
)

// find looks for all kinds of findings in what is known by then, so it comes
// last.
func (j *job) find(ctx context.Context) error {
	f, err := j.finder(ctx)
	if err != nil {
		return err
	}
	f.run()
	j.profile.Findings = f.ranked()
	return nil
}

func (j *job) finder(ctx context.Context) (*finder, error) {
	f := &finder{Profile: j.profile, table: j.table, from: j.allRows(), limits: j.thresholds(), texts: j.keptTexts()}
	var err error
	if f.crawl, err = readCrawl(ctx, j.catalog, j.table.Name); err != nil {
		return nil, err
	}
	j.lookCloser(f)
	return f, nil
}

func (j *job) thresholds() Thresholds {
	if j.options.Thresholds != nil {
		return *j.options.Thresholds
	}
	return DefaultThresholds()
}

// allRows returns the rows of the table for which the condition is true, drawn
// or not, as they stand behind FROM.
func (j *job) allRows() string {
	all := *j
	all.options.Sample = 0
	if all.options.Where == "" && j.table.Name.Database == catalog.DefaultDatabase {
		return bind.Quote(j.table.Name.Table)
	}
	return all.from()
}

// A finder looks for findings. It asks nobody: it turns what is known into
// findings.
type finder struct {
	*Profile
	table  catalog.Table
	from   string // the rows, as they stand behind FROM
	limits Thresholds
	crawl  crawled
	texts  map[string][]Value // of the columns of text, what is kept of their values
	far    map[string]tails   // the numbers that are farthest from the others, by column
	units  []unitMix
	tells  []tell

	kind  *kind // that is being looked for
	found []draft
}

// A draft is a finding that may yet become one with others of its kind.
type draft struct {
	Finding
	kind     *kind
	evidence string // what is said of the column, such as "always 7"
	where    string // the condition for the rows, or
	list     string // a statement of three columns: column, value, rows
}

func (f *finder) run() {
	for i := range kinds {
		f.kind = &kinds[i]
		if f.kind.column != nil {
			for c := range f.Columns {
				f.kind.column(f, &f.Columns[c])
			}
		}
		if f.kind.table != nil {
			f.kind.table(f)
		}
		f.problems()
	}
}

// column adds a finding about a column and the rows for which a condition is true.
func (f *finder) column(c *Column, rows Figure, where, evidence string, args ...any) *draft {
	return f.add(draft{
		Finding:  Finding{Columns: []string{c.Name}, Rows: &rows},
		where:    where,
		evidence: fmt.Sprintf(evidence, args...),
	})
}

// values adds a finding about the values of a column.
func (f *finder) values(c *Column, rows Figure, evidence string, args ...any) *draft {
	d := f.column(c, rows, "", evidence, args...)
	name := bind.Quote(c.Name)
	d.list = fmt.Sprintf(`SELECT %s AS "column", CAST(%s AS VARCHAR) AS "value", count(*) AS "rows" FROM %s GROUP BY %s`, bind.Literal(c.Name), name, f.from, name)
	return d
}

// whole adds a finding about the table.
func (f *finder) whole(columns []string, rows Figure, sql, message string, args ...any) *draft {
	return f.add(draft{Finding: Finding{Columns: columns, Rows: &rows, SQL: sql, Message: fmt.Sprintf(message, args...)}})
}

func (f *finder) add(d draft) *draft {
	d.kind, d.Kind, d.Severity, d.Why = f.kind, f.kind.Name, f.kind.Severity, f.kind.Why
	if d.Rows != nil && f.Rows > 0 {
		d.Share = min(1, d.Rows.Value/float64(f.Rows))
	}
	f.found = append(f.found, d)
	return &f.found[len(f.found)-1]
}

// ranked returns the findings, the most important first. Those of one kind about
// several columns become one, and of those that remain each counts for less than
// the one of its kind before it.
func (f *finder) ranked() []Finding {
	groups := make(map[string][]draft)
	for _, d := range f.found {
		key := d.Kind + " " + d.Severity
		groups[key] = append(groups[key], d)
	}
	ranked := []Finding{}
	for _, group := range groups {
		for _, d := range f.merged(group) {
			ranked = append(ranked, d.Finding)
		}
	}
	byScore := func(a, b Finding) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Kind, b.Kind), slices.Compare(a.Columns, b.Columns))
	}
	slices.SortFunc(ranked, byScore)
	seen := make(map[string]int)
	for i := range ranked {
		ranked[i].Score *= math.Pow(again, float64(seen[ranked[i].Kind]))
		seen[ranked[i].Kind]++
	}
	slices.SortStableFunc(ranked, byScore)
	return ranked
}

const (
	again    = 0.7 // what a finding counts for that is like one before it
	together = 3   // so many findings of a kind about single columns become one
	told     = 5   // so many of its columns are told with their evidence
	asked    = 20  // and so many are in its SQL
)

// weights of severities
var weights = map[string]float64{High: 4, Medium: 2, Low: 1}

// merged puts those findings of a kind together that are about single columns,
// if they are many, and gives each its message, SQL and score.
func (f *finder) merged(group []draft) []draft {
	var single, rest []draft
	for _, d := range group {
		if d.evidence != "" {
			single = append(single, d)
		} else {
			rest = append(rest, d)
		}
	}
	slices.SortStableFunc(single, func(a, b draft) int { return cmp.Compare(b.Share, a.Share) })
	if len(single) >= together {
		single = []draft{f.together(single)}
	}
	all := append(single, rest...)
	for i := range all {
		f.complete(&all[i])
	}
	return all
}

// complete writes what a finding does not have yet.
func (f *finder) complete(d *draft) {
	if d.Message == "" {
		d.Message = fmt.Sprintf("%s %s: %s", d.Columns[0], d.kind.One, d.evidence)
	}
	switch {
	case d.where != "":
		d.SQL = fmt.Sprintf("SELECT * FROM %s WHERE %s", f.from, d.where)
	case d.list != "":
		d.SQL = d.list + ` ORDER BY "rows" DESC LIMIT 100`
	}
	d.Score = weights[d.Severity] * d.kind.Surprise * (0.4 + 0.6*math.Cbrt(d.Share))
}

// together makes one finding of several: its rows and share are those of the
// column with the most.
func (f *finder) together(all []draft) draft {
	one := all[0]
	one.Columns, one.Places = nil, nil
	var parts, wheres, lists []string
	for i, d := range all {
		one.Columns = append(one.Columns, d.Columns...)
		one.Places = append(one.Places, d.Places[:min(len(d.Places), max(0, datasets.MaxPlaces-len(one.Places)))]...)
		if i < told {
			parts = append(parts, fmt.Sprintf("%s (%s)", d.Columns[0], d.evidence))
		}
		if i < asked && d.where != "" {
			wheres = append(wheres, d.where)
		}
		if i < asked && d.list != "" {
			lists = append(lists, d.list)
		}
	}
	more := ""
	if len(all) > told {
		more = fmt.Sprintf(", and %d more", len(all)-told)
	}
	one.Message = fmt.Sprintf("%d columns %s: %s%s", len(all), one.kind.Many, strings.Join(parts, ", "), more)
	one.where, one.list = strings.Join(wheres, " OR "), strings.Join(lists, " UNION ALL ")
	return one
}

// keptTexts returns the values of the columns of text that are kept.
func (j *job) keptTexts() map[string][]Value {
	texts := make(map[string][]Value)
	for i, c := range j.seen.Columns {
		if c.Texts == nil || j.columns[i].Type.Kind.Nested() {
			continue
		}
		for _, e := range c.Values.Entries() {
			texts[j.columns[i].Name] = append(texts[j.columns[i].Name], Value{Value: &e.Value.Text, Count: Exact(float64(e.Count))})
		}
	}
	return texts
}

// plural returns "1 row" or "3 rows"; an estimate has a ≈ before it.
func plural(n float64, one string) string {
	if n == 1 {
		return "1 " + one
	}
	if strings.HasSuffix(one, "s") {
		return number(n) + " " + one + "es"
	}
	return number(n) + " " + one + "s"
}

func rowsOf(n Figure) string {
	if n.Approximate() {
		return "≈" + plural(n.Value, "row")
	}
	return plural(n.Value, "row")
}

// number writes a number with at most four digits that say something, or all of
// those of a whole number.
func number(x float64) string {
	if x == math.Trunc(x) && math.Abs(x) < 1e15 {
		return fmt.Sprintf("%.0f", x)
	}
	return fmt.Sprintf("%.4g", x)
}

// percent writes a share. What is not all is not said to be.
func percent(x float64) string {
	switch p := 100 * x; {
	case p == 0 || p == 100:
		return fmt.Sprintf("%.0f %%", p)
	case p < 0.1:
		return "under 0.1 %"
	case p > 99.9:
		return "over 99.9 %"
	case p < 10 || p > 90:
		return fmt.Sprintf("%.1f %%", p)
	default:
		return fmt.Sprintf("%.0f %%", p)
	}
}

// quoted writes a value in a message: short, and in quotes if it is text.
func quoted(c *Column, v Cell) string {
	if v == nil {
		return "NULL"
	}
	text := []rune(*v)
	if len(text) > 30 {
		text = append(text[:29:29], '…')
	}
	if c.Text != nil {
		return fmt.Sprintf("%q", string(text))
	}
	return string(text)
}

// literal writes a value of a column as SQL.
func literal(c *Column, text string) string {
	t, err := schema.Parse(c.Type)
	switch {
	case err != nil || t.Kind.Text():
		return bind.Literal(text)
	case t.Kind.Integer() && fits(text, t):
		return text
	}
	return fmt.Sprintf("CAST(%s AS %s)", bind.Literal(text), c.Type)
}
