// Package javatime reads and writes times in the patterns of Java's
// DateTimeFormatter, such as yyyy-MM-dd'T'HH:mm:ss.SSS, as far as data lakes
// use them: u y M L d D H h k K m s S n a E X x Z, quotes and plain characters.
package javatime

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A Pattern is a pattern that was read.
type Pattern struct {
	text  string
	parts []part
}

// A part is letters of a pattern or, with letter 0, text as it stands.
type part struct {
	letter byte
	count  int
	text   string
}

const letters = "uyMLdDHhkKmsSnaEXxZ"

// Parse reads a pattern.
func Parse(pattern string) (Pattern, error) {
	p := Pattern{text: pattern}
	for i := 0; i < len(pattern); {
		switch c := pattern[i]; {
		case c == '\'':
			n := strings.IndexByte(pattern[i+1:], '\'')
			if n < 0 {
				return p, fmt.Errorf("pattern %q: a quote is not closed", pattern)
			}
			text := pattern[i+1 : i+1+n]
			if n == 0 {
				text = "'"
			}
			p.parts = append(p.parts, part{text: text})
			i += n + 2
		case 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z':
			if strings.IndexByte(letters, c) < 0 {
				return p, fmt.Errorf("pattern %q: the letter %c is not supported", pattern, c)
			}
			n := 1
			for i+n < len(pattern) && pattern[i+n] == c {
				n++
			}
			p.parts = append(p.parts, part{letter: c, count: n})
			i += n
		case c == '[' || c == ']' || c == '{' || c == '}' || c == '#':
			return p, fmt.Errorf("pattern %q: %c is not supported", pattern, c)
		default:
			p.parts = append(p.parts, part{text: string(c)})
			i++
		}
	}
	return p, nil
}

// String returns the pattern as it was written.
func (p Pattern) String() string { return p.text }

// Unit returns the finest unit of time that the pattern names, as in
// "DAYS"; "" if it names none.
func (p Pattern) Unit() string {
	units := []struct{ letters, unit string }{
		{"Sn", "MILLISECONDS"}, {"s", "SECONDS"}, {"m", "MINUTES"}, {"HhkK", "HOURS"}, {"dD", "DAYS"}, {"ML", "MONTHS"}, {"uy", "YEARS"},
	}
	for _, u := range units {
		for _, part := range p.parts {
			if part.letter != 0 && strings.IndexByte(u.letters, part.letter) >= 0 {
				return u.unit
			}
		}
	}
	return ""
}

// Format writes a time.
func (p Pattern) Format(t time.Time) string {
	var b strings.Builder
	for _, part := range p.parts {
		b.WriteString(part.format(t))
	}
	return b.String()
}

func (p part) format(t time.Time) string {
	padded := func(n int) string { return fmt.Sprintf("%0*d", p.count, n) }
	switch p.letter {
	case 0:
		return p.text
	case 'u', 'y':
		if p.count == 2 {
			return fmt.Sprintf("%02d", t.Year()%100)
		}
		return padded(t.Year())
	case 'M', 'L':
		switch p.count {
		case 3:
			return t.Format("Jan")
		case 4:
			return t.Format("January")
		}
		return padded(int(t.Month()))
	case 'd':
		return padded(t.Day())
	case 'D':
		return padded(t.YearDay())
	case 'H':
		return padded(t.Hour())
	case 'k':
		return padded((t.Hour()+23)%24 + 1)
	case 'K':
		return padded(t.Hour() % 12)
	case 'h':
		return padded((t.Hour()+11)%12 + 1)
	case 'm':
		return padded(t.Minute())
	case 's':
		return padded(t.Second())
	case 'S':
		return fmt.Sprintf("%09d", t.Nanosecond())[:min(p.count, 9)]
	case 'n':
		return padded(t.Nanosecond())
	case 'a':
		return t.Format("PM")
	case 'E':
		if p.count == 4 {
			return t.Format("Monday")
		}
		return t.Format("Mon")
	}
	return t.Format(p.zone())
}

// zone returns Go's layout for a letter of a zone.
func (p part) zone() string {
	switch {
	case p.letter == 'X' && p.count == 1:
		return "Z07"
	case p.letter == 'X' && p.count == 2, p.letter == 'Z':
		if p.letter == 'Z' {
			return "-0700"
		}
		return "Z0700"
	case p.letter == 'x' && p.count == 1:
		return "-07"
	case p.letter == 'x' && p.count == 2:
		return "-0700"
	case p.letter == 'x':
		return "-07:00"
	}
	return "Z07:00"
}

// Parse reads a time that is written in the pattern: in UTC if it names no zone,
// on the first of January or at midnight as far as it does not say.
func (p Pattern) Parse(text string) (time.Time, bool) {
	f := fields{year: 1970, month: 1, day: 1}
	rest := text
	for i, part := range p.parts {
		adjacent := i+1 < len(p.parts) && p.parts[i+1].letter != 0
		var ok bool
		if rest, ok = part.parse(rest, &f, adjacent); !ok {
			return time.Time{}, false
		}
	}
	if rest != "" {
		return time.Time{}, false
	}
	return f.time()
}

// fields are what was read of a time.
type fields struct {
	year, month, day, yearDay int
	hour, minute, second      int
	nanos                     int
	half, afternoon           bool // the hour is one of twelve
	zone                      *time.Location
}

func (f *fields) time() (time.Time, bool) {
	if f.half {
		f.hour %= 12
		if f.afternoon {
			f.hour += 12
		}
	}
	if f.yearDay > 0 {
		f.month, f.day = 1, f.yearDay
	}
	zone := f.zone
	if zone == nil {
		zone = time.UTC
	}
	t := time.Date(f.year, time.Month(f.month), f.day, f.hour, f.minute, f.second, f.nanos, zone)
	same := t.Hour() == f.hour && t.Minute() == f.minute && t.Second() == f.second && (f.yearDay > 0 || t.Month() == time.Month(f.month) && t.Day() == f.day)
	return t.UTC(), same
}

// parse reads what stands for the part, and returns the rest. Digits that follow
// each other without anything between are as many as there are letters.
func (p part) parse(text string, f *fields, adjacent bool) (string, bool) {
	switch p.letter {
	case 0:
		return strings.CutPrefix(text, p.text)
	case 'a':
		if len(text) < 2 {
			return "", false
		}
		f.half, f.afternoon = true, strings.EqualFold(text[:2], "PM")
		return text[2:], f.afternoon || strings.EqualFold(text[:2], "AM")
	case 'E':
		return named(text, p.count, "Monday", func(time.Time) {})
	case 'X', 'x', 'Z':
		return p.parseZone(text, f)
	case 'M', 'L':
		if p.count >= 3 {
			return named(text, p.count, "January", func(t time.Time) { f.month = int(t.Month()) })
		}
	case 'S':
		return p.parseFraction(text, f)
	}
	least, most := p.count, 19
	if p.count == 1 {
		least = 1
	}
	switch {
	case adjacent && p.count > 1:
		most = p.count
	case p.count == 2:
		most = 2
	case (p.letter == 'y' || p.letter == 'u') && p.count == 4 || p.letter == 'n':
	default:
		most = max(2, p.count)
	}
	n := 0
	for n < len(text) && n < most && '0' <= text[n] && text[n] <= '9' {
		n++
	}
	value, err := strconv.Atoi(text[:n])
	if n < least || err != nil {
		return "", false
	}
	*f.at(p, &value) = value
	return text[n:], true
}

// at returns where the number of a part goes.
func (f *fields) at(p part, value *int) *int {
	switch p.letter {
	case 'u', 'y':
		if p.count == 2 {
			*value += 2000
		}
		return &f.year
	case 'M', 'L':
		return &f.month
	case 'd':
		return &f.day
	case 'D':
		return &f.yearDay
	case 'h', 'K':
		f.half = true
		return &f.hour
	case 'k':
		*value %= 24
		return &f.hour
	case 'H':
		return &f.hour
	case 'm':
		return &f.minute
	case 's':
		return &f.second
	}
	return &f.nanos
}

func (p part) parseFraction(text string, f *fields) (string, bool) {
	n := 0
	for n < len(text) && n < p.count && '0' <= text[n] && text[n] <= '9' {
		n++
	}
	if n < p.count {
		return "", false
	}
	f.nanos, _ = strconv.Atoi((text[:n] + "000000000")[:9])
	return text[n:], true
}

func (p part) parseZone(text string, f *fields) (string, bool) {
	for _, n := range []int{1, 3, 5, 6} {
		if n > len(text) {
			break
		}
		if t, err := time.Parse(p.zone(), text[:n]); err == nil && (n == len(text) || !strings.Contains("0123456789:", text[n:n+1])) {
			f.zone = t.Location()
			return text[n:], true
		}
	}
	return "", false
}

// named reads the name of a month or a day, whole or its first three letters.
func named(text string, count int, layout string, set func(time.Time)) (string, bool) {
	if count < 4 {
		layout = layout[:3]
	}
	n := 0
	for n < len(text) && (text[n]|0x20 >= 'a' && text[n]|0x20 <= 'z') {
		n++
	}
	t, err := time.Parse(layout, text[:n])
	if err != nil {
		return "", false
	}
	set(t)
	return text[n:], true
}
