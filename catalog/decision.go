package catalog

import (
	"slices"
	"strings"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
)

// What people decide about a table is in parameters that begin with
// DecisionPrefix: "pin.column.type." and the name that a crawl finds for a
// column holds its type, "pin.option.delimiter" an option. Package crawl keeps
// them.
const (
	DecisionPrefix = "pin."
	columnDecision = DecisionPrefix + "column."
	nameDecision   = columnDecision + "name."
)

// decision writes the difference of a decision for people.
func (d Difference) decision() string {
	what := strings.TrimPrefix(d.Name, DecisionPrefix)
	if aspect, column, ok := strings.Cut(strings.TrimPrefix(d.Name, columnDecision), "."); ok && strings.HasPrefix(d.Name, columnDecision) {
		what = aspect + " of " + column
		if aspect == "hidden" {
			what = column + " hidden"
		}
	} else if option, ok := strings.CutPrefix(what, "option."); ok {
		what = "option " + option
	}
	switch {
	case d.From != "" && d.To == "":
		return "no longer decided: " + what
	case strings.HasSuffix(what, " hidden"):
		return "decided: " + what
	}
	return "decided: " + what + " = " + datasets.Clip(d.To)
}

// decided reports whether the type of a column changes because somebody decided
// it, or decided it no longer.
func (c AlterTable) decided(column string) bool {
	for _, t := range []*Table{&c.From, &c.To} {
		found := column
		for key, name := range t.Parameters {
			if was, ok := strings.CutPrefix(key, nameDecision); ok && name == column {
				found = was
			}
		}
		key := columnDecision + "type." + found
		if c.From.Parameters[key] != c.To.Parameters[key] {
			return true
		}
	}
	return false
}

// renamed returns the columns of From under the names that a decision gives
// them in To, and the pairs of names that are not the same.
func (c AlterTable) renamed() (fields []schema.Field, names [][2]string) {
	fields = slices.Concat(c.From.Columns, c.From.Partitions)
	to := slices.Concat(c.To.Columns, c.To.Partitions)
	for i := range fields {
		f := &fields[i]
		found := f.Name
		for key, name := range c.From.Parameters {
			if was, ok := strings.CutPrefix(key, nameDecision); ok && name == f.Name {
				found = was
			}
		}
		now := c.To.Parameters[nameDecision+found]
		if now == "" {
			now = found
		}
		if now != f.Name && schema.Lookup(to, now) >= 0 {
			names = append(names, [2]string{f.Name, now})
			f.Name = now
		}
	}
	return fields, names
}
