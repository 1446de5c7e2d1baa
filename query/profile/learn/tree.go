package learn

import (
	"cmp"
	"math/rand/v2"
	"slices"
)

// A Tree is nodes; the first is the root.
type Tree []Node

// A Node is a question, or an answer if Left is 0.
type Node struct {
	Column      int32
	Left, Right int32   // where it goes on
	Bin         uint8   // of numbers: this bin, and those under it, go left
	MissingLeft bool    // of numbers
	Set         []uint8 // of categories: the bins that go left, sorted
	Value       float64 // of an answer
}

func (t Tree) value(bin func(column int) uint8) float64 {
	at := &t[0]
	for at.Left != 0 {
		if at.left(bin(int(at.Column))) {
			at = &t[at.Left]
		} else {
			at = &t[at.Right]
		}
	}
	return at.Value
}

func (n *Node) left(bin uint8) bool {
	if n.Set != nil {
		_, found := slices.BinarySearch(n.Set, bin)
		return found
	}
	if bin == 0 {
		return n.MissingLeft
	}
	return bin <= n.Bin
}

// A gradient holds the derivatives of the loss at a row.
type gradient struct{ first, second float64 }

// A sum is of gradients.
type sum struct {
	gradient
	rows int
}

func (s *sum) add(g gradient) {
	s.first += g.first
	s.second += g.second
	s.rows++
}

func (s sum) plus(t sum) sum {
	return sum{gradient{s.first + t.first, s.second + t.second}, s.rows + t.rows}
}

func (s sum) minus(t sum) sum {
	return sum{gradient{s.first - t.first, s.second - t.second}, s.rows - t.rows}
}

// score is twice by how much the best answer for these rows lowers the loss.
func (s sum) score(l2 float64) float64 { return s.first * s.first / (s.second + l2 + 1e-12) }

// A grower makes trees of rows whose values are in bins.
type grower struct {
	Options
	bins      []Bins
	binned    [][]uint8 // by column
	gradients []gradient
	columns   []int // that the next tree may look at
	offsets   []int // of the bins of a column in a histogram
	size      int   // of a histogram
	rows      []int32
	scratch   []int32
	spare     [][]sum // histograms that are free
	bounded   bool    // no leaf says more than longestStep
}

// longestStep is what a leaf of a tree for classes may say at most, before the
// rate, as a difference of logits. Where a class has a few rows of many thousands,
// Newton's step, the gradient over the curvature, is of hundreds, and what was
// learned of the other classes is lost (XGBoost has max_delta_step for that).
const longestStep = 10

func newGrower(bins []Bins, binned [][]uint8, rows int, o Options) *grower {
	g := &grower{Options: o, bins: bins, binned: binned, gradients: make([]gradient, rows), rows: make([]int32, rows), scratch: make([]int32, rows)}
	for i := range bins {
		g.offsets = append(g.offsets, g.size)
		g.size += bins[i].Len()
	}
	return g
}

// choose draws the columns for the next tree.
func (g *grower) choose(random *rand.Rand) {
	n := len(g.bins)
	if g.Columns >= 1 {
		random = nil
	}
	g.columns = g.columns[:0]
	for i := range n {
		g.columns = append(g.columns, i)
	}
	if random != nil {
		random.Shuffle(n, func(i, j int) { g.columns[i], g.columns[j] = g.columns[j], g.columns[i] })
		g.columns = g.columns[:max(1, int(g.Columns*float64(n)))]
		slices.Sort(g.columns)
	}
}

// A leaf is rows that have come to the same node.
type leaf struct {
	node      int32
	rows      []int32
	sum       sum
	histogram []sum
	best      split
}

// A split parts the rows of a leaf.
type split struct {
	gain   float64
	column int
	Node       // how it asks
	sums   sum // of the rows that go left
}

// grow makes a tree, adds its answers to the scores, and its gains to those of
// the columns.
func (g *grower) grow(scores, gains []float64) Tree {
	root := &leaf{rows: g.rows, histogram: g.histogram()}
	for i := range g.rows {
		g.rows[i] = int32(i)
		root.sum.add(g.gradients[i])
	}
	g.count(root)
	g.search(root)
	tree, leaves := Tree{{}}, []*leaf{root}
	for len(leaves) < g.Leaves {
		at := 0
		for i, l := range leaves {
			if l.best.gain > leaves[at].best.gain {
				at = i
			}
		}
		l := leaves[at]
		if l.best.gain <= 0 {
			break
		}
		gains[l.best.column] += l.best.gain
		left, right := g.part(l)
		node := l.best.Node
		node.Column, node.Left, node.Right = int32(l.best.column), int32(len(tree)), int32(len(tree)+1)
		tree[l.node] = node
		left.node, right.node = node.Left, node.Right
		tree = append(tree, Node{}, Node{})
		leaves[at] = left
		leaves = append(leaves, right)
	}
	for _, l := range leaves {
		value := -l.sum.first / (l.sum.second + g.L2 + 1e-12)
		if g.bounded {
			value = min(max(value, -longestStep), longestStep)
		}
		value *= g.Rate
		tree[l.node].Value = value
		for _, row := range l.rows {
			scores[row] += value
		}
		g.spare = append(g.spare, l.histogram)
	}
	return tree
}

// histogram returns a histogram with nothing in it.
func (g *grower) histogram() []sum {
	if n := len(g.spare); n > 0 {
		h := g.spare[n-1]
		g.spare = g.spare[:n-1]
		clear(h)
		return h
	}
	return make([]sum, g.size)
}

// few is how many values are not worth the help of other processors.
const few = 1 << 15

// each does something for the columns that the tree may look at.
func (g *grower) each(rows int, do func(i, column int)) {
	if rows*len(g.columns) >= few {
		parallel(len(g.columns), func(i int) { do(i, g.columns[i]) })
		return
	}
	for i, c := range g.columns {
		do(i, c)
	}
}

// count fills the histogram of a leaf.
func (g *grower) count(l *leaf) {
	g.each(len(l.rows), func(_, c int) {
		h, bins := l.histogram[g.offsets[c]:], g.binned[c]
		for _, row := range l.rows {
			h[bins[row]].add(g.gradients[row])
		}
	})
}

// part makes two leaves of one. The histogram of the larger one is what remains
// of the old one without the smaller.
func (g *grower) part(l *leaf) (left, right *leaf) {
	bins := g.binned[l.best.column]
	goesLeft := [256]bool{}
	for b := range g.bins[l.best.column].Len() {
		goesLeft[b] = l.best.left(uint8(b))
	}
	n, rest := 0, g.scratch[:0]
	for _, row := range l.rows {
		if goesLeft[bins[row]] {
			l.rows[n] = row
			n++
		} else {
			rest = append(rest, row)
		}
	}
	copy(l.rows[n:], rest)
	left = &leaf{rows: l.rows[:n], sum: l.best.sums}
	right = &leaf{rows: l.rows[n:], sum: l.sum.minus(l.best.sums)}
	small, large := left, right
	if len(left.rows) > len(right.rows) {
		small, large = right, left
	}
	small.histogram = g.histogram()
	g.count(small)
	large.histogram = l.histogram
	for _, c := range g.columns {
		from := g.offsets[c]
		for i := from; i < from+g.bins[c].Len(); i++ {
			large.histogram[i] = large.histogram[i].minus(small.histogram[i])
		}
	}
	g.search(left)
	g.search(right)
	return left, right
}

// search finds the best split of a leaf.
func (g *grower) search(l *leaf) {
	l.best = split{}
	if l.sum.rows < 2*g.MinLeaf {
		return
	}
	found := make([]split, len(g.columns))
	g.each(len(l.rows), func(i, c int) {
		h := l.histogram[g.offsets[c]:][:g.bins[c].Len()]
		if g.bins[c].Categories {
			found[i] = g.searchCategories(h, l.sum)
		} else {
			found[i] = g.searchNumbers(h, l.sum)
		}
		found[i].column = c
	})
	for _, s := range found {
		if s.gain > l.best.gain+1e-12 {
			l.best = s
		}
	}
}

// searchNumbers tries each limit between bins, with the missing values on either
// side of it. If none are missing, those of later rows go with the more.
func (g *grower) searchNumbers(h []sum, all sum) (best split) {
	for _, missingLeft := range []bool{false, true} {
		var left sum
		if missingLeft {
			if h[0].rows == 0 {
				break
			}
			left = h[0]
		}
		for b := 1; b < len(h); b++ {
			if h[b].rows == 0 {
				continue
			}
			left = left.plus(h[b])
			if gain := g.gain(left, all, g.L2); gain > best.gain {
				best = split{gain: gain, Node: Node{Bin: uint8(b), MissingLeft: missingLeft}, sums: left}
			}
		}
	}
	if h[0].rows == 0 {
		best.MissingLeft = 2*best.sums.rows > all.rows
	}
	return best
}

// Splits of categories are held back, as in LightGBM: by cat_l2, and cat_smooth.
const (
	categoryL2     = 10
	categorySmooth = 10
)

// searchCategories sorts the categories by what they ask for, and tries each
// limit between them. Missing is a category too.
func (g *grower) searchCategories(h []sum, all sum) (best split) {
	var order []uint8
	for b := range h {
		if h[b].rows > 0 {
			order = append(order, uint8(b))
		}
	}
	slices.SortStableFunc(order, func(a, b uint8) int {
		wish := func(s sum) float64 { return s.first / (s.second + categorySmooth) }
		return cmp.Compare(wish(h[a]), wish(h[b]))
	})
	var left sum
	n := 0
	for i, b := range order {
		left = left.plus(h[b])
		if gain := g.gain(left, all, g.L2+categoryL2); gain > best.gain {
			best, n = split{gain: gain, sums: left}, i+1
		}
	}
	if n > 0 {
		best.Set = slices.Clone(order[:n])
		slices.Sort(best.Set)
	}
	return best
}

// gain returns by how much a split lowers the loss; 0 if it is not allowed.
func (g *grower) gain(left, all sum, l2 float64) float64 {
	right := all.minus(left)
	if left.rows < g.MinLeaf || right.rows < g.MinLeaf || left.second < 1e-3 || right.second < 1e-3 {
		return 0
	}
	return left.score(l2) + right.score(l2) - all.score(l2)
}
