package infer

// choices is how many ways there are at most to read one text as a date.
const choices = 3

// A moment is a text read as a date or a timestamp, in every way it can be.
type moment struct {
	way     way
	mask    uint8          // choices under which the text is a date
	instant [choices]int64 // microseconds since 1970, UTC, under each of them
	cut     bool           // there is more of a second than microseconds
}

// A momentReader takes a text apart.
type momentReader struct {
	text    []byte
	at      int
	way     way
	year    int
	a, b    int // the other two numbers of the date as they stand; or month and day
	names   uint8
	micros  int64 // since midnight
	offset  int64 // of the zone, in seconds
	endless bool  // 24:00:00
	cut     bool
}

// startsMoment reports whether text begins like a date. It may be wrong to say
// yes, but not to say no.
func startsMoment(text []byte) bool {
	if len(text) < minMoment || len(text) > maxMoment {
		return false
	}
	if !isDigit(text[0]) {
		return isLetter(text[0])
	}
	digits := 1
	for digits < min(8, len(text)-1) && isDigit(text[digits]) {
		digits++
	}
	switch digits {
	case 1, 2, 4:
		switch text[digits] {
		case '-', '/', '.':
			return true
		case ' ':
			return rare.holds(head(text[digits+1:]))
		}
	case 8:
		return len(text) > 8 && text[8] == 'T'
	}
	return false
}

// The lengths of the shortest and the longest date that is not text.
const (
	minMoment = len("1/2/03")
	maxMoment = 64
)

// readMoment reads a text as a date or a timestamp, if it is one.
func readMoment(text []byte) (m moment, ok bool) {
	p := momentReader{text: text}
	if !p.weekday() || !p.date() {
		return m, false
	}
	if p.at < len(text) && !p.clock() || p.at < len(text) {
		return m, false
	}
	m.way, m.cut = p.way, p.cut
	if p.endless && (!p.way.iso() || p.way.zone() != noZone) {
		return m, false
	}
	p.choose(&m)
	return m, m.mask != 0
}

// choose finds the choices under which the date exists.
func (p *momentReader) choose(m *moment) {
	switch p.way.date() {
	case yearMonthDay, compactDay:
		p.try(m, 0, p.year, p.a, p.b)
	case dayMonthYear:
		p.try(m, 0, p.year, p.b, p.a)
		p.try(m, 1, p.year, p.a, p.b)
		if p.way&shortYear != 0 {
			p.try(m, 2, century(p.a), p.b, p.year%100)
		}
	default:
		for choice := range 2 {
			if p.names&(1<<choice) != 0 {
				p.try(m, choice, p.year, p.a, p.b)
			}
		}
	}
}

// try adds a choice to m if there is such a day.
func (p *momentReader) try(m *moment, choice, year, month, day int) {
	if p.way.byNanos() && (year < 1678 || year > 2261) {
		return // there strptime's nanoseconds end
	}
	if exists(year, month, day) {
		m.mask |= 1 << choice
		m.instant[choice] = (days(year, month, day)*86400-p.offset)*1e6 + p.micros
	}
}

// century returns the year that two digits stand for, as strptime has it.
func century(year int) int {
	if year < 69 {
		return 2000 + year
	}
	return 1900 + year
}

// exists reports whether there is such a day after the year 0.
func exists(year, month, day int) bool {
	return year > 0 && uint(month-1) < 12 && uint(day-1) < uint(lengths[month]) &&
		(day < 29 || month != 2 || year%4 == 0 && (year%100 != 0 || year%400 == 0))
}

// lengths are the days of the months, and starts of months the days before them
// in a year that is no leap year.
var (
	lengths     = [...]uint8{1: 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}
	monthStarts = [...]int16{1: 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334}
)

// days returns the days from 1970-01-01 to a day that exists.
func days(year, month, day int) int64 {
	y := uint(year - 1)
	if month > 2 {
		y = uint(year)
	}
	leaps := y/4 - y/100 + y/400
	return int64(year*365+int(leaps)+int(monthStarts[month])+day) - 719528
}

// number reads at most that many digits; width is how many there were.
func (p *momentReader) number(most int) (n, width int) {
	for width < most && p.at < len(p.text) && isDigit(p.text[p.at]) {
		n = n*10 + int(p.text[p.at]-'0')
		p.at++
		width++
	}
	return n, width
}

// next returns the byte that comes next, or 0.
func (p *momentReader) next() byte {
	if p.at < len(p.text) {
		return p.text[p.at]
	}
	return 0
}

func (p *momentReader) accept(b byte) bool {
	if p.next() != b || b == 0 {
		return false
	}
	p.at++
	return true
}

// word reads letters.
func (p *momentReader) word() []byte {
	start := p.at
	for p.at < len(p.text) && isLetter(p.text[p.at]) {
		p.at++
	}
	return p.text[start:p.at]
}

func isLetter(b byte) bool { return b|0x20-'a' < 26 }

// weekday reads the day of the week, if the text begins with one.
func (p *momentReader) weekday() bool {
	if !isLetter(p.text[0]) {
		return true
	}
	w := p.word()
	short, long := named(weekdays[:], weekdayKeys, w)
	if short+long == 0 {
		p.at = 0
		return true
	}
	p.way |= weekdayShort
	if long > 0 {
		p.way ^= weekdayShort | weekdayLong
	}
	if p.accept(',') {
		p.way |= weekdayComma
	}
	return p.accept(' ')
}

var weekdays = [...]string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}

var months = [...]string{
	"january", "february", "march", "april", "may", "june",
	"july", "august", "september", "october", "november", "december",
}

// Their first three letters.
var weekdayKeys, monthKeys = keys(weekdays[:]), keys(months[:])

func keys(names []string) []uint32 {
	var keys []uint32
	for _, name := range names {
		keys = append(keys, key([]byte(name)))
	}
	return keys
}

func key(word []byte) uint32 {
	return uint32(word[0])<<16 | uint32(word[1])<<8 | uint32(word[2]) | 0x202020
}

// named returns the number, from 1, of the name whose first three letters word
// is, and of the name that it is; 0 if there is none. Letters may be in either case.
func named(names []string, keys []uint32, word []byte) (short, long int) {
	if len(word) < 3 {
		return 0, 0
	}
	k := key(word)
	i := 0
	for i < len(keys) && keys[i] != k {
		i++
	}
	if i == len(keys) {
		return 0, 0
	}
	if len(word) == 3 {
		short = i + 1
	}
	if len(word) == len(names[i]) && sameLetters(word, names[i]) {
		long = i + 1
	}
	return short, long
}

func sameLetters(word []byte, lower string) bool {
	for i, b := range word {
		if b|0x20 != lower[i] {
			return false
		}
	}
	return true
}
