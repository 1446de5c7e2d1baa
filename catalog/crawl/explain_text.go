package crawl

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
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
		rows = append(rows, []string{clean(c.Name), datasets.Clip(c.Type), c.why(e)})
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
			types = append(types, fmt.Sprintf("%s in %d", datasets.Clip(name), c.Types[name]))
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

// files writes the files, those that are read in the same way and have the same
// columns together.
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
	for i, key := range keys {
		t.line(0, "")
		if i == manyGroups {
			t.line(1, "and %s of reading other files", plural(len(keys)-i, "other way"))
			break
		}
		t.group(groups[key])
	}
	t.fileProblems(e)
}

// manyGroups is how many ways of reading files are told of.
const manyGroups = 10

// group writes files that are read in the same way.
func (t *explanationText) group(files []*FileReason) {
	t.line(1, "%s", files[0].how())
	shown := files[:min(len(files), someFiles)]
	for _, f := range shown {
		t.line(2, "%s  %s%s", clean(f.Path), plural(int(f.Rows), "row"), f.state())
	}
	if n := len(files) - len(shown); n > 0 {
		t.line(2, "and %s read in the same way", plural(n, "file"))
	}
	t.why(files)
	t.evidence(files)
}

// fileProblems writes what is wrong in the files, a line for each kind.
func (t *explanationText) fileProblems(e *Explanation) {
	type kind struct {
		first *FileReason
		datasets.Problem
		files int
	}
	at := make(map[string]*kind)
	var kinds []*kind
	for i := range e.Files {
		f := &e.Files[i]
		for _, p := range f.Problems {
			if k := at[p.Kind]; k != nil {
				k.files++
				k.Count += p.Count
				continue
			}
			at[p.Kind] = &kind{f, p, 1}
			kinds = append(kinds, at[p.Kind])
		}
	}
	if len(kinds) == 0 {
		return
	}
	t.line(0, "")
	t.line(1, "problems of the files")
	for _, k := range kinds {
		path := k.first.Path
		if k.files > 1 {
			path = fmt.Sprintf("in %d files, first %s", k.files, path)
		}
		t.problem(2, path, &k.Problem)
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
	add := func(told bool, part string) {
		if told {
			parts = append(parts, part)
		}
	}
	add(f.Compression != "", f.Compression)
	add(f.Encoding != "" && f.Encoding != "utf-8", "encoding "+f.Encoding)
	if f.Header != nil {
		add(true, "delimiter "+optionText(f.Delimiter))
		add(true, "quote "+optionText(f.Quote))
		add(f.Escape != f.Quote, "escape "+optionText(f.Escape))
		add(!*f.Header, "no header")
		add(f.HeaderRows == 1, "header")
		add(f.HeaderRows > 1, fmt.Sprintf("header of %d rows", f.HeaderRows))
	}
	add(f.LinesSkipped > 0, "skip "+plural(f.LinesSkipped, "line"))
	for _, name := range slices.Sorted(maps.Keys(f.Options)) {
		add(name != "newline" || f.Options[name] != "\n", name+" "+optionText(f.Options[name]))
	}
	add(len(f.Fixed) > 0, "decided: "+strings.Join(slices.Sorted(maps.Keys(f.Fixed)), ", "))
	add(f.Copy != "", "queries read a clean copy: "+f.Copy)
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

// what returns what the columns of a file are called.
func (f *FileReason) what() []string {
	columns := make([]string, len(f.Columns))
	for i, c := range f.Columns {
		columns[i] = c.Source + " " + c.Name
	}
	return columns
}

// evidence writes the columns of files that have the same ones.
func (t *explanationText) evidence(files []*FileReason) {
	rows := [][]string{{"in the file", "in the table", "type", "nulls", "evidence"}}
	for i, c := range files[0].Columns {
		if len(rows) > manyRows {
			rows = append(rows, []string{fmt.Sprintf("… %d more", len(files[0].Columns)-manyRows)})
			break
		}
		source := clean(datasets.Clip(c.Source))
		if source == "" {
			source = "(no name)"
		}
		all := together(files, i)
		rows = append(rows, []string{source, cmp.Or(clean(c.Name), "(hidden)"), all.typeText(), fmt.Sprint(all.nulls), all.text()})
	}
	t.table(3, rows)
}

// A columnText is what several files say of a column that they have at one place.
type columnText struct {
	types []string
	nulls int64
	kinds map[string]int64
	texts map[string]int64 // that are null
	spans map[string]int64 // files by the period that every value names
	ways  []string         // to read its dates
	first *datasets.Place  // that decided
	file  string           // it lies in
	lone  *datasets.Evidence
}

func together(files []*FileReason, i int) *columnText {
	t := &columnText{kinds: make(map[string]int64), texts: make(map[string]int64), spans: make(map[string]int64)}
	for _, f := range files {
		c := &f.Columns[i]
		if typ := c.typeText(); !slices.Contains(t.types, typ) {
			t.types = append(t.types, typ)
		}
		t.nulls += c.Nulls
		if c.Evidence == nil {
			continue
		}
		add(t.kinds, c.Evidence.Kinds)
		add(t.texts, c.Evidence.NullTexts)
		if len(c.Evidence.Kinds) > 0 {
			t.spans[c.Evidence.Period]++
		}
		for _, way := range c.Evidence.Formats {
			if !slices.Contains(t.ways, way) {
				t.ways = append(t.ways, way)
			}
		}
		if t.first == nil && len(c.Evidence.Deciders) > 0 {
			t.first, t.file = &c.Evidence.Deciders[0], f.Path
		}
	}
	if len(files) == 1 {
		t.lone, t.file = files[0].Columns[i].Evidence, ""
	}
	return t
}

func add(to, from map[string]int64) {
	for key, n := range from {
		to[key] += n
	}
}

func (t *columnText) typeText() string {
	types := slices.DeleteFunc(slices.Clone(t.types), func(name string) bool { return name == noValue })
	switch {
	case len(types) == 0:
		return noValue
	case len(types) < len(t.types):
		types = append(types, noValue)
	}
	return datasets.Clip(strings.Join(types, ", "))
}

// noValue stands for the type of a column that has no value in a file.
const noValue = "no value"

func (c *FileColumn) typeText() string {
	switch {
	case c.Type == schema.Unknown.String():
		return noValue
	case c.Format != "":
		return datasets.Clip(c.Type) + " as " + c.Format
	}
	return datasets.Clip(c.Type)
}

// text says what the values are.
func (t *columnText) text() string {
	var parts []string
	if kinds := counts(t.kinds, "%d %s"); kinds != "" {
		parts = append(parts, kinds)
	}
	if values := t.values(); values != "" {
		parts = append(parts, values)
	}
	if t.first != nil {
		because := "for " + placeText(t.first)
		if t.file != "" {
			because += " of " + clean(path.Base(t.file))
		}
		parts = append(parts, because)
	}
	if len(t.ways) > 1 {
		parts = append(parts, "dates as "+strings.Join(t.ways, " or "))
	}
	if nulls := counts(t.texts, "%d %q"); nulls != "" {
		parts = append(parts, "null: "+nulls)
	}
	return strings.Join(parts, "; ")
}

// periodNames are what the values of a column are called that names periods.
var periodNames = map[string]string{"year": "years", "years": "pairs of years", "month": "months", "quarter": "quarters"}

// values says which period the values name, and from where to where they go.
func (t *columnText) values() string {
	periods := ""
	for period := range t.spans {
		if len(t.spans) == 1 {
			periods = periodNames[period]
		}
	}
	e := t.lone
	switch {
	case e == nil || e.Min == "" && e.Max == "":
		return periods
	case periods != "":
		return clean(fmt.Sprintf("%s from %s to %s", periods, short(e.Min), short(e.Max)))
	}
	return clean(fmt.Sprintf("%s … %s", short(e.Min), short(e.Max)))
}

// counts writes how many there are of each.
func counts(of map[string]int64, form string) string {
	var all []string
	for _, key := range slices.Sorted(maps.Keys(of)) {
		all = append(all, fmt.Sprintf(form, of[key], key))
	}
	return strings.Join(all, ", ")
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

func (t *explanationText) problem(indent int, file string, p *datasets.Problem) {
	count := ""
	if p.Count > 1 {
		count = fmt.Sprintf(", %d times", p.Count)
	}
	t.line(indent, "! %s%s: %s%s", p.Kind, count, prefixed(clean(file)), clean(p.Cause))
	for i := range p.Places {
		t.line(indent+1, "%s", placeText(&p.Places[i]))
	}
}

func prefixed(file string) string {
	if file == "" {
		return ""
	}
	return file + ": "
}
