package profile

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/tarnlake/tarn/datasets/schema"
	"github.com/tarnlake/tarn/query/bind"
	"github.com/tarnlake/tarn/query/duck"
	"github.com/tarnlake/tarn/query/profile/measure"
	"github.com/tarnlake/tarn/query/profile/sketch"
)

// exactly replaces the estimates by what DuckDB counts in all rows.
func (j *job) exactly(ctx context.Context) error {
	if !j.options.Exact {
		return nil
	}
	var counted, ranked []int
	for i, c := range j.seen.Columns {
		if !c.Exact() {
			counted = append(counted, i)
		}
		if q := quantilesOf(c); q != nil && !q.Exact() {
			ranked = append(ranked, i)
		}
	}
	for _, step := range []func(context.Context) error{
		func(ctx context.Context) error { return j.countValues(ctx, counted) },
		func(ctx context.Context) error { return j.rank(ctx, ranked) },
		func(ctx context.Context) error { return j.countBins(ctx, ranked) },
		j.countRepeats,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

func quantilesOf(c *measure.Column) *sketch.Quantiles {
	switch {
	case c.Numbers != nil && c.Kind != measure.Boolean:
		return c.Numbers.Quantiles
	case c.Times != nil:
		return c.Times.Quantiles
	}
	return nil
}

// each runs a statement with one branch for each of the columns and hands the
// rows to their columns. A branch reads from values, which has the values of
// its column as v, without NULL. The rows are read once and kept if reading them
// again would be slow.
func (j *job) each(ctx context.Context, columns []int, branch func(i int, values string) string, row func(i int, row []any) error) error {
	if len(columns) == 0 {
		return nil
	}
	keep := "MATERIALIZED"
	if j.table.Format == "parquet" {
		keep = "NOT MATERIALIZED"
	}
	var items, branches []string
	for _, i := range columns {
		items = append(items, fmt.Sprintf("%s AS c%d", j.value(i), i))
		branches = append(branches, fmt.Sprintf("SELECT %d, %s", i, branch(i, fmt.Sprintf("(SELECT c%d AS v FROM t WHERE c%d IS NOT NULL)", i, i))))
	}
	sql := fmt.Sprintf("WITH t AS %s (SELECT %s FROM %s)\n%s", keep, strings.Join(items, ", "), j.from(), strings.Join(branches, "\nUNION ALL\n"))
	return j.rows(ctx, sql, func(r []any) error { return row(int(r[0].(int64)), r[1:]) })
}

// rows hands the rows of a statement to do.
func (j *job) rows(ctx context.Context, sql string, do func([]any) error) error {
	rows, err := j.run.Run(ctx, j.request(sql))
	if err != nil {
		return err
	}
	defer rows.Close()
	for row, err := range rows.All() {
		if err != nil {
			return err
		}
		if err := do(row); err != nil {
			return err
		}
	}
	return nil
}

// value returns the SQL of the values of a column as they are measured. Numbers
// that are none are left out.
func (j *job) value(i int) string {
	_, cast := kindOf(j.columns[i].Type)
	v := fmt.Sprintf("CAST(%s AS %s)", bind.Quote(j.columns[i].Name), cast)
	if cast == "DOUBLE" {
		return fmt.Sprintf("CASE WHEN isfinite(%s) THEN %s END", v, v)
	}
	return v
}

// number returns an expression of v as a number: times are microseconds.
func (j *job) number(i int, v string) string {
	if j.seen.Columns[i].Kind == measure.Time {
		return "epoch_us(" + v + ")::DOUBLE"
	}
	return v + "::DOUBLE"
}

// countValues counts the distinct values, and finds the most common.
func (j *job) countValues(ctx context.Context, columns []int) error {
	branch := func(i int, values string) string {
		return fmt.Sprintf(`count(*), count(*) FILTER (n = 1), -sum(n / %[1]d.0 * ln(n / %[1]d.0)),
			list_transform(max({'n': n, 'v': v}, %[2]d), lambda x: x.n::VARCHAR || ' ' || x.v::VARCHAR)
			FROM (SELECT v, count(*) AS n FROM %[3]s GROUP BY v)`, j.seen.Columns[i].Count(), mostValues, values)
	}
	return j.each(ctx, columns, branch, func(i int, row []any) error {
		c := &j.profile.Columns[i]
		c.Distinct, c.Unique = Exact(float64(row[0].(int64))), Exact(float64(row[1].(int64)))
		if entropy, ok := row[2].(float64); ok {
			c.Entropy = Exact(max(0, entropy))
		}
		c.Most = j.mostOf(i, row[3])
		return nil
	})
}

// mostOf reads the most common values that a statement has found, each written
// as its count, a blank and the value.
func (j *job) mostOf(i int, list any) []Value {
	most := []Value{}
	for _, entry := range list.([]any) {
		count, text, _ := strings.Cut(entry.(string), " ")
		n, _ := strconv.ParseFloat(count, 64)
		if x, err := strconv.ParseFloat(text, 64); err == nil && j.seen.Columns[i].Kind == measure.Double {
			text = numberText(x)
		}
		if j.columns[i].Type.Kind == schema.Date {
			text, _, _ = strings.Cut(text, " ")
		}
		most = append(most, Value{Value: &text, Count: Exact(n)})
	}
	slices.SortStableFunc(most, func(a, b Value) int { return cmp.Compare(b.Count.Value, a.Count.Value) })
	return most
}

// rank finds the quantiles.
func (j *job) rank(ctx context.Context, columns []int) error {
	var list []string
	for _, p := range percentiles {
		list = append(list, fmt.Sprint(float64(p)/100))
	}
	branch := func(i int, values string) string {
		x := j.number(i, "v")
		return fmt.Sprintf("quantile_cont(%s, [%s]), mad(%s) FROM %s", x, strings.Join(list, ", "), x, values)
	}
	return j.each(ctx, columns, branch, func(i int, row []any) error {
		found, ok := row[0].([]any)
		if !ok {
			return nil
		}
		c := &j.profile.Columns[i]
		at := make(map[int]float64)
		for k, p := range percentiles {
			at[p] = found[k].(float64)
		}
		if c.Times != nil {
			c.Times.Median = instant(int64(at[50]))
			return nil
		}
		for p, x := range at {
			c.Numbers.Percentiles[strconv.Itoa(p)] = Exact(x)
		}
		median, iqr, mad := Exact(at[50]), Exact(at[75]-at[25]), Exact(row[1].(float64))
		c.Numbers.Median, c.Numbers.IQR, c.Numbers.MAD = &median, &iqr, &mad
		return nil
	})
}

// countBins counts what is in the bars of the histograms, and finds again where
// numbers are outliers: the spread of the clipped numbers needs exact
// percentiles first.
func (j *job) countBins(ctx context.Context, columns []int) error {
	branch := func(i int, values string) string {
		c, x := &j.profile.Columns[i], j.number(i, "v")
		clipped := "NULL::DOUBLE"
		if c.Numbers != nil {
			low, high := c.Numbers.Percentiles["5"], c.Numbers.Percentiles["95"]
			clipped = fmt.Sprintf("stddev_samp(greatest(least(%s, %s), %s))", x, double(high.Value), double(low.Value))
		}
		start, width := 0.0, 1.0 // of the second bar; the first reaches further down, and the last further up
		if bins := c.Histogram; len(bins) > 1 {
			start, width = bins[0].High, binWidth(bins)
		}
		return fmt.Sprintf("%s, histogram(greatest(0, least(%d, 1 + floor((%s - %s) / %s)::BIGINT))) FROM %s",
			clipped, len(c.Histogram)-1, x, double(start), double(width), values)
	}
	return j.each(ctx, columns, branch, func(i int, row []any) error {
		c := &j.profile.Columns[i]
		if rstd, ok := row[0].(float64); ok && rstd > 0 {
			median := c.Numbers.Median.Value
			c.Numbers.Robust = outside(median-5*rstd, median+5*rstd)
		}
		counts, ok := row[1].(duck.Map)
		if !ok {
			return nil
		}
		for k := range c.Histogram {
			c.Histogram[k].Count = Exact(0)
		}
		for _, e := range counts {
			n, _ := strconv.ParseFloat(fmt.Sprint(e.Value), 64)
			c.Histogram[e.Key.(int64)].Count = Exact(n)
		}
		return nil
	})
}

// countRepeats counts the rows that repeat, if they were too many for the pass.
func (j *job) countRepeats(ctx context.Context) error {
	if !j.profile.Repeats.Rows.Approximate() {
		return nil
	}
	names := make([]string, len(j.columns))
	for i, f := range j.columns {
		names[i] = bind.Quote(f.Name)
	}
	all := strings.Join(names, ", ")
	sql := fmt.Sprintf("SELECT coalesce(sum(n - 1), 0)::DOUBLE FROM (SELECT count(*) AS n FROM (SELECT %s FROM %s) GROUP BY %s HAVING n > 1)", all, j.from(), all)
	return j.rows(ctx, sql, func(row []any) error {
		j.profile.Repeats.Rows = Exact(row[0].(float64))
		j.profile.Repeats.Share = row[0].(float64) / math.Max(1, float64(j.profile.Rows))
		return nil
	})
}
