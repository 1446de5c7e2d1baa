package infer

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"
	"time"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
)

// decideTimes finds the one format under which every date of a column is one.
func (c *Column) decideTimes() decision {
	kind := schema.Date
	if c.counts[isTimestamp] > 0 {
		kind = schema.Timestamp
	}
	d := decision{typ: schema.Type{Kind: kind}}
	if c.engineReads(&d) {
		d.problems = append(c.missingZones(), c.cutDigits()...)
		return d
	}
	if c.times.others > 0 {
		return c.mixed(d)
	}
	common := c.times.ways[0].way.formats(c.times.ways[0].mask)
	for _, w := range c.times.ways[1:] {
		formats := w.way.formats(w.mask)
		for i := range common {
			if common[i] != formats[i] {
				common[i] = ""
			}
		}
	}
	choice := c.choose(common)
	if choice < 0 {
		return c.mixed(d)
	}
	d.choice, d.format = choice, common[choice]
	if rival := common[1-min(choice, 1)]; choice < 2 && rival != "" && c.ambiguous() {
		d.formats = []string{d.format, rival}
		d.problems = append(d.problems, c.ambiguousDates(d.format, rival))
	}
	d.problems = append(d.problems, c.cutDigits()...)
	return d
}

// cutDigits says that a timestamp does not keep all digits of some times.
func (c *Column) cutDigits() []datasets.Problem {
	if c.times.cut == 0 {
		return nil
	}
	p := datasets.Problem{
		Kind:  DigitsLost,
		Cause: "a timestamp keeps six digits of a second, and none that follow them",
		Count: c.times.cut,
	}
	for _, f := range c.times.cutFirst {
		p.Places = append(p.Places, f.place())
	}
	return []datasets.Problem{p}
}

// mixed makes a string of dates that no one format reads.
func (c *Column) mixed(d decision) decision {
	d.typ.Kind = schema.String
	d.problems = append(d.problems, c.mixedFormats())
	return d
}

// engineReads reports whether the engine reads all dates of the column by
// itself, and sets d's format if it has to be told that there are zones.
func (c *Column) engineReads(d *decision) bool {
	if c.times.others > 0 {
		return false
	}
	zoned := false
	for i := range c.times.ways {
		w := c.times.ways[i].way
		if !w.iso() && !w.zoned() {
			return false
		}
		zoned = zoned || w.zoned()
	}
	if zoned {
		d.format = Zoned
		if w := c.times.ways[0].way; len(c.times.ways) == 1 && w.clock() != nanos {
			d.format = w.format(0)
		}
	}
	return true
}

// missingZones says that some times have no zone beside others that have one.
func (c *Column) missingZones() []datasets.Problem {
	p := datasets.Problem{
		Kind:  ZonesMissing,
		Cause: "times without a zone stand beside times with one; they are read as UTC",
	}
	zones := false
	for i := range c.times.ways {
		w := &c.times.ways[i]
		zones = zones || w.way.zone() != noZone
		if w.way.clock() != noClock && w.way.zone() == noZone {
			p.Count += w.values()
			for _, f := range w.firsts {
				p.Places = append(p.Places, f.place())
			}
		}
	}
	if !zones || p.Count == 0 {
		return nil
	}
	p.Places = firstPlaces(p.Places)
	return []datasets.Problem{p}
}

// choose returns the index of the format to read the column by, or -1.
// A short year in front is the last resort: nearly all dates with a short year
// could be read so, and hardly any are.
func (c *Column) choose(formats [choices]string) int {
	order := [...]int{0, 1, 2}
	if c.Options.MonthFirst {
		order = [...]int{1, 0, 2}
	}
	for _, i := range order {
		if formats[i] != "" {
			return i
		}
	}
	return -1
}

// orderDeciders returns the first value that can be read in one order only.
func (c *Column) orderDeciders() []datasets.Place {
	var places []datasets.Place
	for i := range c.times.ways {
		w := &c.times.ways[i]
		for _, f := range w.firsts {
			if w.way.date() == dayMonthYear && f.mask&3 != 3 {
				places = append(places, f.place())
			}
		}
	}
	places = firstPlaces(places)
	return places[:min(len(places), 1)]
}

// ambiguous reports whether some day would be another one with the month first.
// Between dots it stands first everywhere, so there is no doubt then.
func (c *Column) ambiguous() bool {
	for i := range c.times.ways {
		w := &c.times.ways[i]
		if w.way.date() == dayMonthYear && w.way.mark() != dot && w.differ {
			return true
		}
	}
	return false
}

func (c *Column) ambiguousDates(format, rival string) datasets.Problem {
	p := datasets.Problem{
		Kind:  "ambiguous dates",
		Cause: fmt.Sprintf("every value is a date both as %s and as %s; read as %s", format, rival, format),
	}
	for i := range c.times.ways {
		w := &c.times.ways[i]
		p.Count += w.values()
		for _, f := range w.firsts {
			p.Places = append(p.Places, f.place())
		}
	}
	p.Places = firstPlaces(p.Places)
	return p
}

// A form is a way to write dates, as people are told of it.
type form struct {
	name  string
	count int64
	first first
}

// forms counts the dates by how they are written.
func (c *Column) forms() []form {
	var forms []form
	for i := range c.times.ways {
		w := &c.times.ways[i]
		for _, f := range w.firsts {
			name := w.way.formName(f.mask, w.mask)
			at := slices.IndexFunc(forms, func(g form) bool { return g.name == name })
			if at < 0 {
				at = len(forms)
				forms = append(forms, form{name: name, first: f.first})
			}
			forms[at].count += w.counts[f.mask]
			if compare(f.first.place(), forms[at].first.place()) < 0 {
				forms[at].first = f.first
			}
		}
	}
	slices.SortStableFunc(forms, func(a, b form) int {
		if a.count != b.count {
			return int(max(-1, min(1, b.count-a.count)))
		}
		return strings.Compare(a.name, b.name)
	})
	return forms
}

// formName names the choices in mask, or those that the whole column has left.
func (w way) formName(mask, column uint8) string {
	if w.iso() || w.zoned() {
		return "ISO 8601"
	}
	if column != 0 {
		mask = column
	}
	if mask&3 != 0 {
		mask &= 3
	}
	if bits.OnesCount8(mask) == 1 {
		return w.format(bits.TrailingZeros8(mask))
	}
	return w.format(0) + " or " + w.format(1)
}

// mixedFormats says that the dates of the column are not all written in one way.
func (c *Column) mixedFormats() datasets.Problem {
	forms := c.forms()
	p := datasets.Problem{Kind: "mixed date formats"}
	var parts []string
	for _, f := range forms {
		p.Count += f.count
		if len(parts) < datasets.MaxPlaces {
			parts = append(parts, fmt.Sprintf("%d as %s", f.count, f.name))
			p.Places = append(p.Places, f.first.place())
		}
	}
	p.Count += c.times.others
	if len(forms) > len(parts) || c.times.others > 0 {
		parts = append(parts, "and others")
	}
	p.Cause = "every value is a date, but no one format reads them all: " + strings.Join(parts, ", ")
	p.Places = firstPlaces(p.Places)
	return p
}

// timeExtremes returns the first and the last date, in ISO 8601 and UTC.
func (c *Column) timeExtremes(d *decision) (least, most string) {
	if c.times == nil { // seconds or milliseconds since 1970
		scale := int64(1e6)
		if d.format == EpochMillis {
			scale = 1e3
		}
		return formatTime(c.minInt*scale, schema.Timestamp), formatTime(c.maxInt*scale, schema.Timestamp)
	}
	var low, high int64
	for i := range c.times.ways {
		w := &c.times.ways[i]
		choice := d.choice
		if w.any&(1<<choice) == 0 {
			choice = bits.TrailingZeros8(w.any)
		}
		first, last := w.least[choice], w.most[choice]
		if w.way.byNanos() {
			last++ // strptime rounds what is less than a microsecond, now and then
		}
		if i == 0 {
			low, high = first, last
		}
		low, high = min(low, first), max(high, last)
	}
	return formatTime(low, d.typ.Kind), formatTime(high, d.typ.Kind)
}

func formatTime(micros int64, kind schema.Kind) string {
	t := time.UnixMicro(micros).UTC()
	if kind == schema.Date {
		return t.Format("2006-01-02")
	}
	return t.Format("2006-01-02 15:04:05.999999")
}
