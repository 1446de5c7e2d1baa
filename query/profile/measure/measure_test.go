package measure

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/tarnlake/tarn/query/profile/sketch"
	"github.com/tarnlake/tarn/query/profile/sorted"
)

func near(a, b float64) bool {
	return a == b || math.Abs(a-b) <= 1e-9*max(math.Abs(a), math.Abs(b), 1)
}

// The figures were worked out by their definitions, elsewhere.
func TestMoments(t *testing.T) {
	c := NewColumn(Double, DefaultLimits(1))
	c.AddDoubles([]float64{2.5, -1, math.NaN(), 0}, nil)
	c.AddDoubles([]float64{7, 99, 7, math.Inf(1)}, Mask{0b1101})
	c.AddDoubles(nil, nil)
	c.AddDoubles([]float64{1e3, 3.25, math.Copysign(0, -1), math.Inf(-1)}, nil)
	m := &c.Numbers.Moments
	for _, f := range []struct {
		name      string
		got, want float64
	}{
		{"count", float64(m.Count), 8},
		{"min", m.Min, -1},
		{"max", m.Max, 1000},
		{"mean", m.Mean, 127.34375},
		{"sum", m.Total(), 1018.75},
		{"variance", m.Variance(), 124340.62388392857},
		{"skewness", m.Skewness(), 2.267445315842669},
		{"kurtosis", m.Kurtosis(), 3.141995577577025},
		{"nulls", float64(c.Nulls), 1},
		{"zeros", float64(c.Numbers.Zeros), 2},
		{"negatives", float64(c.Numbers.Negatives), 1},
		{"fractions", float64(c.Numbers.Fractions), 2},
		{"nan", float64(c.Numbers.NaN), 1},
		{"infinite", float64(c.Numbers.Infinite), 1},
		{"minus infinite", float64(c.Numbers.MinusInfinite), 1},
		{"distinct", c.Values.Count(), 9}, // 2.5, -1, NaN, 0, 7, inf, 1000, 3.25, -inf
		{"once", c.Values.Once(), 7},
	} {
		if !near(f.got, f.want) {
			t.Errorf("%s: got %v, want %v", f.name, f.got, f.want)
		}
	}
}

// Numbers that are large and nearly the same keep the digits of their variance.
func TestMomentsFar(t *testing.T) {
	c := NewColumn(Double, DefaultLimits(1))
	for range 1000 {
		c.AddDoubles([]float64{1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16}, nil)
	}
	if got, want := c.Numbers.Moments.Variance(), 22.5*4000/3999; !near(got, want) {
		t.Errorf("variance: got %v, want %v", got, want)
	}
}

func TestOrder(t *testing.T) {
	tests := []struct {
		numbers []float64
		want    string
	}{
		{[]float64{1, 2, 3}, "increasing strictly"},
		{[]float64{1, 1, 3}, "increasing"},
		{[]float64{3, 2, -1}, "decreasing strictly"},
		{[]float64{3, 3, -1}, "decreasing"},
		{[]float64{1, 3, 2}, ""},
		{[]float64{1, 1}, ""},
		{[]float64{1}, ""},
	}
	for _, test := range tests {
		for cut := range len(test.numbers) {
			var a, b Order
			a.add(test.numbers[:cut])
			b.add(test.numbers[cut:])
			a.merge(b)
			if got := a.String(); got != test.want {
				t.Errorf("%v cut at %d: got %q, want %q", test.numbers, cut, got, test.want)
			}
		}
	}
}

// The numbers at the ends are counted exactly, in whatever parts they come.
func TestTails(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	l := Limits{Distinct: 160, Frequent: 16, Rank: 0.05} // 20 are kept
	whole, a, b := newNumbers(l), newNumbers(l), newNumbers(l)
	var all []float64
	for i := range 5_000 {
		x := math.Floor(random.NormFloat64() * 1000)
		all = append(all, x)
		whole.add([]float64{x})
		if i < 2_000 {
			a.add([]float64{x})
		} else {
			b.add([]float64{x})
		}
	}
	a.merge(b)
	slices.Sort(all)
	for name, n := range map[string]*Numbers{"whole": whole, "merged": a} {
		for _, away := range []int{0, 1, 7, 19} {
			low, high := all[away], all[len(all)-1-away]
			var want int64
			for _, x := range all {
				if x < low || x > high {
					want++
				}
			}
			if got, known := n.Outside(low, high); got != want || !known {
				t.Errorf("%s: outside %v to %v: got %d, known %v; want %d", name, low, high, got, known, want)
			}
		}
		if _, known := n.Outside(all[2000], all[3000]); known {
			t.Errorf("%s: more is known than is kept", name)
		}
	}
}

func TestTexts(t *testing.T) {
	c := NewColumn(Text, DefaultLimits(1))
	var texts [][]byte
	for _, text := range []string{"Abc", "", "  ", " x1", "größe", "ÄRGER ", "\u00a0", "a-b", "abc\u2003"} {
		texts = append(texts, []byte(text))
	}
	c.AddTexts(texts, nil)
	got := *c.Texts
	got.Lengths = Moments{Min: got.Lengths.Min, Max: got.Lengths.Max, Count: got.Lengths.Count, Sum: got.Lengths.Sum}
	want := Texts{
		Lengths: Moments{Min: 0, Max: 6, Count: 9, Sum: 3 + 0 + 2 + 3 + 5 + 6 + 1 + 3 + 4},
		Empty:   1, Blank: 2, Padded: 3, // " x1", "ÄRGER ", "abc" and an em space
		Upper: 2, Lower: 5, Digits: 1, Spaces: 5, Punctuation: 1, NonASCII: 4,
	}
	if got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestTimes(t *testing.T) {
	c := NewColumn(Time, DefaultLimits(1))
	var micros []int64
	for _, text := range []string{"1969-12-30T00:00:00Z", "1969-12-31T23:59:59Z", "1970-01-03T12:00:00Z", "1970-01-03T12:30:00Z"} {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		micros = append(micros, at.UnixMicro())
	}
	c.AddIntegers(micros, nil)
	times := c.Times
	if want := [7]int64{2: 1, 3: 1, 6: 2}; times.Weekdays != want { // a Tuesday, a Wednesday, a Saturday
		t.Errorf("weekdays: got %v, want %v", times.Weekdays, want)
	}
	if want := [24]int64{0: 1, 12: 2, 23: 1}; times.Hours != want {
		t.Errorf("hours: got %v, want %v", times.Hours, want)
	}
	if times.Midnight != 1 || times.Days.Count() != 3 {
		t.Errorf("midnight %d, days %d; want 1 and 3", times.Midnight, times.Days.Count())
	}
	if got, want := times.Days.Gaps(), []Gap{{0, 1}}; !slices.Equal(got, want) {
		t.Errorf("gaps: got %v, want %v", got, want)
	}
	if c.Least != micros[0] || c.Greatest != micros[3] {
		t.Errorf("from %d to %d; want %d to %d", c.Least, c.Greatest, micros[0], micros[3])
	}
}

// The days of a thousand years are too many to follow all.
func TestDaysFar(t *testing.T) {
	var d Days
	d.add(0)
	d.add(400_000)
	d.add(100)
	if !d.Outside || d.Count() != 2 {
		t.Errorf("outside %v, count %d; want true and 2", d.Outside, d.Count())
	}
}

// table measures rows of an integer and a text, part by part.
func table(l Limits, seed uint64, rows []row, part int) *Table {
	t := NewTable([]Kind{Integer, Text}, l, seed)
	for p := range slices.Chunk(rows, part) {
		t.Begin(len(p))
		for chunk := range slices.Chunk(p, 64) {
			var numbers []int64
			var texts [][]byte
			mask := make(Mask, 1)
			for i, r := range chunk {
				numbers, texts = append(numbers, r.number), append(texts, []byte(r.text))
				if r.text != "null" {
					mask[0] |= 1 << i
				}
			}
			t.Columns[0].AddIntegers(numbers, nil)
			t.Columns[1].AddTexts(texts, mask)
		}
		t.End()
	}
	return t
}

type row struct {
	number int64
	text   string
}

func rows(n int, distinct int64) []row {
	random := rand.New(rand.NewPCG(5, 6))
	all := make([]row, n)
	for i := range all {
		all[i] = row{random.Int64N(distinct), fmt.Sprint("text ", random.Int64N(distinct))}
		if i%50 == 0 {
			all[i].text = "null"
		}
	}
	return all
}

// However the rows are cut into parts, the same is known of them.
func TestTableParts(t *testing.T) {
	small := Limits{Distinct: 128, Frequent: 32, Rank: 0.02, Sample: 200, Rows: 100_000}
	all := rows(5_000, 40)
	whole := table(small, 0, all, len(all))
	for _, part := range []int{1, 63, 1000} {
		if got := table(small, 0, all, part); !reflect.DeepEqual(summary(got), summary(whole)) {
			t.Errorf("parts of %d: got %+v\nwant %+v", part, summary(got), summary(whole))
		}
	}
	merged := table(small, 1, all[:1234], 100)
	merged.Merge(table(small, 2, all[1234:], 500))
	got, want := summary(merged), summary(whole)
	got.Sample, want.Sample = 0, 0 // rows drawn otherwise
	if !reflect.DeepEqual(got, want) {
		t.Errorf("merged: got %+v\nwant %+v", got, want)
	}
}

// What is known of few distinct values is exact, and so the same in all ways.
type known struct {
	Rows, Nulls      int64
	Distinct, Once   [2]float64
	Sum, Median, Std float64
	Length           float64
	Extra, Distincts float64
	Sample           int
	Top              int64
}

func summary(t *Table) known {
	n, s := t.Columns[0], t.Columns[1]
	repeats := t.Repeats.Count()
	return known{
		Rows: t.Rows, Nulls: s.Nulls,
		Distinct: [2]float64{n.Values.Count(), s.Values.Count()},
		Once:     [2]float64{n.Values.Once(), s.Values.Once()},
		Sum:      n.Numbers.Moments.Total(), Std: math.Round(n.Numbers.Moments.StandardDeviation()*1e9) / 1e9,
		Length: s.Texts.Lengths.Total(),
		Extra:  repeats.Extra, Distincts: repeats.Distinct,
		Sample: len(t.Sample.Rows), Top: s.Values.Top(1)[0].Count,
	}
}

// Repeats are counted as a map counts them.
func TestRepeats(t *testing.T) {
	all := rows(20_000, 100)
	counts := make(map[row]int)
	for _, r := range all {
		counts[r]++
	}
	var distinct, extra float64
	for _, n := range counts {
		if n > 1 {
			distinct++
			extra += float64(n - 1)
		}
	}
	l := DefaultLimits(2)
	got := table(l, 0, all, 999).Repeats.Count()
	if !got.Exact || got.Distinct != distinct || got.Extra != extra || float64(len(got.Counts)) != distinct {
		t.Errorf("got %v distinct, %v extra; want %v, %v", got.Distinct, got.Extra, distinct, extra)
	}
	l.Rows = 5_000
	got = table(l, 0, all, 999).Repeats.Count()
	if got.Extra != extra { // all distinct rows fit in what is followed
		t.Errorf("followed: got %v extra, want %v", got.Extra, extra)
	}
}

// The greatest numbers are kept in whatever order they come, and no more of them
// than twice as many as are wanted.
func TestTail(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	const n, keep = 20_000, 100
	for name, number := range map[string]func(i int) float64{
		"rising":  func(i int) float64 { return float64(i) },
		"falling": func(i int) float64 { return float64(n - i) },
		"drawn":   func(int) float64 { return float64(random.IntN(1_000_000)) },
		"few":     func(int) float64 { return float64(random.IntN(3)) },
		"same":    func(int) float64 { return 7 },
		"pipes":   func(i int) float64 { return float64(min(i%137, 137-i%137)) },
	} {
		tail := newTail(keep)
		var all []float64
		for i := range n {
			all = append(all, number(i))
			tail.add(all[i:], 1)
			if len(tail.Numbers) > 2*keep {
				t.Fatalf("%s: %d numbers are kept", name, len(tail.Numbers))
			}
		}
		slices.Sort(all)
		for _, k := range []int{1, 7, keep / 2, keep - 1, keep, 3 * keep} {
			x := all[n-k]
			want, _ := slices.BinarySearch(all, math.Nextafter(x, math.Inf(1)))
			got, known := tail.Above(x)
			if known && got != int64(n-want) || !known && x > tail.Cut {
				t.Errorf("%s: %d numbers above %v (known %v), want %d", name, got, x, known, n-want)
			}
			if k < keep && x > all[n-keep] && !known {
				t.Errorf("%s: how many are above the %dth is not known", name, k)
			}
		}
	}
}

// Of times, too, only the latest are kept.
func TestLatest(t *testing.T) {
	l := Limits{Distinct: 100, Frequent: 10, Rank: 0.1}
	c := NewColumn(Time, l)
	for i := range int64(5000) {
		c.AddIntegers([]int64{i * microsDay}, nil)
	}
	if n := len(c.Times.Latest.Numbers); n < l.Distinct || n > 2*l.Distinct {
		t.Errorf("%d times are kept, want %d to %d", n, l.Distinct, 2*l.Distinct)
	}
	if n, known := c.Times.Latest.Above(4990 * microsDay); n != 9 || !known {
		t.Errorf("%d times are after the day 4990, known %v; want 9", n, known)
	}
}

// Rows of which memory does not hold the hashes are counted as those of which it
// does; more than the limit are estimated.
func TestRepeatsSpilled(t *testing.T) {
	place := &sorted.Place{Dir: t.TempDir()}
	defer place.Close()
	const n = 3 << 20 // three blocks
	var extra float64
	hashes := make([]uint64, n)
	for i := range hashes {
		hashes[i] = sketch.Hash(uint64(i))
		if i%1000 == 999 {
			hashes[i] = hashes[i-1]
			extra++
		}
	}
	for _, limit := range []int{n, n - 1} {
		table := NewTable([]Kind{Integer}, Limits{Rows: limit}, 0)
		table.SpillRows(place, 1)
		for part := range slices.Chunk(hashes, 100_000) {
			table.Repeats.add(part)
		}
		got := table.Repeats.Count()
		if got.Exact != (limit == n) || got.Exact && got.Extra != extra || math.Abs(got.Extra-extra) > extra/2 || table.Repeats.Err() != nil {
			t.Errorf("of at most %d rows: got %v, exact %v; want %v", limit, got.Extra, got.Exact, extra)
		}
	}
	table := NewTable([]Kind{Integer}, Limits{Rows: n}, 0)
	table.SpillRows(&sorted.Place{Dir: "no/such/folder"}, 1)
	table.Repeats.add(hashes)
	if got := table.Repeats.Count(); got.Exact || table.Repeats.Err() == nil {
		t.Errorf("without a folder: got %v extra, exact %v, %v", got.Extra, got.Exact, table.Repeats.Err())
	}
}

// A table looked at in two passes, some columns each, is as one looked at once.
func TestBeside(t *testing.T) {
	all := rows(20_000, 100)
	l := DefaultLimits(2)
	l.Sample = 500
	want := table(l, 3, all, 999)
	parts := []*Table{NewTable([]Kind{Integer}, l, 3), NewTable([]Kind{Text}, l, 3)}
	for part := range slices.Chunk(all, 640) {
		parts[0].Begin(len(part))
		parts[1].Begin(len(part))
		for chunk := range slices.Chunk(part, 64) {
			var numbers []int64
			var texts [][]byte
			mask := make(Mask, 1)
			for i, r := range chunk {
				numbers, texts = append(numbers, r.number), append(texts, []byte(r.text))
				if r.text != "null" {
					mask[0] |= 1 << i
				}
			}
			parts[0].Columns[0].AddIntegers(numbers, nil)
			parts[1].Columns[0].AddTexts(texts, mask)
		}
		parts[0].End()
		parts[1].End()
	}
	if err := parts[0].Beside(parts[1]); err != nil {
		t.Fatal(err)
	}
	if got := summary(parts[0]); !reflect.DeepEqual(got, summary(want)) {
		t.Errorf("got %+v\nwant %+v", got, summary(want))
	}
	if err := parts[0].Beside(NewTable([]Kind{Text}, l, 3)); err == nil {
		t.Error("tables of different rows were put together")
	}
}

// The sample holds whole rows, in order, and about as many as it may.
func TestSample(t *testing.T) {
	all := rows(10_000, 1000)
	l := DefaultLimits(2)
	l.Sample = 500
	merged := table(l, 7, all[:4000], 300)
	merged.Merge(table(l, 8, all[4000:], 300))
	for name, s := range map[string]*Sample{"whole": &table(l, 0, all, 300).Sample, "merged": &merged.Sample} {
		if n := len(s.Rows); n > 500 || n < 200 {
			t.Errorf("%s: %d rows of at most 500", name, n)
		}
		if !slices.IsSorted(s.Rows) {
			t.Errorf("%s: not in order", name)
		}
		for i, at := range s.Rows {
			r := all[at]
			if int64(s.Columns[0].Bits[i]) != r.number {
				t.Errorf("%s: row %d has the number %d, want %d", name, at, s.Columns[0].Bits[i], r.number)
			}
			if null := r.text == "null"; s.Columns[1].Null[i] != null || !null && s.Columns[1].Texts[i] != r.text {
				t.Errorf("%s: row %d has the text %q, want %q", name, at, s.Columns[1].Texts[i], r.text)
			}
		}
	}
}

// With more values than are counted, the counts of the common ones are bounds.
func TestCommon(t *testing.T) {
	l := Limits{Distinct: 64, Frequent: 32, Rank: 0.02, Sample: 10, Rows: 10}
	var all []row
	for i := range 3000 {
		all = append(all, row{number: int64(i)})
		if i%3 == 0 {
			all = append(all, row{number: -5})
		}
	}
	for _, seed := range []int{100, 2000} {
		whole := table(l, 0, all[:seed], 64)
		whole.Merge(table(l, 1, all[seed:], 64))
		c := whole.Columns[0]
		if c.Exact() || c.Common == nil {
			t.Fatalf("cut at %d: 3001 values cannot be counted exactly", seed)
		}
		top := c.Common.Top(1)
		if len(top) != 1 || top[0].Value.Integer() != -5 || top[0].Count > 1000 || top[0].Count+c.Common.Offset() < 1000 {
			t.Errorf("cut at %d: the most common is %v with an offset of %d; want -5, 1000 times", seed, top, c.Common.Offset())
		}
	}
}

func TestMarshal(t *testing.T) {
	l := Limits{Distinct: 64, Frequent: 32, Rank: 0.02, Sample: 100, Rows: 1000}
	all := rows(3_000, 500)
	first := table(l, 0, all[:1500], 100)
	b, err := first.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	if size := first.Size(); size < int64(len(b))/2 || size > 2*int64(len(b)) {
		t.Errorf("size %d, written %d", size, len(b))
	}
	var read Table
	if err := read.UnmarshalBinary(b); err != nil {
		t.Fatal(err)
	}
	if got, want := summary(&read), summary(first); !reflect.DeepEqual(got, want) {
		t.Errorf("read %+v\nwrote %+v", got, want)
	}
	rest := table(l, 1, all[1500:], 100)
	read.Merge(rest)
	first.Merge(rest)
	if got, want := summary(&read), summary(first); !reflect.DeepEqual(got, want) {
		t.Errorf("merged after reading %+v\nwant %+v", got, want)
	}
	for _, bad := range [][]byte{nil, {9}, b[:len(b)/2]} {
		if err := new(Table).UnmarshalBinary(bad); err == nil {
			t.Errorf("%d bytes that are no table were read", len(bad))
		}
	}
}

func BenchmarkColumn(b *testing.B) {
	const n = 2048
	few, many := make([]int64, n), make([]int64, n)
	texts := make([][]byte, n)
	doubles := make([]float64, n)
	for i := range n {
		few[i], texts[i] = int64(i%10), fmt.Appendf(nil, "customer %d", i*7919)
	}
	add := map[string]func(c *Column, round int){
		"integers few": func(c *Column, _ int) { c.AddIntegers(few, nil) },
		"integers all different": func(c *Column, round int) {
			for i := range many {
				many[i] = int64(round*n + i)
			}
			c.AddIntegers(many, nil)
		},
		"doubles": func(c *Column, round int) {
			for i := range doubles {
				doubles[i] = float64(round*n+i) * 1.25
			}
			c.AddDoubles(doubles, nil)
		},
		"texts": func(c *Column, _ int) { c.AddTexts(texts, nil) },
		"times": func(c *Column, _ int) { c.AddIntegers(many, nil) },
	}
	for name, f := range add {
		b.Run(name, func(b *testing.B) {
			kind := map[byte]Kind{'i': Integer, 'd': Double, 't': Text}[name[0]]
			if name == "times" {
				kind = Time
			}
			c := NewColumn(kind, DefaultLimits(8))
			b.SetBytes(8 * n)
			b.ReportAllocs()
			round := 0
			for b.Loop() {
				f(c, round)
				round++
			}
		})
	}
}
