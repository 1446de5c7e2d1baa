package csvfile

import (
	"fmt"
	"path"
	"runtime"
	"strings"
)

// A BugError reports a mistake of this package that a file has brought to light.
type BugError struct {
	Cause any    // what was panicked with
	Place string // file and line of the program
}

func (e *BugError) Error() string {
	return fmt.Sprintf("a bug in the reading of CSV: %v at %s", e.Cause, e.Place)
}

// Hint says what to do about it.
func (e *BugError) Hint() string { return "please report it, with the file if that can be" }

// guard, deferred, makes an error of a panic, so that one file does not end the
// reading of all.
func guard(err *error) {
	if cause := recover(); cause != nil {
		*err = &BugError{cause, panicPlace()}
	}
}

// panicPlace returns where in the program the panic began that is going on.
func panicPlace() string {
	var counters [64]uintptr
	frames := runtime.CallersFrames(counters[:runtime.Callers(1, counters[:])])
	panicked := false
	for {
		f, more := frames.Next()
		own := !strings.HasPrefix(f.Function, "runtime.")
		if panicked && own || !more {
			return fmt.Sprintf("%s:%d", path.Base(f.File), f.Line)
		}
		panicked = panicked || f.Function == "runtime.gopanic"
	}
}
