package infer

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "rewrite the results in testdata")

// Each file in testdata holds the values of a column, one on each line, and what
// becomes of them. An empty line is a null.
func TestResult(t *testing.T) {
	paths, _ := filepath.Glob("testdata/*.txtar")
	if len(paths) == 0 {
		t.Fatal("no cases in testdata")
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			file, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			var c Column
			values, want := file.Files[len(file.Files)-2], &file.Files[len(file.Files)-1]
			if len(file.Files) > 2 {
				if err := json.Unmarshal(file.Files[0].Data, &c.Options); err != nil {
					t.Fatal(err)
				}
			}
			at := Pos{Line: 1}
			for line := range bytes.Lines(values.Data) {
				if value := bytes.TrimSuffix(line, []byte{'\n'}); len(value) == 0 {
					c.AddNull()
				} else {
					c.Add(value, at)
				}
				at.Line++
				at.Byte += int64(len(line))
			}
			got, err := json.MarshalIndent(c.Result(), "", "\t")
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, '\n')
			if *update {
				want.Data = got
				if err := os.WriteFile(path, txtar.Format(file), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if !bytes.Equal(got, want.Data) {
				t.Errorf("got\n%s\nwant\n%s", got, want.Data)
			}
		})
	}
}
