package csvfile

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/tarnlake/tarn/datasets"
)

// writers write a value of a column, each of another kind.
var writers = []func(r *rand.Rand) string{
	number,
	func(r *rand.Rand) string { return fmt.Sprintf("%.2f", r.Float64()*1000) },
	func(r *rand.Rand) string {
		return fmt.Sprintf("%d-%02d-%02d", 1990+r.IntN(40), 1+r.IntN(12), 1+r.IntN(28))
	},
	func(r *rand.Rand) string { return []string{"true", "false"}[r.IntN(2)] },
	func(r *rand.Rand) string { return fmt.Sprintf("%04d", r.IntN(10_000)) },
	func(r *rand.Rand) string { return fmt.Sprintf("AB-%d/%c", r.IntN(1000), 'a'+rune(r.IntN(26))) },
	words, words, prose, prose, scribble,
}

func number(r *rand.Rand) string { return fmt.Sprint(r.IntN(100_000) - 50_000) }

var vocabulary = strings.Fields("the quick brown fox jumps over lazy dogs Zürich naïve 東京 O'Neil 'tis 5\" and/or e.g. 100% no. #1 a|b x;y")

func words(r *rand.Rand) string {
	texts := make([]string, 1+r.IntN(4))
	for i := range texts {
		texts[i] = vocabulary[r.IntN(len(vocabulary))]
	}
	return strings.Join(texts, " ")
}

// prose has marks, quotes and ends of lines in it.
func prose(r *rand.Rand) string {
	texts := make([]string, r.IntN(8))
	for i := range texts {
		texts[i] = vocabulary[r.IntN(len(vocabulary))] + []string{" ", ", ", "; ", ". ", "\n", "\t", " \"", "\" ", "\n\n"}[r.IntN(9)]
	}
	return strings.TrimSpace(strings.Join(texts, ""))
}

// scribble writes texts of what has a meaning in CSV, and spaces around them.
func scribble(r *rand.Rand) string {
	var b strings.Builder
	for range r.IntN(6) {
		b.WriteString([]string{",", ";", "\t", "|", "\"", "'", "\\", "\n", " ", "x", "\"\"", "#"}[r.IntN(12)])
	}
	return b.String()
}

// A written table is CSV as RFC 4180 has it, and what is in it.
type written struct {
	text   []byte
	header []string
	rows   [][]string
}

// writeTable writes a table of random columns with encoding/csv.
func writeTable(r *rand.Rand, writers []func(*rand.Rand) string, delimiter rune, crlf bool) written {
	var w written
	columns := make([]func(*rand.Rand) string, 2+r.IntN(8))
	for i := range columns {
		columns[i] = writers[r.IntN(len(writers))]
		w.header = append(w.header, fmt.Sprintf("%s_%d", []string{"name", "value", "the place", "Größe"}[r.IntN(4)], i))
	}
	columns[0] = writers[0] // of all tables that have to be found out about, some column tells the header from the rows
	nulls := r.Float64() * 0.3
	for range 1 + r.IntN(100) {
		row := make([]string, len(columns))
		for i, column := range columns {
			if i == 0 || r.Float64() > nulls {
				row[i] = column(r)
			}
		}
		w.rows = append(w.rows, row)
	}
	var b bytes.Buffer
	c := csv.NewWriter(&b)
	c.Comma, c.UseCRLF = delimiter, crlf
	if err := c.WriteAll(append([][]string{w.header}, w.rows...)); err != nil {
		panic(err)
	}
	w.text = b.Bytes()
	if crlf { // it writes the ends of lines within quotes so, too
		for _, row := range w.rows {
			for i := range row {
				row[i] = strings.ReplaceAll(row[i], "\n", "\r\n")
			}
		}
	}
	return w
}

// check checks that a table is read as it was written.
func (w *written) check(t *testing.T, what string, fixed map[string]string) {
	t.Helper()
	f := fileOf(t, "x.csv", w.text)
	pieces := small
	pieces.record = 1 << 20
	s, err := scanFile(t.Context(), f, datasets.ScanOptions{Fixed: fixed, Workers: 2}, pieces)
	if err != nil {
		t.Errorf("%s: %v", what, err)
		return
	}
	var header []string
	for _, c := range s.Columns {
		header = append(header, c.Source)
	}
	var rows [][]string
	for row, err := range rowsOf(t.Context(), f, &s.Layout, pieces) {
		if err != nil {
			t.Fatal(err)
		}
		var texts []string
		for _, v := range row {
			texts = append(texts, string(v.Text))
		}
		rows = append(rows, texts)
	}
	if !slices.Equal(header, w.header) {
		t.Errorf("%s: %v, header %q, want %q", what, s.Options, header, w.header)
	}
	if len(s.Problems) > 0 {
		t.Errorf("%s: %v, problems %+v", what, s.Options, s.Problems)
	}
	if s.Rows != int64(len(w.rows)) {
		t.Errorf("%s: %v, %d rows, want %d", what, s.Options, s.Rows, len(w.rows))
	}
	for i := range min(len(rows), len(w.rows)) {
		if !slices.Equal(rows[i], w.rows[i]) {
			t.Errorf("%s: %v, row %d is %q, want %q", what, s.Options, i+1, rows[i], w.rows[i])
			return
		}
	}
}

// What a program writes as RFC 4180 has it is read again to the last byte, without
// a word about how it is written; and any text at all if the dialect is told.
func TestRoundTrip(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 4180))
		delimiter, crlf := []rune{',', ',', ';', '\t', '|'}[r.IntN(5)], r.IntN(2) == 0
		w := writeTable(r, writers, delimiter, crlf)
		w.check(t, fmt.Sprintf("seed %d, %q, CRLF %t", seed, delimiter, crlf), nil)
		w = writeTable(r, []func(*rand.Rand) string{scribble, scribble, words, prose}, delimiter, crlf)
		w.check(t, fmt.Sprintf("seed %d, %q, CRLF %t, told", seed, delimiter, crlf), map[string]string{
			"delimiter": string(delimiter), "quote": `"`, "escape": `"`, "header": "true", "encoding": "utf-8",
			"comment": "", "skip": "0", "footer": "0", "repeats": "false",
		})
	}
}
