package depend

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
)

const data = "../../../../shared/data/"

// The minimal dependencies and the number of keys of five public tables, as
// worked out by others.
func TestTruth(t *testing.T) {
	text, err := os.ReadFile(data + "fd/truth.json")
	if err != nil {
		t.Skip("no tables to test against: ", err)
	}
	var truth map[string]struct {
		File   string `json:"file"`
		Header bool   `json:"header"`
		Rows   int    `json:"rows"`
		Keys   int    `json:"n_min_ucc"`
		FDs    [][2]json.RawMessage
	}
	if err := json.Unmarshal(text, &truth); err != nil {
		t.Fatal(err)
	}
	for name, want := range truth {
		columns := readTable(t, data+"fd/"+want.File, want.Header)
		if rows := len(columns[0].Codes); rows != want.Rows {
			t.Fatalf("%s: read %d rows of %d", name, rows, want.Rows)
		}
		got, err := Discover(context.Background(), columns, Limits{})
		if err != nil || got.Stopped != StopNone {
			t.Fatalf("%s: stopped by %q, %v", name, got.Stopped, err)
		}
		if got, want := texts(got.Dependencies), rawTexts(t, want.FDs); !slices.Equal(got, want) {
			t.Errorf("%s: got %d dependencies\n%v\nwant %d\n%v", name, len(got), got, len(want), want)
		}
		if len(got.Keys) != want.Keys {
			t.Errorf("%s: got %d keys, want %d", name, len(got.Keys), want.Keys)
		}
	}
}

func rawTexts(t testing.TB, raw [][2]json.RawMessage) []string {
	t.Helper()
	var list []string
	for _, pair := range raw {
		var d Dependency
		if err := errors.Join(json.Unmarshal(pair[0], &d.Left), json.Unmarshal(pair[1], &d.Right)); err != nil {
			t.Fatal(err)
		}
		list = append(list, d.String())
	}
	slices.Sort(list)
	return list
}

func texts(list []Dependency) []string {
	var sorted []string
	for _, d := range list {
		sorted = append(sorted, d.String())
	}
	slices.Sort(sorted)
	return sorted
}

func readTable(t testing.TB, path string, header bool) []Column {
	t.Helper()
	records := readRecords(t, path)
	if header {
		records = records[1:]
	}
	return encode(records)
}

func readRecords(t testing.TB, path string) [][]string {
	t.Helper()
	f, err := os.Open(filepath.FromSlash(path))
	if err != nil {
		t.Skip("no table to test against: ", err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return records
}

func encode(records [][]string) []Column {
	columns := make([]Column, len(records[0]))
	for i := range columns {
		texts := make([]string, len(records))
		for row := range records {
			texts[row] = records[row][i]
		}
		columns[i] = Encode(texts, func(text string) bool { return text == "" })
	}
	return columns
}

// Random small tables against the definition: every left side is tried.
func TestDefinition(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		columns := randomTable(random, 1+random.IntN(6), random.IntN(20), 1+random.IntN(5))
		left := random.IntN(4) // 0 is no limit
		got, err := Discover(context.Background(), columns, Limits{Left: left})
		if err != nil {
			t.Fatal(err)
		}
		want, keys := byDefinition(columns, left)
		if !slices.Equal(texts(got.Dependencies), texts(want)) {
			t.Fatalf("%v\ngot  %v\nwant %v", columns, got.Dependencies, want)
		}
		if fmt.Sprint(sorted(got.Keys)) != fmt.Sprint(sorted(keys)) {
			t.Fatalf("%v\ngot  keys %v\nwant keys %v", columns, got.Keys, keys)
		}
	}
}

func sorted(keys [][]int) [][]int {
	slices.SortFunc(keys, slices.Compare)
	return keys
}

func randomTable(random *rand.Rand, width, rows, distinct int) []Column {
	columns := make([]Column, width)
	for i := range columns {
		d := min(rows, 1+random.IntN(distinct))
		columns[i] = Column{Codes: make([]uint32, rows), Distinct: d}
		for row := range rows {
			columns[i].Codes[row] = uint32(random.IntN(d + 1))
		}
	}
	return columns
}

// byDefinition tries all left sides of up to so many columns; 0 is all.
func byDefinition(columns []Column, longest int) (fds []Dependency, keys [][]int) {
	for right := range len(columns) + 1 { // the last is the row number
		var minimal []set
		for size := 1; size <= len(columns) && (longest == 0 || size <= longest); size++ {
			for left := set(1); left < single(len(columns)); left++ {
				smaller := func(m set) bool { return m&^left == 0 }
				if left.size() != size || left.has(right) || slices.ContainsFunc(minimal, smaller) || !holds(columns, left, right) {
					continue
				}
				minimal = append(minimal, left)
				if right == len(columns) {
					keys = append(keys, left.columns())
				} else {
					fds = append(fds, Dependency{left.columns(), right})
				}
			}
		}
	}
	return fds, keys
}

// holds compares all pairs of rows.
func holds(columns []Column, left set, right int) bool {
	for a := range columns[0].Codes {
		for b := range a {
			agree := true
			for column := range left.all {
				agree = agree && columns[column].Codes[a] == columns[column].Codes[b]
			}
			if agree && (right == len(columns) || columns[right].Codes[a] != columns[right].Codes[b]) {
				return false
			}
		}
	}
	return true
}

// Larger tables with planted rules, so that sampling and checking both have
// work to do: what the definition says of left sides of one and two columns.
func TestPlanted(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	columns := planted(random, 2000, 8)
	got, err := Discover(context.Background(), columns, Limits{Left: 2})
	if err != nil {
		t.Fatal(err)
	}
	want, keys := byGroups(columns)
	if !slices.Equal(texts(got.Dependencies), texts(want)) || fmt.Sprint(got.Keys) != fmt.Sprint(keys) {
		t.Errorf("got  %v %v\nwant %v %v", got.Dependencies, got.Keys, want, keys)
	}
	if len(want) == 0 {
		t.Error("nothing was planted")
	}
}

// planted makes columns of which every third is a function of the two before.
func planted(random *rand.Rand, rows, width int) []Column {
	columns := make([]Column, width)
	for i := range columns {
		d := min(rows, 2<<random.IntN(10))
		columns[i] = Column{Codes: make([]uint32, rows), Distinct: d}
		for row := range rows {
			code := random.IntN(d)
			if i%3 == 2 {
				code = int(columns[i-1].Codes[row]*31+columns[i-2].Codes[row]*7) % d
			}
			columns[i].Codes[row] = uint32(code) + 1
		}
	}
	return columns
}

// byGroups is byDefinition for left sides of one and two columns, by maps.
func byGroups(columns []Column) (fds []Dependency, keys [][]int) {
	known := map[string]bool{}
	try := func(left []int) {
		for right := range len(columns) + 1 {
			if slices.Contains(left, right) || known[fmt.Sprint(left[:1], right)] || known[fmt.Sprint(left[len(left)-1:], right)] {
				continue
			}
			if !function(columns, left, right) {
				continue
			}
			known[fmt.Sprint(left, right)] = true
			if right == len(columns) {
				keys = append(keys, left)
			} else {
				fds = append(fds, Dependency{left, right})
			}
		}
	}
	for a := range columns {
		try([]int{a})
	}
	for a := range columns {
		for b := a + 1; b < len(columns); b++ {
			try([]int{a, b})
		}
	}
	return fds, keys
}

func function(columns []Column, left []int, right int) bool {
	values := map[[2]uint32]int{}
	for row := range columns[0].Codes {
		key := [2]uint32{columns[left[0]].Codes[row], columns[left[len(left)-1]].Codes[row]}
		value := row
		if right < len(columns) {
			value = int(columns[right].Codes[row])
		}
		if old, ok := values[key]; ok && old != value {
			return false
		}
		values[key] = value
	}
	return true
}

// A search that stops says so, and what it lists up to Complete is all there is.
func TestStops(t *testing.T) {
	columns := randomTable(rand.New(rand.NewPCG(5, 6)), 12, 300, 4)
	full, err := Discover(context.Background(), columns, Limits{})
	if err != nil || full.Stopped != StopNone {
		t.Fatal(full.Stopped, err)
	}
	for _, test := range []struct {
		limits Limits
		want   Stop
	}{
		{Limits{Work: 1}, StopWork},
		{Limits{Work: full.Work / 2}, StopWork},
		{Limits{Work: full.Work - 1}, StopWork},
		{Limits{Work: full.Work + 1}, StopNone},
		{Limits{Candidates: 50}, StopCandidates},
		{Limits{Candidates: 400}, StopCandidates},
		{Limits{Cells: 3599}, StopCells},
		{Limits{Cells: 3600}, StopNone},
		{Limits{Time: 1}, StopTime},
	} {
		got, err := Discover(context.Background(), columns, test.limits)
		if err != nil || got.Stopped != test.want {
			t.Errorf("%+v: stopped by %q, %v; want %q", test.limits, got.Stopped, err, test.want)
		}
		if want := upTo(full.Dependencies, got.Complete); !reflect.DeepEqual(texts(got.Dependencies), texts(want)) {
			t.Errorf("%+v: complete to %d: got %d dependencies, want %d", test.limits, got.Complete, len(got.Dependencies), len(want))
		}
	}
}

func upTo(list []Dependency, size int) []Dependency {
	var short []Dependency
	for _, d := range list {
		if len(d.Left) <= size {
			short = append(short, d)
		}
	}
	return short
}

func TestColumnsLimit(t *testing.T) {
	columns := randomTable(rand.New(rand.NewPCG(7, 8)), 70, 5, 5)
	got, err := Discover(context.Background(), columns, Limits{Left: 1})
	want, err2 := Discover(context.Background(), columns[:63], Limits{Left: 1})
	if err != nil || err2 != nil || got.Stopped != StopColumns || len(want.Dependencies) == 0 {
		t.Fatal(got.Stopped, err, err2)
	}
	if !reflect.DeepEqual(got.Dependencies, want.Dependencies) {
		t.Error("the first 63 columns alone have other dependencies")
	}
}

func TestErrors(t *testing.T) {
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	two := Column{Codes: []uint32{1, 2}, Distinct: 2}
	if _, err := Discover(cancelled, []Column{two, two}, Limits{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: got %v", err)
	}
	for _, bad := range [][]Column{
		{two, {Codes: []uint32{1}, Distinct: 1}},
		{two, {Codes: []uint32{1, 3}, Distinct: 2}},
		{{Codes: []uint32{1}, Distinct: 2}},
	} {
		if _, err := Discover(context.Background(), bad, Limits{}); !errors.Is(err, ErrShape) {
			t.Errorf("%v: got %v, want ErrShape", bad, err)
		}
	}
}
