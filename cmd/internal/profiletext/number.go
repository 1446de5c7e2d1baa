package profiletext

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/tarnlake/tarn/cmd/internal/render"
	"github.com/tarnlake/tarn/query/profile"
)

// about marks an estimate.
const about = "≈"

// count writes a number of things: 1 file, 1,234 files.
func count(n int64, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return render.Count(n) + " " + noun
}

// figure writes how many there are: 1,234, or ≈1,234.
func figure(f profile.Figure) string {
	s := render.Count(int64(math.Round(f.Value)))
	if f.Approximate() {
		return about + s
	}
	return s
}

// bounded writes a figure and its bounds: ≈1,234 (1,200 to 1,270).
func bounded(f profile.Figure) string { return withBounds(f, countText) }

func countText(x float64) string { return render.Count(int64(math.Round(x))) }

// withBounds writes a figure, as write does, and its bounds.
func withBounds(f profile.Figure, write func(float64) string) string {
	if !f.Approximate() {
		return write(f.Value)
	}
	s := about + write(f.Value)
	if f.High != nil && write(*f.Low) != write(*f.High) {
		s += fmt.Sprintf(" (%s to %s)", write(*f.Low), write(*f.High))
	}
	return s
}

// short writes a figure with three digits if it is large: ≈123k, 4.56M.
func short(f profile.Figure) string {
	mark := ""
	if f.Approximate() {
		mark = about
	}
	return mark + shortCount(f.Value)
}

func shortCount(x float64) string {
	if x < 99_999.5 {
		return countText(x)
	}
	unit := ""
	for _, unit = range []string{"k", "M", "G", "T"} {
		if x /= 1000; x < 999.5 {
			break
		}
	}
	switch {
	case x < 9.995:
		return strconv.FormatFloat(x, 'f', 2, 64) + unit
	case x < 99.95:
		return strconv.FormatFloat(x, 'f', 1, 64) + unit
	}
	return strconv.FormatFloat(x, 'f', 0, 64) + unit
}

// percent writes a share, 0 to 1. What is not all is not 100 %, and what is
// something is not 0.
func percent(share float64) string {
	x := 100 * share
	switch {
	case !(x > 0):
		return "0 %"
	case x < 0.1:
		return "<0.1 %"
	case x >= 100:
		return "100 %"
	case x > 99.9:
		return ">99.9 %"
	case x < 9.95 || x > 99:
		return strconv.FormatFloat(x, 'f', 1, 64) + " %"
	}
	return strconv.FormatFloat(x, 'f', 0, 64) + " %"
}

// of returns part as a share of all.
func of(part float64, all int64) float64 {
	if all == 0 {
		return 0
	}
	return part / float64(all)
}

// value writes a number of the data: whole if it is short, or else with six
// digits.
func value(x float64) string {
	s := strconv.FormatFloat(x, 'f', -1, 64)
	a := math.Abs(x)
	switch {
	case math.IsInf(x, 0) || math.IsNaN(x):
		return strings.ToLower(s)
	case a > 0 && a < 1e-4:
		return strconv.FormatFloat(x, 'g', 6, 64)
	case len(s) <= 10 || x == math.Trunc(x) && a < 1e15:
		return s
	case a >= 1e15:
		return strconv.FormatFloat(x, 'g', 6, 64)
	}
	decimals := max(0, 5-int(math.Floor(math.Log10(a))))
	s = strconv.FormatFloat(x, 'f', decimals, 64)
	if decimals > 0 {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// optional writes a number that there may not be.
func optional(x *float64) string {
	if x == nil {
		return ""
	}
	return value(*x)
}

// optionalFigure writes a figure that there may not be.
func optionalFigure(f *profile.Figure) string {
	switch {
	case f == nil:
		return ""
	case f.Approximate():
		return about + value(digits(f.Value, 5))
	}
	return value(f.Value)
}

// digits returns x rounded to n digits.
func digits(x float64, n int) float64 {
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', n, 64), 64)
	if err != nil {
		return x
	}
	return rounded
}

// size writes a number of bytes.
func size(bytes int64) string {
	if bytes < 1000 {
		return count(bytes, "byte")
	}
	x := float64(bytes)
	unit := ""
	for _, unit = range []string{"kB", "MB", "GB", "TB"} {
		if x /= 1000; x < 999.95 {
			break
		}
	}
	return fmt.Sprintf("%.1f %s", x, unit)
}

// when writes a time: only its day if that is all there is to it.
func when(t time.Time, day bool) string {
	if day {
		return t.Format(time.DateOnly)
	}
	return t.Format("2006-01-02 15:04")
}

// placeText writes where something is: a.csv:7 "x".
func placeText(p profile.Place) string {
	s := visible(p.File)
	if p.Line > 0 {
		s += ":" + strconv.FormatInt(p.Line, 10)
	}
	if p.Text != "" {
		s += " " + quoted(p.Text)
	}
	return s
}

// quoted writes a value of the data in quotes.
func quoted(s string) string { return `"` + render.Visible(s, 40) + `"` }

// ratio writes a measure of strength, -1 to 1. What is not 1 does not look like it.
func ratio(x float64) string {
	switch s := strconv.FormatFloat(x, 'f', 2, 64); {
	case s == "1.00" && x < 1:
		return ">0.99"
	case s == "-1.00" && x > -1:
		return "<-0.99"
	default:
		return s
	}
}

// cellText writes a cell: NULL is ∅, and blanks around a text are seen.
func cellText(c profile.Cell) string {
	switch {
	case c == nil:
		return "∅"
	case *c == "" || strings.TrimSpace(*c) != *c:
		return quoted(*c)
	}
	return render.Visible(*c, 40)
}
