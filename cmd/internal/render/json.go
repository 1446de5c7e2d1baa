package render

import (
	"encoding/json"
	"math"
	"strconv"
	"unicode/utf8"
)

// objects writes each row as a JSON object on a line of its own: the elements
// of one array, or lines of JSON.
type objects struct {
	columns []column
	keys    [][]byte // of each column, with quotes and colon
	array   bool
	rows    int64
}

func newObjects(columns []column, array bool) *objects {
	o := &objects{columns: columns, array: array}
	taken := make(map[string]bool, len(columns))
	for _, c := range columns {
		taken[c.name] = true
	}
	seen := make(map[string]int, len(columns))
	for _, c := range columns {
		name := c.name
		for seen[c.name] > 0 && taken[name] {
			name = c.name + "_" + strconv.Itoa(seen[c.name])
			seen[c.name]++
		}
		seen[c.name] = max(1, seen[c.name])
		taken[name] = true
		o.keys = append(o.keys, append(appendString(nil, name), ':'))
	}
	return o
}

func (o *objects) head(b []byte) []byte {
	if o.array {
		b = append(b, '[')
	}
	return b
}

func (o *objects) row(b []byte, row []any) []byte {
	if o.array {
		if o.rows > 0 {
			b = append(b, ',')
		}
		b = append(b, "\n  "...)
	}
	o.rows++
	b = append(b, '{')
	for i, v := range row {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, o.keys[i]...)
		b = appendJSON(b, v, o.columns[i].typ)
	}
	b = append(b, '}')
	if !o.array {
		b = append(b, '\n')
	}
	return b
}

func (o *objects) tail(b []byte) []byte {
	if !o.array {
		return b
	}
	if o.rows > 0 {
		b = append(b, '\n')
	}
	return append(b, "]\n"...)
}

// appendJSON appends a value. The digits of numbers stay as they are.
func appendJSON(b []byte, v any, t *typ) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...)
	case string:
		if t.kind == document && json.Valid([]byte(v)) {
			return appendDocument(b, v)
		}
		return appendString(b, v)
	case bool:
		return strconv.AppendBool(b, v)
	case float32:
		return appendNumber(b, float64(v), 32)
	case float64:
		return appendNumber(b, v, 64)
	}
	switch {
	case t.kind == number:
		return appendText(b, v, t)
	case t.nested():
		return appendNestedJSON(b, v, t)
	case date <= t.kind && t.kind <= instant: // nothing to escape
		return append(appendText(append(b, '"'), v, t), '"')
	}
	return appendString(b, string(appendText(nil, v, t)))
}

// appendNumber appends a number, or as a text what JSON has no number for.
func appendNumber(b []byte, f float64, bits int) []byte {
	switch {
	case math.IsNaN(f):
		return append(b, `"NaN"`...)
	case math.IsInf(f, 1):
		return append(b, `"Infinity"`...)
	case math.IsInf(f, -1):
		return append(b, `"-Infinity"`...)
	}
	return appendFloat(b, f, bits)
}

// appendDocument appends JSON without its line ends, so that a row stays on
// its line: outside of texts they mean nothing, and within they are escaped.
func appendDocument(b []byte, text string) []byte {
	for i := range len(text) {
		if c := text[i]; c != '\n' && c != '\r' {
			b = append(b, c)
		}
	}
	return b
}

// appendString appends a text in quotes. What is not UTF-8 becomes U+FFFD.
func appendString(b []byte, text string) []byte {
	const digits = "0123456789abcdef"
	b = append(b, '"')
	start := 0
	for i := 0; i < len(text); {
		c := text[i]
		if c >= ' ' && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(text[i:])
			if r == utf8.RuneError && size == 1 {
				b = utf8.AppendRune(append(b, text[start:i]...), r)
				start = i + 1
			}
			i += size
			continue
		}
		b = append(b, text[start:i]...)
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, `\n`...)
		case '\r':
			b = append(b, `\r`...)
		case '\t':
			b = append(b, `\t`...)
		default:
			b = append(b, '\\', 'u', '0', '0', digits[c>>4], digits[c&15])
		}
		i++
		start = i
	}
	return append(append(b, text[start:]...), '"')
}
