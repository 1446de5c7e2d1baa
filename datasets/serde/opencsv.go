package serde

import (
	"strconv"
	"strings"
	"time"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
)

// opencsv is OpenCSVSerde, by the rules of the parser of opencsv 2.3: a quote
// within a field that is not at its ends stays, and the escape character counts
// only within quotes, before a quote or itself; elsewhere it vanishes. Dates are
// days and timestamps milliseconds since 1970.
type opencsv struct {
	values
	types                    []schema.Type
	separator, quote, escape byte
	fields                   []field
	tokens                   []string
}

func newOpenCSV(l *datasets.Layout) (decoder, error) {
	d := &opencsv{types: types(l), separator: ',', quote: '"', escape: '\\', fields: make([]field, len(l.Columns))}
	d.epoch = true
	for name, at := range map[string]*byte{"separatorChar": &d.separator, "quoteChar": &d.quote, "escapeChar": &d.escape} {
		if text := l.Options[name]; text != "" {
			*at = text[0]
		}
	}
	if d.escape == '"' { // Hive takes it for the default, which is another
		d.escape = '\\'
	}
	return d, nil
}

func (d *opencsv) decode(line string) ([]field, error) {
	d.tokens = d.parse(d.tokens[:0], line)
	for i, t := range d.types {
		switch {
		case i >= len(d.tokens):
			d.fields[i] = field{null: true}
		case t.Kind == schema.Date:
			d.fields[i] = d.date(d.tokens[i])
		case t.Kind.Nested():
			d.fields[i] = field{null: true}
		default:
			d.fields[i] = d.scalar(d.tokens[i], t)
		}
	}
	return d.fields, nil
}

func (d *opencsv) date(text string) field {
	if days, err := strconv.ParseInt(strings.TrimSpace(text), 10, 32); err == nil {
		return field{text: time.Unix(days*86400, 0).UTC().Format(time.DateOnly)}
	}
	return d.scalar(text, schema.Type{Kind: schema.Date})
}

// parse appends the fields of a line. One whose quote is not closed is left out.
func (d *opencsv) parse(tokens []string, line string) []string {
	if strings.IndexByte(line, d.quote) < 0 && strings.IndexByte(line, d.escape) < 0 {
		for {
			n := strings.IndexByte(line, d.separator)
			if n < 0 {
				return append(tokens, line)
			}
			tokens = append(tokens, line[:n])
			line = line[n+1:]
		}
	}
	var b strings.Builder
	quoted := false
	next := func(i int, c byte) bool { return i+1 < len(line) && line[i+1] == c }
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == d.escape:
			if quoted && (next(i, d.quote) || next(i, d.escape)) {
				i++
				b.WriteByte(line[i])
			}
		case c == d.quote && quoted && next(i, d.quote):
			i++
			b.WriteByte(line[i])
		case c == d.quote:
			if i > 2 && line[i-1] != d.separator && i+1 < len(line) && line[i+1] != d.separator {
				if b.Len() > 0 && strings.TrimSpace(b.String()) == "" {
					b.Reset()
				} else {
					b.WriteByte(c)
				}
			}
			quoted = !quoted
		case c == d.separator && !quoted:
			tokens = append(tokens, b.String())
			b.Reset()
		default:
			b.WriteByte(c)
		}
	}
	if quoted {
		return tokens
	}
	return append(tokens, b.String())
}
