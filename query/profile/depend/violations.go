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
	b := blamer{ViolationOptions: o, columns: columns, refiner: newRefiner(columns), cells: map[cell]verdict{}}
	for _, n := range near.Near {
		if ctx.Err() != nil {
			return nil, near, ctx.Err()
		}
		b.rule(n)
	}
	return b.verdicts(), near, nil
}

type cell struct{ row, column int }

// A verdict is what the rules say of a cell that at least one of them blames.
type verdict struct {
	worst   Violation
	against float64
	favour  float64
}

// A blamer collects the cells to blame.
type blamer struct {
	ViolationOptions
	columns []Column
	refiner *refiner
	cells   map[cell]verdict
}

// verdicts returns the cells that are found guilty.
func (b *blamer) verdicts() []Violation {
	var list []Violation
	for _, v := range b.cells {
		if v.against > v.favour {
			list = append(list, v.worst)
		}
	}
	slices.SortFunc(list, func(a, b Violation) int { return cmp.Or(a.Row-b.Row, a.Right-b.Right) })
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
		code, at := codes[row], cell{int(row), n.Right}
		if code == 0 && (b.NoNulls || size < b.Group) {
			continue
		}
		v := b.cells[at]
		switch {
		case code == expected:
			v.favour += confidence
		case v.worst.Confidence < confidence:
			v.worst = Violation{n.Dependency, at.row, code, expected, size, support, confidence}
			fallthrough
		default:
			v.against += confidence
		}
		b.cells[at] = v
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
