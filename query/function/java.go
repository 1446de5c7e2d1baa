package function

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A javaPattern is an expression of Java's on its way to be one of .NET's, which
// regexp2 reads. What differs: .NET numbers groups with names after the others,
// so all of them lose their names; it has no possessive quantifiers, which are
// atomic groups; and it has no classes within classes, which are alternatives
// and, where they intersect, lookahead.
type javaPattern struct {
	strings.Builder
	rest   string
	groups []string
	open   []int // where the groups around the place begin in what is written
	atom   int   // where the last thing that a quantifier can follow begins
}

func newJavaPattern(text string) (*javaPattern, error) {
	p := &javaPattern{rest: text, groups: []string{""}}
	for p.rest != "" {
		if err := p.step(); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// take writes the first n bytes of the rest as they are.
func (p *javaPattern) take(n int) {
	p.WriteString(p.rest[:n])
	p.rest = p.rest[n:]
}

// write writes text in place of the first n bytes of the rest.
func (p *javaPattern) write(text string, n int) {
	p.WriteString(text)
	p.rest = p.rest[n:]
}

// step translates one part.
func (p *javaPattern) step() error {
	switch c := p.rest[0]; c {
	case '(':
		return p.group()
	case ')':
		if n := len(p.open); n > 0 {
			p.atom = p.open[n-1]
			p.open = p.open[:n-1]
		}
		p.take(1)
		return nil
	case '*', '+', '?', '{':
		p.quantifier()
		return nil
	}
	p.atom = p.Len()
	switch p.rest[0] {
	case '[':
		text, n, err := javaClass(p.rest)
		if err != nil {
			return err
		}
		p.write(text, n)
	case '\\':
		return p.escape()
	default:
		_, n := utf8.DecodeRuneInString(p.rest)
		p.take(n)
	}
	return nil
}

// group translates an opening parenthesis and what belongs to it.
func (p *javaPattern) group() error {
	p.open = append(p.open, p.Len())
	name, _, _ := strings.Cut(strings.TrimPrefix(p.rest, "(?<"), ">")
	switch rest := p.rest; {
	case !strings.HasPrefix(rest, "(?"):
		p.groups = append(p.groups, "")
		p.take(1)
	case strings.HasPrefix(rest, "(?<=") || strings.HasPrefix(rest, "(?<!"):
		p.take(4)
	case strings.HasPrefix(rest, "(?<"):
		if len(name)+4 > len(rest) || name == "" {
			return invalid("group name is empty")
		}
		p.groups = append(p.groups, name)
		p.write("(", len(name)+4)
	case strings.HasPrefix(rest, "(?#"):
		end := strings.IndexByte(rest, ')')
		if end < 0 {
			return invalid("end pattern in group")
		}
		p.open = p.open[:len(p.open)-1]
		p.write("", end+1)
	default:
		n := len(rest) - len(strings.TrimLeft(rest[2:], "abcdefghijklmnopqrstuvwxyzU-"))
		flags := strings.Map(func(r rune) rune { // Unicode is not an option
			if strings.ContainsRune("duU", r) {
				return -1
			}
			return r
		}, rest[2:n])
		p.write("(?"+flags, n)
		if strings.HasPrefix(p.rest, ")") { // for the rest of the group around it
			p.open = p.open[:len(p.open)-1]
			p.take(1)
		} else if p.rest != "" {
			p.take(1) // : = ! >
		}
	}
	return nil
}

// quantifier translates * + ? {n,m}, and what makes them lazy or possessive.
func (p *javaPattern) quantifier() {
	n := 1
	if p.rest[0] == '{' {
		end := strings.IndexByte(p.rest, '}')
		if end < 0 || strings.Trim(p.rest[1:end], "0123456789,") != "" {
			p.take(1)
			return
		}
		n = end + 1
	}
	p.take(n)
	switch {
	case strings.HasPrefix(p.rest, "?"):
		p.take(1)
	case strings.HasPrefix(p.rest, "+"):
		text := p.String()
		p.Reset()
		p.WriteString(text[:p.atom] + "(?>" + text[p.atom:] + ")")
		p.rest = p.rest[1:]
	}
}

// escape translates what a backslash begins.
func (p *javaPattern) escape() error {
	if len(p.rest) < 2 {
		return invalid("end pattern at escape")
	}
	switch c := p.rest[1]; {
	case '1' <= c && c <= '9':
		n := 2
		for n < len(p.rest) && '0' <= p.rest[n] && p.rest[n] <= '9' {
			if group, _ := strconv.Atoi(p.rest[1 : n+1]); group >= len(p.groups) {
				break
			}
			n++
		}
		p.write("(?:"+p.rest[:n]+")", n)
	case c == 'k':
		name, _, _ := strings.Cut(strings.TrimPrefix(p.rest, `\k<`), ">")
		for i, known := range p.groups {
			if name != "" && name == known {
				p.write(fmt.Sprintf(`(?:\%d)`, i), len(name)+4)
				return nil
			}
		}
		return invalid("undefined name <%s> reference", name)
	case c == 'Q':
		text, _, _ := strings.Cut(p.rest[2:], `\E`)
		for _, r := range text {
			p.atom = p.Len()
			p.WriteString(quoted(r))
		}
		p.rest = p.rest[min(len(text)+4, len(p.rest)):]
	case c == 'R':
		p.write(`(?:\r\n|[\n\v\f\r\u0085\u2028\u2029])`, 2)
	case c == 'X':
		return fmt.Errorf(`NOT_SUPPORTED: regular expressions with \X are not supported`)
	default:
		text, n := javaEscape(p.rest)
		if strings.HasPrefix(text, "^") || c == 'p' || c == 'h' {
			text = "[" + text + "]"
		}
		p.write(text, n)
	}
	return nil
}

// quoted is a character that means itself.
func quoted(r rune) string {
	if r < utf8.RuneSelf && !('a' <= r|0x20 && r|0x20 <= 'z') && !('0' <= r && r <= '9') && r > ' ' {
		return `\` + string(r)
	}
	return string(r)
}

// javaNames are names of characters that Java has and .NET has not, as parts of classes.
var javaNames = map[string]string{
	"Lower": "a-z", "Upper": "A-Z", "ASCII": `\x00-\x7f`, "Alpha": "a-zA-Z", "Digit": "0-9", "Alnum": "a-zA-Z0-9",
	"Punct": `!-/:-@\[-` + "`{-~", "Graph": "!-~", "Print": " -~", "Blank": ` \t`, "Cntrl": `\x00-\x1f\x7f`, "XDigit": "0-9a-fA-F", "Space": ` \t\n\v\f\r`,
	"IsAlphabetic": `\p{L}\p{Nl}`, "IsLetter": `\p{L}`, "IsDigit": `\p{Nd}`, "IsLowercase": `\p{Ll}`, "IsUppercase": `\p{Lu}`, "IsPunctuation": `\p{P}`,
}

// javaEscape translates an escape that can stand within a class, and returns how
// much it read. A set of characters is written as it stands within brackets;
// what begins with ^ is all but them.
func javaEscape(rest string) (string, int) {
	switch c := rest[1]; {
	case c == 'h':
		return ` \t\u00a0\u1680\u180e\u2000-\u200a\u202f\u205f\u3000`, 2
	case c == 'x' && strings.HasPrefix(rest[2:], "{"):
		digits, _, closed := strings.Cut(rest[3:], "}")
		if n, err := strconv.ParseUint(digits, 16, 32); err == nil && closed {
			return quoted(rune(n)), len(digits) + 4
		}
	case c == 'p' || c == 'P':
		name, n := rest[2:min(3, len(rest))], 3
		if name == "{" {
			name, _, _ = strings.Cut(rest[3:], "}")
			n = min(len(name)+4, len(rest))
		}
		set, ok := javaNames[name]
		switch {
		case !ok:
			return `\` + rest[1:2] + "{" + strings.TrimPrefix(name, "Is") + "}", min(n, len(rest))
		case c == 'P':
			return "^" + set, n
		}
		return set, n
	}
	_, n := utf8.DecodeRuneInString(rest[1:])
	return rest[:1+n], 1 + n
}

// javaClass translates a class that rest begins with, and returns how much it read.
func javaClass(rest string) (string, int, error) {
	i, not := 1, false
	if strings.HasPrefix(rest, "[^") {
		i, not = 2, true
	}
	var all []string // what a character must be
	var set strings.Builder
	var others []string // classes within the class
	done := func() {
		one := strings.Join(others, "|")
		if set.Len() > 0 {
			one = strings.TrimPrefix(one+"|["+set.String()+"]", "|")
		}
		all = append(all, "(?:"+one+")")
		set.Reset()
		others = nil
	}
	for first := true; i < len(rest); first = false {
		switch r := rest[i:]; {
		case r[0] == ']' && !first:
			if len(all) == 0 && len(others) == 0 {
				return map[bool]string{false: "[", true: "[^"}[not] + set.String() + "]", i + 1, nil
			}
			done()
			return within(all, not), i + 1, nil
		case strings.HasPrefix(r, "&&"):
			done()
			i += 2
		case strings.HasPrefix(r, "[:") && strings.Contains(r, ":]"):
			name, _, _ := strings.Cut(r[2:], ":]")
			set.WriteString(posixNames[name])
			i += len(name) + 4
		case r[0] == '[':
			text, n, err := javaClass(r)
			if err != nil {
				return "", 0, err
			}
			others = append(others, text)
			i += n
		case r[0] == '\\' && len(r) > 1:
			text, n := javaEscape(r)
			if strings.HasPrefix(text, "^") {
				others = append(others, "["+text+"]")
			} else {
				set.WriteString(text)
			}
			i += n
		default:
			c, n := utf8.DecodeRuneInString(r)
			if strings.ContainsRune(`[]^`, c) {
				set.WriteByte('\\')
			}
			set.WriteRune(c)
			i += n
		}
	}
	return "", 0, invalid("premature end of char-class")
}

// within matches a character that all of the expressions match, or that not all do.
func within(all []string, not bool) string {
	ahead := strings.Join(all[:len(all)-1], ")(?=")
	if ahead != "" {
		ahead = "(?=" + ahead + ")"
	}
	one := "(?:" + ahead + all[len(all)-1] + ")"
	if not {
		return "(?:(?!" + one + `)[\s\S])`
	}
	return one
}

// posixNames are the names of [[:alpha:]] and its kin.
var posixNames = map[string]string{
	"lower": javaNames["Lower"], "upper": javaNames["Upper"], "ascii": javaNames["ASCII"], "alpha": javaNames["Alpha"], "digit": javaNames["Digit"],
	"alnum": javaNames["Alnum"], "punct": javaNames["Punct"], "graph": javaNames["Graph"], "print": javaNames["Print"], "blank": javaNames["Blank"],
	"cntrl": javaNames["Cntrl"], "xdigit": javaNames["XDigit"], "space": javaNames["Space"], "word": `\w`,
}
