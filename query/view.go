package query

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/query/bind"
	"github.com/tarnlake/tarn/query/ddl"
	"github.com/tarnlake/tarn/query/statement"
	"github.com/tarnlake/tarn/query/statement/hive"
	"github.com/tarnlake/tarn/query/syntax"
	"github.com/tarnlake/tarn/query/translate"
	"github.com/tarnlake/tarn/query/types"
)

// viewTable returns a view as the translation reads it.
func viewTable(t *catalog.Table) *translate.Table {
	view := t.Made.View
	return &translate.Table{
		Name: []string{t.Name.Database, t.Name.Table}, View: view.Text, Database: cmp.Or(view.Database, DefaultDatabase), Columns: viewColumns(t),
	}
}

// viewColumns returns the columns that a view was made with, or nil if their
// types cannot be read.
func viewColumns(t *catalog.Table) []translate.Column {
	list := make([]translate.Column, len(t.Columns))
	for i, f := range t.Columns {
		list[i] = translate.Column{Name: f.Name, Type: athenaType(f.Type)}
		if i < len(t.Made.View.Types) {
			typ, err := typeNamed(t.Made.View.Types[i])
			if err != nil {
				return nil
			}
			list[i].Type = typ
		}
	}
	return list
}

// typeNamed returns the type that SQL writes so.
func typeNamed(text string) (types.Type, error) {
	name, err := syntax.ParseType(text)
	if err != nil {
		return types.Type{}, err
	}
	null := &syntax.Cast{Operand: &syntax.Null{}, Type: name}
	t, err := translate.Query(&syntax.Query{Body: &syntax.Select{Items: []syntax.SelectItem{{Expr: null}}}}, translate.Options{})
	if err != nil {
		return types.Type{}, err
	}
	return t.Columns[0].Type, nil
}

// createView makes a view once its query is known to be right.
func (a *athenaRun) createView(ctx context.Context, v *syntax.CreateView) (*Rows, error) {
	name, err := a.target(v.Name)
	if err != nil {
		return nil, err
	}
	if err := a.open(ctx); err != nil {
		return nil, err
	}
	defer a.session.conn.Close()
	t, err := a.translate(ctx, v.Query)
	if err != nil {
		return nil, err
	}
	if err := named(t.Columns); err != nil {
		return nil, err
	}
	columns := make([]ddl.ViewColumn, len(t.Columns))
	for i, c := range t.Columns {
		columns[i] = ddl.ViewColumn{Name: c.Name, Type: c.Type.String()}
	}
	written := hive.Name{Database: name.Database, Table: name.Table}
	return nothing(ddl.CreateView(ctx, a.env(a.request), written, v.Text, columns, v.Replace))
}

// target returns the full name of what a statement makes or writes to.
func (a *athenaRun) target(written syntax.QualifiedName) (catalog.Name, error) {
	var parts []string
	for _, n := range written {
		parts = append(parts, n.Text)
	}
	if len(parts) > 3 {
		return catalog.Name{}, &StatementError{Message: "Invalid table name " + strings.Join(parts, ".")}
	}
	name, _, err := a.name(parts)
	return name, a.located(err)
}

// named returns an error unless each column has a name of its own.
func named(columns []translate.Column) error {
	seen := make(map[string]bool)
	for i, c := range columns {
		name := strings.ToLower(c.Name)
		fault := &StatementError{Position: statement.Position{Line: 1, Column: 1}}
		switch {
		case name == fmt.Sprintf("_col%d", i):
			fault.Name, fault.Message = "MISSING_COLUMN_NAME", fmt.Sprintf("Column name not specified at position %d", i+1)
			fault.Advice = "AS gives an expression a name"
			return fault
		case seen[name]:
			fault.Name, fault.Message = "DUPLICATE_COLUMN_NAME", fmt.Sprintf("Column name '%s' specified more than once", name)
			return fault
		}
		seen[name] = true
	}
	return nil
}

// viewRelation returns the rows of a view for a statement of DuckDB's own SQL.
func (e *Engine) viewRelation(ctx context.Context, s *session, r Request, t *catalog.Table) (string, error) {
	tree, err := syntax.Parse(t.Made.View.Text)
	q, ok := tree.(*syntax.Query)
	if err != nil || !ok {
		return "", fmt.Errorf("the view cannot be read: %w", err)
	}
	r.Database, r.Files, r.Readable = t.Made.View.Database, nil, false
	a := &athenaRun{Engine: e, request: r, statement: statement.Statement{Text: t.Made.View.Text}, session: s, tables: make(map[catalog.Name]*bound)}
	p, err := a.plan(ctx, q)
	if err != nil {
		return "", err
	}
	items := make([]string, len(p.columns))
	for i, c := range p.columns {
		items[i] = fmt.Sprintf("c%d AS %s", i, bind.Quote(c.Name))
	}
	return fmt.Sprintf("SELECT %s FROM (%s)", strings.Join(items, ", "), p.sql), nil
}
