package catalog

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
)

// The lines that people see, each beside the two states it comes from.
func TestDiff(t *testing.T) {
	orders := func(edit func(*TableFiles)) []TableFiles {
		tf := table(t, "orders", "id bigint, total int",
			file(t, "orders/a.csv", "id bigint, total int"), file(t, "orders/b.csv", "id bigint, total int"))
		if edit != nil {
			edit(&tf)
		}
		return []TableFiles{tf}
	}
	tests := []struct {
		name       string
		have, want []TableFiles
		lines      string
	}{
		{"nothing", orders(nil), orders(nil), ""},
		{"nothing at all", nil, nil, ""},
		{"new", nil, orders(nil), "+ default.orders  csv  2 files  20 rows  2 columns  200 bytes\n"},
		{"gone", orders(nil), nil, "- default.orders  csv  2 files\n"},
		{"another", []TableFiles{table(t, "z", "id int")}, []TableFiles{table(t, "b", "id int"), table(t, "a", "id int")},
			"+ default.a  csv  0 files  0 rows  1 column  0 bytes\n" +
				"+ default.b  csv  0 files  0 rows  1 column  0 bytes\n" +
				"- default.z  csv  0 files\n"},

		// Files.
		{"one more file", orders(nil), orders(func(tf *TableFiles) {
			tf.Files = append(tf.Files, file(t, "orders/c.csv", "id bigint, total int"))
		}), "~ default.orders  +1 file  +10 rows\n"},
		{"one file less", orders(nil), orders(func(tf *TableFiles) { tf.Files = tf.Files[1:] }),
			"~ default.orders  -1 file  -10 rows\n"},
		{"a renamed file", orders(nil), orders(func(tf *TableFiles) { tf.Files[1].Path = "orders/0.csv" }),
			"~ default.orders  +1 file  -1 file\n"},
		{"a longer file", orders(nil), orders(func(tf *TableFiles) {
			tf.Files[0].Size = 1
			tf.Files[0].Scan.Rows = 4031
		}), "~ default.orders  ~1 file  +4,021 rows\n"},
		{"a file written again", orders(nil), orders(func(tf *TableFiles) {
			tf.Files[0].ModTime = tf.Files[0].ModTime.Add(time.Nanosecond)
		}), "~ default.orders  ~1 file\n"},
		{"a time in another zone", orders(nil), orders(func(tf *TableFiles) {
			tf.Files[0].ModTime = tf.Files[0].ModTime.In(time.FixedZone("x", 3600))
		}), ""},
		{"other evidence", orders(nil), orders(func(tf *TableFiles) { tf.Files[0].Scan.Evidence = nil }), ""},
		{"another delimiter", orders(nil), orders(func(tf *TableFiles) {
			tf.Files[0].Scan.Options = map[string]string{"delimiter": ";"}
		}), "~ default.orders  1 file read otherwise\n"},
		{"no options and none", orders(func(tf *TableFiles) { tf.Files[0].Scan.Options = nil }), orders(func(tf *TableFiles) {
			tf.Files[0].Scan.Options = map[string]string{}
		}), ""},
		{"no scan and an empty one", orders(func(tf *TableFiles) { tf.Files[0].Scan = nil }), orders(func(tf *TableFiles) {
			tf.Files[0].Scan = new(datasets.Scan)
		}), ""},
		{"files in another order", orders(nil), orders(func(tf *TableFiles) { slices.Reverse(tf.Files) }), ""},

		// Columns.
		{"a new column and a wider type", orders(nil), orders(func(tf *TableFiles) {
			tf.Table.Columns = fields(t, "id bigint, total bigint, coupon string")
			tf.Files = append(tf.Files, file(t, "orders/c.csv", "id bigint, total bigint, coupon string"))
		}), "~ default.orders  +1 file  +10 rows  ~ total int -> bigint  + coupon string\n"},
		{"a column less", orders(nil), orders(func(tf *TableFiles) { tf.Table.Columns = fields(t, "id bigint") }),
			"~ default.orders  - total\n"},
		{"another order", orders(nil), orders(func(tf *TableFiles) { tf.Table.Columns = fields(t, "total int, id bigint") }),
			"~ default.orders  columns in another order\n"},
		{"members of structs", []TableFiles{table(t, "e", "p struct<a:int,items:array<struct<sku:string>>,gone:int>")},
			[]TableFiles{table(t, "e", "p struct<a:double,items:array<struct<sku:string,qty:int>>>")},
			"~ default.e  ~ p.a int -> double  + p.items[].qty int  - p.gone\n"},
		{"members in another order", []TableFiles{table(t, "e", "p struct<a:int,b:int>")},
			[]TableFiles{table(t, "e", "p struct<b:int,a:int>")}, ""},
		{"struct to text", []TableFiles{table(t, "e", "p struct<a:int>")}, []TableFiles{table(t, "e", "p string")},
			"~ default.e  ~ p struct<a:int> -> string\n"},

		// The rest.
		{"partitions", orders(nil), orders(func(tf *TableFiles) { tf.Table.Partitions = fields(t, "year int, month int") }),
			"~ default.orders  + year int  + month int  partitions none -> year, month\n"},
		{"a partition's type", []TableFiles{{Table: Table{Partitions: fields(t, "year int")}}},
			[]TableFiles{{Table: Table{Partitions: fields(t, "year string")}}}, "~ .  ~ year int -> string\n"},
		{"moved", orders(nil), orders(func(tf *TableFiles) { tf.Table.Location, tf.Table.Format = "x/orders", "json" }),
			"~ default.orders  format csv -> json  location orders -> x/orders\n"},
		{"words", orders(nil), orders(func(tf *TableFiles) {
			tf.Table.Comment = "what we sold"
			tf.Table.Columns[0].Comment = "the key"
			tf.Table.Parameters = map[string]string{"owner": "ann"}
		}), "~ default.orders  comment changed  comment of id changed  parameter owner none -> ann\n"},
	}
	for _, test := range tests {
		if got := lines(Diff(test.have, test.want)); got != test.lines {
			t.Errorf("%s: got\n%swant\n%s", test.name, got, test.lines)
		}
	}
}

func TestAddTableLine(t *testing.T) {
	add := AddTable{Table: Table{
		Name: Name{"default", "orders"}, Format: "parquet", Columns: make([]schema.Field, 9),
		Partitions: fields(t, "year int, month int"), Stats: Stats{Files: 12, Rows: 48211, Bytes: 1_912_345},
	}}
	want := "+ default.orders  parquet  12 files  48,211 rows  9 columns  partitions year, month  1.9 MB"
	if got := add.String(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// A difference names the first file that brought it, and the value that decided.
func TestDifferencesNameTheirOrigin(t *testing.T) {
	have := table(t, "orders", "id bigint, total int", file(t, "orders/a.csv", "id bigint, total int"))
	innocent := file(t, "orders/b.csv", "id bigint, total int")
	culprit := file(t, "orders/c.csv", "id bigint, total string, coupon string")
	culprit.Scan.Evidence[1].Deciders = []datasets.Place{{Line: 12, Byte: 300, Value: "n/a"}}
	want := table(t, "orders", "id bigint, total string, coupon string", have.Files[0], innocent, culprit)

	changes := Diff([]TableFiles{have}, []TableFiles{want})
	if len(changes) != 1 {
		t.Fatal(changes)
	}
	got := traced(changes[0].(AlterTable).Differences())
	wanted := []string{
		`~ total int -> string, because of orders/c.csv line 12: "n/a"`,
		`+ coupon string, first in orders/c.csv`,
	}
	if !slices.Equal(got, wanted) {
		t.Errorf("got %q, want %q", got, wanted)
	}
}

func TestChangesAsJSON(t *testing.T) {
	have := []TableFiles{table(t, "gone", "id int", file(t, "gone/a.csv", "id int")), table(t, "orders", "total int")}
	want := []TableFiles{table(t, "new", "id int", file(t, "new/a.csv", "id int")), table(t, "orders", "total double", file(t, "orders/a.csv", "total double"))}
	got, err := json.MarshalIndent(Diff(have, want), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	const wanted = `[
 {
  "change": "drop",
  "table": "default.gone",
  "format": "csv",
  "files": 1,
  "rows": 10,
  "bytes": 100
 },
 {
  "change": "add",
  "table": "default.new",
  "location": "new",
  "format": "csv",
  "files": 1,
  "rows": 10,
  "bytes": 100,
  "columns": [
   {
    "name": "id",
    "type": "int"
   }
  ],
  "version": 1
 },
 {
  "change": "alter",
  "table": "default.orders",
  "version": 1,
  "filesAdded": 1,
  "filesChanged": 0,
  "filesReread": 0,
  "filesRemoved": 0,
  "rows": 10,
  "differences": [
   {
    "kind": "column",
    "name": "total",
    "from": "int",
    "to": "double",
    "file": "orders/a.csv"
   }
  ]
 }
]`
	if string(got) != wanted {
		t.Errorf("got %s", got)
	}
}

func TestCounts(t *testing.T) {
	for n, want := range map[int64]string{
		0: "0 rows", 1: "1 row", 999: "999 rows", 1000: "1,000 rows", 48211: "48,211 rows", 1234567: "1,234,567 rows",
		-1000: "-1,000 rows", -999: "-999 rows",
	} {
		if got := plural(n, "row"); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	for n, want := range map[int64]string{
		0: "0 bytes", 1: "1 byte", 999: "999 bytes", 1000: "1.0 kB", 1900000: "1.9 MB", 999_949: "999.9 kB", 999_950: "1.0 MB",
		5_000_000_000: "5.0 GB", 7e15: "7.0 PB",
	} {
		if got := byteCount(n); got != want {
			t.Errorf("%d: got %s, want %s", n, got, want)
		}
	}
}
