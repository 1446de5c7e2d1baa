package infer

import "github.com/tarnlake/tarn/datasets"

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
	k := c.judge(text, len(text) != len(value), at)
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
