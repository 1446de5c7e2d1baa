package infer

import (
	"cmp"
	"slices"

	"github.com/tarnlake/tarn/datasets"
)

// times are the dates and timestamps of a column, by the way they are written.
type times struct {
	ways   []wayCount // at most maxWays, those with the lowest numbers
	last   int        // the index of the last value's way; len(ways) if it is not among them
	others int64      // values written in other ways

	cut      int64   // values with more of a second than microseconds
	cutFirst []first // the first of them
}

// maxWays bounds what is kept of a column whose dates are written in any number
// of ways. It is far more than one format can have.
const maxWays = 64

// A wayCount counts the values that are written in one way.
type wayCount struct {
	way    way
	fixed  bool                // see way.fixed
	counts [1 << choices]int64 // by the choices under which a value is a date
	firsts []markedFirst       // for each of them the first value
	least  [choices]int64      // for each choice, of the values that are dates under it
	most   [choices]int64
	mask   uint8 // the choices under which every value is a date
	any    uint8 // those under which some value is
	differ bool  // whether some value is not the same under the first two
}

type markedFirst struct {
	mask uint8
	first
}

// time judges a text that begins like a date, and notes its value.
func (c *Column) time(text []byte, padded bool, at Pos) kind {
	m, ok := readMoment(text)
	if !ok {
		return isText
	}
	if padded {
		m.way |= spaced
	}
	c.addMoment(&m, text, at)
	if m.cut {
		c.times.noteCut(first{isTimestamp, at, datasets.Clip(string(clip(text)))})
	}
	if m.way.clock() != noClock {
		return isTimestamp
	}
	return isDate
}

// noteCut counts a value of which a timestamp does not keep all digits.
func (t *times) noteCut(f first) {
	t.cut++
	t.keepCut(f)
}

// keepCut keeps a value if it is one of the first.
func (t *times) keepCut(f first) {
	n := len(t.cutFirst)
	if n == datasets.MaxPlaces && f.at.Byte >= t.cutFirst[n-1].at.Byte {
		return
	}
	t.cutFirst = append(t.cutFirst, f)
	slices.SortFunc(t.cutFirst, func(a, b first) int { return cmp.Compare(a.at.Byte, b.at.Byte) })
	t.cutFirst = t.cutFirst[:min(len(t.cutFirst), datasets.MaxPlaces)]
}

func (c *Column) addMoment(m *moment, text []byte, at Pos) {
	if c.times == nil {
		c.times = &times{}
	}
	w := c.find(m.way)
	if w == nil {
		c.times.others++
		return
	}
	if w.counts[m.mask] == 0 {
		w.noteFirst(markedFirst{m.mask, first{isDate, at, string(text)}})
	}
	w.add(m)
}

// noteFirst keeps a value if it is the first with its mask.
func (w *wayCount) noteFirst(f markedFirst) {
	i := slices.IndexFunc(w.firsts, func(have markedFirst) bool { return have.mask == f.mask })
	switch {
	case i < 0:
		w.firsts = append(w.firsts, f)
	case f.at.Byte < w.firsts[i].at.Byte:
		w.firsts[i] = f
	}
}

// add counts a value.
func (w *wayCount) add(m *moment) {
	w.counts[m.mask]++
	w.include(m.mask, &m.instant, &m.instant)
	w.mask &= m.mask
	w.differ = w.differ || m.mask&3 == 3 && m.instant[0] != m.instant[1]
}

// find returns the count of a way, which is new if the way is, or nil if it is
// one too many.
func (c *Column) find(w way) *wayCount {
	t := c.times
	if t.last < len(t.ways) && t.ways[t.last].way == w {
		return &t.ways[t.last]
	}
	greatest := 0
	for i := range t.ways {
		if t.ways[i].way == w {
			t.last = i
			return &t.ways[i]
		}
		if t.ways[i].way > t.ways[greatest].way {
			greatest = i
		}
	}
	t.last = len(t.ways)
	switch {
	case t.last < maxWays:
		t.ways = append(t.ways, wayCount{})
	case w > t.ways[greatest].way:
		return nil
	default:
		t.last = greatest
		c.drop(&t.ways[greatest])
	}
	t.ways[t.last] = wayCount{way: w, fixed: w.fixed(), mask: 1<<choices - 1}
	return &t.ways[t.last]
}

// drop counts the values of a way among the others. The ways kept in the end are
// the same in whatever order they come.
func (c *Column) drop(w *wayCount) {
	c.times.others += w.values()
	c.extreme.addFixed(w)
}

// fixed reports whether the way of the last value is fixed.
func (t *times) fixed() bool { return t.last < len(t.ways) && t.ways[t.last].fixed }

// include widens the extremes under the choices in mask.
func (w *wayCount) include(mask uint8, least, most *[choices]int64) {
	for i := range choices {
		if mask&(1<<i) == 0 {
			continue
		}
		if w.any&(1<<i) == 0 {
			w.any |= 1 << i
			w.least[i], w.most[i] = least[i], most[i]
			continue
		}
		w.least[i] = min(w.least[i], least[i])
		w.most[i] = max(w.most[i], most[i])
	}
}

// values returns how many values are written so.
func (w *wayCount) values() (n int64) {
	for _, count := range w.counts {
		n += count
	}
	return n
}

func (c *Column) mergeTimes(t *times) {
	switch {
	case t == nil:
		return
	case c.times == nil:
		c.times = t
		return
	}
	c.times.others += t.others
	c.times.cut += t.cut
	for _, f := range t.cutFirst {
		c.times.keepCut(f)
	}
	for i := range t.ways {
		d := &t.ways[i]
		w := c.find(d.way)
		if w == nil {
			c.drop(d)
			continue
		}
		for _, f := range d.firsts {
			w.noteFirst(f)
		}
		for mask, n := range d.counts {
			w.counts[mask] += n
		}
		w.include(d.any, &d.least, &d.most)
		w.mask &= d.mask
		w.differ = w.differ || d.differ
	}
}

// compactDate notes eight digits as a date, if they are one of these times.
func (c *Column) compactDate(n uint64, at Pos) bool {
	year, month, day := int(n/10000), int(n/100%100), int(n%100)
	if year < 1800 || year > 2200 || !exists(year, month, day) {
		return false
	}
	m := moment{way: compactDay<<dateShift | noMark<<markShift, mask: 1}
	m.instant[0] = days(year, month, day) * 86400e6
	var text [8]byte
	for i := range text {
		text[7-i] = byte('0' + n%10)
		n /= 10
	}
	c.addMoment(&m, text[:], at)
	return true
}
