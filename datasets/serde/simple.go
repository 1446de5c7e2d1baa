package serde

import (
	"strconv"
	"strings"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
)

// simple is LazySimpleSerDe: fields between delimiters, elements of arrays,
// entries of maps and members of structs between others, one for each level.
type simple struct {
	values
	types      []schema.Type
	separators []byte // by level
	escape     byte   // 0 for none
	null       string
	rest       bool // the last column takes all that is left
	fields     []field
	parts      []string
}

func newSimple(l *datasets.Layout) (decoder, error) {
	v, err := newValues(l.Options)
	if err != nil {
		return nil, err
	}
	s := &simple{values: v, types: types(l), null: `\N`, fields: make([]field, len(l.Columns))}
	for level := byte(1); level <= 8; level++ {
		s.separators = append(s.separators, level)
	}
	for i, names := range [][]string{{"field.delim", "serialization.format"}, {"collection.delim", "colelction.delim"}, {"mapkey.delim"}} {
		for _, name := range names {
			if text, ok := l.Options[name]; ok {
				s.separators[i] = delimiter(text, s.separators[i])
				break
			}
		}
	}
	if text, ok := l.Options["escape.delim"]; ok {
		s.escape = delimiter(text, '\\')
	}
	if text, ok := l.Options["serialization.null.format"]; ok {
		s.null = text
	}
	s.rest = strings.EqualFold(l.Options["serialization.last.column.takes.rest"], "true")
	return s, nil
}

// delimiter returns the byte that a text stands for: the number that it is, or
// its first character.
func delimiter(text string, otherwise byte) byte {
	if text == "" {
		return otherwise
	}
	if n, err := strconv.ParseInt(text, 10, 16); err == nil && -128 <= n && n < 256 {
		return byte(n)
	}
	return text[0]
}

func (s *simple) decode(line string) ([]field, error) {
	most := -1
	if s.rest {
		most = len(s.types)
	}
	s.parts = s.split(s.parts[:0], line, s.separators[0], most)
	for i, t := range s.types {
		if i >= len(s.parts) {
			s.fields[i] = field{null: true}
			continue
		}
		s.fields[i] = s.value(s.parts[i], t)
	}
	return s.fields, nil
}

// split appends the parts of a text between separators that are not escaped.
func (s *simple) split(parts []string, text string, separator byte, most int) []string {
	if s.escape == 0 {
		for len(parts)+1 != most {
			n := strings.IndexByte(text, separator)
			if n < 0 {
				break
			}
			parts = append(parts, text[:n])
			text = text[n+1:]
		}
		return append(parts, text)
	}
	start := 0
	for i := 0; i < len(text) && len(parts)+1 != most; i++ {
		switch text[i] {
		case s.escape:
			i++
		case separator:
			parts = append(parts, text[start:i])
			start = i + 1
		}
	}
	return append(parts, text[start:])
}

// value returns the value of a field.
func (s *simple) value(text string, t schema.Type) field {
	switch {
	case text == s.null:
		return field{null: true}
	case t.Kind.Nested():
		return field{text: s.nested(text, t, 1)}
	}
	return s.scalar(s.unescape(text), t)
}

func (s *simple) unescape(text string) string {
	if s.escape == 0 || strings.IndexByte(text, s.escape) < 0 {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == s.escape && i+1 < len(text) {
			i++
			switch text[i] {
			case 'r':
				b.WriteByte('\r')
				continue
			case 'n':
				b.WriteByte('\n')
				continue
			}
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

// nested returns a value as JSON. Level says which separator is between its parts.
func (s *simple) nested(text string, t schema.Type, level int) string {
	switch {
	case text == s.null:
		return "null"
	case !t.Kind.Nested():
		return s.scalar(s.unescape(text), t).inJSON(t)
	case level >= len(s.separators):
		return "null"
	}
	var parts []string
	if text != "" || t.Kind == schema.Struct {
		parts = s.split(nil, text, s.separators[level], -1)
	}
	var b strings.Builder
	switch t.Kind {
	case schema.Array:
		b.WriteByte('[')
		for i, part := range parts {
			comma(&b, i)
			b.WriteString(s.nested(part, *t.Elem, level+1))
		}
		b.WriteByte(']')
	case schema.Map:
		s.mapping(&b, parts, t, level)
	case schema.Struct:
		b.WriteByte('{')
		for i, f := range t.Fields {
			comma(&b, i)
			b.WriteString(field{text: f.Name}.inJSON(schema.Type{Kind: schema.String}) + ":")
			if i < len(parts) {
				b.WriteString(s.nested(parts[i], f.Type, level+1))
			} else {
				b.WriteString("null")
			}
		}
		b.WriteByte('}')
	}
	return b.String()
}

// mapping writes the entries of a map. An entry whose key is none is left out, and
// of several with one key the first counts.
func (s *simple) mapping(b *strings.Builder, parts []string, t schema.Type, level int) {
	b.WriteByte('{')
	seen := make(map[string]bool)
	for _, part := range parts {
		if level+1 >= len(s.separators) {
			break
		}
		entry := s.split(nil, part, s.separators[level+1], 2)
		key := s.value(entry[0], *t.Key)
		if key.null || seen[key.text] {
			continue
		}
		comma(b, len(seen))
		seen[key.text] = true
		b.WriteString(key.inJSON(schema.Type{Kind: schema.String}) + ":")
		if len(entry) < 2 {
			b.WriteString("null")
			continue
		}
		b.WriteString(s.nested(entry[1], *t.Elem, level+2))
	}
	b.WriteByte('}')
}

func comma(b *strings.Builder, i int) {
	if i > 0 {
		b.WriteByte(',')
	}
}
