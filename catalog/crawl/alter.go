package crawl

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"time"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
)

// An Alteration is what came of altering a table.
type Alteration struct {
	Change   catalog.Change        // nil if nothing is different
	Problems []catalog.FileProblem // of the table as such, as far as they are new, and of the files that were read
	LeftOut  []catalog.LeftOut     // files that cannot be read so
	Scanned  int                   // files read
	Reused   int                   // files that are read as they were
	Bytes    int64                 // read, as stored
}

// Alter makes edits of a table, all or none, as one change of the catalog, or
// with plan finds out what would change. What is decided is kept in parameters
// of the table, and crawls keep to it. Files that are to be read in another way
// are read at once, and no others: what is new in the lake is left to the next
// crawl. Should somebody else change the table meanwhile, Alter begins again.
func (c *Crawler) Alter(ctx context.Context, lake *datasets.Lake, to *catalog.Catalog, name catalog.Name, plan bool, edits ...Edit) (*Alteration, error) {
	return patiently(ctx, to, plan, func() (*Alteration, error) {
		from, err := to.Table(ctx, name)
		if err != nil {
			return nil, err
		}
		known, err := to.Known(ctx, from.Name.Database)
		if err != nil {
			return nil, err
		}
		a := newAltering(from, known)
		first, rest := inOrder(edits)
		if err := a.make(first); err != nil {
			return nil, err
		}
		if len(first) == 0 {
			if err := a.make(rest); err != nil {
				return nil, err
			}
			return c.alter(ctx, lake, a, "alter", nil)
		}
		return c.alter(ctx, lake, a, "alter", func(found catalog.TableFiles) (bool, error) {
			a.take(found)
			return len(rest) > 0, a.make(rest)
		})
	})
}

// inOrder returns the edits that say how files are read, and the others: these
// may be about columns that the former lead to.
func inOrder(edits []Edit) (first, rest []Edit) {
	for _, e := range edits {
		switch e.(type) {
		case SetOption, SetFormat, Reset, ResetOption:
			first = append(first, e)
		default:
			rest = append(rest, e)
		}
	}
	return first, rest
}

// patience is how often an alteration begins again when somebody else is faster.
const patience = 10

// patiently makes the change that attempt finds true.
func patiently(ctx context.Context, to *catalog.Catalog, plan bool, attempt func() (*Alteration, error)) (*Alteration, error) {
	for try := 1; ; try++ {
		done, err := attempt()
		if err != nil || done.Change == nil || plan {
			return done, err
		}
		err = to.Apply(ctx, done.Change)
		if !errors.Is(err, catalog.ErrChanged) || try == patience {
			return done, err
		}
	}
}

// alter finds the change that the edits lead to. Decide, if not nil, looks at
// what was found and may decide more; it says whether it did.
func (c *Crawler) alter(ctx context.Context, lake *datasets.Lake, a *altering, cause string, decide func(catalog.TableFiles) (bool, error)) (*Alteration, error) {
	crawler := *c
	crawler.Database, crawler.Full, crawler.Checksum = a.to.Name.Database, false, false
	r := &run{Crawler: &crawler, lake: lake, known: a.known.With(a.to), kinds: newInterner(), start: time.Now(), spool: new(spool)}
	if err := r.loadPins(); err != nil {
		return nil, err
	}
	if err := r.rescan(ctx, a); err != nil {
		return nil, err
	}
	found, err := r.mergeAltered(ctx, a)
	if err != nil {
		return nil, err
	}
	if decide != nil {
		more, err := decide(found)
		if err == nil && more {
			r.known = a.known.With(a.to)
			found, err = r.mergeAltered(ctx, a)
		}
		if err != nil {
			return nil, err
		}
	}
	have := catalog.TableFiles{Table: a.from, Files: make([]catalog.File, len(a.files))}
	for i := range a.files {
		have.Files[i] = a.files[i].File
	}
	told, err := r.known.Problems(ctx, a.to.Name)
	if err != nil {
		return nil, err
	}
	done := &Alteration{
		Problems: newProblems(told, found.Problems), LeftOut: r.findings.LeftOut,
		Scanned: r.findings.Scanned, Reused: len(r.files) - r.findings.Scanned, Bytes: r.findings.Bytes,
	}
	for i, f := range r.files {
		for _, p := range f.scan.Problems {
			if !f.known {
				done.Problems = append(slices.Clip(done.Problems), catalog.FileProblem{Table: a.to.Name, Path: found.Files[i].Path, Problem: p})
			}
		}
	}
	for _, change := range catalog.Diff([]catalog.TableFiles{have}, []catalog.TableFiles{found}) {
		change := change.(catalog.AlterTable)
		change.Cause, change.LeftOut = cause, done.LeftOut
		change.Problems = append([]catalog.FileProblem{}, found.Problems...)
		done.Change = change
	}
	return done, nil
}

// newProblems returns those of the problems that have not been told.
func newProblems(told, problems []catalog.FileProblem) []catalog.FileProblem {
	return slices.DeleteFunc(slices.Clone(problems), func(p catalog.FileProblem) bool {
		return slices.ContainsFunc(told, func(t catalog.FileProblem) bool {
			return t.Kind == p.Kind && t.Path == p.Path && t.Cause == p.Cause && t.Count == p.Count
		})
	})
}

// rescan takes the files of the table as they are recorded, and scans those that
// are now to be read in another way.
func (r *run) rescan(ctx context.Context, a *altering) error {
	values := make(map[string][]string) // by folder
	for i := range a.files {
		k := &a.files[i]
		f := &file{File: r.lake.At(k.Path, k.Size, k.ModTime), fixed: r.pins.fixed(k.Path, r.known)}
		values[path.Dir(k.Path)] = k.Partitions
		if !a.scan && maps.Equal(k.Scan.Fixed, f.fixed) {
			f.reuse(k, r.kinds)
		} else if err := r.look(f); err != nil {
			continue
		}
		r.files = append(r.files, f)
	}
	if len(r.files) > 0 && slices.ContainsFunc(r.files, func(f *file) bool { return f.scan == nil }) {
		r.retry(a, values)
	}
	if err := r.classify(ctx); err != nil {
		return err
	}
	r.files = slices.DeleteFunc(r.files, func(f *file) bool {
		_, known := r.known.Record(f.Path)
		return !known && compare(f.kind, r.files[0].kind).score <= Similar
	})
	if len(r.files) == 0 && len(a.files) > 0 {
		return r.unreadable(a)
	}
	for _, f := range r.files {
		f.values = values[path.Dir(f.Path)]
	}
	return nil
}

// redate forgets what is recorded of a file's dates that are now read in another
// way than when it was scanned: the least and the greatest, and doubts.
func (r *run) redate(ctx context.Context, f *file) error {
	k, _ := r.known.Record(f.Path)
	decided := r.pins.table(k.Table.Table, r.known)
	if !f.known || decided == nil {
		return nil
	}
	other := make(map[int]bool)
	for i, c := range k.Scan.Columns {
		if format := decided.format(f.kind.names[i], c.Source); format != "" && format != c.Format {
			other[i] = true
		}
	}
	if len(other) == 0 {
		return nil
	}
	scan, err := r.known.Scan(ctx, f.Path)
	if err != nil || scan == nil {
		return err
	}
	var open []string
	for i, formats := range doubts(scan.Evidence) {
		if decided.format(f.kind.names[i], scan.Columns[i].Source) == "" {
			open = append(open, formats[0])
		}
	}
	if err := r.pack(f, scan); err != nil {
		return err
	}
	f.ownScan()
	f.scan.Problems = scan.Problems
	if len(open) == 0 {
		f.tellDoubts(nil)
	}
	return r.forgetExtremes(f, other)
}

// look takes the size and time that a file has now. A file that is gone is an
// error, and others that cannot be looked at are left out.
func (r *run) look(f *file) error {
	now, err := r.lake.File(f.Path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		r.leaveOut(f.File, err)
	}
	if err == nil {
		f.File = now
	}
	return err
}

// retry adds the files among those of the table that were left out: they may be
// read now.
func (r *run) retry(a *altering, values map[string][]string) {
	for l := range r.known.AllLeftOut() {
		if _, beside := values[path.Dir(l.Path)]; !beside || homeOf(l.Path, r.known) != a.to.Name.Table {
			continue
		}
		f := &file{File: r.lake.At(l.Path, l.Size, l.ModTime), fixed: r.pins.fixed(l.Path, r.known)}
		if now, err := r.lake.File(l.Path); err == nil {
			f.File = now
			r.files = append(r.files, f)
		}
	}
	slices.SortFunc(r.files, byPath)
}

// unreadable says that no file of the table can be read as somebody decided.
func (r *run) unreadable(a *altering) error {
	if len(r.findings.LeftOut) == 0 {
		return &EditError{a.to.Name, "none of its files is there any more", "'tarn crawl' looks what is"}
	}
	l := r.findings.LeftOut[0]
	return &EditError{a.to.Name, fmt.Sprintf("none of its files can be read so; %s: %s", l.Path, l.Reason), l.Hint}
}

// mergeAltered makes the table of its files and of what was decided.
func (r *run) mergeAltered(ctx context.Context, a *altering) (catalog.TableFiles, error) {
	if len(r.files) == 0 {
		return catalog.TableFiles{Table: a.to}, nil
	}
	g := &group{Group: Group{Name: a.to.Name.Table, Location: a.to.Location, Files: len(r.files)}, files: r.files}
	for _, f := range a.from.Partitions {
		g.Levels = append(g.Levels, foundAs(a.from.Parameters, f.Name))
	}
	for _, f := range r.files {
		for len(f.values) < len(g.Levels) {
			f.values = append(slices.Clip(f.values), catalog.NullPartition)
		}
		if err := r.redate(ctx, f); err != nil {
			return catalog.TableFiles{}, err
		}
	}
	t, err := r.merge(ctx, g)
	if err != nil {
		return t, err
	}
	anew := r.findings.Scanned > 0
	table := a.to
	table.Format = t.Table.Format
	table.Comment = cmp.Or(t.Table.Comment, a.to.Comment)
	table.Columns = a.fields(t.Table.Columns, a.to.Columns, anew)
	table.Partitions = a.fields(t.Table.Partitions, a.to.Partitions, anew)
	t.Table = table
	problems, err := r.known.Problems(ctx, a.to.Name)
	for _, p := range problems { // those that only a crawl of the lake finds
		if p.Kind == "odd file" || p.Kind == "column in no file" || p.Kind == "change not made" {
			t.Problems = append(slices.Clip(t.Problems), p)
		}
	}
	return t, err
}

// fields returns columns as they are found, with the comments of those that the
// table is to have. Without files that were read anew, only those that an edit
// is about change. Columns in no file stay behind those that they stood behind.
func (a *altering) fields(found, table []schema.Field, anew bool) []schema.Field {
	after := make(map[string][]schema.Field) // columns in no file, by the one that they stand behind
	last := ""
	for _, f := range table {
		switch {
		case schema.Lookup(found, f.Name) >= 0:
			last = f.Name
		case a.empty[f.Name]:
			after[last] = append(after[last], f)
		}
	}
	fields := after[""]
	for _, f := range found {
		i := schema.Lookup(table, f.Name)
		stays := !anew && !a.touched[f.Name]
		if i < 0 && stays {
			continue
		}
		if i >= 0 {
			f.Comment = cmp.Or(f.Comment, table[i].Comment)
		}
		if stays {
			f.Type = table[i].Type
		}
		fields = append(append(fields, f), after[f.Name]...)
	}
	return fields
}
