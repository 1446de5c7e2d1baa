package crawl

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
)

// Restore makes a table what it was in a version, as a new version of it: its
// columns with their types, the comments, the parameters, and what was decided.
// Where the files would now make another column of it, that is decided, too, so
// that later crawls keep to it: a type, or that a column is hidden. [Reset] and
// [Show] take it back. Columns that no file has any more are there again, and
// null. The files are those that the table has now.
//
// What [PinsFile] says comes before: if it says of a column something else than
// the version does, that is an [*EditError], and nothing is changed.
//
// A table that was dropped is there again with those of its files that are still
// in the lake; without one, it is marked with [catalog.Deprecated].
func (c *Crawler) Restore(ctx context.Context, lake *datasets.Lake, to *catalog.Catalog, name catalog.Name, version int, plan bool) (*Alteration, error) {
	return patiently(ctx, to, plan, func() (*Alteration, error) {
		was, err := to.TableAt(ctx, name, version)
		if err != nil {
			return nil, err
		}
		if err := c.opposed(lake, was); err != nil {
			return nil, err
		}
		known, err := to.Known(ctx, was.Name.Database)
		if err != nil {
			return nil, err
		}
		cause := fmt.Sprintf("restore of version %d", version)
		from, err := to.Table(ctx, name)
		if errors.Is(err, catalog.ErrNotFound) {
			return c.revive(ctx, lake, known, was, cause)
		}
		if err != nil {
			return nil, err
		}
		a := newAltering(from, known)
		a.become(was)
		return c.alter(ctx, lake, a, cause, func(found catalog.TableFiles) (bool, error) {
			return a.insist(was, found.Table), nil
		})
	})
}

// opposed returns an error if what a person wrote into [PinsFile] makes another
// column of one that the table has.
func (c *Crawler) opposed(lake *datasets.Lake, was catalog.Table) error {
	pins := c.Pins
	if pins == nil {
		var err error
		if pins, err = ReadPins(lake); err != nil {
			return err
		}
	}
	for _, t := range pins.Tables {
		if t.Name != was.Name.Table {
			continue
		}
		for _, f := range was.Columns {
			pin, _ := t.columnNow(f.Name, foundAs(was.Parameters, f.Name))
			switch {
			case pin.Hidden:
				return &EditError{Table: was.Name, Text: fmt.Sprintf("%s hides the column %q that the version has", PinsFile, f.Name)}
			case pin.Type.Kind != schema.Unknown && !pin.Type.Equal(f.Type):
				return &EditError{Table: was.Name, Text: fmt.Sprintf("%s says that the column %q is %s, and in the version it is %s", PinsFile, f.Name, pin.Type, f.Type)}
			}
		}
	}
	return nil
}

// become makes the table what it was, as far as a person has a say in it.
func (a *altering) become(was catalog.Table) {
	for key := range unlike(a.to.Parameters, was.Parameters, pinDates, pinNulls) {
		a.scan = a.scan || a.to.Parameters[key] != "" // it is in the layouts of the files
	}
	held := make(map[string]bool) // columns of the files, by the names that crawls find
	for _, f := range a.from.Columns {
		if !a.empty[f.Name] {
			held[a.found(f.Name)] = true
		}
	}
	now := a.to
	a.to.Parameters = make(map[string]string)
	maps.Copy(a.to.Parameters, was.Parameters)
	for _, key := range []string{catalog.Deprecated, catalog.CreatedBy} { // not decided, but so
		delete(a.to.Parameters, key)
		if value, ok := now.Parameters[key]; ok {
			a.to.Parameters[key] = value
		}
	}
	a.to.Comment = was.Comment
	a.to.Columns = slices.Clone(was.Columns)
	for i := range a.to.Partitions {
		found := a.to.Partitions[i]
		found.Name = foundAs(now.Parameters, found.Name)
		for _, f := range was.Partitions {
			if a.found(f.Name) == found.Name {
				found = f
			}
		}
		a.to.Partitions[i] = found
	}
	a.touched, a.empty = make(map[string]bool), make(map[string]bool)
	for _, f := range slices.Concat(now.Columns, was.Columns, now.Partitions, was.Partitions) {
		a.touched[f.Name] = true
	}
	for _, parameters := range []map[string]string{now.Parameters, was.Parameters} {
		for key := range parameters {
			_, found, _ := strings.Cut(strings.TrimPrefix(key, pinColumn), ".")
			a.touch(found)
		}
	}
	for _, f := range was.Columns {
		a.empty[f.Name] = !held[a.found(f.Name)]
		a.touched[a.found(f.Name)] = true
	}
}

// unlike returns the keys with one of the prefixes under which two maps differ.
func unlike(a, b map[string]string, prefixes ...string) map[string]bool {
	keys := make(map[string]bool)
	for _, m := range []map[string]string{a, b} {
		for key := range m {
			if a[key] != b[key] && slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(key, p) }) {
				keys[key] = true
			}
		}
	}
	return keys
}

// insist decides what the files alone would make otherwise, and reports whether
// there was something.
func (a *altering) insist(was, found catalog.Table) bool {
	before := maps.Clone(a.to.Parameters)
	decide := func(was, found []schema.Field) {
		for _, f := range found {
			name := a.found(f.Name)
			if i := schema.Lookup(was, f.Name); i < 0 {
				a.to.Parameters[pinHidden+name] = "true"
			} else if !was[i].Type.Equal(f.Type) {
				a.to.Parameters[pinType+name] = was[i].Type.String()
			}
		}
	}
	decide(was.Columns, found.Columns)
	decide(a.to.Partitions, found.Partitions)
	return !maps.Equal(before, a.to.Parameters)
}

// revive finds the change that brings back a table that was dropped.
func (c *Crawler) revive(ctx context.Context, lake *datasets.Lake, known *catalog.Known, was catalog.Table, cause string) (*Alteration, error) {
	a := newAltering(was, known)
	delete(a.to.Parameters, catalog.Deprecated)
	crawler := *c
	crawler.Database = was.Name.Database
	crawler.Exclude = append(slices.Clip(c.Exclude), known.Excluded()...)
	found, err := crawler.Crawl(ctx, lake, known.With(a.to))
	if err != nil {
		return nil, err
	}
	add := catalog.AddTable{Table: a.to, Cause: cause}
	add.Table.Crawled = time.Time{}
	done := &Alteration{Scanned: found.Scanned, Bytes: found.Bytes}
	for _, t := range found.Tables {
		if t.Table.Name != was.Name {
			continue
		}
		if a.insist(was, t.Table) { // what was found goes for the next crawl; here the table is as it was
			hide(t.Files, was.Columns)
		}
		add.Files = t.Files
		done.Problems = t.Problems
	}
	if len(add.Files) == 0 {
		a.to.Parameters[catalog.Deprecated] = time.Now().UTC().Format(time.RFC3339)
	}
	for _, change := range catalog.Diff(nil, []catalog.TableFiles{{Table: add.Table, Files: add.Files}}) {
		change := change.(catalog.AddTable)
		change.Cause = cause
		done.Change = change
	}
	return done, nil
}

// hide takes columns that the table has not out of the layouts of files.
func hide(files []catalog.File, columns []schema.Field) {
	for i := range files {
		scan := *files[i].Scan
		scan.Columns = slices.Clone(scan.Columns)
		for j := range scan.Columns {
			if c := &scan.Columns[j]; schema.Lookup(columns, c.Name) < 0 {
				c.Name = ""
			}
		}
		files[i].Scan = &scan
	}
}
