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
// are done. What a person decided, in the lake's tarn.yaml or in the catalog, is
// in [Pins]; it comes before what is found.
//
// [Crawler.Crawl] changes nothing: its [Findings] go to [catalog.Catalog.Sync].
// [Crawler.Update] does both. docs/crawl.md tells the rules in full.
package crawl

import (
	"cmp"
	"context"
	"path/filepath"
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

	// Pins are what a person decided. If nil, they are read from the file
	// [PinsFile] in the lake's folder, if there is one. Those in the catalog
	// count as well.
	Pins *Pins

	// OneTable puts files of one format together whatever their columns are: it is
	// Glue's policy CombineCompatibleSchemas.
	OneTable bool

	// TableLevel is the depth of the folders that are tables, whatever is in them;
	// the lake's folder has the depth 1. 0 means that they are found. It is Glue's
	// TableLevelConfiguration.
	TableLevel int

	// MaxTables is how many tables there may be; if more are found, the crawl fails
	// with a [*TooManyTablesError]. 0 means any number. It is Glue's TableThreshold.
	MaxTables int

	// Prefix begins the names of new tables: it is Glue's TablePrefix.
	Prefix string

	// Header, "true" or "false", says whether CSV files have a header, where nothing
	// else is decided; "" means that it is found out. It stays decided about the
	// tables of these files.
	Header string

	// Checksum tells whether a file changed by the checksum of all its bytes
	// instead of its size and time.
	Checksum bool

	// NewFolders looks at folders alone in which no file is known: it is Glue's
	// recrawl policy CRAWL_NEW_FOLDERS_ONLY.
	NewFolders bool

	// Found, if not nil, is what [Crawler.Update] calls with what was found before it
	// changes the catalog: [Findings.Explain] needs what was recorded. Without it
	// what Update found cannot be explained, and takes less memory.
	Found func(*Findings) error

	// How [Crawler.Update] changes what is recorded: it merges and deprecates if
	// nothing is said. MergeNewColumns keeps the types of columns too.
	OnUpdate        catalog.Update
	OnDelete        catalog.Delete
	MergeNewColumns bool
}

// Progress says how far a crawl has come.
type Progress struct {
	Files, FilesTotal int   // scanned, and to be scanned
	Bytes, BytesTotal int64 // as stored
	Path              string
}

// Findings are what a crawl found.
type Findings struct {
	Tables  []catalog.TableFiles // sorted by name; the evidence of their files is packed
	LeftOut []catalog.LeftOut    // files in no table, with the reason, sorted by path
	Groups  []Group              // why each table is one, in the order of Tables
	Scanned int                  // files read
	Reused  int                  // files that had not changed, or have moved
	Moved   int                  // those that have
	Ignored int                  // new files in folders that were not looked at
	Hidden  int                  // files and folders with hidden names, which are not looked at
	Empty   []string             // files without a byte, sorted
	Bytes   int64                // read, as stored
	Took    time.Duration

	groups []*group // in the order of Tables
	known  *catalog.Known
	pins   *Pins
	spool  *spool
}

// DefaultDatabase is where tables go when nothing else is said.
const DefaultDatabase = catalog.DefaultDatabase

// Crawl looks through the lake and returns what it found. Files that are as
// they are known from the catalog are not opened; nil means that nothing is
// known. A file that cannot be read is left out, with the reason; only what
// keeps the crawl from going on is an error.
func (c *Crawler) Crawl(ctx context.Context, lake *datasets.Lake, known *catalog.Known) (*Findings, error) {
	return c.crawl(ctx, lake, known, nil, func(r *run) error { return r.walk(ctx) })
}

// crawl is Crawl with another way to list the files. With a spool for their
// evidence it is light: what was found cannot be explained, takes less memory,
// and is complete as long as the spool is not closed.
func (c *Crawler) crawl(ctx context.Context, lake *datasets.Lake, known *catalog.Known, light *spool, walk func(*run) error) (*Findings, error) {
	r := &run{
		Crawler: c, lake: lake, known: known, kinds: newInterner(), start: time.Now(), light: light != nil,
		spool: light, spared: func() {},
	}
	if light == nil {
		r.spool = new(spool)
	}
	if r.known == nil {
		r.known = new(catalog.Known)
	}
	if err := r.loadPins(); err != nil {
		return nil, err
	}
	defer spare(r.known.Len())()
	defer func() { r.spared() }()
	if err := walk(r); err != nil {
		return nil, err
	}
	if err := r.classify(ctx); err != nil {
		return nil, err
	}
	groups, err := r.group(ctx)
	if err != nil {
		return nil, err
	}
	if n := c.MaxTables; n > 0 && len(groups) > n {
		return nil, tooMany(groups, n)
	}
	f := &r.findings
	if r.files = nil; !r.light {
		f.groups, f.known, f.pins, f.spool = groups, r.known, r.pins, r.spool
	}
	for _, g := range groups {
		t, err := r.merge(ctx, g)
		if err != nil {
			return nil, err
		}
		f.Tables = append(f.Tables, t)
		f.Groups = append(f.Groups, g.Group)
	}
	r.sortLeftOut()
	if r.light {
		r.known = r.known.WithoutFiles()
	}
	f.Took = time.Since(r.start)
	return f, nil
}

// Update crawls the lake and brings the catalog up to date, or, with plan, finds
// out what would change. The tables of the findings have the problems that the
// policies lead to as well; without [Crawler.Found] they yield their files rather
// than hold them, and the evidence is in the catalog alone.
func (c *Crawler) Update(ctx context.Context, lake *datasets.Lake, to *catalog.Catalog, plan bool) (*Findings, []catalog.Change, error) {
	database := c.database()
	known, err := to.Known(ctx, database)
	if err != nil {
		return nil, nil, err
	}
	var light *spool
	if c.Found == nil {
		light = &spool{folder: filepath.Dir(to.Path())}
		defer light.close()
	}
	f, err := c.crawl(ctx, lake, known, light, func(r *run) error { return r.walk(ctx) })
	if err != nil {
		return nil, nil, err
	}
	if c.Found != nil {
		if err := c.Found(f); err != nil {
			return nil, nil, err
		}
	}
	defer spare(f.Scanned + f.Reused)()
	o := c.SyncOptions(plan)
	o.Told, o.Known = f.told, known.WithoutFiles()
	changes, err := to.Sync(ctx, database, f.Tables, f.LeftOut, o)
	if err != nil {
		return nil, nil, err
	}
	return f, changes, nil
}

// told takes the problems that a table has in the catalog.
func (f *Findings) told(name catalog.Name, problems []catalog.FileProblem) {
	for i := range f.Tables {
		if f.Tables[i].Table.Name == name {
			f.Tables[i].Problems = problems
		}
	}
}

// SyncOptions returns the options by which [catalog.Catalog.Sync] takes what
// the crawler found.
func (c *Crawler) SyncOptions(plan bool) catalog.SyncOptions {
	o := catalog.SyncOptions{Plan: plan, Update: c.OnUpdate, Delete: c.OnDelete, MergeNewColumns: c.MergeNewColumns, Exclude: c.Exclude}
	if o.Exclude == nil {
		o.Exclude = []*datasets.Glob{} // none
	}
	if o.Update == "" {
		o.Update = catalog.UpdateMerge
	}
	if o.Delete == "" {
		o.Delete = catalog.DeleteDeprecate
	}
	if c.NewFolders { // as with Glue
		o.Update, o.Delete = catalog.UpdateLog, catalog.DeleteLog
	}
	return o
}

func (c *Crawler) database() string {
	if c.Database == "" {
		return DefaultDatabase
	}
	return c.Database
}

// A run is one crawl.
type run struct {
	*Crawler
	lake     *datasets.Lake
	known    *catalog.Known
	pins     *Pins
	kinds    *interner
	start    time.Time
	files    []*file // sorted by path; nil once they are in tables
	light    bool    // see [Crawler.crawl]
	spool    *spool
	spared   func() // ends the sparing of memory for very many files
	findings Findings
}

// sortLeftOut puts what is left out in order: files are scanned in none.
func (r *run) sortLeftOut() {
	slices.SortFunc(r.findings.LeftOut, func(a, b catalog.LeftOut) int { return cmp.Compare(a.Path, b.Path) })
}

// group puts the files together to tables that have names, sorted by these.
// Once a table has its name, a person may have said how its files are to be
// read: then these are read again, and grouped anew.
func (r *run) group(ctx context.Context) ([]*group, error) {
	for round := 1; ; round++ {
		groups := r.groupFiles()
		names(groups, r.known, r.Prefix)
		if round == 2 {
			return groups, nil
		}
		again := r.pins.misread(groups)
		if len(again) == 0 {
			return groups, nil
		}
		for _, f := range again {
			if f.known {
				r.findings.Reused--
			}
			f.reset()
		}
		if err := r.classify(ctx); err != nil {
			return nil, err
		}
	}
}
