package query

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/query/statement"
)

// likeness is what executions that may have the same answer have in common, or
// nil if the answer to this one is not to be used again.
func (x *execution) likeness() []byte {
	if !deterministic(x.statement) || x.is.Substatement != "SELECT" {
		return nil
	}
	e := &x.is
	key, _ := json.Marshal([]any{e.SQL, strings.ToLower(cmp.Or(e.Database, DefaultDatabase)), e.Catalog, e.WorkGroup, e.Location, e.Parameters}) // texts
	sum := sha256.Sum256(key)
	return sum[:16]
}

// changing are the words of statements whose answer depends on more than the tables.
var changing = []string{
	"RAND", "RANDOM", "UUID", "SHUFFLE", "TABLESAMPLE", "NOW",
	"CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP", "LOCALTIME", "LOCALTIMESTAMP",
}

// deterministic reports whether the same files give the same answer: nothing in
// the statement depends on chance or on time, and rows that are limited are sorted.
func deterministic(s statement.Statement) bool {
	limited, sorted := false, false
	for _, t := range s.Tokens {
		if t.Kind != statement.Word {
			continue
		}
		word := strings.ToUpper(t.Text)
		if slices.Contains(changing, word) {
			return false
		}
		limited = limited || word == "LIMIT" || word == "FETCH" || word == "OFFSET"
		sorted = sorted || word == "ORDER"
	}
	return sorted || !limited
}

// reusable returns the newest execution whose answer will do: none of the files
// that it came from has changed since, none is new, and no table has another version.
func (h *History) reusable(ctx context.Context, x *execution) (catalog.Execution, bool) {
	key := x.likeness()
	if !x.submission.Reuse || key == nil {
		return catalog.Execution{}, false
	}
	list, err := h.catalog.LikeExecutions(ctx, key, h.Now().Add(-x.submission.MaxAge))
	if err != nil {
		return catalog.Execution{}, false
	}
	for _, e := range list {
		if _, err := os.Stat(h.file(&e)); err == nil && h.unchanged(ctx, e.Sources) {
			return e, true
		}
	}
	return catalog.Execution{}, false
}

// unchanged reports whether tables are as they were read.
func (h *History) unchanged(ctx context.Context, sources []catalog.Source) bool {
	for _, s := range sources {
		now, err := h.engine.current(ctx, Request{}, s.Table)
		if err == nil && !now.IsView() {
			now, err = h.engine.filled(ctx, now, nil)
		}
		if err != nil {
			return false
		}
		var files []catalog.FileRef
		for _, g := range now.groups {
			files = append(files, g.Files...)
		}
		if sourceOf(now.Table, files) != s {
			return false
		}
	}
	return true
}

// sourceOf tells of a table which files are read of it.
func sourceOf(t catalog.Table, files []catalog.FileRef) catalog.Source {
	files = slices.Clone(files)
	slices.SortFunc(files, func(a, b catalog.FileRef) int { return strings.Compare(a.Path, b.Path) })
	sum := sha256.New()
	for _, f := range files {
		fmt.Fprintf(sum, "%s\x00%d\x00%d\n", f.Path, f.Size, f.ModTime.UnixNano())
	}
	return catalog.Source{Table: t.Name, Version: t.Version, Files: len(files), Print: hex.EncodeToString(sum.Sum(nil)[:16])}
}

// reuse makes the answer of an earlier execution that of this one.
func (x *execution) reuse(old catalog.Execution) {
	e := &x.is
	e.Reused = cmp.Or(old.Reused, old.ID)
	e.State, e.Completed = catalog.Succeeded, x.history.Now().UTC()
	e.Output, e.Location, e.Columns, e.Rows = old.Output, old.Location, old.Columns, old.Rows
	e.Timing.Total = e.Completed.Sub(e.Submitted)
}
