package translate

import (
	"strings"

	"github.com/tarnlake/tarn/query/syntax"
	"github.com/tarnlake/tarn/query/types"
)

// A column is one that an expression can name.
type column struct {
	name      string   // as it was written where it came from; "" cannot be named
	qualifier []string // of the relation, in lower case: database and table, or an alias
	typ       types.Type
	sql       string
	hidden    bool // not one of *
	qualified bool // hidden from names without a qualifier: the sides of a USING
}

// A scope is what the names in an expression may mean.
type scope struct {
	columns []column
	outer   *scope // of the query around this one, or of the lambda
	lambda  bool   // the columns are parameters of a lambda
}

// named returns the columns with that name. Parameters of lambdas come before
// columns, and inner queries before outer ones.
func (s *scope) named(parts []string) (found []column, at *scope) {
	name := parts[len(parts)-1]
	qualifier := parts[:len(parts)-1]
	for ; s != nil; s = s.outer {
		for _, c := range s.columns {
			if c.name == "" || !strings.EqualFold(c.name, name) || !qualifies(c, qualifier) {
				continue
			}
			found = append(found, c)
		}
		if len(found) > 0 {
			return found, s
		}
	}
	return nil, nil
}

// isParameter reports whether a name is that of a parameter of a lambda.
func (s *scope) isParameter(name string) bool {
	for ; s != nil && s.lambda; s = s.outer {
		for _, c := range s.columns {
			if strings.EqualFold(c.name, name) {
				return true
			}
		}
	}
	return false
}

// qualifies reports whether the qualifier that is written may mean the column's.
func qualifies(c column, written []string) bool {
	if len(written) == 0 {
		return !c.qualified
	}
	return hasSuffix(c.qualifier, written)
}

func hasSuffix(qualifier, written []string) bool {
	if len(written) > len(qualifier) {
		return false
	}
	tail := qualifier[len(qualifier)-len(written):]
	for i, part := range written {
		if !strings.EqualFold(part, tail[i]) {
			return false
		}
	}
	return true
}

// A relation is what stands in FROM, translated. Its columns are named by
// aliases that no other relation of the statement has.
type relation struct {
	sql     string
	columns []column
	lateral bool // it names columns of the relations to the left of it
}

// visible returns the columns that * means.
func visible(columns []column) []column {
	var shown []column
	for _, c := range columns {
		if !c.hidden {
			shown = append(shown, c)
		}
	}
	return shown
}

// A rowset is a query that has been translated: a SELECT in DuckDB whose
// columns are called c0, c1 and so on.
type rowset struct {
	sql     string
	columns []Column
}

// A Column is a column of an answer.
type Column struct {
	Name string // as Athena heads it: _col0 where it has none
	Type types.Type
}

// relationOf returns the columns of a rowset under an alias.
func relationOf(r rowset, alias string, qualifier []string) []column {
	columns := make([]column, len(r.columns))
	for i, c := range r.columns {
		columns[i] = column{name: c.Name, qualifier: qualifier, typ: c.Type, sql: alias + "." + engineName(i)}
	}
	return columns
}

func textsOf(names []syntax.Name) []string {
	texts := make([]string, len(names))
	for i, n := range names {
		texts[i] = n.Text
	}
	return texts
}

func lower(names []string) []string {
	texts := make([]string, len(names))
	for i, n := range names {
		texts[i] = strings.ToLower(n)
	}
	return texts
}
