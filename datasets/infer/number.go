package infer

import (
	"bytes"
	"math"
	"math/bits"
	"strconv"
	"unsafe"

	"github.com/tarnlake/tarn/datasets/schema"
)

// maxNumber is the length of the longest number with a fraction that is not text.
const maxNumber = 64

// The digits of a telephone number with the code of its country, as E.164 has it.
const (
	shortestPhone = 7
	longestPhone  = 15
)

// sureDigits is how many digits of a number a double always keeps.
const sureDigits = 15

// number judges a text that begins like a number, and notes its value.
func (c *Column) number(text []byte, at Pos) kind {
	if c.Options.Decimal != 0 || c.Options.Thousands != 0 {
		var buffer [maxNumber]byte
		var ok bool
		if text, ok = c.Options.unmark(buffer[:0], text); !ok {
			return isText
		}
	}
	i := 0
	if text[0] == '-' || text[0] == '+' {
		i++
	}
	negative := text[0] == '-'
	start := i
	var n uint64
	for i < len(text) && isDigit(text[i]) {
		n = n*10 + uint64(text[i]-'0') // wraps round; of use only up to 19 digits
		i++
	}
	whole := text[start:i]
	if len(whole) > 1 && whole[0] == '0' {
		return isText // a code, such as 007
	}
	if i == len(text) {
		return c.wholeNumber(negative, text[0] == '+', whole, n, at)
	}
	var fraction []byte
	if text[i] == '.' {
		i++
		start = i
		for i < len(text) && isDigit(text[i]) {
			n = n*10 + uint64(text[i]-'0')
			i++
		}
		fraction = text[start:i]
	}
	switch {
	case len(whole)+len(fraction) == 0 || len(text) > maxNumber:
		return isText
	case i == len(text):
		return c.fraction(text, negative, whole, fraction, n)
	}
	return c.exponent(text, i)
}

func isDigit(b byte) bool { return b-'0' <= 9 }

// wholeNumber notes a number without a point. n is its value, if that fits.
func (c *Column) wholeNumber(negative, plus bool, digits []byte, n uint64, at Pos) kind {
	switch {
	case len(digits) == 0 || len(digits) > schema.MaxPrecision:
		return isText
	case len(digits) < 19 || len(digits) == 19 && n <= math.MaxInt64:
		v := int64(n)
		if negative {
			v = -v
		}
		if c.Options.CompactDates && len(digits) == 8 && !negative && c.compactDate(n, at) {
			c.addInts(v, v)
			return isCompact
		}
		c.addInts(v, v)
		if plus && c.Options.Thousands == 0 && len(digits) >= shortestPhone && len(digits) <= longestPhone {
			c.phones++
		}
		return isInt
	case len(digits) == 19 && n == 1<<63 && negative:
		c.addInts(math.MinInt64, math.MinInt64)
		return isInt
	}
	c.whole = max(c.whole, len(digits))
	c.addWide(negative, digits, nil, math.NaN())
	return isWide
}

// fraction notes a number with a point. n is its value without the point, if
// that fits.
func (c *Column) fraction(text []byte, negative bool, whole, fraction []byte, n uint64) kind {
	if len(whole) == 1 && whole[0] == '0' {
		whole = nil
	}
	if len(whole)+len(fraction) <= sureDigits {
		// Both are exact as doubles, so the quotient is the nearest double.
		f := float64(n) / powers[len(fraction)]
		if negative {
			f = -f
		}
		c.addFloats(f, f)
		c.whole = max(c.whole, len(whole))
		c.scale = max(c.scale, len(fraction))
		return isFraction
	}
	kept, known := givenBackQuick(n, len(whole)+len(fraction), len(fraction))
	f := math.NaN()
	if known {
		f = float64(n) / powers[len(fraction)]
		if negative {
			f = -f
		}
	} else {
		kept = givenBack(text, whole, fraction)
	}
	if !kept && len(whole)+len(fraction) > schema.MaxPrecision {
		return isText
	}
	c.whole = max(c.whole, len(whole))
	c.scale = max(c.scale, len(fraction))
	if !c.wide.spans(f) {
		c.addWide(negative, whole, fraction, f)
	}
	if kept {
		return isFraction
	}
	return isExact
}

// powers are powers of ten, all exact as doubles.
var powers = [...]float64{
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10,
	1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
}

var wholePowers = [...]uint64{
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10,
	1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
}

// givenBack reports whether the double nearest to a number, printed with as many
// digits as the number has, is the number again. So it is of every number that
// a program printed from a double.
func givenBack(text, whole, fraction []byte) bool {
	var digits [2 * maxNumber]byte
	want := append(append(digits[:0], whole...), fraction...)
	for len(want) > 0 && want[0] == '0' {
		want = want[1:]
	}
	if len(want) <= sureDigits {
		return true
	}
	f, err := strconv.ParseFloat(unsafe.String(&text[0], len(text)), 64)
	if err != nil {
		return false
	}
	var buffer [2 * maxNumber]byte
	got := strconv.AppendFloat(buffer[:0], math.Abs(f), 'e', len(want)-1, 64)
	return got[0] == want[0] && bytes.Equal(got[2:len(want)+1], want[1:])
}

// givenBackQuick is givenBack for the number n / 10**places of that many digits,
// if it can tell at once.
//
// The nearest double is m / 2**k for the whole number m nearest to n * 2**k /
// 10**places, if k is such that m has 53 bits. Printed with as many digits as n
// has, it is n again if it is less than half a unit of n's last digit away:
// |m * 10**places - n * 2**k| < 2**(k-1). Powers of ten are left out: the double
// may have a digit less before the point.
func givenBackQuick(n uint64, digits, places int) (kept, known bool) {
	if digits > 19 || places > 18 || n <= 1e15 || n == 1e16 || n == 1e17 || n == 1e18 {
		return false, false
	}
	divisor := wholePowers[places]
	k := 53 + bits.Len64(divisor) - bits.Len64(n)
	if k < 1 {
		return false, false
	}
	m, rest := bits.Div64(n>>(64-k), n<<k, divisor)
	if m >= 1<<53 { // a bit too many: halve m, or double all else
		rest += m & 1 * divisor
		divisor *= 2
	}
	missed, bound := min(rest, divisor-rest), uint64(1)<<(k-1)
	return missed < bound, missed != bound
}

// exponent judges a number of which text[i:] is no digits and no point.
func (c *Column) exponent(text []byte, i int) kind {
	if text[i]|0x20 != 'e' {
		return isText
	}
	i++
	if i < len(text) && (text[i] == '-' || text[i] == '+') {
		i++
	}
	if i == len(text) {
		return isText
	}
	for _, b := range text[i:] {
		if !isDigit(b) {
			return isText
		}
	}
	f, err := strconv.ParseFloat(unsafe.String(&text[0], len(text)), 64)
	if err != nil {
		return isText // beyond the greatest double
	}
	c.addFloats(f, f)
	return isFloat
}

// addInts notes whole numbers between least and most.
func (c *Column) addInts(least, most int64) {
	if !c.ints {
		c.ints, c.minInt, c.maxInt = true, least, most
		return
	}
	c.minInt = min(c.minInt, least)
	c.maxInt = max(c.maxInt, most)
}

// addFloats notes other numbers between least and most.
func (c *Column) addFloats(least, most float64) {
	if !c.floats {
		c.floats, c.minFloat, c.maxFloat = true, least, most
		return
	}
	c.minFloat = min(c.minFloat, least)
	c.maxFloat = max(c.maxFloat, most)
}

func (c *Column) addInfinity(negative bool) {
	f := math.Inf(1)
	if negative {
		f = -f
	}
	c.addFloats(f, f)
}

// point returns the decimal mark.
func (o *Options) point() byte {
	if o.Decimal == 0 {
		return '.'
	}
	return o.Decimal
}

// unmark writes a number that has the marks of o with a point and without marks
// between thousands.
func (o *Options) unmark(to, text []byte) ([]byte, bool) {
	point := o.point()
	group := -1 // digits since the last mark between thousands
	if len(text) > cap(to) {
		return nil, false
	}
	seen := false // the point or an exponent
	for i, b := range text {
		switch {
		case b == point && !seen:
			if group >= 0 && group != 3 {
				return nil, false
			}
			to, seen = append(to, '.'), true
		case b == o.Thousands && b != 0 && !seen:
			head := i
			if text[0] == '-' || text[0] == '+' {
				head--
			}
			if group < 0 && (head < 1 || head > 3) || group >= 0 && group != 3 {
				return nil, false
			}
			group = 0
		case b == '.':
			return nil, false
		default:
			if !isDigit(b) && i > 0 {
				seen = true
			}
			if group >= 0 && !seen {
				group++
			}
			to = append(to, b)
		}
	}
	return to, seen || group < 0 || group == 3
}
