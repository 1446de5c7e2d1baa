package syntax

// query reads [WITH ...] body [ORDER BY ...] [OFFSET ...] [LIMIT ...].
func (p *parser) query() *Query {
	p.deeper()
	q := &Query{Pos: p.pos()}
	if p.accept("WITH") {
		q.Recursive = p.accept("RECURSIVE")
		q.With = commas(p, p.with)
	}
	p.queryFrom(q, nil)
	p.depth--
	return q
}

// queryFrom reads the rest of a query, whose first term may have been read.
func (p *parser) queryFrom(q *Query, first Body) {
	q.Body = p.unions(first)
	q.OrderBy = p.orderBy()
	if p.accept("OFFSET") {
		q.Offset = p.rowCount()
		if !p.accept("ROW") {
			p.accept("ROWS")
		}
	}
	switch {
	case p.accept("LIMIT"):
		if !p.accept("ALL") {
			q.Limit = p.rowCount()
		}
	case p.accept("FETCH"):
		p.fetch(q)
	}
}

// fetch reads what follows FETCH: FIRST [n] ROWS ONLY | WITH TIES.
func (p *parser) fetch(q *Query) {
	q.Fetch = true
	p.oneOf("FIRST", "NEXT")
	q.Limit = &Number{Pos: p.pos(), Text: "1"}
	if !p.isOne("ROW", "ROWS") {
		q.Limit = p.rowCount()
	}
	p.oneOf("ROW", "ROWS")
	if !p.accept("ONLY") {
		p.expect("WITH", "TIES")
		q.WithTies = true
	}
}

// rowCount reads a whole number or a parameter.
func (p *parser) rowCount() Expr {
	t := p.peek(0)
	switch {
	case p.is("?"):
		return p.param()
	case t.kind != integer:
		p.unexpected()
	}
	p.at++
	return &Number{Pos: Pos(t.pos), Text: p.textOf(t)}
}

func (p *parser) with() With {
	w := With{Name: p.name()}
	if p.is("(") {
		w.Columns = p.names()
	}
	p.expect("AS")
	w.Query = p.subquery()
	return w
}

// subquery reads a query in brackets.
func (p *parser) subquery() *Query {
	p.expect("(")
	q := p.query()
	p.expect(")")
	return q
}

// unions reads terms with UNION and EXCEPT between them.
func (p *parser) unions(first Body) Body {
	left := p.intersects(first)
	for p.isOne("UNION", "EXCEPT") {
		s := p.setOperation(left)
		s.Right = p.intersects(nil)
		left = s
	}
	return left
}

// intersects reads terms with INTERSECT between them, which binds tighter.
func (p *parser) intersects(first Body) Body {
	left := first
	if left == nil {
		left = p.term()
	}
	for p.is("INTERSECT") {
		s := p.setOperation(left)
		s.Right = p.term()
		left = s
	}
	return left
}

// setOperation reads the operator.
func (p *parser) setOperation(left Body) *SetOperation {
	s := &SetOperation{Pos: left.Start(), Op: p.peek(0).word, OpPos: p.pos(), Left: left}
	p.at++
	s.All = p.quantifier() == "ALL"
	s.ByName = p.accept("CORRESPONDING")
	return s
}

// quantifier reads ALL or DISTINCT, if one is next.
func (p *parser) quantifier() string {
	switch {
	case p.accept("ALL"):
		return "ALL"
	case p.accept("DISTINCT"):
		return "DISTINCT"
	}
	return ""
}

// term reads what set operations combine.
func (p *parser) term() Body {
	pos := p.pos()
	switch {
	case p.is("SELECT"):
		return p.selection()
	case p.accept("VALUES"):
		return &Values{Pos: pos, Rows: commas(p, p.expression)}
	case p.accept("TABLE"):
		return &Table{Pos: pos, Name: p.qualifiedName()}
	case p.is("("):
		return p.subquery()
	}
	p.unexpected()
	return nil
}

// startsQuery reports whether the n-th token from the current one begins a query without brackets.
func (p *parser) startsQuery(n int) bool {
	return p.one(n, "SELECT", "VALUES", "WITH") || p.one(n, "TABLE") && !p.one(n+1, "(")
}

// continuesQuery reports whether what follows makes a query in brackets the
// first term of a longer one.
func (p *parser) continuesQuery() bool {
	return p.isOne("UNION", "EXCEPT", "INTERSECT", "ORDER") || p.startsLimit()
}

// startsLimit reports whether OFFSET, LIMIT or FETCH is next, and not a name.
func (p *parser) startsLimit() bool {
	counts := p.peek(1).kind == integer || p.one(1, "?")
	switch p.peek(0).word {
	case "OFFSET":
		return counts
	case "LIMIT":
		return counts || p.one(1, "ALL")
	case "FETCH":
		return p.one(1, "FIRST", "NEXT")
	}
	return false
}

// selection reads SELECT ... to the end of its WINDOW clause.
func (p *parser) selection() *Select {
	s := &Select{Pos: p.pos()}
	p.expect("SELECT")
	s.Distinct = p.quantifier() == "DISTINCT"
	s.Items = commas(p, p.selectItem)
	if p.accept("FROM") {
		s.From = commas(p, p.relation)
	}
	if p.accept("WHERE") {
		s.Where = p.expression()
	}
	if p.accept("GROUP") {
		p.expect("BY")
		s.GroupDistinct = p.quantifier() == "DISTINCT"
		s.GroupBy = commas(p, p.grouping)
	}
	if p.accept("HAVING") {
		s.Having = p.expression()
	}
	if p.startsWindows() {
		p.expect("WINDOW")
		s.Windows = commas(p, p.namedWindow)
	}
	return s
}

func (p *parser) startsWindows() bool {
	return p.is("WINDOW") && p.isName(1) && p.one(2, "AS") && p.one(3, "(")
}

func (p *parser) namedWindow() NamedWindow {
	w := NamedWindow{Name: p.name()}
	p.expect("AS")
	w.Window = *p.windowSpec()
	return w
}

// selectItem reads an expression with perhaps an alias, or * or x.*.
func (p *parser) selectItem() SelectItem {
	item := SelectItem{Pos: p.pos()}
	if p.accept("*") {
		item.Star = true
		return item
	}
	p.starred = nil
	item.Expr = p.expression()
	if p.is(".", "*") && p.starred == item.Expr {
		p.at += 2
		item.Star = true
		if p.accept("AS") {
			item.Names = p.names()
		}
		return item
	}
	item.Alias = p.alias(p.startsWindows)
	return item
}

// alias reads [AS] name, if there is one. Words that may begin what follows are
// no names where they do.
func (p *parser) alias(follows func() bool) *Name {
	if !p.accept("AS") && (!p.isName(0) || p.startsLimit() || follows()) {
		return nil
	}
	n := p.name()
	return &n
}

// grouping reads an element of GROUP BY.
func (p *parser) grouping() Grouping {
	g := Grouping{Pos: p.pos()}
	switch {
	case p.accept("ROLLUP"):
		g.Kind = "ROLLUP"
	case p.accept("CUBE"):
		g.Kind = "CUBE"
	case p.accept("GROUPING", "SETS"):
		g.Kind = "GROUPING SETS"
	default:
		g.Sets = [][]Expr{p.groupingSet()}
		return g
	}
	p.expect("(")
	if g.Kind == "GROUPING SETS" || !p.is(")") {
		g.Sets = commas(p, p.groupingSet)
	}
	p.expect(")")
	return g
}

// groupingSet reads an expression, or several or none in brackets.
func (p *parser) groupingSet() []Expr {
	if p.accept("(", ")") {
		return nil
	}
	bracket := p.is("(")
	e := p.expression()
	if row, ok := e.(*Row); ok && bracket {
		return row.Values
	}
	return []Expr{e}
}

// orderBy reads ORDER BY, if it is next.
func (p *parser) orderBy() []SortItem {
	if !p.accept("ORDER") {
		return nil
	}
	p.expect("BY")
	return commas(p, p.sortItem)
}

func (p *parser) sortItem() SortItem {
	s := SortItem{Expr: p.expression()}
	if !p.accept("ASC") {
		s.Descending = p.accept("DESC")
	}
	if p.accept("NULLS") {
		s.NullsFirst = p.oneOf("FIRST", "LAST") == "FIRST"
	}
	return s
}
