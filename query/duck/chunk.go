package duck

import (
	"iter"
	"unsafe"

	"github.com/duckdb/duckdb-go/v2/mapping"
)

// A Chunk is the next rows of a result, up to 2,048 of them, column by column.
// Its values lie in DuckDB's memory and are good until [Chunk.Release].
type Chunk struct {
	data    mapping.DataChunk
	columns []Vector
	rows    int
}

// Len returns the number of rows.
func (c *Chunk) Len() int { return c.rows }

// Column returns the values of column i.
func (c *Chunk) Column(i int) Vector { return c.columns[i] }

// Release gives the chunk back to DuckDB. It may be called from any goroutine,
// also after the rows are closed.
func (c *Chunk) Release() { mapping.DestroyDataChunk(&c.data) }

// A Vector is one column of a [Chunk].
type Vector struct {
	data, valid unsafe.Pointer
	rows        int
}

// Null reports whether value i is NULL.
func (v Vector) Null(i int) bool {
	return v.valid != nil && at[uint64](v.valid, i>>6)&(1<<(i&63)) == 0
}

// Mask returns which values are there: bit i&63 of word i>>6 is 0 if value i is
// NULL. It is nil if none is.
func (v Vector) Mask() []uint64 {
	if v.valid == nil {
		return nil
	}
	return unsafe.Slice((*uint64)(v.valid), (v.rows+63)/64)
}

// Bytes returns value i of a VARCHAR or BLOB. NULL has none that means anything.
func (v Vector) Bytes(i int) []byte { return (&vector{data: v.data}).bytes(i) }

// Booleans returns the values of a BOOLEAN. That of a NULL means nothing.
func (v Vector) Booleans() []bool { return values[bool](v) }

// Integers returns the values of a BIGINT, or of a TIMESTAMP in microseconds
// since 1970. That of a NULL means nothing.
func (v Vector) Integers() []int64 { return values[int64](v) }

// Doubles returns the values of a DOUBLE. That of a NULL means nothing.
func (v Vector) Doubles() []float64 { return values[float64](v) }

func values[T bool | int64 | float64](v Vector) []T {
	return unsafe.Slice((*T)(v.data), v.rows)
}

// Chunks returns the rows chunk by chunk, and closes them. Each chunk has to be
// released. An error comes last, without a chunk. It is for columns of the types
// that [Vector] reads; a statement casts the others.
func (r *Rows) Chunks() iter.Seq2[*Chunk, error] {
	return func(yield func(*Chunk, error) bool) {
		defer r.Close()
		for !r.closed {
			data, err := fetch(r.res)
			if err == nil {
				err = r.ctx.Err()
			}
			if err != nil {
				mapping.DestroyDataChunk(&data)
				yield(nil, r.conn.fail(r.ctx, err))
				return
			}
			if data.Ptr == nil || !yield(newChunk(data, len(r.columns)), nil) {
				return
			}
		}
	}
}

func newChunk(data mapping.DataChunk, width int) *Chunk {
	c := &Chunk{data: data, rows: int(mapping.DataChunkGetSize(data)), columns: make([]Vector, width)}
	for i := range c.columns {
		of := mapping.DataChunkGetVector(data, mapping.IdxT(i))
		c.columns[i] = Vector{data: mapping.VectorGetData(of), valid: mapping.VectorGetValidity(of), rows: c.rows}
	}
	return c
}
