package render

import (
	"math"
	"strings"
)

// Width returns how many characters of a terminal text takes.
func Width(text string) int { return textWidth(text) }

// Visible returns text on one line within a width, with escapes for what cannot
// be seen or what a terminal would obey, and a mark where something was cut off.
func Visible(text string, width int) string {
	return newCell([]byte(text)).cut(max(1, width)).text
}

// eighths are the characters that fill one to eight eighths of their height.
var eighths = []rune("▁▂▃▄▅▆▇█")

// Sparkline draws counts as bars one character wide, of which there are at most
// width: counts beside each other are added where there are more. The greatest
// bar is full, and only a count of 0 has none.
func Sparkline(counts []float64, width int) string {
	counts = Squeeze(counts, width)
	most := 0.0
	for _, n := range counts {
		most = max(most, n)
	}
	var b strings.Builder
	for _, n := range counts {
		if !(n > 0) {
			b.WriteByte(' ')
			continue
		}
		level := int(math.Ceil(n / most * float64(len(eighths))))
		b.WriteRune(eighths[max(1, level)-1])
	}
	return b.String()
}

// Squeeze adds up counts that lie beside each other, the same number of them
// each time if that can be, until there are at most n.
func Squeeze(counts []float64, n int) []float64 {
	if len(counts) <= n || n < 1 {
		return counts
	}
	per := (len(counts) + n - 1) / n
	var sums []float64
	for i := 0; i < len(counts); i += per {
		sums = append(sums, 0)
		for _, count := range counts[i:min(i+per, len(counts))] {
			sums[len(sums)-1] += count
		}
	}
	return sums
}

// parts are the characters that fill one to seven eighths of their width.
var parts = []rune("▏▎▍▌▋▊▉")

// Bar draws a share, 0 to 1, of a width. Only a share of 0 has no bar.
func Bar(share float64, width int) string {
	filled := int(math.Round(min(share, 1) * float64(width*8)))
	if share > 0 {
		filled = max(filled, 1)
	}
	bar := strings.Repeat("█", max(0, filled/8))
	if rest := filled % 8; filled > 0 && rest > 0 {
		bar += string(parts[rest-1])
	}
	return bar
}
