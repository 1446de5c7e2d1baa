package serde

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
)

// object is the SerDes of JSON: a line is an object, or an array of the values of
// the columns. Keys are those of the columns in whatever case, or those that
// "mapping." options say.
type object struct {
	values
	columns   []datasets.Column
	at        map[string][]int // the columns, by their keys in lower case
	malformed bool             // a line that is no JSON is a row of nulls, not an error
	dots      bool             // a dot in a key stands for an underscore
	fields    []field
}

func newJSON(l *datasets.Layout) (decoder, error) {
	v, err := newValues(l.Options)
	if err != nil {
		return nil, err
	}
	v.times = append(v.times, zoned...)
	d := &object{values: v, columns: l.Columns, at: make(map[string][]int), fields: make([]field, len(l.Columns))}
	d.malformed = strings.EqualFold(l.Options["ignore.malformed.json"], "true")
	d.dots = strings.EqualFold(l.Options["dots.in.keys"], "true")
	for i, c := range l.Columns {
		key := c.Name
		if mapped := l.Options["mapping."+c.Name]; mapped != "" {
			key = mapped
		}
		key = strings.ToLower(key)
		d.at[key] = append(d.at[key], i)
	}
	return d, nil
}

func (d *object) decode(line string) ([]field, error) {
	for i := range d.fields {
		d.fields[i] = field{null: true}
	}
	raw := []byte(strings.TrimSpace(line))
	if len(raw) == 0 {
		return d.fields, nil
	}
	var err error
	if !json.Valid(raw) {
		err = json.Unmarshal(raw, new(any)) // which says what is wrong
	} else if !d.row(raw) {
		err = errors.New("not an object")
	}
	if err != nil && !d.malformed {
		return nil, &rowError{err}
	}
	return d.fields, nil
}

// A rowError says of a line what Athena says.
type rowError struct{ err error }

func (e *rowError) Error() string {
	return "Row is not a valid JSON Object - JSONException: " + e.err.Error()
}

func (e *rowError) Unwrap() error { return e.err }

// row reads the fields of an object or, by their places, of an array. It returns
// false of any other value.
func (d *object) row(raw []byte) bool {
	place := 0
	return eachMember(raw, func(key string, value []byte) {
		for _, i := range d.at[d.key(key)] {
			d.fields[i] = d.value(value, d.columns[i].Type)
		}
	}) || eachOf(raw, func(value []byte) {
		if place < len(d.fields) {
			d.fields[place] = d.value(value, d.columns[place].Type)
		}
		place++
	})
}

// key returns a key as it is looked up.
func (d *object) key(key string) string {
	if d.dots {
		key = strings.ReplaceAll(key, ".", "_")
	}
	return strings.ToLower(key)
}

// eachElement calls do with the elements of a member of objects, and their
// numbers from 1.
func eachElement(r io.Reader, member string, do func(int64, string) error) error {
	decoder := json.NewDecoder(r)
	number := int64(0)
	for {
		var one map[string]json.RawMessage
		err := decoder.Decode(&one)
		if err == io.EOF {
			return nil
		}
		var elements []json.RawMessage
		if err == nil && one[member] != nil {
			err = json.Unmarshal(one[member], &elements)
		}
		if err != nil {
			return fmt.Errorf("HIVE_CURSOR_ERROR: not an object with an array named %s: %w", member, err)
		}
		for _, element := range elements {
			number++
			if err := do(number, string(element)); err != nil {
				return err
			}
		}
	}
}

// value returns a value of JSON as a type.
func (d *object) value(raw []byte, t schema.Type) field {
	if string(raw) == "null" {
		return field{null: true}
	}
	if t.Kind.Nested() {
		text := d.nested(raw, t)
		return field{text: text, null: text == "null"}
	}
	text := string(raw)
	switch raw[0] {
	case '"':
		text = unquoted(raw)
	case '{', '[':
		var b bytes.Buffer
		if json.Compact(&b, raw) == nil {
			text = b.String()
		}
	default:
		if t.Kind == schema.Timestamp {
			return epoch(text)
		}
		if n, err := strconv.ParseFloat(text, 64); err == nil && t.Kind.Integer() && n == float64(int64(n)) && strings.ContainsAny(text, ".eE") {
			text = strconv.FormatInt(int64(n), 10)
		}
	}
	return d.scalar(text, t)
}

// epoch reads seconds, or milliseconds if they are that many, since 1970.
func epoch(text string) field {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return field{null: true}
	}
	if n < 1e11 && n > -1e11 {
		n *= 1000
	}
	return field{text: time.UnixMilli(int64(n)).UTC().Format(timestampForm)}
}

// nested returns a value of JSON as a type, as JSON that has all members of its
// structs under their own names.
func (d *object) nested(raw []byte, t schema.Type) string {
	var b strings.Builder
	b.Grow(len(raw))
	d.write(&b, raw, t)
	return b.String()
}

func (d *object) write(b *strings.Builder, raw []byte, t schema.Type) {
	start, n, ok := b.Len(), 0, false
	switch t.Kind {
	case schema.Array:
		b.WriteByte('[')
		ok = eachOf(raw, func(value []byte) {
			comma(b, n)
			n++
			d.write(b, value, *t.Elem)
		})
		b.WriteByte(']')
	case schema.Map:
		b.WriteByte('{')
		ok = eachMember(raw, func(key string, value []byte) {
			comma(b, n)
			n++
			b.WriteString(field{text: key}.inJSON(schema.Type{Kind: schema.String}) + ":")
			d.write(b, value, *t.Elem)
		})
		b.WriteByte('}')
	case schema.Struct:
		ok = d.writeStruct(b, raw, t)
	default:
		b.WriteString(d.value(raw, t).inJSON(t))
		return
	}
	if !ok { // it is no array, or no object
		text := b.String()[:start]
		b.Reset()
		b.WriteString(text + "null")
	}
}

func (d *object) writeStruct(b *strings.Builder, raw []byte, t schema.Type) bool {
	members := make(map[string][]byte)
	if !eachMember(raw, func(key string, value []byte) { members[d.key(key)] = value }) {
		return false
	}
	b.WriteByte('{')
	for i, f := range t.Fields {
		comma(b, i)
		b.WriteString(field{text: f.Name}.inJSON(schema.Type{Kind: schema.String}) + ":")
		if value, ok := members[strings.ToLower(f.Name)]; ok {
			d.write(b, value, f.Type)
		} else {
			b.WriteString("null")
		}
	}
	b.WriteByte('}')
	return true
}
