package csvfile

import (
	"bytes"
	"encoding/json"

	"github.com/tarnlake/tarn/datasets/csvfile/internal/cut"
)

// extraColumn is the name of the column that holds, on request, the fields of a
// row beyond those that the table has columns for: as an array of JSON, with
// null for a field that is nothing at all. In most rows it is null.
const extraColumn = "_extra"

// columns returns how many columns the table has, with that of the extra fields.
func (r *reading) columns() int {
	if r.extra {
		return r.width + 1
	}
	return r.width
}

// extraText returns the fields of a record beyond those of the table's columns.
// Clean tells that they are in UTF-8.
func (w *worker) extraText(text []byte, r *cut.Record, clean bool) []byte {
	var values []*string
	for _, f := range r.Fields[w.width:] {
		if f.Kind == cut.Plain && f.Start == f.End {
			values = append(values, nil)
			continue
		}
		v := w.cut.Value(text, f, &w.scratch)
		if !clean {
			v, _ = w.encoder.text(nil, v)
		}
		value := string(v)
		values = append(values, &value)
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.Encode(values) // texts can always be written
	return bytes.TrimSuffix(out.Bytes(), []byte{'\n'})
}
