package catalog

import (
	"strings"
	"testing"
	"time"

	"github.com/tarnlake/tarn/datasets"
)

// What a sync makes of a table that is found to be another than it was.
func TestUpdatePolicies(t *testing.T) {
	const (
		was = "id bigint, gone date, total bigint, who struct<name:string,age:int>"
		is  = "new string, id bigint, total string, who struct<name:string,city:string>"
	)
	tests := []struct {
		SyncOptions
		columns, changes, problems string
	}{
		{SyncOptions{}, is, "~ default.t  ~1 file  + new string  ~ total bigint -> string  + who.city string  - who.age  - gone", ""},
		{SyncOptions{Update: UpdateReplace}, is, "~ default.t  ~1 file  + new string  ~ total bigint -> string  + who.city string  - who.age  - gone", ""},
		{SyncOptions{Update: UpdateMerge},
			"new string, id bigint, gone date, total string, who struct<name:string,city:string,age:int>",
			"~ default.t  ~1 file  + new string  ~ total bigint -> string  + who.city string",
			"column in no file: no file has gone any more; the table keeps what it had"},
		{SyncOptions{Update: UpdateMerge, MergeNewColumns: true},
			"new string, id bigint, gone date, total bigint, who struct<name:string,city:string,age:int>",
			"~ default.t  ~1 file  + new string  + who.city string",
			"column in no file: no file has gone any more; the table keeps what it had"},
		{SyncOptions{Update: UpdateLog}, was, "~ default.t  ~1 file",
			"change not made: + new string: changes of the schema are only logged; " +
				"change not made: ~ total bigint -> string: changes of the schema are only logged; " +
				"change not made: + who.city string: changes of the schema are only logged; " +
				"change not made: - who.age: changes of the schema are only logged; " +
				"change not made: - gone: changes of the schema are only logged"},
	}
	for _, test := range tests {
		c := fresh(t)
		resync(t, c, table(t, "t", was, file(t, "t/a.csv", was)))
		changed := file(t, "t/a.csv", is)
		changed.ModTime = noon.Add(time.Hour)
		changes, err := c.Sync(t.Context(), "default", []TableFiles{table(t, "t", is, changed)}, nil, test.SyncOptions)
		if got := strings.TrimSpace(lines(changes)); err != nil || got != test.changes {
			t.Errorf("%+v: got %v\n%s\nwant\n%s", test.SyncOptions, err, got, test.changes)
		}
		got, err := c.Table(t.Context(), Name{"default", "t"})
		if want := fields(t, test.columns); err != nil || !sameDefinition(&got, &Table{Location: "t", Format: "csv", Columns: want}) {
			t.Errorf("%+v: got %v, %v\nwant %v", test.SyncOptions, got.Columns, err, want)
		}
		if got := problemLines(t, c); got != test.problems {
			t.Errorf("%+v: got\n%s\nwant\n%s", test.SyncOptions, got, test.problems)
		}
		changes, err = c.Sync(t.Context(), "default", []TableFiles{table(t, "t", is, changed)}, nil, test.SyncOptions)
		if err != nil || len(changes) != 0 {
			t.Errorf("%+v: the second time: %v, %v", test.SyncOptions, changes, err)
		}
	}
}

func problemLines(t *testing.T, c *Catalog) string {
	t.Helper()
	problems, err := c.Problems(t.Context(), "default")
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, p := range problems {
		lines = append(lines, p.Kind+": "+p.Cause)
	}
	return strings.Join(lines, "; ")
}

// What a sync makes of a table of which nothing is found, and of one that comes back.
func TestDeletePolicies(t *testing.T) {
	tests := []struct {
		Delete
		gone, back string
	}{
		{"", "- default.t  csv  1 file\n", "+ default.t  csv  1 file  10 rows  1 column  100 bytes\n"},
		{DeleteDrop, "- default.t  csv  1 file\n", "+ default.t  csv  1 file  10 rows  1 column  100 bytes\n"},
		{DeleteDeprecate, "~ default.t  -1 file  -10 rows  deprecated: nothing of it is left in the lake\n",
			"~ default.t  +1 file  +10 rows  no longer deprecated\n"},
		{DeleteLog, "~ default.t  -1 file  -10 rows\n", "~ default.t  +1 file  +10 rows\n"},
	}
	for _, test := range tests {
		c := fresh(t)
		o := SyncOptions{Update: UpdateMerge, Delete: test.Delete}
		here := table(t, "t", "id bigint", file(t, "t/a.csv", "id bigint"))
		resync(t, c, here)
		for i, want := range []string{test.gone, "", test.back, ""} {
			var tables []TableFiles
			if i > 1 {
				tables = append(tables, here)
			}
			changes, err := c.Sync(t.Context(), "default", tables, nil, o)
			if got := lines(changes); err != nil || got != want {
				t.Errorf("%q, sync %d: got %v\n%swant\n%s", test.Delete, i, err, got, want)
			}
		}
		got, err := c.Table(t.Context(), here.Table.Name)
		if err != nil || got.Parameters[Deprecated] != "" {
			t.Errorf("%q: got %+v, %v", test.Delete, got, err)
		}
	}
}

// Another table may take the name of a deprecated one; nothing of that stays.
func TestDeprecatedGivesWay(t *testing.T) {
	c := fresh(t)
	o := SyncOptions{Update: UpdateMerge, Delete: DeleteDeprecate}
	resync(t, c, table(t, "t", "id bigint", file(t, "t/a.csv", "id bigint")))
	if _, err := c.Sync(t.Context(), "default", nil, nil, o); err != nil {
		t.Fatal(err)
	}
	other := table(t, "t", "x date", file(t, "other/t/a.csv", "x date"))
	other.Table.Location = "other/t"
	changes, err := c.Sync(t.Context(), "default", []TableFiles{other}, nil, o)
	want := "~ default.t  +1 file  +10 rows  + x date  - id  location t -> other/t  no longer deprecated\n"
	if got := lines(changes); err != nil || got != want {
		t.Errorf("got %v\n%swant\n%s", err, got, want)
	}
}

// Problems of a table as such are kept until a sync brings others.
func TestTableProblems(t *testing.T) {
	c := fresh(t)
	tf := table(t, "t", "id bigint", file(t, "t/a.csv", "id bigint"))
	p := FileProblem{Path: "t/a.csv"}
	p.Kind, p.Cause, p.Count = "types differ", "x", 1
	tf.Problems = []FileProblem{p}
	for range 2 {
		resync(t, c, tf)
		if got := problemLines(t, c); got != "types differ: x" {
			t.Errorf("got %s", got)
		}
	}
	got, err := c.TableProblems(t.Context(), tf.Table.Name)
	if err != nil || len(got) != 1 || got[0].Path != "t/a.csv" || got[0].Table != tf.Table.Name {
		t.Errorf("got %+v, %v", got, err)
	}
	tf.Problems = nil
	resync(t, c, tf)
	if got := problemLines(t, c); got != "" {
		t.Errorf("got %s", got)
	}
}

// packedBytes are packed evidence in memory.
type packedBytes []byte

func (p packedBytes) Bytes() ([]byte, error) { return p, nil }

// Evidence may come packed; a file may be known by another name.
func TestPackedAndMoved(t *testing.T) {
	c := fresh(t)
	a := file(t, "t/a.csv", "id bigint")
	evidence := a.Scan.Evidence
	packed, err := Pack(&datasets.Scan{Evidence: evidence})
	if err != nil {
		t.Fatal(err)
	}
	a.Packed, a.Scan.Evidence = packedBytes(packed), nil
	a.Fingerprint, a.Checksum = "ends", "all"
	resync(t, c, table(t, "t", "id bigint", a))
	known, err := c.Known(t.Context(), "default")
	if err != nil {
		t.Fatal(err)
	}
	k, ok := known.Record("t/a.csv")
	if !ok || k.Fingerprint != "ends" || k.Checksum != "all" || k.Packed != nil {
		t.Errorf("got %+v", k)
	}
	moved := k.File
	moved.Path, moved.From = "t/b.csv", "t/a.csv"
	if got, want := resync(t, c, table(t, "t", "id bigint", moved)), "~ default.t  +1 file  -1 file\n"; got != want {
		t.Errorf("got %s", got)
	}
	files, err := c.Files(t.Context(), Name{"default", "t"})
	if err != nil || len(files) != 1 || len(files[0].Scan.Evidence) != 1 || files[0].Scan.Evidence[0].Min != evidence[0].Min {
		t.Errorf("got %+v, %v", files, err)
	}
}

// Columns that are in unchanged files under other names, or not at all because
// these are read in another way, are not lost; their comments go along.
func TestMergeKnowsOtherReadings(t *testing.T) {
	c := fresh(t)
	was := table(t, "t", "id bigint, x date, y date", file(t, "t/a.csv", "id bigint, x date"), file(t, "t/b.csv", "id bigint, y date"))
	resync(t, c, was)
	from, err := c.Table(t.Context(), was.Table.Name)
	if err != nil {
		t.Fatal(err)
	}
	commented := from
	commented.Columns = fields(t, "id bigint, x date, y date")
	commented.Columns[1].Comment = "the day"
	if err := c.Apply(t.Context(), AlterTable{From: from, To: commented}); err != nil {
		t.Fatal(err)
	}
	renamed := file(t, "t/a.csv", "id bigint, x date")
	renamed.Scan.Columns[1].Name = "day"
	another := file(t, "t/b.csv", "col_1 string")
	is := table(t, "t", "id bigint, day date, col_1 string", renamed, another)
	changes, err := c.Sync(t.Context(), "default", []TableFiles{is}, nil, SyncOptions{Update: UpdateMerge})
	want := "~ default.t  2 files read otherwise  + day date  + col_1 string  - x  - y\n"
	if got := lines(changes); err != nil || got != want {
		t.Errorf("got %v\n%swant\n%s", err, got, want)
	}
	got, err := c.Table(t.Context(), was.Table.Name)
	if err != nil || got.Columns[1].Comment != "the day" {
		t.Errorf("got %+v, %v", got.Columns, err)
	}
}
