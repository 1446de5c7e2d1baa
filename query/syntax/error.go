package syntax

import (
	"fmt"

	"github.com/tarnlake/tarn/query/statement"
)

// An Error says what of a text is not Athena's SQL. Message is as Athena has
// it, without the place.
type Error struct {
	Pos     Pos
	Message string
}

func (e *Error) Error() string { return e.Message }

// PlaceOf returns the line and the column of a place, both from 1. Columns count characters.
func PlaceOf(text string, p Pos) (line, column int) {
	at := statement.PositionAt(text, int(p))
	return at.Line, at.Column
}

// fail ends the reading. [parser.read] catches it.
func fail(pos Pos, format string, args ...any) {
	panic(&Error{Pos: pos, Message: fmt.Sprintf(format, args...)})
}
