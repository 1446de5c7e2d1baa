package parquetfile

import (
	"bytes"
	"context"
	"encoding/binary"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"

	"github.com/tarnlake/tarn/datasets"
)

// written returns a Parquet file with those rows.
func written[T any](t testing.TB, rows ...T) []byte {
	t.Helper()
	var b bytes.Buffer
	w := parquet.NewGenericWriter[T](&b)
	if _, err := w.Write(rows); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// assembled returns a Parquet file with that footer and no data.
func assembled(t testing.TB, m *format.FileMetaData) []byte {
	t.Helper()
	footer, err := thrift.Marshal(new(thrift.CompactProtocol), m)
	if err != nil {
		t.Fatal(err)
	}
	return framed(footer)
}

// framed returns a Parquet file around a footer.
func framed(footer []byte) []byte {
	file := append([]byte(magic), footer...)
	file = binary.LittleEndian.AppendUint32(file, uint32(len(footer)))
	return append(file, magic...)
}

// edited returns a Parquet file whose footer has been changed.
func edited(t testing.TB, file []byte, edit func(*format.FileMetaData)) []byte {
	t.Helper()
	data, footer := file[:len(file)-ending-footerSize(file)], file[len(file)-ending-footerSize(file):len(file)-ending]
	m := new(format.FileMetaData)
	if err := thrift.Unmarshal(new(thrift.CompactProtocol), footer, m); err != nil {
		t.Fatal(err)
	}
	edit(m)
	return append(bytes.Clone(data), assembled(t, m)[len(magic):]...)
}

func footerSize(file []byte) int { return int(binary.LittleEndian.Uint32(file[len(file)-ending:])) }

// scanned scans a file of that content.
func scanned(t testing.TB, content []byte) (*datasets.Scan, error) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "file"), content, 0o644); err != nil {
		t.Fatal(err)
	}
	lake, err := datasets.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer lake.Close()
	f, err := lake.File("file")
	if err != nil {
		t.Fatal(err)
	}
	return Format{}.Scan(context.Background(), f, datasets.ScanOptions{})
}

// message reads a schema as Parquet's specification writes it:
//
//	message m { required int32 a; optional group b (LIST) { repeated binary c (UTF8); } }
//
// A leaf is a physical type with its length, if it has one, a name and a
// converted type, which may have two numbers. A logical type of no parameters
// is written [UUID]. Names stand in quotes if they are not plain.
func message(t testing.TB, text string) []format.SchemaElement {
	t.Helper()
	for _, mark := range []string{"{", "}", ";", "(", ")", ",", "[", "]"} {
		text = strings.ReplaceAll(text, mark, " "+mark+" ")
	}
	p := &messageParser{t: t, words: strings.Fields(text)}
	root := format.SchemaElement{Name: "schema"}
	p.elements = append(p.elements, root)
	p.elements[0].NumChildren = thrift.New(p.members())
	return p.elements
}

type messageParser struct {
	t        testing.TB
	words    []string
	elements []format.SchemaElement
}

func (p *messageParser) next() string {
	p.t.Helper()
	if len(p.words) == 0 {
		p.t.Fatal("the message ends too early")
	}
	word := p.words[0]
	p.words = p.words[1:]
	return word
}

func (p *messageParser) accept(word string) bool {
	if len(p.words) > 0 && p.words[0] == word {
		p.words = p.words[1:]
		return true
	}
	return false
}

// members reads members to the end or a closing brace, and counts them.
func (p *messageParser) members() (n int32) {
	for ; len(p.words) > 0 && !p.accept("}"); n++ {
		p.member()
	}
	return n
}

func (p *messageParser) number() int32 {
	p.t.Helper()
	n, err := strconv.ParseInt(p.next(), 10, 32)
	if err != nil {
		p.t.Fatal(err)
	}
	return int32(n)
}

var repetitions = map[string]format.FieldRepetitionType{
	"required": format.Required, "optional": format.Optional, "repeated": format.Repeated,
}

var physicals = map[string]format.Type{
	"boolean": format.Boolean, "int32": format.Int32, "int64": format.Int64, "int96": format.Int96,
	"float": format.Float, "double": format.Double, "binary": format.ByteArray,
	"fixed_len_byte_array": format.FixedLenByteArray,
}

var logicals = map[string]format.LogicalTypeValue{
	"UUID": new(format.UUIDType), "FLOAT16": new(format.Float16Type), "UNKNOWN": new(format.NullType),
	"VARIANT": new(format.VariantType), "GEOMETRY": new(format.GeometryType), "GEOGRAPHY": new(format.GeographyType),
	"STRING": new(format.StringType), "LIST": new(format.ListType), "MAP": new(format.MapType), "DATE": new(format.DateType),
	"JSON": new(format.JsonType), "BSON": new(format.BsonType), "DECIMAL": &format.DecimalType{Precision: 9, Scale: 2},
	"UINT8": &format.IntType{BitWidth: 8}, "UINT32": &format.IntType{BitWidth: 32}, "INT16": &format.IntType{BitWidth: 16, IsSigned: true},
	"TIMESTAMP_MILLIS_UTC": &format.TimestampType{IsAdjustedToUTC: true, Unit: format.TimeUnit{Value: new(format.MilliSeconds)}},
	"TIMESTAMP_MICROS":     &format.TimestampType{Unit: format.TimeUnit{Value: new(format.MicroSeconds)}},
	"TIMESTAMP_NANOS":      &format.TimestampType{Unit: format.TimeUnit{Value: new(format.NanoSeconds)}},
	"TIMESTAMP_NO_UNIT":    &format.TimestampType{},
	"TIME_MILLIS":          &format.TimeType{Unit: format.TimeUnit{Value: new(format.MilliSeconds)}},
	"TIME_MICROS_UTC":      &format.TimeType{IsAdjustedToUTC: true, Unit: format.TimeUnit{Value: new(format.MicroSeconds)}},
	"TIME_NANOS":           &format.TimeType{Unit: format.TimeUnit{Value: new(format.NanoSeconds)}},
}

func (p *messageParser) member() {
	p.t.Helper()
	var e format.SchemaElement
	repetition, ok := repetitions[p.next()]
	if !ok {
		p.t.Fatal("no repetition")
	}
	e.RepetitionType = thrift.New(repetition)
	word := p.next()
	if word != "group" {
		e.Type = thrift.New(physicals[word])
		if p.accept("(") {
			e.TypeLength = thrift.New(p.number())
			p.next()
		}
	}
	e.Name = strings.Trim(p.next(), `"`)
	if p.accept("(") {
		p.converted(&e)
	}
	if p.accept("[") {
		e.LogicalType.Value = logicals[p.next()]
		if e.LogicalType.Value == nil {
			p.t.Fatal("unknown logical type")
		}
		p.next()
	}
	p.elements = append(p.elements, e)
	if p.accept("{") {
		at := len(p.elements) - 1
		p.elements[at].NumChildren = thrift.New(p.members())
		return
	}
	p.accept(";")
}

func (p *messageParser) converted(e *format.SchemaElement) {
	p.t.Helper()
	word := p.next()
	for i, name := range convertedNames {
		if name == word {
			e.ConvertedType = thrift.New(deprecated.ConvertedType(i))
		}
	}
	if !e.ConvertedType.Valid {
		n, err := strconv.Atoi(word)
		if err != nil {
			p.t.Fatalf("unknown converted type %s", word)
		}
		e.ConvertedType = thrift.New(deprecated.ConvertedType(n))
	}
	if p.accept(",") {
		e.Precision = thrift.New(p.number())
	}
	if p.accept(",") {
		e.Scale = thrift.New(p.number())
	}
	p.next()
}
