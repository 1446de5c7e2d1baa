package serde

import (
	"bytes"
	"encoding/json"
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
	keys      []string // for each column, in lower case
	malformed bool     // a line that is no JSON is a row of nulls, not an error
	dots      bool     // a dot in a key stands for an underscore
	fields    []field
}

func newJSON(l *datasets.Layout) (decoder, error) {
	v, err := newValues(l.Options)
	if err != nil {
		return nil, err
	}
	v.times = append(v.times, zoned...)
	d := &object{values: v, columns: l.Columns, fields: make([]field, len(l.Columns))}
	d.malformed = strings.EqualFold(l.Options["ignore.malformed.json"], "true")
	d.dots = strings.EqualFold(l.Options["dots.in.keys"], "true")
	for _, c := range l.Columns {
		key := c.Name
		if mapped := l.Options["mapping."+c.Name]; mapped != "" {
			key = mapped
		}
		d.keys = append(d.keys, strings.ToLower(key))
	}
	return d, nil
}

func (d *object) decode(line string) ([]field, error) {
	for i := range d.fields {
		d.fields[i] = field{null: true}
	}
	text := strings.TrimSpace(line)
	if text == "" {
		return d.fields, nil
	}
	var members map[string]json.RawMessage
	var elements []json.RawMessage
	var err error
	if text[0] == '[' {
		err = json.Unmarshal([]byte(text), &elements)
	} else if members, err = d.members([]byte(text)); err == nil && members == nil {
		err = fmt.Errorf("not an object")
	}
	switch {
	case err != nil && d.malformed:
		return d.fields, nil
	case err != nil:
		return nil, fmt.Errorf("Row is not a valid JSON Object - JSONException: %v", err)
	}
	for i, c := range d.columns {
		raw, ok := members[d.keys[i]]
		if elements != nil && i < len(elements) {
			raw, ok = elements[i], true
		}
		if ok {
			d.fields[i] = d.value(raw, c.Type)
		}
	}
	return d.fields, nil
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

// members returns the members of an object by their keys in lower case; nil if
// the value is another one.
func (d *object) members(raw []byte) (map[string]json.RawMessage, error) {
	var exact map[string]json.RawMessage
	if err := json.Unmarshal(raw, &exact); err != nil {
		return nil, err
	}
	if exact == nil {
		return nil, nil
	}
	lower := make(map[string]json.RawMessage, len(exact))
	for key, value := range exact {
		name := strings.ToLower(key)
		if d.dots {
			name = strings.ReplaceAll(name, ".", "_")
		}
		if _, ok := lower[name]; !ok || name == key {
			lower[name] = value
		}
	}
	return lower, nil
}

// value returns a value of JSON as a type.
func (d *object) value(raw json.RawMessage, t schema.Type) field {
	raw = bytes.TrimSpace(raw)
	if string(raw) == "null" || len(raw) == 0 {
		return field{null: true}
	}
	if t.Kind.Nested() {
		text := d.nested(raw, t)
		return field{text: text, null: text == "null"}
	}
	text := string(raw)
	switch raw[0] {
	case '"':
		if err := json.Unmarshal(raw, &text); err != nil {
			return field{null: true}
		}
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
func (d *object) nested(raw json.RawMessage, t schema.Type) string {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || string(raw) == "null" {
		return "null"
	}
	var b strings.Builder
	switch t.Kind {
	case schema.Array:
		var elements []json.RawMessage
		if json.Unmarshal(raw, &elements) != nil {
			return "null"
		}
		b.WriteByte('[')
		for i, element := range elements {
			comma(&b, i)
			b.WriteString(d.nested(element, *t.Elem))
		}
		b.WriteByte(']')
	case schema.Map:
		d.mapping(&b, raw, t)
	case schema.Struct:
		members, err := d.members(raw)
		if err != nil {
			return "null"
		}
		b.WriteByte('{')
		for i, f := range t.Fields {
			comma(&b, i)
			b.WriteString(field{text: f.Name}.inJSON(schema.Type{Kind: schema.String}) + ":" + d.nested(members[strings.ToLower(f.Name)], f.Type))
		}
		b.WriteByte('}')
	default:
		return d.value(raw, t).inJSON(t)
	}
	return b.String()
}

// mapping writes a map, in the order of its keys in the text.
func (d *object) mapping(b *strings.Builder, raw json.RawMessage, t schema.Type) {
	var members map[string]json.RawMessage
	if json.Unmarshal(raw, &members) != nil || members == nil {
		b.WriteString("null")
		return
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.Token() // {
	b.WriteByte('{')
	n := 0
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			break
		}
		var value json.RawMessage
		if decoder.Decode(&value) != nil {
			break
		}
		name, _ := key.(string)
		comma(b, n)
		n++
		b.WriteString(field{text: name}.inJSON(schema.Type{Kind: schema.String}) + ":" + d.nested(value, *t.Elem))
	}
	b.WriteByte('}')
}
