package render

// separated writes CSV as RFC 4180 has it, or the same with another delimiter.
// NULL is nothing at all, and an empty text is a pair of quotes.
type separated struct {
	columns []column
	comma   byte
}

func (s *separated) head(b []byte) []byte {
	for i, c := range s.columns {
		if i > 0 {
			b = append(b, s.comma)
		}
		start := len(b)
		b = s.quote(append(b, c.name...), start)
	}
	return append(b, '\n')
}

func (s *separated) row(b []byte, row []any) []byte {
	for i, v := range row {
		if i > 0 {
			b = append(b, s.comma)
		}
		if v == nil {
			continue
		}
		start := len(b)
		b = s.quote(appendText(b, v, s.columns[i].typ), start)
	}
	return append(b, '\n')
}

func (s *separated) tail(b []byte) []byte { return b }

// quote puts the text that b holds from start on in quotes if it needs them.
func (s *separated) quote(b []byte, start int) []byte {
	text := b[start:]
	special, quotes := len(text) == 0, 0
	for _, c := range text {
		switch c {
		case '"':
			quotes++
			special = true
		case s.comma, '\n', '\r':
			special = true
		}
	}
	if !special {
		return b
	}
	// Move the text one to the right, and from each quote on one more.
	end := start + len(text)
	for range quotes + 2 {
		b = append(b, '"')
	}
	to := len(b) - 1 // where the closing quote stands
	for from := end - 1; from >= start; from-- {
		to--
		b[to] = b[from]
		if b[to] == '"' {
			to--
			b[to] = '"'
		}
	}
	b[start], b[len(b)-1] = '"', '"'
	return b
}
