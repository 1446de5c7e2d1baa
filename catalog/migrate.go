package catalog

import (
	"context"
	"database/sql"
	"fmt"
)

// applicationID marks a SQLite file as a catalog: "tarn" in ASCII.
const applicationID = 0x7461726e

// migrations lead from one version of the catalog's schema to the next; the
// first makes it of nothing. Those that were released never change.
//
// A table's columns and the like are its definition, kept in its versions. A
// file's scan is split by use: what binding a query needs is in file and, as
// files share it, in layout; the evidence is in scan, read only when asked for.
// Times are nanoseconds since 1970; a file's has its seconds apart, so that
// every time a file can have fits.
var migrations = []string{`
CREATE TABLE database (
	id         INTEGER PRIMARY KEY,
	name       TEXT NOT NULL UNIQUE COLLATE NOCASE,
	comment    TEXT NOT NULL,
	location   TEXT NOT NULL,
	parameters TEXT NOT NULL, -- JSON
	created    INTEGER NOT NULL
) STRICT;

CREATE TABLE lake_table (
	id          INTEGER PRIMARY KEY,
	database_id INTEGER NOT NULL REFERENCES database ON DELETE CASCADE,
	name        TEXT NOT NULL COLLATE NOCASE,
	version     INTEGER NOT NULL,
	files       INTEGER NOT NULL,
	rows        INTEGER NOT NULL,
	bytes       INTEGER NOT NULL,
	crawled     INTEGER, -- NULL if no crawl has seen it
	UNIQUE (database_id, name)
) STRICT;

CREATE TABLE version (
	database_id INTEGER NOT NULL REFERENCES database ON DELETE CASCADE,
	name        TEXT NOT NULL COLLATE NOCASE, -- of the table, which may be gone
	number      INTEGER NOT NULL,
	time        INTEGER NOT NULL,
	cause       TEXT NOT NULL,
	lines       TEXT NOT NULL, -- what changed; JSON
	dropped     INTEGER NOT NULL,
	definition  TEXT NOT NULL, -- JSON
	files       INTEGER NOT NULL,
	rows        INTEGER NOT NULL,
	bytes       INTEGER NOT NULL,
	crawled     INTEGER,
	PRIMARY KEY (database_id, name, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE layout (
	id   INTEGER PRIMARY KEY,
	hash BLOB NOT NULL UNIQUE,
	data TEXT NOT NULL -- JSON
) STRICT;

CREATE TABLE file (
	id         INTEGER PRIMARY KEY,
	table_id   INTEGER NOT NULL REFERENCES lake_table ON DELETE CASCADE,
	path       TEXT NOT NULL,
	size       INTEGER NOT NULL,
	seconds    INTEGER NOT NULL, -- when it was last written
	nanos      INTEGER NOT NULL,
	partitions TEXT, -- texts, escaped and joined by slashes; NULL for none
	layout_id  INTEGER NOT NULL REFERENCES layout,
	rows       INTEGER NOT NULL,
	bytes      INTEGER NOT NULL, -- after decompression
	UNIQUE (table_id, path)
) STRICT;

CREATE INDEX file_layout ON file (layout_id);

CREATE TABLE scan (
	file_id  INTEGER PRIMARY KEY REFERENCES file ON DELETE CASCADE,
	problems BLOB,
	evidence BLOB
) STRICT;

CREATE INDEX scan_problems ON scan (file_id) WHERE problems IS NOT NULL;

CREATE TABLE left_out (
	database_id INTEGER NOT NULL REFERENCES database ON DELETE CASCADE,
	path        TEXT NOT NULL,
	size        INTEGER NOT NULL,
	seconds     INTEGER NOT NULL,
	nanos       INTEGER NOT NULL,
	reason      TEXT NOT NULL,
	hint        TEXT NOT NULL,
	PRIMARY KEY (database_id, path)
) STRICT, WITHOUT ROWID;
`, `
ALTER TABLE file ADD COLUMN fingerprint BLOB; -- of the beginning and the end of the file
ALTER TABLE file ADD COLUMN checksum BLOB;    -- of the whole file
ALTER TABLE left_out ADD COLUMN transient INTEGER NOT NULL DEFAULT 0; -- to be tried again

CREATE TABLE table_problem (
	table_id INTEGER PRIMARY KEY REFERENCES lake_table ON DELETE CASCADE,
	problems BLOB NOT NULL
) STRICT;
`, `
ALTER TABLE version ADD COLUMN differences TEXT NOT NULL DEFAULT 'null'; -- what changed and where it comes from; JSON
`, `
CREATE TABLE statistics (
	table_id INTEGER NOT NULL REFERENCES lake_table ON DELETE CASCADE,
	key      TEXT NOT NULL, -- of a part of the table: what its statistics depend on
	state    BLOB NOT NULL,
	PRIMARY KEY (table_id, key)
) STRICT;
`, `
CREATE TABLE partition (
	id       INTEGER PRIMARY KEY,
	table_id INTEGER NOT NULL REFERENCES lake_table ON DELETE CASCADE,
	"values" TEXT NOT NULL, -- escaped and joined by slashes
	location TEXT NOT NULL,
	UNIQUE (table_id, "values")
) STRICT;
`, historyTables}

// prepare checks that the file is a catalog and brings it up to date.
func (c *Catalog) prepare(ctx context.Context) error {
	conn, err := c.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	version, err := c.schemaVersion(ctx, conn)
	switch {
	case err != nil:
		return err
	case version == len(migrations):
		return nil
	case c.readOnly:
		return &StoreError{Path: c.path, Err: ErrReadOnly, Cause: fmt.Errorf("and has to be brought up to date")}
	}
	// Writers do not keep readers out of a file with a write-ahead log.
	err = retry(ctx, func() error {
		_, err := conn.ExecContext(ctx, "PRAGMA journal_mode = WAL")
		return err
	})
	if err != nil {
		return err
	}
	return c.write(ctx, c.migrate)
}

func (c *Catalog) migrate(t *tx) error {
	version, err := c.schemaVersion(t.ctx, t.conn) // again, now that nobody else changes it
	if err != nil {
		return err
	}
	for _, migration := range migrations[version:] {
		if err := t.exec(migration); err != nil {
			return err
		}
	}
	if version == 0 {
		if err := t.exec(fmt.Sprintf("PRAGMA application_id = %d", applicationID)); err != nil {
			return err
		}
		if _, err := t.databaseID(DefaultDatabase, true); err != nil {
			return err
		}
	}
	return t.exec(fmt.Sprintf("PRAGMA user_version = %d", len(migrations)))
}

// schemaVersion returns how many of the migrations the file has seen.
func (c *Catalog) schemaVersion(ctx context.Context, conn *sql.Conn) (int, error) {
	var id, version, tables int
	row := conn.QueryRowContext(ctx, `SELECT
		(SELECT application_id FROM pragma_application_id),
		(SELECT user_version FROM pragma_user_version),
		(SELECT count(*) FROM sqlite_schema)`)
	if err := row.Scan(&id, &version, &tables); err != nil {
		return 0, err
	}
	switch {
	case id == 0 && version == 0 && tables == 0:
		return 0, nil
	case id != applicationID:
		return 0, &StoreError{Path: c.path, Err: ErrForeign}
	case version > len(migrations):
		return 0, &StoreError{Path: c.path, Err: ErrNewer}
	case version < 1:
		return 0, &StoreError{Path: c.path, Err: ErrCorrupt}
	}
	return version, nil
}
