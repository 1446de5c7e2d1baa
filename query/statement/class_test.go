package statement

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"
	"regexp"
	"testing"
)

// What Athena calls statements, besides those that it was asked about: see
// TestMeasuredClass.
func TestClass(t *testing.T) {
	tests := []struct{ text, typ, substatement string }{
		{"((SELECT 1))", "DML", "SELECT"},
		{"WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a", "DML", "INSERT"},
		{"UNLOAD (SELECT 1) TO 's3://b/'", "DML", "UNLOAD"},
		{"VACUUM t", "DML", "VACUUM_TABLE"},
		{"create or replace view v as select 1", "DDL", "CREATE_VIEW"},
		{"CREATE TABLE t STORED AS ORC LOCATION 'x'", "DDL", "CREATE_TABLE"},
		{"CREATE TABLE t WITH (format = 'ORC') AS SELECT 1", "DDL", "CREATE_TABLE_AS_SELECT"},
		{"ALTER TABLE a.b PARTITION (p='x', q=1) SET LOCATION 's3://b/'", "DDL", "ALTER_TABLE_SET_LOCATION"},
		{"ALTER TABLE `t` PARTITION (p='x') RENAME TO PARTITION (p='y')", "DDL", "ALTER_TABLE_RENAME_PARTITION"},
		{"ALTER TABLE t DROP IF EXISTS PARTITION (p='x')", "DDL", "ALTER_TABLE_DROP_PARTITION"},
		{"SUMMARIZE t", "", ""},
		{"'text'", "", ""},
		{"ALTER TABLE", "DDL", "ALTER_TABLE"},
	}
	for _, test := range tests {
		s, err := One(test.text)
		if got := s.Class(); err != nil || got != (Class{test.typ, test.substatement}) {
			t.Errorf("%s: got %v, %v", test.text, got, err)
		}
	}
}

var placeholders = regexp.MustCompile(`<[A-Za-z][^<>]*>`)

// Athena's own answers. What needs the catalog, DESC_VIEW, counts as a table.
func TestMeasuredClass(t *testing.T) {
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
			ID, SQL      string
			Type         string `json:"statement_type"`
			Substatement string `json:"substatement_type"`
		}
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		if c.Type == "" || c.Substatement == "" || c.SQL[0] == '<' {
			continue
		}
		if c.Substatement == "DESC_VIEW" {
			c.Substatement = "DESCRIBE_TABLE"
			if c.SQL[0] == 'S' {
				c.Substatement = "SHOW_COLUMNS"
			}
		}
		s, err := One(placeholders.ReplaceAllString(c.SQL, "n"))
		if got := s.Class(); err != nil || got.Type != c.Type || got.Substatement != c.Substatement {
			t.Errorf("%s: %s: got %v, %v, want %s %s", c.ID, c.SQL, got, err, c.Type, c.Substatement)
		}
		n++
	}
	if n < 200 {
		t.Errorf("only %d statements", n)
	}
}

func TestOne(t *testing.T) {
	tests := []struct{ text, want string }{
		{"SELECT 1", ""},
		{"SELECT ';';\n ", ""},
		{";", "Empty sql statement: ;"},
		{"", "Empty sql statement: "},
		{"SELECT 1; SELECT 2", "Only one sql statement is allowed. Got: SELECT 1; SELECT 2"},
		{"; SELECT 1", ""},
		{"SELECT 1; ;", ""},
		{"/* only */", ""},
		{"DESCRIBE t; -- c", "Only one sql statement is allowed. Got: DESCRIBE t; -- c"},
	}
	for _, test := range tests {
		_, err := One(test.text)
		got := ""
		var count *CountError
		if errors.As(err, &count) {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%q: got %q, want %q", test.text, got, test.want)
		}
	}
}
