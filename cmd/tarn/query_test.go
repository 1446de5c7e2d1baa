package main

import (
	"errors"
	"fmt"
	"testing"

	"github.com/tarnlake/tarn/query"
	"github.com/tarnlake/tarn/query/statement"
)

func TestMoved(t *testing.T) {
	tests := []struct{ start, at, want statement.Position }{
		{statement.Position{Line: 1, Column: 1}, statement.Position{Line: 1, Column: 8}, statement.Position{Line: 1, Column: 8}},
		{statement.Position{Line: 3, Column: 5}, statement.Position{Line: 1, Column: 8}, statement.Position{Line: 3, Column: 12}},
		{statement.Position{Line: 3, Column: 5}, statement.Position{Line: 2, Column: 8}, statement.Position{Line: 4, Column: 8}},
		{statement.Position{Line: 3, Column: 5}, statement.Position{}, statement.Position{}}, // not known
	}
	for _, test := range tests {
		err := moved(fmt.Errorf("x: %w", &query.StatementError{Position: test.at}), test.start)
		var fault *query.StatementError
		if errors.As(err, &fault); fault.Position != test.want {
			t.Errorf("%v of a statement at %v: got %v, want %v", test.at, test.start, fault.Position, test.want)
		}
	}
}

// Sizes are what they are to DuckDB.
func TestSizeOf(t *testing.T) {
	for text, want := range map[string]int64{
		"7b": 7, "2GB": 2_000_000_000, "500 MB": 500_000_000, "1.5kB": 1500, "1KiB": 1024, "0.5 gib": 1 << 29, "1TiB": 1 << 40,
	} {
		if !sizePattern.MatchString(text) {
			t.Errorf("%s is no size", text)
		}
		if got := sizeOf(text); got != want {
			t.Errorf("%s: got %d, want %d", text, got, want)
		}
	}
}
