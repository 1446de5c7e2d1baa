package catalog

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
)

// SyncOptions say how [Catalog.Sync] works.
type SyncOptions struct {
	Plan   bool   // find the changes and make none
	Cause  string // for the tables' histories; "crawl" if empty
	Update Update // what becomes of tables that differ
	Delete Delete // what becomes of tables that are gone

	// MergeNewColumns makes [UpdateMerge] keep the types of columns, too: it adds
	// columns, and changes none.
	MergeNewColumns bool

	// Only, if not nil, are the tables that may change. Others that are recorded
	// stay as they are; new ones are added.
	Only []Name

	// Known, if not nil, is what the crawl started from. Tables of which there is a
	// newer version by now stay as they are until the next crawl.
	Known *Known

	// Exclude, if not nil, is what the crawl was told to leave out: it is recorded,
	// in place of what was.
	Exclude []*datasets.Glob

	// Told, if not nil, is called for each table that has problems as such, with
	// those that the options lead to.
	Told func(Name, []FileProblem)
}

// Sync makes a database hold what a crawl of the lake found: the tables of
// want with their files, and left as the files that were left out. It returns
// what changed. Tables that are not in want are dropped, and those that differ
// replaced, unless the options say otherwise.
//
// What a person made stays: a comment of a table or of a column stays unless
// want has another, parameters that the crawl does not set are kept, and tables with
// the parameter [CreatedBy] are not touched but for the list of their files. A
// table of want that has the name of such a table and another location gets a
// free name. A table that was dropped once and comes back has its comments again.
//
// Sync waits for another process that changes the catalog, and then starts
// from what that one left.
func (c *Catalog) Sync(ctx context.Context, database string, want []TableFiles, left []LeftOut, o SyncOptions) ([]Change, error) {
	var changes []Change
	if o.Cause == "" {
		o.Cause = "crawl"
	}
	run := c.write
	if o.Plan {
		run = c.read
	}
	var wanted []TableFiles
	err := run(ctx, func(t *tx) error {
		s := syncing{tx: t, database: strings.ToLower(database)}
		if err := s.load(); err != nil {
			return err
		}
		var err error
		if wanted, err = s.prepare(s.narrow(want, &o), &o); err != nil {
			return err
		}
		wanted = append(wanted, s.vanished(wanted, &o)...)
		if changes, err = s.diff(wanted); err != nil || o.Plan {
			return err
		}
		changes = caused(changes, o.Cause)
		return s.store(changes, wanted, left, &o)
	})
	if err != nil {
		return nil, err
	}
	for i := range wanted {
		if o.Told != nil && len(wanted[i].Problems) > 0 {
			o.Told(wanted[i].Table.Name, wanted[i].Problems)
		}
	}
	return changes, nil
}

// A syncing is one run of Sync.
type syncing struct {
	*tx
	database string
	have     []TableFiles           // the tables that crawls made, without their files
	ids      map[string]int64       // of all tables, by name
	made     map[string]*Table      // tables that a person made, by name
	past     map[string]Version     // last versions of tables that are gone
	compared map[string]*comparison // what became of the files of tables, by name
}

// load reads what the database holds.
func (s *syncing) load() error {
	s.made, s.past, s.compared = make(map[string]*Table), make(map[string]Version), make(map[string]*comparison)
	tables, err := s.tables(s.database, "")
	if err != nil {
		return err
	}
	if err := s.loadIDs(); err != nil {
		return err
	}
	for i := range tables {
		if tables[i].Parameters[CreatedBy] == CreatedByDDL {
			s.made[tables[i].Name.Table] = &tables[i]
			continue
		}
		s.have = append(s.have, TableFiles{Table: tables[i]})
	}
	versions, err := s.dropped(s.database)
	for _, v := range versions { // of those of one name, the last one stays
		s.past[v.Table.Name.Table] = v
	}
	return err
}

// diff compares the tables as they are to be stored with those that are recorded.
func (s *syncing) diff(wanted []TableFiles) ([]Change, error) {
	at := make(map[string]*TableFiles, len(wanted))
	for i := range wanted {
		at[wanted[i].Table.Name.Table] = &wanted[i]
	}
	for i := range s.have {
		if w := at[s.have[i].Table.Name.Table]; w != nil {
			if err := s.compare(w); err != nil {
				return nil, err
			}
		}
	}
	return diff(s.have, wanted, func(_, want *TableFiles) *comparison { return s.compared[want.Table.Name.Table] }), nil
}

// compare compares the files of a table with those that are recorded of it, if
// that is not done yet.
func (s *syncing) compare(w *TableFiles) error {
	name := w.Table.Name.Table
	if s.compared[name] != nil {
		return nil
	}
	c := newComparison(w)
	err := s.tx.files("f.table_id = ?", []any{s.ids[name]}, false, func(_, _ int64, f File) error {
		c.add(&f)
		return nil
	})
	c.end()
	s.compared[name] = c
	return err
}

// recall finds out which recorded files those that come without evidence are.
func (s *syncing) recall(changes []Change) error {
	s.recorded = make(map[string][]int64)
	for _, change := range changes {
		var files iter.Seq[File]
		switch c := change.(type) {
		case AddTable:
			files = c.all()
		case AlterTable:
			files = slices.Values(c.Files.Added)
		default:
			continue
		}
		for f := range files {
			if f.bare() {
				s.recorded[cmp.Or(f.From, f.Path)] = nil
			}
		}
	}
	if len(s.recorded) == 0 {
		return nil
	}
	return s.each(`SELECT path, id FROM file WHERE table_id IN
		(SELECT t.id FROM lake_table t JOIN database d ON d.id = t.database_id WHERE d.name = ?) ORDER BY table_id, path`,
		[]any{s.database}, func(rows *sql.Rows) error {
			var path sql.RawBytes
			var id int64
			if err := rows.Scan(&path, &id); err != nil {
				return err
			}
			if ids, wanted := s.recorded[string(path)]; wanted {
				s.recorded[string(path)] = append(ids, id)
			}
			return nil
		})
}

func (s *syncing) loadIDs() error {
	s.ids = make(map[string]int64)
	return s.each("SELECT t.name, t.id FROM lake_table t JOIN database d ON d.id = t.database_id WHERE d.name = ?",
		[]any{s.database}, func(rows *sql.Rows) error {
			var name string
			var id int64
			err := rows.Scan(&name, &id)
			s.ids[name] = id
			return err
		})
}

// narrow leaves out the tables that are not to change, and forgets that they are
// recorded.
func (s *syncing) narrow(want []TableFiles, o *SyncOptions) []TableFiles {
	newer := make(map[string]bool)
	for _, h := range s.have {
		if known, ok := o.Known.Definition(h.Table.Name.Table); ok && known.Version != h.Table.Version {
			newer[h.Table.Name.Table] = true
		}
	}
	if o.Only == nil && len(newer) == 0 {
		return want
	}
	stays := func(t TableFiles) bool {
		name := strings.ToLower(t.Table.Name.Table)
		_, recorded := s.ids[name]
		return newer[name] || recorded && o.Only != nil && !slices.Contains(o.Only, Name{s.database, name})
	}
	s.have = slices.DeleteFunc(s.have, stays)
	return slices.DeleteFunc(slices.Clone(want), stays)
}

// prepare returns the tables as they are to be stored.
func (s *syncing) prepare(want []TableFiles, o *SyncOptions) ([]TableFiles, error) {
	wanted := slices.Clone(want)
	have := make(map[string]*Table, len(s.have))
	for i := range s.have {
		have[s.have[i].Table.Name.Table] = &s.have[i].Table
	}
	taken := make(map[string]bool, len(wanted))
	for i := range wanted {
		table := &wanted[i].Table
		if !strings.EqualFold(table.Name.Database, s.database) {
			return nil, fmt.Errorf("%s: not a table of database %s", table.Name, s.database)
		}
		table.Name = Name{s.database, strings.ToLower(table.Name.Table)}
		if taken[table.Name.Table] {
			return nil, &NameError{Kind: "table", Name: table.Name.String(), Err: ErrExists}
		}
		taken[table.Name.Table] = true
	}
	for i := range wanted {
		w := &wanted[i]
		if made := s.made[w.Table.Name.Table]; made != nil {
			if made.Location == w.Table.Location {
				s.have = append(s.have, TableFiles{Table: *made})
				crawled := w.Table.Crawled
				w.Table = *made
				w.Table.Crawled = crawled
			} else {
				w.Table.Name.Table = s.freeName(w.Table.Name.Table, taken)
			}
		}
		if w.Table.Crawled.IsZero() {
			w.Table.Crawled = s.now
		}
		w.Table.Version = 0
		if old := have[w.Table.Name.Table]; old != nil {
			keep(old, &w.Table)
			if err := s.compare(w); err != nil {
				return nil, err
			}
			s.update(old, w, o)
		} else if past, ok := s.past[w.Table.Name.Table]; ok {
			keep(&past.Table, &w.Table)
			w.Table.Version = past.Number + 1
		}
	}
	return wanted, nil
}

// freeName returns the first of name_2, name_3 and so on that no table has.
func (s *syncing) freeName(name string, taken map[string]bool) string {
	for n := 2; ; n++ {
		free := suffixed(name, n)
		if !taken[free] && s.made[free] == nil {
			taken[free] = true
			return free
		}
	}
}

// keep gives a table what a person gave to the table that it replaces.
func keep(old, table *Table) {
	if table.Comment == "" {
		table.Comment = old.Comment
	}
	table.Columns = keepComments(old.Columns, table.Columns)
	table.Partitions = keepComments(old.Partitions, table.Partitions)
	if len(old.Parameters) > 0 {
		parameters := maps.Clone(old.Parameters)
		maps.Copy(parameters, table.Parameters)
		table.Parameters = parameters
	}
}

func keepComments(old, fields []schema.Field) []schema.Field {
	comments := make(map[string]string)
	for _, f := range old {
		if f.Comment != "" {
			comments[f.Name] = f.Comment
		}
	}
	if len(comments) == 0 {
		return fields
	}
	fields = slices.Clone(fields)
	for i := range fields {
		if fields[i].Comment == "" {
			fields[i].Comment = comments[fields[i].Name]
		}
	}
	return fields
}

// caused gives each change its cause.
func caused(changes []Change, cause string) []Change {
	for i, change := range changes {
		switch c := change.(type) {
		case AddTable:
			c.Cause = cause
			changes[i] = c
		case AlterTable:
			c.Cause = cause
			changes[i] = c
		case DropTable:
			c.Cause = cause
			changes[i] = c
		}
	}
	return changes
}

func (s *syncing) store(changes []Change, wanted []TableFiles, left []LeftOut, o *SyncOptions) error {
	database, err := s.databaseID(s.database, true)
	if err != nil {
		return err
	}
	if err := s.exclude(database, o.Exclude); err != nil {
		return err
	}
	if err := s.recall(changes); err != nil {
		return err
	}
	if err := s.apply(changes); err != nil {
		return err
	}
	if err := s.refresh(changes, wanted); err != nil {
		return err
	}
	if err := s.exec("DELETE FROM left_out WHERE database_id = ?", database); err != nil {
		return err
	}
	for _, l := range left {
		err := s.exec(`INSERT INTO left_out (database_id, path, size, seconds, nanos, reason, hint, transient) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT DO NOTHING`,
			database, l.Path, l.Size, l.ModTime.Unix(), l.ModTime.Nanosecond(), l.Reason, l.Hint, l.Transient)
		if err != nil {
			return err
		}
	}
	return nil
}

// refresh records what is no change: that the unchanged tables were crawled,
// and the evidence of unchanged files where the crawl brings it.
func (s *syncing) refresh(changes []Change, wanted []TableFiles) error {
	written := make(map[string]map[string]bool) // the files that are, by table; nil for all of them
	for _, change := range changes {
		paths := make(map[string]bool)
		switch c := change.(type) {
		case AddTable:
			paths = nil
		case AlterTable:
			for _, files := range [][]File{c.Files.Added, c.Files.Changed, c.Files.Reread} {
				for i := range files {
					paths[files[i].Path] = true
				}
			}
		}
		written[change.Of().Table] = paths
	}
	for i := range wanted {
		w := &wanted[i]
		if err := s.refreshProblems(w); err != nil {
			return err
		}
		paths, changed := written[w.Table.Name.Table]
		if changed && paths == nil {
			continue
		}
		id := s.ids[w.Table.Name.Table]
		if !changed {
			if err := s.exec("UPDATE lake_table SET crawled = ? WHERE id = ?", nanos(w.Table.Crawled), id); err != nil {
				return err
			}
		}
		for f := range w.All() {
			if f.bare() || paths[f.Path] {
				continue
			}
			row, err := s.fileRow(id, f.Path)
			if err != nil {
				return err
			}
			if err := s.putScan(row.id, &f); err != nil {
				return err
			}
			err = s.exec("UPDATE file SET fingerprint = coalesce(?, fingerprint), checksum = coalesce(?, checksum) WHERE id = ?",
				blob(f.Fingerprint), blob(f.Checksum), row.id)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *syncing) refreshProblems(w *TableFiles) error {
	id, ok := s.ids[w.Table.Name.Table]
	if !ok { // it is new
		if len(w.Problems) == 0 {
			return nil
		}
		row, err := s.tableRow(w.Table.Name)
		if err != nil {
			return err
		}
		id = row.id
	}
	return s.putProblems(id, w.Problems)
}
