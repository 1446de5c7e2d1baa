package catalog

import (
	"context"
	"database/sql"
	"errors"
	"iter"
	"maps"
	"path"
	"slices"
	"sort"
	"strings"
	"sync/atomic"
	"time"

	"github.com/tarnlake/tarn/datasets"
)

// Known is what the catalog knew of the files of a database at one moment: what
// a crawl needs to open only those that are new or changed.
type Known struct {
	files   *knownFiles
	left    map[string]LeftOut
	exclude []*datasets.Glob
	tables  map[string]Table
	past    map[string]Table // tables that were dropped, as they were last
	catalog *Catalog
}

// A KnownFile is a file as it is recorded, without evidence, and the table it
// is in. Its layout is shared with other files and not to be changed; its scan
// is not.
type KnownFile struct {
	File
	Table Name

	id int64
}

// Known returns what is known of the files of a database. Of a database that
// is not there nothing is known.
func (c *Catalog) Known(ctx context.Context, database string) (*Known, error) {
	k := &Known{files: new(knownFiles), left: make(map[string]LeftOut), tables: make(map[string]Table), past: make(map[string]Table), catalog: c}
	err := c.read(ctx, func(t *tx) error {
		id, err := t.databaseID(database, false)
		if err != nil {
			return nil // not there
		}
		if err := k.files.load(t, id); err != nil {
			return err
		}
		if k.exclude, err = t.excluded(id); err != nil {
			return err
		}
		tables, err := t.tables(database, "")
		if err != nil {
			return err
		}
		for _, table := range tables {
			k.tables[table.Name.Table] = table
		}
		dropped, err := t.dropped(database)
		if err != nil {
			return err
		}
		for _, v := range dropped {
			k.past[v.Table.Name.Table] = v.Table
		}
		left, err := t.leftOut(id)
		for _, l := range left {
			k.left[l.Path] = l
		}
		return err
	})
	return k, err
}

// knownFiles are files sorted by path, in little memory: about 80 bytes each
// besides the path.
type knownFiles struct {
	rows       []knownRow
	tables     []Name
	partitions [][]string
	layouts    []*datasets.Layout
	next       atomic.Int64 // after the row that was found last: files are mostly asked for in their order
}

// A knownRow is a file. Its text is its path, its fingerprint and its checksum,
// one after the other.
type knownRow struct {
	text                          string
	id, size, seconds, rows, data int64
	nanos, path, fingerprint      int32 // the latter are lengths
	table, partitions, layout     int32 // places in knownFiles
}

func (r *knownRow) name() string { return r.text[:r.path] }

func (r *knownRow) is(size int64, modTime time.Time) bool {
	return r.size == size && r.seconds == modTime.Unix() && int(r.nanos) == modTime.Nanosecond()
}

// load reads the files of a database.
func (k *knownFiles) load(t *tx, database int64) error {
	places := make(map[int64]int32) // of the tables
	var files int64
	err := t.each(`SELECT t.id, d.name, t.name, t.files FROM lake_table t JOIN database d ON d.id = t.database_id WHERE d.id = ?`,
		[]any{database}, func(rows *sql.Rows) error {
			var id, n int64
			var name Name
			err := rows.Scan(&id, &name.Database, &name.Table, &n)
			places[id] = int32(len(k.tables))
			k.tables = append(k.tables, name)
			files += n
			return err
		})
	if err != nil {
		return err
	}
	k.rows = make([]knownRow, 0, files)
	k.partitions = [][]string{nil}
	loading := knownLoading{knownFiles: k, tx: t, places: places, layouts: make(map[int64]int32)}
	err = t.each(`SELECT f.table_id, f.id, f.path, f.size, f.seconds, f.nanos, f.partitions, f.layout_id, f.rows, f.bytes,
		f.fingerprint, f.checksum FROM file f
		WHERE f.table_id IN (SELECT id FROM lake_table WHERE database_id = ?) ORDER BY f.table_id, f.path`,
		[]any{database}, loading.add)
	if err != nil {
		return err
	}
	byPath := func(a, b knownRow) int { return strings.Compare(a.name(), b.name()) }
	if !slices.IsSortedFunc(k.rows, byPath) {
		slices.SortStableFunc(k.rows, byPath)
	}
	// A file of two tables is known to be in the first.
	k.rows = slices.CompactFunc(k.rows, func(a, b knownRow) bool { return a.name() == b.name() })
	return nil
}

type knownLoading struct {
	*knownFiles
	tx      *tx
	places  map[int64]int32 // of tables, by id
	layouts map[int64]int32 // the same of layouts
	last    partitionValues
	text    []byte
}

func (k *knownLoading) add(rows *sql.Rows) error {
	var r knownRow
	var table, layout int64
	var path, partitions, fingerprint, checksum sql.RawBytes
	err := rows.Scan(&table, &r.id, &path, &r.size, &r.seconds, &r.nanos, &partitions, &layout, &r.rows, &r.data,
		&fingerprint, &checksum)
	if err != nil {
		return err
	}
	r.path, r.fingerprint, r.table = int32(len(path)), int32(len(fingerprint)), k.places[table]
	k.text = append(append(append(k.text[:0], path...), fingerprint...), checksum...)
	r.text = string(k.text)
	if partitions != nil {
		if k.last.values == nil || k.last.text != string(partitions) {
			values, err := k.last.decode(sql.NullString{String: string(partitions), Valid: true})
			if err != nil {
				return err
			}
			k.partitions = append(k.partitions, values)
		}
		r.partitions = int32(len(k.partitions) - 1)
	}
	at, ok := k.layouts[layout]
	if !ok {
		row, err := k.tx.layout(layout)
		if err != nil {
			return err
		}
		at = int32(len(k.knownFiles.layouts))
		k.layouts[layout] = at
		k.knownFiles.layouts = append(k.knownFiles.layouts, &row.layout)
	}
	r.layout = at
	k.rows = append(k.rows, r)
	return nil
}

// find returns the row of a file, or nil.
func (k *knownFiles) find(path string) *knownRow {
	if k == nil || len(k.rows) == 0 {
		return nil
	}
	i := int(k.next.Load())
	if i >= len(k.rows) || k.rows[i].name() != path {
		i = sort.Search(len(k.rows), func(i int) bool { return k.rows[i].name() >= path })
		if i == len(k.rows) || k.rows[i].name() != path {
			return nil
		}
	}
	k.next.Store(int64(i + 1))
	return &k.rows[i]
}

// file returns what a row stands for.
func (k *knownFiles) file(r *knownRow) KnownFile {
	f := File{
		Path: r.name(), Size: r.size, ModTime: time.Unix(r.seconds, int64(r.nanos)).UTC(),
		Partitions:  k.partitions[r.partitions],
		Scan:        &datasets.Scan{Layout: *k.layouts[r.layout], Rows: r.rows, Bytes: r.data},
		Fingerprint: r.text[r.path : r.path+r.fingerprint], Checksum: r.text[r.path+r.fingerprint:],
	}
	return KnownFile{f, k.tables[r.table], r.id}
}

// Len returns how many files are known to be in tables.
func (k *Known) Len() int {
	if k.files == nil {
		return 0
	}
	return len(k.files.rows)
}

// File returns what is recorded of a file of a table, if it is still as it was.
func (k *Known) File(path string, size int64, modTime time.Time) (KnownFile, bool) {
	r := k.files.find(path)
	if r == nil || !r.is(size, modTime) {
		return KnownFile{}, false
	}
	return k.files.file(r), true
}

// Record returns what is recorded of a file of a table, changed or not.
func (k *Known) Record(path string) (KnownFile, bool) {
	r := k.files.find(path)
	if r == nil {
		return KnownFile{}, false
	}
	return k.files.file(r), true
}

// Recorded reports whether a file is in a table, changed or not.
func (k *Known) Recorded(path string) bool { return k.files.find(path) != nil }

// LeftOut returns why a file was left out, if it is still as it was and so the
// reason still holds.
func (k *Known) LeftOut(path string, size int64, modTime time.Time) (LeftOut, bool) {
	l, ok := k.left[path]
	return l, ok && !l.Transient && l.Size == size && l.ModTime.Equal(modTime)
}

// Excluded returns what the last crawl was told to leave out.
func (k *Known) Excluded() []*datasets.Glob { return k.exclude }

// Excludes reports whether the last crawl was told to leave out a file or a
// folder, or one that it lies in.
func (k *Known) Excludes(name string) bool {
	for ; name != "." && name != "/"; name = path.Dir(name) {
		if slices.ContainsFunc(k.exclude, func(g *datasets.Glob) bool { return g.Match(name) }) {
			return true
		}
	}
	return false
}

// Scan returns what is recorded of a known file, evidence included. It returns
// nil if the file is no longer recorded as it was known.
func (k *Known) Scan(ctx context.Context, path string) (scan *datasets.Scan, err error) {
	known := k.files.find(path)
	if known == nil {
		return nil, nil
	}
	err = k.catalog.read(ctx, func(t *tx) error {
		return t.files("f.id = ? AND f.path = ?", []any{known.id, path}, true, func(_, _ int64, f File) error {
			if known.is(f.Size, f.ModTime) {
				scan = f.Scan
			}
			return nil
		})
	})
	return scan, err
}

// Table returns the name of the table that a file is in, changed or not, and
// an empty name if it is in none.
func (k *Known) Table(path string) Name {
	r := k.files.find(path)
	if r == nil {
		return Name{}
	}
	return k.files.tables[r.table]
}

// Problems returns what is recorded to be wrong with a table as such.
func (k *Known) Problems(ctx context.Context, table Name) ([]FileProblem, error) {
	if k.catalog == nil {
		return nil, nil
	}
	problems, err := k.catalog.TableProblems(ctx, table)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	return problems, err
}

// Definition returns a table of the database as it is recorded, or as it was
// when it was dropped.
func (k *Known) Definition(table string) (Table, bool) {
	if k == nil {
		return Table{}, false
	}
	t, ok := k.tables[table]
	if !ok {
		t, ok = k.past[table]
	}
	return t, ok
}

// Past returns the tables that were dropped, as they were, by name.
func (k *Known) Past() map[string]Table { return k.past }

// Definitions returns the tables of the database as they are recorded, by name.
func (k *Known) Definitions() map[string]Table { return k.tables }

// With returns what is known as if the table were another.
func (k *Known) With(table Table) *Known {
	with := *k
	with.tables = maps.Clone(k.tables)
	with.tables[table.Name.Table] = table
	return &with
}

// WithoutFiles returns what is known of tables alone, in little memory.
func (k *Known) WithoutFiles() *Known {
	without := *k
	without.files, without.left = nil, nil
	return &without
}

// AllLeftOut yields the files that were left out, changed or not, in no order.
func (k *Known) AllLeftOut() iter.Seq[LeftOut] { return maps.Values(k.left) }

// Files yields the files as they are recorded, changed or not, sorted by path.
func (k *Known) Files() iter.Seq[KnownFile] {
	return func(yield func(KnownFile) bool) {
		if k.files == nil {
			return
		}
		for i := range k.files.rows {
			if !yield(k.files.file(&k.files.rows[i])) {
				return
			}
		}
	}
}
