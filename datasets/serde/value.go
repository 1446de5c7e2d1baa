package serde

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/javatime"
	"github.com/tarnlake/tarn/datasets/schema"
)

// values makes values of texts as Hive does: what is no value of the type is null.
type values struct {
	times []javatime.Pattern // of timestamps, beside the usual form; nil is milliseconds since 1970
	epoch bool               // timestamps may be milliseconds since 1970
}

// newValues reads the option timestamp.formats: patterns with commas between them.
func newValues(options map[string]string) (values, error) {
	var v values
	for text := range strings.SplitSeq(options["timestamp.formats"], ",") {
		switch text = strings.TrimSpace(text); text {
		case "":
			continue
		case "millis":
			v.epoch = true
			continue
		}
		p, err := javatime.Parse(text)
		if err != nil {
			return v, err
		}
		v.times = append(v.times, p)
	}
	return v, nil
}

// scalar returns the value of a text as a type that is not nested.
func (v values) scalar(text string, t schema.Type) field {
	switch k := t.Kind; {
	case k == schema.Char || k == schema.Varchar:
		return field{text: truncated(text, t)}
	case k.Integer():
		n, err := strconv.ParseInt(text, 10, bits[k])
		return field{text: strconv.FormatInt(n, 10), null: err != nil}
	case k == schema.Float || k == schema.Double:
		text = strings.TrimSpace(text)
		return field{text: text, null: !isFloat(text)}
	case k == schema.Decimal:
		text = strings.TrimSpace(text)
		return field{text: text, null: !isNumber(text)}
	case k == schema.Boolean:
		lower := strings.ToLower(text)
		return field{text: lower, null: lower != "true" && lower != "false"}
	case k == schema.Date:
		text = strings.TrimSpace(text)
		return field{text: text, null: !isDate(text)}
	case k == schema.Timestamp:
		return v.timestamp(strings.TrimSpace(text))
	case k == schema.Binary:
		return binary(text)
	}
	return field{text: text}
}

var bits = map[schema.Kind]int{schema.Tinyint: 8, schema.Smallint: 16, schema.Int: 32, schema.Bigint: 64}

func truncated(text string, t schema.Type) string {
	n := 0
	for i := range text {
		if n == t.Length {
			text = text[:i]
			break
		}
		n++
	}
	if t.Kind == schema.Char {
		return strings.TrimRight(text, " ")
	}
	return text
}

const timestampForm = "2006-01-02 15:04:05.999999999"

func (v values) timestamp(text string) field {
	if isTimestamp(text) {
		return field{text: text}
	}
	for _, p := range v.times {
		if t, ok := p.Parse(text); ok {
			return field{text: t.Format(timestampForm)}
		}
	}
	if v.epoch {
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			return field{text: time.UnixMilli(n).UTC().Format(timestampForm)}
		}
	}
	return field{null: true}
}

// binary reads base64, or the bytes of the text if it is none, and writes them
// as the engine reads a blob.
func binary(text string) field {
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		data = []byte(text)
	}
	var b strings.Builder
	for _, c := range data {
		if c >= ' ' && c < 0x7F && c != '\\' && c != '"' && c != '\'' {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, `\x%02X`, c)
		}
	}
	return field{text: b.String()}
}

// inJSON returns a value that is not nested as JSON.
func (f field) inJSON(t schema.Type) string {
	switch {
	case f.null:
		return "null"
	case t.Kind.Integer(), t.Kind == schema.Boolean:
		return f.text
	}
	quoted, err := json.Marshal(strings.ToValidUTF8(f.text, "\uFFFD"))
	if err != nil {
		return "null"
	}
	return string(quoted)
}

// types returns the types of the columns.
func types(l *datasets.Layout) []schema.Type {
	list := make([]schema.Type, len(l.Columns))
	for i, c := range l.Columns {
		list[i] = c.Type
	}
	return list
}
