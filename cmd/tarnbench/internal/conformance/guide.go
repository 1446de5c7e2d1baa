package conformance

import (
	"context"
	"errors"
	"regexp"
	"strings"
)

// guideTypes are the types of statements, by the word that a statement begins with.
var guideTypes = map[string]string{
	"SELECT": "DML", "WITH": "DML", "EXPLAIN": "DML", "INSERT": "DML", "UNLOAD": "DML", "MERGE": "DML", "UPDATE": "DML",
	"EXECUTE": "DML", "USING": "DML", "ALTER": "DDL", "CREATE": "DDL", "MSCK": "DDL", "DROP": "DDL",
	"SHOW": "UTILITY", "DESCRIBE": "UTILITY", "PREPARE": "UTILITY", "DEALLOCATE": "UTILITY",
}

func guideStatements(path string) ([]Case, error) {
	list, err := array[struct{ Verb, SQL, File string }](path)
	var cases []Case
	for i, t := range list {
		sql := trimmed(t.SQL)
		c := Case{ID: origin(t.File, i), SQL: sql, Why: template(sql), Group: guideTypes[t.Verb]}
		c.check = func(ctx context.Context, b *Bench) []Outcome {
			e := b.Start(ctx, Submission{SQL: sql, Database: "tiny"})
			want := guideTypes[t.Verb]
			return []Outcome{judged("type", e.StatementType == want, want, e.StatementType), understood(e)}
		}
		cases = append(cases, c)
	}
	return cases, err
}

// byName are errors that say what of a statement there is not.
var byName = regexp.MustCompile(`NOT_SUPPORTED|is outside the lake|[Uu]nsupported|Queries of this type are not supported`)

// absent are errors about tables and the like that are not in the lake; who
// finds that has understood the statement.
var absent = regexp.MustCompile(`Incorrect number of parameters|TABLE_NOT_FOUND|SCHEMA_NOT_FOUND|CATALOG_NOT_FOUND|(?i)not found|does not exist|Entity Not Found`)

// understood judges a statement by that it runs, would run if there were the
// tables it names, or is refused by name.
func understood(e Execution) Outcome {
	if e.State == Succeeded || strings.Contains(e.Error, "already exists") || byName.MatchString(e.Error) || absent.MatchString(e.Error) && !strings.Contains(strings.ToLower(e.Error), "function") {
		return Outcome{Measure: "understood", Verdict: Passed}
	}
	return refused("understood", "", errors.New(e.Error))
}

var (
	quoted   = regexp.MustCompile("(?s)'(?:[^']|'')*'|\"[^\"]*\"|`[^`]*`|--[^\n]*|/\\*.*?\\*/")
	choice   = regexp.MustCompile(`\{[^{}]*\|[^{}]*\}`)
	option   = regexp.MustCompile(`(?:^|[^\w\])"'])\[`)
	clause   = regexp.MustCompile(`^(?i)WITH\s+(\(|SERDEPROPERTIES\b)`)
	sequence = regexp.MustCompile(`(?i)\bARRAY\s*\[`)
	dots     = regexp.MustCompile(`\.\.\.|…`)
)

// broken are texts of the guide that Athena would refuse as well, by how they
// begin and where they stand.
var broken = []struct{ beginning, part, why string }{
	{"SELECT\nCREATE TABLE AS SELECT", "", "a list of statements"},
	{"ALTER, AND, AS", "", "a list of words"},
	{"EXPLAIN ANALYZE SELECT FROM", "", "a SELECT without columns"},
	{"SELECT * FROM ehms-catalog.", "", "a name that would have to be in quotes"},
	{"SELECT * FROM hms-catalog-1.", "", "a name that would have to be in quotes"},
	{"DROP TABLE my-athena-database-01.", "", "a name that would have to be in quotes"},
	{"SELECT * FROM TABLE FOR VERSION", "", "a name that would have to be in quotes"},
	{"CREATE VIEW customers AS", ".default.table", "a name that would have to be in quotes"},
	{"PREPARE", "SELECT order FROM", "a name that would have to be in quotes"},
	{"PREPARE my_select1 FROM", "\nEXECUTE", "two statements"},
	{"ALTER TABLE iceberg_table SET TBLPROPERTIES", "\nVACUUM", "two statements"},
	{"SELECT * FROM iceberg_table FOR TIMESTAMP AS OF (current_timestamp –", "", "a dash for a minus"},
	{"CREATE EXTERNAL TABLE", ", \n)", "a comma after the last column"},
	{"CREATE EXTERNAL TABLE", ",\n)", "a comma after the last column"},
	{"CREATE VIEW team_view AS", "LATERAL VIEW", "Hive's LATERAL VIEW, as an example of what does not work"},
	{"CREATE EXTERNAL TABLE sampleTable", "", "a table without a location, as an example of what does not work"},
	{"DESCRIBE \"tripdb\".\"nyctaxi\"", "", "double quotes where DDL has backticks"},
	{"ALTER TABLE table_name PARTITION (partition_spec)", "", "a template of statements"},
}

// template returns why a text of the guide is no statement, or "". A text
// is a template of statements if it has, outside of quotes, a choice {a|b}, dots in place
// of something, or a bracket that follows neither ARRAY nor a value. It is a
// clause if it begins with the WITH that stands before properties.
func template(sql string) string {
	text := sequence.ReplaceAllString(quoted.ReplaceAllString(sql, "''"), "a[")
	for _, b := range broken {
		if strings.HasPrefix(sql, b.beginning) && strings.Contains(sql, b.part) {
			return b.why
		}
	}
	switch {
	case choice.MatchString(text), dots.MatchString(text), option.MatchString(text):
		return "a template of statements"
	case clause.MatchString(text):
		return "a clause of a statement"
	case strings.Contains(text, ";"):
		return "two statements"
	}
	return ""
}
