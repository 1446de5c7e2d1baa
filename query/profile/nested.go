package profile

import (
	"context"
	"fmt"
	"strings"

	"github.com/tarnlake/tarn/datasets/schema"
	"github.com/tarnlake/tarn/query/bind"
)

// mostKeys is how many keys of maps are told.
const mostKeys = 50

// nested tells the lengths of arrays and maps, and which fields of structs, and
// keys of maps, are there.
func (j *job) nested(ctx context.Context) error {
	for i, f := range j.columns {
		var n *Nested
		var err error
		switch f.Type.Kind {
		case schema.Array:
			n, err = j.lengths(ctx, f)
		case schema.Map:
			if n, err = j.lengths(ctx, f); err == nil {
				n.Fields, err = j.keys(ctx, f)
			}
		case schema.Struct:
			n, err = j.fields(ctx, f)
		}
		if err != nil {
			return fmt.Errorf("column %s: %w", f.Name, err)
		}
		j.profile.Columns[i].Nested = n
	}
	return nil
}

// lengths returns how many elements the arrays, or entries the maps, have.
func (j *job) lengths(ctx context.Context, f schema.Field) (*Nested, error) {
	length := "len(" + bind.Quote(f.Name) + ")"
	if f.Type.Kind == schema.Map {
		length = "cardinality(" + bind.Quote(f.Name) + ")"
	}
	var list []string
	for _, p := range percentiles {
		list = append(list, fmt.Sprint(float64(p)/100))
	}
	sql := fmt.Sprintf(`SELECT min(n), max(n), avg(n), sum(n), stddev_samp(n), var_samp(n), mad(n), count(*) FILTER (n = 0),
		quantile_cont(n, [%s]) FROM (SELECT CAST(%s AS DOUBLE) AS n FROM %s)`, strings.Join(list, ", "), length, j.from())
	n := &Nested{Length: &Numbers{Percentiles: make(map[string]Figure), Whole: true}}
	err := j.rows(ctx, sql, func(row []any) error {
		l := n.Length
		for i, to := range []**float64{&l.Min, &l.Max, &l.Mean, &l.Sum, &l.Std, &l.Variance} {
			if x, ok := row[i].(float64); ok {
				*to = finite(x)
			}
		}
		l.Zeros = row[7].(int64)
		found, ok := row[8].([]any)
		if !ok {
			return nil
		}
		at := make(map[int]float64)
		for i, p := range percentiles {
			at[p] = found[i].(float64)
			l.Percentiles[fmt.Sprint(p)] = Exact(at[p])
		}
		spread, median, iqr, mad := *l.Max-*l.Min, Exact(at[50]), Exact(at[75]-at[25]), Exact(row[6].(float64))
		l.Range, l.Median, l.IQR, l.MAD = &spread, &median, &iqr, &mad
		return nil
	})
	return n, err
}

// keys returns the most common keys of maps.
func (j *job) keys(ctx context.Context, f schema.Field) ([]FieldCount, error) {
	name := bind.Quote(f.Name)
	sql := fmt.Sprintf(`SELECT CAST(e.key AS VARCHAR), count(e.value) FROM
		(SELECT unnest(map_entries(%s)) AS e FROM %s) GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT %d`, name, j.from(), mostKeys)
	var keys []FieldCount
	err := j.rows(ctx, sql, func(row []any) error {
		keys = append(keys, FieldCount{row[0].(string), row[1].(int64)})
		return nil
	})
	return keys, err
}

// fields returns which fields of structs, and of structs within them, are there.
func (j *job) fields(ctx context.Context, f schema.Field) (*Nested, error) {
	names, values := leaves(f.Type, "", bind.Quote(f.Name))
	if len(names) == 0 {
		return &Nested{}, nil
	}
	items := make([]string, len(values))
	for i, v := range values {
		items[i] = "count(" + v + ")"
	}
	n := &Nested{}
	err := j.rows(ctx, "SELECT "+strings.Join(items, ", ")+" FROM "+j.from(), func(row []any) error {
		for i, count := range row {
			n.Fields = append(n.Fields, FieldCount{names[i], count.(int64)})
		}
		return nil
	})
	return n, err
}

// leaves returns the fields of a struct, those of structs among them too, with
// their names and the SQL of their values.
func leaves(t schema.Type, prefix, value string) (names, values []string) {
	for _, f := range t.Fields {
		name, of := prefix+f.Name, fmt.Sprintf("struct_extract(%s, %s)", value, bind.Literal(f.Name))
		names, values = append(names, name), append(values, of)
		if f.Type.Kind == schema.Struct {
			n, v := leaves(f.Type, name+".", of)
			names, values = append(names, n...), append(values, v...)
		}
	}
	return names, values
}

// mostRepeated is how many of the rows that repeat are told.
const mostRepeated = 5

// repeated finds the rows that repeat most often. It asks the engine only for
// rows that the pass has seen to repeat.
func (j *job) repeated(ctx context.Context) error {
	repeats := j.seen.Repeats.Count()
	if repeats.Extra == 0 || len(j.columns) == 0 || j.profile.Rows > mostRowsGrouped {
		return nil
	}
	names, texts := make([]string, len(j.columns)), make([]string, len(j.columns))
	for i, f := range j.columns {
		names[i] = bind.Quote(f.Name)
		texts[i] = "CAST(" + names[i] + " AS VARCHAR)"
	}
	all := strings.Join(names, ", ")
	sql := fmt.Sprintf("SELECT n, %s FROM (SELECT count(*) AS n, %s FROM %s GROUP BY %s HAVING count(*) > 1) ORDER BY n DESC, %s LIMIT %d",
		strings.Join(texts, ", "), all, j.from(), all, strings.Join(texts, ", "), mostRepeated)
	return j.rows(ctx, sql, func(row []any) error {
		r := RepeatedRow{Count: row[0].(int64)}
		for _, v := range row[1:] {
			r.Values = append(r.Values, cell(v))
		}
		j.profile.Repeats.Most = append(j.profile.Repeats.Most, r)
		return nil
	})
}

// mostRowsGrouped is up to how many rows are grouped by all columns only to show
// some that repeat.
const mostRowsGrouped = 1_000_000

// cell returns a text of DuckDB's, or nil for NULL.
func cell(v any) Cell {
	if text, ok := v.(string); ok {
		return &text
	}
	return nil
}
