package csvfile

import (
	"bytes"
	"unicode/utf8"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/csvfile/internal/cut"
	"github.com/tarnlake/tarn/datasets/infer"
)

// Kinds of problems, in the order in which they are told.
const (
	shortRow = iota
	longRow
	longLine
	oddQuotes
	bareQuotes
	badBytes
	zeroBytes
	repeatedHeader
	footerLine
	problemKinds
)

// causes say what the problems are, for people.
var causes = [problemKinds]struct{ kind, cause string }{
	shortRow:       {"short row", "The row has fewer fields than the table has columns. The missing ones are null."},
	longRow:        {"long row", "The row has more fields than the table has columns. The fields beyond them, given here, are left out."},
	longLine:       {"long line", "The line has more bytes than a record may have, 32 MB. Its row has the fields that end before that; the others are null."},
	oddQuotes:      {"odd quotes", "The quotes of the row do not fit. It was read as seems to be meant."},
	bareQuotes:     {"bare quotes", "A field has quotes in it and none around it. They were taken for text."},
	badBytes:       {"undecodable bytes", "The value has bytes that mean nothing in the encoding of the file. Each is read as U+FFFD."},
	zeroBytes:      {"zero bytes", "The value has bytes that are zero."},
	repeatedHeader: {"repeated header", "The row is the header once more. It is left out."},
	footerLine:     {"footer", "The line after the last row is not a row. It is left out."},
}

// A reading is what the scan of a file goes by.
type reading struct {
	plan
	width   int
	titles  []string // records of the header that are no rows if they come again
	encoder *encoder
	options infer.Options // of each column
}

// fields returns how many fields a row should have.
func (r *reading) fields() int {
	if r.trailing {
		return r.width + 1
	}
	return r.width
}

// wide tells whether the file is in UTF-16.
func (r *reading) wide() bool { return r.encoding == "utf-16le" || r.encoding == "utf-16be" }

// readable tells whether all values of a text are in UTF-8 as they stand.
func (r *reading) readable(text []byte) bool {
	switch {
	case r.wide():
		return true
	case r.encoding == "utf-8":
		return utf8.Valid(text)
	}
	return isASCII(text)
}

// A part is what was found in a block of a file. Lines count from the first of
// the block.
type part struct {
	columns  []infer.Column
	rows     int64
	lines    int64
	consumed int  // bytes of the block; a record that goes beyond it is left
	atFooter bool // the rows end where the lines after them begin

	problems [problemKinds]datasets.Problem
	marks    [cut.CR + 1]int64 // line ends by kind
	returns  int64             // "\r" anywhere
	feeds    int64             // "\n" anywhere, if "\r" ends lines
	flaws    cut.Flaws         // that any row has
	controls bool              // of a file in Latin-1: it has control characters beyond ASCII
	comments bool
	commas   bool   // of a file without delimiters: there are commas
	longest  int    // bytes of the longest record
	invalid  []byte // some values that are no UTF-8, if there are any
	valid    int64  // rows with characters beyond ASCII that could all be read
	err      error
}

// reset makes p ready for another block.
func (p *part) reset(r *reading) {
	columns := p.columns
	*p = part{columns: columns}
	if p.columns == nil {
		p.columns = make([]infer.Column, r.columns())
	}
	for i := range p.columns {
		p.columns[i] = infer.Column{Options: r.options}
	}
}

// A worker reads blocks.
type worker struct {
	*reading
	cut     *cut.Splitter
	record  cut.Record
	scratch []byte
	decoded []byte
}

// usualFlaws are those that a row may have and is yet read as it stands.
const usualFlaws = cut.Doubled | cut.Padded

func newWorker(r *reading, sizes sizes) *worker {
	w := &worker{reading: r, cut: cut.NewSplitter(r.Dialect, r.fields())}
	w.cut.Most = sizes.record
	return w
}

// guarded reads the records of a block into p, where an error is if that panics.
func (w *worker) guarded(b *block, p *part) {
	defer guard(&p.err)
	w.read(b, p)
}

// read reads the records of a block into p.
func (w *worker) read(b *block, p *part) {
	text := b.text
	m := w.meter(b)
	zeros := bytes.IndexByte(text, 0) >= 0
	r := &w.record
	at := 0
	for at < len(text) && at != b.footer {
		st := w.cut.Next(text, at, b.last, r)
		if st == cut.More {
			break
		}
		if st == cut.TooLong {
			p.err = errLong
			break
		}
		p.lines++
		p.marks[r.Mark]++
		at = r.End
		seen := text[r.Start:r.End]
		if r.Flaws&cut.CutOff != 0 {
			seen = w.cutOff(seen, p)
		}
		if w.trailing {
			w.dropTrailing(r)
		}
		clean := !r.High
		if r.High {
			p.controls = p.controls || w.encoding == "latin-1" && hasC1(seen)
			if clean = w.readable(seen); clean && !isASCII(seen) {
				p.valid++
			}
		}
		switch {
		case r.Comment:
			p.comments = true
		case r.Blank && w.width > 1:
		case clean && !zeros && r.Flaws&^usualFlaws == 0 && len(r.Fields) == w.width && !w.repeated(text, r):
			w.addRow(text, r, p, &m)
		default:
			w.oddRecord(text, r, p, &m, clean, zeros)
		}
	}
	p.consumed, p.atFooter = at, at == b.footer
	p.returns += int64(bytes.Count(text[:at], []byte{'\r'}))
	if w.Ends == cut.EndCR {
		p.feeds += int64(bytes.Count(text[:at], []byte{'\n'}))
	}
	if w.Delimiter == "" {
		p.commas = bytes.IndexByte(text[:at], ',') >= 0
	}
}

// cutOff returns what is read of a line that is too long. The returns and line
// feeds in it do not count, for of a very long line they are not all there.
func (w *worker) cutOff(line []byte, p *part) []byte {
	text := bytes.TrimRight(line, "\r\n")
	p.returns -= int64(bytes.Count(text, []byte{'\r'}))
	if w.Ends == cut.EndCR {
		p.feeds -= int64(bytes.Count(text, []byte{'\n'}))
	}
	return line[:w.cut.Most]
}

// addRow adds a row to the columns that is read as it stands.
func (w *worker) addRow(text []byte, r *cut.Record, p *part, m *meter) {
	p.rows++
	p.flaws |= r.Flaws
	p.longest = max(p.longest, r.End-r.Start)
	line, offset := p.lines, m.offset
	columns := p.columns[:len(r.Fields)]
	for i, f := range r.Fields {
		c := &columns[i]
		if f.Kind == cut.Plain {
			if f.Start == f.End {
				c.AddNull()
				continue
			}
			if !m.wide {
				c.Add(text[f.Start:f.End], infer.Pos{Line: line, Byte: offset + int64(f.Start)})
				continue
			}
		}
		c.Add(w.cut.Value(text, f, &w.scratch), infer.Pos{Line: line, Byte: m.at(int(f.Start))})
	}
}

// A meter tells where in the file a byte of a block is. It is asked for one
// after the other.
type meter struct {
	text   []byte
	offset int64
	wide   bool
	done   int
}

func (w *worker) meter(b *block) meter {
	return meter{text: b.text, offset: b.offset, wide: w.wide()}
}

func (m *meter) at(i int) int64 {
	if !m.wide {
		return m.offset + int64(i)
	}
	if i >= m.done {
		m.offset += utf16Length(m.text[m.done:i])
	} else {
		m.offset -= utf16Length(m.text[i:m.done])
	}
	m.done = i
	return m.offset
}

// repeated tells whether a record is one of the header's once more.
func (w *worker) repeated(text []byte, r *cut.Record) bool {
	for _, title := range w.titles {
		if len(r.Fields) == 0 {
			return false
		}
		f := r.Fields[0]
		if c := text[f.Start:]; f.Start < f.End && f.Kind == cut.Plain && c[0] > ' ' && c[0] != title[0] {
			continue
		}
		if w.hasTitle(title, text, r) {
			return true
		}
	}
	return false
}

func (w *worker) hasTitle(title string, text []byte, r *cut.Record) bool {
	for i, f := range r.Fields {
		value := bytes.TrimSpace(w.cut.Value(text, f, &w.scratch))
		if i > 0 {
			if title == "" || title[0] != 0 {
				return false
			}
			title = title[1:]
		}
		if len(title) < len(value) || title[:len(value)] != string(value) {
			return false
		}
		title = title[len(value):]
	}
	return title == ""
}

// oddRecord reads a record that is not just a row of the table.
func (w *worker) oddRecord(text []byte, r *cut.Record, p *part, m *meter, clean, zeros bool) {
	line := p.lines
	place := func(value []byte, at int32) datasets.Place {
		return datasets.Place{Line: line, Byte: m.at(int(at)), Value: string(value[:min(len(value), 2*datasets.MaxText)])}
	}
	if r.Flaws&(cut.Multiline|cut.Stray) != 0 || r.Flaws&cut.Misquoted != 0 {
		p.lines += int64(w.cut.CountBreaks(text[r.Start:r.End]))
		if r.Mark != cut.NoEnd {
			p.lines--
		}
	}
	if w.width > 1 && w.isBlank(text, r) {
		p.flaws |= cut.Padded
		return
	}
	if w.repeated(text, r) {
		p.problems[repeatedHeader].Add(place(bytes.TrimRight(text[r.Start:r.End], "\r\n"), int32(r.Start)))
		return
	}
	p.rows++
	p.flaws |= r.Flaws
	p.longest = max(p.longest, min(r.End-r.Start, w.cut.Most))
	if r.Flaws&cut.Misquoted != 0 {
		p.problems[oddQuotes].Add(place(bytes.TrimRight(text[r.Start:r.End], "\r\n"), int32(r.Start)))
	}
	if r.Flaws&cut.Bare != 0 {
		p.problems[bareQuotes].Add(place(bytes.TrimRight(text[r.Start:r.End], "\r\n"), int32(r.Start)))
	}
	w.checkWidth(text, r, p, place)
	if w.extra && len(r.Fields) > w.width {
		p.columns[w.width].Add(w.extraText(text, r, clean), infer.Pos{Line: line, Byte: m.at(int(r.Fields[w.width].Start))})
	}
	at := int32(r.Start)
	for i := range w.width {
		if i >= len(r.Fields) {
			p.columns[i].AddNull()
			continue
		}
		f := r.Fields[i]
		if f.Start == f.End && f.Kind == cut.Plain {
			p.columns[i].AddNull()
			continue
		}
		if r.Flaws&(cut.Multiline|cut.Stray) != 0 {
			line += int64(w.cut.CountBreaks(text[at:f.Start]))
			at = f.Start
		}
		v := w.cut.Value(text, f, &w.scratch)
		if zeros && bytes.IndexByte(v, 0) >= 0 {
			p.problems[zeroBytes].Add(place(v, f.Start))
		}
		if !clean {
			v = w.decode(v, f, p, place)
		}
		p.columns[i].Add(v, infer.Pos{Line: line, Byte: m.at(int(f.Start))})
	}
}

// dropTrailing leaves out the empty field after the delimiter at the end of a
// row.
func (w *worker) dropTrailing(r *cut.Record) {
	if len(r.Fields) != w.width+1 {
		return
	}
	if last := r.Fields[w.width]; last.Kind == cut.Plain && last.Start == last.End {
		r.Fields = r.Fields[:w.width]
	}
}

// checkWidth notes a row that has not as many fields as the table has columns.
func (w *worker) checkWidth(text []byte, r *cut.Record, p *part, place func([]byte, int32) datasets.Place) {
	switch n := len(r.Fields); {
	case r.Flaws&cut.CutOff != 0:
		p.problems[longLine].Add(place(text[r.Start:r.Start+datasets.MaxText+1], int32(r.Start)))
	case n < w.width:
		p.problems[shortRow].Add(place(bytes.TrimRight(text[r.Start:r.End], "\r\n"), int32(r.Start)))
	case n > w.width:
		extra := r.Fields[w.width:]
		rest := text[extra[0].Start:extra[len(extra)-1].End]
		p.problems[longRow].Add(place(rest, extra[0].Start))
	}
}

// decode turns a value into UTF-8.
func (w *worker) decode(v []byte, f cut.Span, p *part, place func([]byte, int32) datasets.Place) []byte {
	decoded, ok := w.encoder.text(w.decoded[:0], v)
	if !ok {
		p.problems[badBytes].Add(place(decoded, f.Start))
		if len(p.invalid) < maxLegacy {
			p.invalid = append(append(p.invalid, v...), '\n')
		}
	}
	if cap(decoded) > cap(w.decoded) && !isASCII(v) {
		w.decoded = decoded[:0]
	}
	return decoded
}

// add puts together what was found in two blocks, of which q is the later one.
func (p *part) add(q *part) {
	for i := range q.columns {
		q.columns[i].Shift(p.lines, 0)
		p.columns[i].Merge(&q.columns[i])
	}
	for i := range q.problems {
		merge(&p.problems[i], &q.problems[i], p.lines)
	}
	for i, n := range q.marks {
		p.marks[i] += n
	}
	p.rows += q.rows
	p.atFooter = q.atFooter
	p.lines += q.lines
	p.returns += q.returns
	p.feeds += q.feeds
	p.flaws |= q.flaws
	p.controls = p.controls || q.controls
	p.comments = p.comments || q.comments
	p.commas = p.commas || q.commas
	p.longest = max(p.longest, q.longest)
	p.valid += q.valid
	if len(p.invalid) < maxLegacy {
		p.invalid = append(p.invalid, q.invalid...)
	}
}

// merge adds the places of a problem in lines that come after so many others.
func merge(p, q *datasets.Problem, lines int64) {
	p.Count += q.Count
	for _, at := range q.Places {
		if len(p.Places) < datasets.MaxPlaces {
			at.Line += lines
			p.Places = append(p.Places, at)
		}
	}
}
