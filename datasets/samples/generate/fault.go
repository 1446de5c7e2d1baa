package generate

import "slices"

// A Kind says what is wrong.
type Kind string

// The kinds of faults that are planted.
const (
	CaseVariant   Kind = "case-variant"   // one category, written in several ways
	DisguisedNull Kind = "disguised-null" // a value that stands for a missing one
	DuplicateRow  Kind = "duplicate-row"  // a row that is there twice
	FutureDate    Kind = "future-date"    // a date that cannot have been yet
	ImpossibleDay Kind = "impossible-day" // a day that no calendar has
	LateField     Kind = "late-field"     // a member that first appears far down
	Leak          Kind = "leak"           // a column that tells the target of the obvious model
	MixedUnits    Kind = "mixed-units"    // a quantity in another unit than elsewhere
	OrphanedKey   Kind = "orphaned-key"   // a key that the other table does not have
	Outlier       Kind = "outlier"        // a value far from all others
	RaggedRow     Kind = "ragged-row"     // a row with too few or too many fields
	TypeChange    Kind = "type-change"    // a member that is a number here and text there
)

// A Fault is one thing that was done to one column, in one or many places.
type Fault struct {
	Kind   Kind    `json:"kind"`
	Table  string  `json:"table"`
	Column string  `json:"column,omitempty"` // empty if the whole row is at fault; "user.id" is a member
	Count  int     `json:"count"`            // how many rows have it
	Note   string  `json:"note"`             // one sentence for people
	Places []Place `json:"places,omitempty"` // all of them, in the order of files and lines; none for a leak
}

// A Place is where a fault is.
type Place struct {
	File  string `json:"file"`            // relative to the lake, with slashes
	Line  int    `json:"line"`            // from 1, after decompression; in Parquet, the row from 1
	Value string `json:"value,omitempty"` // what is there: the text of the cell, or the number of fields
	Was   string `json:"was,omitempty"`   // what the clean lake has there; empty if it has no such row
	Of    int    `json:"of,omitempty"`    // the line that this one repeats
}

// A row knows which faults it has, and where it was written.
type row struct {
	file  string
	line  int
	marks []mark
}

type mark struct {
	fault      *Fault
	value, was string
	of         *row // the row that this one repeats
}

func (r *row) at() *row { return r }

// mark says that the row has a fault.
func (r *row) mark(f *Fault, value, was string) {
	r.marks = append(r.marks, mark{fault: f, value: value, was: was})
}

// repeats says that the row is a copy of another one, which is written first.
func (r *row) repeats(f *Fault, of *row) {
	*r = row{marks: []mark{{fault: f, of: of}}}
}

// written says where the row lies, and enters its faults in their lists.
func (r *row) written(file string, line int) {
	r.file, r.line = file, line
	for _, m := range r.marks {
		p := Place{File: file, Line: line, Value: m.value, Was: m.was}
		if m.of != nil {
			p.Of = m.of.line
		}
		m.fault.Places = append(m.fault.Places, p)
		m.fault.Count++
	}
}

// fault opens the list of a fault.
func (s *shop) fault(kind Kind, table, column, note string) *Fault {
	f := &Fault{Kind: kind, Table: table, Column: column, Note: note}
	s.faults = append(s.faults, f)
	return f
}

// sound returns n of the rows that are fit for a fault and have none yet, in
// their order.
func sound[R interface{ at() *row }](r random, rows []R, n int, fit func(R) bool) []R {
	var picked []int
	for _, i := range r.Perm(len(rows)) {
		if len(picked) == n {
			break
		}
		if len(rows[i].at().marks) == 0 && (fit == nil || fit(rows[i])) {
			picked = append(picked, i)
		}
	}
	slices.Sort(picked)
	out := make([]R, len(picked))
	for i, p := range picked {
		out[i] = rows[p]
	}
	return out
}

// after puts a row right behind another one.
func after[R comparable](rows []R, one, put R) []R {
	return slices.Insert(rows, slices.Index(rows, one)+1, put)
}
