package main

import (
	"testing"
)

func TestSize(t *testing.T) {
	tests := map[int64]string{
		0: "0 bytes", 1: "1 byte", 999: "999 bytes", 1000: "1.0 kB", 999_949: "999.9 kB", 999_950: "1.0 MB",
		1_900_000: "1.9 MB", 5e12: "5.0 TB", 9e18: "9000000.0 TB",
	}
	for bytes, want := range tests {
		if got := size(bytes); got != want {
			t.Errorf("%d: got %s, want %s", bytes, got, want)
		}
	}
}

func TestPrintable(t *testing.T) {
	tests := map[string]string{
		"plain":           "plain",
		"日本 é":            "日本 é",
		"a\nb\tc":         `a\nb\x09c`,
		"\x1b[2J":         `\x1b[2J`,
		"\xff\xfe":        `\xff\xfe`,
		"real \uFFFD":     "real \uFFFD",
		"\xef\uFFFDx":     "\\xef\uFFFDx",
		"turn\u202eed":    `turn\u202eed`,
		"next line\u0085": `next line\u0085`,
	}
	for text, want := range tests {
		if got := printable(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
