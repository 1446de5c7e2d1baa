package crawl

import (
	"slices"
	"testing"

	"github.com/tarnlake/tarn/catalog"
)

// What is said of the headers of all CSV files holds for files that are known,
// new, and found later, and not for files of another format.
func TestHeader(t *testing.T) {
	p := newScene(t, map[string]string{
		"t/1.csv": "a,b\nc,d\n",
		"j.json":  `{"a":1}`,
	})
	columns := func(name string) []string {
		table, err := p.catalog.Table(t.Context(), catalog.Name{Database: "default", Table: name})
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, c := range table.Columns {
			names = append(names, c.Name)
		}
		return names
	}
	check := func(when string, c Crawler, scanned int, rows int64, want ...string) {
		t.Helper()
		c.OnUpdate = catalog.UpdateReplace
		f, _ := p.update(c)
		if got := f.table(t, "t"); f.Scanned != scanned || got.Table.Stats.Rows != rows || !slices.Equal(columns("t"), want) {
			t.Errorf("%s: read %d files, %d rows, columns %q", when, f.Scanned, got.Table.Stats.Rows, columns("t"))
		}
	}
	check("no header", Crawler{Header: "false"}, 2, 2, "col_1", "col_2")
	check("it is remembered", Crawler{}, 0, 2, "col_1", "col_2")
	p.write("t/2.csv", "a,b\ne,f\n")
	check("for new files, too", Crawler{}, 1, 4, "col_1", "col_2")
	check("a header after all", Crawler{Header: "true"}, 2, 2, "a", "b")
	check("it is remembered", Crawler{}, 0, 2, "a", "b")
	p.write(PinsFile, "tables: {t: {options: {header: false}}}")
	check("what is written down comes first", Crawler{Header: "true"}, 2, 4, "col_1", "col_2")
	if got := columns("j"); !slices.Equal(got, []string{"a"}) {
		t.Errorf("JSON has the columns %q", got)
	}
}

// What is said of headers is remembered, too, if changes of tables are only logged.
func TestHeaderLogged(t *testing.T) {
	p := newScene(t, map[string]string{"t/1.csv": "a,b\nc,d\n"})
	for _, step := range []struct {
		crawler       Crawler
		scanned, rows int
	}{
		{Crawler{Header: "true"}, 1, 1},
		{Crawler{Header: "false", OnUpdate: catalog.UpdateLog}, 1, 2},
		{Crawler{OnUpdate: catalog.UpdateLog}, 0, 2},
		{Crawler{}, 0, 2},
	} {
		f, _ := p.update(step.crawler)
		if rows := int(f.table(t, "t").Table.Stats.Rows); f.Scanned != step.scanned || rows != step.rows {
			t.Errorf("header %q, on update %q: read %d files, %d rows; want %d and %d",
				step.crawler.Header, step.crawler.OnUpdate, f.Scanned, rows, step.scanned, step.rows)
		}
	}
}

func TestPrefix(t *testing.T) {
	p := newScene(t, map[string]string{"a.csv": "x,y\n1,2\n", "a.json": `{"z":1}`, "s/a.csv": "u,v,w\n1,2,3\n"})
	f, _ := p.update(Crawler{Prefix: "raw_"})
	names := func(f *Findings) (names []string) {
		for _, table := range f.Tables {
			names = append(names, table.Table.Name.Table)
		}
		return names
	}
	want := []string{"raw_a", "raw_a_json", "raw_s"}
	if got := names(f); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	f, _ = p.update(Crawler{})
	if got := names(f); !slices.Equal(got, want) {
		t.Errorf("known tables: got %q, want %q", got, want)
	}
}

// What is found is told before it is recorded, and has the problems that come
// of recording it afterwards.
func TestFound(t *testing.T) {
	p := newScene(t, map[string]string{"t/1.csv": "a,b\n1,2\n", "t/2.csv": "a,b\n1,2\n", ".hidden/x.csv": "a\n", "t/_SUCCESS": "x", "none.csv": ""})
	p.update(Crawler{})
	p.write("t/1.csv", "a\n1\n")
	p.write("t/2.csv", "a\n1\n")
	rows := int64(-1)
	f, _ := p.update(Crawler{Found: func(*Findings) error {
		table, err := p.catalog.Table(t.Context(), catalog.Name{Database: "default", Table: "t"})
		rows = int64(len(table.Columns))
		return err
	}})
	if problems := f.table(t, "t").Problems; rows != 2 || len(problems) != 1 || problems[0].Kind != "column in no file" {
		t.Errorf("before: %d columns; problems %+v", rows, problems)
	}
	if f.Hidden != 2 || !slices.Equal(f.Empty, []string{"none.csv"}) {
		t.Errorf("hidden %d, empty %q", f.Hidden, f.Empty)
	}
}
