package catalog

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"
)

// A Version is a table as it was from one change to the next. Mere new files
// make none.
type Version struct {
	Number  int       `json:"number"` // from 1
	Time    time.Time `json:"time"`
	Cause   string    `json:"cause,omitempty"`   // such as "crawl"
	Lines   []string  `json:"lines"`             // what changed and where that comes from, for people
	Dropped bool      `json:"dropped,omitempty"` // the table was dropped then, and is as it was before
	Table   Table     `json:"table"`

	Differences []Difference `json:"differences,omitempty"` // from the version before, with the files and values that made them
}

// Versions returns the versions of a table, the first one first. A table that
// was dropped still has them; should it come back, they go on.
func (c *Catalog) Versions(ctx context.Context, name Name) (versions []Version, err error) {
	err = c.read(ctx, func(t *tx) error {
		versions, err = t.versions("d.name = ? AND v.name = ?", name.Database, name.Table)
		if err == nil && len(versions) == 0 {
			_, err = t.tableRow(name) // says that it is not there
		}
		return err
	})
	return versions, err
}

// TableAt returns a table as it was in a version. Its Stats are those of the
// moment of the change.
func (c *Catalog) TableAt(ctx context.Context, name Name, version int) (Table, error) {
	versions, err := c.Versions(ctx, name)
	if err != nil {
		return Table{}, err
	}
	for _, v := range versions {
		if v.Number == version {
			return v.Table, nil
		}
	}
	return Table{}, &VersionError{Name: name, Version: version, Last: versions[len(versions)-1].Number}
}

// A VersionError reports a version that a table does not have.
type VersionError struct {
	Name    Name
	Version int
	Last    int
}

func (e *VersionError) Error() string {
	return fmt.Sprintf("table %s: version %d: %v", e.Name, e.Version, ErrNotFound)
}

func (e *VersionError) Unwrap() error { return ErrNotFound }

// Hint says which versions there are.
func (e *VersionError) Hint() string { return fmt.Sprintf("the versions are 1 to %d", e.Last) }

// dropped returns the versions of the tables of a database that are gone, by
// name; of those of one table, the last one comes last.
func (t *tx) dropped(database string) ([]Version, error) {
	return t.versions(`d.name = ? AND v.dropped AND NOT EXISTS
		(SELECT 1 FROM lake_table t WHERE t.database_id = v.database_id AND t.name = v.name)`, database)
}

func (t *tx) versions(where string, args ...any) (versions []Version, err error) {
	query := `SELECT d.name, v.name, v.number, v.time, v.cause, v.lines, v.differences, v.dropped, v.definition, v.files, v.rows, v.bytes, v.crawled
		FROM version v JOIN database d ON d.id = v.database_id WHERE ` + where + " ORDER BY v.name, v.number"
	err = t.each(query, args, func(rows *sql.Rows) error {
		var v Version
		var lines, differences, definition sql.RawBytes
		var at, crawled sql.NullInt64
		table := &v.Table
		err := rows.Scan(&table.Name.Database, &table.Name.Table, &v.Number, &at, &v.Cause, &lines, &differences, &v.Dropped, &definition,
			&table.Stats.Files, &table.Stats.Rows, &table.Stats.Bytes, &crawled)
		if err != nil {
			return err
		}
		v.Time, table.Crawled, table.Version = fromNanos(at), fromNanos(crawled), v.Number
		if err := json.Unmarshal(lines, &v.Lines); err != nil {
			return corrupt("versions of "+table.Name.String(), err)
		}
		if err := json.Unmarshal(differences, &v.Differences); err != nil {
			return corrupt("versions of "+table.Name.String(), err)
		}
		versions = append(versions, v)
		return decodeDefinition(definition, &versions[len(versions)-1].Table)
	})
	return versions, err
}
