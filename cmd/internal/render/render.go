// Package render writes rows for people and for programs: as a table on a
// terminal, as CSV or TSV, as JSON, as lines of JSON, or as Markdown.
//
// Columns and values are those of the rows of a query, as package duck has
// them. In no form does NULL look like an empty text or like the text 'NULL':
//
//	table     ∅        (a text that is just this character is shown as \u2205)
//	csv, tsv  nothing  (an empty text is "")
//	json      null
//	markdown  *NULL*   (a text of these characters is escaped)
//
// A table holds the first rows and counts the others, and its columns share the
// width there is; whatever it leaves out, it says so. Texts are cut with a
// mark; numbers never are. All other forms are streams, complete and exact:
// decimals and whole numbers keep their digits, in JSON too, where a number
// that JSON cannot write is a text ("NaN", "Infinity", "-Infinity"). A column
// of JSON has one name only, so a second column "a" is called "a_1" there.
// Days and times are written as in ISO 8601, with a space before the time.
package render

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/tarnlake/tarn/query/duck"
)

// A Writer writes rows in one format. Whatever Write returns is also returned
// by every later call. Close writes what remains; it does not close the
// underlying writer.
type Writer interface {
	Write(row []any) error
	Close() error
}

// Options say how to write rows.
type Options struct {
	// MaxRows is how many rows a table shows; the others are counted. 0 means all.
	MaxRows int

	// Width is how many characters wide a table may be; 0 means any width.
	Width int

	// Color allows a table to be coloured.
	Color bool

	// Note, if not nil, is asked at the end for a few words to put beside the
	// number of rows, such as how long they took.
	Note func() string

	// Bare leaves out the types under the headers of a table and the number of
	// rows below it.
	Bare bool
}

// Formats are the names of the formats, the one for people first.
var Formats = []string{"table", "csv", "tsv", "json", "jsonl", "markdown"}

// A FormatError reports a format that there is not.
type FormatError struct{ Name string }

func (e *FormatError) Error() string { return fmt.Sprintf("no format is called %q", e.Name) }

// Hint names the formats there are.
func (e *FormatError) Hint() string { return "the formats are " + strings.Join(Formats, ", ") }

// New returns a writer of rows with these columns to w.
func New(format string, w io.Writer, columns []duck.Column, o Options) (Writer, error) {
	described := make([]column, len(columns))
	for i, c := range columns {
		described[i] = column{name: c.Name, typ: newTyp(c.Type), text: typeText(c.Type)}
	}
	if format == "table" {
		return newTable(w, described, o), nil
	}
	encoder := newEncoder(format, described)
	if encoder == nil {
		return nil, &FormatError{format}
	}
	s := &stream{w: bufio.NewWriterSize(w, 64<<10), encoder: encoder}
	s.put(encoder.head(nil))
	return s, nil
}

// A column is a column of the rows to be written.
type column struct {
	name string
	typ  *typ
	text string // its type, for people
}

// An encoder appends the parts of a stream to a buffer.
type encoder interface {
	head(b []byte) []byte
	row(b []byte, row []any) []byte
	tail(b []byte) []byte
}

func newEncoder(format string, columns []column) encoder {
	switch format {
	case "csv":
		return &separated{columns: columns, comma: ','}
	case "tsv":
		return &separated{columns: columns, comma: '\t'}
	case "json":
		return newObjects(columns, true)
	case "jsonl":
		return newObjects(columns, false)
	case "markdown":
		return &markdown{columns: columns}
	}
	return nil
}

// A stream writes each row as it comes.
type stream struct {
	w       *bufio.Writer
	encoder encoder
	buffer  []byte
	err     error
}

func (s *stream) put(b []byte) {
	s.buffer = b[:0]
	if s.err == nil {
		_, s.err = s.w.Write(b)
	}
}

func (s *stream) Write(row []any) error {
	s.put(s.encoder.row(s.buffer, row))
	return s.err
}

func (s *stream) Close() error {
	s.put(s.encoder.tail(s.buffer))
	if s.err == nil {
		s.err = s.w.Flush()
	}
	return s.err
}
