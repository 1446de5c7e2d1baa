package cells

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// A Disguise is a value that stands for a missing one.
type Disguise struct {
	Value string
	Count int
	Score float64 // how probable it is, 0 to 1
	Why   string
	code  uint32
}

// Likely is the score from which on a value is said to stand for a missing one.
const Likely = 0.5

// nullLike are texts that people and programs write for a missing value. Those
// that are false can also be a value among names: nobody has a garage called
// "none", but many have none.
var nullLike = map[string]bool{
	"na": true, "n/a": true, "n.a.": true, "n.a": true, "#n/a": true, "#na": true, "n/k": true, "nan": true, "-nan": true,
	"null": true, "(null)": true, "<null>": true, "\\n": true, "nil": true, "none": false, "missing": true, "unknown": true,
	"unk": true, "undefined": true, "not available": true, "not applicable": true, "not known": true, "not specified": true,
	"unspecified": true, "not recorded": true, "not reported": true, "no data": true, "nodata": true, "no value": true,
	"tbd": true, "tba": true, "#value!": true, "#ref!": true, "#div/0!": true, "<na>": true, "nat": true, "other": false,
}

// NullLike returns how probable it is that a text stands for a missing value
// wherever it stands, 0 to 1.
func NullLike(text string) float64 {
	text = strings.ToLower(strings.TrimSpace(text))
	switch sure, known := nullLike[text]; {
	case known && sure:
		return 0.9
	case known:
		return 0.3
	case text != "" && kindOf(text) == marks:
		return 0.8
	}
	return 0
}

// Disguises returns the values of a column that stand for missing ones, the most
// probable first, those with a score under [Likely] too.
//
// Two things speak for a text: that it is one of those that are written for
// nothing, and that the rest of the column is of another kind. For a number or a
// date speaks that it is at an end of the column, far from its neighbour
// considering how near each other its neighbours are, and that it is repeated
// where others are not. That is the idea of FAHES (Qahtan, Elmagarmid, Castro
// Fernandez, Ouzzani, Tang: FAHES, a robust disguised missing values detector,
// KDD 2018), with a gap in place of a density.
func Disguises(c Column) []Disguise { return newColumn(c).disguised() }

func (c *column) disguised() []Disguise {
	list := c.nullTexts()
	isNull := map[uint32]bool{}
	for _, d := range list {
		isNull[d.code] = true
	}
	switch k, _ := c.mostly(0.95, func(code uint32) bool { return isNull[code] }); k {
	case number:
		list = append(list, c.numbersForNull()...)
	case date:
		list = append(list, c.datesForNull()...)
	}
	slices.SortStableFunc(list, func(a, b Disguise) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), b.Count-a.Count, cmp.Compare(a.Value, b.Value))
	})
	return list
}

// nullTexts finds texts that stand for nothing.
func (c *column) nullTexts() (list []Disguise) {
	candidate := func(code uint32) bool { return NullLike(c.Text(code)) > 0 }
	rest, plain := c.mostly(0.95, candidate)
	for code, text := range c.all {
		score, why := NullLike(text), "a text that is written for nothing"
		switch {
		case score > 0 && plain && rest != c.kinds[code] && (rest == number || rest == date):
			score, why = max(score, 0.95), why+", among values of another kind"
		case c.kinds[code] == marks && c.begins(text):
			continue // the root of paths
		}
		if score > 0 {
			list = append(list, Disguise{text, c.counts[code], score, why, code})
		}
	}
	if len(list) == 0 {
		list = c.loneText()
	}
	return list
}

// begins reports whether most other values begin with a text.
func (c *column) begins(text string) bool {
	with, others := 0, 0
	for _, value := range c.all {
		if value != text {
			others++
			if strings.HasPrefix(value, text) {
				with++
			}
		}
	}
	return 2*with > others
}

// leastLone is how often the only text among numbers or dates must occur.
const leastLone = 3

// loneText finds the one text among numbers or dates that is repeated.
func (c *column) loneText() []Disguise {
	rest, plain := c.mostly(0.5, nil)
	if !plain || rest != number && rest != date {
		return nil
	}
	var lone []Disguise
	for code, text := range c.all {
		if c.kinds[code] != rest {
			lone = append(lone, Disguise{text, c.counts[code], 0.7, "the only text among values of another kind", code})
		}
	}
	if len(lone) != 1 || lone[0].Count < leastLone || c.kinds[lone[0].code] == other {
		return nil
	}
	return lone
}

// A point is a number or a time of a column.
type point struct {
	x     float64
	count int
	code  uint32
}

// points returns the values that parse reads, in order.
func (c *column) points(parse func(string) (float64, bool)) []point {
	at := map[float64]int{}
	var points []point
	for code, text := range c.all {
		x, ok := parse(strings.TrimSpace(text))
		if !ok {
			continue
		}
		if i, known := at[x]; known {
			points[i].count += c.counts[code] // 0 and 0.0
			continue
		}
		at[x] = len(points)
		points = append(points, point{x, c.counts[code], code})
	}
	slices.SortFunc(points, func(a, b point) int { return cmp.Compare(a.x, b.x) })
	return points
}

// What speaks for a number that stands for nothing.
const (
	leastOthers  = 10  // distinct numbers besides; with fewer there is no distribution
	gapSteps     = 4.0 // its gap, in median gaps of its neighbours
	lookedAt     = 10  // neighbours
	farSpreads   = 3.0 // gap, in spreads of the column, from which on any repeated number is suspect
	leastRepeats = 5   // occurrences of such a number
	mostZeros    = 0.5 // share of the values; where more are 0, 0 is what is usual
)

// numbersForNull looks at both ends of a column of numbers, at two values of
// each, since 999 may stand for "refused" and 9999 for "not asked".
func (c *column) numbersForNull() (list []Disguise) {
	points := c.points(parseNumber)
	for range 2 {
		low := c.end(points, func(i int) point { return points[i] })
		if low != nil {
			list, points = append(list, *low), points[1:]
		}
		high := c.end(points, func(i int) point { return points[len(points)-1-i] })
		if high != nil {
			list, points = append(list, *high), points[:len(points)-1]
		}
	}
	return list
}

// end judges the first number from one end of a column.
func (c *column) end(points []point, from func(int) point) *Disguise {
	if len(points) <= leastOthers {
		return nil
	}
	v := from(0)
	gap := math.Abs(from(1).x - v.x)
	var gaps []float64
	most := 0
	for i := 1; i < min(len(points), lookedAt)-1; i++ {
		gaps = append(gaps, math.Abs(from(i+1).x-from(i).x))
		most = max(most, from(i).count)
	}
	slices.Sort(gaps)
	steps := gap / gaps[len(gaps)/2]
	spread := spread(points, v)
	beside, distinct := 0, 0
	for i := 1; i < len(points) && distinct < SentinelBeside; i++ {
		beside, distinct = beside+from(i).count, distinct+1
	}
	far := spread > 0 && gap > farSpreads*spread && v.count >= leastRepeats
	d := Disguise{Value: c.Text(v.code), Count: v.count, code: v.code}
	d.Why = fmt.Sprintf("repeated, and %.3g times as far from the next number as those are from each other", steps)
	switch placeholder := placeholder(v.x); {
	case v.x == -1:
		if from(1).x < 0 || v.count == 1 {
			return nil // one of several numbers below 0
		}
		d.Score, d.Why = 0.6, "the only number below 0"
		if steps >= gapSteps {
			d.Score = 0.9
		}
	case v.x == 0 && float64(v.count) > mostZeros*float64(c.present()):
		return nil
	case (placeholder || v.x == 0) && steps >= gapSteps && v.count > 1 && v.count > most:
		d.Score = 0.85
	case placeholder && v.count > most && offGrid(points, v):
		d.Score, d.Why = 0.8, "a repeated number that is written for nothing, where all others are multiples of one"
	case placeholder && spread > 0 && gap > farSpreads*spread:
		d.Score, d.Why = 0.7, "a number that is written for nothing, far from all others"
	case v.x > from(1).x && Sentinel(v.x, v.count, beside, distinct):
		d.Score, d.Why = SentinelScore, sentinelWhy
	case far && v.count > most:
		d.Score = 0.6
	default:
		return nil
	}
	return &d
}

// A number that is the greatest of a column, all nines, and far more common than
// those beside it is no quantity, however near it is to them.
const (
	SentinelBeside = 10  // numbers with which it is compared
	SentinelScore  = 0.6 // how probable it is then
	sentinelRows   = 5   // that it has at least, and times as many as one of those beside it on average
	sentinelWhy    = "the greatest number, all nines, and more common than those beside it"
)

// Sentinel reports that of the greatest number of a column, which occurs n times,
// given how often the distinct numbers beside it occur together.
func Sentinel(greatest float64, n, beside, distinct int) bool {
	nines := greatest >= 99 && strings.Trim(fmt.Sprint(greatest), "9") == ""
	return nines && n >= sentinelRows && distinct >= SentinelBeside && n*distinct >= sentinelRows*beside
}

// spread is the interquartile range of the numbers besides v.
func spread(points []point, v point) float64 {
	total := 0
	for _, p := range points {
		total += p.count
	}
	total -= v.count
	at := func(share float64) float64 {
		left := share * float64(total)
		for _, p := range points {
			if p.x == v.x {
				continue
			}
			if left -= float64(p.count); left <= 0 {
				return p.x
			}
		}
		return points[len(points)-1].x
	}
	return at(0.75) - at(0.25)
}

// leastGrid is the least step of numbers that are all multiples of it for a
// number that is none to be another thing.
const leastGrid = 5

// offGrid reports that all numbers besides v are multiples of a step, as limits
// and prices often are, and v is none.
func offGrid(points []point, v point) bool {
	var step int64
	for _, p := range points {
		if p.x != math.Trunc(p.x) || math.Abs(p.x) > 1<<53 {
			return false
		}
		if p.x == v.x {
			continue
		}
		for a, b := step, int64(math.Abs(p.x)); ; a, b = b, a%b {
			if b == 0 {
				step = a
				break
			}
		}
	}
	return step >= leastGrid && int64(v.x)%step != 0
}

// placeholder says whether people write a number for nothing: nines (or eights,
// or sevens) alone, and the ends of what a machine counts with.
func placeholder(x float64) bool {
	switch x {
	case -1, 32767, -32768, 65535, 2147483647, -2147483648, 4294967295, 1e20, -1e20, 12345, 123456, 123456789:
		return true
	}
	text := strings.ReplaceAll(fmt.Sprint(math.Abs(x)), ".", "")
	return strings.Trim(text, "9") == "" || len(text) > 1 && (strings.Trim(text, "8") == "" || strings.Trim(text, "7") == "")
}

// emptyDates are days on which much is said to have happened: the first and the
// last that programs know.
var emptyDates = []string{
	"0001-01-01", "1753-01-01", "1899-12-30", "1899-12-31", "1900-01-01", "1900-01-02", "1901-01-01", "1904-01-01",
	"1970-01-01", "2099-12-31", "2199-12-31", "2999-12-31", "3000-01-01", "9999-01-01", "9999-12-31",
}

// leastYears is how far from all others such a day must be.
const leastYears = 5

// datesForNull finds such days at the ends of a column of dates.
func (c *column) datesForNull() (list []Disguise) {
	points := c.points(func(text string) (float64, bool) {
		at, ok := parseDate(text)
		return float64(at.Unix() / 86400), ok
	})
	for i, p := range points {
		day := time.Unix(int64(p.x)*86400, 0).UTC().Format(time.DateOnly)
		if !slices.Contains(emptyDates, day) || len(points) < 3 {
			continue
		}
		gap := math.Inf(1)
		if i > 0 {
			gap = p.x - points[i-1].x
		}
		if i+1 < len(points) {
			gap = min(gap, points[i+1].x-p.x)
		}
		if gap > leastYears*365 {
			list = append(list, Disguise{c.Text(p.code), p.count, 0.9, "a day that programs write for none, years from all others", p.code})
		}
	}
	return list
}

// disguises makes suspects of values that stand for nothing.
func disguises(c *column) (suspects []suspect) {
	for _, d := range c.disguised() {
		if d.Score >= Likely {
			suspects = append(suspects, suspect{Disguised, map[uint32]uint32{d.code: 0}, d.Score, fmt.Sprintf("%q: %s", d.Value, d.Why)})
		}
	}
	return suspects
}

// mostMissing is the share of values that a nearly complete column lacks at
// most. (Under 5 %, Schafer calls what is missing inconsequential for a model:
// Multiple imputation, a primer, 1999. A person looks at the rows.)
const mostMissing = 0.05

// missing finds the cells without a value in a column where few have none.
func missing(c *column) []suspect {
	if c.counts[0] == 0 || float64(c.counts[0]) > mostMissing*float64(c.rows) {
		return nil
	}
	return []suspect{{Missing, map[uint32]uint32{0: 0}, 0.6, "few rows have no value here"}}
}
