// Package text writes values as Athena does in its results:
//
//	1.0E7    2026-09-17 12:34:56.789 UTC    61 62 63
//	[1, 2, null]    {a=1, b=x}    {k=1}    1 00:00:00.000
//
// [Append] writes a value of a type, [ColumnInfo] tells of a column what
// Athena tells of it, and [CSV] and [Lines] are the two forms of result files.
//
// Values are those that package duck yields, held as [types.Type.Engine] says.
package text

import (
	"cmp"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tarnlake/tarn/query/duck"
	"github.com/tarnlake/tarn/query/types"
)

// Append appends the text of a value of type t to b. Within arrays, maps and
// rows null is the word; alone it has no text, and nothing is appended.
func Append(b []byte, v any, t types.Type) []byte {
	switch v := v.(type) {
	case nil:
		return b
	case bool:
		return strconv.AppendBool(b, v)
	case int64:
		return appendInteger(b, v, t)
	case float32:
		return appendFloat(b, float64(v), 32)
	case float64:
		return appendFloat(b, v, 64)
	case string:
		return appendString(b, v, t)
	case []byte:
		return appendBytes(b, v)
	case duck.Decimal:
		return v.AppendText(b)
	case *big.Int:
		return v.Append(b, 10)
	case time.Time:
		return appendTime(b, v, t)
	case []any:
		return appendArray(b, v, t)
	case duck.Map:
		return appendMap(b, v, t)
	case duck.Struct:
		return appendStruct(b, v, t)
	case duck.Union:
		return appendPart(b, v.Value, types.Of(types.Native))
	}
	return fmt.Append(b, v)
}

// appendPart appends a value within another.
func appendPart(b []byte, v any, t types.Type) []byte {
	if v == nil {
		return append(b, "null"...)
	}
	return Append(b, v, t)
}

func appendInteger(b []byte, n int64, t types.Type) []byte {
	switch t.Kind {
	case types.IntervalYear:
		if n < 0 {
			b, n = append(b, '-'), -n
		}
		return fmt.Appendf(b, "%d-%d", n/12, n%12)
	case types.IntervalDay:
		ms := uint64(n)
		if n < 0 {
			b, ms = append(b, '-'), -ms
		}
		s := ms / 1000
		return fmt.Appendf(b, "%d %02d:%02d:%02d.%03d", s/86400, s/3600%24, s/60%60, s%60, ms%1000)
	}
	return strconv.AppendInt(b, n, 10)
}

// appendFloat writes a number as Java's Double.toString and Float.toString do:
// the fewest digits that tell it from its neighbours, two at least, with an
// exponent below a thousandth and from ten million on.
func appendFloat(b []byte, f float64, bits int) []byte {
	size := math.Abs(f)
	switch {
	case math.IsNaN(f):
		return append(b, "NaN"...)
	case math.IsInf(f, 1):
		return append(b, "Infinity"...)
	case math.IsInf(f, -1):
		return append(b, "-Infinity"...)
	case size != 0 && (size < 1e-3 || size >= 1e7):
		return appendExponent(b, f, bits)
	}
	start := len(b)
	b = strconv.AppendFloat(b, f, 'f', -1, bits)
	if !slices.Contains(b[start:], '.') {
		b = append(b, ".0"...)
	}
	return b
}

func appendExponent(b []byte, f float64, bits int) []byte {
	digits := strconv.FormatFloat(f, 'E', -1, bits)
	mantissa, exponent, _ := strings.Cut(digits, "E")
	if !strings.Contains(mantissa, ".") { // of two digits Java takes the nearest: 4.9E-324
		mantissa, exponent, _ = strings.Cut(strconv.FormatFloat(f, 'E', 1, bits), "E")
	}
	n, _ := strconv.Atoi(exponent)
	b = append(append(b, mantissa...), 'E')
	return strconv.AppendInt(b, int64(n), 10)
}

func appendString(b []byte, s string, t types.Type) []byte {
	b = append(b, s...)
	if t.Kind == types.Char {
		for n := utf8.RuneCountInString(s); n < t.Length; n++ {
			b = append(b, ' ')
		}
	}
	return b
}

// appendBytes writes 61 62 63.
func appendBytes(b, data []byte) []byte {
	const digits = "0123456789abcdef"
	for i, c := range data {
		if i > 0 {
			b = append(b, ' ')
		}
		b = append(b, digits[c>>4], digits[c&15])
	}
	return b
}

func appendTime(b []byte, v time.Time, t types.Type) []byte {
	switch t.Kind {
	case types.Date:
		return appendDate(b, v)
	case types.Time:
		return appendClock(b, v, t.Length)
	case types.TimeTZ: // of DuckDB's own
		_, offset := v.Zone()
		return appendOffset(appendClock(b, v, t.Length), offset/60)
	case types.TimestampTZ: // of DuckDB's own
		return append(appendInstant(b, v.UTC(), t.Length), " UTC"...)
	}
	return appendInstant(b, v, t.Length)
}

func appendInstant(b []byte, v time.Time, digits int) []byte {
	return appendClock(append(appendDate(b, v), ' '), v, digits)
}

// appendDate writes a date as ISO 8601 has it: years have four digits and, where
// that is not enough, a sign.
func appendDate(b []byte, v time.Time) []byte {
	year, month, day := v.Date()
	switch {
	case year < 0:
		b, year = append(b, '-'), -year
	case year > 9999:
		b = append(b, '+')
	}
	b = appendPadded(b, year, 4)
	b = appendPadded(append(b, '-'), int(month), 2)
	return appendPadded(append(b, '-'), day, 2)
}

// appendClock writes a time of day with so many digits of the second.
func appendClock(b []byte, v time.Time, digits int) []byte {
	hour, minute, second := v.Clock()
	b = appendPadded(b, hour, 2)
	b = appendPadded(append(b, ':'), minute, 2)
	b = appendPadded(append(b, ':'), second, 2)
	if digits == 0 {
		return b
	}
	b = append(b, '.')
	nanos := v.Nanosecond()
	for i, unit := 0, 100_000_000; i < digits; i, unit = i+1, unit/10 {
		if unit == 0 {
			b = append(b, '0')
			continue
		}
		b = append(b, byte('0'+nanos/unit%10))
	}
	return b
}

func appendPadded(b []byte, n, width int) []byte {
	for limit := int(math.Pow10(width - 1)); n < limit && limit > 1; limit /= 10 {
		b = append(b, '0')
	}
	return strconv.AppendInt(b, int64(n), 10)
}

// appendOffset writes +05:30.
func appendOffset(b []byte, minutes int) []byte {
	sign := byte('+')
	if minutes < 0 {
		sign, minutes = '-', -minutes
	}
	b = appendPadded(append(b, sign), minutes/60, 2)
	return appendPadded(append(b, ':'), minutes%60, 2)
}

func appendArray(b []byte, values []any, t types.Type) []byte {
	elem := part(t, 0)
	b = append(b, '[')
	for i, v := range values {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = appendPart(b, v, elem)
	}
	return append(b, ']')
}

// part returns the type of a part of t; one of which nothing is known has none.
func part(t types.Type, i int) types.Type {
	if i < len(t.Args) {
		return t.Args[i]
	}
	return types.Of(types.Native)
}

// appendMap writes the entries in the order of their keys.
func appendMap(b []byte, m duck.Map, t types.Type) []byte {
	m = slices.Clone(m)
	key, elem := part(t, 0), part(t, 1)
	slices.SortStableFunc(m, func(x, y duck.Entry) int { return compare(x.Key, y.Key, key) })
	b = append(b, '{')
	for i, e := range m {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = append(appendPart(b, e.Key, key), '=')
		b = appendPart(b, e.Value, elem)
	}
	return append(b, '}')
}

// compare orders two values of one type: numbers and times by their value, all
// else by its text.
func compare(a, b any, t types.Type) int {
	switch x := a.(type) {
	case int64:
		if y, ok := b.(int64); ok {
			return cmp.Compare(x, y)
		}
	case float64:
		if y, ok := b.(float64); ok {
			return cmp.Compare(x, y)
		}
	case float32:
		if y, ok := b.(float32); ok {
			return cmp.Compare(x, y)
		}
	case duck.Decimal:
		if y, ok := b.(duck.Decimal); ok {
			return x.Unscaled().Cmp(y.Unscaled())
		}
	case time.Time:
		if y, ok := b.(time.Time); ok {
			return x.Compare(y)
		}
	}
	return strings.Compare(string(Append(nil, a, t)), string(Append(nil, b, t)))
}

// appendStruct writes a row, or a value that DuckDB holds as one.
func appendStruct(b []byte, s duck.Struct, t types.Type) []byte {
	switch {
	case t.Kind == types.TimestampTZ && len(s) == 2:
		at, _ := s[0].(time.Time)
		zone, _ := s[1].(string)
		b = appendInstant(b, at.In(location(zone)), t.Length)
		return append(append(b, ' '), zone...)
	case t.Kind == types.TimeTZ && len(s) == 2:
		at, _ := s[0].(time.Time)
		minutes, _ := s[1].(int64)
		return appendOffset(appendClock(b, at, t.Length), int(minutes))
	}
	b = append(b, '{')
	for i, v := range s {
		if i > 0 {
			b = append(b, ", "...)
		}
		if i < len(t.Names) && t.Names[i] != "" {
			b = append(append(b, t.Names[i]...), '=')
		}
		b = appendPart(b, v, part(t, i))
	}
	return append(b, '}')
}

// location returns a zone by the name that it has in Athena: UTC, +05:30 or
// Europe/Berlin. One that this machine does not know is taken for UTC.
func location(zone string) *time.Location {
	if at, err := time.Parse("-07:00", zone); err == nil {
		return at.Location()
	}
	if l, err := time.LoadLocation(zone); err == nil {
		return l
	}
	return time.UTC
}
