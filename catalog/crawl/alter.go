package crawl

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/formats"
	"github.com/tarnlake/tarn/datasets/schema"
)

// An Edit is what a person decides about a table that is in the catalog: one of
// [SetType], [SetName], [SetDates], [SetNulls], [Hide], [SetOption],
// [SetFormat], [SetPartitions], [SetComment], [SetParameter] and [Reset].
type Edit interface {
	// edit changes the table. It says whether its files have to be crawled anew
	// for that to come true.
	edit(*altering) (crawl bool, err error)
}

// The edits. Columns go by their names in the catalog.
type (
	// SetType decides the type of a column, or of a partition.
	SetType struct {
		Column string
		Type   schema.Type
	}
	// SetName gives a column, or a partition, another name.
	SetName struct{ Column, To string }
	// SetDates decides how the dates of a column are written, in strptime's notation.
	SetDates struct{ Column, Format string }
	// SetNulls decides which texts of a column are null.
	SetNulls struct {
		Column string
		Texts  []string
	}
	// Hide takes a column out of the table.
	Hide struct{ Column string }
	// SetOption decides an option of the format, one of [datasets.Layout.Options].
	SetOption struct{ Option, Value string }
	// SetFormat decides of which format the files are.
	SetFormat struct{ Format string }
	// SetPartitions decides the names of the partition columns.
	SetPartitions struct{ Names []string }
	// SetComment describes a column, or if none is named the table.
	SetComment struct{ Column, Text string }
	// SetParameter sets a parameter of the table, such as a tag; an empty value
	// removes it.
	SetParameter struct{ Key, Value string }
	// Reset takes back what was decided about a column, or if none is named, about
	// everything but comments and parameters.
	Reset struct{ Column string }
)

// An EditError reports an edit that makes no sense for the table.
type EditError struct {
	Table catalog.Name
	Text  string
	Near  string
}

func (e *EditError) Error() string { return fmt.Sprintf("%s: %s", e.Table, e.Text) }

// Hint offers what may have been meant.
func (e *EditError) Hint() string { return e.Near }

// Alter makes edits of a table, all or none, as one change. What is decided is
// kept in parameters of the table, so that crawls keep it. If crawl is returned,
// a crawl is needed for all of it to come true: it reads the files again of
// which it matters.
func Alter(ctx context.Context, c *catalog.Catalog, name catalog.Name, edits ...Edit) (change catalog.AlterTable, crawl bool, err error) {
	from, err := c.Table(ctx, name)
	if err != nil {
		return change, false, err
	}
	a := altering{to: from}
	a.to.Columns, a.to.Partitions = slices.Clone(from.Columns), slices.Clone(from.Partitions)
	a.to.Parameters = maps.Clone(from.Parameters)
	if a.to.Parameters == nil {
		a.to.Parameters = make(map[string]string)
	}
	for _, e := range edits {
		again, err := e.edit(&a)
		if err != nil {
			return change, false, err
		}
		crawl = crawl || again
	}
	change = catalog.AlterTable{From: from, To: a.to, Cause: "alter"}
	if err := a.reread(ctx, c, &change); err != nil {
		return change, false, err
	}
	if len(change.Differences()) == 0 && len(change.Files.Reread) == 0 {
		return change, crawl, nil
	}
	return change, crawl, c.Apply(ctx, change)
}

// An altering is a table that is being altered.
type altering struct {
	to    catalog.Table
	edits []func(*datasets.Column)
}

func (a *altering) fail(format string, args ...any) error {
	return &EditError{Table: a.to.Name, Text: fmt.Sprintf(format, args...)}
}

// field returns the column or partition of that name.
func (a *altering) field(name string) (*schema.Field, error) {
	var names []string
	for _, fields := range [][]schema.Field{a.to.Columns, a.to.Partitions} {
		for i := range fields {
			if strings.EqualFold(fields[i].Name, name) {
				return &fields[i], nil
			}
			names = append(names, fields[i].Name)
		}
	}
	e := &EditError{Table: a.to.Name, Text: fmt.Sprintf("there is no column %s", name)}
	if near := catalog.Nearest(name, names); near != "" {
		e.Near = "did you mean " + near + "?"
	}
	return nil, e
}

// found returns the name that the crawl found for the column of that name.
func (a *altering) found(name string) string {
	for key, value := range a.to.Parameters {
		if was, ok := strings.CutPrefix(key, pinName); ok && value == name {
			return was
		}
	}
	return name
}

func (e SetType) edit(a *altering) (bool, error) {
	f, err := a.field(e.Column)
	if err != nil {
		return false, err
	}
	if e.Type.Kind == schema.Unknown {
		return false, a.fail("%s needs a type", f.Name)
	}
	f.Type = e.Type
	a.to.Parameters[pinType+a.found(f.Name)] = e.Type.String()
	return false, nil
}

func (e SetName) edit(a *altering) (bool, error) {
	f, err := a.field(e.Column)
	if err != nil {
		return false, err
	}
	if clean := catalog.TableName(e.To); clean != e.To {
		return false, &EditError{Table: a.to.Name, Text: fmt.Sprintf("%q cannot be the name of a column", e.To), Near: "such as " + clean}
	}
	if other, _ := a.field(e.To); other != nil && other != f {
		return false, a.fail("there is a column %s already", e.To)
	}
	found := a.found(f.Name)
	a.rename(f.Name, e.To)
	a.to.Parameters[pinName+found] = e.To
	return false, nil
}

func (e SetDates) edit(a *altering) (bool, error) {
	f, err := a.field(e.Column)
	if err != nil {
		return false, err
	}
	if !strings.Contains(e.Format, "%") {
		return false, &EditError{Table: a.to.Name, Text: fmt.Sprintf("%q is no format of dates", e.Format), Near: "as in %d/%m/%Y"}
	}
	a.to.Parameters[pinDates+a.found(f.Name)] = e.Format
	if !f.Type.Kind.Temporal() {
		if _, err := (SetType{f.Name, temporal(e.Format)}).edit(a); err != nil {
			return false, err
		}
	}
	name, typ := f.Name, f.Type
	a.edits = append(a.edits, func(c *datasets.Column) {
		if c.Name == name {
			ColumnPin{Format: e.Format, Type: typ}.apply(c)
		}
	})
	return false, nil
}

// temporal returns the type of dates that are written so.
func temporal(format string) schema.Type {
	for _, clock := range []string{"%H", "%I", "%X", "%c"} {
		if strings.Contains(format, clock) {
			return schema.Type{Kind: schema.Timestamp}
		}
	}
	return schema.Type{Kind: schema.Date}
}

func (e SetNulls) edit(a *altering) (bool, error) {
	f, err := a.field(e.Column)
	if err != nil {
		return false, err
	}
	texts := append([]string{}, e.Texts...)
	encoded, err := json.Marshal(texts)
	if err != nil {
		return false, err
	}
	a.to.Parameters[pinNulls+a.found(f.Name)] = string(encoded)
	name := f.Name
	a.edits = append(a.edits, func(c *datasets.Column) {
		if c.Name == name {
			c.Nulls = texts
		}
	})
	return false, nil
}

func (e Hide) edit(a *altering) (bool, error) {
	f, err := a.field(e.Column)
	if err != nil {
		return false, err
	}
	name := f.Name
	i := schema.Lookup(a.to.Columns, name)
	if i < 0 {
		return false, a.fail("%s is a partition, and these are in the names of folders", name)
	}
	a.to.Columns = slices.Delete(a.to.Columns, i, i+1)
	a.to.Parameters[pinHidden+a.found(name)] = "true"
	a.edits = append(a.edits, func(c *datasets.Column) {
		if c.Name == name {
			c.Name = ""
		}
	})
	return false, nil
}

func (e SetOption) edit(a *altering) (bool, error) {
	if formatOf(map[string]string{e.Option: ""}) == "" && !commonOptions[e.Option] {
		err := &EditError{Table: a.to.Name, Text: "there is no option " + e.Option, Near: "the options are " + strings.Join(optionNames(), ", ")}
		if near := catalog.Nearest(e.Option, optionNames()); near != "" {
			err.Near = "did you mean " + near + "?"
		}
		return false, err
	}
	a.to.Parameters[pinOption+e.Option] = e.Value
	return true, nil
}

func (e SetFormat) edit(a *altering) (bool, error) {
	if _, ok := formats.ByName(e.Format); !ok {
		return false, a.fail("there is no format %q", e.Format)
	}
	a.to.Parameters[pinFormat] = e.Format
	return true, nil
}

func (e SetPartitions) edit(a *altering) (bool, error) {
	if len(e.Names) != len(a.to.Partitions) {
		return false, a.fail("it has %s, and %s", plural(len(a.to.Partitions), "partition column"), plural(len(e.Names), "name"))
	}
	for i, name := range e.Names {
		if clean := catalog.TableName(name); clean != name {
			return false, &EditError{Table: a.to.Name, Text: fmt.Sprintf("%q cannot be the name of a column", name), Near: "such as " + clean}
		}
		if schema.Lookup(a.to.Columns, name) >= 0 || slices.Contains(e.Names[:i], name) {
			return false, a.fail("there is a column %s already", name)
		}
		a.to.Partitions[i].Name = name
	}
	a.to.Parameters[pinPartitions] = strings.Join(e.Names, ",")
	return false, nil
}

func (e SetComment) edit(a *altering) (bool, error) {
	if e.Column == "" {
		a.to.Comment = e.Text
		return false, nil
	}
	f, err := a.field(e.Column)
	if err == nil {
		f.Comment = e.Text
	}
	return false, err
}

func (e SetParameter) edit(a *altering) (bool, error) {
	if strings.HasPrefix(e.Key, pinPrefix) || e.Key == "" || e.Key == catalog.Deprecated || e.Key == catalog.CreatedBy {
		return false, a.fail("the parameter %q is not for people", e.Key)
	}
	a.to.Parameters[e.Key] = e.Value
	if e.Value == "" {
		delete(a.to.Parameters, e.Key)
	}
	return false, nil
}

func (e Reset) edit(a *altering) (bool, error) {
	column := ""
	if e.Column != "" {
		column = a.found(e.Column)
	}
	found := false
	for _, key := range slices.Sorted(maps.Keys(a.to.Parameters)) {
		rest, ofColumn := strings.CutPrefix(key, "pin.column.")
		_, name, _ := strings.Cut(rest, ".")
		if !strings.HasPrefix(key, pinPrefix) || e.Column != "" && !(ofColumn && name == column) {
			continue
		}
		if strings.HasPrefix(key, pinName) {
			a.rename(a.to.Parameters[key], name)
		}
		delete(a.to.Parameters, key)
		found = true
	}
	if !found && e.Column != "" {
		if _, err := a.field(e.Column); err != nil {
			return false, err
		}
	}
	return found, nil
}

// rename gives a column another name, here and in the files' layouts.
func (a *altering) rename(from, to string) {
	if f, err := a.field(from); err == nil {
		f.Name = to
		a.edits = append(a.edits, func(c *datasets.Column) {
			if c.Name == from {
				c.Name = to
			}
		})
	}
}

// reread changes how the files of the table are read.
func (a *altering) reread(ctx context.Context, c *catalog.Catalog, change *catalog.AlterTable) error {
	if len(a.edits) == 0 {
		return nil
	}
	known, err := c.Known(ctx, a.to.Name.Database)
	if err != nil {
		return err
	}
	shared := make(map[*datasets.Column][]datasets.Column)
	for k := range known.Files() {
		if k.Table != a.to.Name || len(k.Scan.Columns) == 0 {
			continue
		}
		columns := shared[&k.Scan.Columns[0]]
		if columns == nil {
			columns = slices.Clone(k.Scan.Columns)
			for i := range columns {
				for _, edit := range a.edits {
					edit(&columns[i])
				}
			}
			shared[&k.Scan.Columns[0]] = columns
		}
		scan := *k.Scan
		scan.Columns = columns
		k.Scan = &scan
		change.Files.Reread = append(change.Files.Reread, k.File)
	}
	slices.SortFunc(change.Files.Reread, func(a, b catalog.File) int { return cmp.Compare(a.Path, b.Path) })
	return nil
}
