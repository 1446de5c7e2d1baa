package parquetfile

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"sync"

	"github.com/tarnlake/tarn/datasets"
)

// tail is the end of a file.
type tail struct {
	footer []byte
	size   int64 // of the whole file, after decompression
}

// Sizes of a file's ends.
const (
	ending     = 8         // the length of the footer, and the magic letters
	smallest   = 12        // the letters at the beginning and the ending
	guess      = 16 << 10  // what is read at once: most footers are shorter
	maxFooter  = 256 << 20 // longer footers are refused, so that memory stays bounded
	maxBuffer  = 1 << 20   // longer ones are not kept for the next file
	streamTail = 1 << 20   // what is kept of a stream while its end is looked for
)

// buffers hold footers while they are decoded.
var buffers = sync.Pool{New: func() any { b := make([]byte, guess); return &b }}

// readTail finds the footer of the file. It uses the buffer, or a new one if
// the footer is longer.
func readTail(ctx context.Context, f datasets.File, r *datasets.Reader, buffer *[]byte) (tail, error) {
	if r.File() == nil {
		return streamedTail(ctx, f, r)
	}
	info, err := r.File().Stat()
	if err != nil {
		return tail{}, err
	}
	size := info.Size()
	var head [len(magic)]byte
	if _, err := r.File().ReadAt(head[:], 0); err != nil && err != io.EOF {
		return tail{}, err
	}
	end := room(buffer, min(size, guess))
	if err := readAt(r.File(), end, size-int64(len(end))); err != nil {
		return tail{}, err
	}
	length, err := footerLength(head[:min(size, int64(len(head)))], end, size)
	if err != nil {
		return tail{}, err
	}
	if length+ending <= int64(len(end)) {
		return tail{footer: end[int64(len(end))-length-ending : len(end)-ending], size: size}, nil
	}
	footer := room(buffer, length)
	err = readAt(r.File(), footer, size-ending-length)
	return tail{footer: footer, size: size}, err
}

// room returns n bytes: those of the buffer, which grows up to a limit.
func room(buffer *[]byte, n int64) []byte {
	switch {
	case n <= int64(cap(*buffer)):
		return (*buffer)[:n]
	case n > maxBuffer:
		return make([]byte, n)
	}
	*buffer = make([]byte, n)
	return *buffer
}

func readAt(r io.ReaderAt, p []byte, at int64) error {
	n, err := r.ReadAt(p, at)
	if n == len(p) {
		return nil
	}
	if err == io.EOF {
		return datasets.ErrChanged
	}
	return err
}

// footerLength judges the two ends of a file and returns how long its footer is.
func footerLength(head, end []byte, size int64) (int64, error) {
	is := func(part []byte, letters string) bool { return string(part) == letters }
	switch {
	case !is(head, magic) && !is(head, sealed):
		return 0, &Error{ErrNotParquet, fmt.Sprintf("it begins with %q, not with %q", head, magic)}
	case size < smallest:
		return 0, &Error{ErrTruncated, fmt.Sprintf("it has only %d bytes", size)}
	}
	last := end[len(end)-len(magic):]
	switch {
	case is(last, sealed), is(head, sealed):
		return 0, &Error{ErrEncrypted, "its footer is encrypted"}
	case !is(last, magic):
		return 0, &Error{ErrTruncated, fmt.Sprintf("it begins as one, but its last four bytes are %q, not %q", last, magic)}
	}
	length := int64(binary.LittleEndian.Uint32(end[len(end)-ending:]))
	switch {
	case length == 0 || length > size-smallest:
		return 0, &Error{ErrDamaged, fmt.Sprintf("its footer is said to have %d bytes, the file has %d", length, size)}
	case length > maxFooter:
		return 0, &Error{ErrUnsupported, fmt.Sprintf("its footer alone has %d MB, more than %d", length>>20, maxFooter>>20)}
	}
	return length, nil
}

// streamedTail finds the footer at the end of a stream. It reads the stream a
// second time if the footer is longer than what is kept of it.
func streamedTail(ctx context.Context, f datasets.File, r io.Reader) (tail, error) {
	head, end, size, err := lastOf(r)
	if err != nil {
		return tail{}, err
	}
	length, err := footerLength(head, end, size)
	if err != nil {
		return tail{}, err
	}
	if length+ending <= int64(len(end)) {
		return tail{footer: end[int64(len(end))-length-ending : len(end)-ending], size: size}, nil
	}
	again, err := f.Reader(ctx)
	if err != nil {
		return tail{}, err
	}
	defer again.Close()
	if _, err := io.CopyN(io.Discard, again, size-ending-length); err != nil {
		return tail{}, err
	}
	footer := make([]byte, length)
	_, err = io.ReadFull(again, footer)
	return tail{footer: footer, size: size}, err
}

// lastOf reads r to its end and returns its first bytes, its last, and how many
// there are.
func lastOf(r io.Reader) (head, end []byte, size int64, err error) {
	blocks := [2][]byte{make([]byte, streamTail), make([]byte, streamTail)}
	last, n := 0, [2]int{}
	for ; ; last = 1 - last {
		n[last], err = io.ReadFull(r, blocks[last])
		if size == 0 {
			head = bytes.Clone(blocks[last][:min(n[last], len(magic))])
		}
		size += int64(n[last])
		if err != nil {
			break
		}
	}
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		err = nil
	}
	return head, append(blocks[1-last][:n[1-last]:n[1-last]], blocks[last][:n[last]]...), size, err
}
