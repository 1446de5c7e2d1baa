package jsonfile

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/jsonfile/internal/lex"
)

// An envelopeMember is a member of an envelope, the one object around the
// records, beside the array that holds them. It belongs to all records and is a
// column of them.
type envelopeMember struct {
	key  string
	text []byte // the value, padded as a lexer needs it
	end  int
	at   int64
	line int64
}

// recordNames are names under which programs hand out records, with whatever
// else beside them.
var recordNames = names("records data results rows features entries value documents docs statuses objects observations")

// listNames are names that also occur in records, such as the items of an
// order. They hold records if nothing stands beside them but pagingNames.
var listNames = names("items list content elements events values hits")

var pagingNames = names("kind etag count total totalcount total_count incomplete_results next previous prev page pages " +
	"per_page perpage page_size pagesize limit offset size has_more hasmore nextpagetoken next_page_token nexttoken " +
	"next_token cursor next_cursor links _links meta metadata paging pagination status success took version")

func names(list string) map[string]bool {
	set := make(map[string]bool)
	for _, name := range strings.Fields(list) {
		set[name] = true
	}
	return set
}

// findEnvelope looks whether text, which is padded and begins with an object,
// is an envelope, and returns the name of the member with the records. The
// text may end within the records.
func findEnvelope(text []byte) (records string, ok bool) {
	l := lex.Lexer{Text: text, End: len(text) - lex.Padding, Loose: true}
	var others []string
	i := l.Space(l.Space(0) + 1)
	for l.Text[i] == '"' {
		start := i
		if i = l.Key(i); i < 0 {
			return "", false
		}
		name := keyName(l.Text[start:i])
		i = l.Space(i)
		if isRecords(&l, i, name) {
			if ok {
				return "", false // there are two
			}
			records, ok = name, true
			scan := bracketScan{pos: i + 1}
			if scan.run(text[:l.End], shape{records: inArray}, false); !scan.closed {
				break
			}
			i = scan.pos
		} else {
			others = append(others, name)
			if i = l.Skip(i); i < 0 {
				return "", false
			}
		}
		if i = l.Space(i); l.Text[i] == ',' {
			i = l.Space(i + 1)
		}
	}
	return records, ok && isEnvelope(records, others)
}

// isEnvelope reports whether an object with those members is one around records.
func isEnvelope(records string, others []string) bool {
	name := strings.ToLower(records)
	return recordNames[name] || (listNames[name] || len(others) == 0) &&
		!slices.ContainsFunc(others, func(other string) bool { return !pagingNames[strings.ToLower(other)] })
}

// doubtful reports whether what was taken for an envelope, now that all of it
// was read, is rather a record like others.
func (s *source) doubtful() bool {
	var others []string
	for _, m := range s.envelope {
		if isRecords(&lex.Lexer{Text: m.text, End: m.end}, 0, m.key) {
			return true
		}
		others = append(others, m.key)
	}
	return s.another || !isEnvelope(s.shape.member, others)
}

// isRecords reports whether an array of objects begins at i, or an empty one
// whose name says as much.
func isRecords(l *lex.Lexer, i int, name string) bool {
	if l.Text[i] != '[' {
		return false
	}
	i = l.Space(i + 1)
	return l.Text[i] == '{' || l.Text[i] == ']' && recordNames[strings.ToLower(name)]
}

// keyName returns the key in a text that ends in a colon.
func keyName(text []byte) string {
	closing := strings.LastIndexByte(string(text), '"')
	return string(lex.Unquote(nil, text[1:closing]))
}

// open reads up to the first record. Only an array and an envelope have
// something before it.
func (s *source) open() error {
	if !s.shape.bracketed() {
		return nil
	}
	buf := s.rest
	s.rest = nil
	for want := min(64<<10, max(s.hint, 8)); ; want *= 4 {
		buf = s.fill(buf, want)
		l := lex.Lexer{Text: append(buf, make([]byte, lex.Padding)...), End: len(buf), Loose: true}
		i := s.opening(&l)
		if i >= 0 {
			s.pass(buf[:i])
			s.rest = append(s.rest, buf[i:]...)
			return nil
		}
		if s.eof || !l.Fault.Cut {
			return syntaxError(l.Fault, buf, 1)
		}
		if len(buf) >= maxRecord {
			return fmt.Errorf("more than %d MB stand before the first record", maxRecord>>20)
		}
		s.envelope = nil
	}
}

// opening reads what stands before the first record.
func (s *source) opening(l *lex.Lexer) int {
	i := l.Space(0)
	if s.shape.records == inArray {
		if l.Text[i] != '[' {
			return l.Unexpected(i, "'['")
		}
		return i + 1
	}
	if l.Text[i] != '{' {
		return l.Unexpected(i, "'{'")
	}
	for i = l.Space(i + 1); ; i = l.Space(i + 1) {
		start := i
		if i = l.Key(i); i < 0 {
			return -1
		}
		name := keyName(l.Text[start:i])
		if i = l.Space(i); name == s.shape.member && l.Text[i] == '[' {
			return i + 1
		}
		if i = s.beside(l, name, i); i < 0 {
			return -1
		}
		if l.Text[i] != ',' {
			return l.Unexpected(i, fmt.Sprintf("',' and a member %q that is an array", clip([]byte(s.shape.member))))
		}
	}
}

// beside keeps a member beside the records, and returns the place of what
// follows it.
func (s *source) beside(l *lex.Lexer, name string, i int) int {
	end := l.Skip(i)
	if end < 0 {
		return -1
	}
	m := envelopeMember{key: name, end: end - i, at: s.at + int64(i), line: s.line}
	m.text = append(append(m.text, l.Text[i:end]...), make([]byte, lex.Padding)...)
	again := slices.IndexFunc(s.envelope, func(have envelopeMember) bool { return have.key == name })
	if again >= 0 {
		s.envelope = slices.Delete(s.envelope, again, again+1) // the last one counts
	}
	s.envelope = append(s.envelope, m)
	return l.Space(end)
}

// finish reads what follows the array of records.
func (s *source) finish() error {
	if !s.closed {
		return nil
	}
	s.at++ // the bracket
	before := len(s.envelope)
	for buf := s.rest; ; {
		s.envelope = s.envelope[:before]
		buf = s.fill(buf, len(buf)+64<<10)
		f := s.closing(buf)
		if f.Cut && !s.eof && len(buf) < maxRecord {
			continue // the members after the records are long
		}
		if f.Cause != "" {
			s.misplaced(f, buf)
		}
		break
	}
	if !s.eof {
		n, err := io.Copy(io.Discard, s.r)
		s.size += n
		return err
	}
	return nil
}

// closing reads the members after the records, and the bracket that closes the
// envelope. It returns what is wrong with the rest of the file.
func (s *source) closing(buf []byte) lex.Fault {
	l := lex.Lexer{Text: padded(buf), End: len(buf), Loose: true}
	i := l.Space(0)
	if s.shape.records == inMember {
		if i = s.membersAfter(&l, i); i < 0 {
			return l.Fault
		}
	}
	if i < len(buf) {
		s.another = buf[i] == '{'
		return lex.Fault{At: i, Cause: "the records end before"}
	}
	return lex.Fault{Cut: !s.eof}
}

// misplaced reports what does not belong after the records.
func (s *source) misplaced(f lex.Fault, buf []byte) {
	kind := trailing
	if f.Cut {
		kind = truncated
	}
	s.pass(buf[:f.At])
	s.problems.add(kind, datasets.Place{Line: s.line, Byte: s.at, Value: clip(buf[f.At:])}, f.Cause)
}

func (s *source) membersAfter(l *lex.Lexer, i int) int {
	for l.Text[i] == ',' {
		start := l.Space(i + 1)
		if i = l.Key(start); i < 0 {
			return -1
		}
		if i = s.beside(l, keyName(l.Text[start:i]), l.Space(i)); i < 0 {
			return -1
		}
	}
	if l.Text[i] != '}' {
		return l.Unexpected(i, "',' or '}'")
	}
	return l.Space(i + 1)
}
