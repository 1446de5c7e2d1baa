package profile

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/tarnlake/tarn/datasets/schema"
	"github.com/tarnlake/tarn/query/profile/feature"
	"github.com/tarnlake/tarn/query/profile/measure"
	"github.com/tarnlake/tarn/query/profile/relate"
	"github.com/tarnlake/tarn/query/profile/sketch"
)

// Thresholds from which a column counts as drifted, if chance does not explain it. Those of PSI are in use since Siddiqi (2006).
const (
	leastPSI     = 0.1
	leastKS      = 0.1
	leastMean    = 0.5  // standard deviations of the reference
	leastMissing = 0.05 // difference of the shares
	leastNew     = 0.01 // share of the rows with new categories
	driftAlpha   = 0.01 // of a whole profile
	driftRows    = 50   // rows of a set, of those that are kept, that can be compared
	mostSets     = 50   // partitions that are compared
	mostDrifts   = 500  // that are told
	mostNew      = 10   // new categories that are told
	driftBins    = 10
)

// drift tells how columns differ from a saved profile, or in each partition from
// the others.
func (j *job) drift(context.Context) error {
	if j.options.Against != nil {
		j.driftFrom(j.options.Against)
		return nil
	}
	return j.driftBetween()
}

func (j *job) drifted(d Drift) {
	if len(j.profile.Drift) == mostDrifts {
		j.stopped("drift: the first %d are told", mostDrifts)
		return
	}
	j.profile.Drift = append(j.profile.Drift, d)
}

// savedName is what a saved profile is called where drift is told.
const savedName = "saved profile"

// driftFrom compares the columns with those of a saved profile.
func (j *job) driftFrom(saved *Profile) {
	seen := make(map[string]*Column)
	for i := range saved.Columns {
		seen[saved.Columns[i].Name] = &saved.Columns[i]
	}
	to := j.profile.Table
	for i := range j.profile.Columns {
		c := &j.profile.Columns[i]
		old := seen[c.Name]
		delete(seen, c.Name)
		if old == nil {
			j.drifted(Drift{Column: c.Name, From: savedName, To: to, Measure: "new column", Value: 1})
			continue
		}
		if old.Type != c.Type {
			j.drifted(Drift{Column: c.Name, From: savedName, To: to, Measure: "type", Value: 1, Some: []string{old.Type, c.Type}})
		}
		j.driftOf(old, saved.Rows, i)
	}
	if len(j.options.Columns) > 0 {
		return // the others were not looked at
	}
	for _, c := range saved.Columns {
		if seen[c.Name] != nil {
			j.drifted(Drift{Column: c.Name, From: savedName, To: to, Measure: "gone column", Value: 1})
		}
	}
}

// driftOf compares a column with what a saved profile tells of it, from rows rows.
func (j *job) driftOf(old *Column, rows int64, i int) {
	c := &j.profile.Columns[i]
	d := differ{column: c.Name, from: savedName, to: j.profile.Table, n: float64(old.Count), m: float64(c.Count), alpha: driftAlpha / float64(len(j.columns)), told: j.drifted}
	d.missing(float64(old.Null), float64(rows), float64(c.Null), float64(j.profile.Rows))
	if d.n < driftRows || d.m < driftRows {
		return
	}
	if a, b := old.Numbers, c.Numbers; a != nil && b != nil && a.Mean != nil && b.Mean != nil {
		if a.Std != nil {
			d.mean(*a.Mean, *a.Std, *b.Mean)
		}
		d.histograms(old, j.seen.Columns[i].Numbers.Quantiles)
	}
	if old.Text != nil && c.Text != nil && !old.Distinct.Approximate() && int(old.Distinct.Value) == len(old.Most) {
		reference := make(map[string]float64)
		for _, v := range old.Most {
			if v.Value != nil {
				reference[*v.Value] = v.Count.Value
			}
		}
		d.categories(reference, j.counts(i))
	}
}

// counts returns how often each value of a column of texts occurs, from the
// values that are kept.
func (j *job) counts(i int) map[string]float64 {
	counts := make(map[string]float64)
	c := j.seen.Columns[i]
	for _, e := range c.Values.Entries() {
		counts[e.Value.Text] += float64(e.Count) / c.Values.Share()
	}
	return counts
}

// A differ compares a column in two sets of rows.
type differ struct {
	column, from, to string
	n, m             float64 // values that are there, in the reference and in the other
	alpha            float64 // the chance of telling what is by chance
	told             func(Drift)
}

// deviations returns how many standard errors are more than chance.
func (d differ) deviations() float64 { return math.Sqrt2 * math.Erfinv(1-d.alpha) }

func (d differ) tell(measure string, value float64, some ...string) {
	d.told(Drift{Column: d.column, From: d.from, To: d.to, Measure: measure, Value: value, Some: some})
}

// missing compares the shares of NULL (the test of two proportions).
func (d differ) missing(a, n, b, m float64) {
	if n < driftRows || m < driftRows {
		return
	}
	p, q, both := a/n, b/m, (a+b)/(n+m)
	if z := math.Abs(p-q) / math.Sqrt(both*(1-both)*(1/n+1/m)); math.Abs(p-q) >= leastMissing && z > d.deviations() {
		d.tell("missing", q-p)
	}
}

// mean tells how many standard deviations of the reference the means are apart.
func (d differ) mean(a, std, b float64) {
	if std > 0 && math.Abs(b-a)/std >= max(leastMean, d.deviations()*math.Sqrt(1/d.n+1/d.m)) {
		d.tell("mean", (b-a)/std)
	}
}

// histograms compares numbers in the bars of the histogram of the reference. The
// KS is the greatest difference at the ends of the bars: it is no greater than
// that over all numbers.
func (d differ) histograms(old *Column, numbers *sketch.Quantiles) {
	bins := old.Histogram
	if len(bins) < 2 {
		return
	}
	a, b := make([]float64, len(bins)), make([]float64, len(bins))
	for k, bin := range bins {
		a[k] = bin.Count.Value
	}
	for _, w := range numbers.Sorted() {
		k, _ := slices.BinarySearchFunc(bins, w.Number, func(bin Bin, x float64) int {
			if bin.High <= x {
				return -1
			}
			return 1
		})
		b[min(k, len(bins)-1)] += float64(w.Weight)
	}
	d.psi(a, b)
	var p, q, greatest float64
	n, m := total(a), total(b)
	for k := range a {
		p, q = p+a[k]/n, q+b[k]/m
		greatest = max(greatest, math.Abs(p-q))
	}
	d.ks(greatest)
}

func total(counts []float64) (sum float64) {
	for _, n := range counts {
		sum += n
	}
	return sum
}

func (d differ) psi(a, b []float64) {
	if psi := relate.PSI(a, b); psi >= leastPSI && psi > relate.ChancePSI(len(a), total(a), total(b), d.alpha) {
		d.tell("psi", psi)
	}
}

func (d differ) ks(ks float64) {
	if ks >= leastKS && ks > relate.ChanceKS(d.n, d.m, d.alpha) {
		d.tell("ks", ks)
	}
}

// categories compares how often values occur, and tells those that are new.
func (d differ) categories(reference, current map[string]float64) {
	var names, fresh []string
	var a, b []float64
	for name := range reference {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		a, b = append(a, reference[name]), append(b, current[name])
	}
	var rows float64
	for name, n := range current {
		if _, ok := reference[name]; !ok {
			fresh = append(fresh, name)
			rows += n
		}
	}
	if rows > 0 {
		a, b = append(a, 0), append(b, rows)
	}
	d.psi(a, b)
	// A value that is rare may be missing from the reference by chance.
	if share := rows / total(b); share >= leastNew && d.n*math.Log1p(-min(share, 1-1e-9)) < math.Log(d.alpha) {
		slices.SortFunc(fresh, func(x, y string) int { return cmp.Or(cmp.Compare(current[y], current[x]), strings.Compare(x, y)) })
		d.tell("new categories", share, fresh[:min(len(fresh), mostNew)]...)
	}
}

// driftBetween compares the rows that are kept of each partition with those of the
// others; or, with [Options.Partition], of that one alone. Columns whose values
// hardly repeat, and times, differ between partitions in any case.
func (j *job) driftBetween() error {
	sets, names := j.partitions()
	if one := j.options.Partition; one != "" && sets[one] == nil {
		return &PartitionError{one}
	}
	if len(names) < 2 {
		return nil
	}
	small := 0
	if j.options.Partition != "" {
		names = []string{j.options.Partition}
	}
	for _, name := range names[:min(len(names), mostSets)] {
		in := sets[name]
		if len(in) < driftRows || len(j.seen.Sample.Rows)-len(in) < driftRows {
			small++
			continue
		}
		inside := make([]bool, len(j.seen.Sample.Rows))
		for _, row := range in {
			inside[row] = true
		}
		for i := range j.columns {
			j.driftIn(name, i, inside, driftAlpha/float64(len(j.columns)*len(names)))
		}
	}
	if small > 0 {
		j.stopped("drift: %d partitions with less than %d of the rows that are kept were not compared", small, driftRows)
	}
	if len(names) > mostSets {
		j.stopped("drift: %d of %d partitions were compared", mostSets, len(names))
	}
	return nil
}

// partitions returns the rows that are kept by partition, such as
// "year=2024/month=1", and these from the last to the first.
func (j *job) partitions() (sets map[string][]int, names []string) {
	sets = make(map[string][]int)
	var by []int
	for i, f := range j.columns {
		if j.isPartition(f.Name) {
			by = append(by, i)
		}
	}
	if len(by) == 0 || len(by) < len(j.table.Partitions) {
		return nil, nil
	}
	order := make(map[string][]measure.Value)
	for row := range j.seen.Sample.Rows {
		var parts []string
		var values []measure.Value
		for _, i := range by {
			s, text := &j.seen.Sample.Columns[i], "NULL"
			var v measure.Value
			if !s.Null[row] {
				if s.Kind == measure.Text {
					v.Text = s.Texts[row]
				} else {
					v.Bits = s.Bits[row]
				}
				text = textOf(j.columns[i].Type)(v)
			}
			parts, values = append(parts, j.columns[i].Name+"="+text), append(values, v)
		}
		name := strings.Join(parts, "/")
		sets[name], order[name] = append(sets[name], row), values
	}
	for name := range sets {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		return slices.CompareFunc(order[b], order[a], func(x, y measure.Value) int {
			return cmp.Or(cmp.Compare(x.Integer(), y.Integer()), strings.Compare(x.Text, y.Text))
		})
	})
	return sets, names
}

func (j *job) isPartition(name string) bool {
	return schema.Lookup(j.table.Partitions, name) >= 0
}

// driftIn compares a column inside a partition with the rows outside of it.
func (j *job) driftIn(name string, i int, inside []bool, alpha float64) {
	c, s := j.seen.Columns[i], &j.seen.Sample.Columns[i]
	if j.isPartition(j.columns[i].Name) || s.Kind == measure.Time || j.columns[i].Type.Kind.Nested() {
		return
	}
	var rows, null [2]float64
	for row, in := range inside {
		rows[btoi(in)]++
		null[btoi(in)] += float64(btoi(s.Null[row]))
	}
	d := differ{column: j.columns[i].Name, from: "other partitions", to: name, n: rows[0] - null[0], m: rows[1] - null[1], alpha: alpha, told: j.drifted}
	d.missing(null[0], rows[0], null[1], rows[1])
	if d.n < driftRows || d.m < driftRows {
		return
	}
	switch distinct := j.profile.Columns[i].Distinct.Value; {
	case s.Kind == measure.Text || s.Kind == measure.Boolean:
		if distinct <= relate.Categories {
			d.texts(s, textOf(j.columns[i].Type), inside)
		}
	case j.profile.Columns[i].Feature == feature.Identifier:
	case s.Kind == measure.Integer && distinct > 0.5*float64(c.Count()): // numbers of rows
	default:
		d.numbers(keptNumbers(s), inside)
	}
}

func (d differ) texts(s *measure.SampleColumn, text func(measure.Value) string, inside []bool) {
	counts := [2]map[string]float64{{}, {}}
	for row, in := range inside {
		if s.Null[row] {
			continue
		}
		v := measure.Value{}
		if s.Kind == measure.Text {
			v.Text = s.Texts[row]
		} else {
			v.Bits = s.Bits[row]
		}
		counts[btoi(in)][text(v)]++
	}
	d.categories(counts[0], counts[1])
}

// numbers compares numbers in bins with the same count of those outside.
func (d differ) numbers(list []float64, inside []bool) {
	var sets [2][]float64
	for row, x := range list {
		if x == x {
			sets[btoi(inside[row])] = append(sets[btoi(inside[row])], x)
		}
	}
	for _, set := range sets {
		slices.Sort(set)
	}
	if len(sets[0]) < driftRows || len(sets[1]) < driftRows {
		return
	}
	mean, std := moments(sets[0])
	other, _ := moments(sets[1])
	d.mean(mean, std, other)
	d.ks(relate.KS(sets[0], sets[1]))
	var edges []float64
	for k := 1; k < driftBins; k++ {
		edges = append(edges, sets[0][k*len(sets[0])/driftBins])
	}
	edges = slices.Compact(edges)
	counts := [2][]float64{make([]float64, len(edges)+1), make([]float64, len(edges)+1)}
	for k, set := range sets {
		for _, x := range set {
			bin, found := slices.BinarySearch(edges, x)
			counts[k][bin+btoi(found)]++
		}
	}
	d.psi(counts[0], counts[1])
}

func moments(list []float64) (mean, std float64) {
	var m2 float64
	for i, x := range list {
		d := x - mean
		mean += d / float64(i+1)
		m2 += d * (x - mean)
	}
	return mean, math.Sqrt(m2 / max(1, float64(len(list)-1)))
}

// A PartitionError reports a partition of which the table has no rows.
type PartitionError struct{ Name string }

func (e *PartitionError) Error() string { return fmt.Sprintf("there is no partition %q", e.Name) }
