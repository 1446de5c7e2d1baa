package crawl

import (
	"cmp"
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/tarnlake/tarn/catalog"
)

// A Group says why files make one table.
type Group struct {
	Name     string   // of the table
	Location string   // folder or file, relative to the lake
	Files    int      // how many there are
	Reason   string   // for people
	Apart    []Apart  // the other groups of the folder, and why they are other tables
	Levels   []string // names of the partition columns, outermost first
}

// Apart says how much another group of the same folder differs.
type Apart struct {
	Location string   // of the other group's first file
	Score    float64  // similarity of the two, from 0 to 1
	Only     []string // columns that only this group has
	Lacks    []string // columns that only the other has
}

// A level is one level of partition folders under a table.
type level struct {
	name string // of the partition column; "" until [numberLevels] gives it one
	hive bool   // the folders are named "name=value"
}

// A group is files that make one table.
type group struct {
	Group
	files  []*file
	levels []level
	base   string // what the table is to be called
	lone   bool   // one file, which gave the name
}

// groupFiles puts together the files that make one table. Dir is the lake's
// folder, whose name a table at its root has.
//
// From the deepest folder up: the files of one folder that are alike in format
// and columns are one group. Folders named "key=value" are partitions of the
// folder above them; so are sibling folders that each hold one group when
// those are alike, as with Glue, and folders named as years, months and days.
func groupFiles(dir string, files []*file) []*group {
	root := &folder{name: filepath.Base(dir)}
	for _, f := range files {
		at := root
		if parent := path.Dir(f.Path); parent != "." {
			for part := range strings.SplitSeq(parent, "/") {
				at = at.child(part)
			}
		}
		at.files = append(at.files, f)
	}
	groups := root.groups("")
	for _, g := range groups {
		slices.SortFunc(g.files, func(a, b *file) int { return cmp.Compare(a.Path, b.Path) })
		g.Files = len(g.files)
		numberLevels(g)
	}
	slices.SortFunc(groups, func(a, b *group) int {
		return cmp.Or(cmp.Compare(a.Location, b.Location), cmp.Compare(a.files[0].Path, b.files[0].Path))
	})
	return groups
}

// numberLevels names the levels whose folders do not say what they are, as
// Glue does: partition_0, partition_1 and so on, from left to right.
func numberLevels(g *group) {
	n := 0
	for i := range g.levels {
		if g.levels[i].name == "" {
			g.levels[i].name = fmt.Sprintf("partition_%d", n)
			n++
		}
		g.Levels = append(g.Levels, g.levels[i].name)
	}
}

// A folder is a folder of the lake with data files in it or below it.
type folder struct {
	name    string
	files   []*file
	folders []*folder
	byName  map[string]*folder
}

func (d *folder) child(name string) *folder {
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

// groups returns the groups of files in and below d, whose path is location.
func (d *folder) groups(location string) []*group {
	all := d.ownGroups(location)
	var below []childGroups
	for _, c := range d.folders {
		below = append(below, childGroups{c, c.groups(path.Join(location, c.name))})
	}
	slices.SortFunc(below, func(a, b childGroups) int { return cmp.Compare(a.folder.name, b.folder.name) })

	hive, rest := splitHive(below)
	for _, siblings := range hive {
		key, _, _ := strings.Cut(siblings[0].folder.name, "=")
		l := level{name: catalog.TableName(catalog.UnescapePartition(key)), hive: true}
		all = append(all, partitions(d, location, l, siblings)...)
	}
	if l, ok := plainLevel(d, rest); ok {
		return append(all, partitions(d, location, l, rest)...)
	}
	for _, c := range rest {
		all = append(all, c.groups...)
	}
	return all
}

// childGroups are the groups in and below one subfolder.
type childGroups struct {
	folder *folder
	groups []*group
}

// splitHive takes out the folders named "key=value", by key, in order of the keys.
func splitHive(below []childGroups) (hive [][]childGroups, rest []childGroups) {
	at := make(map[string]int)
	for _, c := range below {
		key, _, ok := strings.Cut(c.folder.name, "=")
		if !ok || key == "" {
			rest = append(rest, c)
			continue
		}
		key = strings.ToLower(key)
		i, seen := at[key]
		if !seen {
			i = len(hive)
			at[key] = i
			hive = append(hive, nil)
		}
		hive[i] = append(hive[i], c)
	}
	return hive, rest
}

// partitions makes the groups below sibling folders into groups of d with one
// more level of partitions. Groups go together when they are of one format and
// have the same levels below, and are alike; for folders "key=value" likeness
// of the columns is not asked for, as long as each folder holds one group.
func partitions(d *folder, location string, l level, siblings []childGroups) []*group {
	single := true
	for _, s := range siblings {
		single = single && len(s.groups) == 1
	}
	var merged []*group
	for _, s := range siblings {
		for _, g := range s.groups {
			levels := append(between(path.Join(location, s.folder.name), g), g.levels...)
			i := slices.IndexFunc(merged, func(m *group) bool {
				return m.files[0].scan.Format == g.files[0].scan.Format && sameLevels(m.levels[1:], levels) &&
					(single && l.hive || groupSimilarity(m, g) > Similar)
			})
			if i < 0 {
				merged = append(merged, &group{
					Group:  Group{Location: location, Reason: levelReason(l, siblings)},
					levels: append([]level{l}, levels...),
					base:   d.name,
					files:  slices.Clone(g.files),
				})
				continue
			}
			merged[i].files = append(merged[i].files, g.files...)
		}
	}
	if len(merged) > 1 {
		for _, g := range merged {
			g.base = stem(g.files)
			if g.base == "" {
				g.base = d.name
			}
			g.Apart = apart(g, merged)
		}
	}
	return merged
}

// between returns a level for each folder between folder and the group below it.
func between(folder string, g *group) []level {
	at := g.Location
	if g.lone {
		at = path.Dir(at)
	}
	rest, ok := strings.CutPrefix(at, folder+"/")
	if !ok {
		return nil
	}
	return make([]level, strings.Count(rest, "/")+1)
}

func levelReason(l level, siblings []childGroups) string {
	first, last := siblings[0].folder.name, siblings[len(siblings)-1].folder.name
	if l.hive {
		return fmt.Sprintf("the folders %s to %s are partitions by name", first, last)
	}
	return fmt.Sprintf("the folders %s to %s hold files with like columns, so they are partitions", first, last)
}

func sameLevels(a, b []level) bool {
	return slices.Equal(a, b)
}

var (
	yearName  = regexp.MustCompile(`^(19|20|21)\d\d$`)
	monthName = regexp.MustCompile(`^(0?[1-9]|1[0-2])$`)
	dayName   = regexp.MustCompile(`^(0?[1-9]|[12]\d|3[01])$`)
	hourName  = regexp.MustCompile(`^([01]?\d|2[0-3])$`)
	dateName  = regexp.MustCompile(`^(19|20|21)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$`)
)

// plainLevel says whether sibling folders without "key=" are partitions of d,
// and by what name: when they are named as years, months, days or dates, or
// when there are several, each holds one group, and most of those are alike.
func plainLevel(d *folder, below []childGroups) (level, bool) {
	if len(below) == 0 || slices.ContainsFunc(below, func(c childGroups) bool { return len(c.groups) != 1 }) {
		return level{}, false
	}
	all := func(re *regexp.Regexp) bool {
		return !slices.ContainsFunc(below, func(c childGroups) bool { return !re.MatchString(c.folder.name) })
	}
	within := func(re *regexp.Regexp) bool { return re.MatchString(d.name) }
	switch {
	case !alike(below):
		return level{}, false
	case all(yearName):
		return level{name: "year"}, true
	case all(dateName):
		return level{name: "date"}, true
	case all(monthName) && within(yearName):
		return level{name: "month"}, true
	case all(dayName) && within(monthName) && dated(below, "hour"):
		return level{name: "day"}, true
	case all(hourName) && within(dayName) && dated(below, ""):
		return level{name: "hour"}, true
	case len(below) > 1 && len(d.files) == 0:
		return level{}, true
	}
	return level{}, false
}

// dated reports whether the first level below those folders, if there is one,
// has that name.
func dated(below []childGroups, name string) bool {
	levels := below[0].groups[0].levels
	return len(levels) == 0 || levels[0].name == name
}

// alike reports whether most of the groups below are alike: more than seven in
// ten are similar to the first of the largest kind.
func alike(below []childGroups) bool {
	best := 0
	for i, a := range below {
		count := 0
		for _, b := range below {
			if a.groups[0].files[0].scan.Format == b.groups[0].files[0].scan.Format &&
				sameLevels(a.groups[0].levels, b.groups[0].levels) && groupSimilarity(a.groups[0], b.groups[0]) > Similar {
				count++
			}
		}
		best = max(best, count)
		if i == 20 {
			break // enough to see a majority by
		}
	}
	return float64(best) > Similar*float64(len(below))
}

// ownGroups groups the files that lie in d itself.
func (d *folder) ownGroups(location string) []*group {
	clusters := cluster(d.files)
	var groups []*group
	for _, files := range clusters {
		g := &group{Group: Group{Location: location}, files: files, base: d.name}
		switch {
		case len(files) == 1 && (location == "" || len(clusters) > 1):
			g.base, g.lone = stemOf(files[0].Path), true
			g.Location = files[0].Path
			g.Reason = "one file, unlike the others of its folder"
			if len(clusters) == 1 {
				g.Reason = "the only file"
			}
		case len(clusters) > 1:
			if s := stem(files); s != "" {
				g.base = s
			}
			g.Reason = fmt.Sprintf("%d files of one folder with like columns; others in the folder differ", len(files))
		case len(files) == 1:
			g.Reason = "the only file of its folder"
		default:
			g.Reason = fmt.Sprintf("%d files of one folder with like columns", len(files))
		}
		groups = append(groups, g)
	}
	for _, g := range groups {
		g.Apart = apart(g, groups)
	}
	return groups
}

// apart says how each of the other groups differs from g; of the first few.
func apart(g *group, groups []*group) []Apart {
	var list []Apart
	for _, other := range groups {
		if other == g || len(list) == 5 {
			continue
		}
		a, b := columnSet(g.files[0]), columnSet(other.files[0])
		list = append(list, Apart{
			Location: other.files[0].Path,
			Score:    groupSimilarity(g, other),
			Only:     without(a, b),
			Lacks:    without(b, a),
		})
	}
	return list
}

func without(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(name string) bool { return slices.Contains(b, name) })
}
