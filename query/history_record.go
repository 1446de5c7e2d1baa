package query

import (
	"bytes"
	"context"
	"errors"
	"os"

	"github.com/tarnlake/tarn/catalog"
)

// keepSize is up to how many bytes the result of a recorded statement is kept.
const keepSize = 1 << 20

// A Recording is a statement that somebody else runs and the history keeps: with
// its result, if that is small and was read to its end. A nil one keeps nothing.
type Recording struct {
	x      *execution
	result bytes.Buffer
	whole  bool // the result is in the buffer
}

// Record notes that the caller runs a statement, with the request that
// [Recording.Request] returns, and tells the recording how it went. A statement
// that Athena would not begin is a [*StartError]. A nil history makes nil recordings.
func (h *History) Record(ctx context.Context, s Submission) (*Recording, error) {
	if h == nil {
		return nil, nil
	}
	x, err := h.submit(ctx, s)
	if err != nil {
		return nil, err
	}
	x.is.State = catalog.Running
	if err := h.catalog.AddExecution(ctx, x.is, h.owner.name, x.likeness()); err != nil {
		return nil, err
	}
	return &Recording{x: x}, nil
}

// Request returns a request with its reads counted.
func (r *Recording) Request(request Request) Request {
	if r != nil {
		request.Reads = r.x.reads
	}
	return request
}

// Rows returns the rows of the answer, which are noted as they are read.
func (r *Recording) Rows(rows *Rows) *Rows {
	if r == nil {
		return rows
	}
	e := &r.x.is
	e.Timing.Planning = r.x.history.Now().Sub(e.Submitted)
	describeResult(e, rows)
	noted := *rows
	noted.chunks = nil
	noted.all = func(yield func([]any, error) bool) {
		out := newRowWriter(&r.result, e, rows)
		keep := true
		for row, err := range rows.All() {
			if err == nil {
				e.Rows++
				if n, ok := writtenRows(e, row); ok {
					e.Updated = n
				}
				keep = keep && out.Write(row) == nil && r.result.Len() <= keepSize
			}
			before := e.Rows
			if !yield(row, err) || err != nil {
				return
			}
			keep = keep && e.Rows == before // no rows were skipped
		}
		r.whole = keep && out.Close() == nil
	}
	if rows.skip != nil {
		noted.skip = func() int64 {
			n := rows.skip()
			e.Rows += n
			return n
		}
	}
	return &noted
}

// Count notes the rows of an answer that does not pass through [Recording.Rows].
func (r *Recording) Count(rows int64) {
	if r != nil {
		r.x.is.Rows = rows
	}
}

// Done notes how the statement ended. One that Athena would not have begun is
// forgotten.
func (r *Recording) Done(ctx context.Context, err error) error {
	if r == nil {
		return nil
	}
	x, e := r.x, &r.x.is
	defer x.cancel(nil)
	ctx = context.WithoutCancel(ctx)
	x.err = err
	if x.refusal() != nil {
		return x.history.catalog.DropExecution(ctx, e.ID)
	}
	e.State, e.Completed = catalog.Succeeded, x.history.Now().UTC()
	e.Timing.Total = e.Completed.Sub(e.Submitted)
	e.Timing.Engine = e.Timing.Total
	if err != nil {
		if errors.Is(err, context.Canceled) {
			x.err = errStopped
		}
		x.fail()
	}
	if err != nil || !r.whole {
		e.Output = ""
	} else if err := r.save(); err != nil {
		return err
	}
	_, err = x.history.catalog.UpdateExecution(ctx, *e)
	return err
}

// save writes the result into its file.
func (r *Recording) save() error {
	h, e := r.x.history, &r.x.is
	if writes(e) {
		e.Rows = 0
		return nil
	}
	path := h.unfinished(e.ID)
	if err := os.WriteFile(path, r.result.Bytes(), 0o644); err != nil {
		return err
	}
	return os.Rename(path, h.file(e))
}
