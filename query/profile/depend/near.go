package depend

import (
	"cmp"
	"context"
	"slices"
)

// Options say which near dependencies are worth telling. A zero is the default.
type Options struct {
	Left   int     // columns of a left side, default 1
	Error  float64 // most rows, as a share, that may have to go for the rule to hold (g3); default 0.1
	Score  float64 // least mu+; default 0.5
	Repeat float64 // least share of rows whose left side occurs more than once; default 0.2
	Work   int64   // rows looked at; default 1<<31, about half a minute
}

func (o Options) withDefaults() Options {
	o.Left = cmp.Or(o.Left, 1)
	o.Error = cmp.Or(o.Error, 0.1)
	o.Score = cmp.Or(o.Score, 0.5)
	o.Repeat = cmp.Or(o.Repeat, 0.2)
	o.Work = cmp.Or(o.Work, 1<<31)
	return o
}

// A Near is a dependency that most rows obey. The measures are over the rows
// that have neither side NULL.
//
// Error alone would praise any left side that is nearly a key, for groups of
// one row agree with themselves. Score corrects for that: it is 1 for a rule
// without exception and about 0 where the right column is as in rows drawn at
// random. Of twelve measures it is among the three that rank real rules best in
// Parciak et al., "Measuring Approximate Functional Dependencies: a Comparative
// Study" (ICDE 2024).
type Near struct {
	Dependency
	Rows   int     // that have neither side NULL
	Groups int     // left sides among them
	Error  float64 // g3 of Kivinen and Mannila: share of rows to remove for the rule to hold
	Pdep   float64 // Piatetsky-Shapiro and Matheus 1993: chance that two rows drawn from a group agree
	Tau    float64 // Pdep, 0 being what it is without the left side, 1 being always
	Score  float64 // mu+: Tau corrected for the number of groups, at least 0
}

// A NearResult is what Nearly found. Its dependencies are minimal: no part of
// the left side is itself near enough.
type NearResult struct {
	Near    []Near // best score first
	Stopped Stop
	Work    int64
}

// Nearly finds the dependencies that hold on all but a few rows, the exact ones
// among them. Left sides that hardly ever repeat are not looked at, for they
// explain anything, nor are right columns that hold one value.
func Nearly(ctx context.Context, columns []Column, o Options) (NearResult, error) {
	if _, err := check(columns); err != nil {
		return NearResult{}, err
	}
	n := newNearSearch(ctx, columns, o.withDefaults())
	sides := n.open()
	for size := 1; size <= n.Left && len(sides) > 0; size++ {
		sides = n.level(sides)
	}
	if err := ctx.Err(); err != nil {
		return NearResult{}, err
	}
	slices.SortStableFunc(n.found.Near, func(a, b Near) int { return cmp.Compare(b.Score, a.Score) })
	return n.found, nil
}

// A nearSearch is one run of Nearly.
type nearSearch struct {
	Options
	ctx     context.Context
	columns []Column
	refiner *refiner
	singles []partition   // by column
	totals  []uint32      // by code of the right column
	known   map[int][]set // left sides near enough, by right column
	found   NearResult
	over    bool
}

func newNearSearch(ctx context.Context, columns []Column, o Options) *nearSearch {
	n := &nearSearch{Options: o, ctx: ctx, columns: columns, refiner: newRefiner(columns), known: map[int][]set{}}
	if len(columns) > maxColumns {
		n.columns, n.found.Stopped = columns[:maxColumns], StopColumns
	}
	n.totals = make([]uint32, len(n.refiner.counts))
	return n
}

// open groups the rows by each column.
func (n *nearSearch) open() (all []set) {
	for i, c := range n.columns {
		n.spend(len(c.Codes))
		n.singles = append(n.singles, n.refiner.refine(whole(len(c.Codes)), c.Codes, 1, true))
		all = append(all, single(i))
	}
	return all
}

// level measures left sides of one size and returns those with a column more.
// Groups are made anew for each, lest memory grow with the pairs of columns.
func (n *nearSearch) level(sides []set) (longer []set) {
	for _, left := range sides {
		groups, ok := n.group(left)
		if !ok {
			continue
		}
		for right := range n.columns {
			if !left.has(right) && n.columns[right].Distinct > 1 && !n.implied(left, right) {
				n.try(left, groups, right)
			}
		}
		for column := left.last() + 1; column < len(n.columns); column++ {
			if n.columns[column].Distinct > 1 && !n.implied(left, column) {
				longer = append(longer, left|single(column))
			}
		}
	}
	return longer
}

// group returns the rows by a left side, those of one row too, those where it
// is NULL not; and whether the left side varies and repeats enough to explain
// anything.
func (n *nearSearch) group(left set) (p partition, ok bool) {
	for i, column := range left.columns() {
		c := n.columns[column]
		if i == 0 {
			p = n.singles[column]
		} else if n.spend(len(p.rows)) {
			p = n.refiner.refine(p, c.Codes, 1, true)
		}
		if c.Distinct < 2 || n.over || !n.repeats(p) {
			return p, false
		}
	}
	return p, true
}

// repeats says whether enough rows share their left side with another row.
func (n *nearSearch) repeats(p partition) bool {
	shared := 0
	for group := range p.groups {
		if len(group) > 1 {
			shared += len(group)
		}
	}
	return float64(shared) >= n.Repeat*float64(len(n.columns[0].Codes)) && shared > 0
}

// implied says whether part of a left side already nearly determines a column.
func (n *nearSearch) implied(left set, right int) bool {
	return slices.ContainsFunc(n.known[right], func(part set) bool { return part&^left == 0 })
}

// spend counts rows looked at. It returns false when the search is over.
func (n *nearSearch) spend(rows int) bool {
	n.found.Work += int64(rows)
	if n.found.Work > n.Work && !n.over {
		n.over, n.found.Stopped = true, StopWork
	}
	n.over = n.over || n.ctx.Err() != nil
	return !n.over
}

// try measures a dependency and keeps it if it is near enough.
func (n *nearSearch) try(left set, groups partition, right int) {
	if !n.spend(len(groups.rows)) {
		return
	}
	m := n.measure(groups, n.columns[right].Codes)
	if m.Rows == 0 || m.Error > n.Error || m.Score < n.Score {
		return
	}
	m.Dependency = Dependency{left.columns(), right}
	n.known[right] = append(n.known[right], left)
	n.found.Near = append(n.found.Near, m)
}

// measure computes the figures of a dependency.
func (n *nearSearch) measure(p partition, codes []uint32) Near {
	var m Near
	wrong, agreement := 0, 0.0
	for group := range p.groups {
		n.refiner.count(group, codes)
		size, most, squares := 0, 0, 0.0
		for _, code := range n.refiner.seen {
			if code == 0 {
				continue
			}
			count := int(n.refiner.counts[code])
			n.totals[code] += uint32(count)
			size, most = size+count, max(most, count)
			squares += float64(count) * float64(count)
		}
		n.refiner.reset()
		if size > 0 {
			m.Rows, m.Groups, wrong = m.Rows+size, m.Groups+1, wrong+size-most
			agreement += squares / float64(size)
		}
	}
	chance := n.chance(m.Rows)
	if m.Rows == 0 || chance == 1 {
		return Near{}
	}
	rows := float64(m.Rows)
	m.Error, m.Pdep = float64(wrong)/rows, agreement/rows
	m.Tau = (m.Pdep - chance) / (1 - chance)
	if m.Groups < m.Rows {
		m.Score = max(0, 1-(1-m.Pdep)/(1-chance)*(rows-1)/(rows-float64(m.Groups)))
	}
	return m
}

// chance returns the chance that two rows drawn from all agree, and clears the
// totals that it is made of.
func (n *nearSearch) chance(rows int) float64 {
	squares := 0.0
	for code, count := range n.totals {
		squares += float64(count) * float64(count)
		n.totals[code] = 0
	}
	return squares / float64(rows) / float64(rows)
}
