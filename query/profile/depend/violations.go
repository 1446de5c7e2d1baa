package depend

import (
	"cmp"
	"context"
	"slices"
)

// A Violation is a cell that breaks a near dependency: its group, the rows that
// agree on the left side, mostly has another value.
type Violation struct {
	Dependency
	Row        int
	Found      uint32  // code in the right column; 0 if the cell is NULL
	Expected   uint32  // the code that most of the group has
	GroupSize  int     // rows of the group that are not NULL on the right
	Support    int     // those of them that have the expected value
	Confidence float64 // that the cell is wrong: Support of GroupSize, times the rule's Score
}

// ViolationOptions say which cells are worth telling. A zero is the default.
//
// Error and Score have looser defaults than for [Nearly], 0.5 and 0.35: where
// many rows are wrong, a rule still tells which ones, and rules that are none
// are outvoted.
type ViolationOptions struct {
	Options
	Group    int     // least size of a group that may blame a cell, default 3
	Majority float64 // least share of a group with the expected value; default any that is ahead of all others
	NoNulls  bool    // do not report cells for being NULL
}

func (o ViolationOptions) withDefaults() ViolationOptions {
	o.Error = cmp.Or(o.Error, 0.5)
	o.Score = cmp.Or(o.Score, 0.35)
	o.Group = cmp.Or(o.Group, 3)
	return o
}

// Violations finds the cells that break a dependency which nearly holds. The
// minority of a group is to blame, if the group is large enough and its most
// common value is ahead of all others.
//
// The rules with the same right column vote, each with its confidence, so that
// "county -> hospital" is overruled where "phone -> hospital" confirms the cell:
// a cell is reported if more speaks against it than for it, for the rule that
// speaks loudest. The order is by row, then by right column.
func Violations(ctx context.Context, columns []Column, o ViolationOptions) ([]Violation, NearResult, error) {
	o = o.withDefaults()
	near, err := Nearly(ctx, columns, o.Options)
	if err != nil {
		return nil, near, err
	}
	byRight := map[int][]Near{}
	for _, n := range near.Near {
		byRight[n.Right] = append(byRight[n.Right], n)
	}
	b := blamer{ViolationOptions: o, columns: columns, refiner: newRefiner(columns)}
	var list []Violation
	for right := range columns {
		if err := ctx.Err(); err != nil {
			return nil, near, err
		}
		list = b.judge(byRight[right], list)
	}
	slices.SortFunc(list, func(a, b Violation) int { return cmp.Or(a.Row-b.Row, a.Right-b.Right) })
	return list, near, nil
}

// A blamer judges the cells of one column at a time.
type blamer struct {
	ViolationOptions
	columns []Column
	refiner *refiner
	doubts  []float64         // by row: what speaks against the cell less what speaks for it
	worst   map[int]Violation // by row: the loudest rule against it
}

// judge appends the cells of a column that its rules find guilty.
func (b *blamer) judge(rules []Near, list []Violation) []Violation {
	if len(rules) == 0 {
		return list
	}
	b.doubts, b.worst = make([]float64, len(b.columns[0].Codes)), map[int]Violation{}
	for _, n := range rules {
		b.rule(n)
	}
	for row, v := range b.worst {
		if b.doubts[row] > 0 {
			list = append(list, v)
		}
	}
	return list
}

// rule blames the cells that break one near dependency.
func (b *blamer) rule(n Near) {
	groups := whole(len(b.columns[n.Right].Codes))
	for _, column := range n.Left {
		groups = b.refiner.refine(groups, b.columns[column].Codes, 2, true)
	}
	for group := range groups.groups {
		b.group(n, group)
	}
}

// group blames the minority of a group and confirms its majority. A group too
// small to blame anyone may still confirm.
func (b *blamer) group(n Near, group []uint32) {
	codes := b.columns[n.Right].Codes
	expected, support, size, ahead := b.majority(group, codes)
	share := float64(support) / float64(size)
	if !ahead || share < b.Majority {
		return
	}
	if size < b.Group && support < size {
		return
	}
	confidence := share * n.Score
	for _, row := range group {
		code := codes[row]
		switch {
		case code == expected:
			b.doubts[row] -= confidence
			continue
		case code == 0 && (b.NoNulls || size < b.Group):
			continue
		}
		b.doubts[row] += confidence
		if b.worst[int(row)].Confidence < confidence {
			b.worst[int(row)] = Violation{n.Dependency, int(row), code, expected, size, support, confidence}
		}
	}
}

// majority returns the most common value of a group, and whether no other is as
// common.
func (b *blamer) majority(group, codes []uint32) (expected uint32, support, size int, ahead bool) {
	b.refiner.count(group, codes)
	for _, code := range b.refiner.seen {
		count := int(b.refiner.counts[code])
		switch {
		case code == 0:
			continue
		case count > support:
			expected, support, ahead = code, count, true
		case count == support:
			ahead = false
		}
		size += count
	}
	b.refiner.reset()
	return expected, support, size, ahead
}
