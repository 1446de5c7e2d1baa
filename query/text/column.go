package text

import (
	"strings"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/query/duck"
	"github.com/tarnlake/tarn/query/types"
)

// ColumnInfo tells of a column what Athena's ColumnInfo tells.
func ColumnInfo(name string, t types.Type) catalog.ColumnInfo {
	c := catalog.ColumnInfo{Name: name, Type: t.Kind.String()}
	switch t.Kind {
	case types.TinyInt:
		c.Precision = 3
	case types.SmallInt:
		c.Precision = 5
	case types.Integer:
		c.Precision = 10
	case types.BigInt:
		c.Precision = 19
	case types.Real:
		c.Type, c.Precision = "float", 17
	case types.Double:
		c.Precision = 17
	case types.Decimal:
		c.Precision, c.Scale = t.Length, t.Scale
	case types.Varchar, types.Char:
		c.Precision, c.CaseSensitive = t.Length, true
	case types.Varbinary:
		c.Precision = 1 << 30
	case types.Time, types.TimeTZ, types.Timestamp, types.TimestampTZ:
		c.Precision = 3 // whatever the digits
	}
	return c
}

// StringInfo is that of columns of SHOW and DESCRIBE, whose type is "string" or,
// of statements about views, "varchar" without a length.
func StringInfo(name, typ string) catalog.ColumnInfo {
	return catalog.ColumnInfo{Name: name, Type: typ}
}

// simple are Athena's types for those of DuckDB that it has, too.
var simple = map[string]types.Type{
	"BOOLEAN": types.Of(types.Boolean), "TINYINT": types.Of(types.TinyInt), "SMALLINT": types.Of(types.SmallInt),
	"INTEGER": types.Of(types.Integer), "BIGINT": types.Of(types.BigInt),
	"UTINYINT": types.Of(types.SmallInt), "USMALLINT": types.Of(types.Integer), "UINTEGER": types.Of(types.BigInt),
	"UBIGINT": types.DecimalOf(20, 0), "HUGEINT": types.DecimalOf(38, 0), "UHUGEINT": types.DecimalOf(38, 0),
	"FLOAT": types.Of(types.Real), "DOUBLE": types.Of(types.Double),
	"BLOB": types.Of(types.Varbinary), "UUID": types.Of(types.UUID), "JSON": types.Of(types.JSON),
	"DATE": types.Of(types.Date), "TIME": {Kind: types.Time, Length: 6}, "TIME WITH TIME ZONE": {Kind: types.TimeTZ, Length: 6},
	"TIMESTAMP": {Kind: types.Timestamp, Length: 6}, "TIMESTAMP_S": {Kind: types.Timestamp}, "TIMESTAMP_MS": {Kind: types.Timestamp, Length: 3},
	"TIMESTAMP_NS": {Kind: types.Timestamp, Length: 9}, "TIMESTAMP WITH TIME ZONE": {Kind: types.TimestampTZ, Length: 6},
}

// Of returns the type that Athena would give to values of a type of DuckDB's:
// varchar to what it lacks.
func Of(t duck.Type) types.Type {
	switch t.Name {
	case "DECIMAL":
		return types.DecimalOf(t.Width, t.Scale)
	case "LIST", "ARRAY":
		return types.ArrayOf(Of(*t.Elem))
	case "MAP":
		return types.MapOf(Of(*t.Key), Of(*t.Elem))
	case "STRUCT":
		row := types.Type{Kind: types.Row}
		for _, f := range t.Fields {
			row.Args, row.Names = append(row.Args, Of(f.Type)), append(row.Names, strings.ToLower(f.Name))
		}
		return row
	}
	if known, ok := simple[t.Name]; ok {
		return known
	}
	return types.Of(types.Varchar)
}
