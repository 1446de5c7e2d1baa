package infer

// quickTime judges a date or a timestamp as ISO 8601 has it, all parts with all
// their digits: 2024-02-29, and after a space or a T 10:00:00, and after that
// three or six digits of a second, and Z or an offset.
func (c *Column) quickTime(value []byte) bool {
	if c.times == nil {
		return false
	}
	year, month, day, ok := quickDate(value)
	if !ok {
		return false
	}
	w := yearMonthDay<<dateShift | dash<<markShift
	instant := days(year, month, day) * 86400e6
	if len(value) == 10 {
		return c.quickWay(value, w, isDate, instant)
	}
	switch value[10] {
	case ' ':
		w |= bySpace << beforeShift
	case 'T':
		w |= byT << beforeShift
	default:
		return false
	}
	if len(value) < 19 {
		return false
	}
	hour, minute, second, ok := quickClock(value[11:19])
	if !ok {
		return false
	}
	instant += int64(hour*3600+minute*60+second) * 1e6
	if len(value) == 19 {
		return c.quickWay(value, w|seconds<<clockShift, isTimestamp, instant)
	}
	rest, micros, ok := quickZone(value[19:])
	return ok && c.quickWay(value, w|rest, isTimestamp, instant+micros)
}

// quickZone reads a fraction of a second and a zone: .123, .123456, or nothing,
// and then Z, +02:00, or nothing. It returns the microseconds to add.
func quickZone(text []byte) (w way, micros int64, ok bool) {
	w = seconds << clockShift
	if text[0] == '.' {
		if len(text) < 4 || cap(text) <= wordSize {
			return 0, 0, false
		}
		word := load(text[1:])
		n, long := digits8(word, 6)
		if w = millionths << clockShift; len(text) < 7 || !long {
			n, ok = digits8(word, 3)
			if !ok || len(text) > 4 && isDigit(text[4]) {
				return 0, 0, false
			}
			w = thousandths << clockShift
			n *= 1000
			text = text[4:]
		} else {
			text = text[7:]
		}
		micros = int64(n)
	}
	switch {
	case len(text) == 0:
		return w, micros, true
	case len(text) == 1 && text[0] == 'Z':
		return w | zulu<<zoneShift, micros, true
	case len(text) == 6 && text[3] == ':' && (text[0] == '+' || text[0] == '-'):
		p := momentReader{text: text}
		ok = p.offsetPart()
		return w | offset<<zoneShift, micros - p.offset*1e6, ok && p.at == len(text)
	}
	return 0, 0, false
}

// quickWay counts a value that is written in a way that has but one choice, if
// the value before was too.
func (c *Column) quickWay(value []byte, w way, k kind, instant int64) bool {
	if c.times.last >= len(c.times.ways) {
		return false
	}
	count := &c.times.ways[c.times.last]
	if count.way != w || c.counts[k] == 0 {
		return false
	}
	count.counts[1]++
	if instant < count.least[0] {
		count.least[0] = instant
	} else if instant > count.most[0] {
		count.most[0] = instant
	}
	if !count.fixed {
		c.extreme.note(value, head(value))
	}
	if len(value) > c.longest {
		c.longest = len(value)
	}
	c.counts[k]++
	return true
}

// quickDate reads 2024-02-29.
func quickDate(value []byte) (year, month, day int, ok bool) {
	const form = 0x2d30302d30303030 // 0000-00-
	parts := load(value) ^ form
	last := uint(value[8]-'0')<<8 | uint(value[9]-'0')
	if (parts|(parts+sixes))&highHalf|parts&0xFF0000FF00000000 != 0 || (last|(last+0x0606))&0xF0F0 != 0 {
		return 0, 0, 0, false
	}
	parts = parts*10 + parts>>8
	year = int(parts&0xFF*100 + parts>>16&0xFF)
	month = int(parts >> 40 & 0xFF)
	day = int(last>>8*10 + last&0xFF)
	return year, month, day, exists(year, month, day)
}

// quickClock reads 10:00:00.
func quickClock(value []byte) (hour, minute, second int, ok bool) {
	const form = 0x30303a30303a3030 // 00:00:00
	parts := load(value) ^ form
	if (parts|(parts+sixes))&highHalf|parts&0x0000FF0000FF0000 != 0 {
		return 0, 0, 0, false
	}
	parts = parts*10 + parts>>8
	hour, minute, second = int(parts&0xFF), int(parts>>24&0xFF), int(parts>>48&0xFF)
	return hour, minute, second, hour < 24 && minute < 60 && second < 60
}

// quickDay judges a date with the day or the month first, such as 29/02/2024 or
// 2/29/2024, alone or with a time of day after a space, such as 10:00, 10:00:00
// or 1:00:00 PM.
func (c *Column) quickDay(value []byte) bool {
	if len(value) < len("1/2/2024") || c.times == nil {
		return false
	}
	p := dayReader{text: value, way: dayMonthYear << dateShift}
	a, ok := p.part()
	if !ok {
		return false
	}
	mark := value[p.at]
	switch mark {
	case '/':
		p.way |= slash << markShift
	case '-':
		p.way |= dash << markShift
	case '.':
		p.way |= dot << markShift
	default:
		return false
	}
	p.at++
	b, ok := p.part()
	if !ok || value[p.at] != mark {
		return false
	}
	year, ok := p.year()
	if !ok {
		return false
	}
	k := isDate
	if p.at < len(value) {
		k = isTimestamp
		if !p.clock() {
			return false
		}
	}
	m := moment{way: p.way}
	if exists(year, b, a) {
		m.mask = 1
		m.instant[0] = days(year, b, a)*86400e6 + p.micros
	}
	if exists(year, a, b) {
		m.mask |= 2
		m.instant[1] = days(year, a, b)*86400e6 + p.micros
	}
	return m.mask != 0 && c.quickMoment(value, &m, k)
}

// quickMoment counts a value if it is written as the one before was.
func (c *Column) quickMoment(value []byte, m *moment, k kind) bool {
	if c.times.last >= len(c.times.ways) {
		return false
	}
	w := &c.times.ways[c.times.last]
	if w.way != m.way || w.counts[m.mask] == 0 || c.counts[k] == 0 {
		return false
	}
	w.add(m)
	c.extreme.note(value, head(value))
	if len(value) > c.longest {
		c.longest = len(value)
	}
	c.counts[k]++
	return true
}

// A dayReader reads the parts of a date that quickDay knows.
type dayReader struct {
	text   []byte
	at     int
	way    way
	micros int64
}

// part reads one or two digits that something follows.
func (p *dayReader) part() (n int, ok bool) {
	rest := p.text[p.at:]
	if len(rest) < 3 || !isDigit(rest[0]) {
		return 0, false
	}
	n = int(rest[0] - '0')
	if !isDigit(rest[1]) {
		p.at++
		p.way |= loose
		return n, true
	}
	p.at += 2
	return n*10 + int(rest[1]-'0'), true
}

// year reads four digits after a mark.
func (p *dayReader) year() (n int, ok bool) {
	if len(p.text) < p.at+5 {
		return 0, false
	}
	high, ok := twoDigits(p.text[p.at+1:])
	if !ok {
		return 0, false
	}
	low, ok := twoDigits(p.text[p.at+3:])
	p.at += 5
	return high*100 + low, ok
}

// clock reads a time of day to the end of the text.
func (p *dayReader) clock() bool {
	if p.text[p.at] != ' ' {
		return false
	}
	p.at++
	hour, ok := p.part()
	if !ok || p.text[p.at] != ':' || len(p.text) < p.at+3 {
		return false
	}
	minute, ok := twoDigits(p.text[p.at+1:])
	if !ok {
		return false
	}
	p.at += 3
	p.way |= minutes << clockShift
	second := 0
	if p.at+3 <= len(p.text) && p.text[p.at] == ':' {
		if second, ok = twoDigits(p.text[p.at+1:]); !ok {
			return false
		}
		p.at += 3
		p.way += (seconds - minutes) << clockShift
	}
	if rest := p.text[p.at:]; len(rest) > 0 {
		if len(rest) != 3 || rest[0] != ' ' || rest[2]|0x20 != 'm' || hour < 1 || hour > 12 {
			return false
		}
		hour %= 12
		switch rest[1] | 0x20 {
		case 'p':
			hour += 12
		case 'a':
		default:
			return false
		}
		p.way |= spacedHalf << halfShift
	}
	p.micros = int64(hour*3600+minute*60+second) * 1e6
	return hour < 24 && minute < 60 && second < 60
}

func twoDigits(text []byte) (n int, ok bool) {
	return int(text[0]-'0')*10 + int(text[1]-'0'), isDigit(text[0]) && isDigit(text[1])
}
