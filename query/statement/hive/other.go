package hive

import (
	"fmt"
	"slices"
	"strings"
)

// Other returns the error that the parser of Trino's grammar has of a statement
// that begins with DESCRIBE or ALTER TABLE, as far as these are no more than
// their first words; nil if it fits or is another one. Athena tells it where
// neither grammar fits.
func Other(statement string) error {
	statement = strings.TrimRight(strings.TrimSpace(statement), "; \t\r\n")
	p := &parser{statement: statement, tokens: lex(statement)}
	switch {
	case p.acceptOne("DESCRIBE", "DESC"):
		return p.otherName("'.', <EOF>", nil)
	case p.accept("ALTER", "TABLE", "IF", "EXISTS"):
		return p.otherName("'.', 'ADD', 'DROP', 'RENAME'", []string{"ADD", "DROP", "RENAME"})
	case p.accept("ALTER", "TABLE"):
		return p.otherName("'.', 'ADD', 'DROP', 'EXECUTE', 'RENAME', 'SET'", []string{"ADD", "DROP", "EXECUTE", "RENAME", "SET"})
	}
	return nil
}

// otherName reads a name and one of the words behind it; no words are the end.
func (p *parser) otherName(expecting string, words []string) error {
	for {
		if t := p.peek(); !t.isName() && (t.kind != text || t.text[0] != '"') {
			return nil // not a name: there is more that could be expected
		}
		p.advance()
		if !p.accept(".") {
			break
		}
	}
	bad := p.peek()
	if len(words) == 0 && bad.kind == end || slices.ContainsFunc(words, bad.is) {
		return nil
	}
	line, column := place(p.statement, bad.offset)
	return &Error{Line: line, Column: column, Message: fmt.Sprintf("mismatched input '%s'. Expecting: %s", bad.text, expecting)}
}
