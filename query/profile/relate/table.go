package relate

import "math"

// A Table counts the rows by two categories.
type Table struct {
	Rows     float64
	A, B     int     // categories of each that occur
	Cells    int     // pairs of them that occur
	Phi2     float64 // chi-squared over the rows
	Mutual   float64 // information, in nats
	EntropyA float64
	EntropyB float64
}

// A counter makes tables. It keeps its memory from one to the next.
type counter struct {
	cells, a, b []int32
	logs        []float64 // n ln n
}

// NewTable counts rows by two categories. Codes are from 1 on; 0 is missing.
func NewTable(a, b []uint32) Table {
	var most [2]uint32
	for i := range a {
		most[0], most[1] = max(most[0], a[i]), max(most[1], b[i])
	}
	return new(counter).table(a, b, int(most[0]), int(most[1]))
}

// table counts rows by codes up to na and nb.
func (c *counter) table(a, b []uint32, na, nb int) Table {
	width := nb + 1
	c.cells = zeros(c.cells, (na+1)*width)
	for i, code := range a {
		c.cells[int(code)*width+int(b[i])]++
	}
	c.a, c.b = zeros(c.a, na+1), zeros(c.b, width)
	var rows int32
	for i := 1; i <= na; i++ {
		for k, n := range c.cells[i*width+1 : (i+1)*width] {
			c.a[i] += n
			c.b[k+1] += n
		}
		rows += c.a[i]
	}
	t := Table{Rows: float64(rows), Phi2: -1}
	c.fill(int(rows))
	var cells, sumA, sumB float64
	for _, n := range c.a[1:] {
		if n > 0 {
			t.A++
			sumA += c.logs[n]
		}
	}
	for _, n := range c.b[1:] {
		if n > 0 {
			t.B++
			sumB += c.logs[n]
		}
	}
	for i := 1; i <= na; i++ {
		if c.a[i] == 0 {
			continue
		}
		var row float64
		for k, n := range c.cells[i*width+1 : (i+1)*width] {
			if n > 0 {
				t.Cells++
				cells += c.logs[n]
				row += float64(n) * float64(n) / float64(c.b[k+1])
			}
		}
		t.Phi2 += row / float64(c.a[i])
	}
	if rows == 0 {
		return Table{}
	}
	t.Phi2 = max(0, t.Phi2)
	all := c.logs[rows]
	t.Mutual = max(0, (cells-sumA-sumB+all)/t.Rows)
	t.EntropyA, t.EntropyB = max(0, (all-sumA)/t.Rows), max(0, (all-sumB)/t.Rows)
	return t
}

// fill makes n ln n known up to n.
func (c *counter) fill(n int) {
	if len(c.logs) == 0 {
		c.logs = append(c.logs, 0)
	}
	for i := len(c.logs); i <= n; i++ {
		c.logs = append(c.logs, float64(i)*math.Log(float64(i)))
	}
}

func zeros(s []int32, n int) []int32 {
	if cap(s) < n {
		return make([]int32, n)
	}
	s = s[:n]
	clear(s)
	return s
}

// freedom returns the degrees of freedom of the table.
func (t Table) freedom() float64 { return float64((t.A - 1) * (t.B - 1)) }

// CramersV returns Cramér's V, 0 to 1, corrected for the bias that many
// categories and few rows give it (Bergsma, A bias-correction for Cramér's V and
// Tschuprow's T, 2013).
func (t Table) CramersV() float64 {
	if t.A < 2 || t.B < 2 || t.Rows < 2 {
		return math.NaN()
	}
	a, b, n := float64(t.A), float64(t.B), t.Rows-1
	phi2 := max(0, t.Phi2-(a-1)*(b-1)/n)
	a -= (a - 1) * (a - 1) / n
	b -= (b - 1) * (b - 1) / n
	least := min(a, b) - 1
	if !(least > 0) {
		return math.NaN()
	}
	return within(math.Sqrt(phi2/least), 0, 1)
}

// TheilsU returns how much of the entropy of the second the first tells, 0 to 1:
// Theil's uncertainty coefficient.
func (t Table) TheilsU() float64 {
	if !(t.EntropyB > 0) {
		return math.NaN()
	}
	return within(t.Mutual/t.EntropyB, 0, 1)
}

// MutualInformation returns the mutual information over the geometric mean of the
// two entropies, 0 to 1 (Strehl and Ghosh, Cluster ensembles, 2002), corrected for
// the bias that few rows give it (Miller, Note on the bias of information
// estimates, 1955, with the cells that occur).
func (t Table) MutualInformation() float64 {
	d := math.Sqrt(t.EntropyA * t.EntropyB)
	if !(d > 0) {
		return math.NaN()
	}
	bias := float64(max(0, t.Cells-t.A-t.B+1)) / (2 * t.Rows)
	return within((t.Mutual-bias)/d, 0, 1)
}
