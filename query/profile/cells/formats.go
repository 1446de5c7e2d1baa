package cells

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// wrongEncoding finds texts with characters that come from reading bytes in an
// encoding that they are not in.
func wrongEncoding(c *column) []suspect {
	s := suspect{Encoding, map[uint32]uint32{}, 0.9, "characters that were decoded wrongly"}
	for code, text := range c.all {
		if garbled(text) {
			s.codes[code] = 0
		}
	}
	return []suspect{s}
}

// garbled reports the replacement character, control characters, accents of
// letters that have none (é of Latin-1 taken for a part of UTF-8), and
// UTF-8 read as Latin-1 or Windows-1252 ("Ã©", "â€™").
func garbled(text string) bool {
	var last rune
	for _, r := range text {
		switch {
		case r == utf8.RuneError, unicode.IsControl(r) && !unicode.IsSpace(r):
			return true
		case r >= 0x0313 && r <= 0x036f && r != 0x0323 && r != 0x0327 && r != 0x0328 && last < 0x250:
			return true
		case (last == 'Ã' || last == 'Â') && (r >= 0x80 && r <= 0xbf || r == 'ƒ' || r == '‚'), last == 'â' && r == '€':
			return true
		}
		last = r
	}
	return false
}

// Numbers with units. mostNumbers is the share of a column's values that must be
// a number with or without a unit, and unitRows the share of them that a way to
// write the unit has at most if it is one of many.
const (
	mostNumbers = 0.8
	ownUnit     = 0.5
)

// knownUnits are the first words of units, in small letters and without a point
// or a plural's s. Behind a number can also stand a street or a rest of a code.
var knownUnits = func() map[string]bool {
	known := map[string]bool{}
	for unit := range strings.FieldsSeq(`% ‰ ° °c °f ' " $ € £ ¥ usd eur gbp jpy chf cent dollar euro pound
		g gr gram gramme kg kilo kilogram mg milligram µg mcg t ton tonne oz ounce lb lbs stone st
		m meter metre km kilometer kilometre cm centimeter centimetre mm millimeter millimetre µm nm mi mile ft foot feet in inch inche yd yard
		l liter litre ml milliliter millilitre cl dl hl gal gallon pt pint qt quart cup fl tbsp tsp barrel bbl
		sq sqm sqft sqkm ha hectare acre m² m³ km²
		s sec second ms millisecond min minute h hr hour d day w wk week mo month y yr year
		b kb mb gb tb kib mib gib byte bit hz khz mhz ghz
		w kw mw gw watt kwh mwh wh j kj cal kcal calorie v kv volt a ma amp ampere ohm
		pa kpa hpa bar mbar psi mmhg c f k kelvin celsius fahrenheit deg degree
		mph kmh km/h kph m/s knot rpm bpm mol mmol mmol/l mg/dl iu unit pc piece pack pair dozen percent pct ppm ppb k m bn mio million billion thousand`) {
		known[unit] = true
	}
	return known
}()

// known says whether a unit is one that is used for measures.
func known(unit string) bool {
	if unit == "" {
		return true
	}
	first := strings.TrimRight(strings.ToLower(strings.Fields(unit)[0]), ".,;")
	return knownUnits[first] || knownUnits[strings.TrimSuffix(first, "s")]
}

// units finds units in a column of numbers that are not all in one way. If more
// than half are in one way ("0.05"), it is the others that are wrong ("5%"). If
// there is no such way ("12 oz", "12 oz.", "12 ounces"), all are: none can be
// read as a number without first agreeing on what the unit is.
func units(c *column) []suspect {
	ways := map[string]int{}
	total := 0
	of := make(map[uint32]string)
	for code, text := range c.all {
		if unit, ok := unitOf(text); ok {
			of[code] = unit
			ways[unit] += c.counts[code]
			total += c.counts[code]
		}
	}
	for unit, rows := range ways {
		if rows == 1 && unit != "" {
			delete(ways, unit) // a slip is no unit
		}
	}
	if len(ways) < 2 || float64(total) < mostNumbers*float64(c.present()) {
		return nil
	}
	usual, most := "", 0
	for unit, rows := range ways {
		if rows > most || rows == most && unit < usual {
			usual, most = unit, rows
		}
	}
	s := suspect{Unit, map[uint32]uint32{}, 0.8, fmt.Sprintf("units in %d ways", len(ways))}
	mixed := float64(most) <= ownUnit*float64(total)
	for unit := range ways {
		if mixed && !known(unit) {
			return nil
		}
	}
	for code, unit := range of {
		if unit != usual || mixed && unit != "" {
			s.codes[code] = 0
		}
	}
	return []suspect{s}
}

// unitOf returns what stands behind a number: a mark such as % or up to three
// words.
func unitOf(text string) (unit string, ok bool) {
	text = strings.TrimSpace(text)
	end := strings.IndexFunc(text, func(r rune) bool { return !strings.ContainsRune("0123456789.,+-", r) })
	if end < 0 {
		end = len(text)
	}
	if _, ok := parseNumber(text[:end]); !ok {
		return "", false
	}
	unit = strings.TrimSpace(text[end:])
	if unit == "" {
		return "", true
	}
	r, _ := utf8.DecodeRuneInString(unit)
	plain := unicode.IsLetter(r) || unicode.IsSymbol(r) || strings.ContainsRune("%‰°'\"", r)
	return unit, plain && !strings.ContainsAny(unit, "0123456789") && len(strings.Fields(unit)) <= 3
}

// Forms. ownForm is the share of the values of a column that one form must have
// for the others to be wrong.
// codeShare is the share of the rows from which on a value of another form
// is not a slip, but a code that somebody has chosen, such as "closed".
const (
	ownForm   = 0.9
	codeShare = 0.01
	leastCode = 5 // rows, in small tables
)

// formats finds the values whose form is not that of nearly all others. The form
// is a text without its letters and digits: runs of digits are one, runs of
// letters are one, and all numbers are one. Forms of words alone say nothing.
func formats(c *column) []suspect {
	forms := map[string]int{}
	of := make(map[uint32]string)
	total := 0
	for code, text := range c.all {
		if NullLike(text) >= Likely {
			continue // told as such
		}
		form := formOf(text)
		of[code] = form
		forms[form] += c.counts[code]
		total += c.counts[code]
	}
	usual, most := "", 0
	for form, rows := range forms {
		if rows > most || rows == most && form < usual {
			usual, most = form, rows
		}
	}
	if len(forms) < 2 || !strings.Contains(usual, "9") || float64(most) < ownForm*float64(total) {
		return spreadsheetDates(of, forms, c)
	}
	s := suspect{Format, map[uint32]uint32{}, float64(most) / float64(total), fmt.Sprintf("nearly all others look like %s", usual)}
	for code, form := range of {
		if form != usual && float64(c.counts[code]) < max(leastCode, codeShare*float64(c.rows)) {
			s.codes[code] = 0
		}
	}
	return []suspect{s}
}

func formOf(text string) string {
	text = strings.TrimSpace(text)
	if _, ok := parseNumber(text); ok {
		return "9"
	}
	var b strings.Builder
	var last rune
	for _, r := range text {
		switch {
		case unicode.IsDigit(r):
			r = '9'
		case unicode.IsLetter(r):
			r = 'a'
		case unicode.IsSpace(r):
			r = ' '
		}
		if r != last || r != '9' && r != 'a' && r != ' ' {
			b.WriteRune(r)
		}
		last = r
	}
	return b.String()
}

var months = []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}

// sheetShare is the share of the values of a column that a spreadsheet has made
// dates of at most; more are dates that somebody wanted.
const sheetShare = 0.1

// spreadsheetDates finds texts such as 3-17 that a spreadsheet has made a date
// of, "17-Mar", among texts that are still two numbers with a dash.
// (Ziemann, Eren, El-Osta: Gene name errors are widespread in the scientific
// literature, 2016.)
func spreadsheetDates(of map[uint32]string, forms map[string]int, c *column) []suspect {
	s := suspect{Format, map[uint32]uint32{}, 0.8, "a spreadsheet has made a date of two numbers"}
	rows := 0
	for code, form := range of {
		if form != "9-a" && form != "a-9" {
			continue
		}
		before, after, _ := strings.Cut(strings.ToLower(c.Text(code)), "-")
		if slices.Contains(months, strings.TrimSpace(before)) || slices.Contains(months, strings.TrimSpace(after)) {
			s.codes[code] = 0
			rows += c.counts[code]
		}
	}
	if 2*forms["9-9"] < c.present() || float64(rows) > sheetShare*float64(c.present()) {
		return nil
	}
	return []suspect{s}
}

// mostDates is the share of the values of a column that must be dates of three
// short numbers for their order to be a question.
const mostDates = 0.8

// ambiguousDates finds dates in three numbers of at most two digits, such as
// 4/2/15, whose last number is a day as well as a year: another order makes them
// another date, so that they say something to those alone who know the order.
// Dates such as 4/2/71, which have only one place for the year, are not meant.
func ambiguousDates(c *column) []suspect {
	s := suspect{Ambiguous, map[uint32]uint32{}, 0.5, "a date with a year of two digits, which can be read as another date"}
	short := 0
	for code, text := range c.all {
		parts, ok := shortDate(text)
		if !ok {
			continue
		}
		short += c.counts[code]
		if readings(parts) > 1 {
			s.codes[code] = 0
		}
	}
	if float64(short) < mostDates*float64(c.present()) {
		return nil
	}
	return []suspect{s}
}

func shortDate(text string) (parts [3]int, ok bool) {
	fields := strings.FieldsFunc(strings.TrimSpace(text), func(r rune) bool { return r == '/' || r == '-' || r == '.' })
	if len(fields) != 3 || strings.Count(text, "/")+strings.Count(text, "-")+strings.Count(text, ".") != 2 {
		return parts, false
	}
	for i, field := range fields {
		n, err := strconv.Atoi(field)
		if err != nil || len(field) > 2 {
			return parts, false
		}
		parts[i] = n
	}
	return parts, readings(parts) > 0
}

// readings counts the places in which the year of a date can stand: the first or
// the last.
func readings(p [3]int) (n int) {
	for _, rest := range [][2]int{{p[0], p[1]}, {p[1], p[2]}} {
		if day := max(rest[0], rest[1]); day <= 31 && min(rest[0], rest[1]) >= 1 && min(rest[0], rest[1]) <= 12 {
			n++
		}
	}
	return n
}

// outOfProportion is how many spreads beyond the quartiles a number lies at
// least to be wrong rather than rare, both as it is and by its order of
// magnitude. (Tukey calls it far out from 3 on.)
const (
	outOfProportion = 6
	mostOutliers    = 0.005 // of the numbers; more are a second kind
)

// outliers finds numbers out of all proportion: a slipped decimal point, another
// unit.
func outliers(c *column) []suspect {
	if k, _ := c.mostly(0.95, nil); k != number {
		return nil
	}
	points := c.points(parseNumber)
	s := suspect{Outlier, map[uint32]uint32{}, 0.6, "a number out of all proportion to the others"}
	if len(points) <= leastOthers {
		return nil
	}
	logs := slices.Clone(points)
	for i := range logs {
		logs[i].x = math.Copysign(math.Log1p(math.Abs(logs[i].x)), logs[i].x)
	}
	linear, logarithmic := fences(points), fences(logs)
	rows := 0
	for i, p := range points {
		if linear.beyond(p.x) && logarithmic.beyond(logs[i].x) {
			s.codes[p.code] = 0
			rows += p.count
		}
	}
	if float64(rows) > max(1, mostOutliers*float64(c.present())) {
		return nil
	}
	return []suspect{s}
}

// A fence has the numbers inside that are in proportion.
type fence struct{ low, high float64 }

func (f fence) beyond(x float64) bool { return x < f.low || x > f.high }

func fences(points []point) fence {
	total := 0
	for _, p := range points {
		total += p.count
	}
	at := func(share float64) float64 {
		left := share * float64(total)
		for _, p := range points {
			if left -= float64(p.count); left <= 0 {
				return p.x
			}
		}
		return points[len(points)-1].x
	}
	low, high := at(0.25), at(0.75)
	if low == high {
		return fence{math.Inf(-1), math.Inf(1)}
	}
	far := outOfProportion * (high - low)
	return fence{low - far, high + far}
}
