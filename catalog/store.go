package catalog

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"github.com/mattn/go-sqlite3"
)

// A Catalog is an open catalog. Its methods may be called from several
// goroutines at once.
type Catalog struct {
	// Now is the clock that dates versions and crawls.
	Now func() time.Time

	path     string
	db       *sql.DB
	readOnly bool
	barred   error // why it cannot be written, if the disk is full
}

// Open opens the catalog in the file at path, and makes the file and its folder
// if they are not there. Where they cannot be written, or the disk is full, the
// catalog can be read all the same, and changes to it fail with [ErrReadOnly].
func Open(path string) (*Catalog, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	err = touch(path)
	if err == nil {
		var c *Catalog
		c, err = open(path, false, nil)
		if err == nil {
			return c, nil
		}
	}
	if info, gone := os.Stat(path); unwritable(err) && gone == nil && info.Size() > 0 {
		c, notEven := OpenReadOnly(path)
		if notEven == nil && full(err) {
			c.barred = err
		}
		return c, notEven
	}
	return nil, storeError(path, err)
}

// OpenReadOnly opens a catalog that exists, without changing anything.
func OpenReadOnly(path string) (*Catalog, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(path); err != nil {
		return nil, err
	}
	c, err := open(path, true, url.Values{"mode": {"ro"}})
	if err != nil && unwritable(err) {
		// SQLite wants to make files beside the catalog. It need not if nobody
		// writes, which the lack of a log tells.
		if info, gone := os.Stat(path + "-wal"); gone != nil || info.Size() == 0 {
			c, err = open(path, true, url.Values{"mode": {"ro"}, "immutable": {"1"}})
		}
	}
	return c, storeError(path, err)
}

// Close closes the catalog.
func (c *Catalog) Close() error { return c.db.Close() }

// Path returns the absolute path of the catalog's file.
func (c *Catalog) Path() string { return c.path }

// ReadOnly reports whether the catalog cannot be changed.
func (c *Catalog) ReadOnly() bool { return c.readOnly }

// Writable returns nil, or a [*StoreError] with [ErrReadOnly] that says why the
// catalog cannot be changed.
func (c *Catalog) Writable() error {
	if !c.readOnly {
		return nil
	}
	return &StoreError{Path: c.path, Err: ErrReadOnly, Cause: c.barred}
}

// touch sees to it that the file is there and can be written.
func touch(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return err
	}
	return f.Close()
}

// unwritable reports whether err says that a file or its folder cannot be written.
func unwritable(err error) bool {
	if full(err) {
		return true
	}
	var lite sqlite3.Error
	if errors.As(err, &lite) {
		return lite.Code == sqlite3.ErrCantOpen || lite.Code == sqlite3.ErrReadonly
	}
	return errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS)
}

// full reports whether err says that there is no room on the disk.
func full(err error) bool {
	var lite sqlite3.Error
	if errors.As(err, &lite) && (lite.Code == sqlite3.ErrFull || lite.SystemErrno == syscall.ENOSPC) {
		return true
	}
	return errors.Is(err, syscall.ENOSPC)
}

func open(path string, readOnly bool, options url.Values) (*Catalog, error) {
	db, err := sql.Open("sqlite3", dataSource(path, options))
	if err != nil {
		return nil, err
	}
	db.SetMaxIdleConns(4)
	c := &Catalog{Now: time.Now, path: path, db: db, readOnly: readOnly}
	if err := c.prepare(context.Background()); err != nil {
		db.Close()
		return nil, err
	}
	return c, nil
}

// busyTimeout is how long a statement waits for another process to finish
// what keeps even readers out, such as the first use after a crash.
const busyTimeout = time.Minute

func dataSource(path string, options url.Values) string {
	q := url.Values{
		"_busy_timeout":    {fmt.Sprint(busyTimeout.Milliseconds())},
		"_foreign_keys":    {"1"},
		"_synchronous":     {"FULL"},
		"_cache_size":      {"-8000"}, // KiB
		"_stmt_cache_size": {"64"},
	}
	for key, values := range options {
		q[key] = values
	}
	path = filepath.ToSlash(path)
	if runtime.GOOS == "windows" {
		path = "/" + path
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

// Errors of a catalog's file, wrapped in a [*StoreError].
var (
	ErrReadOnly = errors.New("the catalog cannot be written")
	ErrNewer    = errors.New("made by a newer version of tarn")
	ErrForeign  = errors.New("not a catalog of tarn")
	ErrCorrupt  = errors.New("the file is damaged")
	ErrBusy     = errors.New("another process is changing the catalog and does not finish")
)

// A StoreError reports what is wrong with a catalog's file.
type StoreError struct {
	Path  string
	Err   error // one of the errors above, or what the system says
	Cause error // what SQLite says; may be nil
}

func (e *StoreError) Error() string {
	if e.Cause != nil {
		return fmt.Sprintf("catalog %s: %v (%v)", e.Path, e.Err, e.Cause)
	}
	return fmt.Sprintf("catalog %s: %v", e.Path, e.Err)
}

func (e *StoreError) Unwrap() []error { return []error{e.Err, e.Cause} }

// Hint says what to do about it.
func (e *StoreError) Hint() string {
	if full(e.Err) || full(e.Cause) {
		return "make room on the disk, or use --state DIR to keep the catalog on another"
	}
	switch e.Err {
	case ErrReadOnly:
		return "use --state DIR to keep the catalog in a folder that can be written"
	case ErrNewer:
		return "use the newest tarn that works on this lake, or keep another catalog with --state DIR"
	case ErrForeign:
		return "use --state DIR to keep the catalog elsewhere"
	case ErrCorrupt:
		return "move the file and those beside it that begin with its name out of the way; " +
			"'tarn crawl' makes a new catalog from the lake, without the comments and versions of the old one"
	case ErrBusy:
		return "look for another tarn at work on this lake"
	}
	return ""
}

// storeError says in the words of this package what SQLite or the system says.
func storeError(path string, err error) error {
	var known *StoreError
	if err == nil || errors.As(err, &known) {
		return err
	}
	var lite sqlite3.Error
	if !errors.As(err, &lite) {
		if unwritable(err) {
			return &StoreError{Path: path, Err: ErrReadOnly, Cause: err}
		}
		return err
	}
	switch lite.Code {
	case sqlite3.ErrCorrupt, sqlite3.ErrNotADB:
		return &StoreError{Path: path, Err: ErrCorrupt, Cause: err}
	case sqlite3.ErrReadonly, sqlite3.ErrCantOpen, sqlite3.ErrPerm:
		return &StoreError{Path: path, Err: ErrReadOnly, Cause: err}
	case sqlite3.ErrBusy, sqlite3.ErrLocked:
		return &StoreError{Path: path, Err: ErrBusy, Cause: err}
	}
	return &StoreError{Path: path, Err: err}
}

// locked reports whether err says that another connection is in the way.
func locked(err error) bool {
	var lite sqlite3.Error
	return errors.As(err, &lite) && (lite.Code == sqlite3.ErrBusy || lite.Code == sqlite3.ErrLocked)
}

// corrupt reports a stored value that does not read as what it should be.
func corrupt(what string, err error) error {
	return &StoreError{Err: ErrCorrupt, Cause: fmt.Errorf("%s: %w", what, err)}
}

// retry calls do until it is no longer locked out, ctx ends or a good while has passed.
func retry(ctx context.Context, do func() error) error {
	const patience = 5 * time.Minute
	for start, pause := time.Now(), time.Millisecond; ; pause = min(2*pause, 50*time.Millisecond) {
		err := do()
		if !locked(err) || time.Since(start) > patience {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
}
