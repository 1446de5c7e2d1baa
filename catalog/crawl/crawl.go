// Package crawl finds the tables of a lake.
//
// A crawl has four phases, a file of this package for each:
//
//	walk      which files are there, and which are as the catalog knows them
//	classify  which format reads each of the others, and what is in it
//	group     which files make one table, and which folders are partitions
//	merge     what columns a table has, and how each file's columns map to them
//
// The first two touch the disk; the others turn values into values. Files are
// read in parallel, and the result does not depend on the order in which they
// are done. A crawl changes nothing: its [Findings] go to [catalog.Catalog.Sync].
package crawl

import (
	"context"
	"slices"
	"time"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets"
)

// A Crawler says how to crawl. The zero Crawler crawls the whole lake into the
// database "default".
type Crawler struct {
	Database string           // where the tables go
	Exclude  []*datasets.Glob // files and folders to leave out
	Skip     []string         // absolute paths of folders not to enter, such as the state of the lake
	Full     bool             // scan files again that have not changed
	Workers  int              // files or parts of files read at once; 0 means one for each processor
	Progress func(Progress)   // called now and then, from any goroutine, one call at a time; may be nil
}

// Progress says how far a crawl has come.
type Progress struct {
	Files, FilesTotal int   // scanned, and to be scanned
	Bytes, BytesTotal int64 // as stored
	Path              string
}

// Findings are what a crawl found.
type Findings struct {
	Tables  []catalog.TableFiles // sorted by name
	LeftOut []catalog.LeftOut    // files in no table, with the reason, sorted by path
	Groups  []Group              // why each table is one, in the order of Tables
	Scanned int                  // files read
	Reused  int                  // files that had not changed
	Bytes   int64                // read, as stored
	Took    time.Duration
}

// DefaultDatabase is where tables go when nothing else is said.
const DefaultDatabase = "default"

// Crawl looks through the lake and returns what it found. Files that are as
// they are known from the catalog are not opened; nil means that nothing is
// known. A file that cannot be read is left
// out, with the reason; only what keeps the crawl from going on is an error.
func (c *Crawler) Crawl(ctx context.Context, lake *datasets.Lake, known *catalog.Known) (*Findings, error) {
	start := time.Now()
	listed, err := c.walk(ctx, lake, known)
	if err != nil {
		return nil, err
	}
	scanned, leftOut, err := c.classify(ctx, listed.fresh)
	if err != nil {
		return nil, err
	}
	f := &Findings{
		LeftOut: append(listed.leftOut, leftOut...),
		Scanned: len(listed.fresh),
		Reused:  len(listed.known),
		Bytes:   listed.bytes,
	}
	found := append(listed.known, scanned...)
	groups := groupFiles(lake.Dir(), found)
	names(groups, known)
	database := c.Database
	if database == "" {
		database = DefaultDatabase
	}
	if err := recall(ctx, groups, known); err != nil {
		return nil, err
	}
	for _, g := range groups {
		f.Tables = append(f.Tables, merge(database, g, start))
		f.Groups = append(f.Groups, g.Group)
	}
	sortFindings(f)
	f.Took = time.Since(start)
	return f, nil
}

// recall loads the evidence of known files where it matters: where a date can be
// read in several ways and a file of the same table is new, which may decide it.
func recall(ctx context.Context, groups []*group, known *catalog.Known) error {
	for _, g := range groups {
		if !slices.ContainsFunc(g.files, func(f *file) bool { return !f.known }) {
			continue
		}
		for _, f := range g.files {
			if !f.known || !slices.ContainsFunc(f.scan.Columns, func(c datasets.Column) bool { return c.Format != "" }) {
				continue
			}
			scan, err := known.Scan(ctx, f.Path)
			if err != nil {
				return err
			}
			if scan != nil {
				f.scan = scan
			}
		}
	}
	return nil
}
