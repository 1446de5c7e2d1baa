package syntax

import (
	"encoding/hex"
	"strconv"
	"strings"
	"unicode/utf8"
)

// stringValue reads 'text' or U&'text' [UESCAPE 'x'].
func (p *parser) stringValue() string {
	t := p.tokens[p.at]
	if !p.isString(0) {
		p.unexpected()
	}
	p.at++
	if t.kind == text {
		return unquote(p.text[t.pos:t.end])
	}
	escape := `\`
	if p.is("UESCAPE") && p.peek(1).kind == text {
		e := p.peek(1)
		escape = unquote(p.text[e.pos:e.end])
		if utf8.RuneCountInString(escape) != 1 || strings.ContainsAny(escape, "0123456789abcdefABCDEF+\"' ") {
			fail(Pos(e.pos), "Invalid Unicode escape character")
		}
		p.at += 2
	}
	return decodeUnicode(unquote(p.text[t.pos+2:t.end]), escape, Pos(t.pos))
}

func unquote(s string) string {
	return strings.ReplaceAll(s[1:len(s)-1], "''", "'")
}

// decodeUnicode resolves the escapes of U&'...': \0041, \+01F600 and \\.
func decodeUnicode(s, escape string, pos Pos) string {
	var out strings.Builder
	for {
		before, after, found := strings.Cut(s, escape)
		out.WriteString(before)
		if !found {
			return out.String()
		}
		if strings.HasPrefix(after, escape) {
			out.WriteString(escape)
			s = after[len(escape):]
			continue
		}
		from, size := 0, 4
		if strings.HasPrefix(after, "+") {
			from, size = 1, 6
		}
		if len(after) < from+size {
			fail(pos, "Incomplete escape sequence: %s", after)
		}
		out.WriteRune(codePoint(after[from:from+size], pos))
		s = after[from+size:]
	}
}

func codePoint(digits string, pos Pos) rune {
	code, err := strconv.ParseUint(digits, 16, 32)
	if err != nil {
		fail(pos, "Invalid hexadecimal digit: %s", digits)
	}
	if code > utf8.MaxRune {
		fail(pos, "Invalid escaped character: %s", digits)
	}
	if !utf8.ValidRune(rune(code)) {
		fail(pos, "Invalid escaped character: %s. Escaped character is a surrogate. Use '\\+123456' instead.", digits)
	}
	return rune(code)
}

// binaryLiteral reads X'65 68', in which spaces do not count.
func (p *parser) binaryLiteral() Expr {
	t := p.tokens[p.at]
	p.at++
	digits := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \r\n\t", r) {
			return -1
		}
		return r
	}, p.text[t.pos+2:t.end-1])
	for _, c := range digits {
		if !strings.ContainsRune("0123456789abcdefABCDEF", c) {
			fail(Pos(t.pos), "Binary literal can only contain hexadecimal digits")
		}
	}
	if len(digits)%2 != 0 {
		fail(Pos(t.pos), "Binary literal must contain an even number of digits")
	}
	value, _ := hex.DecodeString(digits)
	return &Binary{Pos: Pos(t.pos), Value: value}
}

// isInterval reports whether an interval is next, and not a column of that name.
func (p *parser) isInterval() bool {
	n := 1
	if p.one(n, "+", "-") {
		n++
	}
	return p.is("INTERVAL") && p.isString(n)
}

// interval reads INTERVAL [+|-] 'value' unit [TO unit].
func (p *parser) interval() *Interval {
	i := &Interval{Pos: p.pos()}
	p.expect("INTERVAL")
	i.Negative = p.accept("-")
	if !i.Negative {
		p.accept("+")
	}
	i.Value = p.stringValue()
	i.From, i.To = p.units()
	return i
}

func (p *parser) units() (from, to string) {
	from = p.oneOf("YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND")
	if p.accept("TO") {
		to = p.oneOf("YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND")
	}
	return from, to
}
