package conformance

import (
	"encoding/hex"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tarnlake/tarn/query/duck"
)

// A cell is a value in a form that can be compared: 1, 1.0 and 1e0 are one number.
type cell struct {
	text  string // "NULL" of null
	null  bool
	digit bool    // it is a number
	exact bool    // it is no float: text has all its digits
	float float64 // of a number
	scale int     // digits behind the point, of a decimal
	parts []cell  // of an array, map or row
}

// newCell reads a value as package duck describes them.
func newCell(v any) cell {
	switch v := v.(type) {
	case nil:
		return cell{text: "NULL", null: true}
	case string:
		return cell{text: v}
	case []byte:
		return cell{text: hex.EncodeToString(v)}
	case float32:
		return floatCell(float64(v), 32)
	case float64:
		return floatCell(v, 64)
	case duck.Decimal:
		return exactCell(v.String(), v.Scale)
	case *big.Int:
		return exactCell(v.String(), 0)
	case int8, int16, int32, int64, uint8, uint16, uint32, uint64:
		return exactCell(fmt.Sprint(v), 0)
	case time.Time:
		return cell{text: timeText(v.UTC())}
	case []any:
		return listCell("[", v, "]")
	case duck.Struct:
		return listCell("{", v, "}")
	case duck.Map:
		return mapCell(v)
	case duck.Union:
		return newCell(v.Value)
	}
	return cell{text: fmt.Sprint(v)}
}

// timeText writes a date, a time of day, which package duck has in the year 1, or
// both; midnight is a date.
func timeText(t time.Time) string {
	if t.Year() == 1 && t.YearDay() == 1 {
		return t.Format("15:04:05.999999999")
	}
	return strings.TrimSuffix(t.Format("2006-01-02 15:04:05.999999999"), " 00:00:00")
}

func floatCell(f float64, bits int) cell {
	return cell{text: strconv.FormatFloat(f, 'g', -1, bits), digit: true, float: f}
}

func exactCell(text string, scale int) cell {
	f, _ := strconv.ParseFloat(text, 64)
	if scale > 0 {
		text = strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
	}
	return cell{text: text, digit: true, exact: true, float: f, scale: scale}
}

func listCell(open string, values []any, end string) cell {
	c := cell{parts: make([]cell, len(values))}
	texts := make([]string, len(values))
	for i, v := range values {
		c.parts[i] = newCell(v)
		texts[i] = c.parts[i].text
	}
	c.text = open + strings.Join(texts, ", ") + end
	return c
}

// mapCell puts the entries in the order of their keys: maps have none.
func mapCell(m duck.Map) cell {
	entries := make([]cell, len(m))
	for i, e := range m {
		entries[i] = listCell("(", []any{e.Key, e.Value}, ")")
	}
	slices.SortFunc(entries, func(a, b cell) int { return strings.Compare(a.text, b.text) })
	texts := make([]string, len(m))
	for i, e := range entries {
		texts[i] = e.text
	}
	return cell{text: "map" + strings.Join(texts, ""), parts: entries}
}

// same reports whether two values are one. Floats may differ in the last digits,
// since sums depend on the order of what is added.
func (c cell) same(d cell) bool {
	switch {
	case c.null || d.null:
		return c.null && d.null
	case len(c.parts) > 0:
		return slices.EqualFunc(c.parts, d.parts, cell.same)
	case !c.digit || !d.digit:
		return c.text == d.text && c.digit == d.digit
	case c.exact && d.exact:
		return c.text == d.text
	}
	return near(c.float, d.float, 1e-9)
}

// near reports whether two numbers differ by no more than a share of them.
func near(a, b, share float64) bool {
	size := max(math.Abs(a), math.Abs(b))
	return a == b || math.IsNaN(a) && math.IsNaN(b) || !math.IsInf(size, 0) && math.Abs(a-b) <= share*size
}

// key returns a text by which rows that are the same come to stand side by side.
func key(row []cell) string {
	var b strings.Builder
	for _, c := range row {
		c.key(&b)
		b.WriteByte(0)
	}
	return b.String()
}

func (c cell) key(b *strings.Builder) {
	switch {
	case len(c.parts) > 0:
		for _, p := range c.parts {
			p.key(b)
			b.WriteByte(1)
		}
	case c.digit && !math.IsNaN(c.float):
		fmt.Fprintf(b, "%.7g", c.float+0) // no -0
	default:
		b.WriteString(c.text)
	}
}

// sameRows reports whether two answers have the same rows, in the same order if
// that counts.
func sameRows(a, b [][]cell, ordered bool) bool {
	if len(a) != len(b) {
		return false
	}
	if !ordered {
		a, b = sorted(a), sorted(b)
	}
	return slices.EqualFunc(a, b, func(a, b []cell) bool { return slices.EqualFunc(a, b, cell.same) })
}

func sorted(rows [][]cell) [][]cell {
	type keyed struct {
		key string
		row []cell
	}
	list := make([]keyed, len(rows))
	for i, row := range rows {
		list[i] = keyed{key(row), row}
	}
	slices.SortStableFunc(list, func(a, b keyed) int { return strings.Compare(a.key, b.key) })
	out := make([][]cell, len(rows))
	for i, k := range list {
		out[i] = k.row
	}
	return out
}

// shown writes the first rows for people.
func shown(rows [][]cell) string {
	var lines []string
	for i, row := range rows {
		if i == 5 {
			lines = append(lines, fmt.Sprintf("... %d rows", len(rows)))
			break
		}
		lines = append(lines, strings.Join(texts(row), "|"))
	}
	return strings.Join(lines, "\n")
}

func texts(row []cell) []string {
	texts := make([]string, len(row))
	for i, c := range row {
		texts[i] = c.text
	}
	return texts
}

// reads reports whether the value is what a text of a result says. A number may
// have fewer digits behind the point than the text has, since its type may
// have fewer.
func (c cell) reads(text string) bool {
	if c.null {
		return text == "" || strings.EqualFold(text, "null")
	}
	if t, err := time.Parse("2006-01-02 15:04:05", text); err == nil {
		text = timeText(t)
	}
	f, err := strconv.ParseFloat(text, 64)
	if !c.digit || err != nil {
		return c.text == text || strings.EqualFold(c.text, text) && (c.text == "true" || c.text == "false")
	}
	if c.exact && c.scale > 0 {
		return near(c.float, f, 1e-12) || math.Abs(c.float-f) <= 0.5000001*math.Pow10(-c.scale)
	}
	return near(c.float, f, 1e-9) || near(c.float, f, 1e-4) && rounded(text, c.float)
}

// rounded reports whether a text is a float with fewer digits behind the point.
func rounded(text string, f float64) bool {
	_, digits, ok := strings.Cut(text, ".")
	return ok && strconv.FormatFloat(f, 'f', len(digits), 64) == text
}
