package catalog

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"
	"time"
)

// Databases returns the databases, sorted by name.
func (c *Catalog) Databases(ctx context.Context) (databases []Database, err error) {
	err = c.read(ctx, func(t *tx) error {
		return t.each("SELECT name, comment, location, parameters, created FROM database ORDER BY name", nil,
			func(rows *sql.Rows) error {
				d, err := scanDatabase(rows)
				databases = append(databases, d)
				return err
			})
	})
	return databases, err
}

// Database returns the database of that name.
func (c *Catalog) Database(ctx context.Context, name string) (d Database, err error) {
	err = c.read(ctx, func(t *tx) error {
		if _, err := t.databaseID(name, false); err != nil {
			return err
		}
		d, err = scanDatabase(t.conn.QueryRowContext(ctx,
			"SELECT name, comment, location, parameters, created FROM database WHERE name = ?", name))
		return err
	})
	return d, err
}

func scanDatabase(row interface{ Scan(...any) error }) (Database, error) {
	var d Database
	var parameters []byte
	var created sql.NullInt64
	if err := row.Scan(&d.Name, &d.Comment, &d.Location, &parameters, &created); err != nil {
		return d, err
	}
	d.Created = fromNanos(created)
	if err := json.Unmarshal(parameters, &d.Parameters); err != nil {
		return d, corrupt("database "+d.Name, err)
	}
	return d, nil
}

// CreateDatabase makes a database. Its name is stored in lower case, and Created
// is set to the present.
func (c *Catalog) CreateDatabase(ctx context.Context, d Database) error {
	if err := checkName(Name{d.Name, "x"}); err != nil {
		return err
	}
	return c.write(ctx, func(t *tx) error {
		if _, err := t.databaseID(d.Name, false); err == nil {
			return &NameError{Kind: "database", Name: d.Name, Err: ErrExists}
		}
		_, err := t.createDatabase(d)
		return err
	})
}

// AlterDatabase gives the database of that name the comment, the location and
// the parameters of d.
func (c *Catalog) AlterDatabase(ctx context.Context, d Database) error {
	return c.write(ctx, func(t *tx) error {
		id, err := t.databaseID(d.Name, false)
		if err != nil {
			return err
		}
		parameters, err := json.Marshal(d.Parameters)
		if err != nil {
			return err
		}
		return t.exec("UPDATE database SET comment = ?, location = ?, parameters = ? WHERE id = ?",
			d.Comment, d.Location, string(parameters), id)
	})
}

// A NotEmptyError reports a database that has tables and so is not dropped.
type NotEmptyError struct {
	Database string
	Tables   int
}

func (e *NotEmptyError) Error() string {
	return "database " + e.Database + ": it has " + plural(int64(e.Tables), "table")
}

// Hint says how to drop it all the same.
func (e *NotEmptyError) Hint() string { return "DROP DATABASE ... CASCADE drops its tables too" }

// DropDatabase drops a database, and with cascade its tables; without, one that
// has tables is a [*NotEmptyError]. What is known of the tables' past goes too.
// Of [DefaultDatabase] only the contents go.
func (c *Catalog) DropDatabase(ctx context.Context, name string, cascade bool) error {
	return c.write(ctx, func(t *tx) error {
		id, err := t.databaseID(name, false)
		if err != nil {
			return err
		}
		var tables int
		if err := t.one("SELECT count(*) FROM lake_table WHERE database_id = ?", []any{id}, &tables); err != nil {
			return err
		}
		if tables > 0 && !cascade {
			return &NotEmptyError{name, tables}
		}
		t.relaid = true
		if err := t.exec("DELETE FROM database WHERE id = ?", id); err != nil {
			return err
		}
		if strings.EqualFold(name, DefaultDatabase) {
			_, err = t.databaseID(DefaultDatabase, true)
		}
		return err
	})
}

// databaseID returns the id of a database, and makes it if it is not there and create is set.
func (t *tx) databaseID(name string, create bool) (id int64, err error) {
	err = t.one("SELECT id FROM database WHERE name = ?", []any{name}, &id)
	switch {
	case !errors.Is(err, sql.ErrNoRows):
		return id, err
	case create:
		return t.createDatabase(Database{Name: name})
	}
	var names []string
	err = t.each("SELECT name FROM database ORDER BY name", nil, func(rows *sql.Rows) error {
		var n string
		err := rows.Scan(&n)
		names = append(names, n)
		return err
	})
	if err != nil {
		return 0, err
	}
	return 0, &NameError{Kind: "database", Name: name, Err: ErrNotFound, Near: nearest(name, names)}
}

func (t *tx) createDatabase(d Database) (int64, error) {
	parameters, err := json.Marshal(d.Parameters)
	if err != nil {
		return 0, err
	}
	return t.insert("INSERT INTO database (name, comment, location, parameters, created) VALUES (?, ?, ?, ?, ?)",
		strings.ToLower(d.Name), d.Comment, d.Location, string(parameters), t.now.UnixNano())
}

// Tables returns the tables of a database, sorted by name.
func (c *Catalog) Tables(ctx context.Context, database string) (tables []Table, err error) {
	err = c.read(ctx, func(t *tx) error {
		if _, err := t.databaseID(database, false); err != nil {
			return err
		}
		tables, err = t.tables(database, "")
		return err
	})
	return tables, err
}

// Names returns the names of the tables of a database, sorted.
func (c *Catalog) Names(ctx context.Context, database string) (names []Name, err error) {
	err = c.read(ctx, func(t *tx) error {
		id, err := t.databaseID(database, false)
		if err != nil {
			return err
		}
		return t.each("SELECT name FROM lake_table WHERE database_id = ? ORDER BY name", []any{id}, func(rows *sql.Rows) error {
			n := Name{Database: database}
			err := rows.Scan(&n.Table)
			names = append(names, n)
			return err
		})
	})
	return names, err
}

// Table returns a table. Letters of its name may be in either case. A table
// that is not there is a [*NameError], with the name that is nearest.
func (c *Catalog) Table(ctx context.Context, name Name) (table Table, err error) {
	err = c.read(ctx, func(t *tx) error {
		table, err = t.table(name)
		return err
	})
	return table, err
}

func (t *tx) table(name Name) (Table, error) {
	tables, err := t.tables(name.Database, name.Table)
	if err == nil && len(tables) == 0 {
		_, err = t.tableRow(name)
	}
	if err != nil {
		return Table{}, err
	}
	return tables[0], nil
}

// tables returns the tables of a database, or the one of that name.
func (t *tx) tables(database, name string) (tables []Table, err error) {
	query := `SELECT d.name, t.name, t.version, v.definition, t.files, t.rows, t.bytes, t.crawled
		FROM database d JOIN lake_table t ON t.database_id = d.id
		JOIN version v ON v.database_id = d.id AND v.name = t.name AND v.number = t.version
		WHERE d.name = ?`
	args := []any{database}
	if name != "" {
		query += " AND t.name = ?"
		args = append(args, name)
	}
	err = t.each(query+" ORDER BY t.name", args, func(rows *sql.Rows) error {
		var table Table
		var definition sql.RawBytes
		var crawled sql.NullInt64
		err := rows.Scan(&table.Name.Database, &table.Name.Table, &table.Version, &definition,
			&table.Stats.Files, &table.Stats.Rows, &table.Stats.Bytes, &crawled)
		if err != nil {
			return err
		}
		table.Crawled = fromNanos(crawled)
		if err := decodeDefinition(definition, &table); err != nil {
			return err
		}
		tables = append(tables, table)
		return nil
	})
	return tables, err
}

// A tableRow is what transactions need of a table.
type tableRow struct {
	id, database int64
	version      int
	stats        Stats
	crawled      time.Time
}

func (t *tx) tableRow(name Name) (row tableRow, err error) {
	var crawled sql.NullInt64
	err = t.one(`SELECT t.id, t.database_id, t.version, t.files, t.rows, t.bytes, t.crawled
		FROM lake_table t JOIN database d ON d.id = t.database_id WHERE d.name = ? AND t.name = ?`,
		[]any{name.Database, name.Table},
		&row.id, &row.database, &row.version, &row.stats.Files, &row.stats.Rows, &row.stats.Bytes, &crawled)
	row.crawled = fromNanos(crawled)
	if !errors.Is(err, sql.ErrNoRows) {
		return row, err
	}
	near, err := t.nearestTable(name)
	if err == nil {
		err = &NameError{Kind: "table", Name: name.String(), Err: ErrNotFound, Near: near}
	}
	return row, err
}

// nearestTable returns the name of a table that is nearly the same, or "": of
// the same database if it has one, and of another if not.
func (t *tx) nearestTable(name Name) (string, error) {
	tables := make(map[string][]string) // by database
	var databases []string
	err := t.each("SELECT d.name, t.name FROM lake_table t JOIN database d ON d.id = t.database_id ORDER BY 1, 2", nil,
		func(rows *sql.Rows) error {
			var n Name
			err := rows.Scan(&n.Database, &n.Table)
			if tables[n.Database] == nil {
				databases = append(databases, n.Database)
			}
			tables[n.Database] = append(tables[n.Database], n.Table)
			return err
		})
	if near := nearest(name.Table, tables[strings.ToLower(name.Database)]); near != "" {
		return Name{strings.ToLower(name.Database), near}.String(), err
	}
	for _, database := range databases {
		if near := nearest(name.Table, tables[database]); near != "" {
			return Name{database, near}.String(), err
		}
	}
	return "", err
}
