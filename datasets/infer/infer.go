// Package infer finds the type of a column from the texts of its values, and
// keeps the evidence for it.
//
// Values are added to a [Column] one after the other. Each is judged by itself:
// it is a whole number, a number with a fraction, a date, a word for true or
// false, a text that stands for a missing value, or just text. The column only
// counts, and keeps the least and the greatest and the first place of each kind;
// [Column.Result] decides at the end, over all values. So the result does not
// depend on how a file was cut into chunks: columns of chunks read in parallel
// are put together by [Column.Merge].
//
// # What becomes what
//
// One value that is text makes the column a string: no value is ever lost to a
// type. Whole numbers are bigint, and decimal(p,0) beyond that. Numbers with a
// fraction are double, unless a double would not give back the digits of one of
// them; then decimal(p,s). Leading zeros, hexadecimal digits, more than 38
// digits and impossible days are text, and so is a column with a telephone
// number such as +14155550100, unless it has numbers below zero. Dates and timestamps must all be written
// in one way, which the result names; ISO 8601 may be written in all its ways.
// Times with a zone are taken to UTC. Spaces around a value do not count, save
// in text. The rules for booleans are at [Options], those for missing values in
// nulls.go.
package infer

// Options say how the values of a column may be written. The zero Options is
// what a file is read with if nobody knows more of it.
type Options struct {
	// NullTexts are read as null wherever they stand, even among text. If it is
	// nil, a column finds out by itself, as nulls.go says; if it is empty but
	// not nil, no text is read as null.
	NullTexts []string

	// TrueFalse leaves only true and false as booleans. Without it a column is
	// boolean too if every value is yes or no, or if every value is y or n, or t
	// or f, in whatever case. Of single letters both must occur: a column of
	// nothing but N may well be one of compass points.
	TrueFalse bool

	// ZeroOne makes a boolean of a column that holds only 0 and 1.
	ZeroOne bool

	// Decimal is the decimal mark; 0 stands for '.'.
	Decimal byte

	// Thousands is the mark between groups of three digits; 0 for none.
	Thousands byte

	// CompactDates makes dates of whole numbers such as 20240229, if all are.
	CompactDates bool

	// EpochTimes makes timestamps of whole numbers, if all of them can be
	// seconds since 1970, or all of them milliseconds.
	EpochTimes bool

	// MonthFirst decides for dates that can be read with the day first and with
	// the month first, throughout the column. Without it the day is first.
	MonthFirst bool
}

// A Pos is where a value begins: the line, counted from 1, and the byte,
// counted from 0.
type Pos struct{ Line, Byte int64 }

// A Column gathers the evidence on the values of one column. The zero Column is
// ready for use.
type Column struct {
	Options Options // set before the first value, and left alone then

	haste   haste
	points  uint64 // eight decimal marks
	nulls   int64
	counts  [kinds]int64
	padded  int64 // values other than text with spaces around them
	phones  int64 // whole numbers that can be telephone numbers, such as +14155550100
	extreme extremes

	ints               bool    // whether there are whole numbers that fit a bigint
	minInt, maxInt     int64   // of those
	floats             bool    // whether there are numbers that are counted neither there nor in wide
	minFloat, maxFloat float64 // of those
	whole, scale       int     // most digits before and after the point, of numbers with a fraction and of wide ones

	longest     int // characters of the longest value that is no null text and not NaN
	longestNull int // characters of the longest that is

	wide      *wideNumbers // numbers of more digits than a double surely keeps
	times     *times       // dates and timestamps by the way they are written
	periods   periods
	nullTexts []nullCount
	firsts    []first // the first value of each kind, and the first few texts
}

// A first is one of the first values of its kind.
type first struct {
	kind kind
	at   Pos
	text string // at most datasets.MaxText bytes of it
}

// AddNull adds a value that is null: nothing between two delimiters.
func (c *Column) AddNull() { c.nulls++ }

// AddNulls adds n values that are null.
func (c *Column) AddNulls(n int64) { c.nulls += n }

// Merge adds what d knows; the values of d come after those of c. It leaves d
// unfit for use.
func (c *Column) Merge(d *Column) {
	for _, f := range d.firsts {
		if c.held(f.kind) < f.kind.places() {
			c.firsts = append(c.firsts, f)
		}
	}
	if d.ints {
		c.addInts(d.minInt, d.maxInt)
	}
	if d.floats {
		c.addFloats(d.minFloat, d.maxFloat)
	}
	for k, n := range d.counts {
		c.counts[k] += n
	}
	c.periods.spans += d.periods.spans
	c.periods.months += d.periods.months
	c.periods.quarters += d.periods.quarters
	c.nulls += d.nulls
	c.padded += d.padded
	c.phones += d.phones
	c.whole = max(c.whole, d.whole)
	c.scale = max(c.scale, d.scale)
	c.longest = max(c.longest, d.longest)
	c.longestNull = max(c.longestNull, d.longestNull)
	c.extreme.merge(&d.extreme)
	c.mergeWide(d.wide)
	c.mergeTimes(d.times)
	for _, n := range d.nullTexts {
		c.countNull([]byte(n.text), n.count)
	}
}

// held returns how many first places of that kind c has.
func (c *Column) held(k kind) (n int64) {
	for _, f := range c.firsts {
		if f.kind == k {
			n++
		}
	}
	return n
}

// Shift moves the places of all values so far: there are that many lines and
// bytes before them that were not known when they were added.
func (c *Column) Shift(lines, bytes int64) {
	for i := range c.firsts {
		c.firsts[i].at.shift(lines, bytes)
	}
	if c.times == nil {
		return
	}
	for i := range c.times.cutFirst {
		c.times.cutFirst[i].at.shift(lines, bytes)
	}
	for i := range c.times.ways {
		w := &c.times.ways[i]
		for j := range w.firsts {
			w.firsts[j].at.shift(lines, bytes)
		}
	}
}

func (p *Pos) shift(lines, bytes int64) {
	p.Line += lines
	p.Byte += bytes
}

// Values returns how many values were added, nulls included.
func (c *Column) Values() int64 {
	n := c.nulls
	for _, count := range c.counts {
		n += count
	}
	return n
}
