package parquetfile

import (
	"errors"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go/format"
)

// Types as https://github.com/apache/parquet-format/blob/master/LogicalTypes.md
// has them. What stands after a bar is the type in the file where ours says less.
func TestTypes(t *testing.T) {
	tests := []struct{ schema, want string }{
		{"required boolean a", "boolean"},
		{"required int32 a", "int"},
		{"required int64 a", "bigint"},
		{"required int96 a", "timestamp"},
		{"required float a", "float"},
		{"required double a", "double"},
		{"required binary a", "binary"},
		{"required fixed_len_byte_array(16) a", "binary"},

		// Text.
		{"optional binary a (UTF8)", "string"},
		{"optional binary a (UTF8) [STRING]", "string"},
		{"optional binary a (ENUM)", "string"},
		{"optional binary a (JSON)", "string|json"},
		{"optional fixed_len_byte_array(3) a (UTF8)", "string"},
		{"optional fixed_len_byte_array(16) a [UUID]", "string|uuid"},

		// Whole numbers. Unsigned ones need a wider type.
		{"optional int32 a (INT_8)", "tinyint"},
		{"optional int32 a (INT_16)", "smallint"},
		{"optional int32 a (INT_32)", "int"},
		{"optional int64 a (INT_64)", "bigint"},
		{"optional int32 a (UINT_8)", "smallint|uint8"},
		{"optional int32 a (UINT_16)", "int|uint16"},
		{"optional int32 a (UINT_32)", "bigint|uint32"},
		{"optional int64 a (UINT_64)", "decimal(20,0)|uint64"},
		{"optional int32 a [INT16]", "int"},
		{"optional int32 a [UINT8]", "int"},

		// Decimals.
		{"optional int32 a (DECIMAL,9,2)", "decimal(9,2)"},
		{"optional int64 a (DECIMAL,18,0)", "decimal(18,0)"},
		{"optional binary a (DECIMAL,38,38)", "decimal(38,38)"},
		{"optional fixed_len_byte_array(5) a (DECIMAL,10,2)", "decimal(10,2)"},
		{"optional binary a (DECIMAL,40,2)", "double"}, // as the engine reads it

		{"optional fixed_len_byte_array(2) a [FLOAT16]", "float"},
		{"optional fixed_len_byte_array(4) a [FLOAT16]", "binary"},

		// Days and instants.
		{"optional int32 a (DATE)", "date"},
		{"optional int64 a (TIMESTAMP_MILLIS)", "timestamp"},
		{"optional int64 a (TIMESTAMP_MICROS)", "timestamp"},
		{"optional int64 a (TIMESTAMP_MILLIS) [TIMESTAMP_MILLIS_UTC]", "timestamp|timestamptz"},
		{"optional int64 a [TIMESTAMP_MICROS]", "timestamp"},
		{"optional int64 a [TIMESTAMP_NANOS]", "timestamp|timestamp_ns"},

		// Athena has no times of day and no intervals.
		{"optional int32 a (TIME_MILLIS)", "string|time"},
		{"optional int64 a (TIME_MICROS)", "string|time"},
		{"optional int32 a [TIME_MILLIS]", "string|time"},
		{"optional int64 a [TIME_MICROS_UTC]", "string|timetz"},
		{"optional int64 a [TIME_NANOS]", "string|time_ns"},
		{"optional fixed_len_byte_array(12) a (INTERVAL)", "string|interval"},

		// Opaque ones.
		{"optional binary a [BSON]", "binary"},
		{"optional binary a [GEOMETRY]", "binary|geometry"},
		{"optional binary a [GEOGRAPHY]", "binary|geometry"},
		{"optional int32 a [UNKNOWN]", "unknown"},
		{"optional int32 a (24)", "unknown"},

		// Groups.
		{"required group a { required int32 b; optional binary c (UTF8); }", "struct<b:int,c:string>"},
		{"optional group a { optional group b { optional group c { required double d; } } }", "struct<b:struct<c:struct<d:double>>>"},
		{`optional group a { optional int32 x.y; optional int32 "B"; optional int32 b; optional int32 b; }`, "struct<`x.y`:int,B:int,b_1:int,b_2:int>"},
		{"optional group a { optional int32 b (UINT_8); optional int32 c; }", "struct<b:smallint,c:int>|struct<b:uint8,c:int>"},

		// Lists, first as they should be.
		{"optional group a (LIST) { repeated group list { required binary element (UTF8); } }", "array<string>"},
		{"optional group a (LIST) { repeated group list { optional group element (LIST) { repeated group list { required int32 element; } } } }", "array<array<int>>"},
		{"optional group a (LIST) { repeated group list { optional int64 element (UINT_64); } }", "array<decimal(20,0)>|array<uint64>"},
		// The forms that the specification keeps for old files.
		{"optional group a (LIST) { repeated group element { required binary str (UTF8); } }", "array<string>"},
		{"optional group a (LIST) { repeated int32 element; }", "array<int>"},
		{"optional group a (LIST) { repeated group element { required binary str (UTF8); required int32 num; } }", "array<struct<str:string,num:int>>"},
		{"optional group a (LIST) { repeated group array (LIST) { repeated int32 array; } }", "array<array<int>>"},
		// Of these two it makes array<struct<str:string>>, but the engine drops the struct.
		{"optional group a (LIST) { repeated group array { required binary str (UTF8); } }", "array<string>"},
		{"optional group a (LIST) { repeated group a_tuple { required binary str (UTF8); } }", "array<string>"},
		// No annotation at all.
		{"repeated int32 a", "array<int>"},
		{"repeated group a { required int32 b; required int32 c; }", "array<struct<b:int,c:int>>"},
		{"optional group a { repeated group b { required int64 c; optional binary d (UTF8); } }", "struct<b:array<struct<c:bigint,d:string>>>"},

		// Maps.
		{"optional group a (MAP) { repeated group key_value { required binary key (UTF8); optional int32 value; } }", "map<string,int>"},
		{"optional group a (MAP) { repeated group map (MAP_KEY_VALUE) { required binary str (UTF8); required int32 num; } }", "map<string,int>"},
		{"optional group a (MAP) { repeated group map { required int32 key; optional group value { required int32 x; } } }", "map<int,struct<x:int>>"},
		{"optional group a (MAP) { repeated group key_value { required binary key (UTF8); optional int32 value (UINT_16); } }", "map<string,int>|map<string,uint16>"},
		{"optional group a (MAP) { repeated group key_value { required binary key (UTF8); optional group value (MAP) { repeated group key_value { required int32 key; required boolean value; } } } }", "map<string,map<int,boolean>>"},
		{"repeated group a (MAP_KEY_VALUE) { required binary key (UTF8); optional int32 value; }", "map<string,int>"},

		{"optional group a [VARIANT] { required binary metadata; optional binary value; }", "string|variant"},
		{"optional group a (LIST) { repeated group list { optional group element [VARIANT] { required binary metadata; optional binary value; } } }", "array<string>|array<variant>"},

		{strings.Repeat("optional group a { ", 99) + "optional int32 a" + strings.Repeat("}", 99), strings.Repeat("struct<a:", 99) + "int" + strings.Repeat(">", 99)},
	}
	for _, test := range tests {
		scan, err := scanned(t, assembled(t, &format.FileMetaData{Version: 1, Schema: message(t, test.schema)}))
		if err != nil {
			t.Errorf("%s: %v", test.schema, err)
			continue
		}
		c := scan.Columns[0]
		got := c.Type.String()
		if c.Format != "" {
			got += "|" + c.Format
		}
		if got != test.want || len(scan.Columns) != 1 || c.Source != "a" {
			t.Errorf("%s:\ngot  %q %s, of %d columns\nwant %s", test.schema, c.Source, got, len(scan.Columns), test.want)
		}
	}
}

// Schemas that the engine cannot read, or would read as something else.
func TestRefusedSchemas(t *testing.T) {
	tests := []struct {
		schema string
		kind   error
		want   string // a part of the reason
	}{
		{"", ErrUnsupported, "it has no columns"},
		{"optional group a", ErrUnsupported, `the column "a" is a group without members`},
		{"optional binary a (BSON)", ErrUnsupported, "BSON, which the engine does not read"},
		{"optional binary a (25)", ErrUnsupported, "unknown type annotation 25"},
		{"optional binary a (LIST)", ErrUnsupported, "annotated as LIST"},
		{"optional int64 a (DATE)", ErrDamaged, "annotated as DATE but stored as INT64"},
		{"optional int32 a (TIME_MICROS)", ErrDamaged, "annotated as TIME_MICROS but stored as INT32"},
		{"optional int64 a [TIME_MILLIS]", ErrDamaged, "annotated as TIME but stored as INT64"},
		{"optional binary a [TIMESTAMP_MICROS]", ErrDamaged, "annotated as TIMESTAMP but stored as BYTE_ARRAY"},
		{"optional int64 a [TIMESTAMP_NO_UNIT]", ErrUnsupported, "unknown unit"},
		{"optional double a (DECIMAL,9,2)", ErrDamaged, "annotated as DECIMAL but stored as DOUBLE"},
		{"optional int64 a (DECIMAL)", ErrUnsupported, "decimal of 0 digits"},
		{"optional int64 a (DECIMAL,5,7)", ErrUnsupported, "decimal of 5 digits, 7 of them after the point"},
		{"optional int64 a (DECIMAL,39,0)", ErrUnsupported, "decimal of 39 digits in INT64"},
		{"optional fixed_len_byte_array a", ErrDamaged, "fixed length that is not given"},
		{"optional fixed_len_byte_array(15) a [UUID]", ErrDamaged, "annotated as UUID"},
		{"optional binary a\xff", ErrUnsupported, "is not UTF-8"},

		// The engine does not know the newer annotation of these.
		{"optional binary a [STRING]", ErrUnsupported, "text by its newer annotation alone; the engine would read it as binary"},
		{"optional int32 a [DATE]", ErrUnsupported, "a date by its newer annotation alone; the engine would read it as int"},
		{"optional int32 a [DECIMAL]", ErrUnsupported, "a decimal by its newer annotation alone"},
		{"optional int32 a [UINT32]", ErrUnsupported, "an unsigned number by its newer annotation alone"},
		{"optional group a [LIST] { repeated group list { required int32 element; } }", ErrUnsupported, "a list or a map by its newer annotation alone"},

		{"optional group a (MAP) { repeated group key_value { required int32 key; } }", ErrUnsupported, `the map "a" does not have keys and values`},
		{"optional group a (MAP) { required group key_value { required int32 key; required int32 value; } }", ErrUnsupported, `the map "a" does not have`},
		{strings.Repeat("optional group a { ", 100) + "optional int32 a" + strings.Repeat("}", 100), ErrUnsupported, "deeper than 100 levels"},
	}
	for _, test := range tests {
		scan, err := scanned(t, assembled(t, &format.FileMetaData{Version: 1, Schema: message(t, test.schema)}))
		if !errors.Is(err, test.kind) || !strings.Contains(err.Error(), test.want) || scan != nil {
			t.Errorf("%s:\ngot  %v\nwant %v: … %s", test.schema, err, test.kind, test.want)
		}
	}
}

// Names stay as they are in the file, whatever they are.
func TestNames(t *testing.T) {
	m := &format.FileMetaData{Version: 1, Schema: message(t,
		`optional int32 a; optional int32 A; optional int32 a; optional int32 x.y; optional int32 ""; optional int32 größe`)}
	scan, err := scanned(t, assembled(t, m))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, c := range scan.Columns {
		names = append(names, c.Source)
	}
	if got, want := strings.Join(names, "|"), "a|A|a|x.y||größe"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
