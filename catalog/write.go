package catalog

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/tarnlake/tarn/datasets"
)

// Apply makes changes true, all or none. Adding a table that is there is
// [ErrExists], changing one that is not [ErrNotFound], and changing one that
// is not the From of the change any more [ErrChanged]. The first table of a
// database makes the database. Names are stored in lower case.
func (c *Catalog) Apply(ctx context.Context, changes ...Change) error {
	return c.write(ctx, func(t *tx) error { return t.apply(changes) })
}

func (t *tx) apply(changes []Change) error {
	for _, change := range changes {
		if err := change.record(t); err != nil {
			return err
		}
	}
	for _, change := range changes {
		if err := change.erase(t); err != nil {
			return err
		}
	}
	return nil
}

func (c AddTable) record(t *tx) error {
	table := c.Table
	if err := checkName(table.Name); err != nil {
		return err
	}
	database, err := t.databaseID(table.Name.Database, true)
	if err != nil {
		return err
	}
	var there bool
	err = t.one("SELECT EXISTS (SELECT 1 FROM lake_table WHERE database_id = ? AND name = ?)",
		[]any{database, table.Name.Table}, &there)
	switch {
	case err != nil:
		return err
	case there:
		return &NameError{Kind: "table", Name: table.Name.String(), Err: ErrExists}
	}
	table.Name = Name{strings.ToLower(table.Name.Database), strings.ToLower(table.Name.Table)}
	table.Stats = sums(c.all())
	c.Table = table
	table.Version, err = t.addVersion(database, &table, c.Cause, []string{c.String()}, nil, false)
	if err != nil {
		return err
	}
	id, err := t.insert(`INSERT INTO lake_table (database_id, name, version, files, rows, bytes, crawled)
		VALUES (?, ?, ?, ?, ?, ?, ?)`,
		database, table.Name.Table, table.Version, table.Stats.Files, table.Stats.Rows, table.Stats.Bytes, nanos(table.Crawled))
	if err != nil {
		return err
	}
	return t.addFiles(id, c.all())
}

func (c AddTable) erase(*tx) error { return nil }

func (c AlterTable) record(t *tx) error {
	if c.From.Name != c.To.Name {
		return fmt.Errorf("%s: a table cannot be renamed to %s", c.From.Name, c.To.Name)
	}
	row, err := t.tableRow(c.To.Name)
	if err != nil {
		return err
	}
	if c.From.Version != 0 && (c.From.Version != row.version || !c.From.Crawled.IsZero() && !c.From.Crawled.Equal(row.crawled)) {
		return &NameError{Kind: "table", Name: c.To.Name.String(), Err: ErrChanged}
	}
	if err := t.addFiles(row.id, slices.Values(c.Files.Added)); err != nil {
		return err
	}
	for _, files := range [][]File{c.Files.Changed, c.Files.Reread} {
		for i := range files {
			if err := t.updateFile(row.id, &files[i]); err != nil {
				return err
			}
		}
	}
	if c.Problems != nil {
		if err := t.putProblems(row.id, c.Problems); err != nil {
			return err
		}
	}
	return t.leaveOut(row.database, c.LeftOut)
}

func (c AlterTable) erase(t *tx) error {
	row, err := t.tableRow(c.To.Name)
	if err != nil {
		return err
	}
	if len(c.Files.Added) > 0 {
		err := t.exec("DELETE FROM left_out WHERE database_id = ? AND path IN (SELECT path FROM file WHERE table_id = ?)", row.database, row.id)
		if err != nil {
			return err
		}
	}
	for _, path := range c.Files.Removed {
		t.relaid = true
		if err := t.exec("DELETE FROM file WHERE table_id = ? AND path = ?", row.id, path); err != nil {
			return err
		}
	}
	to := c.To
	to.Stats = row.stats
	if !c.Files.empty() {
		err = t.one("SELECT count(*), coalesce(sum(rows), 0), coalesce(sum(size), 0) FROM file WHERE table_id = ?",
			[]any{row.id}, &to.Stats.Files, &to.Stats.Rows, &to.Stats.Bytes)
		if err != nil {
			return err
		}
	}
	to.Version = row.version
	if !sameDefinition(&c.From, &to) {
		ds := c.Differences()
		if to.Version, err = t.addVersion(row.database, &to, c.Cause, traced(ds), ds, false); err != nil {
			return err
		}
	}
	return t.exec("UPDATE lake_table SET version = ?, files = ?, rows = ?, bytes = ?, crawled = coalesce(?, crawled) WHERE id = ?",
		to.Version, to.Stats.Files, to.Stats.Rows, to.Stats.Bytes, nanos(to.Crawled), row.id)
}

// traced returns differences with where they come from.
func traced(ds []Difference) []string {
	lines := []string{}
	for _, d := range ds {
		line := d.String()
		if because := d.Because(); because != "" {
			line += ", " + because
		}
		lines = append(lines, line)
	}
	return lines
}

func (c DropTable) record(*tx) error { return nil }

func (c DropTable) erase(t *tx) error {
	row, err := t.tableRow(c.Table.Name)
	if err != nil {
		return err
	}
	gone, err := t.table(c.Table.Name)
	if err != nil {
		return err
	}
	if _, err := t.addVersion(row.database, &gone, c.Cause, []string{DropTable{Table: gone}.String()}, nil, true); err != nil {
		return err
	}
	t.relaid = true
	return t.exec("DELETE FROM lake_table WHERE id = ?", row.id)
}

// addVersion records a table as it is now, and returns the number of that version.
func (t *tx) addVersion(database int64, table *Table, cause string, lines []string, ds []Difference, dropped bool) (int, error) {
	definition, err := encodeDefinition(table)
	if err != nil {
		return 0, err
	}
	encoded, err := json.Marshal(lines)
	if err != nil {
		return 0, err
	}
	differences, err := json.Marshal(ds)
	if err != nil {
		return 0, err
	}
	var number int
	err = t.one("SELECT coalesce(max(number), 0) + 1 FROM version WHERE database_id = ? AND name = ?",
		[]any{database, table.Name.Table}, &number)
	if err != nil {
		return 0, err
	}
	return number, t.exec(`INSERT INTO version
		(database_id, name, number, time, cause, lines, differences, dropped, definition, files, rows, bytes, crawled)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		database, table.Name.Table, number, t.now.UnixNano(), cause, string(encoded), string(differences), dropped, definition,
		table.Stats.Files, table.Stats.Rows, table.Stats.Bytes, nanos(table.Crawled))
}

func (t *tx) addFiles(table int64, files iter.Seq[File]) error {
	for file := range files {
		f := &file
		s := scanOf(f)
		layout, err := t.layoutID(&s.Layout)
		if err != nil {
			return err
		}
		id, err := t.insert(`INSERT INTO file
			(table_id, path, size, seconds, nanos, partitions, layout_id, rows, bytes, fingerprint, checksum)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			table, f.Path, f.Size, f.ModTime.Unix(), f.ModTime.Nanosecond(), encodePartitions(f.Partitions), layout, s.Rows, s.Bytes,
			blob(f.Fingerprint), blob(f.Checksum))
		if err != nil {
			return fmt.Errorf("%s: %w", f.Path, err)
		}
		if f.bare() {
			if done, err := t.inheritScan(id, f); done || err != nil {
				if err != nil {
					return err
				}
				continue
			}
		}
		if err := t.putScan(id, f); err != nil {
			return err
		}
	}
	return nil
}

// updateFile records a file anew. Its evidence stays if the file is unchanged
// and f brings none.
func (t *tx) updateFile(table int64, f *File) error {
	s := scanOf(f)
	layout, err := t.layoutID(&s.Layout)
	if err != nil {
		return err
	}
	was, err := t.fileRow(table, f.Path)
	if errors.Is(err, sql.ErrNoRows) {
		return t.addFiles(table, slices.Values([]File{*f}))
	}
	if err != nil {
		return err
	}
	t.relaid = t.relaid || was.layout != layout
	err = t.exec("UPDATE file SET size = ?, seconds = ?, nanos = ?, partitions = ?, layout_id = ?, rows = ?, bytes = ?, fingerprint = ?, checksum = ? WHERE id = ?",
		f.Size, f.ModTime.Unix(), f.ModTime.Nanosecond(), encodePartitions(f.Partitions), layout, s.Rows, s.Bytes,
		blob(f.Fingerprint), blob(f.Checksum), was.id)
	if err != nil {
		return err
	}
	unchanged := was.size == f.Size && time.Unix(was.seconds, was.nanos).Equal(f.ModTime)
	if (unchanged || f.From == f.Path) && f.bare() {
		return nil
	}
	return t.putScan(was.id, f)
}

type fileRow struct{ id, layout, size, seconds, nanos int64 }

func (t *tx) fileRow(table int64, path string) (row fileRow, err error) {
	err = t.one("SELECT id, layout_id, size, seconds, nanos FROM file WHERE table_id = ? AND path = ?", []any{table, path},
		&row.id, &row.layout, &row.size, &row.seconds, &row.nanos)
	return row, err
}

// inheritScan gives a new file the evidence that is recorded for the same file
// in another table or under another name, if there is one.
func (t *tx) inheritScan(id int64, f *File) (done bool, err error) {
	candidates, same, is := t.recorded[f.Path], "f.seconds = ? AND f.nanos = ?", []any{f.ModTime.Unix(), f.ModTime.Nanosecond()}
	if f.From != "" {
		candidates, same, is = t.recorded[f.From], "f.fingerprint = ?", []any{blob(f.Fingerprint)}
	}
	for _, from := range candidates {
		var n int
		err := t.one(`INSERT INTO scan (file_id, problems, evidence)
			SELECT ?, s.problems, s.evidence FROM file f JOIN scan s ON s.file_id = f.id
			WHERE f.id = ? AND f.size = ? AND `+same+" RETURNING 1",
			append([]any{id, from, f.Size}, is...), &n)
		if !errors.Is(err, sql.ErrNoRows) {
			return err == nil, err
		}
	}
	return false, nil
}

// blob returns bytes as they are stored, NULL for none.
func blob(bytes string) any {
	if bytes == "" {
		return nil
	}
	return []byte(bytes)
}

// putScan records the evidence and problems of a file, in place of those there are.
func (t *tx) putScan(id int64, f *File) error {
	s := scanOf(f)
	var evidence, problems []byte
	var err error
	switch {
	case len(s.Evidence) > 0:
		evidence, err = t.encoder.encode(packable(s))
	case f.Packed != nil:
		evidence, err = f.Packed.Bytes()
	}
	if err != nil {
		return err
	}
	if len(s.Problems) > 0 {
		if problems, err = t.encoder.encode(s.Problems); err != nil {
			return err
		}
	}
	return t.exec(`INSERT INTO scan (file_id, problems, evidence) VALUES (?, ?, ?)
		ON CONFLICT DO UPDATE SET problems = excluded.problems, evidence = excluded.evidence
		WHERE problems IS NOT excluded.problems OR evidence IS NOT excluded.evidence`, id, problems, evidence)
}

func scanOf(f *File) *datasets.Scan {
	if f.Scan == nil {
		return new(datasets.Scan)
	}
	return f.Scan
}

// checkName refuses names that cannot be written in a statement.
func checkName(n Name) error {
	for _, part := range []string{n.Database, n.Table} {
		bad := func(r rune) bool { return r < ' ' || r == 0x7F || r == '\uFFFD' }
		if part == "" || len(part) > 255 || slices.ContainsFunc([]rune(part), bad) {
			return fmt.Errorf("%q: not a name: it has to have 1 to 255 bytes, none of them a control character", part)
		}
	}
	return nil
}
