package crawl

import (
	"strings"
	"testing"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets"
)

// A refresh looks at the folder of one table, and at nothing else.
func TestRefresh(t *testing.T) {
	p := newScene(t, map[string]string{
		"orders/year=2023/a.csv": "id,total\n1,10\n",
		"orders/year=2024/a.csv": "id,total\n2,20\n",
		"orders/year=2024/b.csv": "id,total\n3,30\n",
		"stock/a.json":           `{"sku":"a","left":1}` + "\n",
		"stock/b.json":           `{"sku":"b","left":2}` + "\n",
	})
	p.update(Crawler{})
	orders, stock := catalog.Name{Database: "default", Table: "orders"}, catalog.Name{Database: "default", Table: "stock"}

	p.write("orders/year=2024/b.csv", "id,total\n3,30.5\n4,40\n") // changed
	p.remove("orders/year=2023")
	p.write("orders/year=2025/a.csv", "id,total\n5,50\n") // new
	p.write("stock/c.json", `{"sku":"c","left":3}`+"\n")
	p.remove("stock/a.json")
	p.write("later/a.csv", "x,y\n1,2\n")

	f, err := new(Crawler).Refresh(t.Context(), p.lake, p.catalog, orders)
	if err != nil {
		t.Fatal(err)
	}
	if f.Scanned != 2 {
		t.Errorf("%d files scanned, want 2", f.Scanned)
	}
	got, err := p.catalog.Table(t.Context(), orders)
	if err != nil || got.Stats.Files != 3 || got.Stats.Rows != 4 || got.Columns[1].Type.String() != "double" {
		t.Errorf("orders: %+v, %v", got, err)
	}
	if got, err := p.catalog.Table(t.Context(), stock); err != nil || got.Stats.Files != 2 || got.Version != 1 {
		t.Errorf("stock: %+v, %v", got, err)
	}
	if names, err := p.catalog.Names(t.Context(), "default"); err != nil || len(names) != 2 {
		t.Errorf("tables: %v, %v", names, err)
	}
}

// What the last crawl left out on request stays out, until a crawl says otherwise.
func TestRefreshExcludes(t *testing.T) {
	p := newScene(t, map[string]string{"orders/a.csv": "id,total\n1,10\n", "orders/b.csv": "id,total\n2,20\n", "orders/old.csv": "id,total\n3,x\n"})
	orders := catalog.Name{Database: "default", Table: "orders"}
	old, err := datasets.ParseGlob("**/old*")
	if err != nil {
		t.Fatal(err)
	}
	check := func(when string, files int64) {
		t.Helper()
		p.write("orders/a.csv", "id,total\n1,10\n"+strings.Repeat("1,10\n", len(when)))
		if _, err := new(Crawler).Refresh(t.Context(), p.lake, p.catalog, orders); err != nil {
			t.Fatal(err)
		}
		if got, err := p.catalog.Table(t.Context(), orders); err != nil || got.Stats.Files != files {
			t.Errorf("%s: %d files, want %d, %v", when, got.Stats.Files, files, err)
		}
		known, err := p.catalog.Known(t.Context(), "default")
		if err != nil || known.Excludes("orders/old.csv") != (files == 2) || known.Excludes("orders/a.csv") {
			t.Errorf("%s: what is known to be left out is not, %v", when, err)
		}
	}
	p.update(Crawler{Exclude: []*datasets.Glob{old}})
	check("it was left out", 2)
	check("and the time after", 2)
	p.update(Crawler{})
	check("it is not any more", 3)
}

// A table of one file is that file; the one beside it is another table's matter.
func TestRefreshLoneFile(t *testing.T) {
	p := newScene(t, map[string]string{"a.csv": "id,total\n1,10\n", "b.json": `{"sku":"a"}` + "\n"})
	p.update(Crawler{})
	p.write("a.csv", "id,total\n1,10\n2,20\n")
	p.write("b.json", `{"sku":"a"}`+"\n"+`{"sku":"b"}`+"\n")
	if _, err := new(Crawler).Refresh(t.Context(), p.lake, p.catalog, catalog.Name{Database: "default", Table: "a"}); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]int64{"a": 2, "b": 1} {
		if got, err := p.catalog.Table(t.Context(), catalog.Name{Database: "default", Table: name}); err != nil || got.Stats.Rows != want {
			t.Errorf("%s: %d rows, want %d; %v", name, got.Stats.Rows, want, err)
		}
	}
}
