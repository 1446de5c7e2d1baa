// Package cut cuts a text into records, and records into fields.
//
// A [Splitter] is told the dialect, and if it is known how many fields a record
// should have. It reads a text that comes in pieces: what it finds does not
// depend on where they end. Quotes that do not fit are mended as seems meant,
// so that the record has as many fields as it should have, if that can be.
package cut

// LineEnds says what ends a line of a file.
type LineEnds uint8

// The line ends of a file.
const (
	EndLF   LineEnds = iota // "\n", with or without a "\r" before it
	EndCRLF                 // "\r\n" alone: a lone "\n" is text
	EndCR                   // "\r" alone: a lone "\n" is text
	EndAny                  // each of the three
)

// A Dialect says how the text of a file is cut into records and fields.
type Dialect struct {
	Delimiter string // between fields; empty if a line is one field
	Quote     byte   // around fields; 0 if there are none
	Escape    byte   // before a quote within quotes: a backslash, or else the quote itself
	Comment   byte   // begins lines that are no rows; 0 if there are none
	Ends      LineEnds
	Spaces    bool // spaces after a delimiter belong to it
	Runs      bool // several delimiters in a row are one, and those around a line none
}

// MaxRecord is how many bytes a record may have, if nothing else is said.
const MaxRecord = 32 << 20

// A Kind says how the text of a field is written.
type Kind uint8

// The ways in which fields are written.
const (
	Plain   Kind = iota // as it stands
	Quoted              // between quotes, as it stands
	Escaped             // between quotes, with doubled quotes or backslashes in it
	Slashed             // without quotes, with backslashes in it
)

// A Span is a field of a record: where its text lies, without its quotes.
type Span struct {
	Start, End int32
	Kind       Kind
}

// Flaws are the ways in which a record is not as the plainest CSV has it.
type Flaws uint8

// The flaws of records.
const (
	Misquoted Flaws = 1 << iota // its quotes do not fit; it was read as seems meant
	Padded                      // spaces stand beside quotes
	Multiline                   // a quoted field has line ends in it
	Bare                        // an unquoted field has quotes in it
	Stray                       // an unquoted field has a "\n" in it that ends no line
	Slashes                     // a backslash escapes something outside of quotes
	Doubled                     // a quoted field has quotes in it
	CutOff                      // its line is too long; the fields are those at the beginning
)

// A Mark is what ends a record.
type Mark uint8

// The marks.
const (
	NoEnd Mark = iota // nothing does: the text ends
	LF
	CRLF
	CR
	markDelimiter // ends a field alone
	TextEnds      // the text ends too soon to tell
	markBad       // something else
)

// A Record is one row of a text, a blank line, or a comment.
type Record struct {
	Start, End int // in the text; the line end belongs to it
	Fields     []Span
	Flaws      Flaws
	Mark       Mark
	Comment    bool
	Blank      bool // nothing is on the line
	High       bool // there may be bytes beyond ASCII in it
}

// A Status is how the reading of a record went.
type Status uint8

// How it went.
const (
	Done    Status = iota
	More           // the text ends before the record surely does
	unfit          // its quotes do not fit
	TooLong        // it is a line of more than twice the most bytes, whose end is not there
)
