package inference

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/tarnlake/tarn/catalog/crawl"
)

func readJSON(name string, v any) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, v); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// told reads what JSON says is in a file: rows as lists, or as objects under
// the names of the header of got, or one such object.
func told(name string, got [][]string) ([][]string, error) {
	var truth any
	if err := readJSON(name, &truth); err != nil {
		return nil, err
	}
	list, ok := truth.([]any)
	if !ok {
		list = []any{truth}
	}
	var rows [][]string
	for _, item := range list {
		switch item := item.(type) {
		case []any:
			row := make([]string, len(item))
			for i, v := range item {
				row[i], _ = v.(string)
			}
			rows = append(rows, row)
		case map[string]any:
			row, err := under(got[0], item)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			rows = append(rows, row)
		}
	}
	if len(list) == 0 || len(rows) > 0 && isObject(list[0]) {
		rows = append([][]string{got[0]}, rows...)
	}
	return rows, nil
}

func isObject(v any) bool {
	_, ok := v.(map[string]any)
	return ok
}

// under returns the values of an object in the order of names, which have to
// be those that it has.
func under(names []string, object map[string]any) ([]string, error) {
	row := make([]string, len(names))
	for i, name := range names {
		text, ok := object[name].(string)
		if !ok || len(object) != len(names) {
			return nil, fmt.Errorf("the names are %q", slices.Sorted(maps.Keys(object)))
		}
		row[i] = text
	}
	return row, nil
}

// spectrum compares the files of csv-spectrum with the JSON beside them. In two
// of them the JSON is not what the file says: a number that is made up, and
// line feeds within quotes, told as CR LF.
func (b *bench) spectrum() ([]Figure, error) {
	const set = "csv/spectrum"
	amend := func(name string, rows [][]string) {
		switch {
		case name == "location_coordinates.csv" && len(rows) == 2:
			rows[1][0] = strings.ReplaceAll(rows[1][0], "1234567890", "2095257564")
		case name == "newlines_crlf.csv":
			for _, row := range rows {
				for i := range row {
					row[i] = strings.ReplaceAll(row[i], "\r", "")
				}
			}
		}
	}
	var good tally
	err := b.documents(set, "csvs", &good, amend)
	return []Figure{good.count(set, "files right")}, err
}

// testData compares the good files of csv-test-data with the JSON beside them.
// The bad ones are to be told of; one of the seven has no byte and is left alone.
// In all-empty.csv there is nothing to be found out: both are told that it has
// no header.
func (b *bench) testData() ([]Figure, error) {
	const set = "csv/test-data"
	var good, bad tally
	empty, err := crawl.ParsePath("all-empty.csv")
	if err != nil {
		return nil, err
	}
	pin := crawl.FilePin{Path: empty, Format: "csv", Options: map[string]string{"delimiter": ",", "header": "false"}}
	if err := b.documents(set, "csv", &good, func(string, [][]string) {}, pin); err != nil {
		return nil, err
	}
	c, err := b.crawl(set + "/csv")
	if err != nil {
		return nil, err
	}
	defer c.lake.Close()
	for _, name := range c.names() {
		if !strings.HasPrefix(name, "bad-") {
			continue
		}
		_, refused := b.sniffedTexts(c.lake.Dir(), name, "")
		m, taken := c.files[name]
		bad.add(!taken || len(m.Problems) > 0, refused != nil, "%s: no problem told", name)
	}
	return []Figure{good.count(set, "good files right"), bad.count(set, "bad files told of")}, nil
}

// documents reads the files of a set that have JSON beside them.
func (b *bench) documents(set, folder string, good *tally, amend func(name string, rows [][]string), pins ...crawl.FilePin) error {
	c, err := b.crawl(set+"/"+folder, pins...)
	if err != nil {
		return err
	}
	defer c.lake.Close()
	for _, name := range c.names() {
		truth := filepath.Join(b.data, set, "json", strings.TrimSuffix(name, ".csv")+".json")
		if _, err := os.Stat(truth); err != nil {
			continue
		}
		right := func(got [][]string, unread error) (bool, string) {
			if unread != nil {
				return false, firstLine(unread)
			}
			want, err := told(truth, got)
			if err != nil {
				return false, firstLine(err)
			}
			amend(name, want)
			return reflect.DeepEqual(got, want), fmt.Sprintf("got %q, want %q", got, want)
		}
		options := ""
		if name == "all-empty.csv" {
			options = ", header = false"
		}
		tarn, miss := right(b.texts(c, name))
		duckdb, _ := right(b.sniffedTexts(c.lake.Dir(), name, options))
		good.add(tarn, duckdb, "%s: %s", name, miss)
	}
	return nil
}

// names returns the paths of all files that the crawl looked at, sorted.
func (c *crawled) names() []string {
	names := slices.Collect(maps.Keys(c.files))
	return slices.Sorted(slices.Values(slices.AppendSeq(names, maps.Keys(c.left))))
}

// marks are the names that the labels of csv/dialect have for characters.
var marks = map[string]string{"comma": ",", "semicolon": ";", "tab": "\t", "vslash": "|", "space": " ",
	"doublequote": `"`, "singlequote": "'", "": ""}

// dialect compares delimiter and quote with what people labelled. A file
// that is left out has none that are right; F1 is then the share of those that
// are, as each file has one label and one answer.
func (b *bench) dialect() ([]Figure, error) {
	const set = "csv/dialect"
	var figures []Figure
	for _, part := range []struct {
		name string
		goal float64
	}{{"pollock", .98}, {"w3c", .99}} {
		c, err := b.crawl(set + "/" + part.name + "-files")
		if err != nil {
			return nil, err
		}
		defer c.lake.Close()
		labels, err := os.ReadFile(filepath.Join(b.data, set, part.name+"-labels.txt"))
		if err != nil {
			return nil, err
		}
		var t tally
		for _, line := range strings.Split(strings.TrimSpace(string(labels)), "\n")[2:] {
			label := strings.Split(strings.TrimRight(line, "\r"), "|")
			path := filepath.Join(c.lake.Dir(), label[0])
			if _, err := os.Stat(path); err != nil {
				continue // only a part of the set is here
			}
			want := marks[label[2]] + marks[label[3]]
			m := c.files[label[0]]
			var got string
			if m.Scan != nil {
				got = m.Options["delimiter"] + m.Options["quote"]
			}
			s, err := b.sniff(path, lenient)
			t.add(got == want, err == nil && s.is(marks[label[2]], marks[label[3]]), "%s: got %q, want %q %s", label[0], got, want, c.left[label[0]])
		}
		figures = append(figures, t.share(set, "F1 of delimiter and quote, "+part.name, part.goal))
	}
	return figures, nil
}

// pollock scores the reading of files that are damaged in one way each
// (Vitagliano et al., 2023) by ten numbers: success, then precision, recall and F1
// of header, records and cells. DuckDB is told to be lenient, without which it
// gets less than half of the simple score.
func (b *bench) pollock() ([]Figure, error) {
	const set = "csv/pollock"
	c, err := b.crawl(set + "/csv")
	if err != nil {
		return nil, err
	}
	defer c.lake.Close()
	var weights map[string]float64
	if err := readJSON(filepath.Join(b.data, set, "pollock_weights.json"), &weights); err != nil {
		return nil, err
	}
	var all float64
	var simple, weighted [2]float64 // tarn, DuckDB
	var misses []string
	names := c.names()
	for _, name := range names {
		want, err := clean(filepath.Join(b.data, set, "clean", name))
		if err != nil {
			return nil, err
		}
		tarn, unread := b.texts(c, name)
		duckdb, _ := b.sniffedTexts(c.lake.Dir(), name, lenient)
		for i, got := range [][][]string{tarn, duckdb} {
			score := pollockScore(want, got)
			simple[i] += score / float64(len(names))
			weighted[i] += score * weights[name]
			if i == 0 && score < 9.75 {
				misses = append(misses, fmt.Sprintf("%s: %.3f %v", name, score, errors.Join(unread)))
			}
		}
		all += weights[name]
	}
	return []Figure{
		{Set: set, Measure: "score, simple", Tarn: simple[0], DuckDB: simple[1], Goal: 9.75, Misses: misses},
		{Set: set, Measure: "score, weighted", Tarn: weighted[0] / all, DuckDB: weighted[1] / all, Goal: 9.5},
	}, nil
}

// clean reads a file that is as it should be.
func clean(path string) ([][]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = -1
	return r.ReadAll()
}

// pollockScore returns ten points for a file that is read as it should be, and
// none for one that is not read.
func pollockScore(want, got [][]string) float64 {
	if len(got) == 0 {
		return 0
	}
	return 1 + measures(want[0], got[0]) + measures(records(want[1:]), records(got[1:])) +
		measures(slices.Concat(want...), slices.Concat(got...))
}

// records returns each row as one text.
func records(rows [][]string) []string {
	all := make([]string, len(rows))
	for i, row := range rows {
		all[i] = strings.Join(row, "")
	}
	return all
}

// measures returns the sum of precision, recall and F1 of got.
func measures(want, got []string) float64 {
	if len(want) == 0 {
		return 3
	}
	counts := make(map[string]int, len(want))
	for _, text := range want {
		counts[text]++
	}
	common := 0.0
	for _, text := range got {
		if counts[text] > 0 {
			counts[text]--
			common++
		}
	}
	if common == 0 {
		return 0
	}
	p, r := common/float64(len(got)), common/float64(len(want))
	return p + r + 2*p*r/(p+r)
}
