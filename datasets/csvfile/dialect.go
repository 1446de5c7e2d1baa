package csvfile

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/tarnlake/tarn/datasets"
)

// lineEnds says what ends a line of a file.
type lineEnds uint8

const (
	endLF   lineEnds = iota // "\n", with or without a "\r" before it
	endCRLF                 // "\r\n" alone: a lone "\n" is text
	endCR                   // "\r" alone: a lone "\n" is text
	endAny                  // each of the three
)

// newlines are the names of line ends in the options of a layout.
var newlines = map[string]lineEnds{"": endLF, "\n": endLF, "mixed": endLF, "\r\n": endCRLF, "\r": endCR, "any": endAny}

// A dialect says how the text of a file is cut into records and fields.
type dialect struct {
	delimiter string // between fields; empty if a line is one field
	quote     byte   // around fields; 0 if there are none
	escape    byte   // before a quote within quotes: a backslash, or else the quote itself
	comment   byte   // begins lines that are no rows; 0 if there are none
	ends      lineEnds
	spaces    bool // spaces after a delimiter belong to it
	runs      bool // several delimiters in a row are one, and those around a line none
}

// A plan is all that is to be known to read the rows of a file: the dialect,
// and which lines hold rows.
type plan struct {
	dialect
	encoding string
	skip     int      // lines before the header
	header   int      // rows of the header
	names    []string // of the columns
	footer   int      // lines after the last row
	repeats  bool     // rows like the header are no rows
	trailing bool     // each row ends with a delimiter that begins no field
	damaged  bool     // the file breaks off; what can be read of it counts
}

// planOf returns the plan that a layout holds.
func planOf(l *datasets.Layout) (plan, error) {
	p, err := planFrom(l.Options)
	for _, c := range l.Columns {
		p.names = append(p.names, c.Source)
	}
	return p, err
}

// planFrom reads the options of a layout. Those that are not there have the
// values of the plainest CSV.
func planFrom(options map[string]string) (plan, error) {
	o := optionReader{options: options}
	p := plan{encoding: "utf-8", header: 1}
	p.delimiter = o.text("delimiter", ",")
	if strings.ContainsAny(p.delimiter, "\r\n") {
		o.fail("delimiter", "no line end")
	}
	p.quote = o.char("quote", '"')
	p.escape = o.char("escape", p.quote)
	p.comment = o.char("comment", 0)
	p.encoding = o.text("encoding", "utf-8")
	ends, known := newlines[options["newline"]]
	if !known {
		o.fail("newline", `\n, \r\n, \r, mixed or any`)
	}
	p.ends = ends
	p.spaces = o.flag("spaces", false)
	p.runs = o.flag("runs", false)
	p.skip = o.number("skip")
	if p.header = 0; o.flag("header", true) {
		p.header = max(1, o.number("headerRows"))
	}
	p.footer = o.number("footer")
	p.repeats = o.flag("repeats", false)
	p.trailing = o.flag("trailing", false)
	p.damaged = o.flag("damaged", false)
	return p, o.err
}

// options writes a plan as the options of a layout.
func (p *plan) options(newline string) map[string]string {
	o := map[string]string{
		"delimiter": p.delimiter, "quote": charText(p.quote), "escape": charText(p.escape),
		"encoding": p.encoding, "newline": newline, "header": strconv.FormatBool(p.header > 0),
	}
	set := func(name, value string, is bool) {
		if is {
			o[name] = value
		}
	}
	set("comment", charText(p.comment), p.comment != 0)
	set("spaces", "true", p.spaces)
	set("runs", "true", p.runs)
	set("skip", strconv.Itoa(p.skip), p.skip > 0)
	set("headerRows", strconv.Itoa(p.header), p.header > 1)
	set("footer", strconv.Itoa(p.footer), p.footer > 0)
	set("repeats", "true", p.repeats)
	set("trailing", "true", p.trailing)
	set("damaged", "true", p.damaged)
	return o
}

func charText(c byte) string {
	if c == 0 {
		return ""
	}
	return string(rune(c))
}

// An optionReader reads options and keeps the first error.
type optionReader struct {
	options map[string]string
	err     error
}

func (o *optionReader) fail(name, want string) {
	if o.err == nil {
		o.err = fmt.Errorf("csv: option %s is %q: expected %s", name, o.options[name], want)
	}
}

func (o *optionReader) text(name, otherwise string) string {
	if value, ok := o.options[name]; ok {
		return value
	}
	return otherwise
}

func (o *optionReader) char(name string, otherwise byte) byte {
	value, ok := o.options[name]
	switch {
	case !ok:
		return otherwise
	case value == "":
		return 0
	case len(value) > 1 || value == "\n" || value == "\r":
		o.fail(name, "one character of ASCII")
	}
	return value[0]
}

func (o *optionReader) flag(name string, otherwise bool) bool {
	value, ok := o.options[name]
	if !ok {
		return otherwise
	}
	is, err := strconv.ParseBool(value)
	if err != nil {
		o.fail(name, "true or false")
	}
	return is
}

func (o *optionReader) number(name string) int {
	value := o.options[name]
	if value == "" {
		return 0
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 0 {
		o.fail(name, "a number that is not negative")
	}
	return n
}
