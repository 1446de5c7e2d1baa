package syntax

import (
	"fmt"
	"strings"
)

// Limits of what is read.
const (
	maxText  = 262144 // bytes, Athena's own limit
	maxDepth = 1000   // of brackets, subqueries and operators before operands
)

// A parser reads the tokens of one text. Its methods are named after what they
// read, and end the reading by [fail] where the text is something else.
type parser struct {
	text   string
	tokens []token // the last is the end
	at     int
	depth  int
	params int

	// given is an expression that has been read already, in brackets that might
	// have been something else: the next primary expression.
	given Expr
	// starred is the expression that stands before .*
	starred Expr
	// inNearest says that MATCH is no alias of a table.
	inNearest bool
}

// Parse reads one statement of DML. A semicolon may end it. The error is an [*Error].
func Parse(text string) (Statement, error) {
	var s Statement
	err := read(text, "single", func(p *parser) { s = p.statement() })
	if err != nil {
		return nil, err
	}
	return s, nil
}

// ParseExpr reads one expression. The error is an [*Error].
func ParseExpr(text string) (Expr, error) {
	var e Expr
	err := read(text, "onlyExpression", func(p *parser) { e = p.expression() })
	if err != nil {
		return nil, err
	}
	return e, nil
}

// ParseType reads one type. The error is an [*Error].
func ParseType(text string) (TypeName, error) {
	var t TypeName
	err := read(text, "onlyType", func(p *parser) { t = p.typeName() })
	return t, err
}

// read reads a whole text by one method. The rule of the grammar is that of the
// method, and tells what is wrong with a text that is refused.
func read(text, rule string, method func(*parser)) error {
	if len(text) > maxText {
		return &Error{Message: fmt.Sprintf("the statement has %d bytes, and may have %d", len(text), maxText)}
	}
	p := &parser{text: text, tokens: scan(text)}
	failure := p.try(method)
	if failure == nil {
		return nil
	}
	if failure.Message == "" {
		return explain(text, p.tokens, p.at, rule)
	}
	return failure
}

// try reads by a method to the end of the text, and returns what [fail] was given.
func (p *parser) try(method func(*parser)) (failure *Error) {
	defer func() {
		if caught := recover(); caught != nil {
			var ok bool
			if failure, ok = caught.(*Error); !ok {
				panic(caught)
			}
		}
	}()
	method(p)
	if p.tokens[p.at].kind != eof {
		p.unexpected()
	}
	return nil
}

// unexpected ends the reading at the current token. What is wrong with it is
// told later, see [explain].
func (p *parser) unexpected() {
	t := p.tokens[p.at]
	switch t.kind {
	case backquoted:
		fail(Pos(t.pos), "backquoted identifiers are not supported; use double quotes to quote identifiers")
	case digitWord:
		fail(Pos(t.pos), "identifiers must not start with a digit; surround the identifier with double quotes")
	}
	fail(Pos(t.pos), "")
}

func (p *parser) textOf(t token) string { return p.text[t.pos:t.end] }

// pos is where the current token begins.
func (p *parser) pos() Pos { return Pos(p.tokens[p.at].pos) }

// end is where the last token that was read ends.
func (p *parser) end() Pos {
	if p.at == 0 {
		return 0
	}
	return Pos(p.tokens[p.at-1].end)
}

// peek returns the n-th token from the current one, or the end.
func (p *parser) peek(n int) token {
	return p.tokens[min(p.at+n, len(p.tokens)-1)]
}

// is reports whether the next tokens are these words and symbols.
func (p *parser) is(words ...string) bool {
	if p.tokens[p.at].word != words[0] {
		return false
	}
	for i, w := range words[1:] {
		if p.peek(i+1).word != w {
			return false
		}
	}
	return true
}

// isOne reports whether the current token is one of these.
func (p *parser) isOne(words ...string) bool { return p.one(0, words...) }

// one reports whether the n-th token from the current one is one of these.
func (p *parser) one(n int, words ...string) bool {
	t := p.peek(n).word
	for _, w := range words {
		if t == w && t != "" {
			return true
		}
	}
	return false
}

// accept passes over these words and symbols if they are next.
func (p *parser) accept(words ...string) bool {
	if !p.is(words...) {
		return false
	}
	p.at += len(words)
	return true
}

// expect passes over these words and symbols, which must be next.
func (p *parser) expect(words ...string) {
	for _, w := range words {
		if !p.accept(w) {
			p.unexpected()
		}
	}
}

// oneOf passes over one of these words, and returns it.
func (p *parser) oneOf(words ...string) string {
	if !p.isOne(words...) {
		p.unexpected()
	}
	w := p.tokens[p.at].word
	p.at++
	return w
}

// deeper counts what is open: the method that calls it counts back at its end.
func (p *parser) deeper() {
	if p.depth++; p.depth > maxDepth {
		fail(0, "statement is too large (stack overflow while parsing)")
	}
}

func (p *parser) isName(n int) bool {
	k := p.peek(n).kind
	return k == word || k == quoted
}

func (p *parser) isString(n int) bool {
	k := p.peek(n).kind
	return k == text || k == unicode
}

// name reads an identifier.
func (p *parser) name() Name {
	if !p.isName(0) {
		p.unexpected()
	}
	t := p.tokens[p.at]
	p.at++
	n := Name{Pos: Pos(t.pos), Text: p.text[t.pos:t.end]}
	if t.kind == quoted {
		n.Quoted = true
		n.Text = strings.ReplaceAll(n.Text[1:len(n.Text)-1], `""`, `"`)
		if n.Text == "" {
			fail(n.Pos, "Zero-length delimited identifier not allowed")
		}
	}
	return n
}

// qualifiedName reads names with dots between them.
func (p *parser) qualifiedName() QualifiedName {
	names := QualifiedName{p.name()}
	for p.accept(".") {
		names = append(names, p.name())
	}
	return names
}

// names reads names in brackets.
func (p *parser) names() []Name {
	p.expect("(")
	names := commas(p, p.name)
	p.expect(")")
	return names
}

// commas reads one or more of a thing, with commas between them.
func commas[T any](p *parser, read func() T) []T {
	list := []T{read()}
	for p.accept(",") {
		list = append(list, read())
	}
	return list
}
