// Package csvfile reads CSV and its kin: fields with a delimiter between them,
// in whatever encoding and dialect.
//
// A scan looks at the beginning of a file to find out how it is written, and
// then reads all of it. Where the file turns out not to be like its beginning,
// it starts again. Every row counts: one that is too short is filled up with
// nulls, one that is too long keeps its first fields, and quotes that do not
// fit are mended; each is a problem of the scan, with its place. A field
// without anything is null, but not one of two quotes.
//
// The options of a layout, all optional:
//
//	delimiter   between fields; "," if absent; "" if there is none
//	quote       around fields; "" for none
//	escape      before a quote within quotes: the quote itself, or a backslash
//	comment     begins lines that are no rows
//	newline     "\n", "\r\n", "\r", "mixed" for the first two, "any" for all
//	encoding    "utf-8", "utf-16le", "latin-1" or as the web names them
//	header      "true" or "false"; headerRows says of how many rows if not one
//	skip        lines before the header; footer: lines after the last row
//	decimal     the decimal mark; thousands: the mark between groups of digits
//	spaces      "true": those after a delimiter belong to it
//	runs        "true": delimiters in a row are one
//	trailing    "true": a row ends with a delimiter
//	repeats     "true": rows that are like the header are left out
//	damaged     "true": the file breaks off; the rows before that count
//	padding     "true": there are rows with too few fields
//	maxLine     bytes of the longest row, if the engine has to be told
package csvfile

import "github.com/tarnlake/tarn/datasets"

// Format is the format of CSV.
type Format struct{}

var _ datasets.Format = Format{}

// Name returns "csv".
func (Format) Name() string { return "csv" }
