package ddl

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
	"github.com/tarnlake/tarn/query/statement"
)

// open makes an empty lake named "lake" with its catalog.
func open(t testing.TB) Env {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "lake")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return over(t, dir)
}

// over makes a catalog of a lake that is there.
func over(t testing.TB, dir string) Env {
	t.Helper()
	lake, err := datasets.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	c, err := catalog.Open(filepath.Join(t.TempDir(), "catalog.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close(); lake.Close() })
	return Env{Lake: lake, Catalog: c, Bucket: "lake", Now: func() time.Time { return time.Unix(1_700_000_000, 0) }}
}

// run answers a statement with its text, or with its error.
func run(t testing.TB, env Env, sql string) (Result, string) {
	t.Helper()
	s, err := statement.One(sql)
	if err != nil {
		t.Fatal(err)
	}
	r, ok, err := Run(t.Context(), env, s)
	if !ok && err == nil {
		t.Fatalf("%s: not answered", sql)
	}
	if err != nil {
		var advisor interface{ Hint() string }
		if e := (*Error)(nil); !errors.As(err, &e) || !errors.As(err, &advisor) {
			t.Fatalf("%s: error is a %T: %v", sql, err, err)
		}
		return r, "error: " + err.Error()
	}
	return r, r.Text()
}

// A story is statements with what is answered to each.
type story []struct{ sql, want string }

func (s story) run(t *testing.T, env Env) {
	t.Helper()
	for _, step := range s {
		if _, got := run(t, env, step.sql); got != step.want {
			t.Errorf("%s\ngot\n%s\nwant\n%s", step.sql, got, step.want)
		}
	}
}

const textStored = "STORED AS INPUTFORMAT \n  'org.apache.hadoop.mapred.TextInputFormat' \nOUTPUTFORMAT \n  'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'\n"

func TestDatabases(t *testing.T) {
	env := open(t)
	story{
		{"CREATE DATABASE Sales COMMENT 'what we sold' LOCATION 's3://lake/sales/' WITH DBPROPERTIES ('a'='1')", ""},
		{"CREATE DATABASE sales", "error: FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. Database sales already exists"},
		{"CREATE SCHEMA IF NOT EXISTS sales", ""},
		{"ALTER DATABASE sales SET DBPROPERTIES ('b'='2')", ""},
		{"ALTER DATABASE nowhere SET DBPROPERTIES ('b'='2')", "error: FAILED: SemanticException [Error 10072]: Database does not exist: nowhere"},
		{"SHOW DATABASES", "default\nsales"},
		{"SHOW SCHEMAS LIKE 'sal*'", ""}, // an expression of Java's
		{"SHOW SCHEMAS LIKE 'sal.*'", "sales"},
		{"SHOW DATABASES LIKE '*'", "default\nsales"},
		{"CREATE EXTERNAL TABLE sales.t (n int) LOCATION 's3://lake/t/'", ""},
		{"DROP DATABASE sales", "error: FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. InvalidOperationException(message:Database sales is not empty. One or more tables exist.)"},
		{"DROP DATABASE sales CASCADE", ""},
		{"DROP DATABASE IF EXISTS sales", ""},
		{"CREATE DATABASE d LOCATION 's3://elsewhere/d/'", "error: The location s3://elsewhere/d/ is outside the lake"},
		{"SHOW TABLES IN sales", "error: FAILED: SemanticException [Error 10072]: Database does not exist: sales"},
	}.run(t, env)
}

func TestTables(t *testing.T) {
	env := open(t)
	story{
		{"CREATE EXTERNAL TABLE IF NOT EXISTS orders (id bigint COMMENT 'the id', item struct<Sku:string,qty:int>) COMMENT 'it''s' PARTITIONED BY (day date)" +
			" ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\t' STORED AS TEXTFILE LOCATION 's3://LAKE/orders/' TBLPROPERTIES ('skip.header.line.count'='1')", ""},
		{"CREATE EXTERNAL TABLE orders (id int) LOCATION 'orders'", "error: FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. AlreadyExistsException(message:Table orders already exist)"},
		{"SHOW TABLES", "orders"},
		{"SHOW TABLES '*x*|ord*'", "orders"},
		{"SHOW TABLES 'x'", ""},
		{"SHOW COLUMNS IN orders", "id                  \nitem                \nday                 "},
		{"DESCRIBE default.orders", "id                  \tbigint              \tthe id              \nitem                \tstruct<sku:string,qty:int>\t                    \n" +
			"day                 \tdate                \t                    \n\t \t \n# Partition Information\t \t \n# col_name            \tdata_type           \tcomment             \n\t \t \n" +
			"day                 \tdate                \t                    "},
		{"DESC orders item.sku", "sku                 \tstring              \tfrom deserializer   "},
		{"DESCRIBE EXTENDED orders x", "error: FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. cannot find field x from [0:id, 1:item]"},
		{"SHOW TBLPROPERTIES orders", "EXTERNAL\tTRUE\nskip.header.line.count\t1\ntransient_lastDdlTime\t1700000000"},
		{"SHOW TBLPROPERTIES orders ('skip.header.line.count')", "1"},
		{"SHOW CREATE TABLE orders", "CREATE EXTERNAL TABLE `default.orders`(\n  `id` bigint COMMENT 'the id', \n  `item` struct<sku:string,qty:int>)\nCOMMENT 'its'\nPARTITIONED BY ( \n  `day` date)\n" +
			"ROW FORMAT DELIMITED \n  FIELDS TERMINATED BY '\\t' \n" + textStored + "LOCATION\n  's3://lake/orders'\nTBLPROPERTIES (\n  'skip.header.line.count'='1', \n  'transient_lastDdlTime'='1700000000')"},
		{"ALTER TABLE orders ADD COLUMNS (total decimal(10,2) COMMENT 'with tax')", ""},
		{"ALTER TABLE orders CHANGE COLUMN id number string FIRST", ""},
		{"ALTER TABLE orders ADD COLUMNS (total int)", "error: FAILED: SemanticException [Error 10036]: Duplicate column name: total"},
		{"ALTER TABLE orders SET TBLPROPERTIES ('skip.header.line.count'='0', 'k'='v')", ""},
		{"ALTER TABLE orders SET LOCATION 's3://lake/other/orders/'", ""},
		{"ALTER TABLE orders SET LOCATION '/etc/'", "error: The location /etc/ is outside the lake"},
		{"ALTER TABLE orders SET LOCATION 's3://lake/../x'", "error: The location s3://lake/../x is outside the lake"},
		{"SHOW CREATE TABLE orders", "CREATE EXTERNAL TABLE `default.orders`(\n  `number` string COMMENT 'the id', \n  `item` struct<sku:string,qty:int>, \n  `total` decimal(10,2) COMMENT 'with tax')\nCOMMENT 'its'\nPARTITIONED BY ( \n  `day` date)\n" +
			"ROW FORMAT DELIMITED \n  FIELDS TERMINATED BY '\\t' \n" + textStored + "LOCATION\n  's3://lake/other/orders'\nTBLPROPERTIES (\n  'k'='v', \n  'skip.header.line.count'='0', \n  'transient_lastDdlTime'='1700000000')"},
		{"ALTER TABLE orders REPLACE COLUMNS (a int)", ""},
		{"SHOW COLUMNS FROM orders", "a                   \nday                 "},
		{"ALTER TABLE orders RENAME TO sales", "error: FAILED: ParseException line 1:19 cannot recognize input near 'RENAME' 'TO' 'sales' in alter table statement"},
		{"ALTER TABLE nothing ADD COLUMNS (a int)", "error: FAILED: SemanticException [Error 10001]: Table not found default.nothing"},
		{"DROP VIEW orders", "error: FAILED: SemanticException Cannot drop table with DROP VIEW"},
		{"DROP TABLE orders", ""},
		{"DROP TABLE orders", "error: FAILED: SemanticException [Error 10001]: Table not found default.orders"},
		{"DROP TABLE IF EXISTS orders", ""},
		{"MSCK REPAIR TABLE orders", "Tables not in metastore:\torders\n"},
	}.run(t, env)
}

func TestRefusedTables(t *testing.T) {
	env := open(t)
	story{
		{"CREATE EXTERNAL TABLE t (n int)", "error: No location was specified for table. An S3 location must be specified"},
		{"CREATE TABLE t (n int) LOCATION 's3://lake/t/'", "error: External keyword required for table type HIVE"},
		{"CREATE TABLE t (n int) LOCATION 's3://lake/t/' TBLPROPERTIES ('table_type'='ICEBERG')", "error: NOT_SUPPORTED: a table of the type ICEBERG is not supported"},
		{"CREATE EXTERNAL TABLE t (n int) STORED AS ORC LOCATION 's3://lake/t/'", "error: NOT_SUPPORTED: STORED AS ORC is not supported"},
		{"CREATE EXTERNAL TABLE t (n int) ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.avro.AvroSerDe' LOCATION 's3://lake/t/'",
			"error: NOT_SUPPORTED: SerDe org.apache.hadoop.hive.serde2.avro.AvroSerDe is not supported"},
		{"CREATE EXTERNAL TABLE t (n foo) LOCATION 's3://lake/t/'", "error: FAILED: ParseException line 1:27 cannot recognize input near 'foo' ')' 'LOCATION' in column type"},
		{"CREATE EXTERNAL TABLE t (n int, N string) LOCATION 's3://lake/t/'", "error: FAILED: SemanticException [Error 10036]: Duplicate column name: n"},
		{"CREATE EXTERNAL TABLE t (n int) PARTITIONED BY (n int) LOCATION 's3://lake/t/'", "error: FAILED: SemanticException [Error 10035]: Column repeated in partitioning columns"},
		{"CREATE EXTERNAL TABLE d.t (n int) LOCATION 's3://lake/t/'", "error: FAILED: SemanticException [Error 10072]: Database does not exist: d"},
		{"CREATE EXTERNAL TABLE awsdatacatalog.d.t (n int) LOCATION 's3://lake/t/'", "error: Database d not found."},
		{"CREATE EXTERNAL TABLE other.d.t (n int) LOCATION 's3://lake/t/'", "error: Catalog 'other' does not exist"},
		{"CREATE EXTERNAL TABLE t (a string, b string) ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.RegexSerDe' WITH SERDEPROPERTIES ('input.regex'='(.*)') LOCATION 's3://lake/t/'",
			"error: HIVE_INVALID_METADATA: the regular expression has 1 groups, and the table 2 columns"},
		{"CREATE EXTERNAL TABLE t (a string) PARTITIONED BY (p string, q string) LOCATION 's3://lake/t/' TBLPROPERTIES ('projection.enabled'='true', 'projection.p.type'='enum', 'projection.p.values'='a')",
			"error: HIVE_METASTORE_ERROR: Table default.t is configured for partition projection, but the following partition columns are missing projection configuration: [q]"},
		{"CREATE EXTERNAL TABLE t (n int) ROW FORMAT SERDE 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' STORED AS INPUTFORMAT" +
			" 'org.apache.hudi.hadoop.HoodieParquetInputFormat' OUTPUTFORMAT 'x' LOCATION 's3://lake/t/'",
			"error: NOT_SUPPORTED: INPUTFORMAT org.apache.hudi.hadoop.HoodieParquetInputFormat with the SerDe org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe is not supported"},
		{"CREATE EXTERNAL TABLE t (n int) ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' STORED AS PARQUET LOCATION 's3://lake/t/'",
			"error: NOT_SUPPORTED: INPUTFORMAT org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat with the SerDe org.openx.data.jsonserde.JsonSerDe is not supported"},
		{"SHOW TABLES", ""},
		{"GRANT SELECT ON t TO u", "error: Queries of this type are not supported"},
		{"DELETE FROM db.t WHERE a = 1", "error: TABLE_NOT_FOUND: line 1:1: Table 'awsdatacatalog.db.t' does not exist"},
		{"CREATE EXTERNAL TABLE t (n int) LOCATION 's3://lake/t/'", ""},
		{"-- c\nUPDATE t SET n = 1", "error: NOT_SUPPORTED: line 2:1: Modifying Hive table rows is only supported for transactional tables"},
		{"MERGE INTO \"T\" USING u ON true WHEN MATCHED THEN DELETE", "error: NOT_SUPPORTED: line 1:1: Modifying Hive table rows is only supported for transactional tables"},
		{"OPTIMIZE t REWRITE DATA USING BIN_PACK", "error: NOT_SUPPORTED: line 1:1: Modifying Hive table rows is only supported for transactional tables"},
		{"ALTER TABLE t TOUCH", "error: Queries of this type are not supported"},
	}.run(t, env)
}

// A comment between /* and */ is one of Hive's errors where Athena hands it on.
func TestComments(t *testing.T) {
	env := open(t)
	story{
		{"CREATE EXTERNAL /* c */ TABLE t (n int) /* d */ LOCATION 's3://lake/t/' -- e", ""},
		{"SHOW /* c */ TABLES", "t"},
		{"DESCRIBE -- c\n t", "n                   \tint                 \t                    "},
		{"DESCRIBE /* c */ t", "error: FAILED: ParseException line 1:0 cannot recognize input near 'DESCRIBE' '/' '*' in describe statement"},
		{"ALTER TABLE t /* c */ SET TBLPROPERTIES ('/*'='*/')", ""},
		{"SHOW TBLPROPERTIES t ('/*')", "*/"},
	}.run(t, env)
}

func mkdirs(t testing.TB, env Env, folders ...string) {
	t.Helper()
	for _, folder := range folders {
		if err := os.MkdirAll(filepath.Join(env.Lake.Dir(), folder), 0o755); err != nil {
			t.Fatal(err)
		}
	}
}

func TestPartitions(t *testing.T) {
	env := open(t)
	mkdirs(t, env, "t/year=2023/kind=a", "t/Year=2024/kind=b%2Fc", "t/year=2024", "t/other")
	story{
		{"CREATE EXTERNAL TABLE t (n int) PARTITIONED BY (year int, kind string) LOCATION 's3://lake/t/'", ""},
		{"SHOW PARTITIONS t", ""},
		{"MSCK REPAIR TABLE t", "Partitions not in metastore:\tt:year=2024/kind=b%2Fc\tt:year=2023/kind=a\n" +
			"Repair: Added partition to metastore t:year=2024/kind=b%2Fc\nRepair: Added partition to metastore t:year=2023/kind=a"},
		{"ALTER TABLE t ADD PARTITION (year=2025, kind='x') LOCATION 's3://lake/elsewhere/' PARTITION (kind='y', year='02025')", ""},
		{"ALTER TABLE t ADD PARTITION (year=2025, kind='x')", "error: FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. AlreadyExistsException(message:Partition already exists: year=2025/kind=x)"},
		{"ALTER TABLE t ADD IF NOT EXISTS PARTITION (year=2025, kind='x')", ""},
		{"ALTER TABLE t ADD PARTITION (year=2025)", "error: FAILED: SemanticException partition spec {year=2025} doesn't contain all (2) partition columns"},
		{"SHOW PARTITIONS t PARTITION (year=2025)", "year=2025/kind=x\nyear=2025/kind=y"},
		{"ALTER TABLE t PARTITION (year=2025, kind='x') RENAME TO PARTITION (year=2026, kind='x')", ""},
		{"ALTER TABLE t PARTITION (year=2026, kind='x') SET LOCATION 's3://lake/t/year=2023/kind=a'", ""},
		{"ALTER TABLE t PARTITION (year=1, kind='x') SET LOCATION 's3://lake/x'", "error: FAILED: SemanticException [Error 10006]: Partition not found {year=1, kind=x}"},
		{"DESCRIBE t PARTITION (year=1, kind='x')", "error: FAILED: SemanticException [Error 10006]: Partition not found {year=1, kind=x}"},
		{"ALTER TABLE t DROP PARTITION (year=1)", "error: FAILED: SemanticException [Error 10006]: Partition not found (year = '1')"},
		{"ALTER TABLE t DROP IF EXISTS PARTITION (year=1), PARTITION (year=2024)", ""},
		{"SHOW PARTITIONS t", "year=2023/kind=a\nyear=2026/kind=x\nyear=2025/kind=y"},
		{"MSCK REPAIR TABLE t", "Partitions not in metastore:\tt:year=2024/kind=b%2Fc\nPartitions missing from filesystem:\tt:year=2025/kind=y\n" +
			"Repair: Added partition to metastore t:year=2024/kind=b%2Fc"},
		{"CREATE EXTERNAL TABLE plain (n int) LOCATION 's3://lake/plain/'", ""},
		{"SHOW PARTITIONS plain", "error: Table plain is not a partitioned table."},
		{"ALTER TABLE plain ADD PARTITION (p=1)", "error: FAILED: SemanticException [Error 10001]: table is not partitioned but partition spec exists: {p=1}"},
	}.run(t, env)
	got, err := env.Catalog.Partitions(t.Context(), catalog.Name{Database: "default", Table: "t"})
	want := []catalog.Partition{{Values: []string{"2023", "a"}, Location: "t/year=2023/kind=a"}, {Values: []string{"2026", "x"}, Location: "t/year=2023/kind=a"},
		{Values: []string{"2025", "y"}, Location: "t/year=2025/kind=y"}, {Values: []string{"2024", "b/c"}, Location: "t/Year=2024/kind=b%2Fc"}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, %v", got, err)
	}
}

var placeholders = regexp.MustCompile(`<(?:[A-Z][A-Z0-9]*|new|missing[^<>]*)>`)

// made writes names of this lake for the placeholders of measured statements.
func made(text string) string {
	text = strings.NewReplacer("<OUTPUT>", "s3://lake/", "<dir>", "dir", "<DB>", "default", "<10 digits>", "1700000000").Replace(text)
	return placeholders.ReplaceAllString(text, "n")
}

// What Athena answered about tables that can be made here, to the byte.
func TestMeasured(t *testing.T) {
	f, err := os.Open("../../../shared/data/athena-wire/statements.jsonl")
	if err != nil {
		t.Skip("no measured statements: ", err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<22)
	n := 0
	for lines.Scan() {
		var c struct {
			ID, SQL, Evidence string
			Setup             []string
			Type              string  `json:"statement_type"`
			Substatement      string  `json:"substatement_type"`
			Body              *string `json:"result_body"`
			Columns           []struct{ Name, Type string }
			RowCount          int             `json:"row_count"`
			Known             json.RawMessage `json:"known_rows"`
		}
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		setup := strings.Join(c.Setup, ";")
		if c.Type == "DML" || c.Body == nil && c.RowCount == 0 || c.Evidence == "uncertain" || !strings.Contains(setup, "EXTERNAL TABLE") {
			continue
		}
		n++
		env := open(t)
		for _, sql := range c.Setup {
			if _, got := run(t, env, made(sql)); got != "" {
				t.Errorf("%s: %s: %s", c.ID, sql, got)
			}
		}
		r, got := run(t, env, made(c.SQL))
		if c.RowCount > 0 && len(r.Rows) != c.RowCount {
			t.Errorf("%s: %s: got %d rows, want %d\n%s", c.ID, c.SQL, len(r.Rows), c.RowCount, got)
		}
		var known struct {
			First []string `json:"first_rows"`
			Also  []string `json:"also_present"`
		}
		if c.Known != nil && json.Unmarshal(c.Known, &known) == nil {
			for _, row := range append(known.First, known.Also...) {
				if row = strings.Replace(row, "<DB padded to 20>", "default             ", 1); !strings.Contains("\n"+got+"\n", "\n"+row+"\n") {
					t.Errorf("%s: %s: no row %q in\n%s", c.ID, c.SQL, row, got)
				}
			}
		}
		if c.Body == nil {
			continue
		}
		want := made(*c.Body)
		if got != want || r.Type != c.Type || r.Substatement != c.Substatement {
			t.Errorf("%s: %s\ngot  %q of %v\nwant %q", c.ID, c.SQL, got, r.Class, want)
		}
		for i, column := range c.Columns {
			if i >= len(r.Columns) || r.Columns[i] != (Column{column.Name, column.Type}) {
				t.Errorf("%s: %s: got the columns %v", c.ID, c.SQL, r.Columns)
			}
		}
	}
	t.Log(n, "statements")
}

// A table that a query fills is shown as one that a statement made.
func TestNewTable(t *testing.T) {
	env := open(t)
	d := Definition{Name: catalog.Name{Database: "default", Table: "t"}, Columns: []schema.Field{{Name: "a", Type: schema.Type{Kind: schema.Int}}},
		Format: "textfile", Delimiter: "|", Location: "out/t", Properties: map[string]string{"write.compression": "NONE"}}
	table, err := NewTable(env, d)
	if err != nil {
		t.Fatal(err)
	}
	if err := env.Catalog.Apply(t.Context(), catalog.AddTable{Table: table}); err != nil {
		t.Fatal(err)
	}
	story{{"SHOW CREATE TABLE t", "CREATE EXTERNAL TABLE `default.t`(\n  `a` int)\nROW FORMAT DELIMITED \n  FIELDS TERMINATED BY '|' \n" + textStored +
		"LOCATION\n  's3://lake/out/t'\nTBLPROPERTIES (\n  'transient_lastDdlTime'='1700000000', \n  'write.compression'='NONE')"}}.run(t, env)
	for _, format := range []string{"ORC", "AVRO", "ION", ""} {
		d.Format = format
		if _, err := NewTable(env, d); err == nil {
			t.Errorf("format %q is taken", format)
		}
	}
	for format, want := range map[string]string{"PARQUET": "parquet", "JSON": "text"} {
		d.Format, d.Delimiter = format, ""
		if table, err := NewTable(env, d); err != nil || table.Format != want {
			t.Errorf("%s: got %s, %v", format, table.Format, err)
		}
	}
}

// Statements of other grammars are left to others.
func TestLeft(t *testing.T) {
	env := open(t)
	for _, sql := range []string{
		"SELECT 1", "CREATE VIEW v AS SELECT 1", "CREATE TABLE t AS SELECT 1", "INSERT INTO t SELECT 1", "EXPLAIN SELECT 1", "PREPARE p FROM SELECT 1",
		"DESCRIBE SELECT 1", "DESCRIBE (SELECT 1)", "SUMMARIZE t", "FROM t", "SHOW ALL TABLES", "PRAGMA version",
	} {
		s, err := statement.One(sql)
		if err != nil {
			t.Fatal(err)
		}
		if _, ok, err := Run(t.Context(), env, s); ok || err != nil {
			t.Errorf("%s: answered, %v", sql, err)
		}
	}
}
