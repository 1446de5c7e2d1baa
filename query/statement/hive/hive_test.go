package hive

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
)

// read calls do with each line of a file of measured answers.
func read(t *testing.T, name string, do func(line []byte)) {
	t.Helper()
	f, err := os.Open("../../../../shared/data/athena-wire/" + name)
	if err != nil {
		t.Skip("no measured answers: ", err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<22)
	for lines.Scan() {
		do(lines.Bytes())
	}
}

var placeholders = regexp.MustCompile(`<[A-Za-z][^<>\n]*>`)

// The texts of the grammar's own errors are Athena's, to the letter.
func TestMeasuredErrors(t *testing.T) {
	n := 0
	read(t, "errors.jsonl", func(line []byte) {
		var c struct{ ID, Kind, SQL, Message, Evidence string }
		if err := json.Unmarshal(line, &c); err != nil {
			t.Fatal(err)
		}
		ours := strings.Contains(c.Message, "no viable alternative at") || strings.Contains(c.Message, "expecting") ||
			strings.HasPrefix(c.Message, "Invalid table name") || strings.Contains(c.Message, "missing 'TO'") ||
			c.Message == "Queries of this type are not supported"
		first, _, _ := strings.Cut(strings.TrimSpace(c.SQL), " ")
		if c.Kind != "start_failed" || c.Evidence == "uncertain" || c.Evidence == "partial" || !ours || strings.HasPrefix(first, "SELECT") || strings.Contains(c.SQL, " AS SELECT") {
			return
		}
		n++
		_, err := Parse(c.SQL)
		if err == nil || err.Error() != c.Message {
			t.Errorf("%s: %s\ngot  %.150v\nwant %.150s", c.ID, c.SQL, err, c.Message)
		}
	})
	t.Log(n, "errors")
}

// What Athena ran by this grammar is read.
func TestMeasuredStatements(t *testing.T) {
	read(t, "statements.jsonl", func(line []byte) {
		var c struct {
			ID, SQL      string
			Type         string `json:"statement_type"`
			Substatement string `json:"substatement_type"`
		}
		if err := json.Unmarshal(line, &c); err != nil {
			t.Fatal(err)
		}
		switch {
		case c.Type == "DML", c.Type == "", c.Substatement == "CREATE_TABLE_AS_SELECT", c.Substatement == "CREATE_VIEW":
			return
		}
		if _, err := Parse(placeholders.ReplaceAllString(c.SQL, "n")); err != nil {
			t.Errorf("%s: %s: %v", c.ID, c.SQL, err)
		}
	})
}

// Statements and what is read from them, as JSON without what is empty.
func TestParse(t *testing.T) {
	tests := []struct{ text, want string }{
		{"CREATE SCHEMA IF NOT EXISTS `my db` COMMENT 'it\\'s' LOCATION \"s3://b/d/\" WITH DBPROPERTIES ('a'='1', b.c=2)",
			`{"Name":{"Database":"my db"},"IfNotExists":true,"Comment":"it's","Location":"s3://b/d/","Properties":[{"Key":"a","Value":"1"},{"Key":"b.c","Value":"2"}]}`},
		{"ALTER DATABASE AwsDataCatalog.D SET DBPROPERTIES ('k'='v');",
			`{"Name":{"Catalog":"awsdatacatalog","Database":"d"},"Properties":[{"Key":"k","Value":"v"}]}`},
		{"DROP DATABASE d CASCADE", `{"Name":{"Database":"d"},"Cascade":true}`},
		{"create external table T (`A b` int comment 'x', c STRUCT<X:array<int>,y:decimal(5, 2)>) partitioned by (p string)" +
			" clustered by (c) into 4 buckets row format serde 'x.Y' with serdeproperties ('field.delim' = '\\001')" +
			" stored as inputformat 'i' outputformat 'o' location 's3://b/t/' tblproperties ('has_encrypted_data'='false')",
			`{"Name":{"Table":"t"},"External":true,"Columns":[{"Name":"a b","Type":"int","Comment":"x"},{"Name":"c","Type":"struct<x:array<int>,y:decimal(5,2)>"}],` +
				`"Partitions":[{"Name":"p","Type":"string"}],"Clustered":["c"],"Buckets":4,"Row":{"SerDe":"x.Y","Properties":[{"Key":"field.delim","Value":"\u0001"}]},` +
				`"Stored":{"Input":"i","Output":"o"},"Location":"s3://b/t/","Properties":[{"Key":"has_encrypted_data","Value":"false"}]}`},
		{"CREATE EXTERNAL TABLE t (m map<string,string>) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' ESCAPED BY '\\\\' COLLECTION ITEMS TERMINATED BY '|'" +
			" MAP KEYS TERMINATED BY ':' LINES TERMINATED BY '\\n' NULL DEFINED AS 'NA' STORED AS TEXTFILE LOCATION 'x'",
			`{"Name":{"Table":"t"},"External":true,"Columns":[{"Name":"m","Type":"map<string,string>"}],` +
				`"Row":{"Delimited":true,"Fields":",","Escape":"\\","Items":"|","Keys":":","Lines":"\n","NullTexts":"NA"},"Stored":{"As":"TEXTFILE"},"Location":"x"}`},
		{"ALTER TABLE d.t ADD IF NOT EXISTS PARTITION (y=2024, m='01') LOCATION 's3://b/x/' PARTITION (y=2024, m='02')",
			`{"Name":{"Database":"d","Table":"t"},"Action":{"IfNotExists":true,"Partitions":[{"Spec":[{"Column":"y","Text":"2024"},{"Column":"m","Text":"01"}],` +
				`"Location":"s3://b/x/"},{"Spec":[{"Column":"y","Text":"2024"},{"Column":"m","Text":"02"}]}]}}`},
		{"ALTER TABLE t DROP IF EXISTS PARTITION (p='a'), PARTITION (p='b')",
			`{"Name":{"Table":"t"},"Action":{"IfExists":true,"Specs":[[{"Column":"p","Text":"a"}],[{"Column":"p","Text":"b"}]]}}`},
		{"ALTER TABLE t PARTITION (p='a') RENAME TO PARTITION (p='b')",
			`{"Name":{"Table":"t"},"Action":{"From":[{"Column":"p","Text":"a"}],"To":[{"Column":"p","Text":"b"}]}}`},
		{"ALTER TABLE t PARTITION (p=-1) ADD COLUMNS (c bigint)",
			`{"Name":{"Table":"t"},"Action":{"Partition":[{"Column":"p","Text":"-1"}],"Columns":[{"Name":"c","Type":"bigint"}]}}`},
		{"ALTER TABLE t CHANGE COLUMN a b string COMMENT 'x' AFTER c",
			`{"Name":{"Table":"t"},"Action":{"Old":"a","Column":{"Name":"b","Type":"string","Comment":"x"},"After":"c"}}`},
		{"SHOW TABLES IN d '*s|t*'", `{"Database":{"Database":"d"},"Like":"*s|t*"}`},
		{"SHOW COLUMNS IN t FROM d", `{"Name":{"Database":"d","Table":"t"}}`},
		{"SHOW TBLPROPERTIES t('a')", `{"Name":{"Table":"t"},"Key":"a"}`},
		{`DROP VIEW IF EXISTS "d"."V"`, `{"Name":{"Database":"d","Table":"v"},"IfExists":true}`},
		{"DESC FORMATTED d.t PARTITION (p='a') s.$elem$.x",
			`{"Name":{"Database":"d","Table":"t"},"Formatted":true,"Partition":[{"Column":"p","Text":"a"}],"Column":["s","$elem$","x"]}`},
		{"DESCRIBE extended", `{"Name":{"Table":"extended"}}`},
	}
	for _, test := range tests {
		s, err := Parse(test.text)
		if got := brief(t, s); err != nil || got != test.want {
			t.Errorf("%s: %v\ngot  %s\nwant %s", test.text, err, got, test.want)
		}
	}
}

// brief returns a value as JSON without the members that are empty.
func brief(t *testing.T, v any) string {
	t.Helper()
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		t.Fatal(err)
	}
	b := bytes.TrimSpace(buffer.Bytes())
	for {
		shorter := empty.ReplaceAll(b, []byte("$1"))
		shorter = leading.ReplaceAll(shorter, []byte("{"))
		if len(shorter) == len(b) {
			return string(b)
		}
		b = shorter
	}
}

var (
	empty   = regexp.MustCompile(`([^\\]),"\w+":(?:""|null|false|0|\{\})`)
	leading = regexp.MustCompile(`\{"\w+":(?:""|null|false|0|\{\})(?:,|(\}))`)
)

// What Hive has and Athena has not is refused by name.
func TestRefused(t *testing.T) {
	for _, text := range []string{
		"GRANT SELECT ON t TO u", "LOCK TABLE t SHARED", "EXPORT TABLE t TO 'x'", "CREATE TABLE a LIKE b", "CREATE INDEX i ON TABLE t (c)",
		"ALTER TABLE t TOUCH", "ALTER TABLE t SET SERDEPROPERTIES ('a'='b')", "ALTER TABLE t PARTITION (p=1) CONCATENATE",
		"SHOW LOCKS t", "SHOW GRANT ROLE r", "DESCRIBE DATABASE d", "SHOW CREATE TABLE \"t\"",
	} {
		_, err := Parse(text)
		e, ok := err.(*Error)
		if !ok || e.Feature == "" || e.Error() != "Queries of this type are not supported" {
			t.Errorf("%s: got %v", text, err)
		}
	}
}

// The errors of Trino's grammar, as Athena told them.
func TestOther(t *testing.T) {
	tests := []struct{ text, want string }{
		{`DESCRIBE EXTENDED "t"`, `line 1:19: mismatched input '"t"'. Expecting: '.', <EOF>`},
		{"ALTER TABLE IF EXISTS nope SET PROPERTIES x = 1", "line 1:28: mismatched input 'SET'. Expecting: '.', 'ADD', 'DROP', 'RENAME'"},
		{"ALTER TABLE nope ALTER COLUMN m SET DATA TYPE bigint", "line 1:18: mismatched input 'ALTER'. Expecting: '.', 'ADD', 'DROP', 'EXECUTE', 'RENAME', 'SET'"},
		{`DESCRIBE "db".t`, ""},
		{"ALTER TABLE t ADD COLUMN m int", ""},
		{"SHOW TABLES", ""},
	}
	for _, test := range tests {
		got := ""
		if err := Other(test.text); err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%s: got %s, want %s", test.text, got, test.want)
		}
	}
}

func TestUnquote(t *testing.T) {
	tests := []struct{ quoted, want string }{
		{`'a'`, "a"}, {`"a'b"`, "a'b"}, {`'\''`, "'"}, {`'\t\001\u00e9\\'`, "\t\x01é\\"}, {`'\d+'`, "d+"}, {`'\\d+'`, `\d+`}, {`'%\_'`, `%\_`},
	}
	for _, test := range tests {
		if got := unquote(test.quoted); got != test.want {
			t.Errorf("%s: got %q, want %q", test.quoted, got, test.want)
		}
	}
}

// FuzzHive checks that no text is too odd to be read or refused.
func FuzzHive(f *testing.F) {
	for _, text := range []string{
		"CREATE EXTERNAL TABLE t (a struct<b:array<int>>) ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\001' LOCATION 's3://b/'",
		"ALTER TABLE t ADD PARTITION (a='b', c=-1.5) LOCATION \"x\"", "SHOW TABLES IN d '*'", "DESC t s.$elem$", "DROP VIEW \"a\".\"b\"",
		"MSCK REPAIR TABLE `a``b`", "CREATE TABLE t (a array<", "'", "/*", "\xff", "SHOW CREATE VIEW",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Parse(text)
		if _, ok := err.(*Error); err != nil && !ok {
			t.Fatalf("%q: error is a %T: %v", text, err, err)
		}
		if err == nil && s == nil {
			t.Fatalf("%q: nothing", text)
		}
	})
}

// What Hive says of comments is what Athena tells, to the letter.
func TestMeasuredComments(t *testing.T) {
	n := 0
	read(t, "errors.jsonl", func(line []byte) {
		var c struct {
			ID, Kind, SQL, Evidence string
			Error                   *struct{ Message string } `json:"athena_error"`
			Reason                  string                    `json:"state_change_reason"`
		}
		if err := json.Unmarshal(line, &c); err != nil {
			t.Fatal(err)
		}
		want := c.Reason
		if c.Error != nil && want == "" {
			want = c.Error.Message
		}
		if c.Kind != "query_failed" || !strings.HasPrefix(want, "FAILED: ParseException") || !strings.Contains(c.SQL, "/*") {
			return
		}
		n++
		want = placeholders.ReplaceAllString(want, "n")
		if got := CommentError(placeholders.ReplaceAllString(c.SQL, "n")); got != want {
			t.Errorf("%s: %q\ngot  %s\nwant %s", c.ID, c.SQL, got, want)
		}
	})
	t.Log(n, "errors")
}
