package ddl

import (
	"strings"
	"testing"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/query/statement/hive"
)

func TestViews(t *testing.T) {
	env := open(t)
	columns := []ViewColumn{{"N", "integer"}, {"s", "varchar(1)"}, {"z", "timestamp(3) with time zone"}, {"a", "array(integer)"}}
	view := hive.Name{Table: "v"}
	create := func(text string, replace bool, want string) {
		t.Helper()
		err := CreateView(t.Context(), env, view, text, columns, replace)
		if got := ""; err != nil {
			got = err.Error()
			if got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		} else if want != "" {
			t.Errorf("made; want %s", want)
		}
	}
	create("SELECT 1 n, 'a' s, now() z, ARRAY[1] a", false, "")
	create("SELECT 2", false, "TABLE_ALREADY_EXISTS: line 1:1: View already exists: 'awsdatacatalog.default.v'")
	create("SELECT 2 n,\n'a' s, now() z, ARRAY[1] a", true, "")
	view.Table = "t"
	story{
		{"CREATE EXTERNAL TABLE t (n int) LOCATION 's3://lake/t/'", ""},
		{"SHOW VIEWS", "v"},
		{"SHOW VIEWS LIKE 'x*'", ""},
		{"SHOW TABLES", "t\nv"},
		{"SHOW CREATE VIEW v", "CREATE VIEW default.v AS\nSELECT 2 n,\n'a' s, now() z, ARRAY[1] a"},
		{"SHOW CREATE VIEW t", "error: FAILED: SemanticException t is not a view"},
		{"DROP TABLE v", "error: FAILED: SemanticException Cannot drop view with DROP TABLE"},
		{"DESCRIBE v", "n\tinteger\ns\tvarchar(1)\nz\ttimestamp(3) with time zone\na\tarray(integer)"},
	}.run(t, env)
	create("SELECT 1", true, "TABLE_ALREADY_EXISTS: line 1:1: Table already exists: 'awsdatacatalog.default.t'")
	if r, _ := run(t, env, "SHOW COLUMNS FROM v"); r.Substatement != "DESC_VIEW" || r.Columns[1] != (Column{"type", "varchar"}) {
		t.Errorf("columns of a view: %v", r)
	}
	if r, text := run(t, env, "DESCRIBE FORMATTED v"); r.Substatement != "DESCRIBE_TABLE" || !strings.Contains(text, "Table Type:         \tVIRTUAL_VIEW        \t ") {
		t.Errorf("formatted: %s", text)
	}
	table, err := env.Catalog.Table(t.Context(), catalog.Name{Database: "default", Table: "v"})
	if err != nil || table.Version != 2 || table.Made.View.Database != "default" || table.Columns[1].Type.String() != "varchar(1)" || table.Columns[2].Type.String() != "string" {
		t.Errorf("got %+v, %v", table, err)
	}
	story{{`DROP VIEW "v"`, ""}, {"DROP VIEW IF EXISTS v", ""}, {"SHOW VIEWS", ""}}.run(t, env)
}
