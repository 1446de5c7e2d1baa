package csvfile

import (
	"bufio"
	"bytes"
	"context"
	"io"

	"github.com/tarnlake/tarn/datasets"
)

// Clean writes the rows of the file as [datasets.Layout.Cleaned] says. Numbers
// are written without marks of thousands and with a decimal point.
func (Format) Clean(ctx context.Context, f datasets.File, l *datasets.Layout, w io.Writer) error {
	c := cleaner{w: bufio.NewWriterSize(w, 256<<10)}
	c.decimal, c.thousands = firstByte(l.Options["decimal"]), firstByte(l.Options["thousands"])
	for _, column := range l.Columns {
		c.numbers = append(c.numbers, column.Type.Kind.Numeric() && (c.decimal|c.thousands) != 0)
	}
	for row, err := range Rows(ctx, f, l) {
		if err != nil {
			return err
		}
		if err := c.write(row); err != nil {
			return err
		}
	}
	return c.w.Flush()
}

// A cleaner writes rows in the plainest form.
type cleaner struct {
	w                  *bufio.Writer
	numbers            []bool // columns whose numbers have to be written anew
	decimal, thousands byte
}

func (c *cleaner) write(row []Value) error {
	for i, v := range row {
		if i > 0 {
			c.w.WriteByte(',')
		}
		if v.Null {
			continue
		}
		text := v.Text
		if c.numbers[i] {
			text = c.number(text)
		}
		c.quote(text)
	}
	return c.w.WriteByte('\n')
}

func (c *cleaner) quote(text []byte) {
	c.w.WriteByte('"')
	for {
		k := bytes.IndexByte(text, '"')
		if k < 0 {
			break
		}
		c.w.Write(text[:k+1])
		c.w.WriteByte('"')
		text = text[k+1:]
	}
	c.w.Write(text)
	c.w.WriteByte('"')
}

// number writes a number with a point and without marks of thousands. What is
// no number may come out otherwise than it was; it reads as null either way.
func (c *cleaner) number(text []byte) []byte {
	out := make([]byte, 0, len(text))
	for _, b := range text {
		switch {
		case c.thousands != 0 && b == c.thousands:
		case c.decimal != 0 && b == c.decimal:
			out = append(out, '.')
		default:
			out = append(out, b)
		}
	}
	return out
}
