package crawl

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// Whether a file of text has a header is decided by the other files of its folder.
func TestHeaderOfSiblings(t *testing.T) {
	people := "Ann,Smith,red\nBob,Jones,blue\nEve,Brown,green\n"
	tests := []struct {
		name  string
		files map[string]string
		want  string // path, has a header, rows
	}{
		{"a first line that is the header of another file is one", map[string]string{
			"t/1.csv": "Jan,Feb,Mar\n1,2,3\n4,5,6\n",
			"t/2.csv": "Jan,Feb,Mar\nno,no,no\nno,yes,no\n",
			"t/3.csv": "Jan,Feb,Mar\n",
			"t/4.csv": "Jan,Feb,Mar\nJul,Aug,Sep\nOct,Nov,Dec\n",
		}, "1 true 2, 2 true 2, 3 true 0, 4 true 2"},
		{"so is one that two files have", map[string]string{
			"t/a.csv": "Who,Whose,Where\nAnn,Smith,Rome\nBob,Jones,Oslo\n",
			"t/b.csv": "Who,Whose,Where\nEve,Brown,Bern\nJoe,Black,Kyiv\n",
		}, "a true 2, b true 2"},
		{"which copies are not", map[string]string{
			"t/a.csv": people,
			"t/b.csv": people,
		}, "a false 3, b false 3"},
		{"beside files that have none, one row is a row", map[string]string{
			"t/1.csv": "Ann,Oslo,12\nBob,Bern,15\nEve,Kyiv,17\n",
			"t/2.csv": "Kim,Rome,far\n",
		}, "1 false 3, 2 false 1"},
		{"which says nothing if another has one for certain, be it all text", map[string]string{
			"t/1.csv": "Ann,Oslo,12\nBob,Bern,15\nEve,Kyiv,17\n",
			"t/2.csv": "Kim,Rome,far\n",
			"t/3.csv": "first_name,city,note\nbob@example.org,Bern Inc.,it is near\neve@example.org,Kyiv Inc.,it is far\n",
		}, "1 false 3, 2 true 0, 3 true 2"},
		{"names that are always others are none", map[string]string{
			"t/staff_1.csv": "Ann,Smith\nbob@example.org,Jones Inc.\neve@example.org,Brown Inc.\n",
			"t/staff_2.csv": "Kim,Moore\njoe@example.org,Black Inc.\nmax@example.org,White Inc.\n",
			"t/staff_3.csv": "Tim,Adams\nrob@example.org,Green Inc.\nian@example.org,Young Inc.\n",
		}, "staff_1 false 3, staff_2 false 3, staff_3 false 3"},
		{"files of other names have headers of their own", map[string]string{
			"t/people.csv": "Name,Family\nbob@example.org,Jones Inc.\neve@example.org,Brown Inc.\n",
			"t/towns.csv":  "Town,Land\njoe@example.org,Black Inc.\nmax@example.org,White Inc.\n",
			"t/trees.csv":  "Tree,Leaf\nrob@example.org,Green Inc.\nian@example.org,Young Inc.\n",
		}, "people true 2, towns true 2, trees true 2"},
		{"what a person decided stays", map[string]string{
			"t/1.csv":   "Jan,Feb\n1,2\n4,5\n",
			"t/2.csv":   "Jan,Feb\nno,no\nno,yes\n",
			"tarn.yaml": "files:\n  - path: t/2.csv\n    options: {header: false}\n",
		}, "1 true 2, 2 false 3"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := newScene(t, test.files)
			for _, again := range []string{"first", "known", "full"} {
				f, _ := p.update(Crawler{Full: again == "full"})
				var got []string
				for _, table := range f.Tables {
					for file := range table.All() {
						name := strings.TrimSuffix(strings.TrimPrefix(file.Path, "t/"), ".csv")
						got = append(got, fmt.Sprint(name, " ", file.Scan.Options["header"], " ", file.Scan.Rows))
					}
				}
				slices.Sort(got)
				if got := strings.Join(got, ", "); got != test.want {
					t.Errorf("%s: got %s, want %s", again, got, test.want)
				}
				if n := len(got); again == "known" && f.Reused != n {
					t.Errorf("reused %d files of %d", f.Reused, n)
				}
			}
		})
	}
}

// A file of which it was doubtful whether it has a header is seen in a new light
// when others come, though it is known.
func TestHeaderOfKnownFile(t *testing.T) {
	p := newScene(t, map[string]string{"t/2.csv": "Kim,Rome,far\n"})
	step := func(want string) {
		t.Helper()
		f, _ := p.update(Crawler{})
		var got []string
		for _, table := range f.Tables {
			for file := range table.All() {
				got = append(got, fmt.Sprint(file.Path, " ", file.Scan.Options["header"], " ", file.Scan.Rows))
			}
		}
		slices.Sort(got)
		if got := strings.Join(got, ", "); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	step("t/2.csv true 0")
	p.write("t/1.csv", "Ann,Oslo,12\nBob,Bern,15\nEve,Kyiv,17\n")
	step("t/1.csv false 3, t/2.csv false 1")
	step("t/1.csv false 3, t/2.csv false 1")
}
