package crawl

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"io"

	"github.com/tarnlake/tarn/datasets"
)

// fingerprinted is how many bytes of the beginning and of the end of a file its
// fingerprint is made of.
const fingerprinted = 4 << 10

// A fingerprint tells a file from others of its size and time: it is made of the
// bytes at its ends. That of a file which is not known is zero.
type fingerprint [16]byte

// text returns the fingerprint as the catalog has it; "" if it is not known.
func (p fingerprint) text() string {
	if p == (fingerprint{}) {
		return ""
	}
	return string(p[:])
}

// fingerprintOf returns the fingerprint of a file.
func fingerprintOf(f datasets.File) (p fingerprint, err error) {
	file, err := f.Open()
	if err != nil {
		return p, err
	}
	defer file.Close()
	var buffer [2*fingerprinted + 8]byte
	head, err := file.ReadAt(buffer[:fingerprinted], 0)
	if err != nil && err != io.EOF {
		return p, err
	}
	tail, err := file.ReadAt(buffer[head:head+fingerprinted], max(0, f.Size-fingerprinted))
	if err != nil && err != io.EOF {
		return p, err
	}
	data := binary.LittleEndian.AppendUint64(buffer[:head+tail], uint64(f.Size))
	sum := sha256.Sum256(data)
	return fingerprint(sum[:16]), nil
}

// checksum returns a checksum of all bytes of a file.
func checksum(ctx context.Context, f datasets.File) (string, error) {
	file, err := f.Open()
	if err != nil {
		return "", err
	}
	defer file.Close()
	sum := sha256.New()
	if _, err := io.CopyBuffer(sum, cancelled{ctx, file}, make([]byte, 256<<10)); err != nil {
		return "", err
	}
	return string(sum.Sum(nil)), nil
}

// cancelled is a reader that fails when its context ends.
type cancelled struct {
	ctx context.Context
	r   io.Reader
}

func (c cancelled) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
