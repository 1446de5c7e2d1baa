package depend

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// A Result is what [Discover] found.
type Result struct {
	Dependencies []Dependency // minimal: no column of a left side can be spared
	Keys         [][]int      // minimal unique column combinations; none if two rows are equal
	Complete     int          // all left sides and keys of up to so many columns are listed, and no longer ones
	Stopped      Stop
	Work         int64 // see Limits.Work
}

// Discover finds all minimal functional dependencies and all minimal keys
// within the limits, exactly. Left sides are not empty: a constant column
// depends on each other column. Results are ordered by the size of the left
// side, then by its columns. The error is that of ctx or wraps [ErrShape].
//
// It is HyFD of Papenbrock and Naumann, "A Hybrid Approach to Functional
// Dependency Discovery" (SIGMOD 2016), which also finds the keys if the row
// number is taken for a column: pairs of similar rows show what does not hold,
// what is left is checked on all rows, shortest left sides first.
func Discover(ctx context.Context, columns []Column, limits Limits) (Result, error) {
	rows, err := check(columns)
	if err != nil {
		return Result{}, err
	}
	limits = limits.withDefaults()
	s := &search{ctx: ctx, started: time.Now(), limits: limits, longest: limits.Left}
	if len(columns) > limits.Columns {
		columns, s.stop = columns[:limits.Columns], StopColumns
	}
	if rows*len(columns) > limits.Cells {
		return Result{Stopped: StopCells}, nil
	}
	s.open(columns, rows)
	complete := s.run()
	if err := ctx.Err(); err != nil {
		return Result{}, err
	}
	return s.result(complete), nil
}

// A search is one run of Discover.
type search struct {
	ctx     context.Context
	started time.Time
	limits  Limits
	stop    Stop
	over    bool // nothing more may be done
	work    int64
	longest int // left sides of more columns are not considered

	table   table
	sampler sampler
	tree    tree
	probe   probe
	known   map[set]struct{} // columns on which some two rows agree
	fresh   []set            // those of known that the tree has not learnt
}

func (s *search) open(columns []Column, rows int) {
	s.table = newTable(columns, rows)
	s.sampler = newSampler(len(columns))
	s.known = map[set]struct{}{}
	s.spend(int64(rows * len(columns)))
	everything := single(len(columns))<<1 - 1
	for i := range columns {
		s.tree.add(single(i), everything&^single(i))
	}
}

// run returns up to which size of left side the tree is right.
func (s *search) run() (complete int) {
	s.sample()
	s.learn()
	for level := 1; level <= s.longest; level++ {
		candidates := s.tree.level(level)
		if len(candidates) == 0 && s.tree.root.depth() < level {
			break
		}
		broken := s.validate(candidates)
		s.learn()
		if s.over {
			return min(level-1, s.longest)
		}
		if broken > len(candidates)/100 && level < s.longest {
			s.sample()
			s.learn()
		}
		if s.over {
			return min(level, s.longest)
		}
	}
	return s.longest
}

// spend counts work. It returns false when the search is over.
func (s *search) spend(work int64) bool {
	s.work += work
	switch {
	case s.over:
	case s.work+s.tree.steps > s.limits.Work:
		s.over, s.stop = true, StopWork
	case s.limits.Time > 0 && time.Since(s.started) > s.limits.Time:
		s.over, s.stop = true, StopTime
	case s.ctx.Err() != nil:
		s.over = true
	}
	return !s.over
}

// note records that two rows agree on some columns. It returns whether that is
// news.
func (s *search) note(agree set) bool {
	if _, ok := s.known[agree]; ok {
		return false
	}
	s.known[agree] = struct{}{}
	s.fresh = append(s.fresh, agree)
	return true
}

// learn takes out of the tree what the fresh pairs of rows break, and puts in
// what may hold instead. Rows that agree on much break most, so they go first.
func (s *search) learn() {
	slices.SortFunc(s.fresh, func(a, b set) int {
		return cmp.Or(b.size()-a.size(), cmp.Compare(a, b))
	})
	for _, agree := range s.fresh {
		for _, broken := range s.tree.cut(agree) {
			s.extend(broken, agree)
		}
		if s.tree.nodes > s.limits.Candidates {
			s.shorten()
		}
		if !s.spend(0) {
			return
		}
	}
	s.fresh = s.fresh[:0]
}

// extend adds to the left side of a broken dependency each column that tells
// the two rows apart, unless the tree has as much with less.
func (s *search) extend(broken candidate, agree set) {
	if broken.left.size() >= s.longest {
		return
	}
	for column := range (s.table.all &^ agree).all {
		left, right := broken.left|single(column), broken.right&^single(column)
		if right &^= s.tree.covered(left, right); right != 0 {
			s.tree.add(left, right)
		}
	}
}

// shorten gives up the longest left sides until the tree is small enough.
func (s *search) shorten() {
	for s.tree.nodes > s.limits.Candidates && s.longest > 1 {
		s.longest = min(s.longest, s.tree.root.depth()) - 1
		s.tree.prune(s.longest)
		s.stop = StopCandidates
	}
}

// validate checks candidates on all rows and returns how many were broken.
func (s *search) validate(candidates []candidate) (broken int) {
	for _, c := range candidates {
		if !s.spend(0) {
			return broken
		}
		pairs, work := s.probe.check(&s.table, c)
		s.spend(work)
		for _, agree := range pairs {
			s.note(agree)
		}
		if len(pairs) > 0 {
			broken++
		}
	}
	return broken
}

// result reads the tree.
func (s *search) result(complete int) Result {
	r := Result{Complete: complete, Stopped: s.stop, Work: s.work + s.tree.steps}
	key := s.table.width - 1
	for size := 1; size <= complete; size++ {
		found := s.tree.level(size)
		if len(found) == 0 && s.tree.root.depth() < size {
			break
		}
		for _, c := range found {
			left := c.left.columns()
			for right := range c.right.all {
				if right == key {
					r.Keys = append(r.Keys, left)
					continue
				}
				r.Dependencies = append(r.Dependencies, Dependency{left, right})
			}
		}
	}
	return r
}
