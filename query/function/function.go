// Package function has the bodies of functions that Athena has and that cannot
// be said in DuckDB's SQL: stems of words, hashes, forms of Unicode, regular
// expressions that look around and back, and those that are known only when
// a row is read.
//
// A [Function] is a name, the kinds of its arguments and its body. Package duck
// makes them known to an instance of DuckDB; package translate writes calls of
// them. Their errors begin with Athena's name for them, as in
//
//	INVALID_FUNCTION_ARGUMENT: Unknown stemmer language: xx
//
// Nothing here knows DuckDB.
package function

import (
	"fmt"
	"slices"
)

// A Kind says which values an argument or a result has.
type Kind int

// The kinds of values.
const (
	Text    Kind = iota // UTF-8
	Bytes               // of any sort
	Integer             // 64 bits
	Boolean
	Texts // a list of Text, NULL among them
)

// A Value is one of any kind. The other fields mean nothing.
type Value struct {
	Null    bool
	Text    string  // of Text and Bytes
	Integer int64   // of Integer, and of Boolean: 0 or 1
	Texts   []Value // of Texts
}

// A Function is one that SQL can call.
type Function struct {
	Name   string // tarn_go_ and a word
	Params []Kind // Text, Bytes or Integer
	Result Kind

	// New returns the body for a batch of rows, in which one goroutine calls it
	// at a time. It may keep what it learned from a row for the next.
	New func() Body
}

// A Body computes a value. It is not called if an argument is NULL. The text of
// the arguments is gone when it returns: what is kept must be copied.
type Body func(args []Value) (Value, error)

// Functions returns all of them.
func Functions() []Function {
	return slices.Concat(textFunctions, hashFunctions, regexpFunctions)
}

// plain is a body that keeps nothing from row to row.
func plain(f Body) func() Body { return func() Body { return f } }

// memo returns a function that remembers what another made of a text.
func memo[T any](f func(string) (T, error)) func(string) (T, error) {
	type made struct {
		value T
		err   error
	}
	known := make(map[string]made)
	return func(key string) (T, error) {
		m, ok := known[key]
		if !ok {
			key = string([]byte(key))
			m.value, m.err = f(key)
			known[key] = m
		}
		return m.value, m.err
	}
}

func textValue(s string) Value   { return Value{Text: s} }
func integerValue(n int64) Value { return Value{Integer: n} }

func booleanValue(b bool) Value {
	if b {
		return Value{Integer: 1}
	}
	return Value{}
}

// invalid is an error about an argument.
func invalid(format string, args ...any) error {
	return fmt.Errorf("INVALID_FUNCTION_ARGUMENT: "+format, args...)
}
