package profile

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
	"github.com/tarnlake/tarn/query/bind"
)

// Each of these looks for one kind of finding in the table as a whole.

func duplicates(f *finder) {
	n := f.Repeats.Rows
	if n.Value < 1 || len(f.Columns) == 0 {
		return
	}
	most := ""
	if len(f.Repeats.Most) > 0 {
		most = fmt.Sprintf("; the most repeated is there %d times", f.Repeats.Most[0].Count)
	}
	names := make([]string, len(f.Columns))
	for i, c := range f.Columns {
		names[i] = bind.Quote(c.Name)
	}
	all := strings.Join(names, ", ")
	sql := fmt.Sprintf(`SELECT %s, count(*) AS "rows" FROM %s GROUP BY %s HAVING count(*) > 1 ORDER BY "rows" DESC LIMIT 100`, all, f.from, all)
	d := f.whole(nil, n, sql, "%s %s of others in all columns (%s)%s", rowsOf(n), isAre(n.Value, "is a repeat", "are repeats"), percent(f.Repeats.Share), most)
	if !f.keyed() {
		d.Severity = Low // rows of few classes are the same without being the same
	}
}

func isAre(n float64, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// keyed reports whether a column, other than a number with fractions, has so many
// values that two rows with the same are surprising.
func (f *finder) keyed() bool {
	return slices.ContainsFunc(f.Columns, func(c Column) bool {
		return c.Distinct.Value >= 0.2*float64(f.Rows) && (c.Numbers == nil || c.Numbers.Whole)
	})
}

func duplicateColumns(f *finder) {
	for _, same := range f.SameColumns {
		names := make([]string, len(same))
		for i, name := range same {
			names[i] = bind.Quote(name)
		}
		sql := fmt.Sprintf("SELECT %s FROM %s LIMIT 100", strings.Join(names, ", "), f.from)
		f.whole(same, Exact(float64(f.Rows)), sql, "%s have the same value in each row", strings.Join(same, " and "))
	}
	for _, a := range f.Associations {
		if f.renamed(a) {
			x, y := bind.Quote(a.A), bind.Quote(a.B)
			sql := fmt.Sprintf(`SELECT %s, %s, count(*) AS "rows" FROM %s GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 100`, x, y, f.from)
			f.whole([]string{a.A, a.B}, Exact(float64(f.Rows)), sql, "%s and %s say the same in other words: each value of one goes with one of the other", a.A, a.B)
		}
	}
}

// renamed reports whether each value of a column goes with one value of the
// other: they have as many, and tell each other.
func (f *finder) renamed(a Association) bool {
	x, y := f.lookup(a.A), f.lookup(a.B)
	nominal := a.Measure == "cramersV" || a.Measure == "mutualInformation"
	return nominal && a.Value.Value > 1-1e-9 && x != nil && y != nil && x.Distinct == y.Distinct && x.Distinct.Value > 1 &&
		!f.trivial(a) && !f.same(a.A, a.B)
}

func correlated(f *finder) {
	done := make(map[[2]string]bool)
	var names, pairs []string
	var columns []string
	for _, a := range f.Associations {
		pair := [2]string{min(a.A, a.B), max(a.A, a.B)}
		switch {
		case math.Abs(a.Value.Value) < f.limits.Correlated, a.Measure == "missing", done[pair], f.same(a.A, a.B), f.trivial(a), f.renamed(a):
			continue
		}
		done[pair] = true
		pairs = append(pairs, fmt.Sprintf("%s and %s (%s %.2f)", a.A, a.B, measureName(a.Measure), a.Value.Value))
		for _, name := range []string{a.A, a.B} {
			if !slices.Contains(columns, name) {
				columns = append(columns, name)
				names = append(names, bind.Quote(name))
			}
		}
	}
	if len(pairs) == 0 {
		return
	}
	message := few(pairs) + isAre(float64(len(pairs)), " say nearly the same", " say nearly the same, pair by pair")
	sql := fmt.Sprintf("SELECT %s FROM %s LIMIT 100", strings.Join(names[:min(len(names), asked)], ", "), f.from)
	f.whole(columns, Exact(float64(f.Rows)), sql, "%s", message)
}

// trivial reports whether an association follows from a column that has hardly a
// value twice, which tells all others.
func (f *finder) trivial(a Association) bool {
	if a.Measure == "pearson" || a.Measure == "spearman" {
		return false
	}
	return slices.ContainsFunc([]string{a.A, a.B}, func(name string) bool {
		c := f.lookup(name)
		return c != nil && 2*c.Distinct.Value > float64(c.Count)
	})
}

// same reports whether two columns are known to be the same in each row.
func (f *finder) same(a, b string) bool {
	return slices.ContainsFunc(f.SameColumns, func(s []string) bool { return slices.Contains(s, a) && slices.Contains(s, b) })
}

func measureName(m string) string {
	switch m {
	case "cramersV":
		return "Cramér's V"
	case "correlationRatio":
		return "correlation ratio"
	case "mutualInformation":
		return "mutual information"
	}
	return m
}

func leakage(f *finder) {
	for _, t := range f.tells {
		sql := fmt.Sprintf(`SELECT %s, count(*) AS "rows", count(%s) AS %s FROM %s GROUP BY 1`,
			bind.Quote(t.of), bind.Quote(t.column), bind.Quote("with "+t.column), f.from)
		d := f.whole([]string{t.column, t.of}, Exact(float64(f.countOf(t.column))), sql,
			"%s has a value exactly where %s is %s: a model of %s would read it off", t.column, t.of, t.value, t.of)
		if f.Target == nil || f.Target.Column != t.of {
			d.Severity = Medium
		}
	}
	if f.Target == nil {
		return
	}
	for _, p := range f.Target.Power {
		c := f.lookup(p.Column)
		if !p.Leakage || c == nil {
			continue
		}
		a, b := bind.Quote(p.Column), bind.Quote(f.Target.Column)
		d := f.column(c, Exact(float64(f.Rows)), "", "%s is told from it alone, with a power of %.2f of 1", f.Target.Column, p.Power)
		d.SQL = fmt.Sprintf(`SELECT %s, %s, count(*) AS "rows" FROM %s GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 100`, a, b, f.from)
	}
}

func (f *finder) lookup(name string) *Column {
	i := slices.IndexFunc(f.Columns, func(c Column) bool { return c.Name == name })
	if i < 0 {
		return nil
	}
	return &f.Columns[i]
}

func (f *finder) countOf(name string) int64 {
	if c := f.lookup(name); c != nil {
		return c.Count
	}
	return 0
}

func missingTarget(f *finder) {
	if f.Target == nil {
		return
	}
	if c := f.lookup(f.Target.Column); c != nil && c.Missing > 0 && f.Rows > 0 {
		f.column(c, Exact(float64(c.Missing)), emptiness(c), "%s without one (%s)", plural(float64(c.Missing), "row"), percent(float64(c.Missing)/float64(f.Rows)))
	}
}

// sureCoverage is how many of the values a reference has at least to a column
// that has values twice: keys have, if rows are repeated.
const sureCoverage = 0.98

// orphans returns the column of the table whose values a reference misses in
// another one, if there are any.
func (f *finder) orphans(r Reference) (column string, ok bool) {
	table, column, ok := cutLast(r.From)
	if c := f.lookup(column); c != nil && c.Numbers != nil && (c.Numbers.Negatives > 0 || !c.Numbers.Whole) {
		return "", false // not a key, whatever its values are among
	}
	return column, ok && r.Orphans > 0 && r.Coverage >= f.limits.Orphans && (r.Unique || r.Coverage >= sureCoverage) && f.is(table)
}

// orphaned reports whether it is said of a column that it has orphans.
func (f *finder) orphaned(name string) bool {
	return slices.ContainsFunc(f.References, func(r Reference) bool {
		column, ok := f.orphans(r)
		return ok && column == name
	})
}

func orphanedKeys(f *finder) {
	for _, r := range f.References {
		column, ok := f.orphans(r)
		other, key, ok2 := cutLast(r.To)
		if !ok || !ok2 {
			continue
		}
		examples := ""
		if len(r.Some) > 0 && r.Some[0] != nil {
			examples = ", such as " + *r.Some[0]
		}
		a, b := bind.Quote(column), bind.Quote(key)
		sql := fmt.Sprintf("SELECT * FROM %s WHERE %s IS NOT NULL AND %s NOT IN (SELECT %s FROM %s WHERE %s IS NOT NULL)",
			f.from, a, a, b, qualified(other), b)
		if f.lookup(column) == nil {
			sql = "" // a member, or a column that was not asked for
		}
		f.whole([]string{column}, Exact(float64(r.Orphans)), sql, "%s of %s %s not in %s%s",
			plural(float64(r.Orphans), "row"), column, isAre(float64(r.Orphans), "is", "are"), r.To, examples)
	}
}

// is reports whether a name, with or without the database, is that of the table.
func (f *finder) is(name string) bool {
	return name == f.table.Name.Table || name == f.table.Name.String()
}

func cutLast(name string) (before, after string, ok bool) {
	i := strings.LastIndexByte(name, '.')
	if i < 0 {
		return "", "", false
	}
	return name[:i], name[i+1:], true
}

// qualified quotes a name of a table, with or without its database.
func qualified(name string) string {
	parts := strings.SplitN(name, ".", 2)
	for i := range parts {
		parts[i] = bind.Quote(parts[i])
	}
	return strings.Join(parts, ".")
}

// duplicateFiles tells of files with the same content: those of the table among
// each other, then those that are in another table too.
func duplicateFiles(f *finder) {
	var within, beyond []SameFiles
	for _, s := range f.SameFiles {
		if s.Own > 1 {
			within = append(within, s)
		} else {
			beyond = append(beyond, s)
		}
	}
	f.sameFiles(within, "count twice")
	if d := f.sameFiles(beyond, "are in another table too"); d != nil {
		d.Severity = Low
	}
}

func (f *finder) sameFiles(same []SameFiles, how string) *draft {
	if len(same) == 0 {
		return nil
	}
	var texts []string
	var places []Place
	certain := true
	for _, s := range same {
		texts = append(texts, strings.Join(s.Files[:min(len(s.Files), told)], " = "))
		certain = certain && s.Certain
		for _, file := range s.Files {
			if len(places) < datasets.MaxPlaces {
				places = append(places, Place{File: file})
			}
		}
	}
	sure := ""
	if !certain {
		sure = ", to judge by their sizes, first and last bytes"
	}
	d := f.whole(nil, Figure{}, "", "the rows of %s %s: %s%s", plural(float64(len(same)), "file"), how, few(texts), sure)
	d.Rows, d.Places = nil, places
	d.Share = min(1, float64(len(same))/float64(max(1, f.Files)))
	return d
}

// ownNames are names of which each table has its own.
var ownNames = []string{"id", "key", "code", "no", "nr", "name"}

func namesakes(f *finder) {
	var texts, columns, lists []string
	seen := make(map[string]bool)
	for _, n := range f.Namesakes {
		if n.Why == "types" && slices.Contains(ownNames, plain(n.Column)) {
			continue
		}
		why := n.Why
		switch {
		case n.Why == "types":
			why = n.Type + " and " + n.OtherType
		case n.Ratio != nil:
			why = fmt.Sprintf("numbers %s times as large", number(1 / *n.Ratio))
			if *n.Ratio > 1 {
				why = fmt.Sprintf("the other's numbers %s times as large", number(*n.Ratio))
			}
		}
		texts = append(texts, fmt.Sprintf("%s and %s (%s)", n.Column, n.Other, why))
		if !slices.Contains(columns, n.Column) {
			columns = append(columns, n.Column)
		}
		other, column, _ := cutLast(n.Other)
		for _, side := range [][3]string{{f.table.Name.Table + "." + n.Column, n.Column, f.from}, {n.Other, column, qualified(other)}} {
			if !seen[side[0]] && len(lists) < asked {
				seen[side[0]] = true
				lists = append(lists, fmt.Sprintf(`(SELECT %s AS "column", CAST(%s AS VARCHAR) AS "value", count(*) AS "rows" FROM %s GROUP BY 2 ORDER BY 3 DESC LIMIT 10)`,
					bind.Literal(side[0]), bind.Quote(side[1]), side[2]))
			}
		}
	}
	if len(texts) == 0 {
		return
	}
	d := f.whole(columns, Exact(float64(f.Rows)), strings.Join(lists, " UNION ALL "), "%s have one name and are not the same", few(texts))
	d.Rows, d.Share = nil, min(1, float64(len(columns))/float64(max(1, len(f.Columns))))
}

func brokenDependencies(f *finder) {
	for _, d := range f.Dependencies {
		if d.Rows == 0 || d.Share > f.limits.Dependency || len(d.Columns) > 2 || f.otherUnit(d.Determines) || f.accidental(d) {
			continue
		}
		names := make([]string, len(d.Columns))
		for i, name := range d.Columns {
			names[i] = bind.Quote(name)
		}
		left, right := strings.Join(names, ", "), bind.Quote(d.Determines)
		sql := fmt.Sprintf(`SELECT %s, %s, count(*) AS "rows" FROM %s WHERE (%s) IN (SELECT (%s) FROM %s GROUP BY %s HAVING count(DISTINCT %s) > 1) GROUP BY %s, %s ORDER BY %s, "rows" DESC LIMIT 100`,
			left, right, f.from, left, left, f.from, left, right, left, right, left)
		example := ""
		if len(d.Some) > 0 {
			v := d.Some[0]
			example = fmt.Sprintf(", such as %s for %s, where %s is usual", cellText(v.Found), cellTexts(v.Values), cellText(v.Expected))
		}
		found := f.whole(append(slices.Clone(d.Columns), d.Determines), Exact(float64(d.Rows)), sql, "%s %s %s, but for %s%s",
			strings.Join(d.Columns, " and "), isAre(float64(len(d.Columns)), "tells", "tell"), d.Determines, plural(float64(d.Rows), "row"), example)
		if len(d.Columns) > 1 {
			found.Severity = Low // of many pairs, some nearly tell a third by chance
		}
	}
}

// accidental reports whether a dependency is broken because of values that are
// known to stand for missing ones, or is one of structs, arrays and numbers with
// fractions, which are rarely meant to tell anything.
func (f *finder) accidental(d Dependency) bool {
	for i, name := range d.Columns {
		c := f.lookup(name)
		if c == nil {
			continue
		}
		if f.typeOf(c).Kind.Nested() || c.Numbers != nil && !c.Numbers.Whole {
			return true
		}
		disguised := func(v Violation) bool {
			return i < len(v.Values) && v.Values[i] != nil && slices.ContainsFunc(c.Disguised, func(d Disguised) bool { return d.Value == *v.Values[i] })
		}
		if len(d.Some) > 0 && !slices.ContainsFunc(d.Some, func(v Violation) bool { return !disguised(v) }) {
			return true
		}
	}
	return false
}

// otherUnit reports whether a column is known to have numbers in two units, which
// then break the rules and lie apart.
func (f *finder) otherUnit(column string) bool {
	return slices.ContainsFunc(f.units, func(u unitMix) bool { return u.column == column })
}

func cellText(c Cell) string {
	if c == nil {
		return "NULL"
	}
	return *c
}

func cellTexts(cells []Cell) string {
	texts := make([]string, len(cells))
	for i, c := range cells {
		texts[i] = cellText(c)
	}
	return strings.Join(texts, ", ")
}

const (
	oddScore = 10   // of rows that are unlike others, at least
	oddShare = 0.01 // of the rows of the table, at most
	oneTells = 0.9  // share of the distance of a row from which on one column makes it
)

func anomalousRows(f *finder) {
	if f.Anomalous == nil {
		return
	}
	var rows []AnomalousRow
	for _, r := range f.Anomalous.Rows {
		first := f.lookup(r.Columns[0].Column)
		if r.Columns[0].Share >= oneTells && first != nil && (f.apart(first) || f.otherUnit(first.Name)) {
			continue // told of the column
		}
		rows = append(rows, r)
	}
	apart := 0
	for i := 1; i < len(rows) && apart == 0; i++ {
		if rows[i-1].Score >= f.limits.Anomalous*rows[i].Score {
			apart = i
		}
	}
	if apart == 0 || rows[apart-1].Score < oddScore || float64(apart) > max(1, oddShare*float64(f.Rows)) {
		return
	}
	var conditions, names, values []string
	var places []Place
	for i, r := range rows[:apart] {
		conditions = append(conditions, "("+r.where+")")
		for _, v := range r.Columns {
			if !slices.Contains(names, v.Column) {
				names = append(names, v.Column)
			}
			if i == 0 {
				values = append(values, fmt.Sprintf("%s %s", v.Column, cellText(v.Value)))
			}
		}
		if r.File != "" && len(places) < datasets.MaxPlaces {
			places = append(places, Place{File: r.File, Text: cellText(r.Columns[0].Value)})
		}
	}
	n := Exact(float64(apart))
	if share := float64(f.Anomalous.Compared) / float64(f.Rows); share < 1 {
		n = estimate(apart, share)
	}
	sql := fmt.Sprintf("SELECT * FROM %s WHERE %s", f.from, strings.Join(conditions, " OR "))
	d := f.whole(names, n, sql, "%s %s unlike all others, the first %s times as far from those near it as is usual: %s",
		rowsOf(n), isAre(n.Value, "is", "are"), number(math.Round(rows[0].Score)), strings.Join(values, ", "))
	d.Places = places
}

func drift(f *finder) {
	type change struct {
		Drift
		weight float64
	}
	most := make(map[string]change)
	for _, d := range f.Drift {
		w := d.Value
		switch d.Measure {
		case "psi", "ks", "missing":
			if d.Value <= f.limits.Drift {
				continue
			}
		case "new categories", "new column", "gone column", "type":
			w = 1 + d.Value
		default:
			continue // the distance of means has no bound
		}
		if old, ok := most[d.Column]; !ok || w > old.weight {
			most[d.Column] = change{d, w}
		}
	}
	for _, name := range sortedKeys(most) {
		d := most[name]
		c := f.lookup(name)
		if c == nil {
			c = &Column{Name: name}
		}
		some := ""
		if len(d.Some) > 0 {
			some = ": " + few(d.Some)
		}
		found := f.column(c, Exact(float64(f.Rows)), "", "%s %s from %s to %s%s", d.Measure, number(d.Value), d.From, d.To, some)
		if f.lookup(name) != nil {
			q := bind.Quote(name)
			found.list = fmt.Sprintf(`SELECT %s AS "column", CAST(%s AS VARCHAR) AS "value", count(*) AS "rows" FROM %s GROUP BY %s`, bind.Literal(name), q, f.from, q)
		}
		found.Rows, found.Share = nil, 0.5
		if d.Measure == "gone column" || d.Measure == "type" {
			found.Severity = Medium
		}
	}
}

// smallest is how many files there are at least before they are too many.
const tooManyFiles = 100

func smallFiles(f *finder) {
	if f.Files < tooManyFiles || float64(f.Bytes)/float64(f.Files) > f.limits.SmallFiles {
		return
	}
	f.whole(nil, Exact(float64(f.Rows)), "", "%s with %s bytes on average", plural(float64(f.Files), "file"), number(math.Round(float64(f.Bytes)/float64(f.Files))))
}

// A calendar is the partitions of a table as points in time.
type calendar struct {
	times   []time.Time // in order, each once
	columns []string    // of which they are made
	monthly bool
}

// calendarOf reads the partitions as dates: a column of dates, or columns that
// are called year, month and day.
func (f *finder) calendarOf() *calendar {
	at := func(name string) int { return schema.Lookup(f.table.Partitions, name) }
	year, month, day := at("year"), at("month"), at("day")
	c := calendar{}
	var read func([]string) (time.Time, error)
	switch date := slices.IndexFunc(f.table.Partitions, func(p schema.Field) bool { return p.Type.Kind == schema.Date }); {
	case date >= 0:
		c.columns = []string{f.table.Partitions[date].Name}
		read = func(v []string) (time.Time, error) { return time.Parse(time.DateOnly, v[date]) }
	case year >= 0 && month >= 0 && day >= 0:
		c.columns = []string{"year", "month", "day"}
		read = func(v []string) (time.Time, error) {
			return time.Parse("2006-1-2", strings.Join([]string{v[year], unpadded(v[month]), unpadded(v[day])}, "-"))
		}
	case year >= 0 && month >= 0:
		c.columns, c.monthly = []string{"year", "month"}, true
		read = func(v []string) (time.Time, error) {
			return time.Parse("2006-1", v[year]+"-"+unpadded(v[month]))
		}
	default:
		return nil
	}
	for _, p := range f.crawl.partitions {
		if t, err := read(p); err == nil {
			c.times = append(c.times, t)
		}
	}
	slices.SortFunc(c.times, time.Time.Compare)
	c.times = slices.Compact(c.times)
	if len(c.times) < 3 {
		return nil
	}
	return &c
}

func unpadded(s string) string { return cmp.Or(strings.TrimLeft(s, "0"), "0") }

// usual returns the median distance of two partitions.
func (c *calendar) usual() time.Duration {
	var steps []time.Duration
	for i := 1; i < len(c.times); i++ {
		steps = append(steps, c.times[i].Sub(c.times[i-1]))
	}
	slices.Sort(steps)
	return steps[len(steps)/2]
}

func (c *calendar) text(t time.Time) string {
	if c.monthly {
		return t.Format("2006-01")
	}
	return t.Format(time.DateOnly)
}

// sql lists the partitions, the newest first.
func (c *calendar) sql(f *finder) string {
	names := make([]string, len(c.columns))
	for i, name := range c.columns {
		names[i] = bind.Quote(name)
	}
	list := strings.Join(names, ", ")
	return fmt.Sprintf(`SELECT %s, count(*) AS "rows" FROM %s GROUP BY %s ORDER BY %s`, list, f.from, list, strings.Join(names, " DESC, ")+" DESC")
}

func stalePartitions(f *finder) {
	c := f.calendarOf()
	if c == nil {
		return
	}
	last := c.times[len(c.times)-1]
	age := f.Time.Sub(last.Add(c.usual())) // a month's partition is complete when the next begins
	if float64(age) <= f.limits.StalePartitions*float64(c.usual()) {
		return
	}
	d := f.whole(c.columns, Exact(0), c.sql(f), "the newest partition is %s, %s ago; usually there is one every %s",
		c.text(last), daysOf(f.Time.Sub(last)), daysOf(c.usual()))
	d.Rows = nil
}

func daysOf(d time.Duration) string { return plural(math.Round(d.Hours()/24), "day") }

func missingPartitions(f *finder) {
	c := f.calendarOf()
	if c == nil {
		return
	}
	var missing []string
	for i := 1; i < len(c.times); i++ {
		for t := c.next(c.times[i-1]); t.Before(c.times[i]); t = c.next(t) {
			missing = append(missing, c.text(t))
		}
	}
	if len(missing) == 0 || 2*len(missing) > len(c.times) {
		return
	}
	d := f.whole(c.columns, Exact(0), c.sql(f), "there is no partition for %s", few(missing))
	d.Rows = nil
	d.Share = float64(len(missing)) / float64(len(missing)+len(c.times))
}

func (c *calendar) next(t time.Time) time.Time {
	if c.monthly {
		return t.AddDate(0, 1, 0)
	}
	return t.Add(max(c.usual(), 24*time.Hour))
}
