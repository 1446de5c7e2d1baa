package ddl

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets/schema"
	"github.com/tarnlake/tarn/query/statement/hive"
)

// alterTable answers ALTER TABLE.
func (env Env) alterTable(ctx context.Context, text string, s *hive.AlterTable) error {
	name, err := env.name(s.Name)
	if err != nil {
		return err
	}
	t, err := env.Catalog.Table(ctx, name)
	if err != nil {
		return missing(name, err)
	}
	if t.IsView() {
		return semantic(0, "Cannot alter a view: %s", t.Name.Table)
	}
	switch a := s.Action.(type) {
	case *hive.AddPartitions:
		if err := byHand(&t); err != nil {
			return err
		}
		return env.addPartitions(ctx, &t, a)
	case *hive.DropPartitions:
		if err := byHand(&t); err != nil {
			return err
		}
		return env.dropPartitions(ctx, &t, a)
	case *hive.RenamePartition:
		if err := byHand(&t); err != nil {
			return err
		}
		return env.movePartition(ctx, &t, a.From, a.To, "")
	case *hive.SetLocation:
		if a.Partition != nil {
			if err := byHand(&t); err != nil {
				return err
			}
			return env.movePartition(ctx, &t, a.Partition, nil, a.Location)
		}
		return env.alter(ctx, t, "ALTER TABLE SET LOCATION", func(to *catalog.Table) (err error) {
			if err = byHand(to); err == nil {
				to.Location, err = env.location(a.Location)
			}
			return err
		})
	case *hive.SetProperties:
		return env.alter(ctx, t, "ALTER TABLE SET TBLPROPERTIES", func(to *catalog.Table) error {
			return env.setProperties(to, a)
		})
	case *hive.SetColumns:
		return env.alter(ctx, t, "ALTER TABLE COLUMNS", func(to *catalog.Table) error { return env.setColumns(ctx, to, a) })
	case *hive.ChangeColumn:
		return env.alter(ctx, t, "ALTER TABLE CHANGE COLUMN", func(to *catalog.Table) error { return changeColumn(to, a) })
	case *hive.IcebergAction:
		e := hive.Recognize(text, a.Offset, "alter table statement")
		return &Error{Message: e.Message, Category: 2, Type: 1006, Advice: "Athena has " + a.Words + " for Iceberg's tables alone"}
	}
	return fmt.Errorf("%T", s.Action)
}

// alter changes a table. What a statement has changed, a crawl leaves as it is.
func (env Env) alter(ctx context.Context, from catalog.Table, cause string, change func(*catalog.Table) error) error {
	to := from
	to.Columns, to.Parameters = slices.Clone(from.Columns), maps.Clone(from.Parameters)
	if to.Parameters == nil {
		to.Parameters = make(map[string]string)
	}
	if err := change(&to); err != nil {
		return err
	}
	if to.Made != nil && to.Made.SerDe != nil {
		to.Parameters[ddlTime] = strconv.FormatInt(env.now().Unix(), 10)
		var err error
		if to.Format, err = checkSerDe(&to); err != nil {
			return err
		}
		if enabled(&to) {
			if _, err := newProjection(&to); err != nil {
				return err
			}
		}
	}
	return env.Catalog.Apply(ctx, catalog.AlterTable{From: from, To: to, Cause: cause})
}

func (env Env) setProperties(to *catalog.Table, a *hive.SetProperties) error {
	for _, p := range a.Properties {
		switch p.Key {
		case catalog.CreatedBy:
			continue
		case "table_type":
			return unsupported("a table of the type "+p.Value, "")
		}
		to.Parameters[p.Key] = p.Value
		if p.Key == "comment" {
			to.Comment = p.Value
		}
	}
	return nil
}

// setColumns adds columns, or replaces them all. Those of one partition are
// those of the table here, whose files are matched by name.
func (env Env) setColumns(ctx context.Context, to *catalog.Table, a *hive.SetColumns) error {
	if err := checkColumns(a.Columns...); err != nil {
		return err
	}
	if a.Partition != nil {
		list, err := full(to, a.Partition)
		if err != nil {
			return err
		}
		if _, err := env.partition(ctx, to, a.Partition, list); err != nil {
			return err
		}
	}
	to.Parameters[catalog.CreatedBy] = catalog.CreatedByDDL
	if a.Replace {
		to.Columns = nil
	}
	for _, f := range fields(a.Columns) {
		if schema.Lookup(to.Columns, f.Name) >= 0 || schema.Lookup(to.Partitions, f.Name) >= 0 {
			if a.Partition != nil { // the table has it already
				continue
			}
			return semantic(10036, "Duplicate column name: %s", f.Name)
		}
		to.Columns = append(to.Columns, f)
	}
	return nil
}

func checkColumns(columns ...hive.Column) error {
	for _, c := range columns {
		if c.Err != nil {
			return &Error{Message: c.Err.Error(), Category: 1, Type: 1003, Err: c.Err}
		}
	}
	return nil
}

func changeColumn(to *catalog.Table, a *hive.ChangeColumn) error {
	if err := checkColumns(a.Column); err != nil {
		return err
	}
	at := schema.Lookup(to.Columns, a.Old)
	if at < 0 {
		return failed(1006, "Invalid column reference %s", a.Old)
	}
	f := fields([]hive.Column{a.Column})[0]
	if f.Comment == "" {
		f.Comment = to.Columns[at].Comment
	}
	if f.Name != a.Old && (schema.Lookup(to.Columns, f.Name) >= 0 || schema.Lookup(to.Partitions, f.Name) >= 0) {
		return semantic(10036, "Duplicate column name: %s", f.Name)
	}
	if f.Name != a.Old && (to.Made == nil || to.Made.SerDe == nil) {
		return &Error{Message: "NOT_SUPPORTED: a column of a table that a crawl found is not renamed by ALTER TABLE", Category: 2, Type: 1200,
			Advice: "'tarn alter' renames it, and the next crawl knows of it"}
	}
	to.Parameters[catalog.CreatedBy] = catalog.CreatedByDDL
	to.Columns = slices.Delete(to.Columns, at, at+1)
	switch {
	case a.First:
		at = 0
	case a.After != "":
		if at = schema.Lookup(to.Columns, a.After) + 1; at == 0 {
			return failed(1006, "Invalid column reference %s", a.After)
		}
	}
	to.Columns = slices.Insert(to.Columns, at, f)
	return nil
}
