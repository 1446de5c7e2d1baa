package render

import (
	"bytes"
	"unicode/utf8"
)

// markdown writes a table as GitHub's Markdown has it.
type markdown struct {
	columns []column
	value   []byte
}

func (m *markdown) head(b []byte) []byte {
	if len(m.columns) == 0 {
		return b
	}
	for _, c := range m.columns {
		b = append(b, "| "...)
		b = appendMarkdown(b, []byte(c.name))
		b = append(b, ' ')
	}
	b = append(b, "|\n"...)
	for _, c := range m.columns {
		if c.typ.kind == number {
			b = append(b, "| ---: "...)
		} else {
			b = append(b, "| --- "...)
		}
	}
	return append(b, "|\n"...)
}

func (m *markdown) row(b []byte, row []any) []byte {
	for i, v := range row {
		b = append(b, "| "...)
		if v == nil {
			b = append(b, "*NULL*"...)
		} else {
			m.value = appendText(m.value[:0], v, m.columns[i].typ)
			b = appendMarkdown(b, m.value)
		}
		b = append(b, ' ')
	}
	return append(b, "|\n"...)
}

func (m *markdown) tail(b []byte) []byte { return b }

// appendMarkdown appends text so that it reads as it stands within a cell.
func appendMarkdown(b, text []byte) []byte {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		switch {
		case r == '\n' || r == '\r':
			if r == '\n' || !bytes.HasPrefix(text[i+1:], []byte("\n")) {
				b = append(b, "<br>"...)
			}
		case r == '<':
			b = append(b, "&lt;"...)
		case r == '&':
			b = append(b, "&amp;"...)
		case bytes.IndexByte([]byte("|\\`*_[]~"), text[i]) >= 0 && escaped(text, i):
			b = append(b, '\\', text[i])
		case r == utf8.RuneError && size == 1:
			b = utf8.AppendRune(b, r)
		default:
			b = append(b, text[i:i+size]...)
		}
		i += size
	}
	return b
}

// escaped reports whether the mark at text[i] would be read as one. Within a
// word, as in order_id, an underscore is only an underscore.
func escaped(text []byte, i int) bool {
	return text[i] != '_' || i == 0 || i+1 == len(text) || !isAlphanumeric(text[i-1]) || !isAlphanumeric(text[i+1])
}

func isAlphanumeric(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c >= 0x80
}
