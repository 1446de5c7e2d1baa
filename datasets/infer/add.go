package infer

import (
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
)

// Add adds a value that is not null. It does not keep the slice, but may read
// the bytes between its length and its capacity.
//
// The values that files are full of are judged here, eight bytes at a time;
// whatever is not told at once goes to judge, which knows everything.
func (c *Column) Add(value []byte, at Pos) {
	if len(value) > 0 && cap(value) >= wordSize && c.haste >= toldNulls {
		if c.haste == toldNulls && c.toldNull(value) {
			return
		}
		switch starts[value[0]] {
		case startsText:
			if c.quickText(value) {
				return
			}
		case startsNumber:
			if len(value) >= len("2024-02-29") && value[4] == '-' {
				if c.quickTime(value) {
					return
				}
			} else if c.quickNumber(value) || c.quickDay(value) {
				return
			}
		}
	}
	c.add(value, at)
	if c.haste == unsettled {
		c.settle()
	}
}

// haste says which values may be judged the quick ways.
type haste uint8

const (
	unsettled haste = iota
	noHaste         // none
	toldNulls       // those that the options do not say are null
	allHaste        // all
)

// settle looks at the options, for the quick ways do not.
func (c *Column) settle() {
	o := &c.Options
	switch {
	case o.CompactDates:
		c.haste = noHaste
	case len(o.NullTexts) > 0:
		c.haste = toldNulls
	default:
		c.haste = allHaste
	}
	c.points = ones * uint64(o.point())
}

// add adds a value of any kind.
func (c *Column) add(value []byte, at Pos) {
	if c.Options.NullTexts != nil && c.toldNull(value) {
		return
	}
	text := trim(value)
	c.note(c.judge(text, len(text) != len(value), at), value, text, at)
}

// MayBeTime reports whether it is worth while to offer a value to [Column.AddTime].
// It takes a few nanoseconds.
func MayBeTime(value []byte) bool {
	text := trim(value)
	return len(text) > 0 && (starts[text[0]] == startsNumber || rare.holds(head(text))) && startsMoment(text)
}

// AddTime adds a value if it is a date or a timestamp, and says which; of any
// other it returns Unknown, and the column stays as it is. It is for readers
// whose files have other kinds of values beside texts. Unlike those of Add, the
// values may come in any order.
func (c *Column) AddTime(value []byte, at Pos) schema.Kind {
	if !MayBeTime(value) {
		return schema.Unknown
	}
	text := trim(value)
	k := c.time(text, len(text) != len(value), at)
	switch k {
	case isDate:
		c.note(k, value, text, at)
		return schema.Date
	case isTimestamp:
		c.note(k, value, text, at)
		return schema.Timestamp
	}
	return schema.Unknown
}

// ISO reports whether all dates and timestamps of the column are written as ISO
// 8601 has it, so that a cast reads them.
func (c *Column) ISO() bool { return c.times != nil && c.engineReads(&decision{}) }

// note counts a value that was judged. The text is the value without the spaces
// around it.
func (c *Column) note(k kind, value, text []byte, at Pos) {
	switch k {
	case isNull:
	case isBlank, isMissing, isNaN:
		c.longestNull = max(c.longestNull, characters(value, c.longestNull))
		c.extreme.add(value)
	case isDate, isTimestamp:
		c.longest = max(c.longest, len(value))
		if !c.times.fixed() {
			c.extreme.add(value)
		}
	default:
		c.longest = max(c.longest, characters(value, c.longest))
		c.extreme.add(value)
	}
	if len(text) != len(value) && k != isText && k != isBlank {
		c.padded++
	}
	if c.counts[k] < k.places() {
		c.firsts = append(c.firsts, first{k, at, datasets.Clip(string(clip(value)))})
	}
	c.counts[k]++
}
