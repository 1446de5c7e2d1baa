package measure

import "github.com/tarnlake/tarn/query/profile/sketch"

// A Sample is whole rows, drawn evenly from all of them: each row has a tag, a
// number that looks random, and those are in the sample whose tags are small
// enough. While the rows are few, it is all of them.
type Sample struct {
	Rows    []int64 // their numbers in the table, from 0, in order
	Columns []SampleColumn

	tags     []uint64
	seed     uint64
	capacity int
	level    uint // 2^-level of the rows are in the sample
}

// A SampleColumn holds the values of one column of a sample, row by row.
type SampleColumn struct {
	Kind   Kind
	Bits   []uint64 // as in [Value]; of a column of texts there are none
	Texts  []string // of a column of texts, cut at [LongText] bytes
	Hashes []uint64 // of the whole value
	Null   []bool
}

func newSample(kinds []Kind, capacity int, seed uint64) Sample {
	s := Sample{seed: sketch.Hash(seed), capacity: capacity, Columns: make([]SampleColumn, len(kinds))}
	for i, k := range kinds {
		s.Columns[i].Kind = k
	}
	return s
}

// Exact reports whether the sample is all rows.
func (s *Sample) Exact() bool { return s.level == 0 }

// Share returns the share of the rows that is in the sample.
func (s *Sample) Share() float64 { return 1 / float64(int64(1)<<s.level) }

func (s *Sample) wants(tag uint64) bool { return tag>>(64-s.level) == 0 }

// pick returns the places of those of the next rows that come into the sample,
// the first of which has the number from.
func (s *Sample) pick(places []int, from int64, rows int) []int {
	for i := range rows {
		row := from + int64(i)
		if tag := sketch.Hash(uint64(row) ^ s.seed); s.wants(tag) {
			places = append(places, i)
			s.Rows = append(s.Rows, row)
			s.tags = append(s.tags, tag)
		}
	}
	return places
}

// thin halves the sample as often as it is too large.
func (s *Sample) thin() {
	for len(s.Rows) > s.capacity {
		s.level++
		s.keepWanted()
	}
}

// keepWanted drops the rows whose tags are too large.
func (s *Sample) keepWanted() {
	n := 0
	for i, tag := range s.tags {
		if !s.wants(tag) {
			continue
		}
		s.Rows[n], s.tags[n] = s.Rows[i], tag
		for j := range s.Columns {
			s.Columns[j].move(n, i)
		}
		n++
	}
	s.Rows, s.tags = s.Rows[:n], s.tags[:n]
	for j := range s.Columns {
		s.Columns[j].cut(n)
	}
}

// merge adds the rows of another sample, whose numbers begin at start.
func (s *Sample) merge(from *Sample, start int64) {
	if from.level > s.level {
		s.level = from.level
		s.keepWanted()
	}
	for i, tag := range from.tags {
		if !s.wants(tag) {
			continue
		}
		s.Rows, s.tags = append(s.Rows, start+from.Rows[i]), append(s.tags, tag)
		for j := range s.Columns {
			s.Columns[j].copy(&from.Columns[j], i)
		}
	}
	s.thin()
}

func (c *SampleColumn) move(to, from int) {
	c.Hashes[to], c.Null[to] = c.Hashes[from], c.Null[from]
	if c.Kind == Text {
		c.Texts[to] = c.Texts[from]
	} else {
		c.Bits[to] = c.Bits[from]
	}
}

func (c *SampleColumn) copy(from *SampleColumn, i int) {
	c.Hashes, c.Null = append(c.Hashes, from.Hashes[i]), append(c.Null, from.Null[i])
	if c.Kind == Text {
		c.Texts = append(c.Texts, from.Texts[i])
	} else {
		c.Bits = append(c.Bits, from.Bits[i])
	}
}

func (c *SampleColumn) cut(n int) {
	c.Hashes, c.Null = c.Hashes[:n], c.Null[:n]
	if c.Kind == Text {
		clear(c.Texts[n:])
		c.Texts = c.Texts[:n]
	} else {
		c.Bits = c.Bits[:n]
	}
}

func (c *SampleColumn) add(hash uint64, v Value, null bool) {
	c.Hashes, c.Null = append(c.Hashes, hash), append(c.Null, null)
	if c.Kind == Text {
		c.Texts = append(c.Texts, v.Text)
	} else {
		c.Bits = append(c.Bits, v.Bits)
	}
}
