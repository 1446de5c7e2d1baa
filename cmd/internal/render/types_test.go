package render

import (
	"testing"

	"github.com/tarnlake/tarn/query/duck"
)

// Types stand under the headers in lower case; names in quotes stay.
func TestTypeText(t *testing.T) {
	text := duck.Type{Name: "VARCHAR"}
	tests := []struct {
		t    duck.Type
		want string
	}{
		{duck.Type{Name: "TIMESTAMP WITH TIME ZONE"}, "timestamp with time zone"},
		{duck.Type{Name: "LIST", Elem: &duck.Type{Name: "DECIMAL", Width: 10, Scale: 2}}, "decimal(10,2)[]"},
		{duck.Type{Name: "ENUM", Values: []string{"A", "it's"}}, "enum('A', 'it''s')"},
		{duck.Type{Name: "STRUCT", Fields: []duck.Field{{Name: "a", Type: text}, {Name: `B "c`, Type: text}}}, `struct(a varchar, "B ""c" varchar)`},
	}
	for _, test := range tests {
		if got := typeText(test.t); got != test.want {
			t.Errorf("%s: got %s, want %s", test.t, got, test.want)
		}
	}
}
