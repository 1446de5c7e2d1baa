package infer

// choices is how many ways there are at most to read one text as a date.
const choices = 3

// A moment is a text read as a date or a timestamp, in every way it can be.
type moment struct {
	way     way
	mask    uint8          // choices under which the text is a date
	instant [choices]int64 // microseconds since 1970, UTC, under each of them
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
}

// readMoment reads a text as a date or a timestamp, if it is one.
func readMoment(text []byte) (m moment, ok bool) {
	if len(text) < len("1/2/03") || len(text) > maxMoment {
		return m, false
	}
	p := momentReader{text: text}
	if !p.weekday() || !p.date() {
		return m, false
	}
	if p.at < len(text) && !p.clock() || p.at < len(text) {
		return m, false
	}
	m.way = p.way
	if p.endless && (!p.way.iso() || p.way.zone() != noZone) {
		return m, false
	}
	p.choose(&m)
	return m, m.mask != 0
}

// maxMoment is the length of the longest date that is not text.
const maxMoment = 64

// choose finds the choices under which the date exists.
func (p *momentReader) choose(m *moment) {
	try := func(choice, year, month, day int) {
		if year < 1 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
			return
		}
		m.mask |= 1 << choice
		m.instant[choice] = (days(year, month, day)*86400-p.offset)*1e6 + p.micros
	}
	switch p.way.date() {
	case yearMonthDay, compactDay:
		try(0, p.year, p.a, p.b)
	case dayMonthYear:
		try(0, p.year, p.b, p.a)
		try(1, p.year, p.a, p.b)
		if p.way&shortYear != 0 && p.a < 100 {
			try(2, century(p.a), p.b, uncentury(p.year))
		}
	default:
		for choice := range 2 {
			if p.names&(1<<choice) != 0 {
				try(choice, p.year, p.a, p.b)
			}
		}
	}
}

// century returns the year that two digits stand for, as strptime has it.
func century(year int) int {
	if year < 69 {
		return 2000 + year
	}
	return 1900 + year
}

func uncentury(year int) int { return year % 100 }

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// days returns the days from 1970-01-01 to a day after the year 0.
func days(year, month, day int) int64 {
	if month <= 2 {
		year--
		month += 12
	}
	era := year / 400
	ofEra := year % 400
	ofYear := (153*(month-3)+2)/5 + day - 1
	return int64(era*146097+ofEra*365+ofEra/4-ofEra/100+ofYear) - 719468
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
	short, long := named(weekdays[:], w)
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

// named returns the number, from 1, of the name whose first three letters word
// is, and of the name that it is; 0 if there is none. Letters may be in either case.
func named(names []string, word []byte) (short, long int) {
	if len(word) < 3 {
		return 0, 0
	}
	key := [3]byte{word[0] | 0x20, word[1] | 0x20, word[2] | 0x20}
	for i, name := range names {
		if string(key[:]) != name[:3] {
			continue
		}
		if len(word) == 3 {
			short = i + 1
		}
		if len(word) == len(name) && sameLetters(word, name) {
			long = i + 1
		}
		return short, long
	}
	return 0, 0
}

func sameLetters(word []byte, lower string) bool {
	for i, b := range word {
		if b|0x20 != lower[i] {
			return false
		}
	}
	return true
}
