package crawl

import (
	"strings"
	"testing"
)

// Why files are read as they are is told from what the catalog keeps, as it is
// when they were just read.
func TestExplainWhy(t *testing.T) {
	p := newScene(t, map[string]string{
		"towns/1.csv": "Towns of the north\nname;founded;area\nT\xf8nder;1243;1.184,25\nS\xf8nderborg;1253;54,9\nR\xf8m\xf8;1864;128,8\nHj\xf8rring;1243;7,5\n",
		"towns/2.csv": "Towns of the north\nname;founded;area\nT\xf8nder;1243;1.184,25\nK\xf8ge;1288;12,5\nS\xf8nderborg;1253;54,9\n",
		"people.csv":  "name,born,since\nAnn,1990,2010-11\nBob,1984,2011-12\nEve,2001,2012-13\n",
		"log.json":    `{"Records": [{"who": "ann"}, {"who": "bob"}], "page": 1}`,
	})
	var first string
	for _, crawl := range []string{"first", "second"} {
		f, _ := p.update(Crawler{Found: func(*Findings) error { return nil }}) // keeps what explains
		all, err := f.Explain(t.Context(), "")
		if err != nil || len(all) != 3 {
			t.Fatalf("got %+v, %v", all, err)
		}
		var text strings.Builder
		for i := range all {
			if err := all[i].WriteText(&text); err != nil {
				t.Fatal(err)
			}
			for _, file := range all[i].Files {
				if file.Reasons == nil {
					t.Errorf("%s: no reasons", file.Path)
				}
			}
		}
		if got := strings.ReplaceAll(text.String(), "  not changed", ""); crawl == "first" {
			first = got
			golden(t, "why.txt", got)
		} else if got != first {
			t.Errorf("of known files: got\n%s\nwant\n%s", got, first)
		}
	}
}
