package profile

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync"

	"github.com/tarnlake/tarn/datasets/schema"
	"github.com/tarnlake/tarn/query"
	"github.com/tarnlake/tarn/query/bind"
	"github.com/tarnlake/tarn/query/duck"
	"github.com/tarnlake/tarn/query/profile/measure"
)

// kindOf returns how the values of a column are measured, and the type to which
// the engine casts them for that.
func kindOf(t schema.Type) (kind measure.Kind, cast string) {
	switch {
	case t.Kind == schema.Boolean:
		return measure.Boolean, "BOOLEAN"
	case t.Kind.Integer():
		return measure.Integer, "BIGINT"
	case t.Kind.Numeric():
		return measure.Double, "DOUBLE"
	case t.Kind.Temporal():
		return measure.Time, "TIMESTAMP"
	case t.Kind.Nested():
		return measure.Text, "JSON"
	}
	return measure.Text, "VARCHAR"
}

// selectColumns returns the statement whose rows are measured.
func selectColumns(columns []schema.Field, from string) string {
	items := make([]string, len(columns))
	for i, c := range columns {
		_, cast := kindOf(c.Type)
		items[i] = fmt.Sprintf("CAST(%s AS %s)", bind.Quote(c.Name), cast)
	}
	return "SELECT " + strings.Join(items, ", ") + " FROM " + from
}

// pass looks at the rows once. It counts the rows that it has seen with progress,
// which may be nil.
func pass(ctx context.Context, run query.Runner, r query.Request, columns []schema.Field, t *measure.Table, progress func(rows int64)) error {
	return stream(ctx, run, r, len(columns), func(b batch) {
		b.measure(t)
		if progress != nil {
			progress(t.Rows)
		}
	})
}

// stream hands the rows to do, some at a time, while the next ones are read.
func stream(ctx context.Context, run query.Runner, r query.Request, columns int, do func(batch)) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	rows, err := run.Run(ctx, r)
	if err != nil {
		return err
	}
	defer rows.Close()
	batches := make(chan batch)
	go func() {
		defer close(batches)
		fill(ctx, rows, batchLen(columns), batches)
	}()
	for b := range batches {
		if err == nil {
			err = b.err
		}
		if err == nil {
			do(b)
		}
		b.release()
	}
	if err == nil {
		err = ctx.Err()
	}
	return err
}

// batchBytes is about how much DuckDB's memory for one batch may be.
const batchBytes = 8 << 20

// batchLen returns how many chunks make a batch, for that many columns.
func batchLen(columns int) int {
	const chunk = 2048 * 16 // bytes of a column, at most, without long texts
	return max(1, min(32, batchBytes/(chunk*max(1, columns))))
}

// A batch is chunks of rows, or an error that ends them.
type batch struct {
	chunks []*duck.Chunk
	err    error
}

// fill sends the rows in batches of n chunks.
func fill(ctx context.Context, rows *query.Rows, n int, to chan<- batch) {
	var b batch
	send := func() bool {
		select {
		case to <- b:
			b = batch{}
			return true
		case <-ctx.Done():
			b.release()
			return false
		}
	}
	for chunk, err := range rows.Chunks() {
		if err != nil {
			b.err = err
			break
		}
		b.chunks = append(b.chunks, chunk)
		if len(b.chunks) == n && !send() {
			return
		}
	}
	if len(b.chunks) > 0 || b.err != nil {
		send()
	}
}

func (b batch) release() {
	for _, c := range b.chunks {
		c.Release()
	}
}

// rows returns how many rows there are.
func (b batch) rows() (n int) {
	for _, c := range b.chunks {
		n += c.Len()
	}
	return n
}

// each hands the chunks to do for each column: the columns side by side, and each
// of them in order, so that the result does not depend on how many are at work.
func (b batch) each(columns int, do func(column int, chunks []*duck.Chunk)) {
	sideBySide(columns, func(i int) { do(i, b.chunks) })
}

// sideBySide does something for each number below n, on all processors.
func sideBySide(n int, do func(i int)) {
	numbers := make(chan int, n)
	for i := range n {
		numbers <- i
	}
	close(numbers)
	var group sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n) {
		group.Go(func() {
			for i := range numbers {
				do(i)
			}
		})
	}
	group.Wait()
}

// measure adds the rows to the table.
func (b batch) measure(t *measure.Table) {
	t.Begin(b.rows())
	b.each(len(t.Columns), func(i int, chunks []*duck.Chunk) {
		var texts [][]byte
		for _, c := range chunks {
			texts = add(t.Columns[i], c.Column(i), c.Len(), texts[:0])
		}
	})
	t.End()
}

// add adds the values of one column of a chunk. It returns the scratch that it
// was given for texts.
func add(to *measure.Column, v duck.Vector, rows int, texts [][]byte) [][]byte {
	switch to.Kind {
	case measure.Integer, measure.Time:
		to.AddIntegers(v.Integers(), v.Mask())
	case measure.Double:
		to.AddDoubles(v.Doubles(), v.Mask())
	case measure.Boolean:
		to.AddBooleans(v.Booleans(), v.Mask())
	case measure.Text:
		for i := range rows {
			if v.Null(i) {
				texts = append(texts, nil)
			} else {
				texts = append(texts, v.Bytes(i))
			}
		}
		to.AddTexts(texts, v.Mask())
	}
	return texts
}
