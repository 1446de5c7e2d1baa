package catalog

import "github.com/tarnlake/tarn/datasets"

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

	want []File // that are still to come, sorted by path
	lost map[string]bool
	seen map[columnsPair]bool
	gone map[*datasets.Column]bool
}

// A columnsPair is the columns of a file as they were and as they are, which
// many files share.
type columnsPair struct{ was, is *datasets.Column }

func newComparison(want []File) *comparison {
	return &comparison{
		want: sortedFiles(want), renamed: make(map[string]string), lost: make(map[string]bool),
		seen: make(map[columnsPair]bool), gone: make(map[*datasets.Column]bool),
	}
}

// compareFiles compares files that are all in memory.
func compareFiles(have, want []File) *comparison {
	c := newComparison(want)
	have = sortedFiles(have)
	for i := range have {
		c.add(&have[i])
	}
	c.end()
	return c
}

// add takes the next of the recorded files, in the order of their paths.
func (c *comparison) add(have *File) {
	for len(c.want) > 0 && c.want[0].Path < have.Path {
		c.changes.Added = append(c.changes.Added, c.want[0])
		c.want = c.want[1:]
	}
	if len(c.want) == 0 || c.want[0].Path != have.Path {
		c.changes.Removed = append(c.changes.Removed, have.Path)
		c.lose(have)
		c.rename(have, nil, false)
		return
	}
	want := &c.want[0]
	c.want = c.want[1:]
	unchanged := have.Size == want.Size && have.ModTime.Equal(want.ModTime)
	switch {
	case !unchanged:
		c.changes.Changed = append(c.changes.Changed, *want)
		c.lose(have)
	case !sameReading(have, want):
		c.changes.Reread = append(c.changes.Reread, *want)
	}
	c.rename(have, scanOf(want).Columns, unchanged)
}

// end says that there are no more recorded files.
func (c *comparison) end() {
	c.changes.Added = append(c.changes.Added, c.want...)
	c.want = nil
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
