package csvfile

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tarnlake/tarn/datasets"
)

// Each file has the reasons that its bytes give, told as what=choice and the
// place, and no reason for what is plain or was decided by somebody.
func TestReasons(t *testing.T) {
	rows := "Ann;1990\nBob;1984\nEve;2001\n"
	tests := []struct {
		name, text string
		fixed      map[string]string
		want       string
	}{
		{"plain", "a,b\n1,2\n3,4\n", nil, "delimiter=, header=true@1:a"},
		{"no header", rows, nil, "delimiter=; header=false@1:1990"},
		{"decided", "a,b\n1,2\n3,4\n", map[string]string{"delimiter": ",", "header": "true"}, ""},
		{"one column", "name\nann\nbob\neve\n", map[string]string{"header": "true"}, "delimiter=,"},
		{"a mark of the byte order", "\xef\xbb\xbfa,b\n1,2\n", map[string]string{"delimiter": ",", "header": "true"}, "encoding=utf-8"},
		{"UTF-8", "a,b\nx,Zürich\ny,Bern\n", map[string]string{"delimiter": ",", "header": "true"}, "encoding=utf-8@2:Zürich"},
		{"Latin-1", "a,b\nx,Z\xfcrich\ny,Bern\n", map[string]string{"delimiter": ",", "header": "true"}, "encoding=latin-1@2:Zürich"},
		{"an encoding that was decided", "a,b\nx,Z\xfcrich\n", map[string]string{"encoding": "windows-1252", "delimiter": ",", "header": "true"}, ""},
		{"UTF-16", "\xff\xfea\x00,\x00b\x00\n\x001\x00,\x002\x00\n\x00", map[string]string{"delimiter": ",", "header": "true"}, "encoding=utf-16le"},
		{"single quotes", "a,b\n'x, y',1\n'z, w',2\n'v, u',3\n", map[string]string{"delimiter": ",", "header": "true"}, "quote='"},
		{"titles", "Born people\n\nname;born\n" + rows, nil, "delimiter=; skip=2@1:Born people header=true@3:born"},
		{"decimal commas", "name;area\na;1,5\nb;22,75\nc;3,25\n", map[string]string{"delimiter": ";", "header": "true"}, "decimal=,@2:1,5"},
		{"groups of digits", "name;area\na;10\nb;22,750\nc;3,250,111\n", map[string]string{"delimiter": ";", "header": "true"}, "thousands=,@3:22,750"},
		{"comments", "# by ann\nname;born\n# more\n" + rows, map[string]string{"delimiter": ";", "header": "true"}, "comment=# skip=1"},
		{"a footer", "name;born;n\nAnn;1990;1\nBob;1984;2\nEve;2001;3\n\nSource: the town\n", map[string]string{"delimiter": ";", "header": "true"}, "footer=2@6:Source: the town"},
		{"a delimiter at the end", "name,born,\nAnn,1990,\nBob,1984,\n", map[string]string{"delimiter": ",", "header": "true"}, "trailing=true"},
	}
	for _, test := range tests {
		scan := scanText(t, test.text, test.fixed)
		var got []string
		for _, r := range scan.Reasons {
			at := ""
			if r.Place != nil {
				at = fmt.Sprintf("@%d:%s", r.Place.Line, r.Place.Value)
			}
			got = append(got, r.What+"="+r.Choice+at)
			if r.Why == "" {
				t.Errorf("%s: %s says nothing", test.name, r.What)
			}
		}
		if got := strings.Join(got, " "); got != test.want {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
	}
}

// The score of what was chosen is that of the best, and beside it is the next.
func TestReasonScores(t *testing.T) {
	scan := scanText(t, "a;b\n1,5;2\n3,5;4\n7,5;4\n", nil)
	r := scan.Reasons[0]
	if r.What != "delimiter" || r.Next == nil || r.Next.Choice != "," || r.Score <= r.Next.Score || r.Next.Score <= 0 {
		t.Errorf("got %+v, next %+v", r, r.Next)
	}
	if header := scan.Reasons[1]; header.What != "header" || header.Score != rounded(scan.HeaderVotes) || header.Score == 0 {
		t.Errorf("got %+v, votes %g", header, scan.HeaderVotes)
	}
}

// scanText scans a file of that text.
func scanText(t *testing.T, text string, fixed map[string]string) *datasets.Scan {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "x.csv"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	lake, files := lakeOf(t, dir)
	defer lake.Close()
	scan, err := Format{}.Scan(context.Background(), files[0], datasets.ScanOptions{Fixed: fixed})
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return scan
}

// A header with a delimiter too many is told of, and read by the engine as a copy.
func TestLongHeader(t *testing.T) {
	scan := scanText(t, "id,,name,n\n1,Ann,5\n2,Ben,6\n3,Cid,7\n", nil)
	if len(scan.Columns) != 3 || scan.Columns[1].Source != "name" || scan.Rows != 3 || scan.Copy == "" {
		t.Errorf("got %d columns, %d rows, copy %q", len(scan.Columns), scan.Rows, scan.Copy)
	}
	if len(scan.Problems) != 1 || scan.Problems[0].Kind != "long header" {
		t.Errorf("got %+v", scan.Problems)
	}
}
