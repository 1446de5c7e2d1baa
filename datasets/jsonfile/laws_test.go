package jsonfile

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/infer"
)

// randomValue writes a value, now and then one that is odd.
func randomValue(r *rand.Rand, b *strings.Builder, depth int) {
	n := r.Intn(14)
	if depth == 0 {
		n = r.Intn(10)
	}
	switch n {
	case 0:
		b.WriteString("null")
	case 1:
		b.WriteString([]string{"true", "false"}[r.Intn(2)])
	case 2, 3:
		fmt.Fprint(b, r.Intn(1000))
	case 4:
		fmt.Fprintf(b, "%.2f", r.Float64()*100)
	case 5:
		b.WriteString([]string{"1e5", "-0", "18446744073709551616", "0.12345678901234567890", "9007199254740993", "1E-7", "-12.50"}[r.Intn(7)])
	case 6:
		b.WriteString([]string{`"2024-02-29"`, `"2024-02-29T10:00:00Z"`, `"2024-03-01 00:00:00.5"`}[r.Intn(3)])
	case 7, 8:
		fmt.Fprintf(b, "%q", []string{"x", "", "two words", "ünï", "a\"b", "tab\t"}[r.Intn(6)])
	case 9:
		b.WriteString([]string{`"\u00e9"`, `"\ud83d\ude00"`, `"a\/b"`, `"\ud83d"`, "\"\xff\"", `"\u0000"`}[r.Intn(6)])
	case 10, 11:
		randomObject(r, b, depth-1)
	default:
		b.WriteByte('[')
		for i := range r.Intn(4) {
			if i > 0 {
				b.WriteString(" , ")
			}
			randomValue(r, b, depth-1)
		}
		b.WriteByte(']')
	}
}

func randomObject(r *rand.Rand, b *strings.Builder, depth int) {
	keys := []string{"a", "b", "c", "d e", "A", "caf\\u00e9", "2024-01", "17", ""}
	used := len(keys) - r.Intn(5)
	b.WriteByte('{')
	for i := range r.Intn(5) {
		if i > 0 {
			b.WriteString(",\t")
		}
		fmt.Fprintf(b, `"%s" :`, keys[r.Intn(used)])
		randomValue(r, b, depth)
	}
	b.WriteByte('}')
}

// addDates gives each record a date, mostly of ways that go together.
func addDates(r *rand.Rand, records []string) {
	ways := [][]string{
		{"29/02/2024", "01/02/2024", "1/2/2024", "02/29/2024"},
		{"2024-02-29", "2024-02-29T10:00:00Z", "2024-2-9", "2024-02-29T10:00:00+02:00", "2024-02-29 10:00:00"},
		{"5 Jan 2024", "5 May 2024", "2024-02-29", ""},
	}[r.Intn(3)]
	ways = ways[r.Intn(2) : 2+r.Intn(len(ways)-1)]
	for i, record := range records {
		rest := strings.TrimPrefix(record, "{")
		if rest != "}" {
			rest = "," + rest
		}
		records[i] = fmt.Sprintf(`{"at":"%s"`, ways[r.Intn(len(ways))]) + rest
	}
}

// randomFile writes a file of any shape, sometimes with faults.
func randomFile(r *rand.Rand) string {
	var records []string
	for range 1 + r.Intn(30) {
		var b strings.Builder
		randomObject(r, &b, 1+r.Intn(3))
		records = append(records, b.String())
	}
	if r.Intn(2) == 0 {
		addDates(r, records)
	}
	var text string
	switch r.Intn(5) {
	case 0, 1:
		text = strings.Join(records, "\n")
	case 2:
		text = "[" + strings.Join(records, ",\n") + "]"
	case 3:
		text = strings.ReplaceAll(strings.Join(records, " "), "\t", "\n")
	default:
		text = `{"n":1,"Records":[` + strings.Join(records, ",") + `],"last":{"x":1.50}}`
	}
	for r.Intn(3) == 0 { // damage
		i := r.Intn(len(text) + 1)
		text = text[:i] + []string{"", "}", "{", "\"", ",", "\n", "]"}[r.Intn(7)] + text[min(len(text), i+r.Intn(3)):]
	}
	return text
}

// A file gives the same scan in one piece and cut into small chunks that are
// read in parallel.
func TestChunks(t *testing.T) {
	size := chunkSize
	defer func() { chunkSize = size }()
	r := rand.New(rand.NewSource(1))
	for range 700 {
		text := randomFile(r)
		if text == "" {
			continue
		}
		f := fileOf(t, text)
		chunkSize = size
		whole, wholeErr := Format{}.Scan(t.Context(), f, datasets.ScanOptions{Workers: 1})
		chunkSize = 1 + r.Intn(200)
		cut, cutErr := Format{}.Scan(t.Context(), f, datasets.ScanOptions{Workers: 3})
		if fmt.Sprint(wholeErr) != fmt.Sprint(cutErr) {
			t.Fatalf("%q:\nin one piece %v\nin chunks    %v", text, wholeErr, cutErr)
		}
		if a, b := marshal(t, whole), marshal(t, cut); a != b {
			t.Fatalf("%q:\nin one piece %s\nin chunks    %s", text, a, b)
		}
	}
}

func marshal(t testing.TB, v any) string {
	t.Helper()
	text, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// cleaned returns the clean copy of a file and a scan of it.
func cleaned(t testing.TB, f datasets.File, l *datasets.Layout) (string, *datasets.Scan) {
	t.Helper()
	var b bytes.Buffer
	if err := (Format{}).Clean(t.Context(), f, l, &b); err != nil {
		t.Fatal(err)
	}
	scan, err := Format{}.Scan(t.Context(), fileOf(t, b.String()), datasets.ScanOptions{Fixed: map[string]string{"records": "lines"}})
	if err != nil {
		t.Fatalf("%s: %v", b.String(), err)
	}
	return b.String(), scan
}

// notOfDates reports whether a problem is one of how a file is written.
func notOfDates(p datasets.Problem) bool {
	return !slices.Contains([]string{"ambiguous dates", "mixed date formats", infer.ZonesMissing, infer.DigitsLost}, p.Kind)
}

// A clean copy has as many rows as the file and nothing wrong with it.
func TestCleanLaw(t *testing.T) {
	r := rand.New(rand.NewSource(2))
	for range 700 {
		text := randomFile(r)
		if text == "" {
			continue
		}
		f := fileOf(t, text)
		scan, err := Format{}.Scan(t.Context(), f, datasets.ScanOptions{})
		if err != nil || scan.Rows == 0 {
			continue
		}
		copied, again := cleaned(t, f, &scan.Layout)
		if scan.Rows != again.Rows || slices.ContainsFunc(again.Problems, notOfDates) {
			t.Fatalf("%q: %d rows, its copy %q has %d, %v", text, scan.Rows, copied, again.Rows, again.Problems)
		}
		var b bytes.Buffer
		if err := (Format{}).Clean(t.Context(), f, &scan.Layout, &b); err != nil || b.String() != copied {
			t.Fatalf("%q: another copy differs, %v", text, err)
		}
	}
}
