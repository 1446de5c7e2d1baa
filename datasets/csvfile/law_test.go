package csvfile

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/tarnlake/tarn/datasets"
)

// small are sizes so small that a short text is read in many pieces.
var small = sizes{sample: 1 << 10, more: 64 << 10, block: 16, footer: 40, record: 300}

// whole are those with which it is read in one.
var whole = sizes{sample: 1 << 10, more: 64 << 10, block: 1 << 20, footer: 40, record: 300}

// fileOf returns a file of that name with a text in it.
func fileOf(tb testing.TB, name string, text []byte) datasets.File {
	tb.Helper()
	dir := tb.TempDir()
	if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
		tb.Fatal(err)
	}
	l, err := datasets.Open(dir)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { l.Close() })
	f, err := l.File(name)
	if err != nil {
		tb.Fatal(err)
	}
	return f
}

// readAll reads all rows; a null is a pointer to nothing.
func readAll(tb testing.TB, f datasets.File, l *datasets.Layout, sizes sizes) [][]string {
	tb.Helper()
	var all [][]string
	for row, err := range rowsOf(tb.Context(), f, l, sizes) {
		if err != nil {
			tb.Fatal(err)
		}
		var texts []string
		for _, v := range row {
			text := "'" + string(v.Text)
			if v.Null {
				text = "null"
			}
			texts = append(texts, text)
		}
		all = append(all, texts)
	}
	return all
}

// checkLaws checks what must hold of any file: read in small pieces by several
// workers it gives what it gives read in one; its rows are as many as the scan
// has counted; a clean copy has the same rows.
func checkLaws(tb testing.TB, text []byte) {
	f := fileOf(tb, "x.csv", text)
	one, err := scanFile(tb.Context(), f, datasets.ScanOptions{Workers: 1}, whole)
	many, err2 := scanFile(tb.Context(), f, datasets.ScanOptions{Workers: 3}, small)
	if (err == nil) != (err2 == nil) {
		tb.Fatalf("in one piece: %v; in many: %v", err, err2)
	}
	if err != nil {
		return
	}
	if !reflect.DeepEqual(one, many) {
		tb.Fatalf("in one piece\n%+v\nin many\n%+v", one, many)
	}
	rows := readAll(tb, f, &one.Layout, whole)
	if int64(len(rows)) != one.Rows {
		tb.Fatalf("%d rows scanned, %d read", one.Rows, len(rows))
	}
	if again := readAll(tb, f, &one.Layout, small); !reflect.DeepEqual(rows, again) {
		tb.Fatalf("rows in one piece %q, in many %q", rows, again)
	}
	var copied bytes.Buffer
	if err := cleanFile(tb.Context(), f, &one.Layout, &copied, small); err != nil {
		tb.Fatal(err)
	}
	clean, larger := fileOf(tb, "clean.csv", copied.Bytes()), small
	larger.record = 10 * small.record // quotes make records longer
	if again := readAll(tb, clean, one.Cleaned(), larger); !reflect.DeepEqual(rows, again) {
		tb.Fatalf("rows %q, of the copy %q", rows, again)
	}
	if one.Copy == "" {
		checkPlain(tb, text, one, rows)
	}
}

// checkPlain checks that a file of which the scan says that the engine can read
// it as it lies is one that the plainest reader reads the same.
func checkPlain(tb testing.TB, text []byte, s *datasets.Scan, want [][]string) {
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	if s.Options["encoding"] == "latin-1" {
		var runes []rune
		for _, c := range text {
			runes = append(runes, rune(c))
		}
		text = []byte(string(runes))
	}
	got, err := plainly(text, s)
	if err != nil {
		tb.Fatalf("%q: %v", text, err)
	}
	if !reflect.DeepEqual(got, want) {
		tb.Fatalf("%q %v: plainly %q, want %q", text, s.Options, got, want)
	}
}

// plainly reads CSV one character after the other, without mercy.
func plainly(text []byte, s *datasets.Scan) (all [][]string, err error) {
	delimiter, quote := s.Options["delimiter"][0], byte(0)
	if q := s.Options["quote"]; q != "" {
		quote = q[0]
	}
	end := s.Options["newline"]
	for i := 0; i < len(text); {
		var row []string
		for more := true; more; {
			field := []byte("'")
			if i < len(text) && quote != 0 && text[i] == quote {
				for i++; ; i++ {
					if i == len(text) {
						return nil, errors.New("a quote is open")
					}
					if text[i] == quote {
						if i++; i == len(text) || text[i] != quote {
							break
						}
					}
					field = append(field, text[i])
				}
				if i < len(text) && text[i] != delimiter && !bytes.HasPrefix(text[i:], []byte(end)) {
					return nil, errors.New("text after a quoted field")
				}
			} else {
				start := i
				for i < len(text) && text[i] != delimiter && !bytes.HasPrefix(text[i:], []byte(end)) {
					i++
				}
				if field = append(field, text[start:i]...); i == start {
					field = []byte("null")
				}
			}
			row = append(row, string(field))
			if more = i < len(text) && text[i] == delimiter; more {
				i++
			} else {
				i += len(end)
			}
		}
		all = append(all, row)
	}
	skip := atoi(s.Options["skip"])
	if s.Options["header"] == "true" {
		skip += max(1, atoi(s.Options["headerRows"]))
	}
	rows := all[min(skip, len(all)):]
	all = nil
	for _, row := range rows {
		if len(s.Columns) > 1 && len(row) == 1 && row[0] == "null" {
			continue
		}
		if s.Options["trailing"] == "true" && len(row) == len(s.Columns)+1 {
			row = row[:len(row)-1]
		}
		for s.Options["padding"] == "true" && len(row) < len(s.Columns) {
			row = append(row, "null")
		}
		if len(row) != len(s.Columns) {
			return nil, errors.New("a row of another length")
		}
		all = append(all, row)
	}
	return all, nil
}

func atoi(text string) (n int) {
	for _, c := range text {
		n = 10*n + int(c-'0')
	}
	return n
}

// laws are texts with something hard in them.
var laws = []string{
	"a,b\n1,2\n3,4\n",
	"a,b\r\n1,2\r\n3,4\r\n",
	"a,b\r1,2\r3,4\r",
	"a\n1\n\n2\n\n",
	"id,text\n1,\"one\ntwo, three\nfour\"\n2,\"x\"\"y\n\"\n3,\"\"\n4,\n",
	"id,text\n1,\"one\n2,two\n3,\"three\"\n4,\"four\nfive\"\n",
	"id,text\n1,\"never closed\n2,b\n3,c\n4,d\n5,e\n",
	"a,b,c\n1,2\n1,2,3,4\n\n1,2,3\n   \n",
	"a|b\n1|\"x|y\"\n2|z\n",
	"title\n\nid,value\n1,2\n3,4\n5,6\n\nTotal: 3\n",
	"# made by hand\nid,value\n1,2\n# in the middle\n3,4\n",
	"id,value\n1,2\nid,value\n3,4\n",
	"id,value\n1,\"a\\\"b\"\n2,\"c\\\\\"\n",
	"x y z\n1 2 3\n4 5 6\n",
	"name,age,city,note,extra,more\n" + strings.Repeat("Zo\xeb,31,K\xf6ln,\"a, b\",,x\n", 9),
	"\xff\xfea\x00,\x00b\x00\n\x001\x00,\x002\x00\n\x003\x00,\x00\x3d\xd8\x0e\xde\n\x00",
	"id;price\n1;1.234,56\n2;0,5\n",
	"a,b,\n1,2,\n3,4,\n",
	"a,b\n1,\x00\n\x80,2\n",
	strings.Repeat("a,\"b\nc\",d\n", 40) + "\"",
	strings.Repeat("x", 330) + "$ \"", // longer than a record may be
	"a,b\n1," + strings.Repeat("x", 330) + "\n2,y\n",
	"a,b,c\r\n1,\"x, \"\"y\"\"\"," + strings.Repeat("x\"", 800) + "\r\n2,y,z\r\n3,\"" + strings.Repeat("long, ", 200) + "\",6\r\n4,5,6\r\n",
	"\xff\xfea\x00,\x00b\x00\n\x001\x00,\x00" + strings.Repeat("2\x00", 1500) + "\n\x003\x00,\x004\x00\n\x00",
}

func TestLaws(t *testing.T) {
	for _, text := range laws {
		t.Run("", func(t *testing.T) { checkLaws(t, []byte(text)) })
	}
}

// FuzzScan checks the laws on any text.
func FuzzScan(f *testing.F) {
	for _, text := range laws {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > 4<<10 {
			return
		}
		endless := time.AfterFunc(20*time.Second, func() { panic("no end") })
		defer endless.Stop()
		checkLaws(t, text)
	})
}
