package jsonfile

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/infer"
	"github.com/tarnlake/tarn/datasets/schema"
)

// Dates says how to read the strings of a column that are all dates or
// timestamps, of which some are not written as the engine expects them. It is
// nil for any other column.
type dates struct {
	format      string // as in [datasets.Column]; empty if no one format reads them all
	problems    []datasets.Problem
	evidence    datasets.Evidence // on those that are written otherwise
	least, most string            // of all of them
}

// mixed reports whether the dates are so many texts.
func (d *dates) mixed() bool { return d != nil && d.format == "" }

// otherTime adds a string to the column if it is a date or a timestamp, and
// returns its kind. It stands at i.
func (w *walker) otherTime(c *column, text []byte, i int) kind {
	if c.others == nil {
		c.others = &infer.Column{}
	}
	switch c.others.AddTime(text, infer.Pos{Line: w.lineOf(i), Byte: w.at + int64(i)}) {
	case schema.Date:
		return isOtherDate
	case schema.Timestamp:
		return isOtherTimestamp
	}
	return isText
}

// settleDates decides how the dates of a column are read, if some have to be
// read otherwise than the engine does.
func (n *node) settleDates() {
	other := n.counts[isOtherDate] + n.counts[isOtherTimestamp]
	if other == 0 || n.families() != temporals {
		return
	}
	found := n.column.others.Result()
	d := &dates{problems: found.Problems, evidence: found.Evidence}
	n.column.dates = d
	expected := n.counts[isDate] + n.counts[isTimestamp]
	switch {
	case !found.Type.Kind.Temporal() && expected == 0:
	case expected == 0:
		d.format = cmp.Or(found.Format, infer.Zoned)
		d.least, d.most = found.Evidence.Min, found.Evidence.Max
	case found.Type.Kind.Temporal() && n.column.others.ISO() && n.column.secondless == 0: // no cast reads 10:00Z
		d.format = infer.Zoned
		d.include(n.column, found.Type.Kind, n.schemaType().Kind)
		if found.Format != "" && n.column.zoneless > 0 {
			d.problems = n.missingZones(found.Problems)
		}
	default:
		d.problems = []datasets.Problem{n.mixedDates(expected, other, &found)}
	}
}

// include makes the extremes those of all dates of the column, whose type is
// to; from is the type of those that are written otherwise.
func (d *dates) include(c *column, from, to schema.Kind) {
	least, most := d.evidence.Min, d.evidence.Max
	if from == schema.Date && to == schema.Timestamp {
		least, most = least+" 00:00:00", most+" 00:00:00"
	}
	k := isTimestamp
	if to == schema.Date {
		k = isDate
	}
	d.least = min(least, writeTime(c.minTime, k)) // in the order of time, since years have four digits
	d.most = max(most, writeTime(c.maxTime, k))
}

// zoneless reports whether a timestamp that the engine expects has no zone.
func zoneless(text []byte) bool {
	return text[len(text)-1] != 'Z' && !bytes.HasSuffix(text, []byte("+00:00"))
}

// missingZones adds to the problems with dates that are written otherwise the
// timestamps that have no zone beside those that have one.
func (n *node) missingZones(others []datasets.Problem) []datasets.Problem {
	p := datasets.Problem{
		Kind:  infer.ZonesMissing,
		Cause: "times without a zone stand beside times with one; they are read as UTC",
		Count: n.column.zoneless,
	}
	p.Places = n.placesOf(func(at place) bool { return at.kind == isTimestamp && zoneless([]byte(at.text)) })
	all := []datasets.Problem{p}
	for _, other := range others {
		if other.Kind != infer.ZonesMissing {
			all = append(all, other)
			continue
		}
		all[0].Count += other.Count
		all[0].Places = append(all[0].Places, other.Places...)
	}
	all[0].Places = firstPlaces(all[0].Places)
	return all
}

// placesOf returns those of the first values that are wanted.
func (n *node) placesOf(wanted func(place) bool) (places []datasets.Place) {
	for _, at := range n.places {
		if wanted(at) {
			places = append(places, datasets.Place{Line: at.line, Byte: at.at, Value: at.text})
		}
	}
	return places
}

// firstPlaces returns the first of some places, as they stand in the file.
func firstPlaces(places []datasets.Place) []datasets.Place {
	slices.SortFunc(places, func(a, b datasets.Place) int { return cmp.Compare(a.Byte, b.Byte) })
	return places[:min(len(places), datasets.MaxPlaces)]
}

// mixedDates says that no one format reads the dates of a column.
func (n *node) mixedDates(expected, other int64, found *infer.Result) datasets.Problem {
	p := datasets.Problem{
		Kind: "mixed date formats",
		Cause: fmt.Sprintf("every value is a date, but no one format reads them all: %d as ISO 8601, %d as %s",
			expected, other, cmp.Or(found.Format, "others")),
		Count: expected + other,
	}
	p.Places = firstPlaces(n.placesOf(func(at place) bool { return families[at.kind] == temporals }))
	return p
}

// describe adds to the evidence on a column what is known of its dates, and
// returns the values that decided how they are read.
func (d *dates) describe(e *datasets.Evidence) []datasets.Place {
	if d == nil || d.mixed() {
		return nil
	}
	e.Formats, e.Padded = d.evidence.Formats, d.evidence.Padded
	return d.evidence.Deciders
}

// timeExtremes returns the first and the last date of a column.
func (c *column) timeExtremes(k schema.Kind) (least, most string) {
	switch {
	case c.dates != nil:
		return c.dates.least, c.dates.most
	case k == schema.Date:
		return writeTime(c.minTime, isDate), writeTime(c.maxTime, isDate)
	}
	return writeTime(c.minTime, isTimestamp), writeTime(c.maxTime, isTimestamp)
}
