package csvfile

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/csvfile/internal/cut"
)

// newlines are the names of line ends in the options of a layout.
var newlines = map[string]cut.LineEnds{"": cut.EndLF, "\n": cut.EndLF, "mixed": cut.EndLF, "\r\n": cut.EndCRLF, "\r": cut.EndCR, "any": cut.EndAny}

// A plan is all that is to be known to read the rows of a file: the dialect,
// and which lines hold rows.
type plan struct {
	cut.Dialect
	encoding string
	skip     int      // lines before the header
	header   int      // rows of the header
	names    []string // of the columns
	footer   int      // lines after the last row
	repeats  bool     // rows like the header are no rows
	trailing bool     // each row ends with a delimiter that begins no field
	extra    bool     // fields beyond the columns are kept in one of their own
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
	p.Delimiter = o.text("delimiter", ",")
	if strings.ContainsAny(p.Delimiter, "\r\n") {
		o.fail("delimiter", "no line end")
	}
	p.Quote = o.char("quote", '"')
	p.Escape = o.char("escape", p.Quote)
	p.Comment = o.char("comment", 0)
	p.encoding = o.text("encoding", "utf-8")
	ends, known := newlines[options["newline"]]
	if !known {
		o.fail("newline", `\n, \r\n, \r, mixed or any`)
	}
	p.Ends = ends
	p.Spaces = o.flag("spaces", false)
	p.Runs = o.flag("runs", false)
	p.skip = o.number("skip")
	if p.header = 0; o.flag("header", true) {
		p.header = max(1, o.number("headerRows"))
	}
	p.footer = o.number("footer")
	p.repeats = o.flag("repeats", false)
	p.trailing = o.flag("trailing", false)
	p.extra = o.flag("extra", false)
	p.damaged = o.flag("damaged", false)
	return p, o.err
}

// options writes a plan as the options of a layout.
func (p *plan) options(newline string) map[string]string {
	o := map[string]string{
		"delimiter": p.Delimiter, "quote": charText(p.Quote), "escape": charText(p.Escape),
		"encoding": p.encoding, "newline": newline, "header": strconv.FormatBool(p.header > 0),
	}
	set := func(name, value string, is bool) {
		if is {
			o[name] = value
		}
	}
	set("comment", charText(p.Comment), p.Comment != 0)
	set("spaces", "true", p.Spaces)
	set("runs", "true", p.Runs)
	set("skip", strconv.Itoa(p.skip), p.skip > 0)
	set("headerRows", strconv.Itoa(p.header), p.header > 1)
	set("footer", strconv.Itoa(p.footer), p.footer > 0)
	set("repeats", "true", p.repeats)
	set("trailing", "true", p.trailing)
	set("extra", "true", p.extra)
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
