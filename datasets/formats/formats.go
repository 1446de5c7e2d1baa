// Package formats lists the formats that tarn reads, in the order in which they
// are asked about a file: those that know their files for certain come first.
package formats

import (
	"bytes"
	"context"
	"fmt"
	"unicode/utf8"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/csvfile"
	"github.com/tarnlake/tarn/datasets/jsonfile"
	"github.com/tarnlake/tarn/datasets/parquetfile"
)

var all = []datasets.Format{parquetfile.Format{}, jsonfile.Format{}, csvfile.Format{}}

// All returns the formats in the order in which they are asked.
func All() []datasets.Format { return all }

// ByName returns the format of that name.
func ByName(name string) (datasets.Format, bool) {
	for _, f := range all {
		if f.Name() == name {
			return f, true
		}
	}
	return nil, false
}

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

// Detect returns the format that is surest of a file, the first of those that
// are equally sure, and the first bytes of the file after decompression. A file
// that none fits is an [*UnknownError].
func Detect(ctx context.Context, f datasets.File) (datasets.Format, []byte, error) {
	head, err := f.Head(ctx)
	if err != nil {
		return nil, head, err
	}
	var best datasets.Format
	surest := datasets.No
	for _, format := range all {
		if c := format.Match(f.Path, head); c > surest {
			best, surest = format, c
		}
	}
	if best == nil {
		return nil, head, &UnknownError{Looks: looks(head)}
	}
	return best, head, nil
}

// kinds are what files begin with that are not data tarn reads.
var kinds = []struct{ magic, name string }{
	{"%PDF-", "a PDF document"},
	{"\x89PNG\r\n", "a PNG picture"},
	{"\xff\xd8\xff", "a JPEG picture"},
	{"GIF8", "a GIF picture"},
	{"SQLite format 3\x00", "a SQLite database"},
	{"ORC", "an ORC file"},
	{"Obj\x01", "an Avro file"},
	{"ARROW1", "an Arrow file"},
	{"\x89HDF\r\n", "an HDF5 file"},
	{"\xd0\xcf\x11\xe0", "an old Microsoft Office document"},
	{"\x7fELF", "a program"},
	{"MZ", "a program"},
	{"<?xml", "XML"},
	{"<!DOCTYPE html", "an HTML page"},
	{"<!doctype html", "an HTML page"},
	{"<html", "an HTML page"},
	{"{\\rtf", "a rich text document"},
}

// looks says what a file looks like that no format fits.
func looks(head []byte) string {
	text := bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")))
	for _, k := range kinds {
		if bytes.HasPrefix(text, []byte(k.magic)) {
			return k.name
		}
	}
	switch {
	case len(text) == 0:
		return "nothing but white space"
	case bytes.IndexByte(head, 0) >= 0:
		return fmt.Sprintf("binary data (it begins with % x)", head[:min(8, len(head))])
	case utf8.Valid(head[:len(head)-min(len(head), utf8.UTFMax)]):
		return "plain text"
	}
	return "text in an unknown encoding"
}
