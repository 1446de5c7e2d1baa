package samples_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/tarnlake/tarn/datasets/samples"
	"github.com/tarnlake/tarn/datasets/samples/generate"
)

// The committed lake is the one that the generator makes, byte for byte. If
// this fails, someone changed one without the other: run go generate.
func TestUpToDate(t *testing.T) {
	lake, err := generate.Build(generate.Options{Faults: true})
	if err != nil {
		t.Fatal(err)
	}
	committed := files(t)
	for _, f := range lake.Files {
		got, ok := committed[f.Path]
		if !ok {
			t.Errorf("%s is not committed", f.Path)
			continue
		}
		delete(committed, f.Path)
		want := f.Data
		switch {
		case path.Ext(f.Path) == ".gz": // how well gzip packs depends on the version of Go
			got, want = unzip(t, got), unzip(t, want)
		case path.Ext(f.Path) == ".parquet" && runtime.GOARCH != "amd64": // parquet-go cuts its runs in another way there
			got, want = rows(t, got), rows(t, want)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s differs from what the generator writes", f.Path)
		}
	}
	for name := range committed {
		t.Errorf("%s is committed, but the generator does not write it", name)
	}

	list, err := lake.FaultList()
	if err != nil {
		t.Fatal(err)
	}
	same(t, "shop-faults.json", list)
	readme := lake.Readme()
	if got, err := os.ReadFile("README.md"); err != nil || sizesAside(got) != sizesAside(readme) {
		t.Errorf("README.md differs from what the generator writes (%v)", err)
	}
}

// sizesAside returns a README without the rows whose sizes depend on Go and the platform.
func sizesAside(readme []byte) string {
	lines := strings.Split(string(readme), "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, "| `order_items` | the lines") || strings.HasPrefix(line, "| `orders` | what was ordered") {
			lines[i] = ""
		}
	}
	return strings.Join(lines, "\n")
}

func same(t *testing.T, name string, want []byte) {
	t.Helper()
	got, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs from what the generator writes", name)
	}
}

func TestSize(t *testing.T) {
	size := 0
	for _, data := range files(t) {
		size += len(data)
	}
	if size > 3<<20 {
		t.Errorf("the lake has %d bytes; 3 MB is the limit", size)
	}
}

func TestCopy(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "lake")
	if err := samples.Copy("shop", dir); err != nil {
		t.Fatal(err)
	}
	for name, want := range files(t) {
		if got, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name))); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: not the file of the sample (%v)", name, err)
		}
	}
	// Somebody will play with the copy.
	returns := filepath.Join(dir, "returns", "returns.tsv")
	if err := os.WriteFile(returns, nil, 0o644); err != nil {
		t.Errorf("the copy cannot be changed: %v", err)
	}

	if err := samples.Copy("shop", t.TempDir()); err != nil {
		t.Errorf("an empty folder was refused: %v", err)
	}
	for _, bad := range []struct{ name, dir, want string }{
		{"shop", dir, "is not empty"},
		{"shop", returns, "returns.tsv"},
		{"shopping", t.TempDir(), `no sample lake is called "shopping"; there is shop`},
		{"../samples", t.TempDir(), "no sample lake"},
	} {
		if err := samples.Copy(bad.name, bad.dir); err == nil || !strings.Contains(err.Error(), bad.want) {
			t.Errorf("Copy(%q, %q): got %v, want an error about %q", bad.name, bad.dir, err, bad.want)
		}
	}
}

// files returns the embedded lake.
func files(t *testing.T) map[string][]byte {
	t.Helper()
	lake, err := samples.FS("shop")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]byte{}
	err = fs.WalkDir(lake, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		all[name], err = fs.ReadFile(lake, name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 40 {
		t.Fatalf("the lake has only %d files", len(all))
	}
	return all
}

// rows returns the rows of a Parquet file, as text.
func rows(t *testing.T, data []byte) []byte {
	t.Helper()
	list, err := parquet.Read[order](bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func unzip(t *testing.T, data []byte) []byte {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	out, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
