package cells

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/tarnlake/tarn/query/profile/depend"
	"github.com/tarnlake/tarn/query/profile/similar"
)

// A table is columns being looked at, and what was found in them.
type table struct {
	columns  []*column
	findings []Finding
	stopped  []string
}

func (t *table) stop(format string, args ...any) {
	t.stopped = append(t.stopped, fmt.Sprintf(format, args...))
}

// A column counts its values. Texts that are blank are NULL.
type column struct {
	Column
	counts []int // by code
	rows   int
	kinds  []kind // by code
}

func newColumn(c Column) *column {
	col := &column{Column: c, counts: make([]int, len(c.Values)+1), kinds: make([]kind, len(c.Values)+1), rows: len(c.Codes)}
	blank := make([]bool, len(c.Values)+1)
	for i, text := range c.Values {
		blank[i+1] = strings.TrimSpace(text) == ""
		col.kinds[i+1] = kindOf(text)
	}
	col.Codes = slices.Clone(c.Codes)
	for row, code := range col.Codes {
		if blank[code] {
			col.Codes[row] = 0
		}
		col.counts[col.Codes[row]]++
	}
	return col
}

// present is how many values are not NULL.
func (c *column) present() int { return c.rows - c.counts[0] }

// all yields the codes that occur, with their texts.
func (c *column) all(yield func(code uint32, text string) bool) {
	for i, text := range c.Values {
		if c.counts[i+1] > 0 && !yield(uint32(i+1), text) {
			return
		}
	}
}

// A suspect is values of a column that are wrong wherever they stand in it.
type suspect struct {
	kind  string
	codes map[uint32]uint32 // to what is expected instead; 0 if nobody knows
	score float64
	why   string
}

// report makes findings of suspects.
func (t *table) report(i int, suspects []suspect) {
	c := t.columns[i]
	for _, s := range suspects {
		f := Finding{Kind: s.kind, Column: i, Score: s.score, Why: s.why}
		for row, code := range c.Codes {
			if expected, ok := s.codes[code]; ok {
				t.add(&f, row, text(c, code), text(c, expected))
			}
		}
		t.keep(f)
	}
}

func text(c *column, code uint32) *string {
	if code == 0 {
		return nil
	}
	s := c.Text(code)
	return &s
}

func (t *table) add(f *Finding, row int, found, expected *string) {
	f.Rows = append(f.Rows, row)
	known := func(e Example) bool { return same(e.Found, found) && same(e.Expected, expected) }
	if len(f.Examples) < mostExamples && !slices.ContainsFunc(f.Examples, known) {
		f.Examples = append(f.Examples, Example{row, found, expected})
	}
}

func same(a, b *string) bool { return a == b || a != nil && b != nil && *a == *b }

func (t *table) keep(f Finding) {
	if f.Count = len(f.Rows); f.Count > 0 {
		f.Share = float64(f.Count) / float64(t.columns[f.Column].rows)
		t.findings = append(t.findings, f)
	}
}

// typos finds misspellings of common values.
func (t *table) typos(i int, pairs int) {
	c := t.columns[i]
	var values []similar.Value
	codes := map[string]uint32{}
	for code, text := range c.all {
		if c.kinds[code] == number || c.kinds[code] == date {
			continue // near each other, and not the same
		}
		values = append(values, similar.Value{Text: text, Count: c.counts[code]})
		codes[text] = code
	}
	typos, stopped := similar.Typos(values, similar.Options{Pairs: pairs})
	if stopped {
		t.stop("%s has too many values to find all misspellings", c.Name)
	}
	found := suspect{kind: Typo, codes: map[uint32]uint32{}, score: 0.8, why: "a keystroke or two from a common value"}
	for _, typo := range typos {
		found.codes[codes[typo.Found.Text]] = codes[typo.Expected.Text]
	}
	t.report(i, []suspect{found})
}

// dependencies finds the cells that contradict rows which agree in other
// columns.
func (t *table) dependencies(ctx context.Context, work int64) error {
	encoded := make([]depend.Column, len(t.columns))
	for i, c := range t.columns {
		encoded[i] = c.Column.Column
	}
	violations, near, err := depend.Violations(ctx, encoded, depend.ViolationOptions{Options: depend.Options{Work: work}})
	if err != nil {
		return err
	}
	if near.Stopped != depend.StopNone {
		t.stop("the search for cells that contradict others stopped early: %s", near.Stopped)
	}
	byRule := map[string]*Finding{}
	telling := t.telling(near.Near)
	for _, v := range notStrangers(violations, near.Near) {
		if !telling[v.Dependency.String()] {
			continue
		}
		rule := v.Dependency.String()
		f := byRule[rule]
		if f == nil {
			f = &Finding{Kind: Dependency, Column: v.Right, Why: "other rows with the same " + t.names(v.Left) + " say otherwise"}
			byRule[rule] = f
		}
		f.Score = max(f.Score, v.Confidence)
		c := t.columns[v.Right]
		t.add(f, v.Row, text(c, v.Found), text(c, v.Expected))
	}
	for _, rule := range slices.Sorted(maps.Keys(byRule)) {
		t.keep(*byRule[rule])
	}
	return nil
}

// A rule that is often broken tells which cells are wrong only where rows hardly
// ever agree by chance: strongRule is the score from which on a rule may speak of
// few values, and mostChance the chance that two rows agree for all others to
// speak. Numbers with fractions are measures, which name nothing; where
// mostFractions of a column are such, no rule that starts from it counts.
const (
	strongRule    = 0.75
	mostChance    = 0.05
	mostFractions = 0.1
)

// telling returns the rules that can tell which cells are wrong.
func (t *table) telling(near []depend.Near) map[string]bool {
	telling := map[string]bool{}
	for _, n := range near {
		chance := 0.0
		if n.Tau < 1 {
			chance = (n.Pdep - n.Tau) / (1 - n.Tau)
		}
		measured := slices.ContainsFunc(n.Left, func(i int) bool { return t.columns[i].measure() })
		telling[n.Dependency.String()] = !measured && (n.Score >= strongRule || chance <= mostChance && !t.columns[n.Right].measure())
	}
	return telling
}

// measure reports numbers with fractions.
func (c *column) measure() bool {
	rows := 0
	for code, text := range c.all {
		if x, ok := parseNumber(text); ok && x != math.Trunc(x) {
			rows += c.counts[code]
		}
	}
	return rows > 0 && float64(rows) >= mostFractions*float64(c.present())
}

// sameEntity is the score from which on two columns, each of which determines
// the other, are taken to be two names of one thing.
const sameEntity = 0.95

// notStrangers returns the violations without those of rows that speak of
// something else altogether: a shop whose number and whose name are both not
// those of most shops of its town is another shop. An error hits one of them.
func notStrangers(violations []depend.Violation, near []depend.Near) []depend.Violation {
	score := map[[2]int]float64{}
	for _, n := range near {
		if len(n.Left) == 1 {
			score[[2]int{n.Left[0], n.Right}] = n.Score
		}
	}
	var rest []depend.Violation
	for i := 0; i < len(violations); {
		end := i
		for end < len(violations) && violations[end].Row == violations[i].Row {
			end++
		}
		row := violations[i:end]
		for _, v := range row {
			if !slices.ContainsFunc(row, func(w depend.Violation) bool {
				return v.Found != 0 && w.Found != 0 && score[[2]int{v.Right, w.Right}] >= sameEntity && score[[2]int{w.Right, v.Right}] >= sameEntity
			}) {
				rest = append(rest, v)
			}
		}
		i = end
	}
	return rest
}

func (t *table) names(columns []int) string {
	names := make([]string, len(columns))
	for i, column := range columns {
		names[i] = t.columns[column].Name
	}
	return strings.Join(names, " and ")
}
