package jsonfile

import (
	"encoding/hex"
	"fmt"
	"reflect"
	"runtime"
	"runtime/metrics"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"

	"github.com/tarnlake/tarn/datasets"
)

func TestEvidence(t *testing.T) {
	scan := scanText(t, strings.Join([]string{
		`{"id":7,"name":"Zoë","at":"2024-03-01T00:00:00Z","n":1}`,
		`{"id":-3,"name":"a \"b\"","at":"2024-02-29","n":2.50,"deep":[{"x":1},{"x":"one"}]}`,
		`{"id":12,"name":null,"at":null,"n":"text","deep":null}`,
		`{"id":5,"at":"2024-02-29T10:00:00.5","n":1e2,"deep":[{"x":true}]}`,
	}, "\n"))
	want := []datasets.Evidence{
		{Kinds: map[string]int64{"bigint": 4}, Min: "-3", Max: "12", Longest: 2},
		{Nulls: 2, Kinds: map[string]int64{"string": 2}, Min: "Zoë", Max: `a "b"`, Longest: 5,
			Deciders: []datasets.Place{{Line: 1, Byte: 16, Value: "Zoë"}, {Line: 2, Byte: 74, Value: `a \"b\"`}}},
		{Nulls: 1, Kinds: map[string]int64{"date": 1, "timestamp": 2}, Longest: 21,
			Min: "2024-02-29 00:00:00", Max: "2024-03-01 00:00:00",
			Deciders: []datasets.Place{{Line: 1, Byte: 28, Value: "2024-03-01T00:00:00Z"}, {Line: 4, Byte: 209, Value: "2024-02-29T10:00:00.5"}}},
		{Kinds: map[string]int64{"bigint": 1, "double": 2, "string": 1}, Longest: 4,
			Deciders: []datasets.Place{{Line: 3, Byte: 176, Value: "text"}}},
		{Nulls: 2, Kinds: map[string]int64{"array": 2},
			Deciders: []datasets.Place{{Line: 2, Byte: 132, Path: "deep[].x", Value: "one"}}},
	}
	for i, got := range scan.Evidence {
		if !reflect.DeepEqual(got, want[i]) {
			t.Errorf("%s:\ngot  %+v\nwant %+v", scan.Columns[i].Source, got, want[i])
		}
	}
}

// Keys count wherever they stand: other readers stop looking at row 20,480.
func TestLateKeys(t *testing.T) {
	var b strings.Builder
	for i := range 30_000 {
		switch {
		case i == 25_000:
			b.WriteString(`{"id":25000,"late":"here","nested":{"late":[1]}}`)
		case i == 29_999:
			b.WriteString(`{"id":2.5}`)
		default:
			fmt.Fprintf(&b, `{"id":%d,"nested":{"x":%d}}`, i, i)
		}
		b.WriteByte('\n')
	}
	scan := scanText(t, b.String())
	if got, want := columnsOf(&scan.Layout), "id double, nested struct<x:bigint,late:array<bigint>>, late string"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if nulls := scan.Evidence[2].Nulls; nulls != 29_999 {
		t.Errorf("%d rows without the late key, want 29999", nulls)
	}
	at := int64(strings.Index(b.String(), "2.5}"))
	if got := scan.Evidence[0].Deciders; len(got) != 1 || got[0] != (datasets.Place{Line: 30_000, Byte: at, Value: "2.5"}) {
		t.Errorf("decided by %v, want line 30000, byte %d", got, at)
	}
}

// Objects with ever new keys are maps, and take no more memory for more keys.
func TestManyKeys(t *testing.T) {
	var b strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&b, `{"m":{"key %d":%d,"key %d":1.5},"s":{"tag%d":"x"}}`+"\n", 2*i, i, 2*i+1, i%60)
	}
	scan := scanText(t, b.String())
	if got, want := columnsOf(&scan.Layout), "m map<string,double>, s map<string,string>"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	b.Reset()
	for i := range maxColumns + 1 {
		fmt.Fprintf(&b, `{"key %d":%d}`+"\n", i, i)
	}
	scan = scanText(t, b.String())
	if got, want := columnsOf(&scan.Layout), "value map<string,bigint>"; got != want || len(scan.Problems) != 1 {
		t.Errorf("got %s, %v; want %s and a problem", got, scan.Problems, want)
	}
}

// Objects of 100,000 keys are maps, and a row of so many is told of.
func TestWideObject(t *testing.T) {
	var b strings.Builder
	for i := range 100_000 {
		fmt.Fprintf(&b, `,"key %d":%d`, i, i)
	}
	wide := "{" + b.String()[1:] + "}"
	scan := scanText(t, wide)
	if got, want := columnsOf(&scan.Layout), "value map<string,bigint>"; got != want || scan.Rows != 1 {
		t.Errorf("got %d rows of %s, want 1 of %s", scan.Rows, got, want)
	}
	if len(scan.Problems) != 1 || scan.Problems[0].Kind != "too many keys" {
		t.Errorf("got %v, want too many keys", scan.Problems)
	}
	scan = scanText(t, `{"id":1,"m":`+wide+`}`)
	if got, want := columnsOf(&scan.Layout), "id bigint, m map<string,bigint>"; got != want || len(scan.Problems) > 0 {
		t.Errorf("got %s, %v; want %s", got, scan.Problems, want)
	}
}

// A member that few objects have has the type that it has in all others, whatever
// the share of nulls. Of DuckDB's reader it depends on that share.
func TestSparse(t *testing.T) {
	for _, every := range []int{1, 9, 11, 250, 999} {
		var b strings.Builder
		for i := range 1000 {
			fmt.Fprintf(&b, `{"id":%d,"user":{"name":"x"`, i)
			if i%every == every-1 {
				for k := range 30 {
					fmt.Fprintf(&b, `,"k%d":%s`, k, []string{`1.5`, `"x"`, `{"y":[1]}`}[k%3])
				}
			}
			b.WriteString("}")
			if i%every == every-1 {
				b.WriteString(`,"seldom":{"at":"2024-02-29"}`)
			}
			b.WriteString("}\n")
		}
		scan := scanText(t, b.String())
		got := columnsOf(&scan.Layout)
		if want := "id bigint, user struct<name:string,k0:double,k1:string,k2:struct<y:array<bigint>>,k3:double"; !strings.HasPrefix(got, want) {
			t.Errorf("one in %d: got %.100s, want %s", every, got, want)
		}
		if want := ", seldom struct<at:date>"; !strings.HasSuffix(got, want) {
			t.Errorf("one in %d: got %s, want it to end in %s", every, got, want)
		}
	}
}

func TestCompressed(t *testing.T) {
	rows := strings.Repeat("{\"a\":1}\n", 100_000)
	var zipped strings.Builder
	w := gzip.NewWriter(&zipped)
	w.Write([]byte(rows))
	w.Close()
	bz2, err := hex.DecodeString(bzipped)
	if err != nil {
		t.Fatal(err)
	}
	cut := zipped.String()[:zipped.Len()/2]
	tests := []struct {
		name, content string
		rows          int64
		problem       string
		copied        bool
	}{
		{"gzip", zipped.String(), 100_000, "", false},
		{"two members", zipped.String() + zipped.String(), 200_000, "", false},
		{"truncated gzip", cut, -1, "truncated file", true},
		{"bzip2", string(bz2), 2, "", true},
	}
	for _, test := range tests {
		scan := scanText(t, test.content)
		if test.rows < 0 && (scan.Rows == 0 || scan.Rows >= 100_000) || test.rows >= 0 && scan.Rows != test.rows {
			t.Errorf("%s: %d rows", test.name, scan.Rows)
		}
		if problem := len(scan.Problems) > 0; problem != (test.problem != "") || problem && scan.Problems[0].Kind != test.problem {
			t.Errorf("%s: got %v, want %s", test.name, scan.Problems, test.problem)
		}
		if (scan.Copy != "") != test.copied {
			t.Errorf("%s: copy: %q", test.name, scan.Copy)
		}
		copied, again := cleaned(t, fileOf(t, test.content), &scan.Layout)
		if again.Rows != scan.Rows {
			t.Errorf("%s: %d rows in the clean copy, %d in the file; it begins %.40q", test.name, again.Rows, scan.Rows, copied)
		}
	}
}

// bzipped is two lines, {"a":1} and {"a":2}, packed by bzip2.
const bzipped = "425a6839314159265359229de2e900000659800010100030102000000a2000310c0812807a89c226868be2ee48a70a120453bc5d20"

// A person's word counts more than what the file looks like.
func TestFixed(t *testing.T) {
	tests := []struct {
		text  string
		fixed map[string]string
		want  string
	}{
		{`{"Records":[{"a":1}]}`, map[string]string{"records": "lines"}, "Records array<struct<a:bigint>>"},
		{`{"a":[{"b":1}],"c":[{"d":1}]}`, map[string]string{"records": "member", "member": "c"},
			"d bigint, a array<struct<b:bigint>>"},
		{`[{"a":1}]`, map[string]string{"rows": "values"}, "value struct<a:bigint>"},
		{`{"order":7,"lines":[{"sku":"x"}]}`, map[string]string{"records": "member", "member": "lines"}, "sku string, order bigint"},
	}
	for _, test := range tests {
		scan, err := Format{}.Scan(t.Context(), fileOf(t, test.text), datasets.ScanOptions{Fixed: test.fixed})
		if err != nil {
			t.Errorf("%s %v: %v", test.text, test.fixed, err)
			continue
		}
		if got := columnsOf(&scan.Layout); got != test.want {
			t.Errorf("%s %v: got %s, want %s", test.text, test.fixed, got, test.want)
		}
	}
	for _, fixed := range []map[string]string{{"records": "heaps"}, {"encoding": "ebcdic"}, {"records": "member", "member": "b"}} {
		if _, err := (Format{}).Scan(t.Context(), fileOf(t, `{"a":[{}]}`), datasets.ScanOptions{Fixed: fixed}); err == nil {
			t.Errorf("%v: no error", fixed)
		}
	}
}

// Of records that are too long nothing is kept in memory, and nothing but them is lost.
func TestLongRecords(t *testing.T) {
	if testing.Short() {
		t.Skip("writes files of 32 MB")
	}
	long := `{"a":"` + strings.Repeat("x", maxRecord+10) + `"}`
	for _, text := range []string{
		"{\"a\":1}\n" + long + "\n{\"a\":2}\n",
		`[{"a":1},` + long + `,{"a":2}]`,
		"{\"a\":\n1}" + long + "{\"a\":2}",
	} {
		scan := scanText(t, text)
		if scan.Rows != 2 || len(scan.Problems) != 1 || scan.Problems[0].Kind != "long record" {
			t.Errorf("%.10q: got %d rows, %v", text, scan.Rows, scan.Problems)
		}
		if copied, _ := cleaned(t, fileOf(t, text), &scan.Layout); copied != "{\"a\":1}\n{\"a\":2}\n" {
			t.Errorf("%.10q: the copy begins %.40q", text, copied)
		}
	}
}

// Memory does not grow with the file, nor with the length of its lines.
func TestMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("reads gigabytes")
	}
	const mega = 1 << 20
	rows := strings.Repeat(`{"id":17,"user":{"name":"Zoë","tags":["a","b"]},"at":"29/02/2024"}`+"\n", mega/68)
	tests := []struct {
		name   string
		before string
		block  string
		blocks int
		after  string
		rows   int64
		kind   string // of the problem
	}{
		{"a stream of rows", "", rows, 400, "", 400 * (mega / 68), ""},
		{"a line of 1 GB", "{\"a\":1}\n{\"a\":\"", strings.Repeat("x", mega), 1024, "\"}\n{\"a\":2}\n", 2, "long record"},
		{"a line of 1 GB that does not end", "{\"a\":1}\n{\"a\":\"", strings.Repeat("x", mega), 1024, "", 1, "long record"},
		{"an element of 200 MB", `[{"a":1},{"a":[0`, strings.Repeat(",1", mega/2), 200, `]},{"a":2}]`, 2, "long record"},
		{"lines of 30 MB", "", `{"a":"` + strings.Repeat("x", 30*mega) + "\"}\n", 12, "", 12, ""},
	}
	for _, test := range tests {
		var zipped strings.Builder
		w, _ := gzip.NewWriterLevel(&zipped, gzip.BestSpeed)
		w.Write([]byte(test.before))
		for range test.blocks {
			w.Write([]byte(test.block))
		}
		w.Write([]byte(test.after))
		w.Close()
		runtime.GC()
		var most uint64
		scan, err := Format{}.Scan(t.Context(), fileOf(t, zipped.String()), datasets.ScanOptions{
			Progress: func(int64) { most = max(most, liveBytes()) },
		})
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		kind := ""
		if len(scan.Problems) > 0 && scan.Problems[0].Kind != "ambiguous dates" {
			kind = scan.Problems[0].Kind
		}
		if scan.Rows != test.rows || kind != test.kind {
			t.Errorf("%s: got %d rows, %q; want %d, %q", test.name, scan.Rows, kind, test.rows, test.kind)
		}
		if most > 200*mega {
			t.Errorf("%s: %d MB were in use", test.name, most/mega)
		}
		t.Logf("%s: %d MB of %d", test.name, most/mega, scan.Bytes/mega)
	}
}

// liveBytes returns how much memory was in use when it was last cleaned up.
func liveBytes() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
