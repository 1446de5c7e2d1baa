package catalog

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tarnlake/tarn/datasets"
)

// What goes in comes out, to the last detail.
func TestSyncKeepsEverything(t *testing.T) {
	c := fresh(t)
	odd := file(t, "orders/year=2024/a b\xff.csv", "id bigint, total decimal(10,2), items array<struct<`s k`:string,qty:int>>")
	odd.ModTime = time.Date(2345, 6, 7, 8, 9, 10, 987654321, time.UTC) // beyond what nanoseconds in 64 bits can say
	odd.Partitions = []string{"2024", "a/b c%é\xff", ""}
	odd.Scan.Compression = "gzip"
	odd.Scan.Copy = "a multi-byte delimiter"
	odd.Scan.Columns[0].Format = "%d/%m/%Y"
	odd.Scan.Evidence[0] = datasets.Evidence{
		Nulls: 1, Kinds: map[string]int64{"int": 5}, Min: "1", Max: "9", Longest: 3,
		Deciders: []datasets.Place{{Line: 1, Byte: 2, Path: "x[].y", Value: "<z>"}}, Formats: []string{"%d"},
		NullTexts: map[string]int64{"NA": 4}, Estimated: true,
	}
	odd.Scan.Problems = []datasets.Problem{{Kind: "long row", Cause: "a row has 4 fields instead of 3", Count: 2,
		Places: []datasets.Place{{Line: 7, Value: strings.Repeat("x,", 200)}}}}
	plain := file(t, "orders/b.csv", "id bigint")
	plain.Partitions = nil
	old := file(t, "orders/c.csv", "")
	old.ModTime = time.Time{}

	want := table(t, "orders", "id bigint, items array<struct<`s k`:string,qty:int>>", plain, old, odd)
	want.Table.Partitions = fields(t, "year int, p string, q string")
	want.Table.Comment = "what we sold"
	want.Table.Columns[0].Comment = "the \"key\"\n"
	want.Table.Parameters = map[string]string{"a": "b", "": "\x00"}
	want.Table.Crawled = noon.Add(time.Hour)
	resync(t, c, want)

	got, err := c.Table(t.Context(), Name{"Default", "ORDERS"})
	if err != nil {
		t.Fatal(err)
	}
	expected := want.Table
	expected.Version, expected.Stats = 1, Stats{Files: 3, Rows: 30, Bytes: 300}
	if !reflect.DeepEqual(got, expected) {
		t.Errorf("table: got\n%+v\nwant\n%+v", got, expected)
	}
	files, err := c.Files(t.Context(), want.Table.Name)
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != 3 {
		t.Fatalf("%d files", len(files))
	}
	for i, wanted := range []File{plain, old, odd} {
		if !reflect.DeepEqual(files[i], wanted) {
			t.Errorf("file: got\n%+v %+v\nwant\n%+v %+v", files[i], files[i].Scan, wanted, wanted.Scan)
		}
	}
}

func TestSync(t *testing.T) {
	c := fresh(t)
	orders := table(t, "orders", "id bigint", file(t, "orders/a.csv", "id bigint"))
	other := table(t, "other", "id bigint", file(t, "other/a.csv", "id bigint"))
	if got, want := resync(t, c, other, orders), "+ default.orders  csv  1 file  10 rows  1 column  100 bytes\n+ default.other  csv  1 file  10 rows  1 column  100 bytes\n"; got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if got := resync(t, c, other, orders); got != "" {
		t.Errorf("the second time: got\n%s", got)
	}
	wider := table(t, "orders", "id bigint, x int", orders.Files[0], file(t, "orders/b.csv", "id bigint, x int"))
	if got, want := resync(t, c, wider), "~ default.orders  +1 file  +10 rows  + x int\n- default.other  csv  1 file\n"; got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	got, err := c.Table(t.Context(), wider.Table.Name)
	if err != nil || got.Version != 2 || got.Stats != (Stats{Files: 2, Rows: 20, Bytes: 200}) || !got.Crawled.Equal(noon) {
		t.Errorf("got %+v, %v", got, err)
	}
	if _, err := c.Table(t.Context(), other.Table.Name); !errors.Is(err, ErrNotFound) {
		t.Errorf("the dropped table: %v", err)
	}
	for table, want := range map[string]int{"layout": 2, "file": 2, "scan": 2, "lake_table": 1} {
		var n int
		if err := c.db.QueryRow("SELECT count(*) FROM " + table).Scan(&n); err != nil || n != want {
			t.Errorf("%s has %d rows, want %d; %v", table, n, want, err)
		}
	}
}

func TestSyncPlanChangesNothing(t *testing.T) {
	c := fresh(t)
	orders := table(t, "orders", "id bigint", file(t, "orders/a.csv", "id bigint"))
	changes, err := c.Sync(t.Context(), "new", nil, []LeftOut{{Path: "x"}}, SyncOptions{Plan: true})
	if err != nil || len(changes) != 0 {
		t.Errorf("got %v, %v", changes, err)
	}
	if _, err := c.Database(t.Context(), "new"); !errors.Is(err, ErrNotFound) {
		t.Errorf("a plan made a database: %v", err)
	}
	changes, err = c.Sync(t.Context(), "default", []TableFiles{orders}, nil, SyncOptions{Plan: true})
	if want := "+ default.orders  csv  1 file  10 rows  1 column  100 bytes\n"; err != nil || lines(changes) != want {
		t.Errorf("got %v, %v", changes, err)
	}
	if tables, err := c.Tables(t.Context(), "default"); err != nil || len(tables) != 0 {
		t.Errorf("got %v, %v", tables, err)
	}
}

// A crawl that passes unchanged files without their evidence keeps what is
// recorded of them, even if they go to another table.
func TestSyncKeepsEvidence(t *testing.T) {
	c := fresh(t)
	a, b := file(t, "x/a.csv", "id bigint"), file(t, "x/b.csv", "id bigint")
	a.Scan.Problems = []datasets.Problem{{Kind: "long row", Count: 3}}
	resync(t, c, table(t, "x", "id bigint", a, b))

	known, err := c.Known(t.Context(), "default")
	if err != nil {
		t.Fatal(err)
	}
	lightA, ok := known.File(a.Path, a.Size, a.ModTime)
	if !ok || lightA.Table != (Name{"default", "x"}) || lightA.Scan.Evidence != nil || lightA.Scan.Rows != 10 || !sameLayout(&lightA.Scan.Layout, &a.Scan.Layout) {
		t.Fatalf("known: %+v, %v", lightA, ok)
	}
	lightB, _ := known.File(b.Path, b.Size, b.ModTime)
	if _, ok := known.File(a.Path, a.Size, a.ModTime.Add(1)); ok {
		t.Error("a changed file is known as it was")
	}
	if scan, err := known.Scan(t.Context(), a.Path); err != nil || !reflect.DeepEqual(scan, a.Scan) {
		t.Errorf("scan: %+v, %v", scan, err)
	}

	if got := resync(t, c, table(t, "x", "id bigint", lightA.File, lightB.File)); got != "" {
		t.Errorf("unchanged: got %s", got)
	}
	// The table splits, and its first half has the name that comes first.
	resync(t, c, table(t, "a", "id bigint", lightA.File), table(t, "y", "id bigint", lightB.File))
	for name, want := range map[string]File{"a": a, "y": b} {
		files, err := c.Files(t.Context(), Name{"default", name})
		if err != nil || len(files) != 1 || !reflect.DeepEqual(files[0], want) {
			t.Errorf("%s: got %+v, %v", name, files, err)
		}
	}
	if scan, err := known.Scan(t.Context(), a.Path); err != nil || scan != nil {
		t.Errorf("a scan of a file that is recorded anew: %+v, %v", scan, err)
	}

	// The columns get other names: the layout changes, the evidence stays.
	renamed := lightA.File
	scan := *renamed.Scan
	scan.Columns = slices.Clone(scan.Columns)
	scan.Columns[0].Name = "key"
	renamed.Scan = &scan
	if got, want := resync(t, c, table(t, "a", "key bigint", renamed)), "~ default.a  1 file read otherwise  + key bigint  - id\n- default.y  csv  1 file\n"; got != want {
		t.Errorf("got %s", got)
	}
	files, _ := c.Files(t.Context(), Name{"default", "a"})
	if files[0].Scan.Columns[0].Name != "key" || !reflect.DeepEqual(files[0].Scan.Evidence, a.Scan.Evidence) || len(files[0].Scan.Problems) != 1 {
		t.Errorf("got %+v", files[0].Scan)
	}

	// A file that did change brings its own, or has none.
	changed := renamed
	changed.Size++
	resync(t, c, table(t, "a", "key bigint", changed))
	files, _ = c.Files(t.Context(), Name{"default", "a"})
	if files[0].Scan.Evidence != nil || files[0].Scan.Problems != nil {
		t.Errorf("a changed file has the old evidence: %+v", files[0].Scan)
	}

	// Better evidence of the same file is no change, and is stored.
	again := file(t, "x/a.csv", "id bigint")
	again.Size = changed.Size
	again.Scan.Columns[0].Name = "key"
	if got := resync(t, c, table(t, "a", "key bigint", again)); got != "" {
		t.Errorf("got %s", got)
	}
	files, _ = c.Files(t.Context(), Name{"default", "a"})
	if !reflect.DeepEqual(files[0].Scan, again.Scan) {
		t.Errorf("got %+v", files[0].Scan)
	}
}

// What a person said of a table outlives crawls, and even the table.
func TestSyncKeepsWhatPeopleSaid(t *testing.T) {
	c := fresh(t)
	crawled := func() TableFiles {
		tf := table(t, "orders", "id bigint, total int", file(t, "orders/a.csv", "id bigint, total int"))
		tf.Table.Parameters = map[string]string{"separator": ","}
		return tf
	}
	resync(t, c, crawled())
	from, err := c.Table(t.Context(), Name{"default", "orders"})
	if err != nil {
		t.Fatal(err)
	}
	to := from
	to.Comment = "what we sold"
	to.Columns = slices.Clone(from.Columns)
	to.Columns[1].Comment = "in cents"
	to.Parameters = map[string]string{"separator": ",", "pin.total": "int"}
	if err := c.Apply(t.Context(), AlterTable{From: from, To: to, Cause: "tarn alter"}); err != nil {
		t.Fatal(err)
	}
	check := func(when string) {
		t.Helper()
		got, err := c.Table(t.Context(), Name{"default", "orders"})
		if err != nil || got.Comment != to.Comment || !reflect.DeepEqual(got.Columns, to.Columns) || !reflect.DeepEqual(got.Parameters, to.Parameters) {
			t.Errorf("%s: got %+v, %v", when, got, err)
		}
	}
	if got := resync(t, c, crawled()); got != "" {
		t.Errorf("a crawl changes it: %s", got)
	}
	check("after a crawl")
	resync(t, c)
	resync(t, c, crawled())
	check("after the table was gone for a while")
}

// Tables that people made are not dropped; if the crawl finds their files, it
// refreshes the list of them and nothing else.
func TestSyncLeavesTablesOfPeople(t *testing.T) {
	c := fresh(t)
	mine := table(t, "orders", "id string", file(t, "orders/a.csv", "id string"))
	mine.Table.Parameters = map[string]string{CreatedBy: CreatedByDDL}
	if err := c.Apply(t.Context(), AddTable{Table: mine.Table, Files: mine.Files}); err != nil {
		t.Fatal(err)
	}
	if got := resync(t, c); got != "" {
		t.Errorf("an empty crawl: %s", got)
	}
	found := table(t, "orders", "id bigint", file(t, "orders/a.csv", "id string"), file(t, "orders/b.csv", "id string"))
	if got, want := resync(t, c, found), "~ default.orders  +1 file  +10 rows\n"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	got, err := c.Table(t.Context(), mine.Table.Name)
	if err != nil || !reflect.DeepEqual(got.Columns, mine.Table.Columns) || got.Stats.Files != 2 || got.Version != 1 {
		t.Errorf("got %+v, %v", got, err)
	}

	elsewhere := table(t, "orders", "id bigint", file(t, "2024/orders/a.csv", "id bigint"))
	elsewhere.Table.Location = "2024/orders"
	taken := table(t, "orders_2", "id bigint", file(t, "orders_2/a.csv", "id bigint"))
	want := "+ default.orders_2  csv  1 file  10 rows  1 column  100 bytes\n+ default.orders_3  csv  1 file  10 rows  1 column  100 bytes\n"
	if got := resync(t, c, elsewhere, taken); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := resync(t, c, elsewhere, taken); got != "" {
		t.Errorf("the second time: %s", got)
	}
}

// What may not change stays, be it found or not, and new tables come.
func TestSyncOnly(t *testing.T) {
	c := fresh(t)
	a, b := table(t, "a", "x bigint", file(t, "a.csv", "x bigint")), table(t, "b", "x bigint", file(t, "b.csv", "x bigint"))
	resync(t, c, a, b)
	a2, b2 := table(t, "a", "x double", file(t, "a.csv", "x double")), table(t, "b", "x double", file(t, "b.csv", "x double"))
	fresh := table(t, "c", "x bigint", file(t, "c.csv", "x bigint"))
	for _, want := range [][]TableFiles{{a2, b2, fresh}, {a2, fresh}} {
		if _, err := c.Sync(t.Context(), "default", want, nil, SyncOptions{Only: []Name{a.Table.Name}}); err != nil {
			t.Fatal(err)
		}
		for name, want := range map[string]string{"a": "double", "b": "bigint", "c": "bigint"} {
			got, err := c.Table(t.Context(), Name{"default", name})
			if err != nil || got.Columns[0].Type.String() != want || got.Stats.Files != 1 {
				t.Errorf("%s: %+v, %v", name, got, err)
			}
		}
	}
}

func TestSyncRefuses(t *testing.T) {
	c := fresh(t)
	orders := table(t, "orders", "id bigint")
	resync(t, c, orders)
	foreign := orders
	foreign.Table.Name.Database = "sales"
	twice := table(t, "a", "id bigint", file(t, "a/x.csv", "id bigint"), file(t, "a/x.csv", "id bigint"))
	for name, want := range map[string][]TableFiles{
		"two tables of one name":    {orders, orders},
		"names that differ in case": {orders, table(t, "Orders", "id bigint")},
		"another database's table":  {foreign},
		"a file twice":              {twice},
		"a table without a name":    {table(t, "", "id bigint")},
	} {
		if _, err := c.Sync(t.Context(), "default", want, nil, SyncOptions{}); err == nil {
			t.Errorf("%s: no error", name)
		}
		if tables, err := c.Tables(t.Context(), "default"); err != nil || len(tables) != 1 || tables[0].Name != orders.Table.Name {
			t.Errorf("%s: the tables are %v, %v", name, tables, err)
		}
	}
}

// A context that ends after so many looks at it.
type endingContext struct {
	context.Context
	looks *int
}

func (c endingContext) Err() error {
	if *c.looks--; *c.looks < 0 {
		return context.Canceled
	}
	return nil
}

// A sync whose context ends in its midst changes nothing.
func TestSyncCancelled(t *testing.T) {
	c := fresh(t)
	resync(t, c, stateOf("A")...)
	before, err := observed(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	for _, looks := range []int{0, 1, 4, 10, 100, 1000} {
		ctx := endingContext{context.WithoutCancel(t.Context()), &looks}
		if _, err := c.Sync(ctx, "default", stateOf("B"), nil, SyncOptions{}); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		if after, err := observed(t.Context(), c); err != nil || after != before {
			t.Errorf("something changed: %v, %s", err, after)
		}
	}
	resync(t, c, stateOf("B")...)
	if after, err := observed(t.Context(), c); err != nil || after == before {
		t.Errorf("nothing changed: %v", err)
	}
}

// Letters of names may be in either case.
func TestNamesInEitherCase(t *testing.T) {
	c := fresh(t)
	if err := c.CreateDatabase(t.Context(), Database{Name: "Sales"}); err != nil {
		t.Fatal(err)
	}
	orders := table(t, "Orders", "id int", file(t, "Orders/a.csv", "id int"))
	orders.Table.Name.Database = "SALES"
	for i, want := range []string{"+ sales.orders  csv  1 file  10 rows  1 column  100 bytes\n", ""} {
		changes, err := c.Sync(t.Context(), "saleS", []TableFiles{orders}, nil, SyncOptions{})
		if err != nil || lines(changes) != want {
			t.Errorf("sync %d: %v, %v", i, changes, err)
		}
	}
	if got, err := c.Files(t.Context(), Name{"sALES", "ORDERS"}); err != nil || len(got) != 1 {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestLeftOutAndProblems(t *testing.T) {
	c := fresh(t)
	bad := LeftOut{Path: "notes.txt", Size: 7, ModTime: noon, Reason: "no format fits", Hint: "exclude it"}
	first := LeftOut{Path: "locked/a.csv", Reason: "permission denied"}
	f := file(t, "orders/a.csv", "id bigint")
	f.Scan.Problems = []datasets.Problem{{Kind: "long row", Cause: "4 fields", Count: 2}, {Kind: "malformed line", Cause: "x", Count: 1}}
	orders := table(t, "orders", "id bigint", f, file(t, "orders/b.csv", "id bigint"))
	if _, err := c.Sync(t.Context(), "default", []TableFiles{orders}, []LeftOut{bad, first}, SyncOptions{}); err != nil {
		t.Fatal(err)
	}
	left, err := c.LeftOut(t.Context(), "default")
	if first.ModTime = left[0].ModTime; err != nil || !reflect.DeepEqual(left, []LeftOut{first, bad}) {
		t.Errorf("left out: %+v, %v", left, err)
	}
	problems, err := c.Problems(t.Context(), "default")
	want := []FileProblem{{orders.Table.Name, f.Path, f.Scan.Problems[0]}, {orders.Table.Name, f.Path, f.Scan.Problems[1]}}
	if err != nil || !reflect.DeepEqual(problems, want) {
		t.Errorf("problems: %+v, %v", problems, err)
	}
	known, err := c.Known(t.Context(), "default")
	if err != nil || known.Len() != 2 {
		t.Fatalf("known: %v, %v", known, err)
	}
	if l, ok := known.LeftOut("notes.txt", 7, noon); !ok || l.Reason != bad.Reason {
		t.Errorf("known: %v, %v", l, ok)
	}
	if _, ok := known.LeftOut("notes.txt", 8, noon); ok {
		t.Error("a changed file is known to be left out")
	}
	resync(t, c, orders)
	if left, err := c.LeftOut(t.Context(), "default"); err != nil || len(left) != 0 {
		t.Errorf("after the next crawl: %v, %v", left, err)
	}
}

func TestLayouts(t *testing.T) {
	c := fresh(t)
	a, b, d := file(t, "o/a.csv", "id int"), file(t, "o/b.csv", "id int, x int"), file(t, "o/d.csv", "id int")
	a.Partitions, b.Partitions, d.Partitions = []string{"1"}, []string{"1"}, []string{NullPartition}
	tf := table(t, "o", "id int, x int", a, b, d)
	tf.Table.Partitions = fields(t, "p int")
	resync(t, c, tf)
	groups, err := c.Layouts(t.Context(), tf.Table.Name)
	if err != nil || len(groups) != 2 {
		t.Fatalf("got %v, %v", groups, err)
	}
	ref := func(f File) FileRef { return FileRef{f.Path, f.Size, f.ModTime, f.Partitions, f.Scan.Rows} }
	want := []Group{{&a.Scan.Layout, []FileRef{ref(a), ref(d)}}, {&b.Scan.Layout, []FileRef{ref(b)}}}
	if !reflect.DeepEqual(groups, want) {
		t.Errorf("got %+v, want %+v", groups, want)
	}
	if _, err := c.Layouts(t.Context(), Name{"default", "x"}); !errors.Is(err, ErrNotFound) {
		t.Errorf("got %v", err)
	}
}

func TestEachFileMayStop(t *testing.T) {
	c := fresh(t)
	var files []File
	for i := range 10 {
		files = append(files, file(t, fmt.Sprintf("o/%d.csv", i), "id int"))
	}
	tf := table(t, "o", "id int", files...)
	resync(t, c, tf)
	n := 0
	for f, err := range c.EachFile(t.Context(), tf.Table.Name) {
		if err != nil || f.Path != files[n].Path {
			t.Fatalf("got %v, %v", f.Path, err)
		}
		if n++; n == 3 {
			break
		}
	}
	if open := c.db.Stats().InUse; open != 0 {
		t.Errorf("%d connections are still in use", open)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var last error
	for _, err := range c.EachFile(ctx, tf.Table.Name) {
		cancel()
		last = err
	}
	if !errors.Is(last, context.Canceled) {
		t.Errorf("got %v", last)
	}
}

func TestVersions(t *testing.T) {
	c := fresh(t)
	name := Name{"default", "orders"}
	at := noon
	c.Now = func() time.Time { at = at.Add(time.Hour); return at }
	resync(t, c, table(t, "orders", "id int", file(t, "orders/a.csv", "id int"))) // 13:00
	resync(t, c, table(t, "orders", "id int", file(t, "orders/a.csv", "id int"), file(t, "orders/b.csv", "id int")))
	culprit := file(t, "orders/c.csv", "id bigint")
	culprit.Scan.Evidence[0].Deciders = []datasets.Place{{Line: 3, Value: "3000000000"}}
	wide := table(t, "orders", "id bigint", file(t, "orders/a.csv", "id int"), culprit)
	resync(t, c, wide)
	resync(t, c)
	resync(t, c, wide)

	versions, err := c.Versions(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, v := range versions {
		got = append(got, fmt.Sprintf("%d %s %s %s, %d files: %s", v.Number, v.Time.Format("15:04"), v.Cause,
			v.Table.Columns[0].Type, v.Table.Stats.Files, strings.Join(v.Lines, "; ")))
	}
	want := []string{
		"1 13:00 crawl int, 1 files: + default.orders  csv  1 file  10 rows  1 column  100 bytes",
		`2 15:00 crawl bigint, 2 files: ~ id int -> bigint, because of orders/c.csv line 3: "3000000000"`,
		"3 16:00 crawl bigint, 2 files: - default.orders  csv  2 files",
		"4 17:00 crawl bigint, 2 files: + default.orders  csv  2 files  20 rows  1 column  200 bytes",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if table, err := c.Table(t.Context(), name); err != nil || table.Version != 4 {
		t.Errorf("the table: %+v, %v", table, err)
	}
	if table, err := c.TableAt(t.Context(), name, 1); err != nil || table.Columns[0].Type.String() != "int" || table.Version != 1 {
		t.Errorf("at version 1: %+v, %v", table, err)
	}
	_, err = c.TableAt(t.Context(), name, 9)
	var versionError *VersionError
	if !errors.As(err, &versionError) || !errors.Is(err, ErrNotFound) || versionError.Hint() != "the versions are 1 to 4" {
		t.Errorf("at version 9: %v", err)
	}
	if _, err := c.Versions(t.Context(), Name{"default", "x"}); !errors.Is(err, ErrNotFound) {
		t.Errorf("of a table that never was: %v", err)
	}
}

func TestApply(t *testing.T) {
	c := fresh(t)
	ctx := t.Context()
	orders := table(t, "orders", "id int", file(t, "orders/a.csv", "id int"))
	add := AddTable{Table: orders.Table, Files: orders.Files}
	if err := c.Apply(ctx, add); err != nil {
		t.Fatal(err)
	}
	if err := c.Apply(ctx, AddTable{Table: Table{Name: Name{"default", "x"}}}, add); !errors.Is(err, ErrExists) {
		t.Errorf("added twice: %v", err)
	}
	if _, err := c.Table(ctx, Name{"default", "x"}); !errors.Is(err, ErrNotFound) {
		t.Errorf("half of the changes were made: %v", err)
	}
	from, _ := c.Table(ctx, orders.Table.Name)
	to := from
	to.Comment = "one"
	if err := c.Apply(ctx, AlterTable{From: from, To: to}); err != nil {
		t.Fatal(err)
	}
	to.Comment = "two"
	if err := c.Apply(ctx, AlterTable{From: from, To: to}); !errors.Is(err, ErrChanged) {
		t.Errorf("from an old version: %v", err)
	}
	if got, _ := c.Table(ctx, orders.Table.Name); got.Comment != "one" || got.Version != 2 || got.Stats.Rows != 10 {
		t.Errorf("got %+v", got)
	}
	for _, change := range []Change{
		AlterTable{From: Table{Name: Name{"default", "x"}}, To: Table{Name: Name{"default", "x"}}},
		DropTable{Table: Table{Name: Name{"default", "x"}}},
	} {
		if err := c.Apply(ctx, change); !errors.Is(err, ErrNotFound) {
			t.Errorf("%s: %v", change, err)
		}
	}
	if err := c.Apply(ctx, DropTable{Table: from, Cause: "DROP TABLE"}); err != nil {
		t.Fatal(err)
	}
	if tables, err := c.Tables(ctx, "default"); err != nil || len(tables) != 0 {
		t.Errorf("got %v, %v", tables, err)
	}
}

// Files that are yielded are stored as those that are in memory.
func TestSyncYielded(t *testing.T) {
	yielded := fresh(t)
	held := fresh(t)
	of := func(columns ...string) TableFiles {
		var files []File
		for i, c := range columns {
			files = append(files, file(t, fmt.Sprintf("t/%d.csv", i), c))
		}
		return table(t, "t", columns[len(columns)-1], files...)
	}
	for _, tf := range []TableFiles{
		of("id bigint", "id bigint"), of("id bigint", "id bigint"), of("id bigint", "id string", "id string"), of("id string"),
	} {
		for _, o := range []SyncOptions{{Plan: true, Update: UpdateLog}, {Plan: true, Update: UpdateMerge}, {}} {
			lazy := tf
			lazy.Files, lazy.Each = nil, slices.Values(tf.Files)
			got, err := yielded.Sync(t.Context(), "default", []TableFiles{lazy}, nil, o)
			if err != nil {
				t.Fatal(err)
			}
			want, err := held.Sync(t.Context(), "default", []TableFiles{tf}, nil, o)
			if err != nil {
				t.Fatal(err)
			}
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("got %v, want %v", got, want)
			}
		}
		got, err := yielded.Files(t.Context(), tf.Table.Name)
		if err != nil {
			t.Fatal(err)
		}
		want, err := held.Files(t.Context(), tf.Table.Name)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, want %+v, %v", got, want, err)
		}
	}
}
