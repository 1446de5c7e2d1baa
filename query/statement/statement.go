// Package statement tells SQL statements apart without running them: where each
// of several begins and ends, and what kind of statement each one is.
//
// It reads tokens, not grammar: words, quoted names, strings, numbers,
// operators and comments, with the place of each. Strings are in single
// quotes, doubled inside; names in double quotes or, as in Hive's DDL, in
// backticks; comments run from -- to the end of the line or between /* and */.
// DuckDB's $$strings$$ are read too.
package statement

import (
	"fmt"
	"strings"
)

// A Position is a place in a text. Lines and columns count from 1, and columns
// count characters.
type Position struct{ Line, Column int }

func (p Position) String() string { return fmt.Sprintf("line %d:%d", p.Line, p.Column) }

// PositionAt returns the place that is offset bytes into text.
func PositionAt(text string, offset int) Position {
	before := text[:min(max(offset, 0), len(text))]
	start := strings.LastIndexByte(before, '\n') + 1
	return Position{
		Line:   strings.Count(before, "\n") + 1,
		Column: len([]rune(before[start:])) + 1,
	}
}

// A Statement is one of the statements of a text.
type Statement struct {
	Text   string   // without the semicolon, comments and spaces around it
	Start  Position // of Text, in the whole text
	Tokens []Token
}

// Split returns the statements of a text, which semicolons separate. Those that
// hold nothing but comments are left out.
func Split(text string) []Statement {
	var statements []Statement
	var tokens []Token
	flush := func() {
		if len(tokens) > 0 {
			first, last := tokens[0], tokens[len(tokens)-1]
			start := first.Offset
			s := Statement{Text: text[start : last.Offset+len(last.Text)], Start: PositionAt(text, start), Tokens: tokens}
			for i := range tokens {
				tokens[i].Offset -= start
			}
			statements = append(statements, s)
		}
		tokens = nil
	}
	for token := range Tokens(text) {
		if token.Kind == Operator && token.Text == ";" {
			flush()
			continue
		}
		tokens = append(tokens, token)
	}
	flush()
	return statements
}

// A Kind says what a statement does.
type Kind int

// The kinds of statements.
const (
	Other    Kind = iota // anything else: it would change something
	Query                // returns rows: SELECT, WITH, VALUES, TABLE, FROM, PIVOT, UNPIVOT, SUMMARIZE
	Explain              // EXPLAIN of a query
	Describe             // DESCRIBE or DESC
	Show                 // SHOW
)

// Kind returns what kind of statement s is.
func (s Statement) Kind() Kind { return kindOf(s.Tokens) }

// Verb returns the word that says what the statement does, in capitals, such
// as SELECT, or INSERT for a statement that begins with WITH and then inserts.
func (s Statement) Verb() string { return verbOf(s.Tokens) }

func kindOf(tokens []Token) Kind {
	switch verb := verbOf(tokens); verb {
	case "SELECT", "VALUES", "TABLE", "FROM", "PIVOT", "UNPIVOT", "SUMMARIZE":
		return Query
	case "DESCRIBE", "DESC":
		return Describe
	case "SHOW":
		return Show
	case "EXPLAIN":
		rest := tokens[1:]
		for len(rest) > 0 && (rest[0].Is("ANALYZE") || rest[0].Is("VERBOSE")) {
			rest = rest[1:]
		}
		if len(rest) > 0 && rest[0].Text == "(" {
			rest = afterParentheses(rest)
		}
		if kindOf(rest) == Query {
			return Explain
		}
	}
	return Other
}

// verbOf returns the first word of a statement or, where it begins with WITH,
// the first word after the named queries; parentheses before it do not count.
func verbOf(tokens []Token) string {
	for len(tokens) > 0 && tokens[0].Text == "(" {
		tokens = tokens[1:]
	}
	if len(tokens) == 0 || tokens[0].Kind != Word {
		return ""
	}
	if !tokens[0].Is("WITH") {
		return strings.ToUpper(tokens[0].Text)
	}
	rest := tokens[1:]
	for i := 0; i < len(rest); i++ {
		switch {
		case rest[i].Text == "(":
			i += len(rest[i:]) - len(afterParentheses(rest[i:])) - 1
		case rest[i].Kind == Word && mainVerbs[strings.ToUpper(rest[i].Text)] && !isName(rest, i):
			return strings.ToUpper(rest[i].Text)
		}
	}
	return "WITH"
}

// isName reports whether the word at i names a query of a WITH clause: it
// comes first or after a comma, and AS or a list of columns follows.
func isName(tokens []Token, i int) bool {
	first := i == 0 || tokens[i-1].Text == "," || tokens[i-1].Is("RECURSIVE")
	return first && i+1 < len(tokens) && (tokens[i+1].Is("AS") || tokens[i+1].Text == "(")
}

var mainVerbs = map[string]bool{
	"SELECT": true, "VALUES": true, "TABLE": true, "FROM": true, "PIVOT": true, "UNPIVOT": true,
	"INSERT": true, "UPDATE": true, "DELETE": true, "MERGE": true, "COPY": true, "CREATE": true,
}

// afterParentheses returns the tokens after the parenthesis that closes the first one.
func afterParentheses(tokens []Token) []Token {
	depth := 0
	for i, token := range tokens {
		switch token.Text {
		case "(":
			depth++
		case ")":
			depth--
			if depth == 0 {
				return tokens[i+1:]
			}
		}
	}
	return nil
}
