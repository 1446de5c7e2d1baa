package jsonfile

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
)

// family are kinds that one type can hold without becoming a string.
type family uint8

const (
	booleans family = 1 << iota
	numbers
	temporals
	texts
	objects
	arrays
)

var families = [kinds]family{
	isBoolean: booleans, isBigint: numbers, isDouble: numbers, isDecimal: numbers,
	isDate: temporals, isTimestamp: temporals,
	isOtherDate: temporals, isOtherTimestamp: temporals, isText: texts, isObject: objects, isArray: arrays,
}

// families returns which families of values there are.
func (n *node) families() (f family) {
	for k, count := range n.counts {
		if count > 0 {
			f |= families[k]
		}
	}
	if f&temporals != 0 && n.column != nil && n.column.dates.mixed() {
		f = f&^temporals | texts
	}
	return f
}

// schemaType returns the narrowest type that holds all values of n.
func (n *node) schemaType() schema.Type {
	switch n.families() {
	case 0:
		return schema.Type{}
	case booleans:
		return schema.Type{Kind: schema.Boolean}
	case numbers:
		return n.numberType()
	case temporals:
		if n.counts[isTimestamp]+n.counts[isOtherTimestamp] > 0 {
			return schema.Type{Kind: schema.Timestamp}
		}
		return schema.Type{Kind: schema.Date}
	case objects:
		if !n.deep {
			return n.members.schemaType()
		}
	case arrays:
		if !n.deep {
			return schema.ArrayOf(n.elem.schemaType())
		}
	}
	return schema.Type{Kind: schema.String}
}

// numberType returns the type of numbers: bigint, double if a double holds
// each of them, else a decimal with as many digits as they need, and if there
// is none so large, a string.
func (n *node) numberType() schema.Type {
	switch {
	case n.counts[isDouble] == 0 && n.counts[isDecimal] == 0:
		return schema.Type{Kind: schema.Bigint}
	case n.counts[isDecimal] == 0 && !n.wide:
		return schema.Type{Kind: schema.Double}
	}
	whole := n.whole
	if n.counts[isBigint] > 0 && n.scale == 0 {
		whole = max(whole, 19) // as schema.Merge has it for a bigint and a decimal
	}
	if whole+n.scale > schema.MaxPrecision {
		return schema.Type{Kind: schema.String}
	}
	return schema.DecimalOf(max(1, whole+n.scale), n.scale)
}

// schemaType returns a struct, or a map if the keys are data.
func (m *members) schemaType() schema.Type {
	if m.elem != nil {
		return schema.MapOf(schema.Type{Kind: schema.String}, m.elem.schemaType())
	}
	t := schema.StructOf()
	for _, member := range m.inOrder() {
		t.Fields = append(t.Fields, schema.Field{Name: member.key, Type: member.node.schemaType()})
	}
	return t
}

// inOrder returns the members in the order in which they first occur.
func (m *members) inOrder() []*member {
	slices.SortFunc(m.list, func(a, b *member) int { return cmp.Compare(a.at, b.at) })
	return m.list
}

// evidence returns what is known of a column that so many rows do not have.
func (n *node) evidence(name string, t schema.Type, missing int64) datasets.Evidence {
	e := datasets.Evidence{Nulls: missing + n.counts[isNull]}
	for k, count := range n.counts {
		if count == 0 || kind(k) == isNull {
			continue
		}
		if e.Kinds == nil {
			e.Kinds = make(map[string]int64)
		}
		e.Kinds[n.kindName(kind(k))] += count
	}
	if !t.Kind.Nested() && n.column != nil {
		e.Longest = n.column.longest
		e.Min, e.Max = n.extremes(t)
	}
	var found []datasets.Place
	n.deciders(name, func(p datasets.Place) { found = append(found, p) })
	if n.column != nil {
		found = append(found, n.column.dates.describe(&e)...)
	}
	slices.SortStableFunc(found, func(a, b datasets.Place) int { return cmp.Compare(a.Byte, b.Byte) })
	found = slices.CompactFunc(found, func(a, b datasets.Place) bool { return a.Byte == b.Byte })
	e.Deciders = found[:min(len(found), datasets.MaxPlaces)]
	return e
}

// kindName returns the narrowest type that holds values of a kind.
func (n *node) kindName(k kind) string {
	switch k {
	case isBoolean:
		return "boolean"
	case isBigint:
		return "bigint"
	case isDouble:
		return "double"
	case isDecimal:
		return "decimal"
	case isDate, isOtherDate:
		return "date"
	case isTimestamp, isOtherTimestamp:
		return "timestamp"
	case isObject:
		if n.members != nil && n.members.elem != nil {
			return "map"
		}
		return "struct"
	case isArray:
		return "array"
	}
	return "string"
}

// extremes returns the least and the greatest value in the order of type t.
func (n *node) extremes(t schema.Type) (least, greatest string) {
	c := n.column
	switch f := n.families(); {
	case f == booleans:
		return "", ""
	case f == numbers && t.Kind != schema.String:
		return c.numberExtremes(n)
	case f == temporals:
		return c.timeExtremes(t.Kind)
	case f&^(texts|temporals) == 0 && f != 0:
		return datasets.Clip(string(c.minText)), datasets.Clip(string(c.maxText))
	}
	return "", ""
}

func (c *column) numberExtremes(n *node) (least, greatest string) {
	offer := func(text string) {
		if least == "" || lessNumber(text, least) {
			least = text
		}
		if greatest == "" || lessNumber(greatest, text) {
			greatest = text
		}
	}
	if n.counts[isBigint] > 0 {
		offer(strconv.FormatInt(c.minInt, 10))
		offer(strconv.FormatInt(c.maxInt, 10))
	}
	if c.minFloat <= c.maxFloat {
		offer(strconv.FormatFloat(c.minFloat, 'g', -1, 64))
		offer(strconv.FormatFloat(c.maxFloat, 'g', -1, 64))
	}
	if c.minNumber != "" {
		offer(c.minNumber)
		offer(c.maxNumber)
	}
	return least, greatest
}

// deciders yields the first values that ruled out a narrower type for the
// column of that name: within a nested value, only those that are at odds with
// other values.
func (n *node) deciders(name string, yield func(datasets.Place)) {
	if n.nested() {
		n.decidersWithin(name, yield)
		return
	}
	for _, p := range n.places {
		if n.decides(p.kind, true) {
			yield(datasets.Place{Line: p.line, Byte: p.at, Value: p.text})
		}
	}
}

// nested reports whether n becomes an array, a map or a struct.
func (n *node) nested() bool {
	f := n.families()
	return !n.deep && (f == objects || f == arrays)
}

func (n *node) decidersWithin(path string, yield func(datasets.Place)) {
	switch {
	case !n.nested():
		for _, p := range n.places {
			if n.decides(p.kind, false) {
				yield(datasets.Place{Line: p.line, Byte: p.at, Path: clip([]byte(path)), Value: p.text})
			}
		}
	case n.families() == arrays:
		n.elem.decidersWithin(path+"[]", yield)
	case n.members.elem != nil:
		n.members.elem.decidersWithin(path+".*", yield)
	default:
		for _, m := range n.members.inOrder() {
			m.node.decidersWithin(path+"."+m.key, yield)
		}
	}
}

// decides reports whether values of a kind rule out a narrower type. Outermost
// are the values of a column.
func (n *node) decides(k kind, outermost bool) bool {
	f := n.families()
	single := f&(f-1) == 0
	switch {
	case k == isNull, single && n.counts[k] == n.total() && !outermost:
		return false
	case single && f == numbers:
		return k == isDecimal || k == isDouble && n.counts[isDecimal] == 0
	case single && f == temporals:
		return (k == isTimestamp || k == isOtherTimestamp) && n.counts[isDate]+n.counts[isOtherDate] > 0
	case single:
		return k == isText || n.deep
	case f&texts != 0:
		return k == isText
	}
	return families[k] != families[n.firstKind()]
}

// total returns how many values there are that are not null.
func (n *node) total() (total int64) {
	for _, count := range n.counts[isNull+1:] {
		total += count
	}
	return total
}

// firstKind returns the kind of the first value that is not null.
func (n *node) firstKind() kind {
	first := place{at: math.MaxInt64}
	for _, p := range n.places {
		if p.at < first.at {
			first = p
		}
	}
	return first.kind
}

// respelt reports whether the engine, told the type of n, would read other
// values than there are: it writes numbers and JSON text in its own way, and
// cuts the digits of decimals.
func (n *node) respelt() bool {
	t := n.schemaType()
	switch t.Kind {
	case schema.String:
		return n.respelled > 0
	case schema.Decimal:
		return t.Scale > 0 || n.counts[isDouble] > 0
	case schema.Array:
		return n.elem.respelt()
	case schema.Map:
		return n.members.elem.respelt()
	case schema.Struct:
		return slices.ContainsFunc(n.members.list, func(m *member) bool { return m.node.respelt() })
	}
	return false
}

// nameless reports whether a key cannot be the name of a column of the engine.
func nameless(key string) bool { return key == "" || strings.ContainsRune(key, 0) }
