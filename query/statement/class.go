package statement

import (
	"slices"
	"strings"
)

// A Class is what Athena calls a statement: its StatementType and its
// SubstatementType, as GetQueryExecution tells them. Of DESCRIBE and SHOW COLUMNS
// of a view Athena says DESC_VIEW, which only the catalog knows.
type Class struct {
	Type         string // "DDL", "DML" or "UTILITY"; "" of what Athena does not have
	Substatement string // such as "SELECT" or "ALTER_TABLE_ADD_PARTITION"
}

// The types of statements.
const (
	DDL     = "DDL"
	DML     = "DML"
	Utility = "UTILITY"
)

// firstWords are the classes that the first words of a statement tell, the
// longest first; "" stands for any one word.
var firstWords = []struct {
	words string
	class Class
}{
	{"SELECT", Class{DML, "SELECT"}},
	{"VALUES", Class{DML, "SELECT"}},
	{"TABLE", Class{DML, "SELECT"}},
	{"EXPLAIN", Class{DML, "EXPLAIN"}},
	{"INSERT", Class{DML, "INSERT"}},
	{"UPDATE", Class{DML, "UPDATE"}},
	{"DELETE", Class{DML, "DELETE"}},
	{"MERGE", Class{DML, "MERGE"}},
	{"UNLOAD", Class{DML, "UNLOAD"}},
	{"VACUUM", Class{DML, "VACUUM_TABLE"}},
	{"OPTIMIZE", Class{DDL, "CREATE_TABLE_AS_SELECT"}}, // so it says
	{"PREPARE", Class{Utility, "PREPARE"}},
	{"EXECUTE", Class{DML, "EXECUTE"}},
	{"DEALLOCATE", Class{Utility, "DEALLOCATE"}},

	{"CREATE DATABASE", Class{DDL, "CREATE_DATABASE"}},
	{"CREATE SCHEMA", Class{DDL, "CREATE_DATABASE"}},
	{"CREATE VIEW", Class{DDL, "CREATE_VIEW"}},
	{"CREATE OR REPLACE VIEW", Class{DDL, "CREATE_VIEW"}},
	{"CREATE PROTECTED MULTI DIALECT VIEW", Class{DDL, "CREATE_VIEW"}},
	{"CREATE EXTERNAL TABLE", Class{DDL, "CREATE_TABLE"}},
	{"CREATE TABLE", Class{DDL, "CREATE_TABLE"}},
	{"DROP DATABASE", Class{DDL, "DROP_DATABASE"}},
	{"DROP SCHEMA", Class{DDL, "DROP_DATABASE"}},
	{"DROP TABLE", Class{DDL, "DROP_TABLE"}},
	{"DROP VIEW", Class{DDL, "DROP_VIEW"}},
	{"ALTER DATABASE", Class{DDL, "ALTER_DATABASE_PROPERTIES"}},
	{"ALTER SCHEMA", Class{DDL, "ALTER_DATABASE_PROPERTIES"}},
	{"ALTER VIEW", Class{DDL, "ALTER_VIEW"}},
	{"MSCK", Class{DDL, "MSCK_REPAIR"}},

	{"SHOW TABLES", Class{Utility, "SHOW_TABLES"}},
	{"SHOW DATABASES", Class{Utility, "SHOW_DATABASES"}},
	{"SHOW SCHEMAS", Class{Utility, "SHOW_DATABASES"}},
	{"SHOW COLUMNS", Class{Utility, "SHOW_COLUMNS"}},
	{"SHOW PARTITIONS", Class{Utility, "SHOW_PARTITIONS"}},
	{"SHOW TBLPROPERTIES", Class{Utility, "SHOW_TABLE_PROPERTIES"}},
	{"SHOW CREATE TABLE", Class{Utility, "SHOW_CREATE_TABLE"}},
	{"SHOW CREATE VIEW", Class{Utility, "SHOW_CREATE_VIEW"}},
	{"SHOW VIEWS", Class{Utility, "SHOW_VIEWS"}},
	{"SHOW FUNCTIONS", Class{Utility, "SHOW_FUNCTIONS"}},
	{"DESCRIBE", Class{Utility, "DESCRIBE_TABLE"}},
	{"DESC", Class{Utility, "DESCRIBE_TABLE"}},
}

// Class returns what Athena calls the statement. That it is well formed is not
// looked into.
func (s Statement) Class() Class {
	tokens := s.Tokens
	if verb := verbOf(tokens); verb != "" && !tokens[0].Is(verb) { // in parentheses, or after WITH
		return classOf([]string{verb})
	}
	words := firstOf(tokens)
	switch class := classOf(words); {
	case class.Substatement == "CREATE_TABLE" && !slices.Contains(words, "EXTERNAL") && asQuery(tokens):
		return Class{DDL, "CREATE_TABLE_AS_SELECT"}
	case len(words) > 1 && words[0] == "ALTER" && words[1] == "TABLE":
		return alterTable(tokens)
	default:
		return class
	}
}

// firstOf returns the words that a statement begins with, in capitals.
func firstOf(tokens []Token) []string {
	var words []string
	for _, t := range tokens {
		if t.Kind != Word || len(words) == 5 {
			break
		}
		words = append(words, strings.ToUpper(t.Text))
	}
	return words
}

func classOf(words []string) Class {
	text := strings.Join(words, " ") + " "
	for _, first := range firstWords {
		if strings.HasPrefix(text, first.words+" ") {
			return first.class
		}
	}
	return Class{}
}

// asQuery reports whether CREATE TABLE takes its rows from a query: AS comes
// outside of all parentheses.
func asQuery(tokens []Token) bool {
	depth := 0
	for i, t := range tokens {
		switch {
		case t.Text == "(":
			depth++
		case t.Text == ")":
			depth--
		case depth == 0 && i > 2 && t.Is("AS") && !tokens[i-1].Is("STORED"):
			return true
		}
	}
	return false
}

// alterings are the classes of ALTER TABLE by the words after the name and the
// partition of the table.
var alterings = []struct{ words, substatement string }{
	{"ADD PARTITION", "ADD_PARTITION"},
	{"ADD IF NOT EXISTS PARTITION", "ADD_PARTITION"},
	{"ADD COLUMNS", "ADD_COLUMN"},
	{"ADD COLUMN", "ADD_COLUMN"},
	{"REPLACE COLUMNS", "REPLACE_COLUMN"},
	{"CHANGE", "CHANGE_COLUMN"},
	{"DROP COLUMN", "DROP_COLUMN"},
	{"DROP PARTITION", "DROP_PARTITION"},
	{"DROP IF EXISTS PARTITION", "DROP_PARTITION"},
	{"RENAME TO PARTITION", "RENAME_PARTITION"},
	{"RENAME", "RENAME"},
	{"SET LOCATION", "SET_LOCATION"},
	{"SET TBLPROPERTIES", "PROPERTIES"},
	{"UNSET TBLPROPERTIES", "PROPERTIES"},
}

// alterTable returns the class of ALTER TABLE.
func alterTable(tokens []Token) Class {
	rest := tokens[2:]
	for len(rest) > 1 && rest[1].Text == "." { // the name
		rest = rest[2:]
	}
	if len(rest) > 0 {
		rest = rest[1:]
	}
	if len(rest) > 1 && rest[0].Is("PARTITION") && rest[1].Text == "(" {
		rest = afterParentheses(rest[1:])
	}
	text := strings.Join(firstOf(rest), " ") + " "
	for _, a := range alterings {
		if strings.HasPrefix(text, a.words+" ") {
			return Class{DDL, "ALTER_TABLE_" + a.substatement}
		}
	}
	return Class{DDL, "ALTER_TABLE"}
}

// A CountError reports a text that is not one statement.
type CountError struct {
	Text  string
	Empty bool // it is none; otherwise it is several
}

// Error is what Athena says.
func (e *CountError) Error() string {
	if e.Empty {
		return "Empty sql statement: " + e.Text
	}
	return "Only one sql statement is allowed. Got: " + e.Text
}

// One returns the statement of a text that has to be one: semicolons may stand
// before and after it, but nothing else, not even a comment behind one. Otherwise
// it is a [*CountError], as in Athena. Its text has the comments before and after
// it, since Athena counts its lines from there. A text of comments alone is a
// statement without tokens.
func One(text string) (Statement, error) {
	var parts []string
	start := 0
	for token := range Tokens(text) {
		if token.Kind == Operator && token.Text == ";" {
			parts = append(parts, text[start:token.Offset])
			start = token.Offset + 1
		}
	}
	parts = slices.DeleteFunc(append(parts, text[start:]), func(part string) bool { return strings.TrimSpace(part) == "" })
	switch len(parts) {
	case 0:
		return Statement{}, &CountError{Text: text, Empty: true}
	case 1:
	default:
		return Statement{}, &CountError{Text: text}
	}
	one := strings.TrimSpace(parts[0])
	return Statement{Text: one, Start: PositionAt(text, strings.Index(text, one)), Tokens: slices.Collect(Tokens(one))}, nil
}
