package guess

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// A class is what the text of a field looks like, at a glance. It serves to
// judge dialects and headers; types are the matter of package infer.
type class uint8

const (
	classEmpty  class = iota
	classNumber       // 12, -3.5, 1,234.50, 12%, $5, 1e-9
	classTime         // dates, times of day, and both
	classBool         // true, false, yes, no
	classNull         // NA, null, -
	classCode         // letters, digits and marks in one piece: AB-12, a@b.example, https://example.com
	classWord         // one word of letters
	classWords        // some words
	classText         // a sentence or more
	classList         // pieces of one class with a delimiter between them: 1;2;3
	classJoined       // pieces with something between them that looks like a delimiter
	classes
)

// weights are how much a field of each class speaks for a dialect.
var weights = [classes]float64{
	classEmpty: 0.75, classNumber: 1, classTime: 1, classBool: 1, classNull: 1,
	classCode: 0.9, classWord: 0.95, classWords: 0.85, classText: 0.7, classList: 0.5, classJoined: 0.1,
}

// group tells whether fields of two classes may well stand in one column.
func (c class) group() class {
	switch c {
	case classBool, classWord, classWords, classText:
		return classWord
	}
	return c
}

// classify looks at a field. Delimiter is that of the dialect that is judged;
// between quotes, what looks like another one does not matter.
func classify(text []byte, delimiter string, quoted bool) class {
	text = bytes.TrimSpace(text)
	switch {
	case len(text) == 0:
		return classEmpty
	case isNumber(text):
		return classNumber
	case isTime(text):
		return classTime
	case isNull(text):
		return classNull
	case isBool(text):
		return classBool
	}
	if !quoted && joined(text, delimiter) {
		if isList(text) {
			return classList
		}
		return classJoined
	}
	return classifyText(text)
}

// classifyText tells kinds of text apart by what the characters are and what
// stands between the words.
func classifyText(text []byte) class {
	letters, digits, spaces, marks := 0, 0, 0, 0
	for _, r := range string(text) {
		switch {
		case unicode.IsLetter(r) || r == '_' || r == '\'' || r == '’':
			letters++
		case unicode.IsDigit(r):
			digits++
		case unicode.IsSpace(r):
			spaces++
		default:
			marks++
		}
	}
	switch {
	case spaces == 0 && marks == 0 && digits == 0:
		return classWord
	case spaces == 0:
		return classCode
	case len(text) <= 60 && spaces <= 8:
		return classWords
	}
	return classText
}

// joined tells whether the text looks like several fields of another dialect,
// or like a part of one. Within text a comma or a semicolon is followed by a
// space, brackets are closed, and there are not just quotes at the ends.
func joined(text []byte, delimiter string) bool {
	if q, n := text[0], len(text); (q == '"' || q == '\'') && n > 1 && text[n-1] == q {
		return true
	}
	if strayQuote(text) || text[0] == '\'' || onlyMarks(text) {
		return true
	}
	depth := 0
	for i, c := range text {
		switch c {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			if depth--; depth < 0 {
				return true
			}
		case ',', ';':
			if delimiter != string(c) && i+1 < len(text) && text[i+1] != ' ' && text[i+1] != '\n' && text[i+1] != '"' || i == 0 {
				return true
			}
		case '\t', '|':
			return true
		}
	}
	return depth != 0
}

// onlyMarks tells whether there is neither a letter nor a digit in the text.
func onlyMarks(text []byte) bool {
	return bytes.IndexFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) < 0
}

// isList tells whether the text is made of pieces that are of one class.
func isList(text []byte) bool {
	for _, d := range Usual {
		pieces := bytes.Split(text, []byte{byte(d)})
		if len(pieces) < 2 {
			continue
		}
		first := simpleClass(pieces[0])
		alike := first != classJoined
		for _, p := range pieces[1:] {
			alike = alike && simpleClass(p) == first
		}
		if alike {
			return true
		}
	}
	return false
}

// simpleClass tells numbers, times and text that is no more than words apart.
func simpleClass(text []byte) class {
	text = bytes.TrimSpace(text)
	switch {
	case isNumber(text):
		return classNumber
	case isTime(text):
		return classTime
	case len(text) == 0 || joined(text, ""):
		return classJoined
	}
	return classWords
}

// strayQuote tells whether there is a quote in the text that has no other to
// belong to, and is not that of inches.
func strayQuote(text []byte) bool {
	if bytes.Count(text, []byte{'"'})%2 == 0 {
		return false
	}
	for i, c := range text {
		if c == '"' && (i == 0 || !isDigit(text[i-1])) {
			return true
		}
	}
	return false
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// isNumber tells whether the text is a number, maybe with a sign, a mark of
// currency or percent, groups of thousands or an exponent.
func isNumber(text []byte) bool {
	text = trimMoney(text)
	if n := len(text); n > 2 && text[0] == '(' && text[n-1] == ')' {
		text = trimMoney(text[1 : n-1])
	}
	if len(text) > 0 && (text[0] == '-' || text[0] == '+') {
		text = trimMoney(text[1:])
	}
	text = joinGroups(text)
	digits, points, commas, i := 0, 0, 0, 0
	for ; i < len(text); i++ {
		switch c := text[i]; {
		case isDigit(c):
			digits++
			continue
		case c == '.':
			points++
			continue
		case c == ',' && i > 0:
			commas++
			continue
		}
		break
	}
	if digits == 0 || digits > 40 || !groupsFit(text[:i], points, commas) {
		return false
	}
	rest := text[i:]
	if len(rest) > 1 && (rest[0] == 'e' || rest[0] == 'E') {
		rest = bytes.TrimLeft(rest[1:], "+-")
		rest = bytes.TrimLeft(rest, "0123456789")
	}
	return len(rest) == 0
}

// joinGroups leaves out the spaces or apostrophes before groups of three digits.
func joinGroups(text []byte) []byte {
	k := bytes.IndexAny(text, " '")
	if k < 1 || k > 3 {
		return text
	}
	end := len(text)
	if e := bytes.IndexAny(text, ".,"); e > 0 {
		end = e
	}
	if k > end || !thousands(text[:end], text[k]) || len(bytes.Trim(bytes.ReplaceAll(text[:end], text[k:k+1], nil), "0123456789")) > 0 {
		return text
	}
	return bytes.ReplaceAll(text, text[k:k+1], nil)
}

// trimMoney leaves out marks of currency and percent at either end.
func trimMoney(text []byte) []byte {
	for len(text) > 0 {
		if r, n := utf8.DecodeRune(text); unicode.Is(unicode.Sc, r) || r == '\uFFFD' && n > 1 {
			text = bytes.TrimLeft(text[n:], " ")
			continue
		}
		r, n := utf8.DecodeLastRune(text)
		if r != '%' && !unicode.Is(unicode.Sc, r) {
			break
		}
		text = bytes.TrimRight(text[:len(text)-n], " ")
	}
	return text
}

// groupsFit tells whether points and commas in a number are where they may be.
func groupsFit(text []byte, points, commas int) bool {
	switch {
	case points <= 1 && commas == 0:
		return true
	case points <= 1 && commas == 1 && bytes.IndexByte(text, ',') > bytes.IndexByte(text, '.'):
		return true
	case points <= 1:
		whole, _, _ := bytes.Cut(text, []byte{'.'})
		return thousands(whole, ',')
	case commas <= 1:
		whole, _, _ := bytes.Cut(text, []byte{','})
		return thousands(whole, '.')
	}
	return false
}

// thousands tells whether the mark stands before groups of three digits.
func thousands(text []byte, mark byte) bool {
	groups := bytes.Split(text, []byte{mark})
	for i, g := range groups {
		if i > 0 && len(g) != 3 || i == 0 && (len(g) == 0 || len(g) > 3) {
			return false
		}
	}
	return true
}

// isTime tells whether the text looks like a date, a time of day, or both: two
// numbers or more with dates' or times' marks between them, and maybe the name
// of a month, a day or a zone.
func isTime(text []byte) bool {
	if len(text) < 4 || len(text) > 40 {
		return false
	}
	numbers, slashes, colons, words := 0, 0, 0, 0
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case isDigit(c):
			n := i
			for i < len(text) && isDigit(text[i]) {
				i++
			}
			if i-n > 4 && (colons == 0 || i-n > 9) && i-n != 8 {
				return false
			}
			numbers++
		case c == '/' || c == '-':
			slashes++
			i++
		case c == ':':
			colons++
			i++
		case c == ' ' || c == ',' || c == '.' || c == '+':
			if c == '.' && colons == 0 {
				slashes++
			}
			i++
		default:
			n := i
			for i < len(text) && (text[i]|0x20 >= 'a' && text[i]|0x20 <= 'z') {
				i++
			}
			if i == n || !timeWord(text[n:i]) {
				return false
			}
			words++
		}
	}
	switch {
	case colons > 0:
		return numbers >= 2 && numbers <= 8 && colons <= 4
	case words > 0:
		return numbers >= 1 && numbers <= 3 && slashes <= 2
	}
	return numbers == 3 && slashes == 2
}

var timeWords = [...]string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
	"mon", "tue", "wed", "thu", "fri", "sat", "sun"}

// timeWord tells whether a word is the name of a month or a day, a zone, or T.
func timeWord(word []byte) bool {
	switch string(word) {
	case "T", "Z", "am", "pm", "AM", "PM", "UTC", "GMT", "h", "th", "st", "nd", "rd", "EST", "EDT", "CET", "CEST", "PST", "PDT", "BST":
		return true
	}
	if len(word) < 3 || len(word) > 9 {
		return false
	}
	start := string(bytes.ToLower(word[:3]))
	for _, w := range timeWords {
		if start == w {
			return true
		}
	}
	return false
}

func isNull(text []byte) bool {
	switch string(text) {
	case "NA", "N/A", "n/a", "na", "NULL", "null", "Null", "NaN", "nan", "None", "none", "-", "--", "?", `\N`, ".", "..", "#N/A":
		return true
	}
	return false
}

func isBool(text []byte) bool {
	if len(text) > 5 {
		return false
	}
	switch string(bytes.ToLower(text)) {
	case "true", "false", "yes", "no", "y", "n", "t", "f":
		return true
	}
	return false
}
