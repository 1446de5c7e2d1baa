package profile_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tarnlake/tarn/query/profile"
	"github.com/tarnlake/tarn/query/profile/measure"
)

// write makes files of a lake; names are their paths.
func write(t testing.TB, files map[string]string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// stock is a table in which columns have to do with each other:
//
//	id           a key
//	shop, till   with day, a key
//	city         from zip, but for one row of each hundred
//	gross        net and a bit
//	copy         the same as net
//	kind         on which weight depends
//	note, extra  missing together
func stock(rows int) string {
	random := rand.New(rand.NewPCG(1, 2))
	var b strings.Builder
	b.WriteString("id,shop,till,day,zip,city,net,gross,copy,kind,weight,note,extra\n")
	for i := range rows {
		zip := random.IntN(20)
		city := fmt.Sprint("city", zip/2)
		if i%100 == 99 {
			city = "elsewhere"
		}
		net := random.Float64() * 100
		kind := random.IntN(4)
		note, extra := "", ""
		if random.IntN(3) > 0 {
			note, extra = fmt.Sprint(random.IntN(1000)), fmt.Sprint(random.IntN(1000))
		}
		fmt.Fprintf(&b, "x%d,%d,%d,%d,z%d,%s,%.6f,%.3f,%.6f,%s,%.2f,%s,%s\n", i, i%7, i/7%5, i/35, zip, city, net,
			net*1.2+random.Float64()*20, net, []string{"tea", "pots", "cups", "trays"}[kind], float64(kind*kind)*100+random.Float64()*300, note, extra)
	}
	return b.String()
}

func (l lake) stock(t testing.TB, o profile.Options) *profile.Profile {
	return l.profile(t, "stock", o)
}

// few keeps 500 rows or fewer.
func few(o profile.Options) profile.Options {
	o.Limit(measure.Limits{Distinct: 1 << 12, Frequent: 1 << 8, Rank: 0.01, Sample: 1000, Rows: 1 << 20})
	return o
}

// The measures that DuckDB has are the same as DuckDB's; of a sample, its bounds
// hold that; counted exactly, all are those of all rows.
func TestAssociations(t *testing.T) {
	l := open(t, write(t, map[string]string{"stock.csv": stock(3000)}))
	whole := byName(l.stock(t, profile.Options{}))
	for key, want := range map[string]string{
		"net gross pearson":  "corr(net, gross)",
		"net gross spearman": "(SELECT corr(x, y) FROM (SELECT (SELECT avg(1.0 + (s.net < t.net)::INT) FROM stock s) AS x, (SELECT avg((s.gross < t.gross)::INT + 0.5 * (s.gross = t.gross)::INT) FROM stock s) AS y FROM stock t))",
		"net copy pearson":   "1::DOUBLE",
		"note extra missing": "corr((note IS NULL)::INT, (extra IS NULL)::INT)",
		"kind weight correlationRatio": `sqrt((SELECT sum(n * (m - (SELECT avg(weight) FROM stock)) ** 2) FROM (SELECT count(*) AS n, avg(weight) AS m FROM stock GROUP BY kind))
			/ (var_pop(weight) * count(*)))`,
	} {
		a, ok := whole[key]
		if x := l.row(t, "SELECT "+want+" FROM stock")[0].(float64); !ok || a.Value.Approximate() || !near(a.Value.Value, x) {
			t.Errorf("%s: got %v, DuckDB has %v", key, a.Value, x)
		}
	}
	for _, key := range []string{"zip city cramersV", "kind weight mutualInformation"} {
		if _, ok := whole[key]; !ok {
			t.Errorf("%s is not told", key)
		}
	}
	for key := range whole {
		if strings.Contains(key, "shop") || strings.Contains(key, "till") {
			t.Errorf("%s is told", key)
		}
	}
	for key, a := range byName(l.stock(t, few(profile.Options{}))) {
		w, ok := whole[key]
		if !a.Value.Approximate() {
			t.Errorf("%s: %v is of a sample and has no bounds", key, a.Value)
		} else if wide := *a.Value.High - *a.Value.Low + 1e-9; ok && (w.Value.Value < *a.Value.Low-wide/2 || w.Value.Value > *a.Value.High+wide/2) {
			t.Errorf("%s: %v to %v of a sample is far from %v of all rows", key, *a.Value.Low, *a.Value.High, w.Value.Value)
		}
	}
	for key, a := range byName(l.stock(t, few(profile.Options{Exact: true}))) {
		if w, ok := whole[key]; ok && a.Measure != "mutualInformation" && (a.Value.Approximate() || !near(a.Value.Value, w.Value.Value)) {
			t.Errorf("%s: counted exactly, got %v, want %v", key, a.Value, w.Value)
		}
		if a.Measure == "mutualInformation" && !(a.Value.Value > 0 && a.Value.Value <= 1 && !a.Value.Approximate()) {
			t.Errorf("%s: got %v", key, a.Value)
		}
	}
}

func byName(p *profile.Profile) map[string]profile.Association {
	all := make(map[string]profile.Association)
	for _, a := range p.Associations {
		all[a.A+" "+a.B+" "+a.Measure] = a
	}
	return all
}

// Keys, dependencies and columns that are the same are found, of a sample and of
// all rows; what only seems so in a sample is not told.
func TestKeysAndDependencies(t *testing.T) {
	text := stock(3000)
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for i := range lines { // pair is unique but for the last row, and near is net but for that row
		head := []string{",pair,near", fmt.Sprintf(",p%d,%s", i, strings.Split(lines[i], ",")[6])}[min(i, 1)]
		if i == len(lines)-1 {
			head = ",p7,0"
		}
		lines[i] += head
	}
	l := open(t, write(t, map[string]string{"stock.csv": strings.Join(lines, "\n") + "\n"}))
	for name, o := range map[string]profile.Options{"all rows": {}, "a sample": few(profile.Options{})} {
		p := l.stock(t, o)
		keys := fmt.Sprint(p.Keys)
		for _, want := range []string{"{[id] true}", "{[shop till day] true}"} {
			if !strings.Contains(keys, want) {
				t.Errorf("%s: keys are %s; want %s", name, keys, want)
			}
		}
		for _, k := range p.Keys {
			rows := l.row(t, fmt.Sprintf("SELECT count(*) - count(DISTINCT (%s)) FROM stock", strings.Join(k.Columns, ", ")))[0].(int64)
			if rows != 0 || !k.Exact {
				t.Errorf("%s: %v is no key: %d rows repeat", name, k, rows)
			}
		}
		if want := [][]string{{"net", "copy"}}; fmt.Sprint(p.SameColumns) != fmt.Sprint(want) {
			t.Errorf("%s: %v are the same; want %v", name, p.SameColumns, want)
		}
		at := slices.IndexFunc(p.Dependencies, func(d profile.Dependency) bool { return d.Determines == "city" && d.Columns[0] == "zip" })
		if at < 0 {
			t.Fatalf("%s: zip does not determine city: %v", name, p.Dependencies)
		}
		d := p.Dependencies[at]
		if d.Rows != 30 || d.Share != 0.01 || !d.Exact || len(d.Columns) != 1 || len(d.Some) == 0 || *d.Some[0].Found != "elsewhere" {
			t.Errorf("%s: zip determines city: got %+v; want 30 rows of 3000 that are elsewhere", name, d)
		}
		for _, d := range p.Dependencies {
			for _, c := range append(d.Columns, d.Determines) {
				if c == "id" {
					t.Errorf("%s: the key takes part in %v", name, d)
				}
			}
		}
	}
}
