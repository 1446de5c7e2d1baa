package query

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/query/ddl"
)

// A journal says, before the files of a statement are moved into the lake, which
// those are, so that they can be taken away again if the process does not live
// to say that all of them are there.
type journal struct {
	Table catalog.Name `json:"table"` // that is to know of them; empty is none
	Made  bool         `json:"made"`  // the statement makes the table, or the folder
	Files []moving     `json:"files"`
}

// A moving is one file of a journal.
type moving struct {
	From   string   `json:"from"`
	To     string   `json:"to"`
	Values []string `json:"values"` // of its partition
}

const journalName = "journal.json"

func (j journal) write(dir string) error {
	text, err := json.Marshal(j)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, journalName), text, 0o644)
}

// keep says again and again that a folder is in use, until the function is
// called that it returns.
func keep(dir string) (release func()) {
	over := make(chan struct{})
	go func() {
		for {
			select {
			case <-over:
				return
			case now := <-time.After(inUseFor / 4):
				os.Chtimes(dir, now, now)
			}
		}
	}()
	return func() { close(over) }
}

// sweepWritten removes what processes that were killed have left half made.
func (e *Engine) sweepWritten(ctx context.Context) {
	entries, err := os.ReadDir(e.writings())
	if err != nil {
		return
	}
	for _, entry := range entries {
		dir := filepath.Join(e.writings(), entry.Name())
		info, err := entry.Info()
		if err != nil || time.Since(info.ModTime()) <= inUseFor {
			continue
		}
		if err := e.undo(ctx, dir); err == nil {
			os.RemoveAll(dir)
		}
	}
}

// undo takes away what a statement moved into the lake, unless it was done.
func (e *Engine) undo(ctx context.Context, dir string) error {
	text, err := os.ReadFile(filepath.Join(dir, journalName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var j journal
	if err == nil {
		err = json.Unmarshal(text, &j)
	}
	if err != nil {
		return nil // written by half: nothing was moved yet
	}
	done, err := e.done(ctx, j)
	if err != nil || done {
		return err
	}
	for _, f := range j.Files {
		os.Remove(f.To)
		for folder := filepath.Dir(f.To); j.Made && folder != e.options.Lake.Dir(); folder = filepath.Dir(folder) {
			if os.Remove(folder) != nil {
				break // it is not empty
			}
		}
	}
	return nil
}

// done reports whether all files were moved and the catalog knows of them.
func (e *Engine) done(ctx context.Context, j journal) (bool, error) {
	for _, f := range j.Files {
		if _, err := os.Stat(f.From); err == nil {
			return false, nil
		}
	}
	if j.Table.Table == "" {
		return true, nil
	}
	t, err := e.options.Catalog.Table(ctx, j.Table)
	if errors.Is(err, catalog.ErrNotFound) {
		return !j.Made, nil // dropped meanwhile
	}
	if err != nil || !ddl.Reads(&t) {
		return true, err
	}
	have, err := e.options.Catalog.Partitions(ctx, j.Table)
	for _, f := range j.Files {
		if len(f.Values) > 0 && !slices.ContainsFunc(have, func(p catalog.Partition) bool { return slices.Equal(p.Values, f.Values) }) {
			return false, err
		}
	}
	return true, err
}
