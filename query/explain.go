package query

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/tarnlake/tarn/query/statement"
	"github.com/tarnlake/tarn/query/syntax"
	"github.com/tarnlake/tarn/query/translate"
	"github.com/tarnlake/tarn/query/types"
)

// explainStatement answers EXPLAIN with DuckDB's plan, a line to each row: of
// statements that write, that of their query.
func (a *athenaRun) explainStatement(ctx context.Context, x *syntax.Explain) (*Rows, error) {
	q := queryOf(x.Statement)
	switch {
	case q == nil:
		return nil, &StatementError{Name: "NOT_SUPPORTED", Position: statement.PositionAt(a.statement.Text, int(x.Statement.Start())), Message: "EXPLAIN of this statement is not supported",
			Advice: "EXPLAIN takes SELECT, CREATE TABLE AS, INSERT and UNLOAD"}
	case x.Analyze && q != x.Statement:
		return nil, &StatementError{Name: "NOT_SUPPORTED", Position: statement.PositionAt(a.statement.Text, int(x.Statement.Start())), Message: "EXPLAIN ANALYZE of a statement that writes is not supported",
			Advice: "EXPLAIN ANALYZE of its query shows where the time goes"}
	}
	p, err := a.planQuery(ctx, q)
	if err != nil {
		return nil, err
	}
	defer p.conn.Close()
	if x.Type == "VALIDATE" {
		return valueRows([]translate.Column{{Name: "Valid", Type: types.Of(types.Boolean)}}, []any{true}), nil
	}
	if x.Type == "IO" {
		return planRows(a.readTables())
	}
	text, err := p.explained(ctx, x)
	if err != nil {
		return nil, p.told(err)
	}
	return planRows(text, nil)
}

// queryOf returns the query of a statement, or nil.
func queryOf(s syntax.Statement) *syntax.Query {
	switch s := s.(type) {
	case *syntax.Query:
		return s
	case *syntax.CreateTableAs:
		return s.Query
	case *syntax.Insert:
		return s.Query
	case *syntax.Unload:
		return s.Query
	case *syntax.CreateView:
		return s.Query
	}
	return nil
}

// explained returns DuckDB's plan as text.
func (p *plan) explained(ctx context.Context, x *syntax.Explain) (string, error) {
	var options []string
	if x.Analyze {
		options = append(options, "ANALYZE")
	}
	if x.Format == "JSON" || x.Format == "GRAPHVIZ" {
		options = append(options, "FORMAT "+strings.ToLower(x.Format))
	}
	verb := "EXPLAIN "
	if len(options) > 0 {
		verb += "(" + strings.Join(options, ", ") + ") "
	}
	rows, err := p.conn.Query(ctx, verb+p.sql)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	var b strings.Builder
	for row, err := range rows.All() {
		if err != nil {
			return "", err
		}
		if text, ok := row[len(row)-1].(string); ok {
			b.WriteString(strings.Trim(text, "\n\t") + "\n")
		}
	}
	return b.String(), nil
}

// planRows are the lines of a plan.
func planRows(text string, err error) (*Rows, error) {
	var rows [][]any
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		rows = append(rows, []any{line})
	}
	return valueRows([]translate.Column{{Name: "Query Plan", Type: types.Of(types.Varchar)}}, rows...), err
}

// readTables says as JSON which tables a statement reads, as EXPLAIN (TYPE IO) does.
func (a *athenaRun) readTables() (string, error) {
	type schemaTable struct {
		Schema string `json:"schema"`
		Table  string `json:"table"`
	}
	type table struct {
		Catalog     string      `json:"catalog"`
		SchemaTable schemaTable `json:"schemaTable"`
	}
	type input struct {
		Table table `json:"table"`
	}
	inputs := []input{}
	for name := range a.tables {
		inputs = append(inputs, input{table{"awsdatacatalog", schemaTable{name.Database, name.Table}}})
	}
	slices.SortFunc(inputs, func(x, y input) int {
		return strings.Compare(x.Table.SchemaTable.Schema+"."+x.Table.SchemaTable.Table, y.Table.SchemaTable.Schema+"."+y.Table.SchemaTable.Table)
	})
	text, err := json.MarshalIndent(struct {
		Inputs []input `json:"inputTableColumnInfos"`
	}{inputs}, "", "  ")
	return string(text), err
}
