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
	"github.com/tarnlake/tarn/catalog/crawl"
	"github.com/tarnlake/tarn/datasets/samples"
)

func newTour(s *session) *cobra.Command {
	var keep string
	c := &cobra.Command{
		Use:   "tour",
		Short: "See what tarn does, on a sample lake",
		Long: `Tour makes a fresh copy of the sample lake "shop", crawls it, describes a table,
asks a few questions and profiles a table. It takes some seconds and leaves nothing behind, unless
--keep says where to leave the lake.

Exit status: 0 done; 1 failed; 130 interrupted.`,
		Example: `  tarn tour
  tarn tour --keep shop
  tarn query --lake shop "FROM orders"`,
		Args: arguments(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) error { return s.tour(c.Context(), keep) },
	}
	c.Flags().StringVar(&keep, "keep", "", "leave the lake in the folder `DIR`, which must be empty or new")
	c.MarkFlagDirname("keep")
	return c
}

func (s *session) tour(ctx context.Context, keep string) error {
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
	g := &guide{session: session{stdin: s.stdin, stdout: s.stdout, stderr: s.stdout, lakeDir: dir}}
	g.say("A lake of a small shop: files as seven countries, a warehouse and a web shop left them.\n")
	if err := g.look(ctx); err != nil {
		return err
	}
	for i, stop := range stops {
		if err := g.visit(ctx, i+1, stop); err != nil {
			return err
		}
	}
	if err := g.profileOrders(ctx); err != nil {
		return err
	}
	g.leave(keep, time.Since(start))
	return g.err
}

// A guide leads through the tour: a session whose lake is the copy, and which
// has one stream for all that it has to say. The first error in writing is kept.
type guide struct {
	session
	err error
}

// look crawls the lake and shows what is there.
func (g *guide) look(ctx context.Context) error {
	g.title("What is in this folder?")
	g.command("tarn crawl shop")
	p, err := g.openAt(g.lakeDir, create)
	if err != nil {
		return err
	}
	defer p.Close()
	start := time.Now()
	r, err := p.crawl(ctx, crawl.Crawler{Database: catalog.DefaultDatabase}, false)
	if err != nil {
		return err
	}
	r.Seconds = time.Since(start).Seconds()
	r.Problems = nil // they are told where the table is described
	if err := g.printCrawl(r); err != nil {
		return err
	}
	g.say("\nSix tables, each file read to its end. Now one of them, of seven files: some with commas,\n" +
		"one with semicolons, one in Latin-1, one with Windows' line ends.\n\n")
	g.command("tarn describe customers")
	if err := g.describe(ctx, tableName("customers", ""), "text"); err != nil {
		return err
	}
	g.say("\nLook at the ends: people born in 1900 and in 2069, a city called -, a limit of 9999. And\n" +
		"signup_date is text, because five of its days are in no calendar.\n")
	return nil
}

// visit asks the question of a stop and says what the answer shows.
func (g *guide) visit(ctx context.Context, number int, at stop) error {
	g.title(fmt.Sprintf("%d. %s", number, at.question))
	g.command(`tarn query "` + strings.ReplaceAll(at.sql, "\n", "\n    ") + `"`)
	o := queryOptions{database: catalog.DefaultDatabase, format: "table", maxRows: 40}
	if err := g.query(ctx, source{text: at.sql}, o); err != nil {
		return err
	}
	g.say("\n%s\n", at.shows)
	return nil
}

// profileOrders shows that the program finds out such things by itself.
func (g *guide) profileOrders(ctx context.Context) error {
	g.title("Does it find such things by itself?")
	g.command("tarn profile orders")
	o := profileOptions{findings: 5, format: "table", stale: staleWays[0]}
	if err := g.profileTables(ctx, []catalog.Name{tableName("orders", "")}, o); err != nil {
		return err
	}
	g.say("\nWhat matters most comes first. 'tarn profile orders --column total' tells all of a column, and\n" +
		"--target returned what a model could tell returns from.\n")
	return nil
}

// leave says how to go on.
func (g *guide) leave(keep string, took time.Duration) {
	g.title("Now your own")
	g.say("All this took %s.\n", seconds(took.Seconds()))
	if keep != "" {
		g.command("tarn query --lake " + shellQuote(keep) + ` "FROM orders LIMIT 10"`)
	}
	g.command("tarn crawl DIR")
	g.command(`tarn query --lake DIR "SHOW TABLES"`)
	g.command("tarn profile --lake DIR")
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
		text = "\x1b[32m" + text + "\x1b[0m"
	}
	g.say("$ %s\n", text)
}
