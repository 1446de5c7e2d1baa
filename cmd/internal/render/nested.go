package render

import "strings"

// appendNested appends a list, structure or map as DuckDB casts it to text:
// [1, 2], {'a': 1}, {k=1}.
func appendNested(b []byte, v any, t *typ) []byte {
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
	switch t.kind {
	case list, structure, mapping, number:
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

func appendNestedJSON(b []byte, v any, t *typ) []byte { return b }
