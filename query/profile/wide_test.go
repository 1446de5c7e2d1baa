package profile_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tarnlake/tarn/query/profile"
)

// Beside a table of very many columns, a small one is still asked about in few
// words, and the profile says what was not looked at.
func TestReferencesToWide(t *testing.T) {
	dir := t.TempDir()
	names, values := []string{"key"}, []string{"k1"}
	for i := range 700 {
		names, values = append(names, fmt.Sprintf("c%d", i)), append(values, fmt.Sprintf("v%d", i))
	}
	wide := strings.Join(names, ",") + "\n"
	for i := range 60 {
		values[0] = fmt.Sprintf("k%d", i)
		wide += strings.Join(values, ",") + "\n"
	}
	small := "key,other\n"
	for i := range 40 {
		small += fmt.Sprintf("k%d,x%d\n", i, i)
	}
	for name, text := range map[string]string{"wide.csv": wide, "small.csv": small} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	p := open(t, dir).profile(t, "small", profile.Options{})
	if !strings.Contains(strings.Join(p.Stopped, "\n"), "500 of 1402 pairs of columns with default.wide") {
		t.Errorf("stopped: %q", p.Stopped)
	}
	if len(p.References) != 1 || p.References[0].From != "small.key" || p.References[0].To != "wide.key" {
		t.Errorf("references: %+v", p.References)
	}
}
