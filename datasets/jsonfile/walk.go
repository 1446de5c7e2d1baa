package jsonfile

import (
	"bytes"
	"strings"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/jsonfile/internal/lex"
)

// A walker reads records and gathers what is in them. It reads and judges the
// text in one go, since reading it is most of the work.
type walker struct {
	lex.Lexer
	at       int64     // where text begins in the file
	line     int64     // of the place before
	lineAt   int       // up to where lines were counted
	root     *node     // of the records
	nodes    int       // how many there are
	depth    int       // deepest level of nodes
	keys     []*keySet // of the maps that the walker is in, and spare ones
	maps     int       // how many it is in
	problems problems
	num      lex.Number
}

// Limits of what is gathered.
const (
	maxDepth   = 100     // levels of types
	maxColumns = 20_000  // different keys of the records
	maxNodes   = 100_000 // places
)

// newWalker returns a walker over objects that are rows, or over values of any
// kind, which are the one column of their rows.
func newWalker(values bool, depth int) *walker {
	w := &walker{root: &node{}, depth: depth}
	w.Loose = !values
	if values {
		w.root.column = newColumn()
	}
	return w
}

// enter begins a chunk.
func (w *walker) enter(c *chunk) {
	w.Text, w.End, w.at = c.text, c.end, c.at
	w.line, w.lineAt = c.line, 0
}

// place returns the place of a value that is worth keeping.
func (w *walker) place(from, to int) datasets.Place {
	return datasets.Place{Line: w.lineOf(from), Byte: w.at + int64(from), Value: clip(w.Text[from:to])}
}

// lineOf returns the line of the file that a place of the text is in.
func (w *walker) lineOf(i int) int64 {
	if i >= w.lineAt {
		w.line += int64(bytes.Count(w.Text[w.lineAt:i], newline))
		w.lineAt = i
	}
	return w.line - int64(bytes.Count(w.Text[i:w.lineAt], newline))
}

var newline = []byte{'\n'}

// clip returns the beginning of a text, a little longer than a place keeps.
func clip(text []byte) string {
	return datasets.Clip(strings.ToValidUTF8(string(text[:min(len(text), datasets.MaxText+4)]), "\ufffd"))
}

// saw counts a value, and keeps its place if it is among the first.
func (w *walker) saw(n *node, k kind, from, to int) {
	if n.counts[k] < n.keeps() {
		p := w.place(from, to)
		n.places = append(n.places, place{kind: k, at: p.Byte, line: p.Line, text: p.Value})
	}
	n.counts[k]++
}

// value reads a value and adds it to n, which is so many levels deep.
func (w *walker) value(n *node, i, level int) int {
	switch c := w.Text[i]; c {
	case '"':
		return w.string(n, i)
	case '{', '[':
		return w.nested(n, i, level)
	case 't', 'f':
		end := w.Scalar(i)
		if end >= 0 {
			w.saw(n, isBoolean, i, end)
			if n.column != nil {
				n.column.longest = max(n.column.longest, end-i)
			}
		}
		return end
	case 'n':
		n.counts[isNull]++
		return w.Word(i, "null")
	}
	return w.numeral(n, i)
}

// nested reads an object or an array.
func (w *walker) nested(n *node, i, level int) (end int) {
	k := isObject
	if w.Text[i] == '[' {
		k = isArray
	}
	before := w.Marks
	w.Marks = 0
	switch {
	case n.deep || level == w.depth:
		n.deep = true
		end = w.Skip(i)
	case k == isObject:
		end = w.object(n, i, level)
	default:
		end = w.array(n, i, level)
	}
	if end < 0 {
		return end
	}
	if w.Marks != 0 {
		w.noteMarks(n, i, end)
	}
	w.Marks |= before
	w.saw(n, k, i, end)
	if n.column != nil && end-i > n.column.longest {
		n.column.longest = end - i
	}
	return end
}

// noteMarks takes note of what is odd in a nested value.
func (w *walker) noteMarks(n *node, i, end int) {
	if w.Marks&lex.Respelled != 0 {
		n.respelled++
	}
	if n.deep {
		w.noteString(w.Marks, i, end)
	}
}

// noteString reports what is wrong in a string.
func (w *walker) noteString(m lex.Marks, from, to int) {
	if m&lex.BadUTF8 != 0 {
		w.problem(invalidUTF8, from, to)
	}
	if m&lex.Surrogate != 0 {
		w.problem(loneSurrogate, from, to)
	}
}

// problem counts a problem, and keeps its place if it is among the first.
func (w *walker) problem(kind problemKind, from, to int) {
	if w.problems[kind].Count < datasets.MaxPlaces {
		w.problems[kind].Add(w.place(from, to))
		return
	}
	w.problems[kind].Count++
}

func (w *walker) array(n *node, i, level int) int {
	if n.elem == nil {
		n.elem = &node{}
		if w.nodes++; w.nodes > maxNodes {
			return w.Fail(i, tooManyPlaces)
		}
	}
	i = w.Space(i + 1)
	if w.Text[i] == ']' {
		return i + 1
	}
	for {
		if i = w.value(n.elem, i, level+1); i < 0 {
			return -1
		}
		if w.Text[i] <= ' ' {
			i = w.Space(i)
		}
		switch w.Text[i] {
		case ',':
			if i++; w.Text[i] <= ' ' {
				i = w.Space(i)
			}
		case ']':
			return i + 1
		default:
			return w.Unexpected(i, "',' or ']'")
		}
	}
}

func (w *walker) object(n *node, i, level int) int {
	if n.members == nil {
		n.members = &members{limit: maxMembers}
		if n == w.root && n.column == nil {
			n.members.limit = maxColumns
		}
	}
	m := n.members
	m.visit++
	visit := m.visit
	if i++; w.Text[i] <= ' ' {
		i = w.Space(i)
	}
	if w.Text[i] == '}' {
		return i + 1
	}
	if m.elem != nil {
		return w.mapping(m, i, level)
	}
	guess, last := m.first, (*member)(nil)
	for {
		// The key that followed the last time follows again, as a rule.
		start := i
		if guess != nil && i+len(guess.quoted) <= w.End && string(w.Text[i:i+len(guess.quoted)]) == guess.quoted {
			i += len(guess.quoted)
		} else if guess, i = w.findKey(m, i); i < 0 {
			return -1
		} else if guess == nil {
			return w.mapping(m, start, level) // collapsed
		}
		at := guess
		if at.visit == visit {
			w.problem(duplicateKey, start, i)
			if at.null {
				at.node.counts[isNull]-- // the value that comes now takes its place
			}
		} else {
			at.visit = visit
			at.count++
			m.keys++
		}
		if last == nil {
			m.first = at
		} else {
			last.next = at
		}
		last, guess = at, at.next
		if w.Text[i] != ':' {
			if i = w.Space(i); w.Text[i] != ':' {
				return w.Unexpected(i, "':'")
			}
		}
		if i++; w.Text[i] <= ' ' {
			i = w.Space(i)
		}
		at.null = w.Text[i] == 'n'
		if i = w.value(&at.node, i, level+1); i < 0 {
			return -1
		}
		if w.Text[i] <= ' ' {
			i = w.Space(i)
		}
		switch w.Text[i] {
		case ',':
			if i++; w.Text[i] <= ' ' {
				i = w.Space(i)
			}
		case '}':
			return i + 1
		default:
			return w.Unexpected(i, "',' or '}'")
		}
	}
}

// findKey reads a key and finds or adds the member of that name. It returns
// nil if the objects have become a map.
func (w *walker) findKey(m *members, i int) (*member, int) {
	if w.Text[i] != '"' {
		return nil, w.Unexpected(i, "a key in double quotes")
	}
	end, marks := w.Str(i + 1)
	if end < 0 {
		return nil, -1
	}
	key := w.Text[i+1 : end]
	if marks != 0 {
		w.noteString(marks, i, end+1)
		key = lex.Unquote(nil, key)
	}
	if found := m.find(key); found != nil {
		return found, end + 1
	}
	if len(m.list) == m.limit {
		if m.limit == maxColumns {
			return nil, w.Fail(i, tooManyColumns)
		}
		m.collapse()
		return nil, i
	}
	added := &member{key: string(key), quoted: string(w.Text[i : end+1]), at: w.at + int64(i)}
	if m.limit == maxColumns {
		added.node.column = newColumn()
	}
	m.add(added)
	if w.nodes++; w.nodes > maxNodes {
		return nil, w.Fail(i, tooManyPlaces)
	}
	return added, end + 1
}

// Reasons to go through a file once more that are no faults of the text.
const (
	noEnvelope     = "one object around an array that is not one of records"
	tooManyColumns = "more than 20,000 different keys of records"
	tooManyPlaces  = "more than 100,000 different places in the records"
)

// mapping reads the rest of an object whose keys are data, from a key on.
func (w *walker) mapping(m *members, i, level int) int {
	if w.maps == len(w.keys) {
		w.keys = append(w.keys, &keySet{})
	}
	seen := w.keys[w.maps]
	seen.reset()
	w.maps++
	for {
		start := i
		if w.Text[i] != '"' {
			return w.Unexpected(i, "a key in double quotes")
		}
		end, marks := w.Str(i + 1)
		if end < 0 {
			return -1
		}
		key := w.Text[i+1 : end]
		if marks != 0 {
			w.noteString(marks, i, end+1)
			key = lex.Unquote(nil, key)
		}
		m.keys++
		if !seen.add(key) {
			w.problem(duplicateKey, start, end+1)
		}
		if i = w.Space(end + 1); w.Text[i] != ':' {
			return w.Unexpected(i, "':'")
		}
		if i = w.value(m.elem, w.Space(i+1), level+1); i < 0 {
			return -1
		}
		i = w.Space(i)
		switch w.Text[i] {
		case ',':
			i = w.Space(i + 1)
		case '}':
			w.maps--
			return i + 1
		default:
			return w.Unexpected(i, "',' or '}'")
		}
	}
}

// A keySet holds the keys of one object, to tell whether it has one twice.
type keySet struct {
	few  [][]byte
	many map[string]struct{}
}

// add reports whether the key is new.
func (s *keySet) add(key []byte) bool {
	if len(s.few) < 16 {
		for _, have := range s.few {
			if bytes.Equal(have, key) {
				return false
			}
		}
		s.few = append(s.few, key)
		return true
	}
	if s.many == nil {
		s.many = make(map[string]struct{})
	}
	if len(s.many) == 0 {
		for _, have := range s.few {
			s.many[string(have)] = struct{}{}
		}
	}
	if _, have := s.many[string(key)]; have {
		return false
	}
	s.many[string(key)] = struct{}{}
	return true
}

// reset empties the set.
func (s *keySet) reset() {
	s.few = s.few[:0]
	if len(s.many) > 1<<12 {
		s.many = nil // clearing it would take as long for a few keys as for many
	}
	clear(s.many)
}
