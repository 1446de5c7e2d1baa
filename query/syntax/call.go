package syntax

import "strings"

// namedAtom reads what begins with a word that may be a name: a column, a
// call, a literal of a named type, or one of the forms with a grammar of their own.
func (p *parser) namedAtom() Expr {
	switch {
	case p.isInterval():
		return p.interval()
	case p.is("ARRAY", "["):
		return p.array()
	case p.is("ROW", "("):
		return p.row()
	case p.is("TRY_CAST", "("):
		return p.cast()
	case p.is("POSITION", "("):
		return p.position()
	case p.is("SUBSTRING", "("):
		return p.substring()
	case p.is("OVERLAY", "("):
		return p.overlay()
	case p.is("UNIQUE", "(") && (p.startsQuery(2) || p.one(2, "(")):
		u := &Unique{Pos: p.pos()}
		p.at++
		u.Query = p.subquery()
		return u
	case p.isTyped():
		return p.typed()
	case p.one(1, "->"):
		return p.lambda()
	case p.isCall():
		return p.call()
	}
	return &Ident{Name: p.name()}
}

// isTyped reports whether a literal of a named type is next.
func (p *parser) isTyped() bool {
	return p.isString(1) || p.is("DOUBLE", "PRECISION") && p.isString(2)
}

func (p *parser) typed() Expr {
	t := &Typed{Pos: p.pos()}
	t.Type = TypeName{Pos: p.pos()}
	if p.accept("DOUBLE", "PRECISION") {
		t.Type.Name = "double"
	} else {
		t.Type.Name = strings.ToLower(p.name().Text)
	}
	t.Type.Text = p.text[t.Pos:p.end()]
	t.Value = p.stringValue()
	return t
}

func (p *parser) array() Expr {
	a := &ArrayLit{Pos: p.pos()}
	p.expect("ARRAY", "[")
	if !p.is("]") {
		a.Values = commas(p, p.expression)
	}
	p.expect("]")
	return a
}

// row reads ROW(value [AS name], ...).
func (p *parser) row() Expr {
	r := &Row{Pos: p.pos()}
	p.expect("ROW", "(")
	named := false
	commas(p, func() bool {
		r.Values = append(r.Values, p.expression())
		n := p.alias(func() bool { return false })
		r.Names = append(r.Names, n)
		named = named || n != nil
		return true
	})
	if !named {
		r.Names = nil
	}
	p.expect(")")
	return r
}

// isCall reports whether names and then a bracket are next.
func (p *parser) isCall() bool {
	n := 1
	for p.one(n, ".") && p.isName(n+1) {
		n += 2
	}
	return p.one(n, "(")
}

// call reads name(arguments) and the clauses behind it.
func (p *parser) call() Expr {
	c := &Call{Pos: p.pos(), Name: p.qualifiedName()}
	p.callArguments(c)
	p.callClauses(c)
	return c
}

func (p *parser) callArguments(c *Call) {
	p.expect("(")
	switch {
	case p.accept("*"):
		c.Star = true
	case p.isName(0) && p.one(1, ".") && p.one(2, "*") && p.one(3, ")"):
		c.Args = []Expr{&Ident{Name: p.name()}}
		c.Star = true
		p.expect(".", "*")
	default:
		if !p.isOne(")", "ORDER") {
			c.Distinct = p.quantifier() == "DISTINCT"
			c.Args = commas(p, p.expression)
		}
		c.OrderBy = p.orderBy()
	}
	p.expect(")")
}

// callClauses reads FILTER, IGNORE NULLS and OVER.
func (p *parser) callClauses(c *Call) {
	c.Filter = p.filter()
	switch {
	case p.accept("IGNORE", "NULLS"):
		c.IgnoreNulls = true
	case p.accept("RESPECT", "NULLS"):
	case !p.startsOver():
		return
	}
	if !p.startsOver() {
		p.unexpected()
	}
	p.expect("OVER")
	c.Over = p.window()
}

func (p *parser) startsOver() bool {
	return p.is("OVER") && (p.one(1, "(") || p.isName(1))
}

// filter reads FILTER (WHERE condition), if it is next.
func (p *parser) filter() Expr {
	if !p.accept("FILTER", "(") {
		return nil
	}
	p.expect("WHERE")
	e := p.expression()
	p.expect(")")
	return e
}

// arguments reads expressions in brackets.
func (p *parser) arguments() []Expr {
	p.expect("(")
	list := commas(p, p.expression)
	p.expect(")")
	return list
}

// callOf makes a call by a name that was not written.
func callOf(pos Pos, name string, args ...Expr) *Call {
	return &Call{Pos: pos, Name: QualifiedName{{Pos: pos, Text: name}}, Args: args}
}

// position reads POSITION(a IN b), or a call by that name.
func (p *parser) position() Expr {
	pos, name := p.pos(), p.name()
	p.expect("(")
	part := p.value(0)
	if p.accept("IN") {
		whole := p.value(0)
		p.expect(")")
		return callOf(pos, "strpos", whole, part)
	}
	return p.callFrom(name, part)
}

// substring reads SUBSTRING(a FROM b [FOR c]), or a call by that name.
func (p *parser) substring() Expr {
	pos, name := p.pos(), p.name()
	p.expect("(")
	args := []Expr{p.value(0)}
	if !p.accept("FROM") {
		return p.callFrom(name, args[0])
	}
	args = append(args, p.value(0))
	if p.accept("FOR") {
		args = append(args, p.value(0))
	}
	p.expect(")")
	return callOf(pos, "substring", args...)
}

// overlay reads OVERLAY(a PLACING b FROM c [FOR d]), or a call by that name.
func (p *parser) overlay() Expr {
	name := p.name()
	p.expect("(")
	args := []Expr{p.value(0)}
	if !p.accept("PLACING") {
		return p.callFrom(name, args[0])
	}
	args = append(args, p.value(0))
	p.expect("FROM")
	args = append(args, p.value(0))
	if p.accept("FOR") {
		args = append(args, p.value(0))
	}
	p.expect(")")
	return callOf(name.Pos, "overlay", args...)
}

// callFrom reads the rest of a call of which the beginning of the first argument has been read.
func (p *parser) callFrom(name Name, first Expr) Expr {
	p.given = first
	c := &Call{Pos: name.Pos, Name: QualifiedName{name}, Args: commas(p, p.expression)}
	c.OrderBy = p.orderBy()
	p.expect(")")
	p.callClauses(c)
	return c
}

// window reads what follows OVER: a name, or a window in brackets.
func (p *parser) window() *Window {
	if p.is("(") {
		return p.windowSpec()
	}
	n := p.name()
	return &Window{Pos: n.Pos, Name: &n}
}

// windowSpec reads ([name] [PARTITION BY ...] [ORDER BY ...] [frame]).
func (p *parser) windowSpec() *Window {
	w := &Window{Pos: p.pos()}
	p.expect("(")
	if p.isName(0) && !p.is("PARTITION", "BY") && !p.startsFrame() {
		n := p.name()
		w.Name = &n
	}
	if p.accept("PARTITION") {
		p.expect("BY")
		w.Partition = commas(p, p.expression)
	}
	w.OrderBy = p.orderBy()
	if p.isOne("ROWS", "RANGE", "GROUPS") {
		w.Frame = p.frame()
	}
	p.expect(")")
	return w
}

// startsFrame reports whether ROWS, RANGE or GROUPS is next, and not a window's name.
func (p *parser) startsFrame() bool {
	return p.isOne("ROWS", "RANGE", "GROUPS") &&
		!p.one(1, ")", "ORDER", "ROWS", "RANGE", "GROUPS") && !(p.one(1, "PARTITION") && p.one(2, "BY"))
}

// frame reads ROWS | RANGE | GROUPS bound, or BETWEEN bound AND bound.
func (p *parser) frame() *Frame {
	f := &Frame{Mode: p.oneOf("ROWS", "RANGE", "GROUPS")}
	if !p.accept("BETWEEN") {
		f.Start = p.bound()
		return f
	}
	f.Start = p.bound()
	p.expect("AND")
	f.End = p.bound()
	return f
}

func (p *parser) bound() Bound {
	switch {
	case p.accept("CURRENT", "ROW"):
		return Bound{Kind: "CURRENT ROW"}
	case p.is("UNBOUNDED") && p.one(1, "PRECEDING", "FOLLOWING"):
		p.at++
		return Bound{Kind: p.oneOf("PRECEDING", "FOLLOWING")}
	}
	e := p.value(0) // a value, for AND belongs to the frame
	return Bound{Value: e, Kind: p.oneOf("PRECEDING", "FOLLOWING")}
}
