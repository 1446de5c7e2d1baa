// Package measure looks at the values of a table once, from the first row to the
// last, and keeps of them what a profile needs.
//
//	t := measure.NewTable(kinds, limits, seed)
//	t.Begin(rows)
//	t.Columns[0].AddIntegers(values, valid)   // as often as it takes to add these rows
//	t.Columns[1].AddTexts(texts, valid)       // in another goroutine, if that is faster
//	t.End()
//
// What is kept does not grow with the number of rows: counts, moments, and the
// summaries of package sketch, which are exact while they can be and say how
// wrong they are when they cannot. What was seen of two parts of a table merges
// into what would have been seen of both ([Table.Merge]), so that a new file
// costs a look at that file alone. [Table.MarshalBinary] writes it down.
//
// The package knows neither files nor SQL. NULL is told by a mask: bit i&63 of
// word i>>6 is 0 if value i is NULL, and no mask means that none is.
package measure

import (
	"math"
	"slices"

	"github.com/tarnlake/tarn/query/profile/sketch"
)

// A Kind is how the values of a column are measured.
type Kind uint8

// The kinds.
const (
	Integer Kind = iota // whole numbers of 64 bits
	Double              // numbers
	Boolean             // 0 and 1
	Time                // microseconds since 1970 in UTC: dates and timestamps
	Text                // texts, and whatever else can be written as one
)

func (k Kind) String() string {
	return [...]string{"integer", "double", "boolean", "time", "text"}[k]
}

// Limits bound what is kept of a column.
type Limits struct {
	Distinct int     // values that are counted exactly
	Frequent int     // counters for the most common of more values than that
	Rank     float64 // the error of rank of quantiles
	Sample   int     // rows that are kept whole
	Rows     int     // rows of which duplicates are found exactly, if there is a place for them; see [Table.SpillRows]
}

// DefaultLimits returns limits for a table of so many columns: they keep what is
// held of it within some hundred megabytes.
func DefaultLimits(columns int) Limits {
	l := Limits{Distinct: 1 << 14, Frequent: 1 << 10, Rank: 0.002, Sample: 100_000, Rows: 1 << 28}
	for columns > 128 && l.Distinct > 1<<9 {
		columns /= 2
		l.Distinct /= 2
		l.Frequent = max(l.Frequent/2, 1<<8)
		l.Rank = min(l.Rank*1.5, 0.01)
		l.Sample = max(l.Sample/2, 5_000)
	}
	return l
}

// A Value is a value that is kept.
type Value struct {
	Bits uint64 // a whole number, the bits of a double, 0 or 1, or a time
	Text string // of a text; at most [LongText] bytes of it
}

// LongText is how much is kept of a text, in bytes.
const LongText = 256

// Integer returns the value of a column of integers, booleans or times.
func (v Value) Integer() int64 { return int64(v.Bits) }

// Double returns the value of a column of doubles.
func (v Value) Double() float64 { return math.Float64frombits(v.Bits) }

// A Column is what is kept of the values of a column. Which parts it has depends
// on its kind.
type Column struct {
	Kind  Kind
	Rows  int64
	Nulls int64

	Least, Greatest int64 // of integers and times, exactly; Least is the greater one if there is no value

	Values *sketch.Distinct[Value] // all distinct values, or a sample of them
	Common *sketch.Frequent[Value] // the most common, if there are too many; else nil

	Numbers *Numbers // of integers, doubles and booleans
	Texts   *Texts
	Times   *Times

	limits Limits
	hashes []uint64      // of the values of the rows being added; that of NULL is nullHash
	floats []float64     // scratch
	sample *SampleColumn // where values of rows go that are in the sample; nil if there is none
	places []int         // of those among the rows being added, which are still to come
}

const nullHash = 0x9e3779b97f4a7c15

// NewColumn returns a column without values.
func NewColumn(k Kind, l Limits) *Column {
	c := &Column{
		Kind: k, limits: l, Least: math.MaxInt64, Greatest: math.MinInt64,
		Values: sketch.NewDistinct[Value](l.Distinct),
	}
	switch k {
	case Text:
		c.Texts = &Texts{}
	case Time:
		c.Times = newTimes(l)
	default:
		c.Numbers = newNumbers(l)
	}
	return c
}

// Exact reports whether all distinct values are kept with their counts.
func (c *Column) Exact() bool { return c.Values.Exact() }

// Count returns the number of values that are not NULL.
func (c *Column) Count() int64 { return c.Rows - c.Nulls }

// A Mask tells which values are not NULL; nil means all.
type Mask []uint64

func (m Mask) null(i int) bool { return m != nil && m[i>>6]&(1<<(i&63)) == 0 }

// AddIntegers adds the next values of a column of integers or times.
func (c *Column) AddIntegers(values []int64, valid Mask) {
	hashes := c.start(len(values))
	for i, x := range values {
		if valid.null(i) {
			hashes[i] = nullHash
			continue
		}
		hashes[i] = sketch.Hash(uint64(x))
		c.Least, c.Greatest = min(c.Least, x), max(c.Greatest, x)
		c.floats = append(c.floats, float64(x))
	}
	if c.Kind == Time {
		c.Times.add(values, valid, c.floats)
	} else {
		c.Numbers.add(c.floats)
	}
	c.finish(hashes, valid, func(i int) Value { return Value{Bits: uint64(values[i])} })
}

// AddDoubles adds the next values of a column of doubles.
func (c *Column) AddDoubles(values []float64, valid Mask) {
	hashes := c.start(len(values))
	for i, x := range values {
		if valid.null(i) {
			hashes[i] = nullHash
			continue
		}
		hashes[i] = sketch.Hash(math.Float64bits(x + 0)) // + 0 makes 0 of -0
		c.floats = append(c.floats, x)
	}
	c.Numbers.add(c.floats)
	c.finish(hashes, valid, func(i int) Value { return Value{Bits: math.Float64bits(values[i] + 0)} })
}

// AddBooleans adds the next values of a column of booleans.
func (c *Column) AddBooleans(values []bool, valid Mask) {
	integers := make([]int64, len(values))
	for i, b := range values {
		if b {
			integers[i] = 1
		}
	}
	c.AddIntegers(integers, valid)
}

// AddTexts adds the next values of a column of texts. They are not kept.
func (c *Column) AddTexts(values [][]byte, valid Mask) {
	hashes := c.start(len(values))
	for i, text := range values {
		if valid.null(i) {
			hashes[i] = nullHash
			continue
		}
		hashes[i] = sketch.HashBytes(text)
		c.floats = append(c.floats, float64(c.Texts.add(text)))
	}
	c.Texts.Lengths.add(c.floats)
	c.finish(hashes, valid, func(i int) Value {
		text := values[i]
		return Value{Text: string(text[:min(len(text), LongText)])}
	})
}

// start returns room for the hashes of the next values.
func (c *Column) start(rows int) []uint64 {
	if c.sample == nil {
		c.hashes = c.hashes[:0] // nobody asks for them
	}
	from := len(c.hashes)
	c.hashes = slices.Grow(c.hashes, rows)[:from+rows]
	c.floats = c.floats[:0]
	c.Rows += int64(rows)
	return c.hashes[from:]
}

// finish counts the values whose hashes are given, and puts those into the
// sample that belong there.
func (c *Column) finish(hashes []uint64, valid Mask, value func(i int) Value) {
	for i, hash := range hashes {
		if valid.null(i) {
			c.Nulls++
			continue
		}
		if c.Values.Wants(hash) {
			c.count(hash, i, value)
		}
		if c.Common != nil {
			if e := c.Common.Add(hash, 1); e != nil {
				e.Value = value(i)
			}
		}
	}
	from := len(c.hashes) - len(hashes)
	for len(c.places) > 0 && c.places[0] < len(c.hashes) {
		i := c.places[0] - from
		c.places = c.places[1:]
		if valid.null(i) {
			c.sample.add(nullHash, Value{}, true)
		} else {
			c.sample.add(hashes[i], value(i), false)
		}
	}
}

// count counts a value. When the values become too many to count all of them,
// the most common are followed from there on.
func (c *Column) count(hash uint64, i int, value func(i int) Value) {
	full := c.Exact() && len(c.Values.Entries()) == c.limits.Distinct
	if full && !c.Values.Has(hash) {
		c.Common = sketch.Seed(c.Values, c.limits.Frequent)
	}
	if e := c.Values.Add(hash, 1); e != nil {
		e.Value = value(i)
	}
}

// Merge adds what is kept of further rows of the same column.
func (c *Column) Merge(from *Column) {
	c.Rows += from.Rows
	c.Nulls += from.Nulls
	c.Least, c.Greatest = min(c.Least, from.Least), max(c.Greatest, from.Greatest)
	exact := c.Exact()
	var mine *sketch.Frequent[Value]
	if c.Common == nil {
		mine = sketch.Seed(c.Values, c.limits.Frequent)
	} else {
		mine = c.Common
	}
	c.Values.Merge(from.Values)
	if exact && c.Exact() && from.Exact() {
		c.Common = nil
	} else {
		other := from.Common
		if other == nil {
			other = sketch.Seed(from.Values, from.limits.Frequent)
		}
		mine.Merge(other)
		c.Common = mine
	}
	switch c.Kind {
	case Text:
		c.Texts.merge(from.Texts)
	case Time:
		c.Times.merge(from.Times)
	default:
		c.Numbers.merge(from.Numbers)
	}
}
