// Package learn makes trees that tell a column from others: gradient boosting on
// histograms, as LightGBM and scikit-learn's HistGradientBoosting have it.
//
//	m, err := learn.Fit(ctx, columns, target, learn.Options{Seed: 1})
//	p := m.Predict(columns) // row by row: the number, or the probability of each class
//
// The values of a column are sorted into at most 255 bins, once; the bin 0 is for
// missing values, which go to the side of a split where they help most. The
// categories of a column are sorted by their gradient at each split, and split as
// if they were numbers (Fisher 1958; LightGBM does the same). Trees grow where
// most is gained ("leaf-wise").
//
// What a model is worth is told by rows that it has not seen: [CrossValidate].
// The same seed makes the same model, however many processors there are.
package learn

import (
	"context"
	"math"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
)

// A Column is what a model learns from.
type Column struct {
	Values     []float64 // NaN is missing
	Categories bool      // values are names of categories, whose order means nothing
}

// A Target is what a model is to tell, in each row.
type Target struct {
	Values  []float64 // numbers, or classes from 0 on
	Classes int       // how many classes; 0 if the target is a number
}

// Options say how a model is made; what is zero is as in scikit-learn.
type Options struct {
	Rounds  int     // 100; of a tree for each class
	Rate    float64 // 0.1; by which the answer of a tree is multiplied
	Leaves  int     // 31; at most in a tree
	MinLeaf int     // 20; rows in a leaf at least
	Columns float64 // 1; the share of the columns that a tree may look at
	L2      float64 // 0; by which leaves of few rows shrink
	Seed    uint64
}

func (o Options) orDefault() Options {
	if o.Rounds == 0 {
		o.Rounds = 100
	}
	if o.Rate == 0 {
		o.Rate = 0.1
	}
	if o.Leaves == 0 {
		o.Leaves = 31
	}
	if o.MinLeaf == 0 {
		o.MinLeaf = 20
	}
	if o.Columns == 0 {
		o.Columns = 1
	}
	return o
}

// A Model is trees, and what it takes to read them. It can be stored with
// encoding/gob.
type Model struct {
	Classes int       // 0 for numbers
	Bins    []Bins    // of each column
	Start   []float64 // what is said before any tree: one number, a logit, or a score for each class
	Trees   [][]Tree  // round by round, one for each number of Start
	Gains   []float64 // of each column, by how much its splits lowered the loss
}

// Fit makes a model of the rows.
func Fit(ctx context.Context, columns []Column, target Target, o Options) (*Model, error) {
	o = o.orDefault()
	m := &Model{Classes: target.Classes, Bins: make([]Bins, len(columns)), Gains: make([]float64, len(columns))}
	binned := make([][]uint8, len(columns))
	parallel(len(columns), func(i int) {
		m.Bins[i] = newBins(columns[i])
		binned[i] = m.Bins[i].all(columns[i])
	})
	loss := newLoss(target)
	m.Start = loss.start()
	scores := make([][]float64, len(m.Start))
	for k, x := range m.Start {
		scores[k] = make([]float64, len(target.Values))
		for i := range scores[k] {
			scores[k][i] = x
		}
	}
	g := newGrower(m.Bins, binned, len(target.Values), o)
	g.bounded = target.Classes > 0
	random := rand.New(rand.NewPCG(o.Seed, 0x7ee5))
	for range o.Rounds {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		round := make([]Tree, len(scores))
		loss.prepare(scores)
		for k := range scores {
			loss.gradients(scores, k, g.gradients)
			g.choose(random)
			round[k] = g.grow(scores[k], m.Gains)
		}
		m.Trees = append(m.Trees, round)
	}
	return m, nil
}

// Predict returns for each row a number, or the probability of each class.
func (m *Model) Predict(columns []Column) [][]float64 {
	if len(columns) == 0 {
		return nil
	}
	binned := make([][]uint8, len(columns))
	parallel(len(columns), func(i int) { binned[i] = m.Bins[i].all(columns[i]) })
	rows := make([][]float64, len(columns[0].Values))
	const block = 256
	parallel((len(rows)+block-1)/block, func(b int) {
		for i := b * block; i < min((b+1)*block, len(rows)); i++ {
			rows[i] = m.answer(func(column int) uint8 { return binned[column][i] })
		}
	})
	return rows
}

func (m *Model) answer(bin func(column int) uint8) []float64 {
	scores := append([]float64(nil), m.Start...)
	for _, round := range m.Trees {
		for k, tree := range round {
			scores[k] += tree.value(bin)
		}
	}
	switch {
	case m.Classes == 2:
		p := sigmoid(scores[0])
		return []float64{1 - p, p}
	case m.Classes > 2:
		softmax(scores)
	}
	return scores
}

// Importance returns how much of what was gained came from each column; the sum
// is 1, or 0 if nothing was gained.
func (m *Model) Importance() []float64 {
	sum := 0.0
	for _, x := range m.Gains {
		sum += x
	}
	shares := make([]float64, len(m.Gains))
	for i, x := range m.Gains {
		if sum > 0 {
			shares[i] = x / sum
		}
	}
	return shares
}

// A loss tells how wrong scores are: half the square, or the logarithm of the
// probability of the class.
type loss struct {
	Target
	probabilities [][]float64 // of more than two classes
}

func newLoss(t Target) *loss {
	l := &loss{Target: t}
	if t.Classes > 2 {
		l.probabilities = make([][]float64, t.Classes)
		for k := range l.probabilities {
			l.probabilities[k] = make([]float64, len(t.Values))
		}
	}
	return l
}

// start returns the best scores that are the same in all rows.
func (l *loss) start() []float64 {
	n := float64(len(l.Values))
	if l.Classes == 0 {
		sum := 0.0
		for _, x := range l.Values {
			sum += x
		}
		return []float64{sum / max(n, 1)}
	}
	counts := make([]float64, l.Classes)
	for _, x := range l.Values {
		counts[int(x)]++
	}
	const least = 1e-6 // keeps the logarithm of a class that does not occur finite
	if l.Classes <= 2 {
		p := min(max(counts[l.Classes-1]/max(n, 1), least), 1-least)
		return []float64{math.Log(p / (1 - p))}
	}
	for k, c := range counts {
		counts[k] = math.Log(max(c/max(n, 1), least))
	}
	return counts
}

// prepare is called before the gradients of a round are.
func (l *loss) prepare(scores [][]float64) {
	if l.probabilities == nil {
		return
	}
	row := make([]float64, l.Classes)
	for i := range l.Values {
		for k := range scores {
			row[k] = scores[k][i]
		}
		softmax(row)
		for k, p := range row {
			l.probabilities[k][i] = p
		}
	}
}

// gradients writes down the first and second derivative of the loss by the
// scores k.
func (l *loss) gradients(scores [][]float64, k int, to []gradient) {
	switch {
	case l.Classes == 0:
		for i, y := range l.Values {
			to[i] = gradient{scores[0][i] - y, 1}
		}
	case l.Classes <= 2:
		for i, y := range l.Values {
			p := sigmoid(scores[0][i])
			to[i] = gradient{p - y, max(p*(1-p), 1e-16)}
		}
	default:
		for i, y := range l.Values {
			p := l.probabilities[k][i]
			to[i] = gradient{p, max(p*(1-p), 1e-16)}
			if int(y) == k {
				to[i].first--
			}
		}
	}
}

func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// softmax makes probabilities of scores.
func softmax(scores []float64) {
	most, sum := math.Inf(-1), 0.0
	for _, x := range scores {
		most = max(most, x)
	}
	for k, x := range scores {
		scores[k] = math.Exp(x - most)
		sum += scores[k]
	}
	for k := range scores {
		scores[k] /= sum
	}
}

// parallel does the work 0 to n-1, side by side.
func parallel(n int, do func(i int)) {
	workers := min(n, runtime.GOMAXPROCS(0))
	if workers <= 1 {
		for i := range n {
			do(i)
		}
		return
	}
	var next atomic.Int64
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	group.Wait()
}
