package datasets

import (
	"fmt"
	"regexp"
	"strings"
)

// A Glob is a pattern for paths, with the rules of Glue's exclude patterns:
//
//   - any characters but a slash
//     **      any characters
//     ?       one character but a slash
//     [a-c]   one of these characters; [!a-c] none of them, nor a slash
//     {a,b}   one of these patterns; they do not nest
//     \       takes the next character as it is
//
// A leading dot is a character like any other. A pattern that ends in /** also
// matches the folder before it. See
// https://docs.aws.amazon.com/glue/latest/dg/define-crawler.html#crawler-data-stores-exclude
type Glob struct {
	text string
	re   *regexp.Regexp
}

// ParseGlob reads a pattern.
func ParseGlob(text string) (*Glob, error) {
	var b strings.Builder
	b.WriteString(`(?s)\A(?:`)
	folder, whole := strings.CutSuffix(text, "/**")
	if err := globToRegexp(&b, folder); err != nil {
		return nil, fmt.Errorf("pattern %q: %w", text, err)
	}
	if whole {
		b.WriteString(`(?:/.*)?`)
	}
	b.WriteString(`)\z`)
	re, err := regexp.Compile(b.String())
	if err != nil {
		return nil, fmt.Errorf("pattern %q: not a valid pattern", text)
	}
	return &Glob{text: text, re: re}, nil
}

// Match reports whether the pattern matches the whole path.
func (g *Glob) Match(path string) bool { return g.re.MatchString(path) }

// String returns the pattern as it was written.
func (g *Glob) String() string { return g.text }

func globToRegexp(b *strings.Builder, glob string) error {
	inBraces := false
	for i := 0; i < len(glob); i++ {
		switch c := glob[i]; c {
		case '*':
			if strings.HasPrefix(glob[i:], "**") {
				b.WriteString(`.*`)
				i++
			} else {
				b.WriteString(`[^/]*`)
			}
		case '?':
			b.WriteString(`[^/]`)
		case '[':
			end := strings.IndexByte(glob[i+1:], ']')
			if end <= 0 || end == 1 && glob[i+1] == '!' {
				return fmt.Errorf("no ']' for the '[' at column %d", i+1)
			}
			set := glob[i+1 : i+1+end]
			i += 1 + end
			writeSet(b, set)
		case '{':
			if inBraces {
				return fmt.Errorf("'{' within '{' at column %d", i+1)
			}
			inBraces = true
			b.WriteString(`(?:`)
		case '}':
			if !inBraces {
				b.WriteString(`\}`)
				continue
			}
			inBraces = false
			b.WriteByte(')')
		case ',':
			if inBraces {
				b.WriteByte('|')
			} else {
				b.WriteByte(',')
			}
		case '\\':
			if i++; i == len(glob) {
				return fmt.Errorf("nothing after the last '\\'")
			}
			b.WriteString(regexp.QuoteMeta(glob[i : i+1]))
		default:
			if c < 0x80 {
				b.WriteString(regexp.QuoteMeta(glob[i : i+1]))
			} else {
				b.WriteByte(c)
			}
		}
	}
	if inBraces {
		return fmt.Errorf("no '}' for the '{'")
	}
	return nil
}

// writeSet writes the set of characters that stands in brackets.
func writeSet(b *strings.Builder, set string) {
	b.WriteByte('[')
	if rest, ok := strings.CutPrefix(set, "!"); ok {
		b.WriteString("^/")
		set = rest
	}
	if rest, ok := strings.CutPrefix(set, "-"); ok { // no range
		b.WriteString(`\-`)
		set = rest
	}
	b.WriteString(strings.NewReplacer(`\`, `\\`, `^`, `\^`, `[`, `\[`).Replace(set))
	b.WriteByte(']')
}
