package profile_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/catalog/crawl"
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
	"github.com/tarnlake/tarn/query/profile"
	"github.com/tarnlake/tarn/query/profile/measure"
)

// a planted fault of the sample lake.
type planted struct {
	Kind, Table, Column, Note string
	Count                     float64
	Places                    []struct{ Value, Was string }
}

// faults returns the faults of a kind that are planted in plain columns.
func faults(t *testing.T, kind string) (list []planted) {
	t.Helper()
	text, err := os.ReadFile("../../datasets/samples/shop-faults.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []planted
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	for _, f := range all {
		if f.Kind == kind && !strings.Contains(f.Column, ".") {
			list = append(list, f)
		}
	}
	if len(list) == 0 {
		t.Fatalf("no fault is a %s", kind)
	}
	return list
}

func column(t *testing.T, p *profile.Profile, name string) profile.Column {
	t.Helper()
	i := slices.IndexFunc(p.Columns, func(c profile.Column) bool { return c.Name == name })
	if i < 0 {
		t.Fatalf("%s has no column %s", p.Table, name)
	}
	return p.Columns[i]
}

// Each value of the sample lake that stands for a missing one is told with its
// count, whether a statement reads it as a value or as NULL, and no other is.
// The file of returns has no header.
func TestDisguisedOfShop(t *testing.T) {
	l := shop(t)
	type key struct{ table, column, value string }
	want := map[key]float64{}
	tables := map[string]bool{}
	for _, f := range faults(t, "disguised-null") {
		name := cmp.Or(map[string]string{"returns reason": "col_4", "returns amount": "col_5"}[f.Table+" "+f.Column], f.Column)
		want[key{f.Table, name, f.Places[0].Value}] += f.Count
		tables[f.Table] = true
	}
	for table := range tables {
		p := l.profile(t, table, profile.Options{})
		for _, c := range p.Columns {
			for _, d := range c.Disguised {
				k := key{table, c.Name, d.Value}
				if d.Count.Approximate() || d.Count.Value != want[k] {
					t.Errorf("%v: got %v with score %.2f (%s), want %v", k, d.Count.Value, d.Score, d.Why, want[k])
				}
				delete(want, k)
			}
		}
	}
	for k, count := range want {
		t.Errorf("%v, %v times, is not found", k, count)
	}
}

// So are those within structs, and within structs in them.
func TestDisguisedMembers(t *testing.T) {
	of := func(c profile.Column) (list []string) {
		for _, d := range c.Disguised {
			list = append(list, fmt.Sprintf("%s %s %v", strings.Join(d.Member, "."), d.Value, d.Count.Value))
		}
		return list
	}
	p := shop(t).profile(t, "products", profile.Options{})
	if got := of(column(t, p, "attributes")); !slices.Equal(got, []string{"material unknown 9"}) {
		t.Errorf("attributes: got %q", got)
	}
	var b strings.Builder
	for i := range 300 {
		size, place := fmt.Sprint(i%40), "P"+fmt.Sprint(i%7)
		if i%30 == 5 {
			size = "999"
		}
		if i%50 == 3 {
			place = "N/A"
		}
		fmt.Fprintf(&b, `{"id": %d, "box": {"size": %s, "from": {"place": %q}, "tags": ["N/A"]}}`+"\n", i, size, place)
	}
	p = open(t, write(t, map[string]string{"t/a.json": b.String()})).profile(t, "t", profile.Options{})
	if got := of(column(t, p, "box")); !slices.Equal(got, []string{"from.place N/A 6", "size 999 10"}) {
		t.Errorf("box: got %q", got)
	}
	sql := "SELECT * FROM \"t\" WHERE "
	for _, f := range p.Findings {
		if f.Kind == "disguised missing" && !strings.HasPrefix(f.SQL, sql) {
			t.Errorf("%s", f.SQL)
		}
	}
}

// Each spelling of the sample lake is in a cluster with what it stands for.
func TestSameMeaningsOfShop(t *testing.T) {
	l := shop(t)
	profiles := map[string]*profile.Profile{}
	for _, f := range faults(t, "case-variant") {
		if profiles[f.Table] == nil {
			profiles[f.Table] = l.profile(t, f.Table, profile.Options{})
		}
		c := column(t, profiles[f.Table], f.Column)
		has := func(cluster profile.Cluster, text string) bool {
			return slices.ContainsFunc(cluster.Values, func(v profile.Value) bool { return *v.Value == text })
		}
		if !slices.ContainsFunc(c.Text.SameMeanings, func(cluster profile.Cluster) bool {
			return has(cluster, f.Places[0].Value) && has(cluster, f.Places[0].Was)
		}) {
			t.Errorf("%s.%s: %q and %q are not told to be the same", f.Table, f.Column, f.Places[0].Value, f.Places[0].Was)
		}
	}
}

// Of rows that are not all kept, counts are estimates that hold the true ones.
func TestDisguisedOfSample(t *testing.T) {
	l := shop(t)
	var o profile.Options
	o.Limit(measure.Limits{Distinct: 64, Frequent: 64, Rank: 0.01, Sample: 1000, Rows: 1 << 20})
	c := column(t, l.profile(t, "customers", o), "birth_date")
	if len(c.Disguised) != 1 || c.Disguised[0].Value != "1900-01-01" {
		t.Fatalf("got %+v", c.Disguised)
	}
	if f := c.Disguised[0].Count; !f.Approximate() || *f.Low > 52 || *f.High < 52 {
		t.Errorf("got %v, want about 52", f)
	}
}

// Values that are none of the type that somebody decided are counted and told
// with their places; NULL and what stands for it are none of them.
func TestInvalid(t *testing.T) {
	dir := write(t, map[string]string{
		"t/a.csv": "price,n\n1,1\n2.5,2\nx,3\n,4\n",
		"t/b.csv": "price,n\n3,300\n4,5\nNA,6\n",
	})
	l := open(t, dir)
	files, err := datasets.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer files.Close()
	name := catalog.Name{Database: catalog.DefaultDatabase, Table: "t"}
	for column, kind := range map[string]schema.Kind{"price": schema.Int, "n": schema.Tinyint} {
		edit := crawl.SetType{Column: column, Type: schema.Type{Kind: kind}}
		if _, err := new(crawl.Crawler).Alter(t.Context(), files, l.catalog, name, false, edit); err != nil {
			t.Fatal(err)
		}
	}
	p := l.profile(t, "t", profile.Options{})
	price := column(t, p, "price").Invalid
	if price.Count != 2 || len(price.Places) == 0 || price.Places[0] != (profile.Place{File: "t/a.csv", Line: 4, Text: "x"}) {
		t.Errorf("price: got %+v", price)
	}
	if n := column(t, p, "n").Invalid; n.Count != 1 {
		t.Errorf("n: got %+v", n)
	}
}
