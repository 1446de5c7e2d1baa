package profile

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/tarnlake/tarn/query/bind"
	"github.com/tarnlake/tarn/query/profile/measure"
	"github.com/tarnlake/tarn/query/profile/relate"
)

// stopped says, once, that something was not looked at to its end.
func (j *job) stopped(format string, args ...any) {
	if text := fmt.Sprintf(format, args...); !slices.Contains(j.profile.Stopped, text) {
		j.profile.Stopped = append(j.profile.Stopped, text)
	}
}

// associate tells which pairs of columns have much to do with each other, from the
// rows that are kept; counted exactly, it measures those that it tells in all rows.
func (j *job) associate(ctx context.Context) error {
	columns := make([]relate.Column, len(j.columns))
	for i := range columns {
		columns[i] = j.related(i)
	}
	found := relate.Search(columns, relate.Options{Exact: j.seen.Sample.Exact()})
	if found.Columns < found.Varying {
		j.stopped("associations: the first %d of %d columns were compared", found.Columns, found.Varying)
	}
	if n := len(j.seen.Sample.Rows); found.Rows < n && found.Columns > 1 {
		j.stopped("associations: pairs were chosen by %d of %d rows", found.Rows, n)
	}
	if found.Left > 0 {
		j.stopped("associations: %d weaker ones are not told", found.Left)
	}
	for _, a := range found.Associations {
		value := Exact(a.Value)
		if !j.seen.Sample.Exact() {
			value = About(a.Value, a.Low, a.High)
		}
		j.profile.Associations = append(j.profile.Associations, Association{
			A: j.columns[a.A].Name, B: j.columns[a.B].Name, Measure: string(a.Measure), Value: value,
			Directed: a.Measure == relate.MeasureRatio,
		})
	}
	if j.options.Exact && !j.seen.Sample.Exact() {
		return j.associateExactly(ctx, columns, found.Associations)
	}
	return nil
}

// related returns the values of a column that are kept, as they are compared:
// numbers and times as numbers, booleans and texts of few values as categories. Of
// a column that does not vary, there is only what is missing.
func (j *job) related(i int) (r relate.Column) {
	c, s := j.seen.Columns[i], &j.seen.Sample.Columns[i]
	if 0 < c.Nulls && c.Nulls < c.Rows {
		r.Missing = s.Null
	}
	switch distinct := c.Values.Count(); {
	case distinct < 2:
	case c.Kind == measure.Text || c.Kind == measure.Boolean:
		if distinct <= relate.Categories && float64(c.Count()) >= 5*distinct && !j.columns[i].Type.Kind.Nested() {
			r.Codes, r.Distinct = codes(s)
		}
	default:
		r.Numbers = keptNumbers(s)
	}
	return r
}

// codes returns the values as codes from 1 on in the order in which they come, 0
// for NULL, and how many there are.
func codes(s *measure.SampleColumn) (list []uint32, distinct int) {
	list = make([]uint32, len(s.Hashes))
	known := make(map[uint64]uint32)
	for i, hash := range s.Hashes {
		if s.Null[i] {
			continue
		}
		code, ok := known[hash]
		if !ok {
			code = uint32(len(known) + 1)
			known[hash] = code
		}
		list[i] = code
	}
	return list, len(known)
}

// keptNumbers returns the values as numbers; those that are missing or infinite are NaN.
func keptNumbers(s *measure.SampleColumn) []float64 {
	list := make([]float64, len(s.Bits))
	for i, bits := range s.Bits {
		switch {
		case s.Null[i]:
			list[i] = math.NaN()
		case s.Kind == measure.Double:
			list[i] = math.Float64frombits(bits)
			if math.IsInf(list[i], 0) {
				list[i] = math.NaN()
			}
		default:
			list[i] = float64(int64(bits))
		}
	}
	return list
}

// associateExactly measures associations in all rows.
func (j *job) associateExactly(ctx context.Context, columns []relate.Column, list []relate.Association) error {
	s := statement{keep: j.table.Format != "parquet"}
	for i, a := range list {
		x, y := j.variable(a.A, columns[a.A], a.Measure), j.variable(a.B, columns[a.B], a.Measure)
		s.branch("SELECT %d, %s", i, associationSQL(a.Measure, s.value(x), s.value(y)))
	}
	return j.ask(ctx, s, func(row []any) error {
		figures := make([]float64, 8)
		for i := range figures {
			figures[i], _ = row[i+1].(float64)
		}
		i := int(row[0].(int64))
		value := figures[0]
		table := relate.Table{
			Rows: figures[0], Phi2: figures[1], A: int(figures[2]), B: int(figures[3]), Cells: int(figures[4]),
			Mutual: figures[5], EntropyA: figures[6], EntropyB: figures[7],
		}
		switch list[i].Measure {
		case relate.MeasureCramersV:
			value = table.CramersV()
		case relate.MeasureMutual:
			value = table.MutualInformation()
		}
		j.profile.Associations[i].Value = Exact(value)
		return nil
	})
}

// variable returns the SQL of a column as a measure reads it.
func (j *job) variable(i int, c relate.Column, m relate.Measure) string {
	switch {
	case m == relate.MeasureMissing:
		return fmt.Sprintf("(%s IS NULL)::INTEGER", bind.Quote(j.columns[i].Name))
	case c.Numbers == nil:
		return j.value(i)
	case m == relate.MeasureMutual:
		x := j.number(i, j.value(i))
		reached := []string{x + " - " + x + " = 1"} // never, and NULL where x is
		for _, edge := range relate.Edges(c.Numbers) {
			reached = append(reached, x+" >= "+double(edge))
		}
		return "(" + strings.Join(reached, ")::INTEGER + (") + ")::INTEGER" // unlike CASE, this reads x once
	}
	return j.number(i, j.value(i))
}

// associationSQL returns eight items and where they come from: the measure of two
// columns of t and seven times NULL, or the figures of the table of both.
func associationSQL(m relate.Measure, x, y string) string {
	const rest = ", NULL::DOUBLE, NULL::DOUBLE, NULL::DOUBLE, NULL::DOUBLE, NULL::DOUBLE, NULL::DOUBLE, NULL::DOUBLE FROM "
	sql := "corr(x, y)" + rest + "(SELECT $x AS x, $y AS y FROM t)"
	switch m {
	case relate.MeasureSpearman:
		sql = "corr(x, y)" + rest + `(SELECT rank() OVER (ORDER BY $x) + count(*) OVER (PARTITION BY $x) / 2.0 AS x,
			rank() OVER (ORDER BY $y) + count(*) OVER (PARTITION BY $y) / 2.0 AS y FROM t WHERE $x IS NOT NULL AND $y IS NOT NULL)`
	case relate.MeasureRatio:
		sql = "sqrt(greatest(0, 1 - sum(n * v) / (sum(n * v) + sum(n * (m - mean) ** 2))))" + rest + `(
			SELECT *, sum(n * m) OVER () / sum(n) OVER () AS mean
			FROM (SELECT count($y) AS n, avg($y) AS m, var_pop($y) AS v FROM t WHERE $x IS NOT NULL AND $y IS NOT NULL GROUP BY $x))`
	case relate.MeasureCramersV, relate.MeasureMutual:
		sql = `sum(n), sum(n * n / (nx * ny)) - 1, count(DISTINCT x)::DOUBLE, count(DISTINCT y)::DOUBLE, count(*)::DOUBLE,
			sum(n / rows * ln(n * rows / (nx * ny))), -sum(n / rows * ln(nx / rows)), -sum(n / rows * ln(ny / rows)) FROM (
			SELECT *, sum(n) OVER (PARTITION BY x) AS nx, sum(n) OVER (PARTITION BY y) AS ny, sum(n) OVER () AS rows
			FROM (SELECT $x AS x, $y AS y, count(*)::DOUBLE AS n FROM t WHERE $x IS NOT NULL AND $y IS NOT NULL GROUP BY ALL))`
	}
	return strings.NewReplacer("$x", x, "$y", y).Replace(sql)
}

// A statement answers several questions, each with a branch, about values that are
// read once, in the table t.
type statement struct {
	keep     bool   // reading the rows again, for another branch, would be slow
	from     string // as it stands behind FROM; "" is the rows that are looked at
	items    []string
	branches []string
}

// value returns the name in t of the value of an expression.
func (s *statement) value(sql string) string {
	i := slices.Index(s.items, sql)
	if i < 0 {
		i = len(s.items)
		s.items = append(s.items, sql)
	}
	return fmt.Sprintf("v%d", i)
}

func (s *statement) branch(format string, args ...any) {
	s.branches = append(s.branches, fmt.Sprintf(format, args...))
}

// ask runs the statement.
func (j *job) ask(ctx context.Context, s statement, do func([]any) error) error {
	if len(s.branches) == 0 {
		return nil
	}
	var items []string
	for i, item := range s.items {
		items = append(items, fmt.Sprintf("%s AS v%d", item, i))
	}
	keep := "NOT MATERIALIZED"
	if s.keep && len(s.branches) > 1 {
		keep = "MATERIALIZED"
	}
	sql := fmt.Sprintf("WITH t AS %s (SELECT %s FROM %s)\n%s", keep, strings.Join(items, ", "), cmp.Or(s.from, j.from()), strings.Join(s.branches, "\nUNION ALL\n"))
	return j.rows(ctx, sql, do)
}
