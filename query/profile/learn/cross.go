package learn

import (
	"cmp"
	"context"
	"math/rand/v2"
	"slices"
	"sync"
)

// A Fitter makes a model of rows, and returns what it predicts of other rows.
type Fitter func(ctx context.Context, columns []Column, target Target, others []Column) ([][]float64, error)

// Boosted returns a fitter that makes boosted trees.
func Boosted(o Options) Fitter {
	return func(ctx context.Context, columns []Column, target Target, others []Column) ([][]float64, error) {
		m, err := Fit(ctx, columns, target, o)
		if err != nil {
			return nil, err
		}
		return m.Predict(others), nil
	}
}

// CrossValidate predicts the rows of each fold by a model of all other rows. It
// returns what is predicted, in the order of the rows.
func CrossValidate(ctx context.Context, columns []Column, target Target, folds []int, fit Fitter) ([][]float64, error) {
	k := slices.Max(append([]int{0}, folds...)) + 1
	predicted := make([][]float64, len(folds))
	var mutex sync.Mutex
	var failure error
	parallel(k, func(fold int) {
		var seen, unseen []int
		for i, f := range folds {
			if f == fold {
				unseen = append(unseen, i)
			} else {
				seen = append(seen, i)
			}
		}
		p, err := fit(ctx, pick(columns, seen), Target{at(target.Values, seen), target.Classes}, pick(columns, unseen))
		mutex.Lock()
		defer mutex.Unlock()
		if err != nil {
			failure = err
			return
		}
		for i, row := range unseen {
			predicted[row] = p[i]
		}
	})
	return predicted, failure
}

func pick(columns []Column, rows []int) []Column {
	picked := make([]Column, len(columns))
	for i, c := range columns {
		picked[i] = Column{at(c.Values, rows), c.Categories}
	}
	return picked
}

func at(values []float64, rows []int) []float64 {
	picked := make([]float64, len(rows))
	for i, row := range rows {
		picked[i] = values[row]
	}
	return picked
}

// Folds parts the rows into k folds by chance. Each fold has as many rows of each
// class as the others, and numbers of the whole range (stratified).
func Folds(target Target, k int, seed uint64) []int {
	random := rand.New(rand.NewPCG(seed, 0xf01d))
	order := random.Perm(len(target.Values))
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(target.Values[a], target.Values[b]) })
	folds := make([]int, len(order))
	for from := 0; from < len(order); from += k {
		for i, fold := range random.Perm(k) {
			if from+i < len(order) {
				folds[order[from+i]] = fold
			}
		}
	}
	return folds
}

// GroupFolds parts the rows into k folds such that rows of one group are in one
// fold, and the folds about equally large.
func GroupFolds(groups []int, k int) []int {
	sizes := map[int]int{}
	for _, g := range groups {
		sizes[g]++
	}
	names := make([]int, 0, len(sizes))
	for g := range sizes {
		names = append(names, g)
	}
	slices.SortFunc(names, func(a, b int) int { return cmp.Or(cmp.Compare(sizes[b], sizes[a]), cmp.Compare(a, b)) })
	full, of := make([]int, k), map[int]int{}
	for _, g := range names {
		least := slices.Index(full, slices.Min(full))
		of[g] = least
		full[least] += sizes[g]
	}
	folds := make([]int, len(groups))
	for i, g := range groups {
		folds[i] = of[g]
	}
	return folds
}
