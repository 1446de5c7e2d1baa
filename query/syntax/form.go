package syntax

import "strings"

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
	tests := false
	for len(c.Whens) == 0 || p.is("WHEN") {
		w, isTest := p.when(c.Operand)
		c.Whens = append(c.Whens, w)
		tests = tests || isTest
	}
	if tests {
		testOperand(c)
	}
	if p.accept("ELSE") {
		c.Else = p.expression()
	}
	p.expect("END")
	return c
}

// when reads WHEN condition THEN result. Behind an operand the condition may be
// a test without its left side: WHEN > 5.
func (p *parser) when(operand Expr) (w When, isTest bool) {
	p.expect("WHEN")
	if operand != nil {
		begin := p.at
		w.Condition = p.predicateOf(operand)
		isTest = p.at > begin
	}
	if !isTest {
		w.Condition = p.expression()
	}
	p.expect("THEN")
	w.Result = p.expression()
	return w, isTest
}

// testOperand makes a CASE with an operand one without, because some of its
// conditions test the operand by themselves.
func testOperand(c *Case) {
	for i, w := range c.Whens {
		if !tests(w.Condition, c.Operand) {
			c.Whens[i].Condition = &Operation{Pos: w.Condition.Start(), Op: "=", OpPos: w.Condition.Start(), Left: c.Operand, Right: w.Condition}
		}
	}
	c.Operand = nil
}

// tests reports whether a condition is a test of this very operand.
func tests(condition, operand Expr) bool {
	switch c := condition.(type) {
	case *Operation:
		return c.Left == operand
	case *Between:
		return c.Operand == operand
	case *In:
		return c.Operand == operand
	case *Like:
		return c.Operand == operand
	case *IsNull:
		return c.Operand == operand
	case *Quantified:
		return c.Operand == operand
	case *Overlaps:
		return c.Left == operand
	}
	return false
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
	p.callClauses(c)
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
