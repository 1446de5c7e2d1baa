package render

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/olekukonko/tablewriter/pkg/twwidth"

	"github.com/tarnlake/tarn/query/duck"
)

func TestTable(t *testing.T) {
	text := func(names ...string) (columns []duck.Column) {
		for _, name := range names {
			columns = append(columns, duck.Column{Name: name, Type: duck.Type{Name: "VARCHAR"}})
		}
		return columns
	}
	const long = "the quick brown fox jumps over the lazy dog"
	tests := []struct {
		name    string
		columns []duck.Column
		o       Options
		rows    [][]any
		want    string
	}{
		{"what is not shown is counted", text("a"), Options{MaxRows: 1, Bare: true}, [][]any{{"x"}, {"y"}, {"z"}}, `
╭───╮
│ a │
├───┤
│ x │
╰───╯
… 2 more rows (3 in all)
`},
		{"a note", text("a"), Options{Note: func() string { return "0.1 s" }}, [][]any{{"x"}}, `
╭─────────╮
│ a       │
│ varchar │
├─────────┤
│ x       │
╰─────────╯
1 row (0.1 s)
`},
		{"names stand as they are", text("", "ORDER_id", " two  spaces ", "new\nline", "日本"), Options{Bare: true}, [][]any{{"", "", "", "", ""}}, `
╭──┬──────────┬───────────────┬───────────┬──────╮
│  │ ORDER_id │  two  spaces  │ new\nline │ 日本 │
├──┼──────────┼───────────────┼───────────┼──────┤
│  │          │               │           │      │
╰──┴──────────┴───────────────┴───────────┴──────╯
`},
		{"what cannot be seen is shown", text("a"), Options{Bare: true}, [][]any{
			{"\x1b[31mred\x07"}, {"zero\u200bwidth"}, {"\u202eturned"}, {"no\u00a0break"}, {"\xff\xfe"}, {"∅"}, {nil}, {`C:\new`},
			{"  spaces  "}, {"👩‍👩‍👧 🇩🇪"}, {"é"},
		}, `
╭─────────────────╮
│ a               │
├─────────────────┤
│ \x1b[31mred\x07 │
│ zero\u200bwidth │
│ \u202eturned    │
│ no\u00a0break   │
│ \xff\xfe        │
│ \u2205          │
│ ∅               │
│ C:\new          │
│   spaces        │
│ 👩‍👩‍👧 🇩🇪           │
│ é               │
╰─────────────────╯
`},
		{"wide columns give way", text("id", long, "short"), Options{Width: 40, Bare: true}, [][]any{{"1", long, "four"}}, `
╭────┬─────────────────────────┬───────╮
│ id │ the quick brown fox ju… │ short │
├────┼─────────────────────────┼───────┤
│ 1  │ the quick brown fox ju… │ four  │
╰────┴─────────────────────────┴───────╯
`},
		{"numbers are never cut", []duck.Column{{Name: "a_number_with_a_long_name", Type: duck.Type{Name: "BIGINT"}}, {Name: "b", Type: duck.Type{Name: "VARCHAR"}}}, Options{Width: 20, Bare: true},
			[][]any{{int64(1234567890123456789), long}}, `
╭─────────────────────┬───╮
│ a_number_with_a_lo… │ … │
├─────────────────────┼───┤
│ 1234567890123456789 │ … │
╰─────────────────────┴───╯
… 1 column not show…
1 row
`},
		{"columns that do not fit are named", text("a", "b", "c", "d", "e", "f"), Options{Width: 60, Bare: true},
			[][]any{{long, long, long, long, long, long}}, `
╭──────────────────┬─────────────────┬───┬─────────────────╮
│ a                │ b               │ … │ f               │
├──────────────────┼─────────────────┼───┼─────────────────┤
│ the quick brown… │ the quick brow… │ … │ the quick brow… │
╰──────────────────┴─────────────────┴───┴─────────────────╯
… 3 columns not shown: c, d, e
1 row
`},
	}
	for _, test := range tests {
		got := "\n" + write(t, "table", test.columns, test.o, test.rows...)
		if got != test.want {
			t.Errorf("%s: got%s\nwant%s", test.name, got, test.want)
		}
	}
}

// Colour changes nothing but the colour.
func TestColor(t *testing.T) {
	plain := write(t, "table", shopColumns, Options{}, shopRows...)
	colored := write(t, "table", shopColumns, Options{Color: true}, shopRows...)
	if plain == colored {
		t.Error("no colour")
	}
	if got := twwidth.Filter().ReplaceAllString(colored, ""); got != plain {
		t.Errorf("got\n%s\nwant\n%s", got, plain)
	}
}

// However wide the values are, no line is wider than the terminal, save where
// a number needs the room, and all lines are equally wide.
func TestWidths(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		columns := make([]duck.Column, 1+random.IntN(30))
		rows := make([][]any, random.IntN(4))
		for i := range columns {
			columns[i] = duck.Column{Name: strings.Repeat("né", random.IntN(12)), Type: duck.Type{Name: "VARCHAR"}}
		}
		for r := range rows {
			for range columns {
				rows[r] = append(rows[r], strings.Repeat([]string{"x", "日", "e\u0301", "\n", "🇩🇪", "👩‍👩‍👧"}[random.IntN(6)], random.IntN(40)))
			}
		}
		width := 30 + random.IntN(200)
		lines := strings.Split(write(t, "table", columns, Options{Width: width}, rows...), "\n")
		first := textWidth(lines[0])
		for _, line := range lines {
			got := textWidth(line)
			if box := strings.HasPrefix(line, "│"); got > width || box && got != first {
				t.Fatalf("width %d: a line of %d, the first of %d:\n%s", width, got, first, strings.Join(lines, "\n"))
			}
		}
	}
}

// Rows that are counted without being written count like the others.
func TestSkip(t *testing.T) {
	var b strings.Builder
	table := newTable(&b, []column{{name: "a", typ: &typ{}}}, Options{MaxRows: 2})
	for i := 0; !table.Full(); i++ {
		if err := table.Write([]any{int64(i)}); err != nil {
			t.Fatal(err)
		}
	}
	table.Skip(1_233_998)
	if err := table.Close(); err != nil {
		t.Fatal(err)
	}
	if want := "… 1,233,998 more rows (1,234,000 in all)\n"; !strings.HasSuffix(b.String(), want) {
		t.Errorf("got\n%s", b.String())
	}
}

func TestFit(t *testing.T) {
	tests := []struct {
		natural, least []int
		available      int
		want           string // widths of the columns, | where some are left out
	}{
		{[]int{5, 5}, []int{5, 5}, 0, "5 5"},
		{[]int{5, 5}, []int{1, 1}, 17, "5 5"},
		{[]int{5, 5}, []int{1, 1}, 16, "5 4"},
		{[]int{5, 50, 7}, []int{5, 12, 7}, 40, "5 18 7"},
		{[]int{50, 50, 7}, []int{12, 12, 7}, 50, "17 16 7"},
		{[]int{50, 20}, []int{50, 5}, 70, "50 13"}, // the first cannot give way
		{[]int{9, 9, 9, 9}, []int{9, 9, 9, 9}, 45, "9 9 | 9"},
		{[]int{9, 9, 9, 9}, []int{9, 9, 9, 9}, 30, "9 | 9"},
		{[]int{90, 9}, []int{90, 9}, 30, "90 |"},
		{[]int{90}, []int{90}, 30, "90"},
	}
	for _, test := range tests {
		s := fit(test.natural, test.least, test.available)
		var got []string
		for i, width := range s.widths {
			switch {
			case s.shown(i):
				got = append(got, fmt.Sprint(width))
			case i == s.first:
				got = append(got, "|")
			}
		}
		if got := strings.Join(got, " "); got != test.want {
			t.Errorf("%v at least %v in %d: got %s, want %s", test.natural, test.least, test.available, got, test.want)
		}
	}
}

func TestCount(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", -1000: "-1,000", -100: "-100", 1234567: "1,234,567"} {
		if got := Count(n); got != want {
			t.Errorf("%d: got %s, want %s", n, got, want)
		}
	}
}
