package profile

import (
	"cmp"
	"context"
	"fmt"
	"hash/maphash"
	"math"
	"slices"
	"strings"

	"github.com/tarnlake/tarn/query/bind"
	"github.com/tarnlake/tarn/query/profile/depend"
	"github.com/tarnlake/tarn/query/profile/measure"
)

// Bounds of the search for keys and dependencies.
const (
	keyColumns       = 3         // columns of a key, or of what determines another
	dependColumns    = 63        // columns that are looked at
	mostKeysTold     = 20        //
	mostDependencies = 30        //
	mostViolations   = 5         // of a dependency
	dependencyError  = 0.05      // share of the rows that may break a dependency; see also mostError
	dependencyScore  = 0.8       // mu+, see [depend.Near]
	verifyRows       = 5_000_000 // in larger tables what the sample says is not verified, unless asked
)

// depend tells keys and dependencies. They are found in the rows that are kept; if
// these are not all, those found are verified in all rows.
func (j *job) depend(ctx context.Context) error {
	if err := j.sameColumns(ctx); err != nil {
		return err
	}
	places, columns := j.dependColumns()
	keys, err := j.findKeys(ctx, places, columns)
	if err != nil {
		return err
	}
	near, err := j.findDependencies(ctx, places, columns)
	if err != nil {
		return err
	}
	j.profile.Keys, j.profile.Dependencies = keys, near
	switch exact := j.seen.Sample.Exact(); {
	case exact || len(keys)+len(near) == 0:
	case j.options.Exact || j.profile.Rows <= verifyRows:
		return j.verify(ctx)
	default:
		j.stopped("keys and dependencies: found in %d of %d rows and not verified in all", len(j.seen.Sample.Rows), j.profile.Rows)
	}
	return nil
}

// dependColumns returns the columns that vary and are not nested, as codes, and
// their places.
func (j *job) dependColumns() (places []int, columns []depend.Column) {
	vary := 0
	for i, c := range j.seen.Columns {
		if c.Values.Count() < 2 || j.columns[i].Type.Kind.Nested() {
			continue
		}
		if vary++; vary > dependColumns {
			continue
		}
		s := &j.seen.Sample.Columns[i]
		codes, distinct := codes(s)
		places, columns = append(places, i), append(columns, depend.Column{Codes: codes, Distinct: distinct, Values: j.texts(i, codes, distinct)})
	}
	if vary > dependColumns {
		j.stopped("keys and dependencies: the first %d of %d columns were looked at", dependColumns, vary)
	}
	return places, columns
}

// texts returns the text of each code.
func (j *job) texts(i int, codes []uint32, distinct int) []string {
	s, text := &j.seen.Sample.Columns[i], textOf(j.columns[i].Type)
	list := make([]string, 0, distinct)
	for row, code := range codes {
		if int(code) == len(list)+1 { // the first time
			v := measure.Value{}
			if s.Kind == measure.Text {
				v.Text = s.Texts[row]
			} else {
				v.Bits = s.Bits[row]
			}
			list = append(list, text(v))
		}
	}
	return list
}

// findKeys returns the keys of the rows that are kept that can be some of all rows.
func (j *job) findKeys(ctx context.Context, places []int, columns []depend.Column) (keys []Key, err error) {
	if j.profile.Rows < 2 {
		return nil, nil
	}
	found, err := depend.Discover(ctx, columns, depend.Limits{Left: keyColumns, Work: 1 << 29})
	if err != nil {
		return nil, err
	}
	if found.Stopped != depend.StopNone {
		j.stopped("keys: the search stopped (%s); those of up to %d columns are complete", found.Stopped, found.Complete)
	}
	for _, key := range found.Keys {
		if len(key) <= keyColumns && j.canBeKey(key, places) {
			keys = append(keys, Key{Columns: j.names(key, places), Exact: j.seen.Sample.Exact()})
		}
	}
	if len(keys) > mostKeysTold {
		j.stopped("keys: %d of %d are told", mostKeysTold, len(keys))
		keys = keys[:mostKeysTold]
	}
	return keys, nil
}

// canBeKey reports whether all rows can differ in the columns, and people can mean
// them as a key: none has NULL, and several have no fractions, which are measured
// and differ by chance.
func (j *job) canBeKey(key, places []int) bool {
	combinations := 1.0
	for _, k := range key {
		c := j.seen.Columns[places[k]]
		if c.Nulls > 0 || len(key) > 1 && c.Kind == measure.Double {
			return false
		}
		distinct := j.profile.Columns[places[k]].Distinct
		if distinct.High != nil {
			distinct.Value = *distinct.High
		}
		combinations *= distinct.Value
	}
	return combinations >= float64(j.profile.Rows)
}

func (j *job) names(columns, places []int) (names []string) {
	for _, k := range columns {
		names = append(names, j.columns[places[k]].Name)
	}
	return names
}

// findDependencies returns the dependencies that all but a few of the rows obey
// that are kept, with rows that do not. What a key determines is left out, and so
// is what two columns say that are the same.
func (j *job) findDependencies(ctx context.Context, places []int, columns []depend.Column) (list []Dependency, err error) {
	found, err := depend.Nearly(ctx, columns, depend.Options{Left: keyColumns, Error: dependencyError, Score: dependencyScore, Work: 1 << 28})
	if err != nil {
		return nil, err
	}
	if found.Stopped != depend.StopNone {
		j.stopped("dependencies: the search stopped (%s)", found.Stopped)
	}
	for _, n := range found.Near {
		left, right := j.names(n.Left, places), j.columns[places[n.Right]].Name
		if n.Rows-n.Groups < 10 || n.Error > j.mostError(n.Left, places) || len(left) == 1 && j.same(left[0], right) {
			continue
		}
		if len(list) == mostDependencies {
			j.stopped("dependencies: the %d that chance explains least are told", mostDependencies)
			break
		}
		rows, broken, some := violations(n.Dependency, columns)
		list = append(list, Dependency{
			Columns: left, Determines: right, Rows: broken, Share: float64(broken) / float64(rows),
			Exact: j.seen.Sample.Exact(), Some: some,
		})
	}
	return list, nil
}

// mostError returns the share of the rows that may break a dependency: little if
// the left side is several columns or has fractions, which repeat by chance.
func (j *job) mostError(left, places []int) float64 {
	if len(left) > 1 || j.seen.Columns[places[left[0]]].Kind == measure.Double {
		return dependencyError / 5
	}
	return dependencyError
}

// same reports whether two columns are known to be the same.
func (j *job) same(a, b string) bool {
	return slices.ContainsFunc(j.profile.SameColumns, func(group []string) bool {
		return slices.Contains(group, a) && slices.Contains(group, b)
	})
}

// violations counts the rows in which neither side is NULL, and those that have to
// go for the dependency to hold: all but the most common value of each left side.
// Some of them are told, of the largest majorities first.
func violations(d depend.Dependency, columns []depend.Column) (rows, broken int64, some []Violation) {
	type group map[uint32]int64
	groups := make(map[[keyColumns]uint32]group)
	for row, code := range columns[d.Right].Codes {
		left, whole := leftSide(d, columns, row)
		if !whole || code == 0 {
			continue
		}
		if groups[left] == nil {
			groups[left] = make(group)
		}
		groups[left][code]++
		rows++
	}
	type broke struct {
		left     [keyColumns]uint32
		found    uint32
		expected uint32
		support  int64
	}
	var all []broke
	for left, g := range groups {
		if len(g) < 2 {
			continue
		}
		var most uint32
		for code, n := range g {
			if n > g[most] || n == g[most] && code < most {
				most = code
			}
		}
		for code, n := range g {
			if code != most {
				broken += n
				all = append(all, broke{left, code, most, g[most]})
			}
		}
	}
	slices.SortFunc(all, func(a, b broke) int {
		return cmp.Or(cmp.Compare(b.support, a.support), slices.Compare(a.left[:], b.left[:]), cmp.Compare(a.found, b.found))
	})
	for _, b := range all[:min(len(all), mostViolations)] {
		v := Violation{Found: coded(columns[d.Right], b.found), Expected: coded(columns[d.Right], b.expected)}
		for i, column := range d.Left {
			v.Values = append(v.Values, coded(columns[column], b.left[i]))
		}
		some = append(some, v)
	}
	return rows, broken, some
}

// leftSide returns the codes of the left side in a row, and whether none is NULL.
func leftSide(d depend.Dependency, columns []depend.Column, row int) (codes [keyColumns]uint32, whole bool) {
	for i, column := range d.Left {
		codes[i] = columns[column].Codes[row]
		if codes[i] == 0 {
			return codes, false
		}
	}
	return codes, true
}

func coded(c depend.Column, code uint32) Cell {
	text := c.Text(code)
	return &text
}

// verify counts in all rows what the rows that are kept seem to say, and drops
// what does not hold. Rows are told apart by hashes: that two are the same can
// hide a key, and cannot make one.
func (j *job) verify(ctx context.Context) error {
	p := j.profile
	s := statement{keep: j.table.Format != "parquet"}
	values := func(names ...string) (list []string) {
		for _, name := range names {
			list = append(list, s.value(bind.Quote(name)))
		}
		return list
	}
	for i, k := range p.Keys {
		if distinct, known := j.counted(k); known {
			p.Keys[i].Exact = distinct == float64(p.Rows)
			continue
		}
		s.branch("SELECT %d, count(*), count(*) - count(DISTINCT hash(%s)) FROM t", i, strings.Join(values(k.Columns...), ", "))
	}
	for i, d := range p.Dependencies {
		left, right := values(d.Columns...), values(d.Determines)[0]
		by := strings.Join(left, ", ")
		s.branch(`SELECT %d, coalesce(sum(n), 0)::BIGINT, coalesce(sum(n - most), 0)::BIGINT FROM (SELECT sum(n) AS n, max(n) AS most
			FROM (SELECT %s, %s, count(*) AS n FROM t WHERE %s IS NOT NULL GROUP BY ALL) GROUP BY %s)`,
			len(p.Keys)+i, by, right, strings.Join(append(left, right), " IS NOT NULL AND "), by)
	}
	keys := len(p.Keys)
	err := j.ask(ctx, s, func(row []any) error {
		i, rows, broken := int(row[0].(int64)), row[1].(int64), row[2].(int64)
		if i < keys {
			p.Keys[i].Exact = broken == 0
			return nil
		}
		d := &p.Dependencies[i-keys]
		d.Exact, d.Rows, d.Share = true, broken, float64(broken)/math.Max(1, float64(rows))
		return nil
	})
	p.Keys = slices.DeleteFunc(p.Keys, func(k Key) bool { return !k.Exact })
	p.Dependencies = slices.DeleteFunc(p.Dependencies, func(d Dependency) bool { return !d.Exact || d.Share > dependencyError })
	return err
}

// counted returns how many values a key has, and whether all of them were counted
// already: those of one column, none of which is NULL, may have been.
func (j *job) counted(k Key) (distinct float64, known bool) {
	i := slices.IndexFunc(j.profile.Columns, func(c Column) bool { return c.Name == k.Columns[0] })
	d := j.profile.Columns[i].Distinct
	return d.Value, len(k.Columns) == 1 && !d.Approximate()
}

// sameColumns tells the columns that have the same value in each row, if they vary.
func (j *job) sameColumns(ctx context.Context) error {
	seed := maphash.MakeSeed()
	groups := make(map[string][]string)
	var order []string
	for i := range j.columns {
		s := &j.seen.Sample.Columns[i]
		if j.seen.Columns[i].Values.Count() < 2 {
			continue
		}
		key := fmt.Sprintf("%s %x", s.Kind, fingerprint(seed, s))
		if len(groups[key]) == 0 {
			order = append(order, key)
		}
		groups[key] = append(groups[key], j.columns[i].Name)
	}
	for _, key := range order {
		if len(groups[key]) > 1 {
			j.profile.SameColumns = append(j.profile.SameColumns, groups[key])
		}
	}
	if j.seen.Sample.Exact() {
		return nil
	}
	return j.verifySame(ctx)
}

// fingerprint returns a hash of all values of a column, in their order.
func fingerprint(seed maphash.Seed, s *measure.SampleColumn) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	for i, hash := range s.Hashes {
		maphash.WriteComparable(&h, hash)
		maphash.WriteComparable(&h, s.Null[i])
	}
	return h.Sum64()
}

// verifySame compares in all rows the columns that seem to be the same.
func (j *job) verifySame(ctx context.Context) error {
	s := statement{keep: j.table.Format != "parquet"}
	var others [][2]int // group and place in it
	for g, group := range j.profile.SameColumns {
		first := s.value(bind.Quote(group[0]))
		for k, name := range group[1:] {
			s.branch("SELECT %d, count(*) FILTER (%s IS DISTINCT FROM %s) FROM t", len(others), first, s.value(bind.Quote(name)))
			others = append(others, [2]int{g, k + 1})
		}
	}
	groups := j.profile.SameColumns
	err := j.ask(ctx, s, func(row []any) error {
		if at := others[row[0].(int64)]; row[1].(int64) > 0 {
			groups[at[0]][at[1]] = ""
		}
		return nil
	})
	for g := range groups {
		groups[g] = slices.DeleteFunc(groups[g], func(name string) bool { return name == "" })
	}
	j.profile.SameColumns = slices.DeleteFunc(groups, func(group []string) bool { return len(group) < 2 })
	return err
}
