package profile_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/query/profile"
)

// sales are rows of which the price goes up by shift, a share of the colours is
// new, and a share of the weights is missing.
func sales(seed uint64, rows int, shift, fresh, missing float64) string {
	random := rand.New(rand.NewPCG(seed, 7))
	var b strings.Builder
	b.WriteString("price,colour,weight,steady\n")
	for range rows {
		colour, weight := []string{"red", "green", "blue"}[random.IntN(3)], fmt.Sprintf("%.3f", random.Float64())
		if random.Float64() < fresh {
			colour = "pink"
		}
		if random.Float64() < missing {
			weight = ""
		}
		fmt.Fprintf(&b, "%.4f,%s,%s,%.4f\n", 50+10*(random.NormFloat64()+shift), colour, weight, random.NormFloat64())
	}
	return b.String()
}

// The expected figures: means a standard deviation apart have a KS of 2Φ(1/2)-1 =
// 0.383 and a symmetric divergence of 1, of which bins see a part; a fifth of the
// colours is new; 30 % of the weights are missing.
func checkDrift(t *testing.T, where string, list []profile.Drift) {
	t.Helper()
	got := map[string]profile.Drift{}
	for _, d := range list {
		got[d.Column+" "+d.Measure] = d
		if d.Column == "steady" {
			t.Errorf("%s: %+v; it has not changed", where, d)
		}
	}
	for key, want := range map[string][2]float64{
		"price mean": {1, 0.12}, "price ks": {0.383, 0.05}, "price psi": {0.9, 0.25}, "colour new categories": {0.2, 0.05}, "weight missing": {0.3, 0.05},
	} {
		if d, ok := got[key]; !ok || math.Abs(d.Value-want[0]) > want[1] {
			t.Errorf("%s: %s: got %+v; want about %v", where, key, d, want[0])
		}
	}
	if some := got["colour new categories"].Some; !slices.Equal(some, []string{"pink"}) {
		t.Errorf("%s: new are %q; want pink", where, some)
	}
}

func TestDriftOfPartitions(t *testing.T) {
	files := map[string]string{}
	for month := range 5 {
		files[fmt.Sprintf("sales/month=%d/a.csv", month+1)] = sales(uint64(month), 2000, 0, 0, 0)
	}
	if d := open(t, write(t, files)).profile(t, "sales", profile.Options{}).Drift; len(d) > 0 {
		t.Errorf("months that are alike: got %+v", d)
	}
	files["sales/month=6/a.csv"] = sales(9, 2000, 1, 0.2, 0.3)
	l := open(t, write(t, files))
	var last []profile.Drift
	for _, d := range l.profile(t, "sales", profile.Options{}).Drift {
		if d.To == "month=6" {
			last = append(last, d)
		}
	}
	checkDrift(t, "each month", last)
	one := l.profile(t, "sales", profile.Options{Partition: "month=6"}).Drift
	checkDrift(t, "the last month", one)
	_, err := profile.Run(t.Context(), l.engine, l.catalog, profile.Options{Table: catalog.Name{Database: "default", Table: "sales"}, Partition: "month=7"})
	var unknown *profile.PartitionError
	if !errors.As(err, &unknown) {
		t.Errorf("a month that is not there: got %v", err)
	}
}

func TestDriftFromSaved(t *testing.T) {
	of := func(text string, against *profile.Profile) *profile.Profile {
		return open(t, write(t, map[string]string{"sales.csv": text})).profile(t, "sales", profile.Options{Against: against})
	}
	text, err := json.Marshal(of(sales(1, 4000, 0, 0, 0), nil))
	if err != nil {
		t.Fatal(err)
	}
	var saved profile.Profile
	if err := json.Unmarshal(text, &saved); err != nil {
		t.Fatal(err)
	}
	if d := of(sales(2, 4000, 0, 0, 0), &saved).Drift; len(d) > 0 {
		t.Errorf("rows that are alike: got %+v", d)
	}
	checkDrift(t, "a saved profile", of(sales(3, 4000, 1, 0.2, 0.3), &saved).Drift)
	var got []string
	for _, d := range of("price,size\ncheap,1\ndear,2\n", &saved).Drift {
		got = append(got, d.Column+" "+d.Measure)
	}
	if want := []string{"price type", "size new column", "colour gone column", "weight gone column", "steady gone column"}; !slices.Equal(got, want) {
		t.Errorf("other columns: got %q, want %q", got, want)
	}
}
