package query

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/query/text"
)

// A StateError says that an execution has no result that can be read, as Athena
// says it.
type StateError struct {
	ID    string
	State catalog.State
}

func (e *StateError) Error() string {
	switch e.State {
	case catalog.Queued, catalog.Running:
		return "Query has not yet finished. Current state: " + string(e.State)
	case catalog.Failed:
		return "Query did not finish successfully. Final query state: FAILED"
	}
	return "Could not find results"
}

// ErrNotKept says that the rows of an execution were shown and not kept, because
// there were too many.
var ErrNotKept = errors.New("its rows were not kept")

// resultsName is the folder of results in the state.
const resultsName = "results"

func resultFile(state string, e *catalog.Execution) string {
	return filepath.Join(state, resultsName, filepath.Base(e.Output))
}

// A Result is the result of an execution that succeeded. It has to be closed.
type Result struct {
	Columns []catalog.ColumnInfo
	Header  bool // the first row has the names of the columns
	file    *os.File
	lines   bool
}

// Result opens the result of an execution. Without one the error is a
// [*StateError] or [ErrNotKept].
func (h *History) Result(ctx context.Context, id string) (*Result, error) {
	e, err := h.catalog.Execution(ctx, id)
	if err != nil {
		return nil, err
	}
	return OpenResult(h.engine.options.State, e)
}

// OpenResult is [History.Result] of an execution that is known, for those who have
// no engine: state is the folder of the lake's state.
func OpenResult(state string, e catalog.Execution) (*Result, error) {
	if e.State != catalog.Succeeded {
		return nil, &StateError{e.ID, e.State}
	}
	r := &Result{Columns: e.Columns}
	if writes(&e) {
		return r, nil
	}
	if e.Output == "" {
		return nil, ErrNotKept
	}
	var err error
	r.file, err = os.Open(resultFile(state, &e))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &StateError{e.ID, ""}
	}
	r.lines = strings.HasSuffix(e.Output, ".txt")
	r.Header = !r.lines || e.Substatement == "EXPLAIN"
	return r, err
}

// Rows yields the rows of the result as Athena's GetQueryResults has them: texts,
// nil for null. Those of SHOW, DESCRIBE and EXPLAIN have one text each, a line of
// the file.
func (r *Result) Rows() iter.Seq2[[]*string, error] {
	switch {
	case r.file == nil:
		return func(func([]*string, error) bool) {}
	case r.lines:
		return r.lineRows
	}
	return text.ReadCSV(r.file, len(r.Columns))
}

func (r *Result) lineRows(yield func([]*string, error) bool) {
	all, err := io.ReadAll(r.file)
	if err != nil || len(all) == 0 {
		if err != nil {
			yield(nil, err)
		}
		return
	}
	for line := range strings.SplitSeq(string(all), "\n") {
		if !yield([]*string{&line}, nil) {
			return
		}
	}
}

// WriteTo writes the bytes of the file of the result.
func (r *Result) WriteTo(w io.Writer) (int64, error) {
	if r.file == nil {
		return 0, nil
	}
	return io.Copy(w, r.file)
}

// Close closes the result.
func (r *Result) Close() error {
	if r.file == nil {
		return nil
	}
	return r.file.Close()
}
