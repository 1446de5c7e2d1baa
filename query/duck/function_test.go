package duck

import (
	"fmt"
	"strings"
	"testing"
)

// Functions in Go must be seen by every session, know NULL, write all kinds of
// results, be caught by TRY, and be used by several threads at once.
func TestFunctions(t *testing.T) {
	db := openWith(t, Config{Threads: 4})
	tests := []struct{ sql, want string }{
		{"SELECT tarn_go_word_stem('accessories', 'en')", "accessori"},
		{"SELECT tarn_go_word_stem(NULL, 'en') IS NULL", "true"},
		{"SELECT string_agg(coalesce(tarn_go_normalize(s, 'NFKC'), 'none'), ' ') FROM (VALUES ('ﬁ'), (NULL), ('a longer text than fits in place ①')) t(s)", "fi none a longer text than fits in place 1"},
		{"SELECT lower(hex(tarn_go_murmur3(encode('foo'))))", "6145f501578671e2877dba2be487af7e"},
		{"SELECT tarn_go_crc32(encode('123456789'))", "3421780262"},
		{"SELECT try(tarn_go_word_stem('a', l)) IS NULL FROM (VALUES ('xx')) t(l)", "true"},
		{"SELECT CASE WHEN i > 1 THEN tarn_go_word_stem('a', 'xx') ELSE 'unharmed' END FROM (VALUES (1)) t(i)", "unharmed"},
		{"SELECT sum(tarn_go_levenshtein(i::VARCHAR, (i + 1)::VARCHAR) >= 1) FROM range(300000) t(i)", "300000"},
		{"SELECT count(*) FROM range(300000) t(i) WHERE tarn_go_hamming(lpad(i::VARCHAR, 6, '0'), CASE WHEN i % 3 > 0 THEN lpad(i::VARCHAR, 6, '0') END) = 0", "200000"},
	}
	for _, test := range tests {
		c := connect(t, db)
		rows, err := all(t, c, test.sql)
		if got := fmt.Sprint(rows); err != nil || got != "[["+test.want+"]]" {
			t.Errorf("%s: got %s %v, want %s", test.sql, got, err, test.want)
		}
		c.Close()
	}
	c := connect(t, db)
	_, err := all(t, c, "SELECT tarn_go_word_stem('a', 'xx')")
	if err == nil || !strings.HasPrefix(err.Error(), "INVALID_FUNCTION_ARGUMENT: Unknown stemmer language: xx") {
		t.Errorf("got error %v", err)
	}
}

// BenchmarkFunction calls a function that does little, and one that does more.
func BenchmarkFunction(b *testing.B) {
	c := connect(b, open(b))
	const rows = 1_000_000
	for _, bench := range []struct{ name, sql string }{
		{"nothing", "SELECT sum(strlen('word' || i)) FROM range(1000000) t(i)"},
		{"crc32", "SELECT sum(tarn_go_crc32(encode('word' || i))) FROM range(1000000) t(i)"},
		{"sha512", "SELECT sum(octet_length(tarn_go_sha512(encode('word' || i)))) FROM range(1000000) t(i)"},
		{"word_stem", "SELECT sum(strlen(tarn_go_word_stem('generations' || i % 10, 'en'))) FROM range(1000000) t(i)"},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := all(b, c, bench.sql); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(rows*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
