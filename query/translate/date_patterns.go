package translate

import (
	"fmt"
	"strings"
)

// mysqlCodes are what MySQL's codes of a date are in DuckDB's strftime. The
// digits of %f are six in MySQL, of which Trino fills three.
var mysqlCodes = map[rune]string{
	'a': "%a", 'b': "%b", 'c': "%-m", 'd': "%d", 'e': "%-d", 'f': "%g000", 'H': "%H", 'h': "%I", 'I': "%I", 'i': "%M",
	'j': "%j", 'k': "%-H", 'l': "%-I", 'M': "%B", 'm': "%m", 'p': "%p", 'r': "%I:%M:%S %p", 'S': "%S", 's': "%S",
	'T': "%H:%M:%S", 'v': "%V", 'x': "%G", 'W': "%A", 'Y': "%Y", 'y': "%y", '%': "%%",
}

// mysqlPattern returns the pattern of strftime for one of MySQL, and the code
// that Trino refuses, if there is one.
func mysqlPattern(pattern string) (string, rune) {
	var b strings.Builder
	escaped := false
	for _, r := range pattern {
		switch {
		case !escaped && r == '%':
			escaped = true
			continue
		case !escaped:
			b.WriteRune(r)
		case strings.ContainsRune("wUuVXD", r):
			return "", r
		case mysqlCodes[r] != "":
			b.WriteString(mysqlCodes[r])
		default:
			b.WriteRune(r)
		}
		escaped = false
	}
	return b.String(), 0
}

// dateFormat emits date_format of the time that a clock shows.
func dateFormat(clock string) func(Call) (string, error) {
	return func(c Call) (string, error) {
		pattern := c.Args[1]
		if _, ok := literalText(pattern); !ok {
			return fmt.Sprintf("tarn_date_format(%s, %s)", millis(c, clock), pattern.SQL), nil
		}
		codes, refused := mysqlPattern(pattern.Text)
		if refused != 0 {
			return raise("INVALID_FUNCTION_ARGUMENT", fmt.Sprintf("%%%c not supported in date format string", refused), c.Result), nil
		}
		return fmt.Sprintf("strftime(%s, %s)", millis(c, clock), literal(codes)), nil
	}
}

// millis is what the clock shows, rounded to the milliseconds that formats know.
func millis(c Call, clock string) string {
	if c.Args[0].Type.Length <= 3 {
		return c.fill(clock)
	}
	return "tarn_round_timestamp(" + c.fill(clock) + ", 3)"
}

// dateParse emits date_parse. DuckDB needs to know the pattern beforehand.
func dateParse(c Call) (string, error) {
	pattern := c.Args[1]
	if _, ok := literalText(pattern); !ok {
		return "", fmt.Errorf("NOT_SUPPORTED: date_parse with a format that is not a literal is not supported")
	}
	codes, refused := mysqlPattern(pattern.Text)
	if refused != 0 {
		return raise("INVALID_FUNCTION_ARGUMENT", fmt.Sprintf("%%%c not supported in date format string", refused), c.Result), nil
	}
	return parsed(c.Args[0].SQL, strings.ReplaceAll(codes, "%g000", "%f")), nil
}

// parsed emits the timestamp that a text is by a pattern of strptime. What the
// pattern lacks is taken from the first moment of 1970; years of two digits
// are those from 1970 on; without AM or PM the hour 12 is the first.
func parsed(text, codes string) string {
	from := text
	if strings.Contains(codes, "%f") {
		from = fmt.Sprintf(`regexp_replace(%s, '([.,][0-9]{6})[0-9]+', '\1')`, from)
	}
	if !strings.Contains(codes, "%Y") && !strings.Contains(codes, "%y") && !strings.Contains(codes, "%G") {
		from, codes = from+" || ' 1970'", codes+" %Y"
	}
	if strings.Contains(codes, "I") && !strings.Contains(codes, "%p") {
		from, codes = from+" || ' AM'", codes+" %p"
	}
	for _, code := range []string{"m", "d", "H", "I"} {
		codes = strings.ReplaceAll(codes, "%-"+code, "%"+code)
	}
	t := fmt.Sprintf("try_strptime(%s, %s)", from, literal(codes))
	if strings.Contains(codes, "%y") {
		t = fmt.Sprintf("CASE WHEN year(%s) = 1969 THEN %s + to_years(100) ELSE %s END", t, t, t)
	}
	return fmt.Sprintf("tarn_parsed(%s, %s)", t, text)
}

// A javaError says what Java says.
type javaError string

func (e javaError) Error() string { return string(e) }

// A jodaPiece is a run of one letter of a Joda pattern, or text.
type jodaPiece struct {
	letter byte // 0 is text
	count  int
	text   string
}

// jodaPieces takes a pattern of Joda's DateTimeFormat apart: letters mean
// parts of a date, what stands in apostrophes and all else is text.
func jodaPieces(pattern string) ([]jodaPiece, error) {
	var pieces []jodaPiece
	text := func(s string) {
		if n := len(pieces); n > 0 && pieces[n-1].letter == 0 {
			pieces[n-1].text += s
			return
		}
		pieces = append(pieces, jodaPiece{text: s})
	}
	for i := 0; i < len(pattern); {
		switch letter := pattern[i]; {
		case strings.HasPrefix(pattern[i:], "''"):
			text("'")
			i += 2
		case letter == '\'':
			quoted, n, err := quotedText(pattern[i:])
			if err != nil {
				return nil, err
			}
			text(quoted)
			i += n
		case letter|0x20 >= 'a' && letter|0x20 <= 'z':
			n := len(pattern[i:]) - len(strings.TrimLeft(pattern[i:], string(letter)))
			if !strings.ContainsRune("GCYxweEyDMdaKhHkmsSzZ", rune(letter)) {
				return nil, javaError("Illegal pattern component: " + pattern[i:i+n])
			}
			pieces = append(pieces, jodaPiece{letter: letter, count: n})
			i += n
		default:
			text(pattern[i : i+1])
			i++
		}
	}
	return pieces, nil
}

// quotedText reads 'o”clock' and returns what it says and its length.
func quotedText(s string) (string, int, error) {
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		if s[i] != '\'' {
			b.WriteByte(s[i])
			continue
		}
		if i+1 < len(s) && s[i+1] == '\'' {
			b.WriteByte('\'')
			i++
			continue
		}
		return b.String(), i + 1, nil
	}
	return b.String(), len(s), nil
}

// jodaNumbers are the letters that stand for a number: how to get it.
var jodaNumbers = map[byte]string{
	'C': "year($t) // 100", 'Y': "year($t)", 'y': "year($t)", 'x': "isoyear($t)", 'w': "week($t)", 'e': "isodow($t)",
	'D': "dayofyear($t)", 'M': "month($t)", 'd': "day($t)", 'K': "hour($t) % 12", 'h': "(hour($t) + 11) % 12 + 1",
	'H': "hour($t)", 'k': "(hour($t) + 23) % 24 + 1", 'm': "minute($t)", 's': "second($t)",
}

// formatDatetime emits format_datetime of what the clock shows.
func formatDatetime(clock, zone, minutes string) func(Call) (string, error) {
	return func(c Call) (string, error) {
		if _, ok := literalText(c.Args[1]); !ok {
			return "", fmt.Errorf("NOT_SUPPORTED: format_datetime with a format that is not a literal is not supported")
		}
		pieces, err := jodaPieces(c.Args[1].Text)
		if err != nil {
			return raise("INVALID_FUNCTION_ARGUMENT", err.Error(), c.Result), nil
		}
		if len(pieces) == 0 {
			return raise("INVALID_FUNCTION_ARGUMENT", "Invalid pattern specification", c.Result), nil
		}
		parts := make([]string, len(pieces))
		for i, p := range pieces {
			parts[i] = strings.NewReplacer("$t", millis(c, clock), "$z", c.fill(zone), "$o", c.fill(minutes)).Replace(p.sql())
		}
		return "(CASE WHEN " + c.Args[0].SQL + " IS NOT NULL THEN " + strings.Join(parts, " || ") + " END)", nil
	}
}

// sql is the piece as text: of the time $t, the zone $z and its offset $o.
func (p jodaPiece) sql() string {
	switch {
	case p.letter == 0:
		return literal(p.text)
	case p.letter == 'G':
		return "CASE WHEN year($t) > 0 THEN 'AD' ELSE 'BC' END"
	case p.letter == 'a':
		return "strftime($t, '%p')"
	case p.letter == 'E':
		return "strftime($t, '" + map[bool]string{true: "%A", false: "%a"}[p.count > 3] + "')"
	case p.letter == 'M' && p.count > 2:
		return "strftime($t, '" + map[bool]string{true: "%B", false: "%b"}[p.count > 3] + "')"
	case p.letter == 'S':
		return fmt.Sprintf("left(strftime($t, '%%g') || '%s', %d)", strings.Repeat("0", p.count), p.count)
	case p.letter == 'z' || p.letter == 'Z' && p.count > 2:
		return "$z"
	case p.letter == 'Z' && p.count == 2:
		return "replace(tarn_offset_zone($o), 'UTC', '+00:00')"
	case p.letter == 'Z':
		return "replace(replace(tarn_offset_zone($o), 'UTC', '+0000'), ':', '')"
	case strings.ContainsRune("yYx", rune(p.letter)) && p.count == 2:
		return "right(lpad((" + jodaNumbers[p.letter] + ")::VARCHAR, 4, '0'), 2)"
	}
	number := "(" + jodaNumbers[p.letter] + ")::VARCHAR"
	if p.count == 1 {
		return number
	}
	return fmt.Sprintf("lpad(%s, greatest(%d, length(%s))::INTEGER, '0')", number, p.count, number)
}

// jodaCodes are what Joda's letters are in DuckDB's strptime.
var jodaCodes = map[byte]string{
	'Y': "%Y", 'y': "%Y", 'x': "%G", 'w': "%V", 'e': "%u", 'E': "%a", 'D': "%j", 'M': "%m", 'd': "%d", 'a': "%p",
	'K': "%I", 'h': "%I", 'H': "%H", 'k': "%H", 'm': "%M", 's': "%S", 'S': "%f",
}

// parseDatetime emits parse_datetime. A zone can stand at the end; without one
// it is that of the session.
func parseDatetime(c Call) (string, error) {
	text, pattern := c.Args[0].SQL, c.Args[1]
	if _, ok := literalText(pattern); !ok {
		return "", fmt.Errorf("NOT_SUPPORTED: parse_datetime with a format that is not a literal is not supported")
	}
	pieces, err := jodaPieces(pattern.Text)
	if err != nil {
		return raise("INVALID_FUNCTION_ARGUMENT", err.Error(), c.Result), nil
	}
	zone := sessionZone
	if n := len(pieces); n > 0 && (pieces[n-1].letter == 'Z' || pieces[n-1].letter == 'z') {
		pieces = pieces[:n-1]
		const last = `'(Z|[+-][0-9]{2}:?[0-9]{2}|[A-Za-z_/]+(?:[+-][0-9]+)?)$'`
		zone = fmt.Sprintf("tarn_zone_of(regexp_extract(%s, %s, 1))", text, last)
		text = fmt.Sprintf("regexp_replace(%s, %s, '')", text, last)
	}
	var codes strings.Builder
	for _, p := range pieces {
		code := jodaCodes[p.letter]
		switch {
		case p.letter == 0:
			code = strings.ReplaceAll(p.text, "%", "%%")
		case p.letter == 'y' && p.count == 2 || p.letter == 'Y' && p.count == 2:
			code = "%y"
		case p.letter == 'M' && p.count > 2:
			code = map[bool]string{true: "%B", false: "%b"}[p.count > 3]
		case p.letter == 'E' && p.count > 3:
			code = "%A"
		case code == "":
			return "", fmt.Errorf("NOT_SUPPORTED: parse_datetime with %c in the format is not supported", p.letter)
		}
		codes.WriteString(code)
	}
	return fmt.Sprintf("tarn_zoned(%s, %s)", parsed(text, codes.String()), zone), nil
}
