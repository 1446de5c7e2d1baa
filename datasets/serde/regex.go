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
	ahead      []lookahead
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
	flags := ""
	if strings.EqualFold(l.Options["input.regex.case.insensitive"], "true") {
		flags = "(?i)"
	}
	expression, ahead, err := lookaheads(expression, flags)
	if err != nil {
		return nil, err
	}
	expression = flags + expression
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
	return &regex{v, types(l), compiled, ahead, groups, make([]field, len(l.Columns))}, nil
}

func (r *regex) decode(line string) ([]field, error) {
	at := r.expression.FindStringSubmatchIndex(line)
	for _, ahead := range r.ahead {
		if ahead.expression.MatchString(line) == ahead.not {
			at = nil
		}
	}
	for i, t := range r.types {
		r.fields[i] = field{null: true}
		if group := r.groups[i]; at != nil && group > 0 && at[2*group] >= 0 && !t.Kind.Nested() {
			r.fields[i] = r.scalar(line[at[2*group]:at[2*group+1]], t)
		}
	}
	return r.fields, nil
}

// A lookahead is what a line has to begin with, or must not.
type lookahead struct {
	expression *regexp.Regexp
	not        bool
}

// lookaheads takes those from the beginning of an expression, such as (?!#) of
// lines that are no comments. Go's expressions have none, at other places neither.
func lookaheads(expression, flags string) (rest string, list []lookahead, err error) {
	rest = strings.TrimPrefix(expression, "^")
	for strings.HasPrefix(rest, "(?!") || strings.HasPrefix(rest, "(?=") {
		n := closing(rest)
		if n < 0 {
			break
		}
		inner, err := regexp.Compile(flags + `\A(?:` + rest[3:n] + `)`)
		if err != nil {
			return "", nil, fmt.Errorf("regular expression %s: %w", expression, err)
		}
		list = append(list, lookahead{inner, rest[2] == '!'})
		rest = rest[n+1:]
	}
	return rest, list, nil
}

// closing returns where the parenthesis is closed with which an expression
// begins, or -1.
func closing(expression string) int {
	depth, class := 0, false
	for i := 0; i < len(expression); i++ {
		switch c := expression[i]; {
		case c == '\\':
			i++
		case c == '[':
			class = true
		case c == ']':
			class = false
		case c == '(' && !class:
			depth++
		case c == ')' && !class:
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}
