package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tarnlake/tarn/catalog"
)

// errDiffers says that tables differ, for those who asked for a status.
var errDiffers = errors.New("the tables differ")

func newDiff(s *session) *cobra.Command {
	var database, format string
	var exitCode bool
	c := &cobra.Command{
		Use:   "diff TABLE[@VERSION] [TABLE[@VERSION]]",
		Short: "Compare two versions of a table, or two tables",
		Long: `Diff tells what has to change in the first table for it to be the second: columns
(+ new, - gone, ~ of another type or name), partitions, comments, tags, and what was
decided. Without a version it is the table as it is now. A version alone is compared
with the table as it is now, and a table alone with the version before the last.
The second may be a version alone, as in tarn diff orders@1 @3.

Exit status: 0 done; 1 failed; with --exit-code, 4 done, and there are differences.`,
		Example: `  tarn diff orders
  tarn diff orders@2
  tarn diff orders@1 orders@3
  tarn diff orders archive.orders --exit-code`,
		Args: arguments(1, 2, "the name of a table"),
		ValidArgsFunction: func(c *cobra.Command, args []string, text string) ([]string, cobra.ShellCompDirective) {
			return s.completeTable(c, nil, text)
		},
		RunE: func(c *cobra.Command, args []string) error {
			if err := checkFormat(format, "text", "json"); err != nil {
				return err
			}
			differs, err := s.diff(c.Context(), args, database, format)
			if err == nil && differs && exitCode {
				err = errDiffers
			}
			return err
		},
	}
	c.Flags().BoolVar(&exitCode, "exit-code", false, "end with status 4 if there are differences")
	s.databaseFlag(c, &database, catalog.DefaultDatabase, "the tables are in the database `NAME`")
	formatFlag(c, &format, "text", "json")
	return c
}

// A tableVersion names a table as it was in a version, or as it is if that is 0.
type tableVersion struct {
	name    catalog.Name
	version int
}

func (v tableVersion) String() string {
	if v.version == 0 {
		return v.name.String()
	}
	return fmt.Sprintf("%s@%d", v.name, v.version)
}

// parseVersion reads TABLE@VERSION. A table whose name holds an @ is meant if
// what follows the last one is no number.
func parseVersion(text, database string) (tableVersion, error) {
	at := strings.LastIndexByte(text, '@')
	if at < 0 {
		return tableVersion{name: tableName(text, database)}, nil
	}
	number, err := strconv.Atoi(text[at+1:])
	if err != nil || number < 1 {
		return tableVersion{}, &usageError{fmt.Sprintf("%q is no version", text[at+1:]), "versions count from 1, as in " + shellQuote(text[:at]+"@1")}
	}
	return tableVersion{tableName(text[:at], database), number}, nil
}

// table returns the table that is meant.
func (v tableVersion) table(ctx context.Context, c *catalog.Catalog) (catalog.Table, error) {
	if v.version == 0 {
		return c.Table(ctx, v.name)
	}
	return c.TableAt(ctx, v.name, v.version)
}

// compared returns what the arguments of diff mean.
func compared(ctx context.Context, c *catalog.Catalog, args []string, database string) (from, to tableVersion, err error) {
	if from, err = parseVersion(args[0], database); err != nil {
		return from, to, err
	}
	switch {
	case len(args) == 2 && strings.HasPrefix(args[1], "@"):
		to, err = parseVersion(args[0][:cutVersion(args[0])]+args[1], database)
	case len(args) == 2:
		to, err = parseVersion(args[1], database)
	case from.version > 0:
		to = tableVersion{name: from.name}
	default:
		var t catalog.Table
		t, err = c.Table(ctx, from.name)
		from, to = tableVersion{from.name, max(1, t.Version-1)}, from
	}
	return from, to, err
}

// cutVersion returns where the name of a table ends.
func cutVersion(text string) int {
	if at := strings.LastIndexByte(text, '@'); at >= 0 {
		return at
	}
	return len(text)
}

func (s *session) diff(ctx context.Context, args []string, database, format string) (differs bool, err error) {
	p, err := s.open()
	if err != nil {
		return false, err
	}
	defer p.Close()
	from, to, err := compared(ctx, p.catalog, args, database)
	if err != nil {
		return false, err
	}
	var change catalog.AlterTable
	if change.From, err = from.table(ctx, p.catalog); err != nil {
		return false, err
	}
	if change.To, err = to.table(ctx, p.catalog); err != nil {
		return false, err
	}
	differences := change.Differences()
	if format == "json" {
		return len(differences) > 0, s.printJSON(struct {
			From        string               `json:"from"`
			To          string               `json:"to"`
			Differences []catalog.Difference `json:"differences"`
		}{from.String(), to.String(), append([]catalog.Difference{}, differences...)})
	}
	var b bytes.Buffer
	for _, d := range differences {
		fmt.Fprintln(&b, printable(d.String()))
	}
	if len(differences) == 0 {
		fmt.Fprintf(s.stderr, "tarn: %s and %s are the same\n", printable(from.String()), printable(to.String()))
	}
	_, err = s.stdout.Write(b.Bytes())
	return len(differences) > 0, err
}
