package crawl

import (
	"context"
	"iter"
	"slices"
	"strings"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
)

// merge makes the table of a group: the columns of all its files, each with the
// narrowest type that holds its values in every file, and the partition columns.
func (r *run) merge(ctx context.Context, g *group) (catalog.TableFiles, error) {
	m := newMerger(g, r.pins.table(g.Name, r.known))
	m.gather()
	partitions := m.partitions()
	t := catalog.TableFiles{Table: catalog.Table{
		Name:       catalog.Name{Database: r.database(), Table: g.Name},
		Location:   strings.ToValidUTF8(g.Location, "\uFFFD"),
		Format:     g.files[0].scan.Format,
		Columns:    m.fields(partitions),
		Partitions: partitions,
		Comment:    m.pin.Comment,
		Parameters: r.pins.remembered(g.files[0].scan.Format),
		Crawled:    r.start,
	}}
	m.settle(t.Table.Columns)
	settled, err := r.resolveDates(ctx, m)
	if err != nil {
		return t, err
	}
	check := checking{run: r, merger: m, table: &t, partitions: partitions}
	t.Problems, err = check.problems(ctx)
	t.Problems = append(t.Problems, settled...)
	t.Table.Stats.Files = int64(len(g.files))
	for _, f := range g.files {
		t.Table.Stats.Rows += f.scan.Rows
		t.Table.Stats.Bytes += f.Size
	}
	if r.light {
		t.Each = r.records(m)
	} else {
		t.Files = slices.Collect(r.records(m))
	}
	return t, err
}

// records yields the files of a table as the catalog records them.
func (r *run) records(m *merger) iter.Seq[catalog.File] {
	return func(yield func(catalog.File) bool) {
		for i := range m.group.files {
			if !yield(r.record(m, i)) {
				return
			}
		}
	}
}

// record returns the file at that place as the catalog records it, with its
// columns named. Files whose scans are the same share it.
func (r *run) record(m *merger, i int) catalog.File {
	f := m.group.files[i]
	file := catalog.File{
		Path: f.Path, Size: f.Size, ModTime: f.ModTime, Partitions: f.values,
		Scan: m.scan(f.scan, m.columns(i), r.kinds.shares(f.scan, f.kind)),
		From: f.has().from, Fingerprint: f.fingerprint.text(), Checksum: f.has().checksum,
	}
	if !f.packed.empty() {
		file.Packed = spooled{r.spool, f.packed}
	}
	return file
}

// A namedScan is a scan with the columns of a table; first is the first of them.
type namedScan struct {
	scan  *datasets.Scan
	first *datasets.Column
}

// scan returns a scan with other columns; if it is shared, one that is shared as well.
func (m *merger) scan(s *datasets.Scan, columns []datasets.Column, shared bool) *datasets.Scan {
	key := namedScan{scan: s}
	if len(columns) > 0 {
		key.first = &columns[0]
	}
	if named := m.scans[key]; named != nil {
		return named
	}
	named := *s
	named.Columns = columns
	if shared {
		m.scans[key] = &named
	}
	return &named
}

// A merger gathers the columns of the files of a table.
type merger struct {
	group  *group
	pin    *TablePin
	kinds  []*kind // of the files, in the order of the first file of each
	named  map[*kind][]datasets.Column
	own    map[int][]datasets.Column // of the files, by place, that have others than their kind
	merged []schema.Field
	at     map[string]int // name -> index in merged
	scans  map[namedScan]*datasets.Scan
}

// columns returns the columns of the file at that place, which files share.
func (m *merger) columns(i int) []datasets.Column {
	if own, ok := m.own[i]; ok {
		return own
	}
	return m.named[m.group.files[i].kind]
}

func newMerger(g *group, pin *TablePin) *merger {
	if pin == nil {
		pin = new(TablePin)
	}
	return &merger{
		group: g, pin: pin, named: make(map[*kind][]datasets.Column), own: make(map[int][]datasets.Column), at: make(map[string]int),
		scans: make(map[namedScan]*datasets.Scan),
	}
}

// gather names the columns of each kind of file, and widens those of the table
// by them.
func (m *merger) gather() {
	for _, f := range m.group.files {
		if m.named[f.kind] == nil {
			m.named[f.kind] = []datasets.Column{} // in place of nil, which is what a file without columns has
			m.kinds = append(m.kinds, f.kind)
		}
	}
	for _, k := range m.kinds {
		m.addKind(k)
	}
}

func (m *merger) addKind(k *kind) {
	columns := slices.Clone(k.layout.Columns)
	names := m.names(k)
	for i := range columns {
		c := &columns[i]
		c.Name = names[i]
		p, pinned := m.pin.column(c.Name, c.Source)
		if pinned {
			c.Name = p.rename(c.Name)
			p.apply(c)
			if p.Hidden {
				c.Name = ""
				continue
			}
		}
		j, ok := m.at[c.Name]
		if !ok {
			j = len(m.merged)
			m.at[c.Name] = j
			m.merged = append(m.merged, schema.Field{Name: c.Name})
		}
		field := &m.merged[j]
		if p.Comment != "" {
			field.Comment = p.Comment
		}
		field.Type = schema.Merge(field.Type, lowered(c.Type))
	}
	m.named[k] = columns
}

// names returns the names for the columns of a kind: those of a file without
// header are those of the first file that has one and as many columns.
func (m *merger) names(k *kind) []string {
	if k.shape.positional {
		for _, other := range m.kinds {
			if !other.shape.positional && len(other.names) == len(k.names) {
				return other.names
			}
		}
	}
	return k.names
}

// fields returns the columns of the table. A column that a partition is named
// for is left to the partition, as in Athena; one without a value is a string.
func (m *merger) fields(partitions []schema.Field) []schema.Field {
	fields := make([]schema.Field, 0, len(m.merged))
	for _, f := range m.merged {
		if schema.Lookup(partitions, f.Name) >= 0 {
			continue
		}
		f.Type = settled(f.Type)
		if t := m.pin.typeOf(f.Name); t.Kind != schema.Unknown {
			f.Type = t
		}
		fields = append(fields, f)
	}
	return fields
}

// partitions returns the partition columns, with the names and types that a
// person decided.
func (m *merger) partitions() []schema.Field {
	found := slices.Clone(m.group.Levels)
	for i, name := range m.pin.Partitions {
		if i < len(m.group.Levels) {
			m.group.Levels[i] = name
		}
	}
	fields := partitionFields(m.group)
	for i := range fields {
		if p, ok := m.pin.column(fields[i].Name, found[i]); ok {
			fields[i].Name = p.rename(fields[i].Name)
			fields[i].Comment = p.Comment
			if p.Type.Kind != schema.Unknown {
				fields[i].Type = p.Type
			}
			m.group.Levels[i] = fields[i].Name
		}
	}
	return fields
}

// settle lets the texts that a file alone reads as null be text, where the
// column is text in the table: they are null only beside numbers and dates.
func (m *merger) settle(fields []schema.Field) {
	text := make(map[string]bool)
	for _, f := range fields {
		if f.Type.Kind.Text() {
			text[f.Name] = true
		}
	}
	for _, columns := range m.named {
		for i := range columns {
			c := &columns[i]
			if text[c.Name] && len(c.Nulls) > 0 && !c.Type.Kind.Text() && !m.pin.nulls(c.Name, c.Source) {
				c.Nulls = alwaysNull(c.Nulls)
			}
		}
	}
}

// alwaysNull returns those texts that are null among text too: Hive's.
func alwaysNull(nulls []string) []string {
	if slices.Contains(nulls, `\N`) {
		return []string{`\N`}
	}
	return nil
}

// lowered returns t with the names of the members of its structs in lower case,
// as the catalog has them.
func lowered(t schema.Type) schema.Type {
	switch t.Kind {
	case schema.Array:
		return schema.ArrayOf(lowered(*t.Elem))
	case schema.Map:
		return schema.MapOf(*t.Key, lowered(*t.Elem))
	case schema.Struct:
		at := make(map[string]int, len(t.Fields))
		fields := make([]schema.Field, 0, len(t.Fields))
		for _, f := range t.Fields {
			f.Name, f.Type = strings.ToLower(f.Name), lowered(f.Type)
			if i, ok := at[f.Name]; ok {
				fields[i].Type = schema.Merge(fields[i].Type, f.Type)
				continue
			}
			at[f.Name] = len(fields)
			fields = append(fields, f)
		}
		return schema.StructOf(fields...)
	}
	return t
}

// settled returns t with string for every part of it that no value was seen of.
func settled(t schema.Type) schema.Type {
	switch t.Kind {
	case schema.Unknown:
		return schema.Type{Kind: schema.String}
	case schema.Array:
		return schema.ArrayOf(settled(*t.Elem))
	case schema.Map:
		return schema.MapOf(settled(*t.Key), settled(*t.Elem))
	case schema.Struct:
		if len(t.Fields) == 0 {
			return schema.Type{Kind: schema.String}
		}
		fields := slices.Clone(t.Fields)
		for i := range fields {
			fields[i].Type = settled(fields[i].Type)
		}
		return schema.StructOf(fields...)
	}
	return t
}
