package parquetfile

import "github.com/parquet-go/parquet-go/encoding/thrift"

// A decoder walks through a footer, which is written in Thrift's compact
// protocol, and takes from it what the caller asks for. Fields of an unexpected
// type are skipped, as readers of Thrift do. It allocates nothing for what a
// length or a count merely claims.
type decoder struct {
	r     thrift.BytesReader
	depth int
}

// maxDepth bounds how deep structures nest in a footer: Parquet's own go to 7.
const maxDepth = 32

func newDecoder(data []byte) *decoder {
	return &decoder{r: new(thrift.CompactProtocol).NewReaderFromBytes(data)}
}

func (d *decoder) check(err error) {
	if err != nil {
		fail(ErrDamaged, "its footer cannot be decoded: %v after %d bytes", err, d.r.BytesRead())
	}
}

func (d *decoder) enter() {
	if d.depth++; d.depth > maxDepth {
		fail(ErrDamaged, "its footer cannot be decoded: nested too deep after %d bytes", d.r.BytesRead())
	}
}

// structure calls each for every field of the structure that comes next. It has
// to read or skip the field.
func (d *decoder) structure(each func(id int16, t thrift.Type)) {
	d.enter()
	id := int16(0)
	for {
		f, err := d.r.ReadField()
		d.check(err)
		if f.Type == thrift.STOP {
			d.depth--
			return
		}
		if f.Delta {
			f.ID += id
		}
		id = f.ID
		each(id, f.Type)
	}
}

// structures calls each before every element of a list of structures.
func (d *decoder) structures(t thrift.Type, each func()) {
	if t != thrift.LIST {
		d.skip(t)
		return
	}
	l, err := d.r.ReadList()
	d.check(err)
	for range l.Size {
		if l.Type == thrift.STRUCT {
			each()
		} else {
			d.element(l.Type)
		}
	}
}

// int32s calls each with every number of a list.
func (d *decoder) int32s(t thrift.Type, each func(int32)) {
	if t != thrift.LIST {
		d.skip(t)
		return
	}
	l, err := d.r.ReadList()
	d.check(err)
	for range l.Size {
		if l.Type != thrift.I32 {
			d.element(l.Type)
			continue
		}
		v, err := d.r.ReadInt32()
		d.check(err)
		each(v)
	}
}

func (d *decoder) int32(t thrift.Type) (n thrift.Null[int32]) {
	if t != thrift.I32 {
		d.skip(t)
		return n
	}
	v, err := d.r.ReadInt32()
	d.check(err)
	n.Set(v)
	return n
}

func (d *decoder) int64(t thrift.Type) (n thrift.Null[int64]) {
	if t != thrift.I64 {
		d.skip(t)
		return n
	}
	v, err := d.r.ReadInt64()
	d.check(err)
	n.Set(v)
	return n
}

// bytes returns a part of the footer: not nil if there is any, however short.
func (d *decoder) bytes(t thrift.Type) []byte {
	if t != thrift.BINARY {
		d.skip(t)
		return nil
	}
	v, err := d.r.ReadBytes()
	d.check(err)
	return v
}

// text returns a copy of the text that comes next.
func (d *decoder) text(t thrift.Type) string { return string(d.bytes(t)) }

// skip passes over the value of a field. A truth has none: it is in the type.
func (d *decoder) skip(t thrift.Type) {
	if t != thrift.TRUE && t != thrift.FALSE {
		d.element(t)
	}
}

// element passes over a value in a list.
func (d *decoder) element(t thrift.Type) {
	var err error
	switch t {
	case thrift.TRUE, thrift.FALSE, thrift.I8:
		_, err = d.r.ReadInt8()
	case thrift.I16, thrift.I32, thrift.I64:
		_, err = d.r.ReadInt64()
	case thrift.DOUBLE:
		_, err = d.r.ReadFloat64()
	case thrift.UUID:
		d.element(thrift.DOUBLE)
		d.element(thrift.DOUBLE)
	case thrift.BINARY:
		_, err = d.r.ReadBytes()
	case thrift.STRUCT:
		d.structure(func(_ int16, t thrift.Type) { d.skip(t) })
	case thrift.LIST, thrift.SET:
		d.enter()
		l, failed := d.r.ReadList()
		d.check(failed)
		for range l.Size {
			d.element(l.Type)
		}
		d.depth--
	case thrift.MAP:
		d.enter()
		m, failed := d.r.ReadMap()
		d.check(failed)
		for range m.Size {
			d.element(m.Key)
			d.element(m.Value)
		}
		d.depth--
	default:
		fail(ErrDamaged, "its footer cannot be decoded: a value of the unknown type %d after %d bytes", t, d.r.BytesRead())
	}
	d.check(err)
}
