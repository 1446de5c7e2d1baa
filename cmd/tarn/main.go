// Tarn is a data lake on one machine: it finds the tables in a folder of CSV,
// JSON and Parquet files, and answers SQL over the files where they lie.
//
// Each verb of the program has a file of its own: crawl.go, query.go and so on.
// A verb reads its arguments, calls the packages that do the work, and prints.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
)

// Exit statuses. Each verb's help lists those that it has.
const (
	exitDone        = 0
	exitFailed      = 1
	exitPartial     = 3   // done, but some files were left out
	exitDiffers     = 4   // done, and what was compared differs
	exitInterrupted = 130 // Ctrl-C
)

// errPartial says that what was asked for is done, but not for all files. What
// was left out has been told already.
var errPartial = errors.New("some files were left out")

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run runs the program and returns its exit status.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	signal.Ignore(syscall.SIGPIPE)
	defer signal.Reset(syscall.SIGPIPE)

	s := &session{stdin: stdin, stdout: stdout, stderr: stderr}
	root := s.command()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err != nil && ctx.Err() != nil {
		err = errInterrupted
	}
	s.report(err)
	return status(err)
}

var errInterrupted = errors.New("interrupted")

func status(err error) int {
	switch {
	case err == nil, errors.Is(err, syscall.EPIPE):
		return exitDone
	case errors.Is(err, errPartial):
		return exitPartial
	case errors.Is(err, errDiffers):
		return exitDiffers
	case errors.Is(err, errInterrupted):
		return exitInterrupted
	}
	return exitFailed
}

// A session is one run of the program.
type session struct {
	stdin          io.Reader
	stdout, stderr io.Writer

	lakeDir, stateDir string // the flags --lake and --state
}

// verbs make the commands of the program, in the order in which help lists them.
var verbs = []func(*session) *cobra.Command{
	newCrawl, newTables, newDescribe, newProfile, newFiles, newProblems, newQuery, newTour, newVersion,
	newAlter, newVersions, newDiff, newRestore, newHistory, newWorkGroup,
}

// command returns the whole program.
func (s *session) command() *cobra.Command {
	root := &cobra.Command{
		Use:   "tarn",
		Short: "A data lake on one machine",
		Long: `Tarn finds the tables in a folder of CSV, JSON and Parquet files and answers SQL
over the files where they lie. Nothing is loaded, nothing has to run.

  tarn tour               see what it does, on a sample lake
  tarn crawl DIR          find the tables in the folder DIR
  tarn query "SELECT 1"   ask

The lake is the folder of --lake, else that of the variable TARN_LAKE, else the
nearest folder, from here upwards, that has been crawled. What tarn knows of a
lake lies in its folder .tarn, or in that of --state.`,
		SilenceErrors:              true,
		SilenceUsage:               true,
		SuggestionsMinimumDistance: 2,
		Args:                       s.verb,
		RunE:                       func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.SetIn(s.stdin)
	root.SetOut(s.stdout)
	root.SetErr(s.stderr)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return &usageError{err.Error(), "'" + c.CommandPath() + " --help' tells the flags"}
	})
	flags := root.PersistentFlags()
	flags.StringVar(&s.lakeDir, "lake", "", "the lake is the folder `DIR`")
	flags.StringVar(&s.stateDir, "state", "", "what is known of the lake lies in the folder `DIR` (default LAKE/.tarn)")
	root.MarkPersistentFlagDirname("lake")
	root.MarkPersistentFlagDirname("state")
	cobra.EnableCommandSorting = false
	for _, verb := range verbs {
		root.AddCommand(verb(s))
	}
	root.InitDefaultHelpCmd()
	for _, c := range root.Commands() {
		if c.Name() == "help" {
			c.Run, c.RunE = nil, s.help
		}
	}
	return root
}

// help tells of a verb, and refuses those that there are not.
func (s *session) help(c *cobra.Command, args []string) error {
	verb, rest, err := c.Root().Find(args)
	if err != nil || verb == c.Root() && len(rest) > 0 {
		return s.verb(c.Root(), rest)
	}
	verb.InitDefaultHelpFlag()
	return verb.Help()
}

// verb refuses verbs that there are not.
func (s *session) verb(root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	hint := "'tarn help' lists the verbs"
	if near := root.SuggestionsFor(args[0]); len(near) > 0 {
		hint = "did you mean " + strings.Join(near, " or ") + "?"
	}
	return &usageError{fmt.Sprintf("no verb is called %q", args[0]), hint}
}

// A usageError says what is wrong with the arguments of the program.
type usageError struct{ message, hint string }

func (e *usageError) Error() string { return e.message }

func (e *usageError) Hint() string { return e.hint }

// arguments checks that a verb is given from least to most arguments, which
// are called what.
func arguments(least, most int, what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		usage := "usage: " + c.UseLine()
		switch {
		case len(args) < least:
			return &usageError{c.Name() + ": " + what + " is missing", usage}
		case len(args) > most:
			return &usageError{fmt.Sprintf("%s: %q is one argument too many", c.Name(), args[most]), usage}
		}
		return nil
	}
}

// report tells the person at the terminal what went wrong and, where the error
// knows it, what to do about it. It is the only place that prints errors.
func (s *session) report(err error) {
	if err == nil || errors.Is(err, errPartial) || errors.Is(err, errDiffers) || errors.Is(err, syscall.EPIPE) {
		return
	}
	fmt.Fprintf(s.stderr, "tarn: %s\n", indented(message(err)))

	var advisor interface{ Hint() string }
	if errors.As(err, &advisor) && advisor.Hint() != "" {
		fmt.Fprintf(s.stderr, "tarn: hint: %s\n", indented(advisor.Hint()))
	}
}

// indented returns text with its lines below each other, without those that
// are empty.
func indented(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		if line = strings.TrimRight(line, " \r\n"); line != "" {
			lines = append(lines, printable(line))
		}
	}
	return strings.Join(lines, "\n      ")
}

// message returns what an error says, without the name of the system call that
// an error of the file system begins with.
func message(err error) string {
	text := err.Error()
	var path *fs.PathError
	if errors.As(err, &path) {
		text = strings.Replace(text, path.Error(), path.Path+": "+path.Err.Error(), 1)
	}
	return text
}
