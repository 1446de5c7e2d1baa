package syntax

// jsonCall reads JSON_EXISTS, JSON_VALUE or JSON_QUERY.
func (p *parser) jsonCall() Expr {
	j := &JSONCall{Pos: p.pos(), Kind: p.oneOf("JSON_EXISTS", "JSON_VALUE", "JSON_QUERY")}
	p.expect("(")
	j.Input = p.jsonValue().Value
	p.expect(",")
	j.PathPos = p.pos()
	j.Path = p.stringValue()
	if p.accept("AS") {
		p.name()
	}
	if p.accept("PASSING") {
		j.Passing = commas(p, p.jsonArgument)
	}
	if j.Kind != "JSON_EXISTS" {
		j.Returning = p.returning()
	}
	if j.Kind == "JSON_QUERY" {
		p.jsonWrapper(j)
	}
	p.jsonBehaviours(j)
	p.expect(")")
	return j
}

// jsonValue reads value [FORMAT JSON [ENCODING name]].
func (p *parser) jsonValue() JSONMember {
	m := JSONMember{Value: p.expression()}
	m.Format = p.formatJSON()
	return m
}

func (p *parser) formatJSON() bool {
	if !p.accept("FORMAT") {
		return false
	}
	p.expect("JSON")
	if p.accept("ENCODING") {
		p.oneOf("UTF8", "UTF16", "UTF32")
	}
	return true
}

// jsonArgument reads value AS name.
func (p *parser) jsonArgument() JSONMember {
	m := p.jsonValue()
	p.expect("AS")
	n := p.name()
	m.Key = &String{Pos: n.Pos, Value: n.Text}
	return m
}

// returning reads RETURNING type [FORMAT JSON], if it is next.
func (p *parser) returning() *TypeName {
	if !p.accept("RETURNING") {
		return nil
	}
	t := p.typeName()
	p.formatJSON()
	return &t
}

// jsonWrapper reads what JSON_QUERY makes of several values, and of quotes.
func (p *parser) jsonWrapper(j *JSONCall) {
	switch {
	case p.accept("WITHOUT"):
		j.Wrapper = "WITHOUT"
	case p.accept("WITH"):
		j.Wrapper = "UNCONDITIONAL"
		if p.isOne("CONDITIONAL", "UNCONDITIONAL") {
			j.Wrapper = p.oneOf("CONDITIONAL", "UNCONDITIONAL")
		}
	}
	if j.Wrapper != "" {
		p.accept("ARRAY")
		p.expect("WRAPPER")
	}
	if p.isOne("KEEP", "OMIT") {
		j.Quotes = p.oneOf("KEEP", "OMIT")
		p.expect("QUOTES")
		if p.accept("ON") {
			p.expect("SCALAR")
			p.expect("STRING")
		}
	}
}

// jsonBehaviours reads what ... ON EMPTY and what ... ON ERROR.
func (p *parser) jsonBehaviours(j *JSONCall) {
	if p.is(")") {
		return
	}
	what, value := p.jsonBehaviour(j.Kind)
	p.expect("ON")
	if j.Kind != "JSON_EXISTS" && p.accept("EMPTY") {
		j.OnEmpty, j.Empty = what, value
		if p.is(")") {
			return
		}
		what, value = p.jsonBehaviour(j.Kind)
		p.expect("ON")
	}
	p.expect("ERROR")
	j.OnError, j.Error = what, value
}

func (p *parser) jsonBehaviour(kind string) (what string, value Expr) {
	switch {
	case kind == "JSON_EXISTS":
		return p.oneOf("TRUE", "FALSE", "UNKNOWN", "ERROR"), nil
	case kind == "JSON_VALUE" && p.accept("DEFAULT"):
		return "DEFAULT", p.expression()
	case kind == "JSON_QUERY" && p.accept("EMPTY"):
		return "EMPTY " + p.oneOf("ARRAY", "OBJECT"), nil
	}
	return p.oneOf("ERROR", "NULL"), nil
}

// jsonMake reads JSON_OBJECT or JSON_ARRAY.
func (p *parser) jsonMake() Expr {
	m := &JSONMake{Pos: p.pos()}
	m.Object = p.oneOf("JSON_OBJECT", "JSON_ARRAY") == "JSON_OBJECT"
	m.NullAbsent = !m.Object
	p.expect("(")
	if !p.isOne(")") && !p.startsReturning() {
		if m.Object {
			m.Members = commas(p, p.jsonMember)
		} else {
			m.Members = commas(p, p.jsonValue)
		}
		p.jsonNulls(m)
		if m.Object && p.isOne("WITH", "WITHOUT") {
			m.UniqueKeys = p.oneOf("WITH", "WITHOUT") == "WITH"
			p.expect("UNIQUE")
			p.accept("KEYS")
		}
	}
	m.Returning = p.returning()
	p.expect(")")
	return m
}

// startsReturning reports whether RETURNING type is next, and not a column.
func (p *parser) startsReturning() bool { return p.is("RETURNING") && p.isName(1) }

// jsonNulls reads NULL ON NULL or ABSENT ON NULL, if one is next.
func (p *parser) jsonNulls(m *JSONMake) {
	switch {
	case p.accept("NULL", "ON", "NULL"):
		m.NullAbsent = false
	case p.accept("ABSENT", "ON", "NULL"):
		m.NullAbsent = true
	}
}

// jsonMember reads [KEY] key VALUE value, or key : value.
func (p *parser) jsonMember() JSONMember {
	if p.is("KEY") && !p.one(1, "VALUE", ":", ".", "||", "[") {
		p.at++
	}
	key := p.expression()
	if !p.accept("VALUE") {
		p.expect(":")
	}
	m := p.jsonValue()
	m.Key = key
	return m
}
