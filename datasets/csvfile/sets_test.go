package csvfile

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/csvfile/internal/guess"
)

// shared returns the path of a set of public test data, and skips the test if
// it is not there.
func shared(tb testing.TB, set string) string {
	tb.Helper()
	dir := filepath.Join("../../../shared/data", set)
	if _, err := os.Stat(dir); err != nil {
		tb.Skipf("no test data: %v", err)
	}
	return dir
}

// TestHeaders counts the real files in which the header was seen, and those in
// which none was seen once it had been taken away.
func TestHeaders(t *testing.T) {
	for set, want := range map[string]struct{ with, without float64 }{
		"types/ptype/data": {0.92, 1}, // auto.csv has no header indeed
		"types/datahub":    {1, 0.99}, "lakes/seaborn": {1, 1}, "lakes/kaggle": {1, 1},
	} {
		_, files := lakeOf(t, shared(t, set))
		var seen, all, none, cut float64
		for _, f := range files {
			text, err := os.ReadFile(f.Abs())
			if filepath.Ext(f.Path) != ".csv" || err != nil {
				continue
			}
			all++
			h := headingOf(text)
			if h.Rows > 0 {
				seen++
			} else {
				t.Logf("%s/%s: no header seen (%.2f)", set, f.Path, h.Votes)
			}
			_, rest, _ := bytes.Cut(text, []byte{'\n'})
			if h.Rows != 1 || h.Skip > 0 || len(rest) < 30 {
				continue
			}
			cut++
			if h = headingOf(rest); h.Rows == 0 {
				none++
			} else {
				t.Logf("%s/%s: a row was taken for a header (%.2f)", set, f.Path, h.Votes)
			}
		}
		t.Logf("%s: a header seen in %g of %g, none in %g of %g", set, seen, all, none, cut)
		if all == 0 || seen/all < want.with || none/cut < want.without {
			t.Errorf("%s: want shares of at least %g and %g", set, want.with, want.without)
		}
	}
}

// headingOf finds out how the beginning of a file is to be read.
func headingOf(text []byte) guess.Heading {
	whole := len(text) <= usualSizes.sample
	text = text[:min(len(text), usualSizes.sample)]
	base, _ := planFrom(nil)
	told := toldBy(base, nil)
	text = decodeHead(text, detectEncoding(text))
	c := guess.FindDialect(text, whole, told)
	c.SettleComments(text, whole, told)
	return c.FindHeading(told)
}

// marks are the names that the labels have for characters.
var marks = map[string]string{"comma": ",", "semicolon": ";", "tab": "\t", "vslash": "|", "space": " ",
	"doublequote": `"`, "singlequote": "'", "": ""}

func TestDialectSets(t *testing.T) {
	for _, set := range []struct {
		name  string
		floor float64
	}{{"pollock", 0.985}, {"w3c", 0.995}} {
		dir := shared(t, "csv/dialect")
		labels, err := os.ReadFile(filepath.Join(dir, set.name+"-labels.txt"))
		if err != nil {
			t.Fatal(err)
		}
		files, right := 0, 0
		for _, line := range strings.Split(strings.TrimSpace(string(labels)), "\n")[2:] {
			label := strings.Split(strings.TrimRight(line, "\r"), "|")
			text, err := os.ReadFile(filepath.Join(dir, set.name+"-files", label[0]))
			if err != nil {
				continue // only a part of the set is here
			}
			files++
			c := detectBytes(text)
			if got := c.Delimiter + charText(c.Quote); got == marks[label[2]]+marks[label[3]] {
				right++
			} else {
				t.Logf("%s: got %q, want %q (score %.3f width %d fit %.2f)", label[0], got, marks[label[2]]+marks[label[3]], c.Score, c.Width, c.Fit)
			}
		}
		if f1 := float64(right) / float64(files); f1 < set.floor {
			t.Errorf("%s: F1 %.3f on %d files, want at least %.3f", set.name, f1, files, set.floor)
		} else {
			t.Logf("%s: F1 %.3f on %d files", set.name, f1, files)
		}
	}
}

func detectBytes(text []byte) guess.Candidate {
	e, _ := encoderFor(detectEncoding(text))
	head := text[:min(len(text), 64<<10)]
	decoded, _ := e.text(nil, head)
	base, _ := planFrom(nil)
	return guess.FindDialect(decoded, len(head) == len(text), toldBy(base, nil))
}

// lakeOf returns a lake of a folder, and its files by path.
func lakeOf(tb testing.TB, dir string) (*datasets.Lake, []datasets.File) {
	tb.Helper()
	l, err := datasets.Open(dir)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { l.Close() })
	var files []datasets.File
	for f, err := range l.Files(tb.Context(), datasets.Walk{}) {
		if err != nil {
			tb.Fatal(err)
		}
		files = append(files, f)
	}
	return l, files
}

// table reads a file: its header, if it has one, and its rows; a null is "".
func table(tb testing.TB, f datasets.File, fixed map[string]string) (*datasets.Scan, [][]string) {
	tb.Helper()
	s, err := Format{}.Scan(tb.Context(), f, datasets.ScanOptions{Fixed: fixed})
	if err != nil {
		tb.Fatalf("%s: %v", f.Path, err)
	}
	var all [][]string
	if s.Options["header"] == "true" {
		var names []string
		for _, c := range s.Columns {
			names = append(names, c.Source)
		}
		all = append(all, names)
	}
	var n int64
	for row, err := range Rows(tb.Context(), f, &s.Layout) {
		if err != nil {
			tb.Fatalf("%s: %v", f.Path, err)
		}
		var texts []string
		for _, v := range row {
			texts = append(texts, string(v.Text))
		}
		all = append(all, texts)
		n++
	}
	if n != s.Rows {
		tb.Errorf("%s: %d rows scanned, %d read", f.Path, s.Rows, n)
	}
	return s, all
}

// overlap returns how many strings two lists have in common.
func overlap(a, b []string) float64 {
	counts := make(map[string]int)
	for _, x := range a {
		counts[x]++
	}
	n := 0
	for _, x := range b {
		if counts[x] > 0 {
			counts[x]--
			n++
		}
	}
	return float64(n)
}

// measures returns precision, recall and F1 as Pollock counts them.
func measures(want, got []string) [3]float64 {
	if len(want) == 0 {
		return [3]float64{1, 1, 1}
	}
	n := overlap(want, got)
	if n == 0 {
		return [3]float64{}
	}
	p, r := n/float64(len(want)), n/float64(len(got))
	return [3]float64{p, r, 2 * p * r / (p + r)}
}

// TestPollock scores the reader, told nothing, on files that are damaged in one
// way each (Vitagliano et al., 2023): success, then precision, recall and F1 of
// header, records and cells.
func TestPollock(t *testing.T) {
	dir := shared(t, "csv/pollock")
	var weights map[string]float64
	text, err := os.ReadFile(filepath.Join(dir, "pollock_weights.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &weights); err != nil {
		t.Fatal(err)
	}
	_, files := lakeOf(t, filepath.Join(dir, "csv"))
	var simple, weighted, all float64
	for _, f := range files {
		clean, err := os.Open(filepath.Join(dir, "clean", f.Path))
		if err != nil {
			t.Fatal(err)
		}
		reader := csv.NewReader(clean)
		reader.FieldsPerRecord = -1
		want, err := reader.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		clean.Close()
		_, got := table(t, f, nil)
		score := 1.0
		header, records, cells := measures(want[0], got[0]), measures(joined1(want[1:]), joined1(got[1:])), measures(slices.Concat(want...), slices.Concat(got...))
		for _, m := range [][3]float64{header, records, cells} {
			score += m[0] + m[1] + m[2]
		}
		if score < 9.85 {
			t.Logf("%s: %.3f header %.3f records %.3f cells %.3f", f.Path, score, header[2], records[2], cells[2])
		}
		simple += score
		weighted += score * weights[f.Path]
		all += weights[f.Path]
	}
	simple /= float64(len(files))
	weighted /= all
	t.Logf("%d files: %.3f simple, %.3f weighted", len(files), simple, weighted)
	if simple < 9.95 || weighted < 9.7 {
		t.Errorf("got %.3f and %.3f, want at least 9.95 and 9.7", simple, weighted)
	}
}

func joined1(rows [][]string) []string {
	var all []string
	for _, r := range rows {
		all = append(all, strings.Join(r, ""))
	}
	return all
}
