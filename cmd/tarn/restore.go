package main

import (
	"github.com/spf13/cobra"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/catalog/crawl"
)

func newRestore(s *session) *cobra.Command {
	var database, format string
	var plan bool
	c := &cobra.Command{
		Use:   "restore TABLE@VERSION",
		Short: "Make a table what it was",
		Long: `Restore makes a table what it was in a version, as a new version: its columns and
their types, comments, tags, and what was decided. The files are those that the
table has now. Where they would make other columns of it, the old ones are decided
as if by 'tarn alter', so that no crawl undoes it: types, and that new columns are
hidden. 'tarn alter TABLE --reset-all' takes that back. Columns that no file has
any more are there again, and null.

A table that was dropped is there again, with those of its files that are left.

Exit status: 0 done; 1 failed, and nothing is changed; 3 done, but some files
cannot be read so and were left out; 130 interrupted.`,
		Example: `  tarn versions orders
  tarn restore orders@2 --plan
  tarn restore orders@2`,
		Args:              arguments(1, 1, "the name of a table"),
		ValidArgsFunction: s.completeTable,
		RunE: func(c *cobra.Command, args []string) error {
			if err := checkFormat(format, "text", "json"); err != nil {
				return err
			}
			v, err := parseVersion(args[0], database)
			if err != nil {
				return err
			}
			if v.version == 0 {
				return &usageError{"restore: " + args[0] + " names no version", "as in tarn restore " + shellQuote(args[0]+"@1") + "; 'tarn versions' lists them"}
			}
			return s.altering(c.Context(), "restored", plan, format, func(p *place, crawler *crawl.Crawler) (*crawl.Alteration, error) {
				return crawler.Restore(c.Context(), p.lake, p.catalog, v.name, v.version, plan)
			})
		},
	}
	c.Flags().BoolVar(&plan, "plan", false, "say what would change, and change nothing")
	s.databaseFlag(c, &database, catalog.DefaultDatabase, "the table is in the database `NAME`")
	formatFlag(c, &format, "text", "json")
	return c
}
