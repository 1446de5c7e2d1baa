package syntax

import "strings"

func lower(s string) string { return strings.ToLower(s) }

// reservedAtom reads an operand that begins with a reserved word.
func (p *parser) reservedAtom() Expr {
	pos := p.pos()
	switch w := p.peek(0).word; w {
	case "NULL":
		p.at++
		return &Null{Pos: pos}
	case "TRUE", "FALSE":
		p.at++
		return &Bool{Pos: pos, Value: w == "TRUE"}
	case "CASE":
		return p.caseOf()
	case "CAST":
		return p.cast()
	case "EXISTS":
		p.at++
		return &Exists{Pos: pos, Query: p.subquery()}
	case "EXTRACT":
		return p.extract()
	case "TRIM":
		return p.trim()
	case "NORMALIZE":
		return p.normalize()
	case "GROUPING":
		return p.groupingOf()
	case "LISTAGG":
		return p.listagg()
	case "JSON_EXISTS", "JSON_VALUE", "JSON_QUERY":
		return p.jsonCall()
	case "JSON_OBJECT", "JSON_ARRAY":
		return p.jsonMake()
	case "CURRENT_DATE", "CURRENT_USER", "CURRENT_CATALOG", "CURRENT_SCHEMA", "CURRENT_PATH":
		return callOf(pos, p.reservedName())
	case "CURRENT_TIME", "CURRENT_TIMESTAMP", "LOCALTIME", "LOCALTIMESTAMP":
		return p.now()
	}
	p.unexpected()
	return nil
}

// reservedName reads a reserved word as it is written.
func (p *parser) reservedName() string {
	t := p.peek(0)
	p.at++
	return p.textOf(t)
}

// now reads CURRENT_TIMESTAMP[(digits)] and its kin.
func (p *parser) now() Expr {
	c := callOf(p.pos(), p.reservedName())
	if p.accept("(") {
		t := p.peek(0)
		if t.kind != integer {
			p.unexpected()
		}
		c.Args = []Expr{p.atom()}
		p.expect(")")
	}
	return c
}

func (p *parser) caseOf() Expr {
	c := &Case{Pos: p.pos()}
	p.expect("CASE")
	if !p.is("WHEN") {
		c.Operand = p.expression()
	}
	for {
		p.expect("WHEN")
		var w When
		w.Condition = p.expression()
		p.expect("THEN")
		w.Result = p.expression()
		c.Whens = append(c.Whens, w)
		if !p.is("WHEN") {
			break
		}
	}
	if p.accept("ELSE") {
		c.Else = p.expression()
	}
	p.expect("END")
	return c
}

// cast reads CAST or TRY_CAST(operand AS type).
func (p *parser) cast() Expr {
	c := &Cast{Pos: p.pos()}
	c.Try = p.oneOf("CAST", "TRY_CAST") == "TRY_CAST"
	p.expect("(")
	c.Operand = p.expression()
	p.expect("AS")
	c.Type = p.typeName()
	p.expect(")")
	return c
}

func (p *parser) extract() Expr {
	e := &Extract{Pos: p.pos()}
	p.expect("EXTRACT", "(")
	e.Field = strings.ToUpper(p.name().Text)
	p.expect("FROM")
	e.Operand = p.value(0)
	p.expect(")")
	return e
}

// trim reads TRIM([[side] [characters] FROM] text) or TRIM(text, characters).
func (p *parser) trim() Expr {
	c := callOf(p.pos(), "trim")
	p.expect("TRIM", "(")
	sided := p.isOne("LEADING", "TRAILING", "BOTH") && !p.one(1, ",", ")", ".", "||")
	if sided {
		c.Name[0].Text = map[string]string{"LEADING": "ltrim", "TRAILING": "rtrim", "BOTH": "trim"}[p.peek(0).word]
		p.at++
	}
	if sided && p.accept("FROM") {
		c.Args = []Expr{p.value(0)}
		p.expect(")")
		return c
	}
	c.Args = []Expr{p.value(0)}
	switch {
	case p.accept("FROM"):
		c.Args = []Expr{p.value(0), c.Args[0]}
	case sided:
		p.unexpected()
	case p.accept(","):
		c.Args = append(c.Args, p.value(0))
	}
	p.expect(")")
	return c
}

// normalize reads NORMALIZE(text [, form]).
func (p *parser) normalize() Expr {
	c := callOf(p.pos(), "normalize")
	p.expect("NORMALIZE", "(")
	c.Args = []Expr{p.value(0)}
	if p.accept(",") {
		pos := p.pos()
		c.Args = append(c.Args, &String{Pos: pos, Value: p.oneOf("NFC", "NFD", "NFKC", "NFKD")})
	}
	p.expect(")")
	return c
}

// groupingOf reads GROUPING(columns).
func (p *parser) groupingOf() Expr {
	c := callOf(p.pos(), "grouping")
	p.expect("GROUPING", "(")
	if !p.is(")") {
		c.Args = commas(p, p.column)
	}
	p.expect(")")
	return c
}

// column reads the name of a column.
func (p *parser) column() Expr {
	var e Expr = &Ident{Name: p.name()}
	for p.accept(".") {
		e = &Dot{Pos: e.Start(), Base: e, Field: p.name()}
	}
	return e
}

// listagg reads LISTAGG([DISTINCT] value [, separator] [ON OVERFLOW ...]) WITHIN GROUP (ORDER BY ...).
func (p *parser) listagg() Expr {
	c := callOf(p.pos(), "listagg")
	p.expect("LISTAGG", "(")
	c.Distinct = p.quantifier() == "DISTINCT"
	c.Args = []Expr{p.expression()}
	if p.accept(",") {
		pos := p.pos()
		c.Args = append(c.Args, &String{Pos: pos, Value: p.stringValue()})
	}
	if p.accept("ON") {
		p.expect("OVERFLOW")
		c.Overflow = p.overflow()
	}
	p.expect(")", "WITHIN", "GROUP", "(")
	if !p.is("ORDER") {
		p.unexpected()
	}
	c.WithinGroup = p.orderBy()
	p.expect(")")
	c.Filter = p.filter()
	return c
}

func (p *parser) overflow() *Overflow {
	o := &Overflow{}
	if p.oneOf("ERROR", "TRUNCATE") == "ERROR" {
		return o
	}
	o.Truncate, o.Filler = true, "..."
	if p.isString(0) {
		o.Filler = p.stringValue()
	}
	o.WithCount = p.oneOf("WITH", "WITHOUT") == "WITH"
	p.expect("COUNT")
	return o
}
