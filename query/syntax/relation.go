package syntax

// relation reads tables joined from left to right.
func (p *parser) relation() Relation { return p.relationFrom(nil) }

// relationFrom reads a relation, whose first part may have been read.
func (p *parser) relationFrom(first Relation) Relation {
	p.deeper()
	if first == nil {
		first = p.relationPrimary()
	}
	left := p.sampledFrom(first)
	for {
		j := &Join{Pos: left.Start(), Left: left}
		switch {
		case p.accept("CROSS"):
			p.expect("JOIN")
			j.Kind, j.Right = "CROSS", p.sampled()
		case p.accept("NATURAL"):
			j.Natural, j.Kind = true, p.joinKind()
			p.expect("JOIN")
			j.Right = p.sampled()
		case p.isOne("JOIN", "INNER", "LEFT", "RIGHT", "FULL"):
			j.Kind = p.joinKind()
			p.expect("JOIN")
			j.Right = p.relation()
			p.joinCriteria(j)
		default:
			p.depth--
			return left
		}
		left = j
	}
}

func (p *parser) joinKind() string {
	for _, kind := range []string{"LEFT", "RIGHT", "FULL"} {
		if p.accept(kind) {
			p.accept("OUTER")
			return kind
		}
	}
	p.accept("INNER")
	return "INNER"
}

func (p *parser) joinCriteria(j *Join) {
	if p.accept("USING") {
		j.Using = p.names()
		return
	}
	p.expect("ON")
	j.On = p.expression()
}

// sampled reads a relation with perhaps MATCH_RECOGNIZE and TABLESAMPLE behind it.
func (p *parser) sampled() Relation { return p.sampledFrom(p.relationPrimary()) }

func (p *parser) sampledFrom(r Relation) Relation {
	r = p.aliased(r)
	if p.is("MATCH_RECOGNIZE", "(") {
		r = p.matchRecognize(r)
	}
	if p.startsSample() {
		s := &Sample{Pos: r.Start(), Relation: r}
		p.at++
		s.Method = p.oneOf("BERNOULLI", "SYSTEM")
		p.expect("(")
		s.Percent = p.expression()
		p.expect(")")
		r = s
	}
	return r
}

func (p *parser) startsSample() bool {
	return p.is("TABLESAMPLE") && p.one(1, "BERNOULLI", "SYSTEM")
}

// aliased reads [AS] name [(columns)] behind a relation, if it is next.
func (p *parser) aliased(r Relation) Relation {
	n := p.alias(func() bool {
		return p.startsSample() || p.startsWindows() || p.is("MATCH_RECOGNIZE", "(") || p.inNearest && p.is("MATCH")
	})
	if n == nil {
		return r
	}
	a := &Aliased{Pos: r.Start(), Relation: r, Name: *n}
	if p.is("(") {
		a.Columns = p.names()
	}
	return a
}

// matchRecognize passes over MATCH_RECOGNIZE (...).
func (p *parser) matchRecognize(r Relation) Relation {
	m := &MatchRecognize{Pos: p.pos(), Relation: r}
	p.at++
	open := 0
	for {
		switch {
		case p.is("("):
			open++
		case p.is(")"):
			open--
		case p.peek(0).kind == eof:
			p.unexpected()
		}
		p.at++
		if open == 0 {
			return p.aliased(m)
		}
	}
}

func (p *parser) relationPrimary() Relation {
	pos := p.pos()
	switch {
	case p.is("("):
		r, _ := p.bracketed()
		return r
	case p.accept("UNNEST"):
		u := &Unnest{Pos: pos, Exprs: p.arguments()}
		u.Ordinality = p.accept("WITH", "ORDINALITY")
		return u
	case p.is("LATERAL", "("):
		p.at++
		return &Subquery{Pos: pos, Lateral: true, Query: p.subquery()}
	case p.accept("TABLE"):
		return p.tableFunction(pos)
	case p.is("NEAREST", "(", "FROM"):
		return p.nearest()
	}
	t := &Table{Pos: pos, Name: p.qualifiedName()}
	if p.accept("FOR") {
		p.oneOf("TIMESTAMP", "VERSION")
		p.expect("AS", "OF")
		t.Version = p.value(0)
	}
	return t
}

// bracketed reads a query or a relation in brackets, and tells which it was.
// Which one becomes clear only behind a query in brackets of its own.
func (p *parser) bracketed() (r Relation, isQuery bool) {
	p.deeper()
	defer func() { p.depth-- }()
	pos := p.pos()
	switch {
	case p.startsQuery(1):
		return &Subquery{Pos: pos, Query: p.subquery()}, true
	case !p.is("(", "("):
		p.expect("(")
		r = p.relation()
		p.expect(")")
		return r, false
	}
	p.expect("(")
	inner, isQuery := p.bracketed()
	if isQuery && (p.is(")") || p.continuesQuery()) {
		q := &Query{Pos: inner.Start()}
		p.queryFrom(q, inner.(*Subquery).Query)
		r = &Subquery{Pos: pos, Query: q}
	} else {
		isQuery = false
		r = p.relationFrom(inner)
	}
	p.expect(")")
	return r, isQuery
}

// tableFunction reads (name(arguments)) behind TABLE.
func (p *parser) tableFunction(pos Pos) Relation {
	f := &TableFunction{Pos: pos}
	p.expect("(")
	f.Name = p.qualifiedName()
	p.expect("(")
	if !p.is(")") {
		f.Args = commas(p, p.functionArg)
	}
	p.expect(")", ")")
	return f
}

// functionArg reads [name =>] value, where the value may be TABLE(...).
func (p *parser) functionArg() FunctionArg {
	var a FunctionArg
	if p.isName(0) && p.one(1, "=>") {
		n := p.name()
		a.Name = &n
		p.expect("=>")
	}
	if !p.is("TABLE", "(") {
		a.Value = p.expression()
		return a
	}
	pos := p.pos()
	p.at++
	var r Relation
	if p.startsQuery(1) || p.one(1, "(") {
		r = &Subquery{Pos: pos, Query: p.subquery()}
	} else {
		p.expect("(")
		r = &Table{Pos: pos, Name: p.qualifiedName()}
		p.expect(")")
	}
	a.Value = p.aliased(r)
	return a
}
