package hive

import (
	"fmt"
	"strings"
)

// Recognize is the error of Hive itself, to which Athena hands some statements
// once they run, at the token at that offset: "cannot recognize input near" it
// and the two after it, in what is named. Its columns count from 0.
func Recognize(statement string, offset int, what string) *Error {
	var near []string
	for _, t := range lex(statement) {
		if t.offset >= offset && len(near) < 3 {
			near = append(near, "'"+t.text+"'")
		}
	}
	line, column := place(statement, offset)
	message := fmt.Sprintf("FAILED: ParseException line %d:%d cannot recognize input near %s", line, column-1, strings.Join(near, " "))
	if what != "" {
		message += " in " + what
	}
	return &Error{Message: message}
}
