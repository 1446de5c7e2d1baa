package syntax

import (
	"slices"
	"strings"
)

// A grammar is one automaton for each rule. A rule is known by its first state.
type grammar struct {
	rules  map[string]int32
	labels map[int32]string
	states []state
}

type state struct {
	rule  int32
	last  bool // the rule may end here
	edges []edge
}

// An edge leads to another state of the same rule, past a rule or past a token.
// While a grammar is read, there are edges past nothing too.
type edge struct {
	to      int32
	rule    int32  // -1 is none
	keyword string // in capitals, or a symbol
	kinds   []kind // of tokens, for an edge that is no keyword
	label   string // how it is told of; of an edge past nothing, or past a rule without label, ""
	hidden  bool   // it is not told of
	plain   bool   // a name that means nothing else anywhere
}

// matches reports whether an edge leads past a token.
func (e *edge) matches(text string, t token) bool {
	if e.keyword == "" {
		return slices.Contains(e.kinds, t.kind) && !(e.plain && t.word != "")
	}
	switch t.kind {
	case symbol:
		return t.word == e.keyword
	case word, reservedWord:
		return strings.EqualFold(text[t.pos:t.end], e.keyword)
	}
	return false
}

// kindNames are the kinds of tokens that a grammar names.
var kindNames = map[string][]kind{
	"$eof": {eof}, "$name": {word, quoted, backquoted, digitWord}, "$integer": {integer}, "$decimal": {decimal},
	"$double": {double}, "$plain": {word, quoted}, "$text": {text}, "$unicode": {unicode}, "$binary": {binary},
}

// kindLabels are how they are told of.
var kindLabels = map[string]string{
	"$eof": "<EOF>", "$integer": "<integer>", "$decimal": "DECIMAL_VALUE", "$double": "DOUBLE_VALUE",
	"$text": "STRING", "$unicode": "UNICODE_STRING", "$binary": "BINARY_LITERAL", "$name": "IDENTIFIER", "$plain": "<identifier>",
}

// A grammarReader reads the notation of grammar.txt.
type grammarReader struct {
	grammar
	words []string
	rule  int32
}

func readGrammar(text string) *grammar {
	r := &grammarReader{grammar: grammar{rules: make(map[string]int32), labels: make(map[int32]string)}}
	forms := make(map[string][]string)
	var order []string
	for line := range strings.Lines(text) {
		words := grammarWords(line)
		switch {
		case len(words) == 0:
		case words[0] == "|":
			name := order[len(order)-1]
			forms[name] = append(forms[name], words...)
		default:
			label := ""
			if words[1] != "=" {
				label, words = words[0], words[1:]
			}
			name := words[0]
			order = append(order, name)
			forms[name] = words[2:]
			first := r.newState(int32(len(r.states)))
			r.rules[name] = first
			if label != "" {
				r.labels[first] = label
			}
		}
	}
	for _, name := range order {
		r.rule, r.words = r.rules[name], forms[name]
		r.states[r.alternatives(r.rule)].last = true
	}
	r.shorten()
	return &r.grammar
}

// shorten does away with the edges past nothing: a state has the edges of all
// the states that they lead to.
func (r *grammarReader) shorten() {
	short := make([]state, len(r.states))
	for n := range r.states {
		short[n].rule = r.states[n].rule
		seen := map[int32]bool{int32(n): true}
		for reached := []int32{int32(n)}; len(reached) > 0; reached = reached[1:] {
			s := &r.states[reached[0]]
			short[n].last = short[n].last || s.last
			for _, e := range s.edges {
				switch {
				case e.rule >= 0 || e.label != "":
					short[n].edges = append(short[n].edges, e)
				case !seen[e.to]:
					seen[e.to] = true
					reached = append(reached, e.to)
				}
			}
		}
	}
	r.states = short
}

// grammarWords splits a line at spaces, and brackets and dots off words.
func grammarWords(line string) []string {
	if strings.HasPrefix(line, "#") {
		return nil
	}
	var words []string
	for _, w := range strings.Fields(line) {
		var after []string
		for len(w) > 1 && strings.ContainsRune("[({", rune(w[0])) {
			words, w = append(words, w[:1]), w[1:]
		}
		for len(w) > 1 && strings.ContainsRune("])}", rune(w[len(w)-1])) {
			w, after = w[:len(w)-1], append(after, w[len(w)-1:])
		}
		name, listed := strings.CutSuffix(w, "...")
		words = append(words, name)
		if listed {
			words = append(words, "...")
		}
		for i := len(after) - 1; i >= 0; i-- {
			words = append(words, after[i])
		}
	}
	return words
}

func (r *grammarReader) newState(rule int32) int32 {
	r.states = append(r.states, state{rule: rule})
	return int32(len(r.states) - 1)
}

func (r *grammarReader) link(from, to int32) {
	r.edge(from, edge{to: to, rule: -1})
}

func (r *grammarReader) edge(from int32, e edge) {
	r.states[from].edges = append(r.states[from].edges, e)
}

// alternatives reads forms with | between them, and returns the state behind them.
func (r *grammarReader) alternatives(from int32) int32 {
	end := r.newState(r.rule)
	for {
		begin := r.newState(r.rule)
		r.link(from, begin)
		r.link(r.sequence(begin), end)
		if len(r.words) == 0 || r.words[0] != "|" {
			return end
		}
		r.words = r.words[1:]
	}
}

func (r *grammarReader) sequence(from int32) int32 {
	for len(r.words) > 0 && !strings.Contains("| ] ) }", r.words[0]) {
		begin := r.newState(r.rule)
		r.link(from, begin)
		from = r.part(begin)
		if len(r.words) > 0 && r.words[0] == "..." {
			r.words = r.words[1:]
			r.edge(from, edge{to: begin, rule: -1, keyword: ",", label: "','"})
		}
	}
	return from
}

// part reads one word, or what is in brackets.
func (r *grammarReader) part(from int32) int32 {
	w := r.words[0]
	r.words = r.words[1:]
	switch w {
	case "(", "[", "{":
		end := r.alternatives(from)
		r.words = r.words[1:] // the bracket that closes
		if w != "(" {
			r.link(from, end)
		}
		if w == "{" {
			r.link(end, from)
		}
		return end
	}
	to := r.newState(r.rule)
	e := edge{to: to, rule: -1}
	w, e.hidden = strings.CutPrefix(w, "~")
	first, isRule := r.rules[w]
	switch {
	case isRule:
		e.rule, e.label = first, r.labels[first]
	case strings.HasPrefix(w, "$"):
		e.kinds, e.label, e.plain = kindNames[w], kindLabels[w], w == "$plain"
	default:
		e.keyword = strings.Trim(w, "'")
		e.label = "'" + e.keyword + "'"
	}
	r.edge(from, e)
	return to
}
