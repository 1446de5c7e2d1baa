package similar

import (
	"encoding/csv"
	"fmt"
	"os"
	"strings"
	"testing"
)

func TestFingerprint(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"Acme, Inc.", "acme inc"},
		{" inc ACME ", "acme inc"},
		{"Acme Acme Inc", "acme inc"},
		{"Café Zürich", "cafe zurich"},
		{"Straße", "strasse"},
		{"Cafe\u0301", "cafe"}, // the accent is a letter of its own
		{"1.5 mg", "1.5 mg"},
		{"-1", "-1"},
		{"...", ""},
		{"東京", "東京"},
	} {
		if got := Fingerprint(test.text); got != test.want {
			t.Errorf("%q: got %q, want %q", test.text, got, test.want)
		}
	}
}

// The 2-grams of "Paris" are those of OpenRefine's own example.
func TestNgrams(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"Paris", "arispari"},
		{"P. A. R. I. S", "arispari"},
		{"A", "a"},
		{"", ""},
	} {
		if got := Ngrams(2)(test.text); got != test.want {
			t.Errorf("%q: got %q, want %q", test.text, got, test.want)
		}
	}
}

func TestClusters(t *testing.T) {
	values := []Value{{"acme inc", 2}, {"Other", 5}, {"Acme, Inc.", 7}, {"other!", 5}, {"alone", 99}, {"?", 3}, {"!", 3}}
	got := fmt.Sprint(Clusters(values, Fingerprint))
	want := "[{other [{Other 5} {other! 5}]} {acme inc [{Acme, Inc. 7} {acme inc 2}]}]"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestTypos(t *testing.T) {
	for _, test := range []struct {
		values string // text and count
		want   string // found>expected distance
	}{
		{"birmingham 40 birminghxm 1", "birminghxm>birmingham 1"},
		{"birmingham 40 brimingham 1", "brimingham>birmingham 1"}, // neighbours swapped
		{"birmingham 40 birmingam 2 birminggham 1", "birmingam>birmingham 1, birminggham>birmingham 1"},
		{"birmingham 40 birmxngxxm 1", ""}, // three mistakes in ten letters
		{"birmingham 40 birminghxm 9", ""}, // not rare
		{"birmingham 4 birminghxm 1", ""},  // nothing common
		{"government-hospital 40 gxvernment-hxspital 1", "gxvernment-hxspital>government-hospital 2"},
		{"marion 50 merlin 50 marlin 1", "marlin>merlin 1"},   // the nearest
		{"marion 50 marian 60 mariwn 1", "mariwn>marian 1"},   // the most common of the nearest
		{"al_pn-3 50 ak_pn-3 1 7:10_a.m. 79 7:10_p.m. 9", ""}, // words of two letters
		{"0.08% 17 0.086 1", ""},
		{"usa 50 uae 1", ""},                                         // too short
		{"35957 40 35958 1 x5957 1", "x5957>35957 1"},                // digits
		{"ward-5 40 ward-7 1 wxrd-5 1 ward-55 1", "wxrd-5>ward-5 1"}, // codes
	} {
		fields := strings.Fields(test.values)
		var values []Value
		for i := 0; i < len(fields); i += 2 {
			v := Value{Text: fields[i]}
			fmt.Sscan(fields[i+1], &v.Count)
			values = append(values, v)
		}
		typos, stopped := Typos(values, Options{})
		var got []string
		for _, typo := range typos {
			got = append(got, fmt.Sprintf("%s>%s %d", typo.Found.Text, typo.Expected.Text, typo.Distance))
		}
		if text := strings.Join(got, ", "); text != test.want || stopped {
			t.Errorf("%s: got %s; want %s", test.values, text, test.want)
		}
	}
}

func TestTyposStop(t *testing.T) {
	values := []Value{{"birmingham", 40}, {"birminghxm", 1}, {"sheffield", 1}}
	for pairs, want := range map[int]bool{1: true, 2: false} {
		if _, stopped := Typos(values, Options{Pairs: pairs}); stopped != want {
			t.Errorf("%d pairs: stopped is %v", pairs, stopped)
		}
	}
}

// The cells with a typo against the cells that are wrong in a public table,
// whose errors are all typos, and in others, whose errors are of other kinds and
// where next to nothing may be invented.
func TestTyposOnDirtyTables(t *testing.T) {
	for _, test := range []struct {
		set           string
		precision, f1 float64
	}{
		{"hospital", 0.95, 0.6},
		{"beers", 0, 0}, {"flights", 0, 0}, {"rayyan", 0, 0},
	} {
		dirty, clean := read(t, test.set, "dirty"), read(t, test.set, "clean")
		found, hits, wrong := 0, 0, 0
		for column := range dirty[0] {
			typo := map[string]bool{}
			list, _ := Typos(count(dirty, column), Options{})
			for _, one := range list {
				typo[one.Found.Text] = true
			}
			for row := 1; row < len(dirty); row++ {
				differs := dirty[row][column] != clean[row][column]
				if differs {
					wrong++
				}
				if typo[dirty[row][column]] {
					found++
					if differs {
						hits++
					}
				}
			}
		}
		precision, f1 := float64(hits)/float64(max(1, found)), 2*float64(hits)/float64(found+wrong)
		t.Logf("%s: %d cells, %d of %d wrong, precision %.3f F1 %.3f", test.set, found, hits, wrong, precision, f1)
		if precision < test.precision || f1 < test.f1 {
			t.Errorf("%s: precision %.3f, F1 %.3f; want %.3f, %.3f", test.set, precision, f1, test.precision, test.f1)
		}
	}
}

func read(t testing.TB, set, file string) [][]string {
	t.Helper()
	f, err := os.Open("../../../../shared/data/quality/" + set + "/" + file + ".csv")
	if err != nil {
		t.Skip("no table to test against: ", err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return records
}

// count returns the values of a column.
func count(records [][]string, column int) []Value {
	counts := map[string]int{}
	for _, record := range records[1:] {
		counts[record[column]]++
	}
	var values []Value
	for text, n := range counts {
		values = append(values, Value{text, n})
	}
	return values
}

// BenchmarkTypos compares each of 20,000 values with the common ones: at best
// all are rare, at worst all lengths are alike.
func BenchmarkTypos(b *testing.B) {
	var rare, usual []Value
	for i := range 20_000 {
		text := fmt.Sprintf("%c%c%c company of %c%c", 'a'+i%26, 'a'+i/26%26, 'a'+i/676%26, 'a'+i%17, 'a'+i%19)
		rare = append(rare, Value{text, 1})
		usual = append(usual, Value{text, 1 + 9*(i%20/19)})
	}
	for name, values := range map[string][]Value{"rare": rare, "usual": usual} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Typos(values, Options{})
			}
		})
	}
}
