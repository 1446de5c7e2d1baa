package duck

import (
	"encoding/binary"
	"encoding/hex"
	"math/big"
	"strings"
	"time"
	"unsafe"

	"github.com/duckdb/duckdb-go/v2/mapping"
)

// A vector reads the values of one type from DuckDB's memory.
type vector struct {
	reader
	data     unsafe.Pointer
	valid    unsafe.Pointer // a bit for each value; nil if none is NULL
	children []vector       // elements of a list, fields of a struct, the tag and members of a union
	nest     func(v *vector, of mapping.Vector)

	scale  int      // of a DECIMAL
	size   int      // of an ARRAY
	names  []string // of an ENUM and of the members of a UNION
	always bool     // NULL
}

// A reader knows how the values of a type lie in memory.
type reader struct {
	get  func(v *vector, i int) any                      // value i, which is not NULL
	fill func(v *vector, out []any, from, n, stride int) // n values from a place on, NULL among them; may be nil
}

// load points the vector at values that DuckDB has computed.
func (v *vector) load(of mapping.Vector) {
	v.data = mapping.VectorGetData(of)
	v.valid = mapping.VectorGetValidity(of)
	if v.nest != nil {
		v.nest(v, of)
	}
}

// null reports whether value i is NULL.
func (v *vector) null(i int) bool {
	return v.always || v.valid != nil && at[uint64](v.valid, i>>6)&(1<<(i&63)) == 0
}

// value returns value i.
func (v *vector) value(i int) any {
	if v.null(i) {
		return nil
	}
	return v.get(v, i)
}

// column writes the first n values to every stride-th place of out.
func (v *vector) column(out []any, n, stride int) {
	if v.fill == nil {
		for i := range n {
			out[i*stride] = v.value(i)
		}
		return
	}
	for i := 0; i < n; i += batch {
		v.fill(v, out[i*stride:], i, min(batch, n-i), stride)
	}
}

// at reads element i of an array in DuckDB's memory.
func at[T any](data unsafe.Pointer, i int) T {
	return *(*T)(unsafe.Add(data, uintptr(i)*unsafe.Sizeof(*new(T))))
}

// newVector returns a vector for a type.
func newVector(t Type) (vector, error) {
	switch t.Name {
	case "NULL":
		return vector{always: true}, nil
	case "DECIMAL":
		return vector{reader: decimals(t.Width), scale: t.Scale}, nil
	case "ENUM":
		return vector{reader: enums(len(t.Values)), names: t.Values}, nil
	case "LIST", "ARRAY":
		return nested(t, listNest, *t.Elem)
	case "MAP":
		return nested(t, listNest, Type{Name: "STRUCT", Fields: []Field{{"key", *t.Key}, {"value", *t.Elem}}})
	case "STRUCT":
		return nested(t, structNest, types(t.Fields)...)
	case "UNION":
		return nested(t, structNest, append([]Type{{Name: "UTINYINT"}}, types(t.Fields)...)...)
	}
	if r, ok := readers[t.Name]; ok {
		return vector{reader: r}, nil
	}
	return vector{}, &Error{Kind: KindNotImplemented, Position: -1, Message: "a value of type " + t.String() + " cannot be returned; cast it to another type"}
}

func types(fields []Field) []Type {
	out := make([]Type, len(fields))
	for i, f := range fields {
		out[i] = f.Type
	}
	return out
}

// nested returns a vector with children.
func nested(t Type, nest func(*vector, mapping.Vector), children ...Type) (vector, error) {
	v := vector{nest: nest, size: t.Size, children: make([]vector, len(children))}
	for i, child := range children {
		var err error
		if v.children[i], err = newVector(child); err != nil {
			return v, err
		}
	}
	switch t.Name {
	case "LIST":
		v.get = getList
	case "ARRAY":
		v.get, v.nest = getArray, arrayNest
	case "MAP":
		v.get = getMap
	case "STRUCT":
		v.get = getStruct
	case "UNION":
		v.get = getUnion
		for _, f := range t.Fields {
			v.names = append(v.names, f.Name)
		}
	}
	return v, nil
}

func listNest(v *vector, of mapping.Vector)  { v.children[0].load(mapping.ListVectorGetChild(of)) }
func arrayNest(v *vector, of mapping.Vector) { v.children[0].load(mapping.ArrayVectorGetChild(of)) }

func structNest(v *vector, of mapping.Vector) {
	for i := range v.children {
		v.children[i].load(mapping.StructVectorGetChild(of, mapping.IdxT(i)))
	}
}

// readers read the types without parameters.
var readers = map[string]reader{
	"BOOLEAN":   single(func(v *vector, i int) any { return at[uint8](v.data, i) != 0 }),
	"TINYINT":   integers[int8](),
	"SMALLINT":  integers[int16](),
	"INTEGER":   integers[int32](),
	"BIGINT":    integers[int64](),
	"UTINYINT":  integers[uint8](),
	"USMALLINT": integers[uint16](),
	"UINTEGER":  integers[uint32](),
	"UBIGINT":   batched(func(v *vector, i int) uint64 { return at[uint64](v.data, i) }),
	"FLOAT":     batched(func(v *vector, i int) float32 { return at[float32](v.data, i) }),
	"DOUBLE":    batched(func(v *vector, i int) float64 { return at[float64](v.data, i) }),
	"HUGEINT":   single(getHugeint),
	"UHUGEINT":  single(getUhugeint),
	"BIGNUM":    single(func(v *vector, i int) any { return bignum(v.bytes(i)) }),

	"VARCHAR":  {get: getString, fill: fillStrings},
	"JSON":     {get: getString, fill: fillStrings},
	"BLOB":     single(func(v *vector, i int) any { return append([]byte{}, v.bytes(i)...) }),
	"GEOMETRY": single(func(v *vector, i int) any { return append([]byte{}, v.bytes(i)...) }),
	"BIT":      single(func(v *vector, i int) any { return bits(v.bytes(i)) }),
	"UUID":     single(getUUID),

	"DATE":                     moments(date),
	"TIME":                     single(func(v *vector, i int) any { return clock(at[int64](v.data, i), time.Microsecond) }),
	"TIME_NS":                  single(func(v *vector, i int) any { return clock(at[int64](v.data, i), time.Nanosecond) }),
	"TIME WITH TIME ZONE":      single(getTimeTZ),
	"TIMESTAMP":                instants(1e6),
	"TIMESTAMP_S":              instants(1),
	"TIMESTAMP_MS":             instants(1e3),
	"TIMESTAMP_NS":             instants(1e9),
	"TIMESTAMP WITH TIME ZONE": instants(1e6),

	"INTERVAL": batched(func(v *vector, i int) Interval { return at[Interval](v.data, i) }),
}

func integers[T int8 | int16 | int32 | int64 | uint8 | uint16 | uint32]() reader {
	return batched(func(v *vector, i int) int64 { return int64(at[T](v.data, i)) })
}

// decimals returns the reader of a DECIMAL, which DuckDB keeps in the smallest
// integer that holds its digits.
func decimals(width int) reader {
	switch {
	case width <= 4:
		return batched(func(v *vector, i int) Decimal { return NewDecimal(int64(at[int16](v.data, i)), v.scale) })
	case width <= 9:
		return batched(func(v *vector, i int) Decimal { return NewDecimal(int64(at[int32](v.data, i)), v.scale) })
	case width <= 18:
		return batched(func(v *vector, i int) Decimal { return NewDecimal(at[int64](v.data, i), v.scale) })
	}
	return batched(func(v *vector, i int) Decimal {
		n := at[[2]uint64](v.data, i)
		return Decimal{high: int64(n[1]), low: n[0], Scale: v.scale}
	})
}

// enums returns the reader of an ENUM of n values.
func enums(n int) reader {
	switch {
	case n <= 1<<8:
		return batched(func(v *vector, i int) string { return v.names[at[uint8](v.data, i)] })
	case n <= 1<<16:
		return batched(func(v *vector, i int) string { return v.names[at[uint16](v.data, i)] })
	}
	return batched(func(v *vector, i int) string { return v.names[at[uint32](v.data, i)] })
}

// instants returns the reader of a timestamp that counts so many ticks a second.
func instants(ticks int64) reader {
	return moments(func(v *vector, i int) (time.Time, Infinity) {
		n := at[int64](v.data, i)
		switch n {
		case 1<<63 - 1:
			return time.Time{}, Future
		case -(1<<63 - 1):
			return time.Time{}, Past
		}
		return time.Unix(n/ticks, n%ticks*(1e9/ticks)).UTC(), 0
	})
}

// date reads a day, counted from the first of January 1970.
func date(v *vector, i int) (time.Time, Infinity) {
	n := at[int32](v.data, i)
	switch n {
	case 1<<31 - 1:
		return time.Time{}, Future
	case -(1<<31 - 1):
		return time.Time{}, Past
	}
	return time.Unix(int64(n)*86400, 0).UTC(), 0
}

func getHugeint(v *vector, i int) any {
	n := at[[2]uint64](v.data, i)
	return hugeint(int64(n[1]), n[0])
}

func getUhugeint(v *vector, i int) any {
	n := at[[2]uint64](v.data, i)
	high := new(big.Int).Lsh(new(big.Int).SetUint64(n[1]), 64)
	return high.Add(high, new(big.Int).SetUint64(n[0]))
}

// bytes returns a text where it lies. DuckDB keeps up to 12 bytes of it next to
// its length, and longer ones elsewhere.
func (v *vector) bytes(i int) []byte {
	p := unsafe.Add(v.data, uintptr(i)*16)
	n := *(*uint32)(p)
	if n <= 12 {
		return unsafe.Slice((*byte)(unsafe.Add(p, 4)), n)
	}
	return unsafe.Slice(*(**byte)(unsafe.Add(p, 8)), n)
}

// bits writes a BIT with a 0 or 1 for each bit. Its first byte tells how many
// bits of the second are not part of it.
func bits(data []byte) string {
	if len(data) == 0 {
		return ""
	}
	var b strings.Builder
	for i := int(data[0]); i < 8*(len(data)-1); i++ {
		b.WriteByte('0' + data[1+i/8]>>(7-i%8)&1)
	}
	return b.String()
}

// bignum reads a number behind a header of three bytes. The bytes of a negative
// number are inverted, header and all.
func bignum(data []byte) *big.Int {
	if len(data) < 4 {
		return new(big.Int)
	}
	n := new(big.Int)
	if data[0]&0x80 != 0 {
		return n.SetBytes(data[3:])
	}
	magnitude := make([]byte, len(data)-3)
	for i, c := range data[3:] {
		magnitude[i] = ^c
	}
	return n.Neg(n.SetBytes(magnitude))
}

func getUUID(v *vector, i int) any {
	n := at[[2]uint64](v.data, i)
	var raw [16]byte
	binary.BigEndian.PutUint64(raw[:8], n[1]^1<<63) // flipped, so that they sort as integers
	binary.BigEndian.PutUint64(raw[8:], n[0])
	text := make([]byte, 36)
	for j, k := range [5][3]int{{0, 0, 4}, {9, 4, 6}, {14, 6, 8}, {19, 8, 10}, {24, 10, 16}} {
		if j > 0 {
			text[k[0]-1] = '-'
		}
		hex.Encode(text[k[0]:], raw[k[1]:k[2]])
	}
	return string(text)
}

// clock returns a time of day.
func clock(n int64, unit time.Duration) time.Time {
	return time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(n) * unit)
}

// getTimeTZ reads 40 bits of microseconds and 24 of an offset, counted down
// from the largest so that they sort in UTC.
func getTimeTZ(v *vector, i int) any {
	n := at[uint64](v.data, i)
	const largest = 16*3600 - 1
	offset := largest - int(n&0xFFFFFF)
	local := clock(int64(n>>24), time.Microsecond)
	zone := time.UTC
	if offset != 0 {
		zone = time.FixedZone("", offset)
	}
	return time.Date(local.Year(), local.Month(), local.Day(), local.Hour(), local.Minute(), local.Second(), local.Nanosecond(), zone)
}

func getList(v *vector, i int) any {
	entry := at[[2]uint64](v.data, i)
	return v.children[0].slice(int(entry[0]), int(entry[1]))
}

func getArray(v *vector, i int) any { return v.children[0].slice(i*v.size, v.size) }

// slice returns n values from start on.
func (v *vector) slice(start, n int) []any {
	out := make([]any, n)
	for i := range out {
		out[i] = v.value(start + i)
	}
	return out
}

func getMap(v *vector, i int) any {
	entry := at[[2]uint64](v.data, i)
	keys, values := &v.children[0].children[0], &v.children[0].children[1]
	out := make(Map, entry[1])
	for j := range out {
		k := int(entry[0]) + j
		out[j] = Entry{keys.value(k), values.value(k)}
	}
	return out
}

func getStruct(v *vector, i int) any {
	out := make(Struct, len(v.children))
	for j := range v.children {
		out[j] = v.children[j].value(i)
	}
	return out
}

func getUnion(v *vector, i int) any {
	tag := at[uint8](v.children[0].data, i)
	return Union{Member: v.names[tag], Value: v.children[1+int(tag)].value(i)}
}
