package syntax

// statement reads any statement of DML.
func (p *parser) statement() Statement {
	p.deeper()
	defer func() { p.depth-- }()
	pos := p.pos()
	switch {
	case p.is("("), p.isOne("SELECT", "VALUES", "TABLE", "WITH"):
		return p.query()
	case p.is("CREATE", "TABLE"):
		return p.createTable()
	case p.is("CREATE"):
		return p.createView()
	case p.accept("INSERT"):
		return p.insert(pos)
	case p.accept("UNLOAD"):
		return p.unload(pos)
	case p.accept("PREPARE"):
		return p.prepare(pos)
	case p.accept("EXECUTE"):
		return p.execute(pos)
	case p.accept("DEALLOCATE"):
		p.expect("PREPARE")
		return &Deallocate{Pos: pos, Name: p.name()}
	case p.accept("EXPLAIN"):
		return p.explain(pos)
	}
	p.unexpected()
	return nil
}

// createTable reads CREATE TABLE ... AS query.
func (p *parser) createTable() Statement {
	c := &CreateTableAs{Pos: p.pos()}
	p.expect("CREATE", "TABLE")
	c.IfNotExists = p.accept("IF", "NOT", "EXISTS")
	c.Name = p.qualifiedName()
	if p.is("(") {
		c.Columns = p.names()
	}
	c.Comment = p.comment()
	if p.accept("WITH") {
		c.Properties = p.properties()
	}
	p.expect("AS")
	c.Query = p.query()
	if p.accept("WITH") {
		c.NoData = p.accept("NO")
		p.expect("DATA")
	}
	return c
}

// comment reads COMMENT 'text', if it is next.
func (p *parser) comment() string {
	if !p.accept("COMMENT") {
		return ""
	}
	return p.stringValue()
}

// properties reads (name = value, ...).
func (p *parser) properties() []Property {
	p.expect("(")
	list := commas(p, p.property)
	p.expect(")")
	return list
}

func (p *parser) property() Property {
	property := Property{Name: p.name()}
	p.expect("=")
	property.Value = p.expression()
	return property
}

// createView reads CREATE [OR REPLACE] VIEW name [COMMENT text] AS query.
func (p *parser) createView() Statement {
	c := &CreateView{Pos: p.pos()}
	p.expect("CREATE")
	if p.accept("OR") {
		p.expect("REPLACE")
		c.Replace = true
	}
	p.expect("VIEW")
	c.Name = p.qualifiedName()
	c.Comment = p.comment()
	if p.accept("SECURITY") {
		p.oneOf("DEFINER", "INVOKER")
	}
	p.expect("AS")
	c.Query = p.query()
	c.Text = p.text[c.Query.Pos:p.end()]
	return c
}

// insert reads INTO name [(columns)] query.
func (p *parser) insert(pos Pos) Statement {
	p.expect("INTO")
	i := &Insert{Pos: pos, Name: p.qualifiedName()}
	if p.is("(") && p.isName(1) {
		i.Columns = p.names()
	}
	i.Query = p.query()
	return i
}

// unload reads (query) TO 'location' WITH (properties).
func (p *parser) unload(pos Pos) Statement {
	u := &Unload{Pos: pos, Query: p.subquery()}
	p.expect("TO")
	u.Location = p.stringValue()
	if p.accept("WITH") {
		u.Properties = p.properties()
	}
	return u
}

// prepare reads name FROM statement. One that is none of DML is not read.
func (p *parser) prepare(pos Pos) Statement {
	s := &Prepare{Pos: pos, Name: p.name()}
	p.expect("FROM")
	begin := p.pos()
	if p.startsDML() {
		s.Statement = p.statement()
	} else {
		if p.peek(0).kind == eof {
			p.unexpected()
		}
		p.at = len(p.tokens) - 1
	}
	s.Text = p.text[begin:p.end()]
	return s
}

func (p *parser) startsDML() bool {
	return p.isOne("(", "SELECT", "VALUES", "TABLE", "WITH", "INSERT", "UNLOAD",
		"PREPARE", "EXECUTE", "DEALLOCATE", "EXPLAIN") || p.is("CREATE") && p.isOfQuery()
}

// isOfQuery reports whether what is created is made of a query.
func (p *parser) isOfQuery() bool {
	for n := 1; p.peek(n).kind != eof; n++ {
		if p.one(n, "AS") && (p.startsQuery(n+1) || p.one(n+1, "(")) {
			return true
		}
	}
	return false
}

// execute reads name [USING values], or IMMEDIATE 'text' [USING values].
func (p *parser) execute(pos Pos) Statement {
	e := &Execute{Pos: pos}
	if p.is("IMMEDIATE") && p.isString(1) {
		p.at++
		e.Immediate = p.stringValue()
	} else {
		e.Name = p.name()
	}
	if p.accept("USING") {
		e.Using = commas(p, p.expression)
	}
	return e
}

// explain reads [ANALYZE [VERBOSE]] [(options)] statement.
func (p *parser) explain(pos Pos) Statement {
	e := &Explain{Pos: pos}
	if p.accept("ANALYZE") {
		e.Analyze = true
		e.Verbose = p.accept("VERBOSE")
	}
	if p.is("(") && p.one(1, "FORMAT", "TYPE") {
		p.at++
		commas(p, func() bool { p.explainOption(e); return true })
		p.expect(")")
	}
	begin := p.pos()
	e.Statement = p.statement()
	e.Text = p.text[begin:p.end()]
	return e
}

func (p *parser) explainOption(e *Explain) {
	if p.oneOf("FORMAT", "TYPE") == "FORMAT" {
		e.Format = p.oneOf("TEXT", "GRAPHVIZ", "JSON")
	} else {
		e.Type = p.oneOf("LOGICAL", "DISTRIBUTED", "VALIDATE", "IO")
	}
}
