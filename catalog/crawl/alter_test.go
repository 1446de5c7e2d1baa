package crawl

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets/schema"
)

var tName = catalog.Name{Database: "default", Table: "t"}

// alter makes edits of the table t and returns the line of what changed.
func (p *scene) alter(edits ...Edit) (string, *Alteration) {
	p.Helper()
	done, err := new(Crawler).Alter(p.Context(), p.lake, p.catalog, tName, false, edits...)
	if err != nil {
		p.Fatalf("%+v: %v", edits, err)
	}
	return done.line(), done
}

func (a *Alteration) line() string {
	if a.Change == nil {
		return ""
	}
	return a.Change.String()
}

// columns returns the columns and partitions of the table t.
func (p *scene) columns() string {
	p.Helper()
	table, err := p.catalog.Table(p.Context(), tName)
	if err != nil {
		p.Fatal(err)
	}
	var parts []string
	for _, f := range slices.Concat(table.Columns, table.Partitions) {
		parts = append(parts, strings.TrimSpace(fmt.Sprintf("%s %s %s", f.Name, f.Type, f.Comment)))
	}
	return strings.Join(parts, ", ")
}

func typ(t testing.TB, text string) schema.Type {
	t.Helper()
	parsed, err := schema.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// What a person edits is so at once, and no crawl makes it otherwise: neither
// the next one nor one that reads everything again.
func TestAlter(t *testing.T) {
	p := newScene(t, map[string]string{
		"t/k=1/a.csv": "zip,Order Total,day\n1,2.5,01/02/2024\n2,3.5,03/04/2024\n",
		"t/k=2/b.csv": "zip,Order Total,day\n1,2.5,05/06/2024\n2,3.5,07/08/2024\n",
		"other.csv":   "p,q\n1,2\n",
	})
	p.update(Crawler{})
	str := schema.Type{Kind: schema.String}
	steps := []struct {
		edit Edit
		want string
		read int // files
	}{
		{SetType{"ZIP", str}, "zip string, order_total double, day date, k int", 0},
		{SetName{"zip", "postcode"}, "postcode string, order_total double, day date, k int", 0},
		{SetName{"postcode", "plz"}, "plz string, order_total double, day date, k int", 0},
		{SetComment{"plz", "as on letters"}, "plz string as on letters, order_total double, day date, k int", 0},
		{SetType{"k", str}, "plz string as on letters, order_total double, day date, k string", 0},
		{SetPartitions{[]string{"shop"}}, "plz string as on letters, order_total double, day date, shop string", 0},
		{SetName{"Order Total", "total"}, "plz string as on letters, total double, day date, shop string", 0},
		{SetType{"Order Total", typ(t, "decimal(10,2)")}, "plz string as on letters, total decimal(10,2), day date, shop string", 0},
		{Hide{"total"}, "plz string as on letters, day date, shop string", 0},
		{SetDates{"day", "%d/%m/%Y"}, "plz string as on letters, day date, shop string", 0},
		{SetNulls{"day", []string{"-", "n,a"}}, "plz string as on letters, day date, shop string", 0},
		{SetParameter{"owner", "ann"}, "plz string as on letters, day date, shop string", 0},
		{Show{"total"}, "plz string as on letters, total decimal(10,2), day date, shop string", 0},
		{Hide{"total"}, "plz string as on letters, day date, shop string", 0},
		{Reset{"total"}, "plz string as on letters, order_total double, day date, shop string", 0},
		{Reset{"plz"}, "zip bigint as on letters, order_total double, day date, shop string", 0},
		{Reset{"day"}, "zip bigint as on letters, order_total double, day date, shop string", 2},
		{SetOption{"header", "false"}, "col_1 string, col_2 string, col_3 string, shop string", 2},
		{SetName{"col_1", "zip"}, "zip string, col_2 string, col_3 string, shop string", 0},
		{ResetOption{"header"}, "zip bigint, order_total double, day date, shop string", 2},
		{Reset{}, "zip bigint, order_total double, day date, k int", 0},
	}
	for i, step := range steps {
		_, done := p.alter(step.edit)
		if p.columns() != step.want || done.Scanned != step.read {
			t.Errorf("%d %+v: got %s, having read %d\nwant %s", i, step.edit, p.columns(), done.Scanned, step.want)
		}
		for _, c := range []Crawler{{}, {Full: true}} {
			if f, changes := p.update(c); changes != "" || f.Scanned > 0 != c.Full {
				t.Errorf("%d %+v: the crawl scanned %d: %s", i, step.edit, f.Scanned, changes)
			}
		}
		if p.columns() != step.want {
			t.Errorf("%d %+v: after crawls: got %s\nwant %s", i, step.edit, p.columns(), step.want)
		}
	}
	table, _ := p.catalog.Table(t.Context(), tName)
	if len(table.Parameters) != 1 || table.Parameters["owner"] != "ann" {
		t.Errorf("left are the parameters %v", table.Parameters)
	}
}

// An edit that makes no sense says what does, and of several none is made.
func TestAlterErrors(t *testing.T) {
	p := newScene(t, map[string]string{
		"t/k=1/a.csv": "zip,total,day\n1,2.5,01/02/2024\n",
		"t/k=2/b.csv": "zip,total,day\n1,2.5,01/02/2024\n",
	})
	p.update(Crawler{})
	p.alter(Hide{"day"})
	for _, test := range []struct {
		edit Edit
		want string
	}{
		{SetType{"totl", schema.Type{Kind: schema.Int}}, `default.t: there is no column "totl" (did you mean total?)`},
		{SetType{"day", schema.Type{Kind: schema.Int}}, `default.t: there is no column "day" (it is hidden)`},
		{SetType{"x\ny\xff", schema.Type{Kind: schema.Int}}, `default.t: there is no column "x\ny\xff" (the columns are zip, total, k)`},
		{SetName{"zip", "total"}, "default.t: there is a column total already ()"},
		{SetName{"zip", "k"}, "default.t: there is a column k already ()"},
		{SetName{"zip", "Zip Code"}, `default.t: "Zip Code" cannot be the name of a column (such as zip_code)`},
		{Hide{"k"}, "default.t: k is a partition, and these are in the names of folders ()"},
		{Show{"zip"}, "default.t: zip is not hidden ()"},
		{Show{"dya"}, `default.t: there is no column "dya" (did you mean day?)`},
		{SetOption{"delimeter", ","}, `default.t: there is no option "delimeter" (did you mean delimiter?)`},
		{SetOption{"records", "lines"}, "default.t: its files are csv, and records is an option of json ()"},
		{SetFormat{"xml"}, `default.t: there is no format "xml" (the formats are parquet, json, csv)`},
		{SetFormat{"parquet"}, "default.t: none of its files can be read so; t/k=1/a.csv: "},
		{SetOption{"encoding", "klingon"}, "default.t: none of its files can be read so; t/k=1/a.csv: "},
		{SetPartitions{[]string{"a", "b"}}, "default.t: it has 1 partition column, and 2 names ()"},
		{SetParameter{"pin.type", "x"}, `default.t: the parameter "pin.type" is not for people ()`},
		{SetDates{"day", "dd/mm"}, `default.t: there is no column "day" (it is hidden)`},
		{SetDates{"zip", "dd/mm"}, `default.t: "dd/mm" is no format of dates (as in %d/%m/%Y)`},
		{ResetOption{"quote"}, `default.t: nothing is decided about the option "quote" ()`},
		{Reset{"zop"}, `default.t: there is no column "zop" (did you mean zip?)`},
	} {
		_, err := new(Crawler).Alter(t.Context(), p.lake, p.catalog, tName, false, SetComment{"", "never"}, test.edit)
		var edit *EditError
		if !errors.As(err, &edit) || !strings.HasPrefix(fmt.Sprintf("%v (%s)", err, edit.Hint()), test.want) {
			t.Errorf("%+v: got %v", test.edit, err)
		}
		if table, _ := p.catalog.Table(t.Context(), tName); p.columns() != "zip bigint, total double, k int" || table.Comment != "" || table.Version != 2 {
			t.Errorf("%+v: something changed", test.edit)
		}
	}
}

// What is decided goes for files that come later, too.
func TestAlterGoesForNewFiles(t *testing.T) {
	p := newScene(t, map[string]string{"t/a.csv": "zip;day\n1;-\n2;3.4.2024\n", "t/b.csv": "zip;day\n1;1.2.2024\n"})
	p.update(Crawler{})
	line, done := p.alter(SetType{"zip", schema.Type{Kind: schema.String}}, SetName{"day", "sold"}, SetNulls{"sold", []string{"-"}},
		SetDates{"sold", "%d.%m.%Y"}, SetOption{"delimiter", ";"}, SetComment{"sold", "when"}, SetComment{"", "sales"})
	if done.Scanned != 2 || !strings.Contains(line, "2 files read otherwise") {
		t.Errorf("got %d: %s", done.Scanned, line)
	}
	p.write("t/c.csv", "zip;day;new\nB-7;31.12.2024;x\n")
	if _, changes := p.update(Crawler{}); changes != "~ default.t  +1 file  +1 row  + new string" {
		t.Errorf("got %s", changes)
	}
	if want := "zip string, sold date when, new string"; p.columns() != want {
		t.Errorf("got %s\nwant %s", p.columns(), want)
	}
}

// Values that are not of the type that is decided are told of, with the place.
func TestAlterTellsWhatDoesNotFit(t *testing.T) {
	p := newScene(t, map[string]string{"t.csv": "price\n1\n2.5\nx\n"})
	p.update(Crawler{})
	_, done := p.alter(SetType{"price", schema.Type{Kind: schema.Int}})
	if len(done.Problems) != 1 || done.Problems[0].Kind != "values do not fit" || done.Problems[0].Places[0].Value != "x" {
		t.Errorf("got %+v", done.Problems)
	}
	stored, err := p.catalog.TableProblems(t.Context(), tName)
	if err != nil || len(stored) != 1 || stored[0].Kind != "values do not fit" {
		t.Errorf("recorded are %+v, %v", stored, err)
	}
	if _, done := p.alter(Reset{}); len(done.Problems) != 0 {
		t.Errorf("after a reset: %+v", done.Problems)
	}
}

// A plan changes nothing, and says what the edit then does.
func TestAlterPlan(t *testing.T) {
	p := newScene(t, map[string]string{"t.csv": "a|b\n1|2\n"})
	p.update(Crawler{})
	before := p.columns()
	edit := SetOption{"delimiter", ","}
	plan, err := new(Crawler).Alter(t.Context(), p.lake, p.catalog, tName, true, edit)
	if err != nil || p.columns() != before {
		t.Fatalf("%v: %s", err, p.columns())
	}
	if line, _ := p.alter(edit); line != plan.line() || line == "" {
		t.Errorf("got %s\nplanned was %s", line, plan.line())
	}
	if line, _ := p.alter(edit); line != "" {
		t.Errorf("the second time: %s", line)
	}
}

// Files that cannot be read as decided are left out, and come back.
func TestAlterLeavesOut(t *testing.T) {
	p := newScene(t, map[string]string{"t/a.json": `{"r":[{"x":1}]}`, "t/b.json": `{"r":[{"x":2}]}`, "t/c.json": `{"x":3}`})
	p.update(Crawler{OneTable: true})
	_, done := p.alter(SetOption{"records", "member"}, SetOption{"member", "r"})
	left, _ := p.catalog.LeftOut(t.Context(), "default")
	if len(done.LeftOut) != 1 || len(left) != 1 || left[0].Path != "t/c.json" {
		t.Fatalf("left out %+v, recorded %+v", done.LeftOut, left)
	}
	p.alter(Reset{})
	table, _ := p.catalog.Table(t.Context(), tName)
	left, _ = p.catalog.LeftOut(t.Context(), "default")
	if len(left) != 0 || table.Stats.Files != 3 {
		t.Errorf("left out are %+v; the table has %d files", left, table.Stats.Files)
	}
}

// Many people at once: every edit is there in the end.
func TestAlterAtOnce(t *testing.T) {
	p := newScene(t, map[string]string{"t/a.csv": "a,b,c,d,e,f\n1,2,3,4,5,6\n"})
	p.update(Crawler{})
	var all sync.WaitGroup
	for _, column := range strings.Split("abcdef", "") {
		all.Go(func() {
			c, err := catalog.Open(p.catalog.Path())
			if err != nil {
				t.Error(err)
				return
			}
			defer c.Close()
			edits := []Edit{SetType{column, schema.Type{Kind: schema.String}}, SetName{column, "x" + column}}
			if _, err := new(Crawler).Alter(t.Context(), p.lake, c, tName, false, edits...); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if want := "xa string, xb string, xc string, xd string, xe string, xf string"; p.columns() != want {
		t.Errorf("got %s", p.columns())
	}
	if _, changes := p.update(Crawler{Full: true}); changes != "" {
		t.Errorf("a crawl changes %s", changes)
	}
}

// A catalog that cannot be written is left as it is, with a word.
func TestAlterReadOnly(t *testing.T) {
	p := newScene(t, map[string]string{"t.csv": "a\n1\n"})
	p.update(Crawler{})
	c, err := catalog.OpenReadOnly(p.catalog.Path())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err = new(Crawler).Alter(t.Context(), p.lake, c, tName, false, SetComment{"", "x"}); !errors.Is(err, catalog.ErrReadOnly) {
		t.Errorf("got %v", err)
	}
	if plan, err := new(Crawler).Alter(t.Context(), p.lake, c, tName, true, SetComment{"", "x"}); err != nil || plan.Change == nil {
		t.Errorf("a plan: %v", err)
	}
}

// Restoring brings back columns and decisions, and no crawl undoes it.
func TestRestore(t *testing.T) {
	p := newScene(t, map[string]string{"t/a.csv": "id,price,old\n1,2,3\n", "t/b.csv": "id,price,old\n4,5,6\n"})
	p.update(Crawler{})
	p.alter(SetName{"id", "number"}, SetComment{"price", "in cents"}, SetParameter{"owner", "ann"}) // version 2
	second := p.columns()
	p.write("t/c.csv", "id,price,new,old\n7,8.5,x,9\n")
	p.update(Crawler{}) // version 3
	p.alter(Reset{}, SetType{"price", schema.Type{Kind: schema.String}}, SetParameter{"owner", ""}, SetComment{"price", ""}, Hide{"old"})
	restore := func(version int) string {
		t.Helper()
		done, err := new(Crawler).Restore(t.Context(), p.lake, p.catalog, tName, version, false)
		if err != nil {
			t.Fatal(err)
		}
		return done.line()
	}
	for _, step := range []struct {
		version int
		want    string
	}{
		{2, second},
		{3, "number bigint, price double in cents, old bigint, new string"},
		{4, "id bigint, price string, new string"},
		{1, "id bigint, price bigint, old bigint"},
		{2, second},
	} {
		if line := restore(step.version); p.columns() != step.want {
			t.Errorf("version %d: got %s\nwant %s\n%s", step.version, p.columns(), step.want, line)
		}
		for _, c := range []Crawler{{}, {Full: true}} {
			if _, changes := p.update(c); changes != "" || p.columns() != step.want {
				t.Errorf("version %d: a crawl changes %s", step.version, changes)
			}
		}
		if line := restore(step.version); line != "" {
			t.Errorf("version %d, again: %s", step.version, line)
		}
	}
	table, _ := p.catalog.Table(t.Context(), tName)
	if table.Parameters["owner"] != "ann" || table.Version != 9 {
		t.Errorf("got %+v", table)
	}
	versions, _ := p.catalog.Versions(t.Context(), tName)
	if got := versions[8].Cause; got != "restore of version 2" {
		t.Errorf("the cause is %s", got)
	}
	if _, done := p.alter(Reset{}); len(done.Problems) != 0 || p.columns() != "id bigint, price double in cents, old bigint, new string" {
		t.Errorf("after a reset: %s", p.columns())
	}
}

// A column that no file has any more is there again, and crawls keep it.
func TestRestoreColumnWithoutFiles(t *testing.T) {
	p := newScene(t, map[string]string{"t/a.csv": "id,gone,x\n1,2,3\n"})
	p.update(Crawler{})
	p.write("t/a.csv", "id,x\n1,3\n")
	p.update(Crawler{OnUpdate: catalog.UpdateReplace})
	if want := "id bigint, x bigint"; p.columns() != want {
		t.Fatalf("got %s", p.columns())
	}
	if _, err := new(Crawler).Restore(t.Context(), p.lake, p.catalog, tName, 1, false); err != nil {
		t.Fatal(err)
	}
	want := "id bigint, gone bigint, x bigint"
	if _, changes := p.update(Crawler{}); p.columns() != want || changes != "" {
		t.Errorf("got %s: %s", p.columns(), changes)
	}
}

// What tarn.yaml says comes first, so a version that differs from it is refused
// rather than restored in part.
func TestRestoreAgainstPins(t *testing.T) {
	for _, test := range []struct{ column, want string }{
		{"n: {hidden: true}", `tarn.yaml hides the column "n" that the version has`},
		{"n: string", `tarn.yaml says that the column "n" is string, and in the version it is bigint`},
		{"n: {comment: a number}", ""},
	} {
		p := newScene(t, map[string]string{"t/a.csv": "id,n\n1,2\n"})
		p.update(Crawler{})
		p.write("tarn.yaml", "tables:\n  t:\n    columns:\n      "+test.column+"\n")
		p.update(Crawler{})
		before := p.columns()
		_, err := new(Crawler).Restore(t.Context(), p.lake, p.catalog, tName, 1, false)
		switch {
		case test.want == "" && err != nil, test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
			t.Errorf("%s: got %v, want %q", test.column, err, test.want)
		case err != nil && p.columns() != before:
			t.Errorf("%s: %s was %s", test.column, p.columns(), before)
		}
	}
}

func TestRestoreDropped(t *testing.T) {
	p := newScene(t, map[string]string{"t/a.csv": "id,zip\n1,2\n", "other/x.csv": "p,q\n1,2\n"})
	p.update(Crawler{})
	p.alter(SetType{"zip", schema.Type{Kind: schema.String}}, SetOption{"header", "true"}, SetComment{"zip", "code"})
	want := p.columns()
	drop := func() {
		t.Helper()
		table, err := p.catalog.Table(t.Context(), tName)
		if err == nil {
			err = p.catalog.Apply(t.Context(), catalog.DropTable{Table: table, Cause: "drop"})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	restore := func(version int) {
		t.Helper()
		done, err := new(Crawler).Restore(t.Context(), p.lake, p.catalog, tName, version, false)
		if err != nil || !strings.HasPrefix(done.line(), "+ default.t ") {
			t.Fatalf("%v: %s", err, done.line())
		}
	}
	drop()
	restore(2)
	table, _ := p.catalog.Table(t.Context(), tName)
	if p.columns() != want || table.Stats.Rows != 1 || table.Version != 4 {
		t.Errorf("got %s, %+v", p.columns(), table)
	}
	if _, changes := p.update(Crawler{}); changes != "" {
		t.Errorf("a crawl changes %s", changes)
	}

	// Without a file it is there all the same, and comes to life with one.
	drop()
	p.move("t/a.csv", "../a.csv")
	restore(4)
	if p.columns() != want {
		t.Errorf("got %s", p.columns())
	}
	if _, changes := p.update(Crawler{}); changes != "" {
		t.Errorf("a crawl changes %s", changes)
	}
	if err := os.MkdirAll(filepath.Join(p.dir, "t"), 0o755); err != nil {
		t.Fatal(err)
	}
	p.move("../a.csv", "t/a.csv")
	if _, changes := p.update(Crawler{}); !strings.HasPrefix(changes, "~ default.t  +1 file  +1 row") || p.columns() != want {
		t.Errorf("a crawl changes %s: %s", changes, p.columns())
	}
}

// A crawl that began before an edit does not undo it.
func TestAlterDuringCrawl(t *testing.T) {
	p := newScene(t, map[string]string{"t/a.csv": "id,zip\n1,2\n", "other/x.csv": "p,q\n1,2\n"})
	p.update(Crawler{})
	p.write("t/b.csv", "id,zip\n3,4\n")
	p.write("other/y.csv", "p,q\n3,4\n")
	meanwhile := Crawler{Found: func(*Findings) error {
		p.alter(SetType{"zip", schema.Type{Kind: schema.String}})
		return nil
	}}
	if _, changes := p.update(meanwhile); changes != "~ default.other  +1 file  +1 row" {
		t.Errorf("got %s", changes)
	}
	if _, changes := p.update(Crawler{}); changes != "~ default.t  +1 file  +1 row" || p.columns() != "id bigint, zip string" {
		t.Errorf("then %s: %s", changes, p.columns())
	}
}

// What was decided about a table that was dropped goes for it when it comes back.
func TestDroppedComesBackAsDecided(t *testing.T) {
	p := newScene(t, map[string]string{"t/a.csv": "1,2\n3,4\n", "t/b.csv": "1,2\n3,4\n"})
	p.update(Crawler{})
	p.alter(SetOption{"header", "true"}, SetName{"2", "zip"}, SetType{"zip", schema.Type{Kind: schema.String}})
	want := p.columns()
	p.move("t", "../t")
	p.update(Crawler{OnDelete: catalog.DeleteDrop})
	p.move("../t", "t")
	for range 2 {
		p.update(Crawler{})
		if p.columns() != want {
			t.Errorf("got %s, want %s", p.columns(), want)
		}
	}
}
