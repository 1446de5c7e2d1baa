package render

import "testing"

func TestSparkline(t *testing.T) {
	tests := []struct {
		counts []float64
		width  int
		want   string
	}{
		{nil, 5, ""},
		{[]float64{0, 0}, 5, "  "},
		{[]float64{1, 2, 3, 4, 5, 6, 7, 8}, 8, "▁▂▃▄▅▆▇█"},
		{[]float64{8, 0, 8}, 8, "█ █"},
		{[]float64{1, 1e9}, 8, "▁█"},            // something is never nothing
		{[]float64{1, 1, 1, 1, 2, 2}, 3, "▄▄█"}, // 2, 2, 4
		{[]float64{1, 1, 1, 1, 4}, 3, "▄▄█"},    // 2, 2, and one alone
		{[]float64{1, 1, 1, 1, 1, 1}, 4, "███"}, // as many each time
		{[]float64{-1, 2}, 4, " █"},
	}
	for _, test := range tests {
		if got := Sparkline(test.counts, test.width); got != test.want {
			t.Errorf("%v in %d: got %q, want %q", test.counts, test.width, got, test.want)
		}
	}
}

func TestBar(t *testing.T) {
	tests := []struct {
		share float64
		width int
		want  string
	}{
		{0, 10, ""}, {1, 4, "████"}, {2, 4, "████"}, {0.5, 4, "██"},
		{0.5, 1, "▌"}, {1e-9, 10, "▏"}, {0.99, 1, "█"}, {0.9, 1, "▉"}, {-1, 5, ""},
	}
	for _, test := range tests {
		if got := Bar(test.share, test.width); got != test.want {
			t.Errorf("%v of %d: got %q, want %q", test.share, test.width, got, test.want)
		}
	}
}

func TestVisible(t *testing.T) {
	tests := []struct {
		text  string
		width int
		want  string
	}{
		{"plain", 10, "plain"},
		{"plain", 3, "pl…"},
		{"a\nb\x1b[2J", 20, `a\nb\x1b[2J`},
		{"日本語", 4, "日…"},
		{"x\u202ey", 20, `x\u202ey`},
	}
	for _, test := range tests {
		if got := Visible(test.text, test.width); got != test.want {
			t.Errorf("%q in %d: got %q, want %q", test.text, test.width, got, test.want)
		}
	}
}
