package main

import (
	"errors"
	"io/fs"
	"syscall"
	"testing"
)

func TestStatus(t *testing.T) {
	tests := []struct {
		err  error
		want int
	}{
		{nil, 0},
		{errors.New("x"), 1},
		{errPartial, 3},
		{errInterrupted, 130},
		{&fs.PathError{Op: "write", Path: "|1", Err: syscall.EPIPE}, 0}, // the reader has had enough
	}
	for _, test := range tests {
		if got := status(test.err); got != test.want {
			t.Errorf("%v: got %d, want %d", test.err, got, test.want)
		}
	}
}
