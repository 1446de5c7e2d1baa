// Package duck runs SQL in DuckDB. It is the only package that knows DuckDB.
//
//	db, err := duck.Open(ctx, duck.Config{Directories: []string{lake, state}, Temp: tmp})
//	conn, err := db.Conn(ctx)
//	rows, err := conn.Query(ctx, "SELECT 42")
//	for row, err := range rows.All() { ... }
//
// A [DB] is one instance in memory. It reads and writes files in the folders it
// was opened with and nowhere else, loads no extension, and its settings cannot
// be changed any more once it is open. A [Conn] is one session of it: what a
// session creates with TEMP is gone with it.
//
// [Conn.Query] takes statements of people: it runs one statement, and only one
// that reads. [Conn.Exec] takes statements of the program.
//
// [Rows] hands out rows while DuckDB still computes the next ones; a result is
// never held in memory as a whole. [Column] tells the type of the values and
// [Rows.Row] which Go types they have.
//
// This package stands on DuckDB's C interface as the module duckdb-go maps it,
// rather than on that module's driver for database/sql: the driver collects the
// whole result before it returns the first row, loses the order of struct
// fields, and keeps idle sessions with their temporary tables.
package duck

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/duckdb/duckdb-go/v2/mapping"
)

// Config says what a DB may touch and use.
type Config struct {
	Directories []string          // the folders that may be read and written; their subfolders too
	Temp        string            // a folder to spill to what memory cannot hold, made in a folder that exists; empty: none
	Memory      string            // such as "2GB"; empty: four fifths of the machine's
	Threads     int               // 0: one for each processor
	Settings    map[string]string // further settings of DuckDB, made before they are locked
}

// Version returns the version of DuckDB, such as "v1.5.6".
func Version() string { return mapping.LibraryVersion() }

// A DB is an instance of DuckDB in memory. It may be used by several goroutines.
type DB struct {
	mu     sync.RWMutex // held for reading while a connection is made
	db     mapping.Database
	closed bool

	invalid atomic.Bool // after an error that DuckDB does not survive
}

// Open starts an instance and locks it down.
func Open(ctx context.Context, c Config) (*DB, error) {
	statements, err := c.statements()
	if err != nil {
		return nil, err
	}
	var config mapping.Config
	if mapping.CreateConfig(&config) == mapping.StateError {
		return nil, &Error{Kind: KindInternal, Message: "no memory for DuckDB's settings", Position: -1}
	}
	defer mapping.DestroyConfig(&config)

	d := new(DB)
	var message string
	if mapping.OpenExt("", &d.db, config, &message) == mapping.StateError {
		return nil, newError(message)
	}
	conn, err := d.Conn(ctx)
	if err != nil {
		d.Close()
		return nil, err
	}
	defer conn.Close()
	if err := conn.registerFunctions(); err != nil {
		d.Close()
		return nil, err
	}
	for _, s := range statements {
		if _, err := conn.Exec(ctx, s); err != nil {
			d.Close()
			return nil, fmt.Errorf("open DuckDB: %s: %w", s, err)
		}
	}
	return d, nil
}

// statements returns the settings as SQL, in an order that works: what is
// allowed first, then the ban of everything else, and the lock last.
func (c Config) statements() ([]string, error) {
	directories := make([]string, len(c.Directories))
	for i, dir := range c.Directories {
		abs, err := filepath.Abs(dir)
		if err != nil {
			return nil, err
		}
		directories[i] = literal(filepath.ToSlash(abs) + "/")
	}
	statements := []string{
		"SET GLOBAL errors_as_json = true",
		"SET GLOBAL TimeZone = 'UTC'",
		"SET GLOBAL enable_geoparquet_conversion = false", // a geometry is its bytes
		"SET GLOBAL allowed_directories = [" + strings.Join(directories, ", ") + "]",
		"SET GLOBAL temp_directory = " + literal(c.Temp),
		"SET GLOBAL autoinstall_known_extensions = false",
		"SET GLOBAL autoload_known_extensions = false",
		"SET GLOBAL allow_community_extensions = false",
		"SET GLOBAL allow_persistent_secrets = false",
	}
	if c.Memory != "" {
		statements = append(statements, "SET GLOBAL memory_limit = "+literal(c.Memory))
	}
	if c.Threads > 0 {
		statements = append(statements, "SET GLOBAL threads = "+strconv.Itoa(c.Threads))
	}
	names := make([]string, 0, len(c.Settings))
	for name := range c.Settings {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		statements = append(statements, "SET GLOBAL "+identifier(name)+" = "+literal(c.Settings[name]))
	}
	return append(statements,
		"SET GLOBAL enable_external_access = false",
		"SET GLOBAL lock_configuration = true"), nil
}

// Close ends the instance. Its sessions must be closed before.
func (d *DB) Close() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.closed {
		d.closed = true
		mapping.Close(&d.db)
	}
	return nil
}

// Conn opens a session.
func (d *DB) Conn(ctx context.Context) (*Conn, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	d.mu.RLock()
	defer d.mu.RUnlock()
	if d.closed {
		return nil, errClosed
	}
	if d.invalid.Load() {
		return nil, ErrInvalidated
	}
	c := &Conn{db: d}
	if mapping.Connect(d.db, &c.conn) == mapping.StateError {
		return nil, &Error{Kind: KindInternal, Message: "no session to be had from DuckDB", Position: -1}
	}
	return c, nil
}

// literal writes a text as a string of SQL.
func literal(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

// identifier writes a text as a name of SQL.
func identifier(text string) string { return `"` + strings.ReplaceAll(text, `"`, `""`) + `"` }
