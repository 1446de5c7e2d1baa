package function

import (
	"fmt"
	"strings"
	"time"

	"github.com/dlclark/regexp2"
)

// These take the expressions that RE2 lacks, and those known only at run time.
// As in Trino, matches are searched for one after the other; an empty one moves
// the search on by a character.
var regexpFunctions = []Function{
	{"tarn_go_regexp_like", []Kind{Text, Text}, Boolean, ofPattern(regexpLike)},
	{"tarn_go_regexp_extract", []Kind{Text, Text, Integer}, Text, ofPattern(regexpExtract)},
	{"tarn_go_regexp_extract_all", []Kind{Text, Text, Integer}, Texts, ofPattern(regexpExtractAll)},
	{"tarn_go_regexp_count", []Kind{Text, Text}, Integer, ofPattern(regexpCount)},
	{"tarn_go_regexp_split", []Kind{Text, Text}, Texts, ofPattern(regexpSplit)},
	{"tarn_go_regexp_position", []Kind{Text, Text, Integer, Integer}, Integer, ofPattern(regexpPosition)},
	{"tarn_go_regexp_replace", []Kind{Text, Text, Text}, Text, ofPattern(regexpReplace)},
}

// maxMatch is how long the search for one match may take. Expressions that try
// everything again and again would not end in a lifetime.
const maxMatch = 20 * time.Second

// A Pattern is a regular expression of Java's.
type Pattern struct {
	Groups []string // names; "" if a group has none. The first is the whole match.

	expression *regexp2.Regexp
}

// NewPattern reads a regular expression. Its error says what is wrong with it.
func NewPattern(text string) (*Pattern, error) {
	p, err := newJavaPattern(text)
	if err != nil {
		return nil, err
	}
	expression, err := regexp2.Compile(p.String(), regexp2.None)
	if err != nil {
		return nil, invalid("%s", err)
	}
	expression.MatchTimeout = maxMatch
	return &Pattern{Groups: p.groups, expression: expression}, nil
}

// ofPattern is a body whose second argument is a pattern.
func ofPattern(f func(p *Pattern, args []Value) (Value, error)) func() Body {
	return func() Body {
		pattern := memo(NewPattern)
		return func(args []Value) (Value, error) {
			p, err := pattern(args[1].Text)
			if err != nil {
				return Value{}, err
			}
			return f(p, args)
		}
	}
}

// each calls f for the matches in a text, until it returns false.
func (p *Pattern) each(text string, f func(m *regexp2.Match) bool) error {
	m, err := p.expression.FindStringMatch(text)
	for ; err == nil && m != nil && f(m); m, err = p.expression.FindNextMatch(m) {
	}
	if err != nil {
		return fmt.Errorf("GENERIC_USER_ERROR: the regular expression takes longer than %s for a match", maxMatch)
	}
	return nil
}

// checkGroup refuses the number of a group that there is not.
func (p *Pattern) checkGroup(n int64) error {
	switch {
	case n < 0:
		return invalid("Group cannot be negative")
	case n >= int64(len(p.Groups)):
		return invalid("Pattern has %d groups. Cannot access group %d", len(p.Groups)-1, n)
	}
	return nil
}

// group is the text of a group; NULL if it had no part in the match.
func group(m *regexp2.Match, n int) Value {
	g := m.GroupByNumber(n)
	if len(g.Captures) == 0 {
		return Value{Null: true}
	}
	return textValue(g.String())
}

func regexpLike(p *Pattern, args []Value) (Value, error) {
	found := false
	err := p.each(args[0].Text, func(*regexp2.Match) bool { found = true; return false })
	return booleanValue(found), err
}

func regexpExtract(p *Pattern, args []Value) (Value, error) {
	if err := p.checkGroup(args[2].Integer); err != nil {
		return Value{}, err
	}
	value := Value{Null: true}
	err := p.each(args[0].Text, func(m *regexp2.Match) bool {
		value = group(m, int(args[2].Integer))
		return false
	})
	return value, err
}

func regexpExtractAll(p *Pattern, args []Value) (Value, error) {
	if err := p.checkGroup(args[2].Integer); err != nil {
		return Value{}, err
	}
	var value Value
	err := p.each(args[0].Text, func(m *regexp2.Match) bool {
		value.Texts = append(value.Texts, group(m, int(args[2].Integer)))
		return true
	})
	return value, err
}

func regexpCount(p *Pattern, args []Value) (Value, error) {
	n := int64(0)
	err := p.each(args[0].Text, func(*regexp2.Match) bool { n++; return true })
	return integerValue(n), err
}

func regexpSplit(p *Pattern, args []Value) (Value, error) {
	var value Value
	text, last := []rune(args[0].Text), 0
	err := p.each(args[0].Text, func(m *regexp2.Match) bool {
		value.Texts = append(value.Texts, textValue(string(text[last:m.Index])))
		last = m.Index + m.Length
		return true
	})
	value.Texts = append(value.Texts, textValue(string(text[last:])))
	return value, err
}

// regexpPosition is the place, from 1, of match n in what begins at start; -1 if there is none.
func regexpPosition(p *Pattern, args []Value) (Value, error) {
	start, n := args[2].Integer, args[3].Integer
	text := []rune(args[0].Text)
	switch {
	case start < 1:
		return Value{}, invalid("start position cannot be smaller than 1")
	case n < 1:
		return Value{}, invalid("occurrence cannot be smaller than 1")
	case start > int64(len(text)):
		return integerValue(-1), nil
	}
	value := integerValue(-1)
	err := p.each(string(text[start-1:]), func(m *regexp2.Match) bool {
		if n--; n == 0 {
			value.Integer = start + int64(m.Index)
		}
		return n > 0
	})
	return value, err
}

func regexpReplace(p *Pattern, args []Value) (Value, error) {
	pieces, err := p.replacement(args[2].Text)
	if err != nil {
		return Value{}, err
	}
	var b strings.Builder
	text, last := []rune(args[0].Text), 0
	err = p.each(args[0].Text, func(m *regexp2.Match) bool {
		b.WriteString(string(text[last:m.Index]))
		last = m.Index + m.Length
		for _, piece := range pieces {
			b.WriteString(piece.text)
			if piece.group >= 0 {
				b.WriteString(group(m, piece.group).Text)
			}
		}
		return true
	})
	b.WriteString(string(text[last:]))
	return textValue(b.String()), err
}

// A replacementPiece is text, and a group behind it unless that is negative.
type replacementPiece struct {
	text  string
	group int
}

// replacement reads what stands for a match: $1 and ${name} are groups, and a
// backslash takes the meaning from what follows it.
func (p *Pattern) replacement(text string) ([]replacementPiece, error) {
	var pieces []replacementPiece
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' && i+1 == len(text):
			return nil, invalid("character to be escaped is missing")
		case c == '\\':
			i++
			b.WriteByte(text[i])
		case c != '$':
			b.WriteByte(c)
		default:
			n, length, err := p.reference(text[i+1:])
			if err != nil {
				return nil, err
			}
			pieces = append(pieces, replacementPiece{b.String(), n})
			b.Reset()
			i += length
		}
	}
	return append(pieces, replacementPiece{b.String(), -1}), nil
}

// reference reads the 1 of $1 or the {name} of ${name}, and returns its length.
// More digits belong to the number as long as there is such a group.
func (p *Pattern) reference(text string) (n, length int, err error) {
	if strings.HasPrefix(text, "{") {
		name, _, closed := strings.Cut(text[1:], "}")
		for i, known := range p.Groups {
			if closed && name != "" && name == known {
				return i, len(name) + 2, nil
			}
		}
		return 0, 0, invalid("No group with name {%s}", name)
	}
	if text == "" || text[0] < '0' || text[0] > '9' {
		return 0, 0, invalid("Illegal group reference")
	}
	n = int(text[0] - '0')
	if n >= len(p.Groups) {
		return 0, 0, invalid("No group %d", n)
	}
	for length = 1; length < len(text) && '0' <= text[length] && text[length] <= '9'; length++ {
		more := 10*n + int(text[length]-'0')
		if more >= len(p.Groups) {
			break
		}
		n = more
	}
	return n, length, nil
}
