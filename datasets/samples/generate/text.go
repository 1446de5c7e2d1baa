package generate

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// money is an amount in cents.
type money int64

func (m money) String() string { return fmt.Sprintf("%d.%02d", int64(m)/100, int64(m)%100) }

// MarshalJSON writes the amount as a number with two decimals.
func (m money) MarshalJSON() ([]byte, error) { return []byte(m.String()), nil }

// less returns the amount after a discount, to the nearest cent.
func (m money) less(percent int) money { return (m*money(100-percent) + 50) / 100 }

// grams is a weight, written in kilograms.
type grams int

func (g grams) String() string { return fmt.Sprintf("%d.%03d", int(g)/1000, int(g)%1000) }

// MarshalJSON writes the weight as a number of kilograms.
func (g grams) MarshalJSON() ([]byte, error) { return []byte(g.String()), nil }

// A record is a row of a text table.
type record struct {
	row
	cells []string
}

// A dialect says how a text table is written.
type dialect struct {
	delimiter rune
	crlf      bool
	bom       bool // begins with a byte order mark
	latin1    bool // else UTF-8
	header    []string
}

// writeText writes the records into the file and tells each where it lies. No
// cell holds a line break, so each record is one line.
func (s *shop) writeText(path string, d dialect, records []*record) error {
	var out bytes.Buffer
	if d.bom {
		out.WriteString("\ufeff")
	}
	w := csv.NewWriter(&out)
	w.Comma, w.UseCRLF = d.delimiter, d.crlf
	line := 1
	if d.header != nil {
		if err := w.Write(d.header); err != nil {
			return err
		}
		line++
	}
	for _, r := range records {
		if err := w.Write(r.cells); err != nil {
			return err
		}
		r.written(path, line)
		line++
	}
	w.Flush()
	data := out.Bytes()
	if d.latin1 {
		var err error
		if data, err = latin1(data); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	if strings.HasSuffix(path, ".gz") {
		var err error
		if data, err = pack(data); err != nil {
			return err
		}
	}
	s.files = append(s.files, File{Path: path, Rows: len(records), Data: data})
	return nil
}

// pack compresses data with a header that has no time and no name.
func pack(data []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// latin1 turns UTF-8 into ISO 8859-1.
func latin1(data []byte) ([]byte, error) {
	out := make([]byte, 0, len(data))
	for _, c := range string(data) {
		if c > 0xff {
			return nil, fmt.Errorf("%q is not in Latin-1", c)
		}
		out = append(out, byte(c))
	}
	return out, nil
}

// oneLine returns v as JSON without a line break.
func oneLine(v any) ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(out.Bytes(), "\n"), nil
}

func day(year int, month time.Month, d int) time.Time {
	return time.Date(year, month, d, 0, 0, 0, 0, time.UTC)
}

func iso(t time.Time) string { return t.Format(time.DateOnly) }
