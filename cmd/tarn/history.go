package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/cmd/internal/render"
	"github.com/tarnlake/tarn/query"
	"github.com/tarnlake/tarn/query/statement"
)

func newHistory(s *session) *cobra.Command {
	var format string
	var filter catalog.ExecutionFilter
	c := &cobra.Command{
		Use:   "history",
		Short: "Show what was asked of the lake",
		Long: `History lists the statements that were run, the newest first: when, how they
ended, how long they took, how many bytes they read and how many rows they gave.
They are kept for 45 days, with Athena's names for their kinds and errors.

  tarn history show ID      all that is known of one
  tarn history results ID   its rows, as Athena's result file has them

Instead of an ID its first digits will do. Exit status: 0 done; 1 failed.`,
		Example: `  tarn history
  tarn history --limit 5 --state failed
  tarn history --format json`,
		Args: arguments(0, 0, ""),
		RunE: func(c *cobra.Command, args []string) error {
			if err := checkFormat(format, listFormats...); err != nil {
				return err
			}
			filter.State = catalog.State(strings.ToUpper(string(filter.State)))
			return s.listHistory(c.Context(), filter, format)
		},
	}
	flags := c.Flags()
	flags.IntVar(&filter.Limit, "limit", 20, "list at most `N` statements; 0 for all")
	flags.StringVar((*string)(&filter.State), "state", "", "only those in the `STATE` succeeded, failed, cancelled or running")
	flags.StringVar(&filter.WorkGroup, "workgroup", "", "only those of the work group `NAME`")
	formatFlag(c, &format, listFormats...)
	c.AddCommand(newHistoryShow(s), newHistoryResults(s))
	return c
}

// listFormats are the formats of lists that the program makes.
var listFormats = []string{"table", "csv", "json", "jsonl", "markdown"}

func newHistoryShow(s *session) *cobra.Command {
	var format string
	c := &cobra.Command{
		Use:   "show ID",
		Short: "Show all that is known of a statement that was run",
		Long: `Show tells all that is known of a statement that was run: its text, its kind, how
it ended and why, how long each part took, the tables that it read, and where its
result lies.

Exit status: 0 done; 1 failed.`,
		Example: `  tarn history show 5f2c
  tarn history show 5f2c --format json`,
		Args: arguments(1, 1, "the id of a statement"),
		RunE: func(c *cobra.Command, args []string) error {
			if err := checkFormat(format, "text", "json"); err != nil {
				return err
			}
			return s.showExecution(c.Context(), args[0], format)
		},
	}
	formatFlag(c, &format, "text", "json")
	return c
}

func newHistoryResults(s *session) *cobra.Command {
	return &cobra.Command{
		Use:   "results ID",
		Short: "Write the rows that a statement gave",
		Long: `Results writes the rows that a statement gave, as Athena's result file has them:
CSV with every value in quotes and nothing for NULL, or lines of text for SHOW and
the like. The lake is not read again. Of a query on the command line the rows are
kept if all of them were shown and they have at most a megabyte.

Exit status: 0 done; 1 failed.`,
		Example: `  tarn history results 5f2c > rows.csv`,
		Args:    arguments(1, 1, "the id of a statement"),
		RunE:    func(c *cobra.Command, args []string) error { return s.writeResults(c.Context(), args[0]) },
	}
}

func (s *session) listHistory(ctx context.Context, f catalog.ExecutionFilter, format string) error {
	p, err := s.open()
	if err != nil {
		return err
	}
	defer p.Close()
	list, err := p.catalog.Executions(ctx, f)
	if err != nil {
		return err
	}
	if format == "json" {
		return s.printJSON(append([]catalog.Execution{}, list...))
	}
	l := listing{columns: columns("id", "submitted", "state", "statement", "time", "scanned", "rows", "sql")}
	for _, e := range list {
		id, sql := e.ID, e.SQL
		if format == "table" {
			id, sql = e.ID[:min(8, len(e.ID))], strings.Join(strings.Fields(e.SQL), " ")
		}
		l.rows = append(l.rows, []any{id, e.Submitted.Local().Format(time.DateTime), strings.ToLower(string(e.State)), kindOf(e),
			seconds(e.Timing.Total.Seconds()), size(e.Scanned), render.Count(max(e.Rows, e.Updated)), sql})
	}
	return s.print(format, l)
}

// kindOf returns what Athena calls a statement, for people: "alter table add partition".
func kindOf(e catalog.Execution) string {
	if e.Substatement == "" {
		return "DuckDB"
	}
	return strings.ToLower(strings.ReplaceAll(e.Substatement, "_", " "))
}

// execution finds the one whose id begins so.
func (p *place) execution(ctx context.Context, id string) (catalog.Execution, error) {
	found, err := p.catalog.ExecutionsByPrefix(ctx, id)
	switch {
	case err != nil:
		return catalog.Execution{}, err
	case len(found) == 0:
		return catalog.Execution{}, &usageError{"no statement has the id " + printable(id), "'tarn history' lists those that are kept"}
	case len(found) > 1:
		return catalog.Execution{}, &usageError{"several statements have an id that begins with " + printable(id), "more digits tell them apart"}
	}
	return found[0], nil
}

func (s *session) showExecution(ctx context.Context, id, format string) error {
	p, err := s.open()
	if err != nil {
		return err
	}
	defer p.Close()
	e, err := p.execution(ctx, id)
	if err != nil {
		return err
	}
	if format == "json" {
		return s.printJSON(e)
	}
	_, err = io.WriteString(s.stdout, executionText(e))
	return err
}

// executionText tells people of an execution.
func executionText(e catalog.Execution) string {
	var b strings.Builder
	line := func(name, format string, args ...any) {
		fmt.Fprintf(&b, "%-11s%s\n", name, printable(fmt.Sprintf(format, args...)))
	}
	line("id", "%s", e.ID)
	line("statement", "%s %s", e.Type, kindOf(e))
	line("state", "%s", strings.ToLower(string(e.State)))
	if e.Reason != "" {
		line("reason", "%s", e.Reason)
	}
	if f := e.Failure; f != nil {
		line("error", "category %d, type %d", f.Category, f.Type)
		if f.Hint != "" {
			line("hint", "%s", f.Hint)
		}
	}
	line("database", "%s", e.Database)
	line("work group", "%s", e.WorkGroup)
	line("submitted", "%s", e.Submitted.Local().Format(time.DateTime))
	line("time", "%s", timesOf(e.Timing))
	line("scanned", "%s", size(e.Scanned))
	line("rows", "%s", render.Count(e.Rows))
	if e.Updated > 0 {
		line("written", "%s", count(e.Updated, "row"))
	}
	if e.Reused != "" {
		line("answer of", "%s", e.Reused)
	}
	for _, source := range e.Sources {
		line("read", "%s version %d, %s", source.Table, source.Version, count(int64(source.Files), "file"))
	}
	if e.Output != "" {
		line("result", "%s%s", e.Location, e.Output)
	}
	b.WriteString("\n")
	for l := range strings.Lines(strings.TrimSpace(e.SQL)) {
		b.WriteString("  " + printable(strings.TrimRight(l, "\r\n")) + "\n")
	}
	return b.String()
}

// timesOf tells how long an execution took, and the parts of that.
func timesOf(t catalog.Timing) string {
	text := seconds(t.Total.Seconds())
	var parts []string
	for _, part := range []struct {
		name string
		took time.Duration
	}{{"queued", t.Queued}, {"planning", t.Planning}, {"writing the result", t.Processing}} {
		if part.took >= time.Millisecond {
			parts = append(parts, fmt.Sprintf("%s %.3f s", part.name, part.took.Seconds()))
		}
	}
	if parts != nil {
		text += ": " + strings.Join(parts, ", ")
	}
	return text
}

func (s *session) writeResults(ctx context.Context, id string) error {
	p, err := s.open()
	if err != nil {
		return err
	}
	defer p.Close()
	e, err := p.execution(ctx, id)
	if err != nil {
		return err
	}
	r, err := query.OpenResult(p.state, e)
	if errors.Is(err, query.ErrNotKept) {
		return &usageError{e.ID + ": " + err.Error(), "'tarn query -o FILE' keeps any number of rows"}
	}
	if err != nil {
		return fmt.Errorf("%s: %w", e.ID, err)
	}
	defer r.Close()
	_, err = r.WriteTo(s.stdout)
	return err
}

// openHistory opens the history of the engine's lake. It is nil, which keeps
// nothing, if the lake cannot be written.
func (s *session) openHistory(ctx context.Context, engine *query.Engine) *query.History {
	h, err := query.OpenHistory(ctx, engine)
	if err != nil {
		s.warnHistory(err)
		return nil
	}
	return h
}

func (s *session) closeHistory(h *query.History) {
	if h != nil {
		s.warnHistory(h.Close())
	}
}

// warnHistory tells what is wrong with the history: queries do not fail for it.
func (s *session) warnHistory(err error) {
	if err != nil && !errors.Is(err, catalog.ErrReadOnly) {
		fmt.Fprintf(s.stderr, "tarn: warning: the history: %s\n", printable(err.Error()))
	}
}

// record has the history keep a statement that begins now; [session.recorded]
// tells it of the end.
func (s *session) record(ctx context.Context, st statement.Statement, o queryOptions) *query.Recording {
	r, err := o.history.Record(ctx, query.Submission{SQL: st.Text, Database: o.database, Parameters: o.parameters})
	var refused *query.StartError
	if err != nil && !errors.As(err, &refused) && ctx.Err() == nil { // the engine will tell what is wrong with the statement
		s.warnHistory(err)
	}
	return r
}

func (s *session) recorded(ctx context.Context, r *query.Recording, err error) {
	switch {
	case ctx.Err() != nil:
		err = ctx.Err()
	case errors.Is(err, syscall.EPIPE): // nobody wanted the rest
		err = nil
	}
	s.warnHistory(r.Done(ctx, err))
}
