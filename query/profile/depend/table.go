package depend

// A table is the columns in the two shapes that the search reads: row by row,
// with the row number as last column, and column by column as partitions.
type table struct {
	rows    int
	width   int      // columns, with the row number
	all     set      // columns, without the row number
	records []uint32 // width codes for each row
	parts   []partition
}

// newTable also sorts the rows of each group by the columns that follow, around
// the end, so that rows that lie together agree on much.
func newTable(columns []Column, rows int) table {
	n := len(columns)
	t := table{rows: rows, width: n + 1, all: single(n) - 1, parts: make([]partition, n)}
	t.records = make([]uint32, rows*t.width)
	for i, c := range columns {
		for row, code := range c.Codes {
			t.records[row*t.width+i] = code
		}
	}
	for row := range rows {
		t.records[row*t.width+n] = uint32(row)
	}
	r, order := newRefiner(columns), whole(rows)
	for i := n + min(n, 3) - 1; i >= 0; i-- {
		p := r.refine(order, columns[i%n].Codes, 1, false)
		order.rows = p.rows
		if i < n {
			t.parts[i] = p.strip()
		}
	}
	return t
}

// strip returns the groups of two rows and more.
func (p partition) strip() partition {
	var s partition
	total, groups := 0, 0
	for group := range p.groups {
		if len(group) > 1 {
			total += len(group)
			groups++
		}
	}
	s.rows, s.ends = make([]uint32, 0, total), make([]uint32, 0, groups)
	for group := range p.groups {
		if len(group) > 1 {
			s.rows = append(s.rows, group...)
			s.ends = append(s.ends, uint32(len(s.rows)))
		}
	}
	return s
}

// record returns the codes of a row, the row number last.
func (t *table) record(row uint32) []uint32 {
	start := int(row) * t.width
	return t.records[start : start+t.width : start+t.width]
}

// agree returns the columns on which two rows have the same value.
func (t *table) agree(a, b uint32) set {
	x, y := t.record(a), t.record(b)
	y = y[:len(x)]
	var same set
	for i, code := range x {
		if code == y[i] {
			same |= single(i)
		}
	}
	return same
}

// A probe checks candidates. It keeps its memory from one check to the next.
type probe struct {
	slots []uint32 // row+1 of the first row with these codes; 0 is free
	used  []uint32
	rest  []int // columns of the left side but the one whose groups are walked
}

// check looks for pairs of rows that agree on the left side of a candidate and
// not on its right columns. It returns what such pairs agree on, at least one
// pair for each right column that has any.
func (p *probe) check(t *table, c candidate) (pairs []set, work int64) {
	pivot := t.pivot(c.left)
	p.rest = p.rest[:0]
	for column := range (c.left &^ single(pivot)).all {
		p.rest = append(p.rest, column)
	}
	open := c.right
	for group := range t.parts[pivot].groups {
		work += int64(len(group) * (len(p.rest) + 1))
		p.grow(len(group))
		for _, row := range group {
			first, met := p.meet(t, row, group[0])
			if !met || t.same(first, row, open) {
				continue
			}
			agree := t.agree(first, row)
			pairs = append(pairs, agree)
			if open &= agree; open == 0 {
				break
			}
		}
		p.clear()
		if open == 0 {
			break
		}
	}
	return pairs, work
}

// pivot returns the column of a left side with the fewest rows to look at.
func (t *table) pivot(left set) int {
	best := -1
	for column := range left.all {
		if best < 0 || t.smaller(column, best) {
			best = column
		}
	}
	return best
}

func (t *table) smaller(a, b int) bool {
	p, q := t.parts[a], t.parts[b]
	if len(p.rows) != len(q.rows) {
		return len(p.rows) < len(q.rows)
	}
	return len(p.ends) > len(q.ends)
}

// same says whether two rows agree on all of some columns.
func (t *table) same(a, b uint32, columns set) bool {
	x, y := t.record(a), t.record(b)
	for column := range columns.all {
		if x[column] != y[column] {
			return false
		}
	}
	return true
}

// meet returns the first row of the group met before that agrees with a row on
// the rest of the left side. If there is none, the row is that for the next.
func (p *probe) meet(t *table, row, groupFirst uint32) (first uint32, met bool) {
	if len(p.rest) == 0 {
		return groupFirst, row != groupFirst
	}
	record := t.record(row)
	hash := uint64(0)
	for _, column := range p.rest {
		hash = (hash ^ uint64(record[column])) * 0x9E3779B97F4A7C15
		hash ^= hash >> 32
	}
	mask := uint64(len(p.slots) - 1)
	for at := hash & mask; ; at = (at + 1) & mask {
		slot := p.slots[at]
		if slot == 0 {
			p.slots[at] = row + 1
			p.used = append(p.used, uint32(at))
			return 0, false
		}
		if p.equal(record, t.record(slot-1)) {
			return slot - 1, true
		}
	}
}

func (p *probe) equal(a, b []uint32) bool {
	for _, column := range p.rest {
		if a[column] != b[column] {
			return false
		}
	}
	return true
}

// grow makes room for a group: slots are a power of two, at most half used.
// Before a small group after a large one they are cut to fit the cache.
func (p *probe) grow(rows int) {
	size := 16
	for size < 2*rows {
		size *= 2
	}
	if cap(p.slots) < size {
		p.slots = make([]uint32, size)
	}
	p.slots = p.slots[:size]
}

func (p *probe) clear() {
	for _, at := range p.used {
		p.slots[at] = 0
	}
	p.used = p.used[:0]
}
