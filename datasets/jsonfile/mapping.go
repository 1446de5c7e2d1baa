package jsonfile

import (
	"slices"
	"strings"
)

// settle decides which objects are maps, here and within: those whose keys are
// data rather than names. Keys are data if
//
//   - there are more than 1,000 different ones, or
//   - they cannot all be names of members, since one is empty or two differ
//     only in case, or
//   - the values are of one kind, and all keys are numbers, dates, or
//     identifiers in hexadecimal digits, or
//   - the values are of one kind, and there are 50 different keys or more, of
//     which an object has no more than a tenth on average.
func (n *node) settle() {
	n.settleDates()
	if n.elem != nil {
		n.elem.settle()
	}
	m := n.members
	if m == nil {
		return
	}
	if m.elem == nil {
		for _, member := range m.list {
			member.node.settle()
		}
		if !m.keysAreData() {
			return
		}
		m.inOrder()
		m.collapse()
	}
	m.elem.settle()
}

const (
	sparseKeys  = 50 // different keys from which on objects can be sparse
	sparseShare = 10 // of one in how many of them an object has
)

func (m *members) keysAreData() bool {
	switch {
	case m.unnameable():
		return true
	case len(m.list) == 0 || !m.uniform():
		return false
	case len(m.list) >= sparseKeys && m.keys*sparseShare <= int64(m.visit)*int64(len(m.list)):
		return true
	}
	for _, is := range []func(string) bool{numberKey, dateKey, hexKey} {
		if !slices.ContainsFunc(m.list, func(m *member) bool { return !is(m.key) }) {
			return true
		}
	}
	return false
}

// unnameable reports whether the keys cannot be the names of a struct's members.
func (m *members) unnameable() bool {
	lower := make(map[string]bool, len(m.list))
	for _, member := range m.list {
		name := strings.ToLower(member.key)
		if nameless(name) || lower[name] {
			return true
		}
		lower[name] = true
	}
	return false
}

// uniform reports whether the values of all members are of one kind.
func (m *members) uniform() bool {
	var all family
	for _, member := range m.list {
		all |= member.node.families()
	}
	if all&temporals != 0 {
		all = all&^temporals | texts
	}
	return all&(all-1) == 0
}

func numberKey(key string) bool {
	digits := strings.TrimPrefix(key, "-")
	whole, fraction, point := strings.Cut(digits, ".")
	return isDigits(whole) && (!point || isDigits(fraction))
}

// dateKey tells dates, months and timestamps.
func dateKey(key string) bool {
	if len(key) < len("2006-01") || key[4] != '-' && key[4] != '/' || !isDigits(key[:4]) || !isDigits(key[5:7]) {
		return false
	}
	return len(key) == 7 || key[7] == key[4] && len(key) >= 10 && isDigits(key[8:10])
}

// hexKey tells UUIDs and other identifiers of at least 12 hexadecimal digits.
func hexKey(key string) bool {
	digits, decimal := 0, false
	for _, c := range []byte(key) {
		switch {
		case '0' <= c && c <= '9':
			decimal = true
			digits++
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			digits++
		case c != '-':
			return false
		}
	}
	return digits >= 12 && decimal
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
