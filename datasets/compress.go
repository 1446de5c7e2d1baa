package datasets

import (
	"bufio"
	"compress/bzip2"
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// magics tell a compressed file by its first bytes; ? stands for any. Those
// without a function cannot be read.
var magics = []struct {
	bytes string
	name  string
	read  func(io.Reader) (io.ReadCloser, error)
}{
	{"\x1f\x8b\x08", "gzip", func(r io.Reader) (io.ReadCloser, error) { return gzip.NewReader(r) }},
	{"\x28\xb5\x2f\xfd", "zstd", openZstd},
	{"BZh?1AY&SY", "bzip2", openBzip2},
	{"BZh?\x17rE8P\x90", "bzip2", openBzip2}, // of nothing
	{"\xfd7zXZ\x00", "xz", nil},
	{"PK\x03\x04", "zip", nil},
	{"PK\x05\x06", "zip", nil}, // of nothing
	{"\x04\x22\x4d\x18", "lz4", nil},
	{"\xff\x06\x00\x00sNaPpY", "snappy", nil},
	{"7z\xbc\xaf\x27\x1c", "7z", nil},
}

func openBzip2(r io.Reader) (io.ReadCloser, error) { return io.NopCloser(bzip2.NewReader(r)), nil }

// maxWindow bounds the memory that unpacking takes. It is what the zstd program
// itself unpacks without being told to take more.
const maxWindow = 128 << 20

func openZstd(r io.Reader) (io.ReadCloser, error) {
	d, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow))
	if err != nil {
		return nil, err
	}
	return d.IOReadCloser(), nil
}

// A CompressionError reports a file compressed in a way that tarn does not read.
type CompressionError struct{ Name string }

func (e *CompressionError) Error() string {
	return fmt.Sprintf("compressed with %s, which is not supported", e.Name)
}

// Hint says what to do about it.
func (e *CompressionError) Hint() string {
	return "unpack the file, or compress it with gzip, zstd or bzip2"
}

// Compression returns the compression that head, the first bytes of a file,
// tells of: "" for none, or a name. It fails with a [*CompressionError] for one
// that cannot be read.
func Compression(head []byte) (string, error) {
	for _, m := range magics {
		if begins(head, m.bytes) {
			if m.read == nil {
				return "", &CompressionError{m.name}
			}
			return m.name, nil
		}
	}
	return "", nil
}

func begins(head []byte, magic string) bool {
	if len(head) < len(magic) {
		return false
	}
	for i := range len(magic) {
		if magic[i] != '?' && magic[i] != head[i] {
			return false
		}
	}
	return true
}

// A Reader reads the bytes of a file, decompressed. It ends with the error of
// its context once that is done.
type Reader struct {
	Compression string // "", "gzip", "zstd" or "bzip2"

	ctx   context.Context
	file  *os.File
	plain io.ReadCloser // decompresses; nil if there is nothing to decompress
}

// Reader opens the file for reading its bytes after decompression.
func (f File) Reader(ctx context.Context) (*Reader, error) {
	file, err := f.Open()
	if err != nil {
		return nil, err
	}
	r := &Reader{ctx: ctx, file: file}
	if err := r.decompress(); err != nil {
		file.Close()
		return nil, err
	}
	return r, nil
}

func (r *Reader) decompress() error {
	var head [16]byte
	n, err := r.file.ReadAt(head[:], 0)
	if err != nil && err != io.EOF {
		return err
	}
	r.Compression, err = Compression(head[:n])
	if err != nil || r.Compression == "" {
		return err
	}
	for _, m := range magics {
		if m.name == r.Compression {
			r.plain, err = m.read(bufio.NewReaderSize(r.file, 256<<10))
		}
	}
	if err != nil {
		return r.damaged(err)
	}
	return nil
}

// damaged says of an error of a library which compression it is about.
func (r *Reader) damaged(err error) error {
	if strings.HasPrefix(err.Error(), r.Compression) {
		return err
	}
	return fmt.Errorf("%s: %w", r.Compression, err)
}

// File returns the file itself, to be read at any place, if it is not
// compressed, and nil if it is.
func (r *Reader) File() *os.File {
	if r.plain != nil {
		return nil
	}
	return r.file
}

// Read reads decompressed bytes.
func (r *Reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	if r.plain == nil {
		return r.file.Read(p)
	}
	n, err := r.plain.Read(p)
	if err != nil && err != io.EOF {
		err = r.damaged(err)
	}
	return n, err
}

// Close closes the file.
func (r *Reader) Close() error {
	if r.plain != nil {
		r.plain.Close()
	}
	return r.file.Close()
}

// Head returns the first bytes of the file after decompression, [HeadSize] of
// them if there are as many. What can be read before an error is returned with it.
func (f File) Head(ctx context.Context) ([]byte, error) {
	r, err := f.Reader(ctx)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	head := make([]byte, r.headSize())
	n, err := io.ReadFull(r, head)
	if err == io.EOF || err == io.ErrUnexpectedEOF { // as ReadFull says it: the whole file
		err = nil
	}
	return head[:n], err
}

// headSize returns how large a head can be.
func (r *Reader) headSize() int64 {
	if r.plain == nil {
		if info, err := r.file.Stat(); err == nil {
			return min(info.Size(), HeadSize)
		}
	}
	return HeadSize
}
