package duck

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// A Decimal is an exact number with a fixed number of digits behind the point.
type Decimal struct {
	high  int64 // the number without its point, in 128 bits
	low   uint64
	Scale int // digits behind the point
}

// NewDecimal returns unscaled · 10^-scale.
func NewDecimal(unscaled int64, scale int) Decimal {
	return Decimal{high: unscaled >> 63, low: uint64(unscaled), Scale: scale}
}

// Unscaled returns the number without its point: 1250 for 12.50.
func (d Decimal) Unscaled() *big.Int { return hugeint(d.high, d.low) }

// Float64 returns the nearest float.
func (d Decimal) Float64() float64 {
	f, _ := strconv.ParseFloat(d.String(), 64)
	return f
}

// String writes all digits of the number, with as many behind the point as the
// type has: 12.50.
func (d Decimal) String() string { return string(d.AppendText(nil)) }

// AppendText appends what String returns.
func (d Decimal) AppendText(b []byte) []byte {
	var digits []byte
	if d.high == int64(d.low)>>63 {
		digits = strconv.AppendInt(make([]byte, 0, 24), int64(d.low), 10)
	} else {
		digits = d.Unscaled().Append(nil, 10)
	}
	if digits[0] == '-' {
		b, digits = append(b, '-'), digits[1:]
	}
	point := len(digits) - d.Scale
	if point <= 0 {
		b = append(b, '0')
	} else {
		b = append(b, digits[:point]...)
	}
	if d.Scale == 0 {
		return b
	}
	b = append(b, '.')
	for ; point < 0; point++ {
		b = append(b, '0')
	}
	return append(b, digits[point:]...)
}

// hugeint makes a number of its two halves.
func hugeint(high int64, low uint64) *big.Int {
	n := new(big.Int).Lsh(big.NewInt(high), 64)
	return n.Add(n, new(big.Int).SetUint64(low))
}

// An Interval is a span of calendar months and days, and of time.
type Interval struct {
	Months, Days int32
	Micros       int64
}

// String writes the interval as DuckDB does: 1 year 2 months 3 days 04:05:06.5.
func (v Interval) String() string {
	var parts []string
	add := func(n int32, unit string) {
		switch n {
		case 0:
		case 1, -1:
			parts = append(parts, fmt.Sprintf("%d %s", n, unit))
		default:
			parts = append(parts, fmt.Sprintf("%d %ss", n, unit))
		}
	}
	add(v.Months/12, "year")
	add(v.Months%12, "month")
	add(v.Days, "day")
	if v.Micros != 0 || parts == nil {
		sign, micros := "", uint64(v.Micros)
		if v.Micros < 0 {
			sign, micros = "-", -micros
		}
		s := micros / 1e6
		clock := fmt.Sprintf("%s%02d:%02d:%02d", sign, s/3600, s/60%60, s%60)
		if f := micros % 1e6; f != 0 {
			clock += "." + strings.TrimRight(fmt.Sprintf("%06d", f), "0")
		}
		parts = append(parts, clock)
	}
	return strings.Join(parts, " ")
}

// A Struct holds the values of a STRUCT in the order of its fields. The column's
// type has their names.
type Struct []any

// A Map holds the entries of a MAP in their order.
type Map []Entry

// An Entry is an entry of a Map.
type Entry struct{ Key, Value any }

// A Union is a value of a UNION: the name of the member it is of, and the value.
type Union struct {
	Member string
	Value  any
}

// An Infinity stands for a date or timestamp after, or before, all others.
type Infinity int

// The two infinities.
const (
	Future Infinity = 1
	Past   Infinity = -1
)

func (i Infinity) String() string {
	if i < 0 {
		return "-infinity"
	}
	return "infinity"
}
