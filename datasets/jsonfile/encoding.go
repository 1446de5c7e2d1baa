package jsonfile

import (
	"bytes"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// The encodings of JSON text.
const (
	utf8Encoding    = "utf-8"
	utf16LittleEnd  = "utf-16le"
	utf16BigEnd     = "utf-16be"
	windows1252     = "windows-1252"
	byteOrderMark   = "\ufeff"
	lostPair        = utf8.RuneError
	decoderCapacity = 64 << 10
)

// encodingOf returns the encoding of a file with that head. JSON begins with a
// character of one byte, so the zero bytes of UTF-16 give it away.
func encodingOf(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte("\xfe\xff")), len(head) > 1 && head[0] == 0 && head[1] != 0:
		return utf16BigEnd
	case bytes.HasPrefix(head, []byte("\xff\xfe")), len(head) > 1 && head[0] != 0 && head[1] == 0:
		return utf16LittleEnd
	}
	return utf8Encoding
}

// decode returns a reader of the same text in UTF-8.
func decode(r io.Reader, encoding string) io.Reader {
	switch encoding {
	case utf16BigEnd:
		return &decoder{r: r, high: 0}
	case utf16LittleEnd:
		return &decoder{r: r, high: 1}
	case windows1252:
		return &byteDecoder{r: r}
	}
	return r
}

// A byteDecoder turns Windows-1252, of which Latin-1 is a part, into UTF-8.
type byteDecoder struct {
	r     io.Reader
	out   []byte // decoded and not yet handed out
	in    [4096]byte
	space []byte
}

// upperHalf are the characters of Windows-1252 from 0x80 on that are not those
// of Unicode. See https://encoding.spec.whatwg.org/#windows-1252
var upperHalf = []rune("€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ")

func (d *byteDecoder) Read(p []byte) (int, error) {
	var err error
	if len(d.out) == 0 {
		var n int
		n, err = d.r.Read(d.in[:])
		d.space = d.space[:0]
		for _, b := range d.in[:n] {
			r := rune(b)
			if 0x80 <= b && b < 0xA0 {
				r = upperHalf[b-0x80]
			}
			d.space = utf8.AppendRune(d.space, r)
		}
		d.out = d.space
	}
	n := copy(p, d.out)
	d.out = d.out[n:]
	if len(d.out) > 0 {
		return n, nil
	}
	return n, err
}

// A decoder turns UTF-16 into UTF-8.
type decoder struct {
	r    io.Reader
	high int // which byte of a pair is the high one
	err  error

	in      []byte // read and not yet decoded
	out     []byte // decoded and not yet handed out
	space   []byte // of in
	outputs []byte // of out
}

func (d *decoder) Read(p []byte) (int, error) {
	for len(d.out) == 0 {
		if d.err != nil {
			return 0, d.err
		}
		d.more()
	}
	n := copy(p, d.out)
	d.out = d.out[n:]
	return n, nil
}

// more reads and decodes some text.
func (d *decoder) more() {
	if d.space == nil {
		d.space = make([]byte, decoderCapacity)
		d.in = d.space[:0]
	}
	kept := copy(d.space, d.in)
	n, err := d.r.Read(d.space[kept:])
	d.in, d.err = d.space[:kept+n], err
	defer func() { d.outputs = d.out[:0] }()
	d.out = d.outputs
	for len(d.in) >= 2 {
		r := d.unit(0)
		size := 2
		if utf16.IsSurrogate(r) {
			if len(d.in) < 4 && d.err == nil {
				return // the other half is still to come
			}
			pair := lostPair
			if len(d.in) >= 4 {
				pair = utf16.DecodeRune(r, d.unit(2))
			}
			if pair != lostPair {
				size = 4
			}
			r = pair
		}
		d.out = utf8.AppendRune(d.out, r)
		d.in = d.in[size:]
	}
	if d.err != nil && len(d.in) > 0 {
		d.out = utf8.AppendRune(d.out, utf8.RuneError)
		d.in = nil
	}
}

func (d *decoder) unit(i int) rune {
	return rune(d.in[i+d.high])<<8 | rune(d.in[i+1-d.high])
}
