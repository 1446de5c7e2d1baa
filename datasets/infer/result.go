package infer

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
)

// A Result is what a column is, and why.
type Result struct {
	Type     schema.Type
	Format   string `json:",omitempty"` // see [datasets.Column]; also [Zoned], [EpochSeconds] and [EpochMillis]
	Evidence datasets.Evidence
	Problems []datasets.Problem `json:",omitempty"`

	// If the column is a string although most of its values are of one narrower
	// type, that type, how it is written, and the share of the values, from 0 to
	// 1, that are of it.
	Dominant       schema.Type
	DominantFormat string  `json:",omitempty"`
	Share          float64 `json:",omitempty"`
}

// DominantShare is the least share of the values that makes a type dominant.
const DominantShare = 0.99

// Kinds of problems.
const (
	DigitsLost   = "digits lost"   // the type of the column does not keep all digits of some values
	ZonesMissing = "zones missing" // some times have no zone beside others that have one
)

// Formats that are not in strptime's notation.
const (
	Zoned        = "%z"       // ISO 8601 with an offset from UTC: to be cast to a timestamp with time zone
	EpochSeconds = "epoch"    // seconds since 1970
	EpochMillis  = "epoch_ms" // milliseconds since 1970
)

// Result decides what the column is. Values may be added afterwards all the same.
func (c *Column) Result() Result {
	d := c.decide()
	r := Result{Type: d.typ, Format: d.format, Problems: d.problems}
	r.Evidence = datasets.Evidence{
		Kinds:   c.kinds(&d),
		Formats: d.formats,
		Longest: c.longest,
		Padded:  c.padded,
		Period:  c.period(),
	}
	c.resultNulls(&r, &d)
	c.resultExtremes(&r, &d)
	r.Evidence.Deciders = c.deciders(&d)
	if d.typ.Kind == schema.String {
		if best := c.dominant(); best.typ.Kind != schema.String && best.share >= DominantShare {
			r.Dominant, r.DominantFormat, r.Share = best.typ, best.format, best.share
		}
	}
	return r
}

// A decision is what some of the values of a column make together.
type decision struct {
	typ      schema.Type
	format   string
	formats  []string
	choice   int  // under which dates are read, if they have several
	nan      bool // NaN is a number, not a null
	problems []datasets.Problem
	share    float64
}

// decide finds the type that holds all values that are no null texts.
func (c *Column) decide() decision {
	numbers, booleans, dates := c.groups()
	others := 0
	for _, n := range [...]int64{numbers, booleans, dates} {
		if n > 0 {
			others++
		}
	}
	switch {
	case c.counts[isText] > 0 || others > 1:
		return decision{typ: schema.Type{Kind: schema.String}}
	case numbers > 0 && c.telephone():
		return decision{typ: schema.Type{Kind: schema.String}}
	case numbers > 0:
		return c.decideNumbers()
	case booleans > 0:
		return c.decideBooleans()
	case dates > 0:
		return c.decideTimes()
	case c.counts[isNaN] > 0:
		return decision{typ: schema.Type{Kind: schema.Double}, nan: true}
	}
	return decision{}
}

// telephone reports whether the numbers are those of telephones, whose plus a
// number would lose. Where some are below zero it is the sign of the others, and
// nobody has a number with a fraction.
func (c *Column) telephone() bool {
	return c.phones > 0 && c.minInt >= 0 && c.counts[isFraction]+c.counts[isExact]+c.counts[isFloat] == 0
}

// groups counts the numbers, without NaN, the booleans and the dates. Numbers
// that are also dates are dates if there are no other numbers.
func (c *Column) groups() (numbers, booleans, dates int64) {
	for _, k := range [...]kind{isInt, isWide, isFraction, isExact, isFloat} {
		numbers += c.counts[k]
	}
	for k := isTrue; k < kinds; k++ {
		booleans += c.counts[k]
	}
	dates = c.counts[isDate] + c.counts[isTimestamp]
	if numbers > 0 {
		numbers += c.counts[isCompact]
	} else {
		dates += c.counts[isCompact]
	}
	return numbers, booleans, dates
}

// decideNumbers finds the type of a column of numbers.
func (c *Column) decideNumbers() decision {
	d := decision{typ: schema.Type{Kind: schema.Bigint}}
	fractions := c.counts[isFraction] + c.counts[isExact] + c.counts[isFloat]
	if fractions == 0 && c.counts[isWide] == 0 {
		return c.decideInts(d)
	}
	whole := c.whole
	if c.ints {
		whole = max(whole, digitsOf(c.minInt), digitsOf(c.maxInt))
	}
	precision := max(1, whole+c.scale)
	lossy := c.counts[isExact] > 0 || c.counts[isWide] > 0 || c.ints && (c.maxInt > 1<<53 || c.minInt < -1<<53)
	if (lossy || fractions == 0) && c.counts[isFloat] == 0 && precision <= schema.MaxPrecision {
		d.typ = schema.DecimalOf(precision, c.scale)
		return d
	}
	d.typ = schema.Type{Kind: schema.Double}
	d.nan = true
	if lossy {
		d.problems = append(d.problems, c.lostDigits())
	}
	return d
}

func digitsOf(n int64) int {
	digits := len(strconv.FormatInt(n, 10))
	if n < 0 {
		digits--
	}
	return digits
}

// decideInts finds what whole numbers are that all fit a bigint.
func (c *Column) decideInts(d decision) decision {
	o := &c.Options
	between := func(least, most int64) bool { return least <= c.minInt && c.maxInt < most }
	switch {
	case o.ZeroOne && between(0, 2):
		d.typ.Kind = schema.Boolean
	case o.EpochTimes && between(1e8, 1e11):
		d.typ.Kind, d.format = schema.Timestamp, EpochSeconds
	case o.EpochTimes && between(1e11, 1e14):
		d.typ.Kind, d.format = schema.Timestamp, EpochMillis
	}
	return d
}

// decideBooleans finds whether the words are all of one pair.
func (c *Column) decideBooleans() decision {
	pairs := 0
	single := false // one letter, which alone says little
	for k := isTrue; k < kinds; k += 2 {
		if c.counts[k]+c.counts[k+1] == 0 {
			continue
		}
		pairs++
		single = single || k >= isY && (c.counts[k] == 0 || c.counts[k+1] == 0)
		single = single || k != isTrue && c.Options.TrueFalse
	}
	if pairs > 1 || single {
		return decision{typ: schema.Type{Kind: schema.String}}
	}
	return decision{typ: schema.Type{Kind: schema.Boolean}}
}

// kinds counts the values by the narrowest type that holds each.
func (c *Column) kinds(d *decision) map[string]int64 {
	m := make(map[string]int64)
	add := func(k schema.Kind, n int64) {
		if n > 0 {
			m[k.String()] += n
		}
	}
	add(schema.Bigint, c.counts[isInt])
	if d.typ.Kind.Temporal() {
		add(schema.Date, c.counts[isCompact])
	} else {
		add(schema.Bigint, c.counts[isCompact])
	}
	add(schema.Decimal, c.counts[isWide]+c.counts[isExact])
	add(schema.Double, c.counts[isFraction]+c.counts[isFloat])
	add(schema.Date, c.counts[isDate])
	add(schema.Timestamp, c.counts[isTimestamp])
	for k := isTrue; k < kinds; k++ {
		add(schema.Boolean, c.counts[k])
	}
	add(schema.String, c.counts[isText])
	if d.nan || d.typ.Kind == schema.String {
		add(schema.Double, c.counts[isNaN])
	}
	if d.typ.Kind == schema.String {
		add(schema.String, c.counts[isBlank]+c.counts[isMissing])
	}
	if len(m) == 0 {
		return nil
	}
	return m
}

// resultNulls says which texts were read as null.
func (c *Column) resultNulls(r *Result, d *decision) {
	told := c.Options.NullTexts != nil
	texts := make(map[string]int64)
	r.Evidence.Nulls = c.nulls
	add := func(text string, n int64) {
		if n > 0 {
			texts[text] += n
			r.Evidence.Nulls += n
		}
	}
	add(alwaysNull, c.counts[isNull])
	if d.typ.Kind != schema.String {
		add("", c.counts[isBlank])
		if !d.nan {
			add("NaN", c.counts[isNaN])
		}
	}
	for _, t := range c.nullTexts {
		if told {
			texts[t.text] += t.count // counted as null already
		} else if d.typ.Kind != schema.String {
			add(t.text, t.count)
		}
	}
	if len(texts) > 0 {
		r.Evidence.NullTexts = texts
	}
}

// resultExtremes says what the least and the greatest value are.
func (c *Column) resultExtremes(r *Result, d *decision) {
	e := &r.Evidence
	switch k := d.typ.Kind; {
	case k == schema.String:
		e.Min, e.Max = c.textExtremes()
		e.Longest = max(c.longest, c.longestNull)
	case k == schema.Boolean:
		e.Min, e.Max = c.booleanExtremes()
	case k == schema.Bigint:
		e.Min, e.Max = strconv.FormatInt(c.minInt, 10), strconv.FormatInt(c.maxInt, 10)
	case k == schema.Decimal:
		e.Min, e.Max = c.decimalExtremes()
	case k == schema.Double:
		e.Min, e.Max = c.doubleExtremes()
	case k.Temporal():
		e.Min, e.Max = c.timeExtremes(d)
	}
}

// textExtremes returns the least and the greatest value, byte by byte.
func (c *Column) textExtremes() (least, most string) {
	e := c.extreme
	e.least, e.most = slices.Clone(e.least), slices.Clone(e.most)
	if c.times != nil {
		for i := range c.times.ways {
			e.addFixed(&c.times.ways[i])
		}
	}
	return datasets.Clip(string(e.least)), datasets.Clip(string(e.most))
}

func (c *Column) booleanExtremes() (least, most string) {
	falses := c.ints && c.minInt == 0
	trues := c.ints && c.maxInt == 1
	for k := isTrue; k < kinds; k += 2 {
		trues = trues || c.counts[k] > 0
		falses = falses || c.counts[k+1] > 0
	}
	return strconv.FormatBool(!falses), strconv.FormatBool(trues)
}

func (c *Column) decimalExtremes() (least, most string) {
	var w wideNumbers
	any := false
	include := func(text string) {
		d := parseDecimal(text)
		if !any {
			any, w = true, wideNumbers{least: d, most: d}
			return
		}
		if d.compare(w.least) < 0 {
			w.least = d
		}
		if d.compare(w.most) > 0 {
			w.most = d
		}
	}
	if c.wide != nil {
		include(c.wide.least.String())
		include(c.wide.most.String())
	}
	if c.ints {
		include(strconv.FormatInt(c.minInt, 10))
		include(strconv.FormatInt(c.maxInt, 10))
	}
	if c.floats {
		// These have so few digits that the shortest text of the double is the number.
		include(strconv.FormatFloat(c.minFloat, 'f', -1, 64))
		include(strconv.FormatFloat(c.maxFloat, 'f', -1, 64))
	}
	return w.least.String(), w.most.String()
}

func (c *Column) doubleExtremes() (least, most string) {
	low, high := math.Inf(1), math.Inf(-1)
	include := func(f float64) { low, high = min(low, f), max(high, f) }
	if c.wide != nil {
		for _, d := range [...]decimal{c.wide.least, c.wide.most} {
			f, _ := strconv.ParseFloat(d.String(), 64) // it is in range: readers saw to that
			include(f)
		}
	}
	if c.ints {
		include(float64(c.minInt))
		include(float64(c.maxInt))
	}
	if c.floats {
		include(c.minFloat)
		include(c.maxFloat)
	}
	if low > high { // nothing but NaN
		return "", ""
	}
	return formatDouble(low), formatDouble(high)
}

func formatDouble(f float64) string {
	switch {
	case math.IsInf(f, 1):
		return "Infinity"
	case math.IsInf(f, -1):
		return "-Infinity"
	case f == 0:
		return "0" // not -0
	}
	return strconv.FormatFloat(f, 'g', -1, 64)
}

// deciders returns the first values that ruled out a narrower type than d's.
func (c *Column) deciders(d *decision) []datasets.Place {
	var wanted func(k kind) bool
	switch {
	case d.typ.Kind == schema.String && c.counts[isText] > 0:
		wanted = func(k kind) bool { return k == isText }
	case d.typ.Kind == schema.String:
		wanted = func(k kind) bool { return k > isMissing && k != isNaN }
	case d.typ.Kind == schema.Double:
		wanted = func(k kind) bool { return k == isFraction || k == isExact || k == isFloat || k == isNaN && d.nan }
	case d.typ.Kind == schema.Decimal:
		wanted = func(k kind) bool { return k == isWide || k == isExact || c.counts[isExact] == 0 && k == isFraction }
	case d.typ.Kind == schema.Timestamp && c.counts[isDate] > 0:
		wanted = func(k kind) bool { return k == isTimestamp }
	case d.typ.Kind.Temporal() && c.times != nil:
		return c.orderDeciders()
	default:
		return nil
	}
	var places []datasets.Place
	for _, f := range c.firsts {
		if wanted(f.kind) {
			places = append(places, f.place())
		}
	}
	return firstPlaces(places)
}

// firstPlaces returns the first of some places as they stand in the file.
func firstPlaces(places []datasets.Place) []datasets.Place {
	slices.SortFunc(places, compare)
	return places[:min(len(places), datasets.MaxPlaces)]
}

// compare orders places as they stand in the file.
func compare(a, b datasets.Place) int {
	return cmp.Or(cmp.Compare(a.Byte, b.Byte), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Value, b.Value))
}

func (f first) place() datasets.Place {
	return datasets.Place{Line: f.at.Line, Byte: f.at.Byte, Value: f.text}
}

// lostDigits says that doubles do not keep the digits of some numbers.
func (c *Column) lostDigits() datasets.Problem {
	p := datasets.Problem{
		Kind:  DigitsLost,
		Cause: "numbers with more digits than a double keeps stand beside numbers that no decimal holds",
		Count: c.counts[isExact] + c.counts[isWide],
	}
	for _, f := range c.firsts {
		if f.kind == isExact || f.kind == isWide {
			p.Places = append(p.Places, f.place())
		}
	}
	return p
}
