package infer

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tarnlake/tarn/datasets/schema"
)

// shared is where the data lies that is too large for this repository.
const shared = "../../../shared/data/types"

// needShared skips the test if the shared data is not there.
func needShared(t *testing.T, folder string) string {
	t.Helper()
	path := filepath.Join(shared, folder)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("no shared data: %v", err)
	}
	return path
}

// A table is a file of comma-separated values, column by column.
type table struct {
	names   []string
	columns []Column
}

// readTable infers the columns of a file. The first row is the header, if there is one.
func readTable(t *testing.T, path string, header bool) *table {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.LazyQuotes = true
	r.FieldsPerRecord = -1
	var tab table
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return &tab
		}
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if tab.names == nil {
			tab.names = make([]string, len(row))
			tab.columns = make([]Column, len(row))
			if header {
				row[0] = strings.TrimPrefix(row[0], "\uFEFF")
				copy(tab.names, row)
				continue
			}
		}
		for i := range tab.columns {
			if i >= len(row) || row[i] == "" {
				tab.columns[i].AddNull()
				continue
			}
			line, _ := r.FieldPos(i)
			tab.columns[i].Add([]byte(row[i]), Pos{Line: int64(line)})
		}
	}
}

// A score counts columns.
type score struct{ right, all int }

func (s *score) add(right bool) {
	s.all++
	if right {
		s.right++
	}
}

// check fails the test if the rate is below what was reached before.
func (s *score) check(t *testing.T, name string, least float64) {
	t.Helper()
	rate := float64(s.right) / float64(s.all)
	t.Logf("%s: right of %d of %d columns, %.4f", name, s.right, s.all, rate)
	if rate < least {
		t.Errorf("%s: got %.4f, want at least %.4f", name, rate, least)
	}
}

// The tables of ptype (Ceritli, Williams and Geddes, 2020), with the types that
// its authors gave to the columns by hand. DuckDB's sniffer is right of .878,
// ptype itself of .93.
//
// A year is a date to them (ptype's own answers call it date-iso-8601), and so
// is 2012-13. Athena has no type for either, but the result says what they are;
// so the class of a result, found from it alone, is a date if it has a Period.
// The rate by the types of Athena alone is given beside it.
//
// Most of what remains are columns that have a word beside yes and no, such as
// "Don't know", in a sixth to two thirds of their values: to them it is an
// anomaly of a boolean, and here a value that is not to be lost.
func TestPtype(t *testing.T) {
	folder := needShared(t, "ptype")
	text, err := os.ReadFile(filepath.Join(folder, "annotations/annotations.json"))
	if err != nil {
		t.Fatal(err)
	}
	var tables map[string][]string
	if err := json.Unmarshal(text, &tables); err != nil {
		t.Fatal(err)
	}
	var classes, types score
	for name, wants := range tables {
		tab := readTable(t, filepath.Join(folder, "data", name+".csv"), name != "auto")
		for i, annotation := range wants {
			r := tab.columns[i].Result()
			want := ptypeAnnotated(annotation)
			types.add(ptypeType(r.Type) == want)
			right := ptypeClass(&r) == want
			classes.add(right)
			if !right {
				t.Logf("%s %q: got %s %s, want %s: kinds %v, deciders %v",
					name, tab.names[i], r.Type, r.Evidence.Period, annotation, r.Evidence.Kinds, r.Evidence.Deciders)
			}
		}
	}
	classes.check(t, "classes", .95)
	types.check(t, "types alone", .92)
}

// ptypeAnnotated returns the class that an annotation names.
func ptypeAnnotated(annotation string) string {
	switch {
	case strings.HasPrefix(annotation, "date"):
		return "date"
	case annotation == "gender" || annotation == "all identical":
		return "string"
	}
	return annotation
}

// ptypeClass returns the class of a result.
func ptypeClass(r *Result) string {
	if r.Evidence.Period != "" {
		return "date"
	}
	return ptypeType(r.Type)
}

// ptypeType returns the class of a type.
func ptypeType(t schema.Type) string {
	switch {
	case t.Kind == schema.Bigint, t.Kind == schema.Decimal && t.Scale == 0:
		return "integer"
	case t.Kind.Numeric():
		return "float"
	case t.Kind.Temporal():
		return "date"
	case t.Kind == schema.Boolean:
		return "boolean"
	}
	return "string"
}

// A dataPackage describes the tables of a folder, by hand.
type dataPackage struct {
	Resources []struct {
		Path   string
		Schema struct{ Fields []labelled }
	}
}

// A labelled is a column with the type it should have.
type labelled struct{ Name, Type string }

// A resource is a table whose columns are labelled.
type resource struct {
	folder, file string
	fields       []labelled
	table        *table
}

// The tables of datahub.io's core data sets, with the types their keepers gave
// to the columns. DuckDB's sniffer is right of .848, file by file.
//
// A seventh of the columns have not one value in their file, and no reader can
// tell what they would hold: that bounds the rate file by file. But these files
// are of many with the same header, and so of one table, which is known better
// than each of its files. The goal of .93 is held against the tables, and
// against the columns that have values, file by file.
func TestDatahub(t *testing.T) {
	resources := datahub(t, needShared(t, "datahub"))
	tables := make(map[string][]schema.Type)
	for _, r := range resources {
		key := r.folder + ":" + strings.Join(r.table.names, ",")
		if tables[key] == nil {
			tables[key] = make([]schema.Type, len(r.table.columns))
		}
		for i := range r.table.columns {
			tables[key][i] = schema.Merge(tables[key][i], r.table.columns[i].Result().Type)
		}
	}
	var alone, valued, together score
	for _, r := range resources {
		types := tables[r.folder+":"+strings.Join(r.table.names, ",")]
		for i, f := range r.fields {
			if i >= len(types) {
				t.Fatalf("%s has no column %d", r.file, i)
			}
			got := r.table.columns[i].Result()
			held := datahubHolds(f.Type, got.Type)
			alone.add(held)
			if got.Type.Kind != schema.Unknown {
				valued.add(held)
			}
			right := datahubHolds(f.Type, types[i])
			together.add(right)
			if !right {
				t.Logf("%s %q: got %s, in its table %s, want %s: kinds %v nulls %v deciders %v", r.file, f.Name,
					got.Type, types[i], f.Type, got.Evidence.Kinds, got.Evidence.NullTexts, got.Evidence.Deciders)
			}
		}
	}
	alone.check(t, "files", .848)
	valued.check(t, "files, columns with values", .99)
	together.check(t, "tables", .99)
}

// datahub returns the tables of all packages in and below folder.
func datahub(t *testing.T, folder string) (resources []resource) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.Name() != "datapackage.json" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		var p dataPackage
		if err := json.Unmarshal(text, &p); err != nil {
			return err
		}
		for _, r := range p.Resources {
			file := filepath.Join(filepath.Dir(path), r.Path)
			if _, err := os.Stat(file); err != nil || len(r.Schema.Fields) == 0 || filepath.Ext(file) != ".csv" {
				continue // not in this copy of the data
			}
			resources = append(resources, resource{filepath.Dir(path), file, r.Schema.Fields, readTable(t, file, true)})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return resources
}

// datahubHolds reports whether t is what a data package calls by that name. An
// integer is accepted for a number, because a file may hold no fraction, and a
// year is a whole number, because Athena has no type for it.
func datahubHolds(name string, t schema.Type) bool {
	switch name {
	case "integer", "year":
		return t.Kind == schema.Bigint || t.Kind == schema.Decimal && t.Scale == 0
	case "number":
		return t.Kind.Numeric()
	case "date", "datetime":
		return t.Kind.Temporal()
	case "boolean":
		return t.Kind == schema.Boolean
	}
	return t.Kind == schema.String || t.Kind == schema.Unknown
}
