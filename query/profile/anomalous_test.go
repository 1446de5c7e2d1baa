package profile_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/tarnlake/tarn/query/profile"
)

// people are 2,000 adults whose height (cm) and weight (kg) go together, in one
// file or in two partitions, and two rows that do not: a hundred times too heavy
// for their height, and a child among them. The rows are numbered from 1.
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
