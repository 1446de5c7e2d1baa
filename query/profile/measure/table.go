package measure

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/tarnlake/tarn/query/profile/sketch"
	"github.com/tarnlake/tarn/query/profile/sorted"
)

// A Table is what is kept of the rows of a table.
type Table struct {
	Columns []*Column
	Rows    int64
	Sample  Sample
	Repeats Repeats // rows that are the same in all columns

	places []int    // of the rows being added that are in the sample
	rows   []uint64 // the hashes of the rows being added
	limits Limits
}

// NewTable returns a table without rows whose columns are of those kinds. Tables
// that are to be merged have seeds of their own, from which it comes which rows
// are in the sample.
func NewTable(kinds []Kind, l Limits, seed uint64) *Table {
	t := &Table{Repeats: newRepeats(l), limits: l}
	t.Sample = newSample(kinds, l.Sample, seed)
	for i, k := range kinds {
		c := NewColumn(k, l)
		c.sample = &t.Sample.Columns[i]
		t.Columns = append(t.Columns, c)
	}
	return t
}

// Begin says that so many rows come next. Then they are added to each column, in
// one call or in several, and to different columns in any order or at once.
func (t *Table) Begin(rows int) {
	t.places = t.Sample.pick(t.places[:0], t.Rows, rows)
	for _, c := range t.Columns {
		c.hashes, c.places = c.hashes[:0], t.places
	}
	t.Rows += int64(rows)
}

// End says that these rows have been added to all columns.
func (t *Table) End() {
	if len(t.Columns) == 0 {
		return
	}
	t.rows = slices.Grow(t.rows[:0], len(t.Columns[0].hashes))[:len(t.Columns[0].hashes)]
	clear(t.rows)
	for _, c := range t.Columns {
		for i, h := range c.hashes {
			t.rows[i] = sketch.Hash(t.rows[i] ^ h)
		}
	}
	t.Repeats.add(t.rows)
	t.Sample.thin()
}

// Merge adds what is kept of further rows, of a table with the same columns.
func (t *Table) Merge(from *Table) {
	for i, c := range t.Columns {
		c.Merge(from.Columns[i])
	}
	t.Sample.merge(&from.Sample, t.Rows)
	t.Rows += from.Rows
	t.Repeats.merge(&from.Repeats)
}

// Beside adds the columns of a table that has seen the same rows in the same
// order, with the same seed: a wide table can be looked at in several passes.
func (t *Table) Beside(from *Table) error {
	if t.Rows != from.Rows || !slices.Equal(t.Sample.Rows, from.Sample.Rows) {
		return fmt.Errorf("%d rows in one pass and %d in another", t.Rows, from.Rows)
	}
	t.Columns = append(t.Columns, from.Columns...)
	t.Sample.Columns = append(t.Sample.Columns, from.Sample.Columns...)
	for i, c := range t.Columns {
		c.sample = &t.Sample.Columns[i]
	}
	t.Repeats.beside(&from.Repeats)
	return nil
}

// Repeats find the rows that occur several times, by their hashes. They are
// found exactly up to a number of rows; of more, of a fair sample of the
// distinct rows, which finds a row that occurs a thousand times no more easily
// than one that occurs twice.
type Repeats struct {
	limit int

	rows     int64
	hashes   *sorted.Numbers        // of all rows, while they are few enough
	distinct *sketch.Distinct[bool] // of too many
	counted  *RowCount              // nil if rows were added since
	err      error
}

// repeatSample is how many distinct rows are followed when there are too many,
// and repeatBytes how much memory the hashes of all rows may take when nothing
// else is said.
const (
	repeatSample = 1 << 18
	repeatBytes  = 256 << 20
)

// SpillRows says where hashes of rows go that take more memory than so many
// bytes. It is to be said before there are rows. Without a place they stay in
// memory, and rows are found exactly only while they fit in 256 MB.
func (t *Table) SpillRows(to *sorted.Place, memory int64) {
	t.Repeats.hashes, t.Repeats.limit = sorted.New(to, memory), t.limits.Rows
}

func newRepeats(l Limits) Repeats {
	return Repeats{limit: min(l.Rows, repeatBytes/8), hashes: sorted.New(nil, 0)}
}

func (r *Repeats) add(hashes []uint64) {
	r.rows += int64(len(hashes))
	r.counted = nil
	if r.distinct == nil && r.rows > int64(r.limit) {
		r.sample()
	}
	if r.distinct == nil {
		r.hashes.Add(hashes)
	} else {
		r.follow(hashes)
	}
}

// sample goes on with a sample.
func (r *Repeats) sample() {
	r.distinct = sketch.NewDistinct[bool](repeatSample)
	r.err = r.hashes.Each(func(h uint64, n int64) { r.distinct.Add(h, n) })
	r.hashes = sorted.New(nil, 0)
}

// Err returns what went wrong where hashes of rows were put that memory does not hold.
func (r *Repeats) Err() error { return cmp.Or(r.err, r.hashes.Err()) }

func (r *Repeats) follow(hashes []uint64) {
	for _, h := range hashes {
		if r.distinct.Wants(h) {
			r.distinct.Add(h, 1)
		}
	}
}

func (r *Repeats) merge(from *Repeats) {
	if from.distinct == nil {
		var part []uint64
		err := from.hashes.Each(func(h uint64, n int64) {
			for range n {
				part = append(part, h)
			}
			if len(part) >= 1<<12 {
				r.add(part)
				part = part[:0]
			}
		})
		r.add(part)
		r.err = cmp.Or(r.err, from.err, err)
		return
	}
	r.counted = nil
	if r.distinct == nil {
		r.sample()
	}
	r.err = cmp.Or(r.err, from.err)
	r.distinct.Merge(from.distinct)
	r.rows += from.rows
}

// beside takes further columns of the same rows into account. It takes the hashes
// of all rows in their order for that; without them, nothing is known any more.
func (r *Repeats) beside(from *Repeats) {
	mine, known := r.hashes.Unsorted()
	theirs, too := from.hashes.Unsorted()
	r.counted = nil
	if r.distinct != nil || from.distinct != nil || !known || !too {
		r.distinct = sketch.NewDistinct[bool](repeatSample)
		return
	}
	for i, part := range mine {
		for k, h := range theirs[i] {
			part[k] = sketch.Hash(part[k] ^ h)
		}
	}
}

// A RowCount says of how many rows there are several, and how many those are.
type RowCount struct {
	Distinct float64 // rows that occur more than once, each counted once
	Extra    float64 // rows that are there once too often: all but the first of each
	Exact    bool
	Counts   map[uint64]int64 // of the hash of each row that repeats and is followed, how often it occurs
}

// mostRepeats bounds how many rows that repeat are told one by one.
const mostRepeats = 1 << 16

// Count counts the rows that repeat.
func (r *Repeats) Count() RowCount {
	if r.counted == nil {
		c := r.count()
		r.counted = &c
	}
	return *r.counted
}

func (r *Repeats) count() RowCount {
	c := RowCount{Exact: r.distinct == nil, Counts: make(map[uint64]int64)}
	if c.Exact {
		if err := r.hashes.Each(func(h uint64, n int64) { c.add(h, n, 1) }); err != nil {
			r.err, c.Exact = err, false
		}
		return c
	}
	for _, e := range r.distinct.Entries() {
		c.add(e.Hash, e.Count, 1/r.distinct.Share())
	}
	return c
}

func (c *RowCount) add(hash uint64, n int64, weight float64) {
	if n == 1 {
		return
	}
	c.Distinct += weight
	c.Extra += float64(n-1) * weight
	if len(c.Counts) < mostRepeats {
		c.Counts[hash] = n
	}
}
