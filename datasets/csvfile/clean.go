package csvfile

import (
	"bufio"
	"bytes"
	"context"
	"io"

	"github.com/tarnlake/tarn/datasets"
)

// Clean writes the rows of the file as [datasets.Layout.Cleaned] says.
func (Format) Clean(ctx context.Context, f datasets.File, l *datasets.Layout, w io.Writer) error {
	return cleanFile(ctx, f, l, w, usualSizes)
}

func cleanFile(ctx context.Context, f datasets.File, l *datasets.Layout, w io.Writer, sizes sizes) (err error) {
	defer guard(&err)
	c := cleaner{bufio.NewWriterSize(w, 256<<10)}
	for row, err := range rowsOf(ctx, f, l, sizes) {
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
type cleaner struct{ w *bufio.Writer }

func (c *cleaner) write(row []Value) error {
	for i, v := range row {
		if i > 0 {
			c.w.WriteByte(',')
		}
		if v.Null {
			continue
		}
		c.quote(v.Text)
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
