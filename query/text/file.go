package text

import (
	"bufio"
	"errors"
	"io"
	"iter"
	"strings"

	"github.com/tarnlake/tarn/query/types"
)

// A CSV writes rows as Athena's files of results have them: every name and every
// value that is not null in double quotes, which are doubled within, nothing for
// null, and a line feed behind each row.
type CSV struct {
	w     *bufio.Writer
	types []types.Type
	buf   []byte
	row   []byte
}

// NewCSV returns a writer to w, with the row of the names written.
func NewCSV(w io.Writer, names []string, t []types.Type) *CSV {
	c := &CSV{w: bufio.NewWriterSize(w, 1<<16), types: t}
	for i, name := range names {
		c.value(i, []byte(name), false)
	}
	c.end()
	return c
}

// Write writes a row.
func (c *CSV) Write(row []any) error {
	for i, v := range row {
		c.buf = Append(c.buf[:0], v, c.types[i])
		c.value(i, c.buf, v == nil)
	}
	return c.end()
}

func (c *CSV) value(i int, text []byte, null bool) {
	if i > 0 {
		c.row = append(c.row, ',')
	}
	if null {
		return
	}
	c.row = append(c.row, '"')
	for _, b := range text {
		if b == '"' {
			c.row = append(c.row, '"')
		}
		c.row = append(c.row, b)
	}
	c.row = append(c.row, '"')
}

func (c *CSV) end() error {
	_, err := c.w.Write(append(c.row, '\n'))
	c.row = c.row[:0]
	return err
}

// Close writes what is left.
func (c *CSV) Close() error { return c.w.Flush() }

// ReadCSV yields the rows of a file that [CSV] wrote, the names first; nil is
// null. A row is valid until the next one.
func ReadCSV(r io.Reader, columns int) iter.Seq2[[]*string, error] {
	in := bufio.NewReaderSize(r, 1<<16)
	return func(yield func([]*string, error) bool) {
		for {
			if _, err := in.Peek(1); err == io.EOF {
				return
			}
			row := make([]*string, columns)
			err := readRow(in, row)
			if !yield(row, err) || err != nil {
				return
			}
		}
	}
}

var errCSV = errors.New("the file of results is not as it was written")

func readRow(in *bufio.Reader, row []*string) error {
	for i := range row {
		end := byte(',')
		if i == len(row)-1 {
			end = '\n'
		}
		text, err := readValue(in)
		if err != nil {
			return err
		}
		row[i] = text
		if b, err := in.ReadByte(); err != nil || b != end {
			return errCSV
		}
	}
	if len(row) == 0 {
		_, err := in.ReadBytes('\n')
		return err
	}
	return nil
}

// readValue reads a value, up to what ends it; nil is null.
func readValue(in *bufio.Reader) (*string, error) {
	if b, err := in.ReadByte(); err != nil || b != '"' {
		if err == nil {
			err = in.UnreadByte()
		}
		return nil, err
	}
	var text strings.Builder
	for {
		part, err := in.ReadSlice('"')
		text.Write(part)
		if err == bufio.ErrBufferFull {
			continue
		}
		if err != nil {
			return nil, errCSV
		}
		if next, err := in.Peek(1); err != nil || next[0] != '"' {
			whole := text.String()
			whole = whole[:len(whole)-1]
			return &whole, nil
		}
		in.ReadByte() // the quote was doubled
	}
}

// Lines returns the text of the file of results of a statement such as SHOW,
// DESCRIBE or CREATE TABLE: the values of a row with tabs between them, and line
// feeds between rows.
func Lines(rows [][]string) string {
	lines := make([]string, len(rows))
	for i, row := range rows {
		lines[i] = strings.Join(row, "\t")
	}
	return strings.Join(lines, "\n")
}
