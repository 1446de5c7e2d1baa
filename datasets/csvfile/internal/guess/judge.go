package guess

import (
	"math"
	"slices"
	"strings"

	"github.com/tarnlake/tarn/datasets/csvfile/internal/cut"
)

// judge finds the width of the table and gives the candidate its score: how
// many records have that width, how much each field looks like a value, and
// how much the fields of a column look alike.
func (c *Candidate) judge() {
	if len(c.records) == 0 {
		return
	}
	c.Width, c.Fit = c.commonWidth()
	looks, alike, odd := c.columns()
	score := c.Fit * c.Fit * looks * (0.4 + 0.6*alike)
	score *= 1 - float64(c.flawed)/float64(len(c.records))*0.8
	if c.quotes > 0 {
		score *= 0.5 + 0.5*float64(c.closed)/float64(c.quotes)
	}
	score *= (1 - 0.3*odd) * (1 - 0.3*float64(c.strays)/float64(len(c.records)))
	if c.Width == 1 {
		score *= 0.5
	} else {
		score *= 1 - 0.4/float64(c.Width)
	}
	c.Score = score * c.preference()
}

// preference is a little less than 1 for dialects that are less usual.
func (c *Candidate) preference() float64 {
	p := 1.0
	switch {
	case c.Delimiter == "" || len(c.Delimiter) > 1:
		p = 0.97
	case c.Delimiter == ",":
	case c.Delimiter == ";" || c.Delimiter == "\t":
		p = 0.995
	case c.Delimiter == "|":
		p = 0.98
	case strings.Contains("^~#*@!%§¦¬\x01\x02\x1c\x1d\x1e\x1f", c.Delimiter):
		p = 0.75
	case c.Delimiter == ":" || c.Delimiter == " ":
		p = 0.7
	default:
		p = 0.5
	}
	switch {
	case c.Quote == '\'':
		p *= 0.98
	case c.Quote == 0:
		p *= 0.97
	}
	if c.Escape == '\\' {
		p *= 0.99
	}
	if c.Ends != cut.EndLF {
		p *= 0.99
	}
	if len(c.records) < 2 && !strings.Contains(Usual, c.Delimiter) {
		p *= 0.5
	}
	return p
}

// commonWidth returns how many fields most records have, and the share of the
// records that do. Records before the first and after the last of them count
// little, unless they look like records of another dialect: they are titles and
// footnotes.
func (c *Candidate) commonWidth() (width int, fit float64) {
	counts := make(map[int]int)
	for _, r := range c.records {
		counts[len(r.fields)]++
	}
	for _, r := range c.records {
		if n := len(r.fields); counts[n] > counts[width] {
			width = n
		}
	}
	first, last := -1, 0
	for i, r := range c.records {
		if len(r.fields) == width {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	inside := last - first + 1
	outside := 0.0
	for i, r := range c.records {
		switch {
		case first <= i && i <= last:
		case r.anyBare(func(f []byte) bool { return len(f) > 0 && joined(f, c.Delimiter) }):
			outside += 3
		default:
			outside++
		}
	}
	fit = float64(counts[width]) / float64(inside)
	return width, fit * math.Max(0.1, 1-0.3*outside/float64(len(c.records)))
}

// columns returns how much the fields look like values, how much those of a
// column look alike, and how many records have fields that look joined, each
// from 0 to 1. The first record, which may be a header, need not look like the
// others.
func (c *Candidate) columns() (looks, alike, odd float64) {
	columns := make([]column, c.Width)
	rows := 0
	for _, r := range c.records {
		if len(r.fields) != c.Width {
			continue
		}
		rows++
		isOdd := false
		for i, f := range r.fields {
			k := classify(f, c.Delimiter, r.quoted[i])
			looks += weights[k]
			columns[i].add(k, rows == 1)
			isOdd = isOdd || k == classJoined
		}
		if isOdd {
			odd++
		}
	}
	filled := 0.0
	for i := range columns {
		if share, any := columns[i].alike(); any {
			filled++
			alike += share
		}
	}
	if filled > 0 {
		alike /= filled
	}
	return looks / float64(rows*c.Width), alike, odd / float64(rows)
}

// A column counts fields by the group of their class; empty ones do not count.
type column struct {
	groups [classes]int
	all    int
	first  class // that of the first field, or classEmpty
}

func (c *column) add(k class, first bool) {
	if k == classEmpty || k == classNull {
		return
	}
	k = k.group()
	c.groups[k]++
	c.all++
	if first {
		c.first = k
	}
}

// alike returns the share of the fields that are of the most common group, with
// or without the first.
func (c *column) alike() (share float64, any bool) {
	if c.all == 0 {
		return 0, false
	}
	most := float64(slices.Max(c.groups[:]))
	share = most / float64(c.all)
	if c.first != classEmpty && c.all > 2 {
		c.groups[c.first]--
		share = max(share, float64(slices.Max(c.groups[:]))/float64(c.all-1))
	}
	return share, true
}
