// Package parquetfile reads Parquet files, from their footers alone: the schema,
// the number of rows, and the statistics that the writer left there. No page of
// data is read, nor is an index.
//
// The types are those that the engine reads, which goes by the older of the two
// ways in which Parquet annotates types. A file that the engine would misread,
// cannot read, or that would end it is an [*Error] that says so: encrypted
// files, unknown codecs, types that contradict what they are stored in, schemas
// nested without end.
//
// A [datasets.Layout] has these options:
//
//	createdBy    the program that wrote the file, as it calls itself
//	compression  codecs of the columns, such as "snappy" or "snappy, uncompressed"
//
// The type of a column may say less than the file does: a uuid and a time are
// strings, an unsigned number is the next wider one. Then Column.Format names
// the type in the file, in Athena's notation with these words besides: uint8,
// uint16, uint32, uint64, timestamptz, timestamp_ns, time, timetz, time_ns,
// interval, uuid, json, variant, geometry.
//
// Evidence comes from the statistics of the row groups. For a column that is not
// nested, Kinds counts the values, unless the writer did not count the nulls.
package parquetfile

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/tarnlake/tarn/datasets"
)

// Format is the Parquet format.
type Format struct{}

var _ datasets.Format = Format{}

// Name returns "parquet".
func (Format) Name() string { return "parquet" }

// magic stands at both ends of a file, and sealed at those of one whose footer
// is encrypted.
const (
	magic  = "PAR1"
	sealed = "PARE"
)

// Match judges a file by its first bytes. Text that merely begins with those
// four letters is Parquet only if nothing else fits.
func (Format) Match(_ string, head []byte) datasets.Confidence {
	if !bytes.HasPrefix(head, []byte(magic)) && !bytes.HasPrefix(head, []byte(sealed)) {
		return datasets.No
	}
	if len(head) > len(magic) && isText(head) {
		return datasets.Perhaps
	}
	return datasets.Certain
}

// isText reports whether a head could be that of a text file.
func isText(head []byte) bool {
	for i := 0; i < len(head); {
		r, size := utf8.DecodeRune(head[i:])
		if r == utf8.RuneError && size == 1 && utf8.FullRune(head[i:]) || r < ' ' && r != '\n' && r != '\r' && r != '\t' {
			return false
		}
		i += size
	}
	return true
}

// Scan reads the footer of the file.
func (Format) Scan(ctx context.Context, f datasets.File, o datasets.ScanOptions) (scan *datasets.Scan, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			scan, err = nil, &Error{ErrDamaged, fmt.Sprintf("its footer cannot be decoded (%v)", fault)}
		}
	}()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	r, err := f.Reader(ctx)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	buffer := buffers.Get().(*[]byte)
	defer buffers.Put(buffer)
	t, err := readTail(ctx, f, r, buffer)
	if err != nil {
		return nil, err
	}
	scan, err = scanFooter(ctx, t)
	if err != nil {
		return nil, err
	}
	if scan.Compression = r.Compression; scan.Compression != "" {
		scan.Copy = "the engine reads no Parquet file inside " + scan.Compression
	}
	if o.Progress != nil {
		o.Progress(f.Size)
	}
	return scan, nil
}

// Clean writes the bytes of the file as they are, decompressed: there is no
// plainer form of Parquet, and the engine reads it as it lies.
func (Format) Clean(ctx context.Context, f datasets.File, _ *datasets.Layout, w io.Writer) error {
	r, err := f.Reader(ctx)
	if err != nil {
		return err
	}
	defer r.Close()
	_, err = io.Copy(w, r)
	return err
}
