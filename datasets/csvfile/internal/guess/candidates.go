package guess

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tarnlake/tarn/datasets/csvfile/internal/cut"
)

// dialects lists those that are worth trying.
func dialects(text []byte, t Told) []cut.Dialect {
	var all []cut.Dialect
	for _, ends := range endsIn(text, t) {
		for _, delimiter := range delimitersIn(text, t, ends) {
			for _, q := range quotesIn(text, delimiter, t) {
				d := t.Dialect
				d.Ends, d.Delimiter, d.Quote, d.Escape = ends, delimiter, q.quote, q.escape
				all = append(all, d)
				if delimiter == " " && !t.Is("runs") && bytes.Contains(text, []byte("  ")) {
					d.Runs = true
					all = append(all, d)
				}
				if !t.Is("spaces") && spacesFollow(text, delimiter) {
					d.Spaces = true
					all = append(all, d)
				}
			}
		}
	}
	return all
}

// endsIn lists the line ends that the text may have. Only if there are several
// kinds is there a choice.
func endsIn(text []byte, t Told) []cut.LineEnds {
	if t.Is("newline") {
		return []cut.LineEnds{t.Dialect.Ends}
	}
	crlf := bytes.Count(text, []byte("\r\n"))
	cr := bytes.Count(text, []byte{'\r'}) - crlf
	if bytes.HasSuffix(text, []byte{'\r'}) && crlf > 0 {
		cr--
	}
	lf := bytes.Count(text, []byte{'\n'}) - crlf
	switch {
	case cr == 0 && (lf == 0 || crlf == 0):
		return []cut.LineEnds{cut.EndLF}
	case cr == 0:
		return []cut.LineEnds{cut.EndLF, cut.EndCRLF}
	case lf == 0 && crlf == 0:
		return []cut.LineEnds{cut.EndCR}
	case lf == 0:
		return []cut.LineEnds{cut.EndLF, cut.EndAny}
	}
	if cr <= lf {
		return []cut.LineEnds{cut.EndLF, cut.EndAny} // a return here and there is no line end, or one of several kinds
	}
	return []cut.LineEnds{cut.EndLF, cut.EndCR, cut.EndAny}
}

// usual are the delimiters that are tried if they occur at all.
const Usual = ",;\t|"

// seldom are characters that do not delimit fields.
const seldom = "\"'._()[]{}<>\r\n\\"

// delimitersIn lists the delimiters that the text may have: the usual ones, any
// mark that is on most lines, any run of marks that is on nearly all of them.
func delimitersIn(text []byte, t Told, ends cut.LineEnds) []string {
	if t.Is("delimiter") {
		return []string{t.Dialect.Delimiter}
	}
	lines, runs := 0, make(map[string]int)
	for line := range cut.Lines(text, ends) {
		if len(bytes.TrimSpace(line)) == 0 || line[0] == '#' {
			continue
		}
		lines++
		countMarks(line, runs)
		if lines >= maxSamples {
			break
		}
	}
	all := []string{",", ""}
	if lines == 0 {
		return all
	}
	for mark, n := range runs {
		r, size := utf8.DecodeRuneInString(mark)
		switch {
		case mark == ",":
		case size == len(mark) && strings.ContainsRune(Usual, r):
			all = append(all, mark)
		case size == len(mark) && n*2 > lines, n*10 > lines*8 && lines > 1:
			all = append(all, mark)
		}
	}
	slices.Sort(all)
	return all
}

// countMarks counts in runs the line under each mark that is on it, and under
// each run of two to four marks.
func countMarks(line []byte, runs map[string]int) {
	seen := make(map[string]bool)
	note := func(mark string) {
		if !seen[mark] {
			seen[mark] = true
			runs[mark]++
		}
	}
	run := 0
	for i := 0; i <= len(line); {
		r, n := utf8.RuneError, 1
		if i < len(line) {
			r, n = utf8.DecodeRune(line[i:])
		}
		isMark := i < len(line) && r != utf8.RuneError && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(seldom, r) && r != '-' && r != '+'
		if isMark {
			note(string(line[i : i+n]))
		} else {
			if i-run >= 2 && i-run <= 4 && !bytes.Contains(line[run:i], []byte(" ")) {
				note(string(line[run:i]))
			}
			run = i + n
		}
		i += n
	}
}

// A quoting is how fields are quoted.
type quoting struct{ quote, escape byte }

// quotesIn lists the ways in which fields may be quoted.
func quotesIn(text []byte, delimiter string, t Told) []quoting {
	base, quoteTold, escapeTold := t.Dialect, t.Is("quote"), t.Is("escape")
	if quoteTold && (escapeTold || base.Quote == 0) {
		return []quoting{{base.Quote, base.Escape}}
	}
	quotes := []byte{'"'}
	if quoteTold {
		quotes[0] = base.Quote
	} else if quotes = append(quotes, 0); opensField(text, '\'', delimiter) {
		quotes = append(quotes, '\'')
	}
	var all []quoting
	for _, q := range quotes {
		switch {
		case escapeTold:
			all = append(all, quoting{q, base.Escape})
			continue
		case q == 0 && !bytes.Contains(text, []byte{'"'}):
			continue
		}
		all = append(all, quoting{q, q})
		if q != 0 && bytes.Contains(text, []byte{'\\', q}) {
			all = append(all, quoting{q, '\\'})
		}
	}
	return all
}

// opensField tells whether the quote is somewhere at the beginning of a field.
func opensField(text []byte, quote byte, delimiter string) bool {
	if len(text) > 0 && text[0] == quote {
		return true
	}
	for _, before := range []string{delimiter, "\n", "\r"} {
		if before != "" && bytes.Contains(text, append([]byte(before), quote)) {
			return true
		}
		if before == delimiter && before != "" && bytes.Contains(text, append([]byte(before+" "), quote)) {
			return true
		}
	}
	return false
}

// spacesFollow tells whether most delimiters have a space after them, or one
// that a quote follows.
func spacesFollow(text []byte, delimiter string) bool {
	if delimiter == "" || delimiter == " " || delimiter == "\t" {
		return false
	}
	all := bytes.Count(text, []byte(delimiter))
	return all > 0 && bytes.Count(text, []byte(delimiter+" "))*10 >= all*8 || bytes.Contains(text, []byte(delimiter+` "`))
}
