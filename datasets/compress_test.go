package datasets

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// fileOf returns a file of a lake with that content.
func fileOf(t testing.TB, content []byte) File {
	t.Helper()
	lake := lakeOf(t)
	if err := os.WriteFile(filepath.Join(lake.Dir(), "file"), content, 0o644); err != nil {
		t.Fatal(err)
	}
	f, err := lake.File("file")
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func gzipped(t testing.TB, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, text)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func zstandard(t testing.TB, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := zstd.NewWriter(&b)
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(w, text)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Go writes no bzip2; these were made by libbzip2, of "a,b\n1,2\n" and
// of nothing.
const (
	bzipped      = "QlpoOTFBWSZTWb+HQH8AAANZAAAQAAQwADAAIAAwwAhpsogjJ4u5IpwoSF/DoD+A"
	bzippedEmpty = "QlpoORdyRThQkAAAAAA="
)

func decoded(t testing.TB, text string) []byte {
	t.Helper()
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestReader(t *testing.T) {
	text := "a,b\n1,2\n"
	half := gzipped(t, strings.Repeat("some text, again and again\n", 1000))
	tests := []struct {
		name              string
		content           []byte
		compression, want string
		err               string // the beginning of the error
	}{
		{"plain", []byte(text), "", text, ""},
		{"empty", nil, "", "", ""},
		{"gzip", gzipped(t, text), "gzip", text, ""},
		{"gzip members", append(gzipped(t, text), gzipped(t, text)...), "gzip", text + text, ""},
		{"gzip of nothing", gzipped(t, ""), "gzip", "", ""},
		{"zstd", zstandard(t, text), "zstd", text, ""},
		{"zstd frames", append(zstandard(t, text), zstandard(t, text)...), "zstd", text + text, ""},
		{"bzip2", decoded(t, bzipped), "bzip2", text, ""},
		{"bzip2 streams", append(decoded(t, bzipped), decoded(t, bzipped)...), "bzip2", text + text, ""},
		{"bzip2 of nothing", decoded(t, bzippedEmpty), "bzip2", "", ""},

		// Text that begins like a compressed file.
		{"BZ", []byte("BZh9,name\n1,2\n"), "", "BZh9,name\n1,2\n", ""},
		{"PK", []byte("PK,name\n1,2\n"), "", "PK,name\n1,2\n", ""},

		// Damaged ones. The name of the compression is said once.
		{"gzip cut off", half[:len(half)/2], "gzip", "", "gzip: unexpected EOF"},
		{"gzip head cut off", half[:5], "", "", "gzip: unexpected EOF"},
		{"gzip and junk", append(gzipped(t, text), "junk"...), "gzip", "", "gzip: "},
		{"gzip damaged", append(half[:40:40], half[60:]...), "gzip", "", "gzip: "},
		{"zstd cut off", zstandard(t, text)[:10], "zstd", "", "zstd: unexpected EOF"},
		{"bzip2 cut off", decoded(t, bzipped)[:20], "bzip2", "", "bzip2: unexpected EOF"},
		{"bzip2 damaged", append(decoded(t, bzipped)[:20], make([]byte, 40)...), "bzip2", "", "bzip2 data invalid: "},

		// Those that are not read.
		{"xz", []byte("\xfd7zXZ\x00\x00"), "", "", "compressed with xz, which is not supported"},
		{"zip", []byte("PK\x03\x04\x14\x00"), "", "", "compressed with zip, which is not supported"},
		{"lz4", []byte("\x04\x22\x4d\x18\x60"), "", "", "compressed with lz4, which is not supported"},
		{"snappy", []byte("\xff\x06\x00\x00sNaPpY\x01"), "", "", "compressed with snappy, which is not supported"},
		{"7z", []byte("7z\xbc\xaf\x27\x1c\x00"), "", "", "compressed with 7z, which is not supported"},
	}
	for _, test := range tests {
		compression, got, err := readAll(fileOf(t, test.content))
		if test.err != "" {
			if err == nil || !strings.HasPrefix(err.Error(), test.err) || strings.Count(err.Error(), "gzip") > 1 {
				t.Errorf("%s: got the error %v, want %s", test.name, err, test.err)
			}
			continue
		}
		if err != nil || got != test.want || compression != test.compression {
			t.Errorf("%s: got %q of %q, %v", test.name, got, compression, err)
		}
	}
}

func readAll(f File) (compression, text string, err error) {
	r, err := f.Reader(context.Background())
	if err != nil {
		return "", "", err
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	return r.Compression, string(b), err
}

// Reading ends with its context, whatever the compression.
func TestReaderEnds(t *testing.T) {
	text := strings.Repeat("some text\n", 100_000)
	for _, content := range [][]byte{[]byte(text), gzipped(t, text), zstandard(t, text)} {
		ctx, cancel := context.WithCancel(context.Background())
		r, err := fileOf(t, content).Reader(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(r, make([]byte, 1000)); err != nil {
			t.Error(err)
		}
		cancel()
		if _, err := io.Copy(io.Discard, r); !errors.Is(err, context.Canceled) {
			t.Errorf("%q: %v", r.Compression, err)
		}
		r.Close()
	}
}

func TestReaderFile(t *testing.T) {
	for content, plain := range map[string]bool{"a,b\n": true, string(gzipped(t, "a,b\n")): false} {
		r, err := fileOf(t, []byte(content)).Reader(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if got := r.File() != nil; got != plain {
			t.Errorf("%q: File is there: %t", content, got)
		}
		r.Close()
	}
}

func TestHead(t *testing.T) {
	long := strings.Repeat("0123456789", HeadSize/10+1)
	tests := []struct {
		name    string
		content []byte
		want    string
	}{
		{"empty", nil, ""},
		{"short", []byte("a,b\n"), "a,b\n"},
		{"as long as a head", []byte(long[:HeadSize]), long[:HeadSize]},
		{"long", []byte(long), long[:HeadSize]},
		{"short gzip", gzipped(t, "a,b\n"), "a,b\n"},
		{"long gzip", gzipped(t, long), long[:HeadSize]},
	}
	for _, test := range tests {
		if got, err := fileOf(t, test.content).Head(context.Background()); err != nil || string(got) != test.want {
			t.Errorf("%s: %d bytes, %v", test.name, len(got), err)
		}
	}

	// What can be read of a file that is cut off comes with the error.
	text := make([]byte, HeadSize)
	random := rand.New(rand.NewPCG(1, 1))
	for i := range text {
		text[i] = byte(random.IntN(256))
	}
	cut := gzipped(t, string(text))
	got, err := fileOf(t, cut[:len(cut)/2]).Head(context.Background())
	if !errors.Is(err, io.ErrUnexpectedEOF) || len(got) == 0 || !bytes.HasPrefix(text, got) {
		t.Errorf("a head cut off: %d bytes, %v", len(got), err)
	}
}

// A frame may ask for more memory than there is: it is refused by name.
func TestLargeWindow(t *testing.T) {
	frame := []byte("\x28\xb5\x2f\xfd\x00\xa8\x01\x00\x00") // of one empty block, with a window of 2 GB
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, _, err := readAll(fileOf(t, frame))
	runtime.ReadMemStats(&after)
	if err == nil || !strings.HasPrefix(err.Error(), "zstd: ") {
		t.Errorf("got %v", err)
	}
	if got := after.TotalAlloc - before.TotalAlloc; got > 64<<20 {
		t.Errorf("%d bytes allocated", got)
	}
}

func TestCompressionErrorHint(t *testing.T) {
	_, err := Compression([]byte("\xfd7zXZ\x00"))
	var refused *CompressionError
	if !errors.As(err, &refused) || refused.Name != "xz" || refused.Hint() == "" {
		t.Errorf("got %v", err)
	}
}
