package query

import (
	"context"
	"strings"

	"github.com/tarnlake/tarn/query/duck"
	"github.com/tarnlake/tarn/query/statement"
)

// show answers SHOW TABLES and SHOW DATABASES from the catalog: DuckDB knows
// only the tables that a statement names.
func (e *Engine) show(ctx context.Context, r Request, s statement.Statement) (*Rows, error) {
	words := make([]string, len(s.Tokens))
	for i, t := range s.Tokens {
		words[i] = strings.ToUpper(t.Text)
	}
	switch strings.Join(words[:min(2, len(words))], " ") {
	case "SHOW TABLES":
		if len(words) == 4 && (words[2] == "IN" || words[2] == "FROM") {
			r.Database = strings.ToLower(s.Tokens[3].Value())
		} else if len(words) != 2 {
			break
		}
		return e.showTables(ctx, r.database())
	case "SHOW DATABASES", "SHOW SCHEMAS":
		if len(words) == 2 {
			return e.showDatabases(ctx)
		}
	}
	return nil, &RefusedError{Position: s.Start, Verb: strings.Join(words, " ")}
}

func (e *Engine) showTables(ctx context.Context, database string) (*Rows, error) {
	tables, err := e.options.Catalog.Tables(ctx, database)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(tables))
	for i, t := range tables {
		names[i] = t.Name.Table
	}
	return list("tab_name", names), nil
}

func (e *Engine) showDatabases(ctx context.Context) (*Rows, error) {
	databases, err := e.options.Catalog.Databases(ctx)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(databases))
	for i, d := range databases {
		names[i] = d.Name
	}
	return list("database_name", names), nil
}

// list returns rows of one column of text.
func list(column string, texts []string) *Rows {
	all := func(yield func([]any, error) bool) {
		for _, text := range texts {
			if !yield([]any{text}, nil) {
				return
			}
		}
	}
	return &Rows{columns: []Column{{Name: column, Type: duck.Type{Name: "VARCHAR"}}}, all: all, close: func() error { return nil }}
}
