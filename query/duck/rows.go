package duck

import (
	"context"
	"iter"

	"github.com/duckdb/duckdb-go/v2/mapping"
)

// Rows are the rows of a result, computed while they are read.
type Rows struct {
	ctx     context.Context
	conn    *Conn
	res     *mapping.Result
	stop    func() // no more interrupts
	columns []Column
	vectors []vector

	values []any // of the current chunk, row by row
	row    int   // the current row of the chunk
	count  int   // rows of the chunk
	err    error
	closed bool
}

// newRows takes over a result, and destroys it if it cannot be read.
func newRows(ctx context.Context, c *Conn, res *mapping.Result, stop func()) (*Rows, error) {
	r := &Rows{ctx: ctx, conn: c, res: res, stop: stop}
	n := mapping.ColumnCount(res)
	r.columns, r.vectors = make([]Column, n), make([]vector, n)
	for i := range r.columns {
		column := Column{
			Name: mapping.ColumnName(res, mapping.IdxT(i)),
			Type: newType(mapping.ColumnLogicalType(res, mapping.IdxT(i))),
		}
		v, err := newVector(column.Type)
		if err != nil {
			mapping.DestroyResult(res)
			return nil, err
		}
		r.columns[i], r.vectors[i] = column, v
	}
	return r, nil
}

// Columns returns the columns of the result.
func (r *Rows) Columns() []Column { return r.columns }

// Next moves on to the next row. It returns false after the last one and when
// something fails, which [Rows.Err] tells apart, and closes the rows then.
func (r *Rows) Next() bool {
	r.row++
	if r.row < r.count {
		return true
	}
	return r.fetch()
}

// fetch reads the next chunk of rows. It closes the rows when there is none.
func (r *Rows) fetch() bool {
	r.row, r.count = 0, 0
	chunk, ok := r.chunk()
	if !ok {
		return false
	}
	defer mapping.DestroyDataChunk(&chunk)
	r.count = int(mapping.DataChunkGetSize(chunk))
	width := len(r.columns)
	if need := r.count * width; cap(r.values) < need {
		r.values = make([]any, need)
	}
	r.values = r.values[:r.count*width]
	for i := range r.vectors {
		v := &r.vectors[i]
		v.load(mapping.DataChunkGetVector(chunk, mapping.IdxT(i)))
		v.column(r.values[i:], r.count, width)
	}
	return true
}

// chunk returns the next chunk, which the caller destroys. It closes the rows
// when there is none.
func (r *Rows) chunk() (chunk mapping.DataChunk, ok bool) {
	if r.closed {
		return chunk, false
	}
	chunk, err := fetch(r.res)
	if err == nil {
		err = r.ctx.Err()
	}
	if err != nil {
		r.err = r.conn.fail(r.ctx, err)
	}
	if err != nil || chunk.Ptr == nil {
		mapping.DestroyDataChunk(&chunk)
		r.Close()
		return chunk, false
	}
	return chunk, true
}

// Skip goes past all rows that are left, without looking at their values, and
// returns how many there were. What ended them early is in [Rows.Err].
func (r *Rows) Skip() int64 {
	skipped := int64(max(0, r.count-r.row-1))
	for {
		chunk, ok := r.chunk()
		if !ok {
			return skipped
		}
		skipped += int64(mapping.DataChunkGetSize(chunk))
		mapping.DestroyDataChunk(&chunk)
	}
}

// Row returns the values of the current row. The slice is good until the next
// call of Next; the values stay good. NULL is nil, and the others are
//
//	bool                BOOLEAN
//	int64               the signed integers up to BIGINT, the unsigned up to UINTEGER
//	uint64              UBIGINT
//	*big.Int            HUGEINT, UHUGEINT, BIGNUM
//	float32             FLOAT
//	float64             DOUBLE
//	[Decimal]           DECIMAL
//	string              VARCHAR, JSON, UUID, ENUM, BIT (of 0 and 1)
//	[]byte              BLOB, GEOMETRY (WKB)
//	time.Time           DATE, TIMESTAMP and TIMESTAMP WITH TIME ZONE, all in UTC; an
//	                    [Infinity] if it is infinite
//	time.Time           TIME, on the first of January of the year 1; 24:00:00 is the
//	                    start of the second; TIME WITH TIME ZONE has its offset
//	[Interval]          INTERVAL
//	[]any               LIST, ARRAY
//	[Struct]            STRUCT
//	[Map]               MAP
//	[Union]             UNION
//
// A VARIANT comes as JSON.
func (r *Rows) Row() []any {
	width := len(r.columns)
	return r.values[r.row*width : (r.row+1)*width : (r.row+1)*width]
}

// Err returns what ended the rows early, if anything did.
func (r *Rows) Err() error { return r.err }

// All returns the rows one after the other, and closes them. An error comes
// last, without a row.
func (r *Rows) All() iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		defer r.Close()
		for r.Next() {
			if !yield(r.Row(), nil) {
				return
			}
		}
		if err := r.Err(); err != nil {
			yield(nil, err)
		}
	}
}

// Close ends the statement, however far it has come.
func (r *Rows) Close() error {
	if r.closed {
		return nil
	}
	r.closed = true
	r.count = 0
	r.stop()
	mapping.DestroyResult(r.res)
	r.conn.rows = nil
	return nil
}
