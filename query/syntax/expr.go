package syntax

// expression reads any expression.
func (p *parser) expression() Expr {
	p.deeper()
	e := p.or()
	p.depth--
	return e
}

// operation reads an operator. Its right side is still to be read.
func (p *parser) operation(left Expr) *Operation {
	o := &Operation{Pos: left.Start(), Op: p.peek(0).word, OpPos: p.pos(), Left: left}
	p.at++
	return o
}

func (p *parser) or() Expr {
	left := p.and()
	for p.is("OR") {
		o := p.operation(left)
		o.Right = p.and()
		left = o
	}
	return left
}

func (p *parser) and() Expr {
	left := p.not()
	for p.is("AND") {
		o := p.operation(left)
		o.Right = p.not()
		left = o
	}
	return left
}

func (p *parser) not() Expr {
	if p.given != nil || !p.is("NOT") {
		return p.predicate()
	}
	p.deeper()
	u := &Unary{Pos: p.pos(), Op: "NOT"}
	p.at++
	u.Operand = p.not()
	p.depth--
	return u
}

// predicate reads a value and perhaps one test of it: Trino's tests do not chain.
func (p *parser) predicate() Expr {
	return p.predicateOf(p.value(0))
}

// predicateOf reads a test of a value, if one is next.
func (p *parser) predicateOf(left Expr) Expr {
	pos := p.pos()
	switch op := p.peek(0).word; op {
	case "=", "<>", "<", "<=", ">", ">=":
		return p.comparison(left, op)
	case "IS":
		return p.isTest(left)
	case "OVERLAPS":
		if p.one(1, "(") {
			p.at++
			return &Overlaps{Pos: pos, Left: left, Right: p.value(0)}
		}
	case "NOT":
		if !p.one(1, "BETWEEN", "IN", "LIKE") {
			return left
		}
		p.at++
		return p.test(left, pos, true)
	case "BETWEEN", "IN", "LIKE":
		return p.test(left, pos, false)
	}
	return left
}

func (p *parser) comparison(left Expr, op string) Expr {
	if !p.one(1, "ALL", "ANY", "SOME") || !p.one(2, "(") {
		o := p.operation(left)
		o.Right = p.value(0)
		return o
	}
	q := &Quantified{Pos: p.pos(), Op: op, Operand: left}
	p.at++
	q.Quantifier = p.oneOf("ALL", "ANY", "SOME")
	if q.Quantifier == "SOME" {
		q.Quantifier = "ANY"
	}
	q.Query = p.subquery()
	return q
}

// isTest reads IS [NOT] NULL and IS [NOT] DISTINCT FROM. IS TRUE is IS NOT
// DISTINCT FROM TRUE, and IS UNKNOWN is IS NULL.
func (p *parser) isTest(left Expr) Expr {
	pos := p.pos()
	p.expect("IS")
	not := p.accept("NOT")
	if p.accept("NULL") || p.accept("UNKNOWN") {
		return &IsNull{Pos: pos, Not: not, Operand: left}
	}
	o := &Operation{Pos: left.Start(), OpPos: pos, Left: left}
	same := not
	if p.isOne("TRUE", "FALSE") {
		o.Right = p.reservedAtom()
		same = !not
	} else {
		p.expect("DISTINCT", "FROM")
		o.Right = p.value(0)
	}
	o.Op = "IS DISTINCT FROM"
	if same {
		o.Op = "IS NOT DISTINCT FROM"
	}
	return o
}

// test reads BETWEEN, IN or LIKE and what follows.
func (p *parser) test(left Expr, pos Pos, not bool) Expr {
	switch {
	case p.accept("BETWEEN"):
		b := &Between{Pos: pos, Not: not, Operand: left}
		if p.isOne("SYMMETRIC", "ASYMMETRIC") && !p.one(1, "AND", "+", "-", "*", "/", "%", "||", ".", "[") {
			b.Symmetric = p.oneOf("SYMMETRIC", "ASYMMETRIC") == "SYMMETRIC"
		}
		b.Low = p.value(0)
		p.expect("AND")
		b.High = p.value(0)
		return b
	case p.accept("LIKE"):
		l := &Like{Pos: pos, Not: not, Operand: left, Pattern: p.value(0)}
		if p.accept("ESCAPE") {
			l.Escape = p.value(0)
		}
		return l
	}
	p.expect("IN")
	in := &In{Pos: pos, Not: not, Operand: left}
	if !p.is("(") {
		p.unexpected()
	}
	in.Query, in.List = p.queryOrList()
	return in
}

// queryOrList reads a query or expressions in brackets.
func (p *parser) queryOrList() (*Query, []Expr) {
	open := p.peek(0)
	if p.startsQuery(1) {
		return p.subquery(), nil
	}
	p.expect("(")
	if p.is("(") {
		e, isQuery := p.inBrackets()
		if isQuery && (p.is(")") || p.continuesQuery()) {
			q := &Query{Pos: Pos(open.pos)}
			p.queryFrom(q, e.(*Subquery).Query)
			p.expect(")")
			return q, nil
		}
		p.given = e
	}
	list := commas(p, p.expression)
	p.expect(")")
	return nil, list
}

// How tightly operators of values bind.
var binding = map[string]int{"||": 1, "+": 2, "-": 2, "*": 3, "/": 3, "%": 3}

const tightest = 4 // that of AT TIME ZONE, and of the operand of a sign

// value reads operands with operators between them that bind at least as tightly as low.
func (p *parser) value(low int) Expr {
	left := p.signed()
	for {
		op := p.peek(0)
		if op.word == "AT" && (p.one(1, "TIME") && p.one(2, "ZONE") || p.one(1, "LOCAL")) {
			left = p.atTimeZone(left)
			continue
		}
		if op.kind != symbol || low >= tightest {
			return left
		}
		b := binding[op.word]
		if b == 0 || b < low {
			return left
		}
		o := p.operation(left)
		o.Right = p.value(b + 1)
		left = o
	}
}

// atTimeZone reads AT TIME ZONE 'zone' or an interval, or AT LOCAL.
func (p *parser) atTimeZone(operand Expr) Expr {
	a := &AtTimeZone{Pos: p.pos(), Operand: operand}
	p.expect("AT")
	if p.is("LOCAL") {
		a.Zone = callOf(p.pos(), "current_timezone")
		p.at++
		return a
	}
	p.expect("TIME", "ZONE")
	a.Zone = p.primary()
	return a
}

// signed reads a primary expression, perhaps with signs before it. The sign of
// a negative number is part of the number.
func (p *parser) signed() Expr {
	if p.given != nil || !p.isOne("-", "+") {
		return p.primary()
	}
	if p.is("-") && p.isNumber(1) {
		return p.primary()
	}
	p.deeper()
	u := &Unary{Pos: p.pos(), Op: p.peek(0).word}
	p.at++
	u.Operand = p.value(tightest)
	p.depth--
	return u
}

func (p *parser) isNumber(n int) bool {
	k := p.peek(n).kind
	return k == integer || k == decimal || k == double
}

// primary reads an operand, with the fields and elements taken of it.
func (p *parser) primary() Expr {
	e := p.given
	p.given = nil
	if e == nil {
		e = p.atom()
	}
	for {
		switch {
		case p.is(".", "*"):
			p.starred = e
			return e
		case p.accept("."):
			e = p.fieldOf(e)
		case p.accept("["):
			e = &Index{Pos: e.Start(), Base: e, Index: p.expression()}
			p.expect("]")
		default:
			return e
		}
	}
}

// fieldOf reads the name of a field, or a call of which the operand is the
// first argument: 'abc'.length().
func (p *parser) fieldOf(e Expr) Expr {
	var n Name
	if p.is("TRIM", "(") { // the one function whose name is reserved
		n = Name{Pos: p.pos(), Text: p.reservedName()}
	} else {
		n = p.name()
	}
	if !p.is("(") {
		return &Dot{Pos: e.Start(), Base: e, Field: n}
	}
	c := &Call{Pos: n.Pos, Name: QualifiedName{n}}
	p.callArguments(c)
	c.Args = append([]Expr{e}, c.Args...)
	return c
}

// atom reads an operand.
func (p *parser) atom() Expr {
	t := p.peek(0)
	pos := Pos(t.pos)
	switch t.kind {
	case integer, decimal, double:
		p.at++
		return &Number{Pos: pos, Text: p.textOf(t)}
	case text, unicode:
		return &String{Pos: pos, Value: p.stringValue()}
	case binary:
		return p.binaryLiteral()
	case symbol:
		return p.symbolAtom()
	case reservedWord:
		return p.reservedAtom()
	case word, quoted:
		return p.namedAtom()
	}
	p.unexpected()
	return nil
}

// symbolAtom reads a parameter, a negative number, or what is in brackets.
func (p *parser) symbolAtom() Expr {
	pos := p.pos()
	switch p.peek(0).word {
	case "?":
		return p.param()
	case "-":
		if p.isNumber(1) {
			n := &Number{Pos: pos, Text: "-" + p.textOf(p.peek(1))}
			p.at += 2
			return n
		}
	case "(":
		if p.isLambda() {
			return p.lambda()
		}
		e, _ := p.inBrackets()
		return e
	}
	p.unexpected()
	return nil
}

func (p *parser) param() Expr {
	e := &Param{Pos: p.pos(), Index: p.params}
	p.params++
	p.expect("?")
	return e
}

// isLambda reports whether the bracket that is next holds the parameters of a lambda.
func (p *parser) isLambda() bool {
	n := 1
	for p.isName(n) && p.one(n+1, ",") {
		n += 2
	}
	if p.isName(n) {
		n++
	} else if n > 1 {
		return false
	}
	return p.one(n, ")") && p.one(n+1, "->")
}

// lambda reads x -> body or (x, y) -> body.
func (p *parser) lambda() Expr {
	l := &Lambda{Pos: p.pos()}
	switch {
	case p.accept("(", ")"):
	case p.is("("):
		l.Params = p.names()
	default:
		l.Params = []Name{p.name()}
	}
	p.expect("->")
	l.Body = p.expression()
	return l
}

// inBrackets reads (query), (value) or the row (value, value), and tells
// whether it was a query. Which one becomes clear only behind a query in
// brackets of its own.
func (p *parser) inBrackets() (e Expr, isQuery bool) {
	p.deeper()
	defer func() { p.depth-- }()
	pos := p.pos()
	if p.startsQuery(1) {
		return &Subquery{Pos: pos, Query: p.subquery()}, true
	}
	p.expect("(")
	if p.is("(") && !p.isLambda() {
		inner, isQuery := p.inBrackets()
		if isQuery && (p.is(")") || p.continuesQuery()) {
			q := &Query{Pos: inner.Start()}
			p.queryFrom(q, inner.(*Subquery).Query)
			p.expect(")")
			return &Subquery{Pos: pos, Query: q}, true
		}
		p.given = inner
	}
	values := commas(p, p.expression)
	p.expect(")")
	if len(values) == 1 {
		return values[0], false
	}
	return &Row{Pos: pos, Values: values}, false
}
