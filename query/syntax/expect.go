package syntax

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

//go:embed grammar.txt
var grammarText string

// theGrammar is read when a text is refused for the first time.
var theGrammar = sync.OnceValue(func() *grammar { return readGrammar(grammarText) })

// mostItems bounds how long a refused text is looked at for what would have
// been expected: half a second. A text of 2 KB takes a hundredth of it.
const mostItems = 2_000_000

// OtherStatement is the message of a text that Trino's grammar has and Athena
// does not run by it: DDL, which is Hive's.
const OtherStatement = "Queries of this type are not supported"

// explain returns the error of a text of which the parser refuses the token
// numbered refused: the first token that no text of Athena's has there, and what
// might stand in its place. If the grammar has the whole text, it is a statement
// that is not read here.
func explain(text string, tokens []token, refused int, rule string) *Error {
	e := &earley{grammar: theGrammar(), text: text, tokens: tokens}
	at, expected := e.run(e.grammar.rules[rule])
	known := len(expected) > 0 && at >= refused
	switch {
	case at == len(tokens):
		return &Error{Message: OtherStatement}
	case !known:
		at = refused
	}
	t := tokens[at]
	message := "mismatched input '<EOF>'"
	if t.kind != eof {
		message = "mismatched input '" + text[t.pos:t.end] + "'"
	}
	if known {
		message += ". Expecting: " + strings.Join(expected, ", ")
	}
	return &Error{Pos: Pos(t.pos), Message: message}
}

// An earley follows all readings of a text at once, from token to token, as
// Earley's method does: an item is a state of a rule and the place where the
// rule began.
type earley struct {
	grammar *grammar
	text    string
	tokens  []token

	count   int    // of the items of all tokens
	items   []item // of the current token
	seen    map[item]bool
	waiting [][]wait // of each token, which rules were begun there and what goes on behind them
}

type item struct{ state, origin int32 }

// A wait is an item that goes on at state to when a rule has been read.
type wait struct {
	rule int32
	item item
}

// run returns the first token that no reading can pass, and what is expected
// there, sorted. If there is none, it returns how many tokens there are; if it
// takes too long, it expects nothing.
func (e *earley) run(start int32) (at int, expected []string) {
	e.seen = make(map[item]bool)
	e.waiting = make([][]wait, len(e.tokens))
	e.add(item{start, 0})
	for at := range e.tokens {
		next := e.step(at)
		if len(next) == 0 {
			return at, e.expected(at)
		}
		if e.count += len(e.items); e.count > mostItems {
			return 0, nil
		}
		e.items = e.items[:0]
		clear(e.seen)
		for _, i := range next {
			e.add(i)
		}
	}
	return len(e.tokens), nil
}

func (e *earley) add(i item) {
	if !e.seen[i] {
		e.seen[i] = true
		e.items = append(e.items, i)
	}
}

// step follows all that is possible without passing the token, and returns the
// items behind it.
func (e *earley) step(at int) []item {
	var next []item
	for n := 0; n < len(e.items); n++ {
		i := e.items[n]
		s := &e.grammar.states[i.state]
		if s.last && int(i.origin) < at {
			for _, w := range e.waiting[i.origin] {
				if w.rule == s.rule {
					e.add(w.item)
				}
			}
		}
		for _, edge := range s.edges {
			to := item{edge.to, i.origin}
			switch {
			case edge.rule >= 0:
				e.waiting[at] = append(e.waiting[at], wait{edge.rule, to})
				e.add(item{edge.rule, int32(at)})
			case edge.matches(e.text, e.tokens[at]):
				next = append(next, to)
			}
		}
	}
	return next
}

// expected returns the labels of what may stand at the current token.
func (e *earley) expected(at int) []string {
	labels := make(map[string]bool)
	visited := make(map[int32]bool)
	var visit func(state int32)
	visit = func(state int32) {
		if visited[state] {
			return
		}
		visited[state] = true
		for _, edge := range e.grammar.states[state].edges {
			switch {
			case edge.hidden:
			case edge.label != "":
				labels[edge.label] = true
			default:
				visit(edge.rule)
			}
		}
	}
	for _, i := range e.items {
		if int(i.origin) < at || at == 0 {
			visit(i.state)
		}
		if at == 0 {
			break
		}
	}
	sorted := make([]string, 0, len(labels))
	for label := range labels {
		sorted = append(sorted, label)
	}
	slices.Sort(sorted)
	return sorted
}
