package serde

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
)

// regex is RegexSerDe: a line that the expression fits as a whole gives its
// groups, and any other a row of nulls.
type regex struct {
	values
	types      []schema.Type
	expression *regexp.Regexp
	groups     []int // for each column its group; 0 for none
	fields     []field
}

// newRegex makes a regex. Groups say which group a column is; nil is the first
// for the first column and so on.
func newRegex(l *datasets.Layout, expression string, groups []int) (decoder, error) {
	v, err := newValues(l.Options)
	if err != nil {
		return nil, err
	}
	if strings.EqualFold(l.Options["input.regex.case.insensitive"], "true") {
		expression = "(?i)" + expression
	}
	compiled, err := regexp.Compile(`\A(?:` + expression + `)\z`)
	if err != nil {
		return nil, fmt.Errorf("regular expression %s: %w", expression, err)
	}
	if groups == nil {
		if compiled.NumSubexp() != len(l.Columns) {
			return nil, fmt.Errorf("the regular expression has %d groups, and the table %d columns", compiled.NumSubexp(), len(l.Columns))
		}
		for i := range l.Columns {
			groups = append(groups, i+1)
		}
	}
	return &regex{v, types(l), compiled, groups, make([]field, len(l.Columns))}, nil
}

func (r *regex) decode(line string) ([]field, error) {
	at := r.expression.FindStringSubmatchIndex(line)
	for i, t := range r.types {
		r.fields[i] = field{null: true}
		if group := r.groups[i]; at != nil && group > 0 && at[2*group] >= 0 && !t.Kind.Nested() {
			r.fields[i] = r.scalar(line[at[2*group]:at[2*group+1]], t)
		}
	}
	return r.fields, nil
}
