package parquetfile

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/tarnlake/tarn/datasets"
)

// sharedData holds Apache's and DuckDB's own test files.
const sharedData = "../../../shared/data/parquet"

func shared(t *testing.T) *datasets.Lake {
	t.Helper()
	lake, err := datasets.Open(sharedData)
	if err != nil {
		t.Skipf("no shared data: %v", err)
	}
	t.Cleanup(func() { lake.Close() })
	return lake
}

// Schemas and counts of rows as they are told beside the files of
// https://github.com/apache/parquet-testing.
func TestApacheFiles(t *testing.T) {
	tests := []struct {
		file, want string
		rows       int64
	}{
		{"alltypes_plain", "id int, bool_col boolean, tinyint_col int, smallint_col int, int_col int, bigint_col bigint, float_col float, " +
			"double_col double, date_string_col binary, string_col binary, timestamp_col timestamp", 8},
		{"int32_decimal", "value decimal(4,2)", 24},
		{"int64_decimal", "value decimal(10,2)", 24},
		{"fixed_length_decimal", "value decimal(25,2)", 24},
		{"fixed_length_decimal_legacy", "value decimal(13,2)", 24},
		{"byte_array_decimal", "value decimal(4,2)", 24},
		{"nested_lists.snappy", "a array<array<array<string>>>, b int", 3},
		{"nested_maps.snappy", "a map<string,map<int,boolean>>, b int, c double", 6},
		{"nonnullable.impala", "ID bigint, Int_Array array<int>, int_array_array array<array<int>>, Int_Map map<string,int>, " +
			"int_map_array array<map<string,int>>, nested_Struct struct<a:int,B:array<int>,c:struct<D:array<array<struct<e:int,f:string>>>>," +
			"G:map<string,struct<h:struct<i:array<double>>>>>", 1},
		{"old_list_structure", "a array<array<int>>", 1},
		{"repeated_primitive_no_list", "Int32_list array<int>, String_list array<string>, " +
			"group_of_lists struct<Int32_list_in_group:array<int>,String_list_in_group:array<string>>", 4},
		{"repeated_no_annotation", "id int, phoneNumbers struct<phone:array<struct<number:bigint,kind:string>>>", 6},
		{"list_columns", "int64_list array<bigint>, utf8_list array<string>", 3},
		{"incorrect_map_schema", "my_map map<string,string>", 1},
		{"null_list", "emptylist array<unknown>", 1},
		{"nulls.snappy", "b_struct struct<b_c_int:int>", 8},
		{"unknown-logical-type", "column with known type string, column with unknown type binary", 3},
		{"int96_from_spark", "a timestamp", 6},
		{"float16_nonzeros_and_nans", "x float", 8},
		{"nan_in_stats", "x double", 2},
		{"datapage_v1-corrupt-checksum", "a int, b int", 5120},
		{"fixed_length_byte_array", "flba_field binary", 1000},
		{"sort_columns", "a bigint, b string", 6},
	}
	lake := shared(t)
	for _, test := range tests {
		scan := scanShared(t, lake, "testing-data/"+test.file+".parquet")
		var columns []string
		for _, c := range scan.Columns {
			columns = append(columns, c.Source+" "+c.Type.String())
		}
		if got := strings.Join(columns, ", "); got != test.want || scan.Rows != test.rows {
			t.Errorf("%s:\ngot  %d rows of %s\nwant %d rows of %s", test.file, scan.Rows, got, test.rows, test.want)
		}
	}
}

func scanShared(t *testing.T, lake *datasets.Lake, path string) *datasets.Scan {
	t.Helper()
	f, err := lake.File(path)
	if err != nil {
		t.Fatal(err)
	}
	scan, err := Format{}.Scan(context.Background(), f, datasets.ScanOptions{})
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return scan
}

// Statistics as the README beside the files tells them.
func TestApacheStatistics(t *testing.T) {
	tests := []struct{ file, column, min, max string }{
		{"binary_truncated_min_max", "utf8_full_truncation", "Al", "Kf"},
		{"binary_truncated_min_max", "utf8_partial_truncation", "Al", "🚀Kevin Bacon"},
		{"binary_truncated_min_max", "utf8_no_truncation", "Al", "Ke"},
		{"float16_nonzeros_and_nans", "x", "-2", "2"},
		{"float16_zeros_and_nans", "x", "-0", "0"},
		{"nan_in_stats", "x", "", ""}, // a NaN is no bound
		{"int64_decimal", "value", "1.00", "24.00"},
		{"int96_from_spark", "a", "", ""}, // their order is not defined
	}
	lake := shared(t)
	for _, test := range tests {
		scan := scanShared(t, lake, "testing-data/"+test.file+".parquet")
		for i, c := range scan.Columns {
			if e := scan.Evidence[i]; c.Source == test.column && (e.Min != test.min || e.Max != test.max) {
				t.Errorf("%s, %s: got %q to %q, want %q to %q", test.file, c.Source, e.Min, e.Max, test.min, test.max)
			}
		}
	}
}

// Every file gives a table, or says why it does not. The reasons were found with
// DuckDB: it cannot read these files, ends on them, or reads something else.
func TestEveryFile(t *testing.T) {
	refused := map[string]error{
		"duckdb/arrow/hadoop_lz4_compressed.parquet":                  ErrUnsupported,
		"duckdb/arrow/hadoop_lz4_compressed_larger.parquet":           ErrUnsupported,
		"duckdb/arrow/non_hadoop_lz4_compressed.parquet":              ErrUnsupported,
		"duckdb/broken/broken_*.parquet":                              ErrDamaged,
		"duckdb/broken/duckdb_fuzzer_4384.parquet":                    ErrUnsupported,
		"duckdb/broken/fuzzer4360.parquet":                            ErrDamaged,
		"duckdb/broken/fuzzer4362.parquet":                            ErrNotParquet,
		"duckdb/broken/fuzzer4381.parquet":                            ErrDamaged,
		"duckdb/broken/internal_6165.parquet":                         ErrNotParquet,
		"duckdb/byte_stream_split.parquet":                            ErrUnsupported,
		"duckdb/empty-group/empty_group_test.parquet":                 ErrUnsupported,
		"duckdb/encryption/arrow_uniform_encryption*.parquet":         ErrEncrypted,
		"duckdb/encryption/encrypted_*.parquet":                       ErrEncrypted,
		"duckdb/plaintext_footer_crypto_metadata.parquet":             ErrEncrypted, // ends DuckDB
		"testing-bad/ARROW-RS-GH-6229-DICTHEADER.parquet":             ErrDamaged,
		"testing-bad/PARQUET-1481.parquet":                            ErrDamaged,
		"testing-data/**.parquet.encrypted":                           ErrEncrypted,
		"testing-data/byte_stream_split_extended.gzip.parquet":        ErrUnsupported,
		"testing-data/{non_,}hadoop_lz4_compressed{,_larger}.parquet": ErrUnsupported,
		"testing-data/map_no_value.parquet":                           ErrUnsupported,
		"**.{md,csv,txt,sql,bin,yaml,test}":                           ErrNotParquet,
	}
	lake := shared(t)
	met := make(map[string]bool)
	var tables, rows int64
	for f, err := range lake.Files(t.Context(), datasets.Walk{}) {
		if err != nil {
			t.Fatal(err)
		}
		scan, err := Format{}.Scan(t.Context(), f, datasets.ScanOptions{})
		want := error(nil)
		for pattern, kind := range refused {
			if g, _ := datasets.ParseGlob(pattern); g.Match(f.Path) && f.Path != "duckdb/orders_small_parquet.test" {
				want, met[pattern] = kind, true
			}
		}
		if !errors.Is(err, want) || (err == nil) != (scan != nil) {
			t.Errorf("%s: got %v, want %v", f.Path, err, want)
		}
		if scan != nil {
			tables++
			rows += scan.Rows
		}
	}
	for pattern := range refused {
		if !met[pattern] {
			t.Errorf("nothing is called %s", pattern)
		}
	}
	const wantTables, wantRows = 416, 1_546_315 // as DuckDB 1.5.6 counts them, leaving GeoParquet to itself
	if tables != wantTables || rows != wantRows {
		t.Errorf("got %d tables of %d rows, want %d of %d", tables, rows, wantTables, wantRows)
	}
}
