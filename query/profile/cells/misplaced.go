package cells

import (
	"fmt"
	"strings"
)

// Values that slipped: where a column is empty, its value stands at the end of
// the text in another column of the row. leastMisplaced is how many rows must be
// so, and misplacedShare which share of the rows without a value.
const (
	leastMisplaced = 3
	misplacedShare = 0.5
)

// misplaced finds values that stand behind the value of another column, such as
// "Portland OR", while their own cell is empty.
func (t *table) misplaced() {
	for to, home := range t.columns {
		known := t.vocabulary(home)
		if home.counts[0] < leastMisplaced || len(known) == 0 {
			continue
		}
		for from, c := range t.columns {
			if from != to {
				t.slipped(from, to, c.endings(known), home)
			}
		}
	}
}

// vocabulary returns the values of a column of names or codes, each of which
// occurs several times.
func (t *table) vocabulary(c *column) map[string]uint32 {
	known := map[string]uint32{}
	repeated := 0
	for code, text := range c.all {
		if c.counts[code] > 1 && c.kinds[code] == word {
			known[text] = code
			repeated += c.counts[code]
		}
	}
	if 2*repeated < c.present() {
		return nil
	}
	return known
}

// endings returns, for each code of a column, the known value that stands at its
// end behind a space, a comma or the like, or 0.
func (c *column) endings(known map[string]uint32) map[uint32]uint32 {
	found := map[uint32]uint32{}
	for code, text := range c.all {
		at := strings.LastIndexAny(text, " ,;/|")
		if at <= 0 {
			continue
		}
		if value, ok := known[text[at+1:]]; ok {
			found[code] = value
		}
	}
	return found
}

func (t *table) slipped(from, to int, endings map[uint32]uint32, home *column) {
	c := t.columns[from]
	why := fmt.Sprintf("the value of %s stands in %s", home.Name, c.Name)
	there := Finding{Kind: Misplaced, Column: from, Score: 0.95, Why: why}
	here := Finding{Kind: Misplaced, Column: to, Score: 0.95, Why: why}
	for row, code := range c.Codes {
		value, ok := endings[code]
		if !ok || home.Codes[row] != 0 {
			continue
		}
		found := c.Text(code)
		rest := strings.TrimRight(strings.TrimSuffix(found, home.Text(value)), " ,;/|")
		t.add(&there, row, &found, &rest)
		t.add(&here, row, nil, text(home, value))
	}
	if n := len(here.Rows); n >= leastMisplaced && float64(n) >= misplacedShare*float64(home.counts[0]) {
		t.keep(there)
		t.keep(here)
	}
}
