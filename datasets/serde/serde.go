// Package serde reads the rows of text files as Hive's SerDes do, whatever that
// makes of them: what a person said of a table holds, not what a scan would find.
//
// It is a [datasets.Format] of which there are only clean copies: the layout
// comes from the definition of the table, and every value in the copy is one of
// the type of its column, arrays, maps and structs as JSON. A value that is none
// is null. These are the options of a layout, beside those of its SerDe under
// their own names, such as "field.delim":
//
//	serde     "simple", "opencsv", "json", "regex" or "grok"
//	skip      lines before the rows; footer: lines after them
//	serialization.encoding  of the text: UTF-8 or ISO-8859-1
//	member    of JSON: the rows are the elements of that member of one object
//
// A line ends with "\n", "\r\n" or "\r", as in Hadoop.
package serde

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/tarnlake/tarn/datasets"
)

// Format is the format of files that a SerDe reads.
type Format struct{}

var _ datasets.Format = Format{}

// Name returns "text".
func (Format) Name() string { return "text" }

// Match returns No: no crawl takes a file for one of a SerDe.
func (Format) Match(string, []byte) datasets.Confidence { return datasets.No }

// Scan fails: without a table there is nothing to say of a file.
func (Format) Scan(context.Context, datasets.File, datasets.ScanOptions) (*datasets.Scan, error) {
	return nil, errors.New("only the definition of a table says how a SerDe reads a file")
}

// A decoder makes fields of a line, one for each column. It may keep the slice
// that it returned before.
type decoder interface {
	decode(line string) ([]field, error)
}

// A field is the text of a value, or null.
type field struct {
	text string
	null bool
}

// New returns an error if there is no SerDe by these options and columns, or
// they do not fit together.
func New(l *datasets.Layout) error {
	_, err := newDecoder(l)
	return err
}

func newDecoder(l *datasets.Layout) (decoder, error) {
	d, err := newPlain(l)
	if err != nil {
		return nil, err
	}
	switch encoding := strings.ToLower(l.Options["serialization.encoding"]); encoding {
	case "", "utf-8", "utf8", "us-ascii", "ascii":
		return d, nil
	case "iso-8859-1", "iso8859_1", "iso8859-1", "latin1", "latin-1":
		return latin{d}, nil
	default:
		return nil, fmt.Errorf("serialization.encoding %s is not supported", encoding)
	}
}

// latin decodes lines in which each byte is a character.
type latin struct{ decoder }

func (d latin) decode(line string) ([]field, error) {
	characters := make([]rune, len(line))
	for i := range len(line) {
		characters[i] = rune(line[i])
	}
	return d.decoder.decode(string(characters))
}

func newPlain(l *datasets.Layout) (decoder, error) {
	switch l.Options["serde"] {
	case "simple":
		return newSimple(l)
	case "opencsv":
		return newOpenCSV(l)
	case "json":
		return newJSON(l)
	case "regex":
		return newRegex(l, l.Options["input.regex"], nil)
	case "grok":
		return newGrok(l)
	}
	return nil, fmt.Errorf("no SerDe named %q", l.Options["serde"])
}

// A DataError reports a line that the SerDe refuses.
type DataError struct {
	Path  string
	Line  int64 // from 1
	Cause string
}

func (e *DataError) Error() string {
	return fmt.Sprintf("HIVE_CURSOR_ERROR: %s, line %d: %s", e.Path, e.Line, e.Cause)
}

// Clean writes the rows of the file as package datasets says of csv.
func (Format) Clean(ctx context.Context, f datasets.File, l *datasets.Layout, w io.Writer) error {
	d, err := newDecoder(l)
	if err != nil {
		return err
	}
	r, err := f.Reader(ctx)
	if err != nil {
		return err
	}
	defer r.Close()
	var row []byte
	each := func(do func(int64, string) error) error { return eachRow(r, count(l, "skip"), count(l, "footer"), do) }
	if member := l.Options["member"]; member != "" {
		each = func(do func(int64, string) error) error { return eachElement(r, member, do) }
	}
	return each(func(number int64, line string) error {
		fields, err := d.decode(line)
		if err != nil {
			return &DataError{f.Path, number, err.Error()}
		}
		row = appendRow(row[:0], fields)
		_, err = w.Write(row)
		return err
	})
}

func count(l *datasets.Layout, option string) int {
	n, _ := strconv.Atoi(strings.TrimSpace(l.Options[option]))
	return max(0, n)
}

// appendRow writes a row: every value in quotes, and a null as nothing.
func appendRow(row []byte, fields []field) []byte {
	for i, f := range fields {
		if i > 0 {
			row = append(row, ',')
		}
		if f.null {
			continue
		}
		row = append(row, '"')
		text := f.text
		if !utf8.ValidString(text) {
			text = strings.ToValidUTF8(text, "\uFFFD")
		}
		for {
			n := strings.IndexByte(text, '"')
			if n < 0 {
				break
			}
			row = append(append(row, text[:n+1]...), '"')
			text = text[n+1:]
		}
		row = append(append(row, text...), '"')
	}
	return append(row, '\n')
}

// eachRow calls do with the lines that are rows, and their numbers from 1.
func eachRow(r io.Reader, header, footer int, do func(int64, string) error) error {
	lines := bufio.NewReaderSize(r, 256<<10)
	held := make([]string, 0, footer+1) // the last lines may be the footer
	for number := int64(1); ; number++ {
		line, err := readLine(lines)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if number <= int64(header) {
			continue
		}
		held = append(held, line)
		if len(held) > footer {
			if err := do(number-int64(footer), held[0]); err != nil {
				return err
			}
			held = append(held[:0], held[1:]...)
		}
	}
}

// readLine reads a line without its end. After the last it returns [io.EOF].
func readLine(r *bufio.Reader) (string, error) {
	var line []byte
	for {
		b, err := r.ReadByte()
		switch {
		case err == io.EOF && len(line) > 0:
			return string(line), nil
		case err != nil:
			return "", err
		case b == '\n':
			return string(line), nil
		case b == '\r':
			if next, err := r.Peek(1); err == nil && next[0] == '\n' {
				r.ReadByte()
			}
			return string(line), nil
		}
		line = append(line, b)
		line = appendPlain(line, r)
	}
}

// appendPlain appends what is there already up to the end of the line.
func appendPlain(line []byte, r *bufio.Reader) []byte {
	ahead, _ := r.Peek(r.Buffered())
	n := 0
	for n < len(ahead) && ahead[n] != '\n' && ahead[n] != '\r' {
		n++
	}
	line = append(line, ahead[:n]...)
	r.Discard(n)
	return line
}
