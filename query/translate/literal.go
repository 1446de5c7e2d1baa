package translate

import (
	"encoding/json"
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/tarnlake/tarn/query/syntax"
	"github.com/tarnlake/tarn/query/types"
)

// number translates a number with its sign: whole ones are integers, or
// bigints if they have to be, those with a point are doubles, as in Athena.
func (e *expressions) number(n *syntax.Number, sign string) (Value, error) {
	text := strings.ReplaceAll(n.Text, "_", "")
	if rest, negative := strings.CutPrefix(text, "-"); negative { // where nothing stands before it, the sign is the number's
		text = rest
		sign = map[string]string{"": "-", "-": ""}[sign]
	}
	prefix := strings.ToLower(text[:min(2, len(text))])
	switch {
	case prefix == "0x" || prefix == "0o" || prefix == "0b" || !strings.ContainsAny(text, ".eE"):
		i, err := strconv.ParseInt(sign+text, base(prefix), 64)
		if err != nil {
			return Value{}, errorAt(n, "INVALID_LITERAL", "Invalid numeric literal: %s", sign+n.Text)
		}
		return integerLiteral(i), nil
	case strings.ContainsAny(text, "eE") || !e.Session.Decimals:
		f, err := strconv.ParseFloat(sign+text, 64)
		if err != nil {
			return Value{}, errorAt(n, "INVALID_LITERAL", "Invalid numeric literal: %s", n.Text)
		}
		return Value{SQL: doubleLiteral(f), Type: types.Of(types.Double), Text: sign + text, Literal: true}, nil
	}
	return e.decimal(n, sign+text)
}

func base(prefix string) int {
	if prefix == "0x" || prefix == "0o" || prefix == "0b" {
		return 0
	}
	return 10
}

func integerLiteral(i int64) Value {
	text := strconv.FormatInt(i, 10)
	v := Value{SQL: text, Type: types.Of(types.Integer), Text: text, Literal: true}
	if i < 0 {
		v.SQL = "(" + text + ")"
	}
	if int64(int32(i)) != i {
		v.Type = types.Of(types.BigInt)
		v.SQL = "CAST(" + literal(text) + " AS BIGINT)"
	}
	return v
}

// doubleLiteral writes a double as DuckDB reads it, digit by digit.
func doubleLiteral(f float64) string {
	text := strconv.FormatFloat(f, 'e', -1, 64)
	if f < 0 {
		return "(" + text + ")"
	}
	return text
}

// decimal translates DECIMAL '1.50', which has as many digits as are written.
func (e *expressions) decimal(n syntax.Node, text string) (Value, error) {
	digits := strings.TrimLeft(text, "+-")
	whole, fraction, _ := strings.Cut(digits, ".")
	whole = strings.TrimLeft(whole, "0")
	precision := max(1, len(whole)+len(fraction))
	if _, ok := new(big.Rat).SetString(text); !ok || strings.ContainsAny(text, "eE/") {
		return Value{}, errorAt(n, "INVALID_LITERAL", "'%s' is not a valid DECIMAL literal", text)
	}
	if precision > 38 {
		return Value{}, errorAt(n, "INVALID_LITERAL", "Invalid numeric literal: %s: decimal precision must be at most 38", text)
	}
	t := types.DecimalOf(precision, len(fraction))
	return Value{SQL: fmt.Sprintf("CAST(%s AS %s)", literal(text), t.Engine()), Type: t, Text: text, Literal: true}, nil
}

// stringLiteral writes a text as DuckDB reads it; the character of no code,
// which its texts cannot have, as a call.
func stringLiteral(text string) string {
	if !strings.Contains(text, "\x00") {
		return literal(text)
	}
	parts := strings.Split(text, "\x00")
	for i, p := range parts {
		parts[i] = literal(p)
	}
	return "(" + strings.Join(parts, " || chr(0) || ") + ")"
}

func binaryLiteral(bytes []byte) Value {
	return Value{SQL: fmt.Sprintf("unhex('%X')", bytes), Type: types.Of(types.Varbinary)}
}

// typed translates a literal of a named type.
func (e *expressions) typed(n *syntax.Typed) (Value, error) {
	name := n.Type.Name
	if name == "decimal" && len(n.Type.Params) == 0 {
		return e.decimal(n, strings.TrimSpace(n.Value))
	}
	if name == "char" && len(n.Type.Params) == 0 {
		return Value{SQL: stringLiteral(strings.TrimRight(n.Value, " ")), Type: types.Type{Kind: types.Char, Length: len([]rune(n.Value))}, Text: n.Value, Literal: true}, nil
	}
	if name == "json" {
		if !json.Valid([]byte(n.Value)) {
			return Value{}, errorAt(n, "INVALID_LITERAL", "'%s' is not a valid JSON literal", n.Value)
		}
		return e.call(n, "json_parse", []syntax.Expr{&syntax.String{Pos: n.Pos, Value: n.Value}})
	}
	t, err := typeOf(n.Type)
	if err != nil {
		return Value{}, err
	}
	switch t.Kind {
	case types.Date, types.Time, types.Timestamp:
		v, ok := temporal(t.Kind, n.Value)
		if !ok {
			return v, errorAt(n, "INVALID_LITERAL", "'%s' is not a valid %s literal", n.Value, strings.ToUpper(t.Kind.String()))
		}
		return v, nil
	}
	text := Value{SQL: stringLiteral(n.Value), Type: types.Of(types.Varchar), Text: n.Value, Literal: true}
	if t.Kind == types.Varchar {
		text.Type = t
		return text, nil
	}
	return e.cast(n, text, t, false)
}

var (
	dateForm      = regexp.MustCompile(`^([-+]?\d+)-(\d{1,2})-(\d{1,2})$`)
	timeForm      = regexp.MustCompile(`^(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d+))?)?(?:\s*([-+]\d\d:\d\d))?$`)
	timestampForm = regexp.MustCompile(`^([-+]?\d{4,})-(\d{1,2})-(\d{1,2})(?: (\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d+))?)?)?(?:\s*(\S.*))?$`)
	offsetForm    = regexp.MustCompile(`^(?:UTC|GMT|UT)?([-+])(\d{1,2})(?::?(\d\d))?$`)
)

// temporal reads a date, a time or a timestamp, which has as many digits of a
// second as are written, and perhaps a zone.
func temporal(kind types.Kind, text string) (Value, bool) {
	text = strings.TrimSpace(text)
	switch kind {
	case types.Date:
		m := dateForm.FindStringSubmatch(text)
		if m == nil || !validDate(m[1], m[2], m[3]) {
			return Value{}, false
		}
		return Value{SQL: fmt.Sprintf("CAST('%s' AS DATE)", dateText(m[1:4])), Type: types.Of(kind), Text: text, Literal: true}, true
	case types.Time:
		m := timeForm.FindStringSubmatch(text)
		if m == nil || !validTime(m[1], m[2], m[3]) || len(m[4]) > 6 {
			return Value{}, false
		}
		t := types.Type{Kind: types.Time, Length: len(m[4])}
		sql := fmt.Sprintf("CAST('%s' AS TIME)", clockText(m[1:5]))
		if m[5] != "" {
			t.Kind = types.TimeTZ
			sql = fmt.Sprintf("struct_pack(t := %s, z := %d)", sql, offsetMinutes(m[5]))
		}
		return Value{SQL: sql, Type: t}, true
	}
	m := timestampForm.FindStringSubmatch(text)
	if m == nil || !validDate(m[1], m[2], m[3]) || m[4] != "" && !validTime(m[4], m[5], m[6]) || len(m[7]) > 6 {
		return Value{}, false
	}
	t := types.Type{Kind: types.Timestamp, Length: len(m[7])}
	clock := "00:00:00"
	if m[4] != "" {
		clock = clockText(m[4:8])
	}
	sql := fmt.Sprintf("CAST('%s %s' AS TIMESTAMP)", dateText(m[1:4]), clock)
	if m[8] != "" {
		zone, ok := zoneName(m[8])
		if year, _ := strconv.Atoi(m[1]); !ok || year < -69387 || year > 73326 { // what 52 bits of milliseconds hold
			return Value{}, false
		}
		t.Kind = types.TimestampTZ
		sql = fmt.Sprintf("struct_pack(t := tarn_utc(%s, %s), z := %s)", sql, literal(zone), literal(zone))
	}
	return Value{SQL: sql, Type: t}, true
}

// zoneName returns a zone as Athena shows it, and whether there is one. Offsets
// have hours and minutes; zero is UTC.
func zoneName(text string) (string, bool) {
	if m := offsetForm.FindStringSubmatch(text); m != nil {
		minutes := m[3]
		if minutes == "" {
			minutes = "00"
		}
		offset := fmt.Sprintf("%s%02s:%s", m[1], m[2], minutes)
		if o := offsetMinutes(offset); o < -14*60 || o > 14*60 {
			return "", false
		}
		if offset[1:] == "00:00" {
			return "UTC", true
		}
		return offset, true
	}
	switch strings.ToUpper(text) {
	case "Z", "UTC", "UT", "GMT", "ZULU":
		return "UTC", true
	}
	location, err := time.LoadLocation(text)
	if err != nil || text == "Local" || strings.ContainsAny(text, " ") {
		return "", false
	}
	return location.String(), true
}

// offsetMinutes reads +05:30.
func offsetMinutes(offset string) int {
	hours, _ := strconv.Atoi(offset[1:3])
	minutes, _ := strconv.Atoi(offset[4:])
	if offset[0] == '-' {
		return -hours*60 - minutes
	}
	return hours*60 + minutes
}

func validDate(year, month, day string) bool {
	y, _ := strconv.Atoi(year)
	m, _ := strconv.Atoi(month)
	d, _ := strconv.Atoi(day)
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	return t.Month() == time.Month(m) && t.Day() == d
}

func validTime(hour, minute, second string) bool {
	h, _ := strconv.Atoi(hour)
	m, _ := strconv.Atoi(minute)
	s, _ := strconv.Atoi(second)
	return h < 24 && m < 60 && s < 60
}

// dateText writes year, month and day as DuckDB reads them: years before the
// first one with (BC) behind.
func dateText(parts []string) string {
	year, _ := strconv.Atoi(parts[0])
	era := ""
	if year <= 0 {
		year, era = 1-year, " (BC)"
	}
	return fmt.Sprintf("%04d-%02s-%02s%s", year, parts[1], parts[2], era)
}

func clockText(parts []string) string {
	second := parts[2]
	if second == "" {
		second = "00"
	}
	text := fmt.Sprintf("%02s:%02s:%02s", parts[0], parts[1], second)
	if parts[3] != "" {
		text += "." + parts[3]
	}
	return text
}

// unitMilliseconds are the parts of an interval day to second, in their order.
var unitMilliseconds = []struct {
	name string
	ms   int64
}{{"DAY", 86_400_000}, {"HOUR", 3_600_000}, {"MINUTE", 60_000}, {"SECOND", 1000}}

// interval translates an interval: months, or milliseconds.
func interval(n *syntax.Interval) (Value, error) {
	invalid := errorAt(n, "INVALID_LITERAL", "'%s' is not a valid INTERVAL literal", n.Value)
	sign := int64(1)
	if n.Negative {
		sign = -1
	}
	text := strings.TrimSpace(n.Value)
	if rest, ok := strings.CutPrefix(text, "-"); ok {
		sign, text = -sign, rest
	}
	if n.From == "YEAR" || n.From == "MONTH" {
		months, ok := months(text, n.From, n.To)
		if !ok {
			return Value{}, invalid
		}
		return Value{SQL: fmt.Sprintf("(%d)", sign*months), Type: types.Of(types.IntervalYear)}, nil
	}
	ms, ok := milliseconds(text, n.From, n.To)
	if !ok {
		return Value{}, invalid
	}
	return Value{SQL: fmt.Sprintf("CAST(%d AS BIGINT)", sign*ms), Type: types.Of(types.IntervalDay)}, nil
}

func months(text, from, to string) (int64, bool) {
	years, rest, both := strings.Cut(text, "-")
	if both && (to == "" || to == from) {
		return 0, false
	}
	n, err := strconv.ParseInt(years, 10, 32)
	if err != nil {
		return 0, false
	}
	if from == "MONTH" {
		return n, true
	}
	m := int64(0)
	if both {
		if m, err = strconv.ParseInt(rest, 10, 32); err != nil {
			return 0, false
		}
	}
	return n*12 + m, true
}

// milliseconds reads '1 02:03:04.5' from its first part to its last.
func milliseconds(text, from, to string) (int64, bool) {
	parts := strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ':' })
	var total int64
	i := 0
	reading := false
	for _, u := range unitMilliseconds {
		reading = reading || u.name == from
		if !reading || i == len(parts) {
			continue
		}
		whole, fraction, _ := strings.Cut(parts[i], ".")
		n, err := strconv.ParseInt(whole, 10, 64)
		if err != nil || fraction != "" && u.name != "SECOND" {
			return 0, false
		}
		total += n * u.ms
		if fraction != "" {
			f, err := strconv.ParseInt((fraction + "000")[:3], 10, 64)
			if err != nil {
				return 0, false
			}
			total += f
		}
		i++
		if u.name == to || to == "" {
			break
		}
	}
	return total, i == len(parts) && i > 0
}

// typeNames are the other names of types.
var typeNames = map[string]types.Kind{"int": types.Integer, "dec": types.Decimal, "numeric": types.Decimal, "double precision": types.Double}

// typeOf returns the type that a name means.
func typeOf(n syntax.TypeName) (types.Type, error) {
	kind, ok := typeNames[n.Name]
	if !ok {
		kind, ok = kinds[n.Name]
	}
	if !ok || kind == types.Unknown && n.Name != "unknown" || kind == types.Native || kind == types.Function {
		e := errorAt(n, "TYPE_NOT_FOUND", "Unknown type: %s", n.Text)
		if n.Name == "string" {
			e.Hint = "in a query text is varchar"
		}
		return types.Type{}, e
	}
	t := types.Of(kind)
	for _, a := range n.Args {
		arg, err := typeOf(a)
		if err != nil {
			return t, err
		}
		t.Args = append(t.Args, arg)
	}
	if kind == types.Row {
		t.Names = textsOf(n.Fields)
	}
	if want := map[types.Kind]int{types.Array: 1, types.Map: 2}[kind]; want > 0 && len(t.Args) != want || kind == types.Row && len(t.Args) == 0 {
		return t, errorAt(n, "TYPE_NOT_FOUND", "Unknown type: %s", n.Text)
	}
	return parameters(n, t)
}

func parameters(n syntax.TypeName, t types.Type) (types.Type, error) {
	if len(n.Params) > 0 {
		t.Length = n.Params[0]
	}
	if len(n.Params) > 1 {
		t.Scale = n.Params[1]
	}
	switch {
	case t.Kind == types.Decimal && (t.Length < 1 || t.Length > 38):
		return t, errorAt(n, "INVALID_TYPE_DEFINITION", "DECIMAL precision must be in range [1, 38]: %d", t.Length)
	case t.Kind == types.Decimal && t.Scale > t.Length:
		return t, errorAt(n, "INVALID_TYPE_DEFINITION", "DECIMAL scale must be in range [0, precision (%d)]: %d", t.Length, t.Scale)
	case t.Is(types.Time, types.TimeTZ, types.Timestamp, types.TimestampTZ) && t.Length > 6:
		return t, unsupported(n, "%s with more than 6 digits of a second is not supported", strings.ToUpper(t.Kind.String()))
	}
	return t, nil
}
