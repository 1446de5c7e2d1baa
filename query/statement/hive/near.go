package hive

import (
	"fmt"
	"regexp"
	"strings"
)

// Recognize is the error of Hive itself, to which Athena hands some statements
// once they run, at the token at that offset: "cannot recognize input near" it
// and the two after it, in what is named. Its columns count from 0.
func Recognize(statement string, offset int, what string) *Error {
	var near []string
	for _, t := range lex(statement) {
		if t.offset >= offset && len(near) < 3 {
			near = append(near, "'"+t.text+"'")
		}
	}
	line, column := place(statement, offset)
	message := fmt.Sprintf("FAILED: ParseException line %d:%d cannot recognize input near %s", line, column-1, strings.Join(near, " "))
	if what != "" {
		message += " in " + what
	}
	return &Error{Message: message}
}

// CommentError returns what Hive says of a statement with a comment between /* and */,
// which it takes for symbols; "" if there is none. Athena has made one space of
// several before, and left out the catalog; of DESCRIBE, the database too.
func CommentError(statement string) string {
	text := catalogPart.ReplaceAllString(collapse(statement), "")
	at := commentAt(text)
	if at < 0 {
		return ""
	}
	before := lex(text[:at])
	before = before[:len(before)-1]
	near := nearComment(text[at:])
	line, column := place(text, at)
	fail := func(line, column int, format string, args ...any) string {
		return fmt.Sprintf("FAILED: ParseException line %d:%d ", line, column-1) + fmt.Sprintf(format, args...)
	}
	unknown := fmt.Sprintf("cannot recognize input near '/' '*' '%s'", near)
	if len(before) == 0 {
		return fail(1, 1, "%s", unknown)
	}
	last := before[len(before)-1]
	first := strings.ToUpper(before[0].text)
	switch {
	case first == "ALTER" && len(before) == 1:
		return fail(1, 1, "cannot recognize input near '%s' '/' '*' in alter statement", last.text)
	case first == "SHOW" && len(before) == 1:
		return fail(line, column, "cannot recognize input near '%s' '/' '*' in ddl statement", last.text)
	case first == "SHOW" && len(before) == 2:
		return fail(line, column, "mismatched input '/' expecting TABLE near '%s' in show statement", last.text)
	case first == "MSCK" && len(before) < 3:
		return fail(line, column, "missing EOF at '/' near '%s'", last.text)
	case (first == "DESCRIBE" || first == "DESC") && (len(before) == 1 || last.is(".") && len(before) == 3):
		return fail(1, 1, "cannot recognize input near '%s' '/' '*' in describe statement", before[0].text)
	case last.is("EXTENDED") && len(before) == 2:
		return fail(line, column, "%s in specifying describe table types", unknown)
	case last.is("FORMATTED") && len(before) == 2:
		return fail(line, column, "missing EOF at '/' near '%s'", last.text)
	case last.is("TABLE"):
		return fail(line, column, "%s in table name", unknown)
	case last.is(".") && len(before) > 1:
		return fail(line, column, "cannot recognize input near '%s' '.' '/' in table name", before[len(before)-2].text)
	case first == "ALTER":
		return fail(line, column, "%s in alter table statement", unknown)
	}
	return fail(line, column, "missing EOF at '/' near '%s'", last.text)
}

// catalogPart is the name of the catalog before a comment.
var catalogPart = regexp.MustCompile(`(?i)\bawsdatacatalog\.`)

// commentAt returns where the first comment between /* and */ begins, or -1.
func commentAt(text string) int {
	for at := 0; at < len(text); {
		switch {
		case strings.HasPrefix(text[at:], "/*"):
			return at
		case strings.HasPrefix(text[at:], "--"):
			n := strings.IndexByte(text[at:], '\n')
			if n < 0 {
				return -1
			}
			at += n + 1
		default:
			if n := skipped(text[at:]); n > 0 && !strings.Contains(text[at:at+n], "/*") && !strings.Contains(text[at:at+n], "--") {
				at += n
				continue
			}
			if c := text[at]; c == ' ' || c == '\n' || c == '\t' || c == '\r' {
				at++
				continue
			}
			_, n := next(text[at:])
			at += n
		}
	}
	return -1
}

// nearComment returns the token after the beginning of a comment.
func nearComment(comment string) string {
	inner := lex(comment[2:])
	if first := inner[0]; first.kind == symbol && first.text == "'" && len(inner) > 1 { // a quote that is not closed counts for nothing
		return inner[1].text
	}
	if first := inner[0]; first.kind == text && len(inner) > 1 && inner[1].kind == text {
		return first.text + inner[1].text
	}
	return inner[0].text
}

// collapse makes one space of several.
func collapse(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); {
		n := 0
		for i+n < len(text) && strings.IndexByte(" \t\r\n", text[i+n]) >= 0 {
			n++
		}
		switch {
		case n > 1:
			b.WriteByte(' ')
		case n == 1:
			b.WriteByte(text[i])
		default:
			n = 1
			b.WriteByte(text[i])
		}
		i += n
	}
	return b.String()
}
