package conformance

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// A wireCase is a line of the files of athena-wire; its README tells the fields.
type wireCase struct {
	ID, Evidence, Kind, SQL string
	Context                 struct{ Catalog, Database string }
	Setup                   any // nil or a list of statements
	Columns                 []wireColumn
	Rows                    wireRows
	RowsShown               *bool `json:"rows_shown"`
	CSV                     *string
	Nondeterministic        any

	State         string
	StatementType string  `json:"statement_type"`
	Substatement  string  `json:"substatement_type"`
	ResultBody    *string `json:"result_body"`

	Message     string
	IsPrefix    bool    `json:"message_is_prefix"`
	IsFragment  bool    `json:"message_is_fragment"`
	Code        string  `json:"athena_error_code"`
	StateReason *string `json:"state_change_reason"`

	Parameters any
	Treated    string `json:"treated_as"`
	Result     struct{ Column, Value *string }
	Error      *struct {
		State  string
		Athena struct {
			Message *string
			Prefix  string `json:"message_prefix"`
		} `json:"athena_error"`
	}
}

// A wireColumn is what is told of a column: what was not measured is left out.
type wireColumn struct {
	Name, Type       string
	Precision, Scale *int
}

// is reports whether a column is as it was measured.
func (w wireColumn) is(c Column) bool {
	return (w.Type == "" || w.Type == c.Type) && (w.Precision == nil || *w.Precision == c.Precision) && (w.Scale == nil || *w.Scale == c.Scale)
}

func (w wireColumn) String() string {
	text := w.Type
	if w.Precision != nil && w.Scale != nil {
		text = fmt.Sprintf("%s(%d,%d)", w.Type, *w.Precision, *w.Scale)
	}
	return w.Name + " " + text
}

// wireRows are the texts of rows. Cases about calls have a number there, which is
// not read.
type wireRows [][]*string

// UnmarshalJSON reads rows, and nothing else.
func (r *wireRows) UnmarshalJSON(text []byte) error {
	if text[0] != '[' {
		return nil
	}
	return json.Unmarshal(text, (*[][]*string)(r))
}

// setUp runs a statement that makes what a case asks about.
func (b *Bench) setUp(ctx context.Context, database, sql string) error {
	if e := b.Start(ctx, Submission{SQL: sql, Database: database}); e.State != Succeeded {
		return fmt.Errorf("setup: %s: %s", sql, e.Error)
	}
	return nil
}

// wire reads a file, and gives each case a database of its own: its name has
// twelve characters, as had that of the one who measured.
func wire(path string, make func(w wireCase, c *Case)) ([]Case, error) {
	list, err := lines[wireCase](path)
	if err != nil {
		return nil, err
	}
	var cases []Case
	for i, w := range list {
		w = w.named(fmt.Sprintf("db%010d", i))
		c := Case{ID: w.ID, SQL: w.SQL, Why: w.leftOut()}
		make(w, &c)
		cases = append(cases, c)
	}
	return cases, nil
}

// named returns the case with names in place of those that stand for any.
func (w wireCase) named(database string) wireCase {
	r := strings.NewReplacer("<DB>", database, "dddddddddddd", database, "<DB2>", "other_"+database, "<T>", "t", "<T2>", "t2", "<H>", "h",
		"<HP>", "hp", "<I>", "i", "<V>", "v", "<M>", "m", "<missing db>", "missing_db", "<new>", "fresh", "<OUTPUT>", "s3://lake/output/", "<dir>", "dir")
	text, err := json.Marshal(w)
	if err != nil {
		return w
	}
	text = []byte(r.Replace(unescaped.Replace(string(text))))
	var named wireCase
	if json.Unmarshal(text, &named) != nil {
		return w
	}
	return named
}

// unescaped undoes that encoding/json writes < and > as six characters.
var unescaped = strings.NewReplacer(`\u003c`, "<", `\u003e`, ">")

// identifier is that of an execution or a request, which stands for any.
var identifier = regexp.MustCompile(`[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

var (
	stands     = regexp.MustCompile(`<[A-Za-z][A-Za-z0-9 ]*>`)
	elsewhere  = regexp.MustCompile(`(?i)<G>|<G |<NS>|<missing ns>|<S3CAT>|s3tablescatalog`)
	iceberg    = regexp.MustCompile(`(?i)\bIceberg\b|\bdb\d{10}\.i\b|<I>`)
	nestedType = regexp.MustCompile(`(?i)(array|map|struct)<[^>]*>`)
)

// leftOut returns why a case is not run, or "".
func (w wireCase) leftOut() string {
	all := w.SQL + " " + strings.Join(w.setup(), " ")
	switch {
	case w.Evidence == "uncertain":
		return "what Athena answers is not certain"
	case w.SQL == "":
		return "it sends no statement"
	case elsewhere.MatchString(all + " " + w.Context.Catalog):
		return "it asks other catalogs"
	case iceberg.MatchString(all):
		return "Iceberg"
	case stands.MatchString(nestedType.ReplaceAllString(w.SQL, "")):
		return "the statement is not told in full"
	case w.Nondeterministic != nil:
		return "the answer differs from run to run"
	}
	return ""
}

func (w wireCase) setup() []string {
	list, _ := w.Setup.([]any)
	var all []string
	for _, s := range list {
		if text, ok := s.(string); ok {
			all = append(all, text)
		}
	}
	return all
}

var (
	names    = regexp.MustCompile(`\b(?:other_)?db\d{10}\b`)
	creates  = regexp.MustCompile(`(?i)^\s*CREATE\s+(?:DATABASE|SCHEMA)`)
	standing = []struct{ name, sql string }{
		{"h", "CREATE EXTERNAL TABLE %s.h (n int, s string) LOCATION 's3://lake/output/h/'"},
		{"hp", "CREATE EXTERNAL TABLE %s.hp (n int) PARTITIONED BY (p string) LOCATION 's3://lake/output/hp/'"},
		{"t", "CREATE TABLE %s.t AS SELECT 1 AS n, 'x' AS s"},
		{"t2", "CREATE TABLE %s.t2 AS SELECT 1 AS n, 'x' AS s"},
		{"v", "CREATE VIEW %s.v AS SELECT 1 AS n, 'x' AS s"},
	}
)

// start makes the databases and tables that a case speaks of, and runs its
// statement.
func (w wireCase) start(ctx context.Context, b *Bench, parameters []string) (Execution, error) {
	all := strings.Join(append(w.setup(), w.SQL, w.Context.Database), " ")
	made := []string{}
	for _, name := range names.FindAllString(all, -1) {
		if slices.Contains(made, name) || creates.MatchString(w.SQL) {
			continue
		}
		made = append(made, name)
		if err := b.setUp(ctx, "", "CREATE DATABASE IF NOT EXISTS "+name); err != nil {
			return Execution{}, err
		}
	}
	for _, s := range append(w.assumed(all, made), w.setup()...) {
		if err := b.setUp(ctx, w.Context.Database, s); err != nil {
			return Execution{}, err
		}
	}
	return b.Start(ctx, Submission{SQL: w.SQL, Catalog: w.Context.Catalog, Database: w.Context.Database, Parameters: parameters}), nil
}

// assumed returns the statements that make the tables which a case has without
// saying how.
func (w wireCase) assumed(all string, databases []string) []string {
	if len(databases) == 0 || len(w.setup()) > 0 {
		return nil
	}
	var list []string
	for _, s := range standing {
		if ok, _ := regexp.MatchString(`\b`+s.name+`\b`, all); ok {
			list = append(list, fmt.Sprintf(s.sql, databases[0]))
		}
	}
	return list
}

func wireValues(path string) ([]Case, error) {
	return wire(path, func(w wireCase, c *Case) {
		c.check = func(ctx context.Context, b *Bench) []Outcome {
			e, err := w.start(ctx, b, nil)
			if err == nil && e.State != Succeeded {
				err = fmt.Errorf("%s", e.Error)
			}
			if err != nil {
				return []Outcome{refused("rows", "", err)}
			}
			want := make([]string, len(w.Columns))
			for i, c := range w.Columns {
				want[i] = c.Name
			}
			outcomes := []Outcome{judged("names", slices.Equal(want, columnNames(e.Columns)), fmt.Sprint(want), fmt.Sprint(columnNames(e.Columns)))}
			if len(w.Columns) > 0 && w.Columns[0].Type != "" {
				outcomes = append(outcomes, judged("types", slices.EqualFunc(w.Columns, e.Columns, wireColumn.is), fmt.Sprint(w.Columns), fmt.Sprint(e.Columns)))
			}
			if w.Rows != nil {
				want, got := rowTexts(w.Rows), rowTexts(e.Rows)
				outcomes = append(outcomes, judged("rows", want == got, want, got))
			}
			if w.CSV != nil {
				outcomes = append(outcomes, judged("csv", e.CSV() == *w.CSV, *w.CSV, e.CSV()))
			}
			return outcomes
		}
	})
}

func columnNames(columns []Column) []string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name
	}
	return names
}

func rowTexts(rows [][]*string) string {
	var b strings.Builder
	for _, row := range rows {
		for i, text := range row {
			if i > 0 {
				b.WriteByte('|')
			}
			if text == nil {
				b.WriteString("∅")
			} else {
				b.WriteString(*text)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func wireStatements(path string) ([]Case, error) {
	return wire(path, func(w wireCase, c *Case) {
		c.check = func(ctx context.Context, b *Bench) []Outcome {
			e, err := w.start(ctx, b, nil)
			if err != nil {
				kind := b.Start(ctx, Submission{SQL: w.SQL, Database: w.Context.Database})
				return []Outcome{w.typed(kind), refused("succeeds", "", err)}
			}
			outcomes := []Outcome{w.typed(e)}
			if e.State != Succeeded {
				return append(outcomes, refused("succeeds", "", fmt.Errorf("%s", e.Error)))
			}
			outcomes = append(outcomes, Outcome{Measure: "succeeds", Verdict: Passed})
			if w.Rows != nil {
				want, got := rowTexts(w.Rows), rowTexts(e.Rows)
				outcomes = append(outcomes, judged("rows", want == got, want, got))
			}
			return outcomes
		}
	})
}

// typed judges what a statement is called.
func (w wireCase) typed(e Execution) Outcome {
	want, got := w.StatementType+" "+w.Substatement, e.StatementType+" "+e.Substatement
	return judged("type", want == got, want, got)
}

func wireErrors(path string) ([]Case, error) {
	return wire(path, func(w wireCase, c *Case) {
		want := w.Message
		if w.StateReason != nil {
			want = *w.StateReason
		}
		switch {
		case c.Why != "":
		case w.Kind != "start_failed" && w.Kind != "query_failed":
			c.Why = "it is about a call, not a statement"
		case want == "":
			c.Why = "the message is not told"
		}
		c.check = func(ctx context.Context, b *Bench) []Outcome {
			e, err := w.start(ctx, b, nil)
			if err != nil { // what is wrong with the statement may come first
				e = b.Start(ctx, Submission{SQL: w.SQL, Catalog: w.Context.Catalog, Database: w.Context.Database})
			}
			if e.State == Succeeded {
				return []Outcome{{Measure: "fails", Verdict: Wrong, Expected: want, Got: rowTexts(e.Rows)}}
			}
			e.Error = identifier.ReplaceAllString(e.Error, "<ID>")
			want := strings.ReplaceAll(want, "<UUID>", "<ID>")
			got, wanted := newFault(e.Error), newFault(want)
			failed := fmt.Errorf("%s", e.Error)
			is := e.Error == want || w.IsPrefix && strings.HasPrefix(e.Error, want) || w.IsFragment && strings.Contains(e.Error, want)
			return []Outcome{
				{Measure: "fails", Verdict: Passed},
				told("name and place", got.name == wanted.name && got.place == wanted.place, want, failed),
				told("text", is, want, failed),
			}
		}
	})
}

func wireParameters(path string) ([]Case, error) {
	return wire(path, func(w wireCase, c *Case) {
		var parameters []string
		list, _ := w.Parameters.([]any)
		for _, p := range list {
			if text, ok := p.(string); ok {
				parameters = append(parameters, text)
			}
		}
		failed := w.Error != nil && w.Error.State == Failed
		switch {
		case c.Why != "":
		case len(parameters) == 0, len(parameters) < len(list):
			c.Why = "it is about a call, not a statement"
		case w.Evidence == "partial", !failed && w.Result.Value == nil:
			c.Why = "the answer is not told in full"
		}
		c.check = one(func(ctx context.Context, b *Bench) Outcome {
			e, err := w.start(ctx, b, parameters)
			if err == nil && e.State != Succeeded {
				err = fmt.Errorf("%s", e.Error)
			}
			switch {
			case failed && err != nil && strings.HasPrefix(err.Error(), w.Error.Athena.Prefix):
				return Outcome{Verdict: Passed}
			case err != nil:
				return refused("", "", err)
			case failed:
				return judged("", false, "an error", rowTexts(e.Rows))
			}
			want := *w.Result.Value + "\n"
			return judged("", rowTexts(e.Rows) == want, want, rowTexts(e.Rows))
		})
	})
}
