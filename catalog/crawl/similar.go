package crawl

import (
	"slices"

	"github.com/tarnlake/tarn/datasets/schema"
)

// Similar is how much alike the columns of two files have to be, from 0 to 1,
// for the files to make one table: above it they are. It is Glue's "partition
// threshold".
const Similar = 0.7

// A rule says when files of one format make one table.
type rule int

// The rules, the strictest first. By each of them files do so by way of others
// between them, too: a table whose columns change little by little stays one.
const (
	bySame    rule = iota - 1 // they have the same columns; or similar ones, and their names differ in a number
	byColumns                 // their columns are similar; or one has those of the other, and their names differ in a number
	byFolder                  // they lie in folders of one kind, and one has the columns of the other
	byFormat                  // always
)

// A unit is files that are in one table, whatever the others are.
type unit []*file

// cluster returns which units make one table. The tables come in the order of
// their first units.
func cluster(units []unit, r rule) [][]int {
	c := clustering{rule: r, units: units, at: make(map[*shape]int)}
	of := make([]int, len(units)) // a shape of each unit
	for i, u := range units {
		for j, f := range u {
			s := c.add(f.kind)
			if j == 0 {
				of[i] = s
			}
			c.join(of[i], s)
		}
	}
	c.joinSimilar()
	var clusters [][]int
	at := make(map[int]int)
	for i := range units {
		top := c.top(of[i])
		j, ok := at[top]
		if !ok {
			j = len(clusters)
			at[top] = j
			clusters = append(clusters, nil)
		}
		clusters[j] = append(clusters[j], i)
	}
	return clusters
}

// A clustering joins the shapes of files to sets.
type clustering struct {
	rule   rule
	units  []unit
	shapes []*shape
	kinds  [][]*kind // some of each shape
	at     map[*shape]int
	parent []int

	patterns []map[string]bool // of the names of each shape's files; made when asked for
}

// someKinds is how many kinds of a shape are looked at.
const someKinds = 8

func (c *clustering) add(k *kind) int {
	i, ok := c.at[k.shape]
	if !ok {
		i = len(c.shapes)
		c.at[k.shape] = i
		c.shapes = append(c.shapes, k.shape)
		c.kinds = append(c.kinds, nil)
		c.parent = append(c.parent, i)
	}
	if len(c.kinds[i]) < someKinds && !slices.Contains(c.kinds[i], k) {
		c.kinds[i] = append(c.kinds[i], k)
	}
	return i
}

func (c *clustering) top(i int) int {
	for c.parent[i] != i {
		c.parent[i] = c.parent[c.parent[i]]
		i = c.parent[i]
	}
	return i
}

func (c *clustering) join(i, j int) {
	i, j = c.top(i), c.top(j)
	c.parent[max(i, j)] = min(i, j)
}

// joinSimilar joins the shapes that the rule joins. It compares each with those
// that have a column in common with it, which an index of the columns finds.
func (c *clustering) joinSimilar() {
	if len(c.shapes) < 2 {
		return
	}
	index := make(map[string][]int)
	common := make([]int, len(c.shapes))
	var places []int  // shapes that are compared by place
	var touched []int // shapes that have a column in common with the one at hand
	for i, s := range c.shapes {
		if s.positional {
			places = append(places, i)
			continue
		}
		touched = touched[:0]
		for _, name := range s.names {
			for _, j := range index[name] {
				if common[j] == 0 {
					touched = append(touched, j)
				}
				common[j]++
			}
			index[name] = append(index[name], i)
		}
		for _, j := range touched {
			c.consider(i, j, common[j])
			common[j] = 0
		}
	}
	for _, i := range places {
		for j, other := range c.shapes {
			if other.format == "csv" && (!other.positional || j < i) {
				c.consider(i, j, -1)
			}
		}
	}
	if c.rule == byFormat {
		c.joinFormats()
	}
}

func (c *clustering) joinFormats() {
	first := make(map[string]int)
	for i, s := range c.shapes {
		if j, ok := first[s.format]; ok {
			c.join(i, j)
			continue
		}
		first[s.format] = i
	}
}

// consider joins two shapes if the rule does. Common is how many names they
// share, or -1 if they are compared by place.
func (c *clustering) consider(i, j, common int) {
	a, b := c.shapes[i], c.shapes[j]
	if a.format != b.format || c.top(i) == c.top(j) {
		return
	}
	var l likeness
	if common >= 0 {
		l = compareNames(a, b, common)
	} else {
		l = c.compareByPlace(i, j)
	}
	switch {
	case c.rule == bySame && (l.score < 1 || l.weak) && !c.samePattern(i, j):
	case l.score > Similar && (!l.weak || c.samePattern(i, j)),
		l.overlap > Similar && !l.weak && (c.rule == byFolder || c.samePattern(i, j)):
		c.join(i, j)
	}
}

// compareByPlace returns the greatest likeness of some files of two shapes.
func (c *clustering) compareByPlace(i, j int) likeness {
	var best likeness
	for _, a := range c.kinds[i] {
		for _, b := range c.kinds[j] {
			if l := compareByPlace(a, b); l.score > best.score || best.weak && l.score == best.score {
				best = l
			}
		}
	}
	return best
}

// samePattern reports whether files of two shapes have names that differ in
// numbers alone.
func (c *clustering) samePattern(i, j int) bool {
	if c.patterns == nil {
		c.patterns = make([]map[string]bool, len(c.shapes))
		for _, u := range c.units {
			for _, f := range u {
				at := c.at[f.kind.shape]
				if c.patterns[at] == nil {
					c.patterns[at] = make(map[string]bool)
				}
				c.patterns[at][patternOf(f.Path)] = true
			}
		}
	}
	a, b := c.patterns[i], c.patterns[j]
	if len(a) > len(b) {
		a, b = b, a
	}
	for pattern := range a {
		if b[pattern] {
			return true
		}
	}
	return false
}

// A likeness says how much alike the columns of two files are.
type likeness struct {
	score   float64 // similarity, from 0 to 1
	overlap float64 // the share of the columns of the file that has fewer that the other has too
	weak    bool    // alike, but nothing tells that they are the same columns
}

// compare compares the columns of two files. Their similarity is twice the
// number of columns that both have, over the number of columns of the two (the
// Sørensen–Dice coefficient); a column without values that the other file has
// not does not count. Columns go by name. In files without names they go by
// place, and count when one type holds both without turning into text.
func compare(a, b *kind) likeness {
	if a.shape.positional || b.shape.positional {
		return compareByPlace(a, b)
	}
	return compareNames(a.shape, b.shape, shared(a.shape, b.shape, nil))
}

func compareNames(a, b *shape, common int) likeness {
	m, n := len(a.names), len(b.names)
	if a.empties > 0 {
		m -= a.empties - shared(a, b, a.empty)
	}
	if b.empties > 0 {
		n -= b.empties - shared(b, a, b.empty)
	}
	return likenessOf(common, m, n)
}

func likenessOf(common, m, n int) likeness {
	if m+n == 0 {
		return likeness{score: 1, overlap: 1}
	}
	return likeness{
		score:   2 * float64(common) / float64(m+n),
		overlap: float64(common) / float64(max(1, min(m, n))),
	}
}

// shared counts the names of a that b has too; with only, those it is set for.
func shared(a, b *shape, only []bool) int {
	n, j := 0, 0
	for i, name := range a.names {
		for j < len(b.names) && b.names[j] < name {
			j++
		}
		if j < len(b.names) && b.names[j] == name && (only == nil || only[i]) {
			n++
		}
	}
	return n
}

// compareByPlace compares files of which one has no names. They have to have as
// many columns, and if all of these are text, nothing tells that they are the
// same.
func compareByPlace(a, b *kind) likeness {
	x, y := a.layout.Columns, b.layout.Columns
	if len(x) != len(y) {
		return likeness{}
	}
	common, telling := 0, false
	for i := range x {
		if compatible(x[i].Type, y[i].Type) {
			common++
			telling = telling || !x[i].Type.Kind.Text() && x[i].Type.Kind != schema.Unknown
		}
	}
	l := likenessOf(common, len(x), len(y))
	l.weak = !telling
	return l
}

// compatible reports whether one type holds the values of both, other than as text.
func compatible(a, b schema.Type) bool {
	if a.Kind == schema.Unknown || b.Kind == schema.Unknown {
		return true
	}
	return a.Kind.Text() && b.Kind.Text() || !schema.Merge(a, b).Kind.Text()
}
