package render

import (
	"fmt"
	"math"
	"math/big"
	"strconv"
	"time"

	"github.com/tarnlake/tarn/query/duck"
)

// appendText appends a value as DuckDB casts it to text.
func appendText(b []byte, v any, t *typ) []byte {
	switch v := v.(type) {
	case string:
		return append(b, v...)
	case bool:
		return strconv.AppendBool(b, v)
	case int64:
		return strconv.AppendInt(b, v, 10)
	case uint64:
		return strconv.AppendUint(b, v, 10)
	case *big.Int:
		return v.Append(b, 10)
	case float32:
		return appendFloat(b, float64(v), 32)
	case float64:
		return appendFloat(b, v, 64)
	case []byte:
		return appendBytes(b, v)
	case time.Time:
		return appendTime(b, v, t.kind)
	case duck.Decimal:
		return v.AppendText(b)
	case []any, duck.Struct, duck.Map, duck.Union:
		return appendNested(b, v, t)
	case fmt.Stringer:
		return append(b, v.String()...)
	}
	return fmt.Append(b, v)
}

// appendFloat appends the shortest text that reads as the same number, always
// with a point or an exponent.
func appendFloat(b []byte, f float64, bits int) []byte {
	switch {
	case math.IsNaN(f):
		return append(b, "nan"...)
	case math.IsInf(f, 1):
		return append(b, "inf"...)
	case math.IsInf(f, -1):
		return append(b, "-inf"...)
	}
	if abs := math.Abs(f); abs != 0 && (abs < 1e-4 || abs >= 1e16) {
		return strconv.AppendFloat(b, f, 'e', -1, bits)
	}
	start := len(b)
	b = strconv.AppendFloat(b, f, 'f', -1, bits)
	for _, c := range b[start:] {
		if c == '.' {
			return b
		}
	}
	return append(b, ".0"...)
}

// appendBytes appends the bytes of a BLOB: printable ASCII as it is, the rest
// as \xAA.
func appendBytes(b, blob []byte) []byte {
	const digits = "0123456789ABCDEF"
	for _, c := range blob {
		if c < ' ' || c > '~' || c == '\\' || c == '\'' || c == '"' {
			b = append(b, '\\', 'x', digits[c>>4], digits[c&15])
		} else {
			b = append(b, c)
		}
	}
	return b
}

// appendTime appends a time as ISO 8601 has it, with a space before the time of
// day and only as many digits of a second as it needs.
func appendTime(b []byte, v time.Time, k kind) []byte {
	if k != clock && k != clockZone {
		b = appendDay(b, v)
		if k == date {
			return b
		}
		b = append(b, ' ')
	}
	hour, minute, second := v.Clock()
	if (k == clock || k == clockZone) && v.Day() > 1 {
		hour = 24 // midnight at the end of the day
	}
	b = append(appendPair(b, hour), ':')
	b = append(appendPair(b, minute), ':')
	b = appendFraction(appendPair(b, second), v.Nanosecond())
	if k == instant || k == clockZone {
		b = appendOffset(b, v)
	}
	return b
}

func appendDay(b []byte, v time.Time) []byte {
	year, month, day := v.Date()
	before := ""
	if year <= 0 {
		year, before = 1-year, " (BC)"
	}
	for least := 1000; year < least && least > 1; least /= 10 {
		b = append(b, '0')
	}
	b = append(strconv.AppendInt(b, int64(year), 10), '-')
	b = append(appendPair(b, int(month)), '-')
	return append(appendPair(b, day), before...)
}

// appendPair appends a number of two digits.
func appendPair(b []byte, n int) []byte { return append(b, byte('0'+n/10), byte('0'+n%10)) }

// appendFraction appends a fraction of a second without the zeros at its end.
func appendFraction(b []byte, nanoseconds int) []byte {
	if nanoseconds == 0 {
		return b
	}
	b = append(b, '.')
	for unit := 100_000_000; nanoseconds > 0; unit /= 10 {
		b = append(b, byte('0'+nanoseconds/unit))
		nanoseconds %= unit
	}
	return b
}

// appendOffset appends the offset from UTC as DuckDB writes it: +00, -03:30.
func appendOffset(b []byte, v time.Time) []byte {
	_, seconds := v.Zone()
	sign := byte('+')
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	b = appendPair(append(b, sign), seconds/3600)
	if rest := seconds % 3600; rest != 0 {
		b = appendPair(append(b, ':'), rest/60)
		if rest %= 60; rest != 0 {
			b = appendPair(append(b, ':'), rest)
		}
	}
	return b
}
