package duck

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// guarded are the table functions that a query may not call: they change the
// session for the statements after it, or run SQL that is hidden in a string.
var guarded = map[string]bool{
	"arrow_scan": true, "arrow_scan_dumb": true, // take addresses in memory
	"checkpoint": true, "force_checkpoint": true,
	"copy_database": true, "import_database": true, "read_duckdb": true,
	"enable_logging": true, "disable_logging": true, "truncate_duckdb_logs": true,
	"enable_profiling": true, "enable_profile": true, "disable_profiling": true, "disable_profile": true,
	"json_execute_serialized_sql": true, "query": true, "query_table": true,
}

// starts are the words that a statement that reads can begin with. DuckDB is
// not even asked about others: it makes a folder when it prepares an EXPORT.
var starts = map[string]bool{
	"select": true, "with": true, "from": true, "values": true, "table": true, "(": true, "explain": true,
	"describe": true, "desc": true, "show": true, "summarize": true,
	"pivot": true, "pivot_wider": true, "unpivot": true, "pivot_longer": true,
}

// readOnly refuses what [reads] cannot see: several statements in one text,
// calls of guarded functions, and statements that do something when prepared.
func readOnly(sql string) error {
	var word string // the word before, if nothing but blanks came after it
	var at int      // where it stands
	first, ended := true, false
	for i := 0; i < len(sql); {
		end, kind := token(sql, i)
		text := sql[i:end]
		if kind == blank {
			i = end
			continue
		}
		switch {
		case ended && text != ";":
			return &Error{Kind: KindPermission, Message: "only one statement is allowed here", Position: i}
		case text == ";":
			ended = !first
		case first && !starts[strings.ToLower(text)]:
			if kind == name && !strings.HasPrefix(text, `"`) {
				return &Error{Kind: KindPermission, Message: strings.ToUpper(text) + " is not allowed here", Position: i}
			}
		case text == "(" && guarded[word] && !names(sql[end:]):
			return &Error{Kind: KindPermission, Message: "the function " + word + " is not allowed here", Position: at}
		}
		first, word = false, ""
		if kind == name {
			word, at = unquoted(text), i
		}
		i = end
	}
	return nil
}

// explained returns the statement that an EXPLAIN explains. EXPLAIN is written
// EXPLAIN [ANALYZE | (options)] statement.
func explained(sql string) (string, bool) {
	i, text := next(sql, 0)
	if !strings.EqualFold(text, "explain") {
		return "", false
	}
	j, text := next(sql, i)
	if strings.EqualFold(text, "analyze") {
		i = j
		j, text = next(sql, i)
	}
	if text == "(" && option(sql, j) {
		for text != ")" && text != "" {
			j, text = next(sql, j)
		}
		i = j
	}
	return sql[i:], true
}

// option reports whether the parenthesis before i holds options of EXPLAIN,
// rather than a statement.
func option(sql string, i int) bool {
	_, text := next(sql, i)
	switch strings.ToLower(text) {
	case "analyze", "format", "verbose", "costs", "buffers", "timing", "summary":
		return true
	}
	return false
}

// names reports whether a text begins with names and commas up to a closing
// parenthesis: the columns of a table called like a function.
func names(sql string) bool {
	any := false
	for i := 0; i < len(sql); {
		end, kind := token(sql, i)
		switch text := sql[i:end]; {
		case kind == name:
			any = true
		case text == ")":
			return any
		case kind != blank && text != ",":
			return false
		}
		i = end
	}
	return false
}

// next returns the first token at or after i that is not blank, and its end.
func next(sql string, i int) (int, string) {
	for i < len(sql) {
		end, kind := token(sql, i)
		if kind != blank {
			return end, sql[i:end]
		}
		i = end
	}
	return i, ""
}

// unquoted returns a name as DuckDB looks it up.
func unquoted(text string) string {
	if strings.HasPrefix(text, `"`) {
		text = strings.ReplaceAll(strings.Trim(text, `"`), `""`, `"`)
	}
	return strings.ToLower(text)
}

// The kinds of tokens that matter here.
type tokenKind int

const (
	blank tokenKind = iota // spaces and comments
	name                   // a keyword or a name, quoted or not
	text                   // a string
	sign                   // anything else, one byte long
)

// token returns the end and the kind of the token that begins at i.
func token(sql string, i int) (end int, kind tokenKind) {
	rest := sql[i:]
	c := rest[0]
	switch {
	case space(rest) > 0:
		return i + space(rest), blank
	case strings.HasPrefix(rest, "--"):
		if n := strings.IndexAny(rest, "\n\r"); n >= 0 {
			return i + n, blank
		}
		return len(sql), blank
	case strings.HasPrefix(rest, "/*"):
		return comment(sql, i), blank
	case c == '\'':
		return quoted(sql, i, '\'', false), text
	case c == '"':
		return quoted(sql, i, '"', false), name
	case (c == 'e' || c == 'E') && len(rest) > 1 && rest[1] == '\'':
		return quoted(sql, i+1, '\'', true), text
	case c == '$':
		if tag := dollar(rest); tag != "" {
			return until(sql, i+len(tag), tag), text
		}
	case inName(c):
		for end = i + 1; end < len(sql) && (inName(sql[end]) || sql[end] == '$') && space(sql[end:]) == 0; end++ {
		}
		return end, name
	}
	return i + 1, sign
}

// space returns the length of the blank that a text begins with; DuckDB takes
// many a rune for one.
func space(rest string) int {
	r, n := utf8.DecodeRuneInString(rest)
	if r <= ' ' || unicode.IsSpace(r) || 0x2000 <= r && r <= 0x200F || r == 0x180E || r == 0x2060 || r == 0xFEFF {
		return n
	}
	return 0
}

func inName(c byte) bool {
	return c == '_' || c >= 0x80 || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// until returns the place behind the next stop.
func until(sql string, i int, stop string) int {
	if n := strings.Index(sql[min(i, len(sql)):], stop); n >= 0 {
		return i + n + len(stop)
	}
	return len(sql)
}

// quoted returns the end of a text in quotes, in which a doubled quote, or one
// behind a backslash, stands for itself.
func quoted(sql string, i int, quote byte, backslash bool) int {
	for i++; i < len(sql); i++ {
		switch {
		case backslash && sql[i] == '\\':
			i++
		case sql[i] != quote:
		case i+1 < len(sql) && sql[i+1] == quote:
			i++
		default:
			return i + 1
		}
	}
	return len(sql)
}

// comment returns the end of a comment; comments nest.
func comment(sql string, i int) int {
	depth := 0
	for i < len(sql) {
		switch {
		case strings.HasPrefix(sql[i:], "/*"):
			depth++
			i += 2
		case strings.HasPrefix(sql[i:], "*/"):
			depth--
			i += 2
			if depth == 0 {
				return i
			}
		default:
			i++
		}
	}
	return i
}

// dollar returns the opening of a dollar-quoted string, such as $$ or $body$.
func dollar(rest string) string {
	for i := 1; i < len(rest); i++ {
		if rest[i] == '$' {
			return rest[:i+1]
		}
		if !inName(rest[i]) || i == 1 && '0' <= rest[i] && rest[i] <= '9' {
			return ""
		}
	}
	return ""
}
