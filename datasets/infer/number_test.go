package infer

import (
	"fmt"
	"math"
	"math/rand"
	"strconv"
	"strings"
	"testing"
)

// Whether a double keeps the digits of a number is what strconv says.
func TestGivenBackQuick(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	told := 0
	for range 300000 {
		places := r.Intn(19)
		f := math.Ldexp(r.Float64(), r.Intn(60)-10)
		text := strconv.FormatFloat(f, 'f', places, 64)
		if r.Intn(2) == 0 { // not printed from a double
			text = text[:len(text)-1] + strconv.Itoa(r.Intn(10))
		}
		whole, fraction, _ := strings.Cut(text, ".")
		whole = strings.TrimLeft(whole, "0")
		n, err := strconv.ParseUint(whole+fraction, 10, 64)
		if err != nil || len(strings.TrimLeft(whole+fraction, "0")) <= sureDigits {
			continue
		}
		kept, known := givenBackQuick(n, len(whole)+len(fraction), len(fraction))
		if !known {
			continue
		}
		told++
		if want := givenBack([]byte(text), []byte(whole), []byte(fraction)); kept != want {
			t.Fatalf("%s: got %t, want %t", text, kept, want)
		}
	}
	if told < 10000 {
		t.Errorf("told at once of only %d numbers", told)
	}
}

// What the quick ways read is what strconv reads.
func TestDigits(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	for range 100000 {
		n := r.Uint64() % wholePowers[r.Intn(19)]
		text := fmt.Sprint(n)
		buffer := append([]byte(text), "0.,9Zx-+"...)
		if len(text) <= wordSize {
			if got, ok := digits8(load(buffer), len(text)); !ok || got != n {
				t.Fatalf("%s: got %d, %t", text, got, ok)
			}
		} else if got, ok := digits18(buffer[:len(text)]); !ok || got != n {
			t.Fatalf("%s: got %d, %t", text, got, ok)
		}
		at := r.Intn(len(text))
		buffer[at] = byte(r.Intn(256))
		want := isDigit(buffer[at])
		if len(text) > wordSize {
			_, want = digits18(buffer[:len(text)])
			_, err := strconv.ParseUint(string(buffer[:len(text)]), 10, 64)
			if want != (err == nil) {
				t.Fatalf("%q: got %t, want %t", buffer[:len(text)], want, err == nil)
			}
		} else if _, ok := digits8(load(buffer), len(text)); ok != want {
			t.Fatalf("%q: got %t, want %t", buffer[:len(text)], ok, want)
		}
	}
}
