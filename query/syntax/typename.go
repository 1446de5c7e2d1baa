package syntax

import (
	"strconv"
	"strings"
)

// typeName reads a type.
func (p *parser) typeName() TypeName {
	p.deeper()
	t := TypeName{Pos: p.pos()}
	switch {
	case p.is("ROW", "("):
		p.rowType(&t)
	case p.is("INTERVAL") && p.one(1, "YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"):
		p.at++
		t.Name = "interval " + strings.ToLower(unitsText(p.units()))
	case p.accept("DOUBLE", "PRECISION"):
		t.Name = "double"
	case p.isOne("ARRAY", "MAP") && p.one(1, "<"):
		t.Name = strings.ToLower(p.tokens[p.at].word)
		p.at += 2
		t.Args = commas(p, p.typeName)
		p.expect(">")
	default:
		p.namedType(&t)
	}
	t.Text = p.text[t.Pos:p.end()]
	for p.accept("ARRAY") {
		t = TypeName{Pos: t.Pos, Name: "array", Args: []TypeName{t}}
		if p.accept("[") {
			p.count()
			p.expect("]")
		}
		t.Text = p.text[t.Pos:p.end()]
	}
	p.depth--
	return t
}

// namedType reads a name with perhaps parameters, and the time zone of times.
func (p *parser) namedType(t *TypeName) {
	isTime := p.isOne("TIME", "TIMESTAMP")
	t.Name = strings.ToLower(p.name().Text)
	if p.accept("(") {
		commas(p, func() bool {
			if p.peek(0).kind == integer {
				t.Params = append(t.Params, p.count())
			} else {
				t.Args = append(t.Args, p.typeName())
			}
			return true
		})
		p.expect(")")
	}
	if isTime && p.accept("WITH", "TIME", "ZONE") {
		t.Name += " with time zone"
	} else if isTime {
		p.accept("WITHOUT", "TIME", "ZONE")
	}
}

func unitsText(from, to string) string {
	if to == "" {
		return from
	}
	return from + " TO " + to
}

// count reads a whole number that is part of the grammar.
func (p *parser) count() int {
	t := p.peek(0)
	if t.kind != integer {
		p.unexpected()
	}
	p.at++
	n, err := strconv.Atoi(p.text[t.pos:t.end])
	if err != nil {
		fail(Pos(t.pos), "Invalid numeric literal: %s", p.text[t.pos:t.end])
	}
	return n
}

// rowType reads ROW(type, name type, ...).
func (p *parser) rowType(t *TypeName) {
	t.Name = "row"
	p.expect("ROW", "(")
	commas(p, func() bool {
		var field Name
		if p.isField() {
			field = p.name()
		}
		t.Fields = append(t.Fields, field)
		t.Args = append(t.Args, p.typeName())
		return true
	})
	p.expect(")")
}

// isField reports whether a field's name is next, and not its type.
func (p *parser) isField() bool {
	switch {
	case !p.isName(0) || !p.isName(1):
		return false
	case p.is("DOUBLE", "PRECISION"), p.isOne("TIME", "TIMESTAMP") && p.one(1, "WITHOUT"):
		return false
	case p.is("INTERVAL") && p.one(1, "YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"):
		return false
	case p.one(1, "ARRAY"):
		return p.one(2, "(", "<")
	}
	return true
}
