package crawl

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
)

// An Explanation says why a table is as it is.
type Explanation struct {
	Table      string                `json:"table"`
	Location   string                `json:"location"`
	Format     string                `json:"format"`
	Reason     string                `json:"reason"` // why its files are one table
	Decided    bool                  `json:"decided,omitempty"`
	Rows       int64                 `json:"rows"`
	Columns    []ColumnReason        `json:"columns"`
	Partitions []PartitionReason     `json:"partitions,omitempty"`
	Files      []FileReason          `json:"files"`
	Splits     []Split               `json:"splits,omitempty"` // the tables beside it, the most similar first
	Problems   []catalog.FileProblem `json:"-"`                // of the table as such
	Places     []ProblemPlace        `json:"problems"`         // the same, place by place
}

// A ColumnReason says why a column has its type.
type ColumnReason struct {
	Name    string         `json:"name"`
	Type    string         `json:"type"`
	Decided bool           `json:"decided,omitempty"` // by a person
	Types   map[string]int `json:"types,omitempty"`   // how many files have it with which type, if they differ
	Missing int            `json:"missing,omitempty"` // how many files do not have it
	Empty   int            `json:"empty,omitempty"`   // how many files have no value of it

	File  string          `json:"file,omitempty"`  // the first file that decided against a narrower type
	Place *datasets.Place `json:"place,omitempty"` // the value in it
}

// A PartitionReason says what a partition column is.
type PartitionReason struct {
	Name   string   `json:"name"`
	Type   string   `json:"type"`
	Values []string `json:"values"` // the first few
	Count  int      `json:"count"`  // how many there are
	Nulls  int      `json:"nulls,omitempty"`
}

// A FileReason says how a file is read, and why; or why it is in no table.
type FileReason struct {
	Path         string             `json:"path"`
	Table        string             `json:"table"` // "" if it is in none
	LeftOut      string             `json:"leftOut,omitempty"`
	Format       string             `json:"format"`       // "" if none fits
	Encoding     string             `json:"encoding"`     // "" if it is no text
	Compression  string             `json:"compression"`  // of the whole file; "" for none
	Delimiter    string             `json:"delimiter"`    // of CSV, as are those that follow
	Quote        string             `json:"quote"`        // "" for none
	Escape       string             `json:"escape"`       // "" for none; the quote itself if quotes are doubled
	Header       *bool              `json:"header"`       // nil if it is no CSV
	HeaderRows   int                `json:"headerRows"`   // of how many rows the header is
	LinesSkipped int                `json:"linesSkipped"` // before the header or the first row
	Options      map[string]string  `json:"options,omitempty"`
	Fixed        map[string]string  `json:"decided,omitempty"`   // by a person
	Reasons      []datasets.Reason  `json:"reasons"`             // why it is read so
	Copy         string             `json:"cleanCopy,omitempty"` // why queries read a clean copy
	Rows         int64              `json:"rows"`
	Size         int64              `json:"size"`      // bytes
	Bytes        int64              `json:"bytes"`     // after decompression
	Known        bool               `json:"unchanged"` // since an earlier crawl
	From         string             `json:"movedFrom,omitempty"`
	Partitions   []string           `json:"partitions,omitempty"`
	Columns      []FileColumn       `json:"columns"`
	Problems     []datasets.Problem `json:"-"`
	Places       []ProblemPlace     `json:"problems"` // the same, place by place
}

// A FileColumn says what a column of a file is, and why.
type FileColumn struct {
	Source   string             `json:"name"`        // as found in the file
	Name     string             `json:"catalogName"` // "" if it is not in the table
	Type     string             `json:"type"`
	Format   string             `json:"format,omitempty"` // how its dates are written
	NullText []string           `json:"nullTexts,omitempty"`
	Nulls    int64              `json:"nulls"`
	Evidence *datasets.Evidence `json:"evidence"`
}

// A ProblemPlace is one place of a problem. Of a problem that occurs often the
// first [datasets.MaxPlaces] are known; of one of a whole file there is one, of
// which neither line nor byte is known.
type ProblemPlace struct {
	Kind  string `json:"kind"`
	File  string `json:"file"`
	Line  *int64 `json:"line"`           // from 1
	Byte  *int64 `json:"byte"`           // from 0, after decompression
	Path  string `json:"path,omitempty"` // within a nested value
	Text  string `json:"text"`           // what stands there
	Cause string `json:"cause"`
	Count int64  `json:"count"` // how often the problem occurs in the file
}

// PlacesOf returns the places of a problem of a file.
func PlacesOf(file string, p *datasets.Problem) []ProblemPlace {
	whole := ProblemPlace{Kind: p.Kind, File: file, Cause: p.Cause, Count: p.Count}
	if len(p.Places) == 0 {
		return []ProblemPlace{whole}
	}
	places := make([]ProblemPlace, len(p.Places))
	for i, at := range p.Places {
		places[i] = whole
		places[i].Path, places[i].Text = at.Path, at.Value
		if at.Line > 0 {
			places[i].Line = &at.Line
		}
		if at.Line > 0 || at.Byte > 0 {
			places[i].Byte = &at.Byte
		}
	}
	return places
}

// A Split is a table beside another one, and why the two are not one.
type Split struct {
	Table      string   `json:"table"`
	Location   string   `json:"location"`
	Files      int      `json:"files"`
	Similarity float64  `json:"similarity"` // from 0 to 1
	Threshold  float64  `json:"threshold"`  // what it would have to be above
	Reason     string   `json:"reason"`
	Here       []string `json:"here"`  // a file of this table: its columns with their types
	There      []string `json:"there"` // a file of the other one
	OnlyHere   []string `json:"onlyHere,omitempty"`
	OnlyThere  []string `json:"onlyThere,omitempty"`
}

// maxSplits is how many of the tables beside a table are told of.
const maxSplits = 5

// Explain explains a table, or all of them if none is named. The tables come
// sorted by name. A table that was not found is a [*catalog.NameError].
func (f *Findings) Explain(ctx context.Context, table string) ([]Explanation, error) {
	var all []Explanation
	for i, g := range f.groups {
		if table != "" && g.Name != table {
			continue
		}
		e, err := f.explain(ctx, g, &f.Tables[i])
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	if table != "" && len(all) == 0 {
		names := make([]string, len(f.groups))
		for i, g := range f.groups {
			names[i] = g.Name
		}
		return nil, &catalog.NameError{Kind: "table", Name: table, Err: catalog.ErrNotFound, Near: catalog.Nearest(table, names)}
	}
	return all, nil
}

func (f *Findings) explain(ctx context.Context, g *group, t *catalog.TableFiles) (Explanation, error) {
	e := Explanation{
		Table: g.Name, Location: t.Table.Location, Format: t.Table.Format, Reason: g.Reason, Decided: g.pin != nil,
		Rows: t.Table.Stats.Rows, Splits: splits(g),
	}
	e.Tell(t.Problems)
	r := &run{known: f.known, spool: f.spool}
	columns := newColumnReasons(t.Table.Columns)
	for i, file := range g.files {
		scan, err := r.details(ctx, file)
		if err != nil {
			return e, err
		}
		reason := explainFile(file, &t.Files[i], &scan)
		reason.Table = g.Name
		reason.place()
		e.Files = append(e.Files, reason)
		columns.add(&t.Files[i], scan.Evidence)
	}
	e.Columns = columns.reasons(len(g.files))
	if pin := f.pins.table(g.Name, f.known); pin != nil {
		for i := range e.Columns {
			e.Columns[i].Decided = pin.typeOf(e.Columns[i].Name).Kind != schema.Unknown
		}
	}
	for i, p := range t.Table.Partitions {
		e.Partitions = append(e.Partitions, explainPartition(g, i, p))
	}
	return e, nil
}

// explainFile explains a file by what is recorded of it and the details of its scan.
func explainFile(f *file, at *catalog.File, details *datasets.Scan) FileReason {
	l := &at.Scan.Layout
	r := FileReason{
		Path: f.Path, Format: l.Format, Compression: l.Compression, Fixed: l.Fixed, Copy: l.Copy,
		Rows: at.Scan.Rows, Size: f.Size, Bytes: at.Scan.Bytes, Known: f.known, From: f.has().from, Partitions: f.values,
		Problems: details.Problems, Options: maps.Clone(l.Options), Columns: make([]FileColumn, len(l.Columns)),
	}
	r.Reasons = reasonsOf(l, r.Rows, details.Reasons)
	if l.Format != "parquet" {
		r.Encoding = cmp.Or(r.take("encoding"), "utf-8")
	}
	if l.Format == "csv" {
		r.Delimiter, r.Quote, r.Escape = r.take("delimiter"), r.take("quote"), r.take("escape")
		header := r.take(headerKey) == "true"
		r.Header = &header
		r.LinesSkipped = atoi(r.take("skip"))
		if rows := atoi(r.take("headerRows")); header {
			r.HeaderRows = max(1, rows)
		}
	}
	for i, c := range l.Columns {
		column := &r.Columns[i]
		*column = FileColumn{Source: c.Source, Name: c.Name, Type: c.Type.String(), Format: c.Format, NullText: c.Nulls}
		if i < len(details.Evidence) {
			column.Evidence = &details.Evidence[i]
			column.Nulls = column.Evidence.Nulls
		}
	}
	return r
}

// take takes an option out of those that are told as such.
func (r *FileReason) take(option string) string {
	value := r.Options[option]
	delete(r.Options, option)
	return value
}

// place fills in the places of the problems.
func (r *FileReason) place() {
	r.Places = []ProblemPlace{}
	for i := range r.Problems {
		r.Places = append(r.Places, PlacesOf(r.Path, &r.Problems[i])...)
	}
}

// ExplainLeftOut says of the files that are in no table why, sorted by path;
// those without a byte are among them.
func (f *Findings) ExplainLeftOut() []FileReason {
	reason := func(name, why string, size int64) FileReason {
		r := FileReason{Path: name, LeftOut: why, Size: size, Columns: []FileColumn{}, Reasons: []datasets.Reason{},
			Problems: []datasets.Problem{{Kind: "left out", Cause: why, Count: 1}}}
		r.place()
		return r
	}
	var all []FileReason
	for _, l := range f.LeftOut {
		all = append(all, reason(l.Path, l.Reason, l.Size))
	}
	for _, name := range f.Empty {
		all = append(all, reason(name, "the file is empty", 0))
	}
	slices.SortFunc(all, func(a, b FileReason) int { return cmp.Compare(a.Path, b.Path) })
	return all
}

func atoi(text string) int {
	n := 0
	for _, c := range text {
		n = n*10 + int(c-'0')
	}
	return n
}

// Tell takes the problems of the table as such.
func (e *Explanation) Tell(problems []catalog.FileProblem) {
	e.Problems, e.Places = problems, []ProblemPlace{}
	for i := range problems {
		e.Places = append(e.Places, PlacesOf(problems[i].Path, &problems[i].Problem)...)
	}
}

// columnReasons gathers what the files have of each column of a table.
type columnReasons struct {
	columns []schema.Field
	at      map[string]int
	has     []int
	empty   []int
	types   []map[string]int
	told    []ColumnReason
}

func newColumnReasons(columns []schema.Field) *columnReasons {
	n := len(columns)
	r := &columnReasons{columns: columns, at: make(map[string]int, n), has: make([]int, n), empty: make([]int, n),
		types: make([]map[string]int, n), told: make([]ColumnReason, n)}
	for i, c := range columns {
		r.at[c.Name] = i
		r.types[i] = make(map[string]int)
		r.told[i] = ColumnReason{Name: c.Name, Type: c.Type.String()}
	}
	return r
}

func (r *columnReasons) add(f *catalog.File, evidence []datasets.Evidence) {
	for i, c := range f.Scan.Columns {
		j, ok := r.at[c.Name]
		if !ok {
			continue
		}
		r.has[j]++
		if c.Type.Kind == schema.Unknown {
			r.empty[j]++
			continue
		}
		r.types[j][c.Type.String()]++
		reason := &r.told[j]
		if reason.Place == nil && i < len(evidence) && len(evidence[i].Deciders) > 0 && settled(lowered(c.Type)).Equal(r.columns[j].Type) {
			reason.File, reason.Place = f.Path, &evidence[i].Deciders[0]
		}
	}
}

func (r *columnReasons) reasons(files int) []ColumnReason {
	for i := range r.told {
		reason := &r.told[i]
		reason.Missing, reason.Empty = files-r.has[i], r.empty[i]
		if _, same := r.types[i][reason.Type]; !same || len(r.types[i]) > 1 {
			reason.Types = r.types[i]
		}
	}
	return r.told
}

// someValues is how many values of a partition column are told.
const someValues = 5

func explainPartition(g *group, i int, field schema.Field) PartitionReason {
	p := PartitionReason{Name: field.Name, Type: field.Type.String()}
	seen := make(map[string]bool)
	for _, f := range g.files {
		value := f.values[i]
		if value == catalog.NullPartition {
			p.Nulls++
			continue
		}
		if !seen[value] {
			seen[value] = true
			p.Values = append(p.Values, value)
		}
	}
	slices.Sort(p.Values)
	p.Count = len(p.Values)
	p.Values = p.Values[:min(someValues, len(p.Values))]
	return p
}

// splits says why the tables beside a group are others.
func splits(g *group) []Split {
	var all []Split
	here := g.files[0]
	for _, other := range g.beside {
		if other == g || len(other.files) == 0 {
			continue
		}
		there := other.files[0]
		l := compare(here.kind, there.kind)
		s := Split{Table: other.Name, Location: other.Location, Files: len(other.files), Similarity: l.score, Threshold: Similar}
		switch {
		case here.scan.Format != there.scan.Format:
			s.Reason = "another format"
		case l.weak:
			s.Reason = "nothing tells that their columns are the same"
		case len(g.levels) != len(other.levels):
			s.Reason = "other folders between"
		default:
			s.Reason = "other columns"
		}
		all = append(all, s)
	}
	slices.SortStableFunc(all, func(a, b Split) int { return cmp.Compare(b.Similarity, a.Similarity) })
	all = all[:min(len(all), maxSplits)]
	for i := range all {
		at := slices.IndexFunc(g.beside, func(other *group) bool { return other.Name == all[i].Table })
		there := g.beside[at].files[0]
		all[i].Here, all[i].There = columnsOf(here), columnsOf(there)
		all[i].OnlyHere, all[i].OnlyThere = missing(here.kind.shape, there.kind.shape), missing(there.kind.shape, here.kind.shape)
	}
	return all
}

// columnsOf returns the columns of a file with their types.
func columnsOf(f *file) []string {
	columns := make([]string, len(f.kind.names))
	for i, name := range f.kind.names {
		columns[i] = name + " " + f.kind.layout.Columns[i].Type.String()
	}
	return columns
}

// missing returns the columns of a that b has not.
func missing(a, b *shape) []string {
	var names []string
	for _, name := range a.names {
		if _, found := slices.BinarySearch(b.names, name); !found {
			names = append(names, name)
		}
	}
	return names
}
