package catalog

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
)

// Diff returns the changes that lead from the tables of have to those of want,
// sorted by name. Tables that are the same in both give none. Files are
// compared by path, size, time, partitions and how their rows are read; the
// Stats of the tables need not be set.
func Diff(have, want []TableFiles) []Change {
	have, want = sorted(have), sorted(want)
	var changes []Change
	for len(have) > 0 || len(want) > 0 {
		order := 0
		switch {
		case len(have) == 0:
			order = 1
		case len(want) == 0:
			order = -1
		default:
			order = compareNames(have[0].Table.Name, want[0].Table.Name)
		}
		switch {
		case order < 0:
			drop := DropTable{Table: have[0].Table}
			drop.Table.Stats = sums(have[0].Files)
			changes = append(changes, drop)
		case order > 0:
			changes = append(changes, add(want[0]))
		default:
			if change, differs := alter(&have[0], &want[0]); differs {
				changes = append(changes, change)
			}
		}
		if order <= 0 {
			have = have[1:]
		}
		if order >= 0 {
			want = want[1:]
		}
	}
	return changes
}

func sorted(tables []TableFiles) []TableFiles {
	byName := func(a, b TableFiles) int { return compareNames(a.Table.Name, b.Table.Name) }
	if slices.IsSortedFunc(tables, byName) {
		return tables
	}
	return slices.SortedStableFunc(slices.Values(tables), byName)
}

func compareNames(a, b Name) int {
	return cmp.Or(cmp.Compare(a.Database, b.Database), cmp.Compare(a.Table, b.Table))
}

func sortedFiles(files []File) []File {
	byPath := func(a, b File) int { return cmp.Compare(a.Path, b.Path) }
	if slices.IsSortedFunc(files, byPath) {
		return files
	}
	return slices.SortedStableFunc(slices.Values(files), byPath)
}

func add(want TableFiles) AddTable {
	c := AddTable{Table: want.Table, Files: sortedFiles(want.Files)}
	c.Table.Stats = sums(want.Files)
	c.Table.Version = max(1, c.Table.Version)
	return c
}

func alter(have, want *TableFiles) (AlterTable, bool) {
	c := AlterTable{From: have.Table, To: want.Table, Files: diffFiles(have.Files, want.Files)}
	c.From.Stats, c.To.Stats = sums(have.Files), sums(want.Files)
	c.To.Version = c.From.Version
	redefined := !sameDefinition(&c.From, &c.To)
	if redefined {
		c.To.Version++
	}
	return c, redefined || !c.Files.empty()
}

func (c *FileChanges) empty() bool {
	return len(c.Added)+len(c.Changed)+len(c.Reread)+len(c.Removed) == 0
}

func diffFiles(have, want []File) FileChanges {
	have, want = sortedFiles(have), sortedFiles(want)
	var c FileChanges
	for _, w := range want {
		for len(have) > 0 && have[0].Path < w.Path {
			c.Removed = append(c.Removed, have[0].Path)
			have = have[1:]
		}
		if len(have) == 0 || have[0].Path != w.Path {
			c.Added = append(c.Added, w)
			continue
		}
		switch h := &have[0]; {
		case h.Size != w.Size || !h.ModTime.Equal(w.ModTime):
			c.Changed = append(c.Changed, w)
		case !sameReading(h, &w):
			c.Reread = append(c.Reread, w)
		}
		have = have[1:]
	}
	for _, h := range have {
		c.Removed = append(c.Removed, h.Path)
	}
	return c
}

// sameReading reports whether two records of a file read it in the same way.
func sameReading(a, b *File) bool {
	if !slices.Equal(a.Partitions, b.Partitions) {
		return false
	}
	x, y := scanOf(a), scanOf(b)
	return x.Rows == y.Rows && x.Bytes == y.Bytes && sameLayout(&x.Layout, &y.Layout)
}

// sameDefinition reports whether two tables are the same apart from their
// files. The order of the members of a struct does not count.
func sameDefinition(a, b *Table) bool {
	sameField := func(a, b schema.Field) bool {
		return a.Name == b.Name && a.Comment == b.Comment && a.Type.Equal(b.Type)
	}
	return a.Location == b.Location && a.Format == b.Format && a.Comment == b.Comment &&
		slices.EqualFunc(a.Columns, b.Columns, sameField) &&
		slices.EqualFunc(a.Partitions, b.Partitions, sameField) &&
		maps.Equal(a.Parameters, b.Parameters)
}

// A Difference is one difference between two versions of a table.
type Difference struct {
	Kind string `json:"kind"`           // "column", "order", "partitions", "format", "location", "comment" or "parameter"
	Name string `json:"name,omitempty"` // of the column, with members as in items[].sku, or of the parameter
	From string `json:"from,omitempty"` // empty if there was nothing
	To   string `json:"to,omitempty"`   // empty if there is nothing any more

	// Where the difference comes from, if one file tells.
	File  string          `json:"file,omitempty"`
	Place *datasets.Place `json:"place,omitempty"`
}

// String writes the difference for people, such as "~ total int -> bigint".
func (d Difference) String() string {
	from, to := cmp.Or(datasets.Clip(d.From), "none"), cmp.Or(datasets.Clip(d.To), "none")
	switch {
	case d.Kind == "order":
		return "columns in another order"
	case d.Kind == "comment" && d.Name == "":
		return "comment changed"
	case d.Kind == "comment":
		return "comment of " + d.Name + " changed"
	case d.Kind == "parameter" && d.Name == Deprecated && d.From == "":
		return "deprecated: nothing of it is left in the lake"
	case d.Kind == "parameter" && d.Name == Deprecated:
		return "no longer deprecated"
	case d.Kind == "parameter":
		return "parameter " + d.Name + " " + from + " -> " + to
	case d.Kind != "column":
		return d.Kind + " " + from + " -> " + to
	case d.From == "":
		return "+ " + d.Name + " " + to
	case d.To == "":
		return "- " + d.Name
	}
	return "~ " + d.Name + " " + from + " -> " + to
}

// Differences returns what is different apart from the files, and where it
// comes from.
func (c AlterTable) Differences() []Difference {
	from, to := &c.From, &c.To
	ds := diffFields(nil, "", slices.Concat(from.Columns, from.Partitions), slices.Concat(to.Columns, to.Partitions))
	for i := range ds {
		c.trace(&ds[i])
	}
	put := func(kind, name, from, to string) {
		if from != to {
			ds = append(ds, Difference{Kind: kind, Name: name, From: from, To: to})
		}
	}
	put("partitions", "", fieldNames(from.Partitions), fieldNames(to.Partitions))
	put("format", "", from.Format, to.Format)
	put("location", "", cmp.Or(from.Location, "."), cmp.Or(to.Location, "."))
	put("comment", "", from.Comment, to.Comment)
	comments := make(map[string]string)
	for _, f := range slices.Concat(from.Columns, from.Partitions) {
		comments[f.Name] = f.Comment
	}
	for _, f := range slices.Concat(to.Columns, to.Partitions) {
		if was, ok := comments[f.Name]; ok {
			put("comment", f.Name, was, f.Comment)
		}
	}
	keys := maps.Clone(from.Parameters)
	if keys == nil {
		keys = make(map[string]string)
	}
	maps.Copy(keys, to.Parameters)
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		put("parameter", key, from.Parameters[key], to.Parameters[key])
	}
	if len(ds) == 0 && !sameDefinition(from, to) {
		ds = append(ds, Difference{Kind: "order"})
	}
	return ds
}

// diffFields adds the differences between the columns, or the members of the
// column that prefix leads to, in the order of the new ones.
func diffFields(ds []Difference, prefix string, from, to []schema.Field) []Difference {
	old := make(map[string]schema.Type, len(from))
	for _, f := range from {
		old[f.Name] = f.Type
	}
	for _, f := range to {
		was, ok := old[f.Name]
		if !ok {
			ds = append(ds, Difference{Kind: "column", Name: prefix + f.Name, To: f.Type.String()})
			continue
		}
		delete(old, f.Name)
		ds = diffTypes(ds, prefix+f.Name, was, f.Type)
	}
	for _, f := range from {
		if was, gone := old[f.Name]; gone {
			ds = append(ds, Difference{Kind: "column", Name: prefix + f.Name, From: was.String()})
		}
	}
	return ds
}

func diffTypes(ds []Difference, name string, from, to schema.Type) []Difference {
	switch {
	case from.Equal(to):
		return ds
	case from.Kind == schema.Struct && to.Kind == schema.Struct:
		return diffFields(ds, name+".", from.Fields, to.Fields)
	case from.Kind == schema.Array && to.Kind == schema.Array:
		return diffTypes(ds, name+"[]", *from.Elem, *to.Elem)
	}
	return append(ds, Difference{Kind: "column", Name: name, From: from.String(), To: to.String()})
}

// trace finds the first of the new files that has what the old table had not.
func (c AlterTable) trace(d *Difference) {
	if d.To == "" {
		return
	}
	column, path := d.Name, ""
	if schema.Lookup(c.To.Columns, column) < 0 {
		if cut := strings.IndexAny(column, ".["); cut > 0 {
			column, path = column[:cut], strings.TrimPrefix(column[cut:], ".")
		}
	}
	i := schema.Lookup(c.From.Columns, column)
	for _, files := range [][]File{c.Files.Added, c.Files.Changed, c.Files.Reread} {
		for _, f := range files {
			if f.Scan == nil {
				continue
			}
			at := slices.IndexFunc(f.Scan.Columns, func(col datasets.Column) bool { return col.Name == column })
			if at < 0 {
				continue
			}
			if i >= 0 && schema.Merge(c.From.Columns[i].Type, f.Scan.Columns[at].Type).Equal(c.From.Columns[i].Type) {
				continue
			}
			d.File = f.Path
			if evidence, err := f.Evidence(); err == nil && i >= 0 && at < len(evidence) {
				d.Place = placed(evidence[at], path)
			}
			return
		}
	}
}
