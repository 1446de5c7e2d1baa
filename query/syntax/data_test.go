package syntax

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const sqlData = "../../../shared/data/sql/"

// readLines returns the objects of a file of JSON lines.
func readLines[T any](t testing.TB, name string) []T {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Skip("the data is not here: ", err)
	}
	defer f.Close()
	var all []T
	for lines := bufio.NewReader(f); ; {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			var one T
			if err := json.Unmarshal(line, &one); err != nil {
				t.Fatal(err)
			}
			all = append(all, one)
		}
		if err != nil {
			return all
		}
	}
}

// readJSON returns what a file of JSON holds.
func readJSON[T any](t testing.TB, name string) T {
	t.Helper()
	var value T
	data, err := os.ReadFile(name)
	if err != nil {
		t.Skip("the data is not here: ", err)
	}
	if err := json.Unmarshal(data, &value); err != nil {
		t.Fatal(err)
	}
	return value
}

// notRead are parts of the statements that are not read, and why.
var notRead = []struct{ part, why string }{
	{"=>", "arguments by name, of a newer Trino, but those of table functions"},
	{"::", "static methods of a newer Trino"},
	{"[]", "a newer Trino's arrays without the word"},
	{"SELECT [", "the same"},
	{"nation @ main", "branches of a newer Trino's tables"},
	{"SHOW ", "is no DML"},
	{"FROM VALUES", "is not of Trino but of the tests' other engine"},
	{"123L", "the same"},
	{"123123L", "the same"},
	{"0L", "the same"},
	{"PIVOT", "of a newer Trino"},
	{"as row((row(json", "no type: the case was made of two by mistake"},
	{"2UNION", "two lines that were joined without a space"},
}

// guideNotRead are those of the user guide.
var guideNotRead = []struct{ part, why string }{
	{"[", "a synopsis and no statement"},
	{"...", "the same"},
	{"CREATE TABLE AS SELECT\nINSERT", "a list of statements"},
	{"EXPLAIN ANALYZE SELECT FROM", "no columns"},
	{"hms-catalog", "a name that needs quotes"},
	{".database.table", "the same"},
	{"FROM TABLE FOR", "the same"},
	{"      table\n", "the same"},
	{"SELECT order FROM", "the same"},
	{"WITH (", "a clause and no statement"},
	{"WITH SERDEPROPERTIES", "the same"},
	{"\u2013", "a dash that is no minus"},
	{"EXECUTE my_select", "two statements without a semicolon"},
}

// wantParsed fails for a statement that is not read, unless it is known why.
func wantParsed(t *testing.T, sql string, known []struct{ part, why string }) {
	t.Helper()
	if _, err := Parse(sql); err != nil && !isKnown(sql, known) {
		line, column := PlaceOf(sql, err.(*Error).Pos)
		t.Errorf("%s\n%d:%d: %v", sql, line, column, err)
	}
}

func isKnown(sql string, known []struct{ part, why string }) bool {
	for _, k := range known {
		if strings.Contains(sql, k.part) {
			return true
		}
	}
	return false
}

func TestParseTrinoCases(t *testing.T) {
	type one struct {
		SQL    string `json:"sql"`
		Check  string `json:"check"`
		SameAs string `json:"same_as"`
	}
	for _, c := range readLines[one](t, sqlData+"trino-cases.jsonl") {
		for _, sql := range []string{c.SQL, c.Check, c.SameAs} {
			if sql != "" {
				wantParsed(t, sql, notRead)
			}
		}
	}
}

func TestParseTrinoQueries(t *testing.T) {
	type one struct {
		SQL      string `json:"sql"`
		Expected string `json:"expect_sql"`
	}
	for _, c := range readJSON[[]one](t, sqlData+"trino_abstracttest_queries.json") {
		for _, sql := range []string{c.SQL, c.Expected} {
			if sql != "" {
				wantParsed(t, sql, notRead)
			}
		}
	}
}

func TestParseTPC(t *testing.T) {
	names, err := filepath.Glob(sqlData + "tpch/*/*/queries/*.sql")
	if err != nil || len(names) == 0 {
		t.Skip("the data is not here")
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		wantParsed(t, string(data), nil)
	}
}

func TestParseUserGuide(t *testing.T) {
	type one struct {
		Verb string `json:"verb"`
		SQL  string `json:"sql"`
	}
	for _, c := range readJSON[[]one](t, sqlData+"athena_userguide_statements.json") {
		if strings.Contains("SELECT WITH VALUES INSERT UNLOAD PREPARE EXECUTE DEALLOCATE EXPLAIN", c.Verb) {
			wantParsed(t, c.SQL, guideNotRead)
		}
	}
}
