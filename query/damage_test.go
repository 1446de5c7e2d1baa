package query

import "testing"

// What DuckDB 1.5.6 says of damaged Parquet files.
func TestDamaged(t *testing.T) {
	tests := []struct {
		message   string
		path, why string
	}{
		{`Failed to read file "/l/t/b.parquet": ZSTD Decompression failure`, "/l/t/b.parquet", "ZSTD Decompression failure"},
		{`Invalid string encoding found in Parquet file "/l/t/b.parquet": value "text 7\xA006" is not valid UTF8!`,
			"/l/t/b.parquet", `a text is not valid: value "text 7\xA006" is not valid UTF8!`},
		{`Could not convert string 'x' to INT32`, "", ""},
	}
	for _, test := range tests {
		path, why, ok := damaged(test.message)
		if path != test.path || why != test.why || ok != (test.path != "") {
			t.Errorf("%s: got %q, %q, %t", test.message, path, why, ok)
		}
	}
}
