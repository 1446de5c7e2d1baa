package main

import (
	"fmt"
	"testing"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
)

func TestLess(t *testing.T) {
	tests := []struct {
		kind schema.Kind
		a, b string
		want bool
	}{
		{schema.Bigint, "9", "10", true},
		{schema.Bigint, "10", "9", false},
		{schema.Bigint, "-10", "-9", true},
		{schema.Bigint, "9223372036854775806", "9223372036854775807", true},
		{schema.Bigint, "9223372036854775807", "9223372036854775806", false},
		{schema.Decimal, "0.10", "0.1", false},
		{schema.Double, "1e3", "999", false},
		{schema.Double, "1e999999999", "1", false},
		{schema.String, "9", "10", false},
		{schema.Date, "2024-02-09", "2024-02-10", true},
	}
	for _, test := range tests {
		if got := less(test.kind, test.a, test.b); got != test.want {
			t.Errorf("%s: %s before %s: got %t", test.kind, test.a, test.b, got)
		}
	}
}

func TestSummary(t *testing.T) {
	file := func(rows int64, columns ...datasets.Column) catalog.File {
		f := catalog.File{Path: "f", Partitions: []string{"10"}, Scan: &datasets.Scan{Rows: rows}}
		f.Scan.Columns = columns
		for i := range columns {
			f.Scan.Evidence = append(f.Scan.Evidence, datasets.Evidence{Nulls: 1, Min: fmt.Sprint(9 + i), Max: fmt.Sprint(10 + i)})
		}
		return f
	}
	column := func(name string, k schema.Kind) datasets.Column {
		return datasets.Column{Name: name, Type: schema.Type{Kind: k}}
	}
	table := catalog.Table{
		Columns: []schema.Field{
			{Name: "a", Type: schema.Type{Kind: schema.Bigint}}, {Name: "b", Type: schema.Type{Kind: schema.String}},
		},
		Partitions: []schema.Field{{Name: "p", Type: schema.Type{Kind: schema.Int}}},
	}
	s := newSummary(table)
	s.add(file(5, column("a", schema.Bigint), column("b", schema.String)))
	s.add(file(7, column("a", schema.Bigint)))
	s.add(file(3, column("x", schema.Bigint), column("b", schema.Bigint), column("a", schema.Double)))

	text := func(p *string) string {
		if p == nil {
			return "none"
		}
		return *p
	}
	for i, want := range []string{"a nulls 3 from 9 to 12", "b nulls 9 from none to none", "p nulls ? from 10 to 10"} {
		c, nulls := s.columns[i], "?"
		if c.Nulls != nil {
			nulls = fmt.Sprint(*c.Nulls)
		}
		if got := fmt.Sprintf("%s nulls %s from %s to %s", c.Name, nulls, text(c.Min), text(c.Max)); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
