package sketch

import (
	"bytes"
	"encoding/gob"
	"math/rand/v2"
)

// What is written of the summaries. The seed of a summary of quantiles is not: it
// goes on with another one, which is as good.
type (
	distinctState[V any] struct {
		Entries  []Entry[V]
		Capacity int
		Level    uint
	}
	frequentState[V any] struct {
		Entries  []Entry[V]
		Capacity int
		Offset   int64
	}
	quantilesState struct {
		Epsilon      float64
		Size, Height int
		N            int64
		Level        int
		Filling      []float64
		Full         []buffer
	}
)

// GobEncode writes the summary down.
func (d *Distinct[V]) GobEncode() ([]byte, error) {
	return encode(distinctState[V]{d.entries, d.capacity, d.level})
}

// GobDecode reads what GobEncode wrote.
func (d *Distinct[V]) GobDecode(b []byte) error {
	var s distinctState[V]
	err := decode(b, &s)
	*d = Distinct[V]{table[V]{entries: s.Entries}, s.Capacity, s.Level}
	d.index(2 * (len(s.Entries) + 1))
	return err
}

// GobEncode writes the summary down.
func (f *Frequent[V]) GobEncode() ([]byte, error) {
	return encode(frequentState[V]{f.entries, f.capacity, f.offset})
}

// GobDecode reads what GobEncode wrote.
func (f *Frequent[V]) GobDecode(b []byte) error {
	var s frequentState[V]
	err := decode(b, &s)
	*f = Frequent[V]{table: table[V]{entries: s.Entries}, capacity: s.Capacity, offset: s.Offset}
	f.index(2 * (len(s.Entries) + 1))
	return err
}

// GobEncode writes the summary down.
func (q *Quantiles) GobEncode() ([]byte, error) {
	return encode(quantilesState{q.epsilon, q.size, q.height, q.n, q.level, q.filling, q.full})
}

// GobDecode reads what GobEncode wrote.
func (q *Quantiles) GobDecode(b []byte) error {
	var s quantilesState
	err := decode(b, &s)
	*q = Quantiles{
		epsilon: s.Epsilon, size: s.Size, height: s.Height, n: s.N, level: s.Level, filling: s.Filling, full: s.Full,
		random: rand.New(rand.NewPCG(1, uint64(s.N))),
	}
	return err
}

func encode(state any) ([]byte, error) {
	var b bytes.Buffer
	err := gob.NewEncoder(&b).Encode(state)
	return b.Bytes(), err
}

func decode(b []byte, state any) error { return gob.NewDecoder(bytes.NewReader(b)).Decode(state) }
