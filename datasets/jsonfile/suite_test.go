package jsonfile

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tarnlake/tarn/datasets"
)

const shared = "../../../shared/data/json"

// sharedFolder returns a folder of the shared data, or skips the test.
func sharedFolder(t testing.TB, name string) string {
	t.Helper()
	dir := filepath.Join(shared, name)
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no shared data: %v", err)
	}
	return dir
}

// scanFile scans a file of a folder.
func scanFile(t testing.TB, dir, name string, o datasets.ScanOptions) (*datasets.Scan, error) {
	t.Helper()
	lake, err := datasets.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer lake.Close()
	f, err := lake.File(name)
	if err != nil {
		t.Fatal(err)
	}
	return Format{}.Scan(t.Context(), f, o)
}

// JSONTestSuite says of each of its files whether it is JSON: y_ is, n_ is
// not, i_ may be taken either way.
func TestSuite(t *testing.T) {
	dir := filepath.Join(sharedFolder(t, "test-suite"), "test_parsing")
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	count := make(map[byte]int)
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".json") {
			continue
		}
		kind := e.Name()[0]
		count[kind]++
		scan, err := scanFile(t, dir, e.Name(), datasets.ScanOptions{})
		switch {
		case kind == 'y' && err != nil:
			t.Errorf("%s: %v", e.Name(), err)
		case kind == 'y' && scan.Rows == 0 && !strings.Contains(e.Name(), "empty") && !strings.Contains(e.Name(), "whitespace_array"):
			t.Errorf("%s: no rows", e.Name())
		case kind == 'n' && err == nil:
			t.Errorf("%s: read %d rows, %v", e.Name(), scan.Rows, scan.Problems)
		}
	}
	if count['y'] != 95 || count['n'] != 188 {
		t.Errorf("%d files are JSON and %d are not; want 95 and 188", count['y'], count['n'])
	}
}
