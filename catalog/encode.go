package catalog

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"io"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
)

// A layoutRow is a layout and its id.
type layoutRow struct {
	id     int64
	layout datasets.Layout
}

// layout returns the layout with that id. Files that share one get the same slices.
func (t *tx) layout(id int64) (*layoutRow, error) {
	if row := t.layouts[id]; row != nil {
		return row, nil
	}
	row := &layoutRow{id: id}
	var data []byte
	if err := t.one("SELECT data FROM layout WHERE id = ?", []any{id}, &data); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(data, &row.layout); err != nil {
		return nil, corrupt("layout", err)
	}
	t.layouts[id] = row
	return row, nil
}

// layoutID records a layout if it is not recorded, and returns its id.
func (t *tx) layoutID(l *datasets.Layout) (int64, error) {
	for i := len(t.interned) - 1; i >= 0; i-- { // the files of a table mostly share one
		if alike(&t.interned[i].layout, l) {
			return t.interned[i].id, nil
		}
	}
	data, err := json.Marshal(l)
	if err != nil {
		return 0, err
	}
	hash := sha256.Sum256(data)
	row := &layoutRow{layout: *l}
	err = t.one("SELECT id FROM layout WHERE hash = ?", []any{hash[:]}, &row.id)
	if errors.Is(err, sql.ErrNoRows) {
		row.id, err = t.insert("INSERT INTO layout (hash, data) VALUES (?, ?)", hash[:], string(data))
	}
	if err != nil {
		return 0, err
	}
	if len(t.interned) == 8 {
		t.interned = slices.Delete(t.interned, 0, 1)
	}
	t.interned = append(t.interned, row)
	return row.id, nil
}

// sweepLayouts removes the layouts that no file has any more.
func (t *tx) sweepLayouts() error {
	if !t.relaid {
		return nil
	}
	return t.exec("DELETE FROM layout WHERE NOT EXISTS (SELECT 1 FROM file WHERE layout_id = layout.id)")
}

// sameLayout reports whether two layouts are stored as the same.
func sameLayout(a, b *datasets.Layout) bool {
	if alike(a, b) {
		return true
	}
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

// alike is quick to say that two layouts are the same. It denies it of some
// that are, such as those that differ in nil against empty.
func alike(a, b *datasets.Layout) bool {
	if len(a.Columns) != len(b.Columns) {
		return false
	}
	if len(a.Columns) > 0 && &a.Columns[0] == &b.Columns[0] {
		x, y := *a, *b
		x.Columns, y.Columns = nil, nil
		return reflect.DeepEqual(x, y)
	}
	return reflect.DeepEqual(a, b)
}

// A definition is what a version keeps of a table.
type definition struct {
	Location   string            `json:"location"`
	Format     string            `json:"format"`
	Columns    []schema.Field    `json:"columns"`
	Partitions []schema.Field    `json:"partitions,omitempty"`
	Comment    string            `json:"comment,omitempty"`
	Parameters map[string]string `json:"parameters,omitempty"`
	Made       *Made             `json:"made,omitempty"`
}

func encodeDefinition(t *Table) (string, error) {
	data, err := json.Marshal(definition{t.Location, t.Format, t.Columns, t.Partitions, t.Comment, t.Parameters, t.Made})
	return string(data), err
}

func decodeDefinition(data []byte, t *Table) error {
	var d definition
	if err := json.Unmarshal(data, &d); err != nil {
		return corrupt("definition of "+t.Name.String(), err)
	}
	t.Location, t.Format, t.Columns, t.Partitions = d.Location, d.Format, d.Columns, d.Partitions
	t.Comment, t.Parameters, t.Made = d.Comment, d.Parameters, d.Made
	return nil
}

// encodePartitions writes the values of partitions as one text: escaped, and
// joined by slashes. No partitions at all are NULL.
func encodePartitions(values []string) any {
	switch len(values) {
	case 0:
		return nil
	case 1:
		return url.PathEscape(values[0])
	}
	var b strings.Builder
	for i, value := range values {
		if i > 0 {
			b.WriteByte('/')
		}
		b.WriteString(url.PathEscape(value))
	}
	return b.String()
}

// partitionValues decodes the values of one file after the other. Files that
// follow each other and have the same values share them.
type partitionValues struct {
	text   string
	values []string
}

func (p *partitionValues) decode(text sql.NullString) ([]string, error) {
	if !text.Valid {
		return nil, nil
	}
	if p.values != nil && p.text == text.String {
		return p.values, nil
	}
	values := strings.Split(text.String, "/")
	for i, value := range values {
		if !strings.Contains(value, "%") {
			continue
		}
		var err error
		if values[i], err = url.PathUnescape(value); err != nil {
			return nil, corrupt("partition values", err)
		}
	}
	p.text, p.values = text.String, values
	return values, nil
}

// Evidence and problems are stored as JSON, deflated when that pays. The first
// byte tells: JSON begins with '[' or '{'.
const deflated = 1

// deflateFrom is the size from which JSON is deflated.
const deflateFrom = 128

// A blobEncoder writes blobs one after the other.
type blobEncoder struct {
	json    bytes.Buffer
	out     bytes.Buffer
	deflate *flate.Writer
}

func (e *blobEncoder) encode(v any) ([]byte, error) {
	e.json.Reset()
	encoder := json.NewEncoder(&e.json)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return nil, err
	}
	plain := bytes.TrimSuffix(e.json.Bytes(), []byte("\n"))
	if len(plain) < deflateFrom {
		return bytes.Clone(plain), nil
	}
	e.out.Reset()
	e.out.WriteByte(deflated)
	if e.deflate == nil {
		w, err := flate.NewWriter(&e.out, flate.BestSpeed)
		if err != nil {
			return nil, err
		}
		e.deflate = w
	} else {
		e.deflate.Reset(&e.out)
	}
	if _, err := e.deflate.Write(plain); err != nil {
		return nil, err
	}
	err := e.deflate.Close()
	return bytes.Clone(e.out.Bytes()), err
}

// A blobDecoder reads blobs one after the other.
type blobDecoder struct {
	json    bytes.Buffer
	inflate io.ReadCloser
}

func (d *blobDecoder) decode(blob []byte, into any) error {
	plain, err := d.plain(blob)
	if err != nil || len(plain) == 0 {
		return err
	}
	return unmarshal(plain, into)
}

// plain returns the JSON of a blob.
func (d *blobDecoder) plain(blob []byte) ([]byte, error) {
	if len(blob) == 0 || blob[0] != deflated {
		return blob, nil
	}
	if d.inflate == nil {
		d.inflate = flate.NewReader(nil)
	}
	d.inflate.(flate.Resetter).Reset(bytes.NewReader(blob[1:]), nil)
	d.json.Reset()
	if _, err := d.json.ReadFrom(d.inflate); err != nil {
		return nil, corrupt("evidence", err)
	}
	return d.json.Bytes(), nil
}

func unmarshal(plain []byte, into any) error {
	if err := json.Unmarshal(plain, into); err != nil {
		return corrupt("evidence", err)
	}
	return nil
}

// encoders are blob encoders that nobody uses at the moment.
var encoders = sync.Pool{New: func() any { return new(blobEncoder) }}

// HeaderReason is what the reason of a scan is about that has its votes for a
// header as its score.
const HeaderReason = "header"

// withReasons is what is stored of a scan that gives reasons; of another one it
// is the evidence alone.
type withReasons struct {
	Evidence []datasets.Evidence `json:"evidence"`
	Reasons  []datasets.Reason   `json:"reasons"`
}

// packable returns what is stored of a scan but for its problems.
func packable(s *datasets.Scan) any {
	if len(s.Reasons) == 0 {
		return s.Evidence
	}
	return withReasons{s.Evidence, s.Reasons}
}

// scan undoes [packable].
func (d *blobDecoder) scan(blob []byte, s *datasets.Scan) error {
	plain, err := d.plain(blob)
	switch {
	case err != nil || len(plain) == 0:
		return err
	case plain[0] == '[':
		return unmarshal(plain, &s.Evidence)
	}
	var both withReasons
	if err := unmarshal(plain, &both); err != nil {
		return err
	}
	s.Evidence, s.Reasons = both.Evidence, both.Reasons
	for _, r := range s.Reasons {
		if r.What == HeaderReason {
			s.HeaderVotes = r.Score
		}
	}
	return nil
}

// Pack returns the evidence and the reasons of a scan in few bytes, as
// [File.Packed] has them; nil if there is no evidence.
func Pack(s *datasets.Scan) ([]byte, error) {
	if s.Evidence == nil {
		return nil, nil
	}
	e := encoders.Get().(*blobEncoder)
	defer encoders.Put(e)
	return e.encode(packable(s))
}

// Unpack undoes [Pack], and leaves the rest of the scan as it is.
func Unpack(packed []byte, s *datasets.Scan) error {
	var d blobDecoder
	return d.scan(packed, s)
}
