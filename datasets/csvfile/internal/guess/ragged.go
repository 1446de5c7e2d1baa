package guess

import "bytes"

// maxRagged is how many fields a table of ragged rows may have that has no
// header.
const maxRagged = 1000

// divide returns the candidate by which a text whose lines seemed to be one
// field each is cut up all the same: one whose delimiter is on most lines and
// is none of prose, though there are hardly two rows of one length.
func (c *Candidate) divide(text []byte, whole bool, t Told) (Candidate, bool) {
	d := c.Dialect
	d.Delimiter = c.evident(func(mark byte) bool { return !c.proseMark(mark) })
	if d.Delimiter == "" {
		return Candidate{}, false
	}
	if q := quotesIn(text, d.Delimiter, t); !t.Is("quote") && d.Quote == 0 {
		d.Quote, d.Escape = q[0].quote, q[0].escape
	}
	r := try(d, text, whole)
	if len(r.records) < 4 || r.flawed*10 > len(r.records) {
		return Candidate{}, false
	}
	first := len(r.records[0].fields)
	r.ragged = true
	r.Width = first
	if rows, _ := headerRows(r.records, first); first < 2 || rows == 0 && !t.Is("header") || t.Is("header") && t.Header == 0 {
		for _, row := range r.records {
			r.Width = min(max(r.Width, len(row.fields)), maxRagged)
		}
	}
	return r, true
}

// Undivided returns the usual delimiter that is on most records although each
// of them is taken for one field, or "" if there is none.
func (c *Candidate) Undivided() string {
	return c.evident(func(byte) bool { return true })
}

// evident returns the delimiter on most records that occurs most often, of
// those that are fit for it. A mark within numbers is none.
func (c *Candidate) evident(fit func(mark byte) bool) string {
	best, most := "", 0
	for i := 0; i < len(Usual) && c.Width == 1; i++ {
		mark := Usual[i]
		on, numbers, all := 0, 0, 0
		for _, r := range c.records {
			if len(r.fields) != 1 || r.quoted[0] {
				continue
			}
			if n := bytes.Count(r.fields[0], []byte{mark}); n > 0 {
				on++
				all += n
				if isNumber(r.fields[0]) || isTime(r.fields[0]) {
					numbers++
				}
			}
		}
		if on*2 > len(c.records) && numbers*10 < on*9 && all > most && fit(mark) {
			best, most = string(mark), all
		}
	}
	return best
}

// proseMark tells whether a mark in records of one field is that of sentences:
// a space often follows it.
func (c *Candidate) proseMark(mark byte) bool {
	if mark != ',' && mark != ';' {
		return false
	}
	all, spaced := 0, 0
	for _, r := range c.records {
		for _, f := range r.fields {
			all += bytes.Count(f, []byte{mark})
			spaced += bytes.Count(f, []byte{mark, ' '})
		}
	}
	return spaced*10 > all*3
}
