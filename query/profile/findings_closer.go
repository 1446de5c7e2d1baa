package profile

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"slices"
	"time"

	"github.com/tarnlake/tarn/query/bind"
	"github.com/tarnlake/tarn/query/profile/cells"
	"github.com/tarnlake/tarn/query/profile/measure"
	"github.com/tarnlake/tarn/query/profile/sketch"
)

// Some findings take a second look at what the pass has kept of the rows: at
// the ends of columns with outliers, and at the rows that were drawn.

var mojibakePattern = regexp.MustCompile(mojibake)

// lookCloser takes the second look.
func (j *job) lookCloser(f *finder) {
	f.units = j.mixes(f)
	f.tells = j.telling()
	f.far = make(map[string]tails)
	for i := range f.Columns {
		c, seen := &f.Columns[i], j.seen.Columns[i].Numbers
		if !f.quantity(c) || c.Numbers.Robust.Below == nil || c.Numbers.Robust.Count.Value == 0 {
			continue
		}
		f.far[c.Name] = ends(seen, c.Numbers.Median.Value)
		f.sentinels(c)
	}
}

// sentinels adds the greatest number of a column to those that stand for a
// missing one if all of the ends of the column say so ([cells.Sentinel]); the rows
// that are drawn from a large table may have too few of them.
func (f *finder) sentinels(c *Column) {
	far := f.far[c.Name].up
	greatest := far[len(far)-1]
	text := numberText(greatest)
	if isDisguised(c, text) {
		return
	}
	first, _ := slices.BinarySearch(far, greatest)
	beside := make(map[float64]bool)
	at := first
	for at > 0 && len(beside) < cells.SentinelBeside {
		at--
		beside[far[at]] = true
	}
	if n := len(far) - first; cells.Sentinel(greatest, n, first-at, len(beside)) {
		c.Disguised = append(c.Disguised, Disguised{Value: text, Count: Exact(float64(n)), Score: cells.SentinelScore,
			Why: "the greatest number, all nines, and more common than those beside it"})
	}
}

// after is the condition under which a time is after another one.
func after(c *Column, t time.Time) string {
	layout := time.DateTime
	if c.Type == "date" {
		layout = time.DateOnly
	}
	return fmt.Sprintf("%s > %s", bind.Quote(c.Name), literal(c, t.Format(layout)))
}

// tails are the numbers of a column from the middle up and down, as far as they
// are known: the first is the median, or that from which on all are kept.
type tails struct{ up, down []float64 }

func ends(n *measure.Numbers, median float64) tails {
	up, down := []float64{max(median, n.Greatest.Cut)}, []float64{min(median, -n.Least.Cut)}
	for _, x := range n.Greatest.Numbers {
		if x > up[0] {
			up = append(up, x)
		}
	}
	for _, x := range n.Least.Numbers {
		if -x < down[0] {
			down = append(down, -x)
		}
	}
	slices.Sort(up)
	slices.SortFunc(down, func(a, b float64) int { return cmp.Compare(b, a) })
	return tails{up, down}
}

// A unitMix is numbers that are the usual number of their category, times a power
// of ten.
type unitMix struct {
	column, by string
	factor     int
	rows       Figure
}

const (
	unitError  = 0.001 // how far from the factor the quotient may be
	unitRows   = 3     // that a mix has at least, in the rows drawn
	unitGroups = 5     // rows that a category has at least on average
)

// mixes looks for numbers in two units: a category tells a number, in most rows,
// and where it does not, that is nearly always off by the same power of ten.
func (j *job) mixes(f *finder) []unitMix {
	var found []unitMix
	for i := range f.Columns {
		c := &f.Columns[i]
		if !f.quantity(c) || c.Numbers.Robust.Count.Value == 0 {
			continue
		}
		for k := range f.Columns {
			by := &f.Columns[k]
			if by.Text == nil || by.Distinct.Value < 2 || by.Distinct.Value > float64(by.Count)/unitGroups {
				continue
			}
			if factor, n := j.mix(i, k); factor > 0 {
				found = append(found, unitMix{c.Name, by.Name, factor, j.scaled(n)})
				break
			}
		}
	}
	return found
}

// mix returns the power of ten by which numbers of column i are off the usual
// ones of the values of column k, and how many; 0 if there is none.
func (j *job) mix(i, k int) (factor, n int) {
	numbers, keys := &j.seen.Sample.Columns[i], &j.seen.Sample.Columns[k]
	groups := make(map[uint64][]float64)
	total := 0
	for row := range numbers.Null {
		if x := sampled(numbers, row); !numbers.Null[row] && !keys.Null[row] && x > 0 {
			groups[keys.Hashes[row]] = append(groups[keys.Hashes[row]], x)
			total++
		}
	}
	usual, off := 0, 0
	hits := make(map[int]int)
	for _, group := range groups {
		slices.Sort(group)
		median := group[len(group)/2]
		for _, x := range group {
			switch ratio := x / median; {
			case math.Abs(ratio-1) <= unitError:
				usual++
			case ratio > 5:
				off++
				for _, power := range []int{10, 100, 1000, 10000} {
					if math.Abs(ratio/float64(power)-1) <= unitError {
						hits[power]++
					}
				}
			}
		}
	}
	for power, count := range hits {
		if count > n {
			factor, n = power, count
		}
	}
	if n < unitRows || 2*n < off || 2*usual < total {
		return 0, 0
	}
	return factor, n
}

// sampled returns a number of a sample.
func sampled(c *measure.SampleColumn, row int) float64 {
	v := measure.Value{Bits: c.Bits[row]}
	if c.Kind == measure.Double {
		return v.Double()
	}
	return float64(v.Integer())
}

// A tell is a column that is empty in all rows but those in which another one,
// of two values, has one of them.
type tell struct {
	column, of string
	value      string
}

// tellRows is how many rows drawn a tell has on either side at least.
const tellRows = 20

// telling looks for tells in the rows that were drawn.
func (j *job) telling() []tell {
	var found []tell
	for k := range j.profile.Columns {
		of := &j.profile.Columns[k]
		if of.Distinct.Value != 2 || of.Null > 0 || len(of.Most) != 2 {
			continue
		}
		for i := range j.profile.Columns {
			if c := &j.profile.Columns[i]; i == k || c.Null < tellRows || c.Count < tellRows {
				continue
			}
			if value, ok := j.tells(i, k); ok {
				found = append(found, tell{j.profile.Columns[i].Name, of.Name, value})
			}
		}
	}
	slices.SortFunc(found, func(a, b tell) int { return cmp.Or(cmp.Compare(a.column, b.column), cmp.Compare(a.of, b.of)) })
	return found
}

// tells returns the value of column k in all rows drawn that have a value in
// column i, and in no other.
func (j *job) tells(i, k int) (string, bool) {
	c, of := &j.seen.Sample.Columns[i], &j.seen.Sample.Columns[k]
	var with, without uint64
	set, empty := 0, 0
	for row := range c.Null {
		hash, side, count := of.Hashes[row], &with, &set
		if c.Null[row] {
			side, count = &without, &empty
		}
		if *count > 0 && *side != hash {
			return "", false
		}
		*side = hash
		*count++
	}
	if set < tellRows || empty < tellRows || with == without {
		return "", false
	}
	kept := j.seen.Columns[k].Values.Entries()
	at := slices.IndexFunc(kept, func(e sketch.Entry[measure.Value]) bool { return e.Hash == with })
	if at < 0 {
		return "", false
	}
	return textOf(j.columns[k].Type)(kept[at].Value), true
}
