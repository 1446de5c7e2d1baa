package crawl

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets"
)

// A scene is a lake in a folder of its own, and a catalog.
type scene struct {
	testing.TB
	dir     string
	lake    *datasets.Lake
	catalog *catalog.Catalog
}

// newScene makes a lake of files: by path, what is in them.
func newScene(t testing.TB, files map[string]string) *scene {
	t.Helper()
	p := &scene{TB: t, dir: filepath.Join(t.TempDir(), "lake")}
	if err := os.Mkdir(p.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		p.write(name, text)
	}
	p.open(p.dir)
	return p
}

// sharedLake opens one of the lakes that are not part of the repository.
func sharedLake(t testing.TB, name string) *scene {
	t.Helper()
	p := &scene{TB: t, dir: filepath.Join("../../../shared/data/lakes", name)}
	if _, err := os.Stat(p.dir); err != nil {
		t.Skipf("the shared data is not here: %v", err)
	}
	p.open(p.dir)
	return p
}

func (p *scene) open(dir string) {
	p.Helper()
	var err error
	if p.lake, err = datasets.Open(dir); err != nil {
		p.Fatal(err)
	}
	p.Cleanup(func() { p.lake.Close() })
	if p.catalog, err = catalog.Open(filepath.Join(p.TempDir(), "catalog.db")); err != nil {
		p.Fatal(err)
	}
	p.Cleanup(func() { p.catalog.Close() })
}

func (p *scene) write(name, text string) {
	p.Helper()
	at := filepath.Join(p.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
		p.Fatal(err)
	}
	if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
		p.Fatal(err)
	}
}

func (p *scene) remove(name string) {
	p.Helper()
	if err := os.RemoveAll(filepath.Join(p.dir, name)); err != nil {
		p.Fatal(err)
	}
}

func (p *scene) move(from, to string) {
	p.Helper()
	to = filepath.Join(p.dir, to)
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		p.Fatal(err)
	}
	if err := os.Rename(filepath.Join(p.dir, from), to); err != nil {
		p.Fatal(err)
	}
}

// age sets the time of a file back.
func (p *scene) age(name string, by time.Duration) {
	p.Helper()
	at := filepath.Join(p.dir, name)
	info, err := os.Stat(at)
	if err == nil {
		err = os.Chtimes(at, info.ModTime().Add(-by), info.ModTime().Add(-by))
	}
	if err != nil {
		p.Fatal(err)
	}
}

// update crawls, and returns what changed.
func (p *scene) update(c Crawler) (*Findings, string) {
	p.Helper()
	f, changes, err := c.Update(p.Context(), p.lake, p.catalog, false)
	if err != nil {
		p.Fatal(err)
	}
	var lines []string
	for _, change := range changes {
		lines = append(lines, change.String())
	}
	return f, strings.Join(lines, "\n")
}

// crawl crawls as if nothing was known.
func (p *scene) crawl(c Crawler) *Findings {
	p.Helper()
	f, err := c.Crawl(p.Context(), p.lake, nil)
	if err != nil {
		p.Fatal(err)
	}
	return f
}

// describe writes tables with their columns, one a line.
func describe(f *Findings) string {
	var b strings.Builder
	for _, t := range f.Tables {
		fmt.Fprintf(&b, "%s %d files %d rows:", t.Table.Name.Table, t.Table.Stats.Files, t.Table.Stats.Rows)
		for _, c := range t.Table.Columns {
			fmt.Fprintf(&b, " %s %s", c.Name, c.Type)
		}
		for _, c := range t.Table.Partitions {
			fmt.Fprintf(&b, " / %s %s", c.Name, c.Type)
		}
		b.WriteString("\n")
	}
	for _, l := range f.LeftOut {
		fmt.Fprintf(&b, "left out %s: %s\n", l.Path, l.Reason)
	}
	return b.String()
}

// table returns what was found of a table.
func (f *Findings) table(t testing.TB, name string) *catalog.TableFiles {
	t.Helper()
	for i := range f.Tables {
		if f.Tables[i].Table.Name.Table == name {
			return &f.Tables[i]
		}
	}
	t.Fatalf("there is no table %s", name)
	return nil
}

// problems writes what is wrong with a table as such, one a line.
func problems(t *catalog.TableFiles) string {
	var b strings.Builder
	for _, p := range t.Problems {
		fmt.Fprintf(&b, "%s (%d) %s: %s\n", p.Kind, p.Count, p.Path, p.Cause)
		for _, place := range p.Places {
			fmt.Fprintf(&b, "  line %d: %s\n", place.Line, place.Value)
		}
	}
	return b.String()
}

// Columns of the files of a table come together by name; a column that is empty
// or has but null texts in one file is what it is in the others.
func TestMerge(t *testing.T) {
	tests := []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"wider types", map[string]string{
			"t/1.csv": "id,price,day\n1,2,2024-01-05\n2,3,2024-01-06\n",
			"t/2.csv": "day,id,price\n2024-02-01,3,2.5\n2024-02-02,4,7.25\n",
		}, "t 2 files 4 rows: id bigint price double day date\n"},
		{"a column is empty in one file and null texts in another", map[string]string{
			"t/1.csv": "id,fee\n1,\n2,\n",
			"t/2.csv": "id,fee\n3,NA\n4,NA\n",
			"t/3.csv": "id,fee\n5,2.5\n6,0\n",
		}, "t 3 files 6 rows: id bigint fee double\n"},
		{"nowhere a value", map[string]string{
			"t/1.csv": "id,note\n1,\n2,\n",
		}, "t 1 files 2 rows: id bigint note string\n"},
		{"nested members", map[string]string{
			"t/1.json": `{"id":1,"who":{"Name":"a"},"tags":[]}` + "\n" + `{"id":2,"who":{"Name":"b"},"tags":[]}` + "\n",
			"t/2.json": `{"id":3,"who":{"age":7},"tags":["x"]}` + "\n" + `{"id":4,"who":{"age":8},"tags":["y"]}` + "\n",
		}, "t 2 files 4 rows: id bigint who struct<name:string,age:bigint> tags array<string>\n"},
		{"partitions have types, and values are decoded", map[string]string{
			"t/Day=2024-01-05/City=S%C3%A3o%20Paulo/n=1/a.csv":                 "id,x\n1,2\n2,3\n",
			"t/Day=2024-01-06/City=__HIVE_DEFAULT_PARTITION__/n=2/a.csv":       "id,x\n1,2\n2,3\n",
			"t/Day=__HIVE_DEFAULT_PARTITION__/City=Rome%2FOstia/n=12345/a.csv": "id,x\n1,2\n2,3\n",
			"u/year=2024/month=01/a.csv":                                       "k,y\n1,2\n2,3\n",
			"u/year=2024/month=12/a.csv":                                       "k,y\n1,2\n2,3\n",
			"v/code=007/a.csv":                                                 "p,q\n1,2\n2,3\n",
			"w/big=12345678901/a.csv":                                          "r,s\n1,2\n2,3\n",
		}, `t 3 files 6 rows: id bigint x bigint / day date / city string / n int
u 2 files 4 rows: k bigint y bigint / year int / month int
v 1 files 2 rows: p bigint q bigint / code string
w 1 files 2 rows: r bigint s bigint / big bigint
`},
		{"what is no data", map[string]string{
			"a.csv":   "id,x\n1,2\n2,3\n",
			"p.png":   "\x89PNG\r\n\x1a\n\x00\x00",
			"_x/a":    "id,x\n1,2\n",
			".b/a":    "id,x\n1,2\n",
			"zero":    "",
			"deep/ d": "\x00\x01\x02\x03\x04\x05\x06\x07\x08",
		}, `a 1 files 2 rows: id bigint x bigint
left out deep/ d: no format fits: it looks like binary data (it begins with 00 01 02 03 04 05 06 07)
left out p.png: no format fits: it looks like a PNG picture
`},
	}
	for _, test := range tests {
		if got := describe(newScene(t, test.files).crawl(Crawler{})); got != test.want {
			t.Errorf("%s: got\n%s\nwant\n%s", test.name, got, test.want)
		}
	}
}

func TestPartitionValues(t *testing.T) {
	p := newScene(t, map[string]string{
		"t/City=S%C3%A3o%20Paulo/a.csv":           "id,x\n1,2\n2,3\n",
		"t/City=__HIVE_DEFAULT_PARTITION__/a.csv": "id,x\n1,2\n2,3\n",
		"t/City=a%2Fb/Zone=7/a.csv":               "id,x\n1,2\n2,3\n",
		"t/a.csv":                                 "id,x\n1,2\n2,3\n",
	})
	var got []string
	for _, f := range p.crawl(Crawler{}).table(t, "t").Files {
		got = append(got, f.Path+" "+strings.Join(f.Partitions, "|"))
	}
	want := `t/City=S%C3%A3o%20Paulo/a.csv São Paulo|__HIVE_DEFAULT_PARTITION__
t/City=__HIVE_DEFAULT_PARTITION__/a.csv __HIVE_DEFAULT_PARTITION__|__HIVE_DEFAULT_PARTITION__
t/City=a%2Fb/Zone=7/a.csv a/b|7
t/a.csv __HIVE_DEFAULT_PARTITION__|__HIVE_DEFAULT_PARTITION__`
	if got := strings.Join(got, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// The findings do not depend on how many workers there are, or in which order
// they are done.
func TestWorkers(t *testing.T) {
	files := make(map[string]string)
	for i := range 60 {
		files[fmt.Sprintf("t/k=%d/%d.csv", i%7, i)] = fmt.Sprintf("id,a%d,day\n1,2,%02d/%02d/2024\n2,x%d,05/%02d/2024\n", i%3, i%12+1, i%28+1, i, i%9+1)
		files[fmt.Sprintf("u%d/%d.json", i%4, i)] = fmt.Sprintf(`{"id":%d,"v":{"m%d":1}}`, i, i%5) + "\n"
		files[fmt.Sprintf("v/%d.csv", i)] = strings.Repeat(fmt.Sprintf("c%d,", i%11), 3) + "z\n1,2,3,4\n5,6,7,8\n"
	}
	p := newScene(t, files)
	first := ""
	for _, workers := range []int{1, 4, 2, 4} {
		f := p.crawl(Crawler{Workers: workers})
		f.Took = 0
		got := describe(f)
		for i := range f.Tables {
			got += problems(&f.Tables[i])
			for _, file := range f.Tables[i].Files {
				got += fmt.Sprintf("%s %v %+v\n", file.Path, file.Partitions, file.Scan)
			}
		}
		got += fmt.Sprintf("%+v", f.Groups)
		if first == "" {
			first = got
		}
		if got != first {
			t.Fatalf("%d workers: got\n%.2000s\nwant\n%.2000s", workers, got, first)
		}
	}
	if !strings.Contains(first, "\nt 20 files 40 rows: id bigint a0 string day date / k int\n") {
		t.Errorf("got\n%.500s", first)
	}
}

// A crawl whose context ends returns its error, and soon.
func TestCancelled(t *testing.T) {
	files := make(map[string]string)
	for i := range 200 {
		files[fmt.Sprintf("t/%d.csv", i)] = "id,x\n1,2\n2,3\n"
	}
	p := newScene(t, files)
	ctx, cancel := context.WithCancel(t.Context())
	c := Crawler{Progress: func(p Progress) {
		if p.Files == 20 {
			cancel()
		}
	}}
	var last Progress
	report := c.Progress
	c.Progress = func(p Progress) { last = p; report(p) }
	if _, err := c.Crawl(ctx, p.lake, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if last.Files > 60 {
		t.Errorf("went on to %d files", last.Files)
	}
	if _, err := new(Crawler).Crawl(ctx, p.lake, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("from the beginning: got %v", err)
	}
}

// Files may vanish, change and be locked while they are crawled.
func TestRestlessLake(t *testing.T) {
	p := newScene(t, map[string]string{
		"a.csv": "id,x\n1,2\n2,3\n",
		"b.csv": "k,l,m\n1,2,3\n4,5,6\n",
		"c.csv": "p,q,r,s\n1,2,3,4\n4,5,6,7\n",
	})
	changed := 0
	c := Crawler{Workers: 1, Progress: func(now Progress) {
		switch {
		case now.Files == 1 && now.Path == "a.csv":
			p.remove("b.csv")
		case now.Files == 2 && changed == 0:
			changed++
			p.write("c.csv", "p,q,r,s\n1,2,3,4\n4,5,6,7\n8,9,10,x\n")
		}
	}}
	got := describe(p.crawl(c))
	want := `a 1 files 2 rows: id bigint x bigint
c 1 files 3 rows: p bigint q bigint r bigint s string
left out b.csv: it is gone since the crawl began
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}

	// A file that never stays the same is left out, and tried again.
	writes := 0
	c.Progress = func(now Progress) {
		if now.Path == "a.csv" && now.Files == 0 {
			writes++
			p.write("a.csv", "id,x\n1,2\n"+strings.Repeat("2,3\n", writes))
		}
	}
	f, err := c.Crawl(t.Context(), p.lake, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(f.LeftOut) != 1 || f.LeftOut[0].Reason != datasets.ErrChanged.Error() || !f.LeftOut[0].Transient {
		t.Errorf("got %+v", f.LeftOut)
	}
}

// A panic while a file is read leaves out that file alone.
func TestPanic(t *testing.T) {
	p := newScene(t, map[string]string{"a.csv": "id,x\n1,2\n2,3\n"})
	at, err := p.lake.File("a.csv")
	if err != nil {
		t.Fatal(err)
	}
	broken := scanning{run: &run{Crawler: new(Crawler), lake: p.lake, known: new(catalog.Known), spool: new(spool)}, progress: newProgress(nil, nil)}
	f := &file{File: at}
	if r := broken.file(t.Context(), f, 1); r.err == nil || !strings.HasPrefix(r.err.Error(), "internal error while reading it: ") || f.scan != nil {
		t.Errorf("got %+v, %+v", r, f.scan)
	}
}

func TestLocked(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may read everything")
	}
	p := newScene(t, map[string]string{"a.csv": "id,x\n1,2\n2,3\n", "locked/b.csv": "k,l\n1,2\n2,3\n", "c.csv": "p,q,r\n1,2,3\n1,2,3\n"})
	lock := func(name string, mode fs.FileMode) {
		if err := os.Chmod(filepath.Join(p.dir, name), mode); err != nil {
			t.Fatal(err)
		}
	}
	lock("locked", 0)
	lock("c.csv", 0)
	defer lock("locked", 0o755)
	f, _ := p.update(Crawler{})
	want := "a 1 files 2 rows: id bigint x bigint\nleft out c.csv: permission denied\nleft out locked: permission denied\n"
	if got := describe(f); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	lock("locked", 0o755)
	lock("c.csv", 0o644)
	if f, _ := p.update(Crawler{}); f.Scanned != 2 || len(f.Tables) != 3 {
		t.Errorf("unlocked: scanned %d; %s", f.Scanned, describe(f))
	}
}

func TestHostileNames(t *testing.T) {
	long := strings.Repeat("x", 250)
	p := newScene(t, map[string]string{
		"new\nline/a b.csv":                "id,x\n1,2\n2,3\n",
		"bad\xffname/a.csv":                "id,y\n1,2\n2,3\n",
		"k=bad\xff/a.csv":                  "p,q\n1,2\n2,3\n",
		"k=%/a.csv":                        "p,q\n1,2\n2,3\n",
		"quote'\";--/a.csv":                "r,s\n1,2\n2,3\n",
		long + "/" + long:                  "t,u\n1,2\n2,3\n",
		strings.Repeat("d/", 60) + "a.csv": "v,w\n1,2\n2,3\n",
	})
	_, first := p.update(Crawler{})
	if n := strings.Count(first+"\n", "\n"); n != 5 { // those that are no UTF-8 are left out
		t.Errorf("got\n%s", first)
	}
	if f, again := p.update(Crawler{}); again != "" || f.Scanned != 0 {
		t.Errorf("the second time: scanned %d\n%s", f.Scanned, again)
	}
}

func TestTooManyTables(t *testing.T) {
	p := newScene(t, map[string]string{"a.csv": "id,x\n1,2\n2,3\n", "b.csv": "k,l,m\n1,2,3\n4,5,6\n"})
	_, err := (&Crawler{MaxTables: 1}).Crawl(t.Context(), p.lake, nil)
	var many *TooManyTablesError
	if !errors.As(err, &many) || many.Found != 2 || many.Error() != "found 2 tables, more than the 1 that there may be" {
		t.Errorf("got %v", err)
	}
	if f, err := (&Crawler{MaxTables: 2}).Crawl(t.Context(), p.lake, nil); err != nil || len(f.Tables) != 2 {
		t.Errorf("got %v", err)
	}
}
