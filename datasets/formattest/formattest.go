// Package formattest checks what every [datasets.Format] must obey, whatever it
// reads: the same answer each time, an error and not a panic for what is broken,
// an end when its context ends, nothing left running, and clean copies that hold
// the same rows.
package formattest

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
)

// Test checks the format with the contents of files: good ones, which it must
// read, and bad ones, which it must refuse. The keys are their names. Among the
// good ones there should be a file of one row, a wide one and a deep one.
func Test(t *testing.T, format datasets.Format, good, bad map[string][]byte) {
	s := &suite{format: format, dir: t.TempDir()}
	lake, err := datasets.Open(s.dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { lake.Close() })
	s.lake = lake
	before := runtime.NumGoroutine()
	for name, data := range good {
		t.Run("good/"+name, func(t *testing.T) { s.good(t, name, data) })
	}
	for name, data := range bad {
		t.Run("bad/"+name, func(t *testing.T) { s.bad(t, name, data) })
	}
	t.Run("empty", func(t *testing.T) { s.scan(t, "empty", nil) })
	noneLeft(t, before)
}

type suite struct {
	format datasets.Format
	dir    string
	lake   *datasets.Lake
}

// file puts a file into the lake.
func (s *suite) file(t *testing.T, name string, data []byte) datasets.File {
	t.Helper()
	if err := os.WriteFile(filepath.Join(s.dir, name), data, 0o644); err != nil {
		t.Fatal(err)
	}
	f, err := s.lake.File(name)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// scan scans a file of that content and checks the form of the answer.
func (s *suite) scan(t *testing.T, name string, data []byte) (*datasets.Scan, error) {
	t.Helper()
	f := s.file(t, name, data)
	scan, err := s.format.Scan(t.Context(), f, datasets.ScanOptions{})
	switch {
	case err == nil && scan == nil:
		t.Fatalf("%s: neither a scan nor an error", name)
	case err != nil && scan != nil:
		t.Errorf("%s: both a scan and an error", name)
	case err != nil:
		s.checkError(t, name, err)
	default:
		s.checkScan(t, name, scan)
	}
	return scan, err
}

func (s *suite) checkError(t *testing.T, name string, err error) {
	t.Helper()
	if err.Error() == "" || !utf8.ValidString(err.Error()) {
		t.Errorf("%s: the error is no text: %q", name, err.Error())
	}
	if len(err.Error()) > 1000 {
		t.Errorf("%s: the error has %d bytes", name, len(err.Error()))
	}
}

func (s *suite) checkScan(t *testing.T, name string, scan *datasets.Scan) {
	t.Helper()
	if scan.Format != s.format.Name() {
		t.Errorf("%s: the layout is of the format %q", name, scan.Format)
	}
	if len(scan.Evidence) != len(scan.Columns) {
		t.Fatalf("%s: %d columns, evidence for %d", name, len(scan.Columns), len(scan.Evidence))
	}
	if scan.Rows < 0 || scan.Bytes < 0 {
		t.Errorf("%s: %d rows, %d bytes", name, scan.Rows, scan.Bytes)
	}
	for i, c := range scan.Columns {
		if typ, err := schema.Parse(c.Type.String()); c.Type.Kind != schema.Unknown && (err != nil || !typ.Equal(c.Type)) {
			t.Errorf("%s: column %q: the type %s reads as %s, %v", name, c.Source, c.Type, typ, err)
		}
		if !utf8.ValidString(c.Source) {
			t.Errorf("%s: the name %q is no text", name, c.Source)
		}
		s.checkEvidence(t, name, c.Source, scan.Rows, scan.Evidence[i])
	}
	for _, p := range scan.Problems {
		if p.Kind == "" || p.Cause == "" || p.Count < int64(len(p.Places)) || p.Count < 1 {
			t.Errorf("%s: the problem %+v is not whole", name, p)
		}
		s.checkPlaces(t, name, p.Places)
	}
	text, err := json.Marshal(scan)
	var again datasets.Scan
	if err == nil {
		err = json.Unmarshal(text, &again)
	}
	if second, _ := json.Marshal(again); err != nil || !bytes.Equal(text, second) {
		t.Errorf("%s: the scan changes on its way through JSON: %v\n%s\n%s", name, err, text, second)
	}
}

func (s *suite) checkEvidence(t *testing.T, name, column string, rows int64, e datasets.Evidence) {
	t.Helper()
	if e.Nulls < 0 || e.Nulls > rows {
		t.Errorf("%s: column %q: %d nulls in %d rows", name, column, e.Nulls, rows)
	}
	for kind, n := range e.Kinds {
		if kind == "" || n < 1 {
			t.Errorf("%s: column %q: %d values of the kind %q", name, column, n, kind)
		}
	}
	s.checkPlaces(t, name, e.Deciders)
}

func (s *suite) checkPlaces(t *testing.T, name string, places []datasets.Place) {
	t.Helper()
	if len(places) > datasets.MaxPlaces {
		t.Errorf("%s: %d places", name, len(places))
	}
	for _, p := range places {
		if len(p.Value) > datasets.MaxText || !utf8.ValidString(p.Value) || p.Line < 0 || p.Byte < 0 {
			t.Errorf("%s: the place %+v", name, p)
		}
	}
}

func (s *suite) good(t *testing.T, name string, data []byte) {
	want, err := s.scan(t, name, data)
	if err != nil {
		t.Fatal(err)
	}
	head := data[:min(len(data), datasets.HeadSize)]
	if s.format.Match(name, head) == datasets.No {
		t.Errorf("%s: Match says no", name)
	}
	s.repeat(t, name, data, want)
	s.compressed(t, name, data, want)
	s.clean(t, name, data, want)
	s.cancelled(t, name, data, want)
	s.vanished(t, name, data, want)
	s.mangled(t, name, data)
}

func (s *suite) bad(t *testing.T, name string, data []byte) {
	if scan, err := s.scan(t, name, data); err == nil {
		t.Errorf("%s: read as %d rows of %d columns", name, scan.Rows, len(scan.Columns))
	}
	s.mangled(t, name, data)
}

// repeat checks that the answer is the same each time, on however many workers.
func (s *suite) repeat(t *testing.T, name string, data []byte, want *datasets.Scan) {
	t.Helper()
	f := s.file(t, name, data)
	for _, workers := range []int{0, 1, 3} {
		var sum int64
		o := datasets.ScanOptions{Workers: workers}
		if workers == 1 {
			o.Progress = func(n int64) { sum += n }
		}
		got, err := s.format.Scan(t.Context(), f, o)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %d workers: %v, got\n%s\nwant\n%s", name, workers, err, asJSON(got), asJSON(want))
		}
		if workers == 1 && (sum < 0 || len(data) > 0 && sum == 0) {
			t.Errorf("%s: the progress adds up to %d bytes", name, sum)
		}
	}
}

// compressed checks that a compressed file holds what the plain one does.
func (s *suite) compressed(t *testing.T, name string, data []byte, want *datasets.Scan) {
	t.Helper()
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for compression, content := range map[string][]byte{"gzip": zipped.Bytes(), "zstd": asZstd(data)} {
		got, err := s.scan(t, name+"."+compression, content)
		if err != nil {
			t.Errorf("%s, %s: %v", name, compression, err)
			continue
		}
		if got.Compression != compression || got.Rows != want.Rows || got.Bytes != want.Bytes ||
			!reflect.DeepEqual(types(got), types(want)) || !reflect.DeepEqual(got.Evidence, want.Evidence) {
			t.Errorf("%s, %s: got\n%s\nwant\n%s", name, compression, asJSON(got), asJSON(want))
		}
	}
}

// asZstd returns data as a Zstandard frame of blocks that are stored as they are.
// See https://datatracker.ietf.org/doc/html/rfc8878#section-3.1.1
func asZstd(data []byte) []byte {
	const window = 0xE0 // one segment, whose size follows in 8 bytes
	frame := append([]byte("\x28\xb5\x2f\xfd"), window)
	frame = binary.LittleEndian.AppendUint64(frame, uint64(len(data)))
	for last := uint32(0); last == 0; {
		block := data[:min(len(data), 100_000)]
		if data = data[len(block):]; len(data) == 0 {
			last = 1
		}
		header := binary.LittleEndian.AppendUint32(nil, uint32(len(block))<<3|last)
		frame = append(append(frame, header[:3]...), block...)
	}
	return frame
}

// clean checks that a clean copy has the rows and the types of the file.
func (s *suite) clean(t *testing.T, name string, data []byte, want *datasets.Scan) {
	t.Helper()
	var copied bytes.Buffer
	if err := s.format.Clean(t.Context(), s.file(t, name, data), &want.Layout, &copied); err != nil {
		t.Errorf("%s: Clean: %v", name, err)
		return
	}
	f := s.file(t, "copy-of-"+name, copied.Bytes())
	layout := want.Layout.Cleaned()
	got, err := s.format.Scan(t.Context(), f, datasets.ScanOptions{Fixed: layout.Options})
	switch {
	case err != nil && want.Rows == 0: // nothing was copied
	case err != nil:
		t.Errorf("%s: the clean copy: %v", name, err)
	case got.Rows != want.Rows:
		t.Errorf("%s: the clean copy has %d rows, the file %d", name, got.Rows, want.Rows)
	case want.Rows > 0 && !sameTypes(got, want):
		t.Errorf("%s: the clean copy has the types %s, the file %s", name, types(got), types(want))
	}
}

func sameTypes(a, b *datasets.Scan) bool {
	return slices.EqualFunc(a.Columns, b.Columns, func(a, b datasets.Column) bool { return a.Type.Equal(b.Type) })
}

func types(s *datasets.Scan) []string {
	var all []string
	for _, c := range s.Columns {
		all = append(all, c.Type.String())
	}
	return all
}

// cancelled checks that a scan and a copy end with their context.
func (s *suite) cancelled(t *testing.T, name string, data []byte, scan *datasets.Scan) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	f := s.file(t, name, data)
	if _, err := s.format.Scan(ctx, f, datasets.ScanOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("%s: a scan whose context has ended: %v", name, err)
	}
	if err := s.format.Clean(ctx, f, &scan.Layout, new(bytes.Buffer)); !errors.Is(err, context.Canceled) {
		t.Errorf("%s: a copy whose context has ended: %v", name, err)
	}
	ctx, cancel = context.WithCancel(t.Context())
	defer cancel()
	_, err := s.format.Scan(ctx, f, datasets.ScanOptions{Progress: func(int64) { cancel() }})
	if err != nil && !errors.Is(err, context.Canceled) {
		t.Errorf("%s: a scan whose context ends on the way: %v", name, err)
	}
}

// vanished checks that a file that is gone is an error that says so.
func (s *suite) vanished(t *testing.T, name string, data []byte, scan *datasets.Scan) {
	t.Helper()
	f := s.file(t, "gone-"+name, data)
	if err := os.Remove(filepath.Join(s.dir, "gone-"+name)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.format.Scan(t.Context(), f, datasets.ScanOptions{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%s: a scan of a file that is gone: %v", name, err)
	}
	if err := s.format.Clean(t.Context(), f, &scan.Layout, new(bytes.Buffer)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%s: a copy of a file that is gone: %v", name, err)
	}
}

// cuts is at how many places a file is cut off, and damages how often a few of
// its bytes are changed.
const (
	cuts    = 60
	damages = 60
)

// mangled checks that a file cut off anywhere or with bytes changed is either
// read or refused. To read what is left of it is no fault; to panic is.
func (s *suite) mangled(t *testing.T, name string, data []byte) {
	t.Helper()
	for cut := 0; cut < len(data); cut += 1 + len(data)/cuts {
		s.scan(t, "mangled-"+name, data[:cut])
	}
	if len(data) == 0 {
		return
	}
	random := rand.New(rand.NewPCG(1, uint64(len(data))))
	for range damages {
		damaged := bytes.Clone(data)
		for range 1 + random.IntN(4) {
			damaged[random.IntN(len(damaged))] = byte(random.IntN(256))
		}
		s.scan(t, "mangled-"+name, damaged)
	}
}

// noneLeft checks that no goroutine is left running.
func noneLeft(t *testing.T, before int) {
	t.Helper()
	for range 50 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	stacks := make([]byte, 64<<10)
	t.Errorf("%d goroutines, %d before\n%s", runtime.NumGoroutine(), before, stacks[:runtime.Stack(stacks, true)])
}

func asJSON(s *datasets.Scan) []byte {
	text, _ := json.Marshal(s)
	return text
}
