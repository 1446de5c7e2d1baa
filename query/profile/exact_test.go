package profile_test

import (
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tarnlake/tarn/query/bind"
	"github.com/tarnlake/tarn/query/duck"
	"github.com/tarnlake/tarn/query/profile"
	"github.com/tarnlake/tarn/query/profile/measure"
)

// odd writes a table of numbers that are and are not finite, of either sign, of
// times and of texts, and opens it.
func odd(t *testing.T) lake {
	t.Helper()
	dir := t.TempDir()
	db, err := duck.Open(t.Context(), duck.Config{Directories: []string{dir}})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_, err = conn.Exec(t.Context(), `COPY (SELECT i * 31 % 4001 - 100 AS n,
		CASE i % 500 WHEN 3 THEN 'NaN'::DOUBLE WHEN 4 THEN 'Infinity'::DOUBLE WHEN 5 THEN '-Infinity'::DOUBLE WHEN 6 THEN NULL WHEN 7 THEN 1e6 + i
			ELSE (i * i % 977) / 7 - 60 END AS x,
		CASE WHEN i > 5900 THEN 'late and common' WHEN i % 9 > 0 THEN repeat('é', (i * i % 13)::INTEGER) || i % 1900 END AS text,
		TIMESTAMP '1970-01-01' + to_seconds(i * i % 1000003 * 100) AS moment,
		9223372036854775807 - i % 700 * 1000000 AS big FROM range(6000) AS t(i)) TO `+bind.Literal(filepath.Join(dir, "odd.parquet")))
	if err != nil {
		t.Fatal(err)
	}
	return open(t, dir)
}

// Counted exactly, all figures of a column are those of the engine, however
// little the pass keeps of it.
func TestExactByEngine(t *testing.T) {
	l := odd(t)
	o := profile.Options{Exact: true, Now: func() time.Time { return time.Date(1972, 1, 1, 0, 0, 0, 0, time.UTC) }, Temp: t.TempDir(), Memory: 1 << 20}
	o.Limit(measure.Limits{Distinct: 16, Frequent: 4, Rank: 0.2, Sample: 100, Rows: 50})
	p := l.profile(t, "odd", o)
	if len(p.Columns) != 5 {
		t.Fatalf("%d columns, want 5", len(p.Columns))
	}
	for _, c := range p.Columns {
		exactValues(t, l, c)
		x := c.Name
		switch {
		case c.Times != nil:
			x = "epoch_us(moment)"
			want := l.row(t, "SELECT median(epoch_us(moment)), count(*) FILTER (moment > TIMESTAMP '1972-01-01') FROM odd")
			if got := float64(c.Times.Median.UnixMicro()); math.Abs(got-number(want[0])) > 1 || c.Times.Future != want[1] {
				t.Errorf("times: median %v, %d in the future; want %v, %v", got, c.Times.Future, want[0], want[1])
			}
		case c.Text != nil:
			x = "length(text)"
		case c.Numbers != nil:
			exactNumbers(t, l, c)
		}
		exactBars(t, l, c, x)
	}
}

// exactValues compares what is known of the distinct values.
func exactValues(t *testing.T, l lake, c profile.Column) {
	t.Helper()
	want := l.row(t, strings.ReplaceAll(`SELECT count(*), count(*) FILTER (n = 1), -sum(n / total * ln(n / total)), max(n), arg_max(v::VARCHAR, n), count(*) FILTER (n = most)
		FROM (SELECT $x AS v, count(*) AS n, sum(count(*)) OVER () AS total, max(count(*)) OVER () AS most FROM odd WHERE $x IS NOT NULL GROUP BY $x)`, "$x", c.Name))
	for i, f := range []profile.Figure{c.Distinct, c.Unique, c.Entropy, c.Most[0].Count} {
		if f.Approximate() || !near(f.Value, number(want[i])) {
			t.Errorf("%s, figure %d: got %v, want %v", c.Name, i, f, want[i])
		}
	}
	if want[5].(int64) == 1 && *c.Most[0].Value != want[4] {
		t.Errorf("%s: the most common is %q, want %q", c.Name, *c.Most[0].Value, want[4])
	}
	for i, v := range c.Most {
		n := l.row(t, fmt.Sprintf("SELECT count(*) FROM odd WHERE %s = '%s'", c.Name, *v.Value))
		if number(n[0]) != v.Count.Value || i > 0 && v.Count.Value > c.Most[i-1].Count.Value {
			t.Errorf("%s: %q is told %v times, and is there %v times", c.Name, *v.Value, v.Count, n[0])
		}
	}
}

// exactNumbers compares the quantiles and what comes of them.
func exactNumbers(t *testing.T, l lake, c profile.Column) {
	t.Helper()
	from := "FROM (SELECT " + c.Name + "::DOUBLE AS v FROM odd WHERE isfinite(" + c.Name + "::DOUBLE))"
	want := l.row(t, `SELECT mad(v), quantile_cont(v, 0.01), quantile_cont(v, 0.05), quantile_cont(v, 0.25), quantile_cont(v, 0.5), quantile_cont(v, 0.75), quantile_cont(v, 0.95), quantile_cont(v, 0.99) `+from)
	n := c.Numbers
	got := []profile.Figure{*n.MAD}
	for _, name := range strings.Split("1 5 25 50 75 95 99", " ") {
		got = append(got, n.Percentiles[name])
	}
	for i := range got {
		if got[i].Approximate() || !near(got[i].Value, number(want[i])) {
			t.Errorf("%s, figure %d: got %v, want %v", c.Name, i, got[i], want[i])
		}
	}
	robust := l.row(t, fmt.Sprintf("SELECT stddev_samp(greatest(least(v, %v), %v)) %s", want[6], want[2], from))
	if below := number(want[4]) - 5*number(robust[0]); !near(*n.Robust.Below, below) {
		t.Errorf("%s: outliers are below %v, want %v", c.Name, *n.Robust.Below, below)
	}
	for _, out := range []profile.Outliers{n.ZScore, n.Robust} {
		beyond := l.row(t, fmt.Sprintf("SELECT count(*) FILTER (v < %v OR v > %v) %s", *out.Below, *out.Above, from))
		if out.Count.Approximate() || out.Count.Value != number(beyond[0]) {
			t.Errorf("%s: %v outliers, want %v", c.Name, out.Count, beyond[0])
		}
	}
	if got, want := n.Mode, c.Most[0]; want.Count.Value > 1 && (got == nil || fmt.Sprint(*got) != *want.Value) && c.Name != "big" {
		t.Errorf("%s: the mode is %v, want %s", c.Name, got, *want.Value)
	}
}

// exactBars counts the bars of a histogram again.
func exactBars(t *testing.T, l lake, c profile.Column, x string) {
	t.Helper()
	if len(c.Histogram) < 2 {
		t.Errorf("%s: %d bars", c.Name, len(c.Histogram))
	}
	for k, bin := range c.Histogram {
		upper := "<"
		if k == len(c.Histogram)-1 {
			upper = "<="
		}
		n := l.row(t, fmt.Sprintf("SELECT count(*) FROM (SELECT %s::DOUBLE AS v FROM odd) WHERE v >= %v AND v %s %v", x, bin.Low, upper, bin.High))
		if bin.Count.Approximate() || bin.Count.Value != number(n[0]) {
			t.Errorf("%s: %v from %v to %v, want %v", c.Name, bin.Count, bin.Low, bin.High, n[0])
		}
	}
}

// Times after that of the profile are counted, however many they are.
func TestFutures(t *testing.T) {
	l := odd(t)
	o := profile.Options{Now: func() time.Time { return time.Date(1970, 6, 1, 0, 0, 0, 0, time.UTC) }}
	o.Limit(measure.Limits{Distinct: 16, Frequent: 4, Rank: 0.2, Sample: 100, Rows: 50})
	want := l.row(t, "SELECT count(*) FILTER (moment > TIMESTAMP '1970-06-01') FROM odd")[0]
	for _, c := range l.profile(t, "odd", o).Columns {
		if c.Times != nil && c.Times.Future != want {
			t.Errorf("got %d, want %v", c.Times.Future, want)
		}
	}
}
