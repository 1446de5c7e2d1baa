package parquetfile

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/parquet-go/parquet-go/format"

	"github.com/tarnlake/tarn/datasets"
)

// A leaf is a member of the schema that holds values, with what the statistics
// of the row groups say of them.
type leaf struct {
	name     string
	column   int  // of which it holds the values, or -1 if it is a part of a nested one
	required bool // has no nulls
	physical format.Type
	values   values

	nulls     int64
	uncounted bool // some row group does not count the nulls
	bounded   bool // min and max are set
	unbounded bool // some row group has no bounds, or none that can be trusted
	min, max  bound
}

// A bound is a least or greatest value.
type bound struct {
	n int64
	f float64
	b []byte // a part of the footer
}

// values say how to read, compare and write the bounds of a type.
type values struct {
	read   reading
	render func(bound) string
}

// A reading says how a bound is stored and compared.
type reading uint8

const (
	readNothing reading = iota
	readTruth
	readInt
	readUint
	readFloat
	readHalf
	readText
	readWide // a whole number of any length, the highest byte first
)

var (
	noValues = values{}
	truths   = values{readTruth, func(v bound) string { return strconv.FormatBool(v.n != 0) }}
	numbers  = values{readInt, func(v bound) string { return strconv.FormatInt(v.n, 10) }}
	unsigned = values{readUint, func(v bound) string { return strconv.FormatUint(uint64(v.n), 10) }}
	floats   = values{readFloat, func(v bound) string { return strconv.FormatFloat(v.f, 'g', -1, 64) }}
	halves   = values{readHalf, floats.render}
	texts    = values{readText, func(v bound) string { return datasets.Clip(strings.ToValidUTF8(string(v.b), "\uFFFD")) }}
)

// add takes in the statistics of one row group.
func (l *leaf) add(c *chunk) {
	if c.nulls.Valid && 0 <= c.nulls.V && c.nulls.V <= c.values {
		l.nulls += c.nulls.V
		if c.nulls.V == c.values {
			return // no value, so no bounds
		}
	} else {
		l.uncounted = true
	}
	if l.column < 0 || l.unbounded {
		return
	}
	low, high := c.min, c.max
	if low == nil && high == nil && l.oldBoundsHold(c) {
		low, high = c.oldMin, c.oldMax
	}
	least, ok1 := l.bound(low)
	most, ok2 := l.bound(high)
	if !ok1 || !ok2 || l.compare(least, most) > 0 {
		l.unbounded = true
		return
	}
	if !l.bounded || l.compare(least, l.min) < 0 {
		l.min = least
	}
	if !l.bounded || l.compare(most, l.max) > 0 {
		l.max = most
	}
	l.bounded = true
}

// oldBoundsHold reports whether the bounds of the first kind are true: they were
// found by comparing all values as if they had signs. For text and unsigned
// numbers that is true only where there is but one value.
func (l *leaf) oldBoundsHold(c *chunk) bool {
	switch l.values.read {
	case readTruth, readInt, readFloat:
		return true
	}
	return c.oldMin != nil && bytes.Equal(c.oldMin, c.oldMax)
}

// bound decodes a bound. Not a number is none.
func (l *leaf) bound(b []byte) (v bound, ok bool) {
	switch l.values.read {
	case readTruth:
		if len(b) != 1 {
			return v, false
		}
		v.n = int64(b[0])
	case readInt, readUint:
		switch len(b) {
		case 4:
			v.n = int64(int32(binary.LittleEndian.Uint32(b)))
			if l.values.read == readUint {
				v.n = int64(uint32(v.n))
			}
		case 8:
			v.n = int64(binary.LittleEndian.Uint64(b))
		default:
			return v, false
		}
	case readFloat:
		switch len(b) {
		case 4:
			v.f = widen(math.Float32frombits(binary.LittleEndian.Uint32(b)))
		case 8:
			v.f = math.Float64frombits(binary.LittleEndian.Uint64(b))
		default:
			return v, false
		}
	case readHalf:
		if len(b) != 2 {
			return v, false
		}
		v.f = half(binary.LittleEndian.Uint16(b))
	case readText:
		v.b = b
		return v, b != nil
	case readWide:
		v.b = b
		return v, len(b) > 0
	default:
		return v, false
	}
	return v, !math.IsNaN(v.f)
}

// widen returns the double that is written with the digits of a float.
func widen(f float32) float64 {
	if d, err := strconv.ParseFloat(strconv.FormatFloat(float64(f), 'g', -1, 32), 64); err == nil {
		return d
	}
	return float64(f)
}

// half returns the value of a floating-point number of 16 bits.
func half(bits uint16) float64 {
	sign, exponent, fraction := 1.0, int(bits>>10&0x1F), float64(bits&0x3FF)
	if bits>>15 != 0 {
		sign = -1
	}
	switch exponent {
	case 0:
		return sign * math.Ldexp(fraction, -24)
	case 0x1F:
		if fraction != 0 {
			return math.NaN()
		}
		return math.Inf(int(sign))
	}
	return sign * math.Ldexp(1024+fraction, exponent-25)
}

func (l *leaf) compare(a, b bound) int {
	switch l.values.read {
	case readUint:
		return cmp.Compare(uint64(a.n), uint64(b.n))
	case readFloat, readHalf:
		return cmp.Compare(a.f, b.f)
	case readText:
		return bytes.Compare(a.b, b.b)
	case readWide:
		return wide(a.b).Cmp(wide(b.b))
	}
	return cmp.Compare(a.n, b.n)
}

// bounds returns the least and the greatest value as text, if they are known.
func (l *leaf) bounds() (least, most string) {
	if !l.bounded || l.unbounded {
		return "", ""
	}
	return l.values.render(l.min), l.values.render(l.max)
}

// wide reads a whole number in two's complement.
func wide(b []byte) *big.Int {
	n := new(big.Int).SetBytes(b)
	if len(b) > 0 && b[0]&0x80 != 0 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
	}
	return n
}

func decimalText(v bound, scale int) string {
	n := big.NewInt(v.n)
	if v.b != nil {
		n = wide(v.b)
	}
	digits := new(big.Int).Abs(n).String()
	if scale > 0 {
		if short := scale + 1 - len(digits); short > 0 {
			digits = strings.Repeat("0", short) + digits
		}
		digits = digits[:len(digits)-scale] + "." + digits[len(digits)-scale:]
	}
	if n.Sign() < 0 {
		return "-" + digits
	}
	return digits
}

func days(v bound) string { return time.Unix(v.n*86400, 0).UTC().Format(time.DateOnly) }

// instants writes instants that are counted in units of so many nanoseconds.
func instants(unit int64) func(bound) string {
	second := int64(time.Second) / unit
	return func(v bound) string {
		seconds, rest := v.n/second, v.n%second
		return time.Unix(seconds, rest*unit).UTC().Format("2006-01-02 15:04:05.999999999")
	}
}

// times writes times of day.
func times(unit int64) func(bound) string {
	instant := instants(unit)
	return func(v bound) string { return strings.TrimPrefix(instant(v), "1970-01-01 ") }
}
