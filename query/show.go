package query

import (
	"slices"
	"strings"

	"github.com/tarnlake/tarn/query/ddl"
	"github.com/tarnlake/tarn/query/duck"
	"github.com/tarnlake/tarn/query/translate"
	"github.com/tarnlake/tarn/query/types"
)

// tableRows returns the answer to a statement of Hive's grammar as rows of text,
// without the spaces that fill its cells if people are to read it.
func tableRows(r ddl.Result, readable bool) *Rows {
	rows := &Rows{types: []types.Type{}, close: func() error { return nil }}
	for _, c := range r.Columns {
		rows.columns = append(rows.columns, Column{Name: c.Name, Type: duck.Type{Name: "VARCHAR"}})
		rows.types = append(rows.types, types.Of(types.Varchar))
	}
	rows.all = func(yield func([]any, error) bool) {
		for _, texts := range r.Rows {
			row := make([]any, len(rows.columns))
			for i := range row {
				if i < len(texts) && readable {
					row[i] = strings.TrimRight(texts[i], " ")
				} else if i < len(texts) {
					row[i] = texts[i]
				}
			}
			if !yield(row, nil) {
				return
			}
		}
	}
	return rows
}

// valueRows returns rows that are known, of columns of Athena's types.
func valueRows(columns []translate.Column, list ...[]any) *Rows {
	rows := &Rows{close: func() error { return nil }}
	for _, c := range columns {
		rows.columns = append(rows.columns, Column{Name: c.Name, Type: duck.Type{Name: c.Type.Engine()}})
		rows.types = append(rows.types, c.Type)
	}
	rows.all = func(yield func([]any, error) bool) {
		for _, row := range list {
			if !yield(row, nil) {
				return
			}
		}
	}
	return rows
}

// functionRows are the rows of SHOW FUNCTIONS: name, result, arguments, kind,
// whether it is deterministic, and what it does, which is left empty.
func functionRows() [][]string {
	var rows [][]string
	for _, f := range translate.Functions() {
		name, rest, _ := strings.Cut(f.Signature, "(")
		end := strings.LastIndex(rest, ") ")
		if end < 0 || strings.HasPrefix(name, "$") || strings.HasPrefix(name, "tarn_") {
			continue
		}
		deterministic := "true"
		if slices.Contains([]string{"rand", "random", "uuid", "shuffle", "now"}, name) {
			deterministic = "false"
		}
		rows = append(rows, []string{name, rest[end+2:], rest[:end], functionKinds[f.Kind], deterministic, ""})
	}
	slices.SortStableFunc(rows, func(a, b []string) int { return strings.Compare(a[0], b[0]) })
	return rows
}

var functionKinds = map[translate.FunctionKind]string{translate.Scalar: "scalar", translate.Aggregate: "aggregate", translate.WindowOnly: "window"}
