// Package schema describes the columns of a table: their names and types.
//
// The types are those of the Athena data catalog, and they are written the way
// Athena writes them:
//
//	bigint
//	decimal(10,2)
//	array<struct<sku:string,qty:int>>
//	map<string,double>
//
// [Parse] reads that notation and [Type.String] writes it; each undoes the
// other. A name inside a struct that is not a plain word stands in backticks,
// as in Hive: struct<`a b`:int>.
//
// # Merging
//
// Two files of one table rarely agree on every type. [Merge] finds the
// narrowest type that holds the values of both. It is commutative, associative
// and idempotent, so the schema of a table does not depend on the order in
// which its files are read.
//
// Package schema knows nothing of files, catalogs or SQL. It is the floor of
// the program: every other package may import it, and it imports none of them.
package schema

import (
	"fmt"
	"slices"
	"strings"
)

// A Kind is the outermost part of a type. Kinds of numbers stand in the order
// in which they widen.
type Kind uint8

// The kinds of types. Unknown is the type of a column of which no value has
// been seen; it is the neutral element of [Merge].
const (
	Unknown Kind = iota
	Boolean
	Tinyint
	Smallint
	Int
	Bigint
	Decimal
	Float
	Double
	Date
	Timestamp
	Char
	Varchar
	String
	Binary
	Array
	Map
	Struct
)

var kindNames = [...]string{
	"unknown", "boolean", "tinyint", "smallint", "int", "bigint", "decimal", "float", "double",
	"date", "timestamp", "char", "varchar", "string", "binary", "array", "map", "struct",
}

// String returns the name of k as Athena's DDL writes it.
func (k Kind) String() string { return kindNames[k] }

// Numeric reports whether values of k are numbers.
func (k Kind) Numeric() bool { return Tinyint <= k && k <= Double }

// Integer reports whether values of k are whole numbers of a fixed width.
func (k Kind) Integer() bool { return Tinyint <= k && k <= Bigint }

// Temporal reports whether values of k are days or instants.
func (k Kind) Temporal() bool { return k == Date || k == Timestamp }

// Text reports whether values of k are character strings.
func (k Kind) Text() bool { return Char <= k && k <= String }

// Nested reports whether types of k hold other types.
func (k Kind) Nested() bool { return k >= Array }

// Limits of the types, as Athena has them.
const (
	MaxPrecision = 38    // digits of a decimal
	MaxChar      = 255   // characters of a char(n)
	MaxVarchar   = 65535 // characters of a varchar(n)
)

// A Type is the type of a column. The zero Type is Unknown.
type Type struct {
	Kind      Kind
	Precision int     // of a Decimal: digits in all, 1 to 38
	Scale     int     // of a Decimal: digits after the point, 0 to Precision
	Length    int     // of a Char or Varchar, in characters
	Key       *Type   // of a Map
	Elem      *Type   // of an Array, and of the values of a Map
	Fields    []Field // of a Struct
}

// A Field is a named type: a column of a table, or a member of a struct.
type Field struct {
	Name    string
	Type    Type
	Comment string `json:",omitempty"`
}

// ArrayOf returns the type array<elem>.
func ArrayOf(elem Type) Type { return Type{Kind: Array, Elem: &elem} }

// MapOf returns the type map<key,elem>.
func MapOf(key, elem Type) Type { return Type{Kind: Map, Key: &key, Elem: &elem} }

// StructOf returns the type struct<fields>.
func StructOf(fields ...Field) Type { return Type{Kind: Struct, Fields: fields} }

// DecimalOf returns the type decimal(precision,scale).
func DecimalOf(precision, scale int) Type {
	return Type{Kind: Decimal, Precision: precision, Scale: scale}
}

// Equal reports whether t and u are the same type. The order of the fields of
// a struct does not count, nor do comments.
func (t Type) Equal(u Type) bool {
	if t.Kind != u.Kind || t.Precision != u.Precision || t.Scale != u.Scale || t.Length != u.Length {
		return false
	}
	switch t.Kind {
	case Array:
		return t.Elem.Equal(*u.Elem)
	case Map:
		return t.Key.Equal(*u.Key) && t.Elem.Equal(*u.Elem)
	case Struct:
		return equalFields(t.Fields, u.Fields)
	}
	return true
}

func equalFields(a, b []Field) bool {
	if len(a) != len(b) {
		return false
	}
	byName := make(map[string]Type, len(b))
	for _, f := range b {
		byName[f.Name] = f.Type
	}
	for _, f := range a {
		u, ok := byName[f.Name]
		if !ok || !f.Type.Equal(u) {
			return false
		}
	}
	return true
}

// String returns t in Athena's notation.
func (t Type) String() string {
	var b strings.Builder
	t.write(&b)
	return b.String()
}

func (t Type) write(b *strings.Builder) {
	switch t.Kind {
	case Decimal:
		fmt.Fprintf(b, "decimal(%d,%d)", t.Precision, t.Scale)
	case Char, Varchar:
		fmt.Fprintf(b, "%s(%d)", t.Kind, t.Length)
	case Array:
		b.WriteString("array<")
		t.Elem.write(b)
		b.WriteByte('>')
	case Map:
		b.WriteString("map<")
		t.Key.write(b)
		b.WriteByte(',')
		t.Elem.write(b)
		b.WriteByte('>')
	case Struct:
		b.WriteString("struct<")
		for i, f := range t.Fields {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(quoteName(f.Name))
			b.WriteByte(':')
			f.Type.write(b)
		}
		b.WriteByte('>')
	default:
		b.WriteString(t.Kind.String())
	}
}

// quoteName returns a struct member's name as it stands in a type: as it is if
// it is a plain word, else in backticks.
func quoteName(name string) string {
	if name != "" && strings.IndexFunc(name, func(r rune) bool { return !isWord(r) }) < 0 {
		return name
	}
	return "`" + strings.ReplaceAll(name, "`", "``") + "`"
}

func isWord(r rune) bool {
	return r == '_' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
}

// MarshalText returns t in Athena's notation.
func (t Type) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads Athena's notation.
func (t *Type) UnmarshalText(text []byte) (err error) {
	*t, err = Parse(string(text))
	return err
}

// Lookup returns the index of the field with that name, or -1.
func Lookup(fields []Field, name string) int {
	return slices.IndexFunc(fields, func(f Field) bool { return f.Name == name })
}
