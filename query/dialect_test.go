package query_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/tarnlake/tarn/query/translate"
)

var update = flag.Bool("update", false, "write docs/dialect.md")

// Each row of the table of constructs has an example, whose value is Athena's
// or Trino's.
func TestConstructs(t *testing.T) {
	e := open(t, lake(t, "t.csv", "a,b\n1,2\n"))
	for _, c := range translate.Constructs() {
		if got := printed(t.Context(), e, selecting(c.Example)); got != c.Value {
			t.Errorf("%s\n  %s\n  got  %s\n  want %s", c.Athena, c.Example, got, c.Value)
		}
	}
}

// The page of the dialect is printed from the tables, but for what was measured.
func TestDialectPage(t *testing.T) {
	const path = "../docs/dialect.md"
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, measured, ok := strings.Cut(string(page), "\n## Measured\n")
	if !ok {
		t.Fatalf("%s has no section of what was measured", path)
	}
	want := dialect() + "\n## Measured\n" + measured
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if want != string(page) {
		t.Errorf("%s is not what the tables say: go test ./query -run TestDialectPage -update", path)
	}
}

func dialect() string {
	var b strings.Builder
	b.WriteString("# The dialect\n\nStatements are Athena's: Trino's SQL, with Athena's own ways. They are translated by\n" +
		"their types into DuckDB's. The tables of this page are printed from those that the\ntranslator goes by, and a test runs every example.\n")
	for _, g := range translate.Groups {
		fmt.Fprintf(&b, "\n## %s\n\n", g.Name)
		if g.About != "" {
			b.WriteString(g.About + "\n\n")
		}
		b.WriteString("| Athena | here | example | answer |\n|---|---|---|---|\n")
		for _, c := range translate.Constructs() {
			if c.Group == g.Name {
				fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", escaped(c.Athena), escaped(c.Becomes), code(c.Example), code(c.Value))
			}
		}
	}
	b.WriteString("\n## Functions\n\nFunctions without an example are refused.\n")
	for _, family := range translate.Families() {
		fmt.Fprintf(&b, "\n### %s\n\n| signature | example | answer |\n|---|---|---|\n", family.Name)
		for _, f := range family.Functions {
			value := code(f.Value)
			if f.Example == "" {
				value = "refused"
			}
			fmt.Fprintf(&b, "| %s | %s | %s |\n", code(f.Signature), code(f.Example), value)
		}
	}
	return b.String()
}

// code writes text as code within a table.
func code(text string) string {
	if text == "" {
		return ""
	}
	fence := "`"
	if strings.Contains(text, "`") {
		fence = "``"
	}
	return fence + escaped(text) + fence
}

// escaped is text as it stands in a table.
func escaped(text string) string { return strings.NewReplacer("|", `\|`, "\n", " ").Replace(text) }
