package formats

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tarnlake/tarn/datasets"
)

// detect writes a file and says its format, or why it has none.
func detect(t *testing.T, name, content string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	lake, err := datasets.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer lake.Close()
	f, err := lake.File(name)
	if err != nil {
		t.Fatal(err)
	}
	format, head, err := Detect(context.Background(), f)
	if err != nil {
		return err.Error()
	}
	if len(head) > datasets.HeadSize {
		t.Errorf("%s: a head of %d bytes", name, len(head))
	}
	return format.Name()
}

func TestDetect(t *testing.T) {
	people := "id,name\n1,Ann\n2,Ben\n3,Cid\n"
	lines := "{\"id\":1}\n{\"id\":2}\n"
	parquet := "PAR1\x15\x04\x15\x10PAR1"
	tests := []struct{ name, content, want string }{
		{"a.csv", people, "csv"},
		{"a.txt", people, "csv"},
		{"a", people, "csv"},
		{"a.csv.gz", zipped(t, people), "csv"},
		{"a.json", lines, "json"},
		{"a.csv", lines, "json"}, // the content counts, not the name
		{"a.dat", "[{\"id\":1},{\"id\":2}]", "json"},
		{"a.json.gz", zipped(t, lines), "json"},
		{"a.parquet", parquet, "parquet"},
		{"a.csv", parquet, "parquet"},
		{"a", zipped(t, parquet), "parquet"},

		// What is no data, or none that is read.
		{"a.csv", "  \n\n", "no format fits: it looks like nothing but white space"},
		{"a.txt", "Dear Ann,\nthe invoice is paid.\n\nYours, Ben\n", "no format fits: it looks like plain text"},
		{"README.md", "# Orders\n\nOne file for each month.\n", "no format fits: it looks like plain text"},
		{"a.pdf", "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "no format fits: it looks like a PDF document"},
		{"a.png", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "no format fits: it looks like a PNG picture"},
		{"a.db", "SQLite format 3\x00\x10\x00\x01\x01", "no format fits: it looks like a SQLite database"},
		{"a.orc", "ORC\n\x03\x00\x00\x12", "no format fits: it looks like an ORC file"},
		{"a.avro", "Obj\x01\x04\x14avro.codec\x08null\x00", "no format fits: it looks like an Avro file"},
		{"a.xml", "<?xml version=\"1.0\"?>\n<rows><row/></rows>\n", "no format fits: it looks like XML"},
		{"a.html", "<!DOCTYPE HTML>\n<title>x</title>", "no format fits: it looks like an HTML page"},
		{"a.sh", "#!/bin/sh\necho hello\n", "no format fits: it looks like a script"},
		{"a.txt", "MZ is not a program here, nor is it data.\nIt is prose\n", "no format fits: it looks like plain text"},
		{"a.tar.gz", zipped(t, tarred(t)), "no format fits: it looks like a tar archive"},
		{"a.bin", "\x01\x02\x03\x00\x00\x04", "no format fits: it looks like binary data (it begins with 01 02 03 00 00 04)"},
		{"a.parquet", "\x00\x00\x00\x00garbage", "no format fits: it looks like something else than its name says: it begins with \"\\x00\\x00\\x00\\x00\", not with \"PAR1\""},

		{"a.xlsx", archive(t, "[Content_Types].xml", "xl/workbook.xml"), "no format fits: it looks like an Excel workbook"},
		{"a.docx", archive(t, "[Content_Types].xml", "word/document.xml"), "no format fits: it looks like a Word document"},
		{"a.zip", archive(t, "orders.csv"), "compressed with zip, which is not supported"},
		{"a.csv.xz", "\xfd7zXZ\x00\x00\x04", "compressed with xz, which is not supported"},
		{"a.csv.gz", "\x1f\x8b\x08not gzip at all", "gzip: "},
	}
	for _, test := range tests {
		got := detect(t, test.name, test.content)
		if got != test.want && (!strings.HasSuffix(test.want, ": ") || !strings.HasPrefix(got, test.want)) {
			t.Errorf("%s, %.20q:\ngot  %s\nwant %s", test.name, test.content, got, test.want)
		}
	}
}

func TestByName(t *testing.T) {
	for _, format := range All() {
		if got, ok := ByName(format.Name()); !ok || got != format {
			t.Errorf("%s: got %v, %t", format.Name(), got, ok)
		}
	}
	if _, ok := ByName("orc"); ok {
		t.Error("there is a format named orc")
	}
}

// Errors say what to do.
func TestHints(t *testing.T) {
	for _, err := range []error{&UnknownError{}, &datasets.CompressionError{Name: "xz"}} {
		var advisor interface{ Hint() string }
		if !errors.As(err, &advisor) || advisor.Hint() == "" {
			t.Errorf("%v: no hint", err)
		}
	}
}

func zipped(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write([]byte(text))
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func tarred(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	if err := w.WriteHeader(&tar.Header{Name: "a.csv", Size: 4, Mode: 0o644}); err != nil {
		t.Fatal(err)
	}
	w.Write([]byte("a,b\n"))
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// archive returns a zip archive of files with those names.
func archive(t *testing.T, names ...string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range names {
		part, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		part.Write([]byte("<x/>"))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
