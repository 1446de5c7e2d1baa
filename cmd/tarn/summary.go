package main

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/cmd/internal/render"
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
)

// A columnSummary is what the evidence of all files says of a column.
type columnSummary struct {
	Name      string      `json:"name"`
	Type      schema.Type `json:"type"`
	Comment   string      `json:"comment,omitempty"`
	Partition bool        `json:"partition,omitempty"` // it lies in folder names
	Nulls     *int64      `json:"nulls,omitempty"`     // nil if it is not known; rows of files without the column count
	Min       *string     `json:"min,omitempty"`       // nil if there is none, or none that all files agree on how to find
	Max       *string     `json:"max,omitempty"`
	Estimated bool        `json:"estimated,omitempty"` // the figures come from the files' own statistics and may be bounds

	mixed bool // files hold it as other types, so that the least of each cannot be compared
}

// A summary sums up the files of a table.
type summary struct {
	columns  []columnSummary
	byName   map[string]int
	problems []catalog.FileProblem
	table    catalog.Name
	data     int // how many columns lie in the files
}

func newSummary(t catalog.Table) *summary {
	s := &summary{byName: make(map[string]int), table: t.Name, data: len(t.Columns)}
	for i, f := range slices.Concat(t.Columns, t.Partitions) {
		c := columnSummary{Name: f.Name, Type: f.Type, Comment: f.Comment, Partition: i >= s.data}
		if !c.Partition {
			c.Nulls = new(int64)
		}
		s.byName[f.Name] = i
		s.columns = append(s.columns, c)
	}
	return s
}

// add adds what is known of a file.
func (s *summary) add(f catalog.File) {
	for i, value := range f.Partitions {
		if at := s.data + i; at < len(s.columns) && value != catalog.NullPartition {
			s.columns[at].extend(value, value)
		}
	}
	seen := make(map[int]bool)
	for i, c := range f.Scan.Columns {
		at, ok := s.byName[c.Name]
		if !ok || at >= s.data || i >= len(f.Scan.Evidence) {
			continue // at >= s.data: the folder's value stands for that of the file
		}
		seen[at] = true
		s.columns[at].add(c, f.Scan.Evidence[i])
	}
	for at := range s.data {
		if !seen[at] && s.columns[at].Nulls != nil {
			*s.columns[at].Nulls += f.Scan.Rows
		}
	}
	for _, p := range f.Scan.Problems {
		s.problems = append(s.problems, catalog.FileProblem{Table: s.table, Path: f.Path, Problem: p})
	}
}

// add adds what is known of the column in one file.
func (c *columnSummary) add(column datasets.Column, e datasets.Evidence) {
	*c.Nulls += e.Nulls
	c.Estimated = c.Estimated || e.Estimated
	switch {
	case column.Type.Kind == schema.Unknown || e.Min == "" && e.Max == "":
	case column.Type.Kind != c.Type.Kind && !(column.Type.Kind.Numeric() && c.Type.Kind.Numeric()):
		c.mixed, c.Min, c.Max = true, nil, nil
	default:
		c.extend(e.Min, e.Max)
	}
}

// extend widens what lies between the least and the greatest value.
func (c *columnSummary) extend(least, greatest string) {
	if c.mixed {
		return
	}
	if c.Min == nil || less(c.Type.Kind, least, *c.Min) {
		c.Min = &least
	}
	if c.Max == nil || less(c.Type.Kind, *c.Max, greatest) {
		c.Max = &greatest
	}
}

// less reports whether a comes before b, both of a kind.
func less(k schema.Kind, a, b string) bool {
	if !k.Numeric() {
		return a < b
	}
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	if errX != nil || errY != nil || x != y {
		return x < y
	}
	// Whole numbers and decimals may differ in a digit that a float does not hold.
	const precision = 160
	bigX, _, errX := big.ParseFloat(a, 10, precision, big.ToNearestEven)
	bigY, _, errY := big.ParseFloat(b, 10, precision, big.ToNearestEven)
	return errX == nil && errY == nil && bigX.Cmp(bigY) < 0
}

// A problemSummary is a problem that files of a table have.
type problemSummary struct {
	Kind  string          `json:"kind"`
	Cause string          `json:"cause"`
	Count int64           `json:"count"`
	Files int             `json:"files"`
	File  string          `json:"file"` // the first one; "" if it is of no file
	Place *datasets.Place `json:"place,omitempty"`
}

// ofColumns are the kinds of problems that a table has with a column: those of
// different columns are not summed up.
var ofColumns = []string{"types differ", "values do not fit", "no such column", "change not made", "partition also in file"}

// alike returns what problems of a table that are summed up have in common.
func alike(p *datasets.Problem) string {
	if slices.Contains(ofColumns, p.Kind) {
		return p.Kind + "\n" + p.Cause
	}
	return p.Kind
}

// summarizeProblems returns the problems by their kinds, in the order in which
// they first occur.
func summarizeProblems(problems []catalog.FileProblem) []problemSummary {
	var sums []problemSummary
	at := make(map[string]int)
	for _, p := range problems {
		key := alike(&p.Problem)
		i, ok := at[key]
		if !ok {
			i = len(sums)
			at[key] = i
			first := problemSummary{Kind: p.Kind, Cause: p.Cause, File: p.Path}
			if len(p.Places) > 0 {
				first.Place = &p.Places[0]
			}
			sums = append(sums, first)
		}
		sums[i].Count += p.Count
		sums[i].Files++
	}
	return sums
}

// String writes the problem on one line, such as
//
//	long row, 12 times in 2 files, first in a.csv line 7 ("x,y,z"): a row has more fields than the header
func (p problemSummary) String() string {
	text := p.Kind
	if p.Count > 1 {
		text += ", " + render.Count(p.Count) + " times"
	}
	if p.Files > 1 {
		text += fmt.Sprintf(" in %d files", p.Files)
	}
	if p.Count > 1 && p.File != "" {
		text += ", first"
	}
	if p.File != "" {
		text += " in " + p.File
	}
	if p.Place != nil {
		text += placeText(*p.Place)
	}
	return text + ": " + p.Cause
}

// placeText writes a place within a file: line 7 ("x").
func placeText(p datasets.Place) string {
	text := ""
	switch {
	case p.Line > 0:
		text += " line " + render.Count(p.Line)
	case p.Byte > 0:
		text += " at byte " + render.Count(p.Byte)
	}
	if p.Path != "" {
		text += " " + p.Path
	}
	if p.Value != "" {
		text += fmt.Sprintf(" (%q)", render.Cut(p.Value, 40))
	}
	return text
}
