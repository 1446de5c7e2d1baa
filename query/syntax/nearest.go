package syntax

import "strings"

// nearest reads NEAREST (FROM relation [WHERE condition] MATCH a <= b), which
// newer Trinos have: of the rows that match, the one whose side is nearest to
// the other. It becomes
//
//	LATERAL (SELECT * FROM relation WHERE condition AND a <= b ORDER BY a DESC LIMIT 1)
//
// under the name of the relation.
func (p *parser) nearest() Relation {
	pos := p.pos()
	p.expect("NEAREST", "(", "FROM")
	outer := p.inNearest
	p.inNearest = true
	r := p.relation()
	p.inNearest = outer
	s := &Select{Pos: pos, Items: []SelectItem{{Pos: pos, Star: true}}, From: []Relation{r}}
	if p.accept("WHERE") {
		s.Where = p.expression()
	}
	p.expect("MATCH")
	name := nameOf(r)
	left := p.value(0)
	if !p.isOne("<", "<=", ">", ">=") {
		p.unexpected()
	}
	match := p.operation(left)
	match.Right = p.value(0)
	p.expect(")")
	q := &Query{Pos: pos, Body: s, OrderBy: []SortItem{nearestFirst(match, name)}, Limit: &Number{Pos: pos, Text: "1"}}
	if s.Where == nil {
		s.Where = match
	} else {
		s.Where = &Operation{Pos: s.Where.Start(), Op: "AND", OpPos: match.Pos, Left: s.Where, Right: match}
	}
	sub := &Subquery{Pos: pos, Lateral: true, Query: q}
	if p.isName(0) || p.is("AS") || name == nil {
		return sub
	}
	return &Aliased{Pos: pos, Relation: sub, Name: *name}
}

// nameOf returns the name by which the columns of a relation are known; nil if it has none.
func nameOf(r Relation) *Name {
	switch r := r.(type) {
	case *Table:
		return &r.Name[len(r.Name)-1]
	case *Aliased:
		return &r.Name
	}
	return nil
}

// nearestFirst returns the order in which the row that matches best is first:
// by the side of the match that is of the relation itself.
func nearestFirst(match *Operation, relation *Name) SortItem {
	side, greatest := match.Left, strings.HasPrefix(match.Op, "<")
	if d, ok := match.Right.(*Dot); ok && relation != nil {
		if base, ok := d.Base.(*Ident); ok && strings.EqualFold(base.Text, relation.Text) {
			side, greatest = match.Right, !greatest
		}
	}
	return SortItem{Expr: side, Descending: greatest}
}
