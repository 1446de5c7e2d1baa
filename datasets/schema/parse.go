package schema

import (
	"fmt"
	"strconv"
	"strings"
)

// A ParseError says where a type is not written as it should be.
type ParseError struct {
	Text   string // the whole text
	Offset int    // bytes before the place
	Reason string // such as "expected ':'"
}

func (e *ParseError) Error() string {
	return fmt.Sprintf("type %q: column %d: %s", e.Text, e.Offset+1, e.Reason)
}

// Hint names the types there are.
func (e *ParseError) Hint() string {
	return "types are boolean, tinyint, smallint, int, bigint, float, double, decimal(p,s), string, " +
		"varchar(n), char(n), binary, date, timestamp, array<T>, map<K,V> and struct<name:T,...>"
}

// maxDepth bounds how deep types may nest, so that no text exhausts the stack.
const maxDepth = 500

// Parse reads a type in Athena's notation. Letters of keywords may be in
// either case, and there may be spaces between the parts. Its only errors are
// of type *ParseError.
//
// Grammar:
//
//	type   = word
//	       | "decimal" [ "(" number [ "," number ] ")" ]
//	       | ("char" | "varchar") "(" number ")"
//	       | "array" "<" type ">"
//	       | "map" "<" type "," type ">"
//	       | "struct" "<" [ name ":" type { "," name ":" type } ] ">"
//	name   = word | "`" any characters, "`" doubled "`"
func Parse(text string) (t Type, err error) {
	p := &parser{text: text}
	defer func() {
		switch r := recover().(type) {
		case nil:
		case *ParseError:
			err = r
		default:
			panic(r)
		}
	}()
	t = p.parseType(0)
	p.space()
	if p.at < len(text) {
		p.fail("unexpected text after the type")
	}
	return t, nil
}

type parser struct {
	text string
	at   int
}

func (p *parser) fail(format string, args ...any) {
	panic(&ParseError{Text: p.text, Offset: p.at, Reason: fmt.Sprintf(format, args...)})
}

func (p *parser) space() {
	for p.at < len(p.text) && strings.IndexByte(" \t\r\n", p.text[p.at]) >= 0 {
		p.at++
	}
}

// accept reads c if it comes next.
func (p *parser) accept(c byte) bool {
	p.space()
	if p.at < len(p.text) && p.text[p.at] == c {
		p.at++
		return true
	}
	return false
}

func (p *parser) expect(c byte) {
	if !p.accept(c) {
		p.fail("expected '%c'", c)
	}
}

func (p *parser) word() string {
	p.space()
	start := p.at
	for p.at < len(p.text) && isWord(rune(p.text[p.at])) {
		p.at++
	}
	return p.text[start:p.at]
}

func (p *parser) number(least, most int) int {
	word := p.word()
	n, err := strconv.Atoi(word)
	if err != nil || n < least || n > most {
		p.at -= len(word)
		p.fail("expected a number from %d to %d", least, most)
	}
	return n
}

// synonyms are names of types that Athena's DDL or its SELECT also knows.
var synonyms = map[string]string{
	"integer": "int", "real": "float", "varbinary": "binary", "bool": "boolean", "text": "string", "long": "bigint",
}

var kinds = func() map[string]Kind {
	m := make(map[string]Kind)
	for k, name := range kindNames {
		m[name] = Kind(k)
	}
	return m
}()

func (p *parser) parseType(depth int) Type {
	if depth > maxDepth {
		p.fail("nested deeper than %d levels", maxDepth)
	}
	p.space()
	start := p.at
	name := strings.ToLower(p.word())
	if same, ok := synonyms[name]; ok {
		name = same
	}
	kind, ok := kinds[name]
	if !ok {
		p.at = start
		p.fail("expected a type")
	}
	switch kind {
	case Decimal:
		return p.parseDecimal()
	case Char, Varchar:
		most := MaxChar
		if kind == Varchar {
			most = MaxVarchar
			if !p.accept('(') {
				return Type{Kind: String}
			}
			p.at--
		}
		p.expect('(')
		t := Type{Kind: kind, Length: p.number(1, most)}
		p.expect(')')
		return t
	case Array:
		p.expect('<')
		t := ArrayOf(p.parseType(depth + 1))
		p.expect('>')
		return t
	case Map:
		p.expect('<')
		key := p.parseType(depth + 1)
		p.expect(',')
		t := MapOf(key, p.parseType(depth+1))
		p.expect('>')
		return t
	case Struct:
		return p.parseStruct(depth)
	}
	return Type{Kind: kind}
}

// parseDecimal reads what follows "decimal". Alone it means decimal(10,0), as in Hive.
func (p *parser) parseDecimal() Type {
	if !p.accept('(') {
		return DecimalOf(10, 0)
	}
	t := DecimalOf(p.number(1, MaxPrecision), 0)
	if p.accept(',') {
		t.Scale = p.number(0, t.Precision)
	}
	p.expect(')')
	return t
}

func (p *parser) parseStruct(depth int) Type {
	p.expect('<')
	t := Type{Kind: Struct}
	if p.accept('>') {
		return t
	}
	seen := make(map[string]bool)
	for {
		name := p.name()
		if seen[name] {
			p.fail("second member named %q", name)
		}
		seen[name] = true
		p.expect(':')
		t.Fields = append(t.Fields, Field{Name: name, Type: p.parseType(depth + 1)})
		if p.accept('>') {
			return t
		}
		p.expect(',')
	}
}

func (p *parser) name() string {
	if !p.accept('`') {
		name := p.word()
		if name == "" {
			p.fail("expected a name")
		}
		return name
	}
	var b strings.Builder
	for p.at < len(p.text) {
		c := p.text[p.at]
		p.at++
		if c == '`' {
			if p.at == len(p.text) || p.text[p.at] != '`' {
				return b.String()
			}
			p.at++
		}
		b.WriteByte(c)
	}
	p.fail("expected '`'")
	return ""
}
