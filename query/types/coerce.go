package types

import "strings"

// digits are how many a decimal needs to hold the integers of a kind.
var digits = map[Kind]int{TinyInt: 3, SmallInt: 5, Integer: 10, BigInt: 19}

// Common returns the type to which values of both types are brought before
// they are compared or put into one column, as Trino's TypeCoercion says it,
// and whether there is one.
func Common(a, b Type) (Type, bool) {
	switch {
	case a.Kind == Unknown, b.Kind == Native:
		return b, true
	case b.Kind == Unknown, a.Kind == Native:
		return a, true
	case a.Kind > b.Kind && !a.Is(Array, Map, Row):
		return Common(b, a)
	case a.Kind == b.Kind:
		return commonOfKind(a, b)
	case a.Integral() && b.Integral():
		return b, true
	case a.Integral() && b.Kind == Decimal:
		return commonDecimal(DecimalOf(digits[a.Kind], 0), b), true
	case a.Integral() && b.Is(Real, Double), a.Kind == Real && b.Kind == Double:
		return b, true
	case a.Is(Real, Double) && b.Kind == Decimal:
		return a, true
	case a.Kind == Varchar && b.Kind == Char:
		return Type{Kind: Char, Length: min(max(a.Length, b.Length), 65536)}, true
	case a.Kind == Date && b.Is(Timestamp, TimestampTZ):
		return b, true
	case a.Kind == Time && b.Kind == TimeTZ, a.Kind == Timestamp && b.Kind == TimestampTZ:
		b.Length = max(a.Length, b.Length)
		return b, true
	}
	return Type{}, false
}

// commonOfKind is [Common] of two types of one kind.
func commonOfKind(a, b Type) (Type, bool) {
	switch a.Kind {
	case Decimal:
		return commonDecimal(a, b), true
	case Varchar, Char, Time, TimeTZ, Timestamp, TimestampTZ:
		a.Length = max(a.Length, b.Length)
		return a, true
	case Array, Map, Row:
		if len(a.Args) != len(b.Args) {
			return Type{}, false
		}
		common := Type{Kind: a.Kind, Args: make([]Type, len(a.Args))}
		for i := range a.Args {
			c, ok := Common(a.Args[i], b.Args[i])
			if !ok {
				return Type{}, false
			}
			common.Args[i] = c
		}
		common.Names = commonNames(a.Names, b.Names, len(a.Args))
		return common, true
	}
	return a, true
}

// commonNames keeps the names of fields on which two rows agree.
func commonNames(a, b []string, n int) []string {
	if len(a) != n || len(b) != n {
		return nil
	}
	names := make([]string, n)
	for i := range names {
		if strings.EqualFold(a[i], b[i]) {
			names[i] = a[i]
		}
	}
	return names
}

func commonDecimal(a, b Type) Type {
	scale := max(a.Scale, b.Scale)
	whole := max(a.Length-a.Scale, b.Length-b.Scale)
	return DecimalOf(min(38, whole+scale), scale)
}

// Coercible reports whether a value of the type from becomes one of the type
// to by itself, without a CAST.
func Coercible(from, to Type) bool {
	if from.Kind == Unknown || from.Kind == Native || to.Kind == Native || from.Kind == Char && to.Kind == Varchar {
		return true
	}
	common, ok := Common(from, to)
	if !ok {
		return false
	}
	return sameValues(common, to)
}

// sameValues reports whether two types are equal but for the names of fields.
func sameValues(a, b Type) bool {
	if a.Kind != b.Kind || a.Length != b.Length || a.Scale != b.Scale || len(a.Args) != len(b.Args) {
		return false
	}
	for i := range a.Args {
		if !sameValues(a.Args[i], b.Args[i]) {
			return false
		}
	}
	return true
}

// DecimalFor returns the decimal that holds the integers of t, which is a type
// of integers or a decimal itself.
func DecimalFor(t Type) Type {
	if n, ok := digits[t.Kind]; ok {
		return DecimalOf(n, 0)
	}
	return t
}

// Comparable reports whether = is defined for values of t.
func (t Type) Comparable() bool { return t.all(func(t Type) bool { return t.Kind != Function }) }

// Orderable reports whether < is defined for values of t.
func (t Type) Orderable() bool { return t.all(func(t Type) bool { return !t.Is(Map, JSON, Function) }) }

func (t Type) all(ok func(Type) bool) bool {
	if !ok(t) {
		return false
	}
	for _, a := range t.Args {
		if !a.all(ok) {
			return false
		}
	}
	return true
}
