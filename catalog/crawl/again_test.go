package crawl

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tarnlake/tarn/catalog"
)

// A second crawl opens nothing, and sees what is new, changed, gone or moved.
func TestIncremental(t *testing.T) {
	p := newScene(t, map[string]string{
		"orders/1.csv": "id,total\n1,10\n2,20\n",
		"orders/2.csv": "id,total\n3,30\n4,40\n",
		"stock.json":   `{"sku":"a","left":1}` + "\n" + `{"sku":"b","left":2}` + "\n",
		"picture.png":  "\x89PNG\r\n\x1a\n\x00\x00",
	})
	step := func(name string, c Crawler, scanned, reused, moved int, want string) {
		t.Helper()
		f, changes := p.update(c)
		if want = strings.TrimSpace(want); changes != want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, changes, want)
		}
		if f.Scanned != scanned || f.Reused != reused || f.Moved != moved {
			t.Errorf("%s: scanned %d, reused %d, moved %d", name, f.Scanned, f.Reused, f.Moved)
		}
	}
	step("first", Crawler{}, 4, 0, 0, `
+ default.orders  csv  2 files  4 rows  2 columns  38 bytes
+ default.stock  json  1 file  2 rows  2 columns  42 bytes`)
	step("nothing changed", Crawler{}, 0, 3, 0, "")
	step("all again", Crawler{Full: true}, 4, 0, 0, "")

	p.write("orders/3.csv", "id,total\n5,2.5\n6,50\n")
	step("a new file", Crawler{}, 1, 3, 0, `
~ default.orders  +1 file  +2 rows  ~ total bigint -> double`)
	p.write("orders/3.csv", "id,total\n5,25\n6,50\n7,60\n")
	step("a changed file", Crawler{}, 1, 3, 0, `
~ default.orders  ~1 file  +1 row  ~ total double -> bigint`)
	p.remove("orders/1.csv")
	step("a file that is gone", Crawler{}, 0, 3, 0, `
~ default.orders  -1 file  -2 rows`)
	p.move("orders/2.csv", "orders/deep/2.csv")
	step("a moved file", Crawler{}, 0, 3, 1, `
+ default.deep  csv  1 file  2 rows  2 columns  19 bytes
~ default.orders  -1 file  -2 rows`)
	files, err := p.catalog.Files(t.Context(), catalog.Name{Database: "default", Table: "deep"})
	if err != nil || len(files) != 1 || len(files[0].Scan.Evidence) != 2 || files[0].Scan.Evidence[1].Max != "40" {
		t.Errorf("evidence of a moved file: %+v, %v", files, err)
	}
	step("nothing changed since", Crawler{}, 0, 3, 0, "")

	p.remove("stock.json")
	_, changes := p.update(Crawler{})
	if want := "~ default.stock  -1 file  -2 rows  deprecated: nothing of it is left in the lake"; changes != want {
		t.Errorf("a table that is gone: got\n%s\nwant\n%s", changes, want)
	}
	step("and still is", Crawler{}, 0, 2, 0, "")
	p.write("stock.json", `{"sku":"a","left":1}`+"\n")
	step("and comes back", Crawler{}, 1, 2, 0, `
~ default.stock  +1 file  +1 row  no longer deprecated`)
	p.remove("stock.json")
	step("and is to be dropped", Crawler{OnDelete: catalog.DeleteDrop}, 0, 2, 0, `
- default.stock  json  1 file`)
}

// A file that has the size and the time of one that is gone, and other bytes,
// is another file.
func TestMovedIsTheSameFile(t *testing.T) {
	p := newScene(t, map[string]string{"a.csv": "id,x\n1,2\n2,3\n", "keep.csv": "k,l,m\n1,2,3\n4,5,6\n"})
	p.update(Crawler{})
	info, err := os.Stat(filepath.Join(p.dir, "a.csv"))
	if err != nil {
		t.Fatal(err)
	}
	p.remove("a.csv")
	p.write("b.csv", "id,x\n1,z\n2,3\n")
	if err := os.Chtimes(filepath.Join(p.dir, "b.csv"), info.ModTime(), info.ModTime()); err != nil {
		t.Fatal(err)
	}
	f, _ := p.update(Crawler{})
	if f.Moved != 0 || f.Scanned != 1 {
		t.Errorf("moved %d, scanned %d", f.Moved, f.Scanned)
	}
	if got := f.table(t, "b").Table.Columns[1].Type.String(); got != "string" {
		t.Errorf("got %s", got)
	}
}

// With checksums, neither the same size and time nor other times deceive.
func TestChecksum(t *testing.T) {
	p := newScene(t, map[string]string{"a.csv": "id,x\n1,2\n2,3\n", "b.csv": "k,l,m\n1,2,3\n4,5,6\n"})
	careful := Crawler{Checksum: true}
	p.update(Crawler{})
	if f, _ := p.update(careful); f.Scanned != 2 {
		t.Errorf("no checksum is known: scanned %d", f.Scanned)
	}
	if f, changes := p.update(careful); f.Scanned != 0 || f.Reused != 2 || changes != "" {
		t.Errorf("unchanged: scanned %d, reused %d, %s", f.Scanned, f.Reused, changes)
	}
	p.age("b.csv", time.Hour)
	if f, changes := p.update(careful); f.Scanned != 0 || changes != "~ default.b  ~1 file" {
		t.Errorf("another time: scanned %d, %s", f.Scanned, changes)
	}
	files, err := p.catalog.Files(t.Context(), catalog.Name{Database: "default", Table: "b"})
	if err != nil || len(files) != 1 || len(files[0].Scan.Evidence) != 3 {
		t.Errorf("evidence of a touched file: %+v, %v", files, err)
	}
	info, err := os.Stat(filepath.Join(p.dir, "a.csv"))
	if err != nil {
		t.Fatal(err)
	}
	overwrite := func(text string) {
		p.write("a.csv", text)
		if err := os.Chtimes(filepath.Join(p.dir, "a.csv"), info.ModTime(), info.ModTime()); err != nil {
			t.Fatal(err)
		}
	}
	overwrite("id,x\n1,9\n2,3\n")
	if f, changes := p.update(careful); f.Scanned != 1 || changes != "~ default.a  ~1 file" {
		t.Errorf("other numbers: scanned %d, %q", f.Scanned, changes)
	}
	overwrite("id,x\n1,z\n2,3\n")
	if f, _ := p.update(Crawler{}); f.Scanned != 0 {
		t.Errorf("without checksums: scanned %d", f.Scanned)
	}
	if f, changes := p.update(careful); f.Scanned != 1 || !strings.Contains(changes, "~ x bigint -> string") {
		t.Errorf("with checksums: scanned %d, %s", f.Scanned, changes)
	}
}

func TestNewFolders(t *testing.T) {
	p := newScene(t, map[string]string{"t/k=1/a.csv": "id,x\n1,2\n2,3\n", "t/k=2/a.csv": "id,x\n1,2\n2,3\n"})
	p.update(Crawler{})
	p.write("t/k=1/b.csv", "id,x\n1,2\n2,3\n")
	p.write("t/k=2/a.csv", "id,x\n1,2\n2,3\n4,text\n")
	p.write("t/k=3/a.csv", "id,x,y\n1,2,3\n2,3,4\n")
	f, changes := p.update(Crawler{NewFolders: true})
	if want := "~ default.t  +1 file  +2 rows"; changes != want || f.Scanned != 1 || f.Ignored != 1 {
		t.Errorf("got %s, scanned %d, ignored %d", changes, f.Scanned, f.Ignored)
	}
	all, err := p.catalog.Problems(t.Context(), "default")
	if err != nil || len(all) != 1 || all[0].Kind != "change not made" || !strings.HasPrefix(all[0].Cause, "+ y bigint") {
		t.Errorf("got %+v, %v", all, err)
	}
	if _, changes := p.update(Crawler{}); !strings.Contains(changes, "+1 file  ~1 file") || !strings.Contains(changes, "~ x bigint -> string") {
		t.Errorf("afterwards: %s", changes)
	}
}
