package depend

import (
	"cmp"
	"slices"
)

// Duplicates returns the groups of columns of a table that have the same text
// in every row, NULL like NULL, in ascending order. Without Values it returns
// the columns that are the same but for the names of their values.
func Duplicates(columns []Column) [][]int {
	var groups [][]int
	taken := make([]bool, len(columns))
	for a := range columns {
		if taken[a] {
			continue
		}
		group := []int{a}
		for b := a + 1; b < len(columns); b++ {
			if !taken[b] && equal(columns[a], columns[b]) {
				group, taken[b] = append(group, b), true
			}
		}
		if len(group) > 1 {
			groups = append(groups, group)
		}
	}
	return groups
}

// equal says whether two columns have the same text in every row.
func equal(a, b Column) bool {
	if a.Distinct != b.Distinct || len(a.Codes) != len(b.Codes) {
		return false
	}
	there, back := make([]uint32, a.Distinct+1), make([]uint32, b.Distinct+1)
	for row, code := range a.Codes {
		other := b.Codes[row]
		switch {
		case (code == 0) != (other == 0):
			return false
		case code == 0:
		case there[code] == 0 && back[other] == 0:
			if a.Text(code) != b.Text(other) {
				return false
			}
			there[code], back[other] = other, code
		case there[code] != other || back[other] != code:
			return false
		}
	}
	return true
}

// An Inclusion says how much of one column lies in another, of this table or
// another: a foreign key if all of it does. NULL lies in every column.
type Inclusion struct {
	From, To   int
	Values     int     // distinct values of From
	Missing    int     // those that To does not have
	Orphans    int     // rows of From with a missing value
	Coverage   float64 // share of the distinct values of From that To has
	Expressive float64 // share of the distinct values of To that From has: small where a few codes lie in a long list by chance
}

// Inclusions compares the distinct values of columns, which may be of several
// tables and of different length, and returns the pairs of which at least a
// share of the values is covered, best first. Columns without values are left
// out.
//
// It sorts all distinct values once, as SPIDER does (Bauckmann, Leser and
// Naumann, "Efficiently Computing Inclusion Dependencies for Schema Discovery",
// ICDE Workshops 2006), so that each value is looked at once for all pairs; it
// holds them in memory at 24 bytes and their text.
func Inclusions(columns []Column, coverage float64) []Inclusion {
	values := spread(columns)
	n := len(columns)
	shared, rows := make([]int, n*n), make([]int, n*n)
	for start := 0; start < len(values); {
		end := start + 1
		for end < len(values) && values[end].text == values[start].text {
			end++
		}
		for _, from := range values[start:end] {
			for _, to := range values[start:end] {
				shared[from.column*n+to.column]++
				rows[from.column*n+to.column] += from.rows
			}
		}
		start = end
	}
	var found []Inclusion
	for from := range columns {
		for to := range columns {
			i := Inclusion{From: from, To: to, Values: shared[from*n+from]}
			if from == to || i.Values == 0 || shared[to*n+to] == 0 {
				continue
			}
			i.Missing = i.Values - shared[from*n+to]
			i.Orphans = rows[from*n+from] - rows[from*n+to]
			i.Coverage = float64(shared[from*n+to]) / float64(i.Values)
			i.Expressive = float64(shared[from*n+to]) / float64(shared[to*n+to])
			if i.Coverage >= coverage && i.Missing < i.Values {
				found = append(found, i)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b Inclusion) int {
		return cmp.Or(cmp.Compare(b.Coverage, a.Coverage), cmp.Compare(b.Expressive, a.Expressive))
	})
	return found
}

// A valued is a distinct value of a column.
type valued struct {
	text   string
	column int
	rows   int
}

// spread returns the values of all columns, sorted by text.
func spread(columns []Column) []valued {
	var all []valued
	for i, c := range columns {
		counts := make([]int, c.Distinct+1)
		for _, code := range c.Codes {
			counts[code]++
		}
		for code, text := range c.Values {
			if counts[code+1] > 0 {
				all = append(all, valued{text, i, counts[code+1]})
			}
		}
	}
	slices.SortFunc(all, func(a, b valued) int { return cmp.Compare(a.text, b.text) })
	return all
}
