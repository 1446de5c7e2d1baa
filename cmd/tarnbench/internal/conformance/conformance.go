// Package conformance runs cases of others' tests through tarn, and counts the
// answers that are right, those that are wrong, and the statements that are
// refused: Trino's own tests, statements of Athena's user guide, the queries of
// benchmarks, and what real Athena was seen to answer.
//
// A [Set] is a file of cases, or a folder of them. [Load] reads the cases of a set, and
// [Bench.Judge] runs one of them on a lake that has the tables which they name.
// A wrong answer is worse than none, so the two are counted apart; an answer to
// what has to fail is wrong, too.
package conformance

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/tarnlake/tarn/query"
)

// A Verdict says what came of a case.
type Verdict string

// The verdicts.
const (
	Passed  Verdict = "passed"
	Wrong   Verdict = "wrong"    // there was an answer, and not the right one
	Refused Verdict = "refused"  // there was an error, or a crash, or no answer in time
	LeftOut Verdict = "left out" // it was not run
)

// A Case is one thing to be asked.
type Case struct {
	Set, Group string // Group is "" if the set is one
	ID, SQL    string
	Why        string // the case is left out for; "" if it is run

	check func(ctx context.Context, b *Bench) []Outcome
}

// An Outcome is one thing that was measured of a case.
type Outcome struct {
	Measure       string // such as "runs"; "" if the case has one
	Verdict       Verdict
	Expected, Got string `json:",omitempty"`
}

// A Result is an outcome with what it is of.
type Result struct {
	Set, Group, ID, SQL string
	Outcome
	Took time.Duration `json:",omitzero"` // of the case, with all that it measures
}

// Name returns the name of the group that the result counts in, such as
// "trino-cases/timezone" or "trino_function_failures/text".
func (r Result) Name() string {
	return strings.Join(slices.DeleteFunc([]string{r.Set, r.Group, r.Measure}, func(s string) bool { return s == "" }), "/")
}

var number = regexp.MustCompile(`[-_.]?\d+$`)

// Prefix returns Name with what ids of one origin begin with in place of tags.
func (r Result) Prefix() string { return r.Set + "/" + number.ReplaceAllString(r.ID, "") }

// result gives an outcome the names of its case.
func (c Case) result(o Outcome) Result {
	return Result{Set: c.Set, Group: c.Group, ID: c.ID, SQL: c.SQL, Outcome: o}
}

// Lost returns the result of a case in which the program ended, or hung.
func (c Case) Lost(why string) Result {
	return c.result(Outcome{Verdict: Refused, Got: why})
}

// Judge runs a case.
func (b *Bench) Judge(ctx context.Context, c Case) (results []Result) {
	if c.Why != "" {
		return []Result{c.result(Outcome{Verdict: LeftOut, Got: c.Why})}
	}
	defer func() {
		if p := recover(); p != nil {
			results = []Result{c.Lost(fmt.Sprint("panic: ", p))}
		}
	}()
	b.session = sessions[c.Set]
	begun := time.Now()
	for _, o := range c.check(ctx, b) {
		r := c.result(o)
		r.Took = time.Since(begun)
		results = append(results, r)
	}
	return results
}

// trino is the session of Trino's own tests, in which a literal with a point
// is a decimal. Those of the functions run in the zone of Apia, on a day in May.
var (
	trino     = query.Session{Decimals: true}
	functions = query.Session{Decimals: true, Zone: "Pacific/Apia", Now: time.Date(2020, 4, 30, 23, 34, 56, 789_000_000, time.UTC)}
)

// sessions are those of the sets that do not run in Athena's.
var sessions = map[string]query.Session{
	"trino-cases": functions, "trino_function_failures": functions,
	"trino_abstracttest_queries": trino, "trino_abstracttest_failures": trino, "trino_docs_examples": trino,
	"product-tests": trino, "tpch": trino, "tpcds": trino,
}

// A Set is a file of cases, or a folder.
type Set struct {
	Name string
	Path string // in the folder of the data
	load func(path string) ([]Case, error)
}

// Sets are all there are.
var Sets = []Set{
	{"trino-cases", "sql/trino-cases.jsonl", trinoCases},
	{"trino_abstracttest_queries", "sql/trino_abstracttest_queries.json", abstractQueries},
	{"trino_abstracttest_failures", "sql/trino_abstracttest_failures.json", abstractFailures},
	{"trino_function_failures", "sql/trino_function_failures.json", functionFailures},
	{"trino_docs_examples", "sql/trino_docs_examples.json", docsExamples},
	{"product-tests", "sql/product-tests", productTests},
	{"athena_userguide_statements", "sql/athena_userguide_statements.json", guideStatements},
	{"tpch", "sql/tpch/tpch/dbgen", tpchQueries},
	{"tpcds", "sql/tpch/tpcds/dsdgen", tpcdsQueries},
	{"clickbench", "sql/clickbench/athena", clickbenchQueries},
	{"values", "athena-wire/values.jsonl", wireValues},
	{"statements", "athena-wire/statements.jsonl", wireStatements},
	{"errors", "athena-wire/errors.jsonl", wireErrors},
	{"parameters", "athena-wire/parameters.jsonl", wireParameters},
}

// Names returns the names of the sets.
func Names() []string {
	names := make([]string, len(Sets))
	for i, s := range Sets {
		names[i] = s.Name
	}
	return names
}

// Load returns the cases of the sets of those names, or of all, in the folder
// of the data.
func Load(data string, names []string) ([]Case, error) {
	var all []Case
	for _, s := range Sets {
		if len(names) > 0 && !slices.Contains(names, s.Name) {
			continue
		}
		cases, err := s.load(data + "/" + s.Path)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.Name, err)
		}
		for i := range cases {
			cases[i].Set = s.Name
			cases[i].ID = cmp.Or(cases[i].ID, fmt.Sprint(s.Name, "-", i))
		}
		all = append(all, cases...)
	}
	return all, nil
}

// A Rate is what became of the results of a group.
type Rate struct {
	Group                           string
	Passed, Wrong, Refused, LeftOut int
}

// Run returns how many were run.
func (r Rate) Run() int { return r.Passed + r.Wrong + r.Refused }

// Share returns how many of those that were run passed, from 0 to 1; 1 if none was run.
func (r Rate) Share() float64 {
	if r.Run() == 0 {
		return 1
	}
	return float64(r.Passed) / float64(r.Run())
}

// Rates counts results by the group that they are of, sorted by it.
func Rates(results []Result, group func(Result) string) []Rate {
	index := map[string]int{}
	var rates []Rate
	for _, r := range results {
		name := group(r)
		i, known := index[name]
		if !known {
			i = len(rates)
			index[name] = i
			rates = append(rates, Rate{Group: name})
		}
		switch r.Verdict {
		case Passed:
			rates[i].Passed++
		case Wrong:
			rates[i].Wrong++
		case Refused:
			rates[i].Refused++
		case LeftOut:
			rates[i].LeftOut++
		}
	}
	slices.SortFunc(rates, func(a, b Rate) int { return strings.Compare(a.Group, b.Group) })
	return rates
}
