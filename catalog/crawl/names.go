package crawl

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/tarnlake/tarn/catalog"
)

// names gives each group the name of its table, and sorts the groups by it. A
// name that a person decided comes first. Files that the catalog has in a table
// keep its name; of several groups, that with the most of its files has it. A
// new table is called after its folder or file; where two would be called the
// same, the format goes after the name if that tells them apart, or the folder
// above goes before it, and then a number after.
// New tables have the prefix.
func names(groups []*group, known *catalog.Known, prefix string) {
	n := naming{prefix: prefix, taken: make(map[string]*group)}
	for _, g := range groups {
		if g.pin != nil && g.Name != "" {
			n.taken[g.Name] = g
		} else {
			g.Name = ""
		}
	}
	n.nameKnown(groups, known)
	unnamed := slices.DeleteFunc(slices.Clone(groups), func(g *group) bool { return g.Name != "" })
	slices.SortStableFunc(unnamed, func(a, b *group) int {
		return cmp.Compare(strings.Count(a.Location, "/"), strings.Count(b.Location, "/"))
	})
	for _, g := range unnamed {
		n.give(g, n.free(g))
	}
	slices.SortFunc(groups, func(a, b *group) int { return cmp.Compare(a.Name, b.Name) })
}

type naming struct {
	prefix string
	taken  map[string]*group
}

func (n *naming) give(g *group, name string) {
	g.Name = name
	n.taken[name] = g
}

// nameKnown gives groups the names of the tables that their files are in.
func (n *naming) nameKnown(groups []*group, known *catalog.Known) {
	if known.Len() == 0 {
		return
	}
	type claim struct {
		group *group
		name  string
		files int
	}
	var claims []claim
	for _, g := range groups {
		if g.Name != "" {
			continue
		}
		count := make(map[string]int)
		for _, f := range g.files {
			if name := known.Table(f.Path).Table; name != "" {
				count[name]++
			}
		}
		for name, files := range count {
			claims = append(claims, claim{g, name, files})
		}
	}
	slices.SortStableFunc(claims, func(a, b claim) int {
		return cmp.Or(cmp.Compare(b.files, a.files), cmp.Compare(a.group.Location, b.group.Location),
			byPath(a.group.files[0], b.group.files[0]), cmp.Compare(a.name, b.name))
	})
	for _, c := range claims {
		if c.group.Name == "" && n.taken[c.name] == nil {
			n.give(c.group, c.name)
		}
	}
}

// free returns a name for a group that no other group has.
func (n *naming) free(g *group) string {
	name := catalog.TableName(n.prefix + g.base)
	other := n.taken[name]
	if other == nil {
		return name
	}
	format := g.files[0].scan.Format
	if other.home() == g.home() && other.files[0].scan.Format != format {
		if longer := catalog.TableName(n.prefix + g.base + "_" + format); n.taken[longer] == nil {
			return longer
		}
	}
	longer, above := g.base, g.Location
	if g.lone || path.Base(above) == g.base {
		above = path.Dir(above)
	}
	for ; above != "." && above != ""; above = path.Dir(above) {
		longer = path.Base(above) + "_" + longer
		if name := catalog.TableName(n.prefix + longer); n.taken[name] == nil {
			return name
		}
	}
	for i := 2; ; i++ {
		if numbered := catalog.TableName(fmt.Sprintf("%s_%d", name, i)); n.taken[numbered] == nil {
			return numbered
		}
	}
}

// home returns the folder of a group.
func (g *group) home() string {
	if g.lone {
		return path.Dir(g.Location)
	}
	return g.Location
}
