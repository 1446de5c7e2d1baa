package profile

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
	"github.com/tarnlake/tarn/query/profile/feature"
	"github.com/tarnlake/tarn/query/profile/measure"
)

// tableOf is a table of 1000 rows of which nothing else is known.
func tableOf() *finder {
	return &finder{
		Profile: &Profile{Table: "default.t", Rows: 1000, Files: 1, Time: time.Date(2024, 7, 1, 0, 0, 0, 0, time.UTC)},
		table:   catalog.Table{Name: catalog.Name{Database: "default", Table: "t"}},
		from:    `"t"`,
		limits:  DefaultThresholds(),
		crawl:   crawled{columns: map[string]*columnCrawl{}},
		far:     map[string]tails{},
	}
}

func (f *finder) with(c Column) *Column {
	if c.Name == "" {
		c.Name = "x"
	}
	if c.Count == 0 && c.Null == 0 {
		c.Count = f.Rows
	}
	if c.Type == "" {
		c.Type = "string"
	}
	f.Columns = append(f.Columns, c)
	return &f.Columns[len(f.Columns)-1]
}

// category adds a column of classes with these counts.
func (f *finder) category(counts ...float64) *Column {
	c := Column{Feature: feature.Categorical, Text: &Text{}, Distinct: Exact(float64(len(counts)))}
	var n float64
	for i, k := range counts {
		name := string(rune('a' + i))
		c.Most = append(c.Most, Value{&name, Exact(k)})
		n += k
	}
	for _, k := range counts {
		c.Entropy.Value -= k / n * math.Log(k/n)
	}
	c.Count = int64(n)
	return f.with(c)
}

// numbers adds a column of numbers around 0, whose outliers are beyond 5.
func (f *finder) numbers() *Column {
	zero, low, high := Exact(0), -5.0, 5.0
	return f.with(Column{
		Type: "double", Feature: feature.Numeric, Distinct: Exact(500),
		Numbers: &Numbers{
			Median: &zero, Min: &low, Max: &high, Robust: Outliers{Below: &low, Above: &high},
			Percentiles: map[string]Figure{"1": Exact(-1), "99": Exact(1)},
		},
	})
}

func either[T any](over bool, a, b T) T {
	if over {
		return a
	}
	return b
}

func ones(n int) []bool { return slices.Repeat([]bool{true}, n) }

// thresholdCases make a table that has a finding of the kind just so, and one
// that has it just not.
var thresholdCases = map[string]func(f *finder, over bool){
	"leakage": func(f *finder, over bool) {
		f.with(Column{Name: "told"})
		f.Target = &Target{Column: "y", Power: []Power{{Column: "told", Power: 0.99, Leakage: over}}}
	},
	"missing target": func(f *finder, over bool) {
		f.with(Column{Name: "y", Missing: either[int64](over, 1, 0)})
		f.Target = &Target{Column: "y"}
	},
	"invalid values": func(f *finder, over bool) {
		f.with(Column{Type: "bigint", Invalid: Invalid{Count: either[int64](over, 1, 0)}})
	},
	"mixed units": func(f *finder, over bool) {
		f.numbers()
		if over {
			f.units = []unitMix{{column: "x", by: "sku", factor: 1000, rows: Exact(3)}}
		}
	},
	"mixed types": func(f *finder, over bool) { // 90 % of 1000 are numbers, or a row more
		f.with(Column{})
		n := either[int64](over, 901, 900)
		f.crawl.columns["x"] = &columnCrawl{kinds: map[string]int64{"bigint": n, "string": 1000 - n}, in: ones(1)}
	},
	"disguised missing": func(f *finder, over bool) {
		f.with(Column{Disguised: []Disguised{{Value: "?", Count: Exact(3), Score: either(over, 0.5, 0.49)}}})
	},
	"orphaned keys": func(f *finder, over bool) {
		f.with(Column{Name: "customer"})
		f.References = []Reference{{From: "t.customer", To: "customers.id", Coverage: either(over, 0.9, 0.89), Orphans: 2, Unique: true}}
	},
	"far outliers": func(f *finder, over bool) {
		f.numbers().Numbers.Robust.Count = Exact(2)
		f.far["x"] = tails{[]float64{0, 4, 6, either(over, 18.1, 17.9)}, []float64{0, -4}}
	},
	"anomalous rows": func(f *finder, over bool) {
		f.Anomalous = &Anomalies{Compared: f.Rows, Rows: []AnomalousRow{
			{Score: either(over, 33.1, 32.9), Columns: []OddValue{{Column: "a", Share: 0.6}, {Column: "b", Share: 0.4}}},
			{Score: 11, Columns: []OddValue{{Column: "a", Share: 0.6}}},
		}}
	},
	"near-duplicate categories": func(f *finder, over bool) {
		a, b := "Berlin", "berlin"
		f.with(Column{Text: &Text{SameMeanings: either(over, []Cluster{{Values: []Value{{&a, Exact(5)}, {&b, Exact(1)}}}}, nil)}})
	},
	"future dates": func(f *finder, over bool) {
		f.with(Column{Type: "date", Times: &Times{Future: either[int64](over, 1, 0), Max: time.Date(2069, 1, 1, 0, 0, 0, 0, time.UTC)}})
	},
	"duplicates": func(f *finder, over bool) {
		f.with(Column{Distinct: Exact(999)})
		f.Repeats = Repeats{Rows: Exact(either(over, 1.0, 0)), Share: 0.001}
	},
	"repeated keys": func(f *finder, over bool) {
		f.with(Column{Feature: feature.Identifier, Distinct: Exact(either(over, 991.0, 990))})
	},
	"broken dependencies": func(f *finder, over bool) {
		f.Dependencies = []Dependency{{Columns: []string{"zip"}, Determines: "city", Rows: 10, Share: either(over, 0.01, 0.011)}}
	},
	"duplicate files": func(f *finder, over bool) {
		f.SameFiles = either(over, []SameFiles{{Files: []string{"t/a.csv", "t/b.csv"}, Own: 2, Certain: true}}, nil)
	},
	"namesakes": func(f *finder, over bool) { // an identifier is its table's own; a depot is not
		f.Namesakes = []Namesake{{Column: either(over, "depot", "ID"), Type: "bigint", Other: "goods.depot", OtherType: "string", Why: "types"}}
	},
	"late columns": func(f *finder, over bool) {
		f.with(Column{})
		f.crawl.files = 3
		f.crawl.columns["x"] = &columnCrawl{in: either(over, []bool{false, true, true}, ones(3))}
	},
	"encoding trouble": func(f *finder, over bool) {
		f.with(Column{Text: &Text{}})
		text := either(over, "MÃ¼ller", "SÃO PAULO") // Müller, decoded twice; the other one is right
		f.texts = map[string][]Value{"x": {{&text, Exact(1)}}}
	},
	"infinite": func(f *finder, over bool) { f.numbers().Numbers.NaN = either[int64](over, 1, 0) },
	"whitespace": func(f *finder, over bool) {
		f.with(Column{Text: &Text{Padded: either[int64](over, 1, 0)}})
	},
	"constant": func(f *finder, over bool) { f.category(either(over, []float64{1000}, []float64{999, 1})...) },
	"duplicate columns": func(f *finder, over bool) {
		f.SameColumns = either(over, [][]string{{"a", "b"}}, nil)
	},
	"rare negatives": func(f *finder, over bool) {
		f.numbers().Numbers.Negatives = either[int64](over, 20, 21)
	},
	"missing": func(f *finder, over bool) { f.with(Column{Missing: either[int64](over, 11, 10), Count: 990, Null: 10}) },
	"rare classes": func(f *finder, over bool) {
		f.category(500, 490, either(over, 9.0, 10))
	},
	"imbalance": func(f *finder, over bool) { // the entropy of 89 % and 11 % is 0.4999 of that of halves
		f.category(either(over, []float64{891, 109}, []float64{889, 111})...)
	},
	"correlated": func(f *finder, over bool) {
		f.Associations = []Association{{A: "a", B: "b", Measure: "pearson", Value: Exact(either(over, -0.9, -0.89))}}
	},
	"drift": func(f *finder, over bool) {
		f.Drift = []Drift{{Column: "a", From: "2023", To: "2024", Measure: "psi", Value: either(over, 0.21, 0.2)}}
	},
	"outliers": func(f *finder, over bool) { f.numbers().Numbers.Robust.Count = Exact(either(over, 1.0, 0)) },
	"skewed": func(f *finder, over bool) {
		skew := either(over, -3.01, -3)
		f.numbers().Numbers.Skewness = &skew
	},
	"zeros": func(f *finder, over bool) { f.numbers().Numbers.Zeros = either[int64](over, 501, 500) },
	"near-constant": func(f *finder, over bool) {
		f.category(either(over, []float64{990, 10}, []float64{989, 11})...)
	},
	"high cardinality": func(f *finder, over bool) {
		f.with(Column{Feature: feature.Categorical, Text: &Text{}, Distinct: Exact(either(over, 51.0, 50))})
	},
	"unique": func(f *finder, over bool) { f.with(Column{Distinct: Exact(either(over, 1000.0, 999))}) },
	"uniform": func(f *finder, over bool) { // chi-squared of 4 degrees: 0.0908 has p = 0.999
		f.category(either(over, []float64{203, 197, 200, 200, 200}, []float64{204, 196, 200, 200, 200})...)
	},
	"embedded numbers": func(f *finder, over bool) {
		f.category(500, 500).Feature = either(over, feature.EmbeddedNumber, feature.Categorical)
	},
	"gaps": func(f *finder, over bool) {
		f.with(Column{Type: "date", Times: &Times{Days: 100, Gaps: []Gap{{"2024-01-01", "2024-01-07", either(over, 7, 6)}}}})
	},
	"stale partitions": func(f *finder, over bool) { // a day each, the last of which ends as the 4th begins
		f.table.Partitions = []schema.Field{{Name: "day", Type: schema.Type{Kind: schema.Date}}}
		f.crawl.partitions = [][]string{{"2024-01-01"}, {"2024-01-02"}, {"2024-01-03"}}
		f.Time = time.Date(2024, 1, 7, 0, 0, either(over, 1, 0), 0, time.UTC)
	},
	"missing partitions": func(f *finder, over bool) {
		f.table.Partitions = []schema.Field{{Name: "year"}, {Name: "month"}}
		f.crawl.partitions = [][]string{{"2023", "11"}, {"2023", "12"}, {"2024", "01"}, {"2024", either(over, "03", "02")}}
	},
	"too many small files": func(f *finder, over bool) {
		f.Files, f.Bytes = 100, either[int64](over, 100<<20, 100<<20+1)
	},
}

// Each kind is found just where its threshold is reached, and not just before.
func TestThresholds(t *testing.T) {
	for _, k := range kinds {
		make, ok := thresholdCases[k.Name]
		if !ok {
			if len(k.problems) == 0 {
				t.Errorf("%s: no case", k.Name)
			}
			continue
		}
		for _, over := range []bool{false, true} {
			f := tableOf()
			make(f, over)
			f.run()
			found := f.ranked()
			if got := slices.ContainsFunc(found, func(x Finding) bool { return x.Kind == k.Name }); got != over {
				t.Errorf("%s, over the threshold %t: found %t", k.Name, over, got)
			}
			for _, x := range found {
				if x.Why == "" || x.Message == "" || strings.Contains(x.Message, "%!") || strings.HasPrefix(x.Message, " ") || x.Score <= 0 || x.Share < 0 || x.Share > 1 {
					t.Errorf("%s: %+v", k.Name, x)
				}
			}
		}
	}
}

// What the crawl found is a finding, with its places, of the kind that lists it.
func TestFindingsOfTheCrawl(t *testing.T) {
	for _, k := range kinds {
		for _, sort := range k.problems {
			f := tableOf()
			f.crawl.problems = []catalog.FileProblem{{Path: "a.csv", Problem: datasets.Problem{
				Kind: sort, Cause: "It is so.", Count: 2, Places: []datasets.Place{{Line: 3, Value: "x"}, {Line: 7, Value: "y"}},
			}}}
			f.run()
			found := f.ranked()
			if len(found) != 1 || found[0].Kind != k.Name || found[0].Rows.Value != 2 || !slices.Equal(found[0].Places, []Place{{"a.csv", 3, "x"}, {"a.csv", 7, "y"}}) {
				t.Errorf("%s: got %+v", sort, found)
			}
		}
	}
}

// What looks like a fault and is none is not told.
func TestNotFound(t *testing.T) {
	whole, negatives := Column{Name: "x", Type: "bigint", Numbers: &Numbers{Whole: true}}, Column{Name: "x", Type: "bigint", Numbers: &Numbers{Whole: true, Negatives: 30}}
	fraction := Column{Name: "x", Type: "double", Numbers: &Numbers{}}
	for _, test := range []struct {
		kind string
		c    Column
		want bool
	}{
		{"orphaned keys", whole, true},
		{"orphaned keys", negatives, false}, // years of independence among identifiers of cities
		{"broken dependencies", whole, true},
		{"broken dependencies", fraction, false}, // an amount to the cent tells much by chance
	} {
		f := tableOf()
		f.with(test.c)
		f.References = []Reference{{From: "t.x", To: "cities.id", Coverage: 0.99, Orphans: 2, Unique: true}}
		f.Dependencies = []Dependency{{Columns: []string{"x"}, Determines: "y", Rows: 3, Share: 0.003}}
		f.run()
		if got := slices.ContainsFunc(f.ranked(), func(x Finding) bool { return x.Kind == test.kind }); got != test.want {
			t.Errorf("%s of %+v: found %t", test.kind, test.c, got)
		}
	}
}

// Where not all numbers of an end are kept, what is not kept is no gap.
func TestEnds(t *testing.T) {
	for _, test := range []struct {
		cut   float64
		up    []float64
		apart bool
	}{
		{math.Inf(-1), []float64{0, 31, 32}, true},
		{30, []float64{30, 31, 32}, false},
	} {
		n := measure.Numbers{
			Greatest: measure.Tail{Numbers: []float64{32, 31}, Cut: test.cut},
			Least:    measure.Tail{Numbers: []float64{2, 0, 1}, Cut: math.Inf(-1)},
		}
		got := ends(&n, 0)
		if !slices.Equal(got.up, test.up) || !slices.Equal(got.down, []float64{0, -1, -2}) {
			t.Errorf("got %v, want %v and 0, -1, -2", got, test.up)
		}
		f := tableOf()
		f.numbers().Numbers.Robust.Count = Exact(2)
		f.far["x"] = got
		if f.apart(&f.Columns[0]) != test.apart {
			t.Errorf("%v: apart %t", got, !test.apart)
		}
	}
}

// Columns that say the same in other words are told so, and not as correlated.
func TestRenamed(t *testing.T) {
	for _, test := range []struct {
		distinct float64
		want     string
	}{{2, "duplicate columns"}, {3, "correlated"}} {
		f := tableOf()
		f.with(Column{Name: "survived", Distinct: Exact(2)})
		f.with(Column{Name: "alive", Distinct: Exact(test.distinct)})
		f.Associations = []Association{{A: "survived", B: "alive", Measure: "cramersV", Value: Exact(1)}}
		f.run()
		if found := f.ranked(); len(found) != 1 || found[0].Kind != test.want {
			t.Errorf("2 and %v values: got %+v, want %s", test.distinct, found, test.want)
		}
	}
}

// A threshold that is set holds.
func TestSetThreshold(t *testing.T) {
	f := tableOf()
	f.with(Column{Missing: 300, Count: 700, Null: 300})
	if err := f.limits.Set("missing", "0.4"); err != nil {
		t.Fatal(err)
	}
	f.run()
	if found := f.ranked(); len(found) != 0 {
		t.Errorf("30 %% missing, with a threshold of 40 %%: got %+v", found)
	}
	for _, test := range []struct{ kind, value, err, hint string }{
		{"mising", "0.4", `there is no threshold of "mising"`, "did you mean missing?"},
		{"missing", "much", `threshold of "missing": "much" is no number from 0 on`, ""},
		{"missing", "-1", `threshold of "missing": "-1" is no number from 0 on`, ""},
		{"missing", "NaN", `threshold of "missing": "NaN" is no number from 0 on`, ""},
	} {
		err := f.limits.Set(test.kind, test.value)
		e, ok := err.(*ThresholdError)
		if !ok || e.Error() != test.err || e.Hint() != test.hint {
			t.Errorf("%s=%s: got %v", test.kind, test.value, err)
		}
	}
}

// Every threshold belongs to a kind.
func TestThresholdsHaveKinds(t *testing.T) {
	for _, kt := range kindThresholds {
		if !slices.ContainsFunc(kinds, func(k kind) bool { return k.Name == kt.kind && strings.Contains(k.What, "THRESHOLD") }) {
			t.Errorf("%s: no kind says what its threshold is", kt.kind)
		}
	}
	for _, k := range kinds {
		if _, has := k.threshold(DefaultThresholds()); has != strings.Contains(k.What, "THRESHOLD") {
			t.Errorf("%s: has a threshold: %t, and says %q", k.Name, has, k.What)
		}
	}
}

// Many columns with one fault are one finding, and two findings of a kind do not
// stand before the first of another that is as severe.
func TestRanked(t *testing.T) {
	f := tableOf()
	for _, name := range []string{"a", "b", "c", "d", "e", "f", "g"} {
		f.category(1000).Name = name
	}
	f.with(Column{Name: "y", Invalid: Invalid{Count: 1}, Type: "bigint"})
	f.run()
	found := f.ranked()
	if len(found) != 2 || found[0].Kind != "invalid values" || found[1].Kind != "constant" {
		t.Fatalf("got %+v", found)
	}
	want := `7 columns are constant: a (always "a"), b (always "a"), c (always "a"), d (always "a"), e (always "a"), and 2 more`
	if found[1].Message != want || len(found[1].Columns) != 7 {
		t.Errorf("got  %s of %v\nwant %s", found[1].Message, found[1].Columns, want)
	}

	f = tableOf()
	f.Associations = []Association{{A: "a", B: "b", Measure: "pearson", Value: Exact(0.99)}}
	for _, d := range []string{"p", "q", "r"} {
		f.Dependencies = append(f.Dependencies, Dependency{Columns: []string{d}, Determines: "x", Rows: 10, Share: 0.01})
	}
	f.with(Column{Name: "o", Type: "date", Times: &Times{Future: 10, Max: f.Time}})
	f.run()
	var order []string
	for _, x := range f.ranked() {
		order = append(order, x.Kind)
	}
	if got := strings.Join(order, ", "); got != "future dates, broken dependencies, correlated, broken dependencies, broken dependencies" {
		t.Errorf("got %s", got)
	}
}
