package crawl

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
)

// A checking finds what is wrong with the files of a table as a table.
type checking struct {
	*merger
	run        *run
	table      *catalog.TableFiles
	partitions []schema.Field
	uses       map[*kind]*use
	found      []catalog.FileProblem
}

func (c *checking) problems(ctx context.Context) ([]catalog.FileProblem, error) {
	c.count()
	for _, field := range c.table.Table.Columns {
		if err := c.checkTypes(ctx, field); err != nil {
			return nil, err
		}
	}
	if err := c.checkPartitions(ctx); err != nil {
		return nil, err
	}
	c.checkOdd()
	c.checkPins()
	return c.found, nil
}

func (c *checking) add(kind, path string, count int, format string, args ...any) *catalog.FileProblem {
	p := catalog.FileProblem{Path: path}
	p.Kind, p.Count, p.Cause = kind, int64(count), fmt.Sprintf(format, args...)
	c.found = append(c.found, p)
	return &c.found[len(c.found)-1]
}

// evidence returns the evidence of a file, which may have to be looked up.
func (r *run) evidence(ctx context.Context, f *file) ([]datasets.Evidence, error) {
	scan, err := r.details(ctx, f)
	return scan.Evidence, err
}

// details returns the evidence, the reasons and the problems of a file's scan.
func (r *run) details(ctx context.Context, f *file) (datasets.Scan, error) {
	if !f.packed.empty() {
		scan, err := r.unpack(f)
		scan.Problems = f.scan.Problems
		return scan, err
	}
	scan, err := r.known.Scan(ctx, cmp.Or(f.has().from, f.Path))
	if err != nil || scan == nil {
		return datasets.Scan{Problems: f.scan.Problems}, err
	}
	return *scan, nil
}

// A reading is how many files have a column with one type.
type reading struct {
	files int
	first int // of the files, its place in the group
	at    int // place of the column in the first of them
}

// A use is how many files there are of a kind.
type use struct {
	files, first int
	at           map[string]int // columns by name
}

// count counts the files of each kind.
func (c *checking) count() {
	c.uses = make(map[*kind]*use, len(c.kinds))
	for i, f := range c.group.files {
		u := c.uses[f.kind]
		if u == nil {
			u = &use{first: i, at: make(map[string]int)}
			c.uses[f.kind] = u
			for j, col := range c.named[f.kind] {
				u.at[col.Name] = j
			}
		}
		u.files++
	}
}

// readings returns the types that a column has in the files, as they are written.
func (c *checking) readings(name string) map[string]*reading {
	types := make(map[string]*reading)
	for _, k := range c.kinds { // in the order of their first files
		u := c.uses[k]
		j, ok := u.at[name]
		if !ok || c.named[k][j].Type.Kind == schema.Unknown {
			continue
		}
		t := c.named[k][j].Type.String()
		if types[t] == nil {
			types[t] = &reading{first: u.first, at: j}
		}
		types[t].files += u.files
	}
	return types
}

// checkTypes tells of a column that is text because the files do not agree on
// what it is, and of values that do not fit a type that a person decided.
func (c *checking) checkTypes(ctx context.Context, field schema.Field) error {
	decided := c.pin.typeOf(field.Name)
	if decided.Kind == schema.Unknown && !field.Type.Kind.Text() || len(c.kinds) < 2 && decided.Kind == schema.Unknown {
		return nil
	}
	types := c.readings(field.Name)
	if decided.Kind != schema.Unknown {
		return c.checkDecided(ctx, field, types)
	}
	if len(types) < 2 {
		return nil
	}
	var others []string
	guilty := ""
	for _, name := range slices.SortedFunc(maps.Keys(types), func(a, b string) int { return cmp.Compare(types[a].first, types[b].first) }) {
		t := schema.Type{}
		_ = t.UnmarshalText([]byte(name))
		switch {
		case t.Kind.Text() && guilty == "":
			guilty = name
		case !t.Kind.Text():
			others = append(others, fmt.Sprintf("%s in %s", name, plural(types[name].files, "file")))
		}
	}
	if len(others) == 0 {
		return nil
	}
	if guilty == "" {
		first := c.group.files[minFirst(types)]
		c.add("types differ", first.Path, len(others), "%s is %s, since it is %s", field.Name, field.Type, strings.Join(others, " and "))
		return nil
	}
	text := types[guilty]
	p := c.add("types differ", c.group.files[text.first].Path, text.files,
		"%s is %s, since it has text here; it is %s", field.Name, field.Type, strings.Join(others, " and "))
	places, err := c.deciders(ctx, text)
	p.Places = places
	return err
}

func minFirst(types map[string]*reading) int {
	first := -1
	for _, r := range types {
		if first < 0 || r.first < first {
			first = r.first
		}
	}
	return first
}

func (c *checking) deciders(ctx context.Context, r *reading) ([]datasets.Place, error) {
	evidence, err := c.run.evidence(ctx, c.group.files[r.first])
	if err != nil || r.at >= len(evidence) {
		return nil, err
	}
	return evidence[r.at].Deciders, nil
}

// checkDecided tells of files in which a column has values that are not of the
// type that a person decided.
func (c *checking) checkDecided(ctx context.Context, field schema.Field, types map[string]*reading) error {
	for _, name := range slices.Sorted(maps.Keys(types)) {
		r := types[name]
		f := c.group.files[r.first]
		col := c.named[f.kind][r.at]
		if schema.Merge(lowered(col.Type), field.Type).Equal(field.Type) || c.pin.format(col.Name, col.Source) != "" {
			continue
		}
		r, values, err := c.beyond(ctx, field, name, r)
		if err != nil {
			return err
		}
		if r.files == 0 {
			continue
		}
		p := c.add("values do not fit", c.group.files[r.first].Path, int(values),
			"%s is %s, as somebody decided, and %s in %s; values that do not fit are null",
			field.Name, field.Type, name, plural(r.files, "file"))
		places, err := c.deciders(ctx, r)
		if err != nil {
			return err
		}
		p.Places = places
	}
	return nil
}

// beyond returns the files of a reading that have values beyond the type that was
// decided, and how many values those are: at least one in each of the files, where
// the evidence does not tell.
func (c *checking) beyond(ctx context.Context, field schema.Field, name string, r *reading) (*reading, int64, error) {
	found, values := new(reading), int64(0)
	for i, f := range c.group.files[r.first:] {
		at, has := c.uses[f.kind].at[field.Name]
		if !has || c.named[f.kind][at].Type.String() != name {
			continue
		}
		evidence, err := c.run.evidence(ctx, f)
		if err != nil {
			return nil, 0, err
		}
		n := int64(1)
		if at < len(evidence) {
			n = misfits(&evidence[at], c.named[f.kind][at].Type, field.Type)
		}
		if n == 0 {
			continue
		}
		values += n
		if found.files++; found.files == 1 {
			found.first, found.at = r.first+i, at
		}
	}
	return found, values, nil
}

// misfits returns how many values of a column of a file are beyond the type that
// was decided, at least.
func misfits(e *datasets.Evidence, found, decided schema.Type) int64 {
	least, most, bounded := wholeBounds(decided)
	if bounded && found.Kind.Integer() {
		if within(e.Min, least, most) && within(e.Max, least, most) {
			return 0
		}
		return 1
	}
	var sum int64
	for name, n := range e.Kinds {
		var t schema.Type
		if t.UnmarshalText([]byte(name)) == nil && !mayFit(t, decided) {
			sum += n
		}
	}
	return max(1, sum)
}

// mayFit reports whether some values of a kind may be of the type that was decided.
func mayFit(t, decided schema.Type) bool {
	switch {
	case t.Kind.Integer():
		return decided.Kind.Numeric()
	case decided.Kind == schema.Decimal:
		return t.Kind.Numeric()
	}
	return schema.Merge(t, decided).Equal(decided)
}

// wholeBounds returns the least and the greatest whole number of a type that has
// some and is narrower than bigint; ok is false for others.
func wholeBounds(t schema.Type) (least, most int64, ok bool) {
	switch t.Kind {
	case schema.Tinyint:
		return math.MinInt8, math.MaxInt8, true
	case schema.Smallint:
		return math.MinInt16, math.MaxInt16, true
	case schema.Int:
		return math.MinInt32, math.MaxInt32, true
	case schema.Decimal:
		most = 1
		for range min(t.Precision-t.Scale, 18) {
			most *= 10
		}
		return 1 - most, most - 1, true
	}
	return 0, 0, false
}

func within(text string, least, most int64) bool {
	n, err := strconv.ParseInt(text, 10, 64)
	return err == nil && least <= n && n <= most
}

// checkPartitions tells of partition columns that are in the files too.
func (c *checking) checkPartitions(ctx context.Context) error {
	for i, field := range c.partitions {
		if _, both := c.at[field.Name]; !both {
			continue
		}
		var first *file
		files, column := 0, 0
		for _, f := range c.group.files {
			at := slices.IndexFunc(c.named[f.kind], func(col datasets.Column) bool { return col.Name == field.Name })
			if at < 0 {
				continue
			}
			if files++; first == nil {
				first, column = f, at
			}
		}
		evidence, err := c.run.evidence(ctx, first)
		if err != nil {
			return err
		}
		says := ""
		if column < len(evidence) {
			if e := evidence[column]; e.Min != e.Max || strings.TrimLeft(e.Min, "0") != strings.TrimLeft(first.values[i], "0") {
				says = fmt.Sprintf(": here the folder says %s, and the file %s", first.values[i], between(e.Min, e.Max))
			}
		}
		c.add("partition also in file", first.Path, files, "%s is a partition, and a column of %s too; the folder's value counts%s",
			field.Name, plural(files, "file"), says)
	}
	return nil
}

func between(least, most string) string {
	if least == most {
		return least
	}
	return least + " to " + most
}

// checkOdd tells of single files that lie among those of the table and are
// unlike them.
func (c *checking) checkOdd() {
	g := c.group
	if len(g.beside) < 2 || len(g.files) < 3 {
		return
	}
	all := 0
	for _, other := range g.beside {
		all += len(other.files)
	}
	if float64(len(g.files)) <= Similar*float64(all) {
		return
	}
	for _, other := range g.beside {
		if other != g && len(other.files) == 1 {
			l := compare(g.files[0].kind, other.files[0].kind)
			c.add("odd file", other.files[0].Path, 1,
				"it lies among %d files of this table and is unlike them (similarity %.2f); it is the table %s", len(g.files), l.score, other.Name)
		}
	}
}

// checkPins tells of decisions about columns that are not there.
func (c *checking) checkPins() {
	for _, key := range slices.Sorted(maps.Keys(c.pin.Columns)) {
		found := slices.ContainsFunc(c.partitions, func(f schema.Field) bool { return f.Name == c.pin.Columns[key].rename(key) })
		var names []string
		for _, k := range c.kinds {
			for i, name := range c.names(k) {
				found = found || name == key || k.layout.Columns[i].Source == key
			}
			names = append(names, k.names...)
		}
		if !found {
			hint := ""
			if near := catalog.Nearest(key, names); near != "" {
				hint = "; did you mean " + near + "?"
			}
			c.add("no such column", "", 1, "something is decided about the column %s, which no file has%s", key, hint)
		}
	}
}

func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}

// A TooManyTablesError reports that there are more tables than there may be.
type TooManyTablesError struct {
	Limit, Found int
	Locations    []string // of the first of them
}

func (e *TooManyTablesError) Error() string {
	return fmt.Sprintf("found %d tables, more than the %d that there may be", e.Found, e.Limit)
}

// Hint says what can be done.
func (e *TooManyTablesError) Hint() string {
	return "they lie at " + strings.Join(e.Locations, ", ") + "; --one-table, --table-level and tarn.yaml put files together"
}

func tooMany(groups []*group, limit int) error {
	e := &TooManyTablesError{Limit: limit, Found: len(groups)}
	for _, g := range groups {
		if len(e.Locations) == 5 {
			e.Locations = append(e.Locations, "…")
			break
		}
		e.Locations = append(e.Locations, cmp.Or(g.Location, "."))
	}
	return e
}
