package profiletext

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tarnlake/tarn/cmd/internal/render"
	"github.com/tarnlake/tarn/query/profile"
)

// told returns the findings that are told, the worst first.
func (o Options) told(p *profile.Profile) []profile.Finding {
	if o.Findings > 0 && len(p.Findings) > o.Findings {
		return p.Findings[:o.Findings]
	}
	return p.Findings
}

// findings writes the findings.
func (t *text) findings(p *profile.Profile) {
	told := t.told(p)
	name := t.cut(p.Table, 24)
	switch {
	case len(p.Findings) == 0:
		t.line(t.paint(bold, name) + ": no findings")
		return
	case len(told) < len(p.Findings):
		t.line(t.paint(bold, name) + fmt.Sprintf(": %s, the worst %d first", count(int64(len(p.Findings)), "finding"), len(told)))
	default:
		t.line(t.paint(bold, name) + ": " + count(int64(len(p.Findings)), "finding"))
	}
	for _, f := range told {
		t.finding(f)
	}
	if more := len(p.Findings) - len(told); more > 0 {
		t.line(t.paint(dim, fmt.Sprintf("   … %d more; --findings 0 tells all", more)))
	}
}

// finding writes what, why it matters, and, if all is told of a column, the SQL
// that shows the rows.
func (t *text) finding(f profile.Finding) {
	const indent = 3
	for i, line := range wrap(visible(findingText(f)), t.Width-indent) {
		if i == 0 {
			t.line(t.severity(f.Severity) + " " + line)
		} else {
			t.line(strings.Repeat(" ", indent) + line)
		}
	}
	if f.Why != "" {
		t.words(indent, dim, f.Why)
	}
	if !t.Long {
		return
	}
	for i, p := range f.Places {
		if i == mostPlaces {
			t.line(t.paint(dim, fmt.Sprintf("   … %d more places", len(f.Places)-i)))
			break
		}
		t.line("   at " + t.cut(placeText(p), 6))
	}
	if f.SQL != "" {
		t.line("   " + t.paint(cyan, "$ tarn query "+shell(f.SQL)))
	}
}

// mostPlaces is how many places of one thing are told.
const mostPlaces = 5

// findingText is the message of a finding, after the columns if it does not name
// them.
func findingText(f profile.Finding) string {
	for _, c := range f.Columns {
		if names(f.Message, c) {
			return f.Message
		}
	}
	switch len(f.Columns) {
	case 0:
		return f.Message
	case 1, 2, 3:
		return strings.Join(f.Columns, ", ") + ": " + f.Message
	}
	return fmt.Sprintf("%s and %d more columns: %s", strings.Join(f.Columns[:2], ", "), len(f.Columns)-2, f.Message)
}

// names reports whether a message has a name in it as a word.
func names(message, name string) bool {
	part := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' }
	for rest := message; name != ""; {
		i := strings.Index(rest, name)
		if i < 0 {
			break
		}
		before, _ := utf8.DecodeLastRuneInString(rest[:i])
		after, _ := utf8.DecodeRuneInString(rest[i+len(name):])
		if !part(before) && !part(after) {
			return true
		}
		rest = rest[i+len(name):]
	}
	return false
}

// shell returns text as a shell reads it, with escapes for what a terminal would
// obey.
func shell(s string) string {
	if utf8.ValidString(s) && !strings.ContainsFunc(s, hostile) {
		return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
	}
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], string(r)):
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case r == '\'' || r == '\\':
			b.WriteString(`\` + string(r))
		case hostile(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return "$'" + b.String() + "'"
}

func hostile(r rune) bool {
	return r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r))
}

// overview writes what there is to say of the table as a whole.
func (t *text) overview(p *profile.Profile) {
	t.title("Table")
	parts := overview(p, t.chosen())
	line := ""
	for _, part := range parts {
		part = visible(part)
		if line != "" && render.Width(line)+3+render.Width(part) > t.Width {
			t.line(line)
			line = ""
		}
		if line != "" {
			line += "   "
		}
		line += t.cut(part, 0)
	}
	t.line(line)
	if t.chosen() {
		return
	}
	for _, row := range p.Repeats.Most[:min(len(p.Repeats.Most), mostRepeats)] {
		var cells []string
		for _, c := range row.Values {
			cells = append(cells, cellText(c))
		}
		t.line(render.Cut(fmt.Sprintf("  %s times: %s", render.Count(row.Count), strings.Join(cells, ", ")), t.Width))
	}
}

// mostRepeats is how many of the rows that are there several times are told.
const mostRepeats = 3

// chosen reports whether columns were asked for, so that what is said of rows is
// not of all of them.
func (o Options) chosen() bool { return o.Long || o.All }

// overview returns the facts about a table.
func overview(p *profile.Profile, chosen bool) []string {
	parts := []string{
		count(p.Rows, "row"), count(int64(len(p.Columns)), "column"), count(int64(p.Files), "file"), size(p.Bytes),
	}
	if p.MemoryBytes > 0 {
		parts = append(parts, size(p.MemoryBytes)+" in memory")
	}
	if len(p.Columns) > 0 && !chosen {
		repeated := "no row twice"
		if p.Repeats.Rows.Value > 0 {
			repeated = fmt.Sprintf("%s repeated (%s)", figureOf(p.Repeats.Rows, "row"), percent(p.Repeats.Share))
		}
		cells := p.Rows * int64(len(p.Columns))
		parts = append(parts, repeated, percent(of(float64(p.MissingCells), cells))+" of cells missing")
	}
	if p.Sample > 0 {
		parts = append(parts, "of a sample of "+count(p.Sample, "row"))
	}
	if p.Where != "" {
		parts = append(parts, "where "+p.Where)
	}
	return parts
}

// figureOf writes a number of things that may be an estimate.
func figureOf(f profile.Figure, noun string) string {
	if f.Value != 1 {
		noun += "s"
	}
	return figure(f) + " " + noun
}
