package parquetfile

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/format"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
)

// A member is a member of the schema with its type.
type member struct {
	name  string
	typ   schema.Type
	exact string // the type in the file, if typ says less; see the package comment
	leaf  int    // index of the leaf that holds its values, or -1 if it is nested
}

// exactly returns the type in the file.
func (m *member) exactly() string {
	if m.exact != "" {
		return m.exact
	}
	return m.typ.String()
}

// maxNesting bounds how deep a schema nests. DuckDB ends the process on one of
// 20,000 levels and takes minutes over one of 2,000.
const maxNesting = 100

// A builder turns the list of elements into types. Groups become what the
// engine makes of them, which goes by the older annotation alone:
//
//	repeated group of a MAP, with two members    map<first,second>
//	MAP or LIST around one member                that member
//	repeated group with one member               array<that member>
//	repeated group                               array<struct<...>>
//	repeated value                               array<value>
//	any other group                              struct<...>
//
// This covers the forms of lists and maps that the specification keeps for old
// files, save that it takes a list of structs with one member for a list of
// that member.
type builder struct {
	elements []element
	next     int
	leaves   []leaf
}

// columnsOf returns the columns of a schema, and its leaves.
func columnsOf(elements []element) ([]datasets.Column, []leaf) {
	switch {
	case len(elements) == 0:
		fail(ErrDamaged, "it has no schema")
	case elements[0].children <= 0:
		fail(ErrUnsupported, "it has no columns")
	}
	b := &builder{elements: elements, next: 1, leaves: make([]leaf, 0, len(elements)-1)}
	columns := make([]datasets.Column, 0, min(int(elements[0].children), len(elements)))
	for i := range elements[0].children {
		first := len(b.leaves)
		m := b.member(1)
		if m.leaf >= 0 {
			b.leaves[first].column = int(i)
		}
		columns = append(columns, datasets.Column{Source: m.name, Type: m.typ, Format: m.exact})
	}
	return columns, b.leaves
}

// member reads one member of the schema and all that belongs to it.
func (b *builder) member(depth int) member {
	if b.next >= len(b.elements) {
		fail(ErrDamaged, "its schema ends too early")
	}
	at := b.next
	e := &b.elements[at]
	b.next++
	switch {
	case depth > maxNesting:
		fail(ErrUnsupported, "its schema nests deeper than %d levels", maxNesting)
	case !utf8.ValidString(e.name):
		fail(ErrUnsupported, "the name of the column %s is not UTF-8", e)
	case e.repetition < format.Required || e.repetition > format.Repeated:
		fail(ErrDamaged, "the column %s has the unknown repetition %d", e, e.repetition)
	case e.converted.Valid && (e.converted.V < 0 || e.converted.V > convertedNull):
		fail(ErrUnsupported, "the column %s has the unknown type annotation %d", e, e.converted.V)
	case e.children < 0:
		fail(ErrDamaged, "the column %s has a negative number of members", e)
	case e.children > 0:
		return b.group(at, depth)
	case !e.physical.Valid:
		fail(ErrUnsupported, "the column %s is a group without members", e)
	}
	m := b.leaf(e, depth)
	if e.repetition == format.Repeated {
		return arrayOf(m)
	}
	return m
}

func arrayOf(m member) member {
	a := member{name: m.name, typ: schema.ArrayOf(m.typ), leaf: -1}
	if m.exact != "" {
		a.exact = "array<" + m.exact + ">"
	}
	return a
}

func (b *builder) group(at, depth int) member {
	e := &b.elements[at]
	members := make([]member, 0, min(int(e.children), 16))
	for range e.children {
		members = append(members, b.member(depth+1))
	}
	is := func(t deprecated.ConvertedType) bool { return e.converted.Valid && e.converted.V == int32(t) }
	entries := is(deprecated.MapKeyValue) || b.ofMap(at)
	var m member
	switch {
	case entries && (len(members) != 2 || e.repetition != format.Repeated):
		fail(ErrUnsupported, "the map %s does not have keys and values", &b.elements[at-1])
	case entries:
		return mapOf(e.name, members[0], members[1])
	case len(members) == 1 && (is(deprecated.List) || is(deprecated.Map) || e.repetition == format.Repeated):
		m = members[0]
		m.name = e.name
	case e.logical.id == logicalVariant && len(members) > 1:
		m = member{name: e.name, typ: schema.Type{Kind: schema.String}, exact: "variant", leaf: -1}
	case e.logical.id == logicalList || e.logical.id == logicalMap:
		b.newOnly(e, "a list or a map", "a struct")
	default:
		m = structOf(e.name, members)
	}
	if e.repetition == format.Repeated {
		m.leaf = -1
		return arrayOf(m)
	}
	return m
}

// ofMap reports whether the element is the only member of a map.
func (b *builder) ofMap(at int) bool {
	parent := &b.elements[at-1]
	return parent.converted.Valid && parent.converted.V == int32(deprecated.Map) && parent.children == 1
}

func mapOf(name string, key, value member) member {
	m := member{name: name, typ: schema.MapOf(key.typ, value.typ), leaf: -1}
	if key.exact != "" || value.exact != "" {
		m.exact = fmt.Sprintf("map<%s,%s>", key.exactly(), value.exactly())
	}
	return m
}

func structOf(name string, members []member) member {
	m := member{name: name, typ: schema.Type{Kind: schema.Struct, Fields: make([]schema.Field, len(members))}, leaf: -1}
	tellApart(members)
	exact := false
	for i, part := range members {
		m.typ.Fields[i] = schema.Field{Name: part.name, Type: part.typ}
		exact = exact || part.exact != ""
	}
	if exact {
		parts := make([]string, len(members))
		for i, part := range members {
			field := schema.StructOf(schema.Field{Name: part.name}).String() // struct<name:unknown>
			parts[i] = strings.TrimSuffix(strings.TrimPrefix(field, "struct<"), "unknown>") + part.exactly()
		}
		m.exact = "struct<" + strings.Join(parts, ",") + ">"
	}
	return m
}

// tellApart renames members whose names differ in case alone, as the engine
// does: the second a is a_1.
func tellApart(members []member) {
	taken := make(map[string]int, len(members))
	for i := range members {
		key := strings.ToLower(members[i].name)
		for {
			n, ok := taken[key]
			if !ok {
				break
			}
			taken[key] = n + 1
			members[i].name = fmt.Sprintf("%s_%d", members[i].name, n+1)
			key = strings.ToLower(members[i].name)
		}
		taken[key] = 0
	}
}

// newOnly refuses a member that only the newer annotation gives its type: the
// engine, which does not know that one, would read something else.
func (b *builder) newOnly(e *element, meant, read string) {
	fail(ErrUnsupported, "the column %s is %s by its newer annotation alone; the engine would read it as %s", e, meant, read)
}

// convertedNull is a ConvertedType that was in use for a while: of a column
// without values.
const convertedNull = 24

// leaf reads a member that holds values.
func (b *builder) leaf(e *element, depth int) member {
	l := leaf{column: -1, name: e.name, required: e.repetition == format.Required && depth == 1}
	m := member{name: e.name, leaf: len(b.leaves)}
	m.typ, m.exact, l.values = b.value(e)
	l.physical = format.Type(e.physical.V)
	b.leaves = append(b.leaves, l)
	return m
}
