package serde

import (
	"math/rand/v2"
	"regexp"
	"testing"
)

// forms are what the functions of form.go are, as expressions.
var forms = []struct {
	is   func(string) bool
	same *regexp.Regexp
}{
	{isFloat, regexp.MustCompile(`^[+-]?(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|NaN|Infinity)$`)},
	{isNumber, regexp.MustCompile(`^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$`)},
	{isDate, regexp.MustCompile(`^-?[0-9]{1,4}-[0-9]{1,2}-[0-9]{1,2}$`)},
	{isTimestamp, regexp.MustCompile(`^[0-9]{1,4}-[0-9]{1,2}-[0-9]{1,2}(?: [0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?:\.[0-9]{1,9})?)?$`)},
}

// Texts that are nearly of a form, made by changing those that are.
func TestForms(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	good := []string{"-12.5e+10", ".5", "7.", "NaN", "-Infinity", "2024-01-02", "-1-1-1", "2024-1-2 3:04:5", "2024-01-02 03:04:05.123456789", ""}
	const letters = "0123456789+-.: eENaIy"
	for range 200_000 {
		text := []byte(good[random.IntN(len(good))])
		for range random.IntN(3) {
			at, c := random.IntN(len(text)+1), letters[random.IntN(len(letters))]
			switch random.IntN(3) {
			case 0:
				text = append(text[:at:at], append([]byte{c}, text[at:]...)...)
			case 1:
				text = append(text[:at:at], text[min(at+1, len(text)):]...)
			default:
				if at < len(text) {
					text[at] = c
				}
			}
		}
		for i, form := range forms {
			if got, want := form.is(string(text)), form.same.Match(text); got != want {
				t.Fatalf("form %d of %q: got %t, want %t", i, text, got, want)
			}
		}
	}
}
