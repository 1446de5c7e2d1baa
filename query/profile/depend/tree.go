package depend

import "math/bits"

// A set is a set of columns. The bit above the last column stands for the row
// number, the column that differs in every row: what determines it is a key.
type set uint64

// maxColumns leaves a bit for the row number.
const maxColumns = 63

func single(column int) set       { return 1 << column }
func (s set) has(column int) bool { return s>>column&1 != 0 }
func (s set) size() int           { return bits.OnesCount64(uint64(s)) }

// all calls yield with each column, ascending.
func (s set) all(yield func(int) bool) {
	for ; s != 0; s &= s - 1 {
		if !yield(bits.TrailingZeros64(uint64(s))) {
			return
		}
	}
}

// last returns the highest column of a set that has any.
func (s set) last() int { return bits.Len64(uint64(s)) - 1 }

func (s set) columns() []int {
	list := make([]int, 0, s.size())
	for column := range s.all {
		list = append(list, column)
	}
	return list
}

// A tree holds dependencies by their left sides: the way from the root to a
// node, in ascending columns, is a left side, and the node holds the right
// columns. It is the FDTree of Flach and Savnik, "Database Dependency
// Discovery: a Machine Learning Approach" (AI Communications 12(3), 1999).
type tree struct {
	root  node
	nodes int
	steps int64 // nodes looked at: work
}

type node struct {
	column   int     // last column of the left side
	right    set     // what the left side determines
	below    set     // right of this node and of all below
	children []*node // by column, ascending
}

// A candidate is a left side with all its right columns.
type candidate struct{ left, right set }

// add records that left determines right.
func (t *tree) add(left, right set) {
	n := &t.root
	n.below |= right
	for column := range left.all {
		n = t.child(n, column)
		n.below |= right
	}
	n.right |= right
}

// child returns the child of a node for a column, made if need be.
func (t *tree) child(n *node, column int) *node {
	i := len(n.children)
	for i > 0 && n.children[i-1].column >= column {
		i--
	}
	if i < len(n.children) && n.children[i].column == column {
		return n.children[i]
	}
	made := &node{column: column}
	n.children = append(n.children, nil)
	copy(n.children[i+1:], n.children[i:])
	n.children[i] = made
	t.nodes++
	return made
}

// covered returns which of right a subset of left determines.
func (t *tree) covered(left, right set) set { return t.coveredFrom(&t.root, left, right) }

func (t *tree) coveredFrom(n *node, left, right set) set {
	t.steps++
	found := n.right & right
	for _, c := range n.children {
		if open := right &^ found & c.below; open != 0 && left.has(c.column) {
			found |= t.coveredFrom(c, left, open)
		}
	}
	return found
}

// cut removes and returns the dependencies that two rows break which agree on
// exactly the columns of agree.
func (t *tree) cut(agree set) []candidate {
	return t.cutFrom(&t.root, 0, agree, nil)
}

func (t *tree) cutFrom(n *node, left, agree set, broken []candidate) []candidate {
	t.steps++
	if wrong := n.right &^ agree; wrong != 0 {
		broken = append(broken, candidate{left, wrong})
		n.right &= agree
	}
	for _, c := range n.children {
		if agree.has(c.column) && c.below&^agree != 0 {
			broken = t.cutFrom(c, left|single(c.column), agree, broken)
		}
	}
	t.tidy(n)
	return broken
}

// tidy drops children that hold nothing and sums up what is below.
func (t *tree) tidy(n *node) {
	n.below = n.right
	kept := n.children[:0]
	for _, c := range n.children {
		if c.below != 0 {
			kept = append(kept, c)
			n.below |= c.below
		}
	}
	t.nodes -= len(n.children) - len(kept)
	clear(n.children[len(kept):])
	n.children = kept
}

// level returns the dependencies whose left side has so many columns.
func (t *tree) level(size int) []candidate { return t.levelFrom(&t.root, 0, size, nil) }

func (t *tree) levelFrom(n *node, left set, size int, list []candidate) []candidate {
	if size == 0 {
		if n.right != 0 {
			list = append(list, candidate{left, n.right})
		}
		return list
	}
	for _, c := range n.children {
		list = t.levelFrom(c, left|single(c.column), size-1, list)
	}
	return list
}

// prune removes all dependencies whose left side has more than size columns.
func (t *tree) prune(size int) { t.pruneFrom(&t.root, size) }

func (t *tree) pruneFrom(n *node, size int) {
	for _, c := range n.children {
		if size == 0 {
			t.drop(c)
			continue
		}
		t.pruneFrom(c, size-1)
	}
	if size == 0 {
		n.children, n.below = nil, n.right
		return
	}
	t.tidy(n)
}

// drop takes a node and all below it off the count.
func (t *tree) drop(n *node) {
	t.nodes--
	for _, c := range n.children {
		t.drop(c)
	}
}

// depth is the size of the longest left side.
func (n *node) depth() int {
	deepest := 0
	for _, c := range n.children {
		deepest = max(deepest, 1+c.depth())
	}
	return deepest
}
