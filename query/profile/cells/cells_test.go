package cells_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/tarnlake/tarn/query/profile/cells"
)

// texts writes out a column told as "12.0×20 N/A×3": texts and how often, spaces
// in them as _. An element 1..20 is the numbers from 1 to 20.
func texts(told string) (list []string) {
	for _, element := range strings.Fields(told) {
		text, times, _ := strings.Cut(strings.ReplaceAll(element, "_", " "), "×")
		count := 1
		fmt.Sscan(times, &count)
		var from, to int
		if n, _ := fmt.Sscanf(text, "%d..%d", &from, &to); n == 2 {
			for i := from; i <= to; i++ {
				list = append(list, slices.Repeat([]string{fmt.Sprint(i)}, count)...)
			}
			continue
		}
		list = append(list, slices.Repeat([]string{text}, count)...)
	}
	return list
}

// tableOf makes a table of columns, the shorter ones filled up with NULL.
func tableOf(told ...string) []cells.Column {
	lists := make([][]string, len(told))
	rows := 0
	for i, one := range told {
		lists[i] = texts(one)
		rows = max(rows, len(lists[i]))
	}
	records := make([][]string, rows)
	for row := range records {
		records[row] = make([]string, len(told))
		for i, list := range lists {
			if row < len(list) {
				records[row][i] = list[row]
			}
		}
	}
	header := make([]string, len(told))
	for i := range header {
		header[i] = string(rune('a' + i))
	}
	return columns(header, records)
}

func TestDisguises(t *testing.T) {
	for _, test := range []struct{ values, want string }{
		// Texts.
		{"1..20 ?×3", "?"},
		{"1..20 n/a N/A×2", "N/A n/a"},
		{"yes×9 no×9 nan", "nan"},
		{"none×4 brick×9 wood×9", ""}, // a kind of wall, perhaps
		{"none×4 1..30", "none"},
		{"red×9 blue×9 -×2", "-"},
		{"/×5 /home /home/a×3 /shop×2", ""}, // a root
		{"-×5 -1 -2 -3 -4..3", "-"},         // no root
		{"1..20 closed×3", "closed"},        // the only text
		{"1..20 closed×3 open×3", ""},
		{"1..20 x17", ""},
		{"a×20 b×20", ""},

		// Numbers.
		{"0×5 44..120", "0"},
		{"0.0×5 18.2 18.4 19.1 19.3 19.4 19.5 19.6 20.1 20.2 20.3 21 21.1", "0.0"},
		{"0×30 1..17×5", ""},          // the end of what there is
		{"0×200 12 15 20 25..60", ""}, // what is usual
		{"0×4 1..5×4", ""},            // too few numbers to tell
		{"-1×6 0..50", "-1"},
		{"-1×6 -0.98 -0.97 -0.9 -0.8 -0.7 -0.6 -0.5 -0.4 0 0.1 0.2 0.3", ""},
		{"999×3 18..90×2", "999"},
		{"9999×3 100..140", "9999"},
		{"99×3 80..98×2 100..120", ""}, // in the midst of them
		{"999×4 9999×4 1..15", "999 9999"},

		{"9999×4 400 450 500 550 600 700 750 900 1500 8000 9500", "9999"}, // all others end in 50 or 00
		{"9999×4 400 450 500 550 600 700 750 900 1501 8000 9500", ""},
		{"9999×20 400 451 500 551 600 701 750 900 1501 8000 9500 9650 9700 9800 9913", "9999"}, // so common
		{"9999×4 400 451 500 551 600 701 750 900 1501 8000 9500 9650 9700 9800 9913", ""},

		// Dates.
		{"1900-01-01×3 1980-05-01 1981-02-28 1999-12-31 1970-03-01", "1900-01-01"},
		{"1900-01-01 1899-05-01 1901-02-28 1902-12-31", ""}, // of that time
		{"9999-12-31×2 2020-01-01 2020-05-06 2021-07-08", "9999-12-31"},
		{"1970-01-01_00:00:00 2020-01-01_10:00:00 2020-05-06_11:00:00 2021-07-08_12:00:00", "1970-01-01 00:00:00"},
	} {
		var found []string
		for _, d := range cells.Disguises(tableOf(test.values)[0]) {
			if d.Score >= cells.Likely {
				found = append(found, d.Value)
			}
		}
		slices.Sort(found)
		if got := strings.Join(found, " "); got != test.want {
			t.Errorf("%s: got %q, want %q", test.values, got, test.want)
		}
	}
}

func TestFind(t *testing.T) {
	for _, test := range []struct {
		columns []string
		want    string // kind, column and the values found, without those that are fine
	}{
		{[]string{"1..30"}, ""},
		{[]string{"10:30_a.m.×20 11:05_a.m.×20 12:00×1"}, "format a: 12:00"},
		{[]string{"10:30×60 11:05×60 shut×20"}, ""}, // a code
		{[]string{"AB-12×20 CD-7×20 EF/9"}, "format a: EF/9"},
		{[]string{"red×30 blue×30 dark_green"}, ""}, // words alone say nothing
		{[]string{"0.05×30 0.06×30 5%×3"}, "format a: 5%; unit a: 5%"},
		{[]string{"12_oz×10 12_oz.×9 16_ounce×9"}, "unit a: 12 oz, 12 oz., 16 ounce"},
		{[]string{"1029_WE×3 2560_LR×3 1033_YP×3"}, ""}, // postcodes
		{[]string{"12_kg×50 14_kg×9 30_lb×2"}, "unit a: 30 lb"},
		{[]string{"Orl\uFFFDans Paris×3 Bj\u0329rn CafÃ© Café"}, "encoding a: Bj\u0329rn, CafÃ©, Orl\uFFFDans"},
		{[]string{"0035-9157×20 1537-6613×20 22-Mar"}, "format a: 22-Mar"},
		{[]string{"4/2/15 1/1/71×5 12/25/99"}, "ambiguous a: 4/2/15"},
		{[]string{"1..99 10000000"}, "outlier a: 10000000"},
		{[]string{"1 2 4 8 16 32 64 128 256 512 1024 2048 4096 8192"}, ""},
		{[]string{"birmingham×40 birminghxm"}, "typo a: birminghxm"},
		{[]string{"0.391×40 -0.391"}, ""},
		{[]string{"1..99", "x×96"}, "missing b: NULL"},
		{
			[]string{"Salem×9 Bend×9 Salem_OR Bend_OR Gary_IN", "OR×9 IN×9"},
			"misplaced a: Bend OR, Gary IN, Salem OR; misplaced b: NULL",
		},
		{[]string{"Salem×9 Bend_OR×9", "OR×9 IN×9"}, ""},
	} {
		r, err := cells.Find(t.Context(), tableOf(test.columns...), cells.Options{})
		if err != nil || len(r.Stopped) > 0 {
			t.Fatal(err, r.Stopped)
		}
		var got []string
		for _, f := range r.Findings {
			values := map[string]bool{}
			for _, e := range f.Examples {
				if e.Found == nil {
					values["NULL"] = true
				} else {
					values[*e.Found] = true
				}
			}
			var list []string
			for v := range values {
				list = append(list, v)
			}
			slices.Sort(list)
			got = append(got, fmt.Sprintf("%s %c: %s", f.Kind, 'a'+rune(f.Column), strings.Join(list, ", ")))
		}
		if text := strings.Join(got, "; "); text != test.want {
			t.Errorf("%q:\n got %s\nwant %s", test.columns, text, test.want)
		}
	}
}

// A cell that contradicts rows like its own is found, with the value that it
// should have, whereas a row that is about something else is left alone.
func TestFindContradictions(t *testing.T) {
	var records [][]string
	for i := range 40 {
		for range 6 {
			records = append(records, []string{fmt.Sprintf("shop%c%c", 'a'+i/7, 'k'+i%7), fmt.Sprintf("name%c%c", 'a'+i/7, 'k'+i%7), fmt.Sprintf("town%c", 'a'+i/2)})
		}
	}
	records[7][2] = "towna and more"
	r, err := cells.Find(t.Context(), columns([]string{"shop", "name", "town"}, records), cells.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Findings) != 1 || r.Findings[0].Kind != cells.Dependency || fmt.Sprint(r.Findings[0].Rows) != "[7]" ||
		*r.Findings[0].Examples[0].Expected != "towna" {
		t.Errorf("got %+v", r.Findings)
	}
}

// What is not looked at is said.
func TestFindStops(t *testing.T) {
	table := tableOf("1..30", "a×10 b×20", "c×30")
	for _, test := range []struct {
		options cells.Options
		want    string
	}{
		{cells.Options{}, ""},
		{cells.Options{Columns: 2}, "only the first 2 columns"},
		{cells.Options{Work: 1}, "stopped early: work"},
	} {
		r, err := cells.Find(t.Context(), table, test.options)
		if got := strings.Join(r.Stopped, "; "); err != nil || !strings.Contains(got, test.want) || test.want == "" && got != "" {
			t.Errorf("%+v: got %q, %v; want %q", test.options, got, err, test.want)
		}
	}
}

// A row far from all others has the greatest score, in any unit, with numbers
// missing here and there, and one that is far out does not hide another.
func TestRowScores(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	numbers := make([][]float64, 3)
	for i, unit := range []float64{1, 1e6, 1e-6} {
		for range 500 {
			numbers[i] = append(numbers[i], random.NormFloat64()*unit)
		}
	}
	numbers[0][3], numbers[1][7], numbers[2][9] = 30, 30e6, math.NaN()
	numbers[0][11] = 1e12
	scores := cells.RowScores(numbers)
	order := make([]int, len(scores))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return -1 * int(math.Copysign(1, scores[a]-scores[b])) })
	if first := order[:3]; first[0] != 11 || !slices.Contains(first, 3) || !slices.Contains(first, 7) {
		t.Errorf("got rows %v", first)
	}
	if math.IsNaN(scores[9]) || math.IsInf(scores[9], 0) {
		t.Errorf("a row with a missing number has the score %g", scores[9])
	}
	if again := cells.RowScores(numbers); !slices.Equal(again, scores) {
		t.Error("not the same twice")
	}
	for _, none := range [][][]float64{nil, {{}}, {{1}}, {{1, 1, 1}}, {{math.NaN(), 1}}} {
		for _, score := range cells.RowScores(none) {
			if score != 0 {
				t.Errorf("%v: got %g", none, score)
			}
		}
	}
}

// The oddest rows are told with the columns that make them so, of those that
// vary; rows without a number are not odd, and nobody is where all are alike.
func TestOddest(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	numbers := make([][]float64, 4)
	for range 500 {
		x := random.NormFloat64()
		numbers[0] = append(numbers[0], 1)
		numbers[1] = append(numbers[1], x)
		numbers[2] = append(numbers[2], x+random.NormFloat64()/100)
		numbers[3] = append(numbers[3], 1000*random.NormFloat64())
	}
	numbers[1][40], numbers[2][40] = 20, -20
	numbers[3][50] = 1e6
	for i := range numbers {
		numbers[i][60] = math.NaN()
	}
	odd := cells.Oddest(numbers, 3)
	if len(odd) != 3 || odd[0].Row != 50 || odd[1].Row != 40 {
		t.Fatalf("got %+v, want the rows 50 and 40 first", odd)
	}
	if s := odd[0].Shares; len(s) != 4 || s[3] < 0.99 || s[0] != 0 {
		t.Errorf("row 50 is odd in column 3 alone: got %.2f", s)
	}
	if s := odd[1].Shares; s[1] < 0.4 || s[2] < 0.4 || math.Abs(s[1]+s[2]+s[3]-1) > 1e-9 {
		t.Errorf("row 40 is odd in columns 1 and 2: got %.2f", s)
	}
	if odd[1].Score < 20 || odd[2].Score > 10 {
		t.Errorf("row 40 is much odder than the next: got %.1f and %.1f", odd[1].Score, odd[2].Score)
	}
	for _, none := range [][][]float64{nil, {{}}, {{1}}, {{1, 1, 1}}, {{math.NaN(), 1}}} {
		if odd := cells.Oddest(none, 3); len(odd) > 0 {
			t.Errorf("%v: got %+v", none, odd)
		}
	}
}
