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

// wantParsed fails for a statement that is not read.
func wantParsed(t *testing.T, sql string) {
	t.Helper()
	if _, err := Parse(sql); err != nil {
		failure := err.(*Error)
		line, column := PlaceOf(sql, failure.Pos)
		t.Errorf("%s\n%d:%d: %v", sql, line, column, failure)
	}
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
				wantParsed(t, sql)
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
				wantParsed(t, sql)
			}
		}
	}
}

func TestParseBenchmarks(t *testing.T) {
	names, err := filepath.Glob(sqlData + "tpch/*/*/queries/*.sql")
	if err != nil || len(names) == 0 {
		t.Skip("the data is not here")
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		wantParsed(t, string(data))
	}
}

func TestParseUserGuide(t *testing.T) {
	type one struct {
		Verb string `json:"verb"`
		SQL  string `json:"sql"`
	}
	for _, c := range readJSON[[]one](t, sqlData+"athena_userguide_statements.json") {
		if strings.Contains("SELECT WITH VALUES INSERT UNLOAD PREPARE EXECUTE DEALLOCATE EXPLAIN", c.Verb) {
			wantParsed(t, c.SQL)
		}
	}
}
