package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/query"
)

// Names of what lies in a lake's state.
const (
	stateName   = ".tarn"
	catalogName = "catalog.db"
	resultsName = "results"
)

// A place is a lake and what is known of it, open.
type place struct {
	lake    *datasets.Lake
	catalog *catalog.Catalog
	state   string // absolute path of the folder
	scratch string // folder to remove at the end, or ""
}

// Close closes the lake and its catalog.
func (p *place) Close() error {
	err := errors.Join(p.catalog.Close(), p.lake.Close())
	if p.scratch != "" {
		err = errors.Join(err, os.RemoveAll(p.scratch))
	}
	return err
}

// A noLakeError says that no lake was found.
type noLakeError struct{ from string }

func (e *noLakeError) Error() string {
	return fmt.Sprintf("no lake: neither %s nor a folder above it has been crawled", e.from)
}

// Hint says how to come by a lake.
func (e *noLakeError) Hint() string {
	return "'tarn crawl DIR' makes a lake of the folder DIR; --lake DIR or TARN_LAKE names one"
}

// A notCrawledError says that nothing is known of a lake.
type notCrawledError struct{ dir, state string }

func (e *notCrawledError) Error() string { return e.dir + " has not been crawled" }

// Hint says how to crawl it.
func (e *notCrawledError) Hint() string {
	command := "tarn crawl " + shellQuote(e.dir)
	if e.state != "" {
		command += " --state " + shellQuote(e.state)
	}
	return "'" + command + "' finds its tables"
}

// shellQuote returns text as a shell reads it.
func shellQuote(text string) string {
	if text != "" && strings.Trim(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:@%+,") == "" {
		return text
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, `$`, `\$`, "`", "\\`").Replace(text) + `"`
}

// lakeDir returns the folder of the lake: that of the argument or the flag,
// that of the variable TARN_LAKE, or the nearest one that has been crawled.
func (s *session) findLake(argument string) (string, error) {
	for _, dir := range []string{argument, s.lakeDir, os.Getenv("TARN_LAKE")} {
		if dir != "" {
			return dir, nil
		}
	}
	from, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for dir := from; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, stateName, catalogName)); err == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", &noLakeError{from}
		}
	}
}

// open opens the lake and its catalog, which a crawl has to have made.
func (s *session) open() (*place, error) { return s.openAt("", refuse) }

// What to do about a catalog that is not there.
type absence int

const (
	refuse  absence = iota // it is an error
	create                 // make it
	pretend                // make one that is gone when the place is closed
)

// openAt opens the lake in the folder dir, or the one that is found if dir is
// empty, and its catalog.
func (s *session) openAt(dir string, absent absence) (*place, error) {
	dir, err := s.findLake(dir)
	if err != nil {
		return nil, err
	}
	lake, err := datasets.Open(dir)
	if err != nil {
		return nil, err
	}
	state, err := s.state(lake)
	if err != nil {
		lake.Close()
		return nil, err
	}
	path := filepath.Join(state, catalogName)
	scratch := ""
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) && absent != create {
		if absent == refuse {
			lake.Close()
			return nil, &notCrawledError{dir, s.stateDir}
		}
		if scratch, err = os.MkdirTemp("", "tarn-plan-"); err != nil {
			lake.Close()
			return nil, err
		}
		path = filepath.Join(scratch, catalogName)
	}
	c, err := catalog.Open(path)
	if err != nil {
		lake.Close()
		return nil, err
	}
	return &place{lake: lake, catalog: c, state: state, scratch: scratch}, nil
}

// state returns the absolute path of the folder for what is known of the lake.
func (s *session) state(lake *datasets.Lake) (string, error) {
	if s.stateDir == "" {
		return filepath.Join(lake.Dir(), stateName), nil
	}
	return filepath.Abs(s.stateDir)
}

// engine opens the engine over the place. limits are those of the flags.
func (p *place) engine(ctx context.Context, limits limits) (*query.Engine, error) {
	return query.Open(ctx, query.Options{
		Lake: p.lake, Catalog: p.catalog, State: p.state, Memory: limits.memory, Threads: limits.threads,
	})
}

// limits bound what a query may use.
type limits struct {
	memory  string
	threads int
}

// tableName reads the name of a table: TABLE, or DATABASE.TABLE.
func tableName(text, database string) catalog.Name {
	if before, after, ok := strings.Cut(text, "."); ok {
		return catalog.Name{Database: before, Table: after}
	}
	if database == "" {
		database = catalog.DefaultDatabase
	}
	return catalog.Name{Database: database, Table: text}
}
