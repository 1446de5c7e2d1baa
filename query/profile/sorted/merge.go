package sorted

import "os"

// readLen is how many numbers of a run are read at once.
const readLen = 1 << 12

// A source hands out sorted numbers, part by part.
type source struct {
	part []uint64 // what is left of the part at hand
	file *os.File // where further parts are; nil if there are none
	next int64    // where the next one begins, in numbers
	rest int64    // how many are still to be read
	room []uint64
}

// fill sees to it that the part has numbers, if any are left.
func (s *source) fill() error {
	if len(s.part) > 0 || s.rest == 0 {
		return nil
	}
	if s.room == nil {
		s.room = make([]uint64, min(readLen, s.rest))
	}
	s.part = s.room[:min(int64(len(s.room)), s.rest)]
	err := readAt(s.file, s.part, s.next)
	s.next += int64(len(s.part))
	s.rest -= int64(len(s.part))
	return err
}

// A merge puts sorted numbers of several sources together: a heap of them, that
// with the least number on top.
type merge struct {
	heap    []head
	sources []*source
}

// A head is the next number of a source.
type head struct {
	number uint64
	source int
}

func (m *merge) add(s *source) { m.sources = append(m.sources, s) }

func (m *merge) each(do func(x uint64, n int64)) error {
	for i, s := range m.sources {
		if err := s.fill(); err != nil {
			return err
		}
		if len(s.part) > 0 {
			m.heap = append(m.heap, head{s.part[0], i})
		}
	}
	for i := len(m.heap)/2 - 1; i >= 0; i-- {
		m.down(i)
	}
	var last uint64
	var count int64
	for len(m.heap) > 0 {
		x := m.heap[0].number
		if x != last && count > 0 {
			do(last, count)
			count = 0
		}
		n, err := m.take()
		if err != nil {
			return err
		}
		last, count = x, count+n
	}
	if count > 0 {
		do(last, count)
	}
	return nil
}

// take takes the numbers that are equal to the least off its source, as many as
// are at hand, and returns how many they were.
func (m *merge) take() (n int64, err error) {
	top := &m.heap[0]
	s := m.sources[top.source]
	i := 1
	for i < len(s.part) && s.part[i] == top.number {
		i++
	}
	s.part = s.part[i:]
	if len(s.part) == 0 {
		if err := s.fill(); err != nil {
			return 0, err
		}
	}
	if len(s.part) > 0 {
		top.number = s.part[0]
	} else {
		end := len(m.heap) - 1
		m.heap[0] = m.heap[end]
		m.heap = m.heap[:end]
	}
	m.down(0)
	return int64(i), nil
}

// down puts a head where it belongs among those under it.
func (m *merge) down(i int) {
	heap := m.heap
	if i >= len(heap) {
		return
	}
	moved := heap[i]
	for {
		child := 2*i + 1
		if child >= len(heap) {
			break
		}
		if right := child + 1; right < len(heap) && heap[right].number < heap[child].number {
			child = right
		}
		if heap[child].number >= moved.number {
			break
		}
		heap[i] = heap[child]
		i = child
	}
	heap[i] = moved
}
