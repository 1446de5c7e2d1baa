// Tarnbench measures tarn beside DuckDB: what a crawl decides, on sets of public
// data whose truth is known, what it answers to others' tests, and how fast it is.
//
//	go run ./cmd/tarnbench inference [--data DIR] [SET...]
//	go run ./cmd/tarnbench quality [--data DIR] [SET...]
//	go run ./cmd/tarnbench conformance [--data DIR] [FILE...]
//	go run ./cmd/tarnbench speed [--size SIZE] [KIND...]
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
)

const usage = `Usage: tarnbench VERB [FLAGS] [NAME...]

  inference   how often a crawl is right, on sets whose truth is known
  quality     how well a profile finds wrong values, on sets whose truth is known
  conformance how many cases of others' tests of SQL have the right answer
  speed       how fast a crawl is, on data made for it

'tarnbench VERB --help' tells the flags and the names.
Exit status: 0 done; 1 failed, or, with --check, a goal is missed.
`

// verbs are what the program does, by name.
var verbs = map[string]func(*session, []string) error{
	"inference":   (*session).inference,
	"conformance": (*session).conformance,
	"speed":       (*session).speed,
	"quality":     (*session).quality,
	"run":         (*session).run,  // what speed starts, once for each run
	"part":        (*session).part, // what conformance starts
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	s := &session{ctx: ctx, stdout: os.Stdout, stderr: os.Stderr}
	os.Exit(s.main(os.Args[1:]))
}

// A session is one run of the program.
type session struct {
	ctx            context.Context
	stdout, stderr io.Writer
}

// main runs a verb and returns the exit status.
func (s *session) main(args []string) int {
	if len(args) == 0 || slices.Contains([]string{"help", "-h", "--help"}, args[0]) {
		fmt.Fprint(s.stdout, usage)
		return 0
	}
	verb, ok := verbs[args[0]]
	if !ok {
		fmt.Fprintf(s.stderr, "tarnbench: no verb is called %q\n%s", args[0], usage)
		return 1
	}
	err := verb(s, args[1:])
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return 0
	}
	fmt.Fprintf(s.stderr, "tarnbench: %v\n", err)
	var advisor interface{ Hint() string }
	if errors.As(err, &advisor) && advisor.Hint() != "" {
		fmt.Fprintf(s.stderr, "tarnbench: hint: %s\n", advisor.Hint())
	}
	return 1
}

// A missedError reports that goals are missed.
type missedError struct{ measures []string }

func (e *missedError) Error() string { return "missed: " + strings.Join(e.measures, "; ") }

// A nameError reports names that nothing has.
type nameError struct {
	what, name string
	names      []string
}

func (e *nameError) Error() string { return fmt.Sprintf("no %s is called %q", e.what, e.name) }

// Hint lists the names there are.
func (e *nameError) Hint() string { return "there are " + strings.Join(e.names, ", ") }

// parse reads flags and names, in any order, and checks that the names are
// among those there are.
func (s *session) parse(flags *flag.FlagSet, args []string, what string, names []string) ([]string, error) {
	flags.SetOutput(s.stderr)
	flags.Usage = func() {
		fmt.Fprintf(s.stderr, "Usage: tarnbench %s [FLAGS] [%s...]\n\n", flags.Name(), strings.ToUpper(what))
		flags.PrintDefaults()
		fmt.Fprintf(s.stderr, "\nEach %s is one of %s; all if none is named.\n", what, strings.Join(names, ", "))
	}
	var given []string
	for {
		if err := flags.Parse(args); err != nil {
			return nil, err
		}
		if flags.NArg() == 0 {
			return given, nil
		}
		name := flags.Arg(0)
		if !slices.Contains(names, name) {
			return nil, &nameError{what, name, names}
		}
		given = append(given, name)
		args = flags.Args()[1:]
	}
}

// progress tells on a terminal what is being done.
func (s *session) progress(text string) {
	if f, ok := s.stderr.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			fmt.Fprintf(f, "\r\x1b[K%s", text)
		}
	}
}
