package formats

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/tarnlake/tarn/datasets"
)

// An UnknownError reports a file that no format fits.
type UnknownError struct {
	Looks string // what it looks like, such as "a PDF document"; may be empty
}

func (e *UnknownError) Error() string {
	if e.Looks == "" {
		return "no format fits"
	}
	return "no format fits: it looks like " + e.Looks
}

// Hint says what is read.
func (e *UnknownError) Hint() string {
	return "tarn reads CSV and its kin, JSON and Parquet; --exclude leaves files out"
}

// A sign is something by which a kind of file is known that tarn does not read.
type sign struct {
	at    int
	magic string
	name  string
}

// signs are those of binary files.
var signs = []sign{
	{0, "%PDF-", "a PDF document"},
	{0, "\x89PNG\r\n", "a PNG picture"},
	{0, "\xff\xd8\xff", "a JPEG picture"},
	{0, "GIF8", "a GIF picture"},
	{0, "BM", "a bitmap picture"},
	{8, "WEBP", "a WebP picture"},
	{0, "II*\x00", "a TIFF picture"},
	{0, "MM\x00*", "a TIFF picture"},
	{0, "\x00\x00\x01\x00", "an icon"},
	{0, "SQLite format 3\x00", "a SQLite database"},
	{8, "DUCK", "a DuckDB database"},
	{0, "ORC", "an ORC file"},
	{0, "Obj\x01", "an Avro file"},
	{0, "ARROW1", "an Arrow file"},
	{0, "FEA1", "an old Feather file"},
	{0, "\xff\xff\xff\xff", "an Arrow stream"},
	{0, "\x89HDF\r\n", "an HDF5 file"},
	{0, "CDF", "a NetCDF file"},
	{0, "SEQ", "a Hadoop sequence file"},
	{0, "$FL2", "an SPSS file"},
	{0, "<stata_dta>", "a Stata file"},
	{0, "\xd0\xcf\x11\xe0", "an old Microsoft Office document"},
	{0, "Rar!\x1a\x07", "a RAR archive"},
	{257, "ustar", "a tar archive"},
	{0, "\x7fELF", "a program"},
	{0, "MZ", "a program"},
	{0, "\xca\xfe\xba\xbe", "a program"},
	{0, "\x80\x04\x95", "a Python pickle"},
	{0, "\x93NUMPY", "a NumPy array"},
	{4, "ftyp", "a video"},
	{0, "RIFF", "a sound or a video"},
	{0, "ID3", "a sound"},
	{0, "OggS", "a sound or a video"},
}

// textSigns are those of text, whatever the case of its letters.
var textSigns = []sign{
	{0, "%pdf-", "a PDF document"},
	{0, "%!ps", "a PostScript document"},
	{0, "<?xml", "XML"},
	{0, "<!doctype html", "an HTML page"},
	{0, "<html", "an HTML page"},
	{0, "{\\rtf", "a rich text document"},
	{0, "#!", "a script"},
	{0, "-----begin ", "a key or a certificate"},
	{0, "---\n", "YAML"},
}

// looks says what a file looks like that no format fits.
func looks(name string, head []byte) string {
	text := bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")))
	if len(text) == 0 {
		return "nothing but white space"
	}
	if ext := strings.ToLower(path.Ext(name)); ext == ".parquet" || ext == ".parq" || ext == ".pq" {
		return fmt.Sprintf("something else than its name says: it begins with %q, not with \"PAR1\"", head[:min(4, len(head))])
	}
	if isText(head) {
		if found := known(textSigns, bytes.ToLower(text[:min(len(text), 64)])); found != "" {
			return found
		}
		return "plain text"
	}
	if found := known(signs, head); found != "" {
		return found
	}
	if bytes.IndexByte(head, 0) >= 0 {
		return fmt.Sprintf("binary data (it begins with % x)", head[:min(8, len(head))])
	}
	return "text in an unknown encoding"
}

func known(signs []sign, head []byte) string {
	for _, s := range signs {
		if len(head) > s.at && bytes.HasPrefix(head[s.at:], []byte(s.magic)) {
			return s.name
		}
	}
	return ""
}

// isText reports whether a head, which may end within a character, is text in UTF-8.
func isText(head []byte) bool {
	for range utf8.UTFMax - 1 {
		if r, size := utf8.DecodeLastRune(head); r != utf8.RuneError || size != 1 {
			break
		}
		head = head[:len(head)-1]
	}
	return utf8.Valid(head) && bytes.IndexByte(head, 0) < 0
}

// archives are what zip archives are known by that are documents: parts of the
// names of what is in them.
var archives = []struct{ part, name string }{
	{"xl/", "an Excel workbook"},
	{"word/", "a Word document"},
	{"ppt/", "a PowerPoint presentation"},
	{"opendocument.spreadsheet", "an OpenDocument spreadsheet"},
	{"opendocument.", "an OpenDocument document"},
	{"META-INF/", "a Java archive"},
}

// unreadable says what a file is that cannot be read on account of its
// compression, if it is a document.
func unreadable(f datasets.File, err error) error {
	var compression *datasets.CompressionError
	if !errors.As(err, &compression) || compression.Name != "zip" {
		return err
	}
	file, failed := f.Open()
	if failed != nil {
		return err
	}
	defer file.Close()
	head := make([]byte, 16<<10)
	n, _ := file.ReadAt(head, 0)
	for _, a := range archives {
		if bytes.Contains(head[:n], []byte(a.part)) {
			return &UnknownError{Looks: a.name}
		}
	}
	return err
}
