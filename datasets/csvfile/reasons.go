package csvfile

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"unicode/utf8"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/csvfile/internal/guess"
)

// reasons are why the file is read as it is, apart from its encoding and what
// is behind its rows.
func reasons(c *guess.Candidate, h *guess.Heading, marks *guess.Marks, told *guess.Told) (all []datasets.Reason) {
	for _, r := range []*datasets.Reason{
		delimiterReason(c), quoteReason(c), commentReason(c), skipReason(c, h), headerReason(h),
		markReason("decimal", marks.Decimal, marks.First), markReason("thousands", marks.Groups, marks.First),
	} {
		if r != nil && !told.Is(r.What) {
			all = append(all, *r)
		}
	}
	return all
}

// rounded returns a score with three places.
func rounded(score float64) float64 { return math.Round(score*1000) / 1000 }

func rival(choice string, score float64) *datasets.Rival {
	return &datasets.Rival{Choice: choice, Score: rounded(score)}
}

// placeOf returns the place of a text that the beginning of a file has.
func placeOf(s *guess.Spot) *datasets.Place {
	return &datasets.Place{Line: int64(s.Line) + 1, Value: datasets.Clip(s.Text)}
}

func delimiterReason(c *guess.Candidate) *datasets.Reason {
	regular, all := c.Regular()
	r := &datasets.Reason{What: "delimiter", Choice: c.Delimiter, Score: rounded(c.Score),
		Why: fmt.Sprintf("%s in %d of the %d rows looked at", counted(c.Width, "field"), regular, all)}
	switch {
	case c.Ragged():
		r.Why = "it is on most lines, though these have fields of different number"
	case c.Delimiter == "":
		r.Why = "no mark divides the lines alike"
	}
	if next, any := c.NextDelimiter(); any {
		r.Next = rival(next.Delimiter, next.Score)
	}
	return r
}

// quoteReason says why the quote is none or an unusual one, or why it is the
// usual one though not all quotes fit.
func quoteReason(c *guess.Candidate) *datasets.Reason {
	fit, all := c.Quotes()
	r := &datasets.Reason{What: "quote", Choice: charText(c.Quote), Score: rounded(c.Score)}
	switch {
	case c.Quote == '\'':
		r.Why = "it stands at both ends of fields"
	case c.Quote == 0 && all > 0:
		r.Why = fmt.Sprintf("the %s of the text do not stand around fields", counted(all, "quote"))
	case c.Quote != '"' || fit == all:
		return nil
	default:
		r.Why = fmt.Sprintf("%d of %s stand around fields or within such", fit, counted(all, "quote"))
	}
	if next, any := c.NextQuote(); any {
		r.Next = rival(charText(next.Quote), next.Score)
	}
	return r
}

func commentReason(c *guess.Candidate) *datasets.Reason {
	if c.Comment == 0 || c.Hashes() == 0 {
		return nil
	}
	return &datasets.Reason{What: "comment", Choice: charText(c.Comment),
		Why: fmt.Sprintf("%s with it, and most of them have not %s", begin(c.Hashes()), counted(c.Width, "field"))}
}

// begin says of how many lines that they begin so.
func begin(lines int) string {
	if lines == 1 {
		return "1 line begins"
	}
	return fmt.Sprintf("%d lines begin", lines)
}

func counted(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

func skipReason(c *guess.Candidate, h *guess.Heading) *datasets.Reason {
	switch {
	case h.Skip == 0:
		return nil
	case h.Title == nil:
		return &datasets.Reason{What: "skip", Choice: strconv.Itoa(h.Skip), Why: "blank lines and comments"}
	}
	return &datasets.Reason{What: "skip", Choice: strconv.Itoa(h.Skip), Place: placeOf(h.Title),
		Why: fmt.Sprintf("titles and notes: they do not fill the %s of the rows", counted(c.Width, "field"))}
}

func headerReason(h *guess.Heading) *datasets.Reason {
	r := &datasets.Reason{What: "header", Choice: strconv.FormatBool(h.Rows > 0), Score: rounded(h.Votes), Why: h.Why}
	if h.Column >= 0 {
		r.Why = fmt.Sprintf("%s for it, %d against; column %d: %s", counted(h.For, "column"), h.Against, h.Column+1, h.Why)
		r.Place = placeOf(&guess.Spot{Line: h.First, Text: h.Text})
	}
	if h.Rows > 1 {
		r.Choice = fmt.Sprintf("%d rows", h.Rows)
	}
	return r
}

// markReason says why numbers are written with an unusual mark.
func markReason(what string, mark byte, first *guess.Spot) *datasets.Reason {
	if mark == 0 || first == nil {
		return nil
	}
	return &datasets.Reason{What: what, Choice: charText(mark), Place: placeOf(first),
		Why: "whole columns of numbers are written so, and none otherwise"}
}

// encodingReason says why the encoding is not UTF-8, or why it is if there are
// characters that could tell.
func (s *scan) encodingReason() *datasets.Reason {
	r := &datasets.Reason{What: "encoding", Choice: s.encoding}
	bad := s.total.problems[badBytes].Count
	switch at := foreign(s.head); {
	case s.fixedEncoding:
		return nil
	case markLength(s.head, s.encoding) > 0:
		r.Why = "the file begins with its byte order mark"
	case s.source.wide != nil:
		r.Why = "every other byte is zero"
	case s.encoding == "utf-8" && s.total.valid == 0:
		return nil
	case s.encoding == "utf-8":
		r.Why, r.Place = "all characters beyond ASCII can be read so", s.around(at)
		if bad > 0 {
			r.Why = fmt.Sprintf("%d rows have characters beyond ASCII that can be read so, %d that cannot", s.total.valid, bad)
		}
	case s.known.controls:
		r.Why = "it has characters that Latin-1 has not"
	default:
		ranked := s.known.ranked
		if ranked == (ranking{}) {
			ranked = rankLegacy(s.head)
			r.Place = s.around(at)
		} else {
			r.Place = s.undecoded()
		}
		r.Why = "no UTF-8, and the letters make the likeliest words"
		r.Score, r.Next = rounded(ranked.best.Score), rival(ranked.next.Choice, ranked.next.Score)
	}
	return r
}

// undecoded returns the first place at which the file was seen to be no UTF-8.
func (s *scan) undecoded() *datasets.Place {
	if at := s.known.foreign; at.Line > 0 {
		return &at
	}
	return nil
}

// foreign returns where in a text the first byte beyond ASCII is that tells of
// the encoding, or -1: the first that is no UTF-8 if there is one.
func foreign(text []byte) int {
	first := -1
	for i := 0; i < len(text); {
		if text[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(text[i:])
		switch {
		case r == utf8.RuneError && n == 1 && utf8.FullRune(text[i:]):
			return i
		case first < 0:
			first = i
		}
		i += n
	}
	return first
}

// around returns the place of a byte of the head, with the text around it.
func (s *scan) around(at int) *datasets.Place {
	if at < 0 {
		return nil
	}
	start := bytes.LastIndexAny(s.head[max(0, at-20):at], ",;\t|\r\n\"") + max(0, at-20) + 1
	if start <= max(0, at-20) {
		start = at
	}
	end := len(s.head)
	if i := bytes.IndexAny(s.head[at:], ",;\t|\r\n\""); i >= 0 {
		end = at + i
	}
	text, _ := s.encoder.text(nil, s.head[start:min(end, at+datasets.MaxText)])
	return &datasets.Place{Line: int64(bytes.Count(s.head[:at], []byte{'\n'})) + 1, Byte: int64(at), Value: datasets.Clip(string(text))}
}

// footerReason says what stands behind the rows, of which the place is among
// the problems.
func (s *scan) footerReason(problems []datasets.Problem) *datasets.Reason {
	if s.footer == 0 {
		return nil
	}
	r := &datasets.Reason{What: "footer", Choice: strconv.Itoa(s.footer), Why: "sums and notes behind the last row: they do not fill its fields"}
	for _, p := range problems {
		if p.Kind == causes[footerLine].kind && len(p.Places) > 0 {
			r.Place = &p.Places[0]
		}
	}
	return r
}

// allReasons returns the reasons in the order in which the choices were made.
func (s *scan) allReasons(found *datasets.Scan) (all []datasets.Reason) {
	if r := s.encodingReason(); r != nil {
		all = append(all, *r)
	}
	for _, r := range s.reasons {
		if r.What == "delimiter" {
			r.Choice = found.Options[r.What]
		}
		if r.What != "comment" || s.Comment != 0 {
			all = append(all, r)
		}
	}
	if s.trailing {
		all = append(all, datasets.Reason{What: "trailing", Choice: "true", Why: "each row ends with the delimiter"})
	}
	if r := s.footerReason(found.Problems); r != nil && !s.footerTold {
		all = append(all, *r)
	}
	return all[:min(len(all), datasets.MaxReasons)]
}
