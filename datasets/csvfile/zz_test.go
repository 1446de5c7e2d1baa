package csvfile

import (
	"encoding/csv"
	"github.com/tarnlake/tarn/datasets"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestZZ(t *testing.T) {
	for _, root := range strings.Fields(os.Getenv("ROOTS")) {
		_, files := lakeOf(t, root)
		n, bad := 0, 0
		for _, f := range files {
			if suffix(f.Path) != ".csv" && suffix(f.Path) != ".tsv" && suffix(f.Path) != ".log" {
				continue
			}
			s, err := Format{}.Scan(t.Context(), f, datasets.ScanOptions{})
			n++
			if err != nil {
				t.Logf("%s: %v", f.Path, err)
				bad++
				continue
			}
			file, _ := os.Open(filepath.Join(root, f.Path))
			r := csv.NewReader(file)
			r.LazyQuotes = true
			if s.Options["delimiter"] != "" {
				r.Comma = rune(s.Options["delimiter"][0])
			}
			rec, _ := r.Read()
			file.Close()
			rec = rec[:min(len(rec), 5)]
			o := s.Options
			if o["header"] != "true" || o["delimiter"] != "," || s.Copy != "" || len(s.Problems) > 0 {
				bad++
				t.Logf("%s: %d rows %d cols %v copy %q problems %v first %.150q", f.Path, s.Rows, len(s.Columns), o, s.Copy, kindsOf(s.Problems), rec)
			}
		}
		t.Logf("%s: %d files, %d listed", root, n, bad)
	}
}
