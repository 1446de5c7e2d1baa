package measure

import (
	"math/bits"

	"github.com/tarnlake/tarn/query/profile/sketch"
)

// Times are what is kept of dates and timestamps.
type Times struct {
	Quantiles *sketch.Quantiles // in microseconds since 1970

	Weekdays [7]int64  // from Sunday on, as time.Weekday counts
	Hours    [24]int64 // of the day, in UTC
	Midnight int64     // at 00:00:00 exactly
	Order    Order

	Days Days

	Latest Tail // in microseconds since 1970
}

func newTimes(l Limits) *Times {
	return &Times{Quantiles: sketch.NewQuantiles(l.Rank), Latest: newTail(max(16, l.Distinct))}
}

const (
	microsHour = 3600 * 1_000_000
	microsDay  = 24 * microsHour
)

// add adds times; micros are those of them that are not NULL.
func (t *Times) add(times []int64, valid Mask, micros []float64) {
	t.Quantiles.AddAll(micros)
	t.Order.add(micros)
	t.Latest.add(micros, 1)
	for i, x := range times {
		if valid.null(i) {
			continue
		}
		day, rest := floor(x, microsDay)
		if rest == 0 {
			t.Midnight++
		}
		t.Hours[rest/microsHour]++
		weekday := (day + 4) % 7 // 1970 began on a Thursday
		if weekday < 0 {
			weekday += 7
		}
		t.Weekdays[weekday]++
		t.Days.add(day)
	}
}

// floor divides by a positive number, and rounds down.
func floor(x, by int64) (quotient, rest int64) {
	quotient, rest = x/by, x%by
	if rest < 0 {
		quotient, rest = quotient-1, rest+by
	}
	return quotient, rest
}

func (t *Times) merge(from *Times) {
	t.Quantiles.Merge(from.Quantiles)
	for i, n := range from.Weekdays {
		t.Weekdays[i] += n
	}
	for i, n := range from.Hours {
		t.Hours[i] += n
	}
	t.Midnight += from.Midnight
	t.Order.merge(from.Order)
	t.Days.merge(&from.Days)
	t.Latest.merge(&from.Latest)
}

// Days are the days on which something happened, counted from the first of
// January 1970: a bit for each. Days more than about 500 years from the first
// one seen are not followed.
type Days struct {
	Outside bool // some days were not followed

	start int64 // the day of the first bit, a multiple of 64
	words []uint64
}

const mostDayWords = 1 << 12

func (d *Days) add(day int64) {
	word, bit := day>>6, uint(day&63)
	if d.words == nil {
		d.start, d.words = word, make([]uint64, 1, 16)
	}
	at := word - d.start
	if at < 0 || at >= int64(len(d.words)) {
		if !d.grow(word) {
			d.Outside = true
			return
		}
		at = word - d.start
	}
	d.words[at] |= 1 << bit
}

// grow makes room for a word, if there is room for it.
func (d *Days) grow(word int64) bool {
	first, last := min(word, d.start), max(word, d.start+int64(len(d.words))-1)
	if last-first >= mostDayWords {
		return false
	}
	words := make([]uint64, last-first+1)
	copy(words[d.start-first:], d.words)
	d.start, d.words = first, words
	return true
}

func (d *Days) merge(from *Days) {
	d.Outside = d.Outside || from.Outside
	for i, word := range from.words {
		for word != 0 {
			bit := bits.TrailingZeros64(word)
			word &^= 1 << bit
			d.add((from.start+int64(i))<<6 + int64(bit))
		}
	}
}

// Count returns the number of days.
func (d *Days) Count() int {
	n := 0
	for _, word := range d.words {
		n += bits.OnesCount64(word)
	}
	return n
}

// A Gap is a run of days without anything, between days with something.
type Gap struct{ From, To int64 } // the first and the last of them, in days since 1970

// Gaps returns the gaps, in order.
func (d *Days) Gaps() []Gap {
	var gaps []Gap
	last, any := int64(0), false
	for i, word := range d.words {
		for word != 0 {
			bit := bits.TrailingZeros64(word)
			word &^= 1 << bit
			day := (d.start+int64(i))<<6 + int64(bit)
			if any && day > last+1 {
				gaps = append(gaps, Gap{last + 1, day - 1})
			}
			last, any = day, true
		}
	}
	return gaps
}
