package profile

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets/schema"
	"github.com/tarnlake/tarn/query/bind"
	"github.com/tarnlake/tarn/query/profile/measure"
	"github.com/tarnlake/tarn/query/profile/sketch"
)

// Bounds of what is looked at beside the table.
const (
	mostTables      = 50            // other tables of the lake
	mostPairs       = 500           // of columns, the best by their names, that are looked at in one other table
	mostProbes      = 200_000_000   // rows of another table times pairs of columns
	mostCandidates  = 40            // pairs of columns whose values are all compared
	mostProbesAll   = 1_000_000_000 // and in all other tables
	mostCompared    = 20_000_000    // rows of another table whose values are all compared
	mostComparedAll = 200_000_000   // and of all pairs of columns
	leastShare      = 0.5           // of them that has to be there
	probeValues     = 50            // values of a column that are looked for in others
	mostOrphans     = 5
	mostFilesSeen   = 100_000
)

// references tells which columns refer to a column of another table, from this one
// and to this one.
//
// Pairs are candidates if their types agree and their names, or some values of one
// that are found in the other, speak for it; then all values are compared. What is
// told has the features by which Rostin, Albrecht, Bauckmann, Naumann and Leser
// tell foreign keys from chance inclusions (A machine learning approach to foreign
// key discovery, WebDB 2009): the other column has hardly a value twice, nearly all
// values are covered, and the names agree or the values are spread over those of
// the other.
func (j *job) references(ctx context.Context) error {
	tables, err := j.others(ctx)
	if err != nil {
		return err
	}
	var pairs []candidate
	probes := int64(mostProbesAll)
	for i, t := range tables {
		if probes <= 0 {
			j.stopped("references: %d of %d other tables were looked at", i, len(tables))
			break
		}
		found, err := j.probe(ctx, t, &probes)
		if err != nil {
			return fmt.Errorf("table %s: %w", t.Name, err)
		}
		pairs = append(pairs, found...)
	}
	slices.SortStableFunc(pairs, func(a, b candidate) int { return cmp.Compare(b.score, a.score) })
	if len(pairs) > mostCandidates {
		j.stopped("references: %d of %d pairs of columns were compared", mostCandidates, len(pairs))
		pairs = pairs[:mostCandidates]
	}
	return j.compare(ctx, pairs)
}

// others returns the other tables of the lake that are looked at.
func (j *job) others(ctx context.Context) (list []catalog.Table, err error) {
	databases, err := j.catalog.Databases(ctx)
	if err != nil {
		return nil, err
	}
	for _, d := range databases {
		tables, err := j.catalog.Tables(ctx, d.Name)
		if err != nil {
			return nil, err
		}
		for _, t := range tables {
			if t.Name != j.table.Name && t.Stats.Files > 0 {
				list = append(list, t)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b catalog.Table) int { // those of the same database first
		return cmp.Compare(btoi(a.Name.Database != j.table.Name.Database), btoi(b.Name.Database != j.table.Name.Database))
	})
	if len(list) > mostTables {
		j.stopped("other tables: %d of %d were looked at", mostTables, len(list))
		list = list[:mostTables]
	}
	return list, nil
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// A candidate is a column that may refer to another.
type candidate struct {
	from, to endpoint
	name     float64 // how well the names agree, 0 to 1
	score    float64
}

// An endpoint is a column of a table.
type endpoint struct {
	table  catalog.Name
	column schema.Field
	rows   string // as they stand behind FROM
}

// told returns the name of the column, with the database if it is another one.
func (j *job) told(e endpoint) string {
	if e.table.Database == j.table.Name.Database {
		return e.table.Table + "." + e.column.Name
	}
	return e.table.String() + "." + e.column.Name
}

// refersBy returns the kind of values by which a column can refer to others: whole
// numbers or texts; "" if it cannot.
func refersBy(t schema.Type) string {
	switch {
	case t.Kind.Integer():
		return "number"
	case t.Kind.Text():
		return "text"
	}
	return ""
}

// probe looks in another table for some values of each column, and returns the
// pairs of columns, in either direction, of which one may refer to the other. It
// may look at so many rows times pairs.
func (j *job) probe(ctx context.Context, t catalog.Table, probes *int64) (found []candidate, err error) {
	type pair struct {
		i    int
		to   schema.Field
		list string
		n    float64
		name float64
	}
	var pairs []pair
	for i, f := range j.columns {
		list, n := j.someValues(i)
		if n < 3 {
			continue
		}
		for _, g := range slices.Concat(t.Columns, t.Partitions) {
			if kind := refersBy(f.Type); kind != "" && kind == refersBy(g.Type) {
				name := max(agree(f.Name, t.Name.Table, g.Name), agree(g.Name, j.table.Name.Table, f.Name))
				pairs = append(pairs, pair{i, g, list, float64(n), name})
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return cmp.Compare(b.name, a.name) })
	if most := min(mostPairs, int(min(mostProbes, *probes)/max(1, t.Stats.Rows))); len(pairs) > most {
		j.stopped("references: %d of %d pairs of columns with %s were looked at", most, len(pairs), t.Name)
		pairs = pairs[:most]
	}
	*probes -= max(1, t.Stats.Rows) * int64(len(pairs))
	s := statement{keep: t.Format != "parquet", from: tableSQL(t.Name)}
	branches := make(map[string][]string) // of a column of the other table: is a value among those of mine?
	for k, p := range pairs {
		v := s.value(bind.Quote(p.to.Name))
		branches[v] = append(branches[v], fmt.Sprintf("(%d, count(*) FILTER (v IN (%s)))", k, p.list))
	}
	for i := range s.items {
		v := fmt.Sprintf("v%d", i)
		s.branch("SELECT unnest([%s], recursive := true) FROM (SELECT DISTINCT %s AS v FROM t)", strings.Join(branches[v], ", "), v)
	}
	err = j.ask(ctx, s, func(row []any) error {
		p := pairs[row[0].(int64)]
		share := float64(row[1].(int64)) / p.n
		mine := endpoint{j.table.Name, j.columns[p.i], j.from()}
		theirs := endpoint{t.Name, p.to, tableSQL(t.Name)}
		if share >= leastShare {
			name := agree(mine.column.Name, theirs.table.Table, theirs.column.Name)
			found = append(found, candidate{mine, theirs, name, name + share})
		}
		if share > 0 && j.nearlyUnique(p.i) {
			name := agree(theirs.column.Name, mine.table.Table, mine.column.Name)
			found = append(found, candidate{theirs, mine, name, name + share})
		}
		return nil
	})
	slices.SortStableFunc(found, func(a, b candidate) int { return cmp.Compare(b.score, a.score) })
	return found, err
}

func tableSQL(n catalog.Name) string { return bind.Quote(n.Database) + "." + bind.Quote(n.Table) }

// someValues returns distinct values of a column, drawn by their hashes, as a list
// in SQL, and how many they are.
func (j *job) someValues(i int) (list string, n int) {
	c := j.seen.Columns[i]
	entries := slices.Clone(c.Values.Entries())
	kind := refersBy(j.columns[i].Type)
	if kind == "" {
		return "", 0
	}
	slices.SortFunc(entries, func(a, b sketch.Entry[measure.Value]) int { return cmp.Compare(a.Hash, b.Hash) })
	var values []string
	for _, e := range entries {
		switch {
		case len(values) == probeValues:
		case kind == "number":
			values = append(values, fmt.Sprint(e.Value.Integer()))
		case len(e.Value.Text) < measure.LongText && strings.TrimSpace(e.Value.Text) != "":
			values = append(values, "'"+strings.ReplaceAll(e.Value.Text, "'", "''")+"'")
		}
	}
	return strings.Join(values, ", "), len(values)
}

// nearlyUnique reports whether a column has hardly a value twice.
func (j *job) nearlyUnique(i int) bool {
	c := j.seen.Columns[i]
	return c.Count() > 0 && j.profile.Columns[i].Distinct.Value >= leastUnique*float64(c.Count())
}

// agree says how well the names agree of a column and of what it would refer to:
// 1 for orders.customer_id and customers.id or customers.customer_id, 0.5 for
// orders.buyer_customer_id, 0 for two columns that are called id.
func agree(from, toTable, to string) float64 {
	from, to = plain(from), plain(to)
	one := singular(plain(toTable))
	own := slices.Contains(ownNames, to)
	switch {
	case from == to && !own, own && (from == one+to || from == one), from == one+to:
		return 1
	case !own && len(to) > 3 && strings.HasSuffix(from, to), own && strings.HasSuffix(from, one+to):
		return 0.5
	}
	return 0
}

// plain returns a name without what writers of names differ in.
func plain(name string) string {
	return strings.NewReplacer("_", "", "-", "", " ", "", ".", "").Replace(strings.ToLower(name))
}

// singular returns the name of one of what a table is named for, in English.
func singular(name string) string {
	switch {
	case strings.HasSuffix(name, "ies"):
		return strings.TrimSuffix(name, "ies") + "y"
	case strings.HasSuffix(name, "sses"), strings.HasSuffix(name, "xes"):
		return strings.TrimSuffix(name, "es")
	case strings.HasSuffix(name, "ss"):
		return name
	}
	return strings.TrimSuffix(name, "s")
}

// Thresholds for references.
const (
	leastUnique   = 0.9  // share of distinct values of the column that is referred to
	leastNamed    = 0.5  // coverage, if the names agree
	leastNameless = 0.95 // coverage, if they do not
	leastValues   = 10   // distinct values, if they do not
	leastSpread   = 0.5  // the range of the numbers in that of the others, if they do not
	mostChance    = 1e-6 // that so many numbers of that range are all there, if they do not
	wholeBack     = 0.95 // share of the others that are referred to, from which on chance does not count
	manyNumbers   = 200  // of these, at least: ages, percentages and days of a year are fewer or no more
)

// byChance reports whether so many numbers would probably be among those that a
// column has between its least and its greatest, whatever they mean: quantities,
// ages and the like are all in a column that counts rows from 1 on. They are not
// by chance if they are nearly all of many.
func byChance(values, covered, others, low, high float64) bool {
	density := min(1, others/(high-low+1))
	return values*math.Log(density) > math.Log(mostChance) && (others < manyNumbers || covered < wholeBack*others)
}

// compare compares all values of the candidates, one statement for each table.
func (j *job) compare(ctx context.Context, pairs []candidate) error {
	left := int64(mostComparedAll)
	for i, c := range pairs {
		n := j.size(ctx, c)
		switch left -= n; {
		case j.options.Exact:
		case n > mostCompared:
			j.stopped("references: %s and %s have %d rows and were not compared", j.told(c.from), j.told(c.to), n)
			left += n
			continue
		case left < 0:
			j.stopped("references: %d of %d pairs of columns were compared", i, len(pairs))
			return nil
		}
		f, t := bind.Quote(c.from.column.Name), bind.Quote(c.to.column.Name)
		x, y := "hash(f.v) / 18446744073709551615.0", "0, 1"
		if refersBy(c.from.column.Type) == "number" {
			x, y = "f.v::DOUBLE", "min(v)::DOUBLE, max(v)::DOUBLE"
		}
		sql := fmt.Sprintf(`WITH f AS (SELECT %s AS v, count(*) AS n FROM %s WHERE %s IS NOT NULL GROUP BY v),
			t AS (SELECT %s AS v, count(*) AS n FROM %s WHERE %s IS NOT NULL GROUP BY v)
			SELECT count(*), count(t.v), coalesce(sum(f.n) FILTER (t.v IS NULL), 0)::BIGINT, min(f.v::VARCHAR, %d) FILTER (t.v IS NULL),
				min(%s), max(%s), (SELECT [count(*)::DOUBLE, sum(n)::DOUBLE, %s] FROM t), count(*) = sum(f.n)
			FROM f LEFT JOIN t ON f.v = t.v`, f, c.from.rows, f, t, c.to.rows, t, mostOrphans, x, x, y)
		err := j.rows(ctx, sql, func(row []any) error {
			if r, ok := c.judge(row); ok {
				r.From, r.To = j.told(c.from), j.told(c.to)
				j.profile.References = append(j.profile.References, r)
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("%s and %s: %w", j.told(c.from), j.told(c.to), err)
		}
	}
	return nil
}

// size returns how many rows of the other table are compared.
func (j *job) size(ctx context.Context, c candidate) int64 {
	name := c.from.table
	if name == j.table.Name {
		name = c.to.table
	}
	t, err := j.catalog.Table(ctx, name)
	if err != nil {
		return 0
	}
	return t.Stats.Rows
}

// judge reads what the comparison found, and says whether it is a reference.
func (c candidate) judge(row []any) (r Reference, ok bool) {
	values, covered, orphans := float64(row[0].(int64)), float64(row[1].(int64)), row[2].(int64)
	if values == 0 {
		return r, false
	}
	r = Reference{Coverage: covered / values, Orphans: orphans}
	list, _ := row[3].([]any)
	for _, v := range list {
		text := fmt.Sprint(v)
		r.Some = append(r.Some, &text)
	}
	low, _ := row[4].(float64)
	high, _ := row[5].(float64)
	var to [4]float64
	for i, x := range row[6].([]any) {
		to[i], _ = x.(float64)
	}
	r.Unique = to[0] == to[1]
	if to[0] < leastUnique*to[1] {
		return r, false
	}
	if c.name > 0 {
		return r, r.Coverage >= leastNamed
	}
	own, _ := row[7].(bool) // the column has no value twice: numbers of rows, of which any table has some
	spread := math.Abs(high-low) / max(1, math.Abs(to[3]-to[2]))
	if refersBy(c.from.column.Type) == "number" && (own || spread < leastSpread || byChance(values, covered, to[0], to[2], to[3])) {
		return r, false
	}
	return r, values >= leastValues && r.Coverage >= leastNameless
}
