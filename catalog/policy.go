package catalog

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
)

// Update says what [Catalog.Sync] does with a table that is found to be another
// than the one that is recorded. Its files are always those that are found.
type Update string

// The ways to update a table.
const (
	UpdateReplace Update = "replace" // it becomes what is found; also if nothing is said
	UpdateMerge   Update = "merge"   // as well, but a column that is in no file any more stays
	UpdateLog     Update = "log"     // it stays as it is, and what is different is a problem of it
)

// Delete says what [Catalog.Sync] does with a table of which nothing is found.
type Delete string

// The ways to delete a table.
const (
	DeleteDrop      Delete = "delete"    // it is dropped; also if nothing is said
	DeleteDeprecate Delete = "deprecate" // it stays, without files, with the parameter [Deprecated]
	DeleteLog       Delete = "log"       // it stays, without files
)

// Deprecated is the parameter of a table of which a crawl found nothing any
// more: the time when that was, in RFC 3339. It has Glue's name.
const Deprecated = "DEPRECATED_BY_CRAWLER"

// update makes of a table that was found, and replaces old, what the options
// say. What people said of old is there already.
func (s *syncing) update(old *Table, w *TableFiles, o *SyncOptions) {
	switch {
	case o.Update == UpdateLog:
		s.logUpdate(old, w)
	case o.Update == UpdateMerge && (old.Parameters[Deprecated] == "" || old.Location == w.Table.Location):
		mergeTable(old, w, o.MergeNewColumns, s.compared[old.Name.Table].renamed)
	}
	if _, ok := w.Table.Parameters[Deprecated]; ok {
		w.Table.Parameters = maps.Clone(w.Table.Parameters)
		delete(w.Table.Parameters, Deprecated)
	}
}

// logUpdate leaves the table as it was but for what was decided about it, and says
// what it might be.
func (s *syncing) logUpdate(old *Table, w *TableFiles) {
	found := w.Table
	w.Table = *old
	w.Table.Crawled = found.Crawled
	w.Table.Parameters = withDecisions(old.Parameters, found.Parameters)
	found.Parameters = old.Parameters
	for _, d := range (AlterTable{From: *old, To: found, Files: FileChanges{Added: unlikeFiles(w)}}).Differences() {
		p := FileProblem{Path: d.File}
		p.Kind, p.Count = "change not made", 1
		p.Cause = d.String() + ": changes of the schema are only logged"
		if d.Place != nil {
			p.Places = []datasets.Place{*d.Place}
		}
		w.Problems = append(slices.Clip(w.Problems), p)
	}
}

// withDecisions returns the old parameters with the decisions among the new ones.
func withDecisions(old, new map[string]string) map[string]string {
	with := maps.Clone(old)
	for key, value := range new {
		if !strings.HasPrefix(key, DecisionPrefix) || old[key] == value {
			continue
		}
		if with == nil {
			with = make(map[string]string)
		}
		with[key] = value
	}
	return with
}

// unlikeFiles returns the first of the files of a table with each set of columns.
func unlikeFiles(t *TableFiles) (files []File) {
	seen := make(map[*datasets.Column]bool)
	for f := range t.All() {
		columns := scanOf(&f).Columns
		if len(columns) > 0 && !seen[&columns[0]] {
			seen[&columns[0]] = true
			files = append(files, f)
		}
	}
	return files
}

// mergeTable keeps the columns of the old table, each after the one that it
// stood after, save for those that have another name now. With onlyNew it keeps
// their types, too.
func mergeTable(old *Table, w *TableFiles, onlyNew bool, renamed map[string]string) {
	found := &w.Table
	types := make(map[string]schema.Type, len(old.Columns))
	for _, c := range old.Columns {
		types[c.Name] = c.Type
	}
	is := make(map[string]bool, len(found.Columns))
	for _, c := range slices.Concat(found.Columns, found.Partitions) {
		is[c.Name] = true
	}
	after := make(map[string][]schema.Field) // columns that are gone, by the one that they stood after
	var gone []string
	last := ""
	for _, c := range old.Columns {
		if is[c.Name] {
			last = c.Name
			continue
		}
		if _, is := renamed[c.Name]; is {
			continue
		}
		after[last] = append(after[last], c)
		gone = append(gone, c.Name)
	}
	columns := after[""]
	for _, c := range found.Columns {
		if was, ok := types[c.Name]; ok {
			if merged := mergeMembers(was, c.Type, onlyNew); !merged.Equal(c.Type) {
				c.Type = merged
			}
		}
		columns = append(append(columns, c), after[c.Name]...)
	}
	keepRenamed(old, columns, renamed)
	found.Columns = columns
	if len(gone) > 0 {
		p := FileProblem{}
		p.Kind, p.Count = "column in no file", int64(len(gone))
		p.Cause = fmt.Sprintf("no file has %s any more; the table keeps what it had", strings.Join(gone[:min(len(gone), 10)], ", "))
		w.Problems = append(slices.Clip(w.Problems), p)
	}
}

// keepRenamed gives columns the comments that they had under other names.
func keepRenamed(old *Table, columns []schema.Field, renamed map[string]string) {
	for _, c := range old.Columns {
		if c.Comment == "" {
			continue
		}
		if i := schema.Lookup(columns, renamed[c.Name]); i >= 0 && columns[i].Comment == "" {
			columns[i].Comment = c.Comment
		}
	}
}

// mergeMembers returns the type found with the members that only the old one
// has; and, if the old one is to stay, the old one with the new members.
func mergeMembers(old, found schema.Type, stay bool) schema.Type {
	switch {
	case old.Kind == schema.Struct && found.Kind == schema.Struct:
		fields := slices.Clone(found.Fields)
		for _, f := range old.Fields {
			if i := schema.Lookup(fields, f.Name); i >= 0 {
				fields[i].Type = mergeMembers(f.Type, fields[i].Type, stay)
				continue
			}
			fields = append(fields, f)
		}
		return schema.StructOf(fields...)
	case old.Kind == schema.Array && found.Kind == schema.Array:
		return schema.ArrayOf(mergeMembers(*old.Elem, *found.Elem, stay))
	case stay:
		return old
	}
	return found
}

// vanished returns the tables that are recorded and were not found, as they are
// to be from now on.
func (s *syncing) vanished(wanted []TableFiles, o *SyncOptions) []TableFiles {
	if o.Delete != DeleteDeprecate && o.Delete != DeleteLog {
		return nil
	}
	found := make(map[string]bool, len(wanted))
	for i := range wanted {
		found[wanted[i].Table.Name.Table] = true
	}
	var stay []TableFiles
	for _, h := range s.have {
		if found[h.Table.Name.Table] {
			continue
		}
		t := h.Table
		if o.Delete == DeleteDeprecate && t.Parameters[Deprecated] == "" {
			t.Parameters = maps.Clone(t.Parameters)
			if t.Parameters == nil {
				t.Parameters = make(map[string]string)
			}
			t.Parameters[Deprecated] = s.now.UTC().Format(time.RFC3339)
		}
		stay = append(stay, TableFiles{Table: t})
	}
	return stay
}
