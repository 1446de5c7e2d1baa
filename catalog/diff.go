package catalog

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/infer"
	"github.com/tarnlake/tarn/datasets/schema"
)

// Diff returns the changes that lead from the tables of have to those of want,
// sorted by name. Tables that are the same in both give none. Files are
// compared by path, size, time, checksum where both are known, partitions and how
// their rows are read; the Stats of the tables need not be set.
func Diff(have, want []TableFiles) []Change {
	have = slices.Clone(have)
	for i := range have {
		have[i].Table.Stats = sums(have[i].All())
	}
	return diff(have, want, func(have, want *TableFiles) *comparison { return compareFiles(have, want) })
}

// diff is Diff with another way to compare the files of tables; those of have
// have their Stats.
func diff(have, want []TableFiles, compare func(have, want *TableFiles) *comparison) []Change {
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
			changes = append(changes, DropTable{Table: have[0].Table})
		case order > 0:
			changes = append(changes, add(want[0]))
		default:
			if change, differs := alter(&have[0], &want[0], compare(&have[0], &want[0])); differs {
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
	c := AddTable{Table: want.Table, Files: sortedFiles(want.Files), each: want.Each}
	c.Table.Stats = sums(c.all())
	c.Table.Version = max(1, c.Table.Version)
	return c
}

func alter(have, want *TableFiles, files *comparison) (AlterTable, bool) {
	c := AlterTable{From: have.Table, To: want.Table, Files: files.changes, was: files.was}
	c.To.Stats = sums(want.All())
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
		maps.Equal(a.Parameters, b.Parameters) && sameMade(a.Made, b.Made)
}

// A Difference is one thing in which the To of an [AlterTable] is not its From.
type Difference struct {
	Kind string `json:"kind"`           // "column", "name", "order", "partitions", "format", "location", "comment" or "parameter"
	Name string `json:"name,omitempty"` // of the column or its member, such as "address.zip", or of the parameter
	From string `json:"from,omitempty"` // empty if it is new
	To   string `json:"to,omitempty"`   // empty if it is gone

	// The first file that made the difference, and the value in it that did, if
	// one file tells. Gone says that it did by what is not in it any more.
	File  string          `json:"file,omitempty"`
	Gone  bool            `json:"gone,omitempty"`
	Place *datasets.Place `json:"place,omitempty"`
}

// String writes the difference for people, such as "~ total int -> bigint".
func (d Difference) String() string {
	from, to := cmp.Or(datasets.Clip(d.From), "none"), cmp.Or(datasets.Clip(d.To), "none")
	switch {
	case d.Kind == "order":
		return "columns in another order"
	case d.Kind == "name":
		return "~ " + from + " is named " + to
	case d.Kind == "comment" && d.Name == "":
		return "comment changed"
	case d.Kind == "comment":
		return "comment of " + d.Name + " changed"
	case d.Kind == "parameter" && d.Name == Deprecated && d.From == "":
		return "deprecated: nothing of it is left in the lake"
	case d.Kind == "parameter" && d.Name == Deprecated:
		return "no longer deprecated"
	case d.Kind == "parameter" && strings.HasPrefix(d.Name, DecisionPrefix):
		return d.decision()
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

// Because says which file made the difference, such as
//
//	because of orders/may.csv line 17: "12.5"
//
// It is empty if no file tells.
func (d Difference) Because() string {
	switch {
	case d.File == "":
		return ""
	case d.Gone:
		return "because of what was in " + d.File
	case d.From == "":
		return "first in " + d.File
	}
	text := "because of " + d.File
	if d.Place == nil {
		return text
	}
	switch {
	case d.Place.Line > 0:
		text += fmt.Sprintf(" line %d", d.Place.Line)
	case d.Place.Byte > 0:
		text += fmt.Sprintf(" at byte %d", d.Place.Byte)
	}
	return text + fmt.Sprintf(": %q", d.Place.Value)
}

// Differences returns what is different apart from the files, and where it
// comes from.
func (c AlterTable) Differences() []Difference {
	from, to := &c.From, &c.To
	var ds []Difference
	put := func(kind, name, from, to string) {
		if from != to {
			ds = append(ds, Difference{Kind: kind, Name: name, From: from, To: to})
		}
	}
	was, names := c.renamed()
	for _, name := range names {
		put("name", "", name[0], name[1])
	}
	at := len(ds)
	ds = diffFields(ds, "", was, slices.Concat(to.Columns, to.Partitions))
	for i := range ds[at:] {
		c.trace(&ds[at+i], was)
	}
	put("partitions", "", fieldNames(from.Partitions), fieldNames(to.Partitions))
	put("format", "", from.Format, to.Format)
	put("location", "", cmp.Or(from.Location, "."), cmp.Or(to.Location, "."))
	put("comment", "", from.Comment, to.Comment)
	comments := make(map[string]string)
	for _, f := range was {
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

// trace finds the file that made a difference: the first of the new ones that
// has what the old table had not, or the first of those that are gone that had
// what the new table has not.
func (c AlterTable) trace(d *Difference, was []schema.Field) {
	column, path := d.Name, ""
	if c.decided(column) {
		return
	}
	if schema.Lookup(c.To.Columns, column) < 0 && schema.Lookup(was, column) < 0 {
		if cut := strings.IndexAny(column, ".["); cut > 0 {
			column, path = column[:cut], strings.TrimPrefix(column[cut:], ".")
		}
	}
	if d.To != "" {
		for _, files := range [][]File{c.Files.Added, c.Files.Changed, c.Files.Reread} {
			if f, at := unlike(files, column, was); f != nil {
				d.File = f.Path
				if i := schema.Lookup(was, column); i >= 0 {
					d.Place = decider(f, at, was[i].Type, path)
				}
				return
			}
		}
	}
	if d.From != "" {
		if f, _ := unlike(c.was, column, c.To.Columns); f != nil {
			d.File, d.Gone = f.Path, true
		}
	}
}

// unlike returns the first of the files that has a column, and its place there,
// that the fields do not have or of another type.
func unlike(files []File, column string, fields []schema.Field) (*File, int) {
	i := schema.Lookup(fields, column)
	for j := range files {
		columns := scanOf(&files[j]).Columns
		at := slices.IndexFunc(columns, func(c datasets.Column) bool { return c.Name == column })
		if at >= 0 && (i < 0 || !schema.Merge(fields[i].Type, columns[at].Type).Equal(fields[i].Type)) {
			return &files[j], at
		}
	}
	return nil, 0
}

// decider returns the place of the first value of a file's column that is not
// of a type; within a nested column, the one at that path if there is one.
func decider(f *File, column int, was schema.Type, path string) *datasets.Place {
	evidence, err := f.Evidence()
	if err != nil || column >= len(evidence) || len(evidence[column].Deciders) == 0 {
		return nil
	}
	places := evidence[column].Deciders
	i := slices.IndexFunc(places, func(p datasets.Place) bool {
		if path != "" {
			return p.Path == path
		}
		var value infer.Column
		value.Add([]byte(p.Value), infer.Pos{})
		return !schema.Merge(was, value.Result().Type).Equal(was)
	})
	return &places[max(0, i)]
}
