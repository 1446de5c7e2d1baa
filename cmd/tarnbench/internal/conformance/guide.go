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
var absent = regexp.MustCompile(`TABLE_NOT_FOUND|SCHEMA_NOT_FOUND|CATALOG_NOT_FOUND|(?i)not found|does not exist|Entity Not Found`)

// understood judges a statement by that it runs, would run if there were the
// tables it names, or is refused by name.
func understood(e Execution) Outcome {
	if e.State == Succeeded || byName.MatchString(e.Error) || absent.MatchString(e.Error) && !strings.Contains(strings.ToLower(e.Error), "function") {
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

// template returns why a text of the guide is no statement, or "". A text
// is a template of statements if it has, outside of quotes, a choice {a|b}, dots in place
// of something, or a bracket that follows neither ARRAY nor a value. It is a
// clause if it begins with the WITH that stands before properties.
func template(sql string) string {
	text := sequence.ReplaceAllString(quoted.ReplaceAllString(sql, "''"), "a[")
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
