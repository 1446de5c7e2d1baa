package bind

import (
	"fmt"
	"strings"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/infer"
	"github.com/tarnlake/tarn/datasets/schema"
)

// textValue returns the SQL that reads a field of a CSV file, called name, as
// the type to. A text that is no value of the type is NULL.
func textValue(name string, c datasets.Column, to schema.Type, options map[string]string) string {
	if textual(to) {
		return nullTexts(name, name, c.Nulls)
	}
	name = nullTexts(name, "trim("+name+")", valuesOf(to, c.Nulls))
	text := name
	switch {
	case to.Kind.Numeric():
		text = plainNumber(name, options)
	case to.Kind.Temporal() || to.Kind == schema.Boolean:
		text = fmt.Sprintf("trim(%s, ' \t')", name) // the casts do not overlook all spaces
	}
	switch {
	case to.Kind.Nested():
		return fmt.Sprintf("TRY_CAST(TRY_CAST(%s AS JSON) AS %s)", name, EngineType(to))
	case to.Kind.Temporal() && c.Format != "":
		return fmt.Sprintf("CAST(%s AS %s)", parsedTime(text, c.Format), EngineType(to))
	case to.Kind == schema.Binary:
		return fmt.Sprintf("TRY_CAST(%s AS BLOB)", text)
	case c.Type.Kind != schema.Unknown && !schema.Merge(c.Type, to).Equal(to):
		// The scan saw values here that do not fit: TRY_CAST is lenient, reading
		// '1.5' as the bigint 2, so what it is given has to look right first.
		return fmt.Sprintf("CASE WHEN regexp_full_match(trim(%s), %s) THEN TRY_CAST(%s AS %s) END",
			text, Literal(pattern(to)), text, EngineType(to))
	}
	return fmt.Sprintf("TRY_CAST(%s AS %s)", text, EngineType(to))
}

// nullTexts reads as null the texts that stand for it, as key has them.
func nullTexts(name, key string, nulls []string) string {
	if len(nulls) == 0 {
		return name
	}
	texts := make([]string, len(nulls))
	for i, text := range nulls {
		texts[i] = Literal(text)
	}
	return fmt.Sprintf("CASE WHEN %s NOT IN (%s) THEN %s END", key, strings.Join(texts, ", "), name)
}

// valuesOf returns those of the texts that stand for null that could be values
// of the type, such as -999. The others are null by themselves, at no cost.
func valuesOf(t schema.Type, nulls []string) []string {
	var values []string
	for _, text := range nulls {
		text = strings.TrimSpace(text)
		word := strings.ToLower(strings.TrimLeft(text, "+-"))
		named := t.Kind.Numeric() && (word == "nan" || word == "inf" || word == "infinity")
		if number := t.Kind.Numeric() || t.Kind.Temporal(); !number || named || strings.ContainsAny(text, "0123456789") {
			values = append(values, text)
		}
	}
	return values
}

// plainNumber undoes marks of thousands and a decimal mark other than a point.
func plainNumber(name string, options map[string]string) string {
	if mark := options["thousands"]; mark != "" {
		name = fmt.Sprintf("replace(%s, %s, '')", name, Literal(mark))
	}
	if mark := options["decimal"]; mark != "" && mark != "." {
		name = fmt.Sprintf("replace(%s, %s, '.')", name, Literal(mark))
	}
	return name
}

// parsedTime reads a date or an instant written in that format. With a zone in
// it the instant is that of UTC, which is the zone of the session.
func parsedTime(text, format string) string {
	switch format {
	case infer.Zoned: // ISO 8601 with a zone
		return fmt.Sprintf("TRY_CAST(%s AS TIMESTAMPTZ) AT TIME ZONE 'UTC'", text)
	case infer.EpochSeconds:
		return fmt.Sprintf("to_timestamp(TRY_CAST(%s AS DOUBLE)) AT TIME ZONE 'UTC'", text)
	case infer.EpochMillis:
		return fmt.Sprintf("epoch_ms(TRY_CAST(%s AS BIGINT))", text)
	}
	parsed := fmt.Sprintf("try_strptime(%s, %s)", text, Literal(format))
	if strings.Contains(format, "%z") || strings.Contains(format, "%Z") {
		parsed += " AT TIME ZONE 'UTC'"
	}
	return parsed
}

// pattern is what a text looks like that is a value of the type.
func pattern(t schema.Type) string {
	switch {
	case t.Kind.Integer():
		return `[+-]?[0-9]+`
	case t.Kind == schema.Decimal:
		return `[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)`
	case t.Kind.Numeric():
		return `(?i)[+-]?(([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?|inf(inity)?|nan)`
	case t.Kind == schema.Date:
		return `[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}`
	case t.Kind == schema.Timestamp:
		return `[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?Z?)?`
	}
	return `(?i)true|false|t|f|yes|no|y|n|1|0`
}
