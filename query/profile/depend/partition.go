package depend

// A partition holds the rows of a table in groups: rows that agree on some
// columns lie together.
type partition struct {
	rows []uint32 // one group after the other
	ends []uint32 // where each group ends in rows
}

// groups calls yield with the rows of each group.
func (p partition) groups(yield func([]uint32) bool) {
	start := uint32(0)
	for _, end := range p.ends {
		if !yield(p.rows[start:end]) {
			return
		}
		start = end
	}
}

// whole is the partition of a table into one group.
func whole(rows int) partition {
	p := partition{rows: make([]uint32, rows), ends: []uint32{uint32(rows)}}
	for i := range p.rows {
		p.rows[i] = uint32(i)
	}
	return p
}

// A refiner splits partitions. It keeps its counters from one call to the next;
// between calls they are zero.
type refiner struct {
	counts []uint32 // by code
	seen   []uint32 // codes of the group, in order of appearance
}

func newRefiner(columns []Column) *refiner {
	most := 0
	for _, c := range columns {
		most = max(most, c.Distinct)
	}
	return &refiner{counts: make([]uint32, most+1)}
}

// refine splits each group by the codes of a column, keeping the order of rows.
// Of the groups made, those smaller than least are left out, and so is the
// group of NULL if dropNull is set. Least 2 makes the stripped partitions of
// Huhtala et al., "TANE" (The Computer Journal 42(2), 1999).
func (r *refiner) refine(p partition, codes []uint32, least uint32, dropNull bool) partition {
	fine := partition{rows: make([]uint32, 0, len(p.rows))}
	for group := range p.groups {
		fine = r.split(fine, group, codes, least, dropNull)
	}
	return fine
}

// split appends the parts of a group to a partition.
func (r *refiner) split(fine partition, group, codes []uint32, least uint32, dropNull bool) partition {
	r.count(group, codes)
	start := uint32(len(fine.rows))
	for _, code := range r.seen {
		n := r.counts[code]
		if n < least || code == 0 && dropNull {
			r.counts[code] = none
			continue
		}
		r.counts[code] = start
		start += n
		fine.ends = append(fine.ends, start)
	}
	fine.rows = fine.rows[:start]
	for _, row := range group {
		if at := &r.counts[codes[row]]; *at != none {
			fine.rows[*at] = row
			*at++
		}
	}
	r.reset()
	return fine
}

// none marks a code whose rows are left out.
const none = ^uint32(0)

// count tallies the codes of a group into counts and seen.
func (r *refiner) count(group, codes []uint32) {
	for _, row := range group {
		code := codes[row]
		if r.counts[code] == 0 {
			r.seen = append(r.seen, code)
		}
		r.counts[code]++
	}
}

func (r *refiner) reset() {
	for _, code := range r.seen {
		r.counts[code] = 0
	}
	r.seen = r.seen[:0]
}
