package crawl

import (
	"path"
	"slices"
)

// combined makes one table of each format of all files in and below root, the
// folder of the lake, at whatever depth they lie.
func (o *grouping) combined(root *folder) []*group {
	w := wholeFolder{formats: make(map[string]*group)}
	w.walk(root, nil)
	for _, g := range w.groups {
		o.combine(g)
	}
	return w.groups
}

// combine finds where a group lies whose bags have the names of their folders as
// values, and makes levels of the folders below: of those whose names say what
// they are, and of others if they differ from file to file. Values of levels that
// a file does not have are null.
func (o *grouping) combine(g *group) {
	above := g.sharedFolders()
	g.Location, g.base = path.Join(above...), o.lake
	if len(above) > 0 {
		g.base = above[len(above)-1]
	}
	g.Reason = "one table of each format was asked for"
	g.beside = []*group{g}

	own := make([][]rung, len(g.bags))
	var all []rung
	for i, b := range g.bags {
		own[i] = rungs(g.Location, b.values[len(above):])
		all = unite(all, own[i])
	}
	for i := range g.bags {
		b := &g.bags[i]
		b.values = slices.Clone(b.values[len(above):])
		for j, r := range own[i] {
			b.values[j] = r.value(b.values[j])
		}
		b.values = place(b.values, own[i], all)
	}
	g.keepTelling(all)
	if files := g.unit(); len(files) == 1 && len(g.levels) == 0 {
		g.beLone(files[0], "the only file of its format")
	}
}

// sharedFolders returns the folders that all files of a group lie in, down to the
// first whose name says what it is.
func (g *group) sharedFolders() []string {
	shared := g.bags[0].values
	for _, b := range g.bags[1:] {
		shared = shared[:sharedLength(shared, b.values)]
	}
	for i, name := range shared {
		if _, ok := namedLevel(path.Join(shared[:i]...), name); ok {
			return shared[:i]
		}
	}
	return shared
}

func sharedLength(a, b []string) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}

// A rung is a level, and how many like it lie above it: folders whose names say
// nothing are told apart by that.
type rung struct {
	level
	above int
}

// rungs returns the rungs of folders, each in the one before it.
func rungs(location string, folders []string) []rung {
	rungs := make([]rung, len(folders))
	seen := make(map[level]int)
	for i, name := range folders {
		l, _ := namedLevel(location, name)
		rungs[i] = rung{l, seen[l]}
		seen[l]++
		location = path.Join(location, name)
	}
	return rungs
}

// keepTelling makes the levels of a group of rungs, without those that say nothing
// by name and are the same for all files.
func (g *group) keepTelling(all []rung) {
	values := make([][]string, len(g.bags))
	for j, r := range all {
		first := g.bags[0].values[j]
		differs := func(b bag) bool { return b.values[j] != first }
		if !r.named() && !slices.ContainsFunc(g.bags, differs) {
			continue
		}
		g.levels = append(g.levels, r.level)
		for i, b := range g.bags {
			values[i] = append(values[i], b.values[j])
		}
	}
	for i := range g.bags {
		g.bags[i].values = values[i]
	}
}
