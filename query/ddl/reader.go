package ddl

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/formats"
)

// A Reader finds the files of tables that were made by hand, as they are now. Its
// methods may be called from several goroutines at once.
type Reader struct {
	Lake    *datasets.Lake
	Catalog *catalog.Catalog
	Skip    []string // absolute paths of folders that are not looked into
	Bucket  string   // as in [Env]
	Now     func() time.Time

	mu    sync.Mutex
	scans map[string]scanned // of Parquet files, by path
}

type scanned struct {
	size    int64
	modTime time.Time
	layout  *datasets.Layout
	rows    int64
}

// maxScans bounds how many footers are remembered.
const maxScans = 10_000

// Reads reports whether the files of the table are found here; otherwise they are
// in the catalog.
func Reads(t *catalog.Table) bool { return t.Made != nil && t.Made.SerDe != nil }

// Groups returns the files of a table by their layouts, sorted by path. Wanted are
// the only values of partition columns that matter, by column; a column that
// is not in it has any. Where the table projects its partitions, only
// those are looked for.
func (r *Reader) Groups(ctx context.Context, t *catalog.Table, wanted map[string][]string) ([]catalog.Group, error) {
	partitions, err := r.partitions(ctx, t, wanted)
	if err != nil {
		return nil, err
	}
	var files []located
	for _, p := range partitions {
		found, err := r.list(ctx, p.Location)
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			files = append(files, located{f, p.Values})
		}
	}
	slices.SortFunc(files, func(a, b located) int { return cmp.Compare(a.Path, b.Path) })
	if t.Format == "parquet" {
		return r.parquet(ctx, t, files)
	}
	if len(files) == 0 {
		return nil, nil
	}
	g := catalog.Group{Layout: textLayout(t)}
	for _, f := range files {
		g.Files = append(g.Files, f.ref(0))
	}
	return []catalog.Group{g}, nil
}

// A located is a file and the values of its partition.
type located struct {
	datasets.File
	values []string
}

func (f located) ref(rows int64) catalog.FileRef {
	return catalog.FileRef{Path: f.Path, Size: f.Size, ModTime: f.ModTime, Partitions: f.values, Rows: rows}
}

// partitions returns the places where the files of a table lie.
func (r *Reader) partitions(ctx context.Context, t *catalog.Table, wanted map[string][]string) ([]catalog.Partition, error) {
	if len(t.Partitions) == 0 {
		return []catalog.Partition{{Location: t.Location}}, nil
	}
	env := Env{Lake: r.Lake, Catalog: r.Catalog, Bucket: r.Bucket}
	if enabled(t) {
		now := time.Now
		if r.Now != nil {
			now = r.Now
		}
		return Project(t, now(), wanted, env.location)
	}
	all, err := r.Catalog.Partitions(ctx, t.Name)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(p catalog.Partition) bool {
		for i, c := range t.Partitions {
			list, ok := wanted[c.Name]
			if ok && !slices.ContainsFunc(list, func(text string) bool { return normal(text, c.Type) == normal(p.Values[i], c.Type) }) {
				return true
			}
		}
		return false
	}), nil
}

// list returns the files in a folder and all below it, or the one file that the
// location is. A location that is not there has none.
func (r *Reader) list(ctx context.Context, location string) ([]datasets.File, error) {
	info, err := os.Stat(filepath.Join(r.Lake.Dir(), filepath.FromSlash(location)))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, err
	case !info.IsDir():
		f, err := r.Lake.File(location)
		return []datasets.File{f}, err
	}
	var files []datasets.File
	for folder := range r.Lake.FoldersIn(ctx, cmpDot(location), datasets.Walk{Skip: r.Skip}) {
		entries, err := os.ReadDir(filepath.Join(r.Lake.Dir(), filepath.FromSlash(folder)))
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if c := e.Name()[0]; e.IsDir() || c == '.' || c == '_' {
				continue
			}
			f, err := r.Lake.File(path.Join(folder, e.Name()))
			if err == nil && f.Size > 0 {
				files = append(files, f)
			}
		}
	}
	return files, ctx.Err()
}

// parquet groups Parquet files by what their footers say.
func (r *Reader) parquet(ctx context.Context, t *catalog.Table, files []located) ([]catalog.Group, error) {
	var groups []catalog.Group
	at := make(map[string]int)
	for _, f := range files {
		s, err := r.scan(ctx, f.File)
		if err != nil {
			return nil, &Error{Message: "HIVE_CANNOT_OPEN_SPLIT: " + f.Path + ": " + err.Error(), Category: 2, Type: 1000, Err: err}
		}
		key := layoutKey(s.layout)
		i, ok := at[key]
		if !ok {
			layout := parquetLayout(t, *s.layout)
			i = len(groups)
			at[key] = i
			groups = append(groups, catalog.Group{Layout: &layout})
		}
		groups[i].Files = append(groups[i].Files, f.ref(s.rows))
	}
	return groups, nil
}

// layoutKey returns a text that is the same for layouts that are.
func layoutKey(l *datasets.Layout) string {
	key := l.Compression + "\x00" + l.Copy
	for _, c := range l.Columns {
		key += "\x00" + c.Source + "\x00" + c.Type.String() + "\x00" + c.Format
	}
	return key
}

// scan reads the footer of a file, unless it is known.
func (r *Reader) scan(ctx context.Context, f datasets.File) (scanned, error) {
	r.mu.Lock()
	s, ok := r.scans[f.Path]
	r.mu.Unlock()
	if ok && s.size == f.Size && s.modTime.Equal(f.ModTime) {
		return s, nil
	}
	format, _ := formats.ByName("parquet")
	scan, err := format.Scan(ctx, f, datasets.ScanOptions{Workers: 1})
	if err != nil {
		return s, err
	}
	s = scanned{f.Size, f.ModTime, &scan.Layout, scan.Rows}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.scans == nil || len(r.scans) >= maxScans {
		r.scans = make(map[string]scanned)
	}
	r.scans[f.Path] = s
	return s, nil
}
