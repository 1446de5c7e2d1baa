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
