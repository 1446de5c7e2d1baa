package csvfile

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/csvfile/internal/cut"
)

// A Value is one field of a row. Its text is in UTF-8.
type Value struct {
	Text []byte
	Null bool // the field is nothing at all
}

// Rows yields the rows of a file, read by that layout, with as many values as
// the layout has columns. A row and its values are good until the next one. An
// error is the last thing yielded.
func Rows(ctx context.Context, f datasets.File, l *datasets.Layout) iter.Seq2[[]Value, error] {
	return rowsOf(ctx, f, l, usualSizes)
}

func rowsOf(ctx context.Context, f datasets.File, l *datasets.Layout, sizes sizes) iter.Seq2[[]Value, error] {
	return func(yield func([]Value, error) bool) {
		r, err := openRows(ctx, f, l, sizes)
		if err != nil {
			yield(nil, err)
			return
		}
		defer r.source.Close()
		if err := r.all(yield); err != nil && err != errStop {
			yield(nil, err)
		}
	}
}

// errStop reports that no more rows are wanted.
var errStop = errors.New("stop")

// A rowReader reads a file row by row.
type rowReader struct {
	*worker
	source *source
	lines  int // before the first row
	values []Value
	buffer []byte // of values that are not as they stand in the file
}

func openRows(ctx context.Context, f datasets.File, l *datasets.Layout, sizes sizes) (*rowReader, error) {
	p, err := planOf(l)
	if err != nil {
		return nil, err
	}
	reading := &reading{plan: p, width: len(l.Columns)}
	if p.extra {
		reading.width--
	}
	if reading.encoder, err = encoderFor(p.encoding); err != nil {
		return nil, err
	}
	for ; ; sizes.sample = sizes.more {
		src, _, err := openSource(ctx, f, sizes)
		if err != nil {
			return nil, err
		}
		r := &rowReader{worker: newWorker(reading, sizes), source: src, values: make([]Value, len(l.Columns))}
		text := src.decode(p.encoding)
		at, lines, err := beginning(r.cut, &reading.plan, text, src.end != nil)
		if err == nil {
			reading.titles = at.titles
			src.skip(at.rows)
			src.cutter, src.damaged, r.lines = r.cut, p.damaged, lines
			src.findEnd = r.findEnd
			return r, nil
		}
		src.Close()
		if err != errMore || sizes.sample == sizes.more {
			return nil, err
		}
	}
}

func (r *rowReader) findEnd(text []byte) int {
	return len(lastLines(r.Dialect, text, r.footer))
}

// all yields all rows.
func (r *rowReader) all(yield func([]Value, error) bool) error {
	var rest []byte
	for {
		b, err := r.source.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if len(rest) > 0 {
			b.join(rest, b.offset)
		}
		used, err := r.block(b, yield)
		if err != nil || b.last {
			return err
		}
		rest = append([]byte(nil), b.text[used:]...)
		r.source.recycle(b.text)
	}
}

// block yields the rows of a piece of the text, and returns how much of it they
// are.
func (r *rowReader) block(b *block, yield func([]Value, error) bool) (int, error) {
	text := b.text
	clean := r.readable(text)
	rec := &r.record
	at := 0
	for at < len(text) && at != b.footer {
		switch r.cut.Next(text, at, b.last, rec) {
		case cut.More:
			return at, nil
		case cut.TooLong:
			return at, fmt.Errorf("byte %d: %w", r.source.offset, errLong)
		}
		at = rec.End
		if r.trailing {
			r.dropTrailing(rec)
		}
		if rec.Comment || r.width > 1 && r.isBlank(text, rec) || r.repeats && r.repeated(text, rec) {
			continue
		}
		r.fill(text, rec, clean)
		if !yield(r.values, nil) {
			return at, errStop
		}
	}
	return at, nil
}

// isBlank tells whether there is nothing on a line but spaces.
func (w *worker) isBlank(text []byte, r *cut.Record) bool {
	return r.Blank || len(r.Fields) == 1 && r.Flaws&cut.CutOff == 0 && w.Delimiter != " " && r.Fields[0].Kind == cut.Plain && cut.OnlySpaces(text[r.Fields[0].Start:r.Fields[0].End])
}

// fill makes values of the fields of a record.
func (r *rowReader) fill(text []byte, rec *cut.Record, clean bool) {
	r.buffer = r.buffer[:0]
	if r.extra {
		last := &r.values[r.width]
		if last.Text, last.Null = nil, len(rec.Fields) <= r.width; !last.Null {
			last.Text = r.extraText(text, rec, clean)
		}
	}
	for i := range r.values[:r.width] {
		v := &r.values[i]
		if i >= len(rec.Fields) || rec.Fields[i].Kind == cut.Plain && rec.Fields[i].Start == rec.Fields[i].End {
			v.Text, v.Null = nil, true
			continue
		}
		f := rec.Fields[i]
		v.Text, v.Null = r.cut.Value(text, f, &r.scratch), false
		if !clean && !isASCII(v.Text) {
			v.Text, _ = r.encoder.text(nil, v.Text)
		}
		if f.Kind >= cut.Escaped {
			n := len(r.buffer)
			r.buffer = append(r.buffer, v.Text...)
			v.Text = r.buffer[n:]
		}
	}
}

// lastLines returns the last n lines of a text.
func lastLines(d cut.Dialect, text []byte, n int) []byte {
	s := cut.NewSplitter(d, 0)
	var starts []int
	for at := 0; at < len(text); {
		starts = append(starts, at)
		_, at, _ = s.Line(text, at, true)
	}
	if n > len(starts) {
		n = len(starts)
	}
	if n == 0 {
		return nil
	}
	return text[starts[len(starts)-n]:]
}
