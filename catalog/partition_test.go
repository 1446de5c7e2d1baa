package catalog

import "testing"

func TestUnescapePartition(t *testing.T) {
	tests := []struct{ text, want string }{
		{"2024", "2024"},
		{"a%2Fb", "a/b"},
		{"caf%c3%a9", "café"},
		{"100%", "100%"},
		{"%zz%4", "%zz%4"},
		{"a+b", "a+b"},
		{"%+1%_1", "%+1%_1"},
	}
	for _, test := range tests {
		if got := UnescapePartition(test.text); got != test.want {
			t.Errorf("%q: got %q, want %q", test.text, got, test.want)
		}
	}
}
