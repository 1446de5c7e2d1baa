package query

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets/schema"
	"github.com/tarnlake/tarn/query/syntax"
)

// wantedOf returns of each table the values to which WHERE holds its columns, so
// that files of other partitions need not be looked for. A table that is named
// more than once has none.
func (a *athenaRun) wantedOf(q *syntax.Query) map[catalog.Name]map[string][]string {
	named := make(map[string]int)
	syntax.Walk(q, func(n syntax.Node) bool {
		if t, ok := n.(*syntax.Table); ok {
			named[strings.ToLower(t.Name[len(t.Name)-1].Text)]++
		}
		return true
	})
	wanted := make(map[catalog.Name]map[string][]string)
	syntax.Walk(q, func(n syntax.Node) bool {
		if s, ok := n.(*syntax.Select); ok && s.Where != nil {
			a.wantedIn(s, named, wanted)
		}
		return true
	})
	return wanted
}

// wantedIn notes what the WHERE of one SELECT says of the tables in its FROM.
func (a *athenaRun) wantedIn(s *syntax.Select, named map[string]int, wanted map[catalog.Name]map[string][]string) {
	aliases := make(map[string]*syntax.Table)
	relations := 0
	for _, r := range s.From {
		relations += tablesIn(r, aliases)
	}
	for _, c := range conjuncts(s.Where) {
		column, texts := a.heldTo(c)
		if column == nil || texts == nil {
			continue
		}
		var of *syntax.Table
		name := ""
		switch c := column.(type) {
		case *syntax.Ident:
			for _, t := range aliases {
				if relations == 1 {
					of = t
				}
			}
			name = c.Text
		case *syntax.Dot:
			if base, ok := c.Base.(*syntax.Ident); ok {
				of = aliases[strings.ToLower(base.Text)]
			}
			name = c.Field.Text
		}
		if of == nil || named[strings.ToLower(of.Name[len(of.Name)-1].Text)] != 1 {
			continue
		}
		var parts []string
		for _, n := range of.Name {
			parts = append(parts, n.Text)
		}
		full, _, err := a.name(parts)
		if err != nil {
			continue
		}
		if wanted[full] == nil {
			wanted[full] = make(map[string][]string)
		}
		wanted[full][strings.ToLower(name)] = texts
	}
}

// tablesIn notes the tables of a relation by the names that they have in the
// statement, and returns how many relations there are, tables or not.
func tablesIn(r syntax.Relation, aliases map[string]*syntax.Table) int {
	switch r := r.(type) {
	case *syntax.Table:
		aliases[strings.ToLower(r.Name[len(r.Name)-1].Text)] = r
	case *syntax.Aliased:
		if t, ok := r.Relation.(*syntax.Table); ok && len(r.Columns) == 0 {
			aliases[strings.ToLower(r.Name.Text)] = t
		}
	case *syntax.Join:
		return tablesIn(r.Left, aliases) + tablesIn(r.Right, aliases)
	}
	return 1
}

// conjuncts returns the conditions that AND joins.
func conjuncts(e syntax.Expr) []syntax.Expr {
	if o, ok := e.(*syntax.Operation); ok && o.Op == "AND" {
		return slices.Concat(conjuncts(o.Left), conjuncts(o.Right))
	}
	return []syntax.Expr{e}
}

// heldTo returns the column that a condition holds to some values, and their texts.
func (a *athenaRun) heldTo(e syntax.Expr) (column syntax.Expr, texts []string) {
	var list []syntax.Expr
	switch e := e.(type) {
	case *syntax.Operation:
		if e.Op != "=" {
			return nil, nil
		}
		column, list = e.Left, []syntax.Expr{e.Right}
		if _, ok := a.literal(e.Left); ok {
			column, list = e.Right, []syntax.Expr{e.Left}
		}
	case *syntax.In:
		if e.Not || e.Query != nil {
			return nil, nil
		}
		column, list = e.Operand, e.List
	}
	for _, v := range list {
		text, ok := a.literal(v)
		if !ok {
			return nil, nil
		}
		texts = append(texts, text)
	}
	return column, texts
}

var wholeNumber = regexp.MustCompile(`^-?[0-9]+$`)

// literal returns the text of a string or of a whole number.
func (a *athenaRun) literal(e syntax.Expr) (string, bool) {
	switch e := e.(type) {
	case *syntax.String:
		return e.Value, true
	case *syntax.Number:
		return e.Text, wholeNumber.MatchString(e.Text)
	case *syntax.Param:
		if e.Index < len(a.parameters) {
			if _, again := a.parameters[e.Index].(*syntax.Param); !again {
				return a.literal(a.parameters[e.Index])
			}
		}
	}
	return "", false
}

// prunable keeps of the wanted values those of columns whose values have one text.
func prunable(partitions []schema.Field, wanted map[string][]string) map[string][]string {
	kept := make(map[string][]string)
	for _, p := range partitions {
		if list, ok := wanted[p.Name]; ok && (p.Type.Kind.Integer() || p.Type.Kind == schema.String || p.Type.Kind == schema.Varchar) {
			kept[p.Name] = list
		}
	}
	return kept
}
