// Package types has the types of Athena's SQL: those of Trino, in Trino's
// spelling. Hive's DDL spells them otherwise; that is package schema.
//
// DuckDB lacks some of these types, or has them with another meaning. A value
// of such a type is held in DuckDB in a form of its own, see [Type.Engine].
package types

import (
	"slices"
	"strings"
)

// A Kind is a type without its parameters.
type Kind int

// The kinds of types.
const (
	Unknown Kind = iota // that of NULL
	Native              // one of DuckDB's that Athena does not know: nothing about it is checked
	Boolean
	TinyInt
	SmallInt
	Integer
	BigInt
	Real
	Double
	Decimal
	Varchar
	Char
	Varbinary
	Date
	Time
	TimeTZ
	Timestamp
	TimestampTZ
	IntervalYear // interval year to month
	IntervalDay  // interval day to second
	JSON
	UUID
	IPAddress
	Array
	Map
	Row
	Function // of a lambda; its last argument is the type of its result
)

// Unbounded is the length of a varchar without one.
const Unbounded = 1<<31 - 1

// A Type is a type of Athena's SQL.
type Type struct {
	Kind   Kind
	Length int // characters of a varchar or char; digits of a decimal; digits of the fraction of a time or timestamp
	Scale  int // of a decimal

	Args  []Type   // the element of an array; key and value of a map; the fields of a row
	Names []string // of the fields of a row; "" is a field without a name
}

// Of returns the type of a kind without parameters. Varchar is unbounded, and
// times and timestamps have milliseconds, as they have where SQL says nothing else.
func Of(k Kind) Type {
	switch k {
	case Varchar:
		return Type{Kind: k, Length: Unbounded}
	case Time, TimeTZ, Timestamp, TimestampTZ:
		return Type{Kind: k, Length: 3}
	case Decimal:
		return Type{Kind: k, Length: 38}
	case Char:
		return Type{Kind: k, Length: 1}
	}
	return Type{Kind: k}
}

// ArrayOf returns array(element).
func ArrayOf(element Type) Type { return Type{Kind: Array, Args: []Type{element}} }

// MapOf returns map(key, value).
func MapOf(key, value Type) Type { return Type{Kind: Map, Args: []Type{key, value}} }

// DecimalOf returns decimal(precision, scale).
func DecimalOf(precision, scale int) Type {
	return Type{Kind: Decimal, Length: precision, Scale: scale}
}

// VarcharOf returns varchar(length).
func VarcharOf(length int) Type { return Type{Kind: Varchar, Length: length} }

// Equal reports whether two types are the same, names of row fields included.
func (t Type) Equal(u Type) bool {
	return t.Kind == u.Kind && t.Length == u.Length && t.Scale == u.Scale &&
		slices.Equal(t.Names, u.Names) && slices.EqualFunc(t.Args, u.Args, Type.Equal)
}

// Elem returns the type of the elements of an array, or of the values of a map.
func (t Type) Elem() Type { return t.Args[len(t.Args)-1] }

// Key returns the type of the keys of a map.
func (t Type) Key() Type { return t.Args[0] }

// Is reports whether the kind of t is one of kinds.
func (t Type) Is(kinds ...Kind) bool { return slices.Contains(kinds, t.Kind) }

// Integral reports whether values of t are whole numbers: tinyint to bigint.
func (t Type) Integral() bool { return TinyInt <= t.Kind && t.Kind <= BigInt }

// Numeric reports whether values of t are numbers.
func (t Type) Numeric() bool { return TinyInt <= t.Kind && t.Kind <= Decimal }

// Field returns the index of the field of a row with that name, in whatever
// case, or -1.
func (t Type) Field(name string) int {
	for i, n := range t.Names {
		if n != "" && strings.EqualFold(n, name) {
			return i
		}
	}
	return -1
}
