package crawl

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets"
)

const (
	ambiguousDates = "ambiguous dates" // as the scan of a file says it
	settledDates   = "dates settled by other files"
)

// resolveDates decides how dates are read where a file alone leaves it open,
// such as whether 01/02/2024 is in January: as in most of the files of the table
// that leave no doubt about the same column. It returns a problem for each
// column of which it did.
func (r *run) resolveDates(ctx context.Context, m *merger) ([]catalog.FileProblem, error) {
	if r.asRecorded(m.group) {
		problems, err := r.known.Problems(ctx, catalog.Name{Database: r.database(), Table: m.group.Name})
		return slices.DeleteFunc(problems, func(p catalog.FileProblem) bool { return p.Kind != settledDates }), err
	}
	if err := r.recallDoubts(ctx, m); err != nil {
		return nil, err
	}
	d := dates{merger: m, votes: make(map[string]map[string]*vote), settled: make(map[string]int)}
	d.count()
	for i, f := range m.group.files {
		if len(f.has().doubts) == 0 {
			continue
		}
		if err := d.resolve(r, i, f); err != nil {
			return nil, err
		}
	}
	return d.problems, nil
}

// asRecorded reports whether a table has the very files that are recorded of it.
func (r *run) asRecorded(g *group) bool {
	t, ok := r.known.Definition(g.Name)
	return ok && t.Stats.Files == int64(len(g.files)) && !slices.ContainsFunc(g.files, func(f *file) bool {
		return !f.known || r.known.Table(f.Path).Table != g.Name
	})
}

// recallDoubts loads the evidence of known files whose dates may be read in
// several ways.
func (r *run) recallDoubts(ctx context.Context, m *merger) error {
	for i, f := range m.group.files {
		if !f.known || f.has().doubts != nil || !slices.ContainsFunc(m.columns(i), reversible) {
			continue
		}
		scan, err := r.known.Scan(ctx, cmp.Or(f.has().from, f.Path))
		if err != nil {
			return err
		}
		if scan == nil {
			continue
		}
		if doubts(scan.Evidence) == nil {
			continue
		}
		if err := r.pack(f, scan); err != nil {
			return err
		}
		f.ownScan()
		f.scan.Problems = scan.Problems
	}
	return nil
}

// reversible reports whether the dates of a column have day and month as numbers
// at their beginning, in one order or the other.
func reversible(c datasets.Column) bool {
	return c.Type.Kind.Temporal() && strings.Contains(c.Format, "%d") && strings.Contains(c.Format, "%m") &&
		!strings.HasPrefix(c.Format, "%Y")
}

type dates struct {
	*merger
	votes    map[string]map[string]*vote // column -> format -> files without doubt
	settled  map[string]int              // column -> its problem, counted from 1
	problems []catalog.FileProblem
	shared   map[string][]datasets.Column // columns by kind and formats
}

type vote struct {
	files int
	first string // path of the first of them
}

func (d *dates) count() {
	for i, f := range d.group.files {
		columns, doubts := d.columns(i), f.has().doubts
		for j := range columns {
			c := &columns[j]
			if !c.Type.Kind.Temporal() || len(doubts[j]) > 0 {
				continue
			}
			if d.votes[c.Name] == nil {
				d.votes[c.Name] = make(map[string]*vote)
			}
			v := d.votes[c.Name][c.Format]
			if v == nil {
				v = &vote{first: f.Path}
				d.votes[c.Name][c.Format] = v
			}
			v.files++
		}
	}
}

// resolve decides for the columns of one file.
func (d *dates) resolve(r *run, i int, f *file) error {
	columns, open := d.columns(i), []string(nil) // the latter are formats of columns that nothing decides
	doubts := f.has().doubts
	key := fmt.Sprintf("%p", f.kind)
	changed := make(map[int]bool)
	for _, j := range slices.Sorted(maps.Keys(doubts)) {
		c := &columns[j]
		if decided := d.pin.format(c.Name, c.Source); decided != "" {
			if decided != doubts[j][0] {
				changed[j] = true
			}
			continue
		}
		format := d.best(c.Name, doubts[j])
		if format == "" {
			format = doubts[j][0] // as the scan of the file alone has it
			open = append(open, format)
		} else {
			d.tell(f, c.Name, format)
		}
		if format != c.Format {
			if len(changed) == 0 {
				columns = slices.Clone(columns)
			}
			columns[j].Format = format
			changed[j] = true
			key += fmt.Sprintf(" %d %s", j, format)
		}
	}
	f.tellDoubts(open)
	if len(changed) == 0 {
		return nil
	}
	if d.shared == nil {
		d.shared = make(map[string][]datasets.Column)
	}
	if same := d.shared[key]; same != nil {
		columns = same
	}
	d.shared[key], d.own[i] = columns, columns
	return r.forgetExtremes(f, changed)
}

// tellDoubts removes from the problems of a file that its dates are ambiguous
// if nothing about them is left open, and puts it there if it is not.
func (f *file) tellDoubts(open []string) {
	f.ownScan()
	is := func(p datasets.Problem) bool { return p.Kind == ambiguousDates }
	told := slices.ContainsFunc(f.scan.Problems, is)
	if len(open) == 0 && told {
		f.scan.Problems = slices.DeleteFunc(slices.Clone(f.scan.Problems), is)
	}
	if len(open) > 0 && !told {
		for _, format := range open {
			f.scan.Problems = append(slices.Clip(f.scan.Problems), datasets.Problem{
				Kind: ambiguousDates, Count: f.scan.Rows, Cause: "every value is a date in several ways; read as " + format,
			})
		}
	}
}

// best returns the format that most files without doubt have, or "".
func (d *dates) best(column string, possible []string) string {
	best, most := "", 0
	for _, format := range possible {
		if v := d.votes[column][format]; v != nil && v.files > most {
			best, most = format, v.files
		}
	}
	return best
}

// forgetExtremes removes from the evidence of a file the least and greatest
// dates of columns that are read in another way than they were.
func (r *run) forgetExtremes(f *file, columns map[int]bool) error {
	scan, err := r.unpack(f)
	if err != nil {
		return err
	}
	for i := range scan.Evidence {
		if columns[i] {
			scan.Evidence[i].Min, scan.Evidence[i].Max = "", ""
		}
	}
	packed, err := catalog.Pack(&scan)
	f.packed = r.spool.put(packed)
	return err
}

func (d *dates) tell(f *file, column, format string) {
	if d.settled[column] == 0 {
		p := catalog.FileProblem{Path: f.Path}
		p.Kind = settledDates
		p.Cause = fmt.Sprintf("%s can be read in several ways here; it is read as %s, as %s leaves no doubt",
			column, format, d.votes[column][format].first)
		d.problems = append(d.problems, p)
		d.settled[column] = len(d.problems)
	}
	d.problems[d.settled[column]-1].Count++
}
