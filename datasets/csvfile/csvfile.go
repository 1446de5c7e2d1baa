// Package csvfile reads CSV and its kin, in whatever encoding and dialect.
//
// A scan guesses by the beginning of a file how it is written, reads all of it,
// and starts again if it turns out otherwise. Every row counts: of one that is
// too long the first fields, of a line of more than 32 MB those that end before,
// and quotes that do not fit are mended; each such row is a problem of the scan.
// A field is null if there is nothing between two delimiters, not even quotes.
// These are the options of a layout:
//
//	delimiter   between fields, "," if absent; quote around them, '"' if absent
//	escape      before a quote within quotes: the quote itself, or a backslash
//	newline     "\n", "\r\n", "\r", "mixed" for the first two, "any" for all
//	encoding    "utf-8", "utf-16le", "latin-1", or as the web names them
//	header      "true" or "false"; headerRows: of how many rows, if not of one
//	skip        lines before the header; footer: lines after the last row;
//	            comment begins lines that are no rows
//	decimal     the decimal mark; thousands: the mark between groups of digits
//	maxLine     bytes of the longest row, if they are many
//
// With "true", padding says that rows have too few fields, spaces that spaces
// follow delimiters, runs that delimiters in a row are one, trailing that one
// ends each row, extra that the fields beyond those of the header are kept in a
// last column _extra, repeats that rows like the header are left out, damaged that
// the file breaks off. A person may say more of the values: see values.go.
package csvfile

import "github.com/tarnlake/tarn/datasets"

// Format is the format of CSV.
type Format struct{}

var _ datasets.Format = Format{}

// Name returns "csv".
func (Format) Name() string { return "csv" }
