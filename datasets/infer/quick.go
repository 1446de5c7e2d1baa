package infer

// The quick ways to judge a value. Each handles one kind wholly, or returns
// false and has done nothing; a kind that the column has not seen yet is never
// theirs, so that they need not care for places. Judge would say the same of
// every value: a test makes sure of that.

// quickText judges a value that starts neither a number nor with a space.
func (c *Column) quickText(value []byte) bool {
	h := head(value)
	if rare.holds(h) {
		return c.quickWord(value, h)
	}
	if value[len(value)-1] <= ' ' || c.counts[isText] < isText.places() {
		return false
	}
	c.extreme.note(value, h)
	if len(value) > c.longest {
		c.longest = max(c.longest, characters(value, c.longest))
	}
	c.counts[isText]++
	return true
}

// quickWord judges a word for true or false.
func (c *Column) quickWord(value []byte, h uint64) bool {
	if len(value) > len("false") {
		return false
	}
	var k kind
	switch h | 0x2020202020202020>>(64-8*len(value))<<(64-8*len(value)) {
	case 't'<<56 | 'r'<<48 | 'u'<<40 | 'e'<<32:
		k = isTrue
	case 'f'<<56 | 'a'<<48 | 'l'<<40 | 's'<<32 | 'e'<<24:
		k = isFalse
	case 'y'<<56 | 'e'<<48 | 's'<<40:
		k = isYes
	case 'n'<<56 | 'o'<<48:
		k = isNo
	case 'y' << 56:
		k = isY
	case 'n' << 56:
		k = isN
	case 't' << 56:
		k = isT
	case 'f' << 56:
		k = isF
	default:
		return false
	}
	if c.counts[k] == 0 {
		return false
	}
	c.extreme.note(value, h)
	if len(value) > c.longest {
		c.longest = len(value)
	}
	c.counts[k]++
	return true
}

// quickNumber judges a whole number of at most 18 digits, or a number with a
// fraction of at most eight.
func (c *Column) quickNumber(value []byte) bool {
	digits := value
	if value[0] == '-' {
		digits = value[1:]
	}
	if len(digits) == 0 || len(digits) > 18 || cap(digits) < wordSize || digits[0] == '0' && len(digits) > 1 && digits[1] != byte(c.points) {
		return false
	}
	var n uint64
	var ok bool
	if len(digits) <= wordSize {
		n, ok = digits8(load(digits), len(digits))
	} else {
		n, ok = digits18(digits)
	}
	if !ok {
		return c.quickFraction(value, digits)
	}
	if c.counts[isInt] == 0 {
		return false
	}
	i := int64(n)
	if len(digits) < len(value) {
		i = -i
	}
	if i < c.minInt {
		c.minInt = i
	} else if i > c.maxInt {
		c.maxInt = i
	}
	c.extreme.note(value, head(value))
	if len(value) > c.longest {
		c.longest = len(value)
	}
	c.counts[isInt]++
	return true
}

// quickFraction judges a number that is not whole. Its digits begin neither with
// a sign nor with a zero too many.
func (c *Column) quickFraction(value, digits []byte) bool {
	n, places, ok := fractionDigits(digits, c.points)
	whole := len(digits) - places - 1
	if !ok || places < 1 || whole < 1 || whole+places > sureDigits || c.counts[isFraction] == 0 || !c.floats {
		return false
	}
	f := float64(n) / powers[places]
	if len(digits) < len(value) {
		f = -f
	}
	if f < c.minFloat {
		c.minFloat = f
	} else if f > c.maxFloat {
		c.maxFloat = f
	}
	if whole > c.whole && digits[0] != '0' {
		c.whole = whole
	}
	if places > c.scale {
		c.scale = places
	}
	c.extreme.note(value, head(value))
	if len(value) > c.longest {
		c.longest = len(value)
	}
	c.counts[isFraction]++
	return true
}

// fractionDigits reads digits with one of the points among them, as if it were
// not there, and returns how many stand after it: at most eight.
func fractionDigits(text []byte, points uint64) (n uint64, places int, ok bool) {
	if len(text) <= wordSize {
		word := load(text)
		point := indexByte(word, points)
		places = len(text) - point - 1
		before := uint64(1)<<(8*point) - 1
		n, ok = digits8(word&before|word>>8&^before, len(text)-1)
		return n, places, ok
	}
	i := 0
	for i < len(text) && isDigit(text[i]) {
		n = n*10 + uint64(text[i]-'0')
		i++
	}
	places = len(text) - i - 1
	if places < 1 || places > wordSize || text[i] != byte(points) || cap(text)-i <= wordSize {
		return 0, 0, false
	}
	low, ok := digits8(load(text[i+1:]), places)
	return n*wholePowers[places] + low, places, ok
}
