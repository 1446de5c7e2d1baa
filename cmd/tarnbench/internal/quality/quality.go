// Package quality measures how well a profile finds values that are wrong, on
// public tables whose errors are known, beside what is published for others. The
// rules were made with these tables in view; what they do on tables that nobody
// has seen, it does not say.
package quality

import (
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/tarnlake/tarn/query/profile/cells"
	"github.com/tarnlake/tarn/query/profile/depend"
)

// A Figure is one thing that was measured, from 0 to 1; more is better.
type Figure struct {
	Set       string
	Measure   string
	Precision float64 // of F1
	Recall    float64
	Value     float64
	Published float64 // by a system that sees no labels
	Goal      float64
}

// Met reports whether the goal is reached.
func (f Figure) Met() bool { return f.Value >= f.Goal }

// Sets returns the names of the sets.
func Sets() []string {
	return []string{"beers", "flights", "hospital", "rayyan", "disguised", "outliers"}
}

// published is the best F1 over cells that is known of a system without labels:
// of constraints that Deequ learned on the clean copy.
var published = map[string]float64{"beers": 0.985, "flights": 0.711, "hospital": 0.136, "rayyan": 0.106}

// Measure measures the sets of those names, or all, in the folder of the data.
func Measure(ctx context.Context, data string, names []string) (figures []Figure, err error) {
	if len(names) == 0 {
		names = Sets()
	}
	for _, name := range names {
		var f Figure
		switch name {
		case "disguised":
			f, err = disguised(filepath.Join(data, "quality"))
		case "outliers":
			f, err = outliers(filepath.Join(data, "quality", name))
		default:
			f, err = errors(ctx, name, filepath.Join(data, "quality", name))
		}
		if err != nil {
			return nil, err
		}
		figures = append(figures, f)
	}
	return figures, nil
}

// A tally counts what is found, what is wrong, and what is both.
type tally struct{ found, wrong, hits float64 }

func (t *tally) add(found, wrong bool) {
	if found {
		t.found++
	}
	if wrong {
		t.wrong++
	}
	if found && wrong {
		t.hits++
	}
}

func (t tally) figure(set, measure string) Figure {
	return Figure{
		Set: set, Measure: measure,
		Precision: t.hits / max(1, t.found), Recall: t.hits / max(1, t.wrong), Value: 2 * t.hits / max(1, t.found+t.wrong),
	}
}

// errors compares the cells that findings point at with those that a clean copy
// has otherwise.
func errors(ctx context.Context, set, dir string) (Figure, error) {
	dirty, err := read(filepath.Join(dir, "dirty.csv"))
	if err != nil {
		return Figure{}, err
	}
	clean, err := read(filepath.Join(dir, "clean.csv"))
	if err != nil {
		return Figure{}, err
	}
	r, err := cells.Find(ctx, columns(dirty[0], dirty[1:]), cells.Options{})
	if err != nil {
		return Figure{}, err
	}
	var t tally
	for i, flagged := range r.Flagged(len(dirty[0]), 0) {
		for row, record := range dirty[1:] {
			t.add(flagged[row], record[i] != clean[row+1][i])
		}
	}
	f := t.figure(set, "cells, F1")
	f.Published, f.Goal = published[set], published[set]
	return f, nil
}

// disguised compares the values that stand for missing ones with those that
// people know of, by column and value.
func disguised(dir string) (Figure, error) {
	text, err := os.ReadFile(filepath.Join(dir, "dmv_facts.json"))
	if err != nil {
		return Figure{}, err
	}
	var facts []struct {
		File    string
		Columns map[string]map[string]int
	}
	if err := json.Unmarshal(text, &facts); err != nil {
		return Figure{}, err
	}
	var t tally
	for _, fact := range facts {
		records, err := read(filepath.Join(dir, "disguised", strings.TrimPrefix(fact.File, "kaggle_classics/")))
		if err != nil {
			return Figure{}, err
		}
		for i, c := range columns(make([]string, len(records[0])), records) {
			t.values(cells.Disguises(c), fact.Columns[strconv.Itoa(i)])
		}
	}
	f := t.figure("disguised", "columns and values, F1")
	f.Goal = 0.9
	return f, nil
}

// values counts the values of a column.
func (t *tally) values(list []cells.Disguise, truth map[string]int) {
	found := map[string]bool{}
	for _, d := range list {
		if d.Score < cells.Likely {
			continue
		}
		value := d.Value
		if x, err := strconv.ParseFloat(value, 64); err == nil && x == 0 {
			value = "0" // as the facts write 0.0
		}
		found[value] = true
		_, wrong := truth[value]
		t.add(true, wrong)
	}
	for value := range truth {
		if !found[value] {
			t.add(false, true)
		}
	}
}

// outliers measures how often a row that is labelled as anomalous has a higher
// score than one that is not, in the mean of the sets.
func outliers(dir string) (Figure, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.csv"))
	if err != nil || len(paths) == 0 {
		return Figure{}, cmp.Or(err, os.ErrNotExist)
	}
	sum := 0.0
	for _, path := range paths {
		records, err := read(path)
		if err != nil {
			return Figure{}, err
		}
		label := len(records[0]) - 1
		numbers := make([][]float64, label)
		anomalous := make([]bool, len(records)-1)
		for row, record := range records[1:] {
			for i := range numbers {
				x, err := strconv.ParseFloat(record[i], 64)
				if err != nil {
					return Figure{}, err
				}
				numbers[i] = append(numbers[i], x)
			}
			anomalous[row] = strings.HasPrefix(record[label], "1")
		}
		sum += auroc(cells.RowScores(numbers), anomalous)
	}
	return Figure{Set: "outliers", Measure: "mean AUROC", Value: sum / float64(len(paths)), Published: 0.756, Goal: 0.76}, nil
}

// auroc is the area under the curve of the receiver; ties count half.
func auroc(scores []float64, anomalous []bool) float64 {
	order := make([]int, len(scores))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(scores[a], scores[b]) })
	var won, positives, negatives float64
	for i := 0; i < len(order); {
		j, p, n := i, 0.0, 0.0
		for ; j < len(order) && scores[order[j]] == scores[order[i]]; j++ {
			if anomalous[order[j]] {
				p++
			} else {
				n++
			}
		}
		won += p*negatives + p*n/2
		positives, negatives, i = positives+p, negatives+n, j
	}
	return won / (positives * negatives)
}

func read(path string) ([][]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return csv.NewReader(f).ReadAll()
}

// columns returns records as columns, with an empty text for NULL.
func columns(header []string, records [][]string) []cells.Column {
	list := make([]cells.Column, len(header))
	for i, name := range header {
		texts := make([]string, len(records))
		for row, record := range records {
			texts[row] = record[i]
		}
		list[i] = cells.Column{Name: name, Column: depend.Encode(texts, func(text string) bool { return text == "" })}
	}
	return list
}
