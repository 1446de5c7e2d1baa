package query

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/query/ddl"
	"github.com/tarnlake/tarn/query/statement"
	"github.com/tarnlake/tarn/query/syntax"
	"github.com/tarnlake/tarn/query/text"
	"github.com/tarnlake/tarn/query/types"
)

// An execution is a statement on its way.
type execution struct {
	history    *History
	submission Submission
	statement  statement.Statement
	group      catalog.WorkGroup
	is         catalog.Execution // what will be told of it

	ctx    context.Context
	cancel context.CancelCauseFunc
	done   chan struct{}
	slot   bool // it need not wait any more

	asked bool // it has been put to the engine
	rows  *Rows
	err   error
}

// ask puts the statement to the engine.
func (x *execution) ask() {
	s, start := x.submission, time.Now()
	x.rows, x.err = x.history.engine.Run(x.ctx, Request{
		SQL: s.SQL, Database: s.Database, Stale: s.Stale, Warn: s.Warn, Parameters: s.Parameters, Session: s.Session, Reads: x.reads,
	})
	x.is.Timing.Planning = time.Since(start)
	x.asked = true
}

// reads counts what is read of a table, and ends the execution if it is too much.
func (x *execution) reads(t catalog.Table, files []catalog.FileRef) error {
	x.is.Sources = append(x.is.Sources, sourceOf(t, files))
	var wanted map[string][]string
	if len(t.Partitions) > 0 {
		if tree, err := syntax.Parse(x.statement.Text); err == nil {
			wanted = ddl.Wanted(tree, &t, cmp.Or(strings.ToLower(x.submission.Database), DefaultDatabase))
		}
	}
	for _, f := range files {
		if ofWanted(t, f, wanted) {
			x.is.Scanned += f.Size
		}
	}
	if x.group.Cutoff > 0 && x.is.Scanned > x.group.Cutoff {
		return errCutoff
	}
	return nil
}

// ofWanted reports whether a file is of a partition that matters.
func ofWanted(t catalog.Table, f catalog.FileRef, wanted map[string][]string) bool {
	for i, column := range t.Partitions {
		values, held := wanted[column.Name]
		if !held || i >= len(f.Partitions) {
			continue
		}
		is := func(value string) bool {
			a, err := strconv.ParseInt(value, 10, 64)
			b, err2 := strconv.ParseInt(f.Partitions[i], 10, 64)
			return value == f.Partitions[i] || err == nil && err2 == nil && a == b
		}
		if !slices.ContainsFunc(values, is) {
			return false
		}
	}
	return true
}

// run runs the statement to its end and records what came of it.
func (x *execution) run() {
	h := x.history
	x.wait()
	start := time.Now()
	if !x.asked && x.err == nil {
		x.ask()
	} else {
		start = start.Add(-x.is.Timing.Planning)
	}
	unfinished := ""
	if x.err == nil {
		unfinished, x.err = x.collect()
	}
	x.is.Timing.Engine = time.Since(start)
	x.close()
	x.finish(unfinished)
	h.mu.Lock()
	delete(h.running, x.is.ID)
	h.mu.Unlock()
	x.cancel(nil)
	close(x.done)
}

// wait waits until there is room for the execution.
func (x *execution) wait() {
	if x.slot {
		return
	}
	start := time.Now()
	if x.err = x.history.slots.Acquire(x.ctx, 1); x.err != nil {
		return
	}
	x.slot = true
	x.is.Timing.Queued = time.Since(start)
	x.is.State = catalog.Running
	if changed, err := x.history.catalog.UpdateExecution(x.ctx, x.is); err != nil || !changed {
		x.err = cmp.Or(err, errStopped)
	}
}

// close gives back what the execution holds.
func (x *execution) close() {
	if x.rows != nil {
		x.err = errors.Join(x.err, x.rows.Close())
		x.rows = nil
	}
	if x.slot {
		x.history.slots.Release(1)
		x.slot = false
	}
}

// finish records the end of an execution whose result lies in a file for now. It
// is moved to its place first: who learns that the execution succeeded can read it.
func (x *execution) finish(unfinished string) {
	start := time.Now()
	if cause := context.Cause(x.ctx); cause != nil && x.err != nil {
		x.err = cause
	}
	e := &x.is
	e.State = catalog.Succeeded
	if x.err == nil && unfinished != "" {
		x.err = os.Rename(unfinished, x.history.file(e))
	}
	if x.err != nil {
		x.fail()
	}
	if unfinished != "" {
		os.Remove(unfinished)
	}
	e.Completed = x.history.Now().UTC()
	e.Timing.Processing = time.Since(start)
	e.Timing.Total = e.Timing.Queued + e.Timing.Engine + e.Timing.Processing
	changed, err := x.history.catalog.UpdateExecution(context.WithoutCancel(x.ctx), *e)
	if err == nil && !changed && unfinished != "" { // it was stopped by another process
		os.Remove(x.history.file(e))
	}
}

// collect writes the result into a file that is not in its place yet, and returns
// its path; "" for statements that have none.
func (x *execution) collect() (path string, err error) {
	e, rows := &x.is, x.rows
	describeResult(e, rows)
	if writes(e) {
		return "", x.count()
	}
	path = x.history.unfinished(e.ID)
	f, err := os.Create(path)
	if err != nil {
		return "", err
	}
	out := newRowWriter(f, e, rows)
	for row, err := range rows.All() {
		if err == nil {
			err = out.Write(row)
		}
		if err != nil {
			f.Close()
			return path, err
		}
		e.Rows++
	}
	return path, errors.Join(out.Close(), f.Close())
}

// count takes the number of rows that a statement wrote from its answer.
func (x *execution) count() error {
	for row, err := range x.rows.All() {
		if err != nil {
			return err
		}
		if n, ok := writtenRows(&x.is, row); ok {
			x.is.Updated = n
		}
	}
	return nil
}

// writes reports whether the answer to a statement is the number of rows that it wrote.
func writes(e *catalog.Execution) bool {
	return e.Substatement == "INSERT" || e.Substatement == "CREATE_TABLE_AS_SELECT"
}

func writtenRows(e *catalog.Execution, row []any) (n int64, ok bool) {
	if writes(e) && len(row) == 1 {
		n, ok = row[0].(int64)
	}
	return n, ok
}

// typesOf returns Athena's types of the columns, whoever gave the answer.
func (r *Rows) typesOf() []types.Type {
	if len(r.types) == len(r.columns) {
		return r.types
	}
	list := make([]types.Type, len(r.columns))
	for i, c := range r.columns {
		list[i] = text.Of(c.Type)
	}
	return list
}

// describeResult notes what the answer tells of the statement and its columns.
func describeResult(e *catalog.Execution, rows *Rows) {
	if len(rows.columns) > 0 && rows.columns[0].Name == "column" && e.Type == statement.Utility {
		e.Substatement = "DESC_VIEW"
	}
	e.Columns = columnInfos(rows.columns, rows.typesOf(), e)
}

// columnInfos tells of the columns what Athena tells.
func columnInfos(columns []Column, list []types.Type, e *catalog.Execution) []catalog.ColumnInfo {
	infos := make([]catalog.ColumnInfo, len(columns))
	for i, c := range columns {
		switch {
		case e.Type != statement.Utility || e.Substatement == "SHOW_FUNCTIONS":
			infos[i] = text.ColumnInfo(c.Name, list[i])
		case e.Substatement == "SHOW_VIEWS" || e.Substatement == "SHOW_CREATE_VIEW" || e.Substatement == "DESC_VIEW":
			infos[i] = text.StringInfo(c.Name, "varchar")
		default:
			infos[i] = text.StringInfo(c.Name, "string")
		}
	}
	return infos
}

func names(columns []Column) []string {
	list := make([]string, len(columns))
	for i, c := range columns {
		list[i] = c.Name
	}
	return list
}

// A rowWriter writes the rows of a result.
type rowWriter interface {
	Write(row []any) error
	Close() error // writes what is left; the file stays open
}

// newRowWriter returns a writer of the result of an execution, in the form that
// the name of its file says.
func newRowWriter(w io.Writer, e *catalog.Execution, rows *Rows) rowWriter {
	list := rows.typesOf()
	if !strings.HasSuffix(e.Output, ".txt") {
		return text.NewCSV(w, names(rows.columns), list)
	}
	l := &lineWriter{w: bufio.NewWriter(w), types: list, plan: e.Substatement == "EXPLAIN"}
	if l.plan {
		fmt.Fprintln(l.w, strings.Join(names(rows.columns), "\t"))
	}
	return l
}

// A lineWriter writes rows with tabs between their values and line feeds between
// them. A plan has its header first and a line feed behind its last line.
type lineWriter struct {
	w     *bufio.Writer
	types []types.Type
	plan  bool
	buf   []byte
	more  bool // than one row
}

func (l *lineWriter) Write(row []any) error {
	l.buf = l.buf[:0]
	if l.more {
		l.buf = append(l.buf, '\n')
	}
	l.more = true
	for i, v := range row {
		if i > 0 {
			l.buf = append(l.buf, '\t')
		}
		l.buf = text.Append(l.buf, v, l.types[i])
	}
	_, err := l.w.Write(l.buf)
	return err
}

func (l *lineWriter) Close() error {
	if l.plan {
		l.w.WriteByte('\n')
	}
	return l.w.Flush()
}

// file is where the result of an execution lies, and unfinished where it comes
// into being.
func (h *History) file(e *catalog.Execution) string {
	return resultFile(h.engine.options.State, e)
}

func (h *History) unfinished(id string) string { return filepath.Join(h.dir, "."+id+".new") }
