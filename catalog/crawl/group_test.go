package crawl

import (
	"fmt"
	"strings"
	"testing"

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
			orders.csv  a b c
		`, `
			orders at orders.csv: 1
		`},
		{"a folder of files that agree is named for the folder", `
			orders/monday.csv   a b c
			orders/tuesday.csv  a b c
		`, `
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
		{"folders key=value are partitions, whatever their columns", `
			t/year=2023/a.parquet           a
			t/year=2024/month=01/b.parquet  a
			u/k=1/x.parquet                 a b
			u/k=2/x.parquet                 c d
		`, `
			t at t: year 1
			t_2 at t: year, month 1
			u at u: k 2
		`},
		{"sibling folders that are alike are partitions without a name", `
			logs/web1/a.json  at level text
			logs/web2/a.json  at level text
			other/a.csv       x y
		`, `
			logs at logs: partition_0 2
			other at other: 1
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
		`, `
			ev at ev: year, month, day 3
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
		{"formats are kept apart", `
			m/a.csv   a b c
			m/a.json  a b c
		`, `
			a at m/a.csv: 1
			m_a at m/a.json: 1
		`},
		{"the same name twice", `
			x/orders/a.csv  a b
			y/orders/a.csv  c d
		`, `
			orders at x/orders: 1
			y_orders at y/orders: 1
		`},
	}
	for _, test := range tests {
		groups := groupFiles("/some/lake", parseFiles(test.files))
		names(groups, nil)
		var got []string
		for _, g := range groups {
			levels := strings.Join(g.Levels, ", ")
			if levels != "" {
				levels += " "
			}
			got = append(got, fmt.Sprintf("%s at %s: %s%d", g.Name, g.Location, levels, g.Files))
		}
		if got, want := strings.Join(got, "\n"), trimLines(test.want); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", test.name, got, want)
		}
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

// parseFiles reads lines of a path and the names of columns; the format is that
// of the path's ending.
func parseFiles(text string) []*file {
	var files []*file
	for line := range strings.Lines(trimLines(text)) {
		words := strings.Fields(line)
		scan := &datasets.Scan{}
		scan.Format = words[0][strings.LastIndexByte(words[0], '.')+1:]
		for _, name := range words[1:] {
			scan.Columns = append(scan.Columns, datasets.Column{Source: name, Type: schema.Type{Kind: schema.String}})
		}
		files = append(files, &file{File: datasets.File{Path: words[0]}, scan: scan})
	}
	return files
}
