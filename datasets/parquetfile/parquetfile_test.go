package parquetfile

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/formattest"
)

func TestMatch(t *testing.T) {
	tests := []struct {
		head string
		want datasets.Confidence
	}{
		{"PAR1\x15\x04", datasets.Certain},
		{"PARE\x15\x04", datasets.Certain},
		{"PAR1", datasets.Certain}, // all that is left of it
		{"PAR1,PAR2\n1,2\n", datasets.Perhaps},
		{"PARI\x15\x04", datasets.No},
		{"", datasets.No},
		{"id,name\n1,PAR1\n", datasets.No},
	}
	for _, test := range tests {
		if got := (Format{}).Match("a.parquet", []byte(test.head)); got != test.want {
			t.Errorf("%q: got %d, want %d", test.head, got, test.want)
		}
	}
}

func TestFormat(t *testing.T) {
	type wide struct{ A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P *float64 }
	type deep struct {
		A []struct {
			B map[string][]struct{ C struct{ D *int64 } }
		}
	}
	good := map[string][]byte{
		"orders":  written(t, orders()...),
		"one row": written(t, orders()[0]),
		"no row":  written[order](t),
		"wide":    written(t, wide{}, wide{}),
		"deep":    written(t, deep{}),
	}
	file := good["orders"]
	bad := map[string][]byte{
		"empty":         {},
		"text":          []byte("id,name\n1,Ann\n"),
		"letters alone": []byte("PAR1"),
		"both letters":  []byte("PAR1PAR1"),
		"cut":           file[:len(file)-5],
		"head cut":      file[4:],
		"zeros":         make([]byte, 1000),
		"no footer":     framed(nil),
	}
	formattest.Test(t, Format{}, good, bad)
}

// What is wrong with a file is said in words.
func TestRefused(t *testing.T) {
	file := written(t, orders()...)
	edit := func(change func(*format.FileMetaData)) []byte { return edited(t, file, change) }
	chunk := func(change func(*format.ColumnChunk)) []byte {
		return edit(func(m *format.FileMetaData) { change(&m.RowGroups[0].Columns[2]) })
	}
	length := bytes.Clone(file)
	copy(length[len(length)-ending:], "\xff\xff\xff\x7f")
	tests := []struct {
		name string
		file []byte
		kind error
		want string
	}{
		{"text", []byte("id,name,total\n1,2,3\n"), ErrNotParquet, `it begins with "id,n", not with "PAR1"`},
		{"short", []byte("PA"), ErrNotParquet, `it begins with "PA"`},
		{"cut", file[:len(file)-1], ErrTruncated, "its last four bytes are"},
		{"cut to the bone", file[:7], ErrTruncated, "it has only 7 bytes"},
		{"sealed", append(append([]byte("PARE"), file[4:len(file)-4]...), "PARE"...), ErrEncrypted, "its footer is encrypted"},
		{"length", length, ErrDamaged, "its footer is said to have 2147483647 bytes"},
		{"no schema", framed([]byte{0}), ErrDamaged, "no schema"},
		{"deep", framed(bytes.Repeat([]byte{0x1C}, 1000)), ErrDamaged, "nested too deep"},
		{"signed", edit(func(m *format.FileMetaData) { m.EncryptionAlgorithm.Value = new(format.AesGcmV1) }), ErrEncrypted, "some of its columns are encrypted"},
		{"key", chunk(func(c *format.ColumnChunk) { c.CryptoMetadata.Value = new(format.EncryptionWithFooterKey) }), ErrEncrypted, `its column "total" is encrypted`},
		{"elsewhere", chunk(func(c *format.ColumnChunk) { c.FilePath = "part-0.parquet" }), ErrUnsupported, "its rows are in other files"},
		{"LZ4", chunk(func(c *format.ColumnChunk) { c.MetaData.Codec = format.Lz4 }), ErrUnsupported, `its column "total" is compressed with Hadoop's LZ4`},
		{"LZO", chunk(func(c *format.ColumnChunk) { c.MetaData.Codec = format.LZO }), ErrUnsupported, "compressed with LZO"},
		{"codec", chunk(func(c *format.ColumnChunk) { c.MetaData.Codec = 99 }), ErrUnsupported, "unknown codec 99"},
		{"encoding", chunk(func(c *format.ColumnChunk) { c.MetaData.Encoding = []format.Encoding{format.ByteStreamSplit} }), ErrUnsupported, "BYTE_STREAM_SPLIT"},
		{"outside", chunk(func(c *format.ColumnChunk) { c.MetaData.DataPageOffset = 1 << 40 }), ErrDamaged, `its column "total" is said to lie outside of the file`},
		{"before", chunk(func(c *format.ColumnChunk) { c.MetaData.DictionaryPageOffset = -9 }), ErrDamaged, "outside of the file"},
		{"values", chunk(func(c *format.ColumnChunk) { c.MetaData.NumValues = -1 }), ErrDamaged, "negative number of values"},
		{"columns", edit(func(m *format.FileMetaData) { m.RowGroups[0].Columns = m.RowGroups[0].Columns[:4] }), ErrDamaged, "its row group 1 has 4 columns, its schema 10"},
		{"schema", edit(func(m *format.FileMetaData) { m.Schema = m.Schema[:5] }), ErrDamaged, "its schema ends too early"},
		{"rows", edit(func(m *format.FileMetaData) { m.NumRows = -1 }), ErrDamaged, "negative number of rows"},
		{"physical", edit(func(m *format.FileMetaData) { m.Schema[1].Type.V = 8 }), ErrDamaged, `the column "id" is of the unknown physical type 8`},
		{"repetition", edit(func(m *format.FileMetaData) { m.Schema[1].RepetitionType.V = 3 }), ErrDamaged, "unknown repetition 3"},
	}
	for _, test := range tests {
		scan, err := scanned(t, test.file)
		var failure *Error
		if !errors.As(err, &failure) || failure.Kind != test.kind || !strings.Contains(failure.Reason, test.want) || scan != nil {
			t.Errorf("%s:\ngot  %v\nwant %v: … %s …", test.name, err, test.kind, test.want)
		}
	}
}

// A count of rows that does not agree with the row groups is a problem, not the
// end: some writers leave it out.
func TestRowCount(t *testing.T) {
	file := edited(t, written(t, orders()...), func(m *format.FileMetaData) { m.NumRows = 0 })
	scan, err := scanned(t, file)
	if err != nil {
		t.Fatal(err)
	}
	if scan.Rows != 3 || len(scan.Problems) != 1 || scan.Problems[0].Kind != "row count" {
		t.Errorf("got %d rows, problems %+v", scan.Rows, scan.Problems)
	}
}

func TestLayout(t *testing.T) {
	scan, err := scanned(t, written(t, orders()...))
	if err != nil {
		t.Fatal(err)
	}
	if by := scan.Options["createdBy"]; !strings.HasPrefix(by, "github.com/parquet-go/parquet-go") {
		t.Errorf("created by %q", by)
	}
	if scan.Options["compression"] != "uncompressed" || scan.Compression != "" || scan.Copy != "" {
		t.Errorf("layout %+v", scan.Layout)
	}
}

// A footer may be longer than what is read of a file at once, also at the end of
// a stream.
func TestLongFooters(t *testing.T) {
	for _, columns := range []int{1_000, 60_000} {
		schema := message(t, strings.Repeat("optional int64 a_column_of_a_very_wide_table; ", columns))
		file := assembled(t, &format.FileMetaData{Version: 1, Schema: schema})
		if len(file) < guess || columns > 10_000 && len(file) < 2*streamTail {
			t.Fatalf("the footer is too short: %d bytes", len(file))
		}
		for compression, content := range map[string][]byte{"": file, "gzip": zipped(t, file)} {
			scan, err := scanned(t, content)
			if err != nil {
				t.Error(err)
				continue
			}
			if len(scan.Columns) != columns || scan.Compression != compression || scan.Bytes != int64(len(file)) {
				t.Errorf("%d columns, compression %q, %d bytes", len(scan.Columns), scan.Compression, scan.Bytes)
			}
		}
	}
}

func zipped(t *testing.T, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write(data)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A file that lost bytes on its way is damaged, though both its ends are sound.
// The footer tells if more is missing than the indexes between the pages and it have.
func TestMissingBytes(t *testing.T) {
	file := written(t, orders()...)
	data := len(file) - ending - footerSize(file)
	for _, missing := range []int{data / 2, data * 3 / 5} {
		short := slices.Concat(file[:data/3], file[data/3+missing:])
		if _, err := scanned(t, short); !errors.Is(err, ErrDamaged) {
			t.Errorf("without %d of %d bytes: got %v, want damaged", missing, data, err)
		}
	}
}

// What a footer merely claims costs no memory.
func TestClaims(t *testing.T) {
	list := "\xfc\xff\xff\xff\xff\x07" // of 2,147,483,647 structures
	claims := map[string]string{
		"members":    "\x29" + list,
		"row groups": "\x15\x02\x29\x1c\x48\x01a\x15\x02\x00\x19" + list,
		"unknown":    "\x69" + list,
		"text":       "\x68\xff\xff\xff\xff\x07",
		"map":        "\x6b\xff\xff\xff\xff\x07\xcc",
		"children":   "\x29\x2c\x48\x01a\x15\xfe\xff\xff\xff\x0f\x00\x15\x02\x25\x00\x18\x01b\x00\x00",
	}
	for name, claim := range claims {
		file := framed([]byte(claim))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := scanned(t, file)
		runtime.ReadMemStats(&after)
		if !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
		if got := after.TotalAlloc - before.TotalAlloc; got > 1<<20 {
			t.Errorf("%s: %d bytes allocated for a footer of %d", name, got, len(claim))
		}
	}
}

// A schema may claim groups within groups, each of as many members as there are.
func TestNestedClaims(t *testing.T) {
	group := format.SchemaElement{Name: "g", NumChildren: thrift.New[int32](1 << 30)}
	m := &format.FileMetaData{Version: 1, Schema: slices.Repeat([]format.SchemaElement{group}, 50_000)}
	file := assembled(t, m)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := scanned(t, file)
	runtime.ReadMemStats(&after)
	if !errors.Is(err, ErrUnsupported) {
		t.Errorf("got %v", err)
	}
	if got := after.TotalAlloc - before.TotalAlloc; got > 64<<20 {
		t.Errorf("%d bytes allocated for a footer of %d", got, len(file))
	}
}

// A footer of many row groups is left when the context ends.
func TestScanEnds(t *testing.T) {
	file := written(t, orders()...)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	footer := file[len(file)-ending-footerSize(file) : len(file)-ending]
	if _, err := scanFooter(ctx, tail{footer: footer, size: int64(len(file))}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// The fields of a footer may come in any order, though they never do.
func TestFieldsInReverse(t *testing.T) {
	file := written(t, orders()...)
	footer := file[len(file)-ending-footerSize(file) : len(file)-ending]
	var fields [][]byte
	d := newDecoder(footer)
	d.structure(func(id int16, kind thrift.Type) {
		start := d.r.BytesRead()
		d.skip(kind)
		field := append([]byte{byte(kind), byte(2 * id)}, footer[start:d.r.BytesRead()]...)
		fields = append(fields, field)
	})
	slices.Reverse(fields)
	reversed := append(bytes.Join(fields, nil), 0)
	got, err := scanned(t, append(file[:len(file)-ending-len(footer):len(file)-ending-len(footer)], framed(reversed)[len(magic):]...))
	if err != nil {
		t.Fatal(err)
	}
	want, err := scanned(t, file)
	if err != nil {
		t.Fatal(err)
	}
	want.Bytes = got.Bytes
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// Each kind of error says what to do, save that of a file that is none.
func TestHints(t *testing.T) {
	for _, kind := range []error{ErrTruncated, ErrEncrypted, ErrDamaged, ErrUnsupported} {
		if (&Error{Kind: kind}).Hint() == "" {
			t.Errorf("%v: no hint", kind)
		}
	}
}

// FuzzFooter checks that a footer, whatever it is, is read or refused.
func FuzzFooter(f *testing.F) {
	for _, file := range [][]byte{written(f, orders()...), written[order](f)} {
		f.Add(file[len(file)-ending-footerSize(file) : len(file)-ending])
	}
	f.Fuzz(func(t *testing.T, data []byte) { checkFooter(t, data) })
}

// checkFooter calls scanFooter without the net that Scan has below it.
func checkFooter(t *testing.T, data []byte) {
	t.Helper()
	scan, err := scanFooter(context.Background(), tail{footer: data, size: int64(len(data)) + smallest})
	var failure *Error
	switch {
	case err == nil && (scan == nil || len(scan.Evidence) != len(scan.Columns) || scan.Rows < 0):
		t.Errorf("the scan is not whole: %+v", scan)
	case err != nil && !errors.As(err, &failure):
		t.Errorf("the error is a %T: %v", err, err)
	}
}

// TestDamagedFooters changes bytes of a footer as a fuzzer would, in each run
// of the tests.
func TestDamagedFooters(t *testing.T) {
	file := written(t, orders()...)
	footer := file[len(file)-ending-footerSize(file) : len(file)-ending]
	random := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		damaged := bytes.Clone(footer)
		for range 1 + random.IntN(5) {
			damaged[random.IntN(len(damaged))] = byte(random.IntN(256))
		}
		checkFooter(t, damaged)
	}
}
