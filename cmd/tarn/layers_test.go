package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

const module = "github.com/tarnlake/tarn/"

// layers are the folders of the program, lowest first. Code imports from its
// own folder and from those before it, never from those after it.
var layers = []string{"datasets", "catalog", "query", "cmd"}

// owners are the packages that alone may import a dependency, so that it can
// be replaced in one place. Tests and generators are named where they need it.
var owners = map[string][]string{
	"github.com/duckdb/duckdb-go":          {"query/duck"},
	"github.com/duckdb/duckdb-go-bindings": {"query/duck"},
	"github.com/parquet-go/parquet-go":     {"datasets/parquetfile", "datasets/samples/generate"},
	"github.com/olekukonko/tablewriter":    {"cmd/internal/render"},
	"github.com/mattn/go-runewidth":        {"cmd/internal/render"},
	"github.com/mattn/go-sqlite3":          {"catalog"},
	"github.com/spf13/cobra":               {"cmd/tarn"},
	"github.com/spf13/pflag":               {"cmd/tarn"},
	"github.com/reeflective/readline":      {"cmd/tarn"},
	"golang.org/x/term":                    {"cmd/tarn"},
	"github.com/klauspost/compress":        {"datasets"},
	"golang.org/x/text":                    {"datasets/csvfile", "query/function"}, // charsets; forms of Unicode
	"github.com/blevesearch/snowballstem":  {"query/function"},
	"github.com/dlclark/regexp2":           {"query/function"},
	"golang.org/x/sync":                    {"catalog/crawl", "query"}, // errgroup and semaphore
	"gopkg.in/yaml.v3":                     {"catalog/crawl"},
	"github.com/fsnotify/fsnotify":         {"catalog/crawl"},
	"github.com/cespare/xxhash/v2":         {"query/profile/sketch", "query/function"},
	"github.com/rogpeppe/go-internal":      nil,
	"github.com/aws/aws-sdk-go-v2":         nil,
	"github.com/google/go-cmp":             nil,
}

// TestLayers checks the whole repository.
func TestLayers(t *testing.T) {
	root := os.DirFS("../..")
	for _, offence := range offences(t, root) {
		t.Error(offence)
	}
}

// The checker must see each kind of offence, or it guards nothing.
func TestOffences(t *testing.T) {
	source := func(imports ...string) *fstest.MapFile {
		text := "package p\n"
		for _, i := range imports {
			text += "import _ " + strconv.Quote(i) + "\n"
		}
		return &fstest.MapFile{Data: []byte(text)}
	}
	tests := []struct {
		file    string
		imports string
		want    string
	}{
		{"catalog/a.go", module + "datasets/schema", ""},
		{"catalog/a.go", module + "catalog/crawl", ""},
		{"catalog/a.go", module + "query", "catalog/a.go imports query, which lies above catalog"},
		{"datasets/csvfile/a.go", module + "catalog", "datasets/csvfile/a.go imports catalog, which lies above datasets"},
		{"datasets/csvfile/a_test.go", module + "query/duck", "datasets/csvfile/a_test.go imports query/duck, which lies above datasets"},
		{"datasets/schema/a.go", module + "datasets", "datasets/schema/a.go imports datasets; the floor imports only the standard library"},
		{"datasets/schema/a.go", "golang.org/x/text/width", "datasets/schema/a.go imports golang.org/x/text/width; the floor imports only the standard library"},
		{"query/a.go", "github.com/duckdb/duckdb-go/v2", "query/a.go imports github.com/duckdb/duckdb-go/v2; only query/duck may"},
		{"query/a_test.go", "github.com/duckdb/duckdb-go/v2", "query/a_test.go imports github.com/duckdb/duckdb-go/v2; only query/duck may"},
		{"query/duck/a.go", "github.com/duckdb/duckdb-go/v2/mapping", ""},
		{"query/a_test.go", "github.com/parquet-go/parquet-go", ""},
		{"query/a.go", "github.com/parquet-go/parquet-go", "query/a.go imports github.com/parquet-go/parquet-go; only datasets/parquetfile, datasets/samples/generate may"},
		{"cmd/tarn/a_test.go", "github.com/rogpeppe/go-internal/testscript", ""},
		{"cmd/tarn/a.go", "github.com/rogpeppe/go-internal/testscript", "cmd/tarn/a.go imports github.com/rogpeppe/go-internal/testscript; only tests may"},
		{"cmd/tarn/a.go", "example.com/new", "cmd/tarn/a.go imports example.com/new, which has no owner"},
		{"cmd/tarn/a.go", "net/http", ""},
		{"notes/a.go", "net/http", "notes/a.go lies in none of the folders datasets, catalog, query, cmd"},
	}
	for _, test := range tests {
		root := fstest.MapFS{test.file: source(test.imports), "catalog/other.go": source("fmt")}
		if got := strings.Join(offences(t, root), "\n"); got != test.want {
			t.Errorf("%s imports %s: got %q, want %q", test.file, test.imports, got, test.want)
		}
	}
}

// offences returns what the Go files under root do against the law of imports.
func offences(t testing.TB, root fs.FS) []string {
	t.Helper()
	var all []string
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata"):
			return fs.SkipDir
		case d.IsDir() || path.Ext(name) != ".go":
			return nil
		}
		for _, imported := range imports(t, root, name) {
			if offence := judge(name, imported); offence != "" && !slices.Contains(all, offence) {
				all = append(all, offence)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// judge says what is wrong with an import of a file; nothing if it may be.
func judge(file, imported string) string {
	layer, _, _ := strings.Cut(file, "/")
	if path.Ext(layer) == ".go" {
		return "" // a file of the module's own folder
	}
	if !slices.Contains(layers, layer) {
		return file + " lies in none of the folders " + strings.Join(layers, ", ")
	}
	local, ours := strings.CutPrefix(imported, module)
	test := strings.HasSuffix(file, "_test.go")
	switch {
	case !ours && !strings.Contains(strings.Split(imported, "/")[0], "."):
		return "" // the standard library
	case path.Dir(file) == "datasets/schema" && !test:
		return file + " imports " + local + "; the floor imports only the standard library"
	case ours:
		if to, _, _ := strings.Cut(local, "/"); slices.Index(layers, to) > slices.Index(layers, layer) {
			return file + " imports " + local + ", which lies above " + layer
		}
		return ""
	}
	return judgeOwner(file, imported, test)
}

// judgeOwner checks that the package of a file may import a dependency. Tests
// may use what the files that they test are made of: Parquet, text, archives.
func judgeOwner(file, imported string, test bool) string {
	for dependency, may := range owners {
		if imported != dependency && !strings.HasPrefix(imported, dependency+"/") {
			continue
		}
		switch {
		case slices.Contains(may, path.Dir(file)), test && (len(may) == 0 || forTests[dependency]):
			return ""
		case len(may) == 0:
			return file + " imports " + imported + "; only tests may"
		}
		return file + " imports " + imported + "; only " + strings.Join(may, ", ") + " may"
	}
	return file + " imports " + imported + ", which has no owner"
}

// forTests are dependencies that any test may use to make the files it reads.
var forTests = map[string]bool{
	"github.com/parquet-go/parquet-go": true,
	"github.com/klauspost/compress":    true,
	"golang.org/x/text":                true,
}

// imports returns what a Go file imports.
func imports(t testing.TB, root fs.FS, name string) []string {
	t.Helper()
	text, err := fs.ReadFile(root, name)
	if err != nil {
		t.Fatal(err)
	}
	f, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, spec := range f.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, imported)
	}
	return all
}
