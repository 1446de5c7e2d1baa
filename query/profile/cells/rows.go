package cells

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"sort"
	"sync"
)

// How rows are compared: with so many others, of which the 50th part counts as
// near. Of large tables it is fewer, so that no more than mostDifferences numbers
// are subtracted, if leastReferences allow. The 20th of 1,000 was the
// best of the 5th, 20th, 40th and 80th on the sets of quality_test.go, and better
// there than isolation forests, ECOD, histograms (HBOS) and mixtures of these.
const (
	references      = 1000
	leastReferences = 100
	nearPart        = 50
	mostDifferences = 4e8
)

// RowScores returns for each row of columns of numbers how unlike other rows it
// is: its distance from the 20th nearest of 1,000 rows drawn at random (of all, if
// there are fewer; from the 2nd of 100 at least, if there are very many). A column
// counts in units of its interquartile range, so that numbers far out do not hide
// themselves by widening the scale. NaN is a missing number; distances are made up
// for the columns that a pair of rows lacks.
//
// The distance from the k-th nearest neighbour as a score is that of Ramaswamy,
// Rastogi and Shim (Efficient algorithms for mining outliers from large data
// sets, SIGMOD 2000), and that a sample of the neighbours does is shown by Wu
// and Jermaine (Outlier detection by sampling with accuracy guarantees, KDD
// 2006). The result is the same each time.
func RowScores(numbers [][]float64) []float64 {
	if len(numbers) == 0 {
		return nil
	}
	rows, _ := scaled(numbers)
	return newCrowd(rows).scores()
}

// An OddRow is a row that is unlike others.
type OddRow struct {
	Row    int
	Score  float64   // its row score, divided by the median of those of all rows, or by the mean if that is 0
	Shares []float64 // how much of its distance from the rows near it is in each of the columns; together 1
}

// Oddest returns the rows with the greatest row scores ([RowScores]), at most n
// of them, the oddest first. Rows that are not unlike others are none of them.
func Oddest(numbers [][]float64, n int) []OddRow {
	if len(numbers) == 0 {
		return nil
	}
	rows, columns := scaled(numbers)
	c := newCrowd(rows)
	scores := c.scores()
	var order []int
	for row, score := range scores {
		if 0 < score && score < incomparable {
			order = append(order, row)
		}
	}
	unit := usual(scores)
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(scores[b], scores[a]), a-b) })
	var odd []OddRow
	for _, row := range order[:min(n, len(order))] {
		shares := make([]float64, len(numbers))
		for i, share := range c.shares(row) {
			shares[columns[i]] = share
		}
		odd = append(odd, OddRow{row, scores[row] / unit, shares})
	}
	return odd
}

// incomparable is less than the score of a row that has no number in the columns
// in which those near it have one.
const incomparable = 1e150

// usual returns the median of the scores of rows that can be compared, or their
// mean if that is 0.
func usual(scores []float64) float64 {
	sorted := slices.Sorted(slices.Values(scores))
	sorted = sorted[:sort.SearchFloat64s(sorted, incomparable)]
	if len(sorted) > 0 && sorted[len(sorted)/2] > 0 {
		return sorted[len(sorted)/2]
	}
	sum := 0.0
	for _, x := range sorted {
		sum += x
	}
	return sum / float64(max(1, len(sorted)))
}

// A crowd is rows, and those among them with which each is compared.
type crowd struct {
	rows  [][]float64
	drawn []int
	near  int // so many of those drawn are near a row
}

func newCrowd(rows [][]float64) crowd {
	if len(rows) < 2 || len(rows[0]) == 0 {
		return crowd{rows: rows}
	}
	drawn := rand.New(rand.NewPCG(1, 2)).Perm(len(rows))
	affordable := int(mostDifferences / float64(len(rows)*len(rows[0])))
	drawn = drawn[:min(len(drawn), references, max(leastReferences, affordable))]
	near := references / nearPart
	if len(drawn) < len(rows) {
		near = len(drawn) / nearPart
	}
	return crowd{rows, drawn, near}
}

func (c crowd) scores() []float64 {
	scores := make([]float64, len(c.rows))
	if c.near == 0 {
		return scores
	}
	var group sync.WaitGroup
	const part = 1 << 12
	for from := 0; from < len(c.rows); from += part {
		group.Go(func() {
			nearest := make([]float64, 0, c.near+1)
			for row := from; row < min(from+part, len(c.rows)); row++ {
				scores[row] = distance(c.rows, row, c.drawn, nearest)
			}
		})
	}
	group.Wait()
	return scores
}

// shares returns how much of the squared distances of a row from those near it
// is in each column.
func (c crowd) shares(row int) []float64 {
	others := slices.DeleteFunc(slices.Clone(c.drawn), func(other int) bool { return other == row })
	away := func(other int) float64 { return squares(c.rows[row], c.rows[other], math.Inf(1)) }
	slices.SortFunc(others, func(a, b int) int { return cmp.Or(cmp.Compare(away(a), away(b)), a-b) })
	shares := make([]float64, len(c.rows[row]))
	total := 0.0
	for _, other := range others[:min(c.near, len(others))] {
		for i, x := range c.rows[row] {
			if d := x - c.rows[other][i]; d == d {
				shares[i] += d * d
				total += d * d
			}
		}
	}
	for i := range shares {
		shares[i] /= max(total, math.SmallestNonzeroFloat64)
	}
	return shares
}

// distance returns the distance of a row from the k-th nearest of the others, for
// which nearest has room for one more.
func distance(rows [][]float64, row int, others []int, nearest []float64) float64 {
	near := cap(nearest) - 1
	for _, other := range others {
		if other == row {
			continue
		}
		limit := math.Inf(1)
		if len(nearest) == near {
			limit = nearest[near-1]
		}
		if d := squares(rows[row], rows[other], limit); d < limit {
			at, _ := slices.BinarySearch(nearest, d)
			nearest = slices.Insert(nearest, at, d)
			nearest = nearest[:min(len(nearest), near)]
		}
	}
	if len(nearest) == 0 {
		return 0
	}
	return math.Sqrt(nearest[len(nearest)-1])
}

// squares returns the squared distance of two rows, or more than limit.
func squares(a, b []float64, limit float64) float64 {
	sum, known := 0.0, 0
	for i, x := range a {
		d := x - b[i]
		if d != d {
			continue
		}
		known++
		if sum += d * d; sum > limit {
			return sum
		}
	}
	if known == 0 {
		return math.MaxFloat64
	}
	return sum * float64(len(a)) / float64(known)
}

// scaled returns the rows of columns, which count in units of their spread, and
// which columns these are: one with one number has no spread and is left out.
func scaled(numbers [][]float64) (rows [][]float64, columns []int) {
	rows = make([][]float64, len(numbers[0]))
	for i, column := range numbers {
		middle, unit := scale(column)
		if unit == 0 || math.IsNaN(unit) || math.IsInf(unit, 0) {
			continue
		}
		columns = append(columns, i)
		for row, x := range column {
			x = (x - middle) / unit
			if math.IsInf(x, 0) {
				x = math.NaN()
			}
			rows[row] = append(rows[row], x)
		}
	}
	return rows, columns
}

// scale returns the median and the interquartile range, or the standard
// deviation where that is 0.
func scale(column []float64) (middle, unit float64) {
	var sorted []float64
	for _, x := range column {
		if !math.IsNaN(x) && !math.IsInf(x, 0) {
			sorted = append(sorted, x)
		}
	}
	if len(sorted) == 0 {
		return 0, 0
	}
	slices.Sort(sorted)
	at := func(share float64) float64 { return sorted[int(share*float64(len(sorted)-1))] }
	if unit = at(0.75) - at(0.25); unit > 0 {
		return at(0.5), unit
	}
	mean, sum := 0.0, 0.0
	for i, x := range sorted {
		d := x - mean
		mean += d / float64(i+1)
		sum += d * (x - mean)
	}
	return at(0.5), math.Sqrt(sum / float64(len(sorted)))
}
