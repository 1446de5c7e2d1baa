package ddl

import (
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/catalog/crawl"
	"github.com/tarnlake/tarn/datasets/formats"
	"github.com/tarnlake/tarn/query/bind"
	"github.com/tarnlake/tarn/query/duck"
)

// rows reads a table as an engine does: from its files or from clean copies of
// them. The fields of a row are parted by bars.
func rows(t *testing.T, env Env, name string, wanted map[string][]string) []string {
	t.Helper()
	table, err := env.Catalog.Table(t.Context(), catalog.Name{Database: "default", Table: name})
	if err != nil {
		t.Fatal(err)
	}
	reader := &Reader{Lake: env.Lake, Catalog: env.Catalog, Bucket: env.Bucket, Now: env.Now}
	groups, err := env.Catalog.Layouts(t.Context(), table.Name)
	if Reads(&table) {
		groups, err = reader.Groups(t.Context(), &table, wanted)
	}
	if err != nil {
		t.Fatal(err)
	}
	state := t.TempDir()
	var sources []bind.Source
	for n, g := range groups {
		s := bind.Source{Layout: g.Layout}
		for i, f := range g.Files {
			file := bind.File{Path: filepath.Join(env.Lake.Dir(), f.Path), Partitions: f.Partitions}
			if g.Layout.Copy != "" {
				s.Layout = g.Layout.Cleaned()
				file.Path = filepath.Join(state, fmt.Sprintf("%d-%d", n, i))
				copied, err := os.Create(file.Path)
				if err != nil {
					t.Fatal(err)
				}
				format, _ := formats.ByName(g.Layout.Format)
				if err := format.Clean(t.Context(), env.Lake.At(f.Path, f.Size, f.ModTime), g.Layout, copied); err != nil {
					t.Fatal(err)
				}
				copied.Close()
			}
			s.Files = append(s.Files, file)
		}
		sources = append(sources, s)
	}
	return query(t, env, state, bind.Relation(table, sources))
}

func query(t *testing.T, env Env, state, sql string) []string {
	t.Helper()
	db, err := duck.Open(t.Context(), duck.Config{Directories: []string{env.Lake.Dir(), state}, Temp: filepath.Join(state, "tmp")})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	answer, err := conn.Query(t.Context(), "SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ("+sql+")")
	if err != nil {
		t.Fatalf("%v\n%s", err, sql)
	}
	defer answer.Close()
	var list []string
	for row, err := range answer.All() {
		if err != nil {
			t.Fatal(err)
		}
		var texts []string
		for _, v := range row {
			if v == nil {
				v = "NULL"
			}
			texts = append(texts, fmt.Sprint(v))
		}
		list = append(list, strings.Join(texts, "|"))
	}
	slices.Sort(list)
	return list
}

func write(t testing.TB, env Env, name, content string) {
	t.Helper()
	mkdirs(t, env, filepath.Dir(name))
	if err := os.WriteFile(filepath.Join(env.Lake.Dir(), name), []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func expect(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\ngot  %q\nwant %q", what, got, want)
	}
}

// What is made can be read, and files that come later are there the next time.
func TestRead(t *testing.T) {
	env := open(t)
	write(t, env, "plain/sub/a.txt", "1\x01x\x02y\x01k\x03v\x01p\x022.5\n\\N\n")
	write(t, env, "plain/_hidden", "9\n")
	write(t, env, "json/a.json", `{"ID":7,"tags":["a",1],"deep":{"X":{"y":1.5},"When":"2024-01-02 03:04:05"}}`+"\n")
	story{
		{"CREATE EXTERNAL TABLE plain (n int, a array<string>, m map<string,string>, s struct<f:string,g:double>) LOCATION 's3://lake/plain/'", ""},
		{"CREATE EXTERNAL TABLE js (id bigint, tags array<string>, deep struct<x:struct<y:double>,`when`:timestamp,z:int>) ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' LOCATION 's3://lake/json/'", ""},
		{"CREATE EXTERNAL TABLE logs (verb string, size int) PARTITIONED BY (day date, host string) ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.RegexSerDe'" +
			" WITH SERDEPROPERTIES ('input.regex'='(\\\\w+) (\\\\d+)') LOCATION 's3://lake/logs/' TBLPROPERTIES ('projection.enabled'='true'," +
			"'projection.day.type'='date','projection.day.range'='2023/11/01,NOW','projection.day.format'='yyyy/MM/dd','projection.host.type'='injected'," +
			"'storage.location.template'='s3://lake/logs/${host}/${day}/')", ""},
	}.run(t, env)
	expect(t, "text", rows(t, env, "plain", nil), "1|[x, y]|{k=v}|{'f': p, 'g': 2.5}", "NULL|NULL|NULL|NULL")
	expect(t, "JSON", rows(t, env, "js", nil), "7|[a, 1]|{'x': {'y': 1.5}, 'when': '2024-01-02 03:04:05', 'z': NULL}")
	expect(t, "nothing yet", rows(t, env, "logs", map[string][]string{"host": {"h1"}}))
	write(t, env, "logs/h1/2023/11/14/a.log", "GET 1\n")
	write(t, env, "logs/h2/2023/11/14/a.log", "GET 2\n")
	write(t, env, "logs/h1/2023/12/14/a.log", "GET 3\n") // after the end of the range
	expect(t, "projected", rows(t, env, "logs", map[string][]string{"host": {"h1"}}), "GET|1|2023-11-14|h1")
}

// Parquet goes by the names of the columns, or by their places.
func TestReadParquet(t *testing.T) {
	env := over(t, "../../datasets/samples/shop")
	story{
		{"CREATE EXTERNAL TABLE o (nothing string, order_id bigint) PARTITIONED BY (year int, month string) STORED AS PARQUET LOCATION 's3://lake/orders/'", ""},
		{"ALTER TABLE o ADD PARTITION (year=2024, month='01') PARTITION (year=2024, month='02')", ""},
		{"CREATE EXTERNAL TABLE p (first bigint) ROW FORMAT SERDE 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' WITH SERDEPROPERTIES ('parquet.column.index.access'='true')" +
			" STORED AS INPUTFORMAT 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat' OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat'" +
			" LOCATION 's3://lake/orders/year=2024/month=01/'", ""},
	}.run(t, env)
	all, one := rows(t, env, "o", nil), rows(t, env, "o", map[string][]string{"month": {"01"}})
	if len(one) == 0 || len(all) <= len(one) || !strings.HasPrefix(one[0], "NULL|") || !strings.HasSuffix(one[0], "|2024|01") || strings.HasPrefix(one[0], "NULL|NULL") {
		t.Errorf("%d rows, %d of one partition: %.1q", len(all), len(one), one)
	}
	if places := rows(t, env, "p", nil); len(places) != len(one) || places[0] == "NULL" {
		t.Errorf("by place: %d rows, %.1q", len(places), places)
	}
}

// Tables of Trino's product tests, with their data and their rows.
func TestProductTables(t *testing.T) {
	folder := "../../../shared/data/sql/product-tests/datasets/"
	if _, err := os.Stat(folder); err != nil {
		t.Skip("no product tests: ", err)
	}
	tests := []struct {
		name string
		rows int
		want string // one of them
	}{
		{"csv_table", 1, `10|""`},
		{"csv_table_with_custom_parameters", 1, "10|QQ"},
		{"csv_with_header", 1, "10|value2"},
		{"csv_with_footer", 1, "10|value1"},
		{"csv_with_header_and_footer", 1, "10|value3"},
		{"datatype", 16, "12|12.25|String1|1999-01-08|1999-01-08 02:05:06|true|123.22|12345678901234567890.0123456789"},
		{"workers", 14, "NULL|NULL|NULL|NULL|NULL|1|Marketing|4000"},
		{"empty", 0, ""},
	}
	for _, test := range tests {
		ddl, err := os.ReadFile(folder + test.name + ".ddl")
		if err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(folder + test.name + ".data")
		if err != nil {
			t.Fatal(err)
		}
		env := open(t)
		write(t, env, test.name+"/data", string(data))
		sql := strings.NewReplacer("%EXTERNAL%", "EXTERNAL", "CREATE TABLE", "CREATE EXTERNAL TABLE", "%NAME%", test.name, "%LOCATION%", "s3://lake/"+test.name).Replace(string(ddl))
		if !strings.Contains(sql, "LOCATION") {
			sql += " LOCATION 's3://lake/" + test.name + "'"
		}
		if _, got := run(t, env, sql); got != "" {
			t.Errorf("%s: %s", test.name, got)
			continue
		}
		got := rows(t, env, test.name, nil)
		if len(got) != test.rows || test.rows > 0 && !slices.Contains(got, test.want) {
			t.Errorf("%s: got %d rows\n%s\nwant %d with %s", test.name, len(got), strings.Join(got, "\n"), test.rows, test.want)
		}
	}
}

// SHOW CREATE TABLE makes the same table again: of tables made by hand, and of
// those of the sample lake as a crawl finds them.
func TestShowCreateTableMakesTheSame(t *testing.T) {
	env := over(t, "../../datasets/samples/shop")
	crawler := crawl.Crawler{}
	if _, _, err := crawler.Update(t.Context(), env.Lake, env.Catalog, false); err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{
		"CREATE EXTERNAL TABLE `made 1` (`a b` string COMMENT 'it''s \\\\ \"x\"', s struct<`x y`:array<int>>) COMMENT 'c' PARTITIONED BY (p int COMMENT 'of it') CLUSTERED BY (s) INTO 4 BUCKETS" +
			" ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\001' ESCAPED BY '\\\\' NULL DEFINED AS '' LOCATION 's3://lake/orders/' TBLPROPERTIES ('k'='a=b\\n')",
		"CREATE EXTERNAL TABLE made2 (a int) ROW FORMAT DELIMITED FIELDS TERMINATED BY '|' LINES TERMINATED BY '\\n' LOCATION 'events'",
		"CREATE EXTERNAL TABLE made3 (a int) ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' WITH SERDEPROPERTIES ('mapping.a'='A') LOCATION 'events'",
		"CREATE EXTERNAL TABLE made4 (order_id int) STORED AS PARQUET LOCATION 's3://lake/orders/' TBLPROPERTIES ('parquet.compression'='ZSTD')",
		"CREATE EXTERNAL TABLE made5 (a int) LOCATION 's3://lake/'",
	} {
		if _, got := run(t, env, sql); got != "" {
			t.Fatalf("%s: %s", sql, got)
		}
	}
	tables, err := env.Catalog.Tables(t.Context(), "default")
	if err != nil || len(tables) < 10 {
		t.Fatalf("%d tables, %v", len(tables), err)
	}
	for _, table := range tables {
		name := backticked(table.Name.Table)
		_, text := run(t, env, "SHOW CREATE TABLE "+name)
		_, described := run(t, env, "DESCRIBE "+name)
		before := sample(t, env, table)
		if _, got := run(t, env, "DROP TABLE "+name); got != "" {
			t.Fatal(got)
		}
		if _, got := run(t, env, text); got != "" {
			t.Errorf("%s: %s\n%s", name, got, text)
			continue
		}
		if _, again := run(t, env, "DESCRIBE "+name); again != described {
			t.Errorf("%s is described as\n%s\nand was\n%s", name, again, described)
		}
		again, err := env.Catalog.Table(t.Context(), table.Name)
		if err != nil || again.Location != table.Location || again.Format != table.Format || again.Comment != table.Comment {
			t.Errorf("%s: got %+v, %v", name, again, err)
		}
		if _, second := run(t, env, "SHOW CREATE TABLE "+name); table.Made != nil && second != text {
			t.Errorf("%s: shown as\n%s\nand then as\n%s", name, text, second)
		}
		if after := sample(t, env, table); !slices.Equal(before, after) {
			t.Errorf("%s: %d rows, and then %d", name, len(before), len(after))
		}
	}
}

// sample returns the rows of a table that a crawl found.
func sample(t *testing.T, env Env, table catalog.Table) []string {
	if table.Made != nil {
		return nil
	}
	return rows(t, env, table.Name.Table, nil)
}

// Compressed files are read by what they begin with.
func TestReadCompressed(t *testing.T) {
	env := open(t)
	var b strings.Builder
	w := gzip.NewWriter(&b)
	fmt.Fprint(w, "h\n1,2\n")
	w.Close()
	write(t, env, "z/a.gz", b.String())
	run(t, env, "CREATE EXTERNAL TABLE z (a int, b int) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LOCATION 's3://lake/z/' TBLPROPERTIES ('skip.header.line.count'='1')")
	expect(t, "gzip", rows(t, env, "z", nil), "1|2")
}
