// Package cells finds values that are wrong where they stand: texts and numbers
// that stand for a missing value ([Disguise]), values in another form than the
// rest of their column, units written in several ways, text that was decoded
// wrongly, values of one column that slipped into another, misspellings, and
// cells that contradict the rows like theirs. [RowScores] says which rows are
// unlike all others.
//
//	r, err := cells.Find(ctx, columns, cells.Options{})
//
// [Find] sees a table as texts, as they are written in the file, so that it can
// be run on what has no types yet. No rule knows a name of a column; all speak
// of how a value stands to the others of its column or its row. The thresholds
// are the constants beside the rules; quality_test.go measures what they are
// worth on public tables.
//
// The package knows neither files nor SQL.
package cells

import (
	"cmp"
	"context"
	"slices"

	"github.com/tarnlake/tarn/query/profile/depend"
)

// A Column is the values of a column: for each row the code of its text, or 0 if
// there is none (depend.Encode makes one).
type Column struct {
	Name string
	depend.Column
}

// The kinds of findings.
const (
	Missing    = "missing"    // nothing, in a column that is nearly complete
	Disguised  = "disguised"  // something that stands for nothing
	Encoding   = "encoding"   // characters that were decoded wrongly
	Unit       = "unit"       // a unit that most others do not have, or units in many ways
	Format     = "format"     // a form that the others do not have
	Ambiguous  = "ambiguous"  // a date that can be read as another date
	Misplaced  = "misplaced"  // a value of another column
	Typo       = "typo"       // a misspelling of a common value
	Dependency = "dependency" // contradicts rows that agree otherwise
	Outlier    = "outlier"    // a number out of all proportion
)

// A Finding is cells of one column that are wrong for one reason.
type Finding struct {
	Kind     string
	Column   int
	Rows     []int // in order
	Count    int
	Share    float64 // of the rows
	Score    float64 // how probable it is, 0 to 1
	Why      string
	Examples []Example // of different values
}

// An Example is one of the cells of a finding.
type Example struct {
	Row      int
	Found    *string // nil is NULL
	Expected *string // nil if nobody knows
}

// mostExamples is how many examples a finding has.
const mostExamples = 5

// Options bound the work. A zero is the default.
type Options struct {
	Columns int   // further columns are not looked at; default 200
	Work    int64 // values compared to find dependencies; default 1<<28, some seconds
	Pairs   int   // texts compared to find misspellings, per column; default 1<<20, a fraction of a second
}

// A Result is what is found.
type Result struct {
	Findings []Finding // by column, then by kind
	Stopped  []string  // what was not looked at to its end, and why
}

// Find looks at the cells of a table whose columns have the same length.
func Find(ctx context.Context, columns []Column, o Options) (Result, error) {
	o.Columns = cmp.Or(o.Columns, 200)
	o.Work = cmp.Or(o.Work, 1<<28)
	o.Pairs = cmp.Or(o.Pairs, 1<<20)
	var t table
	if len(columns) > o.Columns {
		t.stop("only the first %d columns were searched for wrong values", o.Columns)
		columns = columns[:o.Columns]
	}
	for _, c := range columns {
		t.columns = append(t.columns, newColumn(c))
	}
	for i, c := range t.columns {
		if err := ctx.Err(); err != nil {
			return Result{}, err
		}
		for _, look := range []func(*column) []suspect{
			disguises, missing, wrongEncoding, units, formats, ambiguousDates, outliers,
		} {
			t.report(i, look(c))
		}
		t.typos(i, o.Pairs)
	}
	t.misplaced()
	if err := t.dependencies(ctx, o.Work); err != nil {
		return Result{}, err
	}
	slices.SortStableFunc(t.findings, func(a, b Finding) int {
		return cmp.Or(a.Column-b.Column, cmp.Compare(a.Kind, b.Kind))
	})
	return Result{t.findings, t.stopped}, nil
}

// Flagged returns for each of the columns the rows that a finding with at least
// that score points at.
func (r Result) Flagged(columns int, score float64) []map[int]bool {
	flagged := make([]map[int]bool, columns)
	for i := range flagged {
		flagged[i] = map[int]bool{}
	}
	for _, f := range r.Findings {
		if f.Score < score {
			continue
		}
		for _, row := range f.Rows {
			flagged[f.Column][row] = true
		}
	}
	return flagged
}
