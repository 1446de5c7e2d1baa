package crawl

import (
	"encoding/json"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
)

// Pins are what a person decided about the lake. They come before what a crawl
// finds.
type Pins struct {
	Exclude []*datasets.Glob // files and folders to leave out
	Files   []FilePin        // later ones come before earlier ones
	Tables  []*TablePin      // in the order in which they are asked about a file

	header string // see [Crawler.Header]
}

// A FilePin says how some files are read.
type FilePin struct {
	Path    PathPin
	Format  string            // name of the format; "" if it is to be found out
	Options map[string]string // those of [datasets.Layout.Options] that are decided
}

// A TablePin is what is decided about a table.
type TablePin struct {
	Name       string
	Paths      []PathPin // if any, the files of the table
	Format     string
	Options    map[string]string
	Columns    map[string]ColumnPin // by the name in the catalog, or in the files
	Partitions []string             // names of the partition columns, outermost first
	Comment    string
}

// A ColumnPin is what is decided about a column.
type ColumnPin struct {
	Name    string      // in the catalog; "" to leave it
	Type    schema.Type // unknown to leave it
	Comment string
	Format  string   // how its dates are written, in strptime's notation
	Nulls   []string // texts that are null
	Hidden  bool     // it is not in the table
}

// A PathPin is a folder with all that is in it, a file, or a pattern.
type PathPin struct {
	text string
	glob *datasets.Glob // nil if it is no pattern
}

// ParsePath reads a path or a pattern relative to the lake.
func ParsePath(text string) (PathPin, error) {
	p := PathPin{text: strings.Trim(path.Clean(strings.TrimSpace(text)), "/")}
	if p.text == "." {
		p.text = ""
	}
	if !strings.ContainsAny(text, "*?[{") {
		return p, nil
	}
	p.text = text
	glob, err := datasets.ParseGlob(text)
	p.glob = glob
	return p, err
}

func (p PathPin) String() string { return p.text }

// Match reports whether a file is one of those that are meant.
func (p PathPin) Match(name string) bool {
	if p.glob != nil {
		return p.glob.Match(name)
	}
	rest, ok := strings.CutPrefix(name, p.text)
	return ok && (p.text == "" || rest == "" || rest[0] == '/')
}

// folder returns the folder that all files that are meant lie in.
func (p PathPin) folder() string {
	if p.glob == nil {
		return p.text
	}
	folder, _, _ := strings.Cut(p.text, "*")
	if i := strings.IndexAny(folder, `?[{\`); i >= 0 {
		folder = folder[:i]
	}
	return strings.TrimSuffix(folder[:strings.LastIndexByte(folder, '/')+1], "/")
}

// loadPins takes the pins of the crawler, or of the lake.
func (r *run) loadPins() (err error) {
	if r.pins = r.Pins; r.pins == nil {
		r.pins, err = ReadPins(r.lake)
	}
	if err == nil && r.Header != "" {
		pins := *r.pins
		pins.header = r.Header
		r.pins = &pins
	}
	return err
}

// fixed returns what is decided about how a file is read: options, and under
// "format" the format. It is nil if nothing is.
func (p *Pins) fixed(name string, known *catalog.Known) map[string]string {
	var fixed map[string]string
	decide := func(format string, options map[string]string) {
		if fixed == nil && (format != "" || len(options) > 0) {
			fixed = make(map[string]string)
		}
		maps.Copy(fixed, options)
		if format != "" {
			fixed[formatKey] = format
		}
	}
	if t := p.tableOf(name, known); t != nil {
		decide(t.Format, t.Options)
	}
	for _, f := range p.Files {
		if f.Path.Match(name) {
			decide(f.Format, f.Options)
		}
	}
	if fixed != nil && fixed[formatKey] == "" {
		if format := formatOf(fixed); format != "" {
			fixed[formatKey] = format
		}
	}
	return fixed
}

// tableOf returns what is decided about the table that a file belongs to, as
// far as that is known before it is read.
func (p *Pins) tableOf(name string, known *catalog.Known) *TablePin {
	if t := p.byPath(name); t != nil {
		return t
	}
	if table := known.Table(name).Table; table != "" {
		return p.table(table, known)
	}
	return p.table(homeOf(name, known), known)
}

// byPath returns the first table that a file is decided to be in.
func (p *Pins) byPath(name string) *TablePin {
	for _, t := range p.Tables {
		if slices.ContainsFunc(t.Paths, func(at PathPin) bool { return at.Match(name) }) {
			return t
		}
	}
	return nil
}

// homeOf returns the known table in whose folder, and no other table's, a new
// file lies, or else the dropped one.
func homeOf(name string, known *catalog.Known) string {
	if home, ok := homeAmong(known.Definitions(), name); ok {
		return home
	}
	home, _ := homeAmong(known.Past(), name)
	return home
}

func homeAmong(tables map[string]catalog.Table, name string) (home string, ok bool) {
	length := -1
	for table, t := range tables {
		if !(PathPin{text: t.Location}).Match(name) || len(t.Location) < length {
			continue
		}
		if len(t.Location) == length {
			home = "" // which of them is not known
			continue
		}
		home, length = table, len(t.Location)
	}
	return home, length >= 0
}

// table returns what is decided about the table of that name, in the catalog and
// beside it; nil if nothing is.
func (p *Pins) table(name string, known *catalog.Known) *TablePin {
	var pin *TablePin
	if t, ok := known.Definition(name); ok {
		pin = catalogPin(t.Parameters)
		if p.header != "" && t.Format == "csv" {
			pin = pin.under(&TablePin{Options: map[string]string{headerKey: p.header}})
		}
	}
	for _, t := range p.Tables {
		if t.Name == name && name != "" {
			pin = pin.under(t)
		}
	}
	return pin
}

// under returns what both decide; where they differ, the upper one counts.
func (t *TablePin) under(upper *TablePin) *TablePin {
	if t == nil {
		return upper
	}
	both := *upper
	both.Options = maps.Clone(t.Options)
	if both.Options == nil {
		both.Options = make(map[string]string)
	}
	maps.Copy(both.Options, upper.Options)
	both.Columns = maps.Clone(t.Columns)
	if both.Columns == nil {
		both.Columns = make(map[string]ColumnPin)
	}
	maps.Copy(both.Columns, upper.Columns)
	if both.Format == "" {
		both.Format = t.Format
	}
	if both.Partitions == nil {
		both.Partitions = t.Partitions
	}
	return &both
}

// misread returns the files that were read otherwise than is decided about the
// tables that they turned out to be in.
func (p *Pins) misread(groups []*group) []*file {
	var again []*file
	for _, t := range p.Tables {
		if t.Format == "" && len(t.Options) == 0 {
			continue
		}
		for _, g := range groups {
			if g.Name != t.Name {
				continue
			}
			for _, f := range g.files {
				fixed := maps.Clone(t.Options)
				if fixed == nil {
					fixed = make(map[string]string)
				}
				if format := t.Format; format != "" {
					fixed[formatKey] = format
				} else if format := formatOf(t.Options); format != "" {
					fixed[formatKey] = format
				}
				maps.Copy(fixed, f.fixed)
				if !maps.Equal(fixed, f.fixed) {
					f.fixed = fixed
					again = append(again, f)
				}
			}
		}
	}
	return again
}

// column returns what is decided about a column, by its name in the catalog or
// in the file.
func (t *TablePin) column(name, source string) (ColumnPin, bool) {
	if p, ok := t.Columns[name]; ok {
		return p, true
	}
	p, ok := t.Columns[source]
	return p, ok
}

// typeOf returns the type that is decided for the column that has that name now.
func (t *TablePin) typeOf(name string) schema.Type {
	for _, key := range slices.Sorted(maps.Keys(t.Columns)) {
		if p := t.Columns[key]; p.Name == name || p.Name == "" && catalog.TableName(key) == name || p.Name == "" && key == name {
			return p.Type
		}
	}
	return schema.Type{}
}

func (t *TablePin) format(name, source string) string {
	p, _ := t.columnNow(name, source)
	return p.Format
}

func (t *TablePin) nulls(name, source string) bool {
	p, _ := t.columnNow(name, source)
	return p.Nulls != nil
}

// columnNow returns what is decided about a column that has its new name.
func (t *TablePin) columnNow(name, source string) (ColumnPin, bool) {
	for _, p := range t.Columns {
		if p.Name == name && name != "" {
			return p, true
		}
	}
	return t.column(name, source)
}

func (p ColumnPin) rename(name string) string {
	if p.Name != "" {
		return p.Name
	}
	return name
}

// apply changes how the column of a file is read.
func (p ColumnPin) apply(c *datasets.Column) {
	if p.Format != "" {
		c.Format = p.Format
		if p.Type.Kind.Temporal() {
			c.Type = p.Type
		}
	}
	if p.Nulls != nil {
		c.Nulls = p.Nulls
	}
}

// The parameters of a table in the catalog that hold what is decided about it.
// Those of columns end in the name of the column.
const (
	pinPrefix     = catalog.DecisionPrefix
	pinColumn     = "pin.column." // and what is decided, and the column
	pinFormat     = "pin.format"
	pinPartitions = "pin.partitions"     // with commas
	pinOption     = "pin.option."        // and the option
	pinType       = "pin.column.type."   // and the column
	pinName       = "pin.column.name."   // and the column
	pinDates      = "pin.column.format." // and the column
	pinNulls      = "pin.column.nulls."  // and the column; a JSON array
	pinHidden     = "pin.column.hidden." // and the column
)

// catalogPin returns what the parameters of a table say; nil if they say nothing.
func catalogPin(parameters map[string]string) *TablePin {
	var t *TablePin
	for key, value := range parameters {
		if !strings.HasPrefix(key, pinPrefix) {
			continue
		}
		if t == nil {
			t = &TablePin{Options: make(map[string]string), Columns: make(map[string]ColumnPin)}
		}
		t.read(key, value)
	}
	return t
}

func (t *TablePin) read(key, value string) {
	column := func(prefix string, set func(*ColumnPin)) bool {
		name, ok := strings.CutPrefix(key, prefix)
		if ok {
			p := t.Columns[name]
			set(&p)
			t.Columns[name] = p
		}
		return ok
	}
	switch option, is := strings.CutPrefix(key, pinOption); {
	case is:
		t.Options[option] = value
	case key == pinFormat:
		t.Format = value
	case key == pinPartitions:
		t.Partitions = strings.Split(value, ",")
	case column(pinType, func(p *ColumnPin) { p.Type, _ = schema.Parse(value) }):
	case column(pinName, func(p *ColumnPin) { p.Name = value }):
	case column(pinDates, func(p *ColumnPin) { p.Format = value }):
	case column(pinNulls, func(p *ColumnPin) { _ = json.Unmarshal([]byte(value), &p.Nulls) }):
	case column(pinHidden, func(p *ColumnPin) { p.Hidden = value == "true" }):
	}
}
