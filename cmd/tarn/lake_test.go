package main

import (
	"testing"
)

func TestShellQuote(t *testing.T) {
	tests := map[string]string{"a/b-c.d": "a/b-c.d", "": `""`, "two words": `"two words"`, "a\"$`\\": "\"a\\\"\\$\\`\\\\\""}
	for text, want := range tests {
		if got := shellQuote(text); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}
