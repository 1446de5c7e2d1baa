package parquetfile

import (
	"context"
	"fmt"
	"strings"

	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
)

// A footer is what is taken from one. The numbers of its fields are those of
// https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift
type footer struct {
	elements  []element
	columns   []datasets.Column
	rows      int64
	createdBy string
	encrypted bool
	groups    groups
}

// scanFooter decodes a footer. It fails only with an [*Error] or that of ctx.
func scanFooter(ctx context.Context, t tail) (scan *datasets.Scan, err error) {
	defer func() {
		switch fault := recover().(type) {
		case nil:
		case *Error:
			scan, err = nil, fault
		case stopped:
			scan, err = nil, fault.err
		default:
			panic(fault)
		}
	}()
	f := footer{groups: groups{ctx: ctx, size: t.size, data: t.size - ending - int64(len(t.footer))}}
	f.decode(t.footer)
	switch {
	case f.encrypted:
		fail(ErrEncrypted, "some of its columns are encrypted")
	case f.rows < 0:
		fail(ErrDamaged, "it has a negative number of rows")
	}
	scan = &datasets.Scan{Rows: f.groups.rows, Bytes: t.size}
	if f.rows != scan.Rows {
		scan.Problems = []datasets.Problem{{Kind: "row count", Count: 1, Cause: fmt.Sprintf(
			"The footer counts %d rows in all, but %d in the row groups; the latter are read.", f.rows, scan.Rows)}}
	}
	scan.Layout = datasets.Layout{Format: "parquet", Options: f.options(), Columns: f.columns}
	scan.Evidence = evidence(f.columns, f.groups.leaves, scan.Rows)
	return scan, nil
}

// stopped ends the decoding with the error of a context.
type stopped struct{ err error }

func (f *footer) options() map[string]string {
	o := make(map[string]string, 2)
	if f.createdBy != "" {
		o["createdBy"] = strings.ToValidUTF8(f.createdBy, "\uFFFD")
	}
	if codecs := f.groups.compression(); codecs != "" {
		o["compression"] = codecs
	}
	return o
}

func (f *footer) decode(data []byte) {
	d := newDecoder(data)
	var late *decoder // row groups that come before the schema
	d.structure(func(id int16, t thrift.Type) {
		switch {
		case id == 2:
			d.structures(t, func() { f.add(d.schemaElement()) })
		case id == 3:
			f.rows = d.int64(t).V
		case id == 4 && t == thrift.LIST && f.elements == nil:
			late = newDecoder(data[d.r.BytesRead():])
			d.skip(t)
		case id == 4 && t == thrift.LIST:
			f.build()
			f.groups.decode(d)
		case id == 6:
			f.createdBy = d.text(t)
		case id == 8:
			f.encrypted = true
			d.skip(t)
		default:
			d.skip(t)
		}
	})
	f.build()
	if late != nil {
		f.groups.decode(late)
	}
}

// build makes columns of the schema.
func (f *footer) build() {
	if f.columns == nil {
		f.columns, f.groups.leaves = columnsOf(f.elements)
	}
}

// maxElements bounds the schema, and with it the memory that it takes.
const maxElements = 1_000_000

func (f *footer) add(e element) {
	if len(f.elements) == maxElements {
		fail(ErrUnsupported, "its schema has more than %d members", maxElements)
	}
	f.elements = append(f.elements, e)
}

// An element is a member of the schema, as the footer lists them: each group
// before its children.
type element struct {
	name          string
	physical      thrift.Null[int32] // a format.Type; none for a group
	length        thrift.Null[int32]
	repetition    format.FieldRepetitionType
	children      int32
	converted     thrift.Null[int32] // the older annotation: a deprecated.ConvertedType
	scale, digits thrift.Null[int32]
	logical       annotation // the newer one
}

// An annotation is a member of the union LogicalType, with what it says besides.
type annotation struct {
	id       int16 // number of the member; 0 for none
	utc      bool
	unit     int16 // number of the member of TimeUnit: milliseconds, microseconds, nanoseconds
	bits     int8
	unsigned bool
}

// The numbers of the members of LogicalType.
const (
	logicalString    = 1
	logicalMap       = 2
	logicalList      = 3
	logicalEnum      = 4
	logicalDecimal   = 5
	logicalDate      = 6
	logicalTime      = 7
	logicalTimestamp = 8
	logicalInt       = 10
	logicalUnknown   = 11
	logicalJSON      = 12
	logicalUUID      = 14
	logicalFloat16   = 15
	logicalVariant   = 16
	logicalGeometry  = 17
	logicalGeography = 18
)

func (d *decoder) schemaElement() element {
	var e element
	d.structure(func(id int16, t thrift.Type) {
		switch id {
		case 1:
			e.physical = d.int32(t)
		case 2:
			e.length = d.int32(t)
		case 3:
			e.repetition = format.FieldRepetitionType(d.int32(t).V)
		case 4:
			e.name = d.text(t)
		case 5:
			e.children = d.int32(t).V
		case 6:
			e.converted = d.int32(t)
		case 7:
			e.scale = d.int32(t)
		case 8:
			e.digits = d.int32(t)
		case 10:
			e.logical = d.annotation(t)
		default:
			d.skip(t)
		}
	})
	return e
}

func (d *decoder) annotation(t thrift.Type) (a annotation) {
	if t != thrift.STRUCT {
		d.skip(t)
		return a
	}
	d.structure(func(id int16, t thrift.Type) {
		a.id = id
		if t != thrift.STRUCT {
			d.skip(t)
			return
		}
		d.structure(func(field int16, t thrift.Type) {
			switch {
			case (id == logicalTime || id == logicalTimestamp) && field == 1:
				a.utc = t == thrift.TRUE
				d.skip(t)
			case (id == logicalTime || id == logicalTimestamp) && field == 2 && t == thrift.STRUCT:
				d.structure(func(unit int16, t thrift.Type) { a.unit = unit; d.skip(t) })
			case id == logicalInt && field == 1 && t == thrift.I8:
				bits, err := d.r.ReadInt8()
				d.check(err)
				a.bits = bits
			case id == logicalInt && field == 2:
				a.unsigned = t == thrift.FALSE
				d.skip(t)
			default:
				d.skip(t)
			}
		})
	})
	return a
}

// evidence says what the statistics tell of each column.
func evidence(columns []datasets.Column, leaves []leaf, rows int64) []datasets.Evidence {
	found := make([]datasets.Evidence, len(columns))
	for i := range found {
		found[i].Estimated = true
	}
	for i := range leaves {
		l := &leaves[i]
		if l.column < 0 {
			continue
		}
		l.describe(&found[l.column], columns[l.column].Type.Kind, rows)
	}
	return found
}

func (l *leaf) describe(e *datasets.Evidence, kind schema.Kind, rows int64) {
	if l.required {
		l.nulls, l.uncounted = 0, false
	}
	if !l.uncounted && l.nulls <= rows {
		e.Nulls = l.nulls
		if values := rows - l.nulls; values > 0 && kind != schema.Unknown {
			e.Kinds = map[string]int64{kind.String(): values}
		}
	}
	e.Min, e.Max = l.bounds()
}

func (e *element) String() string {
	return fmt.Sprintf("%q", datasets.Clip(strings.ToValidUTF8(e.name, "\uFFFD")))
}
