package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/tarnlake/tarn/cmd/tarnbench/internal/conformance"
)

// conformance measures how many of the cases of others' tests tarn answers as
// they say.
func (s *session) conformance(args []string) error {
	flags := flag.NewFlagSet("conformance", flag.ContinueOnError)
	var f form
	var what conformance.Selection
	f.flags(flags)
	flags.StringVar(&what.Data, "data", "../shared/data", "the files lie in the folder `DIR`")
	flags.StringVar(&what.Group, "group", "", "run the groups whose name, such as trino-cases/timezone, fits `REGEX`")
	flags.StringVar(&what.Run, "run", "", "run the cases whose id fits `REGEX`")
	flags.IntVar(&what.Sample, "sample", 0, "run about `N` cases of each file")
	flags.BoolVar(&what.Native, "baseline", false, "give the statements to DuckDB as they stand")
	failures := flags.Bool("failures", false, "list the cases that fail")
	leftOut := flags.Bool("left-out", false, "list the cases that are not run, with the reason")
	causes := flags.Int("causes", 0, "list the `N` most common errors")
	prefix := flags.Bool("prefix", false, "count by what the ids begin with")
	names, err := s.parse(flags, fileNames(args), "file", conformance.Names())
	if err == nil {
		err = f.validate()
	}
	if err != nil {
		return err
	}
	what.Sets = names
	results, err := conformance.Measure(s.ctx, what, s.startPart, s.progress)
	s.progress("")
	if err != nil {
		return err
	}
	group := conformance.Result.Name
	if *prefix {
		group = conformance.Result.Prefix
	}
	told := listing{Rates: conformance.Rates(results, group)}
	if *failures {
		told.Failures = failed(results)
	}
	if *leftOut {
		told.LeftOut = chosen(results, conformance.LeftOut)
	}
	told.Causes = commonest(failed(results), *causes)
	return told.write(s.stdout, f.format)
}

// fileNames takes the folder and the ending off the names of files among arguments.
func fileNames(args []string) []string {
	args = slices.Clone(args)
	for i, a := range args {
		base := filepath.Base(a)
		if name := strings.TrimSuffix(base, filepath.Ext(base)); slices.Contains(conformance.Names(), name) {
			args[i] = name
		}
	}
	return args
}

// startPart makes a process of this program that runs a part.
func (s *session) startPart(ctx context.Context, p conformance.Part) *exec.Cmd {
	self, err := os.Executable()
	if err != nil {
		self = os.Args[0]
	}
	text, _ := json.Marshal(p) // texts and numbers
	command := exec.CommandContext(ctx, self, "part", string(text))
	command.Stderr = s.stderr
	return command
}

// part is what conformance starts.
func (s *session) part(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("part is what conformance starts")
	}
	var p conformance.Part
	if err := json.Unmarshal([]byte(args[0]), &p); err != nil {
		return err
	}
	return p.Do(s.ctx, s.stdout)
}

// A listing is what is told of results.
type listing struct {
	Rates    []conformance.Rate
	Failures []conformance.Result `json:",omitempty"`
	LeftOut  []conformance.Result `json:",omitempty"`
	Causes   []cause              `json:",omitempty"`
}

// A cause is an error that several cases have.
type cause struct {
	Cases   int
	Set     string
	Error   string
	Example string // SQL
}

func (l listing) write(w io.Writer, format string) error {
	r := &report{columns: []string{"group", "run", "passed", "wrong", "refused", "left out", "share"}, data: l}
	for _, rate := range l.Rates {
		share := decimal(rate.Share())
		if rate.Run() == 0 {
			share = "–"
		}
		r.rows = append(r.rows, []string{rate.Group, fmt.Sprint(rate.Run()), fmt.Sprint(rate.Passed), fmt.Sprint(rate.Wrong),
			fmt.Sprint(rate.Refused), fmt.Sprint(rate.LeftOut), share})
	}
	if err := r.write(w, format); err != nil || format == "json" {
		return err
	}
	for _, c := range l.Causes {
		fmt.Fprintf(w, "\n%d × %s: %s\n  such as: %s\n", c.Cases, c.Set, indented(c.Error), indented(c.Example))
	}
	for _, x := range l.LeftOut {
		fmt.Fprintf(w, "\n%s %s: left out: %s", x.Name(), x.ID, x.Got)
	}
	for _, x := range l.Failures {
		fmt.Fprintf(w, "\n%s %s: %s\n  sql:      %s\n  expected: %s\n  got:      %s\n",
			x.Name(), x.ID, x.Verdict, indented(x.SQL), indented(x.Expected), indented(x.Got))
	}
	return nil
}

func indented(text string) string {
	return strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n            ")
}

// chosen returns the results that have one of the verdicts.
func chosen(results []conformance.Result, verdicts ...conformance.Verdict) []conformance.Result {
	var some []conformance.Result
	for _, r := range results {
		if slices.Contains(verdicts, r.Verdict) {
			some = append(some, r)
		}
	}
	return some
}

func failed(results []conformance.Result) []conformance.Result {
	return chosen(results, conformance.Wrong, conformance.Refused)
}

// details are the parts of an error that differ from statement to statement.
var details = regexp.MustCompile(`(?s)line \d+:\d+: |\d+|\n.*`)

// commonest returns the errors that most cases have, the most common first.
// Wrong answers count as one.
func commonest(failures []conformance.Result, most int) []cause {
	index := map[[2]string]int{}
	var causes []cause
	for _, r := range failures {
		text := "a wrong answer"
		if r.Verdict == conformance.Refused {
			text = details.ReplaceAllString(r.Got, "")
		}
		at := [2]string{r.Set, text}
		i, known := index[at]
		if !known {
			i = len(causes)
			index[at] = i
			causes = append(causes, cause{Set: r.Set, Error: text, Example: r.SQL})
		}
		causes[i].Cases++
	}
	slices.SortStableFunc(causes, func(a, b cause) int { return b.Cases - a.Cases })
	return causes[:min(most, len(causes))]
}
