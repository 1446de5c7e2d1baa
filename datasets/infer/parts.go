package infer

// date reads the date.
func (p *momentReader) date() bool {
	if isLetter(p.next()) {
		return p.month() && p.dateFromName()
	}
	n, width := p.number(8)
	switch width {
	case 8:
		p.way |= compactDay<<dateShift | noMark<<markShift
		p.year, p.a, p.b = n/10000, n/100%100, n%100
		return p.next() == 'T'
	case 4:
		p.year = n
		return p.dateFromYear()
	case 1, 2:
		if width == 1 {
			p.way |= loose
		}
		p.a = n
		return p.dateFromDay(width)
	}
	return false
}

// month reads the name of a month.
func (p *momentReader) month() bool {
	short, long := named(months[:], monthKeys, p.word())
	p.a = max(short, long)
	if short > 0 {
		p.names |= 1
	}
	if long > 0 {
		p.names |= 2
	}
	return p.a > 0
}

// mark reads what stands between two parts of the date.
func (p *momentReader) mark() bool {
	switch p.next() {
	case '-':
		p.way |= dash << markShift
	case '/':
		p.way |= slash << markShift
	case '.':
		p.way |= dot << markShift
	case ' ':
		p.way |= space << markShift
	default:
		return false
	}
	p.at++
	return true
}

// again reads the mark that was read before.
func (p *momentReader) again() bool {
	return p.accept(markTexts[p.way.mark()][0])
}

// part reads a day or a month of one or two digits.
func (p *momentReader) part(n *int) bool {
	var width int
	*n, width = p.number(2)
	if width == 1 {
		p.way |= loose
	}
	return width > 0
}

// dateFromYear reads the rest of 2024-02-29 or of 2024-Feb-29.
func (p *momentReader) dateFromYear() bool {
	if !p.mark() {
		return false
	}
	if isLetter(p.next()) {
		p.way |= yearNameDay << dateShift
		return p.month() && p.again() && p.part(&p.b)
	}
	p.way |= yearMonthDay << dateShift
	return p.way.mark() != space && p.part(&p.a) && p.again() && p.part(&p.b)
}

// dateFromDay reads the rest of 29/02/2024, or of 29 Feb 2024.
func (p *momentReader) dateFromDay(width int) bool {
	if !p.mark() {
		return false
	}
	if isLetter(p.next()) {
		p.way |= dayNameYear << dateShift
		p.b = p.a
		return p.month() && p.again() && p.yearPart()
	}
	p.way |= dayMonthYear << dateShift
	if p.way.mark() == space || !p.part(&p.b) || !p.again() || !p.yearPart() {
		return false
	}
	// With a short year, 1.2.03 is a version of something, and 1-2-03 a code.
	return p.way&shortYear == 0 || p.way.mark() == slash || p.way&loose == 0
}

// dateFromName reads the rest of Feb 29, 2024.
func (p *momentReader) dateFromName() bool {
	if !p.mark() || p.way.mark() == dot {
		return false
	}
	if p.way.mark() == space {
		p.accept(' ') // Feb  9
	}
	if !p.part(&p.b) {
		return false
	}
	if p.way.mark() == space && p.accept(',') {
		p.way += (comma - space) << markShift
		p.way |= nameDayYear << dateShift
		return p.accept(' ') && p.yearPart()
	}
	if !p.again() {
		return false
	}
	if p.way.mark() == space && p.at+2 < len(p.text) && p.text[p.at+1]|p.text[p.at+2] >= ':' && p.clockThenYear() {
		return true
	}
	p.way |= nameDayYear << dateShift
	return p.yearPart()
}

// yearPart reads a year of two or four digits.
func (p *momentReader) yearPart() bool {
	n, width := p.number(4)
	switch width {
	case 2:
		p.way |= shortYear
		p.year = century(n)
	case 4:
		p.year = n
	default:
		return false
	}
	return !isDigit(p.next())
}

// clockThenYear reads the rest of Thu Feb 29 10:00:00 2024, if it is so.
func (p *momentReader) clockThenYear() bool {
	saved := *p
	p.way |= nameDayClockYear << dateShift
	if p.hours() && p.accept(' ') && p.yearPart() && p.way&shortYear == 0 && p.at == len(p.text) {
		return true
	}
	*p = saved
	return false
}

// clock reads what follows the date.
func (p *momentReader) clock() bool {
	switch {
	case p.way.date() == nameDayClockYear:
		return false
	case p.accept('T'):
		p.way |= byT << beforeShift
	case p.accept(' '):
		p.way |= bySpace << beforeShift
	case p.accept(':'):
		p.way |= byColon << beforeShift
	case p.accept(','):
		p.way |= byComma << beforeShift
		if !p.accept(' ') {
			return false
		}
	default:
		return false
	}
	return p.hours()
}

// hours reads a time of day with its zone.
func (p *momentReader) hours() bool {
	hour, width := p.number(2)
	if width == 0 {
		return false
	}
	if width == 1 {
		p.way |= loose
	}
	var minute, second int
	if p.way.date() == compactDay {
		p.way |= compactClock << clockShift
		if !p.two(&minute) || !p.two(&second) {
			return false
		}
	} else {
		if !p.accept(':') || !p.two(&minute) {
			return false
		}
		p.way |= minutes << clockShift
		if p.accept(':') {
			p.way += (seconds - minutes) << clockShift
			if !p.two(&second) || !p.fraction() {
				return false
			}
		}
	}
	if !p.half(&hour) || minute > 59 || second > 59 || hour > 24 {
		return false
	}
	if hour == 24 {
		p.endless = true
		p.way |= loose
	}
	p.micros += int64(hour*3600+minute*60+second) * 1e6
	if p.endless && p.micros != 86400e6 {
		return false
	}
	return p.zone()
}

// two reads two digits.
func (p *momentReader) two(n *int) bool {
	var width int
	*n, width = p.number(2)
	return width == 2
}

// fraction reads the part of a second, if there is one.
func (p *momentReader) fraction() bool {
	c := p.next()
	if c != '.' && c != ',' || p.at+1 < len(p.text) && !isDigit(p.text[p.at+1]) {
		return true
	}
	p.at++
	n, width := p.number(9)
	if width == 0 {
		return false
	}
	for i := width; i < 9; i++ {
		n *= 10
	}
	p.micros, p.cut = int64(n/1000), n%1000 != 0
	if c == ',' {
		p.way |= commaFraction
	}
	clock := micros
	switch {
	case width == 3:
		clock = thousandths
	case width == 6:
		clock = millionths
	case width > 6:
		clock = nanos
	}
	p.way += (clock - seconds) << clockShift
	return true
}

// half reads AM or PM, if it is there.
func (p *momentReader) half(hour *int) bool {
	at := p.at
	spaced := p.accept(' ')
	c := p.next() | 0x20
	if c != 'a' && c != 'p' || p.at+1 >= len(p.text) || p.text[p.at+1]|0x20 != 'm' {
		p.at = at
		return true
	}
	p.at += 2
	if *hour < 1 || *hour > 12 {
		return false
	}
	*hour %= 12
	if c == 'p' {
		*hour += 12
	}
	p.way |= half << halfShift
	if spaced {
		p.way += (spacedHalf - half) << halfShift
	}
	return true
}

// zone reads the zone, if there is one.
func (p *momentReader) zone() bool {
	if p.accept('Z') {
		p.way |= zulu << zoneShift
		return true
	}
	at := p.at
	spaced := p.accept(' ')
	switch c := p.next(); {
	case c == '+' || c == '-':
		p.way |= offset << zoneShift
		if spaced {
			p.way += (spacedOffset - offset) << zoneShift
		}
		return p.offsetPart()
	case spaced && c == 'U' && p.literal("UTC"):
		p.way |= utc << zoneShift
	case spaced && c == 'G' && p.literal("GMT"):
		p.way |= gmt << zoneShift
	default:
		p.at = at
	}
	return true
}

func (p *momentReader) literal(text string) bool {
	if p.at+len(text) > len(p.text) || string(p.text[p.at:p.at+len(text)]) != text {
		return false
	}
	p.at += len(text)
	return true
}

// offsetPart reads +02:00, +0200 or +02.
func (p *momentReader) offsetPart() bool {
	sign := int64(1)
	if p.next() == '-' {
		sign = -1
	}
	p.at++
	var hour, minute int
	if !p.two(&hour) {
		return false
	}
	if p.accept(':') || isDigit(p.next()) {
		if !p.two(&minute) {
			return false
		}
	}
	p.offset = sign * int64(hour*3600+minute*60)
	return hour <= 15 && minute <= 59
}
