package ddl

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets/schema"
	"github.com/tarnlake/tarn/query/syntax"
)

// Wanted returns the only values of partition columns of a table that matter to a
// statement, by column, as [Reader.Groups] takes them: those that every WHERE
// over the table compares with constants, by = and IN, joined by AND and OR. A
// column that is not in the answer may have any value. Database is that of
// tables that are named without one, and parameters stand for each ?.
func Wanted(s syntax.Statement, t *catalog.Table, database string, parameters ...syntax.Expr) map[string][]string {
	w := wanting{table: t, database: database, parameters: parameters}
	uses := 0
	var all wantedValues
	syntax.Walk(s, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Table:
			if w.is(n) {
				uses++
			}
		case *syntax.Select:
			for _, relation := range n.From {
				for _, name := range w.names(relation) {
					uses-- // it will be counted once more
					found := w.of(n.Where, name)
					if all == nil {
						all = found
					} else {
						all = either(all, found)
					}
				}
			}
		}
		return true
	})
	if uses != 0 { // it is somewhere else than in FROM
		return nil
	}
	return all
}

// wantedValues are values by column. A nil one says that nothing matters.
type wantedValues map[string][]string

// either is what matters where one of two conditions holds.
func either(a, b wantedValues) wantedValues {
	both := make(wantedValues)
	for column, values := range a {
		if others, ok := b[column]; ok {
			both[column] = append(slices.Clone(values), others...)
		}
	}
	return both
}

// both is what matters where both of two conditions hold.
func both(a, b wantedValues) wantedValues {
	for column, values := range b {
		if others, ok := a[column]; ok {
			values = slices.DeleteFunc(slices.Clone(values), func(v string) bool { return !slices.Contains(others, v) })
		}
		a[column] = values
	}
	return a
}

type wanting struct {
	table    *catalog.Table
	database string

	parameters []syntax.Expr
}

// is reports whether a name is that of the table.
func (w wanting) is(t *syntax.Table) bool {
	n := t.Name
	if !strings.EqualFold(n[len(n)-1].Text, w.table.Name.Table) {
		return false
	}
	if len(n) > 1 {
		return strings.EqualFold(n[len(n)-2].Text, w.table.Name.Database)
	}
	return strings.EqualFold(w.database, w.table.Name.Database)
}

// names returns what the table is called in a relation of FROM, once for each
// time that it is there; "" if its columns have other names.
func (w wanting) names(relation syntax.Relation) []string {
	switch r := relation.(type) {
	case *syntax.Table:
		if w.is(r) {
			return []string{strings.ToLower(r.Name[len(r.Name)-1].Text)}
		}
	case *syntax.Aliased:
		if t, ok := r.Relation.(*syntax.Table); ok && w.is(t) {
			if len(r.Columns) > 0 {
				return []string{""}
			}
			return []string{strings.ToLower(r.Name.Text)}
		}
		return w.names(r.Relation)
	case *syntax.Sample:
		return w.names(r.Relation)
	case *syntax.Join:
		return append(w.names(r.Left), w.names(r.Right)...)
	}
	return nil
}

// of returns what a condition wants of the table that has that name.
func (w wanting) of(condition syntax.Expr, name string) wantedValues {
	found := make(wantedValues)
	switch e := condition.(type) {
	case *syntax.Operation:
		switch e.Op {
		case "AND":
			return both(w.of(e.Left, name), w.of(e.Right, name))
		case "OR":
			return either(w.of(e.Left, name), w.of(e.Right, name))
		case "=":
			left, right := e.Left, e.Right
			if w.column(left, name) == nil {
				left, right = right, left
			}
			w.put(found, left, name, right)
		}
	case *syntax.In:
		if !e.Not && e.Query == nil {
			w.put(found, e.Operand, name, e.List...)
		}
	}
	return found
}

// put notes the constants with which a column is compared, if they all are such.
func (w wanting) put(found wantedValues, column syntax.Expr, name string, constants ...syntax.Expr) {
	f := w.column(column, name)
	if f == nil {
		return
	}
	var values []string
	for _, c := range constants {
		if p, ok := c.(*syntax.Param); ok && p.Index < len(w.parameters) {
			c = w.parameters[p.Index]
		}
		text, ok := constant(c, f.Type)
		if !ok {
			return
		}
		values = append(values, text)
	}
	found[f.Name] = values
}

// column returns the partition column that an expression is, or nil.
func (w wanting) column(e syntax.Expr, name string) *schema.Field {
	var of, column string
	switch e := e.(type) {
	case *syntax.Ident:
		of, column = name, e.Text
	case *syntax.Dot:
		base, ok := e.Base.(*syntax.Ident)
		if !ok {
			return nil
		}
		of, column = base.Text, e.Field.Text
	}
	i := schema.Lookup(w.table.Partitions, strings.ToLower(column))
	if i < 0 || name == "" || !strings.EqualFold(of, name) {
		return nil
	}
	return &w.table.Partitions[i]
}

var isoDate = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`)

// constant returns the text of a constant that values of the type are compared
// with as texts.
func constant(e syntax.Expr, t schema.Type) (string, bool) {
	switch c := e.(type) {
	case *syntax.String:
		return c.Value, t.Kind == schema.String || t.Kind == schema.Varchar
	case *syntax.Number:
		_, err := strconv.ParseInt(c.Text, 10, 64)
		return c.Text, err == nil && t.Kind.Integer()
	case *syntax.Typed:
		return c.Value, c.Type.Name == "date" && t.Kind == schema.Date && isoDate.MatchString(c.Value)
	case *syntax.Cast:
		if text, ok := c.Operand.(*syntax.String); ok && c.Type.Name == "date" {
			return text.Value, t.Kind == schema.Date && isoDate.MatchString(text.Value)
		}
	}
	return "", false
}
