package render

import "strings"

// A kind says how the values of a type are written.
type kind int

const (
	plain     kind = iota // as their Go type says
	number                // to the right
	date                  // a time.Time, of which the day counts
	clock                 // a time.Time, of which the time of day counts
	clockZone             // with its offset
	timestamp             // a time.Time
	instant               // a time.Time, with its offset
	document              // a text that holds JSON

	// What holds other values, from here on.
	list      // elements of one type
	structure // members, each with a name and a type
	mapping   // keys and values
	union     // a value of one of several types
)

// A typ is a type in DuckDB's notation, taken apart as far as writing its
// values needs.
type typ struct {
	kind  kind
	text  string // in lower case, save names
	key   *typ   // of a mapping
	elem  *typ   // of a list or a mapping
	names []string
	types []*typ // of the members of a structure or union
}

var kindOf = map[string]kind{
	"TINYINT": number, "SMALLINT": number, "INTEGER": number, "BIGINT": number, "HUGEINT": number,
	"UTINYINT": number, "USMALLINT": number, "UINTEGER": number, "UBIGINT": number, "UHUGEINT": number,
	"FLOAT": number, "DOUBLE": number, "DECIMAL": number, "BIGNUM": number, "VARINT": number,
	"DATE": date, "TIME": clock, "TIME_NS": clock, "TIME WITH TIME ZONE": clockZone, "TIMETZ": clockZone,
	"TIMESTAMP": timestamp, "TIMESTAMP_S": timestamp, "TIMESTAMP_MS": timestamp, "TIMESTAMP_NS": timestamp,
	"TIMESTAMP WITH TIME ZONE": instant, "TIMESTAMPTZ": instant,
	"JSON": document,
}

// parseType reads a type. What it does not know is plain.
func parseType(text string) *typ {
	p := &typeParser{rest: text}
	return p.parse(0)
}

type typeParser struct{ rest string }

// maxDepth bounds how deep a type is taken apart; what lies deeper is plain.
const maxDepth = 200

func (p *typeParser) parse(depth int) *typ {
	p.space()
	start := p.rest
	word := p.words()
	t := &typ{kind: kindOf[strings.ToUpper(word)]}
	if p.accept('(') {
		switch upper := strings.ToUpper(word); {
		case (upper == "STRUCT" || upper == "UNION") && depth < maxDepth:
			t.kind = structure
			if upper == "UNION" {
				t.kind = union
			}
			p.members(t, depth)
		case upper == "MAP" && depth < maxDepth:
			t.kind = mapping
			t.key = p.parse(depth + 1)
			p.accept(',')
			t.elem = p.parse(depth + 1)
		}
		p.skipTo(')')
	}
	t.text = lower(start[:len(start)-len(p.rest)])
	for p.accept('[') {
		p.skipTo(']')
		t = &typ{kind: list, elem: t, text: lower(start[:len(start)-len(p.rest)])}
	}
	return t
}

// members reads the members of a structure up to the closing parenthesis.
func (p *typeParser) members(t *typ, depth int) {
	for p.rest != "" && p.rest[0] != ')' {
		p.space()
		t.names = append(t.names, p.name())
		t.types = append(t.types, p.parse(depth+1))
		if !p.accept(',') {
			return
		}
	}
}

func (p *typeParser) space() { p.rest = strings.TrimLeft(p.rest, " ") }

func (p *typeParser) accept(c byte) bool {
	p.space()
	if p.rest == "" || p.rest[0] != c {
		return false
	}
	p.rest = p.rest[1:]
	return true
}

// words reads the words of a type's name, such as TIMESTAMP WITH TIME ZONE.
func (p *typeParser) words() string {
	end := strings.IndexAny(p.rest, "()[],")
	if end < 0 {
		end = len(p.rest)
	}
	word := strings.TrimRight(p.rest[:end], " ")
	p.rest = p.rest[len(word):]
	return word
}

// name reads a member's name: a word, or anything in double quotes.
func (p *typeParser) name() string {
	if p.rest == "" || p.rest[0] != '"' {
		end := strings.IndexAny(p.rest, " ),")
		if end < 0 {
			end = len(p.rest)
		}
		name := p.rest[:end]
		p.rest = p.rest[end:]
		return name
	}
	end := quotedLength(p.rest)
	name := p.rest[1:max(1, end-1)]
	p.rest = p.rest[end:]
	return strings.ReplaceAll(name, `""`, `"`)
}

// skipTo reads past the next c that stands outside of quotes and brackets.
func (p *typeParser) skipTo(c byte) {
	depth := 0
	for p.rest != "" {
		switch next := p.rest[0]; {
		case next == '"' || next == '\'':
			p.rest = p.rest[quotedLength(p.rest):]
			continue
		case next == c && depth == 0:
			p.rest = p.rest[1:]
			return
		case next == '(':
			depth++
		case next == ')':
			depth--
		}
		p.rest = p.rest[1:]
	}
}

// quotedLength returns the length of what text begins with: a name or a text
// in quotes, which are doubled inside.
func quotedLength(text string) int {
	for i := 1; i < len(text); i++ {
		if text[i] != text[0] {
			continue
		}
		if i+1 == len(text) || text[i+1] != text[0] {
			return i + 1
		}
		i++
	}
	return len(text)
}

// lower returns the text of a type with its keywords in lower case: all that
// stands outside of quotes, except names of members, which cannot be told
// apart here and are all lower case in a catalog.
func lower(text string) string {
	var b strings.Builder
	for text != "" {
		n := 1
		if c := text[0]; c == '"' || c == '\'' {
			n = quotedLength(text)
			b.WriteString(text[:n])
		} else {
			b.WriteString(strings.ToLower(text[:1]))
		}
		text = text[n:]
	}
	return strings.TrimSpace(b.String())
}
