package schema

// Merge returns the narrowest type that holds every value of a and of b.
//
// Numbers widen to numbers and dates to timestamps. Structs merge member by
// member, so a file that lacks a member does not spoil it for the others; a
// struct and a map make a map. Anything else falls back to String, which holds
// whatever was written.
//
// The one loss that is allowed is Athena's own: whole numbers and decimals
// that meet a float or a double, or that need more than 38 digits together,
// become doubles.
func Merge(a, b Type) Type {
	switch {
	case a.Kind == Unknown:
		return b
	case b.Kind == Unknown:
		return a
	case a.Kind.Numeric() && b.Kind.Numeric():
		return mergeNumbers(a, b)
	case a.Kind.Text() && b.Kind.Text():
		return mergeTexts(a, b)
	case a.Kind.Temporal() && b.Kind.Temporal():
		return Type{Kind: max(a.Kind, b.Kind)}
	case a.Kind == Array && b.Kind == Array:
		return ArrayOf(Merge(*a.Elem, *b.Elem))
	case a.Kind == Map && b.Kind == Map:
		return MapOf(Merge(*a.Key, *b.Key), Merge(*a.Elem, *b.Elem))
	case a.Kind == Struct && b.Kind == Struct:
		return Type{Kind: Struct, Fields: mergeFields(a.Fields, b.Fields)}
	case a.Kind == Struct && b.Kind == Map:
		return mergeIntoMap(b, a.Fields)
	case a.Kind == Map && b.Kind == Struct:
		return mergeIntoMap(a, b.Fields)
	case a.Kind == b.Kind:
		return a
	}
	return Type{Kind: String}
}

// mergeNumbers widens along tinyint, smallint, int, bigint, decimal, double.
// A float holds a tinyint and a smallint to the last digit, and no wider kind.
func mergeNumbers(a, b Type) Type {
	if a.Kind > b.Kind {
		a, b = b, a
	}
	switch {
	case b.Kind == Double, b.Kind.Integer():
		return b
	case b.Kind == Float:
		if a.Kind == Float || a.Kind <= Smallint {
			return b
		}
		return Type{Kind: Double}
	}
	// b is a decimal, a a whole number or a decimal.
	whole := max(wholeDigits(a), wholeDigits(b))
	scale := max(a.Scale, b.Scale)
	if whole+scale > MaxPrecision {
		return Type{Kind: Double}
	}
	return DecimalOf(whole+scale, scale)
}

// wholeDigits returns how many digits a number of type t can have before the point.
func wholeDigits(t Type) int {
	switch t.Kind {
	case Tinyint:
		return 3
	case Smallint:
		return 5
	case Int:
		return 10
	case Bigint:
		return 19
	}
	return t.Precision - t.Scale
}

func mergeTexts(a, b Type) Type {
	switch {
	case a.Kind == String || b.Kind == String:
		return Type{Kind: String}
	case a.Kind == Char && b.Kind == Char && a.Length == b.Length:
		return a
	}
	return Type{Kind: Varchar, Length: max(a.Length, b.Length)}
}

// mergeFields returns the fields of a, widened by those of b, and after them
// the fields that only b has.
func mergeFields(a, b []Field) []Field {
	at := make(map[string]int, len(a)+len(b))
	merged := make([]Field, 0, max(len(a), len(b)))
	for _, fields := range [2][]Field{a, b} {
		for _, f := range fields {
			if i, ok := at[f.Name]; ok {
				merged[i].Type = Merge(merged[i].Type, f.Type)
				continue
			}
			at[f.Name] = len(merged)
			merged = append(merged, f)
		}
	}
	return merged
}

// mergeIntoMap widens the map m so that it holds a struct of those fields too.
func mergeIntoMap(m Type, fields []Field) Type {
	elem := *m.Elem
	for _, f := range fields {
		elem = Merge(elem, f.Type)
	}
	return MapOf(Merge(*m.Key, Type{Kind: String}), elem)
}
