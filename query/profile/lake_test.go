package profile_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tarnlake/tarn/query/profile"
)

// The references of the sample lake are those that its README tells, from both
// sides; a count from 1 to 10 refers to nothing.
func TestReferencesOfShop(t *testing.T) {
	l := shop(t)
	tables := []string{"customers", "orders", "order_items", "products", "returns", "events"}
	for _, test := range []struct{ from, column, to string }{
		{"orders", "customer_id", "customers.customer_id"},
		{"order_items", "order_id", "orders.order_id"},
		{"order_items", "sku", "products.sku"},
		{"returns", "col_1", "orders.order_id"},
		{"returns", "col_2", "products.sku"},
	} {
		target, column, _ := strings.Cut(test.to, ".")
		want := l.row(t, fmt.Sprintf("SELECT count(*) FROM %s WHERE %s NOT IN (SELECT %s FROM %s WHERE %s IS NOT NULL)",
			test.from, test.column, column, target, column))[0]
		for _, side := range []string{test.from, target} {
			p := l.profile(t, side, profile.Options{})
			i := slices.IndexFunc(p.References, func(r profile.Reference) bool {
				return r.From == test.from+"."+test.column && r.To == test.to
			})
			if i < 0 {
				t.Errorf("%s: %s.%s does not refer to %s: %+v", side, test.from, test.column, test.to, p.References)
			} else if r := p.References[i]; r.Orphans != want {
				t.Errorf("%s: %s.%s has %d orphans; want %d", side, test.from, test.column, r.Orphans, want)
			}
		}
	}
	for _, table := range tables {
		for _, r := range l.profile(t, table, profile.Options{}).References {
			if strings.Contains(r.From, "quantity") || strings.HasPrefix(r.To, "order_items.") || strings.HasPrefix(r.To, "returns.") {
				t.Errorf("%s refers to %s", r.From, r.To)
			}
		}
	}
}

func TestReferences(t *testing.T) {
	var people, visits, ranks strings.Builder
	people.WriteString("id,email\n")
	visits.WriteString("visit,person_id,contact,rank,n\n")
	ranks.WriteString("id,label\n")
	for i := range 200 {
		fmt.Fprintf(&people, "%d,p%d@example.org\n", i+1000, i)
		fmt.Fprintf(&ranks, "%d,rank %d\n", i+1, i)
	}
	var orphans int64
	for i := range 600 {
		contact := fmt.Sprintf("p%d@example.org", i%150)
		if i%200 == 0 {
			contact = fmt.Sprintf("stranger%d@example.org", i)
		}
		if i*7%220 >= 200 {
			orphans++
		}
		fmt.Fprintf(&visits, "%d,%d,%s,%d,%d\n", i+1, 1000+i*7%220, contact, i%5+1, i%12+1)
	}
	l := open(t, write(t, map[string]string{"persons/p.csv": people.String(), "visits/v.csv": visits.String(), "ranks/r.csv": ranks.String()}))
	got := map[string]profile.Reference{}
	for _, r := range l.profile(t, "visits", profile.Options{}).References {
		got[r.From+" "+r.To] = r
	}
	// Of 220 persons, 200 are there; the other 20 are orphans.
	r := got["visits.person_id persons.id"]
	if r.Coverage != 200./220 || !r.Unique || r.Orphans != orphans || len(r.Some) != 5 {
		t.Errorf("visits.person_id: got %+v; want a coverage of 200/220 with %d orphans", r, orphans)
	}
	r = got["visits.contact persons.email"]
	if r.Coverage != 147./150 && r.Coverage != 150./153 || r.Orphans != 3 || !strings.HasPrefix(*r.Some[0], "stranger") {
		t.Errorf("visits.contact: got %+v; want three strangers", r)
	}
	// Small numbers lie in any range of numbers, by chance.
	for key := range got {
		if strings.HasPrefix(key, "visits.n ") || strings.HasPrefix(key, "visits.visit ") || strings.HasPrefix(key, "ranks.id visits") {
			t.Errorf("%s is told", key)
		}
	}
}

// Small whole numbers lie among numbers without gaps by chance; keys with gaps, and
// nearly all of many, do not.
func TestReferencesByChance(t *testing.T) {
	tables := map[string]*strings.Builder{}
	for name, head := range map[string]string{"rooms": "id,floor", "badges": "nr,of", "parts": "part,kind", "people": "who,age,badge,room,part"} {
		tables[name] = &strings.Builder{}
		fmt.Fprintln(tables[name], head)
	}
	for i := range 110 {
		fmt.Fprintf(tables["rooms"], "%d,%d\n", i+1, i/20) // 1 to 110
	}
	for i := range 300 {
		fmt.Fprintf(tables["badges"], "%d,x\n", i+1)            // 1 to 300
		fmt.Fprintf(tables["parts"], "%d,k%d\n", 7*i+5000, i%9) // each 7th from 5000 on
	}
	for i := range 2000 {
		fmt.Fprintf(tables["people"], "p%d,%d,%d,%d,%d\n", i/2, 18+i*i%80, 1+i*7%300, 1+i%110, 5000+7*(i*3%200))
	}
	files := map[string]string{}
	for name, b := range tables {
		files[name+"/a.csv"] = b.String()
	}
	var got []string
	for _, r := range open(t, write(t, files)).profile(t, "people", profile.Options{}).References {
		got = append(got, r.From+" "+r.To)
	}
	slices.Sort(got)
	want := []string{"people.badge badges.nr", "people.part parts.part", "people.room rooms.id"} // a room by its name
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Columns of one name that are something else, and files that are there twice, are
// told; others are not.
func TestNamesakesAndSameFiles(t *testing.T) {
	var parcels, goods strings.Builder
	parcels.WriteString("parcel,weight,height_cm,size,depot,vitamin_c,length_mm,stamp\n")
	goods.WriteString("good,weight,height_m,size,depot,vitamin_d,length,label\n")
	for i := range 300 {
		fmt.Fprintf(&parcels, "%d,%d,%d,%d,%d,%d,%d,2024-01-%02d\n", i/2, 400+i%70*10, 10+i%90, i%9+1, i%4, i%5+7, i%60+30, i%28+1)
		fmt.Fprintf(&goods, "g%d,%.2f,%.2f,%d,d%d,%d,%d,x\n", i, 0.4+float64(i%70)/100, 0.1+float64(i%90)/100, i%7+2, i%4, i%5+7, i%50+40)
	}
	l := open(t, write(t, map[string]string{"parcels/a.csv": parcels.String(), "goods/a.csv": goods.String(), "parcels/again.csv": parcels.String()}))
	p := l.profile(t, "parcels", profile.Options{})
	var got []string
	for _, n := range p.Namesakes {
		got = append(got, n.Column+" "+n.Other+" "+n.Why)
		if n.Why == "units" && (n.Ratio == nil || *n.Ratio < 1./1200 || *n.Ratio > 1./800) {
			t.Errorf("%s: a ratio of %v; want about 1/1000", n.Column, n.Ratio)
		}
	}
	slices.Sort(got)
	if want := []string{"depot goods.depot types", "height_cm goods.height_m cm and m", "weight goods.weight units"}; !slices.Equal(got, want) {
		t.Errorf("namesakes: got %q, want %q", got, want)
	}
	for kind, columns := range map[string][]string{"namesakes": {"depot", "height_cm", "weight"}, "duplicate files": nil} {
		at := slices.IndexFunc(p.Findings, func(f profile.Finding) bool { return f.Kind == kind })
		if at < 0 {
			t.Fatalf("no finding of %s", kind)
		}
		f := p.Findings[at]
		slices.Sort(f.Columns)
		if !slices.Equal(f.Columns, columns) {
			t.Errorf("%s: got %+v", kind, f)
		}
		if f.SQL == "" {
			if len(f.Places) != 2 || f.Places[0].File != "parcels/a.csv" {
				t.Errorf("%s: got %+v", kind, f.Places)
			}
		} else if got := l.row(t, "SELECT count(DISTINCT \"column\") FROM ("+f.SQL+")"); got[0] != int64(6) {
			t.Errorf("%s: got %v columns of 6\n%s", kind, got, f.SQL)
		}
		t.Log(f.Message)
	}
	if len(p.SameFiles) != 1 || !slices.Equal(p.SameFiles[0].Files, []string{"parcels/a.csv", "parcels/again.csv"}) || p.SameFiles[0].Bytes != int64(parcels.Len()) {
		t.Errorf("files that are the same: got %+v", p.SameFiles)
	}
	if g := l.profile(t, "goods", profile.Options{}); len(g.SameFiles) != 0 {
		t.Errorf("files of the other table that are the same: got %+v", g.SameFiles)
	}
}
