package parquetfile

import (
	"encoding/binary"
	"math"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
)

type order struct {
	ID     int64             `parquet:"id"`
	Count  uint8             `parquet:"count"`
	Total  int64             `parquet:"total,decimal(2:10)"`
	Placed time.Time         `parquet:"placed,timestamp(millisecond)"`
	Day    int32             `parquet:"day,date"`
	Name   *string           `parquet:"name,optional"`
	Rate   float64           `parquet:"rate"`
	Paid   bool              `parquet:"paid"`
	Lines  []int32           `parquet:"lines,list"`
	Parts  struct{ A int32 } `parquet:"parts"`
}

func orders() []order {
	ann, ben := "Ann", "Ben"
	return []order{
		{ID: 3, Count: 200, Total: -1205, Placed: time.UnixMilli(1_709_164_800_123), Day: 19782, Name: &ben, Rate: 0.5, Paid: true},
		{ID: -7, Count: 1, Total: 5, Placed: time.UnixMilli(-1), Day: -1, Rate: -2},
		{ID: 9, Count: 7, Total: 100_000, Placed: time.UnixMilli(0), Day: 0, Name: &ann, Rate: 1e9},
	}
}

// What a writer notes down is what the evidence says.
func TestEvidence(t *testing.T) {
	want := map[string]datasets.Evidence{
		"id":     {Kinds: map[string]int64{"bigint": 3}, Min: "-7", Max: "9"},
		"count":  {Kinds: map[string]int64{"smallint": 3}, Min: "1", Max: "200"},
		"total":  {Kinds: map[string]int64{"decimal": 3}, Min: "-12.05", Max: "1000.00"},
		"placed": {Kinds: map[string]int64{"timestamp": 3}, Min: "1969-12-31 23:59:59.999", Max: "2024-02-29 00:00:00.123"},
		"day":    {Kinds: map[string]int64{"date": 3}, Min: "1969-12-31", Max: "2024-02-29"},
		"name":   {Nulls: 1, Kinds: map[string]int64{"string": 2}, Min: "Ann", Max: "Ben"},
		"rate":   {Kinds: map[string]int64{"double": 3}, Min: "-2", Max: "1e+09"},
		"paid":   {Kinds: map[string]int64{"boolean": 3}, Min: "false", Max: "true"},
		"lines":  {},
		"parts":  {},
	}
	scan, err := scanned(t, written(t, orders()...))
	if err != nil {
		t.Fatal(err)
	}
	if scan.Rows != 3 || len(scan.Columns) != len(want) {
		t.Fatalf("%d rows of %d columns", scan.Rows, len(scan.Columns))
	}
	for i, c := range scan.Columns {
		w := want[c.Source]
		w.Estimated = true
		if got := scan.Evidence[i]; !sameEvidence(got, w) {
			t.Errorf("%s: got %+v, want %+v", c.Source, got, w)
		}
	}
}

func sameEvidence(a, b datasets.Evidence) bool {
	if len(a.Kinds) != len(b.Kinds) {
		return false
	}
	for kind, n := range b.Kinds {
		if a.Kinds[kind] != n {
			return false
		}
	}
	return a.Nulls == b.Nulls && a.Min == b.Min && a.Max == b.Max && a.Estimated == b.Estimated
}

func le4(n uint32) []byte  { return binary.LittleEndian.AppendUint32(nil, n) }
func le8(n uint64) []byte  { return binary.LittleEndian.AppendUint64(nil, n) }
func f32(f float32) []byte { return le4(math.Float32bits(f)) }
func f64(f float64) []byte { return le8(math.Float64bits(f)) }

// Each row group has 10 values. The bounds are empty where none
// can be had.
func TestBounds(t *testing.T) {
	type stats = format.Statistics
	tests := []struct {
		schema   string
		groups   []stats
		min, max string
	}{
		{"optional int32 a", []stats{{MinValue: le4(5), MaxValue: le4(7)}, {MinValue: le4(1 << 31), MaxValue: le4(6)}}, "-2147483648", "7"},
		{"optional int32 a (UINT_32)", []stats{{MinValue: le4(5), MaxValue: le4(1 << 31)}}, "5", "2147483648"},
		{"optional int64 a (UINT_64)", []stats{{MinValue: le8(0), MaxValue: le8(math.MaxUint64)}}, "0", "18446744073709551615"},
		{"optional boolean a", []stats{{MinValue: []byte{0}, MaxValue: []byte{1}}}, "false", "true"},
		{"optional float a", []stats{{MinValue: f32(0.1), MaxValue: f32(2)}}, "0.1", "2"},
		{"optional double a", []stats{{MinValue: f64(math.Inf(-1)), MaxValue: f64(2.5)}}, "-Inf", "2.5"},
		{"optional fixed_len_byte_array(2) a [FLOAT16]", []stats{{MinValue: []byte{0, 0xC0}, MaxValue: []byte{1, 0}}}, "-2", "5.960464477539063e-08"},
		{"optional binary a (UTF8)", []stats{{MinValue: []byte{}, MaxValue: []byte("é")}, {MinValue: []byte("A"), MaxValue: []byte("z")}}, "", "é"},
		{"optional binary a (UTF8)", []stats{{MinValue: []byte("caf\xc3"), MaxValue: []byte("d")}}, "caf\uFFFD", "d"}, // cut off by the writer
		{"optional fixed_len_byte_array(2) a (DECIMAL,4,3)", []stats{{MinValue: []byte{0xff, 0xff}, MaxValue: []byte{1, 0}}}, "-0.001", "0.256"},
		{"optional binary a (DECIMAL,4,0)", []stats{{MinValue: []byte{0xff}, MaxValue: []byte{0, 200}}, {MinValue: []byte{0xff, 0}, MaxValue: []byte{1}}}, "-256", "200"},
		{"optional int32 a (TIME_MILLIS)", []stats{{MinValue: le4(0), MaxValue: le4(86_399_999)}}, "00:00:00", "23:59:59.999"},
		{"optional int64 a [TIMESTAMP_NANOS]", []stats{{MinValue: le8(1), MaxValue: le8(1_700_000_000_000_000_001)}}, "1970-01-01 00:00:00.000000001", "2023-11-14 22:13:20.000000001"},

		// The older bounds go by signs, so they hold for some types only.
		{"optional int32 a", []stats{{Min: le4(5), Max: le4(7)}}, "5", "7"},
		{"optional binary a (UTF8)", []stats{{Min: []byte("a"), Max: []byte("b")}}, "", ""},
		{"optional binary a (UTF8)", []stats{{Min: []byte("a"), Max: []byte("a")}}, "a", "a"},
		{"optional int32 a (UINT_8)", []stats{{Min: le4(5), Max: le4(7)}}, "", ""},
		{"optional int32 a", []stats{{Min: le4(1), Max: le4(2), MinValue: le4(5), MaxValue: le4(7)}}, "5", "7"},

		// One row group without bounds spoils them for the file, unless all is null there.
		{"optional int32 a", []stats{{MinValue: le4(5), MaxValue: le4(7)}, {}}, "", ""},
		{"optional int32 a", []stats{{MinValue: le4(5), MaxValue: le4(7)}, {NullCount: 10}}, "5", "7"},

		// Bounds that are none.
		{"optional double a", []stats{{MinValue: f64(math.NaN()), MaxValue: f64(1)}}, "", ""},
		{"optional double a", []stats{{MinValue: f64(0), MaxValue: f64(math.NaN())}}, "", ""},
		{"optional int32 a", []stats{{MinValue: le4(7), MaxValue: le4(5)}}, "", ""},
		{"optional int32 a", []stats{{MinValue: []byte{5}, MaxValue: []byte{7}}}, "", ""},
		{"optional int96 a", []stats{{MinValue: make([]byte, 12), MaxValue: make([]byte, 12)}}, "", ""},
		{"optional binary a", []stats{{MinValue: []byte("a"), MaxValue: []byte("b")}}, "", ""},
		{"optional int32 a", nil, "", ""},
	}
	for _, test := range tests {
		m := &format.FileMetaData{Version: 1, Schema: message(t, test.schema)}
		for _, s := range test.groups {
			addGroup(m, 10, s)
		}
		scan, err := scanned(t, assembled(t, m))
		if err != nil {
			t.Errorf("%s: %v", test.schema, err)
			continue
		}
		if e := scan.Evidence[0]; e.Min != test.min || e.Max != test.max || !e.Estimated {
			t.Errorf("%s: got %q to %q, want %q to %q", test.schema, e.Min, e.Max, test.min, test.max)
		}
	}
}

// addGroup adds a row group of one column with those statistics.
func addGroup(m *format.FileMetaData, rows int64, s format.Statistics) {
	c := format.ColumnMetaData{NumValues: rows, DataPageOffset: 4, Statistics: s}
	m.RowGroups = append(m.RowGroups, format.RowGroup{NumRows: rows, Columns: []format.ColumnChunk{{MetaData: c}}})
	m.NumRows += rows
}

// Nulls that are not counted are not said to be none.
func TestNulls(t *testing.T) {
	tests := []struct {
		repetition string
		counts     []thrift.Null[int64] // of row groups of 10 values each
		nulls      int64
		values     int64 // 0 if not known
	}{
		{"optional", []thrift.Null[int64]{thrift.New[int64](3), thrift.New[int64](0)}, 3, 17},
		{"optional", []thrift.Null[int64]{thrift.New[int64](10), thrift.New[int64](10)}, 20, 0},
		{"optional", []thrift.Null[int64]{thrift.New[int64](3), {}}, 0, 0},
		{"optional", []thrift.Null[int64]{thrift.New[int64](11)}, 0, 0}, // more than there are values
		{"optional", []thrift.Null[int64]{thrift.New[int64](-1)}, 0, 0},
		{"required", []thrift.Null[int64]{{}, {}}, 0, 20},
	}
	for _, test := range tests {
		l := leaf{required: test.repetition == "required", values: numbers}
		for _, n := range test.counts {
			l.add(&chunk{values: 10, nulls: n})
		}
		var e datasets.Evidence
		l.describe(&e, schema.Bigint, 10*int64(len(test.counts)))
		var values int64
		for _, n := range e.Kinds {
			values += n
		}
		if e.Nulls != test.nulls || values != test.values {
			t.Errorf("%s, %v: got %d nulls and %d values, want %d and %d", test.repetition, test.counts, e.Nulls, values, test.nulls, test.values)
		}
	}
}
