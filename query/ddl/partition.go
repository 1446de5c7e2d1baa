package ddl

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/catalog/crawl"
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
	"github.com/tarnlake/tarn/query/statement/hive"
)

// values returns the values of a spec in the order of the partition columns; of
// those that it does not name, the places in has are false.
func values(t *catalog.Table, spec hive.Spec) (list []string, has []bool, err error) {
	list, has = make([]string, len(t.Partitions)), make([]bool, len(t.Partitions))
	if len(t.Partitions) == 0 {
		return nil, nil, semantic(10001, "table is not partitioned but partition spec exists: %s", braces(spec))
	}
	for _, v := range spec {
		i := schema.Lookup(t.Partitions, v.Column)
		if i < 0 {
			return nil, nil, semantic(10098, "Non-Partition column appears in the partition specification:  %s", v.Column)
		}
		list[i], has[i] = normal(v.Text, t.Partitions[i].Type), true
	}
	return list, has, nil
}

// full is values of a spec that has to name all columns.
func full(t *catalog.Table, spec hive.Spec) ([]string, error) {
	list, has, err := values(t, spec)
	if err == nil && slices.Contains(has, false) {
		err = semantic(0, "partition spec %s doesn't contain all (%d) partition columns", braces(spec), len(t.Partitions))
	}
	return list, err
}

// normal writes the text of a value as values of the type are written.
func normal(text string, t schema.Type) string {
	if t.Kind.Integer() {
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			return strconv.FormatInt(n, 10)
		}
	}
	return text
}

// braces writes a spec as Hive does: {p=a, q=b}.
func braces(spec hive.Spec) string {
	texts := make([]string, len(spec))
	for i, v := range spec {
		texts[i] = v.Column + "=" + v.Text
	}
	return "{" + strings.Join(texts, ", ") + "}"
}

// PartitionName writes the values of a partition as Hive names folders: p=a/q=b.
func PartitionName(columns []schema.Field, values []string) string {
	parts := make([]string, len(columns))
	for i, c := range columns {
		value := catalog.NullPartition
		if i < len(values) {
			value = values[i]
		}
		parts[i] = escapeName(c.Name) + "=" + escapeName(value)
	}
	return strings.Join(parts, "/")
}

// escapeName writes what cannot stand in the name of a folder as Hive does.
func escapeName(text string) string {
	if text == "" {
		return catalog.NullPartition
	}
	var b strings.Builder
	for i := range len(text) {
		if c := text[i]; c < ' ' || c == 0x7F || strings.IndexByte("\"#%'*/:=?\\{[]^", c) >= 0 {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// partitions returns the partitions of a table: those that were added or, of
// one whose files a crawl recorded, those that its files are in.
func (env Env) partitions(ctx context.Context, t *catalog.Table) ([]catalog.Partition, error) {
	if t.Made != nil && t.Made.SerDe != nil {
		return env.Catalog.Partitions(ctx, t.Name)
	}
	groups, err := env.Catalog.Layouts(ctx, t.Name)
	if err != nil {
		return nil, err
	}
	var list []catalog.Partition
	seen := make(map[string]bool)
	for _, g := range groups {
		for _, f := range g.Files {
			key := strings.Join(f.Partitions, "\x00")
			if !seen[key] {
				seen[key] = true
				list = append(list, catalog.Partition{Values: f.Partitions, Location: path.Dir(f.Path)})
			}
		}
	}
	return list, nil
}

// byHand refuses tables whose partitions are what a crawl found.
func byHand(t *catalog.Table) error {
	if t.Made != nil && t.Made.SerDe != nil {
		return nil
	}
	return &Error{Message: fmt.Sprintf("NOT_SUPPORTED: the partitions of %s are the folders that a crawl found", t.Name), Category: 2, Type: 1200,
		Advice: "'tarn crawl' finds new ones, and so does MSCK REPAIR TABLE"}
}

func (env Env) addPartitions(ctx context.Context, t *catalog.Table, a *hive.AddPartitions) error {
	var changes catalog.PartitionChanges
	have, err := env.Catalog.Partitions(ctx, t.Name)
	if err != nil {
		return err
	}
	for _, p := range a.Partitions {
		list, err := full(t, p.Spec)
		if err != nil {
			return err
		}
		added := catalog.Partition{Values: list, Location: path.Join(t.Location, PartitionName(t.Partitions, list))}
		if p.Location != "" {
			if added.Location, err = env.location(p.Location); err != nil {
				return err
			}
		}
		is := func(p catalog.Partition) bool { return slices.Equal(p.Values, list) }
		if a.IfNotExists && (slices.ContainsFunc(have, is) || slices.ContainsFunc(changes.Added, is)) {
			continue
		}
		changes.Added = append(changes.Added, added)
	}
	err = env.Catalog.AlterPartitions(ctx, t.Name, changes)
	var e *catalog.PartitionError
	if errors.As(err, &e) {
		return failed(1006, "AlreadyExistsException(message:Partition already exists: %s)", PartitionName(t.Partitions, e.Values))
	}
	return err
}

func (env Env) dropPartitions(ctx context.Context, t *catalog.Table, a *hive.DropPartitions) error {
	have, err := env.Catalog.Partitions(ctx, t.Name)
	if err != nil {
		return err
	}
	var changes catalog.PartitionChanges
	for _, spec := range a.Specs {
		list, has, err := values(t, spec)
		if err != nil {
			return err
		}
		found := false
		have = slices.DeleteFunc(have, func(p catalog.Partition) bool {
			for i := range list {
				if has[i] && normal(p.Values[i], t.Partitions[i].Type) != list[i] {
					return false
				}
			}
			found = true
			changes.Removed = append(changes.Removed, p.Values)
			return true
		})
		if !found && !a.IfExists {
			return partitionMissing(spec)
		}
	}
	return env.Catalog.AlterPartitions(ctx, t.Name, changes)
}

// partitionMissing is Hive's error about a partition that DROP names.
func partitionMissing(spec hive.Spec) error {
	texts := make([]string, len(spec))
	for i, v := range spec {
		texts[i] = fmt.Sprintf("%s = '%s'", v.Column, v.Text)
	}
	return semantic(10006, "Partition not found (%s)", strings.Join(texts, " AND "))
}

// movePartition gives a partition other values or another location.
func (env Env) movePartition(ctx context.Context, t *catalog.Table, from, to hive.Spec, location string) error {
	list, err := full(t, from)
	if err != nil {
		return err
	}
	p, err := env.partition(ctx, t, from, list)
	if err != nil {
		return err
	}
	if to != nil {
		if p.Values, err = full(t, to); err != nil {
			return err
		}
	} else if p.Location, err = env.location(location); err != nil {
		return err
	}
	err = env.Catalog.AlterPartitions(ctx, t.Name, catalog.PartitionChanges{Moved: []catalog.PartitionMove{{From: list, To: p}}})
	if errors.Is(err, catalog.ErrExists) {
		return failed(1006, "Unable to rename partition. Partition already exists: %s", PartitionName(t.Partitions, p.Values))
	}
	return err
}

// partition returns the partition of those values.
func (env Env) partition(ctx context.Context, t *catalog.Table, spec hive.Spec, list []string) (catalog.Partition, error) {
	have, err := env.partitions(ctx, t)
	if err != nil {
		return catalog.Partition{}, err
	}
	for _, p := range have {
		if slices.EqualFunc(p.Values, list, func(a, b string) bool { return a == b }) {
			return p, nil
		}
	}
	return catalog.Partition{}, semantic(10006, "Partition not found %s", braces(spec))
}

// repair answers MSCK REPAIR TABLE: the folders k=v at the location of the table
// become partitions.
func (env Env) repair(ctx context.Context, s *hive.Repair, r *Result) error {
	r.Columns = []Column{{"result", "string"}}
	t, err := env.table(ctx, s.Name)
	if errors.Is(err, catalog.ErrNotFound) {
		r.Rows = [][]string{{"Tables not in metastore:", s.Name.Table}, {""}}
		return nil
	}
	if err != nil {
		return err
	}
	switch {
	case t.IsView(), len(t.Partitions) == 0:
		return nil
	case t.Made == nil || t.Made.SerDe == nil:
		c := crawl.Crawler{Database: t.Name.Database, Skip: env.Skip}
		_, err := c.Refresh(ctx, env.Lake, env.Catalog, t.Name)
		return err
	}
	have, err := env.Catalog.Partitions(ctx, t.Name)
	if err != nil {
		return err
	}
	found, err := env.folders(ctx, &t)
	if err != nil {
		return err
	}
	var changes catalog.PartitionChanges
	known := make(map[string]bool)
	for _, p := range have {
		known[strings.Join(p.Values, "\x00")] = true
	}
	absent := []string{"Partitions not in metastore:"}
	var repaired [][]string
	for _, p := range found {
		if key := strings.Join(p.Values, "\x00"); !known[key] {
			known[key] = true
			changes.Added = append(changes.Added, p)
			name := t.Name.Table + ":" + PartitionName(t.Partitions, p.Values)
			absent = append(absent, name)
			repaired = append(repaired, []string{"Repair: Added partition to metastore " + name})
		}
	}
	if len(absent) > 1 {
		r.Rows = append(r.Rows, absent)
	}
	if gone := env.withoutFolder(&t, have); len(gone) > 1 {
		r.Rows = append(r.Rows, gone)
	}
	r.Rows = append(r.Rows, repaired...)
	return env.Catalog.AlterPartitions(ctx, t.Name, changes)
}

// withoutFolder returns the line about partitions whose folder is not there.
func (env Env) withoutFolder(t *catalog.Table, have []catalog.Partition) []string {
	line := []string{"Partitions missing from filesystem:"}
	for _, p := range have {
		if _, err := os.Stat(filepath.Join(env.Lake.Dir(), filepath.FromSlash(p.Location))); errors.Is(err, fs.ErrNotExist) {
			line = append(line, t.Name.Table+":"+PartitionName(t.Partitions, p.Values))
		}
	}
	return line
}

// folders returns the partitions that the folders at the location of a table
// name, by their keys in whatever case.
func (env Env) folders(ctx context.Context, t *catalog.Table) ([]catalog.Partition, error) {
	var found []catalog.Partition
	base := t.Location
	for folder := range env.Lake.FoldersIn(ctx, cmpDot(base), datasets.Walk{Skip: env.Skip}) {
		rest := strings.TrimPrefix(strings.TrimPrefix(folder, base), "/")
		parts := strings.Split(rest, "/")
		if len(parts) != len(t.Partitions) {
			continue
		}
		p := catalog.Partition{Location: folder}
		for i, part := range parts {
			key, value, ok := strings.Cut(part, "=")
			if !ok || !strings.EqualFold(key, t.Partitions[i].Name) {
				break
			}
			p.Values = append(p.Values, normal(catalog.UnescapePartition(value), t.Partitions[i].Type))
		}
		if len(p.Values) == len(t.Partitions) {
			found = append(found, p)
		}
	}
	return found, ctx.Err()
}

func cmpDot(folder string) string {
	if folder == "" {
		return "."
	}
	return folder
}
