package crawl

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
)

// A Group says why files make one table.
type Group struct {
	Name     string   // of the table
	Location string   // folder or file, relative to the lake
	Files    int      // how many there are
	Reason   string   // for people
	Levels   []string // names of the partition columns, outermost first
}

// A group is files that make one table.
type group struct {
	Group
	files  []*file // sorted by path, once it is complete
	bags   []bag   // the same files, until then
	levels []level
	base   string    // what the table is to be called
	lone   bool      // one file, which gave the name
	main   bool      // most of the files of its folder
	beside []*group  // it and the others of its folder
	pin    *TablePin // if somebody decided that it is a table
}

// A bag is files of a group with the same values of its partition columns.
type bag struct {
	files  []*file
	values []string
}

// unit returns the files of a group that is not complete.
func (g *group) unit() unit {
	if len(g.bags) == 1 {
		return g.bags[0].files
	}
	var all unit
	for _, b := range g.bags {
		all = append(all, b.files...)
	}
	return all
}

// A grouping is how files are put together.
type grouping struct {
	lake  string // name of the lake's folder
	rule  rule
	level int // see [Crawler.TableLevel]
}

// group puts together the files that make one table.
//
// From the deepest folder up: the files of one folder that are alike in format
// and columns are one group. Folders named "key=value" are partitions of the
// folder above them, and so are folders named as years, months and days; so
// are sibling folders that each hold one group when those are alike, as with
// Glue.
func (o *grouping) group(files []*file) []*group {
	root := &folder{name: o.lake}
	for _, f := range files {
		at := root
		if parent := path.Dir(f.Path); parent != "." {
			for part := range strings.SplitSeq(parent, "/") {
				at = at.child(part)
			}
		}
		at.files = append(at.files, f)
	}
	groups := o.tables(root)
	for _, g := range groups {
		g.complete()
	}
	slices.SortFunc(groups, func(a, b *group) int {
		return cmp.Or(cmp.Compare(a.Location, b.Location), cmp.Compare(a.files[0].Path, b.files[0].Path))
	})
	return groups
}

// tables returns the groups of the files of the lake.
func (o *grouping) tables(root *folder) []*group {
	if o.rule == byFormat && o.level == 0 {
		return o.combined(root)
	}
	return o.groups(root, "", 1)
}

// complete gives each file its partition values, and the levels their names.
func (g *group) complete() {
	for _, b := range g.bags {
		for _, f := range b.files {
			f.values = b.values
		}
	}
	g.files = g.unit()
	g.bags = nil
	if !slices.IsSortedFunc(g.files, byPath) {
		g.files = slices.SortedFunc(slices.Values(g.files), byPath)
	}
	g.Files = len(g.files)
	g.nameLevels()
}

func byPath(a, b *file) int { return cmp.Compare(a.Path, b.Path) }

// A folder is a folder of the lake with data files in it or below it.
type folder struct {
	name    string
	files   []*file
	folders []*folder
	byName  map[string]*folder
}

func (d *folder) child(name string) *folder {
	if n := len(d.folders); n > 0 && d.folders[n-1].name == name { // as files come sorted
		return d.folders[n-1]
	}
	if c, ok := d.byName[name]; ok {
		return c
	}
	if d.byName == nil {
		d.byName = make(map[string]*folder)
	}
	c := &folder{name: name}
	d.byName[name] = c
	d.folders = append(d.folders, c)
	return c
}

// sorted returns the folders in d by name.
func (d *folder) sorted() []*folder {
	slices.SortFunc(d.folders, func(a, b *folder) int { return cmp.Compare(a.name, b.name) })
	return d.folders
}

// groups returns the groups of files in and below d, which lies at location.
// The lake itself has the depth 1.
func (o *grouping) groups(d *folder, location string, depth int) []*group {
	if o.level == depth {
		return o.whole(d, location, d.name, fmt.Sprintf("all in the folder: tables lie at level %d", depth))
	}
	own := o.own(d, location)
	var below []child
	for _, c := range d.sorted() {
		below = append(below, child{c.name, o.groups(c, path.Join(location, c.name), depth+1)})
	}
	if o.level > depth {
		all := own
		for _, c := range below {
			all = append(all, c.groups...)
		}
		return all
	}
	lifted, rest := o.liftNamed(d, location, below)
	own, lifted = o.join(own, lifted)
	all := append(own, lifted...)
	if len(d.files) == 0 {
		lifted, rest = o.liftAlike(d, location, rest)
		all = append(all, lifted...)
	}
	for _, c := range rest {
		all = append(all, c.groups...)
	}
	return all
}

// child is what is in and below one subfolder.
type child struct {
	name   string
	groups []*group
}

// own groups the files that lie in d itself.
func (o *grouping) own(d *folder, location string) []*group {
	if len(d.files) == 0 {
		return nil
	}
	slices.SortFunc(d.files, byPath)
	clusters := [][]int{nil}
	if len(d.files) > 1 {
		units := make([]unit, len(d.files))
		for i := range d.files {
			units[i] = d.files[i : i+1 : i+1]
		}
		clusters = cluster(units, o.rule)
		if o.rule == byColumns && collection(d.files, len(clusters)) {
			clusters = cluster(units, bySame)
		}
	} else {
		clusters[0] = []int{0}
	}
	most := 0 // the place of the first of the largest
	for i := range clusters {
		if len(clusters[i]) > len(clusters[most]) {
			most = i
		}
	}
	var groups []*group
	for i, members := range clusters {
		files := make([]*file, len(members))
		for j, m := range members {
			files[j] = d.files[m]
		}
		g := &group{Group: Group{Location: location}, bags: []bag{{files: files}}, base: d.name}
		g.main = i == most
		o.nameOwn(g, files, len(clusters) > 1)
		groups = append(groups, g)
	}
	for _, g := range groups {
		g.beside = groups
	}
	return groups
}

// collection reports whether files of one folder, of which so many are unlike
// each other, are a collection of different things: then files that are merely
// similar, such as the goals and the penalties of a championship, are different
// things as well. Files whose names differ in numbers are the same thing.
func collection(files []*file, unlike int) bool {
	if unlike < 2 {
		return false
	}
	patterns := make(map[string]bool)
	for _, f := range files {
		patterns[patternOf(f.Path)] = true
	}
	return len(patterns) >= 4 && 2*unlike > len(patterns)
}

// nameOwn finds a name for files of one folder, and says why they are a table.
// Others says whether there are other files in it.
func (o *grouping) nameOwn(g *group, files []*file, others bool) {
	switch {
	case len(files) == 1 && others:
		g.beLone(files[0], "one file, unlike the others of its folder")
	case len(files) == 1 && (g.Location == "" || meaningless[strings.ToLower(g.base)] && stemOf(files[0].Path) != ""):
		g.beLone(files[0], "the only file of its folder")
	case len(files) == 1:
		g.Reason = "the only file of its folder"
	case others:
		g.Reason = fmt.Sprintf("%d files of one folder with like columns; others in the folder differ", len(files))
		if stem := commonStem(files); stem != "" {
			g.base = stem
		} else if !g.main {
			g.base = baseOf(files[0].Path)
		}
	default:
		g.Reason = fmt.Sprintf("%d files of one folder with like columns", len(files))
	}
}

func (g *group) beLone(f *file, reason string) {
	g.base, g.lone, g.Location, g.Reason = baseOf(f.Path), true, f.Path, reason
}

// join puts files of a folder to the partitions below it that are alike; their
// partition columns are null.
func (o *grouping) join(own, lifted []*group) (apart, joined []*group) {
	for _, g := range own {
		i := slices.IndexFunc(lifted, func(l *group) bool {
			return sameFormat(l, g) && len(cluster([]unit{l.unit(), g.unit()}, o.rule)) == 1
		})
		if i < 0 {
			apart = append(apart, g)
			continue
		}
		l := lifted[i]
		for _, b := range g.bags {
			l.bags = append(l.bags, bag{b.files, nulls(len(l.levels))})
		}
	}
	return apart, lifted
}

func sameFormat(a, b *group) bool {
	return a.bags[0].files[0].scan.Format == b.bags[0].files[0].scan.Format
}
