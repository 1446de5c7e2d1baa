package bind

import (
	"fmt"
	"strings"

	"github.com/tarnlake/tarn/datasets/schema"
)

// EngineType returns DuckDB's name for a type of the catalog. A struct without
// members is read as its JSON text, since DuckDB has no such type.
func EngineType(t schema.Type) string {
	switch t.Kind {
	case schema.Int:
		return "INTEGER"
	case schema.Decimal:
		return fmt.Sprintf("DECIMAL(%d,%d)", t.Precision, t.Scale)
	case schema.Binary:
		return "BLOB"
	case schema.Unknown, schema.Char, schema.Varchar, schema.String:
		return "VARCHAR"
	case schema.Array:
		return EngineType(*t.Elem) + "[]"
	case schema.Map:
		return fmt.Sprintf("MAP(%s, %s)", EngineType(*t.Key), EngineType(*t.Elem))
	case schema.Struct:
		if len(t.Fields) == 0 {
			return "VARCHAR"
		}
		var b strings.Builder
		for i, f := range t.Fields {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(Quote(f.Name) + " " + EngineType(f.Type))
		}
		return "STRUCT(" + b.String() + ")"
	}
	return strings.ToUpper(t.Kind.String())
}

// convert returns the SQL that turns expr, of the type from, into the type to.
// Members of structs go by name, whatever its case.
func convert(expr string, from, to schema.Type) string {
	switch {
	case EngineType(from) == EngineType(to):
		return expr
	case from.Kind.Nested() && textual(to):
		return fmt.Sprintf("CAST(to_json(%s) AS VARCHAR)", expr)
	case from.Kind == schema.Struct && to.Kind == schema.Struct:
		return convertStruct(expr, from, to)
	case from.Kind == schema.Array && to.Kind == schema.Array && !castable(from, to):
		return fmt.Sprintf("list_transform(%s, lambda x: %s)", expr, convert("x", *from.Elem, *to.Elem))
	case from.Kind == schema.Struct && to.Kind == schema.Map:
		return structToMap(expr, from, to)
	case from.Kind == schema.Map && to.Kind == schema.Map && !castable(from, to):
		entry := fmt.Sprintf("{'key': %s, 'value': %s}", convert("x.key", *from.Key, *to.Key), convert("x.value", *from.Elem, *to.Elem))
		return fmt.Sprintf("map_from_entries(list_transform(map_entries(%s), lambda x: %s))", expr, entry)
	}
	return fmt.Sprintf("TRY_CAST(%s AS %s)", expr, EngineType(to))
}

func textual(t schema.Type) bool { return EngineType(t) == "VARCHAR" }

// castable reports whether a cast of DuckDB leads from one type to the other:
// it does where no nested value turns into text or into a map.
func castable(from, to schema.Type) bool {
	switch {
	case !from.Kind.Nested():
		return true
	case from.Kind != to.Kind || textual(to) || textual(from):
		return false
	case from.Kind == schema.Array:
		return castable(*from.Elem, *to.Elem)
	case from.Kind == schema.Map:
		return castable(*from.Key, *to.Key) && castable(*from.Elem, *to.Elem)
	}
	for _, f := range from.Fields {
		if i := lookup(to.Fields, f.Name); i >= 0 && !castable(f.Type, to.Fields[i].Type) {
			return false
		}
	}
	return true
}

// lookup returns the index of the field of that name, in whatever case, or -1.
func lookup(fields []schema.Field, name string) int {
	if i := schema.Lookup(fields, name); i >= 0 {
		return i
	}
	for i, f := range fields {
		if strings.EqualFold(f.Name, name) {
			return i
		}
	}
	return -1
}

func convertStruct(expr string, from, to schema.Type) string {
	if textual(from) {
		return fmt.Sprintf("CAST(NULL AS %s)", EngineType(to))
	}
	members := make([]string, len(to.Fields))
	for i, f := range to.Fields {
		value := fmt.Sprintf("CAST(NULL AS %s)", EngineType(f.Type))
		if j := lookup(from.Fields, f.Name); j >= 0 {
			member := fmt.Sprintf("struct_extract(%s, %s)", expr, Literal(from.Fields[j].Name))
			value = convert(member, from.Fields[j].Type, f.Type)
		}
		members[i] = Quote(f.Name) + " := " + value
	}
	return fmt.Sprintf("CASE WHEN %s IS NOT NULL THEN struct_pack(%s) END", expr, strings.Join(members, ", "))
}

// structToMap makes a map of the members that are not null: a key that is
// missing from an object is missing from its map.
func structToMap(expr string, from, to schema.Type) string {
	entries := make([]string, len(from.Fields))
	for i, f := range from.Fields {
		member := fmt.Sprintf("struct_extract(%s, %s)", expr, Literal(f.Name))
		entries[i] = fmt.Sprintf("{'key': TRY_CAST(%s AS %s), 'value': %s}",
			Literal(f.Name), EngineType(*to.Key), convert(member, f.Type, *to.Elem))
	}
	present := fmt.Sprintf("list_filter([%s], lambda x: x.value IS NOT NULL)", strings.Join(entries, ", "))
	return fmt.Sprintf("CASE WHEN %s IS NOT NULL THEN map_from_entries(%s) END", expr, present)
}
