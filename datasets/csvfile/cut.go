package csvfile

// lineEnds says what ends a line of a file.
type lineEnds uint8

const (
	endLF   lineEnds = iota // "\n", with or without a "\r" before it
	endCRLF                 // "\r\n" alone: a lone "\n" is text
	endCR                   // "\r" alone: a lone "\n" is text
	endAny                  // each of the three
)

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

// maxRecord is how many bytes a record may have, if nothing else is said.
const maxRecord = 32 << 20
