package profile

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/profile.md")

const (
	docsPath  = "../../docs/profile.md"
	docsBegin = "<!-- kinds: printed by query/profile -->"
	docsEnd   = "<!-- end of kinds -->"
)

// The kinds of findings in docs/profile.md are those of the table; -update writes
// them there.
func TestDocs(t *testing.T) {
	data, err := os.ReadFile(docsPath)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(data), docsBegin)
	_, after, ok2 := strings.Cut(rest, docsEnd)
	if !ok || !ok2 {
		t.Fatalf("%s has no place for the kinds of findings: %s", docsPath, docsBegin)
	}
	want := before + docsBegin + "\n" + kindsInMarkdown() + docsEnd + after
	if want == string(data) {
		return
	}
	if !*update {
		t.Fatalf("%s is not as the table of kinds; run with -update", docsPath)
	}
	if err := os.WriteFile(docsPath, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}

// kindsInMarkdown writes the kinds, those that are most severe first.
func kindsInMarkdown() string {
	var b strings.Builder
	for _, severity := range []string{High, Medium, Low} {
		fmt.Fprintf(&b, "### %s: %s\n\n| kind | threshold | found when | why it matters | after |\n|---|---|---|---|---|\n",
			severity, map[string]string{High: "a model made of this is wrong", Medium: "look at it before", Low: "good to know"}[severity])
		for _, k := range kinds {
			if k.Severity != severity {
				continue
			}
			threshold := ""
			if x, ok := k.threshold(DefaultThresholds()); ok {
				threshold = numberText(x)
			}
			what := strings.ReplaceAll(k.What, "THRESHOLD", "**"+threshold+"**")
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", k.Name, threshold, what, k.Why, k.Source)
		}
		b.WriteString("\n")
	}
	return b.String()
}
