package translate

import (
	"strings"
	"testing"

	"github.com/tarnlake/tarn/query/statement"
)

func TestStatement(t *testing.T) {
	tests := []struct{ athena, duckdb string }{
		{"SELECT 1", "SELECT 1"},
		{"SELECT * FROM default.orders o JOIN Default.items i", `SELECT * FROM "default".orders o JOIN "Default".items i`},
		{"SELECT 'default.x', x AS default_ -- default.y", "SELECT 'default.x', x AS default_ -- default.y"},
		{"SELECT `a b`, `c\"d` FROM `t`", `SELECT "a b", "c""d" FROM "t"`},
	}
	for _, test := range tests {
		s := statement.Split(test.athena)[0]
		got := Rewrite(s)
		if want := strings.TrimSuffix(test.duckdb, " -- default.y"); got.SQL != want {
			t.Errorf("%s: got %s, want %s", test.athena, got.SQL, want)
		}
	}
}

// A place in the translation leads back to the place in the statement.
func TestSource(t *testing.T) {
	const text = "SELECT here FROM default.a, default.there"
	s := statement.Split(text)[0]
	got := Rewrite(s)
	for _, word := range []string{"here", "a,", "there"} {
		in := strings.Index(got.SQL, word)
		if source, want := got.Source(in), strings.Index(text, word); source != want {
			t.Errorf("%s: at %d, want %d", word, source, want)
		}
	}
}
