package lex

import (
	"bytes"
	"encoding/json"
	"testing"
)

// FuzzSkip holds the lexer against the parser of the standard library: they
// take the same texts for JSON.
func FuzzSkip(f *testing.F) {
	for _, text := range []string{
		`{"a":[1,-2.5e+3,true,null],"b":"\u00e9\n"}`, `[1,]`, `{"a" : 1 , "b":{}}`, `"\ud83d"`, `-0.0`, `01`, `[[[]]`, "\"\t\"", `"`, `nul`, "[1]\x00",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		l := Lexer{Text: append(text[:len(text):len(text)], make([]byte, Padding)...), End: len(text)}
		end := l.Skip(0)
		got := end >= 0 && l.Space(end) == len(text)
		if want := json.Valid(text); got != want && bytes.Count(text, []byte("[")) < MaxNesting {
			t.Errorf("%q: is JSON: %t, want %t, %v", text, got, want, l.Fault)
		}
	})
}
