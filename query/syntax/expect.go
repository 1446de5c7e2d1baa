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

// longestExplained is how many tokens of a refused text are looked at again for
// what would have been expected in place of the wrong one.
const longestExplained = 20000

// explain returns the error of a text that is refused: the first token that no
// text of Athena's has there, and what might stand in its place. It returns nil
// if that is not known: the parser came to the token numbered read, and the
// grammar must come as far.
func explain(text string, tokens []token, read int, rule string) *Error {
	if len(tokens) > longestExplained {
		return nil
	}
	g := theGrammar()
	e := &earley{grammar: g, text: text, tokens: tokens}
	at, expected := e.run(g.rules[rule])
	if expected == nil || at < read {
		return nil
	}
	t := tokens[at]
	found := "<EOF>"
	if t.kind != eof {
		found = text[t.pos:t.end]
	}
	return &Error{Pos: Pos(t.pos), Message: "mismatched input '" + found + "'. Expecting: " + strings.Join(expected, ", ")}
}

// An earley follows all readings of a text at once, from token to token, as
// Earley's method does: an item is a state of a rule and the place where the
// rule began.
type earley struct {
	grammar *grammar
	text    string
	tokens  []token

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
// there, sorted; nil if there is none.
func (e *earley) run(start int32) (at int, expected []string) {
	e.seen = make(map[item]bool)
	e.waiting = make([][]wait, len(e.tokens))
	e.add(item{start, 0})
	for at := range e.tokens {
		next := e.step(at)
		if len(next) == 0 {
			return at, e.expected(at)
		}
		if at+1 == len(e.tokens) {
			break
		}
		e.items = e.items[:0]
		clear(e.seen)
		for _, i := range next {
			e.add(i)
		}
	}
	return 0, nil
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
			case edge.label == "":
				e.add(to)
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
			case edge.rule >= 0:
				visit(edge.rule)
			default:
				visit(edge.to)
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
