package parquetfile

import (
	"context"
	"slices"
	"strings"

	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// groups adds up what the row groups say. It keeps nothing of each of them, so
// that a footer of many costs no more memory than one of few.
type groups struct {
	ctx    context.Context
	leaves []leaf
	size   int64 // of the file
	data   int64 // where the footer begins, before which all pages lie

	rows   int64
	codecs [format.Lz4Raw + 1]bool
}

// A chunk is the part of a column that lies in one row group.
type chunk struct {
	elsewhere, encrypted, described bool

	codec      format.CompressionCodec
	split      bool // some of it is encoded as BYTE_STREAM_SPLIT
	values     int64
	pages      thrift.Null[int64] // where they begin
	size       int64              // bytes of them in the file, with those of the dictionary
	dictionary thrift.Null[int64]

	nulls          thrift.Null[int64]
	min, max       []byte
	oldMin, oldMax []byte
}

// decode reads the list of row groups.
func (g *groups) decode(d *decoder) {
	number := 0
	d.structures(thrift.LIST, func() {
		number++
		if err := g.ctx.Err(); err != nil {
			panic(stopped{err})
		}
		g.group(d, number)
	})
}

func (g *groups) group(d *decoder, number int) {
	columns, rows := 0, int64(-1)
	d.structure(func(id int16, t thrift.Type) {
		switch id {
		case 1:
			d.structures(t, func() {
				if columns == len(g.leaves) {
					fail(ErrDamaged, "its row group %d has more columns than its schema", number)
				}
				c := d.chunk()
				g.add(&g.leaves[columns], &c, number)
				columns++
			})
		case 3:
			rows = d.int64(t).V
		default:
			d.skip(t)
		}
	})
	switch {
	case rows < 0:
		fail(ErrDamaged, "its row group %d has no number of rows", number)
	case columns < len(g.leaves):
		fail(ErrDamaged, "its row group %d has %d columns, its schema %d", number, columns, len(g.leaves))
	}
	if g.rows += rows; g.rows < 0 {
		fail(ErrDamaged, "its row groups have too many rows")
	}
}

func (d *decoder) chunk() (c chunk) {
	d.structure(func(id int16, t thrift.Type) {
		switch {
		case id == 1:
			c.elsewhere = len(d.bytes(t)) > 0
		case id == 3 && t == thrift.STRUCT:
			c.described = true
			d.chunkMetaData(&c)
		case id == 8 || id == 9:
			c.encrypted = true
			d.skip(t)
		default:
			d.skip(t)
		}
	})
	return c
}

func (d *decoder) chunkMetaData(c *chunk) {
	d.structure(func(id int16, t thrift.Type) {
		switch id {
		case 2:
			d.int32s(t, func(v int32) { c.split = c.split || format.Encoding(v) == format.ByteStreamSplit })
		case 4:
			c.codec = format.CompressionCodec(d.int32(t).V)
		case 5:
			c.values = d.int64(t).V
		case 7:
			c.size = d.int64(t).V
		case 9:
			c.pages = d.int64(t)
		case 11:
			c.dictionary = d.int64(t)
		case 12:
			if t != thrift.STRUCT {
				d.skip(t)
				return
			}
			d.statistics(c)
		default:
			d.skip(t)
		}
	})
}

func (d *decoder) statistics(c *chunk) {
	d.structure(func(id int16, t thrift.Type) {
		switch id {
		case 1:
			c.oldMax = d.bytes(t)
		case 2:
			c.oldMin = d.bytes(t)
		case 3:
			c.nulls = d.int64(t)
		case 5:
			c.max = d.bytes(t)
		case 6:
			c.min = d.bytes(t)
		default:
			d.skip(t)
		}
	})
}

// add takes in the part of a column that lies in one row group, if the engine
// can read it.
func (g *groups) add(l *leaf, c *chunk, number int) {
	switch {
	case c.encrypted:
		fail(ErrEncrypted, "its column %q is encrypted", l.name)
	case c.elsewhere:
		fail(ErrUnsupported, "its rows are in other files")
	case !c.described:
		fail(ErrDamaged, "nothing is said of the column %q in its row group %d", l.name, number)
	case c.codec < 0 || int(c.codec) >= len(g.codecs):
		fail(ErrUnsupported, "its column %q is compressed with the unknown codec %d", l.name, c.codec)
	case c.codec == format.LZO:
		fail(ErrUnsupported, "its column %q is compressed with LZO", l.name)
	case c.codec == format.Lz4:
		fail(ErrUnsupported, "its column %q is compressed with Hadoop's LZ4", l.name)
	case c.split && l.physical != format.Float && l.physical != format.Double:
		fail(ErrUnsupported, "its column %q is encoded as BYTE_STREAM_SPLIT, which the engine reads of floating-point numbers alone", l.name)
	case c.values < 0:
		fail(ErrDamaged, "its column %q has a negative number of values", l.name)
	case !g.inside(c.pages) || c.dictionary.V != 0 && !g.inside(c.dictionary):
		fail(ErrDamaged, "its column %q is said to lie outside of the file", l.name)
	case c.values > 0 && c.size > g.data-c.start():
		fail(ErrDamaged, "its column %q is said to have %d bytes in its row group %d, more than stand before the footer", l.name, c.size, number)
	}
	g.codecs[c.codec] = true
	if c.values > 0 {
		l.add(c)
	}
}

// start returns where the pages of the chunk begin.
func (c *chunk) start() int64 {
	if at := c.dictionary.V; at > 0 && at < c.pages.V {
		return at
	}
	return c.pages.V
}

// inside reports whether a place is one of the file.
func (g *groups) inside(at thrift.Null[int64]) bool {
	return at.V >= 0 && at.V < g.size-ending
}

// compression names the codecs of the columns.
func (g *groups) compression() string {
	var names []string
	for codec, used := range g.codecs {
		if used {
			names = append(names, strings.ToLower(format.CompressionCodec(codec).String()))
		}
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}
