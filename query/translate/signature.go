package translate

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/tarnlake/tarn/query/types"
)

// A pattern is a type within a signature.
type pattern struct {
	variable string // T: any type
	kind     types.Kind
	args     []pattern
	length   string // a number or a variable; "" is what the kind has by itself
	scale    string
}

// A signature is one that has been read.
type signature struct {
	*Function
	name     string
	params   []pattern
	variadic bool // the last parameter may stand any number of times, also none
	result   pattern
}

// parseSignature reads the signature of a row of the table. The table is
// ours: what cannot be read is a mistake in it.
func parseSignature(f *Function) (signature, error) {
	s := signature{Function: f}
	open := strings.IndexByte(f.Signature, '(')
	if open < 0 {
		return s, fmt.Errorf("%s: no parameters", f.Signature)
	}
	s.name = f.Signature[:open]
	p := patternParser{text: f.Signature[open+1:]}
	for !p.accept(")") {
		param, err := p.pattern()
		if err != nil {
			return s, fmt.Errorf("%s: %w", f.Signature, err)
		}
		s.params = append(s.params, param)
		s.variadic = p.accept("...")
		p.accept(",")
	}
	var err error
	if s.result, err = p.pattern(); err != nil {
		return s, fmt.Errorf("%s: %w", f.Signature, err)
	}
	if p.text = strings.TrimSpace(p.text); p.text != "" {
		return s, fmt.Errorf("%s: %q is left", f.Signature, p.text)
	}
	return s, nil
}

type patternParser struct{ text string }

func (p *patternParser) accept(token string) bool {
	text := strings.TrimLeft(p.text, " ")
	if !strings.HasPrefix(text, token) {
		return false
	}
	p.text = text[len(token):]
	return true
}

func (p *patternParser) word() string {
	p.text = strings.TrimLeft(p.text, " ")
	n := 0
	for n < len(p.text) && (p.text[n] == '_' || p.text[n]|0x20 >= 'a' && p.text[n]|0x20 <= 'z' || n > 0 && p.text[n] >= '0' && p.text[n] <= '9') {
		n++
	}
	word := p.text[:n]
	p.text = p.text[n:]
	return word
}

func (p *patternParser) number() string {
	p.text = strings.TrimLeft(p.text, " ")
	n := 0
	for n < len(p.text) && p.text[n] >= '0' && p.text[n] <= '9' {
		n++
	}
	if n == 0 {
		return p.word()
	}
	number := p.text[:n]
	p.text = p.text[n:]
	return number
}

// kinds are the names of types in signatures.
var kinds = func() map[string]types.Kind {
	m := make(map[string]types.Kind)
	for k := types.Unknown; k <= types.Function; k++ {
		m[k.String()] = k
	}
	return m
}()

func (p *patternParser) pattern() (pattern, error) {
	word := p.word()
	if len(word) == 1 && word[0] >= 'A' && word[0] <= 'Z' {
		return pattern{variable: word}, nil
	}
	if word == "interval" {
		unit := p.word()
		p.word()
		p.word()
		if unit == "year" {
			return pattern{kind: types.IntervalYear}, nil
		}
		return pattern{kind: types.IntervalDay}, nil
	}
	kind, ok := kinds[word]
	if !ok {
		return pattern{}, fmt.Errorf("no type %q", word)
	}
	t := pattern{kind: kind}
	if p.accept("(") {
		if err := p.parameters(&t); err != nil {
			return t, err
		}
	}
	if p.accept("with time zone") {
		t.kind++ // time and timestamp are each followed by the kind with a zone
	}
	return t, nil
}

func (p *patternParser) parameters(t *pattern) error {
	switch t.kind {
	case types.Varchar, types.Char, types.Time, types.Timestamp, types.Decimal:
		t.length = p.number()
		if p.accept(",") {
			t.scale = p.number()
		}
		if !p.accept(")") {
			return fmt.Errorf("no ) at %q", p.text)
		}
		return nil
	}
	for !p.accept(")") {
		arg, err := p.pattern()
		if err != nil {
			return err
		}
		t.args = append(t.args, arg)
		p.accept(",")
	}
	return nil
}

// bindings are what the variables of a signature stand for.
type bindings struct {
	types   map[string]types.Type
	numbers map[string]int
}

func newBindings() *bindings {
	return &bindings{types: make(map[string]types.Type), numbers: make(map[string]int)}
}

// unify finds what variables must stand for so that a value of type t fits the
// pattern. It reports false where none will do.
func (b *bindings) unify(p pattern, t types.Type) bool {
	if p.variable != "" {
		common, ok := types.Common(b.types[p.variable], t)
		if !ok {
			return false
		}
		b.types[p.variable] = common
		return true
	}
	if t.Is(types.Unknown, types.Native) {
		return true
	}
	if len(p.args) > 0 {
		if t.Kind != p.kind || len(t.Args) != len(p.args) {
			return false
		}
		for i := range p.args {
			if !b.unify(p.args[i], t.Args[i]) {
				return false
			}
		}
		return true
	}
	b.unifyNumbers(p, t)
	return true
}

func (b *bindings) unifyNumbers(p pattern, t types.Type) {
	if p.kind == types.Decimal {
		t = types.DecimalFor(t)
	}
	switch {
	case p.kind == t.Kind:
	case p.kind == types.Varchar && t.Kind == types.Char:
	case p.kind == types.Timestamp && t.Kind == types.Date, p.kind == types.TimestampTZ && t.Is(types.Date, types.Timestamp):
	default:
		return
	}
	for _, n := range []struct {
		name  string
		value int
	}{{p.length, t.Length}, {p.scale, t.Scale}} {
		if n.name != "" && (n.name[0] < '0' || n.name[0] > '9') {
			b.numbers[n.name] = max(b.numbers[n.name], n.value)
		}
	}
}

// instance returns the type that the pattern is with its variables filled in.
func (b *bindings) instance(p pattern) types.Type {
	if p.variable != "" {
		return b.types[p.variable]
	}
	t := types.Of(p.kind)
	if p.length != "" {
		t.Length = b.number(p.length, t.Length)
	}
	if p.scale != "" {
		t.Scale = b.number(p.scale, 0)
	}
	for _, a := range p.args {
		t.Args = append(t.Args, b.instance(a))
	}
	return t
}

func (b *bindings) number(text string, otherwise int) int {
	if n, err := strconv.Atoi(text); err == nil {
		return n
	}
	if n, ok := b.numbers[text]; ok {
		return n
	}
	return otherwise
}
