package conformance

import (
	"bufio"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// The tables of TPC-H as Trino's tpch connector names and types them, those of
// TPC-DS, and some of Trino's product tests. A line is the database, the table, and its
// columns with their types.
//
//go:embed tables.txt
var tablesText string

// A table is one that cases ask about.
type table struct {
	database, name string
	columns        [][2]string // names and types
	source         string      // file of its rows in the folder of the data, with bars between the values; "" for none
}

// tables returns the tables that the lake of a bench has.
func tables(data string) ([]table, error) {
	var all []table
	for line := range strings.Lines(tablesText) {
		fields := strings.Fields(line)
		if len(fields) == 0 {
			continue
		}
		t := table{database: fields[0], name: fields[1]}
		for _, f := range fields[2:] {
			name, typ, _ := strings.Cut(f, ":")
			t.columns = append(t.columns, [2]string{name, typ})
		}
		switch t.database {
		case "tiny":
			t.source = "sql/tpch/sf0.01/" + t.name + ".tbl"
			all = append(all, t.prefixed())
		case "hive":
			t.source = "sql/product-tests/datasets/" + t.name + ".data"
		}
		all = append(all, t)
	}
	hits, err := hitsTable(data)
	if errors.Is(err, fs.ErrNotExist) {
		return all, nil
	}
	return append(all, hits), err
}

// prefixed returns a table of TPC-H as its queries name it: o_orderkey for
// orderkey, and decimals for doubles.
func (t table) prefixed() table {
	prefix := t.name[:1] + "_"
	if t.name == "partsupp" {
		prefix = "ps_"
	}
	columns := make([][2]string, len(t.columns))
	for i, c := range t.columns {
		columns[i] = [2]string{prefix + c[0], strings.Replace(c[1], "double", "decimal(15,2)", 1)}
	}
	return table{database: "hive", name: t.name, columns: columns, source: t.source}
}

// write writes the table into a folder of the lake, as a CSV file with a header,
// and returns what tarn.yaml says about it.
func (t table) write(lake, data string) (pins string, err error) {
	folder := t.database + "_" + t.name
	if err := os.MkdirAll(filepath.Join(lake, folder), 0o755); err != nil {
		return "", err
	}
	f, err := os.Create(filepath.Join(lake, folder, "rows.csv"))
	if err != nil {
		return "", err
	}
	defer f.Close()
	w := bufio.NewWriter(f)
	var names, columns []string
	for _, c := range t.columns {
		names = append(names, c[0])
		columns = append(columns, fmt.Sprintf("      %s: {type: %q}\n", c[0], c[1]))
	}
	fmt.Fprintln(w, strings.Join(names, "|"))
	if t.source != "" {
		if err := t.copyRows(w, filepath.Join(data, t.source)); err != nil {
			return "", err
		}
	}
	pins = fmt.Sprintf("  %s:\n    path: %s\n    options: {delimiter: \"|\", quote: \"\", header: true}\n    columns:\n%s", folder, folder, strings.Join(columns, ""))
	return pins, errors.Join(w.Flush(), f.Close())
}

// copyRows copies the rows of a file that has a bar behind each value, or between
// them, and \N for null. The file may be absent.
func (t table) copyRows(w *bufio.Writer, path string) error {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(text)) {
		values := strings.Split(strings.TrimRight(line, "\r\n"), "|")
		if len(values) < len(t.columns) {
			continue
		}
		row := strings.Join(values[:len(t.columns)], "|")
		fmt.Fprintln(w, strings.ReplaceAll(row, `\N`, ""))
	}
	return nil
}

// writeLake writes the lake that the cases ask about.
func writeLake(lake, data string) error {
	all, err := tables(data)
	if err != nil {
		return err
	}
	var yaml strings.Builder
	yaml.WriteString("tables:\n")
	for _, t := range all {
		pins, err := t.write(lake, data)
		if err != nil {
			return err
		}
		yaml.WriteString(pins)
	}
	return os.WriteFile(filepath.Join(lake, "tarn.yaml"), []byte(yaml.String()), 0o644)
}
