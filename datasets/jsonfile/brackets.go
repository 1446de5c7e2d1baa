package jsonfile

import (
	"bytes"
	"encoding/binary"
	"math/bits"

	"github.com/tarnlake/tarn/datasets/jsonfile/internal/lex"
)

// each calls record with the place of each record of the chunk, until it
// returns false. Where a record ends, the line ends say, or the brackets; it may
// be malformed. During the call text[end] is 0. The last record of a file is
// called so. In an array, each reports whether a comma follows the last one.
func (c *chunk) each(sh shape, record func(start, end int, last bool) bool) (comma bool) {
	l := lex.Lexer{Text: c.text}
	for i := l.Space(0); i < c.end; i = l.Space(i) {
		end, next := c.end, c.end
		if sh.records == inLines {
			if n := bytes.IndexByte(c.text[i:end], '\n'); n >= 0 {
				end, next = i+n, i+n+1
			}
		} else {
			scan := bracketScan{pos: i}
			cut := scan.run(c.text[:end], sh, true)
			found := cut > 0 && !scan.closed
			if found {
				end, next = cut, cut
			}
			if comma = found && sh.bracketed(); comma {
				end--
			}
		}
		saved := c.text[end]
		c.text[end] = 0
		more := record(i, end, c.last && next == c.end)
		c.text[end] = saved
		if !more {
			break
		}
		i = next
	}
	return comma
}

// A bracketScan finds the ends of records by counting brackets.
type bracketScan struct {
	pos    int // where to go on
	depth  int // brackets open within the record
	quoted bool
	closed bool // the bracket around the records was closed, at the cut
}

// run looks at the text from pos on, and returns the end of the last record in
// it, or of the first one; 0 if there is none.
func (s *bracketScan) run(text []byte, sh shape, first bool) (cut int) {
	i, bracketed := s.pos, sh.bracketed()
	for i < len(text) {
		if s.quoted {
			i, s.quoted = closingQuote(text, i)
			if s.quoted {
				break
			}
		}
		i = nextStructural(text, i, s.depth > 0)
		if i == len(text) {
			break
		}
		c := text[i]
		i++
		switch c {
		case '"':
			s.quoted = true
			continue
		case '{', '[':
			s.depth++
			continue
		case ',':
			if s.depth > 0 || !bracketed {
				continue
			}
		default:
			if s.depth == 0 {
				if bracketed && c == ']' {
					s.closed = true
					s.pos = i
					return i - 1
				}
				continue
			}
			s.depth--
			if s.depth > 0 || bracketed {
				continue
			}
		}
		cut = i
		if first {
			break
		}
	}
	s.pos = i
	return cut
}

// nextStructural returns the place of the next quote or bracket, or comma
// unless that is of no interest.
func nextStructural(text []byte, i int, nested bool) int {
	for nested && i+8 <= len(text) {
		x := binary.LittleEndian.Uint64(text[i:])
		q, folded := x^quotes, x|blanks // which folds [ and {, and ] and }
		o, c := folded^openings, folded^closings
		hit := ((q-ones)&^q | (o-ones)&^o | (c-ones)&^c) & highs
		if hit != 0 {
			return i + bits.TrailingZeros64(hit)>>3
		}
		i += 8
	}
	for i < len(text) && !structural[text[i]] {
		i++
	}
	return i
}

const (
	ones       = 0x0101010101010101
	highs      = 0x80 * ones
	quotes     = '"' * ones
	backslants = '\\' * ones
	blanks     = ' ' * ones
	openings   = '{' * ones
	closings   = '}' * ones
)

// structural are the characters that a bracketScan looks at.
var structural = [256]bool{'"': true, '{': true, '[': true, ',': true, '}': true, ']': true}

// closingQuote returns the place after the quote that closes a string. If
// there is none, open is true and the place is where to go on looking.
func closingQuote(text []byte, i int) (end int, open bool) {
	for {
		for i+8 <= len(text) {
			x := binary.LittleEndian.Uint64(text[i:])
			q, b := x^quotes, x^backslants
			hit := ((q-ones)&^q | (b-ones)&^b) & highs
			if hit != 0 {
				i += bits.TrailingZeros64(hit) >> 3
				break
			}
			i += 8
		}
		for i < len(text) && text[i] != '"' && text[i] != '\\' {
			i++
		}
		switch {
		case i == len(text), text[i] == '\\' && i+1 == len(text):
			return i, true
		case text[i] == '"':
			return i + 1, false
		}
		i += 2
	}
}
