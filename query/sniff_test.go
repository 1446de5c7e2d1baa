package query_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/tarnlake/tarn/catalog/crawl"
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/query/duck"
)

// lines returns n lines.
func lines(n int, line func(i int) string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(line(i) + "\n")
	}
	return b.String()
}

// alone returns what DuckDB answers by itself to a query in which LAKE stands
// for the folder, as lines of values between bars, or the error.
func alone(t testing.TB, dir, sql string) string {
	t.Helper()
	rows, err := duckDB(t, dir).Query(t.Context(), strings.ReplaceAll(sql, "LAKE", dir))
	if err != nil {
		return failure(err)
	}
	defer rows.Close()
	var all []string
	for row, err := range rows.All() {
		if err != nil {
			return failure(err)
		}
		all = append(all, strings.Trim(strings.ReplaceAll(fmt.Sprint(row...), "<nil>", "∅"), "[]"))
	}
	return strings.Join(all, "\n")
}

// duckDB opens a session of DuckDB that may touch the folder.
func duckDB(t testing.TB, dir string) *duck.Conn {
	t.Helper()
	db, err := duck.Open(t.Context(), duck.Config{Directories: []string{dir}})
	if err != nil {
		t.Fatal(err)
	}
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(); db.Close() })
	return conn
}

// failure returns what an error of DuckDB begins with.
func failure(err error) string {
	var e *duck.Error
	if errors.As(err, &e) {
		return "error: " + string(e.Kind)
	}
	return "error: " + err.Error()
}

// sparse is a file of objects in which each of 25 keys is in one of 25.
func sparse() string {
	return lines(1000, func(i int) string { return fmt.Sprintf(`{"o":{"k%d":%d,"at":"2024-01-%02d"}}`, i%25, i, i%28+1) })
}

func utf16Text(text string) string {
	b := []byte{0xFF, 0xFE}
	for _, unit := range utf16.Encode([]rune(text)) {
		b = append(b, byte(unit), byte(unit>>8))
	}
	return string(b)
}

// manyFiles returns n files of a table, in the order of their names.
func manyFiles(n int, suffix string, text func(i int) string) (files []string) {
	for i := range n {
		files = append(files, fmt.Sprintf("t/%03d.%s", i, suffix), text(i))
	}
	return files
}

// DuckDB's own detection loses rows and values, or gives up, on each of these
// files; told what the crawl found, it reads them right. What it does alone is
// tested too: a line that fails here shows that a release of DuckDB has mended
// it.
func TestSniffing(t *testing.T) {
	tests := []struct {
		name  string
		files []string
		alone string // asked of DuckDB
		does  string // and its answer
		sql   string // asked of tarn
		want  string
	}{
		{"a key that is first seen at row 20,481",
			[]string{"t.json", lines(30_000, func(i int) string {
				if i < 20_480 {
					return fmt.Sprintf(`{"id":%d}`, i)
				}
				return fmt.Sprintf(`{"id":%d,"late":%d}`, i, i)
			})},
			"SELECT count(*) FROM (DESCRIBE FROM read_json('LAKE/t.json')) WHERE column_name = 'late'", "0",
			"SELECT count(late), max(late) FROM t", "9520|29999"},
		{"a later value of another scalar type",
			[]string{"t.json", lines(25_000, func(i int) string {
				if i == 24_000 {
					return `{"id":24000,"a":1.5,"b":true,"c":7}`
				}
				return fmt.Sprintf(`{"id":%d,"a":1,"b":2,"c":false}`, i)
			})},
			"SELECT concat_ws('|', a, b, c) FROM read_json('LAKE/t.json') WHERE id = 24000", "2|1|true",
			"SELECT a, b, c FROM t WHERE id = 24000", "1.5|true|7"},
		{"keys that few objects have",
			[]string{"t.json", sparse()},
			"SELECT column_type FROM (DESCRIBE FROM read_json('LAKE/t.json'))", "MAP(VARCHAR, JSON)",
			"SELECT sum(o.k3), CAST(min(o.at) AS VARCHAR) FROM t", "19620|2024-01-01"},
		{"a key that only later files have",
			manyFiles(40, "json", func(i int) string {
				if i < 35 {
					return `{"id":1}` + "\n"
				}
				return `{"id":2,"late":3}` + "\n"
			}),
			"SELECT count(*) FROM (DESCRIBE FROM read_json('LAKE/t/*.json')) WHERE column_name = 'late'", "0",
			"SELECT count(*), sum(late) FROM t", "40|15"},
		{"rows of different lengths",
			[]string{"t.csv", "a,b,c\n1,2,3\n4,5\n6,7,8,9\n"},
			"SELECT count(*) FROM read_csv('LAKE/t.csv')", "1",
			"SELECT a, b, c FROM t ORDER BY a", "1|2|3\n4|5|∅\n6|7|8"},
		{"a late value that is no number",
			[]string{"t.csv", "id,v\n" + lines(40_000, func(i int) string {
				if i == 30_000 {
					return "30000,oops"
				}
				return fmt.Sprintf("%d,%d", i, i)
			})},
			"SELECT count(v) FROM read_csv('LAKE/t.csv')", "error: conversion",
			"SELECT count(v), max(CASE WHEN id = 30000 THEN v END) FROM t", "40000|oops"},
		{"files of one table that drift apart",
			manyFiles(12, "csv", func(i int) string {
				if i < 11 {
					return fmt.Sprintf("id,day\n%d,2024-01-05\n", i)
				}
				return "id,day\n11,not yet\n"
			}),
			"SELECT count(day) FROM read_csv('LAKE/t/*.csv')", "error: invalid input",
			"SELECT count(day), max(day) FROM t", "12|not yet"},
		{"Latin-1",
			[]string{"t.csv", "id,city\n1,M\xfcnchen\n2,K\xf6ln\n"},
			"SELECT city FROM read_csv('LAKE/t.csv')", "error: invalid input",
			"SELECT city FROM t ORDER BY id", "München\nKöln"},
		{"UTF-16",
			[]string{"t.csv", utf16Text("id,city\n1,München\n2,Köln\n")},
			"SELECT city FROM read_csv('LAKE/t.csv')", "error: invalid input",
			"SELECT city FROM t ORDER BY id", "München\nKöln"},
		{"dates that another file of the table settles",
			[]string{"t/a.csv", "d,v\n01/02/2024,1\n03/04/2024,2\n05/06/2024,3\n", "t/b.csv", "d,v\n12/31/2024,4\n"},
			"SELECT CAST(min(d) AS VARCHAR) FROM read_csv('LAKE/t/a.csv')", "2024-02-01",
			"SELECT CAST(min(d) AS VARCHAR), CAST(max(d) AS VARCHAR) FROM t", "2024-01-02|2024-12-31"},
		{"NA in every tenth row",
			[]string{"t.csv", "id,v\n" + lines(1000, func(i int) string {
				if i%10 == 9 {
					return fmt.Sprintf("%d,NA", i)
				}
				return fmt.Sprintf("%d,%d", i, i)
			})},
			"SELECT DISTINCT typeof(v) FROM read_csv('LAKE/t.csv')", "VARCHAR",
			"SELECT sum(v), count(v), count(*) FROM t", "449100|900|1000"},
		{"nothing but text, and no header",
			[]string{"t.csv", "anna@example.com,Berlin\nben@example.com,Paris\ncid@example.com,Berlin\neva@example.com,Rome\n"},
			"SELECT count(*) FROM read_csv('LAKE/t.csv')", "3",
			"SELECT count(*) FROM t", "4"},
		{"whole numbers beyond 64 bits",
			[]string{"t.csv", "id,v\n1,9223372036854775809\n2,18446744073709551617\n"},
			"SELECT DISTINCT typeof(v) FROM read_csv('LAKE/t.csv')", "DOUBLE",
			"SELECT CAST(v AS VARCHAR) FROM t ORDER BY id", "9223372036854775809\n18446744073709551617"},
		{"commas before the decimals",
			[]string{"t.csv", "id;v\n1;1.234,56\n2;2.000,25\n"},
			"SELECT DISTINCT typeof(v) FROM read_csv('LAKE/t.csv')", "VARCHAR",
			"SELECT sum(v) FROM t", "3234.81"},
		{"leading zeros, which DuckDB keeps as well",
			[]string{"t.csv", "id,zip\n1,01234\n2,00501\n"},
			"SELECT zip FROM read_csv('LAKE/t.csv') ORDER BY id", "01234\n00501",
			"SELECT zip FROM t ORDER BY id", "01234\n00501"},
		{"a column that a later file has, in another order, without union_by_name",
			manyFiles(12, "csv", func(i int) string {
				if i < 11 {
					return fmt.Sprintf("id,v\n%d,1\n", i)
				}
				return "v,id,extra\n100,11,x\n"
			}),
			"SELECT count(*) FROM (DESCRIBE FROM read_csv('LAKE/t/*.csv')) WHERE column_name = 'extra'", "0",
			"SELECT max(id), sum(v), count(extra) FROM t", "11|111|1"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := lake(t, test.files...)
			if does := alone(t, dir, test.alone); does != test.does {
				t.Errorf("DuckDB alone: got %q, want %q", does, test.does)
			}
			if got := answer(t.Context(), open(t, dir), test.sql); got != test.want {
				t.Errorf("%s: got %q, want %q", test.sql, got, test.want)
			}
		})
	}
}

// A first file of Parquet whose column has no value has a type that says
// nothing, and DuckDB takes it for that of all files.
func TestSniffingParquet(t *testing.T) {
	dir := lake(t, "t/note.txt", "two files of Parquet\n")
	_, err := duckDB(t, dir).Exec(t.Context(), fmt.Sprintf(`COPY (SELECT 1 AS id, NULL AS v) TO '%s/t/a.parquet';
		COPY (SELECT 2 AS id, 'x' AS v) TO '%[1]s/t/b.parquet'`, dir))
	if err != nil {
		t.Fatal(err)
	}
	if does, want := alone(t, dir, "SELECT id, v FROM read_parquet('LAKE/t/*.parquet')"), "error: conversion"; does != want {
		t.Errorf("DuckDB alone: got %q, want %q", does, want)
	}
	if got, want := answer(t.Context(), open(t, dir), "SELECT id, v FROM t ORDER BY id"), "1|∅\n2|x"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Dates that nothing settles are read in one way, and the crawl says that there
// is another; DuckDB says nothing.
func TestSniffingAmbiguousDates(t *testing.T) {
	dir := lake(t, "t.csv", "a,b,c\n01/02/2024,03/04/2024,05/06/2024\n02/02/2024,04/04/2024,06/06/2024\n")
	if does, want := alone(t, dir, "SELECT concat_ws(' ', a, b, c) FROM read_csv('LAKE/t.csv') LIMIT 1"), "2024-02-01 2024-04-03 2024-06-05"; does != want {
		t.Errorf("DuckDB alone: got %q, want %q", does, want)
	}
	l, err := datasets.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	found, err := new(crawl.Crawler).Crawl(t.Context(), l, nil)
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, p := range found.Tables[0].Files[0].Scan.Problems {
		told = append(told, p.Kind)
	}
	if !slices.Contains(told, "ambiguous dates") {
		t.Errorf("the crawl tells of %q, and not of ambiguous dates", told)
	}
}
