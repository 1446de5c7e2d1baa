package catalog

import (
	"strconv"
	"strings"
)

// UnescapePartition undoes the percent-encoding of a value in the name of a
// partition folder, as Hive and DuckDB do. What is no encoded byte stands for
// itself.
func UnescapePartition(text string) string {
	if !strings.Contains(text, "%") {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '%' && i+2 < len(text) {
			if c, err := strconv.ParseUint(text[i+1:i+3], 16, 8); err == nil {
				b.WriteByte(byte(c))
				i += 2
				continue
			}
		}
		b.WriteByte(text[i])
	}
	return b.String()
}
