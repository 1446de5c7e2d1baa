package catalog

import (
	"context"
	"database/sql"
	"iter"
	"slices"
	"time"

	"github.com/tarnlake/tarn/datasets"
)

// A Group is files of a table that share a layout.
type Group struct {
	Layout *datasets.Layout
	Files  []FileRef // sorted by path
}

// A FileRef is what reading a file of a table takes besides its layout.
type FileRef struct {
	Path       string
	Size       int64
	ModTime    time.Time
	Partitions []string // shared by the files of a folder; not to be changed
	Rows       int64
}

// Layouts returns the files of a table by their layouts, those first whose
// first path is first. It reads no evidence.
func (c *Catalog) Layouts(ctx context.Context, name Name) (groups []Group, err error) {
	err = c.read(ctx, func(t *tx) error {
		row, err := t.tableRow(name)
		if err != nil {
			return err
		}
		at := make(map[int64]int)
		var last partitionValues
		return t.each("SELECT path, size, seconds, nanos, partitions, layout_id, rows FROM file WHERE table_id = ? ORDER BY path",
			[]any{row.id}, func(rows *sql.Rows) error {
				var f FileRef
				var seconds, nanos, id int64
				var text sql.NullString
				if err := rows.Scan(&f.Path, &f.Size, &seconds, &nanos, &text, &id, &f.Rows); err != nil {
					return err
				}
				f.ModTime = time.Unix(seconds, nanos).UTC()
				if f.Partitions, err = last.decode(text); err != nil {
					return err
				}
				i, ok := at[id]
				if !ok {
					layout, err := t.layout(id)
					if err != nil {
						return err
					}
					i = len(groups)
					at[id] = i
					groups = append(groups, Group{Layout: &layout.layout})
				}
				groups[i].Files = append(groups[i].Files, f)
				return nil
			})
	})
	return groups, err
}

// Files returns the files of a table with all that is known of them, sorted by path.
func (c *Catalog) Files(ctx context.Context, name Name) ([]File, error) {
	var files []File
	for f, err := range c.EachFile(ctx, name) {
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
}

// EachFile yields what [Catalog.Files] returns, one file at a time. It ends
// with an error if there is one.
func (c *Catalog) EachFile(ctx context.Context, name Name) iter.Seq2[File, error] {
	return func(yield func(File, error) bool) {
		stopped := false
		err := c.read(ctx, func(t *tx) error {
			row, err := t.tableRow(name)
			if err != nil {
				return err
			}
			err = t.files("f.table_id = ?", []any{row.id}, true, func(_, _ int64, f File) error {
				if stopped = !yield(f, nil); stopped {
					return sql.ErrNoRows // any error ends it
				}
				return nil
			})
			if stopped {
				return nil
			}
			return err
		})
		if err != nil && !stopped {
			yield(File{}, err)
		}
	}
}

// files calls do with the files that match, by table and path, with or without
// their evidence. It hands on the ids of the table and of the file.
func (t *tx) files(where string, args []any, evidence bool, do func(table, id int64, f File) error) error {
	query := `SELECT f.table_id, f.id, f.path, f.size, f.seconds, f.nanos, f.partitions, f.layout_id, f.rows, f.bytes,
		f.fingerprint, f.checksum, NULL, NULL
		FROM file f WHERE ` + where + " ORDER BY f.table_id, f.path"
	if evidence {
		query = `SELECT f.table_id, f.id, f.path, f.size, f.seconds, f.nanos, f.partitions, f.layout_id, f.rows, f.bytes,
			f.fingerprint, f.checksum, s.evidence, s.problems
			FROM file f LEFT JOIN scan s ON s.file_id = f.id WHERE ` + where + " ORDER BY f.table_id, f.path"
	}
	var last partitionValues
	return t.each(query, args, func(rows *sql.Rows) error {
		f := File{Scan: new(datasets.Scan)}
		var table, id, seconds, nanos, layoutID int64
		var partitions sql.NullString
		var fingerprint, checksum, evidence, problems sql.RawBytes
		err := rows.Scan(&table, &id, &f.Path, &f.Size, &seconds, &nanos, &partitions, &layoutID,
			&f.Scan.Rows, &f.Scan.Bytes, &fingerprint, &checksum, &evidence, &problems)
		if err != nil {
			return err
		}
		f.Fingerprint, f.Checksum = string(fingerprint), string(checksum)
		f.ModTime = time.Unix(seconds, nanos).UTC()
		if f.Partitions, err = last.decode(partitions); err != nil {
			return err
		}
		if err := t.decoder.scan(evidence, f.Scan); err != nil {
			return err
		}
		if err := t.decoder.decode(problems, &f.Scan.Problems); err != nil {
			return err
		}
		layout, err := t.layout(layoutID)
		if err != nil {
			return err
		}
		f.Scan.Layout = layout.layout
		return do(table, id, f)
	})
}

// A LeftOut is a file that a crawl could not put into a table.
type LeftOut struct {
	Path    string    `json:"path"`
	Size    int64     `json:"size"`
	ModTime time.Time `json:"modTime"`
	Reason  string    `json:"reason"` // such as "no format fits"
	Hint    string    `json:"hint,omitempty"`

	Transient bool `json:"-"` // the reason may be gone the next time, though the file is as it was
}

// leaveOut records that files are left out, and that those in tables are not.
func (t *tx) leaveOut(database int64, left []LeftOut) error {
	for _, l := range left {
		err := t.exec(`INSERT INTO left_out (database_id, path, size, seconds, nanos, reason, hint, transient) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET size = excluded.size, seconds = excluded.seconds, nanos = excluded.nanos,
			reason = excluded.reason, hint = excluded.hint, transient = excluded.transient`,
			database, l.Path, l.Size, l.ModTime.Unix(), l.ModTime.Nanosecond(), l.Reason, l.Hint, l.Transient)
		if err != nil {
			return err
		}
	}
	return nil
}

// LeftOut returns the files that the last crawl into a database left out, sorted by path.
func (c *Catalog) LeftOut(ctx context.Context, database string) (left []LeftOut, err error) {
	err = c.read(ctx, func(t *tx) error {
		id, err := t.databaseID(database, false)
		if err != nil {
			return err
		}
		left, err = t.leftOut(id)
		return err
	})
	return left, err
}

func (t *tx) leftOut(database int64) (left []LeftOut, err error) {
	err = t.each("SELECT path, size, seconds, nanos, reason, hint, transient FROM left_out WHERE database_id = ? ORDER BY path",
		[]any{database}, func(rows *sql.Rows) error {
			var l LeftOut
			var seconds, nanos int64
			if err := rows.Scan(&l.Path, &l.Size, &seconds, &nanos, &l.Reason, &l.Hint, &l.Transient); err != nil {
				return err
			}
			l.ModTime = time.Unix(seconds, nanos).UTC()
			left = append(left, l)
			return nil
		})
	return left, err
}

// A FileProblem is a problem of a file that is in a table, or of a table as such.
type FileProblem struct {
	Table Name   `json:"table"`
	Path  string `json:"path,omitempty"`
	datasets.Problem
}

// Problems returns the problems of a database, by table: those of the tables
// as such, and then those of their files, by path.
func (c *Catalog) Problems(ctx context.Context, database string) (problems []FileProblem, err error) {
	err = c.read(ctx, func(t *tx) error {
		id, err := t.databaseID(database, false)
		if err != nil {
			return err
		}
		return t.each(`SELECT d.name AS db, t.name AS tab, 0 AS kind, '' AS path, p.problems AS problems
			FROM table_problem p JOIN lake_table t ON t.id = p.table_id JOIN database d ON d.id = t.database_id WHERE d.id = ?
			UNION ALL
			SELECT d.name, t.name, 1, f.path, s.problems
			FROM scan s JOIN file f ON f.id = s.file_id JOIN lake_table t ON t.id = f.table_id JOIN database d ON d.id = t.database_id
			WHERE s.problems IS NOT NULL AND d.id = ? ORDER BY tab, kind, path`, []any{id, id}, func(rows *sql.Rows) error {
			var p FileProblem
			var ofFile bool
			var blob sql.RawBytes
			if err := rows.Scan(&p.Table.Database, &p.Table.Table, &ofFile, &p.Path, &blob); err != nil {
				return err
			}
			var found []FileProblem
			if err := t.decoder.decode(blob, &found); err != nil {
				return err
			}
			for _, f := range found {
				f.Table = p.Table
				if ofFile {
					f.Path = p.Path
				}
				problems = append(problems, f)
			}
			return nil
		})
	})
	return problems, err
}

// TableProblems returns the problems of a table as such, not those of its files.
func (c *Catalog) TableProblems(ctx context.Context, name Name) (problems []FileProblem, err error) {
	err = c.read(ctx, func(t *tx) error {
		row, err := t.tableRow(name)
		if err != nil {
			return err
		}
		return t.each("SELECT problems FROM table_problem WHERE table_id = ?", []any{row.id}, func(rows *sql.Rows) error {
			var blob sql.RawBytes
			if err := rows.Scan(&blob); err != nil {
				return err
			}
			return t.decoder.decode(blob, &problems)
		})
	})
	for i := range problems {
		problems[i].Table = name
	}
	return problems, err
}

// putProblems records the problems of a table as such, in place of those there are.
func (t *tx) putProblems(table int64, problems []FileProblem) error {
	if len(problems) == 0 {
		return t.exec("DELETE FROM table_problem WHERE table_id = ?", table)
	}
	stored := slices.Clone(problems)
	for i := range stored {
		stored[i].Table = Name{}
	}
	data, err := t.encoder.encode(stored)
	if err != nil {
		return err
	}
	return t.exec(`INSERT INTO table_problem (table_id, problems) VALUES (?, ?)
		ON CONFLICT DO UPDATE SET problems = excluded.problems WHERE problems IS NOT excluded.problems`, table, data)
}
