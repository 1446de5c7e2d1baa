package profile_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/tarnlake/tarn/query/profile"
	"github.com/tarnlake/tarn/query/profile/measure"
)

// people are 2,000 adults whose height (cm) and weight (kg) go together, in one
// file or in two partitions, and a giant, P1400. Some visits are 9999, for nobody
// has asked.
func people(t *testing.T, partitions bool) lake {
	t.Helper()
	random := rand.New(rand.NewPCG(3, 4))
	files := map[string]string{}
	var b strings.Builder
	for i := range 2000 {
		if i%1000 == 0 && (i == 0 || partitions) {
			b.Reset()
			b.WriteString("person,height,weight,visits\n")
		}
		height := 172 + 8*random.NormFloat64()
		weight := height - 100 + 4*random.NormFloat64()
		if i == 1400 {
			height, weight = 2000, 1500
		}
		visits := fmt.Sprint(random.IntN(40))
		if i%100 == 7 {
			visits = "9999"
		}
		fmt.Fprintf(&b, "P%04d,%.1f,%.1f,%s\n", i, height, weight, visits)
		if partitions {
			files[fmt.Sprintf("people/year=%d/a.csv", 2020+i/1000)] = b.String()
		}
	}
	if !partitions {
		files["people/a.csv"] = b.String()
	}
	return open(t, write(t, files))
}

func TestAnomalousRows(t *testing.T) {
	for _, partitions := range []bool{false, true} {
		l := people(t, partitions)
		p := l.profile(t, "people", profile.Options{})
		if p.Anomalous == nil || len(p.Anomalous.Rows) < 10 || p.Anomalous.Compared != 2000 {
			t.Fatalf("got %+v", p.Anomalous)
		}
		r := p.Anomalous.Rows[0]
		if r.Key != "person" || r.KeyValue == nil || *r.KeyValue != "P1400" {
			t.Errorf("the oddest: got %+v", r)
		}
		file, row := "people/a.csv", int64(1401)
		if partitions {
			file, row = "people/year=2021/a.csv", 0
		}
		if r.File != file || r.Row != row {
			t.Errorf("partitions %t: it is in %s, row %d; want %s, row %d", partitions, r.File, r.Row, file, row)
		}
		if at := slices.IndexFunc(r.Columns, func(v profile.OddValue) bool { return v.Column == "weight" && *v.Value == "1500" }); at < 0 {
			t.Errorf("it is odd for its weight: got %+v", r.Columns)
		}
		if at := slices.IndexFunc(p.Findings, func(f profile.Finding) bool { return f.Kind == "anomalous rows" }); at < 0 {
			t.Error("no finding tells of the giant")
		} else if f := p.Findings[at]; f.Rows.Value != 1 || len(f.Places) != 1 || f.Places[0].File != file || !slices.Equal(f.Columns, []string{"height", "weight"}) {
			t.Errorf("the giant alone is apart from all: got %+v", f)
		}
		for _, r := range p.Anomalous.Rows {
			if got := l.row(t, "SELECT count(*), min(person) FROM ("+r.SQL+")"); got[0] != int64(1) || got[1] != *r.KeyValue {
				t.Errorf("%s: got %v", r.SQL, got)
			}
			if slices.ContainsFunc(r.Columns, func(v profile.OddValue) bool { return v.Column == "visits" && *v.Value == "9999" }) {
				t.Errorf("a missing value makes a row odd: %+v", r)
			}
		}
		if got := l.row(t, "SELECT count(*) FROM ("+p.Anomalous.SQL+")"); got[0] != int64(len(p.Anomalous.Rows)) {
			t.Errorf("%s: got %v of %d rows", p.Anomalous.SQL, got, len(p.Anomalous.Rows))
		}
	}
}

// Of a table of which not all rows are kept, rows from all parts are compared, and
// it is said how many.
func TestAnomalousRowsOfMany(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	var b strings.Builder
	b.WriteString("x,y\n")
	const rows = 40_000
	for i := range rows {
		x, y := random.NormFloat64(), random.NormFloat64()
		if i%97 == 0 {
			x, y = 100*x, 100*y
		}
		fmt.Fprintf(&b, "%.4f,%.4f\n", x, y)
	}
	var o profile.Options
	o.Limit(measure.Limits{Distinct: 1 << 14, Frequent: 1 << 10, Rank: 0.01, Sample: 30_000, Rows: 1 << 25})
	p := open(t, write(t, map[string]string{"t/a.csv": b.String()})).profile(t, "t", o)
	if p.Anomalous == nil || p.Anomalous.Compared != 10_000 {
		t.Fatalf("got %+v", p.Anomalous)
	}
	first, last := int64(rows), int64(0)
	for _, r := range p.Anomalous.Rows {
		first, last = min(first, r.Row), max(last, r.Row)
		if (r.Row-1)%97 != 0 {
			t.Errorf("row %d is like others: %+v", r.Row, r)
		}
	}
	if first > rows/4 || last < rows*3/4 {
		t.Errorf("they are from row %d to row %d of %d", first, last, rows)
	}
	if want := "anomalous rows: looked for among 10000 of 40000 rows"; !slices.Contains(p.Stopped, want) {
		t.Errorf("got %q, want %q", p.Stopped, want)
	}
}
