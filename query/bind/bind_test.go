package bind

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
)

func typ(t testing.TB, text string) schema.Type {
	t.Helper()
	parsed, err := schema.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// How a field of a CSV file becomes a value of a column.
func TestTextValue(t *testing.T) {
	tests := []struct {
		file, table string
		format      string
		nulls       string // separated by |
		options     map[string]string
		want        string
	}{
		{"string", "string", "", "", nil, `c`},
		{"bigint", "string", "", "", nil, `c`},
		{"bigint", "bigint", "", "", nil, `TRY_CAST(c AS BIGINT)`},
		{"boolean", "boolean", "", "", nil, `TRY_CAST(trim(c, ' 	') AS BOOLEAN)`},

		// Texts that stand for null.
		{"string", "string", "", "NA|it's", nil, `CASE WHEN c NOT IN ('NA', 'it''s') THEN c END`},
		{"bigint", "bigint", "", "NA", nil, `TRY_CAST(c AS BIGINT)`},
		{"bigint", "bigint", "", "NA| -999 ", nil, `TRY_CAST(CASE WHEN trim(c) NOT IN ('-999') THEN c END AS BIGINT)`},
		{"double", "double", "", "-inf|n/a", nil, `TRY_CAST(CASE WHEN trim(c) NOT IN ('-inf') THEN c END AS DOUBLE)`},
		{"date", "date", "%d/%m/%Y", "01/01/1900", nil,
			`CAST(try_strptime(trim(CASE WHEN trim(c) NOT IN ('01/01/1900') THEN c END, ' 	'), '%d/%m/%Y') AS DATE)`},

		// Marks within numbers.
		{"double", "double", "", "", map[string]string{"thousands": ".", "decimal": ","},
			`TRY_CAST(replace(replace(c, '.', ''), ',', '.') AS DOUBLE)`},

		// Instants.
		{"timestamp", "timestamp", "%z", "", nil, `CAST(TRY_CAST(trim(c, ' 	') AS TIMESTAMPTZ) AT TIME ZONE 'UTC' AS TIMESTAMP)`},
		{"timestamp", "timestamp", "%d.%m.%Y %H:%M %z", "", nil,
			`CAST(try_strptime(trim(c, ' 	'), '%d.%m.%Y %H:%M %z') AT TIME ZONE 'UTC' AS TIMESTAMP)`},

		// A table narrower than its file, as somebody decided: TRY_CAST alone reads '1.5' as 2.
		{"double", "bigint", "", "", nil, `CASE WHEN regexp_full_match(trim(c), '[+-]?[0-9]+') THEN TRY_CAST(c AS BIGINT) END`},
		{"string", "array<int>", "", "", nil, `TRY_CAST(TRY_CAST(c AS JSON) AS INTEGER[])`},
	}
	for _, test := range tests {
		c := datasets.Column{Type: typ(t, test.file), Format: test.format}
		if test.nulls != "" {
			c.Nulls = strings.Split(test.nulls, "|")
		}
		if got := textValue("c", c, typ(t, test.table), test.options); got != test.want {
			t.Errorf("%s as %s: got\n%s\nwant\n%s", test.file, test.table, got, test.want)
		}
	}
}

// How a value of a JSON or Parquet file becomes one of a column.
func TestConvert(t *testing.T) {
	tests := []struct{ file, table, want string }{
		{"int", "int", `c`},
		{"int", "bigint", `TRY_CAST(c AS BIGINT)`},
		{"array<int>", "array<bigint>", `TRY_CAST(c AS BIGINT[])`},
		{"array<int>", "string", `CAST(to_json(c) AS VARCHAR)`},
		{"struct<A:int>", "struct<a:int,b:string>",
			`CASE WHEN c IS NOT NULL THEN struct_pack("a" := struct_extract(c, 'A'), "b" := CAST(NULL AS VARCHAR)) END`},
		{"array<struct<x:int>>", "array<map<string,int>>",
			`list_transform(c, lambda x: CASE WHEN x IS NOT NULL THEN map_from_entries(list_filter([{'key': TRY_CAST('x' AS VARCHAR), 'value': struct_extract(x, 'x')}], lambda x: x.value IS NOT NULL)) END)`},
	}
	for _, test := range tests {
		if got := convert("c", typ(t, test.file), typ(t, test.table)); got != test.want {
			t.Errorf("%s as %s: got\n%s\nwant\n%s", test.file, test.table, got, test.want)
		}
	}
}

// A table of two layouts, with a column that one of them lacks.
func TestRelation(t *testing.T) {
	table := catalog.Table{
		Format:     "csv",
		Columns:    []schema.Field{{Name: "a", Type: typ(t, "bigint")}, {Name: `b"c`, Type: typ(t, "string")}},
		Partitions: []schema.Field{{Name: "year", Type: typ(t, "int")}},
	}
	one := &datasets.Layout{Format: "csv", Options: map[string]string{"delimiter": ";", "quote": `"`, "escape": `"`, "header": "true", "newline": "\r\n"},
		Columns: []datasets.Column{{Name: `b"c`, Type: typ(t, "string")}, {Name: "a", Type: typ(t, "bigint")}}}
	two := &datasets.Layout{Format: "csv", Compression: "gzip", Options: map[string]string{"delimiter": "\t", "maxLine": "5000000", "encoding": "latin-1"},
		Columns: []datasets.Column{{Name: "a", Type: typ(t, "bigint")}}}
	sources := []Source{
		{Layout: one, Files: []File{{"/l/year=2023/x'y.csv", []string{"2023"}}}},
		{Layout: two, Files: []File{{"/l/n/b.gz", []string{catalog.NullPartition}}, {"/l/n/a.gz", []string{catalog.NullPartition}}}},
		{Layout: two},
	}
	want := `SELECT TRY_CAST(c1 AS BIGINT) AS "a", c0 AS "b""c", TRY_CAST('2023' AS INTEGER) AS "year"
FROM read_csv(['/l/year=2023/x''y.csv'], auto_detect=false, header=false, hive_partitioning=false, nullstr='', allow_quoted_nulls=false, delim=';', quote='"', escape='"', compression='none', new_line='\r\n', skip=1, buffer_size=8000000, columns={'c0': 'VARCHAR', 'c1': 'VARCHAR'})
UNION ALL
SELECT TRY_CAST(c0 AS BIGINT) AS "a", CAST(NULL AS VARCHAR) AS "b""c", TRY_CAST(NULL AS INTEGER) AS "year"
FROM read_csv(['/l/n/a.gz', '/l/n/b.gz'], auto_detect=false, header=false, hive_partitioning=false, nullstr='', allow_quoted_nulls=false, delim='	', quote='', escape='', compression='gzip', encoding='latin-1', max_line_size=5000000, columns={'c0': 'VARCHAR'})`
	if got := Relation(table, sources); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got, want := Relation(table, nil), `SELECT CAST(NULL AS BIGINT) AS "a", CAST(NULL AS VARCHAR) AS "b""c", CAST(NULL AS INTEGER) AS "year" WHERE false`; got != want {
		t.Errorf("no files: got\n%s\nwant\n%s", got, want)
	}
}

// Beyond maxConstants partitions, their values come from the paths; unless they
// do not stand at the same place in all of them.
func TestPathValues(t *testing.T) {
	table := catalog.Table{Partitions: []schema.Field{{Name: "k", Type: typ(t, "int")}}}
	var files []File
	for i := range maxConstants + 1 {
		files = append(files, File{fmt.Sprintf("/l/t/k=%d/a.parquet", i), []string{fmt.Sprint(i)}})
	}
	source := Source{Layout: &datasets.Layout{Format: "parquet"}, Files: files}
	got := Relation(table, []Source{source})
	if want := `TRY_CAST(nullif(url_decode(split_part(filename, '/', 4)[3:]), '__HIVE_DEFAULT_PARTITION__') AS INTEGER) AS "k"`; !strings.Contains(got, want) || strings.Contains(got, "UNION") {
		t.Errorf("got %s", got)
	}
	files[0].Path = "/l/t/deep/k=0/a.parquet"
	if got := Relation(table, []Source{source}); strings.Count(got, "UNION ALL") != maxConstants {
		t.Errorf("uneven: got %s", got)
	}
}
