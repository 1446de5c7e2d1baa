package crawl

import (
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
// [SetType], [SetName], [SetDates], [SetNulls], [Hide], [Show], [SetOption],
// [SetFormat], [SetPartitions], [SetComment], [SetParameter], [Reset] and
// [ResetOption].
type Edit interface {
	edit(*altering) error
}

// The edits. Columns go by their names in the catalog or, where that is not
// ambiguous, in the files.
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
	// Hide takes a column out of the table, and Show takes that back.
	Hide struct{ Column string }
	Show struct{ Column string }
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
	// ResetOption takes back what was decided about an option of the format, or
	// about the format itself: "format".
	ResetOption struct{ Option string }
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

// An altering is a table that is being altered.
type altering struct {
	from, to catalog.Table
	known    *catalog.Known
	files    []catalog.KnownFile // of the table, sorted by path
	sources  map[string]string   // names in the files -> names in the table, where one file or more says so
	empty    map[string]bool     // columns of the table that no file has
	touched  map[string]bool     // columns that an edit is about
	scan     bool                // all files have to be read
}

// newAltering begins to alter a table.
func newAltering(from catalog.Table, known *catalog.Known) *altering {
	a := &altering{from: from, to: from, known: known, touched: make(map[string]bool)}
	a.to.Columns, a.to.Partitions = slices.Clone(from.Columns), slices.Clone(from.Partitions)
	a.to.Parameters = maps.Clone(from.Parameters)
	if a.to.Parameters == nil {
		a.to.Parameters = make(map[string]string)
	}
	for k := range known.Files() {
		if k.Table == from.Name {
			a.files = append(a.files, k)
		}
	}
	slices.SortFunc(a.files, func(a, b catalog.KnownFile) int { return strings.Compare(a.Path, b.Path) })
	a.lookAtFiles()
	return a
}

// lookAtFiles finds out which columns the files have.
func (a *altering) lookAtFiles() {
	a.empty = make(map[string]bool)
	for _, f := range a.from.Columns {
		a.empty[f.Name] = true
	}
	scans := make([]*datasets.Scan, len(a.files))
	for i := range a.files {
		scans[i] = a.files[i].Scan
	}
	a.lookAt(scans)
}

// take goes on with a table as it was found after the first of the edits.
func (a *altering) take(found catalog.TableFiles) {
	a.to = found.Table
	a.to.Columns, a.to.Partitions = slices.Clone(a.to.Columns), slices.Clone(a.to.Partitions)
	scans := make([]*datasets.Scan, len(found.Files))
	for i := range found.Files {
		scans[i] = found.Files[i].Scan
	}
	a.lookAt(scans)
}

// make makes edits.
func (a *altering) make(edits []Edit) error {
	for _, e := range edits {
		if err := e.edit(a); err != nil {
			return err
		}
	}
	return nil
}

// lookAt notes which columns of the files are which of the table.
func (a *altering) lookAt(scans []*datasets.Scan) {
	a.sources = make(map[string]string)
	seen := make(map[any]bool)
	for _, scan := range scans {
		columns := scan.Columns
		if len(columns) == 0 || seen[&columns[0]] {
			continue
		}
		seen[&columns[0]] = true
		for _, c := range columns {
			delete(a.empty, c.Name)
			if was, twice := a.sources[c.Source]; twice && was != c.Name {
				a.sources[c.Source] = ""
			} else {
				a.sources[c.Source] = c.Name
			}
		}
	}
}

func (a *altering) fail(format string, args ...any) error {
	return &EditError{Table: a.to.Name, Text: fmt.Sprintf(format, args...)}
}

// field returns the column or partition of that name, which is going to change.
func (a *altering) field(name string) (*schema.Field, error) {
	if f := a.lookup(name); f != nil {
		a.touched[f.Name] = true
		return f, nil
	}
	return nil, a.noColumn(name, nil)
}

func (a *altering) lookup(name string) *schema.Field {
	for _, as := range []string{strings.ToLower(name), a.sources[name], catalog.TableName(name)} {
		for _, fields := range [][]schema.Field{a.to.Columns, a.to.Partitions} {
			if i := schema.Lookup(fields, as); i >= 0 && as != "" {
				return &fields[i]
			}
		}
	}
	return nil
}

// noColumn says that there is no column of that name, and offers one.
func (a *altering) noColumn(name string, others []string) error {
	for _, f := range slices.Concat(a.to.Columns, a.to.Partitions) {
		others = append(others, f.Name)
	}
	e := &EditError{Table: a.to.Name, Text: fmt.Sprintf("there is no column %q", name)}
	switch {
	case a.to.Parameters[pinHidden+catalog.TableName(name)] != "":
		e.Near = "it is hidden"
	case catalog.Nearest(strings.ToLower(name), others) != "":
		e.Near = "did you mean " + catalog.Nearest(strings.ToLower(name), others) + "?"
	default:
		e.Near = "the columns are " + strings.Join(others[:min(len(others), 20)], ", ")
	}
	return e
}

// foundAs returns the name that the crawl found for the column of that name.
func foundAs(parameters map[string]string, name string) string {
	for key, value := range parameters {
		if was, ok := strings.CutPrefix(key, pinName); ok && value == name {
			return was
		}
	}
	return name
}

func (a *altering) found(name string) string { return foundAs(a.to.Parameters, name) }

// rename gives a column another name.
func (a *altering) rename(f *schema.Field, to string) {
	a.touched[to] = true
	if a.empty[f.Name] {
		a.empty[to] = true
	}
	for source, name := range a.sources {
		if name == f.Name {
			a.sources[source] = to
		}
	}
	f.Name = to
}

func (e SetType) edit(a *altering) error {
	f, err := a.field(e.Column)
	if err != nil {
		return err
	}
	if e.Type.Kind == schema.Unknown {
		return a.fail("%s needs a type", f.Name)
	}
	f.Type = e.Type
	a.to.Parameters[pinType+a.found(f.Name)] = e.Type.String()
	return nil
}

func (e SetName) edit(a *altering) error {
	f, err := a.field(e.Column)
	if err != nil {
		return err
	}
	if clean := catalog.TableName(e.To); clean != e.To {
		return &EditError{Table: a.to.Name, Text: fmt.Sprintf("%q cannot be the name of a column", e.To), Near: "such as " + clean}
	}
	found := a.found(f.Name)
	if e.To == f.Name {
		return nil
	}
	if slices.ContainsFunc(slices.Concat(a.to.Columns, a.to.Partitions), func(f schema.Field) bool { return f.Name == e.To }) {
		return a.fail("there is a column %s already", e.To)
	}
	a.rename(f, e.To)
	a.to.Parameters[pinName+found] = e.To
	if e.To == found {
		delete(a.to.Parameters, pinName+found)
	}
	return nil
}

func (e SetDates) edit(a *altering) error {
	f, err := a.field(e.Column)
	if err != nil {
		return err
	}
	if a.format() == "parquet" {
		return a.fail("its files are parquet, which says what the dates of %s are", f.Name)
	}
	if !strings.Contains(e.Format, "%") {
		return &EditError{Table: a.to.Name, Text: fmt.Sprintf("%q is no format of dates", e.Format), Near: "as in %d/%m/%Y"}
	}
	a.to.Parameters[pinDates+a.found(f.Name)] = e.Format
	if !f.Type.Kind.Temporal() {
		return SetType{f.Name, temporal(e.Format)}.edit(a)
	}
	return nil
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

func (e SetNulls) edit(a *altering) error {
	f, err := a.field(e.Column)
	if err != nil {
		return err
	}
	if format := a.format(); format != "csv" {
		return a.fail("its files are %s, which has nulls of its own", format)
	}
	encoded, err := json.Marshal(append([]string{}, e.Texts...))
	a.to.Parameters[pinNulls+a.found(f.Name)] = string(encoded)
	return err
}

func (e Hide) edit(a *altering) error {
	f, err := a.field(e.Column)
	if err != nil {
		return err
	}
	name := f.Name
	i := schema.Lookup(a.to.Columns, name)
	switch {
	case i < 0:
		return a.fail("%s is a partition, and these are in the names of folders", name)
	case len(a.to.Columns) == 1:
		return a.fail("%s is its only column", name)
	}
	a.to.Columns = slices.Delete(a.to.Columns, i, i+1)
	a.to.Parameters[pinHidden+a.found(name)] = "true"
	return nil
}

func (e Show) edit(a *altering) error {
	var hidden []string
	for key := range a.to.Parameters {
		if name, ok := strings.CutPrefix(key, pinHidden); ok {
			hidden = append(hidden, name)
		}
	}
	for _, name := range []string{a.found(e.Column), a.found(catalog.TableName(e.Column))} {
		if slices.Contains(hidden, name) {
			delete(a.to.Parameters, pinHidden+name)
			a.touch(name)
			return nil
		}
	}
	if f := a.lookup(e.Column); f != nil {
		return a.fail("%s is not hidden", f.Name)
	}
	return a.noColumn(e.Column, hidden)
}

// touch notes that an edit is about the column that the crawl found by that name.
func (a *altering) touch(found string) {
	a.touched[found] = true
	if now := a.to.Parameters[pinName+found]; now != "" {
		a.touched[now] = true
	}
}

func (e SetOption) edit(a *altering) error {
	format := formatOf(map[string]string{e.Option: ""})
	if format == "" && !commonOptions[e.Option] {
		err := &EditError{Table: a.to.Name, Text: fmt.Sprintf("there is no option %q", e.Option), Near: "the options are " + strings.Join(optionNames(), ", ")}
		if near := catalog.Nearest(e.Option, optionNames()); near != "" {
			err.Near = "did you mean " + near + "?"
		}
		return err
	}
	if is := a.format(); format != "" && is != format {
		return a.fail("its files are %s, and %s is an option of %s", is, e.Option, format)
	}
	a.to.Parameters[pinOption+e.Option] = e.Value
	return nil
}

// format returns the format that the files are read in.
func (a *altering) format() string {
	if format := a.to.Parameters[pinFormat]; format != "" {
		return format
	}
	return a.to.Format
}

func (e SetFormat) edit(a *altering) error {
	if _, ok := formats.ByName(e.Format); !ok {
		var names []string
		for _, f := range formats.All() {
			names = append(names, f.Name())
		}
		return &EditError{a.to.Name, fmt.Sprintf("there is no format %q", e.Format), "the formats are " + strings.Join(names, ", ")}
	}
	a.to.Parameters[pinFormat] = e.Format
	return nil
}

func (e SetPartitions) edit(a *altering) error {
	if len(e.Names) != len(a.to.Partitions) {
		return a.fail("it has %s, and %s", plural(len(a.to.Partitions), "partition column"), plural(len(e.Names), "name"))
	}
	for i, name := range e.Names {
		if err := (SetName{a.to.Partitions[i].Name, name}).edit(a); err != nil {
			return err
		}
	}
	return nil
}

func (e SetComment) edit(a *altering) error {
	if e.Column == "" {
		a.to.Comment = e.Text
		return nil
	}
	f := a.lookup(e.Column)
	if f == nil {
		return a.noColumn(e.Column, nil)
	}
	f.Comment = e.Text
	return nil
}

func (e SetParameter) edit(a *altering) error {
	if strings.HasPrefix(e.Key, pinPrefix) || e.Key == "" || e.Key == catalog.Deprecated || e.Key == catalog.CreatedBy {
		return a.fail("the parameter %q is not for people", e.Key)
	}
	a.to.Parameters[e.Key] = e.Value
	if e.Value == "" {
		delete(a.to.Parameters, e.Key)
	}
	return nil
}

func (e Reset) edit(a *altering) error {
	var names []string // that the crawl found, of what may be meant
	if e.Column != "" {
		if f := a.lookup(e.Column); f != nil {
			names = append(names, a.found(f.Name))
		}
		names = append(names, a.found(e.Column), a.found(catalog.TableName(e.Column)))
	}
	reset := false
	for _, key := range slices.Sorted(maps.Keys(a.to.Parameters)) {
		rest, ofColumn := strings.CutPrefix(key, pinColumn)
		_, name, _ := strings.Cut(rest, ".")
		if !strings.HasPrefix(key, pinPrefix) || e.Column != "" && !(ofColumn && slices.Contains(names, name)) {
			continue
		}
		a.reset(key, name)
		reset = true
	}
	if !reset && e.Column != "" && a.lookup(e.Column) == nil {
		return a.noColumn(e.Column, nil)
	}
	return nil
}

// reset takes back one decision, which is about the column that the crawl found
// by that name.
func (a *altering) reset(key, found string) {
	value := a.to.Parameters[key]
	delete(a.to.Parameters, key)
	switch {
	case !strings.HasPrefix(key, pinColumn):
	case strings.HasPrefix(key, pinName):
		if f := a.lookup(value); f != nil {
			a.touched[f.Name] = true
			a.rename(f, found)
		}
	case strings.HasPrefix(key, pinDates), strings.HasPrefix(key, pinNulls):
		a.scan = true // it is in the layouts of the files
		a.touch(found)
	default:
		a.touch(found)
	}
}

func (e ResetOption) edit(a *altering) error {
	for _, key := range []string{pinOption + e.Option, pinPrefix + e.Option} {
		if _, ok := a.to.Parameters[key]; ok && (key == pinFormat || strings.HasPrefix(key, pinOption)) {
			a.reset(key, "")
			return nil
		}
	}
	return a.fail("nothing is decided about the option %q", e.Option)
}
