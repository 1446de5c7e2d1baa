package profiletext

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/tarnlake/tarn/cmd/internal/render"
	"github.com/tarnlake/tarn/query/profile"
)

// A section is a part of a profile beyond its columns: rows of cells below
// headers.
type section struct {
	title string
	head  []string
	rows  [][]string
	more  int    // rows that are not told
	sql   string // shows what is told; may be ""
}

// mostRows is how many rows of a section are told.
const mostRows = 8

// add adds a row, or counts it if there are enough.
func (s *section) add(cells ...string) {
	if len(s.rows) == mostRows {
		s.more++
		return
	}
	s.rows = append(s.rows, cells)
}

// sections returns the parts of a profile that have something in them.
func sections(p *profile.Profile) []section {
	all := []section{
		associations(p), missingTogether(p), sameColumns(p), keys(p), dependencies(p), anomalous(p), references(p), drift(p),
		target(p), power(p), model(p), importance(p), stopped(p),
	}
	return slices.DeleteFunc(all, func(s section) bool { return len(s.rows) == 0 })
}

// associations tells of each pair of columns once, with all measures of it.
func associations(p *profile.Profile) section {
	s := section{title: "Columns that go together", head: []string{"", "", "measured as"}}
	type pair struct{ a, b string }
	measures := make(map[pair][]string)
	var pairs []pair
	for _, a := range p.Associations {
		if a.Measure == missing {
			continue
		}
		of := pair{a.A, a.B}
		if a.Directed {
			of.b = "→ " + of.b
		}
		if _, ok := measures[of]; !ok {
			pairs = append(pairs, of)
		}
		strength := ratio(a.Value.Value)
		if a.Value.Approximate() {
			strength = about + strength
		}
		measures[of] = append(measures[of], words(a.Measure)+" "+strength)
	}
	for _, of := range pairs {
		s.add(of.a, of.b, strings.Join(measures[of], ", "))
	}
	return s
}

// missing is the measure of columns that are missing in the same rows.
const missing = "missing"

// missingTogether tells of the columns that are missing in the same rows: pairs
// that nearly always are make one group.
func missingTogether(p *profile.Profile) section {
	s := section{title: "Columns that are missing together", head: []string{"columns"}}
	group := make(map[string]*[]string)
	var groups []*[]string
	var loose []profile.Association
	for _, a := range p.Associations {
		if a.Measure == missing && a.Value.Value < nearlyOne {
			loose = append(loose, a)
		}
		if a.Measure != missing || a.Value.Value < nearlyOne {
			continue
		}
		of := cmp.Or(group[a.A], group[a.B])
		if of == nil {
			of = new([]string)
			groups = append(groups, of)
		}
		for _, name := range []string{a.A, a.B} {
			switch had := group[name]; {
			case had == nil:
				*of = append(*of, name)
			case had != of:
				*of = append(*of, *had...)
				for _, moved := range *had {
					group[moved] = of
				}
				*had = nil
			}
			group[name] = of
		}
	}
	for _, names := range groups {
		if len(*names) > 0 {
			s.add(strings.Join(*names, ", "))
		}
	}
	for _, a := range loose {
		s.add(a.A + ", " + a.B + " (correlation " + ratio(a.Value.Value) + ")")
	}
	return s
}

// nearlyOne is the correlation from which on columns are missing together as
// good as always.
const nearlyOne = 0.99

// words parts a name such as cramersV into words.
func words(name string) string {
	known := map[string]string{
		"cramersV": "Cramér's V", "pearson": "Pearson", "spearman": "Spearman", "correlationRatio": "correlation ratio",
		"mutualInformation": "mutual information", "psi": "PSI", "ks": "KS",
	}
	if s, ok := known[name]; ok {
		return s
	}
	return name
}

func sameColumns(p *profile.Profile) section {
	s := section{title: "Columns with the same value in each row", head: []string{"columns"}}
	for _, names := range p.SameColumns {
		s.add(strings.Join(names, " = "))
	}
	return s
}

func keys(p *profile.Profile) section {
	s := section{title: "Keys: no value twice", head: []string{"columns", ""}}
	for _, k := range p.Keys {
		s.add(strings.Join(k.Columns, ", "), sure(k.Exact))
	}
	return s
}

// sure says whether something holds in all rows.
func sure(exact bool) string {
	if exact {
		return ""
	}
	return about + " in the rows looked at"
}

func dependencies(p *profile.Profile) section {
	s := section{title: "Columns that determine others", head: []string{"columns", "determine", "but for", "such as"}}
	for _, d := range p.Dependencies {
		but := "holds in all rows"
		if d.Rows > 0 {
			but = fmt.Sprintf("%s (%s)", count(d.Rows, "row"), percent(d.Share))
		}
		if !d.Exact {
			but = about + but
		}
		example := ""
		if len(d.Some) > 0 {
			v := d.Some[0]
			var values []string
			for _, c := range v.Values {
				values = append(values, cellText(c))
			}
			example = fmt.Sprintf("%s: %s, not %s", strings.Join(values, ", "), cellText(v.Found), cellText(v.Expected))
		}
		s.add(strings.Join(d.Columns, ", "), "→ "+d.Determines, but, example)
	}
	return s
}

// anomalous tells of the rows that are most unlike others, and why.
func anomalous(p *profile.Profile) section {
	s := section{title: "Rows most unlike others, by their distance from those near them (1 is usual)", head: []string{"row", "times as far as usual", "in", "for its"}}
	if p.Anomalous == nil {
		return s
	}
	s.sql = p.Anomalous.SQL
	for _, r := range p.Anomalous.Rows {
		var why []string
		for _, v := range r.Columns {
			why = append(why, fmt.Sprintf("%s %s (%s)", v.Column, cellText(v.Value), percent(v.Share)))
		}
		key := ""
		if r.Key != "" {
			key = r.Key + " " + cellText(r.KeyValue)
		}
		in := r.File
		if r.Row > 0 {
			in += fmt.Sprintf(", row %d", r.Row)
		}
		s.add(key, value(digits(r.Score, 3))+" ×", in, strings.Join(why, ", "))
	}
	return s
}

func references(p *profile.Profile) section {
	s := section{title: "Other tables", head: []string{"column", "is in", "covered", "orphans", "such as"}}
	for _, r := range p.References {
		to := "→ " + r.To
		if r.Unique {
			to += " (unique)"
		}
		orphans := ""
		if r.Orphans > 0 {
			orphans = count(r.Orphans, "orphan")
		}
		var values []string
		for _, c := range r.Some[:min(len(r.Some), 3)] {
			values = append(values, cellText(c))
		}
		s.add(r.From, to, percent(r.Coverage), orphans, strings.Join(values, ", "))
	}
	return s
}

func drift(p *profile.Profile) section {
	s := section{title: "Drift", head: []string{"column", "from", "to", "measure", "by", "such as"}}
	for _, d := range p.Drift {
		s.add(d.Column, d.From, "→ "+d.To, words(d.Measure), value(digits(d.Value, 4)), strings.Join(d.Some[:min(len(d.Some), 3)], ", "))
	}
	return s
}

func target(p *profile.Profile) section {
	if p.Target == nil {
		return section{}
	}
	g := p.Target
	s := section{title: fmt.Sprintf("Target: %s (%s, %s)", g.Column, g.Task, count(g.Rows, "row")), head: []string{"class", "rows", "share"}}
	if g.Balance != nil {
		s.title = fmt.Sprintf("Target: %s (%s, %s, balance %.2f)", g.Column, g.Task, count(g.Rows, "row"), *g.Balance)
	}
	for _, v := range g.Classes {
		s.add(cellText(v.Value), figure(v.Count), percent(of(v.Count.Value, g.Rows)))
	}
	if len(g.Classes) == 0 {
		s.add("a number", "", "")
	}
	return s
}

func power(p *profile.Profile) section {
	if p.Target == nil {
		return section{}
	}
	s := section{title: "What each column tells of " + p.Target.Column + ", by itself", head: []string{"column", "power", "", ""}}
	for _, w := range p.Target.Power {
		leak := ""
		if w.Leakage {
			leak = "a leak?"
		}
		s.add(w.Column, ratio(w.Power), render.Bar(w.Power, 20), leak)
	}
	return s
}

func model(p *profile.Profile) section {
	if p.Target == nil || p.Target.Model == nil {
		return section{}
	}
	m := p.Target.Model
	s := section{title: "A quick model, on " + count(m.Rows, "row") + " that it has not seen", head: []string{"metric", "model", "without one"}}
	var names []string
	for name := range m.Metrics {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		naive := ""
		if x, ok := m.Naive[name]; ok {
			naive = "naive " + value(digits(x, 4))
		}
		s.add(name, value(digits(m.Metrics[name], 4)), naive)
	}
	return s
}

func importance(p *profile.Profile) section {
	if p.Target == nil || p.Target.Model == nil {
		return section{}
	}
	s := section{title: "What the model relies on", head: []string{"column", "importance", ""}}
	most := 0.0
	for _, w := range p.Target.Model.Importance {
		most = max(most, w.Power)
	}
	for _, w := range p.Target.Model.Importance {
		drawn := ""
		if most > 0 {
			drawn = render.Bar(w.Power/most, 20)
		}
		s.add(w.Column, ratio(w.Power), drawn)
	}
	return s
}

func stopped(p *profile.Profile) section {
	s := section{title: "Not looked at to the end", head: []string{""}}
	for _, why := range p.Stopped {
		s.add(why)
	}
	return s
}

// section writes the rows of a section below each other. Its last column is cut
// where it does not fit, and the others where they are very wide.
func (t *text) section(s section) {
	t.title(s.title)
	if len(s.head) == 1 {
		t.sentences(s)
	} else {
		t.cells(s)
	}
	if s.more > 0 {
		t.line(t.paint(dim, fmt.Sprintf("  … %d more; --format json has all", s.more)))
	}
	if s.sql != "" {
		t.line("  " + t.paint(cyan, "$ tarn query "+shell(s.sql)))
	}
}

// sentences writes rows of one cell, in as many lines as they take.
func (t *text) sentences(s section) {
	for _, row := range s.rows {
		for i, line := range wrap(visible(row[0]), t.Width-4) {
			if i > 0 {
				line = gap + line
			}
			t.line(gap + line)
		}
	}
}

func (t *text) cells(s section) {
	most := max(12, t.Width/3)
	widths := make([]int, len(s.head))
	cells := make([][]string, len(s.rows))
	for i, row := range s.rows {
		for j, c := range row {
			width := most
			if len(row) == 2 && j == 0 {
				width = t.Width - 10
			}
			if j == len(row)-1 && j > 0 {
				width = t.Width
			}
			c = render.Visible(c, width)
			cells[i] = append(cells[i], c)
			widths[j] = max(widths[j], render.Width(c))
		}
	}
	for _, row := range cells {
		line := ""
		for j, c := range row {
			if widths[j] > 0 {
				line += gap + pad(c, widths[j])
			}
		}
		t.line(render.Cut(strings.TrimRight(line, " "), t.Width))
	}
}
