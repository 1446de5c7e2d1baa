package learn

import (
	"context"
	"math/rand/v2"
)

// A Forest is extremely randomized trees (Geurts, Ernst and Wehenkel 2006), each
// of which votes for a class. Next to boosting it does well with few rows and
// many weak columns.
type Forest struct {
	Classes int
	Bins    []Bins
	Trees   []Tree // Value of an answer is a class
}

// ForestOptions say how a forest is made.
type ForestOptions struct {
	Trees   int
	Columns float64 // the share of the columns that is tried at each split
	Seed    uint64
}

// FitForest makes a forest. Categories are read as numbers.
func FitForest(ctx context.Context, columns []Column, target Target, o ForestOptions) (*Forest, error) {
	f := &Forest{Classes: target.Classes, Bins: make([]Bins, len(columns)), Trees: make([]Tree, o.Trees)}
	binned := make([][]uint8, len(columns))
	parallel(len(columns), func(i int) {
		f.Bins[i] = newBins(Column{Values: columns[i].Values})
		binned[i] = f.Bins[i].all(columns[i])
	})
	parallel(o.Trees, func(i int) {
		if ctx.Err() != nil {
			return
		}
		s := splitter{
			binned: binned, target: target, tries: max(1, int(o.Columns*float64(len(columns)))),
			random: rand.New(rand.NewPCG(o.Seed, uint64(i))),
		}
		f.Trees[i] = s.grow()
	})
	return f, ctx.Err()
}

// Predict returns for each row the share of the votes for each class.
func (f *Forest) Predict(columns []Column) [][]float64 {
	if len(columns) == 0 {
		return nil
	}
	rows := make([][]float64, len(columns[0].Values))
	parallel(len(rows), func(i int) {
		votes := make([]float64, f.Classes)
		bins := make([]uint8, len(columns))
		for c := range columns {
			bins[c] = f.Bins[c].Bin(columns[c].Values[i])
		}
		for _, tree := range f.Trees {
			votes[int(tree.value(func(c int) uint8 { return bins[c] }))] += 1 / float64(len(f.Trees))
		}
		rows[i] = votes
	})
	return rows
}

// A splitter grows one tree, until no leaf has rows of two classes that differ.
type splitter struct {
	binned [][]uint8
	target Target
	tries  int
	random *rand.Rand
	order  []int // of the columns
	tree   Tree
}

func (s *splitter) grow() Tree {
	rows := make([]int32, len(s.target.Values))
	for i := range rows {
		rows[i] = int32(i)
	}
	s.order = s.random.Perm(len(s.binned))
	s.tree = Tree{{}}
	s.split(0, rows)
	return s.tree
}

// split makes a question of a node, and goes on with both answers.
func (s *splitter) split(node int32, rows []int32) {
	counts := make([]float64, s.target.Classes)
	for _, row := range rows {
		counts[int(s.target.Values[row])]++
	}
	most := 0
	for k, n := range counts {
		if n > counts[most] {
			most = k
		}
	}
	if int(counts[most]) == len(rows) {
		s.tree[node] = Node{Value: float64(most)}
		return
	}
	best, ok := s.search(rows, counts)
	if !ok {
		s.tree[node] = Node{Value: float64(most)}
		return
	}
	bins := s.binned[best.Column]
	n := 0
	for i, row := range rows {
		if best.left(bins[row]) {
			rows[i], rows[n] = rows[n], row
			n++
		}
	}
	best.Left, best.Right = int32(len(s.tree)), int32(len(s.tree)+1)
	s.tree[node] = best
	s.tree = append(s.tree, Node{}, Node{})
	s.split(best.Left, rows[:n])
	s.split(best.Right, rows[n:])
}

// search tries one limit, drawn by chance, in some columns that have several
// values here.
func (s *splitter) search(rows []int32, counts []float64) (best Node, ok bool) {
	left := make([]float64, len(counts))
	score, tried := 0.0, 0
	for i := range s.order {
		j := i + s.random.IntN(len(s.order)-i)
		s.order[i], s.order[j] = s.order[j], s.order[i]
		c := s.order[i]
		bins := s.binned[c]
		low, high := bins[rows[0]], bins[rows[0]]
		for _, row := range rows {
			low, high = min(low, bins[row]), max(high, bins[row])
		}
		if low == high {
			continue
		}
		limit := low + uint8(s.random.IntN(int(high-low)))
		clear(left)
		for _, row := range rows {
			if bins[row] <= limit {
				left[int(s.target.Values[row])]++
			}
		}
		if x := purity(left, counts); !ok || x > score {
			best, score, ok = Node{Column: int32(c), Bin: limit, MissingLeft: true}, x, true
		}
		if tried++; tried == s.tries {
			break
		}
	}
	return best, ok
}

// purity is the greater, the less the two sides of a split mix the classes: n
// less n times the impurity of Gini, of both.
func purity(left, all []float64) float64 {
	var l, r, ll, rr float64
	for k, n := range left {
		other := all[k] - n
		l += n
		r += other
		ll += n * n
		rr += other * other
	}
	return ll/max(l, 1) + rr/max(r, 1)
}
