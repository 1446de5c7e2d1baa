package infer

import (
	"strings"
	"time"
)

// A way is how a date or a timestamp is written, save for the order of day and
// month and for whether a month's name is cut short: what a reader cannot see
// in one value alone. Those are the choices of the way.
type way uint32

// The parts of a way.
const (
	dateBits, dateShift     = 0xF, 0
	markBits, markShift     = 0x7, 4 // between the parts of the date
	clockBits, clockShift   = 0x7, 7
	beforeBits, beforeShift = 0x7, 10 // between date and clock
	halfBits, halfShift     = 0x3, 13
	zoneBits, zoneShift     = 0x7, 15
	shortYear               = way(1) << 18 // two digits
	commaFraction           = way(1) << 19 // 10:00:00,5
	weekdayShort            = way(1) << 20
	weekdayLong             = way(1) << 21
	weekdayComma            = way(1) << 22
	loose                   = way(1) << 23 // some part has one digit where it could have two, or the hour is 24
	spaced                  = way(1) << 24 // there are spaces around it
)

// Orders of the parts of a date. Those of the first group have one choice,
// those of the second two or three, those of the third two.
const (
	yearMonthDay way = iota
	compactDay       // 20240229

	dayMonthYear // or month, day, year, or year, month, day with a short year

	dayNameYear
	nameDayYear
	yearNameDay
	nameDayClockYear // Thu Feb 29 10:00:00 2024
)

// Marks between the parts of a date.
const (
	dash way = iota
	slash
	dot
	space
	comma // Feb 29, 2024
	noMark
)

var markTexts = [...]string{"-", "/", ".", " ", ", ", ""}

// Clocks.
const (
	noClock way = iota
	minutes
	seconds
	thousandths  // a fraction of three digits
	millionths   // one of six digits
	micros       // one of another number of digits up to six
	nanos        // one of up to nine digits
	compactClock // 101112
)

var clockTexts = [...]string{"", "%H:%M", "%H:%M:%S", "%H:%M:%S.%f", "%H:%M:%S.%f", "%H:%M:%S.%f", "%H:%M:%S.%n", "%H%M%S"}

// Marks between date and clock.
const (
	bySpace way = iota
	byT
	byColon
	byComma
)

var beforeTexts = [...]string{" ", "T", ":", ", "}

// Halves of the day.
const (
	wholeDay   way = iota
	half           // 10:00PM
	spacedHalf     // 10:00 PM
)

var halfTexts = [...]string{"", "%p", " %p"}

// Zones.
const (
	noZone way = iota
	zulu
	utc
	gmt
	offset       // +02:00, +0200 or +02
	spacedOffset // +02:00 after a space
)

var zoneTexts = [...]string{"", "Z", " UTC", " GMT", "%z", " %z"}

func (w way) date() way  { return w >> dateShift & dateBits }
func (w way) mark() way  { return w >> markShift & markBits }
func (w way) clock() way { return w >> clockShift & clockBits }
func (w way) zone() way  { return w >> zoneShift & zoneBits }
func (w way) half() way  { return w >> halfShift & halfBits }

// iso reports whether the engine reads values written so without being told how.
func (w way) iso() bool {
	if w.date() != yearMonthDay || w.mark() != dash || w.half() != wholeDay || w&(commaFraction|weekdayShort|weekdayLong) != 0 {
		return false
	}
	switch before := w >> beforeShift & beforeBits; {
	case w.clock() == noClock:
		return w.zone() == noZone
	case before != bySpace && before != byT, w.clock() == compactClock:
		return false
	}
	switch w.zone() {
	case noZone:
		return true
	case zulu, utc:
		return w.clock() >= seconds && w&loose == 0
	}
	return false
}

// zoned reports whether the engine reads values written so as timestamps with a
// time zone without being told how.
func (w way) zoned() bool {
	return w.zone() == offset && w.clock() >= seconds && w&loose == 0 && (w &^ (zoneBits << zoneShift)).iso()
}

// byNanos reports whether the engine reads values written so as nanoseconds
// since 1970.
func (w way) byNanos() bool { return w.clock() == nanos && !w.iso() && !w.zoned() }

// fixed reports whether values written so are in the order of time if they are
// in the order of their bytes, so that the first and the last can be written again.
func (w way) fixed() bool {
	return w&(loose|spaced) == 0 && w.clock() <= millionths && w.iso()
}

// text writes a time in a fixed way.
func (w way) text(micros int64) string {
	layout := "2006-01-02"
	if w.clock() != noClock {
		layout += beforeTexts[w>>beforeShift&beforeBits] + clockLayouts[w.clock()] + zoneTexts[w.zone()]
	}
	return time.UnixMicro(micros).UTC().Format(layout)
}

var clockLayouts = [...]string{"", "15:04", "15:04:05", "15:04:05.000", "15:04:05.000000"}

// formats returns the choices of w that are in mask, in strptime's notation.
func (w way) formats(mask uint8) (formats [choices]string) {
	for i := range formats {
		if mask&(1<<i) != 0 {
			formats[i] = w.format(i)
		}
	}
	return formats
}

// format returns one choice of w in strptime's notation.
func (w way) format(choice int) string {
	var b strings.Builder
	switch {
	case w&weekdayShort != 0:
		b.WriteString("%a")
	case w&weekdayLong != 0:
		b.WriteString("%A")
	}
	switch {
	case w&weekdayComma != 0:
		b.WriteString(", ")
	case w&(weekdayShort|weekdayLong) != 0:
		b.WriteString(" ")
	}
	clock := w.clockFormat()
	if w.date() == nameDayClockYear {
		b.WriteString(strings.ReplaceAll("%N %d ", "%N", monthName(choice)) + clock + " %Y")
		return b.String()
	}
	b.WriteString(w.dateFormat(choice))
	if w.clock() != noClock {
		b.WriteString(beforeTexts[w>>beforeShift&beforeBits])
		b.WriteString(clock)
	}
	return b.String()
}

func monthName(choice int) string { return [choices]string{"%b", "%B"}[choice] }

func (w way) dateFormat(choice int) string {
	year := "%Y"
	if w&shortYear != 0 {
		year = "%y"
	}
	mark := markTexts[w.mark()]
	var parts [3]string
	switch w.date() {
	case compactDay:
		return "%Y%m%d"
	case yearMonthDay:
		parts = [...]string{year, "%m", "%d"}
	case dayMonthYear:
		parts = [choices][3]string{{"%d", "%m", year}, {"%m", "%d", year}, {year, "%m", "%d"}}[choice]
	case dayNameYear:
		parts = [...]string{"%d", monthName(choice), year}
	case yearNameDay:
		parts = [...]string{year, monthName(choice), "%d"}
	case nameDayYear:
		if w.mark() == comma {
			return monthName(choice) + " %d, " + year
		}
		parts = [...]string{monthName(choice), "%d", year}
	}
	return strings.Join(parts[:], mark)
}

func (w way) clockFormat() string {
	clock := clockTexts[w.clock()]
	if w&commaFraction != 0 {
		clock = strings.ReplaceAll(clock, ".", ",")
	}
	if w.half() != wholeDay {
		clock = strings.ReplaceAll(clock, "%H", "%I")
	}
	return clock + halfTexts[w.half()] + zoneTexts[w.zone()]
}
