package crawl

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
)

// merge makes the table of a group: the columns of all its files, each with the
// narrowest type that holds its values in every file, and the partition columns.
func merge(database string, g *group, crawled time.Time) catalog.TableFiles {
	m := merger{at: make(map[string]int), header: headerFor(g)}
	var files []catalog.File
	var stats catalog.Stats
	for _, f := range g.files {
		scan := *f.scan
		scan.Columns = m.columns(f)
		values := partitionValues(f, g)
		files = append(files, catalog.File{Path: f.Path, Size: f.Size, ModTime: f.ModTime, Partitions: values, Scan: &scan})
		stats.Files++
		stats.Rows += scan.Rows
		stats.Bytes += f.Size
	}
	resolveFormats(files)
	partitions := partitionFields(g, files)
	t := catalog.Table{
		Name:       catalog.Name{Database: database, Table: g.Name},
		Location:   g.Location,
		Format:     g.files[0].scan.Format,
		Columns:    m.fields(partitions),
		Partitions: partitions,
		Stats:      stats,
		Crawled:    crawled,
	}
	return catalog.TableFiles{Table: t, Files: files}
}

// A merger gathers the columns of the files of a table.
type merger struct {
	merged []schema.Field
	at     map[string]int // name -> index in merged
	header []string       // names for the columns of files that have no header
}

// columns names the columns of a file and widens those of the table by them.
func (m *merger) columns(f *file) []datasets.Column {
	columns := slices.Clone(f.scan.Columns)
	names := columnNames(f)
	if positional(f) && len(m.header) == len(columns) {
		names = m.header
	}
	for i := range columns {
		c := &columns[i]
		c.Name = names[i]
		j, ok := m.at[c.Name]
		if !ok {
			j = len(m.merged)
			m.at[c.Name] = j
			m.merged = append(m.merged, schema.Field{Name: c.Name})
		}
		m.merged[j].Type = schema.Merge(m.merged[j].Type, lowered(c.Type))
	}
	return columns
}

// headerFor returns the names for files without a header: those of the first
// file of the group that has one and as many columns.
func headerFor(g *group) []string {
	if !slices.ContainsFunc(g.files, positional) {
		return nil
	}
	for _, f := range g.files {
		if !positional(f) {
			return columnNames(f)
		}
	}
	return nil
}

// fields returns the columns of the table. A column that a partition is named
// for is left to the partition, as in Athena; one without a value is a string.
func (m *merger) fields(partitions []schema.Field) []schema.Field {
	fields := make([]schema.Field, 0, len(m.merged))
	for _, f := range m.merged {
		if schema.Lookup(partitions, f.Name) < 0 {
			f.Type = settled(f.Type)
			fields = append(fields, f)
		}
	}
	return fields
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
		merged := schema.Type{Kind: schema.Struct}
		for _, f := range t.Fields {
			one := schema.StructOf(schema.Field{Name: strings.ToLower(f.Name), Type: lowered(f.Type)})
			merged = schema.Merge(merged, one)
		}
		return merged
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

// resolveFormats decides how dates are read where a file alone leaves it open,
// such as whether 01/02/2024 is in January: as in the files of the table that
// leave no doubt about the same column, if they agree.
func resolveFormats(files []catalog.File) {
	decided := make(map[string]map[string]int) // column -> format -> files
	for _, f := range files {
		for i, c := range f.Scan.Columns {
			if c.Type.Kind.Temporal() && len(candidates(f.Scan, i)) < 2 {
				if decided[c.Name] == nil {
					decided[c.Name] = make(map[string]int)
				}
				decided[c.Name][c.Format]++
			}
		}
	}
	for _, f := range files {
		for i := range f.Scan.Columns {
			c := &f.Scan.Columns[i]
			possible := candidates(f.Scan, i)
			if len(possible) < 2 {
				continue
			}
			best := slices.MaxFunc(possible, func(a, b string) int {
				return cmp.Compare(decided[c.Name][a], decided[c.Name][b])
			})
			if decided[c.Name][best] > 0 {
				c.Format = best
			}
		}
	}
}

// candidates returns the ways in which the dates of a column can be read. The
// scan of a file that has not changed comes without its evidence unless it is
// in doubt; see [recall].
func candidates(s *datasets.Scan, i int) []string {
	if i < len(s.Evidence) {
		return s.Evidence[i].Formats
	}
	return nil
}
