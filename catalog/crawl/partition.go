package crawl

import (
	"strings"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets/infer"
	"github.com/tarnlake/tarn/datasets/schema"
)

// calendar names partition columns whose values are numbers even when they are
// written with a leading zero.
var calendar = map[string]bool{
	"year": true, "month": true, "day": true, "hour": true, "minute": true, "quarter": true, "week": true,
}

// partitionFields returns the partition columns, typed from their values: as a
// CSV column would be, but whole numbers that fit one are an int.
func partitionFields(g *group) []schema.Field {
	var fields []schema.Field
	for i, name := range g.Levels {
		var values infer.Column
		digits := calendar[name]
		seen := make(map[string]bool)
		for _, f := range g.files {
			text := f.values[i]
			if text == catalog.NullPartition || text == "" || seen[text] {
				continue
			}
			seen[text] = true
			values.Add([]byte(text), infer.Pos{})
			digits = digits && len(text) <= 4 && strings.Trim(text, "0123456789") == ""
		}
		found := values.Result()
		t := found.Type
		switch {
		case digits && len(seen) > 0:
			t = schema.Type{Kind: schema.Int}
		case found.Format != "" || len(found.Evidence.NullTexts) > 0:
			t = schema.Type{Kind: schema.String} // a date, but not as SQL writes it; or NA, which is what the folder says
		case t.Kind == schema.Bigint && len(found.Evidence.Min) < 10 && len(found.Evidence.Max) < 10:
			t = schema.Type{Kind: schema.Int}
		}
		fields = append(fields, schema.Field{Name: name, Type: settled(t)})
	}
	return fields
}
