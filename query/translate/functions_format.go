package translate

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/tarnlake/tarn/query/types"
)

// formatFunctions are format, which is Java's String.format.
var formatFunctions = []Function{
	{Signature: "format(varchar, native...) varchar", Emit: format, Example: "format('%s has %d of %,.2f%% (%05d, %-4s|%08.3f)', 'x', 1234567, 1234.567E0, 42, 'ab', 3.14159E0)", Value: "x has 1234567 of 1,234.57% (00042, ab  |0003.142)"},
}

// A directive of a format: %[argument$][flags][width][.precision]conversion.
var directive = regexp.MustCompile(`%(?:(\d+)\$)?([-#+ 0,(<]*)(\d+)?(?:\.(\d+))?([tT][a-zA-Z]|[a-zA-Z%])`)

// format emits a format that is a literal piece by piece. One that is not may
// have %s and nothing else.
func format(c Call) (string, error) {
	if len(c.Args) < 2 {
		return "", fmt.Errorf("INVALID_FUNCTION_ARGUMENT: There must be two or more arguments")
	}
	pattern, ok := literalText(c.Args[0])
	if !ok {
		texts := make([]string, len(c.Args)-1)
		for i, a := range c.Args[1:] {
			texts[i] = formatText(a)
		}
		return fmt.Sprintf("tarn_format(%s, [%s])", c.Args[0].SQL, strings.Join(texts, ", ")), nil
	}
	var parts []string
	next, at := 1, 0
	for _, m := range directive.FindAllStringSubmatchIndex(pattern, -1) {
		if m[0] > at {
			parts = append(parts, literal(pattern[at:m[0]]))
		}
		at = m[1]
		d := newDirective(pattern, m)
		if d.conversion == "%" || d.conversion == "n" {
			parts = append(parts, literal(map[string]string{"%": "%", "n": "\n"}[d.conversion]))
			continue
		}
		argument := d.argument
		if argument == 0 {
			argument = next
			next++
		}
		if argument >= len(c.Args) {
			return raise("INVALID_FUNCTION_ARGUMENT", fmt.Sprintf("Format specifier '%s'", pattern[m[0]:m[1]]), c.Result), nil
		}
		part, err := d.sql(c.Args[argument])
		if err != nil {
			return "", err
		}
		parts = append(parts, part)
	}
	if strings.Contains(pattern[at:], "%") {
		return raise("INVALID_FUNCTION_ARGUMENT", "Invalid format string: "+pattern, c.Result), nil
	}
	if at < len(pattern) || len(parts) == 0 {
		parts = append(parts, literal(pattern[at:]))
	}
	return strings.Join(parts, " || "), nil
}

type formatDirective struct {
	argument, width, precision int // precision is -1 if there is none
	flags, conversion          string
}

func newDirective(pattern string, m []int) formatDirective {
	group := func(i int) string {
		if m[2*i] < 0 {
			return ""
		}
		return pattern[m[2*i]:m[2*i+1]]
	}
	d := formatDirective{flags: group(2), conversion: group(5), precision: -1}
	d.argument, _ = strconv.Atoi(group(1))
	d.width, _ = strconv.Atoi(group(3))
	if p, err := strconv.Atoi(group(4)); err == nil {
		d.precision = p
	}
	return d
}

// sql is the text of a value by the directive.
func (d formatDirective) sql(v Value) (string, error) {
	var text string
	switch lower := strings.ToLower(d.conversion); {
	case lower == "s":
		text = formatText(v)
		if d.precision >= 0 {
			text = fmt.Sprintf("left(%s, %d)", text, d.precision)
		}
	case lower == "b":
		text = "'true'"
		if v.Type.Kind == types.Boolean {
			text = "(" + v.SQL + ")::VARCHAR"
		}
		text = "coalesce(" + text + ", 'false')"
	case lower == "c" && v.Type.Integral():
		text = "chr((" + v.SQL + ")::INTEGER)"
	case strings.Contains("dxo", lower) && v.Type.Integral():
		text = "coalesce(" + d.whole(v.SQL, lower) + ", 'null')"
	case strings.Contains("feg", lower) && v.Type.Is(types.Double, types.Real, types.Decimal):
		text = d.fraction(v.SQL, lower)
		if v.Type.Kind != types.Decimal { // NaN and the infinities have names in Java
			text = fmt.Sprintf("CASE WHEN isfinite(%s) THEN %s ELSE %s END", v.SQL, text, formatText(v))
		}
		text = "coalesce(" + text + ", 'null')"
	case lower[0] == 't' && v.Type.Is(types.Date, types.Timestamp, types.TimestampTZ, types.Time):
		clock := v.SQL
		if v.Type.Kind == types.TimestampTZ {
			clock = "tarn_zoned_local(" + clock + ")"
		}
		codes, ok := javaTimeCodes[d.conversion[1:]]
		if !ok {
			return "", fmt.Errorf("NOT_SUPPORTED: format with %%%s is not supported", d.conversion)
		}
		text = fmt.Sprintf("strftime(%s, '%s')", clock, codes)
	default:
		return "", fmt.Errorf("INVALID_FUNCTION_ARGUMENT: Invalid format string: %%%s with a value of type %s", d.conversion, v.Type)
	}
	if d.conversion[0] >= 'A' && d.conversion[0] <= 'Z' {
		text = "upper(" + text + ")"
	}
	return d.padded(text), nil
}

// whole and fraction leave signs, zeros and commas to DuckDB's printf.
func (d formatDirective) whole(sql, conversion string) string {
	if conversion != "d" {
		return fmt.Sprintf("printf('%%%s%s', (%s)::BIGINT)", d.numberFlags(), d.conversion, sql)
	}
	return d.signed(fmt.Sprintf("printf('%%%sd', (%s)::BIGINT)", d.numberFlags(), sql), sql)
}

func (d formatDirective) fraction(sql, conversion string) string {
	precision := d.precision
	if precision < 0 {
		precision = 6
	}
	if conversion == "g" {
		return fmt.Sprintf("printf('%%.%de', (%s)::DOUBLE)", max(precision-1, 0), sql)
	}
	if conversion == "f" { // Java rounds half up where C looks at the exact value
		sql = fmt.Sprintf("round((%s)::DOUBLE, %d)", sql, precision)
	}
	return d.signed(fmt.Sprintf("printf('%%%s.%d%s', (%s)::DOUBLE)", d.numberFlags(), precision, d.conversion, sql), sql)
}

// signed puts a negative number into parentheses, if the flag says so.
func (d formatDirective) signed(text, sql string) string {
	if !strings.Contains(d.flags, "(") {
		return text
	}
	return fmt.Sprintf("CASE WHEN %s < 0 THEN '(' || ltrim(%s, '-') || ')' ELSE %s END", sql, text, text)
}

// numberFlags are those that printf knows, and the width if zeros fill it.
func (d formatDirective) numberFlags() string {
	var b strings.Builder
	for _, f := range d.flags {
		if strings.ContainsRune("+ 0,#", f) {
			b.WriteRune(f)
		}
	}
	if strings.Contains(d.flags, "0") {
		b.WriteString(strconv.Itoa(d.width))
	}
	return b.String()
}

// padded fills up the width with spaces.
func (d formatDirective) padded(text string) string {
	if d.width == 0 || strings.Contains(d.flags, "0") {
		return text
	}
	pad := "lpad"
	if strings.Contains(d.flags, "-") {
		pad = "rpad"
	}
	return fmt.Sprintf("%s(%s, greatest(%d, length(%s))::INTEGER, ' ')", pad, text, d.width, text)
}

// formatText is a value as Java's toString has it.
func formatText(v Value) string {
	text := castSQL(v, types.Of(types.Varchar), 0)
	switch v.Type.Kind {
	case types.Double, types.Real:
		text = "tarn_java_double(" + v.SQL + ")"
	case types.Date:
		text = "tarn_java_date(" + v.SQL + ")"
	case types.Time:
		text = "tarn_java_time(" + v.SQL + ")"
	case types.Timestamp:
		text = "tarn_java_timestamp(" + v.SQL + ")"
	case types.TimestampTZ:
		text = "tarn_java_zoned(" + v.SQL + ")"
	}
	return "coalesce(" + text + ", 'null')"
}

// javaTimeCodes are what the letters after %t are in strftime.
var javaTimeCodes = map[string]string{
	"H": "%H", "I": "%I", "k": "%-H", "l": "%-I", "M": "%M", "S": "%S", "L": "%g", "N": "%n", "p": "%p",
	"B": "%B", "b": "%b", "h": "%b", "A": "%A", "a": "%a", "Y": "%Y", "y": "%y", "j": "%j", "m": "%m", "d": "%d", "e": "%-d",
	"R": "%H:%M", "T": "%H:%M:%S", "r": "%I:%M:%S %p", "D": "%m/%d/%y", "F": "%Y-%m-%d",
}
