package parquetfile

import (
	"fmt"

	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/format"

	"github.com/tarnlake/tarn/datasets/schema"
)

func kind(k schema.Kind) schema.Type { return schema.Type{Kind: k} }

// value returns the type of a leaf, the type in the file if that one says less,
// and how its statistics are to be read. The newer annotation decides for what
// the older one does not know; otherwise the older one does.
func (b *builder) value(e *element) (schema.Type, string, values) {
	physical := format.Type(e.physical.V)
	switch {
	case physical < format.Boolean || physical > format.FixedLenByteArray:
		fail(ErrDamaged, "the column %s is of the unknown physical type %d", e, e.physical.V)
	case physical == format.FixedLenByteArray && (!e.length.Valid || e.length.V < 0):
		fail(ErrDamaged, "the column %s is of a fixed length that is not given", e)
	}
	switch e.logical.id {
	case logicalUnknown:
		return kind(schema.Unknown), "", noValues
	case logicalUUID:
		if physical == format.FixedLenByteArray {
			e.must(physical, format.FixedLenByteArray, 16)
			return kind(schema.String), "uuid", noValues
		}
	case logicalFloat16:
		if physical == format.FixedLenByteArray && e.length.V == 2 {
			return kind(schema.Float), "", halves
		}
	case logicalTimestamp:
		return b.timestamp(e, physical)
	case logicalTime:
		return b.time(e, physical)
	case logicalGeometry, logicalGeography:
		if physical == format.ByteArray {
			return kind(schema.Binary), "geometry", noValues
		}
	}
	if e.converted.Valid {
		return b.converted(e, physical)
	}
	b.refuseNewOnly(e, physical)
	return plain(physical)
}

// plain returns the type of values without an annotation.
func plain(physical format.Type) (schema.Type, string, values) {
	switch physical {
	case format.Boolean:
		return kind(schema.Boolean), "", truths
	case format.Int32:
		return kind(schema.Int), "", numbers
	case format.Int64:
		return kind(schema.Bigint), "", numbers
	case format.Int96:
		return kind(schema.Timestamp), "", noValues // their order is not defined
	case format.Float:
		return kind(schema.Float), "", floats
	case format.Double:
		return kind(schema.Double), "", floats
	}
	return kind(schema.Binary), "", noValues
}

// refuseNewOnly refuses a leaf whose newer annotation has no older one beside it
// if its values would be misread.
func (b *builder) refuseNewOnly(e *element, physical format.Type) {
	read, _, _ := plain(physical)
	meant := ""
	switch {
	case e.logical.id == logicalString, e.logical.id == logicalEnum, e.logical.id == logicalJSON:
		meant = "text"
	case e.logical.id == logicalDecimal:
		meant = "a decimal"
	case e.logical.id == logicalDate:
		meant = "a date"
	case e.logical.id == logicalInt && e.logical.unsigned && e.logical.bits >= 32:
		meant = "an unsigned number"
	default:
		return
	}
	b.newOnly(e, meant, read.String())
}

// must refuses a leaf whose annotation does not go with what it is stored in.
func (e *element) must(physical, want format.Type, length int32) {
	if physical != want || length > 0 && e.length.V != length {
		fail(ErrDamaged, "the column %s is annotated as %s but stored as %s", e, e.annotated(), physical)
	}
}

// annotated names the type that a leaf is annotated with.
func (e *element) annotated() string {
	switch e.logical.id {
	case logicalTime:
		return "TIME"
	case logicalTimestamp:
		return "TIMESTAMP"
	case logicalUUID:
		return "UUID"
	}
	return convertedName(e.converted.V)
}

// convertedNames are those of the older annotations, by number.
var convertedNames = [...]string{
	"UTF8", "MAP", "MAP_KEY_VALUE", "LIST", "ENUM", "DECIMAL", "DATE", "TIME_MILLIS", "TIME_MICROS",
	"TIMESTAMP_MILLIS", "TIMESTAMP_MICROS", "UINT_8", "UINT_16", "UINT_32", "UINT_64",
	"INT_8", "INT_16", "INT_32", "INT_64", "JSON", "BSON", "INTERVAL",
}

func convertedName(t int32) string {
	if int(t) < len(convertedNames) {
		return convertedNames[t]
	}
	return fmt.Sprintf("the unknown type %d", t)
}

// units are the units of time, by their numbers in the union TimeUnit.
var units = map[int16]int64{1: 1_000_000, 2: 1_000, 3: 1} // nanoseconds

func (b *builder) timestamp(e *element, physical format.Type) (schema.Type, string, values) {
	e.must(physical, format.Int64, 0)
	unit, ok := units[e.logical.unit]
	if !ok {
		fail(ErrUnsupported, "the column %s is a timestamp of an unknown unit", e)
	}
	exact := ""
	switch {
	case e.logical.utc:
		exact = "timestamptz"
	case unit == 1:
		exact = "timestamp_ns"
	}
	return kind(schema.Timestamp), exact, values{read: readInt, render: instants(unit)}
}

func (b *builder) time(e *element, physical format.Type) (schema.Type, string, values) {
	unit, ok := units[e.logical.unit]
	if !ok {
		fail(ErrUnsupported, "the column %s is a time of an unknown unit", e)
	}
	stored, exact := format.Int64, "time"
	switch {
	case e.logical.utc:
		exact = "timetz"
	case unit == 1:
		exact = "time_ns"
	}
	if unit == 1_000_000 {
		stored = format.Int32
	}
	e.must(physical, stored, 0)
	return kind(schema.String), exact, values{read: readInt, render: times(unit)}
}

// integers are the whole numbers of the older annotation.
var integers = map[deprecated.ConvertedType]struct {
	physical format.Type
	typ      schema.Type
	exact    string
	values   values
}{
	deprecated.Int8:   {format.Int32, kind(schema.Tinyint), "", numbers},
	deprecated.Int16:  {format.Int32, kind(schema.Smallint), "", numbers},
	deprecated.Int32:  {format.Int32, kind(schema.Int), "", numbers},
	deprecated.Int64:  {format.Int64, kind(schema.Bigint), "", numbers},
	deprecated.Uint8:  {format.Int32, kind(schema.Smallint), "uint8", unsigned},
	deprecated.Uint16: {format.Int32, kind(schema.Int), "uint16", unsigned},
	deprecated.Uint32: {format.Int32, kind(schema.Bigint), "uint32", unsigned},
	deprecated.Uint64: {format.Int64, schema.DecimalOf(20, 0), "uint64", unsigned},
}

// converted returns the type of a leaf by its older annotation.
func (b *builder) converted(e *element, physical format.Type) (schema.Type, string, values) {
	t := deprecated.ConvertedType(e.converted.V)
	if n, ok := integers[t]; ok {
		e.must(physical, n.physical, 0)
		return n.typ, n.exact, n.values
	}
	switch t {
	case convertedNull:
		return kind(schema.Unknown), "", noValues
	case deprecated.UTF8, deprecated.Enum, deprecated.Json:
		if physical != format.FixedLenByteArray {
			e.must(physical, format.ByteArray, 0)
		}
		if t == deprecated.Json {
			return kind(schema.String), "json", texts
		}
		return kind(schema.String), "", texts
	case deprecated.Decimal:
		return e.decimal(physical)
	case deprecated.Date:
		e.must(physical, format.Int32, 0)
		return kind(schema.Date), "", values{read: readInt, render: days}
	case deprecated.TimestampMillis, deprecated.TimestampMicros:
		e.must(physical, format.Int64, 0)
		unit := map[bool]int64{true: 1_000_000, false: 1_000}[t == deprecated.TimestampMillis]
		return kind(schema.Timestamp), "", values{read: readInt, render: instants(unit)}
	case deprecated.TimeMillis:
		e.must(physical, format.Int32, 0)
		return kind(schema.String), "time", values{read: readInt, render: times(1_000_000)}
	case deprecated.TimeMicros:
		e.must(physical, format.Int64, 0)
		return kind(schema.String), "time", values{read: readInt, render: times(1_000)}
	case deprecated.Interval:
		e.must(physical, format.FixedLenByteArray, 12)
		return kind(schema.String), "interval", noValues
	}
	fail(ErrUnsupported, "the column %s is annotated as %s, which the engine does not read", e, convertedName(e.converted.V))
	return schema.Type{}, "", noValues
}

func (e *element) decimal(physical format.Type) (schema.Type, string, values) {
	digits, scale := int(e.digits.V), int(e.scale.V)
	v := values{render: func(v bound) string { return decimalText(v, scale) }}
	switch physical {
	case format.Int32, format.Int64:
		v.read = readInt
	case format.ByteArray, format.FixedLenByteArray:
		v.read = readWide
	default:
		e.must(physical, format.Int64, 0)
	}
	switch {
	case !e.digits.Valid || !e.scale.Valid || digits < 1 || scale < 0 || scale > digits:
		fail(ErrUnsupported, "the column %s is a decimal of %d digits, %d of them after the point", e, digits, scale)
	case digits > schema.MaxPrecision && v.read == readInt:
		fail(ErrUnsupported, "the column %s is a decimal of %d digits in %s", e, digits, physical)
	case digits > schema.MaxPrecision:
		return kind(schema.Double), "", v // as the engine reads it
	}
	return schema.DecimalOf(digits, scale), "", v
}
