package lex

import (
	"math"
	"strconv"
)

// A Number is what can be told of a number by its digits.
type Number struct {
	Text     []byte
	negative bool
	Plain    bool   // neither a point nor an exponent
	Odd      bool   // the engine, reading it as text, changes it
	Word     bool   // NaN or Infinity
	mantissa uint64 // its digits without the point, if there are at most 19
	Digits   int    // significant ones: without leading zeros
	scale    int    // digits after the point
	exponent int    // as written
}

// maxExponent bounds exponents, so that sums of them do not overflow.
const maxExponent = 1_000_000

// Number reads a number.
func (l *Lexer) Number(i int, num *Number) int {
	text, start := l.Text, i
	n := Number{}
	if text[i] == '-' {
		n.negative = true
		i++
	}
	first := i
	for c := text[i] - '0'; c <= 9; c = text[i] - '0' {
		n.mantissa = n.mantissa*10 + uint64(c)
		i++
	}
	n.Digits = i - first
	switch {
	case n.Digits == 0:
		return l.noNumber(start, i, num)
	case text[first] == '0':
		if n.Digits > 1 {
			return l.Fail(first, "a number with a leading zero")
		}
		n.Digits = 0
	}
	n.Plain = true
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
	n.Text = text[start:i]
	if !n.Plain || n.negative && n.mantissa == 0 {
		if n.Odd = n.respelled(); n.Odd {
			l.Marks |= Respelled
		}
	}
	*num = n
	return i
}

// noNumber reads a number that does not begin with a digit, where that is allowed.
func (l *Lexer) noNumber(start, i int, num *Number) int {
	end := l.wordNumber(i)
	switch {
	case end >= 0:
		*num = Number{Text: l.Text[start:end], negative: i > start, Word: true, Odd: true}
		return end
	case i > start:
		return l.Unexpected(i, "a digit")
	}
	return l.Unexpected(i, "a value")
}

func (l *Lexer) fraction(i int, n *Number) int {
	first, text := i, l.Text
	if n.Digits == 0 {
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
		return l.Unexpected(i, "a digit")
	}
	n.Plain = false
	n.Digits += i - significant
	n.scale = i - first
	return i
}

func (l *Lexer) exponent(i int, n *Number) int {
	text, sign := l.Text, 1
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
		return l.Unexpected(i, "a digit")
	}
	n.Plain = false
	n.exponent *= sign
	return i
}

// whole returns how many digits the number has before the point, and after
// how many there are, once it is written without an exponent.
func (n *Number) Places() (whole, scale int) {
	scale = n.scale - n.exponent
	return max(0, n.Digits-scale), max(0, scale)
}

// Integer returns the number if a bigint holds it.
func (n *Number) Integer() (int64, bool) {
	switch {
	case !n.Plain || n.Digits > 19 || n.mantissa > math.MaxInt64+1:
		return 0, false
	case n.negative:
		return -int64(n.mantissa), true
	}
	return int64(n.mantissa), n.mantissa <= math.MaxInt64
}

// Powers are the powers of ten that a double holds exactly.
var Powers = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
	1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22}

// Float returns the nearest double.
func (n *Number) Float() float64 {
	if n.Digits <= 15 && n.exponent == 0 && n.scale < len(Powers) && !n.Word {
		f := float64(n.mantissa) / Powers[n.scale] // both are exact, so the quotient is the nearest
		if n.negative {
			return -f
		}
		return f
	}
	f, _ := strconv.ParseFloat(string(n.Text), 64) // too large a number is infinite
	return f
}

// Double reports whether a double holds the number: whether the nearest
// Double, written with as many digits as the number has, is the number again.
func (n *Number) Double() bool {
	whole, scale := n.Places()
	if n.Digits <= 15 && whole <= 300 && scale <= 300 || n.Word || n.Digits == 0 {
		return true
	}
	if n.Digits > 800 {
		return false // no double has as many
	}
	f := n.Float()
	if math.IsInf(f, 0) {
		return false
	}
	var buf [1024]byte
	again := strconv.AppendFloat(buf[:0], f, 'e', n.Digits-1, 64)
	return sameDigits(again, n.Text)
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

// Respelled reports whether the engine, reading the number as text, changes it.
func (n *Number) respelled() bool {
	switch {
	case n.Word, n.exponent != 0, n.Text[len(n.Text)-1] == '0' && n.scale != 1:
		return true
	case n.scale == 0:
		return !n.Plain || n.negative && n.mantissa == 0
	case n.Digits <= 15:
		return n.Digits > 0 && n.scale-n.Digits >= 4 // 0.00001 becomes 1e-05
	}
	f := n.Float()
	return math.Abs(f) >= 1e15 || string(strconv.AppendFloat(nil, f, 'f', -1, 64)) != string(n.Text)
}
