package cells

import (
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// A kind is what a text looks like by itself.
type kind byte

const (
	other  kind = iota
	number      // 12, -1.5e3
	date        // 2024-02-29, with or without a time
	word        // letters, and what stands between them in names
	marks       // punctuation alone
)

func kindOf(text string) kind {
	text = strings.TrimSpace(text)
	if _, ok := parseNumber(text); ok {
		return number
	}
	if _, ok := parseDate(text); ok {
		return date
	}
	letters, rest := 0, 0
	for _, r := range text {
		switch {
		case unicode.IsLetter(r):
			letters++
		case unicode.IsDigit(r):
			rest++
		}
	}
	switch {
	case letters > 0 && rest == 0:
		return word
	case letters == 0 && rest == 0:
		return marks
	}
	return other
}

// parseNumber reads a finite decimal number.
func parseNumber(text string) (float64, bool) {
	if text == "" || strings.IndexFunc(text, func(r rune) bool { return !strings.ContainsRune("0123456789.+-eE", r) }) >= 0 {
		return 0, false
	}
	x, err := strconv.ParseFloat(text, 64)
	return x, err == nil && !math.IsInf(x, 0)
}

// parseDate reads a date that begins with its year, and the time behind it.
func parseDate(text string) (time.Time, bool) {
	if len(text) < len(time.DateOnly) {
		return time.Time{}, false
	}
	at, err := time.Parse(time.DateOnly, strings.ReplaceAll(text[:len(time.DateOnly)], "/", "-"))
	rest := text[len(time.DateOnly):]
	return at, err == nil && (rest == "" || rest[0] == ' ' || rest[0] == 'T')
}

// mostly returns the kind of at least that share of the values that are
// present and not left out.
func (c *column) mostly(share float64, leftOut func(code uint32) bool) (kind, bool) {
	var rows [marks + 1]int
	total := 0
	for code := range c.all {
		if leftOut == nil || !leftOut(code) {
			rows[c.kinds[code]] += c.counts[code]
			total += c.counts[code]
		}
	}
	for k, n := range rows {
		if total > 0 && float64(n) >= share*float64(total) {
			return kind(k), true
		}
	}
	return other, false
}
