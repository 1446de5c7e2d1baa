package conformance

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
)

// lines reads a file of JSON lines.
func lines[T any](path string) ([]T, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var all []T
	for d := json.NewDecoder(bytes.NewReader(text)); d.More(); {
		var v T
		if err := d.Decode(&v); err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, nil
}

// array reads a file that is one array of JSON.
func array[T any](path string) (all []T, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return all, json.Unmarshal(text, &all)
}

// refused is the outcome of an error.
func refused(measure, expected string, err error) Outcome {
	return Outcome{Measure: measure, Verdict: Refused, Expected: expected, Got: err.Error()}
}

// judged is the outcome of an answer.
func judged(measure string, right bool, expected, got string) Outcome {
	if right {
		return Outcome{Measure: measure, Verdict: Passed}
	}
	return Outcome{Measure: measure, Verdict: Wrong, Expected: expected, Got: got}
}

// one makes a check of a case with one outcome.
func one(f func(ctx context.Context, b *Bench) Outcome) func(context.Context, *Bench) []Outcome {
	return func(ctx context.Context, b *Bench) []Outcome { return []Outcome{f(ctx, b)} }
}

// A trinoCase is a line of trino-cases.jsonl.
type trinoCase struct {
	ID, Kind, SQL, Check, Tag string
	SameAs                    *string `json:"same_as"`
	Rows                      *[]any
	Ordered                   bool
}

func trinoCases(path string) ([]Case, error) {
	list, err := lines[trinoCase](path)
	var cases []Case
	for _, t := range list {
		c := Case{ID: t.ID, SQL: t.SQL, Group: cmp.Or(t.Tag, t.Kind)}
		switch {
		case t.Kind == "scalar":
			c.SQL, c.check = t.Check, one(func(ctx context.Context, b *Bench) Outcome { return b.holds(ctx, t.Check) })
		case t.SameAs != nil:
			c.check = one(func(ctx context.Context, b *Bench) Outcome {
				return b.agree(ctx, "", "tiny", t.SQL, *t.SameAs, t.Ordered)
			})
		case t.Rows != nil && len(*t.Rows) == 0:
			c.check = one(func(ctx context.Context, b *Bench) Outcome { return b.empty(ctx, "", "tiny", t.SQL) })
		default:
			c.Why = "its rows are in a form that is not read"
		}
		cases = append(cases, c)
	}
	return cases, err
}

// holds judges a statement whose one value has to be true.
func (b *Bench) holds(ctx context.Context, sql string) Outcome {
	a, err := b.run(ctx, "", sql)
	if err != nil {
		return refused("", "true", err)
	}
	return judged("", shown(a.rows) == "true", "true", shown(a.rows))
}

// agree judges a statement by another that has to give the same rows.
func (b *Bench) agree(ctx context.Context, measure, database, sql, other string, ordered bool) Outcome {
	want, err := b.run(ctx, database, other)
	if err != nil {
		return refused(measure, other, err)
	}
	got, err := b.run(ctx, database, sql)
	if err != nil {
		return refused(measure, shown(want.rows), err)
	}
	return judged(measure, sameRows(got.rows, want.rows, ordered), shown(want.rows), shown(got.rows))
}

// empty judges a statement that has to give no row.
func (b *Bench) empty(ctx context.Context, measure, database, sql string) Outcome {
	a, err := b.run(ctx, database, sql)
	if err != nil {
		return refused(measure, "no row", err)
	}
	return judged(measure, len(a.rows) == 0, "no row", shown(a.rows))
}

// origin names a case by the file that it is from, with its place in the list.
func origin(file string, i int) string {
	file = file[strings.LastIndexByte(file, '/')+1:]
	return strings.TrimSuffix(strings.TrimSuffix(file, ".java"), ".md") + "-" + itoa(i)
}

func abstractQueries(path string) ([]Case, error) {
	list, err := array[struct {
		SQL, File string
		Expect    *string `json:"expect_sql"`
		Empty     bool    `json:"expect_empty"`
		Ordered   bool
	}](path)
	var cases []Case
	for i, t := range list {
		c := Case{ID: origin(t.File, i), SQL: t.SQL}
		c.check = func(ctx context.Context, b *Bench) []Outcome {
			a, err := b.run(ctx, "tiny", t.SQL)
			if err != nil {
				return []Outcome{refused("runs", "", err)}
			}
			runs := Outcome{Measure: "runs", Verdict: Passed}
			switch {
			case t.Empty:
				return []Outcome{runs, judged("agrees", len(a.rows) == 0, "no row", shown(a.rows))}
			case t.Expect == nil:
				return []Outcome{runs}
			}
			want, err := b.run(ctx, "tiny", fromH2(*t.Expect))
			if err != nil {
				return []Outcome{runs, refused("agrees", *t.Expect, err)}
			}
			return []Outcome{runs, judged("agrees", sameRows(a.rows, want.rows, t.Ordered) || estimated(t.SQL, a.rows, want.rows), shown(want.rows), shown(a.rows))}
		}
		cases = append(cases, c)
	}
	return cases, err
}

// fromH2 writes the second query, which Trino's tests give to the database H2,
// as Trino would have it.
func fromH2(sql string) string {
	if _, rows, ok := strings.Cut(sql, "FROM VALUES "); ok {
		return "SELECT * FROM (VALUES " + rows + ")"
	}
	return strings.ReplaceAll(sql, "123L", "BIGINT '123'")
}

// estimated reports whether numbers of approx_distinct are as near to Trino's
// as both may be to the truth: three times its standard error of 2.3 % each.
func estimated(sql string, a, b [][]cell) bool {
	if !strings.Contains(strings.ToLower(sql), "approx_distinct(") || len(a) != len(b) {
		return false
	}
	return slices.EqualFunc(a, b, func(a, b []cell) bool {
		return slices.EqualFunc(a, b, func(a, b cell) bool { return a.same(b) || a.digit && b.digit && near(a.float, b.float, 2*3*0.023) })
	})
}

func abstractFailures(path string) ([]Case, error) {
	list, err := array[struct {
		SQL, File string
		Message   string `json:"message_regex"`
	}](path)
	var cases []Case
	for i, t := range list {
		cases = append(cases, Case{ID: origin(t.File, i), SQL: t.SQL, check: func(ctx context.Context, b *Bench) []Outcome {
			return b.fails(ctx, t.SQL, "", t.Message, func(got fault) bool { return matches(t.Message, got) })
		}})
	}
	return cases, err
}

// matches reports whether a message is what a pattern of Java's says, with \Q
// and \E around what stands for itself.
func matches(pattern string, got fault) bool {
	re, err := regexp.Compile("^(?s:" + pattern + ")$")
	return err == nil && re.MatchString(got.placed())
}

// placed returns the message with its place, as Trino tells it.
func (f fault) placed() string {
	if f.place == "" {
		return f.message
	}
	return "line " + f.place + ": " + f.message
}

func functionFailures(path string) ([]Case, error) {
	list, err := array[struct{ SQL, File, Match, Message, Error string }](path)
	var cases []Case
	for i, t := range list {
		cases = append(cases, Case{ID: origin(t.File, i), SQL: t.SQL, check: func(ctx context.Context, b *Bench) []Outcome {
			return b.fails(ctx, t.SQL, t.Error, t.Message, func(got fault) bool {
				if t.Match == "hasMessageContaining" {
					return strings.Contains(got.placed(), t.Message)
				}
				return got.placed() == t.Message
			})
		}})
	}
	return cases, err
}

// fails judges a statement that has to fail: that it does, that the name of the
// error is the one expected, that the message is like it, and that it is it. A
// name or message that is "" is not known.
func (b *Bench) fails(ctx context.Context, sql, name, message string, is func(fault) bool) []Outcome {
	a, err := b.run(ctx, "tiny", sql)
	if err == nil {
		return []Outcome{{Measure: "fails", Verdict: Wrong, Expected: strings.TrimSpace(name + " " + message), Got: shown(a.rows)}}
	}
	got := newFault(err.Error())
	outcomes := []Outcome{{Measure: "fails", Verdict: Passed}}
	if name != "" {
		outcomes = append(outcomes, told("name", got.name == name, name, err))
	}
	if message != "" {
		outcomes = append(outcomes, told("like", is(got) || like(message, got.message), message, err),
			told("text", is(got), message, err))
	}
	return outcomes
}

// told is the outcome of an error whose words are judged: those that are not
// right are no wrong answer.
func told(measure string, right bool, expected string, err error) Outcome {
	o := judged(measure, right, expected, err.Error())
	if !right {
		o.Verdict = Refused
	}
	return o
}

var (
	word  = regexp.MustCompile(`[\pL\pN_$]+`)
	place = regexp.MustCompile(`^line \d+:\d+: `)
)

// like reports whether at least half of the words that either message has are
// in both. Places do not count.
func like(a, b string) bool {
	words := map[string]int{}
	for i, text := range []string{a, b} {
		for _, w := range word.FindAllString(strings.ToLower(place.ReplaceAllString(text, "")), -1) {
			words[w] |= 1 << i
		}
	}
	both := 0
	for _, in := range words {
		if in == 3 {
			both++
		}
	}
	return both*2 >= len(words) && both > 0
}

// method is a call in the notation 'text'.length(), which Athena does not have.
var method = regexp.MustCompile(`(?i)['\])]\.[a-z_]+\(`)

func docsExamples(path string) ([]Case, error) {
	list, err := array[struct{ SQL, Expect, File string }](path)
	var cases []Case
	for i, t := range list {
		c := Case{ID: origin(t.File, i), SQL: t.SQL}
		switch {
		case strings.HasSuffix(t.File, "/ai.md"):
			c.Why = "a function that asks a language model"
		case method.MatchString(t.SQL):
			c.Why = "a call as a method, which Athena does not have"
		}
		c.check = one(func(ctx context.Context, b *Bench) Outcome {
			a, err := b.run(ctx, "tiny", t.SQL)
			if err != nil {
				return refused("", t.Expect, err)
			}
			return judged("", printed(t.Expect, a.rows), t.Expect, shown(a.rows))
		})
		cases = append(cases, c)
	}
	return cases, err
}

// printed reports whether rows are what a page prints. Pages print them freely:
// quotes, blanks and what stands around values do not count, nor does what
// follows one value, which are the next examples.
func printed(text string, rows [][]cell) bool {
	var b strings.Builder
	for _, row := range rows {
		b.WriteString(strings.Join(texts(row), " ") + "\n")
	}
	got, want := bare(b.String()), bare(text)
	if got == want {
		return true
	}
	first, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return len(rows) == 1 && len(rows[0]) == 1 && (got == bare(first) || rows[0][0].reads(strings.TrimSpace(first)))
}

var signs = regexp.MustCompile(`[\s'"(){}\[\],|;:=>]|->|map\(|(?i)\brow\(|\barray\[|rows?$`)

func bare(text string) string { return strings.ToLower(signs.ReplaceAllString(text, "")) }
