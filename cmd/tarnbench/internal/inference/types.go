package inference

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tarnlake/tarn/datasets/schema"
	"github.com/tarnlake/tarn/query/bind"
)

// A class is what types of several systems are alike in.
type class string

const (
	integer class = "integer"
	float   class = "float"
	date    class = "date"
	boolean class = "boolean"
	text    class = "string"
)

// classOf returns the class of a type of the catalog.
func classOf(t schema.Type) class {
	switch {
	case t.Kind.Temporal():
		return date
	case t.Kind == schema.Boolean:
		return boolean
	case t.Kind == schema.Decimal && t.Scale > 0, t.Kind == schema.Double, t.Kind == schema.Float:
		return float
	case t.Kind.Numeric():
		return integer
	}
	return text
}

// engineClass returns the class of a type as DuckDB writes it.
func engineClass(t string) class {
	switch {
	case strings.HasPrefix(t, "TIMESTAMP"), t == "DATE":
		return date
	case t == "BOOLEAN":
		return boolean
	case t == "DOUBLE", t == "FLOAT", strings.HasPrefix(t, "DECIMAL") && !strings.HasSuffix(t, ",0)"):
		return float
	case strings.HasSuffix(t, "INT"), strings.HasSuffix(t, "INTEGER"), strings.HasPrefix(t, "DECIMAL"):
		return integer
	}
	return text
}

// described returns the classes of the columns that DuckDB finds in files. Where
// it takes them for no text it is told that they are in Latin-1.
func (b *bench) described(paths ...string) []class {
	literals := make([]string, len(paths))
	for i, path := range paths {
		literals[i] = bind.Literal(path)
	}
	describe := "DESCRIBE FROM read_csv([" + strings.Join(literals, ", ") + "], union_by_name = true"
	rows, err := b.rows(describe + ")")
	if err != nil {
		rows, err = b.rows(describe + ", encoding = 'latin-1')")
	}
	if err != nil {
		return nil // not read at all
	}
	var classes []class
	for _, row := range rows {
		classes = append(classes, engineClass(row[1].(string)))
	}
	return classes
}

// at returns the class of column i, or none.
func at(classes []class, i int) class {
	if i < len(classes) {
		return classes[i]
	}
	return ""
}

// ptype compares the types of the columns of ptype's tables (Ceritli, Williams
// and Geddes, 2020) with those that its authors gave them by hand. A year is a
// date to them, and so is 2012-13, for which Athena has no type. So a column all
// of whose values the crawl takes for years counts as one of dates, also where
// the authors say otherwise.
func (b *bench) ptype() ([]Figure, error) {
	const set = "types/ptype"
	c, err := b.crawl(set + "/data")
	if err != nil {
		return nil, err
	}
	defer c.lake.Close()
	var tables map[string][]string
	if err := readJSON(filepath.Join(b.data, set, "annotations/annotations.json"), &tables); err != nil {
		return nil, err
	}
	var t tally
	for _, name := range slices.Sorted(maps.Keys(tables)) {
		file := name + ".csv"
		var tarn []class
		if m := c.files[file]; m.Scan != nil {
			for i, column := range m.Columns {
				tarn = append(tarn, classOf(column.Type))
				if m.evidence[i].Period != "" {
					tarn[i] = date
				}
			}
		}
		duckdb := b.described(filepath.Join(c.lake.Dir(), file))
		for i, annotation := range tables[name] {
			want := ptypeClass(annotation)
			t.add(at(tarn, i) == want, at(duckdb, i) == want, "%s, column %d: got %q, want %s", file, i+1, at(tarn, i), annotation)
		}
	}
	return []Figure{t.share(set, "columns of the right type", .95)}, nil
}

func ptypeClass(annotation string) class {
	switch {
	case strings.HasPrefix(annotation, "date"):
		return date
	case annotation == "gender" || annotation == "all identical":
		return text
	}
	return class(annotation)
}

// A labelled is a column and the type that a data package gives it.
type labelled struct{ Name, Type string }

// A resource is a file whose columns are labelled.
type resource struct {
	path   string // in the folder of the set
	fields []labelled
}

// datahub compares types with those that the keepers of datahub.io's core data
// sets gave to the columns: as they are in each file, and as they are in the
// table of which a crawl makes the file a part. DuckDB is asked for each file,
// and for all files of such a table together.
func (b *bench) datahub() ([]Figure, error) {
	const set = "types/datahub"
	c, err := b.crawl(set)
	if err != nil {
		return nil, err
	}
	defer c.lake.Close()
	resources, err := dataPackages(c.lake.Dir())
	if err != nil {
		return nil, err
	}
	together := make(map[string][]string) // paths of a table's files
	for path, m := range c.files {
		together[m.table.Name.Table] = append(together[m.table.Name.Table], filepath.Join(c.lake.Dir(), path))
	}
	tableTypes := make(map[string][]class)
	var alone, tables tally
	for _, r := range resources {
		m, ok := c.files[r.path]
		if !ok {
			for _, f := range r.fields {
				alone.add(false, false, "%s %q: left out: %s", r.path, f.Name, c.left[r.path])
				tables.add(false, false, "%s %q: left out", r.path, f.Name)
			}
			continue
		}
		duckdb := b.described(filepath.Join(c.lake.Dir(), r.path))
		name := m.table.Name.Table
		if tableTypes[name] == nil {
			paths := slices.Sorted(slices.Values(together[name]))
			tableTypes[name] = b.described(paths...)
		}
		for i, f := range r.fields {
			var file, table class
			if i < len(m.Columns) {
				file, table = classOf(m.Columns[i].Type), m.inTable(i)
			}
			alone.add(holds(f.Type, file), holds(f.Type, at(duckdb, i)), "%s %q: got %q, want %s", r.path, f.Name, file, f.Type)
			tables.add(holds(f.Type, table), holds(f.Type, at(tableTypes[name], i)), "%s %q: got %q, want %s", r.path, f.Name, table, f.Type)
		}
	}
	return []Figure{alone.share(set, "columns of the right type, file by file", none), tables.share(set, "the same, as tables", .93)}, nil
}

// inTable returns the class that a column of the file has in its table.
func (m *member) inTable(i int) class {
	for _, f := range m.table.Columns {
		if f.Name == m.Columns[i].Name {
			return classOf(f.Type)
		}
	}
	return ""
}

// dataPackages returns the files that data packages in and below folder
// describe, as far as they are there.
func dataPackages(folder string) (resources []resource, err error) {
	err = filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.Name() != "datapackage.json" {
			return err
		}
		var p struct {
			Resources []struct {
				Path   string
				Schema struct{ Fields []labelled }
			}
		}
		if err := readJSON(path, &p); err != nil {
			return err
		}
		for _, r := range p.Resources {
			file := filepath.Join(filepath.Dir(path), r.Path)
			if _, err := os.Stat(file); err != nil || len(r.Schema.Fields) == 0 || filepath.Ext(file) != ".csv" {
				continue
			}
			relative, err := filepath.Rel(folder, file)
			if err != nil {
				return err
			}
			resources = append(resources, resource{filepath.ToSlash(relative), r.Schema.Fields})
		}
		return nil
	})
	return resources, err
}

// holds reports whether a class is what a data package calls by that name. An
// integer is accepted for a number, because a file may hold no fraction, and a
// year is a whole number, because Athena has no type for it.
func holds(name string, c class) bool {
	switch name {
	case "integer", "year":
		return c == integer
	case "number":
		return c == integer || c == float
	case "date", "datetime":
		return c == date
	case "boolean":
		return c == boolean
	}
	return c == text
}
