package duck

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
)

// A Table is a table that a statement names. What the statement leaves out is empty.
type Table struct {
	Catalog, Database, Name string
	Position                int // of the name in the statement, in bytes; -1 if unknown
}

// ErrUnlisted says that DuckDB does not tell which tables a statement names: it
// does so of SELECT alone, and not of a PIVOT that finds its values by itself.
var ErrUnlisted = errors.New("DuckDB does not tell the tables of the statement")

// Tables returns the tables and views that a statement names, in the order of
// their places and each as often as it is named; those that its WITH clauses
// define are left out. The tables need not exist. It may fail with [ErrUnlisted].
func (c *Conn) Tables(ctx context.Context, sql string) ([]Table, error) {
	shift := 0
	if inner, ok := explained(sql); ok {
		shift = len(sql) - len(inner)
		sql = inner
	}
	tree, err := c.parse(ctx, sql)
	if err != nil {
		if e, ok := err.(*Error); ok && e.Position >= 0 {
			e.Position += shift
		}
		return nil, err
	}
	f := finder{shift: shift}
	f.walk(tree, nil)
	slices.SortFunc(f.found, func(a, b Table) int { return cmp.Compare(a.Position, b.Position) })
	return f.found, nil
}

// parse returns the tree of a statement as DuckDB writes it in JSON.
func (c *Conn) parse(ctx context.Context, sql string) (any, error) {
	rows, err := c.query(ctx, "SELECT CAST(json_serialize_sql("+literal(sql)+") AS VARCHAR)", nil)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	if !rows.Next() {
		return nil, rows.Err()
	}
	var tree struct {
		Error    bool
		Type     string `json:"error_type"`
		Message  string `json:"error_message"`
		Position string

		Statements any
	}
	text, _ := rows.Row()[0].(string)
	if err := json.Unmarshal([]byte(text), &tree); err != nil {
		return nil, err
	}
	if strings.HasPrefix(tree.Message, "Only SELECT statements") {
		return nil, ErrUnlisted
	}
	if tree.Error {
		e := &Error{Kind: Kind(tree.Type), Message: tree.Message, Position: -1}
		if n, err := strconv.Atoi(tree.Position); err == nil {
			e.Position = n
		}
		e.tidy()
		return nil, e
	}
	return tree.Statements, nil
}

// A finder collects the tables in a tree.
type finder struct {
	found []Table
	shift int
}

// walk looks through a tree. The names in scope are defined by WITH clauses around it.
func (f *finder) walk(tree any, scope []string) {
	switch node := tree.(type) {
	case []any:
		for _, child := range node {
			f.walk(child, scope)
		}
	case map[string]any:
		switch node["type"] {
		case "BASE_TABLE":
			f.table(node, scope)
		case "RECURSIVE_CTE_NODE", "CTE_NODE":
			scope = append(scope[:len(scope):len(scope)], lower(node["ctename"], node["cte_name"]))
		}
		scope = f.with(node, scope)
		for key, child := range node {
			if key != "cte_map" {
				f.walk(child, scope)
			}
		}
	}
}

// with looks through the WITH clause of a node and returns the scope of its
// body. Each definition sees those before it.
func (f *finder) with(node map[string]any, scope []string) []string {
	clause, _ := node["cte_map"].(map[string]any)
	entries, _ := clause["map"].([]any)
	for _, entry := range entries {
		e, _ := entry.(map[string]any)
		f.walk(e["value"], scope)
		scope = append(scope[:len(scope):len(scope)], lower(e["key"]))
	}
	return scope
}

func (f *finder) table(node map[string]any, scope []string) {
	t := Table{Position: -1}
	t.Catalog, _ = node["catalog_name"].(string)
	t.Database, _ = node["schema_name"].(string)
	t.Name, _ = node["table_name"].(string)
	if n, ok := node["query_location"].(float64); ok && n < 1<<40 { // none is the largest integer
		t.Position = int(n) + f.shift
	}
	if t.Catalog == "" && t.Database == "" {
		for _, defined := range scope {
			if defined == strings.ToLower(t.Name) {
				return
			}
		}
	}
	f.found = append(f.found, t)
}

// lower returns the first text among the values, in lower case.
func lower(values ...any) string {
	for _, v := range values {
		if s, ok := v.(string); ok {
			return strings.ToLower(s)
		}
	}
	return ""
}
