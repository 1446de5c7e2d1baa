package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets/samples"
	"github.com/tarnlake/tarn/query/statement"
)

func newTour(s *session) *cobra.Command {
	var keep string
	c := &cobra.Command{
		Use:   "tour",
		Short: "See what tarn does, on a sample lake",
		Long: `Tour makes a fresh copy of the sample lake "shop", crawls it, describes what is
there and asks it a few questions. It takes some seconds and leaves nothing
behind, unless --keep says where to leave the lake.

Exit status: 0 done; 1 failed; 130 interrupted.`,
		Example: `  tarn tour
  tarn tour --keep shop && cd shop && tarn query "FROM orders"`,
		Args: arguments(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) error { return s.tour(c.Context(), keep) },
	}
	c.Flags().StringVar(&keep, "keep", "", "leave the lake in the folder `DIR`, which must be empty or new")
	c.MarkFlagDirname("keep")
	return c
}

func (s *session) tour(ctx context.Context, keep string) (err error) {
	start := time.Now()
	dir := keep
	if dir == "" {
		temporary, err := os.MkdirTemp("", "tarn-tour-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(temporary)
		dir = filepath.Join(temporary, "shop")
	}
	if err := samples.Copy("shop", dir); err != nil {
		return err
	}
	guide := &guide{session: session{stdin: s.stdin, stdout: s.stdout, stderr: s.stdout, lakeDir: dir}}
	guide.arrive()
	if err := guide.look(ctx); err != nil {
		return err
	}
	for i, stop := range stops {
		if err := guide.visit(ctx, i+1, stop); err != nil {
			return err
		}
	}
	guide.leave(keep, time.Since(start))
	return guide.err
}

// A guide leads through the tour. What goes wrong in writing is kept in err.
type guide struct {
	session
	err error
}

func (g *guide) say(format string, args ...any) {
	if g.err == nil {
		_, g.err = fmt.Fprintf(g.stdout, format, args...)
	}
}

// title writes a line that stands out.
func (g *guide) title(text string) {
	if colored(g.stdout) {
		text = "\x1b[1;36m" + text + "\x1b[0m"
	}
	g.say("\n%s\n", text)
}

// command shows what is run, as one would type it.
func (g *guide) command(text string) {
	if colored(g.stdout) {
		text = "\x1b[2m$\x1b[0m \x1b[32m" + text + "\x1b[0m"
	} else {
		text = "$ " + text
	}
	g.say("%s\n", text)
}

// arrive says where the tour is.
func (g *guide) arrive() {
	g.say("A small shop's data lake: %s\n", "CSV, JSON and Parquet files as they were left by seven programs.")
}

// look crawls the lake and shows what is there.
func (g *guide) look(ctx context.Context) error {
	g.title("What is in this folder?")
	g.command("tarn crawl shop")
	if err := g.crawl(ctx, crawlOptions{database: catalog.DefaultDatabase, format: "text"}); err != nil {
		return err
	}
	g.title("What is in a table?")
	g.command("tarn describe customers")
	return g.describe(ctx, tableName("customers", ""), "text")
}

// visit asks the question of a stop.
func (g *guide) visit(ctx context.Context, number int, at stop) error {
	g.title(fmt.Sprintf("%d. %s", number, at.question))
	g.command("tarn query \"" + strings.ReplaceAll(at.sql, "\n", "\n  ") + "\"")
	o := queryOptions{database: catalog.DefaultDatabase, format: "table", maxRows: 40}
	if err := g.query(ctx, source{text: at.sql}, o); err != nil {
		return err
	}
	g.say("%s\n", at.shows)
	return nil
}

// leave says how to go on.
func (g *guide) leave(keep string, took time.Duration) {
	g.title("Now your own")
	if keep != "" {
		g.say("The lake is in %s: tarn query --lake %[1]s \"FROM orders\"\n", shellQuote(keep))
	}
	g.say("tarn crawl DIR finds the tables in the folder DIR; tarn query asks. This took %s.\n", seconds(took.Seconds()))
}

var _ = statement.Split
