package jsonfile

import (
	"math"
	"strconv"
)

// A number is what can be told of a number by its digits.
type number struct {
	text     []byte
	negative bool
	plain    bool   // neither a point nor an exponent
	odd      bool   // the engine, reading it as text, changes it
	word     bool   // NaN or Infinity
	mantissa uint64 // its digits without the point, if there are at most 19
	digits   int    // significant ones: without leading zeros
	scale    int    // digits after the point
	exponent int    // as written
}

// maxExponent bounds exponents, so that sums of them do not overflow.
const maxExponent = 1_000_000

// number reads a number.
func (l *lexer) number(i int, num *number) int {
	text, start := l.text, i
	n := number{}
	if text[i] == '-' {
		n.negative = true
		i++
	}
	first := i
	for c := text[i] - '0'; c <= 9; c = text[i] - '0' {
		n.mantissa = n.mantissa*10 + uint64(c)
		i++
	}
	n.digits = i - first
	switch {
	case n.digits == 0:
		return l.noNumber(start, i, num)
	case text[first] == '0':
		if n.digits > 1 {
			return l.fail(first, "a number with a leading zero")
		}
		n.digits = 0
	}
	n.plain = true
	if text[i] == '.' {
		if i = l.fraction(i+1, &n); i < 0 {
			return -1
		}
	}
	if text[i]|0x20 == 'e' {
		if i = l.exponent(i+1, &n); i < 0 {
			return -1
		}
	}
	n.text = text[start:i]
	if !n.plain || n.negative && n.mantissa == 0 {
		if n.odd = n.respelled(); n.odd {
			l.marks |= respelled
		}
	}
	*num = n
	return i
}

// noNumber reads a number that does not begin with a digit, where that is allowed.
func (l *lexer) noNumber(start, i int, num *number) int {
	end := l.wordNumber(i)
	switch {
	case end >= 0:
		*num = number{text: l.text[start:end], negative: i > start, word: true, odd: true}
		return end
	case i > start:
		return l.unexpected(i, "a digit")
	}
	return l.unexpected(i, "a value")
}

func (l *lexer) fraction(i int, n *number) int {
	first, text := i, l.text
	if n.digits == 0 {
		for text[i] == '0' {
			i++
		}
	}
	significant := i
	for c := text[i] - '0'; c <= 9; c = text[i] - '0' {
		n.mantissa = n.mantissa*10 + uint64(c)
		i++
	}
	if i == first {
		return l.unexpected(i, "a digit")
	}
	n.plain = false
	n.digits += i - significant
	n.scale = i - first
	return i
}

func (l *lexer) exponent(i int, n *number) int {
	text, sign := l.text, 1
	switch text[i] {
	case '-':
		sign = -1
		i++
	case '+':
		i++
	}
	first := i
	for c := text[i] - '0'; c <= 9; c = text[i] - '0' {
		if n.exponent < maxExponent {
			n.exponent = n.exponent*10 + int(c)
		}
		i++
	}
	if i == first {
		return l.unexpected(i, "a digit")
	}
	n.plain = false
	n.exponent *= sign
	return i
}

// whole returns how many digits the number has before the point, and after
// how many there are, once it is written without an exponent.
func (n *number) places() (whole, scale int) {
	scale = n.scale - n.exponent
	return max(0, n.digits-scale), max(0, scale)
}

// integer returns the number if a bigint holds it.
func (n *number) integer() (int64, bool) {
	switch {
	case !n.plain || n.digits > 19 || n.mantissa > math.MaxInt64+1:
		return 0, false
	case n.negative:
		return -int64(n.mantissa), true
	}
	return int64(n.mantissa), n.mantissa <= math.MaxInt64
}

// powers are the powers of ten that a double holds exactly.
var powers = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
	1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22}

// float returns the nearest double.
func (n *number) float() float64 {
	if n.digits <= 15 && n.exponent == 0 && n.scale < len(powers) && !n.word {
		f := float64(n.mantissa) / powers[n.scale] // both are exact, so the quotient is the nearest
		if n.negative {
			return -f
		}
		return f
	}
	f, _ := strconv.ParseFloat(string(n.text), 64) // too large a number is infinite
	return f
}

// double reports whether a double holds the number: whether the nearest
// double, written with as many digits as the number has, is the number again.
func (n *number) double() bool {
	whole, scale := n.places()
	if n.digits <= 15 && whole <= 300 && scale <= 300 || n.word || n.digits == 0 {
		return true
	}
	if n.digits > 800 {
		return false // no double has as many
	}
	f := n.float()
	if math.IsInf(f, 0) {
		return false
	}
	var buf [1024]byte
	again := strconv.AppendFloat(buf[:0], f, 'e', n.digits-1, 64)
	return sameDigits(again, n.text)
}

// sameDigits reports whether two numbers have the same significant digits, up
// to the exponent.
func sameDigits(a, b []byte) bool {
	i, j := 0, 0
	started := false
	next := func(s []byte, at *int) byte {
		for ; *at < len(s); *at++ {
			c := s[*at]
			if c == 'e' || c == 'E' {
				return 0
			}
			if '1' <= c && c <= '9' || c == '0' && started {
				*at++
				return c
			}
		}
		return 0
	}
	for {
		c, d := next(a, &i), next(b, &j)
		if c != d {
			return false
		}
		if c == 0 {
			return true
		}
		started = true
	}
}

// respelled reports whether the engine, reading the number as text, changes it.
func (n *number) respelled() bool {
	switch {
	case n.word, n.exponent != 0, n.text[len(n.text)-1] == '0' && n.scale != 1:
		return true
	case n.scale == 0:
		return !n.plain || n.negative && n.mantissa == 0
	case n.digits <= 15:
		return n.digits > 0 && n.scale-n.digits >= 4 // 0.00001 becomes 1e-05
	}
	f := n.float()
	return math.Abs(f) >= 1e15 || string(strconv.AppendFloat(nil, f, 'f', -1, 64)) != string(n.text)
}
