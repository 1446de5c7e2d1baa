package jsonfile

import (
	"slices"
	"unicode/utf8"

	"github.com/tarnlake/tarn/datasets/jsonfile/internal/lex"
	"github.com/tarnlake/tarn/datasets/schema"
)

// A cleaner writes the records of chunks anew.
type cleaner struct {
	lex.Lexer
	shape   shape
	plan    *plan
	fixed   []byte // members that each row has
	out     []byte
	spans   []span // what was written of the objects that the cleaner is in
	scratch []byte
}

// A span is where a member of an object was written.
type span struct {
	from, to int
	dead     bool // another one with the same key came later
}

// chunk returns the rows of a chunk. The caller keeps them.
func (c *cleaner) chunk(ch *chunk) (rows []byte, err error) {
	defer recovered(&err)
	c.Text, c.Loose = ch.text, !c.shape.values
	c.out = make([]byte, 0, ch.end+ch.end/4)
	ch.each(c.shape, func(start, end int, _ bool) bool {
		c.End = end
		c.record(start)
		return true
	})
	return c.out, nil
}

// record writes the record that is all of the text from i on, if it is sound.
func (c *cleaner) record(i int) {
	start := len(c.out)
	c.spans = c.spans[:0]
	end := c.row(i)
	if end < 0 || c.Space(end) < c.End {
		c.out = c.out[:start]
	}
}

func (c *cleaner) row(i int) int {
	c.out = append(c.out, '{')
	var end int
	switch {
	case c.shape.values:
		if len(c.plan.members) == 0 {
			return c.Skip(i)
		}
		end = c.member(c.plan.members[0], i)
	case c.Text[i] == '{':
		end = c.members(c.plan, i)
	case c.Text[i] == 'n':
		end = c.Word(i, "null")
	default:
		return -1
	}
	if end < 0 {
		return -1
	}
	c.out = append(c.out, c.fixed...)
	if last := len(c.out) - 1; c.out[last] == ',' {
		c.out = c.out[:last]
	}
	c.out = append(c.out, '}', '\n')
	return end
}

// member writes the value at i under the key of m, and a comma.
func (c *cleaner) member(m *planMember, i int) int {
	c.out = append(c.out, m.out...)
	if i = c.value(&m.plan, i); i >= 0 {
		c.out = append(c.out, ',')
	}
	return i
}

// members writes the members of the object at i that p knows, each with a
// comma. Of members with the same key it keeps the last.
func (c *cleaner) members(p *plan, i int) int {
	p.visit++
	first := len(c.spans)
	end := c.object(i, func(key []byte, i int) int {
		m := p.index[string(key)]
		if m == nil {
			return c.Skip(i)
		}
		if m.visit == p.visit {
			c.spans[m.last].dead = true
		}
		from := len(c.out)
		i = c.member(m, i)
		m.visit, m.last = p.visit, len(c.spans)
		c.spans = append(c.spans, span{from: from, to: len(c.out)})
		return i
	})
	c.bury(first)
	return end
}

// bury takes out what was written of dead members, and forgets where the
// members were written, from the first of an object on.
func (c *cleaner) bury(first int) {
	spans := c.spans[first:]
	c.spans = c.spans[:first]
	if !slices.ContainsFunc(spans, func(s span) bool { return s.dead }) {
		return
	}
	to := spans[0].from
	for _, s := range spans {
		if !s.dead {
			to += copy(c.out[to:], c.out[s.from:s.to])
		}
	}
	c.out = c.out[:to]
}

// object calls each with the key of every member of the object at i and the
// place of its value; each returns the place after it.
func (c *cleaner) object(i int, each func(key []byte, i int) int) int {
	i = c.Space(i + 1)
	if c.Text[i] == '}' {
		return i + 1
	}
	for {
		start := i
		if c.Text[i] != '"' {
			return c.Unexpected(i, "a key in double quotes")
		}
		end, marks := c.Str(i + 1)
		if end < 0 {
			return -1
		}
		key := c.Text[start+1 : end]
		if marks != 0 {
			key = lex.Unquote(nil, key)
		}
		if i = c.Space(end + 1); c.Text[i] != ':' {
			return c.Unexpected(i, "':'")
		}
		if i = each(key, c.Space(i+1)); i < 0 {
			return -1
		}
		i = c.Space(i)
		switch c.Text[i] {
		case ',':
			i = c.Space(i + 1)
		case '}':
			return i + 1
		default:
			return c.Unexpected(i, "',' or '}'")
		}
	}
}

// value writes the value at i as p says.
func (c *cleaner) value(p *plan, i int) int {
	switch first := c.Text[i]; {
	case first == 'n':
		return c.copy(i, c.Word(i, "null"))
	case p.typ.Kind.Text() || p.typ.Kind == schema.Unknown || p.typ.Kind == schema.Binary:
		return c.asText(i)
	case p.typ.Kind == schema.Struct && first == '{':
		return c.structure(p, i)
	case p.typ.Kind == schema.Map && first == '{':
		return c.mapping(p, i)
	case p.typ.Kind == schema.Array && first == '[':
		return c.array(p, i)
	case first == '"' && !p.typ.Kind.Nested():
		return c.asText(i)
	case p.typ.Kind.Numeric() && first != '{' && first != '[' && first != 't' && first != 'f':
		return c.number(p, i)
	case p.typ.Kind == schema.Boolean && (first == 't' || first == 'f'):
		return c.copy(i, c.Scalar(i))
	}
	end := c.Skip(i)
	c.out = append(c.out, "null"...)
	return end
}

// copy writes the text from i to end.
func (c *cleaner) copy(i, end int) int {
	if end >= 0 {
		c.out = append(c.out, c.Text[i:end]...)
	}
	return end
}

func (c *cleaner) structure(p *plan, i int) int {
	c.out = append(c.out, '{')
	if i = c.members(p, i); i < 0 {
		return -1
	}
	c.close('}')
	return i
}

// close writes a bracket instead of the last comma.
func (c *cleaner) close(bracket byte) {
	if last := len(c.out) - 1; c.out[last] == ',' {
		c.out[last] = bracket
		return
	}
	c.out = append(c.out, bracket)
}

func (c *cleaner) array(p *plan, i int) int {
	c.out = append(c.out, '[')
	if i = c.Space(i + 1); c.Text[i] == ']' {
		c.out = append(c.out, ']')
		return i + 1
	}
	for {
		if i = c.value(p.elem, i); i < 0 {
			return -1
		}
		c.out = append(c.out, ',')
		i = c.Space(i)
		switch c.Text[i] {
		case ',':
			i = c.Space(i + 1)
		case ']':
			c.close(']')
			return i + 1
		default:
			return c.Unexpected(i, "',' or ']'")
		}
	}
}

// mapping writes an object whose keys are data. Of members with the same key
// it keeps the last.
func (c *cleaner) mapping(p *plan, i int) int {
	c.out = append(c.out, '{')
	first := len(c.spans)
	written := make(map[string]int)
	end := c.object(i, func(key []byte, i int) int {
		if last, again := written[string(key)]; again {
			c.spans[last].dead = true
		}
		from := len(c.out)
		c.out = append(c.out, '"')
		c.out = appendEscaped(c.out, key)
		c.out = append(c.out, '"', ':')
		if i = c.value(p.elem, i); i < 0 {
			return -1
		}
		c.out = append(c.out, ',')
		written[string(key)] = len(c.spans)
		c.spans = append(c.spans, span{from: from, to: len(c.out)})
		return i
	})
	if end < 0 {
		return -1
	}
	c.bury(first)
	c.close('}')
	return end
}

// number writes the number at i so that the engine keeps its digits.
func (c *cleaner) number(p *plan, i int) int {
	var num lex.Number
	end := c.Lexer.Number(i, &num)
	switch {
	case end < 0:
		return -1
	case p.typ.Kind.Integer() && !num.Plain:
		c.out = append(c.out, "null"...)
	case num.Word || p.typ.Kind == schema.Decimal && !num.Plain:
		c.out = append(c.out, '"')
		c.copy(i, end)
		c.out = append(c.out, '"')
	default:
		c.copy(i, end)
	}
	return end
}

// asText writes the value at i as a string.
func (c *cleaner) asText(i int) int {
	if c.Text[i] == '"' {
		end, m := c.Str(i + 1)
		if end < 0 {
			return -1
		}
		if m&(lex.BadUTF8|lex.Surrogate) == 0 {
			return c.copy(i, end+1)
		}
		c.scratch = lex.Unquote(c.scratch[:0], c.Text[i+1:end])
		c.out = append(c.out, '"')
		c.out = appendEscaped(c.out, c.scratch)
		c.out = append(c.out, '"')
		return end + 1
	}
	end := c.Skip(i)
	if end < 0 {
		return -1
	}
	c.scratch = appendCompact(c.scratch[:0], c.Text[i:end])
	c.out = append(c.out, '"')
	c.out = appendEscaped(c.out, c.scratch)
	c.out = append(c.out, '"')
	return end
}

// appendCompact appends JSON text without the whitespace between its parts.
func appendCompact(dst, text []byte) []byte {
	quoted := false
	for i := 0; i < len(text); i++ {
		switch b := text[i]; {
		case quoted:
			if b == '\\' {
				dst = append(dst, b)
				i++
				b = text[i]
			} else {
				quoted = b != '"'
			}
			dst = append(dst, b)
		case b == ' ' || b == '\t' || b == '\n' || b == '\r':
		default:
			quoted = b == '"'
			dst = append(dst, b)
		}
	}
	return dst
}

// appendEscaped appends text as it stands in a JSON string. What is no
// character becomes U+FFFD.
func appendEscaped(dst, text []byte) []byte {
	const hex = "0123456789ABCDEF"
	for i := 0; i < len(text); {
		b := text[i]
		switch {
		case b == '"' || b == '\\':
			dst = append(dst, '\\', b)
		case b == '\n':
			dst = append(dst, '\\', 'n')
		case b == '\t':
			dst = append(dst, '\\', 't')
		case b == '\r':
			dst = append(dst, '\\', 'r')
		case b < ' ':
			dst = append(dst, '\\', 'u', '0', '0', hex[b>>4], hex[b&15])
		case b < utf8.RuneSelf:
			dst = append(dst, b)
		default:
			r, size := utf8.DecodeRune(text[i:])
			dst = utf8.AppendRune(dst, r)
			i += size
			continue
		}
		i++
	}
	return dst
}
