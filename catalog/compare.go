package catalog

import (
	"iter"

	"github.com/tarnlake/tarn/datasets"
)

// A comparison is what became of the files of a table. It is made of the
// recorded files one after the other, which need not all be in memory.
type comparison struct {
	changes FileChanges
	was     []File // of the files that changed or went, as they were: the first with each set of columns

	// renamed holds the columns that are read in another way now, with their new
	// names, which may be empty: of each file that has one, the bytes are what
	// they were, or the column is there under another name. Columns of other
	// files are not in it: what they held may be lost.
	renamed map[string]string

	want *File // the first of those that are still to come, sorted by path; nil if there are none
	next func() (File, bool)
	stop func()
	lost map[string]bool
	seen map[columnsPair]bool
	gone map[*datasets.Column]bool
}

// A columnsPair is the columns of a file as they were and as they are, which
// many files share.
type columnsPair struct{ was, is *datasets.Column }

// newComparison compares with the files that the table is to have. It is to be
// ended.
func newComparison(want *TableFiles) *comparison {
	c := &comparison{
		renamed: make(map[string]string), lost: make(map[string]bool),
		seen: make(map[columnsPair]bool), gone: make(map[*datasets.Column]bool),
	}
	c.next, c.stop = iter.Pull(want.All())
	c.advance()
	return c
}

// advance goes on to the next of the files that are to be.
func (c *comparison) advance() {
	if f, ok := c.next(); ok {
		c.want = &f
	} else {
		c.want = nil
	}
}

// compareFiles compares the files of two tables.
func compareFiles(have, want *TableFiles) *comparison {
	c := newComparison(want)
	for f := range have.All() {
		c.add(&f)
	}
	c.end()
	return c
}

// add takes the next of the recorded files, in the order of their paths.
func (c *comparison) add(have *File) {
	for c.want != nil && c.want.Path < have.Path {
		c.changes.Added = append(c.changes.Added, *c.want)
		c.advance()
	}
	if c.want == nil || c.want.Path != have.Path {
		c.changes.Removed = append(c.changes.Removed, have.Path)
		c.lose(have)
		c.rename(have, nil, false)
		return
	}
	want := c.want
	c.advance()
	unchanged := have.Size == want.Size && have.ModTime.Equal(want.ModTime) && sameChecksum(have, want)
	switch {
	case !unchanged:
		c.changes.Changed = append(c.changes.Changed, *want)
		c.lose(have)
	case !sameReading(have, want):
		c.changes.Reread = append(c.changes.Reread, *want)
	}
	c.rename(have, scanOf(want).Columns, unchanged)
}

// sameChecksum reports whether the checksums of two files are the same, as far as
// they are known.
func sameChecksum(a, b *File) bool {
	return a.Checksum == "" || b.Checksum == "" || a.Checksum == b.Checksum
}

// end says that there are no more recorded files.
func (c *comparison) end() {
	for ; c.want != nil; c.advance() {
		c.changes.Added = append(c.changes.Added, *c.want)
	}
	c.stop()
	for name := range c.lost {
		delete(c.renamed, name)
	}
}

func (c *comparison) lose(have *File) {
	columns := scanOf(have).Columns
	if len(columns) == 0 || c.gone[&columns[0]] {
		return
	}
	c.gone[&columns[0]] = true
	c.was = append(c.was, *have)
}

// rename notes how the columns of one file are read now.
func (c *comparison) rename(have *File, is []datasets.Column, unchanged bool) {
	was := scanOf(have).Columns
	if len(was) == 0 {
		return
	}
	if unchanged && len(is) > 0 {
		pair := columnsPair{&was[0], &is[0]}
		if c.seen[pair] {
			return
		}
		c.seen[pair] = true
	}
	for n, column := range was {
		switch {
		case n < len(is) && len(is) == len(was) && (unchanged || column.Source != "" && column.Source == is[n].Source):
			c.renamed[column.Name] = is[n].Name
		case unchanged:
			c.renamed[column.Name] = ""
		default:
			c.lost[column.Name] = true
		}
	}
}
