package crawl

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
)

// Each case lists files with their columns, and the tables that they make.
func TestGroups(t *testing.T) {
	tests := []struct {
		name  string
		files string
		want  string // name, location, partition columns, number of files
	}{
		{"a lone file is named for itself", `
			orders.csv         a b c
			x/data/stock.csv   a b c
			sizes_5_inch.json  a
		`, `
			orders at orders.csv: 1
			sizes_5_inch at sizes_5_inch.json: 1
			stock at x/data/stock.csv: 1
		`},
		{"a folder of files that agree is named for the folder", `
			orders/monday.csv   a b c
			orders/tuesday.csv  a b c
			data/1.csv          x y
			data/2.csv          x y
		`, `
			data at data: 2
			orders at orders: 2
		`},
		{"twelve months in the root are one table, other things are others", `
			sales_2024-01.csv  day amount shop
			sales_2024-02.csv  day amount shop
			sales_2024-03.csv  day amount
			staff.csv          name role
		`, `
			sales at : 3
			staff at staff.csv: 1
		`},
		{"months have names, too; columns come and go", `
			t/January.csv   a b c d e f
			t/february.csv  a b
			t/March.csv     a b
			t/april.csv     a b x y z
		`, `
			t at t: 4
		`},
		{"an empty column does not count where it is missing", `
			t/north.csv  a b p? q? r?
			t/south.csv  a b
		`, `
			t at t: 2
		`},
		{"a table whose columns change little by little stays one", `
			t/a.csv  a b c d
			t/b.csv  a b c e
			t/c.csv  a b e f
			t/d.csv  a e f g
		`, `
			t at t: 4
		`},
		{"similar means above seven tenths", `
			t/x.csv  a b c d e f g k1 k2 k3
			t/y.csv  a b c d e f g l1 l2 l3
			u/x.csv  a b c d e f g h k1 k2
			u/y.csv  a b c d e f g h l1 l2
		`, `
			u at u: 2
			x at t/x.csv: 1
			y at t/y.csv: 1
		`},
		{"among many different things, similar ones are different too", `
			cup/goals.csv      key tournament match team player minute goal_id own_goal
			cup/penalties.csv  key tournament match team player minute penalty_id
			cup/squads.csv     key tournament team player shirt
			cup/teams.csv      key team code region
			cup/stadiums.csv   key stadium city
			cup/days_1.csv     key a b c d
			cup/days_2.csv     key a b c
		`, `
			days at cup: 2
			goals at cup/goals.csv: 1
			penalties at cup/penalties.csv: 1
			squads at cup/squads.csv: 1
			stadiums at cup/stadiums.csv: 1
			teams at cup/teams.csv: 1
		`},
		{"but not beside one odd file, or in many files with like names", `
			t/north.csv  a b c d
			t/south.csv  a b c
			t/west.csv   a b c d
			t/odd.csv    x y
			u/a_1.csv    a b c d
			u/a_2.csv    a b c
			u/a_3.csv    a b c d e
			u/odd.csv    x y
			u/odder.csv  z w
		`, `
			odd at t/odd.csv: 1
			odder at u/odder.csv: 1
			t at t: 3
			u at u: 3
			u_odd at u/odd.csv: 1
		`},
		{"different things in one folder are named for what they are", `
			in/customers_1.csv  id name city
			in/customers_2.csv  id name city
			in/orders_1.csv     order_id customer_id total
			in/orders_2.csv     order_id customer_id total
		`, `
			customers at in: 2
			orders at in: 2
		`},
		{"folders key=value are partitions, of any depth", `
			t/year=2023/a.parquet           a b
			t/year=2024/month=01/b.parquet  a b
			t/c.parquet                     a b
		`, `
			t at t: year, month 3
		`},
		{"a partition that lacks most columns is one all the same", `
			t/k=1/x.parquet  a b c d e f
			t/k=2/x.parquet  a b
		`, `
			t at t: k 2
		`},
		{"partitions that have nothing in common are tables, as with Glue", `
			table1/year=2017/data1.json  a b
			table1/year=2018/data2.json  c d
		`, `
			table1_year_2017 at table1: year 1
			table1_year_2018 at table1: year 1
		`},
		{"two tables in each partition", `
			lake/year=2023/sales.csv  a b c
			lake/year=2024/sales.csv  a b c
			lake/year=2023/staff.csv  x y z
			lake/year=2024/staff.csv  x y z
		`, `
			sales at lake: year 2
			staff at lake: year 2
		`},
		{"a folder for each table in each partition", `
			d=1/orders/a.csv     a b c
			d=1/customers/a.csv  x y z
			d=2/orders/a.csv     a b c
			d=2/customers/a.csv  x y z
		`, `
			customers at : d 2
			orders at : d 2
		`},
		{"keys in another order", `
			t/a=1/b=2/x.csv  p q
			t/a=2/b=1/x.csv  p q
			t/a=3/c=1/x.csv  p q
		`, `
			t at t: a, b, c 3
		`},
		{"a key twice", `
			t/k=1/k=2/x.csv  p q
		`, `
			t at t: k, k_2 1
		`},
		{"sibling folders that are alike are partitions without a name", `
			logs/web1/a.json  at level text
			logs/web2/a.json  at level text
			other/a.csv       x y
		`, `
			logs at logs: partition_0 2
			other at other: 1
		`},
		{"an odd sibling stays a table", `
			logs/web1/a.json   at level text
			logs/web2/a.json   at level text
			logs/web3/a.json   at level text
			logs/web4/a.json   at level text
			logs/admin/a.json  who what
		`, `
			admin at logs/admin: 1
			logs at logs: partition_0 4
		`},
		{"a partition's made-up name gives way to a column", `
			logs/web1/a.json      partition_0 text
			logs/web2/a.json      partition_0 text
			ev/2024-01-05/x.json  date b
			ev/2024-01-06/x.json  date b
		`, `
			ev at ev: partition_date 2
			logs at logs: partition_1 2
		`},
		{"sibling folders that differ are tables", `
			lake/customers/a.csv  id name
			lake/orders/a.csv     order_id customer_id total
		`, `
			customers at lake/customers: 1
			orders at lake/orders: 1
		`},
		{"years, months and days by their names", `
			ev/2024/01/05/a.json  a b
			ev/2024/12/31/a.json  a b
			ev/2025/01/01/a.json  a b
			ev/2025/02/a.json     a b
		`, `
			ev at ev: year, month, day 4
		`},
		{"dates and months by their names", `
			a/20240105/x.csv   a b
			b/2024-01/x.csv    c d
			b/2024-02/x.csv    c d
			c/1234/x.csv       e f
		`, `
			1234 at c/1234: 1
			a at a: date 1
			b at b: month 2
		`},
		{"a month that lacks a column is in the table all the same", `
			taxi/2018-01.parquet  a b c d
			taxi/2018-02.parquet  a b c d e
		`, `
			taxi at taxi: 2
		`},
		{"an odd file does not make fifty tables", `
			m/1.csv    a b c
			m/2.csv    a b c
			m/3.csv    a b c
			m/odd.csv  x y z
		`, `
			m at m: 3
			odd at m/odd.csv: 1
		`},
		{"an odd file in a partition does not either", `
			m/k=1/1.csv    a b c
			m/k=2/2.csv    a b c
			m/k=2/odd.csv  x y z
		`, `
			m at m: k 2
			odd at m: k 1
		`},
		{"formats are kept apart", `
			m/a.csv   a b c
			m/a.json  a b c
		`, `
			a at m/a.csv: 1
			a_json at m/a.json: 1
		`},
		{"the same name twice", `
			x/orders/a.csv  a b
			y/orders/a.csv  c d
		`, `
			orders at x/orders: 1
			y_orders at y/orders: 1
		`},
		{"files without names of columns go by the types in their places", `
			t/1.csv  :bigint :string :date
			t/2.csv  :double :string :date
			t/3.csv  id:bigint name:string day:date
			u/1.csv  :string :string
			u/2.csv  :string :string
			u/x.csv  p:string q:string
		`, `
			t at t: 3
			u at u: 2
			x at u/x.csv: 1
		`},
		{"odd names", `
			=/a.csv                a
			k=/b.csv               b
			Ünï cødé/größe-1.csv   c
			Ünï cødé/größe-2.csv   c
			%00/c.csv              d
		`, `
			00 at %00: 1
			lake at : k 1
			table at =: 1
			uni_code at Ünï_cødé: 2
		`},
	}
	for _, test := range tests {
		if got, want := grouped(test.files, grouping{}), trimLines(test.want); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", test.name, got, want)
		}
	}
}

// grouped returns a line for each table that files make.
func grouped(files string, o grouping) string {
	o.lake = "lake"
	groups := o.group(parseFiles(files))
	names(groups, new(catalog.Known), "")
	var got []string
	for _, g := range groups {
		levels := strings.Join(g.Levels, ", ")
		if levels != "" {
			levels += " "
		}
		location := strings.ReplaceAll(g.Location, " ", "_")
		got = append(got, fmt.Sprintf("%s at %s: %s%d", g.Name, location, levels, g.Files))
	}
	return strings.Join(got, "\n")
}

// What people ask for counts more than what the columns are.
func TestGroupsOnRequest(t *testing.T) {
	const files = `
		sales/eu/2023.csv    a b
		sales/eu/2024.csv    a b
		sales/us/2023.csv    a b c d e f g
		sales/us/k=1/x.csv   z
		hr/staff.csv         name role
		readme.json          text
	`
	tests := []struct {
		name string
		grouping
		want string
	}{
		{"as found", grouping{}, `
			eu at sales/eu: 2
			hr at hr: 1
			readme at readme.json: 1
			sales_us at sales/us: k 1
			us at sales/us: 1
		`},
		{"tables at level 2", grouping{level: 2}, `
			hr at hr: 1
			readme at readme.json: 1
			sales at sales: partition_0, k 4
		`},
		{"tables at level 3", grouping{level: 3}, `
			eu at sales/eu: 2
			hr at hr: 1
			readme at readme.json: 1
			us at sales/us: k 2
		`},
		{"one table of each format", grouping{level: 1}, `
			lake at : partition_0, partition_1, k 5
			lake_json at : partition_0, partition_1, k 1
		`},
	}
	for _, test := range tests {
		if got, want := grouped(files, test.grouping), trimLines(test.want); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", test.name, got, want)
		}
	}
}

// One table of each format, at whatever depth the files lie.
func TestGroupsOfOneFormat(t *testing.T) {
	tests := []struct{ files, want string }{
		{`
			sales/eu/2023.csv    a b
			sales/eu/2024.csv    a b
			sales/us/2023.csv    a b c d e f g
			sales/us/k=1/x.csv   z
			hr/staff.csv         name role
			readme.json          text
		`, "lake at : partition_0, partition_1, k 5\nreadme at readme.json: 1"},
		{"table1/year=2017/data1.json  a b\ntable1/year=2018/data2.json  c d", "table1 at table1: year 2"},
		{"a/x/x.csv  a\na/y/y.csv  b\nb/z.csv  c", "lake at : partition_0, partition_1 3"},
		{"a/x.csv  a\ny.csv  b", "lake at : partition_0 2"},
		{"d/2024/x.csv  a\nd/old/y.csv  b", "d at d: year, partition_0 2"},
		{"k=1/x.csv  a\nk=1/y.json  a\nk=2/z.csv  a\nk=2/z.json  a", "lake at : k 2\nlake_json at : k 2"},
		{"eu/year=2024/raw/x.csv  a\nyear=2023/y.csv  b", "lake at : partition_0, year, partition_1 2"},
		{"k=1/data/x.csv  a\nk=2/data/y.csv  b", "lake at : k 2"}, // data tells nothing
		{"d/k=1/k=2/x.csv  a", "d at d: k, k_2 1"},
		{"d/e/x.csv  a\nd/e/x.json  a\nd/f/y.json  a", "d at d: partition_0 2\nx at d/e/x.csv: 1"},
	}
	for _, test := range tests {
		if got, want := grouped(test.files, grouping{rule: byFormat}), trimLines(test.want); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", test.files, got, want)
		}
	}
	files := parseFiles("a/x/x.csv  a\nb/z.csv  c")
	(&grouping{rule: byFormat}).group(files)
	if got, want := fmt.Sprint(files[0].values, files[1].values), fmt.Sprintf("[a x] [b %s]", catalog.NullPartition); got != want {
		t.Errorf("values are %s, want %s", got, want)
	}
}

func trimLines(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// parseFiles reads lines of a path, two spaces, and columns: a name, a name and
// a type as in "id:int", or with a question mark for one without values. A file
// of columns without names has no header. The format is that of the path's ending.
func parseFiles(text string) []*file {
	var files []*file
	kinds := newInterner()
	for line := range strings.Lines(trimLines(text)) {
		path, columns, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		scan := &datasets.Scan{Rows: 1}
		scan.Format = path[strings.LastIndexByte(path, '.')+1:]
		for _, word := range strings.Fields(columns) {
			name, kind, typed := strings.Cut(word, ":")
			c := datasets.Column{Source: name, Type: schema.Type{Kind: schema.String}}
			if typed {
				c.Type = typeOf(kind)
			}
			if c.Source, typed = strings.CutSuffix(name, "?"); typed {
				c.Type = schema.Type{}
			}
			if name == "" {
				scan.Options = map[string]string{"header": "false"}
			}
			scan.Columns = append(scan.Columns, c)
		}
		f := &file{File: datasets.File{Path: path, Size: 1}, scan: scan}
		f.kind = kinds.intern(scan)
		files = append(files, f)
	}
	slices.SortFunc(files, byPath)
	return files
}

func typeOf(text string) schema.Type {
	t, err := schema.Parse(text)
	if err != nil {
		panic(err)
	}
	return t
}
