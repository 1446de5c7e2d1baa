package profile

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets/schema"
	"github.com/tarnlake/tarn/query/profile/measure"
	"github.com/tarnlake/tarn/query/profile/sketch"
)

// A unit is files of a table that are measured together, and whose statistics
// are kept together: when one of them changes, all of them are measured again,
// and none of the others.
type unit struct {
	key   string // says all that its statistics depend on
	files map[string]bool
	bytes int64
}

const (
	ownUnit   = 16 << 20 // from which size on a file is a unit of its own, in bytes
	mostUnits = 64       // of folders; a statement for each file would take longer than its rows
	mostState = 64 << 20 // the largest statistics that are kept of a unit, in bytes
)

// units parts the files of a table: large files by themselves, and the others by
// their folders, or by folders further up if those are too many.
func units(columns []schema.Field, limits measure.Limits, groups []catalog.Group) ([]unit, error) {
	type member struct {
		catalog.FileRef
		layout string
	}
	var files []member
	for _, g := range groups {
		layout, err := json.Marshal(g.Layout)
		if err != nil {
			return nil, err
		}
		for _, f := range g.Files {
			files = append(files, member{f, digest(layout)})
		}
	}
	slices.SortFunc(files, func(a, b member) int { return cmp.Compare(a.Path, b.Path) })
	depth := 0
	for _, f := range files {
		depth = max(depth, strings.Count(f.Path, "/"))
	}
	folder := func(f member) string {
		if f.Size >= ownUnit {
			return f.Path
		}
		parts := strings.Split(path.Dir(f.Path), "/")
		return strings.Join(parts[:min(depth, len(parts))], "/") + "/"
	}
	for ; depth > 0; depth-- {
		folders := make(map[string]bool)
		for _, f := range files {
			if f.Size < ownUnit {
				folders[folder(f)] = true
			}
		}
		if len(folders) <= mostUnits {
			break
		}
	}
	about, err := json.Marshal(struct {
		Columns []schema.Field
		Limits  measure.Limits
	}{columns, limits})
	if err != nil {
		return nil, err
	}
	var all []unit
	at := make(map[string]int)
	texts := make([][]byte, 0)
	for _, f := range files {
		name := folder(f)
		i, ok := at[name]
		if !ok {
			i = len(all)
			at[name] = i
			all = append(all, unit{files: make(map[string]bool)})
			texts = append(texts, slices.Clone(about))
		}
		all[i].files[f.Path] = true
		all[i].bytes += f.Size
		texts[i] = fmt.Appendf(texts[i], "\x00%s\x00%d\x00%d\x00%s", f.Path, f.Size, f.ModTime.UnixNano(), f.layout)
	}
	for i := range all {
		all[i].key = digest(texts[i])
	}
	return all, nil
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16])
}

// look measures the rows. What is known of files that have not changed since
// another profile is taken from the catalog, and what is found out is kept there.
func (j *job) look(ctx context.Context, kinds []measure.Kind, limits measure.Limits) error {
	if !j.whole() {
		var err error
		j.seen, err = j.read(ctx, nil, kinds, limits, 0, j.progress)
		return err
	}
	groups, err := j.catalog.Layouts(ctx, j.table.Name)
	if err != nil {
		return err
	}
	all, err := units(j.columns, limits, groups)
	if err != nil {
		return err
	}
	keys := make([]string, len(all))
	for i, u := range all {
		keys[i] = u.key
	}
	kept, err := j.catalog.Statistics(ctx, j.table.Name, keys)
	if err != nil {
		return err
	}
	j.seen = measure.NewTable(kinds, limits, 0)
	j.seen.SpillRows(j.spill, j.rowMemory())
	found := make(map[string][]byte)
	for _, u := range all {
		t := new(measure.Table)
		state, ok := kept[u.key]
		if !ok || t.UnmarshalBinary(state) != nil || len(t.Columns) != len(kinds) {
			if t, err = j.lookAt(ctx, u, kinds, limits); err != nil {
				return err
			}
			if t.Size() <= mostState {
				if found[u.key], err = t.MarshalBinary(); err != nil {
					return err
				}
			}
		}
		if len(all) == 1 {
			j.seen = t
			break
		}
		j.seen.Merge(t)
	}
	return j.keep(ctx, found, keys)
}

// whole reports whether all columns of all rows are looked at.
func (j *job) whole() bool {
	return j.options.Where == "" && j.options.Sample == 0 && len(j.columns) == len(j.table.Columns)+len(j.table.Partitions)
}

// lookAt measures the rows of a unit.
func (j *job) lookAt(ctx context.Context, u unit, kinds []measure.Kind, limits measure.Limits) (*measure.Table, error) {
	before := j.seen.Rows
	return j.read(ctx, u.files, kinds, limits, sketch.HashBytes([]byte(u.key)), func(rows int64) { j.progress(before + rows) })
}

// mostRead is how many columns of Parquet are read in one pass: the engine holds
// a page of each. Text is read as a whole each time, and is better read once.
const mostRead = 250

// read measures the rows of some files, or of all if none are named.
func (j *job) read(ctx context.Context, files map[string]bool, kinds []measure.Kind, limits measure.Limits, seed uint64, progress func(int64)) (*measure.Table, error) {
	width := len(kinds)
	if j.table.Format == "parquet" && j.options.Sample == 0 { // a sample may not be the same rows twice
		width = mostRead
	}
	var all *measure.Table
	for from := 0; all == nil || from < len(kinds); from += width {
		to := min(len(kinds), from+width)
		r := j.request(selectColumns(j.columns[from:to], j.from()))
		r.Files = files
		t := measure.NewTable(kinds[from:to], limits, seed)
		t.SpillRows(j.spill, j.rowMemory())
		if err := pass(ctx, j.run, r, j.columns[from:to], t, progress); err != nil {
			return nil, err
		}
		if all == nil {
			all = t
		} else if err := all.Beside(t); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// keep keeps what was found out. A catalog that cannot be written is no reason
// to go without a profile.
func (j *job) keep(ctx context.Context, found map[string][]byte, keys []string) error {
	if len(found) == 0 || j.catalog.ReadOnly() {
		return nil
	}
	err := j.catalog.KeepStatistics(ctx, j.table.Name, found, keys)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		j.profile.Stopped = append(j.profile.Stopped, fmt.Sprintf("the statistics are not kept for the next profile: %v", err))
	}
	return nil
}
