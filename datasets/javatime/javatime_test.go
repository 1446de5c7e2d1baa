package javatime

import (
	"testing"
	"time"
)

// Expectations are what Java's documentation says of the letters.
func TestPattern(t *testing.T) {
	tests := []struct{ pattern, text, want, unit string }{
		{"yyyy-MM-dd", "2024-02-29", "2024-02-29T00:00:00Z", "DAYS"},
		{"yyyy-MM-dd", "2023-02-29", "", "DAYS"},
		{"yyyy/MM/dd/HH", "2024/02/29/23", "2024-02-29T23:00:00Z", "HOURS"},
		{"yyyyMMddHHmmss", "20240229010203", "2024-02-29T01:02:03Z", "SECONDS"},
		{"yyyy-M-d", "2024-2-9", "2024-02-09T00:00:00Z", "DAYS"},
		{"MM/yyyy", "02/2024", "2024-02-01T00:00:00Z", "MONTHS"},
		{"uuuu", "2024", "2024-01-01T00:00:00Z", "YEARS"},
		{"yy-DDD", "24-060", "2024-02-29T00:00:00Z", "DAYS"},
		{"yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "2024-02-29T01:02:03.450+01:00", "2024-02-29T00:02:03.45Z", "MILLISECONDS"},
		{"dd MMM yyyy hh:mm a", "29 Feb 2024 12:05 AM", "2024-02-29T00:05:00Z", "MINUTES"},
		{"EEEE, d MMMM yyyy", "Thursday, 29 February 2024", "2024-02-29T00:00:00Z", "DAYS"},
		{"''yyyy''", "'2024'", "2024-01-01T00:00:00Z", "YEARS"},
		{"yyyy-MM-dd", "2024-02-29 ", "", "DAYS"},
		{"HH", "24", "", "HOURS"},
	}
	for _, test := range tests {
		p, err := Parse(test.pattern)
		if err != nil {
			t.Errorf("%s: %v", test.pattern, err)
			continue
		}
		got := ""
		at, ok := p.Parse(test.text)
		if ok {
			got = at.Format(time.RFC3339Nano)
		}
		if got != test.want || p.Unit() != test.unit {
			t.Errorf("%s of %s: got %s of %s, want %s of %s", test.pattern, test.text, got, p.Unit(), test.want, test.unit)
		}
		if zoned := test.pattern[len(test.pattern)-1] == 'X'; ok && !zoned && p.Format(at) != test.text {
			t.Errorf("%s: writes %s, want %s", test.pattern, p.Format(at), test.text)
		}
	}
	for _, pattern := range []string{"yyyy-'x", "yyyy-ww", "[yyyy]"} {
		if _, err := Parse(pattern); err == nil {
			t.Errorf("%s is read", pattern)
		}
	}
}
