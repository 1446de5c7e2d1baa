// Package datasets describes a lake: a folder of data files, and what is in
// each of them.
//
// A [Lake] lists its files. A [Format] reads one kind of file: it says whether
// a file is of its kind, and scans it from the first byte to the last. What a
// scan returns has two halves. The [Layout] says how the rows are to be read:
// files of one table mostly share one. The evidence says what is in the rows:
// how many there are, and for each column why it has the type it has.
//
// The formats themselves are in the packages csvfile, jsonfile and
// parquetfile; the order in which they are asked is in the package formats.
package datasets

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tarnlake/tarn/datasets/schema"
)

// Confidence is how sure a format is that a file is of its kind.
type Confidence int

// The degrees of confidence. A name alone never makes a format certain.
const (
	No      Confidence = iota // it is not
	Perhaps                   // nothing speaks against it
	Likely                    // the bytes look like it
	Certain                   // the bytes cannot be anything else
)

// A Format reads one kind of file.
type Format interface {
	// Name is "csv", "json" or "parquet".
	Name() string

	// Match judges a file by its first bytes, after decompression, and then by
	// its path. A head shorter than [HeadSize] is the whole file.
	Match(path string, head []byte) Confidence

	// Scan reads the whole file. A file that is not of this format at all is an
	// error; rows or values that are not as they should be are problems of the
	// scan.
	Scan(ctx context.Context, f File, o ScanOptions) (*Scan, error)

	// Clean writes the rows of the file to w in the plainest form of the format,
	// read by that layout: the form whose layout [Layout.Cleaned] returns. It
	// is for files that the engine cannot read as they lie.
	Clean(ctx context.Context, f File, l *Layout, w io.Writer) error
}

// HeadSize is how many bytes [Format.Match] is given of a file that has as many.
const HeadSize = 64 << 10

// ScanOptions say how to scan a file.
type ScanOptions struct {
	// Fixed holds options that a person has decided, so that the scan need not
	// find them out. The keys are those of [Layout.Options].
	Fixed map[string]string

	// Workers is how many goroutines the scan of one file may use; 0 means one
	// for each processor.
	Workers int

	// Progress, if not nil, is called now and then with the number of bytes
	// read since the last call, from any goroutine.
	Progress func(bytes int64)
}

// A Layout says how to read the rows of a file. It holds nothing that differs
// between two files written by one program, so that files can share it.
type Layout struct {
	Format      string            `json:"format"`                // name of the format
	Compression string            `json:"compression,omitempty"` // of the whole file: "", "gzip", "zstd" or "bzip2"
	Options     map[string]string `json:"options,omitempty"`     // see the format's package
	Columns     []Column          `json:"columns"`               // in the order of the file
	Fixed       map[string]string `json:"fixed,omitempty"`       // those of the options that a person decided; the crawl sets it
	Copy        string            `json:"copy,omitempty"`        // why the engine has to read a clean copy instead; empty if it need not
}

// A Column says where the values of one column stand in a file and how to read
// them.
type Column struct {
	Source string      `json:"source"`           // its name in the file: header cell, key, or member of the Parquet schema; may be empty or repeated
	Name   string      `json:"name,omitempty"`   // its name in the catalog; the crawl gives it
	Type   schema.Type `json:"type"`             // what its values are in this file
	Nulls  []string    `json:"nulls,omitempty"`  // texts that are read as null, beside the empty one
	Format string      `json:"format,omitempty"` // how dates and timestamps are written, in strptime's notation, empty for ISO 8601; in Parquet, the type in the file where Type says less
}

// Cleaned returns the layout of the copy that [Format.Clean] writes: for csv, and
// for the text of SerDes, UTF-8 with commas, no header, every value in double quotes and a null as
// nothing between two commas; for json, one object a line with the keys of the
// layout, save those that the engine cannot tell apart or name: these are
// c0, c1 and so on. A copy is not compressed. Columns keep their order and their types.
func (l *Layout) Cleaned() *Layout {
	c := &Layout{Format: l.Format, Columns: l.Columns}
	switch l.Format {
	case "csv", "text":
		c.Format = "csv"
		c.Options = map[string]string{"delimiter": ",", "quote": `"`, "escape": `"`, "header": "false", "newline": "\n"}
		for _, key := range []string{"decimal", "thousands", "maxLine"} { // values are as they were
			if value := l.Options[key]; value != "" {
				c.Options[key] = value
			}
		}
	case "json":
		c.Options = map[string]string{"records": "lines"}
		if size := l.Options["maxObject"]; size != "" {
			c.Options["maxObject"] = size
		}
		c.Columns = nameable(l.Columns)
	}
	return c
}

// nameable returns the columns with sources that the engine can tell apart,
// which takes upper and lower case for the same and knows no empty name.
func nameable(columns []Column) []Column {
	taken := make(map[string]int, len(columns)) // by the first that has it
	for i, c := range columns {
		key := strings.ToLower(c.Source)
		if _, ok := taken[key]; !ok && key != "" && !strings.ContainsRune(key, 0) {
			taken[key] = i
		}
	}
	named := slices.Clone(columns)
	for i, c := range columns {
		if first, ok := taken[strings.ToLower(c.Source)]; ok && first == i {
			continue
		}
		name := fmt.Sprintf("c%d", i)
		for _, ok := taken[name]; ok; _, ok = taken[name] {
			name += "_"
		}
		named[i].Source = name
	}
	return named
}

// A Scan is what a format found in one file.
type Scan struct {
	Layout
	Rows     int64      `json:"rows"`
	Bytes    int64      `json:"bytes"`    // after decompression
	Evidence []Evidence `json:"evidence"` // one for each column of the layout
	Problems []Problem  `json:"problems,omitempty"`

	// HeaderVotes say how sure it is that the first row is a header or, below 0,
	// that it is not, from -1 to 1. Within 0.15 of 0 that may well be otherwise,
	// and other files of the folder may know better. It is 0 in formats without
	// headers and if somebody has said it.
	HeaderVotes float64 `json:"headerVotes,omitempty"`

	// Reasons say why the file is read as it is: at most [MaxReasons], in the order
	// in which the choices were made. What is usual, with nothing that speaks for
	// anything else, has no reason; nor has what a person decided.
	Reasons []Reason `json:"reasons,omitempty"`
}

// A Reason says why a scan chose as it did.
type Reason struct {
	What   string  `json:"what"`            // was chosen: mostly an option of the layout, such as "delimiter"
	Choice string  `json:"choice"`          // as the layout has it
	Why    string  `json:"why"`             // what speaks for it, for people
	Score  float64 `json:"score,omitempty"` // how well it fits, up to 1; of a header, the votes
	Next   *Rival  `json:"next,omitempty"`  // what fits best of all others
	Place  *Place  `json:"place,omitempty"` // what decided
}

// A Rival is what was not chosen.
type Rival struct {
	Choice string  `json:"choice"`
	Score  float64 `json:"score"`
}

// MaxReasons is how many reasons a [Scan] keeps.
const MaxReasons = 12

// Evidence says what values a column has in one file, and so why its type is
// what it is.
type Evidence struct {
	Nulls     int64            `json:"nulls"`
	Kinds     map[string]int64 `json:"kinds,omitempty"`     // values by the narrowest type that holds each, such as "bigint"
	Min       string           `json:"min,omitempty"`       // least value, in the order of the column's type
	Max       string           `json:"max,omitempty"`       // greatest value
	Longest   int              `json:"longest,omitempty"`   // characters of the longest value
	Deciders  []Place          `json:"deciders,omitempty"`  // the first values that ruled out a narrower type
	Formats   []string         `json:"formats,omitempty"`   // ways to read the dates under which every value is one, when there are several
	NullTexts map[string]int64 `json:"nullTexts,omitempty"` // texts that were read as null, and how often
	Padded    int64            `json:"padded,omitempty"`    // values with spaces around them that count as what they are without
	Period    string           `json:"period,omitempty"`    // part of the calendar that every value names and Athena has no type for: "year", "years" (2023-24), "month" or "quarter"
	Estimated bool             `json:"estimated,omitempty"` // the figures come from the file's own statistics and may be bounds
}

// A Place is a value and where it stands in a file.
type Place struct {
	Line  int64  `json:"line,omitempty"` // from 1, counting line ends; 0 if not known
	Byte  int64  `json:"byte,omitempty"` // from 0, after decompression
	Path  string `json:"path,omitempty"` // within a nested value, such as "items[].sku"
	Value string `json:"value"`          // at most [MaxText] bytes of it
}

// MaxText is how many bytes of a value a [Place] keeps.
const MaxText = 80

// A Problem is something wrong in a file that is in a table all the same.
type Problem struct {
	Kind   string  `json:"kind"`             // in few words, the same for all its places: "long row", "malformed line"
	Cause  string  `json:"cause"`            // a sentence for people
	Count  int64   `json:"count"`            // how often it occurs in the file
	Places []Place `json:"places,omitempty"` // the first of them
}

// MaxPlaces is how many places a [Problem] or [Evidence] keeps.
const MaxPlaces = 5

// Add counts one more occurrence, and keeps its place if it is among the first.
func (p *Problem) Add(at Place) {
	p.Count++
	if len(p.Places) < MaxPlaces {
		at.Value = Clip(at.Value)
		p.Places = append(p.Places, at)
	}
}

// Clip returns text cut to at most [MaxText] bytes, with a mark where it was cut,
// never within a character. Bytes that are no text become U+FFFD.
func Clip(text string) string {
	if !utf8.ValidString(text[:min(len(text), MaxText)]) {
		text = strings.ToValidUTF8(text[:min(len(text), MaxText+1)], "\uFFFD") // one more, to see that there is more
	}
	if len(text) <= MaxText {
		return text
	}
	cut := MaxText - len("…")
	for range utf8.UTFMax - 1 {
		if !utf8.RuneStart(text[cut]) {
			cut--
		}
	}
	return text[:cut] + "…"
}
