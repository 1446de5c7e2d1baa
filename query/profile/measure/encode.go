package measure

import (
	"bytes"
	"encoding/gob"
	"fmt"

	"github.com/tarnlake/tarn/query/profile/sketch"
	"github.com/tarnlake/tarn/query/profile/sorted"
)

// stateVersion is the first byte of what [Table.MarshalBinary] writes.
const stateVersion = 4

type (
	tableState struct {
		Columns []columnState
		Rows    int64
		Sample  sampleState
		Repeats repeatsState
	}
	columnState struct {
		Column Column
		Limits Limits
		Lost   float64 // of the moments
		Order  orderState
		Start  int64 // of the days
		Words  []uint64
	}
	orderState struct {
		Any         bool
		First, Last float64
	}
	sampleState struct {
		Rows     []int64
		Columns  []SampleColumn
		Tags     []uint64
		Seed     uint64
		Capacity int
		Level    uint
	}
	repeatsState struct {
		Limit    int
		Rows     int64
		Hashes   []uint64
		Distinct *sketch.Distinct[bool]
	}
)

// MarshalBinary writes down what is kept of the rows.
func (t *Table) MarshalBinary() ([]byte, error) {
	s := tableState{
		Rows:    t.Rows,
		Sample:  sampleState{t.Sample.Rows, t.Sample.Columns, t.Sample.tags, t.Sample.seed, t.Sample.capacity, t.Sample.level},
		Repeats: t.Repeats.state(),
	}
	for _, c := range t.Columns {
		s.Columns = append(s.Columns, c.state())
	}
	var b bytes.Buffer
	b.WriteByte(stateVersion)
	err := gob.NewEncoder(&b).Encode(s)
	return b.Bytes(), err
}

// Size returns about how many bytes MarshalBinary writes.
func (t *Table) Size() int64 {
	size := 10 * t.Repeats.rows
	if t.Repeats.distinct != nil {
		size = 12 * int64(len(t.Repeats.distinct.Entries()))
	}
	for i, c := range t.Columns {
		size += 30*int64(len(c.Values.Entries())) + 16*int64(len(t.Sample.Rows))
		for _, text := range t.Sample.Columns[i].Texts {
			size += int64(len(text))
		}
	}
	return size
}

// UnmarshalBinary reads what MarshalBinary wrote.
func (t *Table) UnmarshalBinary(b []byte) error {
	if len(b) == 0 || b[0] != stateVersion {
		return fmt.Errorf("what is kept of the rows is not in the form %d", stateVersion)
	}
	var s tableState
	if err := gob.NewDecoder(bytes.NewReader(b[1:])).Decode(&s); err != nil {
		return err
	}
	*t = Table{
		Rows:    s.Rows,
		Sample:  Sample{s.Sample.Rows, s.Sample.Columns, s.Sample.Tags, s.Sample.Seed, s.Sample.Capacity, s.Sample.Level},
		Repeats: s.Repeats.repeats(),
	}
	for i := range s.Columns {
		c := s.Columns[i].column()
		c.sample = &t.Sample.Columns[i]
		t.Columns = append(t.Columns, c)
	}
	return nil
}

func (r *Repeats) state() repeatsState {
	s := repeatsState{Limit: r.limit, Rows: r.rows, Distinct: r.distinct}
	if r.distinct == nil {
		s.Hashes = make([]uint64, 0, r.rows)
		r.hashes.Each(func(h uint64, n int64) {
			for range n {
				s.Hashes = append(s.Hashes, h)
			}
		})
	}
	return s
}

func (s *repeatsState) repeats() Repeats {
	r := Repeats{limit: s.Limit, rows: s.Rows, hashes: sorted.New(nil, 0), distinct: s.Distinct}
	r.hashes.Add(s.Hashes)
	return r
}

func (c *Column) state() columnState {
	s := columnState{Column: *c, Limits: c.limits}
	switch {
	case c.Numbers != nil:
		s.Lost, s.Order = c.Numbers.Moments.lost, c.Numbers.Order.state()
	case c.Times != nil:
		s.Order, s.Start, s.Words = c.Times.Order.state(), c.Times.Days.start, c.Times.Days.words
	case c.Texts != nil:
		s.Lost = c.Texts.Lengths.lost
	}
	return s
}

func (s *columnState) column() *Column {
	c := &s.Column
	c.limits = s.Limits
	switch {
	case c.Numbers != nil:
		c.Numbers.Moments.lost = s.Lost
		c.Numbers.Order.set(s.Order)
	case c.Times != nil:
		c.Times.Order.set(s.Order)
		c.Times.Days.start, c.Times.Days.words = s.Start, s.Words
	case c.Texts != nil:
		c.Texts.Lengths.lost = s.Lost
	}
	return c
}

func (o *Order) state() orderState { return orderState{o.any, o.first, o.last} }

func (o *Order) set(s orderState) { o.any, o.first, o.last = s.Any, s.First, s.Last }
