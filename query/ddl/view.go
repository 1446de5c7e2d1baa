package ddl

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets/schema"
	"github.com/tarnlake/tarn/query/statement/hive"
)

// A ViewColumn is a column of a view that is to be made.
type ViewColumn struct {
	Name string
	Type string // as SELECT names it, such as "varchar(1)" or "timestamp(3) with time zone"
}

// CreateView makes a view of the text of a query. With replace, a view of that
// name may be there. Names in the text without a database are of env's.
func CreateView(ctx context.Context, env Env, name hive.Name, text string, columns []ViewColumn, replace bool) error {
	full, err := env.name(name)
	if err != nil {
		return err
	}
	if _, err := env.Catalog.Database(ctx, full.Database); err != nil {
		return missing(full, err)
	}
	inner, _ := env.name(hive.Name{})
	view := &catalog.View{Text: strings.TrimSpace(text), Database: inner.Database}
	t := catalog.Table{Name: full, Format: "view", Made: &catalog.Made{View: view}, Parameters: map[string]string{
		catalog.CreatedBy: catalog.CreatedByDDL, "comment": "Presto View", "presto_view": "true",
		ddlTime: strconv.FormatInt(env.now().Unix(), 10),
	}}
	for _, c := range columns {
		view.Types = append(view.Types, c.Type)
		t.Columns = append(t.Columns, schema.Field{Name: strings.ToLower(c.Name), Type: catalogType(c.Type)})
	}
	have, err := env.Catalog.Table(ctx, full)
	switch {
	case errors.Is(err, catalog.ErrNotFound):
		return env.Catalog.Apply(ctx, catalog.AddTable{Table: t, Cause: "CREATE VIEW"})
	case err != nil:
		return err
	case !have.IsView():
		return &Error{Message: "TABLE_ALREADY_EXISTS: line 1:1: Table already exists: '" + "awsdatacatalog." + full.String() + "'", Category: 2, Type: 1110,
			Advice: "it is a table, not a view"}
	case !replace:
		return &Error{Message: "TABLE_ALREADY_EXISTS: line 1:1: View already exists: '" + "awsdatacatalog." + full.String() + "'", Category: 2, Type: 1110,
			Advice: "CREATE OR REPLACE VIEW replaces it"}
	}
	return env.Catalog.Apply(ctx, catalog.AlterTable{From: have, To: t, Cause: "CREATE OR REPLACE VIEW"})
}

// catalogType returns the type of the catalog for one of SELECT's; text where
// the catalog has none.
func catalogType(text string) schema.Type {
	name, _, _ := strings.Cut(strings.ToLower(text), "(")
	if name == "timestamp" && !strings.Contains(strings.ToLower(text), "zone") {
		return schema.Type{Kind: schema.Timestamp}
	}
	hive := strings.NewReplacer("array(", "array<", "map(", "map<").Replace(strings.ToLower(text))
	if hive == strings.ToLower(text) {
		if t, err := schema.Parse(hive); err == nil {
			return t
		}
	}
	return schema.Type{Kind: schema.String}
}

func (env Env) showCreateView(ctx context.Context, s *hive.ShowCreateView, r *Result) error {
	r.Columns = []Column{{"create view", "varchar"}}
	t, err := env.table(ctx, s.Name)
	if err != nil {
		name, _ := env.name(s.Name)
		return missing(name, err)
	}
	if !t.IsView() {
		return semantic(0, "%s is not a view", t.Name.Table)
	}
	r.Rows = lines(append([]string{"CREATE VIEW " + t.Name.String() + " AS"}, strings.Split(t.Made.View.Text, "\n")...))
	return nil
}
