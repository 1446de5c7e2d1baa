package crawl

import (
	"context"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets"
)

// Refresh looks at the folder of a table again, and brings the catalog up to
// date with what is there now: files that are new or have changed are scanned,
// files that are gone are forgotten, and what the last crawl was told to leave out stays out.
// Whatever lies elsewhere is taken to be as it is recorded, and only tables to or from which a file has come or gone can change.
func (c *Crawler) Refresh(ctx context.Context, lake *datasets.Lake, to *catalog.Catalog, name catalog.Name) (*Findings, error) {
	table, err := to.Table(ctx, name)
	if err != nil {
		return nil, err
	}
	known, err := to.Known(ctx, name.Database)
	if err != nil {
		return nil, err
	}
	left, err := to.LeftOut(ctx, name.Database)
	if err != nil {
		return nil, err
	}
	crawler := *c
	crawler.Database = name.Database
	crawler.Exclude = append(slices.Clip(c.Exclude), known.Excluded()...)
	f, err := crawler.crawl(ctx, lake, known, nil, func(r *run) error { return r.walkBelow(ctx, table.Location, left) })
	if err != nil {
		return nil, err
	}
	o := crawler.SyncOptions(false)
	o.Cause, o.Known = "refresh", known
	o.Only = append(f.touched(known), name)
	_, err = to.Sync(ctx, name.Database, f.Tables, f.LeftOut, o)
	return f, err
}

// walkBelow lists the files in one folder of the lake, or one file, and takes
// all others, and why others were left out, as they are recorded.
func (r *run) walkBelow(ctx context.Context, location string, left []catalog.LeftOut) error {
	walk := datasets.Walk{Exclude: append(slices.Clip(r.Exclude), r.pins.Exclude...), Skip: r.beside(location)}
	for f, err := range r.lake.Files(ctx, walk) {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case !below(location, f.Path), f.Path == PinsFile:
		case err != nil:
			r.leaveOut(f, err)
		default:
			r.addFile(f)
		}
	}
	for k := range r.known.Files() {
		if !below(location, k.Path) {
			r.keepFile(r.lake.At(k.Path, k.Size, k.ModTime))
		}
	}
	for _, l := range left {
		if !below(location, l.Path) {
			r.findings.LeftOut = append(r.findings.LeftOut, l)
		}
	}
	slices.SortFunc(r.files, byPath)
	return ctx.Err()
}

// beside returns the folders not to enter: those that were not to be entered
// anyway, and those that lie beside the way to the location.
func (r *run) beside(location string) []string {
	skip := slices.Clone(r.Skip)
	for ; location != "" && location != "."; location = path.Dir(location) {
		folder := filepath.Join(r.lake.Dir(), filepath.FromSlash(path.Dir(location)))
		entries, _ := os.ReadDir(folder) // what cannot be listed, the walk reports
		for _, e := range entries {
			if e.Name() != path.Base(location) {
				skip = append(skip, filepath.Join(folder, e.Name()))
			}
		}
	}
	return skip
}

// below reports whether a path is the location or lies in it.
func below(location, name string) bool {
	rest, ok := strings.CutPrefix(name, location)
	return ok && (location == "" || rest == "" || rest[0] == '/')
}

// touched returns the tables whose files are not those that are recorded.
func (f *Findings) touched(known *catalog.Known) []catalog.Name {
	touched := make(map[catalog.Name]bool)
	found := make(map[string]bool)
	for _, t := range f.Tables {
		for file := range t.All() {
			found[file.Path] = true
			k, recorded := known.File(file.Path, file.Size, file.ModTime)
			if !recorded || k.Table != t.Table.Name {
				touched[t.Table.Name] = true
				touched[known.Table(file.Path)] = true
			}
		}
	}
	for k := range known.Files() {
		if !found[k.Path] {
			touched[k.Table] = true
		}
	}
	names := make([]catalog.Name, 0, len(touched))
	for name := range touched {
		names = append(names, name)
	}
	return names
}
