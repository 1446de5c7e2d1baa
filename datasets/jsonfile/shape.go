package jsonfile

import (
	"encoding/json"
	"fmt"
)

// A shape says how the records of a file are strung together.
type shape struct {
	records  string // one of the constants below
	member   string // the member that holds the records, if records is "member"
	values   bool   // a row is a value of any kind, not an object
	encoding string
	bom      bool     // the text begins with a byte order mark
	beside   []string // members beside the records that are columns
}

// How records are strung together.
const (
	inLines    = "lines"        // one on each line
	inArray    = "array"        // the elements of one array
	inSequence = "concatenated" // one after the other
	inMember   = "member"       // the elements of an array that is a member of one object
)

// bracketed reports whether the records lie in an array.
func (s shape) bracketed() bool { return s.records == inArray || s.records == inMember }

// options returns the shape as the options of a layout.
func (s shape) options() map[string]string {
	o := map[string]string{"records": s.records}
	if s.records == inMember {
		o["member"] = s.member
	}
	if s.values {
		o["rows"] = "values"
	}
	if s.encoding != utf8Encoding {
		o["encoding"] = s.encoding
	}
	if len(s.beside) > 0 {
		text, _ := json.Marshal(s.beside)
		o["beside"] = string(text)
	}
	return o
}

// apply sets what the options of a layout say, and leaves the rest as it is.
func (s *shape) apply(options map[string]string) error {
	for key, value := range options {
		switch key {
		case "records":
			switch value {
			case inLines, inArray, inSequence, inMember:
			default:
				return fmt.Errorf("option records is %q, and not lines, array, concatenated or member", value)
			}
			s.records = value
		case "member":
			s.member = value
			if options["records"] == "" {
				s.records = inMember
			}
		case "rows":
			s.values = value == "values"
		case "encoding":
			switch value {
			case utf8Encoding, utf16LittleEnd, utf16BigEnd, windows1252:
			default:
				return fmt.Errorf("option encoding is %q, and not utf-8, utf-16le, utf-16be or windows-1252", value)
			}
			s.encoding = value
		case "beside":
			if err := json.Unmarshal([]byte(value), &s.beside); err != nil {
				return fmt.Errorf("option beside: %w", err)
			}
		}
	}
	return nil
}
