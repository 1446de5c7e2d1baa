package infer

import (
	"testing"
	"time"
)

// The calendar is that of package time.
func TestDays(t *testing.T) {
	for year := 1; year < 10000; year++ {
		for month := 0; month < 14; month++ {
			for _, day := range [...]int{0, 1, 28, 29, 30, 31, 32} {
				want := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
				real := want.Year() == year && want.Month() == time.Month(month) && want.Day() == day
				if exists(year, month, day) != real {
					t.Fatalf("%d-%d-%d: exists is %t", year, month, day, !real)
				}
				if !real {
					continue
				}
				if got := days(year, month, day); got*86400 != want.Unix() {
					t.Fatalf("%d-%d-%d: got day %d, want %d", year, month, day, got, want.Unix()/86400)
				}
			}
		}
	}
}
