package query

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/catalog/crawl"
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/query/ddl"
)

// Stale says what becomes of a request that names a table whose files are not
// as the last crawl saw them.
type Stale string

// What can become of it. What was known of a file that has changed may be wrong
// now, so only the first two answer as the files are.
const (
	StaleRefresh Stale = "refresh" // the folder of the table is crawled again, and then read; also if nothing is said
	StaleRefuse  Stale = "error"   // it fails with a [*StaleError]
	StaleWarn    Stale = "warn"    // the table is read as it was, without the files that are gone; [Request.Warn] is called
)

// ErrNew reports a file that has come since the crawl.
var ErrNew = errors.New("new since the crawl")

// A StaleFile is a file of a table that is not as the last crawl saw it, or a
// file or a folder that it did not see.
type StaleFile struct {
	Path string
	Err  error // [datasets.ErrChanged], [fs.ErrNotExist], [ErrNew], or why it cannot be looked at
}

func (f StaleFile) String() string {
	switch {
	case errors.Is(f.Err, datasets.ErrChanged):
		return f.Path + " has changed since the crawl"
	case errors.Is(f.Err, fs.ErrNotExist):
		return f.Path + " is gone since the crawl"
	case errors.Is(f.Err, ErrNew):
		return f.Path + " is new since the crawl"
	}
	return fmt.Sprintf("%s: %v", f.Path, f.Err)
}

// A StaleError reports files that are not as the last crawl saw them.
type StaleError struct {
	Files []StaleFile // sorted by path; at least one
	Err   error       // why the catalog cannot be brought up to date, if that was tried
}

// fewFiles is how many files an error names.
const fewFiles = 5

func (e *StaleError) Error() string {
	var texts []string
	for _, f := range e.Files[:min(len(e.Files), fewFiles)] {
		texts = append(texts, f.String())
	}
	text := strings.Join(texts, "; ")
	if more := len(e.Files) - len(texts); more > 0 {
		text += fmt.Sprintf("; and %d more", more)
	}
	if e.Err != nil {
		text += fmt.Sprintf(", and the catalog cannot be brought up to date: %v", e.Err)
	}
	return text
}

func (e *StaleError) Unwrap() error { return cmp.Or(e.Err, e.Files[0].Err) }

// Hint says what to do about it.
func (e *StaleError) Hint() string {
	if e.Err != nil {
		return "--stale warn reads the table as the last crawl saw it"
	}
	return "'tarn crawl' brings the catalog up to date"
}

// A LostError reports a file that was in the table of a query and, now that it
// has changed, is not.
type LostError struct {
	Table  catalog.Name
	Path   string
	Reason string
}

func (e *LostError) Error() string {
	return fmt.Sprintf("%s is not in %s: %s", e.Path, e.Table, e.Reason)
}

// A ReadError reports files that changed while a query read them: its rows may
// be of before and after.
type ReadError struct{ Paths []string }

func (e *ReadError) Error() string {
	text := strings.Join(e.Paths[:min(len(e.Paths), fewFiles)], ", ")
	if more := len(e.Paths) - fewFiles; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text + " changed while it was read"
}

// Hint says what to do about it.
func (e *ReadError) Hint() string { return "ask again; --stale warn takes the rows as they come" }

// A tableNow is a table as it is recorded at one moment.
type tableNow struct {
	catalog.Table
	groups []catalog.Group
}

// recorded reads a table from the catalog. The table and its files are two
// questions, between which a crawl may change both.
func (e *Engine) recorded(ctx context.Context, name catalog.Name) (tableNow, error) {
	table, err := e.options.Catalog.Table(ctx, name)
	for err == nil {
		if table.IsView() || ddl.Reads(&table) {
			return tableNow{Table: table}, nil // see filled
		}
		var groups []catalog.Group
		if groups, err = e.options.Catalog.Layouts(ctx, name); err != nil {
			break
		}
		var again catalog.Table
		again, err = e.options.Catalog.Table(ctx, name)
		if err == nil && again.Version == table.Version {
			return tableNow{table, groups}, nil
		}
		table = again
	}
	return tableNow{}, err
}

// filled returns a table with its files, if a statement made it: those are looked
// for when they are read. Wanted are the only values of partition columns that
// matter; a column that is not in it has any.
func (e *Engine) filled(ctx context.Context, t tableNow, wanted map[string][]string) (tableNow, error) {
	if !ddl.Reads(&t.Table) {
		return t, nil
	}
	var err error
	t.groups, err = e.reader.Groups(ctx, &t.Table, wanted)
	return t, err
}

// refreshes is how often a table is refreshed for one request; its files may
// change all the time.
const refreshes = 3

// current returns a table as it is to be read, once its files have been looked at.
func (e *Engine) current(ctx context.Context, r Request, name catalog.Name) (tableNow, error) {
	var first []StaleFile
	for try := 0; ; try++ {
		t, err := e.recorded(ctx, name)
		if err != nil {
			return t, err
		}
		stale, err := e.stale(ctx, t, try == 0)
		switch {
		case err != nil:
			return t, err
		case len(stale) == 0:
			return t, e.warnOfLost(ctx, r, t, first)
		case r.Stale == StaleWarn:
			r.warn(fmt.Errorf("%s: %w", name, &StaleError{Files: stale}))
			return e.asFound(t, stale), nil
		case r.Stale == StaleRefuse, try == refreshes:
			return t, &StaleError{Files: stale}
		}
		first = append(first, stale...)
		if err := e.refresh(ctx, name, try == 0); err != nil {
			return t, &StaleError{Files: stale, Err: err}
		}
	}
}

// refresh brings the catalog up to date with the folder of a table, unless
// another request has just done that.
func (e *Engine) refresh(ctx context.Context, name catalog.Name, arrivals bool) error {
	if err := e.refreshing.Acquire(ctx, 1); err != nil {
		return err
	}
	defer e.refreshing.Release(1)
	t, err := e.recorded(ctx, name)
	if err != nil {
		return err
	}
	stale, err := e.stale(ctx, t, arrivals)
	if err != nil || len(stale) == 0 {
		return err
	}
	c := crawl.Crawler{Skip: []string{e.options.State}}
	_, err = c.Refresh(ctx, e.options.Lake, e.options.Catalog, name)
	return err
}

// asFound returns the table without the files that are gone, and with the sizes
// and times that the others have now.
func (e *Engine) asFound(t tableNow, stale []StaleFile) tableNow {
	is := make(map[string]bool)
	for _, f := range stale {
		is[f.Path] = true
	}
	groups := slices.Clone(t.groups)
	for i := range groups {
		var files []catalog.FileRef
		for _, f := range groups[i].Files {
			if is[f.Path] {
				now, err := e.options.Lake.File(f.Path)
				if errors.Is(err, fs.ErrNotExist) {
					continue
				}
				f.Size, f.ModTime = now.Size, now.ModTime
			}
			files = append(files, f)
		}
		groups[i].Files = files
	}
	t.groups = groups
	return t
}

// stale returns what is not as it is recorded of a table, sorted by path.
func (e *Engine) stale(ctx context.Context, t tableNow, arrivals bool) ([]StaleFile, error) {
	var stale []StaleFile
	for _, g := range t.groups {
		for _, f := range g.Files {
			if err := e.changed(f); err != nil {
				stale = append(stale, StaleFile{f.Path, err})
			}
		}
	}
	if arrivals {
		arrived, err := e.arrived(ctx, t)
		if err != nil {
			return nil, err
		}
		stale = append(stale, arrived...)
	}
	slices.SortFunc(stale, func(a, b StaleFile) int { return cmp.Compare(a.Path, b.Path) })
	return stale, ctx.Err()
}

// changed returns nil if a file is as it is recorded. This is [datasets.File.Unchanged]
// in one call of the system: there may be tens of thousands of files.
func (e *Engine) changed(f catalog.FileRef) error {
	info, err := os.Stat(e.abs(f.Path))
	switch {
	case err != nil:
		return err
	case info.Size() != f.Size || !info.ModTime().Equal(f.ModTime):
		return datasets.ErrChanged
	}
	return nil
}

func (e *Engine) abs(name string) string {
	return filepath.Join(e.options.Lake.Dir(), filepath.FromSlash(name))
}

// ticks is by how much the time of a folder may lag behind the clock.
const ticks = 20 * time.Millisecond

// arrived returns the files and folders that have come into the folders of a
// table. Only folders are listed that have changed since the crawl: to look at
// their times is cheap.
func (e *Engine) arrived(ctx context.Context, t tableNow) ([]StaleFile, error) {
	folders, files := t.folders()
	var found []string
	for folder := range folders {
		info, err := os.Stat(e.abs(folder))
		if err != nil || info.ModTime().Before(t.Crawled.Add(-ticks)) {
			continue // a folder that is gone shows in its files
		}
		entries, err := os.ReadDir(e.abs(folder))
		if err != nil {
			continue
		}
		for _, entry := range entries {
			name := path.Join(folder, entry.Name())
			if c := entry.Name()[0]; c != '.' && c != '_' && !files[name] && !folders[name] && name != crawl.PinsFile {
				found = append(found, name)
			}
		}
	}
	if len(found) == 0 {
		return nil, nil
	}
	return e.unknown(ctx, t.Name.Database, found)
}

// folders returns the folders of a table, from that of the table down to those
// of the files, and the files. A table that is one file has no folder.
func (t tableNow) folders() (folders, files map[string]bool) {
	folders, files = make(map[string]bool), make(map[string]bool)
	for _, g := range t.groups {
		for _, f := range g.Files {
			files[f.Path] = true
			if f.Path == t.Location {
				continue
			}
			for folder := path.Dir(f.Path); !folders[folder]; folder = path.Dir(folder) {
				folders[folder] = true
				if folder == t.Location || folder == "." {
					break
				}
			}
		}
	}
	return folders, files
}

// unknown returns those paths that a crawl has not seen, or seen otherwise, and was
// not told to leave out.
func (e *Engine) unknown(ctx context.Context, database string, paths []string) ([]StaleFile, error) {
	known, err := e.options.Catalog.Known(ctx, database)
	if err != nil {
		return nil, err
	}
	folders := make(map[string]bool)
	for f := range known.Files() {
		for folder := path.Dir(f.Path); folder != "." && !folders[folder]; folder = path.Dir(folder) {
			folders[folder] = true
		}
	}
	var unknown []StaleFile
	for _, name := range paths {
		info, err := os.Stat(e.abs(name))
		if err != nil || !info.IsDir() && info.Size() == 0 || folders[name] || e.abs(name) == e.options.State {
			continue
		}
		_, recorded := known.Record(name)
		_, left := known.LeftOut(name, info.Size(), info.ModTime())
		if !recorded && !left && !known.Excludes(name) {
			unknown = append(unknown, StaleFile{name, ErrNew})
		}
	}
	return unknown, nil
}

// warnOfLost warns of files that had to be scanned again and are not in the
// table any more, though they are there: their rows are missing.
func (e *Engine) warnOfLost(ctx context.Context, r Request, t tableNow, stale []StaleFile) error {
	if len(stale) == 0 {
		return nil
	}
	_, in := t.folders()
	known, err := e.options.Catalog.Known(ctx, t.Name.Database)
	if err != nil {
		return err
	}
	left, err := e.options.Catalog.LeftOut(ctx, t.Name.Database)
	if err != nil {
		return err
	}
	for _, f := range stale {
		if in[f.Path] || !errors.Is(f.Err, datasets.ErrChanged) && !errors.Is(f.Err, ErrNew) {
			continue
		}
		in[f.Path] = true // once
		at := slices.IndexFunc(left, func(l catalog.LeftOut) bool { return l.Path == f.Path })
		now := known.Table(f.Path)
		switch {
		case at >= 0:
			r.warn(&LostError{t.Name, f.Path, left[at].Reason})
		case now.Table != "" && errors.Is(f.Err, datasets.ErrChanged):
			r.warn(&LostError{t.Name, f.Path, "its columns are others now, and it is in " + now.String()})
		}
	}
	return nil
}

// unchanged returns a [*ReadError] if one of the files is not as it was when
// the query began to read.
func (e *Engine) unchanged(files []catalog.FileRef) error {
	var paths []string
	for _, f := range files {
		if errors.Is(e.changed(f), datasets.ErrChanged) {
			paths = append(paths, f.Path)
		}
	}
	if len(paths) == 0 {
		return nil
	}
	return &ReadError{paths}
}
