package crawl

import (
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// groupFiles puts the files together that make one table: those of which a
// person decided it, and then the others.
func (r *run) groupFiles() []*group {
	o := &grouping{lake: filepath.Base(r.lake.Dir()), level: r.TableLevel}
	if r.OneTable {
		o.rule = byFormat
	}
	pinned := make(map[*TablePin][]*file)
	var rest []*file
	for _, f := range r.files {
		if t := r.pins.byPath(f.Path); t != nil {
			pinned[t] = append(pinned[t], f)
			continue
		}
		rest = append(rest, f)
	}
	groups := o.group(rest)
	for _, t := range r.pins.Tables {
		if files := pinned[t]; len(files) > 0 {
			groups = append(groups, o.pinned(t, files)...)
		}
	}
	return groups
}

// pinned makes the table of which a person decided that those are its files. If
// they are of several formats, the most files of one format are the table.
func (o *grouping) pinned(t *TablePin, files []*file) []*group {
	location := t.Paths[0].folder()
	for _, p := range t.Paths[1:] {
		location = commonFolderOf(location, p.folder())
	}
	root := &folder{name: t.Name}
	lone := len(files) == 1 && files[0].Path == location
	for _, f := range files {
		at := root
		below := strings.Trim(strings.TrimPrefix(path.Dir(f.Path), location), "/")
		if !lone && below != "" && below != "." {
			for part := range strings.SplitSeq(below, "/") {
				at = at.child(part)
			}
		}
		at.files = append(at.files, f)
	}
	groups := o.whole(root, location, t.Name, "somebody decided that these files are one table")
	most := groups[0]
	for _, g := range groups {
		g.complete()
		g.pin, g.lone = t, lone
		if len(g.files) > len(most.files) {
			most = g
		}
	}
	most.Name = t.Name
	return groups
}

// commonFolderOf returns the folder that two paths lie in.
func commonFolderOf(a, b string) string {
	x, y := strings.Split(a, "/"), strings.Split(b, "/")
	n := 0
	for n < min(len(x), len(y)) && x[n] == y[n] {
		n++
	}
	return strings.Join(slices.Clip(x[:n]), "/")
}
