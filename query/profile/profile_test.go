package profile_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/catalog/crawl"
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/samples"
	"github.com/tarnlake/tarn/query"
	"github.com/tarnlake/tarn/query/profile"
	"github.com/tarnlake/tarn/query/profile/measure"
)

// A lake is one that has been crawled, with an engine on it.
type lake struct {
	catalog *catalog.Catalog
	engine  *query.Engine
}

// open crawls the folder and opens an engine on it.
func open(t testing.TB, dir string) lake {
	t.Helper()
	l, err := datasets.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	state := t.TempDir()
	c, err := catalog.Open(filepath.Join(state, "catalog.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	if _, _, err := new(crawl.Crawler).Update(t.Context(), l, c, false); err != nil {
		t.Fatal(err)
	}
	e, err := query.Open(t.Context(), query.Options{Lake: l, Catalog: c, State: state})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return lake{c, e}
}

// shop opens the sample lake.
func shop(t testing.TB) lake {
	t.Helper()
	dir := t.TempDir()
	if err := samples.Copy("shop", dir); err != nil {
		t.Fatal(err)
	}
	return open(t, dir)
}

// profile makes the profile of a table of the database default.
func (l lake) profile(t testing.TB, table string, o profile.Options) *profile.Profile {
	t.Helper()
	o.Table = catalog.Name{Database: catalog.DefaultDatabase, Table: table}
	p, err := profile.Run(t.Context(), l.engine, l.catalog, o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// row returns the one row of a statement.
func (l lake) row(t testing.TB, sql string) []any {
	t.Helper()
	rows, err := l.engine.Run(t.Context(), query.Request{SQL: sql, Native: true})
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	defer rows.Close()
	for row, err := range rows.All() {
		if err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
		return append([]any{}, row...)
	}
	return nil
}

// Each figure that DuckDB has by the same definition is the same as DuckDB's, or
// an estimate whose bounds hold that. DuckDB's own kurtosis_pop loses the digits
// of numbers that differ little: it has -0.85 for years whose kurtosis is 3.54.
func TestFiguresOfNumbers(t *testing.T) {
	l := shop(t)
	tables, err := l.catalog.Tables(t.Context(), catalog.DefaultDatabase)
	if err != nil {
		t.Fatal(err)
	}
	compared := 0
	for _, table := range tables {
		p := l.profile(t, table.Name.Table, profile.Options{})
		for _, c := range p.Columns {
			if c.Numbers == nil || c.Numbers.Mean == nil {
				continue
			}
			compared++
			x := fmt.Sprintf(`CAST("%s" AS DOUBLE)`, c.Name)
			want := l.row(t, strings.ReplaceAll(strings.ReplaceAll(`SELECT count($x), count(*) - count($x), count(DISTINCT $x), min($x), max($x), avg($x), sum($x),
				stddev_samp($x), var_samp($x), avg(pow($x - (SELECT avg($x) FROM $t), 4)) / pow(var_pop($x), 2) - 3, median($x), mad($x), quantile_cont($x, 0.05), quantile_cont($x, 0.95),
				quantile_cont($x, 0.75) - quantile_cont($x, 0.25), entropy($x) * ln(2), count(*) FILTER ($x = 0), count(*) FILTER ($x < 0)
				FROM $t`, "$t", table.Name.Table), "$x", x))
			n := c.Numbers
			got := []any{
				c.Count, c.Null, c.Distinct, n.Min, n.Max, n.Mean, n.Sum, n.Std, n.Variance, n.Kurtosis, n.Median, n.MAD,
				n.Percentiles["5"], n.Percentiles["95"], n.IQR, c.Entropy, n.Zeros, n.Negatives,
			}
			for i := range want {
				if a, b := number(got[i]), number(want[i]); !near(a, b) && !within(got[i], b) {
					t.Errorf("%s.%s, figure %d: got %v, DuckDB has %v", table.Name, c.Name, i, a, b)
				}
			}
		}
	}
	if compared < 8 {
		t.Errorf("%d columns of numbers compared; there are more", compared)
	}
}

// number returns a figure as a number; NaN is none.
func number(x any) float64 {
	switch x := x.(type) {
	case int64:
		return float64(x)
	case float64:
		return x
	case profile.Figure:
		return x.Value
	case *profile.Figure:
		if x != nil {
			return x.Value
		}
	case *float64:
		if x != nil {
			return *x
		}
	}
	return math.NaN()
}

// within reports whether x is an estimate that may be b.
func within(x any, b float64) bool {
	f, ok := x.(profile.Figure)
	if p, is := x.(*profile.Figure); is && p != nil {
		f, ok = *p, true
	}
	return ok && f.Approximate() && *f.Low <= b && b <= *f.High
}

func near(a, b float64) bool {
	return math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) <= 1e-9*max(1, math.Abs(a), math.Abs(b))
}

// Counted exactly, a table that is too large for the summaries has the same
// profile as one that fits.
func TestExact(t *testing.T) {
	l := shop(t)
	for _, table := range []string{"orders", "order_items", "events", "customers"} {
		var small profile.Options
		small.Exact = true
		small.Limit(measure.Limits{Distinct: 16, Frequent: 8, Rank: 0.2, Sample: 100, Rows: 50})
		got := l.profile(t, table, small)
		large := profile.Options{}
		large.Limit(measure.Limits{Distinct: 1 << 20, Frequent: 8, Rank: 0.00001, Sample: 100, Rows: 1 << 20})
		want := l.profile(t, table, large)
		if got.Repeats.Rows != want.Repeats.Rows {
			t.Errorf("%s: %v rows repeat, want %v", table, got.Repeats.Rows, want.Repeats.Rows)
		}
		for i, c := range got.Columns {
			compareExact(t, table+"."+c.Name, c, want.Columns[i])
		}
	}
}

func compareExact(t *testing.T, name string, got, want profile.Column) {
	t.Helper()
	compare := func(what string, a, b profile.Figure) {
		if a.Approximate() || !near(a.Value, b.Value) {
			t.Errorf("%s, %s: got %v, want %v", name, what, a, b)
		}
	}
	compare("distinct", got.Distinct, want.Distinct)
	compare("unique", got.Unique, want.Unique)
	compare("entropy", got.Entropy, want.Entropy)
	for i, v := range want.Most {
		compare("common", got.Most[i].Count, v.Count)
		if i+1 < len(want.Most) && want.Most[i+1].Count.Value < v.Count.Value && (i == 0 || want.Most[i-1].Count.Value > v.Count.Value) && *got.Most[i].Value != *v.Value {
			t.Errorf("%s, common: got %s, want %s", name, *got.Most[i].Value, *v.Value)
		}
	}
	if want.Numbers == nil || want.Numbers.Median == nil {
		return
	}
	for p, x := range want.Numbers.Percentiles {
		compare("percentile "+p, got.Numbers.Percentiles[p], x)
	}
	compare("median", *got.Numbers.Median, *want.Numbers.Median)
	compare("MAD", *got.Numbers.MAD, *want.Numbers.MAD)
	compare("IQR", *got.Numbers.IQR, *want.Numbers.IQR)
	compare("outliers", got.Numbers.Robust.Count, want.Numbers.Robust.Count)
	var in float64
	for _, bin := range got.Histogram {
		compare("bar", bin.Count, profile.Exact(bin.Count.Value))
		in += bin.Count.Value
	}
	if in != float64(got.Count)-float64(got.Numbers.Infinite+got.Numbers.NaN) {
		t.Errorf("%s: %v values in the histogram, %d in the column", name, in, got.Count)
	}
}

func TestOptions(t *testing.T) {
	l := shop(t)
	whole := l.profile(t, "orders", profile.Options{})
	some := l.profile(t, "orders", profile.Options{Columns: []string{whole.Columns[1].Name}, Where: "1 = 0 -- none"})
	if len(some.Columns) != 1 || some.Columns[0].Name != whole.Columns[1].Name || some.Rows != 0 {
		t.Errorf("got %d columns and %d rows; want one column and no row", len(some.Columns), some.Rows)
	}
	drawn := l.profile(t, "orders", profile.Options{Sample: 10, Now: func() time.Time { return time.Unix(0, 0) }})
	if drawn.Rows != 10 || !drawn.Time.Equal(time.Unix(0, 0)) {
		t.Errorf("got %d rows at %v; want 10 of a sample, in 1970", drawn.Rows, drawn.Time)
	}
	_, err := profile.Run(t.Context(), l.engine, l.catalog, profile.Options{
		Table: catalog.Name{Database: "default", Table: "orders"}, Columns: []string{"custmer_id"},
	})
	if err == nil || err.Error() != `there is no column "custmer_id"` {
		t.Errorf("an unknown column: got %v", err)
	}
}

// Nested values tell their lengths and which fields are there; rows that repeat
// are told with their counts.
func TestNested(t *testing.T) {
	dir := t.TempDir()
	lines := strings.Join([]string{
		`{"tags": ["a", "b", "c"], "user": {"id": 1, "geo": {"lat": 1.5}}, "by day": {"2024-01-01": 1, "2024-01-02": 2}}`,
		`{"tags": [], "user": {"id": 2, "geo": null}, "by day": {"2024-01-01": null, "2024-01-03": 5}}`,
		`{"tags": ["a"], "user": {"id": null}, "by day": {"2024-01-05": 7}}`,
		`{"tags": null, "user": null}`,
		`{"tags": ["a"], "user": {"id": null}, "by day": {"2024-01-05": 7}}`,
		`{"tags": ["a"], "user": {"id": null}, "by day": {"2024-01-05": 7}}`,
	}, "\n")
	if err := os.WriteFile(filepath.Join(dir, "t.jsonl"), []byte(lines), 0o644); err != nil {
		t.Fatal(err)
	}
	p := open(t, dir).profile(t, "t", profile.Options{})
	byName := make(map[string]profile.Column)
	for _, c := range p.Columns {
		byName[c.Name] = c
	}
	length := byName["tags"].Nested.Length
	if number(length.Min) != 0 || number(length.Max) != 3 || number(length.Mean) != 1.2 || number(length.Median) != 1 || length.Zeros != 1 {
		t.Errorf("lengths of tags: %+v", length)
	}
	if got, want := fmt.Sprint(byName["user"].Nested.Fields), "[{id 2} {geo 1} {geo.lat 1}]"; got != want {
		t.Errorf("fields of user: got %s, want %s", got, want)
	}
	if days := byName["by_day"]; days.Nested != nil && strings.HasPrefix(days.Type, "map") {
		if got, want := fmt.Sprint(days.Nested.Fields), "[{2024-01-05 3} {2024-01-01 1} {2024-01-02 1} {2024-01-03 1}]"; got != want {
			t.Errorf("keys: got %s, want %s", got, want)
		}
	} else {
		t.Errorf("by day: %+v", byName)
	}
	if p.Repeats.Rows.Value != 2 || len(p.Repeats.Most) != 1 || p.Repeats.Most[0].Count != 3 || *p.Repeats.Most[0].Values[0] != "[a]" {
		t.Errorf("repeats: %+v", p.Repeats)
	}
}

// Times after the profile was made are counted, and so are rare values.
func TestRareAndFuture(t *testing.T) {
	dir := t.TempDir()
	var b strings.Builder
	b.WriteString("day,code\n")
	for i := range 100 {
		fmt.Fprintf(&b, "20%02d-05-01,c%02d\n", i%40, i%11)
	}
	b.WriteString("2050-01-01,rare\n")
	if err := os.WriteFile(filepath.Join(dir, "t.csv"), []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	p := open(t, dir).profile(t, "t", profile.Options{Now: func() time.Time { return time.Date(2035, 1, 1, 0, 0, 0, 0, time.UTC) }})
	if got := p.Columns[0].Times.Future; got != 2*5+1 { // 2035 to 2039 twice, since 100 is 2.5 times 40
		t.Errorf("future: got %d, want 11", got)
	}
	least := p.Columns[1].Least
	if len(least) != 2 || *least[0].Value != "rare" || least[0].Count.Value != 1 {
		t.Errorf("least: got %v, want rare first, beside the ten of Most", least)
	}
}
