package csvfile

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
)

// An encoder turns text in the encoding of a file into UTF-8. Text in UTF-16 is
// turned as it is read, see source.go. In all the others the characters that
// CSV is made of are those of ASCII, so the file is cut up as it stands, and
// values are turned one by one.
type encoder struct {
	name  string
	runes *[256]rune        // of an encoding with one byte for each character
	other *encoding.Decoder // of another one
}

// encoderFor returns the encoder for an encoding by the name it has in the
// options of a layout.
func encoderFor(name string) (*encoder, error) {
	e := &encoder{name: name}
	var enc encoding.Encoding
	switch name {
	case "utf-8", "utf-16le", "utf-16be":
		return e, nil
	case "latin-1":
		enc = charmap.ISO8859_1
	case "cp437":
		enc = charmap.CodePage437
	case "cp850":
		enc = charmap.CodePage850
	default:
		var err error
		if enc, err = htmlindex.Get(name); err != nil {
			return nil, fmt.Errorf("csv: encoding %q is not known", name)
		}
	}
	if m, ok := enc.(*charmap.Charmap); ok {
		e.runes = new([256]rune)
		for i := range e.runes {
			e.runes[i] = m.DecodeByte(byte(i))
		}
		return e, nil
	}
	e.other = enc.NewDecoder()
	return e, nil
}

// text returns value in UTF-8, appended to dst if it is not that already, and
// whether each of its bytes could be read. One that cannot becomes U+FFFD.
func (e *encoder) text(dst, value []byte) ([]byte, bool) {
	switch {
	case isASCII(value):
		return value, true
	case e.runes != nil:
		for _, c := range value {
			dst = utf8.AppendRune(dst, e.runes[c])
		}
		return dst, !bytes.Contains(dst, []byte("\uFFFD"))
	case e.other != nil:
		out, err := e.other.Bytes(value)
		dst = append(dst, out...)
		return dst, err == nil && !bytes.Contains(out, []byte("\uFFFD"))
	case utf8.Valid(value):
		return value, true
	}
	for len(value) > 0 {
		r, n := utf8.DecodeRune(value)
		dst = utf8.AppendRune(dst, r)
		value = value[n:]
	}
	return dst, false
}

func isASCII(text []byte) bool {
	for len(text) >= 8 {
		if binary.LittleEndian.Uint64(text)&0x8080808080808080 != 0 {
			return false
		}
		text = text[8:]
	}
	for _, c := range text {
		if c >= 0x80 {
			return false
		}
	}
	return true
}

// byteOrderMarks tell encodings by the first bytes of a file.
var byteOrderMarks = []struct{ mark, encoding string }{
	{"\xef\xbb\xbf", "utf-8"}, {"\xff\xfe", "utf-16le"}, {"\xfe\xff", "utf-16be"},
}

// markLength returns how long the mark is with which a file in that encoding
// begins; 0 if it begins with none.
func markLength(head []byte, encoding string) int {
	for _, m := range byteOrderMarks {
		if m.encoding == encoding && bytes.HasPrefix(head, []byte(m.mark)) {
			return len(m.mark)
		}
	}
	return 0
}

// detectEncoding tells how the text is encoded of which head is the beginning.
// It returns "" if head is no text.
func detectEncoding(head []byte) string {
	for _, m := range byteOrderMarks {
		if bytes.HasPrefix(head, []byte(m.mark)) {
			return m.encoding
		}
	}
	if wide := detectUTF16(head); wide != "" {
		return wide
	}
	if isBinary(head) {
		return ""
	}
	good, bad := countUTF8(head)
	if good >= bad {
		return "utf-8"
	}
	return detectLegacy(head)
}

// detectUTF16 tells text in UTF-16 by the zero bytes that its ASCII characters
// have.
func detectUTF16(head []byte) string {
	var zeros [2]int
	for i, c := range head {
		if c == 0 {
			zeros[i%2]++
		}
	}
	half := len(head) / 2
	if half < 2 || isBinary(bytes.ReplaceAll(head, []byte{0}, nil)) {
		return ""
	}
	switch {
	case zeros[1]*10 > half*4 && zeros[0]*20 < half:
		return "utf-16le"
	case zeros[0]*10 > half*4 && zeros[1]*20 < half:
		return "utf-16be"
	}
	return ""
}

// isBinary tells whether there are more control characters than text has.
func isBinary(head []byte) bool {
	controls := 0
	for _, c := range head {
		if c < 0x20 && !strings.ContainsRune("\t\n\r\f\v\x1a\x1b\x1c\x1d\x1e\x1f\x01\x02", rune(c)) {
			controls++
		}
	}
	if len(head) < 200 {
		return controls*10 > len(head)
	}
	return controls*200 > len(head)
}

// countUTF8 counts the characters of UTF-8 beyond ASCII, and the bytes that are
// in none. A character that is cut off at the end does not count.
func countUTF8(text []byte) (good, bad int) {
	for i := 0; i < len(text); {
		if text[i] < 0x80 {
			i++
			continue
		}
		r, n := utf8.DecodeRune(text[i:])
		switch {
		case r != utf8.RuneError || n > 1:
			good++
		case utf8.FullRune(text[i:]):
			bad++
		}
		i += n
	}
	return good, bad
}
