package types

import (
	"fmt"
	"strconv"
	"strings"
)

// Engine returns the type of DuckDB in which values of t are held.
//
// Where DuckDB lacks a type the values have a form of their own, which the
// translation knows of and results are printed from:
//
//	char(n)                      VARCHAR without the spaces at its end
//	timestamp(7) to (9)          TIMESTAMP_NS; with more digits none, they are refused
//	timestamp with time zone     STRUCT(t TIMESTAMP, z VARCHAR): the instant in UTC and the zone
//	time with time zone          STRUCT(t TIME, z INTEGER): the time in its zone and the zone's minutes
//	interval year to month       INTEGER, months
//	interval day to second       BIGINT, milliseconds
//	ipaddress                    VARCHAR in canonical form
//	row                          STRUCT; see [Type.FieldName]
func (t Type) Engine() string {
	switch t.Kind {
	case Real:
		return "FLOAT"
	case Decimal:
		return fmt.Sprintf("DECIMAL(%d,%d)", t.Length, t.Scale)
	case Varchar, Char, IPAddress:
		return "VARCHAR"
	case Varbinary:
		return "BLOB"
	case Time:
		return "TIME"
	case TimeTZ:
		return "STRUCT(t TIME, z INTEGER)"
	case Timestamp:
		if t.Length > 6 {
			return "TIMESTAMP_NS"
		}
		return "TIMESTAMP"
	case TimestampTZ:
		return "STRUCT(t TIMESTAMP, z VARCHAR)"
	case IntervalYear:
		return "INTEGER"
	case IntervalDay:
		return "BIGINT"
	case Array:
		return t.Elem().Engine() + "[]"
	case Map:
		return fmt.Sprintf("MAP(%s, %s)", t.Key().Engine(), t.Elem().Engine())
	case Row:
		fields := make([]string, len(t.Args))
		for i, f := range t.Args {
			fields[i] = `"` + strings.ReplaceAll(t.FieldName(i), `"`, `""`) + `" ` + f.Engine()
		}
		return "STRUCT(" + strings.Join(fields, ", ") + ")"
	case Unknown:
		return "INTEGER"
	}
	return strings.ToUpper(t.Kind.String())
}

// FieldName returns the name that field i of a row has in DuckDB, whose
// structs have a name for each field and none twice: its own or, where it has
// none or shares it with a field before it, "field" and i.
func (t Type) FieldName(i int) string {
	if i >= len(t.Names) || t.Names[i] == "" {
		return "field" + strconv.Itoa(i)
	}
	for _, before := range t.Names[:i] {
		if strings.EqualFold(before, t.Names[i]) {
			return "field" + strconv.Itoa(i)
		}
	}
	return t.Names[i]
}

var kindNames = [...]string{
	"unknown", "native", "boolean", "tinyint", "smallint", "integer", "bigint", "real", "double", "decimal",
	"varchar", "char", "varbinary", "date", "time", "time with time zone", "timestamp", "timestamp with time zone",
	"interval year to month", "interval day to second", "json", "uuid", "ipaddress", "array", "map", "row", "function",
}

// String returns the name of k in Athena's SQL.
func (k Kind) String() string { return kindNames[k] }

// String returns the type as Athena's SQL writes it and as typeof returns it:
// array(row(a integer, b varchar(3))), timestamp(3) with time zone.
func (t Type) String() string {
	switch t.Kind {
	case Varchar:
		if t.Length == Unbounded {
			return "varchar"
		}
		return fmt.Sprintf("varchar(%d)", t.Length)
	case Char:
		return fmt.Sprintf("char(%d)", t.Length)
	case Decimal:
		return fmt.Sprintf("decimal(%d,%d)", t.Length, t.Scale)
	case Time, Timestamp:
		return fmt.Sprintf("%s(%d)", t.Kind, t.Length)
	case TimeTZ:
		return fmt.Sprintf("time(%d) with time zone", t.Length)
	case TimestampTZ:
		return fmt.Sprintf("timestamp(%d) with time zone", t.Length)
	case Array, Map, Row, Function:
		parts := make([]string, len(t.Args))
		for i, a := range t.Args {
			parts[i] = a.String()
			if t.Kind == Row && i < len(t.Names) && t.Names[i] != "" {
				parts[i] = fieldText(t.Names[i]) + " " + parts[i]
			}
		}
		separator := ", "
		if t.Kind == Function {
			separator = ","
		}
		return t.Kind.String() + "(" + strings.Join(parts, separator) + ")"
	}
	return t.Kind.String()
}

// fieldText returns the name of a field as a type shows it: in quotes unless
// it is a plain word in lower case.
func fieldText(name string) string {
	for i, r := range name {
		if !('a' <= r && r <= 'z' || r == '_' || i > 0 && '0' <= r && r <= '9') {
			return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
		}
	}
	return name
}
