package crawl

import (
	"path"
	"strings"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets/infer"
	"github.com/tarnlake/tarn/datasets/schema"
)

// partitionValues returns the texts of the partition columns of a file, from
// the folders between the table's and the file.
func partitionValues(f *file, g *group) []string {
	if len(g.levels) == 0 {
		return nil
	}
	below := strings.TrimPrefix(path.Dir(f.Path), g.Location)
	folders := strings.Split(strings.Trim(below, "/"), "/")
	values := make([]string, len(g.levels))
	for i, l := range g.levels {
		values[i] = folders[i]
		if _, value, ok := strings.Cut(folders[i], "="); ok && l.hive {
			values[i] = catalog.UnescapePartition(value)
		}
	}
	return values
}

// calendar names partition columns whose values are numbers even when they are
// written with a leading zero.
var calendar = map[string]bool{
	"year": true, "month": true, "day": true, "hour": true, "minute": true, "quarter": true, "week": true,
}

// partitionFields returns the partition columns, typed from their values: as a
// CSV column would be, but whole numbers that fit one are an int.
func partitionFields(g *group, files []catalog.File) []schema.Field {
	var fields []schema.Field
	for i, l := range g.levels {
		var values infer.Column
		digits := calendar[l.name]
		seen := make(map[string]bool)
		for _, f := range files {
			text := f.Partitions[i]
			if text == catalog.NullPartition || text == "" || seen[text] {
				continue
			}
			seen[text] = true
			values.Add([]byte(text), infer.Pos{})
			digits = digits && len(text) <= 4 && strings.Trim(text, "0123456789") == ""
		}
		t := values.Result().Type
		switch {
		case digits && len(seen) > 0:
			t = schema.Type{Kind: schema.Int}
		case values.Result().Format != "":
			t = schema.Type{Kind: schema.String} // a date, but not as SQL writes it
		}
		fields = append(fields, schema.Field{Name: l.name, Type: settled(t)})
	}
	return fields
}
