package query

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets/schema"
	"github.com/tarnlake/tarn/query/bind"
	"github.com/tarnlake/tarn/query/ddl"
	"github.com/tarnlake/tarn/query/translate"
	"github.com/tarnlake/tarn/query/types"
)

// informationSchema is the database whose tables tell of the others.
const informationSchema = "information_schema"

// catalogName is what Athena calls the catalog that there is.
const catalogName = "awsdatacatalog"

// informationTables are the tables of information_schema, with their columns.
var informationTables = map[string][]string{
	"schemata": {"catalog_name", "schema_name"},
	"tables":   {"table_catalog", "table_schema", "table_name", "table_type"},
	"columns": {
		"table_catalog", "table_schema", "table_name", "column_name", "ordinal_position", "column_default", "is_nullable", "data_type", "comment", "extra_info",
	},
	"views": {"table_catalog", "table_schema", "table_name", "view_definition"},
}

// information returns a table of information_schema, or nil if there is none of
// that name.
func (a *athenaRun) information(ctx context.Context, name string) (*translate.Table, error) {
	columns, ok := informationTables[name]
	if !ok {
		return nil, nil
	}
	t := &translate.Table{Name: []string{informationSchema, name}}
	for _, c := range columns {
		column := translate.Column{Name: c, Type: types.Of(types.Varchar)}
		if c == "ordinal_position" {
			column.Type = types.Of(types.BigInt)
		}
		t.Columns = append(t.Columns, column)
	}
	rows, err := a.informationRows(ctx, name)
	t.SQL = inline(t.Columns, rows)
	return t, err
}

// informationRows returns the rows of a table of information_schema, as SQL.
func (a *athenaRun) informationRows(ctx context.Context, name string) (rows [][]string, err error) {
	databases, err := a.options.Catalog.Databases(ctx)
	if err != nil {
		return nil, err
	}
	own := bind.Literal(catalogName)
	if name == "schemata" {
		rows = append(rows, []string{own, bind.Literal(informationSchema)})
	}
	for _, d := range databases {
		database := bind.Literal(d.Name)
		if name == "schemata" {
			rows = append(rows, []string{own, database})
			continue
		}
		tables, err := a.options.Catalog.Tables(ctx, d.Name)
		if err != nil {
			return nil, err
		}
		for i := range tables {
			t := &tables[i]
			table := bind.Literal(t.Name.Table)
			switch {
			case name == "columns":
				rows = append(rows, columnRows(t)...)
			case name == "tables" && t.IsView():
				rows = append(rows, []string{own, database, table, "'VIEW'"})
			case name == "tables":
				rows = append(rows, []string{own, database, table, "'BASE TABLE'"})
			case t.IsView():
				rows = append(rows, []string{own, database, table, bind.Literal(t.Made.View.Text)})
			}
		}
	}
	return rows, nil
}

// columnRows are the rows of a table in information_schema.columns.
func columnRows(t *catalog.Table) (rows [][]string) {
	for i, f := range slices.Concat(t.Columns, t.Partitions) {
		typ, comment, extra := athenaType(f.Type).String(), "NULL", "NULL"
		if t.IsView() && i < len(t.Made.View.Types) {
			typ = t.Made.View.Types[i]
		}
		if f.Comment != "" {
			comment = bind.Literal(f.Comment)
		}
		if i >= len(t.Columns) {
			extra = "'partition key'"
		}
		rows = append(rows, []string{
			bind.Literal(catalogName), bind.Literal(t.Name.Database), bind.Literal(t.Name.Table), bind.Literal(f.Name),
			strconv.Itoa(i + 1), "NULL", "'YES'", bind.Literal(typ), comment, extra,
		})
	}
	return rows
}

// inline returns rows that are known as a relation of those columns. The rows are SQL.
func inline(columns []translate.Column, rows [][]string) string {
	items := make([]string, len(columns))
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = bind.Quote(c.Name)
		items[i] = fmt.Sprintf("CAST(%s AS %s) AS %s", names[i], c.Type.Engine(), names[i])
	}
	texts := make([]string, len(rows))
	for i, row := range rows {
		texts[i] = "(" + strings.Join(row, ", ") + ")"
	}
	where := ""
	if len(rows) == 0 {
		texts = []string{"(" + strings.TrimSuffix(strings.Repeat("NULL, ", len(columns)), ", ") + ")"}
		where = " WHERE false"
	}
	return fmt.Sprintf("(SELECT %s FROM (VALUES %s) AS v(%s)%s)", strings.Join(items, ", "), strings.Join(texts, ", "), strings.Join(names, ", "), where)
}

// partitionsTable returns the table "t$partitions" of a table: its partitions,
// with a column for each partition column.
func (a *athenaRun) partitionsTable(ctx context.Context, name, of catalog.Name) (*translate.Table, error) {
	t, err := a.current(ctx, a.request, of)
	if errors.Is(err, catalog.ErrNotFound) || err == nil && len(t.Partitions) == 0 {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", of, err)
	}
	table := &translate.Table{Name: []string{name.Database, name.Table}}
	for _, f := range t.Partitions {
		table.Columns = append(table.Columns, translate.Column{Name: f.Name, Type: athenaType(f.Type)})
	}
	partitions, err := a.partitionValues(ctx, &t)
	var rows [][]string
	for _, values := range partitions {
		row := make([]string, len(t.Partitions))
		for i, f := range t.Partitions {
			text := "NULL"
			if i < len(values) && values[i] != catalog.NullPartition {
				text = bind.Literal(values[i])
			}
			row[i] = fmt.Sprintf("TRY_CAST(%s AS %s)", text, bind.EngineType(f.Type))
		}
		rows = append(rows, row)
	}
	table.SQL = inline(table.Columns, rows)
	return table, err
}

// partitionValues returns the values of each partition of a table.
func (e *Engine) partitionValues(ctx context.Context, t *tableNow) (list [][]string, err error) {
	if ddl.Reads(&t.Table) {
		partitions, err := e.options.Catalog.Partitions(ctx, t.Name)
		for _, p := range partitions {
			list = append(list, p.Values)
		}
		return list, err
	}
	seen := make(map[string]bool)
	for _, g := range t.groups {
		for _, f := range g.Files {
			if key := strings.Join(f.Partitions, "\x00"); !seen[key] {
				seen[key] = true
				list = append(list, f.Partitions)
			}
		}
	}
	slices.SortFunc(list, slices.Compare)
	return list, nil
}

// hiddenColumns are those that tables have beside their own, and * does not mean.
var hiddenColumns = []translate.Column{
	{Name: "$path", Type: types.Of(types.Varchar)},
	{Name: "$file_size", Type: types.Of(types.BigInt)},
	{Name: "$file_modified_time", Type: types.Of(types.TimestampTZ)},
	{Name: "$partition", Type: types.Of(types.Varchar)},
}

// withHidden is [Engine.relation] with the hidden columns, which are to bind
// partition columns with a value for each file.
func (e *Engine) withHidden(ctx context.Context, t tableNow, only map[string]bool) (sql string, files []catalog.FileRef, err error) {
	env := e.env(Request{})
	wide := t
	wide.Partitions = append(slices.Clone(t.Partitions),
		schema.Field{Name: "$path", Type: schema.Type{Kind: schema.String}},
		schema.Field{Name: "$file_size", Type: schema.Type{Kind: schema.Bigint}},
		schema.Field{Name: "$file_modified_time", Type: schema.Type{Kind: schema.Timestamp}},
		schema.Field{Name: "$partition", Type: schema.Type{Kind: schema.String}})
	wide.groups = slices.Clone(t.groups)
	for i, g := range t.groups {
		list := make([]catalog.FileRef, len(g.Files))
		for j, f := range g.Files {
			values := make([]string, len(t.Partitions))
			for k := range values {
				values[k] = catalog.NullPartition
			}
			copy(values, f.Partitions)
			partition := ""
			if len(t.Partitions) > 0 {
				partition = ddl.PartitionName(t.Partitions, values)
			}
			list[j] = f
			list[j].Partitions = append(values, env.URI(f.Path), strconv.FormatInt(f.Size, 10), f.ModTime.UTC().Truncate(time.Millisecond).Format("2006-01-02 15:04:05.000"), partition)
		}
		wide.groups[i].Files = list
	}
	sql, files, err = e.relation(ctx, wide, only)
	return fmt.Sprintf(`SELECT * REPLACE (struct_pack(t := "$file_modified_time", z := 'UTC') AS "$file_modified_time") FROM (%s)`, sql), files, err
}
