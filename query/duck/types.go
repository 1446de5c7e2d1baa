package duck

import (
	"strconv"
	"strings"

	"github.com/duckdb/duckdb-go/v2/mapping"
)

// A Type is the type of a column, or of a part of one.
type Type struct {
	// Name is DuckDB's name without parameters: BOOLEAN, TINYINT, SMALLINT,
	// INTEGER, BIGINT, HUGEINT, their unsigned kin with a U in front, BIGNUM,
	// FLOAT, DOUBLE, DECIMAL, VARCHAR, JSON, BLOB, BIT, UUID, ENUM, GEOMETRY,
	// DATE, TIME, TIME_NS, TIME WITH TIME ZONE, TIMESTAMP, TIMESTAMP_S,
	// TIMESTAMP_MS, TIMESTAMP_NS, TIMESTAMP WITH TIME ZONE, INTERVAL, LIST,
	// ARRAY, STRUCT, MAP, UNION, or NULL for a column of nothing but NULL.
	Name string

	Width, Scale int      // of a DECIMAL
	Size         int      // of an ARRAY
	Values       []string // of an ENUM
	Elem         *Type    // of a LIST or ARRAY, and of the values of a MAP
	Key          *Type    // of a MAP
	Fields       []Field  // of a STRUCT, and the members of a UNION
}

// A Field is a named part of a STRUCT or UNION.
type Field struct {
	Name string
	Type Type
}

// A Column is a column of a result.
type Column struct {
	Name string
	Type Type
}

// String writes the type as DuckDB does: STRUCT(a INTEGER, b VARCHAR[]).
func (t Type) String() string {
	switch t.Name {
	case "DECIMAL":
		return "DECIMAL(" + strconv.Itoa(t.Width) + "," + strconv.Itoa(t.Scale) + ")"
	case "LIST":
		return t.Elem.String() + "[]"
	case "ARRAY":
		return t.Elem.String() + "[" + strconv.Itoa(t.Size) + "]"
	case "MAP":
		return "MAP(" + t.Key.String() + ", " + t.Elem.String() + ")"
	case "STRUCT", "UNION":
		parts := make([]string, len(t.Fields))
		for i, f := range t.Fields {
			parts[i] = identifier(f.Name) + " " + f.Type.String()
		}
		return t.Name + "(" + strings.Join(parts, ", ") + ")"
	case "ENUM":
		parts := make([]string, len(t.Values))
		for i, v := range t.Values {
			parts[i] = literal(v)
		}
		return "ENUM(" + strings.Join(parts, ", ") + ")"
	}
	return t.Name
}

// holds reports whether the type is, or has a part of, the named type.
func (t Type) holds(name string) bool {
	if t.Name == name || t.Elem != nil && t.Elem.holds(name) || t.Key != nil && t.Key.holds(name) {
		return true
	}
	for _, f := range t.Fields {
		if f.Type.holds(name) {
			return true
		}
	}
	return false
}

// typeNames are the types without parameters.
var typeNames = map[mapping.Type]string{
	mapping.TypeBoolean: "BOOLEAN", mapping.TypeTinyInt: "TINYINT", mapping.TypeSmallInt: "SMALLINT",
	mapping.TypeInteger: "INTEGER", mapping.TypeBigInt: "BIGINT", mapping.TypeHugeInt: "HUGEINT",
	mapping.TypeUTinyInt: "UTINYINT", mapping.TypeUSmallInt: "USMALLINT", mapping.TypeUInteger: "UINTEGER",
	mapping.TypeUBigInt: "UBIGINT", mapping.TypeUHugeInt: "UHUGEINT", mapping.TypeBigNum: "BIGNUM",
	mapping.TypeFloat: "FLOAT", mapping.TypeDouble: "DOUBLE", mapping.TypeVarchar: "VARCHAR",
	mapping.TypeBlob: "BLOB", mapping.TypeBit: "BIT", mapping.TypeUUID: "UUID", mapping.TypeGeometry: "GEOMETRY",
	mapping.TypeDate: "DATE", mapping.TypeTime: "TIME", mapping.TypeTimeNS: "TIME_NS", mapping.TypeTimeTZ: "TIME WITH TIME ZONE",
	mapping.TypeTimestamp: "TIMESTAMP", mapping.TypeTimestampS: "TIMESTAMP_S", mapping.TypeTimestampMS: "TIMESTAMP_MS",
	mapping.TypeTimestampNS: "TIMESTAMP_NS", mapping.TypeTimestampTZ: "TIMESTAMP WITH TIME ZONE",
	mapping.TypeInterval: "INTERVAL", mapping.TypeSQLNull: "NULL", mapping.TypeVariant: "VARIANT",
}

// newType reads a type of DuckDB, which it destroys.
func newType(l mapping.LogicalType) Type {
	defer mapping.DestroyLogicalType(&l)
	id := mapping.GetTypeId(l)
	switch id {
	case mapping.TypeDecimal:
		return Type{Name: "DECIMAL", Width: int(mapping.DecimalWidth(l)), Scale: int(mapping.DecimalScale(l))}
	case mapping.TypeList:
		elem := newType(mapping.ListTypeChildType(l))
		return Type{Name: "LIST", Elem: &elem}
	case mapping.TypeArray:
		elem := newType(mapping.ArrayTypeChildType(l))
		return Type{Name: "ARRAY", Elem: &elem, Size: int(mapping.ArrayTypeArraySize(l))}
	case mapping.TypeMap:
		key, elem := newType(mapping.MapTypeKeyType(l)), newType(mapping.MapTypeValueType(l))
		return Type{Name: "MAP", Key: &key, Elem: &elem}
	case mapping.TypeStruct:
		t := Type{Name: "STRUCT"}
		for i := range mapping.StructTypeChildCount(l) {
			t.Fields = append(t.Fields, Field{mapping.StructTypeChildName(l, i), newType(mapping.StructTypeChildType(l, i))})
		}
		return t
	case mapping.TypeUnion:
		t := Type{Name: "UNION"}
		for i := range mapping.UnionTypeMemberCount(l) {
			t.Fields = append(t.Fields, Field{mapping.UnionTypeMemberName(l, i), newType(mapping.UnionTypeMemberType(l, i))})
		}
		return t
	case mapping.TypeEnum:
		t := Type{Name: "ENUM", Values: make([]string, mapping.EnumDictionarySize(l))}
		for i := range t.Values {
			t.Values[i] = mapping.EnumDictionaryValue(l, mapping.IdxT(i))
		}
		return t
	case mapping.TypeVarchar:
		if mapping.LogicalTypeGetAlias(l) == "JSON" {
			return Type{Name: "JSON"}
		}
	}
	return Type{Name: typeNames[id]}
}

// withoutVariant returns a statement that gives columns of type VARIANT as
// JSON, because values of VARIANT cannot be taken out of DuckDB. It returns ""
// if the statement has no such columns.
func withoutVariant(p mapping.PreparedStatement, sql string) string {
	if mapping.PreparedStatementType(p) != mapping.StatementTypeSelect {
		return ""
	}
	found := false
	items := make([]string, mapping.PreparedStatementColumnCount(p))
	for i := range items {
		items[i] = "#" + strconv.Itoa(i+1)
		name := mapping.PreparedStatementColumnName(p, mapping.IdxT(i))
		t := newType(mapping.PreparedStatementColumnLogicalType(p, mapping.IdxT(i)))
		if t.holds("VARIANT") {
			found = true
			items[i] = "CAST(" + items[i] + " AS " + strings.ReplaceAll(t.String(), "VARIANT", "JSON") + ") AS " + identifier(name)
		}
	}
	if !found {
		return ""
	}
	end := len(sql) // a semicolon cannot stand within the parentheses
	for end > 0 && (sql[end-1] <= ' ' || sql[end-1] == ';') {
		end--
	}
	return "SELECT " + strings.Join(items, ", ") + " FROM (" + sql[:end] + "\n)"
}
