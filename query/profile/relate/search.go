package relate

import (
	"cmp"
	"maps"
	"math"
	"runtime"
	"slices"
	"sync"
)

// A Measure is a way to say how much two columns have to do with each other.
type Measure string

// The measures.
const (
	MeasurePearson  Measure = "pearson"           // of numbers: a line
	MeasureSpearman Measure = "spearman"          // of numbers: an order
	MeasureCramersV Measure = "cramersV"          // of categories
	MeasureRatio    Measure = "correlationRatio"  // of a category, A, and a number, B
	MeasureMutual   Measure = "mutualInformation" // of anything; numbers in at most [Bins] bins
	MeasureMissing  Measure = "missing"           // of what is missing
)

// Bins is how many bins numbers are put into, for their mutual information.
const Bins = 10

// Categories is how many values a category has at most. It has two at least, and
// five rows for each.
const Categories = 100

// A Column is the values of a column, row by row. A column may be a number, a
// category, both or neither.
type Column struct {
	Numbers  []float64 // NaN is missing; nil if it is no number
	Codes    []uint32  // of categories, from 1 to Distinct; 0 is missing; nil if it is none
	Distinct int
	Missing  []bool // nil if nothing is
}

// Options say what is worth telling. A zero is the default.
type Options struct {
	Exact  bool    // the rows are all there are, so that there is nothing to estimate
	Least  float64 // the least absolute value that is told, default 0.5
	Mutual float64 // that of the mutual information, default 0.2: about that of numbers whose correlation is 0.75
	Most   int     // how many are told, default 100
	Alpha  float64 // the greatest chance that anything told is by chance, default 0.01
	Work   int64   // pairs of columns times rows that are looked at for one measure; default 1<<30
}

func (o Options) withDefaults() Options {
	o.Least = cmp.Or(o.Least, 0.5)
	o.Mutual = cmp.Or(o.Mutual, 0.2)
	o.Most = cmp.Or(o.Most, 100)
	o.Alpha = cmp.Or(o.Alpha, 0.01)
	o.Work = cmp.Or(o.Work, 1<<30)
	return o
}

// An Association is a measure of two columns, named by their index. With a
// probability of about 95 %, that of all rows lies between Low and High.
type Association struct {
	A, B             int
	Measure          Measure
	Value, Low, High float64
}

// A Result is what [Search] found.
type Result struct {
	Associations []Association // the strongest first
	Columns      int           // that were looked at: the first of those that vary
	Varying      int           // columns that vary
	Rows         int           // by which the pairs were chosen that were looked at in all rows
	Left         int           // associations worth telling that are not told
}

// leastRows is how many rows pairs are chosen by, at least.
const leastRows = 500

// Search measures all pairs of columns and returns what is worth telling: what is
// strong enough, and is not by chance, though many pairs were looked at
// (Bonferroni). Where there are too many pairs to look at all rows, pairs are
// chosen by some of them; where there are too many for that, the first columns are
// looked at.
func Search(columns []Column, o Options) Result {
	o = o.withDefaults()
	s := newSearch(columns, o)
	if len(s.some) < 2 {
		return s.Result
	}
	found := s.screen()
	s.Left = len(found)
	most := min(len(found), 2*o.Most)
	found = found[:most]
	s.wholeColumns(found)
	s.each(len(found), func(i int, c *counter) { s.whole(&found[i], c) })
	found = slices.DeleteFunc(found, func(a Association) bool { return !(math.Abs(a.Value) >= s.least(a.Measure)) })
	s.Left -= most - len(found)
	sortAssociations(found)
	found = found[:min(len(found), o.Most)]
	s.Left -= len(found)
	if !o.Exact {
		s.each(len(found), func(i int, c *counter) { s.bound(&found[i], c) })
	}
	s.Associations = found
	return s.Result
}

func sortAssociations(list []Association) {
	slices.SortFunc(list, func(a, b Association) int {
		return cmp.Or(cmp.Compare(math.Abs(b.Value), math.Abs(a.Value)), cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B), cmp.Compare(a.Measure, b.Measure))
	})
}

// A search is one run of Search.
type search struct {
	Options
	Result
	all     []Column
	rows    int
	some    []varying // those that are looked at, in the rows by which pairs are chosen
	columns []varying // the same in all rows, of those that pairs were chosen of
	alpha   float64   // for one pair
}

// A varying is a column in the forms that the measures read.
type varying struct {
	Column
	index  int
	ranks  []float64
	gaps   bool      // numbers are missing
	line   []float64 // the numbers, if none is missing, set to the mean 0 and the sum of squares 1
	order  []float64 // the ranks, likewise
	bins   []uint32  // of numbers, or the codes
	binned int
}

func newSearch(columns []Column, o Options) *search {
	s := &search{Options: o, all: columns}
	var use []int
	for i, c := range columns {
		if c.Numbers != nil || c.Codes != nil || c.Missing != nil {
			use = append(use, i)
			s.rows = max(s.rows, len(c.Numbers), len(c.Codes), len(c.Missing))
		}
	}
	s.Varying = len(use)
	for len(use) > 1 && pairs(len(use))*int64(min(s.rows, leastRows)) > o.Work {
		use = use[:len(use)-1]
	}
	s.Columns = len(use)
	s.Rows = int(min(int64(s.rows), max(leastRows, o.Work/max(1, pairs(len(use))))))
	s.alpha = o.Alpha / float64(max(1, pairs(len(use))))
	s.some = make([]varying, len(use))
	s.each(len(use), func(i int, _ *counter) {
		c := columns[use[i]]
		if s.Rows < s.rows {
			c = spaced(c, s.rows, s.Rows)
		}
		s.some[i] = vary(c, use[i])
	})
	return s
}

// wholeColumns makes the columns of the pairs that were chosen ready in all rows.
func (s *search) wholeColumns(chosen []Association) {
	if s.Rows == s.rows {
		s.columns = s.some
		return
	}
	s.columns = make([]varying, len(s.some))
	wanted := make([]bool, len(s.some))
	for _, a := range chosen {
		wanted[a.A], wanted[a.B] = true, true
	}
	s.each(len(s.some), func(i int, _ *counter) {
		s.columns[i].index = s.some[i].index
		if wanted[i] {
			s.columns[i] = vary(s.all[s.some[i].index], s.some[i].index)
		}
	})
}

func pairs(n int) int64 { return int64(n) * int64(n-1) / 2 }

// spaced returns n rows of a column, evenly spaced.
func spaced(c Column, rows, n int) Column {
	some := Column{Distinct: c.Distinct}
	for i := range n {
		at := int(int64(i) * int64(rows) / int64(n))
		if c.Numbers != nil {
			some.Numbers = append(some.Numbers, c.Numbers[at])
		}
		if c.Codes != nil {
			some.Codes = append(some.Codes, c.Codes[at])
		}
		if c.Missing != nil {
			some.Missing = append(some.Missing, c.Missing[at])
		}
	}
	return some
}

func vary(c Column, index int) varying {
	v := varying{Column: c, index: index}
	if c.Numbers != nil {
		v.ranks = Ranks(c.Numbers)
		v.gaps = slices.ContainsFunc(c.Numbers, func(x float64) bool { return x != x })
		if !v.gaps {
			v.line, v.order = unit(c.Numbers), unit(v.ranks)
		}
	}
	switch {
	case c.Codes != nil:
		v.bins, v.binned = c.Codes, c.Distinct
	case c.Numbers != nil:
		v.bins, v.binned = bin(v.ranks), Bins
	}
	return v
}

// unit returns numbers less their mean, over the root of the sum of their squares,
// so that the correlation of two columns is the sum of their products.
func unit(numbers []float64) []float64 {
	var sum, squares float64
	for _, x := range numbers {
		sum += x - numbers[0]
	}
	mean := sum / float64(len(numbers))
	u := make([]float64, len(numbers))
	for i, x := range numbers {
		u[i] = x - numbers[0] - mean
		squares += u[i] * u[i]
	}
	root := math.Sqrt(squares)
	for i := range u {
		u[i] /= root // NaN if they are all the same
	}
	return u
}

// correlation returns the correlation of two columns that unit made.
func correlation(u, v []float64) float64 {
	v = v[:len(u)]
	var a, b, c, d float64 // four sums at a time
	i := 0
	for ; i+4 <= len(u); i += 4 {
		a += u[i] * v[i]
		b += u[i+1] * v[i+1]
		c += u[i+2] * v[i+2]
		d += u[i+3] * v[i+3]
	}
	for ; i < len(u); i++ {
		a += u[i] * v[i]
	}
	return within(a+b+c+d, -1, 1)
}

// bin puts ranks into bins of about the same number of rows; equal numbers are in
// the same one.
func bin(ranks []float64) []uint32 {
	n := 0
	for _, r := range ranks {
		if r == r {
			n++
		}
	}
	bins := make([]uint32, len(ranks))
	for i, r := range ranks {
		if r == r {
			bins[i] = 1 + uint32((r-0.5)*Bins/float64(n))
		}
	}
	return bins
}

// each does something for all i under n, on all processors.
func (s *search) each(n int, do func(i int, c *counter)) {
	next := make(chan int)
	var group sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		group.Go(func() {
			var c counter
			for i := range next {
				do(i, &c)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	group.Wait()
}

func (s *search) least(m Measure) float64 {
	if m == MeasureMutual {
		return s.Mutual
	}
	return s.Least
}

// screen returns what seems worth telling by some of the rows.
func (s *search) screen() []Association {
	slack := 1.0
	if s.Rows < s.rows {
		slack = 0.9
	}
	found := make([][]Association, len(s.some))
	s.each(len(s.some), func(i int, c *counter) {
		for k := i + 1; k < len(s.some); k++ {
			for _, m := range measured(s.some[i], s.some[k]) {
				a, b := i, k
				if m == MeasureRatio && s.some[i].Codes == nil {
					a, b = k, i
				}
				v := measure(m, &s.some[a], &s.some[b], c)
				if math.Abs(v.value) >= slack*s.least(m) && v.likelihood > chance(v.freedom, s.alpha) {
					found[i] = append(found[i], Association{A: a, B: b, Measure: m, Value: v.value})
				}
			}
		}
		sortAssociations(found[i])
	})
	all := slices.Concat(found...)
	sortAssociations(all)
	return all
}

// measured returns the measures of a pair.
func measured(a, b varying) (list []Measure) {
	switch {
	case a.Codes != nil && b.Codes != nil:
		list = append(list, MeasureCramersV, MeasureMutual)
	case a.Numbers != nil && b.Numbers != nil:
		list = append(list, MeasurePearson, MeasureSpearman, MeasureMutual)
	case a.bins != nil && b.bins != nil:
		list = append(list, MeasureRatio, MeasureMutual)
	}
	if a.Missing != nil && b.Missing != nil {
		list = append(list, MeasureMissing)
	}
	return list
}

// A value is a measure of a pair, and twice the logarithm of how much more likely
// the rows are with it than without: about chi-squared if there is nothing.
type value struct{ value, likelihood, freedom float64 }

// line returns the value of a correlation, or of a correlation ratio. However well
// so many rows fit, one order of them in so many would by chance.
func line(r float64, rows, freedom int) value {
	orders, _ := math.Lgamma(float64(rows + 1))
	likelihood := -float64(rows-freedom-1) * math.Log(max(1e-300, 1-r*r))
	return value{r, min(likelihood, 2*orders), float64(freedom)}
}

func measure(m Measure, a, b *varying, c *counter) value {
	straight := a.line != nil && b.line != nil
	switch m {
	case MeasurePearson:
		if straight {
			return line(correlation(a.line, b.line), len(a.line), 1)
		}
		r, n := Pearson(a.Numbers, b.Numbers)
		return line(r, n, 1)
	case MeasureSpearman:
		if straight {
			return line(correlation(a.order, b.order), len(a.order), 1)
		}
		r, n := Pearson(a.ranks, b.ranks)
		return line(r, n, 1)
	case MeasureRatio:
		eta, n, k := CorrelationRatio(a.Codes, b.Numbers)
		return line(eta, n, k-1)
	case MeasureMissing:
		n, x, y, both := len(a.Missing), 0, 0, 0
		for i, missing := range a.Missing {
			x += one(missing)
			y += one(b.Missing[i])
			both += one(missing && b.Missing[i])
		}
		return line(Phi(n, x, y, both), n, 1)
	}
	t := c.table(a.bins, b.bins, a.binned, b.binned)
	if m == MeasureMutual {
		return value{t.MutualInformation(), 2 * t.Rows * t.Mutual, t.freedom()}
	}
	return value{t.CramersV(), 2 * t.Rows * t.Mutual, t.freedom()}
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// whole measures a pair in all rows. Numbers of which some are missing get ranks
// among the rows that have both.
func (s *search) whole(a *Association, c *counter) {
	x, y := &s.columns[a.A], &s.columns[a.B]
	if a.Measure == MeasureSpearman && (x.gaps || y.gaps) {
		a.Value, _ = Spearman(x.Numbers, y.Numbers)
	} else if s.Rows < s.rows {
		a.Value = measure(a.Measure, x, y, c).value
	}
	a.Low, a.High = a.Value, a.Value
	a.A, a.B = x.index, y.index
}

// groups is how many parts the rows are dealt into to see how the measure varies,
// and deviations how many standard errors hold the true one then: Student's t with
// groups-1 degrees of freedom.
const (
	groups     = 20
	deviations = 2.093
)

// bound says how wrong the value can be, by the jackknife that leaves out one of
// several groups of rows (Shao and Tu, The Jackknife and Bootstrap, 1995), on the
// scale of Fisher's z, which keeps the bounds between -1 and 1.
func (s *search) bound(a *Association, c *counter) {
	at := func(index int) *varying {
		i, _ := slices.BinarySearchFunc(s.columns, index, func(v varying, index int) int { return cmp.Compare(v.index, index) })
		return &s.columns[i]
	}
	x, y := at(a.A), at(a.B)
	var sum, square float64
	for g := range groups {
		u, v := x.without(g), y.without(g)
		z := fisher(measure(a.Measure, &u, &v, c).value)
		sum += z
		square += z * z
	}
	mean := sum / groups
	wrong := deviations * math.Sqrt(max(0, square-groups*mean*mean)*(groups-1)/groups)
	z := fisher(a.Value)
	a.Low, a.High = min(a.Value, math.Tanh(z-wrong)), max(a.Value, math.Tanh(z+wrong))
	if a.Measure != MeasurePearson && a.Measure != MeasureSpearman && a.Measure != MeasureMissing {
		a.Low = max(0, a.Low)
	}
}

func fisher(r float64) float64 { return math.Atanh(within(r, -1+1e-12, 1-1e-12)) }

// without returns the column without one of the groups of rows.
func (v *varying) without(group int) varying {
	u := *v
	u.line, u.order = nil, nil
	u.Numbers, u.ranks = omit(v.Numbers, group), omit(v.ranks, group)
	u.Codes, u.bins, u.Missing = omit(v.Codes, group), omit(v.bins, group), omit(v.Missing, group)
	return u
}

func omit[T any](list []T, group int) []T {
	if list == nil {
		return nil
	}
	kept := make([]T, 0, len(list))
	for i, x := range list {
		if int((uint32(i)*0x9e3779b1>>16)%groups) != group {
			kept = append(kept, x)
		}
	}
	return kept
}

// Edges returns where the bins of numbers begin for their mutual information, but
// for the first, in ascending order.
func Edges(numbers []float64) []float64 {
	least := make(map[uint32]float64)
	for i, b := range bin(Ranks(numbers)) {
		if x := numbers[i]; b > 0 {
			if first, ok := least[b]; !ok || x < first {
				least[b] = x
			}
		}
	}
	edges := slices.Sorted(maps.Values(least))
	return edges[min(1, len(edges)):]
}
