// Package catalog keeps what is known of a lake: its databases and tables, the
// files of each table and what a crawl found in them, and every version that a
// table has had.
//
// A catalog is one SQLite file. Several processes may use it at once: readers
// see the state before or after a change, never one between, and do not wait
// for writers; a process that is killed leaves it whole. A [Change] is one step
// from the catalog as it is to the catalog as it should be; [Diff] finds the
// changes that lead from one state to another, and [Catalog.Apply] makes them
// true, all or none. [Catalog.Sync] does both with what a crawl found.
//
// Tables and files are plain values, sent and stored as they stand.
package catalog

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
)

// Errors that callers tell apart.
var (
	ErrNotFound = errors.New("not found")
	ErrExists   = errors.New("already exists")
	ErrChanged  = errors.New("changed meanwhile") // an [AlterTable] starts from a version that is no longer the last
)

// DefaultDatabase is the database that always exists.
const DefaultDatabase = "default"

// A Database is a named set of tables.
type Database struct {
	Name       string            `json:"name"`
	Comment    string            `json:"comment,omitempty"`
	Location   string            `json:"location,omitempty"`
	Parameters map[string]string `json:"parameters,omitempty"`
	Created    time.Time         `json:"created"`
}

// A Name is the full name of a table.
type Name struct {
	Database string `json:"database"`
	Table    string `json:"table"`
}

func (n Name) String() string { return n.Database + "." + n.Table }

// A Table says where the rows of a table lie and how to read them.
type Table struct {
	Name       Name              `json:"name"`
	Location   string            `json:"location"`             // folder or file, relative to the lake; "" is the lake itself
	Format     string            `json:"format"`               // "csv", "json" or "parquet"
	Columns    []schema.Field    `json:"columns"`              // in the order of the files
	Partitions []schema.Field    `json:"partitions,omitempty"` // columns held in folder names, outermost first
	Comment    string            `json:"comment,omitempty"`
	Parameters map[string]string `json:"parameters,omitempty"`
	Made       *Made             `json:"made,omitempty"` // what a statement said of it; nil if a crawl found it
	Version    int               `json:"version"`        // counts the changes; the first version is 1
	Stats      Stats             `json:"stats"`
	Crawled    time.Time         `json:"crawled"` // when a crawl last looked at the table
}

// Stats sum up the files of a table.
type Stats struct {
	Files int64 `json:"files"`
	Rows  int64 `json:"rows"`
	Bytes int64 `json:"bytes"` // as stored
}

// The parameter that says who made a table. Tables made by a person are left
// as they are by crawls.
const (
	CreatedBy    = "created_by"
	CreatedByDDL = "ddl"
)

// A File is one file of a table, with all that its scan found. Its layout
// names, for each column of the file, the column of the table.
//
// A scan without evidence stands for the one that is recorded: stored over an
// unchanged file, it keeps that file's evidence and problems.
type File struct {
	Path       string         `json:"path"` // relative to the lake
	Size       int64          `json:"size"`
	ModTime    time.Time      `json:"modTime"`
	Partitions []string       `json:"partitions,omitempty"` // not to be changed: shared by files; texts of the partition columns, decoded; [NullPartition] for null
	Scan       *datasets.Scan `json:"scan"`

	// Packed is the evidence and the reasons of the scan in place of the scan's own:
	// those of very many files take too much memory otherwise. Nil is none.
	Packed Packed `json:"-"`

	// From is where the file was found before, if it is known to be the same file
	// under another name or with another time. A scan without evidence then
	// stands for the one that is recorded of that file.
	From string `json:"from,omitempty"`

	Fingerprint string `json:"-"` // of the beginning and the end of the file; "" if not known
	Checksum    string `json:"-"` // of the whole file; "" if not known
}

// Packed is what [Pack] made of a scan, wherever it is kept.
type Packed interface {
	Bytes() ([]byte, error)
}

// Evidence returns the evidence of the file's scan, packed or not; nil if it has none.
func (f *File) Evidence() ([]datasets.Evidence, error) {
	if f.Scan != nil && f.Scan.Evidence != nil || f.Packed == nil {
		return scanOf(f).Evidence, nil
	}
	packed, err := f.Packed.Bytes()
	if err != nil {
		return nil, err
	}
	var s datasets.Scan
	err = Unpack(packed, &s)
	return s.Evidence, err
}

// bare reports whether the file's scan comes without evidence.
func (f *File) bare() bool { return scanOf(f).Evidence == nil && f.Packed == nil }

// NullPartition is the folder name, after the "=", that stands for null.
const NullPartition = "__HIVE_DEFAULT_PARTITION__"

// A TableFiles is a table with its files, sorted by path, and what is wrong
// with them as a table.
type TableFiles struct {
	Table    Table
	Files    []File
	Problems []FileProblem // of no file alone; the path, if any, is that of the file that tells

	// Each, if not nil, yields the files in place of Files, sorted by path, and the
	// same ones whenever it is called: very many need not be in memory at once.
	Each iter.Seq[File]
}

// All yields the files, sorted by path.
func (t *TableFiles) All() iter.Seq[File] {
	if t.Each != nil {
		return t.Each
	}
	return slices.Values(sortedFiles(t.Files))
}

// A NameError is [ErrNotFound] or [ErrExists], of a database or a table.
type NameError struct {
	Kind string // "table" or "database"
	Name string
	Err  error
	Near string // a name that is nearly the same and exists, or ""
}

func (e *NameError) Error() string { return fmt.Sprintf("%s %s: %v", e.Kind, e.Name, e.Err) }

func (e *NameError) Unwrap() error { return e.Err }

// Hint offers the name that may have been meant.
func (e *NameError) Hint() string {
	if e.Near != "" {
		return "did you mean " + e.Near + "?"
	}
	if e.Err == ErrNotFound && e.Kind == "table" {
		return "'tarn tables' lists the tables; 'tarn crawl' finds new ones"
	}
	return ""
}
