package crawl

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tarnlake/tarn/datasets"
)

// WriteText writes the explanation for people who read it on a terminal.
func (e *Explanation) WriteText(w io.Writer) error {
	t := &explanationText{}
	t.line(0, "%s  %s  %s  %s", e.Table, e.Format, plural(len(e.Files), "file"), plural(int(e.Rows), "row"))
	t.line(1, "at %s", cmp.Or(clean(e.Location), "."))
	t.line(1, "one table: %s", e.Reason)
	t.columns(e)
	t.partitions(e)
	t.files(e)
	for _, s := range e.Splits {
		t.split(e, &s)
	}
	if len(e.Problems) > 0 {
		t.line(0, "")
		t.line(1, "problems of the table")
		for _, p := range e.Problems {
			t.problem(2, p.Path, &p.Problem)
		}
	}
	_, err := io.WriteString(w, t.b.String())
	return err
}

type explanationText struct{ b strings.Builder }

func (t *explanationText) line(indent int, format string, args ...any) {
	line := strings.Repeat("  ", indent) + fmt.Sprintf(format, args...)
	t.b.WriteString(strings.TrimRight(line, " ") + "\n")
}

// clean returns a text without characters that a terminal would act on.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7F || r >= 0x80 && r < 0xA0 || r == utf8.RuneError {
			return '\uFFFD'
		}
		return r
	}, text)
}

// table writes rows of cells, each column as wide as its widest cell.
func (t *explanationText) table(indent int, rows [][]string) {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			if i < len(row)-1 {
				widths[i] = max(widths[i], min(utf8.RuneCountInString(cell), widest))
			}
		}
	}
	for _, row := range rows {
		var b strings.Builder
		for i, cell := range row {
			if i == len(row)-1 {
				b.WriteString(cell)
				break
			}
			b.WriteString(cell + strings.Repeat(" ", max(0, widths[i]-utf8.RuneCountInString(cell))+2))
		}
		t.line(indent, "%s", b.String())
	}
}

// manyRows is how many columns of a table are written.
const manyRows = 100

// widest is how many characters of a column of text are lined up.
const widest = 40

func (t *explanationText) columns(e *Explanation) {
	t.line(0, "")
	t.line(1, "columns")
	var rows [][]string
	for _, c := range e.Columns {
		if len(rows) == manyRows {
			rows = append(rows, []string{fmt.Sprintf("… %d more", len(e.Columns)-manyRows)})
			break
		}
		rows = append(rows, []string{clean(c.Name), c.Type, c.why(e)})
	}
	t.table(2, rows)
}

// why says where the type of a column comes from.
func (c *ColumnReason) why(e *Explanation) string {
	files := len(e.Files)
	var parts []string
	if len(c.Types) > 1 || len(c.Types) == 1 && c.Types[c.Type] == 0 {
		var types []string
		for _, name := range slices.Sorted(maps.Keys(c.Types)) {
			types = append(types, fmt.Sprintf("%s in %d", name, c.Types[name]))
		}
		parts = append(parts, strings.Join(types, ", "))
	}
	if c.Missing == files {
		parts = append(parts, "in no file")
	} else if c.Missing > 0 {
		parts = append(parts, "missing in "+plural(c.Missing, "file"))
	}
	if c.Empty > 0 {
		parts = append(parts, "no value in "+plural(c.Empty, "file"))
	}
	if c.Place != nil {
		parts = append(parts, "for "+placeText(c.Place)+" in "+clean(strings.TrimPrefix(c.File, e.Location+"/")))
	}
	if c.Decided {
		parts = append(parts, "decided by somebody")
	}
	return strings.Join(parts, "; ")
}

func placeText(p *datasets.Place) string {
	at := ""
	switch {
	case p.Line > 0:
		at = fmt.Sprintf(" in line %d", p.Line)
	case p.Byte > 0:
		at = fmt.Sprintf(" at byte %d", p.Byte)
	}
	if p.Path != "" {
		at += " at " + clean(p.Path)
	}
	return fmt.Sprintf("%q%s", p.Value, at)
}

func (t *explanationText) partitions(e *Explanation) {
	if len(e.Partitions) == 0 {
		return
	}
	t.line(0, "")
	t.line(1, "partitions")
	var rows [][]string
	for _, p := range e.Partitions {
		values := clean(strings.Join(p.Values, ", "))
		if p.Count > len(p.Values) {
			values += fmt.Sprintf(", … (%d)", p.Count)
		}
		if p.Nulls > 0 {
			values += "; null for " + plural(p.Nulls, "file")
		}
		rows = append(rows, []string{clean(p.Name), p.Type, values})
	}
	t.table(2, rows)
}

// files writes the files, those that are read in the same way together.
func (t *explanationText) files(e *Explanation) {
	groups := make(map[string][]*FileReason)
	var keys []string
	for i := range e.Files {
		f := &e.Files[i]
		key := f.how() + "\n" + strings.Join(f.what(), "\n")
		if groups[key] == nil {
			keys = append(keys, key)
		}
		groups[key] = append(groups[key], f)
	}
	for _, key := range keys {
		files := groups[key]
		t.line(0, "")
		t.line(1, "%s", files[0].how())
		shown := files[:min(len(files), someFiles)]
		for _, f := range shown {
			t.line(2, "%s  %s%s", clean(f.Path), plural(int(f.Rows), "row"), f.state())
		}
		if n := len(files) - len(shown); n > 0 {
			t.line(2, "and %s read in the same way", plural(n, "file"))
		}
		t.evidence(files[0])
		for _, f := range files {
			for i := range f.Problems {
				t.problem(3, f.Path, &f.Problems[i])
			}
		}
	}
}

// someFiles is how many files that are read in the same way are named.
const someFiles = 3

func (f *FileReason) state() string {
	switch {
	case f.From != "" && f.From != f.Path:
		return "  moved from " + clean(f.From)
	case f.Known:
		return "  not changed"
	}
	return ""
}

// how says how a file is read.
func (f *FileReason) how() string {
	parts := []string{f.Format}
	add := func(name, value string, told bool) {
		if told {
			parts = append(parts, name+" "+value)
		}
	}
	add("", f.Compression, f.Compression != "")
	add("encoding", f.Encoding, f.Encoding != "" && f.Encoding != "utf-8")
	for _, o := range []struct {
		name  string
		value *string
	}{{"delimiter", f.Delimiter}, {"quote", f.Quote}, {"escape", f.Escape}} {
		if o.value != nil && !(o.name == "escape" && f.Quote != nil && *o.value == *f.Quote) {
			add(o.name, optionText(*o.value), true)
		}
	}
	if f.Header != nil {
		parts = append(parts, map[bool]string{true: "header", false: "no header"}[*f.Header])
	}
	add("skip", plural(f.Skipped, "line"), f.Skipped > 0)
	for _, name := range slices.Sorted(maps.Keys(f.Options)) {
		add(name, optionText(f.Options[name]), name != "newline" || f.Options[name] != "\n")
	}
	if len(f.Fixed) > 0 {
		add("decided:", strings.Join(slices.Sorted(maps.Keys(f.Fixed)), ", "), true)
	}
	if f.Copy != "" {
		parts = append(parts, "queries read a clean copy: "+f.Copy)
	}
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return strings.Join(parts, ", ")
}

// optionText writes the value of an option so that it can be seen.
func optionText(value string) string {
	switch {
	case value == "":
		return "none"
	case value == "true", value == "false", strings.Trim(value, "abcdefghijklmnopqrstuvwxyz0123456789-_") == "":
		return value
	}
	if value == `"` {
		return `'"'`
	}
	return fmt.Sprintf("%q", value)
}

// what returns what the columns of a file are.
func (f *FileReason) what() []string {
	var columns []string
	for _, c := range f.Columns {
		columns = append(columns, c.Source+" "+c.Name+" "+c.Type+" "+c.Format)
	}
	return columns
}

// evidence writes the columns of a file.
func (t *explanationText) evidence(f *FileReason) {
	rows := [][]string{{"in the file", "in the table", "type", "nulls", "evidence"}}
	for _, c := range f.Columns {
		if len(rows) > manyRows {
			rows = append(rows, []string{fmt.Sprintf("… %d more", len(f.Columns)-manyRows)})
			break
		}
		source := clean(datasets.Clip(c.Source))
		if source == "" {
			source = "(no name)"
		}
		rows = append(rows, []string{source, cmp.Or(clean(c.Name), "(hidden)"), c.typeText(), fmt.Sprint(c.Nulls), c.evidenceText()})
	}
	t.table(3, rows)
}

func (c *FileColumn) typeText() string {
	if c.Format != "" {
		return datasets.Clip(c.Type) + " as " + c.Format
	}
	return datasets.Clip(c.Type)
}

func (c *FileColumn) evidenceText() string {
	e := c.Evidence
	if e == nil {
		return ""
	}
	var parts []string
	if len(e.Kinds) > 0 {
		var kinds []string
		for _, kind := range slices.Sorted(maps.Keys(e.Kinds)) {
			kinds = append(kinds, fmt.Sprintf("%d %s", e.Kinds[kind], kind))
		}
		parts = append(parts, strings.Join(kinds, ", "))
	}
	if e.Min != "" || e.Max != "" {
		parts = append(parts, clean(fmt.Sprintf("%s … %s", short(e.Min), short(e.Max))))
	}
	for i := range e.Deciders[:min(1, len(e.Deciders))] {
		parts = append(parts, "for "+placeText(&e.Deciders[i]))
	}
	if len(e.Formats) > 1 {
		parts = append(parts, "dates as "+strings.Join(e.Formats, " or "))
	}
	if len(e.NullTexts) > 0 {
		var texts []string
		for _, text := range slices.Sorted(maps.Keys(e.NullTexts)) {
			texts = append(texts, fmt.Sprintf("%q %d times", text, e.NullTexts[text]))
		}
		parts = append(parts, "null: "+strings.Join(texts, ", "))
	}
	return strings.Join(parts, "; ")
}

// short returns the beginning of a text.
func short(text string) string {
	const most = 24
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most-1]) + "…"
}

// split writes two schemas side by side.
func (t *explanationText) split(e *Explanation, s *Split) {
	t.line(0, "")
	t.line(1, "not with %s (%s, %s): %s, similarity %.2f, not above %.2f",
		s.Table, cmp.Or(clean(s.Location), "."), plural(s.Files, "file"), s.Reason, s.Similarity, s.Threshold)
	only := func(list []string, column string) string {
		name, _, _ := strings.Cut(column, " ")
		if slices.Contains(list, name) {
			return "* "
		}
		return "  "
	}
	rows := [][]string{{"  " + e.Table, "  " + s.Table}}
	for i := range max(len(s.Here), len(s.There)) {
		if i == someColumns {
			rows = append(rows, []string{fmt.Sprintf("  … %s", plural(len(s.Here), "column")), fmt.Sprintf("  … %s", plural(len(s.There), "column"))})
			break
		}
		var here, there string
		if i < len(s.Here) {
			here = only(s.OnlyHere, s.Here[i]) + s.Here[i]
		}
		if i < len(s.There) {
			there = only(s.OnlyThere, s.There[i]) + s.There[i]
		}
		rows = append(rows, []string{clean(datasets.Clip(here)), clean(datasets.Clip(there))})
	}
	t.table(2, rows)
}

// someColumns is how many columns of a table beside are written.
const someColumns = 20

func (t *explanationText) problem(indent int, path string, p *datasets.Problem) {
	count := ""
	if p.Count > 1 {
		count = fmt.Sprintf(", %d times", p.Count)
	}
	t.line(indent, "! %s%s: %s%s", p.Kind, count, prefixed(clean(path)), clean(p.Cause))
	for i := range p.Places {
		t.line(indent+1, "%s", placeText(&p.Places[i]))
	}
}

func prefixed(path string) string {
	if path == "" {
		return ""
	}
	return path + ": "
}
