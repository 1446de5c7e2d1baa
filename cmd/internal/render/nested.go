package render

import (
	"strings"

	"github.com/tarnlake/tarn/query/duck"
)

// appendNested appends a list, structure, map or union as DuckDB casts it to
// text: [1, 2], {'a': 1}, {k=1}.
func appendNested(b []byte, v any, t *typ) []byte {
	switch v := v.(type) {
	case []any:
		b = append(b, '[')
		for i, elem := range v {
			b = separate(b, i)
			if elem != nil && t.elem.kind == document { // DuckDB quotes JSON within all but lists
				b = appendText(b, elem, t.elem)
			} else {
				b = appendElement(b, elem, t.elem)
			}
		}
		return append(b, ']')
	case duck.Struct:
		return appendStruct(b, v, t)
	case duck.Map:
		b = append(b, '{')
		for i, entry := range v {
			b = appendElement(separate(b, i), entry.Key, t.key)
			b = appendElement(append(b, '='), entry.Value, t.elem)
		}
		return append(b, '}')
	case duck.Union:
		if v.Value == nil {
			return append(b, "NULL"...)
		}
		return appendText(b, v.Value, t.member(v.Member))
	}
	return b
}

// appendStruct appends a structure; one whose members have no names is a row: (1, a).
func appendStruct(b []byte, v duck.Struct, t *typ) []byte {
	if len(t.names) > 0 && t.names[0] == "" {
		b = append(b, '(')
		for i, member := range v {
			b = appendElement(separate(b, i), member, t.types[i])
		}
		return append(b, ')')
	}
	b = append(b, '{')
	for i, member := range v {
		b = appendQuoted(separate(b, i), t.names[i])
		b = appendElement(append(b, ": "...), member, t.types[i])
	}
	return append(b, '}')
}

func separate(b []byte, i int) []byte {
	if i > 0 {
		b = append(b, ", "...)
	}
	return b
}

// appendElement appends a value that stands within another: a text that could
// be misread stands in single quotes.
func appendElement(b []byte, v any, t *typ) []byte {
	if v == nil {
		return append(b, "NULL"...)
	}
	start := len(b)
	b = appendText(b, v, t)
	if t.nested() || t.kind == number {
		return b
	}
	if text := string(b[start:]); mustQuote(text) {
		b = appendQuoted(b[:start], text)
	}
	return b
}

// mustQuote reports whether a text within a nested value needs quotes.
func mustQuote(text string) bool {
	return text == "" || isSpace(text[0]) || isSpace(text[len(text)-1]) ||
		strings.EqualFold(text, "null") || strings.ContainsAny(text, `'"(),:=[]{}`)
}

func isSpace(c byte) bool { return c == ' ' || '\t' <= c && c <= '\r' }

// appendQuoted appends a text in single quotes.
func appendQuoted(b []byte, text string) []byte {
	b = append(b, '\'')
	for i := range len(text) {
		if text[i] == '\'' || text[i] == '\\' {
			b = append(b, '\\')
		}
		b = append(b, text[i])
	}
	return append(b, '\'')
}

// appendNestedJSON appends a list as an array, a structure or map as an object,
// and a union as an object of the member that it holds. The keys of a map
// become texts.
func appendNestedJSON(b []byte, v any, t *typ) []byte {
	switch v := v.(type) {
	case []any:
		b = append(b, '[')
		for i, elem := range v {
			b = appendJSON(comma(b, i), elem, t.elem)
		}
		return append(b, ']')
	case duck.Struct:
		b = append(b, '{')
		for i, member := range v {
			b = append(appendString(comma(b, i), t.names[i]), ':')
			b = appendJSON(b, member, t.types[i])
		}
		return append(b, '}')
	case duck.Map:
		b = append(b, '{')
		for i, entry := range v {
			key, ok := entry.Key.(string)
			if !ok {
				key = string(appendText(nil, entry.Key, t.key))
			}
			b = append(appendString(comma(b, i), key), ':')
			b = appendJSON(b, entry.Value, t.elem)
		}
		return append(b, '}')
	case duck.Union:
		b = append(appendString(append(b, '{'), v.Member), ':')
		return append(appendJSON(b, v.Value, t.member(v.Member)), '}')
	}
	return appendString(b, string(appendText(nil, v, t)))
}

func comma(b []byte, i int) []byte {
	if i > 0 {
		b = append(b, ',')
	}
	return b
}
