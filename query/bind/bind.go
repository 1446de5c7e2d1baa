// Package bind writes the SQL with which DuckDB reads the rows of a table: the
// list of its files, how each is read, the names and types of the columns, and
// the values of the partitions.
//
// DuckDB is told everything and finds out nothing by itself; left to itself it
// drops rows and changes values. Files that are read in the same way form one
// branch, and the branches are put together by UNION ALL: so files with other
// columns, in another order or in another dialect make one table, by name.
//
// Text is read as VARCHAR and cast with TRY_CAST, so that a value that does not
// fit its column is NULL and its row stays.
//
// Package bind turns values into text: it opens no file and asks no engine.
package bind

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
)

// A Source is files that are read by one layout.
type Source struct {
	Layout *datasets.Layout
	Files  []File
}

// A File is where the rows of one file of a table are read.
type File struct {
	Path       string   // absolute and [Plain]: the file itself or its clean copy
	Partitions []string // texts of the partition columns, as in [catalog.File]
}

// maxConstants bounds how many branches there may be on account of partitions,
// each with the values of its partition columns as constants. With constants
// DuckDB leaves out whole branches that a WHERE rules out, but each branch
// costs a third of a millisecond. Beyond it the values are taken from the
// paths, which prunes file by file at 20 µs a file.
const maxConstants = 64

// Relation returns a query whose rows are those of the table, with the columns
// of the table and after them its partition columns.
func Relation(t catalog.Table, sources []Source) string {
	var branches []string
	for _, s := range sources {
		branches = append(branches, sourceBranches(t, s)...)
	}
	if len(branches) == 0 {
		return emptyRelation(t)
	}
	return strings.Join(branches, "\nUNION ALL\n")
}

// emptyRelation is a query without rows that has the columns of the table.
func emptyRelation(t catalog.Table) string {
	var items []string
	for _, f := range slices.Concat(t.Columns, t.Partitions) {
		items = append(items, fmt.Sprintf("CAST(NULL AS %s) AS %s", EngineType(f.Type), Quote(f.Name)))
	}
	if len(items) == 0 {
		items = []string{"NULL AS empty"}
	}
	return "SELECT " + strings.Join(items, ", ") + " WHERE false"
}

// sourceBranches returns one SELECT for each group of files of one source that
// has the same partition values, or one for all of them.
func sourceBranches(t catalog.Table, s Source) []string {
	if len(s.Files) == 0 {
		return nil
	}
	if len(t.Partitions) == 0 {
		return []string{branch(t, s.Layout, s.Files, nil)}
	}
	groups := groupByPartition(s.Files)
	if len(groups) > maxConstants {
		if values, ok := pathValues(t.Partitions, s.Files); ok {
			return []string{branch(t, s.Layout, s.Files, values)}
		}
	}
	var branches []string
	for _, files := range groups {
		branches = append(branches, branch(t, s.Layout, files, constants(t.Partitions, files[0].Partitions)))
	}
	return branches
}

func groupByPartition(files []File) [][]File {
	at := make(map[string]int)
	var groups [][]File
	for _, f := range files {
		key := strings.Join(f.Partitions, "\x00")
		i, ok := at[key]
		if !ok {
			i = len(groups)
			at[key] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], f)
	}
	return groups
}

// constants returns the values of the partition columns as SQL.
func constants(partitions []schema.Field, texts []string) []string {
	values := make([]string, len(partitions))
	for i, p := range partitions {
		text := "NULL"
		if i < len(texts) && texts[i] != catalog.NullPartition {
			text = Literal(texts[i])
		}
		values[i] = fmt.Sprintf("TRY_CAST(%s AS %s)", text, EngineType(p.Type))
	}
	return values
}

// pathValues returns expressions that take the values of the partition columns
// from the name of the file, if they stand at the same level in all paths, in
// the form "key=value" or without a key.
func pathValues(partitions []schema.Field, files []File) ([]string, bool) {
	values := make([]string, len(partitions))
	for i, p := range partitions {
		level, prefix, ok := partitionLevel(files[0], i)
		if !ok {
			return nil, false
		}
		for _, f := range files {
			folders := strings.Split(f.Path, "/")
			if level >= len(folders) || !standsAt(folders[level], prefix, f.Partitions[i]) {
				return nil, false
			}
		}
		text := fmt.Sprintf("split_part(filename, '/', %d)", level+1)
		if prefix != "" {
			text = fmt.Sprintf("%s[%d:]", text, len([]rune(prefix))+1)
		}
		values[i] = fmt.Sprintf("TRY_CAST(nullif(url_decode(%s), %s) AS %s)", text, Literal(catalog.NullPartition), EngineType(p.Type))
	}
	return values, true
}

// partitionLevel finds the folder of f that holds its partition value i, the
// last that does: which level it is, and what stands before the value.
func partitionLevel(f File, i int) (level int, prefix string, ok bool) {
	if i >= len(f.Partitions) {
		return 0, "", false
	}
	folders := strings.Split(f.Path, "/")
	later := len(f.Partitions) - 1 - i // partition folders that come after this one
	for level = len(folders) - 2 - later; level > 0; level-- {
		key, _, found := strings.Cut(folders[level], "=")
		if found {
			prefix = key + "="
		} else {
			prefix = ""
		}
		if standsAt(folders[level], prefix, f.Partitions[i]) {
			return level, prefix, true
		}
	}
	return 0, "", false
}

// standsAt reports whether the folder is that prefix and that value, the value
// percent-encoded or not.
func standsAt(folder, prefix, value string) bool {
	text, ok := strings.CutPrefix(folder, prefix)
	return ok && !strings.Contains(text, "+") && catalog.UnescapePartition(text) == value
}

// branch returns the SELECT that reads files by one layout.
func branch(t catalog.Table, l *datasets.Layout, files []File, partitions []string) string {
	r := newReader(t, l)
	var items []string
	for _, f := range t.Columns {
		items = append(items, r.column(f)+" AS "+Quote(f.Name))
	}
	for i, p := range t.Partitions {
		items = append(items, partitions[i]+" AS "+Quote(p.Name))
	}
	if len(items) == 0 {
		items = []string{"NULL AS empty"}
	}
	return "SELECT " + strings.Join(items, ", ") + "\nFROM " + r.from(fileList(files))
}

// manyFiles is from how many files on a list is written as one text that DuckDB
// splits: it parses that ten times as fast as a list of texts.
const manyFiles = 50

// fileList returns the paths of files as an SQL list. The entries of such a list
// are patterns for DuckDB, so none of them may have a character of a pattern.
func fileList(files []File) string {
	paths := make([]string, len(files))
	for i, f := range files {
		paths[i] = f.Path
	}
	slices.Sort(paths)
	if all := strings.Join(paths, "\n"); len(paths) >= manyFiles && strings.Count(all, "\n") == len(paths)-1 {
		return "string_split(" + Literal(all) + ", chr(10))"
	}
	for i, path := range paths {
		paths[i] = Literal(path)
	}
	return "[" + strings.Join(paths, ", ") + "]"
}

// Plain reports whether the engine can be told the path: it is UTF-8, and no
// character of it makes it a pattern for several files.
func Plain(path string) bool { return utf8.ValidString(path) && !strings.ContainsAny(path, "*?[") }

// Quote returns a name as SQL writes it.
func Quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// Literal returns a text as SQL writes it.
func Literal(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
