package crawl

import (
	"cmp"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/tarnlake/tarn/catalog"
)

// A level is one level of partition folders under a table.
type level struct {
	name string // of the partition column; "" until it gets a number
	hive bool   // the folders are named "name=value"
}

// value returns the value that a folder of the level stands for.
func (l level) value(folder string) string {
	if l.hive {
		_, value, _ := strings.Cut(folder, "=")
		return catalog.UnescapePartition(value)
	}
	return folder
}

// named reports whether the folders say by their names what they are.
func (l level) named() bool { return l.name != "" }

// hiveLevel returns the level of a folder named "key=value".
func hiveLevel(folder string) (level, bool) {
	key, _, ok := strings.Cut(folder, "=")
	if !ok || key == "" {
		return level{}, false
	}
	return level{name: catalog.TableName(catalog.UnescapePartition(key)), hive: true}, true
}

// namedLevel returns the level of a folder, lying in the folder at location, whose
// name says what it is.
func namedLevel(location, folder string) (level, bool) {
	if l, ok := hiveLevel(folder); ok {
		return l, true
	}
	return calendarLevel(location, folder)
}

var (
	yearName      = regexp.MustCompile(`^(19|20|21)\d\d$`)
	yearMonthName = regexp.MustCompile(`^(19|20|21)\d\d[-_](0[1-9]|1[0-2])$`)
	monthName     = regexp.MustCompile(`^(0?[1-9]|1[0-2])$`)
	dayName       = regexp.MustCompile(`^(0?[1-9]|[12]\d|3[01])$`)
	hourName      = regexp.MustCompile(`^([01]?\d|2[0-3])$`)
	dateName      = regexp.MustCompile(`^(19|20|21)\d\d[-_]?(0[1-9]|1[0-2])[-_]?(0[1-9]|[12]\d|3[01])$`)
)

// calendarLevel returns the level of a folder named as a part of a date, and
// lying in the folder at location: 2024, 2024/01, 2024/01/05, 2024/01/05/13,
// 2024-01 or 2024-01-05.
func calendarLevel(location, folder string) (level, bool) {
	above := strings.Split(location, "/")
	up := func(n int, re *regexp.Regexp) bool { return len(above) >= n && re.MatchString(above[len(above)-n]) }
	switch {
	case yearName.MatchString(folder):
		return level{name: "year"}, true
	case yearMonthName.MatchString(folder):
		return level{name: "month"}, true
	case dateName.MatchString(folder):
		return level{name: "date"}, true
	case up(1, yearName) && monthName.MatchString(folder):
		return level{name: "month"}, true
	case up(2, yearName) && up(1, monthName) && dayName.MatchString(folder):
		return level{name: "day"}, true
	case up(3, yearName) && up(2, monthName) && up(1, dayName) && hourName.MatchString(folder):
		return level{name: "hour"}, true
	}
	return level{}, false
}

// liftNamed makes partitions of d of the folders whose names say that they are:
// "key=value", and parts of dates. It returns the other folders too.
func (o *grouping) liftNamed(d *folder, location string, below []child) (lifted []*group, rest []child) {
	at := make(map[level]int)
	var classes [][]child
	var levels []level
	for _, c := range below {
		l, ok := namedLevel(location, c.name)
		if !ok {
			rest = append(rest, c)
			continue
		}
		i, seen := at[l]
		if !seen {
			i = len(classes)
			at[l] = i
			classes, levels = append(classes, nil), append(levels, l)
		}
		classes[i] = append(classes[i], c)
	}
	for i, siblings := range classes {
		lifted = append(lifted, o.lift(d, location, levels[i], siblings)...)
	}
	return lifted, rest
}

// liftAlike makes partitions of d of sibling folders whose names say nothing, if
// each holds one group and more than seven in ten of those are alike.
func (o *grouping) liftAlike(d *folder, location string, below []child) (lifted []*group, rest []child) {
	several := slices.ContainsFunc(below, func(c child) bool { return len(c.groups) != 1 })
	if len(below) < 2 || several {
		return nil, below
	}
	l := lifting{grouping: o, folder: d, location: location, siblings: below}
	l.gather()
	clusters := l.clusters(o.rule)
	best := slices.MaxFunc(clusters, func(a, b []int) int { return cmp.Compare(len(a), len(b)) })
	if len(best) < 2 || float64(len(best)) <= Similar*float64(len(below)) {
		return nil, below
	}
	g := l.merge(best)
	g.base = d.name
	g.Reason = fmt.Sprintf("the folders %s to %s hold files with like columns, so they are partitions",
		below[best[0]].name, below[best[len(best)-1]].name)
	if len(best) < len(below) && location == "" {
		g.base = cmp.Or(commonFolder(below, best), d.name)
	}
	g.beside = []*group{g}
	for i, c := range below {
		if !slices.Contains(best, i) {
			rest = append(rest, c)
			g.beside = append(g.beside, c.groups[0])
		}
	}
	return []*group{g}, rest
}

// commonFolder returns the name that the chosen folders have in common, or "".
func commonFolder(below []child, chosen []int) string {
	common := below[chosen[0]].name
	for _, i := range chosen[1:] {
		common = commonPrefix(common, below[i].name)
	}
	return telling(common)
}

// lift makes the groups below sibling folders into groups of d with one more
// level of partitions. Groups go together when they are of one format, and one
// has the columns of the other.
func (o *grouping) lift(d *folder, location string, named level, siblings []child) []*group {
	l := lifting{grouping: o, folder: d, location: location, level: named, siblings: siblings}
	l.gather()
	clusters := l.clusters(byFolder)
	var groups []*group
	for _, members := range clusters {
		g := l.merge(members)
		g.Reason = fmt.Sprintf("the folders %s to %s are partitions by name", siblings[0].name, siblings[len(siblings)-1].name)
		if len(siblings) == 1 {
			g.Reason = fmt.Sprintf("the folder %s is a partition by name", siblings[0].name)
		}
		g.base = l.baseOf(g, members, len(clusters) > 1)
		groups = append(groups, g)
	}
	for _, g := range groups {
		g.beside = groups
	}
	return groups
}

// A lifting makes groups in sibling folders into groups of the folder above.
type lifting struct {
	*grouping
	folder   *folder
	location string
	level    level
	siblings []child

	groups  []*group
	sibling []int      // of each group
	between [][]string // the folders between the sibling and the group
}

func (l *lifting) gather() {
	for i, s := range l.siblings {
		for _, g := range s.groups {
			at := g.Location
			if g.lone {
				at = path.Dir(at)
			}
			var between []string
			if rest, ok := strings.CutPrefix(at, path.Join(l.location, s.name)+"/"); ok {
				between = strings.Split(rest, "/")
			}
			l.groups = append(l.groups, g)
			l.sibling = append(l.sibling, i)
			l.between = append(l.between, between)
		}
	}
}

// clusters returns which groups go together by a rule: those whose levels do.
func (l *lifting) clusters(r rule) [][]int {
	var clusters [][]int
	at := make(map[string]int)
	var parts [][]int // groups whose levels go together
	for i, g := range l.groups {
		key := fmt.Sprint(len(l.between[i]))
		if slices.ContainsFunc(g.levels, func(l level) bool { return !l.named() }) {
			key += fmt.Sprint(g.levels)
		}
		j, ok := at[key]
		if !ok {
			j = len(parts)
			at[key] = j
			parts = append(parts, nil)
		}
		parts[j] = append(parts[j], i)
	}
	for _, part := range parts {
		units := make([]unit, len(part))
		for i, n := range part {
			units[i] = l.groups[n].unit()
		}
		for _, members := range cluster(units, r) {
			for i, m := range members {
				members[i] = part[m]
			}
			clusters = append(clusters, members)
		}
	}
	return clusters
}

// merge makes one group of several.
func (l *lifting) merge(members []int) *group {
	g := &group{Group: Group{Location: l.location}, levels: []level{l.level}}
	first := members[0]
	var vary []int // the folders between that are not the same everywhere
	for i := range l.between[first] {
		if slices.ContainsFunc(members, func(m int) bool { return l.between[m][i] != l.between[first][i] }) {
			vary = append(vary, i)
			g.levels = append(g.levels, level{})
		}
	}
	inner := l.groups[first].levels
	for _, m := range members[1:] {
		inner = unite(inner, l.groups[m].levels)
	}
	g.levels = append(g.levels, inner...)
	for _, m := range members {
		from := l.groups[m]
		head := []string{l.level.value(l.siblings[l.sibling[m]].name)}
		for _, i := range vary {
			head = append(head, l.between[m][i])
		}
		for _, b := range from.bags {
			g.bags = append(g.bags, bag{b.files, append(slices.Clip(head), place(b.values, from.levels, inner)...)})
		}
	}
	return g
}

// unite returns the levels of both, in an order that both have if there is one.
func unite[L comparable](a, b []L) []L {
	if slices.Equal(a, b) {
		return a
	}
	united := slices.Clone(a)
	for i, l := range b {
		if slices.Contains(united, l) {
			continue
		}
		at := len(united) // unless one that comes later is there
		for _, later := range b[i+1:] {
			if j := slices.Index(united, later); j >= 0 {
				at = j
				break
			}
		}
		united = slices.Insert(united, at, l)
	}
	return united
}

// place returns values of some levels as values of others; those of levels that
// are not among them are null.
func place[L comparable](values []string, of, among []L) []string {
	if slices.Equal(of, among) {
		return values
	}
	placed := nulls(len(among))
	for i, l := range of {
		placed[slices.Index(among, l)] = values[i]
	}
	return placed
}

func nulls(n int) []string { return slices.Repeat([]string{catalog.NullPartition}, n) }

// baseOf finds a name for one of the tables that partitions make.
func (l *lifting) baseOf(g *group, members []int, others bool) string {
	if base := l.innerBase(members); base != "" {
		return base
	}
	if !others {
		return l.folder.name
	}
	if stem := commonStem(g.unit()); stem != "" {
		return stem
	}
	if i := l.sibling[members[0]]; i == l.sibling[members[len(members)-1]] {
		return l.folder.name + "_" + l.siblings[i].name
	}
	return l.folder.name
}

// innerBase returns the name that all the groups have from a folder or a file
// within the partitions, or "".
func (l *lifting) innerBase(members []int) string {
	common := ""
	for _, m := range members {
		g := l.groups[m]
		inside := len(l.between[m]) > 0 && g.base == l.between[m][len(l.between[m])-1]
		if !inside || common != "" && g.base != common {
			return ""
		}
		common = g.base
	}
	return common
}

// whole makes one table of each format of all files in and below d.
func (o *grouping) whole(d *folder, location, name, reason string) []*group {
	w := wholeFolder{formats: make(map[string]*group)}
	w.walk(d, nil)
	depth := 0
	for _, f := range w.paths {
		depth = max(depth, len(f))
	}
	levels := w.levels(location, depth)
	for _, g := range w.groups {
		g.Location, g.base, g.Reason, g.levels = location, name, reason, levels
		for i := range g.bags {
			g.bags[i].values = w.values(g.bags[i].values, levels)
		}
		g.beside = w.groups
	}
	return w.groups
}

type wholeFolder struct {
	groups  []*group
	formats map[string]*group
	paths   [][]string // the folders that hold files
}

// walk gathers the files, in bags by folder; for the time being their values
// are the names of the folders.
func (w *wholeFolder) walk(d *folder, below []string) {
	bags := make(map[string]*bag)
	slices.SortFunc(d.files, byPath)
	for _, f := range d.files {
		format := f.scan.Format
		g := w.formats[format]
		if g == nil {
			g = &group{}
			w.formats[format] = g
			w.groups = append(w.groups, g)
		}
		if bags[format] == nil {
			g.bags = append(g.bags, bag{values: below})
			bags[format] = &g.bags[len(g.bags)-1]
		}
		bags[format].files = append(bags[format].files, f)
	}
	if len(d.files) > 0 {
		w.paths = append(w.paths, below)
	}
	for _, c := range d.sorted() {
		w.walk(c, append(slices.Clip(below), c.name))
	}
}

// levels returns what the levels of the folders are, by the folders that lie
// deep enough.
func (w *wholeFolder) levels(location string, depth int) []level {
	levels := make([]level, depth)
	for i := range levels {
		first := true
		for _, p := range w.paths {
			if len(p) <= i {
				continue
			}
			l, _ := namedLevel(path.Join(location, path.Join(p[:i]...)), p[i])
			if !first && l != levels[i] {
				l = level{}
			}
			first, levels[i] = false, l
			if l == (level{}) {
				break
			}
		}
	}
	return levels
}

func (w *wholeFolder) values(folders []string, levels []level) []string {
	values := nulls(len(levels))
	for i, name := range folders {
		values[i] = levels[i].value(name)
	}
	return values
}

// nameLevels names the levels whose folders do not say what they are, as Glue
// does: partition_0, partition_1 and so on, from left to right. A name that is
// not written in the folders gives way to a column of the files.
func (g *group) nameLevels() {
	if len(g.levels) == 0 {
		return
	}
	taken := g.columnNames()
	n := 0
	names := make([]string, len(g.levels))
	for i, l := range g.levels {
		switch {
		case l.name == "":
			for names[i] = fmt.Sprintf("partition_%d", n); taken[names[i]]; names[i] = fmt.Sprintf("partition_%d", n) {
				n++
			}
			n++
		case !l.hive && taken[l.name]:
			names[i] = "partition_" + l.name
		default:
			names[i] = l.name
		}
	}
	g.Levels = catalog.Unique(names)
}

// columnNames returns the names of the columns of all files.
func (g *group) columnNames() map[string]bool {
	names := make(map[string]bool)
	seen := make(map[*shape]bool)
	for _, f := range g.files {
		if s := f.kind.shape; !seen[s] {
			seen[s] = true
			for _, name := range f.kind.names {
				names[name] = true
			}
		}
	}
	return names
}
