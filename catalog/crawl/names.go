package crawl

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/tarnlake/tarn/catalog"
)

// names gives each group the name of its table. Files that the catalog has in a
// table keep its name. A new table is called after its folder or file; where
// two would be called the same, the folder above goes before it, and then a
// number after.
func names(groups []*group, known *catalog.Known) {
	taken := make(map[string]bool)
	var unnamed []*group
	for _, g := range groups {
		name := knownName(g, known)
		if name == "" || taken[name] {
			unnamed = append(unnamed, g)
			continue
		}
		g.Name = name
		taken[name] = true
	}
	slices.SortStableFunc(unnamed, func(a, b *group) int {
		return cmp.Compare(strings.Count(a.Location, "/"), strings.Count(b.Location, "/"))
	})
	for _, g := range unnamed {
		g.Name = freeName(g, taken)
		taken[g.Name] = true
	}
}

// knownName returns the table that most of the files of a group are in, or "".
func knownName(g *group, known *catalog.Known) string {
	if known == nil {
		return ""
	}
	count := make(map[string]int)
	best := ""
	for _, f := range g.files {
		name := known.Table(f.Path).Table
		if name == "" {
			continue
		}
		count[name]++
		if count[name] > count[best] {
			best = name
		}
	}
	return best
}

func freeName(g *group, taken map[string]bool) string {
	name := catalog.TableName(g.base)
	if !taken[name] {
		return name
	}
	above := g.Location
	if g.lone || path.Base(above) == g.base {
		above = path.Dir(above)
	}
	if above != "." && above != "" {
		longer := catalog.TableName(path.Base(above) + "_" + g.base)
		if !taken[longer] {
			return longer
		}
	}
	for n := 2; ; n++ {
		numbered := catalog.TableName(fmt.Sprintf("%s_%d", name, n))
		if !taken[numbered] {
			return numbered
		}
	}
}

func sortFindings(f *Findings) {
	at := make([]int, len(f.Tables))
	for i := range at {
		at[i] = i
	}
	slices.SortFunc(at, func(i, j int) int {
		return cmp.Compare(f.Tables[i].Table.Name.Table, f.Tables[j].Table.Name.Table)
	})
	tables, groups := make([]catalog.TableFiles, len(at)), make([]Group, len(at))
	for i, j := range at {
		tables[i], groups[i] = f.Tables[j], f.Groups[j]
	}
	f.Tables, f.Groups = tables, groups
	slices.SortFunc(f.LeftOut, func(a, b catalog.LeftOut) int { return cmp.Compare(a.Path, b.Path) })
}
