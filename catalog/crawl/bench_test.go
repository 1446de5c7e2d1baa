package crawl

import (
	"fmt"
	"strings"
	"testing"
)

// BenchmarkGroup reports the time to group 10,000 files of one folder: alike, as
// many tables as files that all share two columns, and in partitions.
func BenchmarkGroup(b *testing.B) {
	for _, bench := range []struct {
		name string
		line func(i int) string
	}{
		{"alike", func(i int) string { return fmt.Sprintf("t/%d.csv  id name a b c d e f\n", i) }},
		{"distinct", func(i int) string {
			return fmt.Sprintf("t/x%dy.csv  id name a%d b%d c%d d%d e%d f%d\n", i, i, i, i, i, i, i)
		}},
		{"partitions", func(i int) string { return fmt.Sprintf("t/k=%d/m=%d/x.csv  id name a b c d e f\n", i/10, i%10) }},
	} {
		b.Run(bench.name, func(b *testing.B) {
			var text strings.Builder
			for i := range 10_000 {
				text.WriteString(bench.line(i))
			}
			files := parseFiles(text.String())
			b.ReportAllocs()
			for b.Loop() {
				o := grouping{lake: "lake"}
				o.group(files)
			}
		})
	}
}
