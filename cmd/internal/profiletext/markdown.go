package profiletext

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tarnlake/tarn/query/profile"
)

// Markdown writes a profile as a report, to be pasted into a pull request or a
// notebook.
func Markdown(p *profile.Profile, o Options) string {
	t := newText(o)
	t.line("# Profile of " + escaped(p.Table))
	t.line("")
	t.line(escaped(strings.Join(overview(p, t.chosen()), " · ")) + " · " + p.Time.Format("2006-01-02 15:04 MST"))
	t.markdownFindings(p)
	t.markdownColumns(p)
	for _, s := range sections(p) {
		t.line("")
		t.line("## " + escaped(s.title))
		t.markdownTable(s.head, s.rows)
		if s.more > 0 {
			t.line("")
			t.line(fmt.Sprintf("… and %d more", s.more))
		}
		if s.sql != "" {
			t.fence("", "sql", s.sql)
		}
	}
	return t.String()
}

func (t *text) markdownFindings(p *profile.Profile) {
	told := t.told(p)
	t.line("")
	switch {
	case len(told) == 0:
		t.line("No findings.")
		return
	case len(told) < len(p.Findings):
		t.line(fmt.Sprintf("## Findings: %d of %d", len(told), len(p.Findings)))
	default:
		t.line("## Findings")
	}
	t.line("")
	for i, f := range told {
		t.line(fmt.Sprintf("%d. **%s** (%s): %s", i+1, escaped(f.Kind), escaped(f.Severity), escaped(findingText(f))))
		if f.Why != "" {
			t.line("   " + escaped(f.Why))
		}
		if f.SQL != "" {
			t.fence("   ", "sql", f.SQL)
		}
	}
}

// fence writes code between fences that are longer than any in it.
func (t *text) fence(indent, language, code string) {
	marks := "```"
	for strings.Contains(code, marks) {
		marks += "`"
	}
	t.line("")
	t.line(indent + marks + language)
	for line := range strings.Lines(code) {
		t.line(indent + escapedControls(strings.TrimRight(line, "\r\n")))
	}
	t.line(indent + marks)
}

// escapedControls returns a line of code with escapes for what a terminal would
// obey, however long it is.
func escapedControls(s string) string {
	var b strings.Builder
	for _, r := range strings.ToValidUTF8(s, "?") {
		if hostile(r) {
			fmt.Fprintf(&b, `\u%04x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func (t *text) markdownColumns(p *profile.Profile) {
	if len(p.Columns) == 0 {
		return
	}
	worst := severities(p)
	marked := slices.ContainsFunc(p.Columns, func(c profile.Column) bool { return worst[c.Name] != "" })
	t.line("")
	t.line("## Columns")
	head := []string{"column", "type", "is", "missing", "distinct", "shape", "least ‥ median ‥ greatest, or most common"}
	if marked {
		head = append(head, "worst finding")
	}
	var rows [][]string
	for i := range p.Columns {
		c := &p.Columns[i]
		row := []string{c.Name, c.Type, string(c.Feature), percent(of(float64(c.Missing), p.Rows)), figure(c.Distinct), sparkline(c, 160), summary(c, false)}
		if marked {
			row = append(row, worst[c.Name])
		}
		rows = append(rows, row)
	}
	t.markdownTable(head, rows)
}

// markdownTable writes a table.
func (t *text) markdownTable(head []string, rows [][]string) {
	t.line("")
	for i, row := range append([][]string{head}, rows...) {
		cells := make([]string, len(row))
		for j, c := range row {
			cells[j] = escaped(c)
		}
		t.line("| " + strings.Join(cells, " | ") + " |")
		if i == 0 {
			t.line("|" + strings.Repeat("---|", len(head)))
		}
	}
}

// escaped returns text that Markdown shows as it is.
func escaped(s string) string {
	var b strings.Builder
	for _, r := range visible(s) {
		switch {
		case strings.ContainsRune("\\`*_[]<>|#~", r):
			b.WriteByte('\\')
		case r == '&':
			b.WriteString("&amp;")
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}
