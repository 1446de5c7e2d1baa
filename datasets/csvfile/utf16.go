package csvfile

import (
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// A utf16Reader reads UTF-16 as UTF-8. What is no character becomes U+FFFD.
type utf16Reader struct {
	r    io.Reader
	big  bool
	in   []byte // read and not yet decoded
	out  []byte // decoded and not yet returned
	err  error  // after in
	read int64  // bytes decoded
	bad  []int64
	bads int64 // how many pieces are no characters; bad has the places of the first
}

func newUTF16Reader(r io.Reader, big bool, offset int64) *utf16Reader {
	return &utf16Reader{r: r, big: big, read: offset, in: make([]byte, 0, 64<<10), out: make([]byte, 0, 96<<10)}
}

func (u *utf16Reader) Read(p []byte) (int, error) {
	for len(u.out) == 0 {
		if u.err != nil && len(u.in) == 0 {
			return 0, u.err
		}
		if u.err == nil {
			n, err := u.r.Read(u.in[len(u.in):cap(u.in)])
			u.in, u.err = u.in[:len(u.in)+n], err
		}
		u.decode()
	}
	n := copy(p, u.out)
	u.out = u.out[n:]
	return n, nil
}

func (u *utf16Reader) unit(i int) rune {
	if u.big {
		return rune(u.in[i])<<8 | rune(u.in[i+1])
	}
	return rune(u.in[i+1])<<8 | rune(u.in[i])
}

// decode decodes what is in u.in, but for what may be half a character.
func (u *utf16Reader) decode() {
	u.out = u.out[:0]
	i := 0
	for ; i+1 < len(u.in); i += 2 {
		r := u.unit(i)
		if !utf16.IsSurrogate(r) {
			u.out = utf8.AppendRune(u.out, r)
			continue
		}
		if i+3 >= len(u.in) && u.err == nil {
			break
		}
		pair := utf8.RuneError
		if i+3 < len(u.in) {
			pair = utf16.DecodeRune(r, u.unit(i+2))
		}
		if pair == utf8.RuneError {
			u.sawBad(u.read + int64(i))
		} else {
			i += 2
		}
		u.out = utf8.AppendRune(u.out, pair)
	}
	if i+1 == len(u.in) && u.err != nil {
		u.sawBad(u.read + int64(i))
		u.out = utf8.AppendRune(u.out, utf8.RuneError)
		i++
	}
	u.read += int64(i)
	u.in = u.in[:copy(u.in, u.in[i:])]
}

func (u *utf16Reader) sawBad(at int64) {
	if u.bads++; len(u.bad) < 5 {
		u.bad = append(u.bad, at)
	}
}

// utf16Length returns how many bytes a text in UTF-8 has in UTF-16.
func utf16Length(text []byte) int64 {
	n := 0
	for _, c := range text {
		switch {
		case c < 0x80 || c >= 0xc0 && c < 0xf0:
			n += 2
		case c >= 0xf0:
			n += 4
		}
	}
	return int64(n)
}
