package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/cmd/internal/render"
	"github.com/tarnlake/tarn/query"
	"github.com/tarnlake/tarn/query/statement"
)

// queryFormats are the formats of the results of queries.
var queryFormats = append(slices.Clone(render.Formats), "parquet")

func newQuery(s *session) *cobra.Command {
	var o queryOptions
	c := &cobra.Command{
		Use:   "query [SQL]",
		Short: "Ask SQL of the lake",
		Long: `Query runs SQL over the tables of the lake and writes the rows. The SQL is
Athena's, or a query in DuckDB's own. It is the argument, or comes from a file
(-f FILE) or from the standard input (-). Several statements, with semicolons
between them, run in order until one fails; in JSON their rows are an array of
arrays.

CREATE TABLE AS, INSERT INTO and UNLOAD write files into the lake. --param gives
the value of a ?: a text that is an expression of SQL is that, any other a string.

Rows are written as they come, except for a table, which shows the first rows
(--max-rows, 0 for all), counts the others, and is cut to the terminal's width.
NULL and the empty text never look alike:

  table        NULL is ∅
  csv, tsv     NULL is nothing, an empty text is ""
  json, jsonl  NULL is null; numbers keep their digits; NaN and infinities are texts
  markdown     NULL is *NULL*
  parquet      needs -o FILE

With -o FILE the rows go to a file, which is there only once it is complete; its
name decides on the format if --format does not. A file of a table is not written
over.

A file that has changed since the crawl, is new or is gone is noticed: with
--stale refresh the table's folder is crawled again first, with warn the table is
read as it was known, with error it is not read.

What was asked is kept in the lake's history ('tarn history'), unless the lake
cannot be written or --no-history is given.

Ctrl-C ends the query. Exit status: 0 done; 1 failed; 130 interrupted.`,
		Example: `  tarn query "SELECT country, count(*) FROM customers GROUP BY ALL"
  tarn query -f report.sql --format markdown
  echo "FROM orders LIMIT 5" | tarn query -
  tarn query "FROM orders WHERE year = 2024" -o orders.parquet
  tarn query "SELECT * FROM orders WHERE id = ?" --param 17`,
		Args: arguments(0, 1, ""),
		RunE: func(c *cobra.Command, args []string) error {
			o.formatSet = c.Flags().Changed("format")
			o.threadsSet = c.Flags().Changed("threads")
			if err := o.check(); err != nil {
				return err
			}
			text, err := s.sql(c.Context(), args, o.file)
			if err != nil {
				return err
			}
			return s.query(c.Context(), text, o)
		},
	}
	flags := c.Flags()
	flags.StringVarP(&o.file, "file", "f", "", "read the SQL from `FILE`; - is the standard input")
	flags.StringVarP(&o.output, "output", "o", "", "write the rows to `FILE`")
	flags.StringArrayVar(&o.parameters, "param", nil, "the `VALUE` of a ?, once for each, in order")
	flags.Int64Var(&o.maxRows, "max-rows", 40, "show at most `N` rows of a table; 0 for all")
	flags.StringVar(&o.stale, "stale", staleWays[0], "when files are not as the crawl saw them, `DO`: "+strings.Join(staleWays, ", "))
	c.RegisterFlagCompletionFunc("stale", cobra.FixedCompletions(staleWays, cobra.ShellCompDirectiveNoFileComp))
	flags.StringVar(&o.limits.memory, "memory", "", "use at most `SIZE` of memory, such as 2GB (default: most of the machine's)")
	flags.IntVar(&o.limits.threads, "threads", 0, "use at most `N` threads (default: one for each processor)")
	flags.BoolVar(&o.noHistory, "no-history", false, "leave no trace in the history of queries")
	s.databaseFlag(c, &o.database, catalog.DefaultDatabase, "look in the database `NAME` for tables that are named without one")
	formatFlag(c, &o.format, queryFormats...)
	return c
}

// staleWays are what can be done about files that are not as the crawl saw them.
var staleWays = []string{string(query.StaleRefresh), string(query.StaleWarn), string(query.StaleRefuse)}

// queryOptions are the arguments of a query.
type queryOptions struct {
	file, output     string
	database, format string
	stale            string
	parameters       []string // of each ?
	formatSet        bool
	threadsSet       bool
	maxRows          int64
	limits           limits
	noHistory        bool
	history          *query.History // nil if nothing is to be kept
}

// request makes a request of a statement. Its warnings go to the error stream.
func (s *session) request(st statement.Statement, o queryOptions) query.Request {
	return query.Request{
		SQL: st.Text, Database: o.database, Stale: query.Stale(o.stale), Parameters: o.parameters, Readable: true,
		Warn: func(err error) { fmt.Fprintf(s.stderr, "tarn: warning: %s\n", printable(err.Error())) },
	}
}

// check completes the options and refuses those that do not go together.
func (o *queryOptions) check() error {
	if o.output != "" && !o.formatSet {
		format, ok := formatOfName(o.output)
		if !ok {
			return &usageError{fmt.Sprintf("-o %s: the name does not say which format", o.output),
				"--format says it: " + strings.Join(queryFormats, ", ")}
		}
		o.format = format
	}
	switch {
	case o.maxRows < 0:
		return &usageError{"--max-rows: a negative number", "0 shows all rows"}
	case o.limits.threads < 1 && o.threadsSet:
		return &usageError{fmt.Sprintf("--threads %d: not a number of threads", o.limits.threads), "such as --threads 4; without the flag it is one for each processor"}
	case o.limits.memory != "" && !sizePattern.MatchString(o.limits.memory):
		return &usageError{fmt.Sprintf("--memory %s: not a size with its unit", o.limits.memory), "such as --memory 2GB or --memory 500MB"}
	case !slices.Contains(staleWays, o.stale):
		return &usageError{"--stale " + o.stale + ": there is no such way", "it is one of " + strings.Join(staleWays, ", ")}
	case o.format == "parquet" && o.output == "":
		return &usageError{"parquet cannot be shown", "-o FILE says where to write it"}
	}
	return checkFormat(o.format, queryFormats...)
}

// sizePattern is what the size of --memory looks like: that of DuckDB.
var sizePattern = regexp.MustCompile(`(?i)^(0*[1-9][0-9]*(\.[0-9]+)?|0*\.0*[1-9][0-9]*) ?([kmgt]i?)?b$`)

// sizeOf returns the bytes of a size that has the pattern.
func sizeOf(text string) int64 {
	number := strings.TrimRight(strings.ToLower(text), "kmgtib ")
	size, _ := strconv.ParseFloat(number, 64)
	unit := strings.TrimSpace(strings.ToLower(text[len(number):]))
	step := 1000.0
	if strings.Contains(unit, "i") {
		step = 1024
	}
	for range 1 + strings.IndexByte("kmgt", unit[0]) { // none of them for bytes alone
		size *= step
	}
	return int64(min(size, math.MaxInt64/2))
}

// formatOfName returns the format that the name of a file stands for.
func formatOfName(name string) (format string, ok bool) {
	formats := map[string]string{
		".csv": "csv", ".tsv": "tsv", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl",
		".md": "markdown", ".parquet": "parquet", ".txt": "table",
	}
	format, ok = formats[strings.ToLower(filepath.Ext(name))]
	return format, ok
}

// A source is SQL and where it comes from.
type source struct {
	text string
	name string // of the file; empty for the argument
}

// sql returns the SQL of the arguments, a file, or the standard input.
func (s *session) sql(ctx context.Context, args []string, file string) (source, error) {
	switch {
	case len(args) > 0 && file != "":
		return source{}, &usageError{"query: SQL both as an argument and in a file", "drop one of them"}
	case len(args) > 0 && args[0] != "-":
		return source{text: args[0]}, nil
	case file == "" && len(args) == 0 && isTerminal(s.stdin):
		return source{}, &usageError{"query: no SQL", `such as: tarn query "SHOW TABLES"`}
	case file != "" && file != "-":
		text, err := os.ReadFile(file)
		return source{string(text), file}, err
	}
	text, err := s.readInput(ctx)
	return source{text: string(text)}, err
}

// readInput reads the standard input to its end, or until ctx is done.
func (s *session) readInput(ctx context.Context) ([]byte, error) {
	var text []byte
	done := make(chan error, 1)
	go func() {
		var err error
		text, err = io.ReadAll(s.stdin)
		done <- err
	}()
	select {
	case err := <-done:
		return text, err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (s *session) query(ctx context.Context, text source, o queryOptions) error {
	if i := invalid(text.text); i >= 0 {
		return text.locate(fmt.Errorf("%s: not UTF-8", statement.PositionAt(text.text, i)))
	}
	statements := statement.Split(text.text)
	switch {
	case len(statements) == 0:
		return text.locate(errors.New("there is no statement"))
	case len(statements) > 1 && o.output != "":
		return &usageError{fmt.Sprintf("-o takes the rows of one statement, and these are %d", len(statements)), ""}
	}
	p, err := s.open()
	if err != nil {
		return err
	}
	defer p.Close()
	if o.output != "" {
		if err := p.guard(ctx, "-o", o.output); err != nil {
			return err
		}
	}
	engine, err := p.engine(ctx, o.limits)
	if err != nil {
		return err
	}
	defer engine.Close()
	if !o.noHistory {
		o.history = s.openHistory(ctx, engine)
		defer s.closeHistory(o.history)
	}
	if o.output != "" {
		return text.locate(s.export(ctx, engine, statements[0], o))
	}
	around := between(o.format, len(statements))
	for i, st := range statements {
		if _, err := io.WriteString(s.stdout, around[min(i, 1)]); err != nil {
			return err
		}
		if _, err := s.writeRows(ctx, engine, st, s.stdout, o); err != nil {
			return text.locate(err)
		}
	}
	_, err = io.WriteString(s.stdout, around[2])
	return err
}

// between returns what stands before, between and after the rows of several
// statements. In JSON they make one array.
func between(format string, statements int) [3]string {
	switch {
	case format == "table", format == "markdown":
		return [3]string{"", "\n", ""}
	case format == "json" && statements > 1:
		return [3]string{"[\n", ",\n", "]\n"}
	}
	return [3]string{}
}

// invalid returns where text ceases to be UTF-8, or -1.
func invalid(text string) int {
	if utf8.ValidString(text) {
		return -1
	}
	for i, r := range text {
		if r == utf8.RuneError && !strings.HasPrefix(text[i:], "\uFFFD") {
			return i
		}
	}
	return -1
}

// locate puts the name of the file before an error in its SQL.
func (s source) locate(err error) error {
	if err == nil || s.name == "" {
		return err
	}
	return fmt.Errorf("%s: %w", s.name, err)
}

// writeRows runs a statement, writes its rows to w, and returns how many there were.
func (s *session) writeRows(ctx context.Context, engine *query.Engine, st statement.Statement, w io.Writer, o queryOptions) (int64, error) {
	r := s.record(ctx, st, o)
	n, err := s.writeAnswer(ctx, engine, r, st, w, o)
	s.recorded(ctx, r, err)
	return n, err
}

func (s *session) writeAnswer(ctx context.Context, engine *query.Engine, r *query.Recording, st statement.Statement, w io.Writer, o queryOptions) (int64, error) {
	start := time.Now()
	rows, err := engine.Run(ctx, r.Request(s.request(st, o)))
	if err != nil {
		return 0, moved(err, st.Start)
	}
	defer rows.Close()
	rows = r.Rows(rows)
	options := render.Options{MaxRows: int(o.maxRows), Width: width(w), Color: colored(w)}
	if isTerminal(w) {
		options.Note = func() string { return seconds(time.Since(start).Seconds()) }
	}
	out, err := render.New(o.format, w, rows.Columns(), options)
	if err != nil {
		return 0, err
	}
	if o.format == "table" && isPlan(rows.Columns()) {
		out = &planWriter{w: w}
	}
	n := int64(0)
	for row, err := range rows.All() {
		if err != nil {
			return n, moved(err, st.Start)
		}
		if err := out.Write(row); err != nil {
			return n, err
		}
		n++
		if table, ok := out.(*render.Table); ok && table.Full() {
			rest := rows.Skip()
			table.Skip(rest)
			n += rest
		}
	}
	return n, out.Close()
}

// moved returns an error of a statement with its place counted from where the
// text begins in which the statement stands.
func moved(err error, start statement.Position) error {
	move := func(p *statement.Position) {
		if p.Line == 1 {
			p.Column += start.Column - 1
		}
		if p.Line > 0 {
			p.Line += start.Line - 1
		}
	}
	var fault *query.StatementError
	var refused *query.RefusedError
	switch {
	case errors.As(err, &fault):
		move(&fault.Position)
	case errors.As(err, &refused):
		move(&refused.Position)
	}
	return err
}

// isPlan reports whether the columns are those of an EXPLAIN, Athena's or DuckDB's.
func isPlan(columns []query.Column) bool {
	return len(columns) == 1 && columns[0].Name == "Query Plan" || len(columns) == 2 && columns[0].Name == "explain_key"
}

// A planWriter writes the plans of an EXPLAIN as they are drawn, for people.
type planWriter struct {
	w     io.Writer
	plans []string
}

// Write keeps the last column, which is the plan.
func (p *planWriter) Write(row []any) error {
	if plan, ok := row[len(row)-1].(string); ok {
		p.plans = append(p.plans, strings.TrimRight(plan, "\n")+"\n")
	}
	return nil
}

// Close writes the plans.
func (p *planWriter) Close() error {
	_, err := io.WriteString(p.w, strings.Join(p.plans, ""))
	return err
}
