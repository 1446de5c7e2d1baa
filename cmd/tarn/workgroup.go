package main

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tarnlake/tarn/catalog"
)

func newWorkGroup(s *session) *cobra.Command {
	c := &cobra.Command{
		Use:   "workgroup",
		Short: "Tell of work groups and change them",
		Long: `A work group has settings that statements share, as in Athena: where their results
are said to lie, and after how many bytes a statement is cancelled. Clients of
Athena name one; what names none is in the group primary, which always exists.

Exit status: 0 done; 1 failed.`,
		Example: `  tarn workgroup list
  tarn workgroup create reports --cutoff 10GB
  tarn workgroup update reports --disable`,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return &usageError{fmt.Sprintf("workgroup: there is no %q", args[0]), "'tarn workgroup --help' tells what there is"}
			}
			return c.Help()
		},
	}
	c.AddCommand(newWorkGroupList(s), newWorkGroupCreate(s), newWorkGroupUpdate(s), newWorkGroupDelete(s))
	return c
}

func newWorkGroupList(s *session) *cobra.Command {
	var format string
	c := &cobra.Command{
		Use:     "list",
		Short:   "List the work groups",
		Long:    "List lists the work groups and their settings.\n\nExit status: 0 done; 1 failed.",
		Example: `  tarn workgroup list --format json`,
		Args:    arguments(0, 0, ""),
		RunE: func(c *cobra.Command, args []string) error {
			if err := checkFormat(format, listFormats...); err != nil {
				return err
			}
			return s.listWorkGroups(c.Context(), format)
		},
	}
	formatFlag(c, &format, listFormats...)
	return c
}

func (s *session) listWorkGroups(ctx context.Context, format string) error {
	p, err := s.open()
	if err != nil {
		return err
	}
	defer p.Close()
	groups, err := p.catalog.WorkGroups(ctx)
	if err != nil {
		return err
	}
	if format == "json" {
		return s.printJSON(groups)
	}
	l := listing{columns: columns("name", "state", "cutoff", "location", "enforced", "description")}
	for _, g := range groups {
		state, cutoff, enforced := "enabled", "none", "no"
		if g.Disabled {
			state = "disabled"
		}
		if g.Cutoff > 0 {
			cutoff = size(g.Cutoff)
		}
		if g.Enforce {
			enforced = "yes"
		}
		l.rows = append(l.rows, []any{g.Name, state, cutoff, g.Location, enforced, g.Description})
	}
	return s.print(format, l)
}

// groupFlags are the settings of a work group as flags.
type groupFlags struct {
	description, location, cutoff string
	enforce, noEnforce            bool
	disable, enable               bool
}

func (f *groupFlags) add(c *cobra.Command) {
	flags := c.Flags()
	flags.StringVar(&f.description, "description", "", "what it is for, as `TEXT`")
	flags.StringVar(&f.location, "location", "", "results are said to lie under `S3PATH`, such as s3://results/reports/")
	flags.StringVar(&f.cutoff, "cutoff", "", "cancel what would read more than `SIZE`, such as 10GB; at least 10MB; 0 for nothing")
	flags.BoolVar(&f.enforce, "enforce", false, "the location holds whatever a client asks for")
	flags.BoolVar(&f.noEnforce, "no-enforce", false, "clients may ask for another location")
	flags.BoolVar(&f.disable, "disable", false, "let it run nothing")
	flags.BoolVar(&f.enable, "enable", false, "let it run statements again")
	c.MarkFlagsMutuallyExclusive("enforce", "no-enforce")
	c.MarkFlagsMutuallyExclusive("disable", "enable")
}

// leastCutoff is the least that Athena takes.
const leastCutoff = 10_000_000

// change returns what the flags that were given make of a work group.
func (f *groupFlags) change(c *cobra.Command) (func(*catalog.WorkGroup) error, error) {
	set := c.Flags().Changed
	var cutoff int64
	switch {
	case f.cutoff == "" || f.cutoff == "0":
	case !sizePattern.MatchString(f.cutoff):
		return nil, &usageError{"--cutoff " + f.cutoff + ": not a size with its unit", "such as --cutoff 10GB"}
	default:
		if cutoff = sizeOf(f.cutoff); cutoff < leastCutoff {
			return nil, &usageError{"--cutoff " + f.cutoff + ": less than 10MB", "Athena takes no less"}
		}
	}
	if f.location != "" && !strings.HasPrefix(f.location, "s3://") {
		return nil, &usageError{"--location " + f.location + ": not a path of S3", "such as s3://results/reports/"}
	}
	return func(g *catalog.WorkGroup) error {
		if set("description") {
			g.Description = f.description
		}
		if set("location") {
			g.Location = f.location
		}
		if set("cutoff") {
			g.Cutoff = cutoff
		}
		g.Enforce = (g.Enforce || f.enforce) && !f.noEnforce
		g.Disabled = (g.Disabled || f.disable) && !f.enable
		return nil
	}, nil
}

// groupName is what Athena takes for the name of a work group.
var groupName = regexp.MustCompile(`^[a-zA-Z0-9._-]{1,128}$`)

func newWorkGroupCreate(s *session) *cobra.Command {
	var f groupFlags
	c := &cobra.Command{
		Use:   "create NAME",
		Short: "Make a work group",
		Long:  "Create makes a work group.\n\nExit status: 0 done; 1 failed.",
		Example: `  tarn workgroup create reports --description "monthly reports" --cutoff 10GB
  tarn workgroup create etl --location s3://results/etl/ --enforce`,
		Args: arguments(1, 1, "the name of a work group"),
		RunE: func(c *cobra.Command, args []string) error {
			change, err := f.change(c)
			if err != nil {
				return err
			}
			if !groupName.MatchString(args[0]) {
				return &usageError{printable(args[0]) + ": not a name of a work group", "it has letters, digits, points, lines and hyphens, at most 128"}
			}
			return s.onCatalog(func(p *place) error {
				g := catalog.WorkGroup{Name: args[0]}
				if err := change(&g); err != nil {
					return err
				}
				return p.catalog.AddWorkGroup(c.Context(), g)
			})
		},
	}
	f.add(c)
	return c
}

func newWorkGroupUpdate(s *session) *cobra.Command {
	var f groupFlags
	c := &cobra.Command{
		Use:   "update NAME",
		Short: "Change a work group",
		Long:  "Update changes those settings of a work group that flags name.\n\nExit status: 0 done; 1 failed.",
		Example: `  tarn workgroup update primary --cutoff 50GB
  tarn workgroup update reports --disable`,
		Args: arguments(1, 1, "the name of a work group"),
		RunE: func(c *cobra.Command, args []string) error {
			change, err := f.change(c)
			if err != nil {
				return err
			}
			return s.onCatalog(func(p *place) error { return p.catalog.UpdateWorkGroup(c.Context(), args[0], change) })
		},
	}
	f.add(c)
	return c
}

func newWorkGroupDelete(s *session) *cobra.Command {
	var everything bool
	c := &cobra.Command{
		Use:   "delete NAME",
		Short: "Delete a work group",
		Long: `Delete deletes a work group. One that has saved statements, or in which statements
were run, is deleted with --recursive only; its saved statements go with it.

Exit status: 0 done; 1 failed.`,
		Example: `  tarn workgroup delete reports --recursive`,
		Args:    arguments(1, 1, "the name of a work group"),
		RunE: func(c *cobra.Command, args []string) error {
			return s.onCatalog(func(p *place) error { return p.catalog.DropWorkGroup(c.Context(), args[0], everything) })
		},
	}
	c.Flags().BoolVar(&everything, "recursive", false, "delete what it has, too")
	return c
}

// onCatalog does something with the lake's catalog.
func (s *session) onCatalog(do func(*place) error) error {
	p, err := s.open()
	if err != nil {
		return err
	}
	defer p.Close()
	return do(p)
}
