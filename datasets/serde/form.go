package serde

import "strings"

// The forms of texts, read by hand: it is several times as fast as by
// expressions, which say in the tests what these are.

// run returns the text after its first digits, and whether there are least to most.
func run(text string, least, most int) (string, bool) {
	n := 0
	for n < len(text) && '0' <= text[n] && text[n] <= '9' {
		n++
	}
	return text[n:], least <= n && n <= most
}

// parts reads digits, each one or two but for the first, with a mark after each
// but for the last.
func parts(text string, first int, marks string) (string, bool) {
	text, ok := run(text, 1, first)
	for i := 0; ok && i < len(marks); i++ {
		if text, ok = strings.CutPrefix(text, marks[i:i+1]); ok {
			text, ok = run(text, 1, 2)
		}
	}
	return text, ok
}

func isDate(text string) bool {
	rest, ok := parts(strings.TrimPrefix(text, "-"), 4, "--")
	return ok && rest == ""
}

func isTimestamp(text string) bool {
	rest, ok := parts(text, 4, "--")
	if !ok || rest == "" {
		return ok
	}
	if rest, ok = strings.CutPrefix(rest, " "); !ok {
		return false
	}
	if rest, ok = parts(rest, 2, "::"); !ok || rest == "" {
		return ok
	}
	if rest, ok = strings.CutPrefix(rest, "."); ok {
		rest, ok = run(rest, 1, 9)
	}
	return ok && rest == ""
}

// isNumber reports whether a text is a number with or without an exponent.
func isNumber(text string) bool {
	if text != "" && (text[0] == '+' || text[0] == '-') {
		text = text[1:]
	}
	rest, whole := run(text, 1, len(text))
	fraction := false
	if point, ok := strings.CutPrefix(rest, "."); ok {
		rest, fraction = run(point, 1, len(point))
	}
	if !whole && !fraction {
		return false
	}
	if rest == "" {
		return true
	}
	if rest[0] != 'e' && rest[0] != 'E' {
		return false
	}
	rest = rest[1:]
	if rest != "" && (rest[0] == '+' || rest[0] == '-') {
		rest = rest[1:]
	}
	rest, ok := run(rest, 1, len(rest))
	return ok && rest == ""
}

// isFloat is isNumber, and the names that Java has for what is no finite number.
func isFloat(text string) bool {
	return isNumber(text) || strings.TrimLeft(text, "+-") == "NaN" && len(text) < 5 || strings.TrimLeft(text, "+-") == "Infinity" && len(text) < 10
}
