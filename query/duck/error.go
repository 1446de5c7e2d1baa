package duck

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
)

// ErrInvalidated says that an error in DuckDB's own works has left the instance
// unusable. Every statement fails from then on; open another instance.
var ErrInvalidated = errors.New("DuckDB has failed and must be opened anew")

var (
	errClosed = errors.New("the session with DuckDB is closed")
	errBusy   = errors.New("the session has rows that are not closed yet")
)

// A Kind is a class of errors, as DuckDB names them, in lower case.
type Kind string

// The kinds that are worth telling apart. There are more.
const (
	KindParser         Kind = "parser"
	KindBinder         Kind = "binder"
	KindCatalog        Kind = "catalog"
	KindConversion     Kind = "conversion"
	KindOutOfRange     Kind = "out of range"
	KindInvalidInput   Kind = "invalid input" // also what is wrong in a file
	KindIO             Kind = "io"
	KindPermission     Kind = "permission"
	KindOutOfMemory    Kind = "out of memory"
	KindNotImplemented Kind = "not implemented"
	KindInterrupt      Kind = "interrupt"
	KindInternal       Kind = "internal"
	KindFatal          Kind = "fatal"
)

// An Error is what DuckDB has to say about a statement.
type Error struct {
	Kind     Kind
	Message  string // without the kind, the place and the advice
	Position int    // of the cause in the statement, in bytes from its start; -1 if unknown

	hint string
}

func (e *Error) Error() string { return e.Message }

// Hint returns advice, such as a name that may have been meant.
func (e *Error) Hint() string { return e.hint }

// Unwrap makes [ErrInvalidated] of the errors that an instance does not survive.
func (e *Error) Unwrap() error {
	if e.fatal() {
		return ErrInvalidated
	}
	return nil
}

func (e *Error) fatal() bool { return e.Kind == KindFatal || e.Kind == KindInternal }

// newError reads a message of DuckDB: an object of JSON, which may come behind
// the name of its kind, or, before the settings are made, plain text.
func newError(message string) *Error {
	e := &Error{Kind: "unknown", Message: message, Position: -1}
	prefix, rest, ok := strings.Cut(message, ": ")
	if kind, isKind := strings.CutSuffix(prefix, " Error"); ok && isKind {
		e.Kind, e.Message = Kind(strings.ToLower(kind)), rest
	}
	var fields struct {
		Type     string `json:"exception_type"`
		Message  string `json:"exception_message"`
		Position string `json:"position"`
	}
	if i := strings.IndexByte(message, '{'); i >= 0 && json.Unmarshal([]byte(message[i:]), &fields) == nil && fields.Type != "" {
		e.Kind, e.Message = Kind(strings.ToLower(fields.Type)), fields.Message
		if n, err := strconv.Atoi(fields.Position); err == nil {
			e.Position = n
		}
	}
	e.tidy()
	return e
}

// advice begins the parts of a message that tell what to do.
var advice = []string{
	"\nDid you mean", "\nCandidate", "\n\tCandidate", "\nTry ", "\nPossible ", "\nIf you are trying",
	"You might need to add", "Did you mean", "\nTo correctly parse", "\nThis error signals",
}

// noise begins the parts of a message that help nobody here.
var noise = []string{"\n\nLINE ", "\nLINE ", "\n\nStack Trace", "\n\nIn file ", "\nPlease try installing", "\nThis can happen when"}

// tidy parts a message from the advice that DuckDB puts behind it.
func (e *Error) tidy() {
	message := e.Message
	if strings.HasPrefix(message, "NameListToString") {
		message = "the name of a table has too many parts; it is TABLE or DATABASE.TABLE"
	}
	file := csvFile(message)
	for _, start := range noise {
		if i := strings.Index(message, start); i > 0 {
			message = message[:i]
		}
	}
	cut := len(message)
	for _, start := range advice {
		if i := strings.Index(message, start); i > 0 {
			cut = min(cut, i)
		}
	}
	e.Message = strings.TrimSpace(message[:cut])
	if file != "" && !strings.Contains(e.Message, file) {
		e.Message += " (" + file + ")"
	}
	if hint := strings.TrimSpace(message[cut:]); e.Kind == KindCatalog || e.Kind == KindBinder || e.Kind == KindParser {
		e.hint = strings.Join(strings.Fields(hint), " ")
	}
}

// csvFile returns the file that an error of the CSV reader is about.
func csvFile(message string) string {
	_, rest, ok := strings.Cut(message, "\n  file = ")
	if !ok {
		return ""
	}
	file, _, _ := strings.Cut(rest, "\n")
	return strings.TrimSpace(file)
}
